//! A run that stopped: what failed and where, what was undone, what stays, and how to go on.
//!
//! Nothing here talks to a server.

use crate::error::{Error, ServerMessage};
use crate::history::{Direction, FileStatement, Revision};
use crate::sql;

use super::Session;

/// Why a revision stopped.
#[derive(Debug)]
pub enum Failure {
    /// The server refused a statement of the file.
    Statement(Box<Refused>),
    /// Anything else; it is told as it is.
    Other(Box<Error>),
}

/// A statement of a file that the server refused, or whose commit it refused.
#[derive(Debug)]
pub struct Refused {
    pub revision: String,
    /// Its place among the file's statements, from 0.
    pub index: usize,
    /// Among those that aren't preflight queries, counted from 1.
    pub number: usize,
    pub total: usize,
    pub place: crate::error::Place,
    pub cause: ServerMessage,
    /// Whether it was the commit after the statement that failed.
    pub at_commit: bool,
    /// False for a statement that ran outside of a transaction.
    pub in_transaction: bool,
    /// The first statement of what was undone; those before it in the file have been committed.
    pub undone_from: usize,
    /// Whether an earlier run was cut off in this very statement.
    pub was_cut_off: bool,
    /// Of a batch: the last key of the ranges that have been committed, if there are any.
    pub ranges: Option<Option<String>>,
    /// Whether somebody asked the run to stop.
    pub was_stopped: bool,
    /// Who may have held the lock that wasn't to be had.
    pub blockers: Vec<Session>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Other(Box::new(error))
    }
}

impl Refused {
    /// A statement with its place in the file, which the server's `position` makes exact.
    pub fn new(revision: &Revision, direction: Direction, index: usize, cause: ServerMessage) -> Refused {
        let script = revision.script(direction);
        let statement = &script.statements[index];
        let offset = match cause.position {
            Some(position) => statement.sql.start + byte_of(script.sql(statement), position),
            None => statement.sql.start,
        };
        let FileStatement { directives, .. } = statement;
        Refused {
            revision: revision.name(),
            index,
            number: script.number(index),
            total: script.total(),
            place: sql::place(&revision.path(direction).display().to_string(), &script.text, offset),
            cause,
            at_commit: false,
            in_transaction: !directives.no_transaction,
            undone_from: script.number(index),
            was_cut_off: false,
            ranges: None,
            was_stopped: false,
            blockers: Vec::new(),
        }
    }

    /// Whether the same statements may well succeed a moment later: a lock wasn't to be had, or two sessions waited for
    /// each other.
    pub fn may_pass(&self) -> bool {
        matches!(self.cause.sqlstate.as_deref(), Some("55P03" | "40P01"))
    }

    /// Whether nobody knows what became of the statement, because the connection is gone.
    pub fn lost_connection(&self) -> bool {
        self.cause.lost_connection()
    }
}

impl Failure {
    /// The error for people, with what this run has done before and hasn't done.
    pub fn explained(self, direction: Direction, done: &[&Revision], rest: &[&Revision]) -> Error {
        let refused = match self {
            Failure::Statement(refused) => *refused,
            Failure::Other(error) => return *error,
        };
        let mut hint = vec![what_stays(&refused)];
        let (verb, command) = match direction {
            Direction::Up => ("applied", "upgrade"),
            Direction::Down => ("taken back", "downgrade"),
        };
        if !done.is_empty() {
            hint.push(format!("{verb} by this run: {}", ids(done)));
        }
        if !rest.is_empty() {
            hint.push(format!("not {verb}: {}", ids(rest)));
        }
        if !refused.blockers.is_empty() {
            let blockers: Vec<String> = refused.blockers.iter().map(Session::to_string).collect();
            hint.push(format!("the lock may be held by {}", blockers.join(" and ")));
        }
        hint.push(way_on(&refused, command));
        if refused.was_stopped {
            hint.insert(0, "the run was asked to stop".to_owned());
        }
        let Refused { revision, number, total, place, cause, .. } = refused;
        Error::Apply { revision, number, total, place, cause, hint: Some(hint.join("; ")) }
    }
}

fn what_stays(refused: &Refused) -> String {
    let Refused { number, undone_from, at_commit, in_transaction, .. } = *refused;
    if refused.lost_connection() && (at_commit || !in_transaction) {
        return "the connection was lost, and what became of the statement isn't known; the next run finds out".into();
    }
    let before = match undone_from {
        1 => String::new(),
        2 => "statement 1 has been committed and stays, ".to_owned(),
        first => format!("statements 1 to {} have been committed and stay, ", first - 1),
    };
    match &refused.ranges {
        Some(None) => return format!("{before}no range of the batch has been committed"),
        Some(Some(key)) => return format!("{before}the ranges up to {key} have been committed and stay"),
        None => {}
    }
    let when = if at_commit { "at the commit, " } else { "" };
    match (in_transaction, undone_from == number) {
        (true, _) if before.is_empty() => format!("{when}everything of this revision was undone"),
        (true, true) => format!("{when}{before}statement {number} was undone"),
        (true, false) => format!("{when}{before}statements {undone_from} to {number} were undone"),
        (false, _) => format!("{before}statement {number} ran outside of a transaction"),
    }
}

fn way_on(refused: &Refused, command: &str) -> String {
    let again = match refused.undone_from {
        _ if refused.ranges.as_ref().is_some_and(Option::is_some) => {
            format!("run `autogen {command}` again: it goes on behind them")
        }
        1 => format!("run `autogen {command}` again"),
        from => format!("run `autogen {command}` again: it goes on at statement {from}"),
    };
    if refused.was_stopped {
        return again;
    }
    match refused.cause.sqlstate.as_deref() {
        // active_sql_transaction
        Some("25001") => format!("put `-- autogen: no-transaction` on the line above the statement and {again}"),
        // unsafe_new_enum_value_usage
        Some("55P04") => format!("put `-- autogen: commit` between the new value and its first use and {again}"),
        Some("55P03" | "40P01") => format!("{again} when the lock is free, or raise the lock timeout"),
        _ if refused.was_cut_off => {
            format!(
                "an earlier run was cut off in this statement: if its work is done, remove it from the file; {again}"
            )
        }
        _ if refused.lost_connection() => again,
        _ => format!("correct the file or the data and {again}"),
    }
}

fn ids(revisions: &[&Revision]) -> String {
    let ids: Vec<String> = revisions.iter().map(|revision| revision.id.to_string()).collect();
    ids.join(", ")
}

/// The byte of a character that is counted from 1, as the server counts.
fn byte_of(text: &str, position: usize) -> usize {
    text.char_indices().nth(position.saturating_sub(1)).map_or(text.len(), |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::chain_of;

    fn refused(number: usize, undone_from: usize, sqlstate: Option<&str>) -> Refused {
        let chain = chain_of(&[(1, &[], "select 1;\nselect 2;\nselect ü;\n", "")]).expect("a chain");
        let revision = chain.ordered().next().expect("there is one");
        let sqlstate = sqlstate.map(str::to_owned);
        let cause = ServerMessage { message: "no".into(), detail: None, hint: None, sqlstate, position: Some(8) };
        Refused { undone_from, ..Refused::new(revision, Direction::Up, number - 1, cause) }
    }

    fn hint(refused: Refused) -> String {
        let error = Failure::Statement(Box::new(refused)).explained(Direction::Up, &[], &[]);
        error.hint().expect("there always is a way on").to_owned()
    }

    #[test]
    fn a_refusal_shows_the_place_that_the_server_means() {
        let refused = refused(3, 1, Some("42703"));
        assert_eq!(refused.place.to_string(), "m/20260000000001_change.up.sql:7");
        assert!(refused.place.excerpt.ends_with("7 | select ü;\n  |        ^"), "{}", refused.place.excerpt);
    }

    #[test]
    fn a_hint_says_what_stays_and_how_to_go_on() {
        assert_eq!(
            hint(refused(3, 1, Some("42703"))),
            "everything of this revision was undone; correct the file or the data and run `autogen upgrade` again"
        );
        assert_eq!(
            hint(refused(3, 2, Some("25001"))),
            "statement 1 has been committed and stays, statements 2 to 3 were undone; put `-- autogen: no-transaction` \
             on the line above the statement and run `autogen upgrade` again: it goes on at statement 2"
        );
        let alone = Refused { in_transaction: false, ..refused(3, 3, None) };
        assert!(hint(alone).starts_with("the connection was lost, and what became of the statement isn't known"));
    }
}
