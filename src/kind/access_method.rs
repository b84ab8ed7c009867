//! An access method of tables or indexes.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessMethod {
    /// `TABLE` or `INDEX`.
    #[serde(rename = "type")]
    pub method_type: String,
    pub handler: String,
}

impl Model for AccessMethod {
    const NOUN: &'static str = "ACCESS METHOD";
    const ONLY_WITH: Option<&'static str> = Some("pg_am where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let AccessMethod { method_type, handler } = self;
        vec![Step::new(format!("CREATE {} TYPE {method_type} HANDLER {handler}", self.address(at.id)))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let AccessMethod { method_type: _, handler: _ } = to;
        Alter::Replace
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
