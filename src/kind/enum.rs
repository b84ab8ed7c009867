//! An enum type. Values are added in place; for one that goes or moves, a new type takes the place of the old one under
//! the columns, whose rows keep their labels.

use serde::{Deserialize, Serialize};

use super::remake::{bars, carries, is_going, remade, stands_in_the_way, through_text, uses};
use super::{Alter, At, Attributes, Model, Object, Step};
use crate::id::Id;
use crate::sql::quote_literal;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enum {
    /// In sort order.
    pub values: Vec<String>,
}

impl Enum {
    /// Whether the way to `to` only adds values.
    pub(crate) fn grows_into(&self, to: &Enum) -> bool {
        let mut new = to.values.iter();
        self.values.iter().all(|value| new.any(|other| other == value))
    }

    fn additions(&self, to: &Enum, id: &Id) -> Vec<Step> {
        let mut steps = Vec::new();
        for (place, value) in to.values.iter().enumerate() {
            if self.values.contains(value) {
                continue;
            }
            let is_last = !to.values[place..].iter().any(|later| self.values.contains(later));
            let position = match (is_last, place) {
                (true, _) => String::new(),
                (false, 0) => format!(" BEFORE {}", quote_literal(&self.values[0])),
                (false, place) => format!(" AFTER {}", quote_literal(&to.values[place - 1])),
            };
            let value = quote_literal(value);
            steps.push(Step::new(format!("ALTER TYPE {} ADD VALUE {value}{position}", id.dotted())));
        }
        if let Some(last) = steps.last_mut() {
            // A new value can't be used in the transaction that adds it.
            last.commit_after = true;
        }
        steps
    }
}

impl Model for Enum {
    const NOUN: &'static str = "TYPE";

    fn create(&self, at: &At) -> Vec<Step> {
        let values: Vec<_> = self.values.iter().map(|value| quote_literal(value)).collect();
        vec![Step::new(format!("CREATE TYPE {} AS ENUM ({})", at.id.dotted(), values.join(", ")))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        if self.grows_into(to) {
            return Alter::InPlace(self.additions(to, at.id));
        }
        let name = at.id.dotted();
        let mut create = to.create(at);
        // PostgreSQL refuses an attribute's new type where a table stores the composite; nothing converts that.
        for attribute in at.other.objects().filter(|object| !is_going(at, object.id)) {
            if let Attributes::Attribute(old) = attribute.attributes
                && uses(&old.type_name, &name)
            {
                let (composite, attribute) = (attribute.id.owner().dotted(), attribute.id.quoted());
                let action = format!("ALTER ATTRIBUTE {attribute} SET DATA TYPE {}", old.type_name);
                create.push(Step::new(format!("ALTER TYPE {composite} {action}")));
            }
        }
        Alter::InPlace(remade(at, Self::NOUN, create, |id, old, new| through_text(id, &name, old, new)))
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        type_slots(id)
    }

    fn rebuilds(&self, to: &Self, dependent: &Object) -> bool {
        !self.grows_into(to) && stands_in_the_way(dependent)
    }

    fn carries(&self, to: &Self, dependent: &Object) -> bool {
        !self.grows_into(to) && carries(dependent)
    }

    fn rebuilds_through(&self, to: &Self, carried: &Object, dependent: &Object) -> bool {
        !self.grows_into(to) && bars(carried, dependent)
    }
}

/// The name that a type occupies; a relation's row type has one too.
pub(crate) fn type_slots(id: &Id) -> Vec<String> {
    vec![format!("type {}", id.dotted())]
}
