//! An operator class: how an access method handles one type.

use serde::{Deserialize, Serialize};

use super::function::rename_signature;
use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorClass {
    #[serde(rename = "type")]
    pub type_name: String,
    /// Whether indexes on the type use it where they name none.
    pub default: bool,
    /// The access method, quoted.
    pub method: String,
    /// Qualified and quoted.
    pub family: String,
    /// What the index stores; none for the type itself.
    pub storage: Option<String>,
    /// The operators and support functions that can't leave the family without the class, as CREATE lists them.
    pub members: Vec<String>,
}

impl Model for OperatorClass {
    const NOUN: &'static str = "OPERATOR CLASS";
    const ONLY_WITH: Option<&'static str> = Some("pg_opclass where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let OperatorClass { type_name, default, method, family, storage, members } = self;
        // The list can't be empty, and to store the type itself says nothing.
        let nothing = (storage.is_none() && members.is_empty()).then_some(type_name);
        let storage = storage.as_ref().or(nothing).map(|storage| format!("STORAGE {storage}"));
        let list: Vec<String> = storage.into_iter().chain(members.iter().cloned()).collect();
        let name = format!("{}.{}", at.id.owner().quoted(), at.id.signature().0);
        let default = if *default { " DEFAULT" } else { "" };
        vec![Step::new(format!(
            "CREATE OPERATOR CLASS {name}{default} FOR TYPE {type_name} USING {method} FAMILY {family} AS\n    {}",
            list.join(",\n    ")
        ))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let OperatorClass { type_name: _, default: _, method: _, family: _, storage: _, members: _ } = to;
        Alter::Replace
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        let mut slots = vec![format!("operator class {}", id.dotted())];
        slots.extend(self.default.then(|| format!("default operator class {} {}", self.method, self.type_name)));
        slots
    }

    fn rename(&self, id: &Id, name: &str) -> Option<Step> {
        rename_signature(&self.address(id), id, name)
    }
}
