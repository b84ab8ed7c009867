//! Two sources compared: what differs, the way there and back, what a person must judge, and the proof.

use crate::catalog::Catalog;
use crate::diff::{Change, diff};
use crate::error::Result;
use crate::id::Id;
use crate::plan::rename::{self, Rename};
use crate::plan::{Plan, plan};
use crate::prove::{Proof, prove};
use crate::review::{self, Item};
use crate::source::{Reader, Source, Sourced};

/// Whether what nobody declared is compared too: owners, grants, storage parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manage {
    #[default]
    Declared,
    All,
}

/// How to compare.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub manage: Manage,
    /// Whether the plans are replayed in scratch.
    pub prove: bool,
    /// What a person has said about renames, besides the definitions' own comments.
    pub answers: rename::Answers,
}

/// Everything there is to say about two sources.
pub struct Comparison {
    /// As compared: without what isn't managed.
    pub from: Sourced,
    pub to: Sourced,
    /// Renames that the upgrade makes, as written; those that were only thought of are among the `items`.
    pub renames: Vec<Rename>,
    pub up: Plan,
    pub down: Plan,
    pub items: Vec<Item>,
    /// None if nobody asked for one, or nothing differs.
    pub proof: Option<Proof>,
}

/// Compares two sources.
pub async fn compare(reader: &Reader, from: &Source, to: &Source, options: &Options) -> Result<Comparison> {
    let (mut from, mut to) = reader.read_both(from, to).await?;
    if options.manage == Manage::Declared {
        (from.catalog, to.catalog) = managed(&from, &to);
    }
    to.catalog = settled(reader, &from.catalog, &to.catalog).await?;
    let candidates = rename::candidates(&from.catalog, &to.catalog, &options.answers.with_instructions(&from, &to));
    let renames: Vec<Rename> =
        candidates.iter().filter(|candidate| candidate.is_taken()).map(rename::Candidate::rename).collect();
    let back: Vec<Rename> = renames.iter().rev().map(Rename::reversed).collect();
    let up = with_renames(reader, &from.catalog, &to.catalog, &renames).await?;
    let down = with_renames(reader, &to.catalog, &from.catalog, &back).await?;
    let items = review::review(&from.catalog, &to.catalog, &up, &candidates);
    let proof = match options.prove && !up.is_empty() {
        true => Some(prove(reader, &from.catalog, &to.catalog, &up, &down, &renames).await?),
        false => None,
    };
    Ok(Comparison { from, to, renames, up, down, items, proof })
}

/// The wanted catalog with `from`'s words for whatever means the same.
///
/// What PostgreSQL prints of an expression it doesn't always print again once it has read it: `status IN ('a', 'b')` on
/// a `varchar` comes out in two ways. So where texts differ, both catalogs are rebuilt from what was printed; what is
/// equal then never differed.
async fn settled(reader: &Reader, from: &Catalog, to: &Catalog) -> Result<Catalog> {
    let altered: Vec<Id> = diff(from, to)
        .into_iter()
        .filter_map(|change| match change {
            Change::Alter { id, .. } => Some(id),
            Change::Create { .. } | Change::Drop { .. } => None,
        })
        .collect();
    if altered.is_empty() {
        return Ok(to.clone());
    }
    let (old, new) = (reader.after(from, &[]).await?, reader.after(to, &[]).await?);
    let compared = |catalog: &Catalog, id: &Id| catalog.get(id).map(|object| object.compared());
    Ok(to.with(altered.into_iter().filter_map(|id| {
        let (first, second) = (compared(&old, &id)?, compared(&new, &id)?);
        let attributes = from.get(&id)?.clone();
        (first == second).then_some((id, attributes))
    })))
}

/// The plan that renames first. What PostgreSQL makes of the renames (in views, in bodies) is read back from scratch.
async fn with_renames(reader: &Reader, from: &Catalog, to: &Catalog, renames: &[Rename]) -> Result<Plan> {
    if renames.is_empty() {
        return plan(from, to);
    }
    let steps = rename::steps(from, renames);
    let renamed = reader.after(from, &steps).await?;
    let mut plan = plan(&renamed, to)?;
    plan.steps.splice(0..0, steps);
    Ok(plan)
}

/// Both catalogs without the owners, grants and storage parameters that the definitions among them don't state.
fn managed(from: &Sourced, to: &Sourced) -> (Catalog, Catalog) {
    let declares = |sourced: &Sourced| sourced.loaded.is_some();
    match (declares(from), declares(to)) {
        (false, true) => (only_declared(&from.catalog, to), declared(to)),
        (true, false) => (declared(from), only_declared(&to.catalog, from)),
        (true, true) => (declared(from), declared(to)),
        (false, false) => (from.catalog.clone(), to.catalog.clone()),
    }
}

/// A declaration without owners that are only there because somebody had to own the objects.
fn declared(sourced: &Sourced) -> Catalog {
    sourced.catalog.filtered(|object| !object.attributes.is_unmanaged_owner(sourced.default_owner.as_deref()))
}

/// `catalog` without what `declaration` doesn't state about its objects.
fn only_declared(catalog: &Catalog, declaration: &Sourced) -> Catalog {
    let declared = declared(declaration);
    catalog.filtered(|object| {
        let parent = object.id.parent();
        let knows_parent = parent.is_none_or(|parent| declared.contains(parent));
        let says_of_parent =
            parent.is_some_and(|parent| declared.children(parent).any(|sibling| sibling.id.kind() == object.id.kind()));
        !object.attributes.is_managed_on_demand() || !knows_parent || says_of_parent
    })
}
