//! What makes a table a partition of another: it is attached with its bound, and detached again.

use serde::{Deserialize, Serialize};

use super::not_null;
use super::{Alter, At, Kind, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// Schema and name of the partitioned table.
    pub of: (String, String),
    /// `FOR VALUES FROM (…) TO (…)` or `DEFAULT`.
    pub bound: String,
}

impl Partition {
    pub(crate) fn parent_id(&self) -> Id {
        let schema = Id::new(Kind::Schema, None, self.of.0.as_str());
        Id::new(Kind::Table, Some(schema), self.of.1.as_str())
    }
}

impl Model for Partition {
    const NOUN: &'static str = "PARTITION";
    const ONLY_WITH: Option<&'static str> = Some("pg_inherits");

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }

    fn shows_rows_to(&self) -> Option<Id> {
        Some(self.parent_id())
    }

    fn bound(&self) -> Option<&str> {
        Some(&self.bound)
    }

    fn create(&self, at: &At) -> Vec<Step> {
        let (parent, table) = (self.parent_id().dotted(), at.id.owner().dotted());
        let mut steps = match at.is_built(at.id.owner()) {
            true => Vec::new(),
            false => not_null::rename_all(at.id.owner(), at.other, at.catalog, at),
        };
        steps.push(Step::new(format!("ALTER TABLE {parent} ATTACH PARTITION {table} {}", self.bound)));
        steps
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let Partition { of: _, bound: _ } = to;
        Alter::Replace
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        let (parent, table) = (self.parent_id(), at.id.owner());
        if at.is_torn_down(table) && at.is_torn_down(&parent) {
            return Vec::new();
        }
        let mut steps =
            vec![Step::new(format!("ALTER TABLE {} DETACH PARTITION {}", parent.dotted(), table.dotted()))];
        if !at.is_torn_down(table) {
            steps.extend(not_null::rename_all(table, at.catalog, at.other, at));
        }
        steps
    }
}
