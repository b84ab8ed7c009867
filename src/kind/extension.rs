//! An extension. It lives in a schema without being named by it; what it brings along is its own business, of which only
//! rights are read that differ from those that it gives itself, and what default privileges would make of it. Comments on
//! its members and their owners aren't, since PostgreSQL doesn't record what the extension's script has set; `pg_dump`
//! leaves them out, too.

use serde::{Deserialize, Serialize};

use super::privilege::{Given, On};
use super::{Alter, At, Kind, Model, Step};
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
    /// The members that it gives no rights on, as GRANT names them: `FUNCTION public.crosstab(text)`. None are read where
    /// there are no default privileges.
    #[serde(default)]
    pub members: Vec<String>,
}

impl Extension {
    /// Takes back what default privileges give on members, and gives what they take, but for rights that are declared.
    fn take_back(&self, at: &At) -> Vec<Step> {
        let mut steps = Vec::new();
        let schema = self.schema_id();
        for member in &self.members {
            let on = |role: &str| On::member(member, None, role, at.catalog.server_major);
            let Some(class) = on("public").map(|on| on.class) else { continue };
            for role in Given::possible_roles(at, &schema, class) {
                let grant = Id::new(Kind::ExtensionGrant, Some(at.id.clone()), format!("{member} of {}", quote_identifier(&role)));
                let (false, Some(on)) = (role.is_empty() || at.catalog.contains(&grant), on(&role)) else { continue };
                let usual = class.default_rights(&role, at.catalog.server_major);
                steps.extend(Given::of(at, &schema, class, &role, &usual).steps(&usual, &on));
            }
        }
        steps
    }

    pub(crate) fn schema_id(&self) -> Id {
        Id::new(Kind::Schema, None, self.schema.as_str())
    }
}

impl Model for Extension {
    const NOUN: &'static str = "EXTENSION";
    const ONLY_WITH: Option<&'static str> = Some("pg_extension where extname <> 'plpgsql'");
    const UNCOMPARED: &'static [&'static str] = &["relocatable", "version", "members"];

    fn create(&self, at: &At) -> Vec<Step> {
        let schema = quote_identifier(&self.schema);
        let create = Step::new(format!("CREATE EXTENSION {} WITH SCHEMA {schema}", at.id.quoted()));
        [vec![create], self.take_back(at)].concat()
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Extension { schema, relocatable: _, version: _, members: _ } = to;
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
