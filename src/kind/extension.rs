//! An extension. It lives in a schema without being named by it; what it brings along is its own business, of which only
//! rights are read that differ from those that it gives itself. Comments on its members and their owners aren't, since
//! PostgreSQL doesn't record what the extension's script has set; `pg_dump` leaves them out, too.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    pub schema: String,
    /// Whether its control file lets it move to another schema.
    pub relocatable: bool,
    /// As installed. Servers differ in what they ship, so it is never compared, and CREATE takes what the server has.
    pub version: String,
}

impl Model for Extension {
    const NOUN: &'static str = "EXTENSION";
    const UNCOMPARED: &'static [&'static str] = &["relocatable", "version"];

    fn create(&self, at: &At) -> Vec<Step> {
        let schema = quote_identifier(&self.schema);
        vec![Step::new(format!("CREATE EXTENSION {} WITH SCHEMA {schema}", at.id.quoted()))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Extension { schema, relocatable: _, version: _ } = to;
        if schema == &self.schema {
            return Alter::InPlace(Vec::new());
        }
        match self.relocatable {
            true => {
                let schema = quote_identifier(schema);
                Alter::InPlace(vec![Step::new(format!("ALTER {} SET SCHEMA {schema}", self.address(at.id)))])
            }
            false => Alter::Replace,
        }
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
