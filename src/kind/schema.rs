//! A schema: the outermost name of nearly everything.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {}

/// The statement that makes an empty schema.
pub(crate) fn make(id: &Id) -> Step {
    Step::new(format!("CREATE SCHEMA {}", id.quoted()))
}

impl Model for Schema {
    const NOUN: &'static str = "SCHEMA";
    const HOLDS_DATA: bool = true;

    fn create(&self, at: &At) -> Vec<Step> {
        vec![make(at.id)]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let (Schema {}, Schema {}) = (self, to);
        Alter::InPlace(Vec::new())
    }

    fn drop_takes(&self, child: &super::Object) -> bool {
        // DROP SCHEMA without CASCADE refuses while anything lives in it; its comment, owner and grants go with it.
        !child.id.has_name_of_its_own()
    }
}
