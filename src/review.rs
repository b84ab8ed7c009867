//! What only a person can judge about a plan.

use crate::catalog::Catalog;
use crate::plan::Plan;
use crate::plan::rename::Candidate;

/// A question only a person can answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// `R1`, `R2`, in the order of the plan.
    pub id: String,
    pub text: String,
}

pub fn review(_from: &Catalog, _to: &Catalog, _up: &Plan, _candidates: &[Candidate]) -> Vec<Item> {
    Vec::new()
}
