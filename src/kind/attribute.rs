//! An attribute of a composite type.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// From 1; dropped attributes leave gaps. Which comes before which is compared by the type.
    pub position: u32,
    /// As `format_type` prints it, qualified.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Qualified and quoted; none for the type's own.
    pub collation: Option<String>,
}

impl Attribute {
    /// The attribute as CREATE TYPE and ADD ATTRIBUTE write it.
    pub(crate) fn clause(&self, id: &Id) -> String {
        format!("{} {}", id.quoted(), self.typed())
    }

    fn typed(&self) -> String {
        match &self.collation {
            Some(collation) => format!("{} COLLATE {collation}", self.type_name),
            None => self.type_name.clone(),
        }
    }
}

impl Model for Attribute {
    const NOUN: &'static str = "COLUMN";
    const HOLDS_DATA: bool = true;
    const UNCOMPARED: &'static [&'static str] = &["position"];

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("ALTER {} ADD ATTRIBUTE {}", at.parent_address(), self.clause(at.id)))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Attribute { position: _, type_name, collation } = to;
        if (type_name, collation) == (&self.type_name, &self.collation) {
            return Alter::InPlace(Vec::new());
        }
        let action = format!("ALTER ATTRIBUTE {} SET DATA TYPE {}", at.id.quoted(), to.typed());
        Alter::InPlace(vec![Step::new(format!("ALTER {} {action}", at.parent_address()))])
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("ALTER {} DROP ATTRIBUTE {}", at.parent_address(), at.id.quoted()))]
    }

    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        let (composite, name) = (id.owner().dotted(), quote_identifier(name));
        Some(Step::new(format!("ALTER TYPE {composite} RENAME ATTRIBUTE {} TO {name}", id.quoted())))
    }

    fn rank(&self) -> u32 {
        self.position
    }
}
