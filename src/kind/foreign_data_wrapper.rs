//! A foreign-data wrapper: the code that foreign servers are reached with.

use serde::{Deserialize, Serialize};

use super::foreign_option::ForeignOptions;
use super::{Alter, At, Model, Step};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignDataWrapper {
    /// Qualified and quoted; none for a wrapper that no foreign table can be read through.
    pub handler: Option<String>,
    /// Qualified and quoted; none where options aren't checked.
    pub validator: Option<String>,
    pub options: ForeignOptions,
}

impl Model for ForeignDataWrapper {
    const NOUN: &'static str = "FOREIGN DATA WRAPPER";
    const ONLY_WITH: Option<&'static str> = Some("pg_foreign_data_wrapper");

    fn create(&self, at: &At) -> Vec<Step> {
        let ForeignDataWrapper { handler, validator, options } = self;
        let mut sql = format!("CREATE {}", self.address(at.id));
        if let Some(handler) = handler {
            sql += &format!(" HANDLER {handler}");
        }
        if let Some(validator) = validator {
            sql += &format!(" VALIDATOR {validator}");
        }
        vec![Step::new(sql + &options.clause())]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let ForeignDataWrapper { handler, validator, options } = to;
        let mut sql = format!("ALTER {}", self.address(at.id));
        for (noun, old, new) in [("HANDLER", &self.handler, handler), ("VALIDATOR", &self.validator, validator)] {
            if old != new {
                sql += &new.as_ref().map_or_else(|| format!(" NO {noun}"), |function| format!(" {noun} {function}"));
            }
        }
        if let Some(changes) = options.changes_from(&self.options) {
            sql += &format!(" {changes}");
        }
        Alter::InPlace(vec![Step::new(sql)])
    }

    fn secrets(&self) -> Vec<String> {
        self.options.secrets()
    }
}
