//! Runs revisions on a database: takes it on, takes it back, and records where it is.
//!
//! One runner at a time, behind an advisory lock. The statements of a revision and its row in the history stand or fall
//! together; where a statement can't be in a transaction, what was finished is written down, and the next run goes on
//! behind it. A run that is dropped in the middle (a future that is no longer polled) leaves its connection in a
//! transaction: drop the connection, and the server undoes it.

mod batch;
mod check;
mod failure;
mod hook;
mod lock;
mod offline;
mod pooler;
mod preflight;
mod replaced;
mod role;
mod route;
mod run;
mod stamp;
mod statement;
mod stop;
mod watch;

use std::time::{Duration, Instant};

use tokio_postgres::Client;

use crate::error::{Error, Result};
use crate::history::table::State;
use crate::history::{Chain, Destination, Direction, Revision, RevisionId, Seen, table};
use crate::server::{Pooling, Target};

pub use check::losses;
pub use hook::{Hooks, When};
pub use lock::Session;
pub use offline::offline;
pub use preflight::{Answer, Asked, examine};
pub use route::{route_back, route_on};
pub use stamp::{stamp, stamp_all};
pub use stop::Stop;
pub use watch::Progress;

/// How to run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// How long to wait for another runner to end.
    pub patience: Duration,
    /// How long a statement waits for a lock, all others queueing behind it; none is as long as the server lets it.
    pub lock_timeout: Option<Duration>,
    /// How often a transaction is tried again that didn't get its lock.
    pub lock_retries: u32,
    /// The pause before the first retry; each one after it is twice as long, up to ten seconds, less a random part.
    pub retry_pause: Duration,
    /// Whether a pending revision is refused that doesn't build on all that is applied, as one merged late doesn't.
    pub linear: bool,
    /// The revisions that a person has agreed to, if one was asked: no other is run.
    pub agreed: Option<Vec<RevisionId>>,
    /// Whether a downgrade may run statements that don't bring back what was there.
    pub accept_data_loss: bool,
    /// What a user wants done before and after.
    pub hooks: Hooks,
    /// Where to connect again when an idle connection was dropped, to look at what takes long, and to find out about a
    /// pooler; none does nothing of it.
    pub target: Option<Target>,
    /// How often to look at a statement that takes long.
    pub watch_every: Duration,
    /// How a run is stopped from outside.
    pub stop: Stop,
    /// Whether it is scratch that is run on, where it doesn't matter what a person must judge, and no row is anybody's.
    pub is_rehearsal: bool,
    /// Where a connection is lent for one transaction, so is the lock. A run with a `target` finds out by itself.
    pub pooling: Pooling,
}

impl Default for RunOptions {
    fn default() -> RunOptions {
        RunOptions {
            patience: Duration::from_secs(60),
            lock_timeout: Some(Duration::from_secs(5)),
            lock_retries: 5,
            retry_pause: Duration::from_millis(500),
            linear: false,
            agreed: None,
            accept_data_loss: false,
            hooks: Hooks::default(),
            target: None,
            watch_every: Duration::from_secs(1),
            stop: Stop::default(),
            is_rehearsal: false,
            pooling: Pooling::None,
        }
    }
}

/// What a run tells while it runs.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another runner holds the database; told once for each that does.
    Waiting { holder: &'a Session },
    /// A revision begins, the `number`th of `total` in this run.
    Revision { revision: &'a Revision, direction: Direction, number: usize, total: usize },
    /// There is a transaction pooler before the server.
    Pooled,
    /// Through a transaction pooler, another runner came between: what is left is looked for anew.
    Overtaken,
    /// An earlier run finished the statements above this line of the file.
    Resuming { revision: &'a Revision, direction: Direction, line: usize },
    /// A statement is about to run, the `number`th of `total` in its file.
    Statement { revision: &'a Revision, number: usize, total: usize, sql: &'a str, step: Option<&'a str> },
    /// The server tells how far it is with building an index.
    Progress { revision: &'a Revision, progress: &'a Progress },
    /// A batch is done, in so many ranges; its statement changed so many rows.
    Batch { revision: &'a Revision, ranges: u64, rows: u64 },
    /// A statement waits for others.
    Blocked { revision: &'a Revision, blockers: &'a [Session] },
    /// A lock wasn't to be had; the transaction begins again after a pause. The blockers are a guess by name.
    Retry { revision: &'a Revision, attempt: u32, retries: u32, pause: Duration, blockers: &'a [Session] },
    /// An INVALID index that a failed build left is dropped, to be built again.
    DroppingInvalidIndex { index: &'a str },
    /// The database has all that a squash replaces, and so has the squash.
    TakingOver { squash: &'a Revision, count: usize },
    /// A command of the user's begins.
    Hook { when: When, command: &'a str },
    /// The connection was dropped between two transactions, and another one is made.
    Reconnecting { cause: &'a str },
    /// A revision is done and committed.
    Done { revision: &'a Revision, direction: Direction, duration: Duration },
}

/// Who is told what happens: a progress bar, a log, a test.
pub trait Events: Send {
    fn tell(&mut self, event: Event<'_>);
}

impl<F: FnMut(Event<'_>) + Send> Events for F {
    fn tell(&mut self, event: Event<'_>) {
        self(event);
    }
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// In the order in which they ran, with how long each took.
    pub revisions: Vec<(RevisionId, Duration)>,
}

/// Applies what a database lacks to be at a destination.
///
/// # Errors
/// [`crate::error::Error::History`] where files and history contradict each other, [`crate::error::Error::Undecided`] while a review
/// box is open, [`crate::error::Error::Apply`] for a statement that failed.
pub async fn upgrade(
    client: &mut Client,
    chain: &Chain,
    destination: Destination,
    options: &RunOptions,
    events: &mut dyn Events,
) -> Result<Report> {
    locked_run(client, chain, Direction::Up, destination, options, events).await
}

/// Takes back what a database has beyond a destination, the newest first.
///
/// # Errors
/// As [`upgrade`].
pub async fn downgrade(
    client: &mut Client,
    chain: &Chain,
    destination: Destination,
    options: &RunOptions,
    events: &mut dyn Events,
) -> Result<Report> {
    locked_run(client, chain, Direction::Down, destination, options, events).await
}

/// What a run would go through, in order, once everything is checked that can be without running it. Takes no lock.
///
/// # Errors
/// As [`upgrade`].
pub async fn pending<'a>(
    client: &Client,
    seen: &'a Seen<'_>,
    direction: Direction,
    destination: Destination,
    options: &RunOptions,
) -> Result<Vec<&'a Revision>> {
    let Seen { chain, state, takeovers: _ } = seen;
    let route = route(chain, state, direction, chain.in_view(destination), options)?;
    admitted(client, &route, direction, options).await?;
    Ok(route)
}

async fn locked_run(
    client: &mut Client,
    chain: &Chain,
    direction: Direction,
    destination: Destination,
    options: &RunOptions,
    events: &mut dyn Events,
) -> Result<Report> {
    // Most runs have nothing to do, and one look shows it.
    let Seen { chain: seen, state, takeovers } = chain.seen_by(table::read(client).await?)?;
    let way = route(&seen, &state, direction, seen.in_view(destination), options);
    if takeovers.is_empty() && way.is_ok_and(|way| way.is_empty()) {
        return Ok(Report::default());
    }
    let options = &pooler::prepared(client, options, events).await?;
    let mut report = None;
    if options.pooling == Pooling::Transaction {
        while !run(client, chain, direction, destination, options, events, &mut report).await? {}
        return Ok(report.unwrap_or_default());
    }
    lock::acquire(client, options.patience, &options.stop, events).await?;
    let ran = run(client, chain, direction, destination, options, events, &mut report).await;
    let released = lock::release(client).await;
    // What went wrong first matters more than a connection that is gone by now, with which the lock went, too.
    ran?;
    match released {
        Err(Error::Query { cause, .. }) if cause.lost_connection() => {}
        released => released?,
    }
    Ok(report.unwrap_or_default())
}

/// The way from where a database is, if nothing forbids to take it.
fn route<'a>(
    chain: &'a Chain,
    state: &State,
    direction: Direction,
    destination: Destination,
    options: &RunOptions,
) -> Result<Vec<&'a Revision>> {
    check::files(chain, state)?;
    let applied = state.applied.keys().copied().collect();
    let route = match direction {
        Direction::Up => route_on(chain, &applied, destination, options.linear)?,
        Direction::Down => route_back(chain, &applied, destination)?,
    };
    check::unfinished(chain, state, &route, direction)?;
    Ok(route.into_iter().filter_map(|id| chain.get(id)).collect())
}

async fn admitted(client: &Client, route: &[&Revision], direction: Direction, options: &RunOptions) -> Result<()> {
    if !options.is_rehearsal {
        check::open_boxes(route, direction)?;
        role::roles(client, route, direction).await?;
    }
    if options.accept_data_loss { Ok(()) } else { check::restores(route, direction) }
}

/// Runs what is on the way; false where another run came between, so that the way has to be looked for anew.
async fn run(
    client: &mut Client,
    chain: &Chain,
    direction: Direction,
    destination: Destination,
    options: &RunOptions,
    events: &mut dyn Events,
    report: &mut Option<Report>,
) -> Result<bool> {
    let state = table::read(client).await?;
    check::files(chain, &state)?;
    let mut seen = chain.seen_by(state)?;
    if !seen.takeovers.is_empty() {
        replaced::take_over(client, chain, options, events).await?;
        seen = chain.seen_by(table::read(client).await?)?;
    }
    let (chain, mut state) = (&*seen.chain, seen.state);
    let route = route(chain, &state, direction, chain.in_view(destination), options)?;
    if let Some(agreed) = &options.agreed
        && route.iter().any(|revision| !agreed.contains(&revision.id))
    {
        return Err(Error::History {
            message: "another run came between: what would be done now isn't what was agreed to".to_owned(),
            hint: Some("see where the database is with `autogen current`, and decide anew".to_owned()),
        });
    }
    admitted(client, &route, direction, options).await?;
    if route.is_empty() && report.as_ref().is_none_or(|report| report.revisions.is_empty()) {
        return Ok(true);
    }
    if options.pooling == Pooling::Transaction {
        pooler::suits(&route, direction)?;
    }

    // Again after another run came between, nothing is done before.
    let is_first = report.is_none();
    let report = report.get_or_insert_default();
    if is_first {
        options.hooks.run(When::Before, &route, direction, &options.stop, events).await?;
    }
    for (index, revision) in route.iter().enumerate() {
        events.tell(Event::Revision { revision, direction, number: index + 1, total: route.len() });
        let begin = Instant::now();
        let mut task = run::Task { revision, direction, state: &mut state, options, begin, pid: 0 };
        if let Err(failure) = task.run(client, events).await {
            // `+2` and `-2` count from where the run began.
            let counts = matches!(destination, Destination::Forward(_) | Destination::Back(_));
            let may_begin_anew = !counts || report.revisions.is_empty();
            if may_begin_anew && pooler::was_overtaken(client, &state, options).await {
                events.tell(Event::Overtaken);
                return Ok(false);
            }
            return Err(failure.explained(direction, &route[..index], &route[index + 1..]));
        }
        let duration = begin.elapsed();
        events.tell(Event::Done { revision, direction, duration });
        report.revisions.push((revision.id, duration));
    }
    if chain.has_squashes() && !report.revisions.is_empty() {
        replaced::take_over(client, chain, options, events).await?;
    }
    options.hooks.run(When::After, &route, direction, &options.stop, events).await?;
    Ok(true)
}
