//! The ordered statements from one catalog to another. Pure: nothing here talks to a server or names a kind.

mod absorb;
mod expand;
mod order;
pub mod rename;
mod why;

use std::collections::{HashMap, HashSet};

use crate::catalog::Catalog;
use crate::diff::{Change, diff};
use crate::error::Result;
use crate::id::Id;
use crate::kind::{At, Fate, Step};
pub use why::{Bond, Link, Prior, Why};

/// The ordered statements from one catalog to another.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What differs, before what that forces.
    pub changes: Vec<Change>,
    pub steps: Vec<PlannedStep>,
    /// What is asked before the first step.
    pub preflight: Vec<Preflight>,
}

/// A query for rows that stand in the way of a plan. It runs before anything is locked, where the plan begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preflight {
    /// What the rows stand in the way of, by its name in the wanted catalog.
    pub subject: Id,
    /// What is looked for: `rows without a value of email, which is to be NOT NULL`.
    pub about: String,
    /// Without the semicolon. Its last column says how many rows there are, of which it shows some.
    pub sql: String,
    /// Whether it may take long, so that it is given up after a while.
    pub is_slow: bool,
}

/// A statement, and the object that it is there for.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedStep {
    pub id: Id,
    pub action: Action,
    pub step: Step,
    /// None for what stands before the plan: renames, roles.
    pub why: Option<Why>,
}

impl PlannedStep {
    /// A step that stands before those that a plan puts in order.
    pub fn first(id: Id, action: Action, step: Step) -> PlannedStep {
        PlannedStep { id, action, step, why: None }
    }
}

/// What a step does with its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Drops it, for good or to make it anew.
    TearDown,
    Alter,
    Build,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether an object, or one that it belongs to, is dropped, for good or to be made anew.
    pub fn tears_down(&self, id: &Id) -> bool {
        self.steps.iter().any(|step| step.action == Action::TearDown && id.is_within(&step.id))
    }
}

/// The statements that take a database from one catalog to another.
///
/// The downgrade is the same function with its arguments swapped. Fails with [`crate::error::Error::Cycle`] where
/// objects need each other in a circle, which is a fault of a kind's.
pub fn plan(from: &Catalog, to: &Catalog) -> Result<Plan> {
    let changes = diff(from, to);
    if changes.is_empty() {
        return Ok(Plan::default());
    }
    let mut decisions = expand::expand(from, to, &changes);
    absorb::absorb(from, to, &mut decisions);
    let steps = order::order(from, to, &decisions)?;
    Ok(Plan { changes, steps, preflight: Vec::new() })
}

/// What happens to every object that something happens to.
#[derive(Debug, Default)]
struct Decisions {
    /// Objects of the first catalog that are dropped, for good or to be made anew.
    torn_down: HashSet<Id>,
    /// Objects of the wanted catalog that are made.
    built: HashSet<Id>,
    /// Objects in both, altered in place.
    altered: HashSet<Id>,
    /// Built objects that the statement of their parent makes.
    built_with_parent: HashSet<Id>,
    /// Torn-down objects that go with their parent.
    dropped_with_parent: HashSet<Id>,
    /// Of what is torn down though it doesn't differ, or can't be altered in place for another's sake: what forced that.
    forced: HashMap<Id, Link>,
}

impl Fate for Decisions {
    fn is_torn_down(&self, id: &Id) -> bool {
        self.torn_down.contains(id)
    }

    fn is_built(&self, id: &Id) -> bool {
        self.built.contains(id)
    }

    fn is_absorbed(&self, id: &Id) -> bool {
        self.built_with_parent.contains(id)
    }
}

impl Decisions {
    /// What leads from an object to one that differs. What bars an alteration may in turn force what was to be altered, which
    /// ends the way, too.
    fn because(&self, id: &Id) -> Vec<Link> {
        let mut seen = HashSet::from([id]);
        let mut because = Vec::new();
        let mut next = self.forced.get(id);
        while let Some(link) = next.filter(|link| seen.insert(&link.to)) {
            because.push(link.clone());
            next = self.forced.get(&link.to);
        }
        because
    }

    /// How an object of `catalog` sees the plan.
    fn at<'a>(&'a self, id: &'a Id, catalog: &'a Catalog, other: &'a Catalog) -> At<'a> {
        At { id, catalog, other, fate: self }
    }
}
