//! The queries that a revision asks before it begins: each row that they give stands in its way.

use tokio_postgres::{Client, SimpleColumn, SimpleQueryMessage};

use super::failure::{Failure, Refused};
use super::run::{execute, setting};
use crate::error::{Error, Result, ServerMessage};
use crate::history::{Direction, FileStatement, Revision};
use crate::preflight::COUNT;

/// So many of the rows that stand in the way are shown.
const ROWS_SHOWN: usize = 5;

/// A preflight query of a file, and what the server said.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its place among the file's statements, from 0.
    index: usize,
    /// `migrations/20261121101502_add_likes.up.sql:14`.
    pub place: String,
    /// What the file says that it looks for; empty for a query without a comment.
    pub about: String,
    pub answer: Answer,
}

/// What a preflight query found.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Nothing stands in the way.
    Clear,
    /// These do, some of them as text: `id = 3, author = NULL`.
    Rows { count: u64, shown: Vec<String> },
    /// The query ran into its own timeout, or is for a newer server: nobody knows.
    Unknown(ServerMessage),
    /// The server refuses the query: what it is about may only be made by a revision before this one.
    Refused(ServerMessage),
}

/// Asks all queries of a file, where they can't change anything.
///
/// # Errors
/// [`Error::Query`] where the connection is lost. A query that the server refuses is an answer.
pub async fn examine(client: &Client, revision: &Revision, direction: Direction) -> Result<Vec<Asked>> {
    let script = revision.script(direction);
    let mut asked = Vec::new();
    let queries = script.statements.iter().enumerate().filter(|(_, statement)| statement.directives.preflight);
    for (index, statement) in queries {
        let FileStatement { sql: _, data: _, line, directives, step } = statement;
        let timeout = directives.timeout.map_or("DEFAULT".to_owned(), |timeout| setting(Some(timeout)));
        let begin =
            format!("BEGIN READ ONLY; SET LOCAL search_path = DEFAULT; SET LOCAL statement_timeout = {timeout}");
        execute(client, "begin a transaction", &begin).await?;
        let found = client.simple_query(script.sql(statement)).await;
        execute(client, "end a transaction", "ROLLBACK").await?;
        asked.push(Asked {
            index,
            place: format!("{}:{line}", revision.path(direction).display()),
            about: step.clone().unwrap_or_default(),
            answer: match found.map_err(ServerMessage::from) {
                Ok(rows) => answer(&rows),
                Err(cause) if is_unknown(statement, script.sql(statement), &cause) => Answer::Unknown(cause),
                Err(cause) => Answer::Refused(cause),
            },
        });
    }
    Ok(asked)
}

/// Refuses to go on where rows stand in the way of a revision.
pub async fn preflight(client: &Client, revision: &Revision, direction: Direction) -> Result<(), Failure> {
    let mut items = Vec::new();
    let mut total = 0;
    let mut refusal = None;
    for Asked { index, place, about, answer } in examine(client, revision, direction).await? {
        match answer {
            Answer::Clear | Answer::Unknown(_) => {}
            Answer::Rows { count, shown } => {
                total += count;
                items.push(format!("{place}: {}{count}", if about.is_empty() { about } else { format!("{about}: ") }));
                items.extend(shown.iter().map(|row| format!("  {row}")));
            }
            Answer::Refused(cause) => {
                let refused = Refused { undone_from: 1, ..Refused::new(revision, direction, index, cause) };
                refusal.get_or_insert(Failure::Statement(Box::new(refused)));
            }
        }
    }
    // A row that is out of place is likely what another query stumbles over.
    if items.is_empty() {
        return refusal.map_or(Ok(()), Err);
    }
    let rows = if total == 1 { "1 row stands".to_owned() } else { format!("{total} rows stand") };
    Err(Failure::from(Error::Undecided {
        message: format!("{rows} in the way of {}", revision.name()),
        items,
        hint: "repair them and run it again, nothing of this revision has run; where the file itself repairs them, \
               take the query out of it"
            .into(),
    }))
}

/// Whether a refusal says nothing about the migration: query_canceled after the query's own timeout, or undefined_function
/// for what came with 16.
fn is_unknown(statement: &FileStatement, sql: &str, cause: &ServerMessage) -> bool {
    match cause.sqlstate.as_deref() {
        Some("57014") => statement.directives.timeout.is_some(),
        Some("42883") => sql.contains("pg_input_is_valid(") && cause.message.contains("pg_input_is_valid("),
        _ => false,
    }
}

fn answer(messages: &[SimpleQueryMessage]) -> Answer {
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let (mut count, mut told, mut shown) = (0, None, Vec::new());
    for row in rows {
        count += 1;
        let (mut columns, mut last) = (row.columns(), row.columns().len());
        if columns.last().is_some_and(|column| column.name() == COUNT) {
            last -= 1;
            columns = &columns[..last];
            told = row.get(last).and_then(|count| count.parse().ok());
        }
        let text = |(index, column): (usize, &SimpleColumn)| {
            format!("{} = {}", column.name(), row.get(index).unwrap_or("NULL"))
        };
        if shown.len() < ROWS_SHOWN {
            shown.push(columns.iter().enumerate().map(text).collect::<Vec<_>>().join(", "));
        }
    }
    match count {
        0 => Answer::Clear,
        count => Answer::Rows { count: told.unwrap_or(count), shown },
    }
}
