//! Identity: not read yet.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {}

impl Model for Identity {
    const NOUN: &'static str = "IDENTITY";

    fn create(&self, _at: &At) -> Vec<Step> {
        Vec::new()
    }

    fn alter(&self, _to: &Self, _at: &At) -> Alter {
        Alter::Replace
    }
}

impl Identity {
    pub(crate) fn clause(&self) -> String {
        String::new()
    }
}
