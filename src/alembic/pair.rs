//! Revisions of Alembic as pairs of files: ids in order, parents by those ids, a box where somebody has to write by hand.
//!
//! Nothing here talks to a server or touches a file.

use std::collections::{BTreeMap, BTreeSet};

use super::script::steps;
use super::{AlembicRevision, Project, Rendered, VersionTable};
use crate::error::{Error, Result};
use crate::history::file::compose;
use crate::history::{Chain, Head, ReviewBox, RevisionId, slug};

/// The files of a revision, before they are written.
#[derive(Debug, Clone)]
pub struct Pair {
    pub id: RevisionId,
    pub slug: String,
    /// What Alembic calls it.
    pub alembic: String,
    pub up: String,
    pub down: String,
    /// What Alembic couldn't render, in words; the box that waits in a file for it.
    pub open: Vec<String>,
}

/// The pairs of all revisions that the chain doesn't have yet, parents first.
///
/// Ids are the dates that Alembic's files say; `undated` is the first for those that say none. With `stub`, what can't be
/// rendered is a box for somebody to write by hand; without, it is an error. A downgrade that its author refuses is always
/// a box.
pub fn pairs(project: &Project, chain: &Chain, undated: RevisionId, stub: bool) -> Result<Vec<Pair>> {
    let ordered = ordered(&project.revisions)?;
    if !stub {
        let wanted = ordered.iter().filter(|revision| chain.of_alembic(&revision.id).is_none());
        refuse_unrendered(wanted.copied())?;
    }
    let mut taken = chain.ids();
    let known = project.revisions.iter().filter_map(|one| Some((one.id.as_str(), chain.of_alembic(&one.id)?.id)));
    let mut ids: BTreeMap<&str, RevisionId> = known.collect();
    let mut pairs = Vec::new();
    for revision in ordered {
        if ids.contains_key(revision.id.as_str()) {
            continue;
        }
        let parents: Vec<RevisionId> = revision.parents.iter().map(|parent| ids[parent.as_str()]).collect();
        let newest = parents.iter().max().copied();
        let dated = revision.created.as_deref().and_then(RevisionId::dated);
        let mut id = dated.or(newest.map(RevisionId::later)).unwrap_or(undated);
        if let Some(newest) = newest.filter(|newest| *newest >= id) {
            id = newest.later();
        }
        while !taken.insert(id) {
            id = id.later();
        }
        ids.insert(&revision.id, id);
        pairs.push(pair(revision, id, parents, &project.version_table)?);
    }
    Ok(pairs)
}

fn pair(revision: &AlembicRevision, id: RevisionId, parents: Vec<RevisionId>, table: &VersionTable) -> Result<Pair> {
    let mut seen = BTreeSet::new();
    let message = if revision.message.is_empty() { revision.id.clone() } else { revision.message.clone() };
    let head = Head {
        message,
        id,
        parents: parents.into_iter().filter(|parent| seen.insert(*parent)).collect(),
        from: String::new(),
        to: String::new(),
        proved: String::new(),
        checksum: String::new(),
        replaces: Vec::new(),
        alembic: revision.id.clone(),
        reviews: Vec::new(),
    };
    let mut open = Vec::new();
    let mut file = |head: &Head, rendered: &Rendered, direction: &str| match rendered {
        Rendered::Script { sql } => {
            Ok(compose(head, &[], &steps(&format!("the {direction} of {}", revision.id), sql, table)?))
        }
        Rendered::Failed { error, line, is_refusal: _, source } => {
            let why = why(revision, direction, error, *line);
            let text = format!("{why}\nwrite its statements below, or tick the box if it needs none");
            open.push(why);
            let reviews = vec![ReviewBox { id: "R1".into(), ticked: false, text, line: 0 }];
            let head = Head { reviews, ..head.clone() };
            let python: String =
                source.lines().map(|line| format!("-- | {line}").trim_end().to_owned() + "\n").collect();
            Ok(format!("{}--\n-- step 1 · what Alembic has in Python\n{python}", head.compose()))
        }
    };
    let up = file(&head, &revision.up, "upgrade")?;
    let down = file(&head.reversed(), &revision.down, "downgrade")?;
    Ok(Pair { id, slug: slug(&head.message), alembic: revision.id.clone(), up, down, open })
}

fn why(revision: &AlembicRevision, direction: &str, error: &str, line: Option<usize>) -> String {
    let AlembicRevision { id, path, .. } = revision;
    let place = match (path, line) {
        (Some(path), Some(line)) => format!(" ({path}:{line})"),
        (Some(path), None) => format!(" ({path})"),
        (None, _) => String::new(),
    };
    format!("Alembic can't render the {direction} of {id}{place}: {error}")
}

fn refuse_unrendered<'a>(revisions: impl Iterator<Item = &'a AlembicRevision>) -> Result<()> {
    let both = revisions.flat_map(|one| [(one, "upgrade", &one.up), (one, "downgrade", &one.down)]);
    let failed = both.filter_map(|(revision, direction, rendered)| match rendered {
        Rendered::Failed { is_refusal: true, .. } if direction == "downgrade" => None,
        Rendered::Failed { error, line, is_refusal: _, source: _ } => Some(why(revision, direction, error, *line)),
        Rendered::Script { sql: _ } => None,
    });
    let failed: Vec<String> = failed.collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Error::History {
        message: failed.join("\n"),
        hint: Some(
            "what reads from the database can't be rendered offline; --stub writes such a revision with an \
             open box, for its statements to be written by hand"
                .into(),
        ),
    })
}

/// Parents before children; of those that could come next, the oldest, then the first by id.
fn ordered(revisions: &[AlembicRevision]) -> Result<Vec<&AlembicRevision>> {
    let mut left: Vec<&AlembicRevision> = revisions.iter().collect();
    left.sort_by_key(|revision| (revision.created.clone(), revision.id.clone()));
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut order = Vec::new();
    while !left.is_empty() {
        let next = left.iter().position(|one| one.parents.iter().all(|parent| done.contains(parent.as_str())));
        let Some(next) = next else {
            let revision = left[0];
            let parent = revision.parents.iter().find(|parent| !done.contains(parent.as_str()));
            let parent = parent.expect("it waits for a parent");
            return Err(Error::History {
                message: format!("{} of Alembic revises {parent}, which isn't there", revision.id),
                hint: None,
            });
        };
        let revision = left.remove(next);
        done.insert(&revision.id);
        order.push(revision);
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::chain_of;

    fn revision(id: &str, parents: &[&str], created: Option<&str>) -> AlembicRevision {
        AlembicRevision {
            id: id.into(),
            parents: parents.iter().map(ToString::to_string).collect(),
            message: format!("make {id}"),
            created: created.map(str::to_owned),
            path: None,
            asks_whether_offline: false,
            up: Rendered::Script { sql: "BEGIN; SELECT 1; COMMIT;".into() },
            down: Rendered::Script { sql: String::new() },
        }
    }

    fn made(revisions: Vec<AlembicRevision>) -> Result<Vec<Pair>> {
        let project = Project { version_table: VersionTable::default(), revisions };
        let undated = "20200101000000".parse().expect("an id");
        pairs(&project, &chain_of(&[]).expect("no revision"), undated, false)
    }

    #[test]
    fn ids_are_dates_that_grow_along_the_graph() {
        let revisions = vec![
            revision("c", &["b"], Some("2026-01-05 08:00:00.5")),
            revision("b", &["a"], Some("2026-01-06 23:59:59+02:00")),
            revision("a", &[], None),
            revision("d", &["b"], Some("2026-01-07 00:00:00")),
            revision("e", &["c", "d"], None),
        ];
        let pairs = made(revisions).expect("a graph");
        let ids: Vec<String> = pairs.iter().map(|pair| format!("{} {}", pair.alembic, pair.id)).collect();
        let wanted =
            ["a 20200101000000", "b 20260106235959", "c 20260107000000", "d 20260107000001", "e 20260107000002"];
        assert_eq!(ids, wanted);
        assert!(
            pairs[4].up.contains("-- revises:  20260107000000, 20260107000001\n-- alembic:  e\n"),
            "{}",
            pairs[4].up
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = made(vec![revision("b", &["a"], None)]).expect_err("a isn't there");
        assert_eq!(error.to_string(), "b of Alembic revises a, which isn't there");
    }
}
