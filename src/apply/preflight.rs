//! The queries that a revision asks before it begins: each row that they give stands in its way.

use tokio_postgres::{Client, SimpleColumn, SimpleQueryMessage};

use super::failure::{Failure, Refused};
use super::run::{execute, setting};
use crate::error::{Error, ServerMessage};
use crate::history::{Direction, Revision};

/// So many of the rows that stand in the way are shown.
const ROWS_SHOWN: usize = 5;

/// Runs the queries whose rows stand in the way, where they can't change anything.
pub async fn preflight(client: &Client, revision: &Revision, direction: Direction) -> Result<(), Failure> {
    let script = revision.script(direction);
    for (index, statement) in script.statements.iter().enumerate() {
        if !statement.directives.preflight {
            continue;
        }
        let timeout = statement.directives.timeout.map_or("DEFAULT".to_owned(), |timeout| setting(Some(timeout)));
        let begin = format!("BEGIN READ ONLY; SET LOCAL statement_timeout = {timeout}");
        execute(client, "begin a transaction", &begin).await?;
        let found = client.simple_query(script.sql(statement)).await;
        let ended = execute(client, "end a transaction", "ROLLBACK").await;
        let found = found.map_err(|error| {
            let cause = ServerMessage::from(error);
            let refused = Refused::new(revision, direction, index, cause);
            Failure::Statement(Box::new(Refused { undone_from: 1, ..refused }))
        })?;
        ended?;
        let mut items: Vec<String> = found.iter().filter_map(row_text).collect();
        if items.is_empty() {
            continue;
        }
        let place = format!("{}:{}", revision.path(direction).display(), statement.line);
        let rows = if items.len() == 1 { "1 row stands".to_owned() } else { format!("{} rows stand", items.len()) };
        items.truncate(ROWS_SHOWN);
        return Err(Failure::from(Error::Undecided {
            message: format!("{rows} in the way of {} ({place})", revision.name()),
            items,
            hint: "repair them and run it again; nothing of this revision has run".into(),
        }));
    }
    Ok(())
}

/// The columns of a row, joined; none for what isn't a row.
fn row_text(message: &SimpleQueryMessage) -> Option<String> {
    let SimpleQueryMessage::Row(row) = message else { return None };
    let column =
        |(index, column): (usize, &SimpleColumn)| format!("{} = {}", column.name(), row.get(index).unwrap_or("NULL"));
    Some(row.columns().iter().enumerate().map(column).collect::<Vec<_>>().join(", "))
}
