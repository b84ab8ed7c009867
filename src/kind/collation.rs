//! Collation: not read yet.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collation {}

impl Model for Collation {
    const NOUN: &'static str = "COLLATION";

    fn create(&self, _at: &At) -> Vec<Step> {
        Vec::new()
    }

    fn alter(&self, _to: &Self, _at: &At) -> Alter {
        Alter::Replace
    }
}
