//! Running where a connection is lent for one transaction: each one takes the lock anew, and looks whether another runner
//! came between. What needs the same connection for longer is refused before anything runs.

use tokio_postgres::Client;

use super::run::execute;
use super::{Event, Events, RunOptions, lock};
use crate::error::{Error, Result};
use crate::history::table::{self, State};
use crate::history::{Direction, Revision};
use crate::server::{self, Pooling};
use crate::sql::session::session_change;

/// How to run on the server that a client is connected to, where there is something to run.
pub async fn prepared(client: &Client, options: &RunOptions, events: &mut dyn Events) -> Result<RunOptions> {
    let mut options = options.clone();
    if options.is_rehearsal {
        return Ok(options);
    }
    lock::writable(client).await?;
    if let Some(target) = &options.target {
        options.pooling = server::pooling(client, target).await?;
    }
    if options.pooling == Pooling::Transaction {
        events.tell(Event::Pooled);
    }
    Ok(options)
}

/// Begins a transaction of a revision, by the statements `begin` and, where they are missing, those that make the `tables`.
pub async fn begin(
    client: &Client,
    begin: &str,
    tables: &str,
    state: &State,
    options: &RunOptions,
    events: &mut dyn Events,
) -> Result<()> {
    const DOING: &str = "begin a transaction";
    if options.pooling != Pooling::Transaction {
        return execute(client, DOING, &format!("{begin}; {tables}")).await;
    }
    lock::begin(client, begin, options.patience, &options.stop, events).await?;
    if table::read_in_transaction(client).await? != *state {
        return Err(Error::History {
            message: "another run of autogen has changed where this database is".into(),
            hint: Some("look at `autogen current`, and run it again".into()),
        });
    }
    execute(client, DOING, &format!("{OF_NOBODY}; {tables}")).await
}

/// Undoes for the transaction what whoever had the connection before us may have set for the session. `RESET ALL` would
/// undo it for those who come after us, too.
const OF_NOBODY: &str = "\
    SET LOCAL role = DEFAULT; SET LOCAL search_path = DEFAULT; SET LOCAL statement_timeout = DEFAULT; \
    SET LOCAL default_tablespace = DEFAULT; SET LOCAL row_security = DEFAULT";

/// What the database will remember once the transaction is committed, for the next one to compare with.
pub async fn state_to_be(client: &Client, options: &RunOptions) -> Result<Option<State>> {
    match options.pooling {
        Pooling::Transaction => Ok(Some(table::read(client).await?)),
        Pooling::None | Pooling::Session => Ok(None),
    }
}

/// Whether a run may have failed for the sole reason that another one did its work.
pub async fn was_overtaken(client: &Client, state: &State, options: &RunOptions) -> bool {
    options.pooling == Pooling::Transaction && table::read(client).await.is_ok_and(|now| now != *state)
}

/// Refuses what needs the same connection for longer than a transaction.
pub fn suits(route: &[&Revision], direction: Direction) -> Result<()> {
    for revision in route {
        let script = revision.script(direction);
        for statement in script.statements.iter().filter(|statement| !statement.directives.preflight) {
            let why = match statement.directives.no_transaction {
                true => "runs outside of a transaction",
                false if statement.directives.batch.is_some() => "runs in a transaction for each range of rows",
                false if session_change(script.sql(statement)).is_some() => {
                    "is about the session, which others use next"
                }
                false => continue,
            };
            let place = format!("{}:{}", revision.path(direction).display(), statement.line);
            return Err(Error::History {
                message: format!(
                    "{place}: this statement {why}, so it can't run through a transaction pooler; nothing was run"
                ),
                hint: Some("connect to the server itself: --database URL, or `[database] direct_url`".into()),
            });
        }
    }
    Ok(())
}
