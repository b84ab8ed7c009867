//! A range type, and the multirange type that comes with it.

use serde::{Deserialize, Serialize};

use super::r#enum::type_slots;
use super::{Alter, At, Model, Step};
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// As `format_type` prints it, qualified.
    pub subtype: String,
    /// Qualified and quoted; none for the subtype's default, as is `collation`.
    pub opclass: Option<String>,
    pub collation: Option<String>,
    pub canonical: Option<String>,
    pub subtype_diff: Option<String>,
    pub multirange: String,
    /// Quoted; none for the range's own.
    pub multirange_schema: Option<String>,
}

impl Range {
    fn multirange_address(&self, id: &Id) -> String {
        let schema = self.multirange_schema.clone();
        format!("{}.{}", schema.unwrap_or_else(|| id.owner().quoted()), quote_identifier(&self.multirange))
    }

    /// What `makeMultirangeTypeName` in PostgreSQL's `multirangetypes.c` would choose; none where it would shorten.
    fn has_usual_multirange(&self, id: &Id) -> bool {
        let name = id.name();
        let usual = match name.contains("range") {
            true => name.replacen("range", "multirange", 1),
            false => format!("{name}_multirange"),
        };
        self.multirange_schema.is_none() && usual.len() < 64 && usual == self.multirange
    }
}

impl Model for Range {
    const NOUN: &'static str = "TYPE";
    const ONLY_WITH: Option<&'static str> = Some("pg_range where rngtypid >= 16384");

    fn create(&self, at: &At) -> Vec<Step> {
        let Range { subtype, opclass, collation, canonical, subtype_diff, multirange: _, multirange_schema: _ } = self;
        let mut parts = vec![format!("SUBTYPE = {subtype}")];
        let multirange = (!self.has_usual_multirange(at.id)).then(|| self.multirange_address(at.id));
        for (word, value) in [
            ("SUBTYPE_OPCLASS", opclass),
            ("COLLATION", collation),
            ("CANONICAL", canonical),
            ("SUBTYPE_DIFF", subtype_diff),
            ("MULTIRANGE_TYPE_NAME", &multirange),
        ] {
            parts.extend(value.iter().map(|value| format!("{word} = {value}")));
        }
        vec![Step::new(format!("CREATE TYPE {} AS RANGE ({})", at.id.dotted(), parts.join(", ")))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Range { subtype, opclass, collation, canonical, subtype_diff, multirange, multirange_schema } = to;
        let is_same_range = (subtype, opclass, collation, canonical, subtype_diff)
            == (&self.subtype, &self.opclass, &self.collation, &self.canonical, &self.subtype_diff);
        if !is_same_range || multirange_schema != &self.multirange_schema {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        if multirange != &self.multirange {
            let old = self.multirange_address(at.id);
            steps.push(Step::new(format!("ALTER TYPE {old} RENAME TO {}", quote_identifier(multirange))));
        }
        Alter::InPlace(steps)
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        let mut slots = type_slots(id);
        slots.push(format!("type {}", self.multirange_address(id)));
        slots
    }
}
