//! Cluster: not read yet.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {}

impl Model for Cluster {
    const NOUN: &'static str = "CLUSTER";

    fn create(&self, _at: &At) -> Vec<Step> {
        Vec::new()
    }

    fn alter(&self, _to: &Self, _at: &At) -> Alter {
        Alter::Replace
    }
}
