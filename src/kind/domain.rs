//! A domain, with its constraints. Another base type makes it anew under its columns.

use serde::{Deserialize, Serialize};

use super::column::using_clause;
use super::retype::using;
use super::r#enum::type_slots;
use super::remake::{bars, carries, remade, stands_in_the_way, uses};
use super::{Alter, At, Attributes, Kind, Model, Object, Step};
use crate::catalog::Catalog;
use crate::id::Id;
use crate::sql::quote_identifier;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// As `format_type` prints it, qualified.
    pub base: String,
    /// Qualified and quoted; none for the base type's own.
    pub collation: Option<String>,
    pub default: Option<String>,
    pub not_null: bool,
    /// The name of the constraint that NOT NULL is, from 17 on.
    pub not_null_constraint: Option<String>,
    /// The same name where somebody chose it.
    pub not_null_name: Option<String>,
    /// Sorted by name.
    pub constraints: Vec<DomainConstraint>,
}

/// A condition that every value of a domain meets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainConstraint {
    pub name: String,
    /// `CHECK (…)`, as `pg_get_constraintdef` prints it.
    pub definition: String,
    /// False while values from before the constraint may break it.
    pub validated: bool,
}

impl DomainConstraint {
    fn clause(&self) -> String {
        format!("CONSTRAINT {} {}", quote_identifier(&self.name), self.definition)
    }

    fn addition(&self) -> String {
        format!("ADD {}{}", self.clause(), if self.validated { "" } else { " NOT VALID" })
    }
}

impl Domain {
    fn not_null_clause(&self) -> String {
        match &self.not_null_name {
            Some(name) => format!("CONSTRAINT {} NOT NULL", quote_identifier(name)),
            None => "NOT NULL".to_owned(),
        }
    }

    fn not_null_change(&self, to: &Domain) -> Option<String> {
        match (self.not_null, to.not_null) {
            (true, false) => Some("DROP NOT NULL".to_owned()),
            (false, true) if to.not_null_name.is_some() => Some(format!("ADD {}", to.not_null_clause())),
            (false, true) => Some("SET NOT NULL".to_owned()),
            _ if self.not_null_name == to.not_null_name => None,
            _ => {
                let (old, new) = self.not_null_constraint.as_ref().zip(to.not_null_constraint.as_ref())?;
                Some(format!("RENAME CONSTRAINT {} TO {}", quote_identifier(old), quote_identifier(new)))
            }
        }
    }

    fn has_constraint(&self, name: &str) -> bool {
        self.constraints.iter().any(|constraint| constraint.name == name)
    }

    fn is_remade_for(&self, to: &Domain) -> bool {
        self.base != to.base || self.collation != to.collation
    }

    fn constraint_changes(&self, to: &Domain) -> (Vec<String>, Vec<String>) {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let named = |list: &[DomainConstraint], name: &str| list.iter().find(|other| other.name == name).cloned();
        let mut renamed = Vec::new();
        for old in &self.constraints {
            let name = quote_identifier(&old.name);
            match named(&to.constraints, &old.name) {
                Some(new) if new == *old => {}
                Some(new) if new.definition == old.definition && new.validated => {
                    after.push(format!("VALIDATE CONSTRAINT {name}"));
                }
                Some(_) => before.push(format!("DROP CONSTRAINT {name}")),
                None => {
                    let same = |new: &&DomainConstraint| {
                        (&new.definition, new.validated) == (&old.definition, old.validated)
                            && named(&self.constraints, &new.name).is_none()
                            && !renamed.contains(&new.name)
                    };
                    match to.constraints.iter().find(same) {
                        Some(new) => {
                            before.push(format!("RENAME CONSTRAINT {name} TO {}", quote_identifier(&new.name)));
                            renamed.push(new.name.clone());
                        }
                        None => before.push(format!("DROP CONSTRAINT {name}")),
                    }
                }
            }
        }
        for new in to.constraints.iter().filter(|new| !renamed.contains(&new.name)) {
            match named(&self.constraints, &new.name) {
                Some(old) if old == *new || (old.definition == new.definition && new.validated) => {}
                _ => after.push(new.addition()),
            }
        }
        (before, after)
    }
}

impl Model for Domain {
    const NOUN: &'static str = "DOMAIN";
    const IS_STORED: bool = true;
    const FORM: &'static [&'static str] = &["base"];
    const UNCOMPARED: &'static [&'static str] = &["not_null_constraint"];

    fn create(&self, at: &At) -> Vec<Step> {
        let Domain { base, collation, default, not_null, not_null_constraint: _, not_null_name: _, constraints } = self;
        let mut sql = format!("CREATE DOMAIN {} AS {base}", at.id.dotted());
        if let Some(collation) = collation {
            sql += &format!(" COLLATE {collation}");
        }
        if let Some(default) = default {
            sql += &format!(" DEFAULT {default}");
        }
        if *not_null {
            sql += &format!(" {}", self.not_null_clause());
        }
        let (now, later): (Vec<_>, Vec<_>) = constraints.iter().partition(|constraint| constraint.validated);
        for constraint in now {
            sql += &format!("\n    {}", constraint.clause());
        }
        let mut steps = vec![Step::new(sql)];
        // CREATE DOMAIN knows no NOT VALID.
        steps.extend(later.iter().map(|constraint| {
            Step::new(format!("ALTER {} {}", self.address(at.id), constraint.addition()))
        }));
        steps
    }

    fn alter(&self, to: &Self, at: &At) -> Alter {
        let Domain {
            base,
            collation: _,
            default,
            not_null: _,
            not_null_constraint: _,
            not_null_name: _,
            constraints: _,
        } = to;
        if is_carried(at) {
            return Alter::InPlace(Vec::new());
        }
        if self.is_remade_for(to) {
            let name = at.id.dotted();
            return Alter::InPlace(remade(at, Self::NOUN, to.create(at), &[], |id, old, new| {
                if !uses(&old.type_name, &name) {
                    return None;
                }
                if !uses(&new.type_name, &name) {
                    return Some(old.retyping(id, new));
                }
                let array = if old.type_name.ends_with("[]") { "[]" } else { "" };
                let (old_base, new_base) = (format!("{}{array}", self.base), format!("{base}{array}"));
                let value = using(&id.quoted(), &old_base, &new_base)
                    .unwrap_or_else(|| format!("{}::{new_base}", id.quoted()));
                Some(format!("TYPE {name}{array}{}", using_clause(id, &value)))
            }));
        }
        let (before, after) = self.constraint_changes(to);
        let mut actions = before;
        if default != &self.default {
            actions.push(match default {
                Some(default) => format!("SET DEFAULT {default}"),
                None => "DROP DEFAULT".to_owned(),
            });
        }
        actions.extend(self.not_null_change(to));
        actions.extend(after);
        let address = self.address(at.id);
        Alter::InPlace(actions.into_iter().map(|action| Step::new(format!("ALTER {address} {action}"))).collect())
    }

    fn completed(&self, live: &Self) -> Option<Self> {
        let is_silent = self.not_null && self.not_null_name.is_none() && self.not_null_constraint.is_some();
        (is_silent && live.not_null_name.is_some()).then(|| Domain {
            not_null_constraint: live.not_null_constraint.clone(),
            not_null_name: live.not_null_name.clone(),
            ..self.clone()
        })
    }

    fn follow(&self, to: &Self, _old: &Id, _from: &Catalog, new: &Id) -> Option<Step> {
        let (name, wanted) = self.not_null_constraint.as_ref().zip(to.not_null_constraint.as_ref())?;
        let is_chosen = self.not_null_name.is_some() || to.not_null_name.is_some();
        (!is_chosen && name != wanted && !self.has_constraint(wanted)).then(|| {
            let (name, wanted) = (quote_identifier(name), quote_identifier(wanted));
            Step::new(format!("ALTER {} RENAME CONSTRAINT {name} TO {wanted}", self.address(new)))
        })
    }

    fn known_to(&self, server_major: u32) -> Option<Self> {
        // As for a column.
        (server_major < 17 && self.not_null_constraint.is_some())
            .then(|| Domain { not_null_constraint: None, not_null_name: None, ..self.clone() })
    }

    fn slots(&self, id: &Id) -> Vec<String> {
        type_slots(id)
    }

    fn rebuilds(&self, to: &Self, dependent: &Object) -> bool {
        // A constraint that is made anew comes without its comment.
        let constraint = dependent.id.name().strip_prefix("constraint ").filter(|_| dependent.id.kind() == Kind::Comment);
        let loses_comment = constraint.is_some_and(|name| {
            let find = |domain: &Domain| domain.constraints.iter().find(|constraint| constraint.name == name).cloned();
            find(self).zip(find(to)).is_some_and(|(old, new)| old.definition != new.definition)
        });
        loses_comment || (self.is_remade_for(to) && stands_in_the_way(dependent))
    }

    fn carries(&self, to: &Self, dependent: &Object) -> bool {
        self.is_remade_for(to) && carries(dependent)
    }

    fn rebuilds_through(&self, to: &Self, carried: &Object, dependent: &Object) -> bool {
        self.is_remade_for(to) && bars(carried, dependent)
    }
}

/// Whether something that the domain needs is made anew, and the domain with it.
fn is_carried(at: &At) -> bool {
    at.other.needs(at.id).any(|needed| match (at.other.get(needed), at.catalog.get(needed)) {
        (Some(Attributes::Enum(old)), Some(Attributes::Enum(new))) => !old.grows_into(new),
        (Some(Attributes::Collation(old)), Some(Attributes::Collation(new))) => old != new,
        (Some(Attributes::Domain(old)), Some(Attributes::Domain(new))) => {
            old.is_remade_for(new) || is_carried(&at.with(needed))
        }
        _ => false,
    })
}
