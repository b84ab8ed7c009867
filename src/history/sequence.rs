//! The statements of several revisions one after the other, as the text of one file. Nothing here reads a file.

use super::{Direction, Revision, end_of_head};
use crate::error::{Error, Result};
use crate::sql::session::{AFRESH, session_change};
use crate::sql::{self, StatementKind};

/// The statements of revisions in the order in which a run goes through them, each as its file has it: with its comments,
/// directives and rows, and a commit where a revision ends. A preflight query of any but the first is left out, as it may
/// ask about what only the revisions before its own make.
pub fn sequence(revisions: &[&Revision], direction: Direction) -> Result<String> {
    let mut text = String::new();
    let in_order: Vec<&&Revision> = match direction {
        Direction::Up => revisions.iter().collect(),
        Direction::Down => revisions.iter().rev().collect(),
    };
    for (number, revision) in in_order.iter().enumerate() {
        let (is_first, is_last) = (number == 0, number + 1 == in_order.len());
        text.push_str(&format!("-- {}: {}\n", revision.name(), revision.message));
        text.push_str(&statements(revision, direction, is_first, is_last)?);
        let script = revision.script(direction);
        if !is_last && script.statements.iter().any(|one| session_change(script.sql(one)).is_some()) {
            // A run begins each revision with a session as it was.
            text.push_str(&format!("{AFRESH};\n"));
        }
        if !is_last {
            text.push('\n');
        }
    }
    Ok(text)
}

fn statements(revision: &Revision, direction: Direction, is_first: bool, is_last: bool) -> Result<String> {
    let script = revision.script(direction);
    let source = &script.text;
    let split = sql::split(source).map_err(|error| Error::History {
        message: format!("{}:{}: {} never ends", revision.path(direction).display(), error.line, error.what),
        hint: None,
    })?;
    let head = end_of_head(source);
    let mut text = String::new();
    let steps = split.iter().filter(|one| one.kind == StatementKind::Sql).zip(&script.statements);
    let last = script.statements.iter().rposition(|statement| !statement.directives.preflight);
    for (index, (statement, step)) in steps.enumerate() {
        let is_end = Some(index) == last;
        if step.directives.preflight && !is_first {
            continue;
        }
        let start = statement.leading.start;
        let leading = match start >= head {
            // What stands on the line of the statement before is about that.
            true => source[start..statement.range.start].split_once('\n').map_or("", |(_, leading)| leading),
            false => &source[head.min(statement.range.start)..statement.range.start],
        };
        let is_empty = |line: &&str| line.trim_matches(['-', ' ', '\r']).is_empty();
        leading.lines().filter(|line| !is_empty(line)).for_each(|line| text.push_str(&format!("{}\n", line.trim())));
        text.push_str(script.sql(step));
        let is_alone = step.directives.no_transaction || step.directives.batch.is_some();
        let is_cut = is_end && !is_last && !is_alone;
        let commits = step.directives.commit_after || is_cut;
        text.push_str(if commits { "; -- autogen: commit\n" } else { ";\n" });
        if let Some(data) = &step.data {
            text.push_str(&source[data.clone()]);
            text.push_str("\\.\n");
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::chain_of;

    #[test]
    fn statements_keep_their_order_comments_and_commits() {
        let chain = chain_of(&[
            (1, &[], "-- likes\ncreate table a (); -- autogen: commit\ninsert into a default values;", "drop table a;"),
            (2, &[1], "-- autogen: preflight\nselect 1;\n-- autogen: no-transaction\nvacuum a;", "select 2;"),
            (3, &[2], "copy a from stdin;\n\\.\n", "select 3;"),
        ]);
        let chain = chain.expect("a chain");
        let revisions: Vec<&Revision> = chain.ordered().collect();
        assert_eq!(
            sequence(&revisions, Direction::Up).expect("the files are whole"),
            "-- 20260000000001_change: change 1\n-- likes\ncreate table a (); -- autogen: commit\n\
             insert into a default values; -- autogen: commit\n\n-- 20260000000002_change: change 2\n\
             -- autogen: no-transaction\nvacuum a;\n\n-- 20260000000003_change: change 3\ncopy a from stdin;\n\\.\n"
        );
        let down = sequence(&revisions, Direction::Down).expect("the files are whole");
        assert!(down.find("select 3") < down.find("select 2") && down.find("select 2") < down.find("drop table"));
    }
}
