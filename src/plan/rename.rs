//! Which objects may be others under a new name, and the statements that rename them.
//!
//! Structure decides first, names after it. What is found is a guess: the plan is made from the catalog that the renames
//! really lead to, so a wrong guess costs a statement and never correctness. No kind is named here.

mod answer;
mod likeness;
mod matching;
mod score;
mod shape;
mod steps;

pub(crate) use answer::is_at;
pub use answer::{Answer, Answers, By, Said, names};
pub use matching::candidates;
pub use steps::steps;

use std::collections::HashMap;

use crate::id::Id;

/// An object that gets another name. Both identities are complete: parents that are renamed too stand in `from` with
/// their old and in `to` with their new name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rename {
    pub from: Id,
    pub to: Id,
}

impl Rename {
    /// `table public.users → people`, with its schema where that is another one.
    pub fn words(&self) -> String {
        let Rename { from, to } = self;
        let to = if from.parent().is_some() && from.schema() != to.schema() { to.dotted() } else { to.quoted() };
        format!("{from} → {to}")
    }

    /// The way back.
    pub fn reversed(&self) -> Rename {
        Rename { from: self.to.clone(), to: self.from.clone() }
    }
}

/// What objects are called once renames are made.
pub struct Renaming<'a> {
    new: HashMap<&'a Id, &'a Id>,
}

impl<'a> Renaming<'a> {
    pub fn of(renames: &'a [Rename]) -> Renaming<'a> {
        Renaming { new: renames.iter().map(|rename| (&rename.from, &rename.to)).collect() }
    }

    pub fn image(&self, id: &Id) -> Id {
        match (self.new.get(id), id.parent()) {
            (Some(new), _) => (*new).clone(),
            (None, Some(parent)) => Id::new(id.kind(), Some(self.image(parent)), id.name()),
            (None, None) => id.clone(),
        }
    }
}

/// What is thought of a possible rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A person has said so, or that it isn't one.
    Answered { yes: bool, by: By },
    /// Taken, because nothing is lost that way.
    Likely,
    /// Not taken.
    Unlikely,
}

/// A possible rename.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub rename: Rename,
    /// From 0 to 1.
    pub score: f64,
    /// What speaks for and against it, a line each: "same type integer".
    pub evidence: Vec<String>,
    pub decision: Decision,
    /// Whether the object holds what users stored, or carries objects that do.
    pub holds_data: bool,
}

impl Candidate {
    /// Whether the plan renames.
    pub fn is_taken(&self) -> bool {
        matches!(self.decision, Decision::Answered { yes: true, .. } | Decision::Likely)
    }

    pub fn rename(&self) -> Rename {
        self.rename.clone()
    }
}

#[cfg(test)]
mod tests;
