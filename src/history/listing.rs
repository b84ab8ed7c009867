//! How the revisions of a directory stand in a database: the data behind `history`, `heads`, `branches` and `current`.
//!
//! Nothing here talks to a server.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{Applied, State};
use super::{Chain, RevisionId};

/// A revision as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: RevisionId,
    pub message: String,
    pub parents: Vec<RevisionId>,
    /// No other revision revises it.
    pub is_head: bool,
    /// The database has it, and nothing that builds on it.
    pub is_current: bool,
    /// Several revisions revise it.
    pub is_branch_point: bool,
    pub standing: Standing,
    /// What the database remembers of it.
    pub applied: Option<Applied>,
}

/// How a revision stands in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Applied,
    Pending,
    /// A part of its statements has been committed, and the rest hasn't; the next run goes on with it.
    HalfDone,
    /// Applied, and a file of it was edited since.
    Changed,
    /// Applied, and its files aren't there.
    Missing,
}

/// Every revision, parents before children; those that only the database knows come first.
pub fn listing(chain: &Chain, state: &State) -> Vec<Entry> {
    let current: BTreeSet<RevisionId> = current(state).into_iter().collect();
    let heads: BTreeSet<RevisionId> = chain.heads().iter().map(|revision| revision.id).collect();
    let mut children: BTreeMap<RevisionId, usize> = BTreeMap::new();
    for parent in chain.ordered().flat_map(|revision| &revision.parents) {
        *children.entry(*parent).or_default() += 1;
    }
    let missing = state.applied.values().filter(|applied| chain.get(applied.id).is_none()).map(|applied| Entry {
        id: applied.id,
        message: applied.message.clone(),
        parents: applied.parents.clone(),
        is_head: false,
        is_current: current.contains(&applied.id),
        is_branch_point: false,
        standing: Standing::Missing,
        applied: Some(applied.clone()),
    });
    let known = chain.ordered().map(|revision| {
        let applied = state.applied.get(&revision.id);
        let standing = match applied {
            _ if state.segments.iter().any(|record| record.revision == revision.id) => Standing::HalfDone,
            Some(applied) if !revision.changed_files(&applied.checksum).is_empty() => Standing::Changed,
            Some(_) => Standing::Applied,
            None => Standing::Pending,
        };
        Entry {
            id: revision.id,
            message: revision.message.clone(),
            parents: revision.parents.clone(),
            is_head: heads.contains(&revision.id),
            is_current: current.contains(&revision.id),
            is_branch_point: children.get(&revision.id).is_some_and(|count| *count > 1),
            standing,
            applied: applied.cloned(),
        }
    });
    missing.chain(known).collect()
}

/// Where a database is: the revisions that it has and that no other one of its revisions revises.
pub fn current(state: &State) -> Vec<RevisionId> {
    let revised: BTreeSet<RevisionId> = state.applied.values().flat_map(|applied| &applied.parents).copied().collect();
    state.applied.keys().copied().filter(|id| !revised.contains(id)).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::history::chain::chain_of;
    use crate::history::table::{Progress, SegmentRecord};
    use crate::history::{Checksum, Direction, Revision};

    fn applied(revision: &Revision) -> Applied {
        Applied {
            id: revision.id,
            parents: revision.parents.clone(),
            message: revision.message.clone(),
            applied_at: String::new(),
            applied_by: String::new(),
            host: String::new(),
            application: String::new(),
            duration: Duration::ZERO,
            checksum: revision.checksum.clone(),
            fingerprint: String::new(),
            autogen_version: String::new(),
        }
    }

    #[test]
    fn every_revision_says_how_it_stands() {
        let chain = chain_of(&[(1, &[], "", ""), (2, &[1], "", ""), (3, &[1], "", ""), (4, &[2], "", "")]);
        let chain = chain.expect("a graph");
        let mut state = State { tables_exist: true, ..State::default() };
        for revision in chain.ordered().take(2) {
            state.applied.insert(revision.id, applied(revision));
        }
        let third = chain.ordered().nth(2).expect("there are four").id;
        state.segments.push(SegmentRecord {
            reached: None,
            revision: third,
            direction: Direction::Up,
            segment: 0,
            progress: Progress::Finished,
            checksum: String::new(),
        });
        state.applied.values_mut().next().expect("two are applied").checksum = Checksum::of("", "");
        let mut lost = state.applied.values().next().expect("two are applied").clone();
        lost.id = "20250000000000".parse().expect("an id");
        state.applied.insert(lost.id, lost);

        let shown: Vec<_> = listing(&chain, &state)
            .into_iter()
            .map(|entry| (entry.standing, entry.is_head, entry.is_current, entry.is_branch_point))
            .collect();
        assert_eq!(
            shown,
            [
                (Standing::Missing, false, true, false),
                (Standing::Changed, false, false, true),
                (Standing::Applied, false, true, false),
                (Standing::HalfDone, true, false, false),
                (Standing::Pending, true, false, false),
            ]
        );
    }
}
