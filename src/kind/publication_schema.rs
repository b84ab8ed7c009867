//! That a publication, whose name this has, publishes all tables of the schema that it belongs to.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationSchema {}

impl PublicationSchema {
    fn on_publication(at: &At, action: &str) -> Step {
        let (publication, schema) = (at.id.quoted(), at.id.owner().dotted());
        Step::new(format!("ALTER PUBLICATION {publication} {action} TABLES IN SCHEMA {schema}"))
    }
}

impl Model for PublicationSchema {
    const NOUN: &'static str = "PUBLICATION SCHEMA";
    const ONLY_WITH: Option<&'static str> = Some("pg_publication");
    const SINCE: u32 = 15;

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Self::on_publication(at, "ADD")]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let (PublicationSchema {}, PublicationSchema {}) = (self, to);
        Alter::InPlace(Vec::new())
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Self::on_publication(at, "DROP")]
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
