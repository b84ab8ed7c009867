//! A conversion between two character encodings.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;
use crate::sql::quote_literal;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversion {
    /// Whether PostgreSQL uses it unasked, where its schema is in the search path.
    pub default: bool,
    /// The encodings' names.
    pub from: String,
    pub to: String,
    pub function: String,
}

impl Model for Conversion {
    const NOUN: &'static str = "CONVERSION";
    const ONLY_WITH: Option<&'static str> = Some("pg_conversion where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let Conversion { default, from, to, function } = self;
        let default = if *default { "DEFAULT " } else { "" };
        let (name, from, to) = (at.id.dotted(), quote_literal(from), quote_literal(to));
        vec![Step::new(format!("CREATE {default}CONVERSION {name} FOR {from} TO {to} FROM {function}"))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let Conversion { default: _, from: _, to: _, function: _ } = to;
        Alter::Replace
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        let mut slots = vec![format!("conversion {}", id.dotted())];
        let default = || format!("default conversion {} {} {}", id.owner().quoted(), self.from, self.to);
        slots.extend(self.default.then(default));
        slots
    }
}
