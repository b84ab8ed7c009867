//! As whom a role, whose name this has, goes to a foreign server; `public`, which no role can be called, is everybody.

use serde::{Deserialize, Serialize};

use super::foreign_option::ForeignOptions;
use super::policy::role_words;
use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserMapping {
    pub options: ForeignOptions,
}

impl Model for UserMapping {
    const NOUN: &'static str = "USER MAPPING";
    const ONLY_WITH: Option<&'static str> = Some("pg_foreign_server");

    fn address(&self, id: &Id) -> String {
        format!("USER MAPPING FOR {} SERVER {}", role_words(id.name()), id.owner().quoted())
    }

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Step::new(format!("CREATE {}{}", self.address(at.id), self.options.clause()))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let UserMapping { options } = to;
        let changes = options.changes_from(&self.options);
        Alter::InPlace(changes.map(|changes| Step::new(format!("ALTER {} {changes}", self.address(at.id)))).into_iter().collect())
    }

    fn roles(&self, id: &Id) -> Vec<String> {
        Some(id.name()).filter(|role| *role != "public").map(str::to_owned).into_iter().collect()
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }

    fn secrets(&self) -> Vec<String> {
        self.options.secrets()
    }
}
