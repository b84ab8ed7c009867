//! Which objects may be others under a new name.

use super::PlannedStep;
use crate::catalog::Catalog;
use crate::id::Id;
use crate::source::Sourced;

/// What a person has said about renames.
#[derive(Debug, Clone, Default)]
pub struct Answers {}

impl Answers {
    pub fn with_instructions(&self, _from: &Sourced, _to: &Sourced) -> Answers {
        self.clone()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rename {
    pub from: Id,
    pub to: Id,
}

impl Rename {
    pub fn reversed(&self) -> Rename {
        Rename { from: self.to.clone(), to: self.from.clone() }
    }
}

#[derive(Debug, Clone)]
pub struct Candidate {
    pub rename: Rename,
}

impl Candidate {
    pub fn is_taken(&self) -> bool {
        true
    }

    pub fn rename(&self) -> Rename {
        self.rename.clone()
    }
}

pub fn candidates(_from: &Catalog, _to: &Catalog, _answers: &Answers) -> Vec<Candidate> {
    Vec::new()
}

pub fn steps(_from: &Catalog, _renames: &[Rename]) -> Vec<PlannedStep> {
    Vec::new()
}
