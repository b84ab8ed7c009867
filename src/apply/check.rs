//! What forbids a run before it begins: files that were edited or lost, a revision left half done, an open question.
//!
//! Nothing here talks to a server.

use std::path::Path;

use crate::error::{Error, Result};
use crate::history::table::State;
use crate::history::{Chain, Direction, FileStatement, Revision, RevisionId};
use crate::review::Restoration;

/// Every applied revision has its files, and they are as they were.
pub fn files(chain: &Chain, state: &State) -> Result<()> {
    let missing: Vec<String> = state
        .applied
        .values()
        .filter(|applied| chain.known(applied.id).is_none() && chain.replaced_by(applied.id).is_none())
        .map(|applied| format!("{} {}", applied.id, applied.message))
        .collect();
    if !missing.is_empty() {
        let (is, files) = if missing.len() == 1 { ("is", "its files aren't") } else { ("are", "their files aren't") };
        return Err(Error::History {
            message: format!("{} {is} applied, but {files} in {}", missing.join(", "), chain.directory().display()),
            hint: Some("get the files back from version control, or run the checkout that has them".into()),
        });
    }
    let changed: Vec<String> = state
        .applied
        .values()
        .filter_map(|applied| chain.known(applied.id).map(|revision| revision.changed_files(&applied.checksum)))
        .flatten()
        .map(|path: &Path| path.display().to_string())
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    Err(Error::History {
        message: format!("{} changed after it was applied", changed.join(" and ")),
        hint: Some(
            "restore the file and put the change into a new revision; if the database is right as it is, `autogen \
             stamp` with its current revision takes the files as they are now"
                .into(),
        ),
    })
}

/// A revision that was left half done is finished by this run, the same way round.
pub fn unfinished(chain: &Chain, state: &State, route: &[RevisionId], direction: Direction) -> Result<()> {
    for record in &state.segments {
        if record.direction == direction && route.contains(&record.revision) {
            continue;
        }
        let title = chain.title(record.revision);
        let (done, command) = match record.direction {
            Direction::Up => ("applied", format!("upgrade {}", record.revision)),
            Direction::Down => ("taken back", "downgrade -1".to_owned()),
        };
        return Err(Error::History {
            message: format!("{title} is half {done}: an earlier run failed in the middle of it"),
            hint: Some(format!(
                "finish it with `autogen {command}`, or put it right by hand and record where the database is with \
                 `autogen stamp`"
            )),
        });
    }
    Ok(())
}

/// Nothing runs that a person must still decide about.
pub fn open_boxes(route: &[&Revision], direction: Direction) -> Result<()> {
    let mut items = Vec::new();
    for revision in route {
        for review in revision.reviews(direction).iter().filter(|review| !review.ticked) {
            let question = review.text.lines().next().unwrap_or_default();
            items.push(format!("{}:{}: {} {question}", revision.path(direction).display(), review.line, review.id));
        }
    }
    if items.is_empty() {
        return Ok(());
    }
    let questions =
        if items.len() == 1 { "1 question is".to_owned() } else { format!("{} questions are", items.len()) };
    Err(Error::Undecided {
        message: format!("{questions} open in the revisions to run"),
        items,
        hint: "read each one, correct the file if need be, and tick its box: `[x]`".into(),
    })
}

/// Nothing runs unasked that doesn't bring back what was there.
pub fn restores(route: &[&Revision], direction: Direction) -> Result<()> {
    let items: Vec<String> = route.iter().flat_map(|revision| losses(revision, direction)).collect();
    if items.is_empty() {
        return Ok(());
    }
    let statements = if items.len() == 1 { "1 statement".to_owned() } else { format!("{} statements", items.len()) };
    Err(Error::Undecided {
        message: format!("{statements} of this downgrade can't bring back what was there"),
        items,
        hint: "say --accept-data-loss if that is meant".into(),
    })
}

/// The statements of a file that don't bring back what was there: `migrations/….down.sql:12: structure only: …`.
pub fn losses(revision: &Revision, direction: Direction) -> Vec<String> {
    let path = revision.path(direction).display();
    let told = |statement: &FileStatement| {
        let (class, why) = match &statement.directives.restoration {
            Restoration::Exact => return None,
            Restoration::StructureOnly(why) => ("structure only", why),
            Restoration::Irreversible(why) => ("irreversible", why),
        };
        Some(format!("{path}:{}: {class}: {why}", statement.line))
    };
    revision.script(direction).statements.iter().filter_map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::chain_of;
    use crate::history::table::{Progress, SegmentRecord};

    #[test]
    fn an_open_box_is_named_with_its_line() {
        let chain = chain_of(&[(1, &[], "-- [ ] R1 rows are lost\n--          all 12\n-- [x] R2 fine", "")]);
        let chain = chain.expect("a chain");
        let route: Vec<&Revision> = chain.ordered().collect();
        let error = open_boxes(&route, Direction::Up).expect_err("R1 is open");
        assert_eq!(error.to_string(), "1 question is open in the revisions to run");
        assert_eq!(error.evidence(), ["m/20260000000001_change.up.sql:5: R1 rows are lost"]);
        open_boxes(&route, Direction::Down).expect("the other file asks nothing");
    }

    #[test]
    fn a_revision_left_half_done_comes_first() {
        let chain = chain_of(&[(1, &[], "", ""), (2, &[1], "", "")]).expect("a chain");
        let ids: Vec<RevisionId> = chain.ids().into_iter().collect();
        let record = SegmentRecord {
            reached: None,
            revision: ids[1],
            direction: Direction::Up,
            segment: 0,
            progress: Progress::Finished,
            checksum: String::new(),
        };
        let state = State { segments: vec![record], ..State::default() };
        unfinished(&chain, &state, &ids, Direction::Up).expect("the run finishes it");
        let error = unfinished(&chain, &state, &ids[..1], Direction::Down).expect_err("the run doesn't");
        assert!(error.to_string().starts_with("20260000000002 change 2 is half applied"), "{error}");
    }
}
