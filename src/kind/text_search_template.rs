//! A text search template: the code behind dictionaries.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step, written_list};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSearchTemplate {
    pub init: Option<String>,
    pub lexize: String,
}

impl Model for TextSearchTemplate {
    const NOUN: &'static str = "TEXT SEARCH TEMPLATE";
    const ONLY_WITH: Option<&'static str> = Some("pg_ts_template where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let TextSearchTemplate { init, lexize } = self;
        let mut parts: Vec<String> = init.iter().map(|function| format!("INIT = {function}")).collect();
        parts.push(format!("LEXIZE = {lexize}"));
        vec![Step::new(format!("CREATE {} {}", self.address(at.id), written_list(&parts)))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let TextSearchTemplate { init: _, lexize: _ } = to;
        Alter::Replace
    }
}
