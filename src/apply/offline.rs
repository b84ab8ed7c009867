//! A script that does what a run would do, for psql alone: the statements with their transactions and bookkeeping.
//!
//! Nothing here talks to a server, and nothing in the script decides: what needs a live database to be decided is refused
//! or, where psql can, checked by the script itself.

use std::collections::BTreeSet;

use super::run::checksum;
use super::{check, route_back, route_on};
use crate::error::{Error, Result};
use crate::history::table::{self, Progress, SegmentRecord};
use crate::history::{Chain, Destination, Direction, Revision, RevisionId};
use crate::sql::quote_literal;
use crate::sql::session::{AFRESH, OWN_ROLE, session_change};

/// The script that takes a database from one destination to another.
///
/// # Errors
/// Where the way isn't known without the database (`+1`, `-1`), or a review box is open, or a
/// statement doesn't bring back what was there and nobody accepts that.
pub fn offline(
    chain: &Chain,
    direction: Direction,
    from: Destination,
    to: Destination,
    accept_data_loss: bool,
) -> Result<String> {
    let applied: BTreeSet<RevisionId> = match from {
        Destination::Base => BTreeSet::new(),
        Destination::Heads => chain.ids(),
        Destination::Revision(id) => chain.ancestors([id]),
        Destination::Before(_) | Destination::Forward(_) | Destination::Back(_) => {
            return Err(Error::Usage {
                message: "without a database, where to begin must be a revision".into(),
                hint: Some("write the range as FROM:TO, with ids, head or base".into()),
            });
        }
    };
    let route = match direction {
        Direction::Up => route_on(chain, &applied, to, false)?,
        Direction::Down => route_back(chain, &applied, to)?,
    };
    let route: Vec<&Revision> = route.into_iter().filter_map(|id| chain.get(id)).collect();
    check::open_boxes(&route, direction)?;
    if !accept_data_loss {
        check::restores(&route, direction)?;
    }

    let mut script = String::from("-- Written by autogen for psql, to be run as it stands.\n\\set ON_ERROR_STOP on\n");
    let mut tables_exist = !applied.is_empty();
    for revision in &route {
        script.push_str(&section(revision, direction, tables_exist)?);
        tables_exist = true;
    }
    let takeovers = match direction {
        Direction::Up => chain.takeovers(applied.into_iter().chain(route.iter().map(|one| one.id)).collect()),
        Direction::Down => Vec::new(),
    };
    for takeover in takeovers {
        let (name, statements) = (takeover.squash.name(), table::take_over(&takeover));
        script.push_str(&format!("\n-- {name} stands for what is applied\nBEGIN;\n{statements};\nCOMMIT;\n"));
    }
    Ok(script)
}

fn section(revision: &Revision, direction: Direction, tables_exist: bool) -> Result<String> {
    let file = revision.script(direction);
    let segments = file.segments();
    let mut text = format!("\n-- {}: {}\n", revision.name(), revision.message);
    if segments[0].transaction {
        text.push_str("BEGIN;\n");
    }
    if !tables_exist {
        // A database that was taken back to the base still has them.
        text.push_str(&table::CREATE.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"));
        text.push('\n');
    }
    text.push_str(&guard(revision, direction));
    let changes_session = file.statements.iter().any(|one| session_change(file.sql(one)).is_some());
    for (index, segment) in segments.iter().enumerate() {
        let record = |progress| SegmentRecord {
            revision: revision.id,
            direction,
            segment: index,
            progress,
            checksum: checksum(file, segment),
            reached: None,
        };
        if segment.transaction {
            if index > 0 {
                text.push_str("BEGIN;\n");
            }
            text.push_str("SET LOCAL check_function_bodies = off;\n");
        }
        for at in &segment.statements {
            let statement = &file.statements[*at];
            let scope = if segment.transaction { "SET LOCAL" } else { "SET" };
            // A block can't limit each of its statements by itself.
            let timeout = statement.directives.timeout.filter(|_| statement.directives.batch.is_none());
            if let Some(timeout) = timeout {
                text.push_str(&format!("{scope} statement_timeout = {};\n", timeout.as_millis()));
            }
            match &statement.directives.batch {
                Some(batch) => {
                    let begun = record(Progress::Started);
                    let (reached, mark) = (table::reached(&begun), table::reach(&begun, "last"));
                    text.push_str(&format!("{};\n{};\n", table::ADD_REACHED, table::mark(&begun)));
                    text.push_str(&batch.block(file.sql(statement), &reached, &mark));
                }
                None => text.push_str(file.sql(statement)),
            }
            text.push_str(";\n");
            if let Some(data) = &statement.data {
                text.push_str(&file.text[data.clone()]);
                text.push_str("\\.\n");
            }
            if timeout.is_some() {
                text.push_str(&format!("{scope} statement_timeout = DEFAULT;\n"));
            }
        }
        if changes_session && segment.transaction {
            text.push_str(&format!("{OWN_ROLE};\n"));
        }
        if index + 1 < segments.len() {
            // An autogen that comes after a script that stopped in the middle goes on behind this.
            text.push_str(&format!("{};\n", table::mark(&record(Progress::Finished))));
        } else {
            let keep = match direction {
                Direction::Up => table::insert(revision, None),
                Direction::Down => table::delete(revision.id),
            };
            text.push_str(&format!("{keep};\n"));
            if segments.len() > 1 {
                text.push_str(&format!("{};\n", table::delete_segments(revision.id)));
            }
        }
        if segment.transaction {
            text.push_str("COMMIT;\n");
        }
    }
    // Who runs the script may have a role on purpose; only what the file changes is taken back.
    text.push_str(if changes_session { AFRESH } else { "RESET ALL" });
    text.push_str(";\n");
    Ok(text)
}

/// Stops the script where the database isn't where the script begins, and where rows stand in its way.
fn guard(revision: &Revision, direction: Direction) -> String {
    let id = quote_literal(&revision.id.to_string());
    let has = |id: &str| format!("EXISTS (SELECT FROM public.autogen_revision WHERE revision = {id})");
    let is_begun = format!(
        "EXISTS (SELECT FROM public.autogen_revision_step WHERE revision = {id} \
         AND (state = 'finished' OR direction <> '{direction}'))"
    );
    let done = match direction {
        Direction::Up => "half applied: finish it with `autogen upgrade`",
        Direction::Down => "half taken back: finish it with `autogen downgrade`",
    };
    let mut conditions = vec![(is_begun, format!("{} is {done}", revision.id))];
    match direction {
        Direction::Up => {
            conditions.push((has(&id), format!("{} is applied already", revision.id)));
            for parent in &revision.parents {
                let parent_id = quote_literal(&parent.to_string());
                conditions.push((format!("NOT {}", has(&parent_id)), format!("{parent} must be applied first")));
            }
        }
        Direction::Down => {
            conditions.push((format!("NOT {}", has(&id)), format!("{} isn't applied", revision.id)));
            let child = format!("EXISTS (SELECT FROM public.autogen_revision WHERE {id} = ANY (parents))");
            conditions.push((child, format!("what builds on {} must be taken back first", revision.id)));
        }
    }
    let file = revision.script(direction);
    for (index, segment) in file.segments().iter().enumerate().filter(|(_, segment)| !segment.transaction) {
        let checksum = quote_literal(&checksum(file, segment));
        // Tables of an autogen that knew no batches lack the column.
        let was_another = format!(
            "EXISTS (SELECT FROM public.autogen_revision_step step WHERE revision = {id} AND segment = {index} \
             AND to_jsonb(step) ->> 'reached' IS NOT NULL AND checksum <> {checksum})"
        );
        if segment.statements.iter().any(|at| file.statements[*at].directives.batch.is_some()) {
            let message = format!("{} is begun with another batch: finish it with `autogen upgrade`", revision.id);
            conditions.push((was_another, message));
        }
    }
    for query in file.statements.iter().filter(|statement| statement.directives.preflight) {
        // The script may run on another machine.
        let name = revision.path(direction).file_name().unwrap_or_default();
        let place = format!("{}:{}", name.display(), query.line);
        let about = query.step.as_ref().map(|about| format!(": {about}")).unwrap_or_default();
        // The query may end with a comment.
        let condition = format!("EXISTS (\n{}\n)", file.sql(query));
        conditions.push((condition, format!("rows stand in the way, as the query of {place} shows{about}")));
    }
    let mut text = String::from("DO $autogen$ BEGIN\n");
    for (condition, message) in conditions {
        let message = quote_literal(&message);
        text.push_str(&format!("  IF {condition} THEN RAISE EXCEPTION USING MESSAGE = {message}; END IF;\n"));
    }
    text.push_str("END $autogen$;\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::chain_of;

    #[test]
    fn a_script_keeps_transactions_and_history() {
        let up = "CREATE TABLE a ();\n-- autogen: no-transaction\n-- autogen: timeout 5s\nVACUUM a;";
        let chain = chain_of(&[(1, &[], up, ""), (2, &[1], "SELECT 1;", "SELECT 2;")]).expect("a chain");
        let script =
            offline(&chain, Direction::Up, Destination::Base, Destination::Heads, false).expect("it can be written");
        let at = |text: &str| script.find(text).unwrap_or_else(|| panic!("{text} isn't in {script}"));
        assert!(at("\\set ON_ERROR_STOP on") < at("BEGIN;\nCREATE TABLE IF NOT EXISTS public.autogen_revision ("));
        assert!(
            at("CREATE TABLE a ();\nINSERT INTO public.autogen_revision_step")
                < at("SET statement_timeout = 5000;\nVACUUM a;")
        );
        assert!(at("VACUUM a;") < at("VALUES ('20260000000001', ARRAY[]::text[]"));
        assert_eq!(script.matches("CREATE TABLE IF NOT EXISTS public.autogen_revision (").count(), 1);
        assert_eq!(script.matches("BEGIN;\n").count(), script.matches("COMMIT;\n").count());

        let back = offline(&chain, Direction::Down, Destination::Heads, Destination::Revision(id(1)), false);
        let back = back.expect("it can be written");
        assert!(back.contains("SELECT 2;\nDELETE FROM public.autogen_revision WHERE revision = '20260000000002'"));
        assert!(back.contains("20260000000002 isn''t applied"), "{back}");
    }

    #[test]
    fn what_only_the_database_knows_is_asked_there_or_refused() {
        let chain = chain_of(&[(1, &[], "-- autogen: preflight\nselect 1;", "")]).expect("a chain");
        assert!(offline(&chain, Direction::Down, Destination::Back(1), Destination::Base, false).is_err());
        let up =
            offline(&chain, Direction::Up, Destination::Base, Destination::Heads, false).expect("it can be written");
        let asks = "IF EXISTS (\nselect 1\n) THEN RAISE EXCEPTION USING MESSAGE = 'rows stand in the way, as the query of \
                    20260000000001_change.up.sql:6 shows'";
        assert!(up.contains(asks), "{up}");
    }

    fn id(number: u64) -> RevisionId {
        format!("{:014}", 20_260_000_000_000 + number).parse().expect("an id")
    }
}
