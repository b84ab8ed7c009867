//! That CLUSTER orders a table by the index, or by the constraint's index, that this belongs to.

use serde::{Deserialize, Serialize};

use super::replica_identity::relation;
use super::{Alter, At, Kind, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {}

impl Cluster {
    fn set(at: &At, action: &str) -> Step {
        let relation = relation(at.id);
        let noun = if relation.kind() == Kind::MaterializedView { "MATERIALIZED VIEW" } else { "TABLE" };
        Step::new(format!("ALTER {noun} {} {action}", relation.dotted()))
    }
}

impl Model for Cluster {
    const NOUN: &'static str = "CLUSTER";

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Self::set(at, &format!("CLUSTER ON {}", at.id.owner().quoted()))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let (Cluster {}, Cluster {}) = (self, to);
        Alter::InPlace(Vec::new())
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Self::set(at, "SET WITHOUT CLUSTER")]
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        vec![format!("cluster of {}", relation(id))]
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
