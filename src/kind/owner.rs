//! Who owns an object. Every object that can have an owner has one of these, so it is also what takes back the rights
//! that default privileges give to a new object and that nobody wants.

use serde::{Deserialize, Serialize};

use super::privilege::{Given, Securable};
use super::{Alter, At, Kind, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// None for the sequence of a column, which belongs to whom the table does.
    pub role: Option<String>,
    /// The role that owns the object, whatever the reason.
    pub current: String,
    /// As initdb made it: the schema public belongs to pg_database_owner, or up to 14 to the first superuser.
    #[serde(default)]
    pub initial: bool,
}

impl Owner {
    /// From what default privileges may have given to whom nothing is granted, to PostgreSQL's own defaults.
    fn take_back(&self, at: &At) -> Vec<Step> {
        let object = at.id.owner();
        let Some(securable) = Securable::new(at.catalog, object).filter(|_| at.is_built(object)) else {
            return Vec::new();
        };
        let mut steps = Vec::new();
        for grantee in Given::possible_roles(at, object, securable.class) {
            let grant = Id::new(Kind::Grant, Some(object.clone()), grantee.as_str());
            if grantee == self.current || at.catalog.contains(&grant) {
                continue;
            }
            let role = if grantee.is_empty() { &self.current } else { &grantee };
            let usual = securable.class.default_rights(&grantee, at.catalog.server_major);
            let given = Given::of(at, object, securable.class, &grantee, &usual);
            steps.extend(given.steps(&usual, &securable.on(role)));
        }
        steps
    }
}

impl Model for Owner {
    const NOUN: &'static str = "OWNER";
    const UNCOMPARED: &'static [&'static str] = &["current", "initial"];

    fn create(&self, at: &At) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some(role) = &self.role {
            let role = quote_identifier(role);
            steps.push(Step::new(format!("ALTER {} OWNER TO {role}", at.parent_address())));
        }
        steps.extend(self.take_back(at));
        steps
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Owner { role: _, current: _, initial: _ } = to;
        Alter::InPlace(to.create(at))
    }

    fn drop(&self, _at: &At) -> Vec<Step> {
        Vec::new()
    }

    fn slots(&self, _id: &Id) -> Vec<String> {
        Vec::new()
    }

    fn roles(&self, _id: &Id) -> Vec<String> {
        vec![self.current.clone()]
    }

    fn is_by_default(&self, owner: Option<&str>) -> bool {
        self.initial || self.role.as_deref().is_none_or(|role| Some(role) == owner)
    }

    fn is_managed_on_demand(&self) -> bool {
        true
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
