//! A procedural language that no extension brings.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Whether roles that are no superusers may be allowed to use it.
    pub trusted: bool,
    pub handler: String,
    /// The function that runs DO blocks.
    pub inline: Option<String>,
    pub validator: Option<String>,
}

impl Language {
    fn statement(&self, at: &At, verb: &str) -> Step {
        let Language { trusted, handler, inline, validator } = self;
        let trusted = if *trusted { "TRUSTED " } else { "" };
        let mut sql = format!("{verb} {trusted}LANGUAGE {} HANDLER {handler}", at.id.quoted());
        sql.extend(inline.iter().map(|function| format!(" INLINE {function}")));
        sql.extend(validator.iter().map(|function| format!(" VALIDATOR {function}")));
        Step::new(sql)
    }
}

impl Model for Language {
    const NOUN: &'static str = "LANGUAGE";

    fn create(&self, at: &At) -> Vec<Step> {
        vec![self.statement(at, "CREATE")]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Language { trusted: _, handler: _, inline: _, validator: _ } = to;
        Alter::InPlace(vec![to.statement(at, "CREATE OR REPLACE")])
    }
}
