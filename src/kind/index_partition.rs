//! What makes an index, or the index behind a constraint, a part of the partitioned table's index. PostgreSQL has no
//! way to take it apart again but to drop the whole, or to detach the table.

use serde::{Deserialize, Serialize};

use super::index::index_name;
use super::inheritance::stays_a_child;
use super::{Alter, At, Kind, Model, Step};
use crate::id::Id;
use crate::sql::qualified;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexPartition {
    /// Schema and name of the partitioned index.
    pub of: (String, String),
}

/// Whether the index or constraint `at` is dropped by dropping the one it is attached to. That of a table which stays is
/// dropped before its partitions are detached; that of a table which goes, goes after.
pub(crate) fn goes_with_parent(at: &At) -> bool {
    let detached = at.catalog.child(at.id.owner(), Kind::Partition).is_some_and(|partition| at.is_torn_down(partition.id));
    let goes = |whole: &Id| at.is_torn_down(whole) && !(detached && at.is_torn_down(whole.owner()));
    let attached = at.catalog.child(at.id, Kind::IndexPartition);
    attached.is_some_and(|attached| at.catalog.needs(attached.id).any(goes))
}

impl Model for IndexPartition {
    const NOUN: &'static str = "INDEX PARTITION";
    const ONLY_WITH: Option<&'static str> = Some("pg_inherits");

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }

    fn create(&self, at: &At) -> Vec<Step> {
        let parent = qualified(&self.of.0, &self.of.1);
        vec![Step::new(format!("ALTER INDEX {parent} ATTACH PARTITION {}", index_name(at.id.owner())))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let IndexPartition { of: _ } = to;
        Alter::Replace
    }

    fn drop(&self, _at: &At) -> Vec<Step> {
        Vec::new()
    }

    fn takes_along(&self, at: &At) -> Vec<Id> {
        let is_attached = stays_a_child(at.id.owner().owner(), at);
        at.catalog.needs(at.id).filter(|_| is_attached).cloned().collect()
    }

    fn takes_parent(&self) -> bool {
        true
    }
}
