//! Whether a table's policies apply. A table without this object has them switched off.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSecurity {
    pub enabled: bool,
    /// To the table's owner as well.
    pub forced: bool,
}

const OFF: RowSecurity = RowSecurity { enabled: false, forced: false };

impl RowSecurity {
    fn steps(&self, to: &RowSecurity, at: &At) -> Vec<Step> {
        let RowSecurity { enabled, forced } = to;
        let mut actions = Vec::new();
        if *enabled != self.enabled {
            actions.push(if *enabled { "ENABLE" } else { "DISABLE" });
        }
        if *forced != self.forced {
            actions.push(if *forced { "FORCE" } else { "NO FORCE" });
        }
        let address = at.parent_address();
        actions.into_iter().map(|action| Step::new(format!("ALTER {address} {action} ROW LEVEL SECURITY"))).collect()
    }
}

impl Model for RowSecurity {
    const NOUN: &'static str = "ROW LEVEL SECURITY";

    fn create(&self, at: &At) -> Vec<Step> {
        OFF.steps(self, at)
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        Alter::InPlace(self.steps(to, at))
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        self.steps(&OFF, at)
    }

    fn slots(&self, _id: &Id) -> Vec<String> {
        Vec::new()
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
