//! What makes a table a child of another by INHERITS.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Kind, Model, Step};
use crate::id::Id;
use crate::sql::qualified;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inheritance {
    /// Schema and name of the parent.
    pub parent: (String, String),
    /// From 1; it decides in which order the parents' columns come.
    pub position: u32,
}

impl Inheritance {
    pub(crate) fn parent_id(&self) -> Id {
        let schema = Id::new(Kind::Schema, None, self.parent.0.as_str());
        Id::new(Kind::Table, Some(schema), self.parent.1.as_str())
    }

    pub(crate) fn parent_name(&self) -> String {
        qualified(&self.parent.0, &self.parent.1)
    }
}

impl Model for Inheritance {
    const NOUN: &'static str = "INHERITANCE";
    const UNCOMPARED: &'static [&'static str] = &["position"];

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("ALTER TABLE {} INHERIT {}", at.id.owner().dotted(), self.parent_name()))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let Inheritance { parent: _, position: _ } = to;
        Alter::Replace
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("ALTER TABLE {} NO INHERIT {}", at.id.owner().dotted(), self.parent_name()))]
    }
}
