//! A composite type that stands for itself, with the attributes that its CREATE spells out.

use serde::{Deserialize, Serialize};

use super::table::relation_slots;
use super::{Alter, At, Attributes, Model, Object, Step};
use crate::id::Id;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composite {
    /// The attributes' names. Their order is that of the values in a row literal, so it is part of the meaning.
    pub order: Vec<String>,
}

impl Model for Composite {
    const NOUN: &'static str = "TYPE";
    const IS_STORED: bool = true;

    fn create(&self, at: &At) -> Vec<Step> {
        let mut attributes: Vec<_> = at
            .absorbed()
            .filter_map(|child| match child.attributes {
                Attributes::Attribute(attribute) => Some((attribute.position, attribute.clause(child.id))),
                _ => None,
            })
            .collect();
        attributes.sort();
        let attributes: Vec<_> = attributes.into_iter().map(|(_, clause)| clause).collect();
        let list = match attributes.is_empty() {
            true => "()".to_owned(),
            false => format!("(\n    {}\n)", attributes.join(",\n    ")),
        };
        vec![Step::new(format!("CREATE TYPE {} AS {list}", at.id.dotted()))]
    }

    fn alter(&self, to: &Self, _at: &At) -> Alter {
        let Composite { order } = to;
        // ADD ATTRIBUTE always appends.
        let kept = self.order.iter().filter(|name| order.contains(name));
        let added = order.iter().filter(|name| !self.order.contains(name));
        match kept.chain(added).eq(order) {
            true => Alter::InPlace(Vec::new()),
            false => Alter::Replace,
        }
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        relation_slots(id)
    }

    fn absorbs(&self, child: &Object) -> bool {
        matches!(child.attributes, Attributes::Attribute(_))
    }
}
