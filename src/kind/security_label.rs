//! A security label on any other object, by the provider that it is for. Labels of roles, databases and tablespaces are
//! the cluster's.

use serde::{Deserialize, Serialize};

use super::comment::described_object;
use super::{Alter, At, Model, Step};
use crate::id::Id;
use crate::sql::{quote_identifier, quote_literal};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityLabel {
    /// What it means, only the provider knows.
    pub label: String,
}

impl SecurityLabel {
    fn say(at: &At, label: &str) -> Step {
        let provider = quote_identifier(at.id.name());
        Step::new(format!("SECURITY LABEL FOR {provider} ON {} IS {label}", described_object(at)))
    }
}

impl Model for SecurityLabel {
    const NOUN: &'static str = "SECURITY LABEL";

    fn create(&self, at: &At) -> Vec<Step> {
        vec![Self::say(at, &quote_literal(&self.label))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let SecurityLabel { label: _ } = to;
        Alter::InPlace(to.create(at))
    }

    fn drop(&self, at: &At) -> Vec<Step> {
        vec![Self::say(at, "NULL")]
    }

    fn slots(&self, _id: &Id) -> Vec<String> {
        Vec::new()
    }

    fn rename(&self, _id: &Id, _name: &str) -> Option<Step> {
        None
    }
}
