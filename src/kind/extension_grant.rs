//! What one role may do with a member of an extension, where that isn't what the extension gives by itself. It belongs to
//! the extension; the member is known by its name only.

use serde::{Deserialize, Serialize};

use super::privilege::{Given, On, Rights};
use super::{Alter, At, Attributes, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionGrant {
    /// As GRANT names it: `FUNCTION public.crosstab(text)`.
    pub object: String,
    /// Quoted.
    pub column: Option<String>,
    /// `public`, which no role can be called, is everybody.
    pub role: String,
    pub rights: Rights,
    /// What CREATE EXTENSION gives.
    pub initial: Rights,
}

impl ExtensionGrant {
    fn steps(&self, at: &At, from: &Rights, to: &Rights) -> Vec<Step> {
        let on = On::member(&self.object, self.column.as_deref(), &self.role, at.catalog.server_major);
        on.map(|on| from.steps(to, &on)).unwrap_or_default()
    }
}

impl Model for ExtensionGrant {
    const NOUN: &'static str = "GRANT";
    const ONLY_WITH: Option<&'static str> = Some("pg_extension where extname <> 'plpgsql'");
    // The owner's is the same whoever that is, and what an extension gives can differ by its version.
    const UNCOMPARED: &'static [&'static str] = &["role", "initial"];

    fn create(&self, at: &At) -> Vec<Step> {
        let on = On::member(&self.object, self.column.as_deref(), &self.role, at.catalog.server_major);
        if let (Some(on), Some(Attributes::Extension(extension))) = (on, at.catalog.get(at.id.owner()))
            && at.is_built(at.id.owner())
        {
            let given = Given::of(at, &extension.schema_id(), on.class, &self.role, &self.initial);
            return given.steps(&self.rights, &on);
        }
        self.steps(at, &self.initial, &self.rights)
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let ExtensionGrant { object: _, column: _, role: _, rights, initial: _ } = to;
        Alter::InPlace(to.steps(at, &self.rights, rights))
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        self.steps(at, &self.rights, &self.initial)
    }

    fn slots(&self, _id: &Id) -> Vec<String> {
        Vec::new()
    }

    fn roles(&self, _id: &Id) -> Vec<String> {
        Some(self.role.clone()).filter(|role| role != "public").into_iter().collect()
    }

    fn is_managed_on_demand(&self) -> bool {
        true
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
