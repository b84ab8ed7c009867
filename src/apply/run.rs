//! Runs one revision, segment by segment: what is in a transaction with its bookkeeping, what can't be, alone.

use std::hash::{BuildHasher, RandomState};
use std::io::Cursor;
use std::time::{Duration, Instant};

use futures_util::SinkExt;
use tokio_postgres::Client;

use super::failure::{Failure, Refused};
use super::preflight::preflight;
use super::statement::{IndexName, index_built, index_dropped, may_double, waits_patiently};
use super::watch::watched;
use super::{Event, Events, RunOptions, lock, pooler};
use crate::error::{Error, Result, ServerMessage};
use crate::history::table::{self, Progress, SegmentRecord, State};
use crate::history::{Direction, FileStatement, Revision, Script, Segment, sum};
use crate::scratch::WITHOUT_EVENT_TRIGGERS;
use crate::server::{self, Pooling};
use crate::sql::session::{AFRESH, OWN_ROLE, SessionChange, session_change};

/// One revision, one way.
pub struct Task<'a> {
    pub revision: &'a Revision,
    pub direction: Direction,
    pub state: &'a mut State,
    pub options: &'a RunOptions,
    /// When the revision began.
    pub begin: Instant,
    /// The server's process behind the connection.
    pub pid: i32,
}

/// Takes back what we set for a statement outside of a transaction, and leaves what the file has set.
const OWN_SETTINGS: &str = "RESET lock_timeout; RESET statement_timeout; RESET check_function_bodies";

/// No pause before a retry is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

impl<'a> Task<'a> {
    /// Runs what no earlier run has finished.
    pub async fn run(&mut self, client: &mut Client, events: &mut dyn Events) -> Result<(), Failure> {
        let segments = self.script().segments();
        let finished = self.finished(&segments)?;
        // What an earlier revision set for the session isn't meant for this one.
        // Behind a transaction pooler there is no session to reset.
        if self.options.pooling != Pooling::Transaction {
            self.begin(client, "begin a revision", AFRESH, events).await?;
            self.pid = lock::process(client).await?;
            self.set_again(client).await?;
        }
        if self.options.is_rehearsal {
            // `RESET ALL` has let event triggers fire again.
            execute(client, "begin a rehearsal", WITHOUT_EVENT_TRIGGERS).await?;
        } else if finished == 0 {
            preflight(client, self.revision, self.direction).await?;
        } else {
            let next = segments[finished..].iter().flat_map(|segment| &segment.statements).next();
            let line = next.map_or(self.script().text.lines().count(), |index| self.script().statements[*index].line);
            events.tell(Event::Resuming { revision: self.revision, direction: self.direction, line });
        }
        for (index, segment) in segments.iter().enumerate().skip(finished) {
            let is_last = index + 1 == segments.len();
            let mut attempt = 0;
            loop {
                let reached = self.reached(index).map(str::to_owned);
                let batch =
                    segment.statements.first().and_then(|at| self.script().statements[*at].directives.batch.clone());
                let outcome = match (segment.transaction, batch) {
                    (true, _) => self.transaction(client, index, segment, is_last, events).await,
                    (false, None) => self.alone(client, index, segment, events).await,
                    (false, Some(batch)) => self.batch(client, index, segment, &batch, events).await,
                };
                if self.reached(index) != reached.as_deref() {
                    attempt = 0;
                }
                let Err(failure) = outcome else { break };
                let failure = match failure {
                    Failure::Statement(refused) => Failure::Statement(Box::new(Refused {
                        undone_from: segment
                            .statements
                            .first()
                            .map_or(refused.undone_from, |first| self.script().number(*first)),
                        ..*refused
                    })),
                    Failure::Other(error) => Failure::Other(error),
                };
                attempt += 1;
                self.retry_or_give_up(client, failure, attempt, events).await?;
            }
        }
        Ok(())
    }

    pub(super) fn script(&self) -> &'a Script {
        self.revision.script(self.direction)
    }

    pub(super) fn record(&self, segment: usize) -> Option<&SegmentRecord> {
        self.state.segments.iter().find(|record| {
            record.revision == self.revision.id && record.direction == self.direction && record.segment == segment
        })
    }

    /// How many segments earlier runs have finished; what they ran must still stand in the file.
    fn finished(&self, segments: &[Segment]) -> Result<usize> {
        let mut finished = 0;
        while let Some(record) = self.record(finished).filter(|record| record.progress == Progress::Finished) {
            let now = segments.get(finished).map(|segment| checksum(self.script(), segment));
            let is_last = finished + 1 >= segments.len();
            if is_last || now.as_ref() != Some(&record.checksum) {
                let title = self.revision.path(self.direction).display();
                return Err(Error::History {
                    message: format!("{title} changed in the statements that an earlier run has committed"),
                    hint: Some("restore them: only what failed, and what comes after, may be edited".into()),
                });
            }
            finished += 1;
        }
        Ok(finished)
    }

    /// Runs the first statements of something, which may find that the connection was dropped while nothing happened on
    /// it, as a server does that sleeps when nobody asks. Then a new one is made; nothing was open that could be lost.
    pub(super) async fn begin(
        &mut self,
        client: &mut Client,
        doing: &str,
        statements: &str,
        events: &mut dyn Events,
    ) -> Result<()> {
        let Err(error) = client.batch_execute(statements).await else { return Ok(()) };
        let cause = ServerMessage::from(error);
        let Some(target) = self.options.target.as_ref().filter(|_| cause.lost_connection()) else {
            return Err(Error::Query { doing: doing.to_owned(), cause });
        };
        events.tell(Event::Reconnecting { cause: &cause.message });
        let connected = server::connect(&target.waiting(self.options.patience, |_| ())).await?;
        self.options.stop.watch(connected.canceller());
        *client = connected.into_inner();
        lock::acquire(client, self.options.patience, &self.options.stop, events).await?;
        // The lock was free for a moment.
        let now = table::read(client).await?;
        let committed = |state: &State| {
            let of_it =
                state.segments.iter().map(|one| (one.segment, one.progress == Progress::Finished, one.reached.clone()));
            of_it.filter(|(_, is_finished, reached)| *is_finished || reached.is_some()).collect::<Vec<_>>()
        };
        let is_applied = now.applied.contains_key(&self.revision.id);
        if is_applied != (self.direction == Direction::Down) || committed(&now) != committed(self.state) {
            return Err(Error::History {
                message: "the connection was lost, and another run went on meanwhile".to_owned(),
                hint: Some("see where the database is with `autogen current`, and run it again".to_owned()),
            });
        }
        self.pid = lock::process(client).await?;
        self.set_again(client).await?;
        execute(client, doing, statements).await
    }

    /// Sets in a new session what finished statements of the revision have set in an older one.
    async fn set_again(&self, client: &Client) -> Result<()> {
        let segments = self.script().segments();
        let finished = (0..segments.len())
            .take_while(|index| self.record(*index).is_some_and(|record| record.progress == Progress::Finished));
        for at in finished.flat_map(|index| &segments[index].statements) {
            let statement = &self.script().statements[*at];
            let sql = self.script().sql(statement);
            match session_change(sql) {
                None => {}
                Some(SessionChange::Setting) => execute(client, "set again what the file has set", sql).await?,
                Some(SessionChange::Other) => {
                    let path = self.revision.path(self.direction).display();
                    return Err(Error::History {
                        message: format!(
                            "{path}:{}: what this statement left in its session is gone, and what comes after it may need \
                             that",
                            statement.line
                        ),
                        hint: Some(
                            "finish the revision by hand, and record where the database is with `autogen stamp`".into(),
                        ),
                    });
                }
            }
        }
        Ok(())
    }

    async fn transaction(
        &mut self,
        client: &mut Client,
        index: usize,
        segment: &Segment,
        is_last: bool,
        events: &mut dyn Events,
    ) -> Result<(), Failure> {
        let lock_timeout = setting(self.options.lock_timeout);
        let begin = format!("BEGIN; SET LOCAL lock_timeout = {lock_timeout}; SET LOCAL check_function_bodies = off");
        if self.options.pooling == Pooling::Transaction {
            pooler::begin(client, &begin, self.tables(), self.state, self.options, events).await?;
            self.pid = lock::process(client).await?;
        } else {
            self.begin(client, "begin a transaction", &format!("{begin}; {}", self.tables()), events).await?;
        }
        for at in &segment.statements {
            let statement = &self.script().statements[*at];
            let patient = waits_patiently(self.script().sql(statement));
            let timeout = statement.directives.timeout;
            if patient || timeout.is_some() {
                let lock_timeout = if patient { "0" } else { &lock_timeout };
                let timeout = timeout.map_or("DEFAULT".to_owned(), |timeout| setting(Some(timeout)));
                let set = format!("SET LOCAL lock_timeout = {lock_timeout}; SET LOCAL statement_timeout = {timeout}");
                execute(client, "set a timeout", &set).await?;
            }
            self.send(client, *at, events).await?;
            if patient || timeout.is_some() {
                let set = format!("SET LOCAL lock_timeout = {lock_timeout}; SET LOCAL statement_timeout = DEFAULT");
                execute(client, "set a timeout", &set).await?;
            }
        }
        let keep = match (is_last, self.direction) {
            (true, Direction::Up) => format!(
                "{}; {}",
                table::insert(self.revision, Some(self.begin.elapsed())),
                table::delete_segments(self.revision.id)
            ),
            (true, Direction::Down) => {
                format!("{}; {}", table::delete(self.revision.id), table::delete_segments(self.revision.id))
            }
            (false, _) => self.mark(index, segment, Progress::Finished),
        };
        // A role that the file has taken on may not be one that writes the history.
        let changes = |at: &FileStatement| session_change(self.script().sql(at)).is_some();
        let keep = match self.script().statements.iter().any(changes) {
            true => format!("{OWN_ROLE}; {keep}"),
            false => keep,
        };
        execute(client, "write the history", &keep).await?;
        let state = pooler::state_to_be(client, self.options).await?;
        if let Err(error) = client.batch_execute("COMMIT").await {
            let cause = ServerMessage::from(error);
            return Err(match segment.statements.last() {
                Some(last) => {
                    let refused = Refused::new(self.revision, self.direction, *last, cause);
                    Failure::Statement(Box::new(Refused { at_commit: true, ..refused }))
                }
                None => Failure::from(Error::Query { doing: "commit the history".to_owned(), cause }),
            });
        }
        self.state.tables_exist = true;
        if let Some(state) = state {
            *self.state = state;
        } else if is_last {
            self.state.segments.retain(|record| record.revision != self.revision.id);
        } else {
            self.note(self.segment_record(index, segment, Progress::Finished));
        }
        Ok(())
    }

    /// A statement that can't be in a transaction. That it begins is committed first, so that a run after a crash knows
    /// whose an INVALID index is.
    async fn alone(
        &mut self,
        client: &mut Client,
        index: usize,
        segment: &Segment,
        events: &mut dyn Events,
    ) -> Result<(), Failure> {
        let [at] = segment.statements[..] else { unreachable!("outside of a transaction there is one statement") };
        let statement = &self.script().statements[at];
        let sql = self.script().sql(statement);
        let before = self.record(index).map(|record| record.progress);
        let was_cut_off = before == Some(Progress::Started);
        if was_cut_off && may_double(sql) {
            return Err(Failure::from(self.nobody_knows(index, statement)));
        }
        let is_same = self.record(index).is_some_and(|record| record.checksum == checksum(self.script(), segment));
        if before.is_none() || !self.is_done_already(client, sql, was_cut_off && is_same, events).await? {
            let mark = self.mark(index, segment, Progress::Started);
            let mark = format!("BEGIN; {} {mark}; COMMIT", self.tables());
            self.begin(client, "write the history", &mark, events).await?;
            self.state.tables_exist = true;
            let lock_timeout = if waits_patiently(sql) { None } else { self.options.lock_timeout };
            let timeout = statement.directives.timeout.map_or("DEFAULT".to_owned(), |timeout| setting(Some(timeout)));
            let set = format!(
                "SET lock_timeout = {}; SET statement_timeout = {timeout}; SET check_function_bodies = off",
                setting(lock_timeout)
            );
            execute(client, "set a timeout", &set).await?;
            let sent = self.send(client, at, events).await;
            if let Err(Failure::Statement(refused)) = sent {
                let refused = Refused { was_cut_off, ..*refused };
                self.refused_alone(client, index, segment, sql, &refused).await;
                return Err(Failure::Statement(Box::new(refused)));
            }
            sent?;
            execute(client, "reset a timeout", OWN_SETTINGS).await?;
        }
        execute(client, "write the history", &self.mark(index, segment, Progress::Finished)).await?;
        self.note(self.segment_record(index, segment, Progress::Finished));
        Ok(())
    }

    /// A statement that changes rows was sent by a run that was cut off before it heard what became of it.
    fn nobody_knows(&self, index: usize, statement: &FileStatement) -> Error {
        let forget = table::unmark(self.revision.id, self.direction, index);
        Error::History {
            message: format!(
                "{}:{}: whether this statement was done isn't known: an earlier run was cut off in it",
                self.revision.path(self.direction).display(),
                statement.line
            ),
            hint: Some(format!(
                "look at the rows: if it was, remove it from the file; if not, `{forget}` lets it run again"
            )),
        }
    }

    /// Whether an earlier run has done the work of an index statement, and couldn't say so any more. An INVALID index
    /// that it left is dropped.
    async fn is_done_already(
        &self,
        client: &Client,
        sql: &str,
        was_cut_off: bool,
        events: &mut dyn Events,
    ) -> Result<bool> {
        if let Some(index) = index_dropped(sql) {
            return Ok(was_cut_off && index_state(client, &index).await?.is_none());
        }
        let Some(index) = index_built(sql) else { return Ok(false) };
        match index_state(client, &index).await? {
            Some(IndexState { is_valid: true, .. }) => Ok(was_cut_off),
            Some(IndexState { is_valid: false, sql }) => {
                events.tell(Event::DroppingInvalidIndex { index: &sql });
                let drop = format!("DROP INDEX CONCURRENTLY {sql}");
                execute(client, "drop the INVALID index of a failed build", &drop).await?;
                Ok(false)
            }
            None => Ok(false),
        }
    }

    /// Writes down what a refusal outside of a transaction left behind: an INVALID index of ours, or nothing. The
    /// refusal is what the user must hear of, so that an error on the way here isn't told.
    async fn refused_alone(&self, client: &Client, index: usize, segment: &Segment, sql: &str, refused: &Refused) {
        if refused.lost_connection() {
            return;
        }
        // duplicate_table: the index that is there was there before.
        let is_ours = refused.cause.sqlstate.as_deref() != Some("42P07");
        let leaves_index = match index_built(sql) {
            Some(name) if is_ours => {
                matches!(index_state(client, &name).await, Ok(Some(IndexState { is_valid: false, .. })))
            }
            _ => false,
        };
        let keep = match leaves_index {
            true => self.mark(index, segment, Progress::Failed),
            false => table::unmark(self.revision.id, self.direction, index),
        };
        let _ = client.batch_execute(&format!("{OWN_SETTINGS}; {keep}")).await;
    }

    async fn send(&self, client: &Client, index: usize, events: &mut dyn Events) -> Result<(), Failure> {
        let refused = |cause, blockers| {
            let refused = Refused::new(self.revision, self.direction, index, cause);
            Failure::Statement(Box::new(Refused { blockers, ..refused }))
        };
        if self.options.stop.is_wanted() {
            return Err(refused(ServerMessage::interrupted(), Vec::new()));
        }
        let script = self.script();
        let statement @ FileStatement { data, .. } = &script.statements[index];
        let sql = script.sql(statement);
        self.tell_statement(index, events);
        let sent = async {
            match data {
                None => client.batch_execute(sql).await,
                Some(data) => copy(client, sql, &script.text[data.clone()]).await,
            }
        };
        let (sent, blockers) = self.watched(events, sent).await;
        sent.map_err(|error| refused(ServerMessage::from(error), blockers))
    }

    pub(super) fn tell_statement(&self, index: usize, events: &mut dyn Events) {
        let script = self.script();
        let statement = &script.statements[index];
        let (number, total, sql) = (script.number(index), script.total(), script.sql(statement));
        events.tell(Event::Statement { revision: self.revision, number, total, sql, step: statement.step.as_deref() });
    }

    pub(super) async fn watched<T>(
        &self,
        events: &mut dyn Events,
        statement: impl Future<Output = T>,
    ) -> (T, Vec<lock::Session>) {
        watched(self.options, self.pid, self.revision, events, statement).await
    }

    /// Undoes what is open, then pauses, or gives up.
    async fn retry_or_give_up(
        &self,
        client: &Client,
        failure: Failure,
        attempt: u32,
        events: &mut dyn Events,
    ) -> Result<(), Failure> {
        // On a connection that is gone this fails as well, and the server has undone it.
        let _ = client.batch_execute("ROLLBACK").await;
        let Failure::Statement(mut refused) = failure else { return Err(failure) };
        refused.was_stopped = self.options.stop.is_wanted();
        if refused.was_stopped || !refused.may_pass() {
            return Err(Failure::Statement(refused));
        }
        let statement = self.script().sql(&self.script().statements[refused.index]);
        if refused.blockers.is_empty() {
            refused.blockers = lock::blockers(client, statement).await.unwrap_or_default();
        }
        let retries = self.options.lock_retries;
        // A build that waited for others to end may have left its index INVALID: that is for the next run.
        if attempt > retries || (!refused.in_transaction && waits_patiently(statement)) {
            return Err(Failure::Statement(refused));
        }
        let pause = pause(self.options.retry_pause, attempt);
        let blockers = &refused.blockers;
        events.tell(Event::Retry { revision: self.revision, attempt, retries, pause, blockers });
        self.options.stop.pause(pause).await;
        Ok(())
    }

    /// Makes the history tables where there are none.
    pub(super) fn tables(&self) -> &'static str {
        if self.state.tables_exist { "" } else { table::CREATE }
    }

    pub(super) fn mark(&self, index: usize, segment: &Segment, progress: Progress) -> String {
        table::mark(&self.segment_record(index, segment, progress))
    }

    pub(super) fn segment_record(&self, index: usize, segment: &Segment, progress: Progress) -> SegmentRecord {
        SegmentRecord {
            revision: self.revision.id,
            direction: self.direction,
            segment: index,
            progress,
            checksum: checksum(self.script(), segment),
            reached: None,
        }
    }

    /// The state says what the table says.
    pub(super) fn note(&mut self, record: SegmentRecord) {
        let is_same = |one: &SegmentRecord| {
            (one.revision, one.direction, one.segment) == (record.revision, record.direction, record.segment)
        };
        self.state.segments.retain(|one| !is_same(one));
        self.state.segments.push(record);
    }
}

/// Of the statements of a segment and their rows; comments may change.
pub fn checksum(script: &Script, segment: &Segment) -> String {
    let mut text = String::new();
    for index in &segment.statements {
        let statement = &script.statements[*index];
        if let Some(batch) = &statement.directives.batch {
            text.push_str(&format!("{} by {}: ", batch.table, batch.key));
        }
        text.push_str(script.sql(statement));
        text.push_str(";\n");
        text.push_str(statement.data.clone().map_or("", |data| &script.text[data]));
    }
    sum(&text)
}

struct IndexState {
    /// With its schema, quoted.
    sql: String,
    is_valid: bool,
}

async fn index_state(client: &Client, index: &IndexName) -> Result<Option<IndexState>> {
    let rows = lock::rows(client, "look at an index", &index.query()).await?;
    let state = rows.first().map(|row| {
        let text = |index: usize| row.get(index).unwrap_or_default().to_owned();
        IndexState { sql: IndexName { schema: text(0), name: text(1) }.sql(), is_valid: row.get(2) == Some("t") }
    });
    Ok(state)
}

async fn copy(client: &Client, sql: &str, rows: &str) -> Result<(), tokio_postgres::Error> {
    let mut sink = std::pin::pin!(client.copy_in::<_, Cursor<Vec<u8>>>(sql).await?);
    sink.send(Cursor::new(rows.as_bytes().to_vec())).await?;
    sink.finish().await.map(|_| ())
}

/// A time limit as the server takes it; 0 is none.
pub fn setting(limit: Option<Duration>) -> String {
    limit.map_or("0".to_owned(), |limit| limit.as_millis().max(1).to_string())
}

/// Runs statements of our own.
pub async fn execute(client: &Client, doing: &str, statements: &str) -> Result<()> {
    client.batch_execute(statements).await.map_err(|error| Error::query(doing, error))
}

/// Twice as long each time, less up to a half: two runners that met once mustn't meet again.
fn pause(first: Duration, attempt: u32) -> Duration {
    let longest = first.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(LONGEST_PAUSE);
    let random = RandomState::new().hash_one(attempt) % 512;
    longest.mul_f64(1.0 - random as f64 / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_differ_and_end() {
        for attempt in 1..40 {
            let pause = pause(Duration::from_millis(500), attempt);
            assert!(pause <= LONGEST_PAUSE && pause >= Duration::from_millis(250), "{pause:?}");
        }
        assert!(pause(Duration::from_millis(100), 4) >= Duration::from_millis(400));
    }

    #[test]
    fn a_limit_never_becomes_none() {
        assert_eq!(setting(Some(Duration::from_micros(10))), "1");
        assert_eq!(setting(None), "0");
    }
}
