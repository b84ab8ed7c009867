//! What one role is given on the objects that another role will make, in one schema or in all of them.

use serde::{Deserialize, Serialize};

use super::policy::role_words;
use super::privilege::{Class, On, Rights};
use super::{Alter, At, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultPrivilege {
    /// Who makes the objects.
    pub role: String,
    /// `TABLES`, `SEQUENCES`, `FUNCTIONS`, `TYPES`, `SCHEMAS` or `LARGE OBJECTS`.
    pub objects: String,
    /// `public` is everybody: no role can have that name.
    pub grantee: String,
    /// In one schema, what comes on top of the rest; else all there is.
    pub rights: Rights,
}

impl DefaultPrivilege {
    fn on(&self, at: &At) -> On {
        let schema = at.id.parent().map(|schema| format!("IN SCHEMA {} ", schema.dotted())).unwrap_or_default();
        On {
            before: format!("ALTER DEFAULT PRIVILEGES FOR ROLE {} {schema}", quote_identifier(&self.role)),
            class: self.class(),
            object: self.objects.clone(),
            column: None,
            grantee: role_words(&self.grantee),
            server_major: at.catalog.server_major,
        }
    }

    fn class(&self) -> Class {
        match self.objects.as_str() {
            "TABLES" => Class::Table,
            "SEQUENCES" => Class::Sequence,
            "FUNCTIONS" => Class::Function,
            "TYPES" => Class::Type,
            "SCHEMAS" => Class::Schema,
            _ => Class::LargeObject,
        }
    }

    /// What there is without this object.
    fn usual(&self, at: &At) -> Rights {
        match at.id.parent() {
            Some(_) => Rights::default(),
            None => self.class().default_rights(self.grantee_name(), at.catalog.server_major),
        }
    }

    /// As a [grant](super::grant) names the grantee: nothing where it is the owner.
    pub(crate) fn grantee_name(&self) -> &str {
        if self.grantee == self.role { "" } else { &self.grantee }
    }
}

impl Model for DefaultPrivilege {
    const NOUN: &'static str = "DEFAULT PRIVILEGES";
    const ONLY_WITH: Option<&'static str> = Some("pg_default_acl");

    fn is_managed_on_demand(&self) -> bool {
        true
    }

    fn create(&self, at: &At) -> Vec<Step> {
        self.usual(at).steps(&self.rights, &self.on(at))
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let DefaultPrivilege { role: _, objects: _, grantee: _, rights } = to;
        Alter::InPlace(self.rights.steps(rights, &self.on(at)))
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        self.rights.steps(&self.usual(at), &self.on(at))
    }

    fn slots(&self, _id: &Id) -> Vec<String> {
        Vec::new()
    }

    fn roles(&self, _id: &Id) -> Vec<String> {
        [&self.role, &self.grantee].into_iter().filter(|role| *role != "public").cloned().collect()
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
