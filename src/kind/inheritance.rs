//! What makes a table a child of another by INHERITS.

use serde::{Deserialize, Serialize};

use super::not_null;
use super::table::table_words;
use super::{Alter, At, Attributes, Kind, Model, Object, Step};
use crate::catalog::Catalog;
use crate::id::Id;
use crate::sql::qualified;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inheritance {
    /// Schema and name of the parent.
    pub parent: (String, String),
    pub is_parent_foreign: bool,
    /// From 1; it decides in which order the parents' columns come.
    pub position: u32,
}

impl Inheritance {
    pub(crate) fn parent_id(&self) -> Id {
        let schema = Id::new(Kind::Schema, None, self.parent.0.as_str());
        let kind = if self.is_parent_foreign { Kind::ForeignTable } else { Kind::Table };
        Id::new(kind, Some(schema), self.parent.1.as_str())
    }

    pub(crate) fn parent_name(&self) -> String {
        qualified(&self.parent.0, &self.parent.1)
    }
}

/// Whether the table at hand was and stays a child, so that what happens to the parent's columns and constraints happens
/// to its own without a statement.
pub(crate) fn stays_a_child(table: &Id, at: &At) -> bool {
    links(table, at).any(|link| !at.is_built(link.id) && !at.is_torn_down(link.id))
}

/// What makes a table a partition or a child of others.
pub(crate) fn links<'a>(table: &Id, at: &At<'a>) -> impl Iterator<Item = Object<'a>> {
    at.catalog.children(table).filter(|child| matches!(child.id.kind(), Kind::Partition | Kind::Inheritance))
}

/// The tables that a table is a partition or a child of.
pub(crate) fn parents<'a>(table: &Id, at: &At<'a>) -> impl Iterator<Item = Id> {
    links(table, at).filter_map(|link| match link.attributes {
        Attributes::Partition(partition) => Some(partition.parent_id()),
        Attributes::Inheritance(inheritance) => Some(inheritance.parent_id()),
        _ => None,
    })
}

/// The tables that are partitions or children of the one at hand and stay so, and those of theirs, from the top.
pub(crate) fn lasting_children<'a>(table: &'a Id, at: &At<'a>) -> Vec<&'a Id> {
    descendants(table, at.catalog, |link| !at.is_built(link) && !at.is_torn_down(link))
}

/// The tables that are partitions or children of another by links that `counts` is true of, and those of theirs, from the
/// top.
pub(crate) fn descendants<'a>(table: &'a Id, catalog: &'a Catalog, counts: impl Fn(&Id) -> bool) -> Vec<&'a Id> {
    let mut tables = vec![table];
    let mut next = 0;
    while let Some(parent) = tables.get(next).copied() {
        next += 1;
        let links = catalog.needed_by(parent).filter(|link| matches!(link.kind(), Kind::Partition | Kind::Inheritance));
        for link in links.filter(|link| counts(link)) {
            if !tables.contains(&link.owner()) {
                tables.push(link.owner());
            }
        }
    }
    tables.split_off(1)
}

impl Model for Inheritance {
    const NOUN: &'static str = "INHERITANCE";
    const ONLY_WITH: Option<&'static str> = Some("pg_inherits");
    const UNCOMPARED: &'static [&'static str] = &["position"];

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }

    fn shows_rows_to(&self) -> Option<Id> {
        Some(self.parent_id())
    }

    fn create(&self, at: &At) -> Vec<Step> {
        let mut steps = match at.is_built(at.id.owner()) {
            true => Vec::new(),
            false => not_null::rename_all(at.id.owner(), at.other, at.catalog, at),
        };
        steps.push(Step::new(format!("ALTER {} INHERIT {}", table_words(at.id.owner()), self.parent_name())));
        steps
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let Inheritance { parent: _, is_parent_foreign: _, position: _ } = to;
        Alter::Replace
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        let (table, parent) = (at.id.owner(), self.parent_name());
        let mut steps = vec![Step::new(format!("ALTER {} NO INHERIT {parent}", table_words(table)))];
        if !at.is_torn_down(table) {
            steps.extend(not_null::rename_all(table, at.catalog, at.other, at));
        }
        steps
    }
}
