//! The graph that revisions make: what comes before what, and where it ends.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Revision, RevisionId};
use crate::error::{Error, Result};

/// The revisions of a directory. Every parent is among them, and none comes before itself. What was replaced isn't: its
/// place is its squash's.
#[derive(Debug, Clone)]
pub struct Chain {
    directory: PathBuf,
    revisions: BTreeMap<RevisionId, Revision>,
    /// Parents before children; of those that could come next, the oldest.
    order: Vec<RevisionId>,
    /// What this view of the files doesn't go through: revisions that were replaced; or for a database that is in the
    /// middle of those, what replaces them.
    pub(super) set_aside: BTreeMap<RevisionId, Revision>,
    /// Parents as the files have them, where this view has others.
    pub(super) written_parents: BTreeMap<RevisionId, Vec<RevisionId>>,
}

impl Chain {
    /// Revisions with an id each.
    ///
    /// # Errors
    /// Where a parent isn't there, or revisions come before themselves.
    pub fn new(directory: &Path, revisions: Vec<Revision>) -> Result<Chain> {
        if revisions.iter().any(|revision| !revision.replaces.is_empty()) {
            return Chain::folded(directory, revisions, &BTreeSet::new());
        }
        Chain::plain(directory, revisions)
    }

    /// The same for revisions of which none replaces any.
    pub(super) fn plain(directory: &Path, revisions: Vec<Revision>) -> Result<Chain> {
        let revisions: BTreeMap<_, _> = revisions.into_iter().map(|revision| (revision.id, revision)).collect();
        for revision in revisions.values() {
            if let Some(parent) = revision.parents.iter().find(|parent| !revisions.contains_key(parent)) {
                return Err(Error::History {
                    message: format!("{} revises {parent}, which isn't there", revision.up_path.display()),
                    hint: Some(format!("bring {parent} back, or correct `revises:` in both files")),
                });
            }
        }
        let order = ordered(&revisions)?;
        let (set_aside, written_parents) = (BTreeMap::new(), BTreeMap::new());
        Ok(Chain { directory: directory.to_owned(), revisions, order, set_aside, written_parents })
    }

    /// Where the revisions are.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    pub fn is_empty(&self) -> bool {
        self.revisions.is_empty()
    }

    /// How many revisions there are.
    pub fn len(&self) -> usize {
        self.revisions.len()
    }

    pub fn get(&self, id: RevisionId) -> Option<&Revision> {
        self.revisions.get(&id)
    }

    /// Every id, the oldest first.
    pub fn ids(&self) -> BTreeSet<RevisionId> {
        self.revisions.keys().copied().collect()
    }

    /// Every revision, parents before children; of those that could come next, the oldest.
    pub fn ordered(&self) -> impl DoubleEndedIterator<Item = &Revision> {
        self.order.iter().map(|id| &self.revisions[id])
    }

    /// What no other revision revises: one in a line of revisions, several where branches met.
    pub fn heads(&self) -> Vec<&Revision> {
        let revised: BTreeSet<_> = self.revisions.values().flat_map(|revision| &revision.parents).collect();
        self.revisions.values().filter(|revision| !revised.contains(&revision.id)).collect()
    }

    /// What revises this one; several at a branch point.
    pub fn children(&self, id: RevisionId) -> Vec<&Revision> {
        self.revisions.values().filter(|revision| revision.parents.contains(&id)).collect()
    }

    /// These revisions and all that must have been applied before them.
    pub fn ancestors(&self, ids: impl IntoIterator<Item = RevisionId>) -> BTreeSet<RevisionId> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<RevisionId> = ids.into_iter().collect();
        while let Some(id) = open.pop() {
            if reached.insert(id)
                && let Some(revision) = self.revisions.get(&id)
            {
                open.extend(&revision.parents);
            }
        }
        reached
    }

    /// This revision and all that build on it.
    pub fn descendants(&self, id: RevisionId) -> BTreeSet<RevisionId> {
        let mut reached = BTreeSet::from([id]);
        for revision in self.ordered() {
            if revision.parents.iter().any(|parent| reached.contains(parent)) {
                reached.insert(revision.id);
            }
        }
        reached
    }

    /// `20261121101502 add likes`, for messages; the id alone when the files are missing.
    pub fn title(&self, id: RevisionId) -> String {
        self.known(id).map_or_else(|| id.to_string(), |revision| format!("{id} {}", revision.message))
    }
}

fn ordered(revisions: &BTreeMap<RevisionId, Revision>) -> Result<Vec<RevisionId>> {
    let mut children: BTreeMap<RevisionId, Vec<RevisionId>> = BTreeMap::new();
    let mut waiting_for: BTreeMap<RevisionId, usize> = BTreeMap::new();
    for revision in revisions.values() {
        waiting_for.insert(revision.id, revision.parents.len());
        for parent in &revision.parents {
            children.entry(*parent).or_default().push(revision.id);
        }
    }
    let mut ready: BTreeSet<RevisionId> =
        waiting_for.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    let mut order = Vec::with_capacity(revisions.len());
    while let Some(id) = ready.pop_first() {
        waiting_for.remove(&id);
        order.push(id);
        for child in children.get(&id).into_iter().flatten() {
            let count = waiting_for.get_mut(child).expect("a child waits until its last parent has come");
            *count -= 1;
            if *count == 0 {
                ready.insert(*child);
            }
        }
    }
    match waiting_for.keys().next() {
        None => Ok(order),
        Some(id) => Err(cycle(revisions, &waiting_for, *id)),
    }
}

/// What is left waits for something that is left: walking from parent to parent among it ends in the circle.
fn cycle(revisions: &BTreeMap<RevisionId, Revision>, left: &BTreeMap<RevisionId, usize>, start: RevisionId) -> Error {
    let mut path = Vec::new();
    let mut at = start;
    while !path.contains(&at) {
        path.push(at);
        let parents = &revisions[&at].parents;
        at = *parents.iter().find(|parent| left.contains_key(parent)).expect("what is left waits for a parent");
    }
    path.drain(..path.iter().position(|id| *id == at).expect("the walk came back to it"));
    path.push(at);
    let files: Vec<String> = path.iter().map(|id| revisions[id].up_path.display().to_string()).collect();
    Error::History {
        message: format!("revisions revise each other in a circle: {}", files.join(" → ")),
        hint: Some("correct `revises:` in one of them".into()),
    }
}

/// A chain without files: each revision is its id's last digits, its parents', and its scripts.
#[cfg(test)]
pub(crate) fn chain_of(revisions: &[(u64, &[u64], &str, &str)]) -> Result<Chain> {
    let id = |number: u64| format!("{:014}", 20_260_000_000_000 + number);
    let read = revisions.iter().map(|(number, parents, up, down)| {
        let parents: Vec<String> = parents.iter().map(|parent| id(*parent)).collect();
        let parents = if parents.is_empty() { "none".to_owned() } else { parents.join(", ") };
        let file = |direction: &str, script: &str| {
            let head = format!("-- change {number}\n-- revision: {}\n-- revises: {parents}\n\n", id(*number));
            (PathBuf::from(format!("m/{}_change.{direction}.sql", id(*number))), head + script)
        };
        let id = id(*number).parse().expect("an id");
        Revision::parse(id, "change", file("up", up), file("down", down)).expect("the pair is whole")
    });
    Chain::new(Path::new("m"), read.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(ids: impl IntoIterator<Item = RevisionId>) -> Vec<u64> {
        ids.into_iter().map(|id| id.to_string()[10..].parse().expect("digits")).collect()
    }

    fn chain(revisions: &[(u64, &[u64])]) -> Result<Chain> {
        let revisions: Vec<_> = revisions.iter().map(|(number, parents)| (*number, *parents, "", "")).collect();
        chain_of(&revisions)
    }

    #[test]
    fn parents_come_first_and_then_the_oldest() {
        let chain = chain(&[(1, &[]), (2, &[4]), (3, &[1]), (4, &[1]), (5, &[2, 3])]).expect("a graph");
        assert_eq!(numbers(chain.ordered().map(|revision| revision.id)), [1, 3, 4, 2, 5]);
        assert_eq!(numbers(chain.heads().iter().map(|revision| revision.id)), [5]);
        let two = chain.ordered().nth(3).expect("there are five").id;
        assert_eq!(numbers(chain.ancestors([two])), [1, 2, 4]);
        assert_eq!(numbers(chain.descendants(two)), [2, 5]);
    }

    #[test]
    fn an_unknown_parent_is_named_with_the_file() {
        let error = chain(&[(2, &[1])]).expect_err("1 isn't there").to_string();
        assert_eq!(error, "m/20260000000002_change.up.sql revises 20260000000001, which isn't there");
    }

    #[test]
    fn a_circle_is_printed_without_what_leads_to_it() {
        let error = chain(&[(1, &[]), (2, &[1, 4]), (3, &[2]), (4, &[3]), (5, &[4])]).expect_err("2 waits for 4");
        let files = [2, 4, 3, 2].map(|number| format!("m/{:014}_change.up.sql", 20_260_000_000_000u64 + number));
        assert_eq!(error.to_string(), format!("revisions revise each other in a circle: {}", files.join(" → ")));
        assert!(chain(&[(1, &[1])]).is_err());
    }
}
