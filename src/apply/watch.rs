//! Looks at a statement that takes long, from a second connection: how far the server is with it, and who is in its way.

use std::time::Duration;

use tokio_postgres::SimpleQueryRow;

use super::lock::{self, Session};
use super::{Event, Events, RunOptions};
use crate::error::Result;
use crate::history::Revision;
use crate::server::{self, Client};

/// How far the server is with building an index (PostgreSQL manual, "CREATE INDEX Progress Reporting").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// In the server's words: `building index: scanning table`.
    pub phase: String,
    /// Blocks, tuples, or sessions that are waited for, as the phase has it.
    pub done: u64,
    /// 0 where the phase has no measure.
    pub total: u64,
}

/// The second connection.
enum Observer {
    NotYet,
    Open(Client),
    /// It couldn't be had, or was lost: nothing more is told.
    None,
}

/// Waits for a statement that runs on the connection of the server process `pid`; gives who was in its way last.
pub async fn watched<T>(
    options: &RunOptions,
    pid: i32,
    revision: &Revision,
    events: &mut dyn Events,
    statement: impl Future<Output = T>,
) -> (T, Vec<Session>) {
    let mut statement = std::pin::pin!(statement);
    let mut observer = Observer::NotYet;
    let mut blockers = Vec::new();
    loop {
        tokio::select! {
            biased;
            done = &mut statement => return (done, blockers),
            () = tokio::time::sleep(options.watch_every) => {}
        }
        let looked = tokio::select! {
            biased;
            done = &mut statement => return (done, blockers),
            looked = look(&mut observer, options, pid) => looked,
        };
        let Ok((progress, in_the_way)) = looked else {
            observer = Observer::None;
            continue;
        };
        if in_the_way != blockers && !in_the_way.is_empty() {
            events.tell(Event::Blocked { revision, blockers: &in_the_way });
        }
        blockers = in_the_way;
        if let Some(progress) = progress {
            events.tell(Event::Progress { revision, progress: &progress });
        }
    }
}

async fn look(observer: &mut Observer, options: &RunOptions, pid: i32) -> Result<(Option<Progress>, Vec<Session>)> {
    if let (Observer::NotYet, Some(target)) = (&*observer, &options.target) {
        *observer = Observer::Open(server::connect(target).await?);
    }
    let Observer::Open(client) = observer else { return Ok((None, Vec::new())) };
    let query = format!(
        "select phase, case when lockers_total > 0 then lockers_done when tuples_total > 0 then tuples_done else blocks_done end, \
         case when lockers_total > 0 then lockers_total when tuples_total > 0 then tuples_total else blocks_total end \
         from pg_catalog.pg_stat_progress_create_index where pid = {pid}"
    );
    let rows = lock::rows(client, "look how far an index is", &query).await?;
    let number = |row: &SimpleQueryRow, index: usize| row.get(index).and_then(|text| text.parse().ok()).unwrap_or(0);
    let progress = rows.first().map(|row| Progress {
        phase: row.get(0).unwrap_or_default().to_owned(),
        done: number(row, 1),
        total: number(row, 2),
    });
    let mut blockers = lock::blocking(client, pid).await?;
    // How long they have been at it changes with every look.
    blockers
        .iter_mut()
        .for_each(|session| session.query_age = Duration::from_secs(session.query_age.as_secs() / 10 * 10));
    Ok((progress, blockers))
}
