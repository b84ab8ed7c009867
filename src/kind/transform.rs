//! A transform: how a language sees values of a type. Its name is the two of them, `FOR integer LANGUAGE sql`.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transform {
    /// The function that gives the language its own value for one of SQL's; with the types of its arguments.
    pub from_sql: Option<String>,
    /// The same backwards.
    pub to_sql: Option<String>,
}

impl Transform {
    fn statement(&self, at: &At, verb: &str) -> Step {
        let Transform { from_sql, to_sql } = self;
        let from = from_sql.iter().map(|function| format!("FROM SQL WITH FUNCTION {function}"));
        let to = to_sql.iter().map(|function| format!("TO SQL WITH FUNCTION {function}"));
        let functions: Vec<String> = from.chain(to).collect();
        Step::new(format!("{verb} {} ({})", self.address(at.id), functions.join(", ")))
    }
}

impl Model for Transform {
    const NOUN: &'static str = "TRANSFORM";
    const ONLY_WITH: Option<&'static str> = Some("pg_transform");

    fn create(&self, at: &At) -> Vec<Step> {
        vec![self.statement(at, "CREATE")]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Transform { from_sql: _, to_sql: _ } = to;
        Alter::InPlace(vec![to.statement(at, "CREATE OR REPLACE")])
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
