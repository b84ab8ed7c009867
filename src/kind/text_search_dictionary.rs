//! A text search dictionary: what becomes of a token in the index.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step, written_list};
use crate::sql::lexer;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSearchDictionary {
    /// Qualified and quoted.
    pub template: String,
    /// What the template makes of it is its own affair. As PostgreSQL keeps it: `language = 'english', accept = 'false'`.
    pub options: Option<String>,
}

impl TextSearchDictionary {
    /// Each option as CREATE writes it, by its name.
    fn options(&self) -> Vec<(String, String)> {
        let text = self.options.as_deref().unwrap_or_default();
        let mut options: Vec<(String, String)> = Vec::new();
        let mut is_between = true;
        for token in lexer::tokens(text) {
            let written = token.text(text);
            if is_between {
                if let Some(name) = token.name(text) {
                    options.push((name, written.to_owned()));
                    is_between = false;
                }
            } else if token.is_mark(text, ",") {
                is_between = true;
            } else if let Some((_, option)) = options.last_mut() {
                option.push_str(written);
            }
        }
        options
    }
}

impl Model for TextSearchDictionary {
    const NOUN: &'static str = "TEXT SEARCH DICTIONARY";
    const ONLY_WITH: Option<&'static str> = Some("pg_ts_dict where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let mut parts = vec![format!("TEMPLATE = {}", self.template)];
        parts.extend(self.options().into_iter().map(|(_, option)| option));
        vec![Step::new(format!("CREATE {} {}", self.address(at.id), written_list(&parts)))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let TextSearchDictionary { template, options: _ } = to;
        if template != &self.template {
            return Alter::Replace;
        }
        let (old, new) = (self.options(), to.options());
        let set = new.iter().filter(|option| !old.contains(option)).map(|(_, option)| option.clone());
        let is_gone = |name: &String| !new.iter().any(|(other, _)| other == name);
        let gone = old.iter().map(|(name, _)| name).filter(|name| is_gone(name)).map(|name| quote_identifier(name));
        let parts: Vec<String> = set.chain(gone).collect();
        Alter::InPlace(vec![Step::new(format!("ALTER {} ({})", self.address(at.id), parts.join(", ")))])
    }
}
