//! Runs a data change in ranges of a key: each in a transaction of its own with the row that says how far it came, so that
//! a run that is cut off goes on behind the last range that was committed.

use tokio_postgres::Client;

use super::failure::{Failure, Refused};
use super::run::{Task, checksum, execute, setting};
use super::watch::Progress as Way;
use super::{Event, Events};
use crate::error::{Error, ServerMessage};
use crate::history::table::{self, Progress};
use crate::history::{Batch, STUCK, Segment};

impl Task<'_> {
    /// Goes on behind what earlier runs, and earlier tries of this one, have committed.
    pub(super) async fn batch(
        &mut self,
        client: &mut Client,
        index: usize,
        segment: &Segment,
        batch: &Batch,
        events: &mut dyn Events,
    ) -> Result<(), Failure> {
        let at = segment.statements[0];
        let reached = self.start(index, segment, batch)?;
        let begun = table::SegmentRecord { reached, ..self.segment_record(index, segment, Progress::Started) };
        let forget = if begun.reached.is_none() { table::reach(&begun, "NULL") } else { String::new() };
        let mark =
            format!("BEGIN; {} {}; {}; {forget}; COMMIT", self.tables(), table::ADD_REACHED, table::mark(&begun));
        self.begin(client, "write the history", &mark, events).await?;
        self.note(begun);
        self.state.tables_exist = true;
        let Some((total, until)) = self.survey(client, at, batch).await? else {
            return self.finish(client, index, segment, (0, 0), events).await;
        };
        self.tell_statement(at, events);
        let phase = format!("{} by {}", batch.table, batch.key);
        let (mut done, mut ranges) = (0, 0_u64);
        loop {
            if self.options.stop.is_wanted() {
                return Err(self.refused(index, at, ServerMessage::interrupted()));
            }
            // A server that sleeps may have dropped the connection during a pause.
            self.begin(client, "look for rows", "", events).await?;
            let reached = self.reached(index).map(str::to_owned);
            let next = batch.next(reached.as_deref(), &until);
            let rows = client.simple_query(&next).await;
            let rows = rows.map_err(|error| self.refused(index, at, ServerMessage::from(error)))?;
            let Some((first, last)) = range(&rows) else { break };
            if reached.as_deref() == Some(&last) {
                return Err(self.no_way_on(at, batch, &last));
            }
            done += self.range(client, index, segment, (&first, &last), events).await?;
            ranges += 1;
            let visited = ranges.saturating_mul(batch.size);
            let way = Way { phase: phase.clone(), done: visited.min(total.max(1)), total: total.max(1) };
            events.tell(Event::Progress { revision: self.revision, progress: &way });
            if !batch.pause.is_zero() {
                self.options.stop.pause(batch.pause).await;
            }
        }
        self.finish(client, index, segment, (ranges, done), events).await
    }

    async fn finish(
        &mut self,
        client: &Client,
        index: usize,
        segment: &Segment,
        (ranges, rows): (u64, u64),
        events: &mut dyn Events,
    ) -> Result<(), Failure> {
        events.tell(Event::Batch { revision: self.revision, ranges, rows });
        execute(client, "write the history", &self.mark(index, segment, Progress::Finished)).await?;
        self.note(self.segment_record(index, segment, Progress::Finished));
        Ok(())
    }

    /// The key behind which it begins: none where no range was committed; where an earlier run was, if it ran the same
    /// statement; else what the file says.
    fn start(&self, index: usize, segment: &Segment, batch: &Batch) -> Result<Option<String>, Failure> {
        let earlier = self.record(index).and_then(|record| Some((record, record.reached.as_deref()?)));
        let Some((record, reached)) = earlier else { return Ok(None) };
        match batch.after.as_deref() {
            _ if record.checksum == checksum(self.script(), segment) => Ok(Some(reached.to_owned())),
            Some("none") => Ok(None),
            Some(after) => Ok(Some(after.to_owned())),
            None => {
                let line = self.script().statements[segment.statements[0]].line;
                Err(Failure::from(Error::History {
                    message: format!(
                        "{}:{line}: another batch stood here when ranges up to {reached} were committed",
                        self.revision.path(self.direction).display()
                    ),
                    hint: Some(format!(
                        "restore it; or say in its directive where this one begins, `after={reached}` or `after=none`"
                    )),
                }))
            }
        }
    }

    fn no_way_on(&self, at: usize, batch: &Batch, last: &str) -> Failure {
        let line = self.script().statements[at].line;
        Failure::from(Error::History {
            message: format!(
                "{}:{line}: {} isn't a key that ranges can go by: {STUCK} {last}",
                self.revision.path(self.direction).display(),
                batch.key
            ),
            hint: Some("take a key whose text is the same value again, such as a number or a uuid".to_owned()),
        })
    }

    /// One range, committed with its last key.
    async fn range(
        &mut self,
        client: &mut Client,
        index: usize,
        segment: &Segment,
        (first, last): (&str, &str),
        events: &mut dyn Events,
    ) -> Result<u64, Failure> {
        let at = segment.statements[0];
        let statement = &self.script().statements[at];
        let timeout = statement.directives.timeout.map_or("DEFAULT".to_owned(), |timeout| setting(Some(timeout)));
        let begin = format!(
            "BEGIN; SET LOCAL lock_timeout = {}; SET LOCAL statement_timeout = {timeout}",
            setting(self.options.lock_timeout)
        );
        self.begin(client, "begin a transaction", &begin, events).await?;
        let sql = Batch::statement(self.script().sql(statement), first, last);
        let (sent, blockers) = self.watched(events, client.simple_query(&sql)).await;
        let messages = sent.map_err(|error| {
            let mut failure = self.refused(index, at, ServerMessage { position: None, ..ServerMessage::from(error) });
            if let Failure::Statement(refused) = &mut failure {
                refused.blockers = blockers;
            }
            failure
        })?;
        let record = table::SegmentRecord {
            reached: Some(last.to_owned()),
            ..self.segment_record(index, segment, Progress::Started)
        };
        let keep = format!("SET LOCAL statement_timeout = DEFAULT; {}; COMMIT", table::mark(&record));
        let kept = client.batch_execute(&keep).await;
        kept.map_err(|error| self.refused(index, at, ServerMessage::from(error)))?;
        self.note(record);
        let counts = messages.iter().filter_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::CommandComplete(count) => Some(*count),
            _ => None,
        });
        Ok(counts.sum())
    }

    /// Refuses rows that no range reaches; gives about how many there are, and the last key; none where there's none.
    async fn survey(&self, client: &Client, at: usize, batch: &Batch) -> Result<Option<(u64, String)>, Failure> {
        let messages = client.simple_query(&batch.survey()).await;
        let messages = messages.map_err(|error| self.refused_plainly(at, ServerMessage::from(error)))?;
        let row = messages.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        if row.and_then(|row| row.get(0)) == Some("t") {
            let Batch { table, key, .. } = batch;
            let line = self.script().statements[at].line;
            return Err(Failure::from(Error::History {
                message: format!(
                    "{}:{line}: rows of {table} have no {key}, so that no range reaches them",
                    self.revision.path(self.direction).display()
                ),
                hint: Some("take a key that is NOT NULL, or change those rows in a statement of their own".to_owned()),
            }));
        }
        let total = row.and_then(|row| row.get(1)).and_then(|count| count.parse().ok()).unwrap_or_default();
        Ok(row.and_then(|row| row.get(2)).map(|last| (total, last.to_owned())))
    }

    /// The last key that was committed.
    pub(super) fn reached(&self, index: usize) -> Option<&str> {
        self.record(index).and_then(|record| record.reached.as_deref())
    }

    /// A refusal with how far the batch came.
    fn refused(&self, index: usize, at: usize, cause: ServerMessage) -> Failure {
        let refused = Refused::new(self.revision, self.direction, at, cause);
        Failure::Statement(Box::new(Refused { ranges: Some(self.reached(index).map(str::to_owned)), ..refused }))
    }

    fn refused_plainly(&self, at: usize, cause: ServerMessage) -> Failure {
        // The position is one in a query of our own.
        let cause = ServerMessage { position: None, ..cause };
        Failure::Statement(Box::new(Refused::new(self.revision, self.direction, at, cause)))
    }
}

fn range(messages: &[tokio_postgres::SimpleQueryMessage]) -> Option<(String, String)> {
    messages.iter().find_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => Some((row.get(0)?.to_owned(), row.get(1)?.to_owned())),
        _ => None,
    })
}
