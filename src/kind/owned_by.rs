//! The column that a sequence is dropped with.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Kind, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnedBy {
    /// Schema and name.
    pub table: (String, String),
    pub column: String,
}

impl OwnedBy {
    /// The column; only tables and, rarely, foreign tables own sequences.
    pub(crate) fn column_id(&self) -> Id {
        let (schema, table) = &self.table;
        let schema = Id::new(Kind::Schema, None, schema.as_str());
        let table = Id::new(Kind::Table, Some(schema), table.as_str());
        Id::new(Kind::Column, Some(table), self.column.as_str())
    }

    fn column(&self) -> String {
        let (schema, table) = &self.table;
        [schema, table, &self.column].map(|name| quote_identifier(name)).join(".")
    }
}

impl Model for OwnedBy {
    const NOUN: &'static str = "OWNED BY";

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("ALTER {} OWNED BY {}", at.parent_address(), self.column()))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let OwnedBy { table: _, column: _ } = to;
        // In two steps: the sequence lets go of a table that is dropped before the one that gets it is made.
        Alter::Replace
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        if at.is_torn_down(at.id.owner()) {
            return Vec::new();
        }
        vec![Step::new(format!("ALTER {} OWNED BY NONE", at.parent_address()))]
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
