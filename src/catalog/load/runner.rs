//! The tables in which migration runners keep what they have applied. Like our own history they are nobody's schema: a
//! comparison that saw them would drop them.

use rustc_hash::FxHashSet;

use super::{Address, Assembly};
use crate::id::Kind;

/// A table by its name and its columns, all of them: somebody's own table may have the name.
const TABLES: [(&str, &[&str]); 7] = [
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

/// The objects that are such tables, or sequences of theirs.
pub(super) fn tables(assembly: &Assembly) -> FxHashSet<usize> {
    let is_one = |index: &usize| {
        let object = &assembly.objects[*index];
        object.kind == Kind::Table && TABLES.iter().any(|(name, _)| *name == object.name)
    };
    let named: Vec<usize> = (0..assembly.objects.len()).filter(is_one).collect();
    if named.is_empty() {
        return FxHashSet::default();
    }
    let mut found = FxHashSet::default();
    for (address, index) in assembly.at.iter().filter(|(_, index)| named.contains(index)) {
        let children = assembly.objects.iter().filter(|child| child.parent == Some(*address));
        let mut columns: Vec<&str> =
            children.filter(|child| child.kind == Kind::Column).map(|child| child.name.as_str()).collect();
        columns.sort_unstable();
        let name = assembly.objects[*index].name.as_str();
        if TABLES.iter().any(|table| *table == (name, &columns[..])) {
            found.insert(*index);
            found.extend(sequences(assembly, *address));
        }
    }
    found
}

/// Those that go with a column of a table.
fn sequences(assembly: &Assembly, table: Address) -> impl Iterator<Item = usize> {
    assembly.part_of.iter().filter_map(move |(part, whole)| {
        let index = *assembly.at.get(part)?;
        let belongs = whole.class == table.class && whole.object == table.object;
        (belongs && assembly.objects[index].kind == Kind::Sequence).then_some(index)
    })
}
