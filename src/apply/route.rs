//! Which revisions a run goes through, and in which order. Nothing here talks to a server.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::history::{Chain, Destination, RevisionId, several_heads};

/// What an upgrade applies, parents first: what the destination needs, less what is applied, whatever its age.
///
/// # Errors
/// Where the destination lies behind, is too far, or leaves open which head is meant; with `linear`, where a revision
/// doesn't build on all that is applied.
pub fn route_on(
    chain: &Chain,
    applied: &BTreeSet<RevisionId>,
    destination: Destination,
    linear: bool,
) -> Result<Vec<RevisionId>> {
    let pending = |wanted: &BTreeSet<RevisionId>| -> Vec<RevisionId> {
        let ids = chain.ordered().map(|revision| revision.id);
        ids.filter(|id| wanted.contains(id) && !applied.contains(id)).collect()
    };
    let route = match destination {
        Destination::Heads => pending(&chain.ids()),
        Destination::Revision(id) => pending(&chain.ancestors([id])),
        Destination::Forward(count) => {
            let mut all = pending(&chain.ids());
            let heads = chain.heads();
            if heads.len() > 1 {
                return Err(several_heads(&heads));
            }
            if all.len() < count {
                return Err(too_far(&format!("+{count}"), all.len(), "pending"));
            }
            all.truncate(count);
            all
        }
        Destination::Before(id) => return Err(wrong_way("an upgrade doesn't go back", &format!("downgrade {id}-1"))),
        Destination::Base => return Err(wrong_way("an upgrade doesn't go to the base", "downgrade base")),
        Destination::Back(count) => {
            return Err(wrong_way("an upgrade doesn't go back", &format!("downgrade -{count}")));
        }
    };
    if linear {
        for id in &route {
            let before = chain.ancestors([*id]);
            if let Some(beside) = applied.iter().find(|applied| !before.contains(applied)) {
                return Err(Error::History {
                    message: format!(
                        "{} doesn't build on {}, which is applied",
                        chain.title(*id),
                        chain.title(*beside)
                    ),
                    hint: Some("it was merged late; upgrade without --linear, or join the branches first".into()),
                });
            }
        }
    }
    Ok(route)
}

/// What a downgrade takes back, children first: what is applied and builds on the destination.
///
/// # Errors
/// Where the destination isn't applied, lies ahead, or is too far.
pub fn route_back(chain: &Chain, applied: &BTreeSet<RevisionId>, destination: Destination) -> Result<Vec<RevisionId>> {
    let newest_first = chain.ordered().rev().map(|revision| revision.id).filter(|id| applied.contains(id));
    match destination {
        Destination::Base => Ok(newest_first.collect()),
        Destination::Back(count) => {
            let mut all: Vec<RevisionId> = newest_first.collect();
            if all.len() < count {
                return Err(too_far(&format!("-{count}"), all.len(), "applied"));
            }
            one_line(chain, applied, count)?;
            all.truncate(count);
            Ok(all)
        }
        Destination::Before(id) if applied.contains(&id) => {
            let after = chain.descendants(id);
            Ok(newest_first.filter(|other| after.contains(other)).collect())
        }
        Destination::Before(id) => {
            match chain.get(id).and_then(|one| one.parents.iter().find(|id| !applied.contains(id))) {
                Some(parent) => route_back(chain, applied, Destination::Revision(*parent)),
                None => Ok(Vec::new()),
            }
        }
        Destination::Revision(id) if applied.contains(&id) => {
            let after = chain.descendants(id);
            Ok(newest_first.filter(|other| *other != id && after.contains(other)).collect())
        }
        Destination::Revision(id) => Err(Error::History {
            message: format!("cannot go back to {}: it isn't applied", chain.title(id)),
            hint: Some("`autogen current` shows where the database is".into()),
        }),
        Destination::Heads => Err(wrong_way("a downgrade doesn't go to the heads", "upgrade heads")),
        Destination::Forward(count) => Err(wrong_way("a downgrade doesn't go on", &format!("upgrade +{count}"))),
    }
}

/// So many steps back lead to one place: each from a revision on which all others build.
fn one_line(chain: &Chain, applied: &BTreeSet<RevisionId>, count: usize) -> Result<()> {
    let mut left = applied.clone();
    for _ in 0..count.min(applied.len().saturating_sub(1)) {
        let revised: BTreeSet<RevisionId> =
            left.iter().filter_map(|id| chain.get(*id)).flat_map(|one| &one.parents).copied().collect();
        let ends: Vec<RevisionId> = left.difference(&revised).copied().collect();
        match ends[..] {
            [end] => left.remove(&end),
            _ if count == applied.len() => return Ok(()),
            _ => {
                let titles: Vec<String> = ends.iter().map(|id| chain.title(*id)).collect();
                return Err(Error::History {
                    message: format!("cannot go -{count}: that is on several branches, {}", titles.join(" and ")),
                    hint: Some(format!("`autogen downgrade {}-1` takes back that one alone", ends[0])),
                });
            }
        };
    }
    Ok(())
}

fn wrong_way(message: &str, command: &str) -> Error {
    Error::Usage { message: message.to_owned(), hint: Some(format!("use `autogen {command}`")) }
}

fn too_far(wanted: &str, count: usize, standing: &str) -> Error {
    let revisions = if count == 1 { "revision is" } else { "revisions are" };
    Error::History { message: format!("cannot go {wanted}: {count} {revisions} {standing}"), hint: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::chain_of;

    /// 1 ← 2 ← 5 and 1 ← 3, joined by 6.
    fn chain() -> Chain {
        let revisions: [(u64, &[u64], &str, &str); 5] =
            [(1, &[], "", ""), (2, &[1], "", ""), (3, &[1], "", ""), (5, &[2], "", ""), (6, &[3, 5], "", "")];
        chain_of(&revisions).expect("a graph")
    }

    fn id(number: u64) -> RevisionId {
        format!("{:014}", 20_260_000_000_000 + number).parse().expect("an id")
    }

    fn numbers(route: Result<Vec<RevisionId>>) -> Result<Vec<u64>, String> {
        let number = |id: RevisionId| id.to_string()[10..].parse().expect("digits");
        route.map(|route| route.into_iter().map(number).collect()).map_err(|error| error.to_string())
    }

    fn on(applied: &[u64], destination: Destination, linear: bool) -> Result<Vec<u64>, String> {
        numbers(route_on(&chain(), &applied.iter().map(|number| id(*number)).collect(), destination, linear))
    }

    fn back(applied: &[u64], destination: Destination) -> Result<Vec<u64>, String> {
        numbers(route_back(&chain(), &applied.iter().map(|number| id(*number)).collect(), destination))
    }

    #[test]
    fn an_upgrade_finds_what_was_merged_late() {
        assert_eq!(on(&[], Destination::Heads, false), Ok(vec![1, 2, 3, 5, 6]));
        assert_eq!(on(&[1, 2, 5], Destination::Heads, false), Ok(vec![3, 6]));
        assert_eq!(on(&[1], Destination::Revision(id(5)), false), Ok(vec![2, 5]));
        assert_eq!(on(&[1, 2], Destination::Forward(1), false), Ok(vec![3]));
        assert_eq!(on(&[1, 2, 3, 5, 6], Destination::Heads, true), Ok(vec![]));
    }

    #[test]
    fn a_linear_upgrade_refuses_what_was_merged_late() {
        let error = on(&[1, 2, 5], Destination::Heads, true).expect_err("3 doesn't build on 2");
        assert_eq!(error, "20260000000003 change 3 doesn't build on 20260000000002 change 2, which is applied");
    }

    #[test]
    fn a_downgrade_takes_back_what_builds_on_its_destination() {
        assert_eq!(back(&[1, 2, 3, 5, 6], Destination::Base), Ok(vec![6, 5, 3, 2, 1]));
        assert_eq!(back(&[1, 2, 3, 5], Destination::Revision(id(2))), Ok(vec![5]));
        assert_eq!(back(&[1, 2, 5], Destination::Back(2)), Ok(vec![5, 2]));
        assert_eq!(back(&[1, 2, 3], Destination::Back(3)), Ok(vec![3, 2, 1]));
        assert_eq!(back(&[1], Destination::Back(2)), Err("cannot go -2: 1 revision is applied".into()));
        assert!(back(&[1], Destination::Revision(id(2))).is_err());
    }

    #[test]
    fn one_branch_is_taken_back_where_several_are_applied() {
        let error = back(&[1, 2, 3], Destination::Back(1)).expect_err("which?");
        let titles = "20260000000002 change 2 and 20260000000003 change 3";
        assert_eq!(error, format!("cannot go -1: that is on several branches, {titles}"));
        assert!(back(&[1, 2, 3, 5, 6], Destination::Back(2)).is_err());
        assert_eq!(back(&[1, 2, 3, 5, 6], Destination::Back(1)), Ok(vec![6]));
        assert_eq!(back(&[1, 2, 3], Destination::Before(id(2))), Ok(vec![2]));
        assert_eq!(back(&[1, 2, 3, 5, 6], Destination::Before(id(2))), Ok(vec![6, 5, 2]));
        assert_eq!(back(&[1, 3], Destination::Before(id(2))), Ok(vec![]));
        assert!(back(&[1, 3], Destination::Before(id(5))).is_err());
    }

    #[test]
    fn the_wrong_way_is_refused() {
        assert!(on(&[], Destination::Base, false).is_err());
        assert!(on(&[], Destination::Back(1), false).is_err());
        assert!(back(&[], Destination::Heads).is_err());
        assert!(back(&[], Destination::Forward(1)).is_err());
    }
}
