//! The tables in which migration runners keep what they have applied. Like our own history they are nobody's schema: a
//! comparison that saw them would drop them.

use rustc_hash::FxHashSet;

use super::{Address, Assembly, Loaded};
use crate::id::Kind;

/// A table by its name and its columns, all of them: somebody's own table may have the name.
const TABLES: [(&str, &[&str]); 7] = [
    // Where env.py gives it another name, its key tells it: `<table>_pkc`.
    ("alembic_version", &["version_num"]),
    ("_sqlx_migrations", &["checksum", "description", "execution_time", "installed_on", "success", "version"]),
    // golang-migrate, then dbmate.
    ("schema_migrations", &["dirty", "version"]),
    ("schema_migrations", &["version"]),
    ("goose_db_version", &["id", "is_applied", "tstamp", "version_id"]),
    ("__diesel_schema_migrations", &["run_on", "version"]),
    (
        "flyway_schema_history",
        &[
            "checksum",
            "description",
            "execution_time",
            "installed_by",
            "installed_on",
            "installed_rank",
            "script",
            "success",
            "type",
            "version",
        ],
    ),
];

/// What Alembic's table is called, and what its key ends with.
const ALEMBIC: (&str, &str) = ("alembic_version", "_pkc");

/// The objects that are such tables, or sequences of theirs.
pub(super) fn tables(assembly: &Assembly) -> FxHashSet<usize> {
    let candidates: FxHashSet<usize> =
        assembly.objects.iter().enumerate().filter_map(|(index, object)| candidate(assembly, index, object)).collect();
    if candidates.is_empty() {
        return FxHashSet::default();
    }
    let mut found = FxHashSet::default();
    for (address, index) in assembly.at.iter().filter(|(_, index)| candidates.contains(index)) {
        let children = || assembly.objects.iter().filter(|child| child.parent == Some(*address));
        let mut columns: Vec<&str> =
            children().filter(|child| child.kind == Kind::Column).map(|child| child.name.as_str()).collect();
        columns.sort_unstable();
        let name = assembly.objects[*index].name.as_str();
        let key = format!("{name}{}", ALEMBIC.1);
        let is_alembics = children().any(|child| child.kind == Kind::Constraint && child.name == key);
        let name = if is_alembics { ALEMBIC.0 } else { name };
        if TABLES.iter().any(|table| *table == (name, &columns[..])) {
            found.insert(*index);
            found.extend(sequences(assembly, *address));
        }
    }
    found
}

/// The table that an object says might be one: by its own name, or by that of its key.
fn candidate(assembly: &Assembly, index: usize, object: &Loaded) -> Option<usize> {
    match object.kind {
        Kind::Table if TABLES.iter().any(|(name, _)| *name == object.name) => Some(index),
        Kind::Constraint if object.name.ends_with(ALEMBIC.1) => assembly.at.get(&object.parent?).copied(),
        _ => None,
    }
}

/// Those that go with a column of a table.
fn sequences(assembly: &Assembly, table: Address) -> impl Iterator<Item = usize> {
    assembly.part_of.iter().filter_map(move |(part, whole)| {
        let index = *assembly.at.get(part)?;
        let belongs = whole.class == table.class && whole.object == table.object;
        (belongs && assembly.objects[index].kind == Kind::Sequence).then_some(index)
    })
}
