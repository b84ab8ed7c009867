//! A collation. PostgreSQL can't redefine one, so a new one takes its place under the columns that are sorted by it.

use serde::{Deserialize, Serialize};

use super::remake::{bars, carries, remade, stands_in_the_way};
use super::{Alter, At, Model, Object, Step};
use crate::sql::quote_literal;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collation {
    /// `libc`, `icu` or, from 17, `builtin`.
    pub provider: String,
    /// None for libc.
    pub locale: Option<String>,
    /// Only for libc, as is `lc_ctype`.
    pub lc_collate: Option<String>,
    pub lc_ctype: Option<String>,
    /// Tailoring of an ICU locale, from 16.
    pub rules: Option<String>,
    /// Whether strings that sort as equal are the same bytes.
    pub deterministic: bool,
}

impl Model for Collation {
    const NOUN: &'static str = "COLLATION";
    const ONLY_WITH: Option<&'static str> = Some("pg_collation where oid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let Collation { provider, locale, lc_collate, lc_ctype, rules, deterministic } = self;
        let mut parts = vec![format!("provider = {provider}")];
        if let Some(locale) = locale {
            parts.push(format!("locale = {}", quote_literal(locale)));
        } else if lc_collate == lc_ctype {
            parts.extend(lc_collate.iter().map(|locale| format!("locale = {}", quote_literal(locale))));
        } else {
            parts.extend(lc_collate.iter().map(|locale| format!("lc_collate = {}", quote_literal(locale))));
            parts.extend(lc_ctype.iter().map(|locale| format!("lc_ctype = {}", quote_literal(locale))));
        }
        if !deterministic {
            parts.push("deterministic = false".to_owned());
        }
        parts.extend(rules.iter().map(|rules| format!("rules = {}", quote_literal(rules))));
        vec![Step::new(format!("CREATE COLLATION {} ({})", at.id.dotted(), parts.join(", ")))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let name = at.id.dotted();
        Alter::InPlace(remade(at, Self::NOUN, to.create(at), &[], |_, old, new| {
            (old.collation.as_deref() == Some(&name))
                .then(|| match &new.collation {
                    Some(collation) => format!("TYPE {} COLLATE {collation}", new.type_name),
                    None => format!("TYPE {}", new.type_name),
                })
        }))
    }

    fn rebuilds(&self, _to: &Self, dependent: &Object) -> bool {
        stands_in_the_way(dependent)
    }

    fn carries(&self, _to: &Self, dependent: &Object) -> bool {
        carries(dependent)
    }

    fn rebuilds_through(&self, _to: &Self, carried: &Object, dependent: &Object) -> bool {
        bars(carried, dependent)
    }
}
