//! A text search parser: what cuts a document into tokens.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step, written_list};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSearchParser {
    pub start: String,
    pub next_token: String,
    pub end: String,
    pub headline: Option<String>,
    pub token_types: String,
}

impl Model for TextSearchParser {
    const NOUN: &'static str = "TEXT SEARCH PARSER";
    const ONLY_WITH: Option<&'static str> = Some("pg_ts_parser where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let TextSearchParser { start, next_token, end, headline, token_types } = self;
        let mut parts =
            vec![format!("START = {start}"), format!("GETTOKEN = {next_token}"), format!("END = {end}")];
        parts.extend(headline.iter().map(|function| format!("HEADLINE = {function}")));
        parts.push(format!("LEXTYPES = {token_types}"));
        vec![Step::new(format!("CREATE {} {}", self.address(at.id), written_list(&parts)))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let TextSearchParser { start: _, next_token: _, end: _, headline: _, token_types: _ } = to;
        Alter::Replace
    }
}
