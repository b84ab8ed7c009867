//! What the log says of a row that is updated or deleted, where that isn't its primary key. It belongs to the table, or
//! to the index or constraint that gives it.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Kind, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplicaIdentity {
    pub mode: Mode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Mode {
    /// The whole old row.
    Full,
    Nothing,
    /// The columns of the index that this belongs to.
    Index,
}

/// The table, or materialized view, that something belongs to.
pub(crate) fn relation(id: &Id) -> &Id {
    let is_relation = |id: &&Id| matches!(id.kind(), Kind::Table | Kind::MaterializedView);
    id.lineage().find(is_relation).expect("an index belongs to a table or to a materialized view")
}

impl ReplicaIdentity {
    fn set(at: &At, identity: &str) -> Step {
        Step::new(format!("ALTER TABLE {} REPLICA IDENTITY {identity}", relation(at.id).dotted()))
    }
}

impl Model for ReplicaIdentity {
    const NOUN: &'static str = "REPLICA IDENTITY";

    fn create(&self, at: &At) -> Vec<Step> {
        let ReplicaIdentity { mode } = self;
        vec![match mode {
            Mode::Full => Self::set(at, "FULL"),
            Mode::Nothing => Self::set(at, "NOTHING"),
            Mode::Index => Self::set(at, &format!("USING INDEX {}", at.id.owner().quoted())),
        }]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let ReplicaIdentity { mode: _ } = to;
        Alter::InPlace(to.create(at))
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        match at.is_torn_down(relation(at.id)) || at.is_built(at.id) {
            true => Vec::new(),
            false => vec![Self::set(at, "DEFAULT")],
        }
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        vec![format!("replica identity of {}", relation(id))]
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
