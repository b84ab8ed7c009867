//! Extended statistics: what the planner is told to learn about several columns together.

use serde::{Deserialize, Serialize};

use super::{Alter, At, Model, Step};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// As `pg_get_statisticsobjdef` prints it, name and table included.
    pub definition: String,
    /// None for the columns' own.
    pub target: Option<i32>,
}

impl Statistics {
    fn set_target(&self, at: &At) -> Step {
        Step::new(format!("ALTER {} SET STATISTICS {}", self.address(at.id), self.target.unwrap_or(-1)))
    }
}

impl Model for Statistics {
    const NOUN: &'static str = "STATISTICS";
    const ONLY_WITH: Option<&'static str> = Some("pg_statistic_ext");

    fn create(&self, at: &At) -> Vec<Step> {
        let mut steps = vec![Step::new(self.definition.clone())];
        steps.extend(self.target.map(|_| self.set_target(at)));
        steps
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Statistics { definition, target: _ } = to;
        match definition == &self.definition {
            true => Alter::InPlace(vec![to.set_target(at)]),
            false => Alter::Replace,
        }
    }
}
