//! A shell type: a name that stands for a type which somebody has yet to define.

use serde::{Deserialize, Serialize};

use super::r#enum::type_slots;
use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shell {}

impl Model for Shell {
    const NOUN: &'static str = "TYPE";

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("CREATE TYPE {}", at.id.dotted()))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let (Shell {}, Shell {}) = (self, to);
        Alter::InPlace(Vec::new())
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        type_slots(id)
    }
}
