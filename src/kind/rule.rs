//! A rewrite rule, with when it fires. The rule that makes a view a view is part of the view.

use serde::{Deserialize, Serialize};

use super::trigger::Firing;
use super::{Alter, At, Model, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// As `pg_get_ruledef` prints it, without the semicolon.
    pub definition: String,
    pub firing: Firing,
}

impl Model for Rule {
    const NOUN: &'static str = "RULE";

    fn address(&self, id: &Id) -> String {
        format!("RULE {} ON {}", id.quoted(), id.owner().dotted())
    }

    fn create(&self, at: &At) -> Vec<Step> {
        let Rule { definition, firing } = self;
        let mut steps = vec![Step::new(definition)];
        if *firing != Firing::Origin {
            steps.push(firing.set(Self::NOUN, at.id));
        }
        steps
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Rule { definition, firing } = to;
        match definition == &self.definition {
            true => Alter::InPlace(vec![firing.set(Self::NOUN, at.id)]),
            false => Alter::Replace,
        }
    }
}
