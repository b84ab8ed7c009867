//! The identity of a column: the sequence that fills it. The sequence counts in the column's type and follows it.

use serde::{Deserialize, Serialize};

use super::column::alter_column;
use super::sequence::SequenceOptions;
use super::{Alter, At, Attributes, Kind, Model, Step};
use crate::catalog::Catalog;
use crate::id::Id;
use crate::sql::{qualified, quote_identifier};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Whether INSERT may not give a value of its own.
    pub always: bool,
    /// Schema and name of the sequence.
    pub sequence: (String, String),
    pub options: SequenceOptions,
}

impl Identity {
    /// `GENERATED ALWAYS AS IDENTITY` and the like, as CREATE TABLE and ADD COLUMN write it.
    pub(crate) fn clause(&self, id: &Id) -> String {
        let mut options = self.options.clauses();
        if !self.has_usual_name(id) {
            options.insert(0, format!("SEQUENCE NAME {}", self.sequence_name()));
        }
        let options = if options.is_empty() { String::new() } else { format!(" ({})", options.join(" ")) };
        format!("GENERATED {} AS IDENTITY{options}", self.when())
    }

    fn sequence_name(&self) -> String {
        qualified(&self.sequence.0, &self.sequence.1)
    }

    fn when(&self) -> &'static str {
        if self.always { "ALWAYS" } else { "BY DEFAULT" }
    }

    /// Whether PostgreSQL would choose the sequence's name. Long names, which it shortens, are always spelled out.
    fn has_usual_name(&self, id: &Id) -> bool {
        let (schema, name) = &self.sequence;
        let column = id.owner();
        let usual = format!("{}_{}_seq", column.owner().name(), column.name());
        usual.len() < 64 && *name == usual && id.schema() == Some(schema)
    }
}

/// What lets go of the limits that the new type of a column can't hold: its sequence counts in that type from then on.
pub(crate) fn fitted(type_name: &str, at: &At) -> Option<Step> {
    let identity = |catalog: &'_ Catalog| match catalog.child(at.id, Kind::Identity)?.attributes {
        Attributes::Identity(identity) => Some(identity.options.clone()),
        _ => None,
    };
    let id = at.other.child(at.id, Kind::Identity)?.id;
    let (old, new) = (identity(at.other)?, identity(at.catalog)?);
    let changes = old.fitted(type_name, &new).into_iter().map(|change| format!("SET {change}")).collect::<Vec<_>>();
    (!changes.is_empty() && !at.is_torn_down(id)).then(|| alter_column(at.id, changes.join(" ")))
}

impl Model for Identity {
    const NOUN: &'static str = "IDENTITY";
    const ONLY_WITH: Option<&'static str> = Some("pg_sequence");

    fn create(&self, at: &At) -> Vec<Step> {
        let column = at.id.owner();
        let mut steps = vec![alter_column(column, format!("ADD {}", self.clause(at.id)))];
        if !at.is_built(column) {
            steps.push(self.options.catch_up(&self.sequence_name(), column));
        }
        steps
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Identity { always, sequence, options } = to;
        if sequence.0 != self.sequence.0 {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if sequence != &self.sequence {
            let (old, new) = (self.sequence_name(), quote_identifier(&sequence.1));
            steps.push(Step::new(format!("ALTER SEQUENCE {old} RENAME TO {new}")));
        }
        let mut actions = Vec::new();
        if always != &self.always {
            actions.push(format!("SET GENERATED {}", to.when()));
        }
        actions.extend(self.options.changes(options, false).into_iter().map(|change| format!("SET {change}")));
        if !actions.is_empty() {
            steps.push(alter_column(at.id.owner(), actions.join(" ")));
        }
        Alter::InPlace(steps)
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![alter_column(at.id.owner(), "DROP IDENTITY")]
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        // A column has a default or an identity.
        vec![format!("relation {}", self.sequence_name()), format!("default {}", id.dotted())]
    }
}
