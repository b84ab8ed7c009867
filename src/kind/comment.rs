//! A comment on any other object.

use serde::{Deserialize, Serialize};

use super::index::index_name;
use super::privilege::identity_sequence;
use super::{Alter, At, Attributes, Kind, Model, Step};
use crate::catalog::Catalog;
use crate::id::Id;
use crate::sql::{quote_identifier, quote_literal};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    pub text: String,
}

/// What a comment is called that is on the NOT NULL of its column, which from 18 on is a constraint.
pub(crate) const NOT_NULL: &str = "not null";

impl Comment {
    fn say(at: &At, text: &str) -> Step {
        Step::new(format!("COMMENT ON {} IS {text}", subject(at)))
    }
}

/// How COMMENT names what the comment is on: the object it belongs to, or a part of it that is no object here.
fn subject(at: &At) -> String {
    let parent = at.id.owner();
    if at.id.name() == "index" {
        return format!("INDEX {}", index_name(parent));
    }
    if let Some(constraint) = at.id.name().strip_prefix("constraint ") {
        return format!("CONSTRAINT {} ON DOMAIN {}", quote_identifier(constraint), parent.dotted());
    }
    if let Some(Attributes::Column(column)) = at.catalog.get(parent).filter(|_| at.id.name() == NOT_NULL) {
        let constraint = column.not_null_constraint.as_deref().unwrap_or_default();
        return format!("CONSTRAINT {} ON {}", quote_identifier(constraint), parent.owner().dotted());
    }
    described_object(at)
}

/// How COMMENT and SECURITY LABEL name the object that they belong to.
pub(super) fn described_object(at: &At) -> String {
    let parent = at.id.owner();
    match parent.kind() {
        Kind::Column | Kind::ViewColumn | Kind::Attribute => format!("COLUMN {}", parent.dotted()),
        _ => identity_sequence(at.catalog, parent).unwrap_or_else(|| at.parent_address()),
    }
}

impl Model for Comment {
    const NOUN: &'static str = "COMMENT";

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Self::say(at, &quote_literal(&self.text))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Comment { text: _ } = to;
        Alter::InPlace(to.create(at))
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Self::say(at, "NULL")]
    }

    fn exists_on(&self, id: &Id, catalog: &Catalog, server_major: u32) -> bool {
        // NOT NULL is a constraint of its own, which can have a comment, of a domain since 17 and of a column since 18.
        match catalog.get(id.owner()) {
            Some(Attributes::Column(_)) => server_major >= 18 || id.name() != NOT_NULL,
            Some(Attributes::Domain(domain)) => {
                let constraint = id.name().strip_prefix("constraint ");
                server_major >= 17 || constraint.is_none() || constraint != domain.not_null_constraint.as_deref()
            }
            _ => true,
        }
    }

    fn slots(&self, _id: &Id) -> Vec<String> {
        Vec::new()
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
