//! A catalog as definitions: the statements that make it from a fresh database, each with the file of its object.
//!
//! Nothing here talks to a server, and no statement is written here: they are the planner's, brought into an order that
//! people like.

mod arrange;
mod layout;
mod toml;

use std::path::PathBuf;

use crate::catalog::Catalog;
use crate::error::Result;
use crate::id::{Id, Kind};
use crate::plan::{PlannedStep, plan};
use crate::render::{preamble, terminated};

/// How definitions are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A file for each object: `public/tables/posts.sql`.
    Object,
    /// A file for each schema: `public.sql`.
    Schema,
    /// One file, which psql runs as it stands: `schema.sql`.
    Single,
}

/// How definitions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Statements, as PostgreSQL prints them.
    Sql,
    /// TOML where it has a form for the object, else statements in it.
    Toml,
}

/// A statement, and where people look for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The object in whose file it stands: an index's table, the table of a sequence that a column owns.
    pub home: Id,
    /// What it is said of: the object itself, or for a comment or a grant the object that has it.
    said_of: Id,
    pub planned: PlannedStep,
}

/// The statements that make `catalog` from what a `fresh` database has, what belongs together behind each other. What
/// shares a file stands there in an order in which it can be run.
pub fn statements(fresh: &Catalog, catalog: &Catalog, layout: Layout) -> Result<Vec<Placed>> {
    let is_default = |id: &Id| id.kind() == Kind::DefaultPrivilege;
    let defaults: Vec<_> =
        catalog.of_kind(Kind::DefaultPrivilege).map(|object| (object.id.clone(), object.attributes.clone())).collect();
    let mut steps = plan(fresh, catalog)?.steps;
    if !defaults.is_empty() {
        // Files are loaded in any order: what default privileges may or may not have given by then is said in full.
        let in_force = plan(&fresh.joined(defaults), catalog)?.steps;
        steps.retain(|planned| is_default(&planned.id));
        steps.splice(0..0, in_force);
    }
    Ok(arrange::arranged(catalog, steps, layout != Layout::Object))
}

/// The object in whose file people look for another.
pub fn home(catalog: &Catalog, id: &Id) -> Id {
    arrange::home(catalog, id)
}

/// The file of an object, below the directory of definitions.
pub fn file(catalog: &Catalog, home: &Id, layout: Layout, format: Format) -> PathBuf {
    layout::file(catalog, home, layout, format)
}

/// Statements as the text of a TOML file; all of one object have to be in it.
pub fn toml(catalog: &Catalog, placed: &[&Placed]) -> String {
    toml::text(catalog, placed)
}

/// A text of many lines as a value in TOML.
pub(super) fn block(text: &str) -> String {
    toml::block_of(text)
}

/// Statements as the text of an SQL file.
pub fn text(placed: &[&Placed], layout: Layout) -> String {
    let mut text = match layout {
        Layout::Single => preamble(placed.iter().map(|one| &one.planned.step)).to_owned(),
        Layout::Object | Layout::Schema => String::new(),
    };
    let mut last = None;
    for Placed { home: _, said_of, planned } in placed {
        if !text.is_empty() && last != Some(said_of) {
            text.push('\n');
        }
        text.push_str(&terminated(&planned.step.sql));
        last = Some(said_of);
    }
    text
}
