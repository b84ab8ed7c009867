//! An event trigger: it reacts to statements, those of a plan among them. So it is made after everything else and dropped
//! first.

use serde::{Deserialize, Serialize};

use super::trigger::Firing;
use super::{Alter, At, Model, Options, Step};
use crate::sql::quote_literal;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventTrigger {
    pub event: String,
    /// The commands that it is about; none for all.
    pub tags: Options,
    pub function: String,
    pub firing: Firing,
}

impl EventTrigger {
    fn set_firing(&self, at: &At) -> Step {
        Step::new(format!("ALTER {} {}", self.address(at.id), self.firing.words()))
    }
}

impl Model for EventTrigger {
    const NOUN: &'static str = "EVENT TRIGGER";
    const ONLY_WITH: Option<&'static str> = Some("pg_event_trigger");

    fn create(&self, at: &At) -> Vec<Step> {
        let EventTrigger { event, tags, function, firing } = self;
        let mut sql = format!("CREATE {} ON {event}", self.address(at.id));
        if !tags.is_empty() {
            let tags: Vec<String> = tags.iter().map(|tag| quote_literal(tag)).collect();
            sql += &format!(" WHEN TAG IN ({})", tags.join(", "));
        }
        sql += &format!(" EXECUTE FUNCTION {function}()");
        let mut steps = vec![Step::new(sql)];
        if *firing != Firing::Origin {
            steps.push(self.set_firing(at));
        }
        steps
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let EventTrigger { event, tags, function, firing: _ } = to;
        match (event, tags, function) == (&self.event, &self.tags, &self.function) {
            true => Alter::InPlace(vec![to.set_firing(at)]),
            false => Alter::Replace,
        }
    }
}
