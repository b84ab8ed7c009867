//! The column that a sequence is dropped with.

use serde::{Deserialize, Serialize};

use super::sequence::Sequence;
use super::{Alter, At, Attributes, Kind, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnedBy {
    /// Schema and name.
    pub table: (String, String),
    pub is_table_foreign: bool,
    pub column: String,
}

impl OwnedBy {
    /// The column; only tables and, rarely, foreign tables own sequences.
    pub(crate) fn column_id(&self) -> Id {
        let (schema, table) = &self.table;
        let schema = Id::new(Kind::Schema, None, schema.as_str());
        let kind = if self.is_table_foreign { Kind::ForeignTable } else { Kind::Table };
        let table = Id::new(kind, Some(schema), table.as_str());
        Id::new(Kind::Column, Some(table), self.column.as_str())
    }

    fn statement(&self, at: &At) -> Step {
        Step::new(format!("ALTER {} OWNED BY {}", at.parent_address(), self.column()))
    }

    fn column(&self) -> String {
        let (schema, table) = &self.table;
        [schema, table, &self.column].map(|name| quote_identifier(name)).join(".")
    }
}

impl Model for OwnedBy {
    const NOUN: &'static str = "OWNED BY";
    const ONLY_WITH: Option<&'static str> = Some("pg_sequence");

    fn create(&self, at: &At) -> Vec<Step> {
        let mut steps = vec![self.statement(at)];
        let (sequence, column) = (at.id.owner(), self.column_id());
        let is_number = match at.catalog.get(&column) {
            Some(Attributes::Column(column)) => matches!(column.type_name.as_str(), "smallint" | "integer" | "bigint"),
            _ => false,
        };
        // A foreign table's rows are out of reach.
        if is_number
            && !self.is_table_foreign
            && at.is_built(sequence)
            && !at.is_built(&column)
            && let Some(Attributes::Sequence(Sequence { options, .. })) = at.catalog.get(sequence)
        {
            steps.push(options.catch_up(&sequence.dotted(), &column));
        }
        steps
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let OwnedBy { table: _, is_table_foreign: _, column: _ } = to;
        // In two steps: the sequence lets go of a table that is dropped before the one that gets it is made.
        Alter::Replace
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        if at.is_torn_down(at.id.owner()) {
            return Vec::new();
        }
        vec![Step::new(format!("ALTER {} OWNED BY NONE", at.parent_address()))]
    }

    fn moves_parent_with(&self) -> Option<Id> {
        Some(self.column_id())
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
