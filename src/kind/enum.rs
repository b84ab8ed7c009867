//! An enum type. Values are added in place; for one that goes or moves, a new type takes the place of the old one under
//! the columns, whose rows keep their labels.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::column::{alter_column, using_clause};
use super::remake::{bars, carries, is_going, remade, stands_in_the_way, through_text, uses};
use super::{Alter, At, Attributes, Kind, Model, Object, Step};
use crate::id::Id;
use crate::sql::quote_literal;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enum {
    /// In sort order.
    pub values: Vec<String>,
    /// What takes the place of values that are gone, by those. Definitions say it; no server knows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub replacements: BTreeMap<String, String>,
}

impl Enum {
    /// Whether the way to `to` only adds values.
    pub(crate) fn grows_into(&self, to: &Enum) -> bool {
        let mut new = to.values.iter();
        self.values.iter().all(|value| new.any(|other| other == value))
    }

    /// The values that `to` has no more, each with that which `to` has for it.
    pub(crate) fn replaced(&self, to: &Enum) -> Vec<(String, String)> {
        let gone = self.values.iter().filter(|value| !to.values.contains(value));
        gone.filter_map(|value| Some((value.clone(), to.replacements.get(value)?.clone()))).collect()
    }

    /// The values that `to` has under another name, if that is all that differs: one may be told by its place, several only
    /// where a definition maps each.
    pub(crate) fn renamed_values(&self, to: &Enum) -> Vec<(String, String)> {
        let pairs: Vec<_> = self.values.iter().zip(&to.values).filter(|(old, new)| old != new).collect();
        let are_others = pairs.iter().all(|(old, new)| !to.values.contains(old) && !self.values.contains(new));
        let said = |old: &String, new: &String| match (to.replacements.get(old), self.replacements.get(new)) {
            (None, None) => None,
            (there, back) => Some(there == Some(new) || back == Some(old)),
        };
        let is_told = |said: Option<bool>| said.unwrap_or(pairs.len() == 1);
        let is_all = self.values.len() == to.values.len() && are_others;
        match is_all && pairs.iter().all(|(old, new)| is_told(said(old, new))) {
            true => pairs.into_iter().map(|(old, new)| (old.clone(), new.clone())).collect(),
            false => Vec::new(),
        }
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
    const IS_STORED: bool = true;
    const UNCOMPARED: &'static [&'static str] = &["replacements"];

    fn create(&self, at: &At) -> Vec<Step> {
        let values: Vec<_> = self.values.iter().map(|value| quote_literal(value)).collect();
        vec![Step::new(format!("CREATE TYPE {} AS ENUM ({})", at.id.dotted(), values.join(", ")))]
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        if self.grows_into(to) {
            return Alter::InPlace(self.additions(to, at.id));
        }
        let (name, replaced) = (at.id.dotted(), self.replaced(to));
        let mut create = to.create(at);
        create.extend(attributes_moved(at, &name));
        Alter::InPlace(remade(at, Self::NOUN, create, &replaced, |id, old, new| {
            let is_array = old.type_name.ends_with("[]");
            through_text(id, (&name, is_array), &replaced, old, new)
        }))
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

/// The statements that give the new type to the attributes of composite types. PostgreSQL refuses that while a table
/// stores such a type, so columns that do are text meanwhile.
fn attributes_moved(at: &At, name: &str) -> Vec<Step> {
    let mut composites: Vec<String> = Vec::new();
    let mut steps = Vec::new();
    let attributes = || {
        at.other.of_kind(Kind::Attribute).filter(|object| !is_going(at, object.id)).filter_map(|object| {
            match object.attributes {
                Attributes::Attribute(old) => Some((object.id, &old.type_name)),
                _ => None,
            }
        })
    };
    for (id, type_name) in attributes().filter(|(_, type_name)| uses(type_name, name)) {
        let (composite, attribute) = (id.owner().dotted(), id.quoted());
        steps.push(Step::new(format!("ALTER TYPE {composite} ALTER ATTRIBUTE {attribute} SET DATA TYPE {type_name}")));
        composites.push(composite);
    }
    let mut next = 0;
    while let Some(inner) = composites.get(next).cloned() {
        next += 1;
        let outer = attributes().filter(|(_, type_name)| uses(type_name, &inner)).map(|(id, _)| id.owner().dotted());
        composites.extend(outer.collect::<Vec<_>>());
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for column in at.other.of_kind(Kind::Column).filter(|object| !is_going(at, object.id)) {
        let (Attributes::Column(old), Some(Attributes::Column(new))) = (column.attributes, at.catalog.get(column.id)) else {
            continue;
        };
        let is_stored = composites.iter().any(|composite| uses(&old.type_name, composite));
        if is_stored && old.type_name == new.type_name && !new.follows_parent(&at.with(column.id)) {
            let (type_name, array) = (&old.type_name, if old.type_name.ends_with("[]") { "[]" } else { "" });
            let retyped = |type_name: &str| {
                let using = using_clause(column.id, &format!("{}::{type_name}", column.id.quoted()));
                alter_column(column.id, format!("TYPE {type_name}{using}"))
            };
            before.push(retyped(&format!("text{array}")));
            after.push(retyped(type_name));
        }
    }
    [before, steps, after].concat()
}

/// The name that a type occupies; a relation's row type has one too.
pub(crate) fn type_slots(id: &Id) -> Vec<String> {
    vec![format!("type {}", id.dotted())]
}
