//! The tables in which other migration runners keep what they have applied. A database has them without anybody's declaring
//! it, and a comparison that saw them would drop them.

use std::collections::BTreeSet;

use super::{Catalog, Object};
use crate::id::{Id, Kind};

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

/// The tables of other runners that a catalog has, and `declared` hasn't: nobody declared them, so they are left alone.
pub fn undeclared(catalog: &Catalog, declared: &Catalog) -> BTreeSet<Id> {
    let tables = catalog.of_kind(Kind::Table).filter(|table| !declared.contains(table.id) && is_one(catalog, table));
    tables.map(|table| table.id.clone()).collect()
}

/// The same catalog without such tables, and without what is only there for them.
pub fn without(catalog: &Catalog, tables: &BTreeSet<Id>) -> Catalog {
    let belongs = |id: &Id| id.lineage().any(|id| tables.contains(id));
    catalog.filtered(|object| {
        let is_theirs = object.id.kind() == Kind::Sequence
            && catalog.children(object.id).any(|tie| catalog.needs(tie.id).any(belongs));
        !tables.contains(object.id) && !is_theirs
    })
}

fn is_one(catalog: &Catalog, table: &Object) -> bool {
    let name = table.id.name();
    let has_alembics_key = || {
        let key = format!("{name}{}", ALEMBIC.1);
        catalog.children(table.id).any(|child| child.id.kind() == Kind::Constraint && child.id.name() == key)
    };
    let columns = || {
        let columns = catalog.children(table.id).filter(|child| child.id.kind() == Kind::Column);
        columns.map(|column| column.id.name()).collect::<BTreeSet<_>>()
    };
    let is = |wanted: &str| {
        TABLES.iter().any(|(name, theirs)| *name == wanted && columns() == theirs.iter().copied().collect())
    };
    is(name) || has_alembics_key() && is(ALEMBIC.0)
}
