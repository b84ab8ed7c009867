//! Revisions in whose place another stands, a squash: which of both a database goes through.
//!
//! A database that has none of the replaced ones runs the squash. One that has all of them has the squash. One that has
//! some sees the history as it was before, and has the squash once it has the rest.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::table::{Applied, State};
use super::{Chain, Revision, RevisionId};
use crate::error::{Error, Result};

/// The history as one database sees it.
#[derive(Debug, Clone)]
pub struct Seen<'a> {
    pub chain: Cow<'a, Chain>,
    /// With squashes in the place of all that they replace.
    pub state: State,
    /// What the database itself must be told for that, in this order.
    pub takeovers: Vec<Takeover>,
}

/// A squash that stands for what a database has.
#[derive(Debug, Clone)]
pub struct Takeover {
    pub squash: Revision,
    pub replaced: Vec<RevisionId>,
}

impl Chain {
    /// The file of a revision, also of one that was replaced.
    pub fn known(&self, id: RevisionId) -> Option<&Revision> {
        self.get(id).or_else(|| self.set_aside.get(&id))
    }

    /// What this view of the files doesn't show, in the order of its ids.
    pub fn set_aside(&self) -> impl Iterator<Item = &Revision> {
        self.set_aside.values()
    }

    /// The revision that stands in the place of another.
    pub fn replaced_by(&self, id: RevisionId) -> Option<&Revision> {
        self.squashes().find(|squash| squash.replaces.contains(&id))
    }

    /// Where this view of the history comes to a revision: at itself, at what stands in its place, or at the last of
    /// those in whose place it stands.
    pub fn standing(&self, id: RevisionId) -> RevisionId {
        if self.get(id).is_some() {
            return id;
        }
        let within = self.replaced_within(id);
        let last = self.ordered().rev().find(|revision| within.contains(&revision.id));
        let outer = || self.ordered().find(|squash| self.replaced_within(squash.id).contains(&id));
        last.or_else(outer).map_or(id, |revision| revision.id)
    }

    /// The history as a database sees it that remembers this.
    ///
    /// # Errors
    /// Where the database is in the middle of what was replaced, and files of that aren't there any more.
    pub fn seen_by(&self, mut state: State) -> Result<Seen<'_>> {
        if !self.has_squashes() {
            return Ok(Seen { chain: Cow::Borrowed(self), state, takeovers: Vec::new() });
        }
        let is_half_done = |id: &RevisionId| state.segments.iter().any(|record| record.revision == *id);
        let takeovers = self.takeovers(state.applied.keys().copied().filter(|id| !is_half_done(id)).collect());
        for takeover in &takeovers {
            take_over(&mut state, &takeover.squash);
        }
        let begun: BTreeSet<RevisionId> =
            state.applied.keys().copied().chain(state.segments.iter().map(|record| record.revision)).collect();
        let is_open = |squash: &&Revision| {
            !state.applied.contains_key(&squash.id)
                && self.replaced_within(squash.id).iter().any(|id| begun.contains(id))
        };
        let open: BTreeSet<RevisionId> = self.squashes().filter(is_open).map(|squash| squash.id).collect();
        if open.is_empty() {
            return Ok(Seen { chain: Cow::Borrowed(self), state, takeovers });
        }
        for squash in self.squashes().filter(|squash| open.contains(&squash.id)) {
            if let Some(gone) = squash.replaces.iter().find(|id| self.known(**id).is_none()) {
                return Err(Error::History {
                    message: format!(
                        "the database has a part of what {} replaces, and the files of {gone} aren't there",
                        self.title(squash.id)
                    ),
                    hint: Some("bring them back from version control until every database is past them".into()),
                });
            }
        }
        let chain = Cow::Owned(self.unfolded(&open)?);
        Ok(Seen { chain, state, takeovers })
    }

    /// Whether some revisions stand in the place of others.
    pub fn has_squashes(&self) -> bool {
        self.squashes().next().is_some()
    }

    /// Every id that a file has or had; what [`super::new_id`] must not take.
    pub fn taken_ids(&self) -> BTreeSet<RevisionId> {
        let replaced = self.squashes().flat_map(|squash| &squash.replaces).copied();
        self.ids().into_iter().chain(self.set_aside.keys().copied()).chain(replaced).collect()
    }

    /// The history as it was before every squash.
    pub fn as_written(&self) -> Result<Chain> {
        self.unfolded(&self.squashes().map(|squash| squash.id).collect())
    }

    /// The squashes that stand for what a database with these revisions has; those that others replace come first.
    pub fn takeovers(&self, mut applied: BTreeSet<RevisionId>) -> Vec<Takeover> {
        let mut takeovers = Vec::new();
        while let Some(squash) = self
            .squashes()
            .find(|squash| !applied.contains(&squash.id) && squash.replaces.iter().all(|id| applied.contains(id)))
        {
            applied.retain(|id| !squash.replaces.contains(id));
            applied.insert(squash.id);
            takeovers.push(Takeover { squash: squash.clone(), replaced: squash.replaces.clone() });
        }
        takeovers
    }

    fn squashes(&self) -> impl Iterator<Item = &Revision> {
        self.ordered().chain(self.set_aside.values()).filter(|revision| !revision.replaces.is_empty())
    }

    /// What a squash stands for, and what that stands for.
    fn replaced_within(&self, id: RevisionId) -> BTreeSet<RevisionId> {
        let mut within = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let replaced = self.known(id).map(|squash| &squash.replaces[..]).unwrap_or_default();
            open.extend(replaced.iter().filter(|id| within.insert(**id)));
        }
        within
    }

    /// The same files, with what these squashes replace in their place.
    fn unfolded(&self, open: &BTreeSet<RevisionId>) -> Result<Chain> {
        let written = |revision: &Revision| {
            let parents = self.written_parents.get(&revision.id).unwrap_or(&revision.parents).clone();
            Revision { parents, ..revision.clone() }
        };
        let revisions = self.ordered().chain(self.set_aside.values()).map(written).collect();
        Chain::folded(self.directory(), revisions, open)
    }

    /// Revisions in an order in which squashes stand for what they replace, except for those that are `open`.
    pub(super) fn folded(directory: &Path, revisions: Vec<Revision>, open: &BTreeSet<RevisionId>) -> Result<Chain> {
        let places = Places::of(&revisions, open)?;
        let (mut shown, mut set_aside, mut written_parents) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for revision in revisions {
            if places.standing(revision.id) != [revision.id] {
                set_aside.insert(revision.id, revision);
                continue;
            }
            let mut parents: Vec<RevisionId> = Vec::new();
            for parent in revision.parents.iter().flat_map(|parent| places.standing(*parent)) {
                if !parents.contains(&parent) {
                    parents.push(parent);
                }
            }
            if parents != revision.parents {
                written_parents.insert(revision.id, revision.parents.clone());
            }
            shown.push(Revision { parents, ..revision });
        }
        let mut chain = Chain::plain(directory, shown)?;
        (chain.set_aside, chain.written_parents) = (set_aside, written_parents);
        Ok(chain)
    }
}

/// Who stands in whose place.
struct Places<'a> {
    squash_of: BTreeMap<RevisionId, RevisionId>,
    /// The last of what each squash replaces: what no other of those revises.
    ends: BTreeMap<RevisionId, Vec<RevisionId>>,
    open: &'a BTreeSet<RevisionId>,
}

impl<'a> Places<'a> {
    fn of(revisions: &[Revision], open: &'a BTreeSet<RevisionId>) -> Result<Places<'a>> {
        let mut squash_of = BTreeMap::new();
        let mut ends = BTreeMap::new();
        for squash in revisions.iter().filter(|revision| !revision.replaces.is_empty()) {
            for id in &squash.replaces {
                if let Some(other) = squash_of.insert(*id, squash.id) {
                    return Err(Error::History {
                        message: format!("both {other} and {} replace {id}", squash.id),
                        hint: Some("remove one of them, or take the id out of its `replaces:` in both files".into()),
                    });
                }
            }
            let within = revisions.iter().filter(|revision| squash.replaces.contains(&revision.id));
            let revised: BTreeSet<RevisionId> = within.flat_map(|revision| &revision.parents).copied().collect();
            ends.insert(squash.id, squash.replaces.iter().copied().filter(|id| !revised.contains(id)).collect());
        }
        let circle = squash_of.keys().find(|id| {
            let mut outer = std::iter::successors(squash_of.get(*id), |outer| squash_of.get(*outer));
            outer.by_ref().take(squash_of.len() + 1).any(|outer| outer == *id)
        });
        match circle {
            Some(id) => Err(Error::History { message: format!("{id} replaces itself"), hint: None }),
            None => Ok(Places { squash_of, ends, open }),
        }
    }

    /// What is shown where a revision is meant.
    fn standing(&self, id: RevisionId) -> Vec<RevisionId> {
        let outwards = std::iter::successors(Some(id), |id| self.squash_of.get(id).copied());
        match outwards.filter(|id| !self.open.contains(id)).last() {
            Some(outermost) => vec![outermost],
            None => self.ends.get(&id).into_iter().flatten().flat_map(|end| self.standing(*end)).collect(),
        }
    }
}

/// Puts a squash into a state in place of what it replaces.
fn take_over(state: &mut State, squash: &Revision) {
    let replaced: Vec<Applied> = squash.replaces.iter().filter_map(|id| state.applied.remove(id)).collect();
    for applied in state.applied.values_mut() {
        for parent in applied.parents.iter_mut().filter(|parent| squash.replaces.contains(parent)) {
            *parent = squash.id;
        }
        applied.parents.dedup();
    }
    let duration = replaced.iter().map(|applied| applied.duration).sum();
    let last = replaced.into_iter().max_by(|one, other| one.applied_at.cmp(&other.applied_at));
    let last = last.expect("a squash replaces something");
    let applied = Applied {
        id: squash.id,
        parents: squash.parents.clone(),
        message: squash.message.clone(),
        duration,
        checksum: squash.checksum.clone(),
        fingerprint: squash.to.clone(),
        ..last
    };
    state.applied.insert(applied.id, applied);
}
