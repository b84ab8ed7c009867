//! The default of a column of a table or a view.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Default {
    pub expression: String,
}

impl Default {
    fn on_column(at: &At, action: &str) -> Step {
        let column = at.id.owner();
        Step::new(format!("ALTER {} ALTER COLUMN {} {action}", at.with(column).parent_address(), column.quoted()))
    }
}

impl Model for Default {
    const NOUN: &'static str = "DEFAULT";

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Self::on_column(at, &format!("SET DEFAULT {}", self.expression))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Default { expression: _ } = to;
        Alter::InPlace(to.create(at))
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Self::on_column(at, "DROP DEFAULT")]
    }
}
