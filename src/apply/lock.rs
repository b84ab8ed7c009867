//! One runner a database: the advisory lock, who holds it, and who stands in the way of a statement.

use std::fmt;
use std::time::{Duration, Instant};

use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};

use super::{Event, Events, Stop};
use crate::error::{Error, Result};
use crate::sql::quote_literal;

/// The letters of "autogen", as `pg_locks` shows them in two halves.
const CLASS: u32 = 0x0061_7574;
const OBJECT: u32 = 0x6f67_656e;

/// Between two tries for the advisory lock.
const PAUSE: Duration = Duration::from_millis(100);

/// A connection of somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub pid: i32,
    /// Its `application_name`, which may be empty.
    pub application: String,
    /// Its role.
    pub role: String,
    /// `active`, `idle in transaction` …; empty where we mayn't see it.
    pub state: String,
    /// Since its present, or last, statement began, in whole seconds.
    pub query_age: Duration,
}

impl fmt::Display for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Session { pid, application, role, state, query_age } = self;
        write!(f, "pid {pid}")?;
        for (what, value) in [("application", application), ("role", role)] {
            if !value.is_empty() {
                write!(f, ", {what} {value}")?;
            }
        }
        match state.as_str() {
            "" => Ok(()),
            state => write!(f, ", {state} for {} s", query_age.as_secs()),
        }
    }
}

/// Waits for the advisory lock of this database, and tells who has it.
///
/// It is tried for again and again: a session that blocks in `pg_advisory_lock` holds a snapshot, for whose end the
/// other runner's `CREATE INDEX CONCURRENTLY` would wait in turn.
pub async fn acquire(client: &Client, patience: Duration, stop: &Stop, events: &mut dyn Events) -> Result<()> {
    let begin = Instant::now();
    let mut told = None;
    loop {
        let rows = rows(client, "take the advisory lock", &format!("select pg_try_advisory_lock({})", key())).await?;
        if rows.first().and_then(|row| row.get(0)) == Some("t") {
            return Ok(());
        }
        let holder = holder(client).await?;
        let pid = holder.as_ref().map(|holder| holder.pid);
        if let Some(holder) = &holder
            && told != pid
        {
            events.tell(Event::Waiting { holder });
        }
        told = pid;
        if begin.elapsed() >= patience {
            let waited = format!("waited {} s for it", patience.as_secs());
            return Err(Error::History {
                message: match &holder {
                    Some(holder) => format!("another run of autogen has this database ({holder}); {waited}"),
                    None => format!("another run of autogen has this database; {waited}"),
                },
                hint: holder.map(|holder| {
                    let pid = holder.pid;
                    format!(
                        "try again when it has ended; `select pg_terminate_backend({pid})` ends it and undoes its work"
                    )
                }),
            });
        }
        stop.pause(PAUSE).await;
        if stop.is_wanted() {
            return Err(Error::Interrupted);
        }
    }
}

/// The server's process behind a connection.
pub async fn process(client: &Client) -> Result<i32> {
    let rows = rows(client, "ask which process serves us", "select pg_catalog.pg_backend_pid()").await?;
    Ok(rows.first().and_then(|row| row.get(0)).and_then(|pid| pid.parse().ok()).unwrap_or_default())
}

/// Gives the lock back, and undoes what the revisions set for the session.
pub async fn release(client: &Client) -> Result<()> {
    let query = format!("select pg_advisory_unlock({}); reset all", key());
    rows(client, "give the advisory lock back", &query).await.map(|_| ())
}

/// Who holds a lock on something that a statement names, or an open transaction that locked it: a guess by name, for
/// people. The server tells who blocks only while we wait, and a short wait is over before a second connection has asked.
pub async fn blockers(client: &Client, statement: &str) -> Result<Vec<Session>> {
    let query = format!(
        "select distinct {SESSION} from pg_catalog.pg_locks l \
         join pg_catalog.pg_stat_activity a on a.pid = l.pid \
         join pg_catalog.pg_class c on c.oid = l.relation and l.database = (select oid from pg_catalog.pg_database \
         where datname = current_database()) \
         where l.locktype = 'relation' and l.granted and l.pid <> pg_backend_pid() \
         and c.relnamespace <> 'pg_catalog'::regnamespace and position(c.relname in {}) > 0 order by 1",
        quote_literal(statement)
    );
    sessions(client, "find who holds the lock", &query).await
}

/// Who stands in the way of a server process that waits.
pub async fn blocking(client: &Client, pid: i32) -> Result<Vec<Session>> {
    let query = format!(
        "select {SESSION} from pg_catalog.pg_stat_activity a \
         where a.pid = any (pg_catalog.pg_blocking_pids({pid})) order by a.pid"
    );
    sessions(client, "find who is in the way", &query).await
}

async fn holder(client: &Client) -> Result<Option<Session>> {
    let query = format!(
        "select {SESSION} from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid \
         where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.classid = {CLASS} and l.objid = {OBJECT} \
         and l.database = (select oid from pg_catalog.pg_database where datname = current_database())"
    );
    Ok(sessions(client, "find who holds the advisory lock", &query).await?.into_iter().next())
}

const SESSION: &str = "a.pid, coalesce(a.application_name, ''), coalesce(a.usename, ''), coalesce(a.state, ''), \
    coalesce(floor(extract(epoch from clock_timestamp() - a.query_start)), 0)::bigint";

fn key() -> i64 {
    (i64::from(CLASS) << 32) | i64::from(OBJECT)
}

async fn sessions(client: &Client, doing: &str, query: &str) -> Result<Vec<Session>> {
    let text = |row: &SimpleQueryRow, index: usize| row.get(index).unwrap_or_default().to_owned();
    let session = |row: &SimpleQueryRow| Session {
        pid: text(row, 0).parse().unwrap_or_default(),
        application: text(row, 1),
        role: text(row, 2),
        state: text(row, 3),
        query_age: Duration::from_secs(text(row, 4).parse().unwrap_or_default()),
    };
    Ok(rows(client, doing, query).await?.iter().map(session).collect())
}

/// The rows of a query of our own, as text.
pub async fn rows(client: &Client, doing: &str, query: &str) -> Result<Vec<SimpleQueryRow>> {
    let messages = client.simple_query(query).await.map_err(|error| Error::query(doing, error))?;
    Ok(messages
        .into_iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_spells_our_name() {
        assert_eq!(&key().to_be_bytes(), b"\0autogen");
    }

    #[test]
    fn a_session_is_told_without_what_is_unknown() {
        let mut session = Session {
            pid: 7,
            application: "web".into(),
            role: "app".into(),
            state: "idle in transaction".into(),
            query_age: Duration::from_secs(90),
        };
        assert_eq!(session.to_string(), "pid 7, application web, role app, idle in transaction for 90 s");
        session.state.clear();
        session.role.clear();
        assert_eq!(session.to_string(), "pid 7, application web");
    }
}
