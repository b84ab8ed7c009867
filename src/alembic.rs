//! Revisions of Alembic, as its offline mode writes them, made into pairs of files; and where Alembic says a database is.

mod offline;
mod pair;
mod project;
mod script;
mod version;

use serde::Deserialize;

pub use offline::split;
pub use pair::{Pair, pairs};
pub use project::{Place, project, render};
pub use script::VersionTable;
pub use version::{standing, versions};

/// All revisions of a project.
#[derive(Debug, Clone)]
pub struct Project {
    pub version_table: VersionTable,
    /// In any order.
    pub revisions: Vec<AlembicRevision>,
}

/// A revision as Alembic has it.
#[derive(Debug, Clone, Deserialize)]
pub struct AlembicRevision {
    pub id: String,
    /// `down_revision`, then `depends_on`.
    pub parents: Vec<String>,
    pub message: String,
    /// As the file says it: `2026-01-05 09:30:00.123456`.
    pub created: Option<String>,
    /// Its file; none in a script.
    pub path: Option<String>,
    /// It looks at whether it is rendered, and may do something else when it isn't.
    #[serde(default)]
    pub asks_whether_offline: bool,
    pub up: Rendered,
    pub down: Rendered,
}

/// What came of rendering one direction of a revision.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Rendered {
    Script {
        sql: String,
    },
    Failed {
        error: String,
        /// Of the revision's file, counted from 1.
        line: Option<usize>,
        /// Its author says that there is no such way: `raise NotImplementedError`.
        is_refusal: bool,
        /// The function in Python.
        source: String,
    },
}
