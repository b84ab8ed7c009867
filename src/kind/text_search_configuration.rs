//! A text search configuration: a parser, and the dictionaries that its tokens go through.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSearchConfiguration {
    /// Qualified and quoted.
    pub parser: String,
    /// For each type of token that isn't thrown away, in the parser's order, the dictionaries, the first to be asked
    /// first.
    pub mappings: Vec<(String, Vec<String>)>,
}

impl TextSearchConfiguration {
    fn dictionaries(&self, token: &str) -> Option<&Vec<String>> {
        self.mappings.iter().find(|(other, _)| other == token).map(|(_, dictionaries)| dictionaries)
    }

    /// The statements that give their dictionaries to the tokens for which `is_new` holds, one for all with the same.
    fn map(&self, at: &At, verb: &str, is_new: impl Fn(&str) -> bool) -> Vec<Step> {
        let mut groups: Vec<(&Vec<String>, Vec<&str>)> = Vec::new();
        for (token, dictionaries) in self.mappings.iter().filter(|(token, _)| is_new(token)) {
            match groups.iter_mut().find(|(other, _)| *other == dictionaries) {
                Some((_, tokens)) => tokens.push(token),
                None => groups.push((dictionaries, vec![token])),
            }
        }
        let address = self.address(at.id);
        let statement = |(dictionaries, tokens): (&Vec<String>, Vec<&str>)| {
            let dictionaries = dictionaries.join(", ");
            Step::new(format!("ALTER {address} {verb} MAPPING FOR {} WITH {dictionaries}", names(&tokens)))
        };
        groups.into_iter().map(statement).collect()
    }
}

fn names(tokens: &[&str]) -> String {
    tokens.iter().map(|token| quote_identifier(token)).collect::<Vec<_>>().join(", ")
}

impl Model for TextSearchConfiguration {
    const NOUN: &'static str = "TEXT SEARCH CONFIGURATION";
    const ONLY_WITH: Option<&'static str> = Some("pg_ts_config where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let mut steps = vec![Step::new(format!("CREATE {} (PARSER = {})", self.address(at.id), self.parser))];
        steps.extend(self.map(at, "ADD", |_| true));
        steps
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let TextSearchConfiguration { parser, mappings } = to;
        if parser != &self.parser {
            return Alter::Replace;
        }
        let mut steps = to.map(at, "ADD", |token| self.dictionaries(token).is_none());
        let is_other = |token: &str| self.dictionaries(token).is_some_and(|old| Some(old) != to.dictionaries(token));
        steps.extend(to.map(at, "ALTER", is_other));
        let is_gone = |token: &str| !mappings.iter().any(|(other, _)| other == token);
        let old = self.mappings.iter().map(|(token, _)| token.as_str());
        let gone: Vec<&str> = old.filter(|token| is_gone(token)).collect();
        if !gone.is_empty() {
            steps.push(Step::new(format!("ALTER {} DROP MAPPING FOR {}", self.address(at.id), names(&gone))));
        }
        Alter::InPlace(steps)
    }
}
