//! Runs statements inside a transaction, many at a time, so that the failure of one harms no other.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use futures_util::poll;
use std::task::Poll;
use tokio_postgres::Transaction;

use crate::error::{Error, Result};
use crate::sql::quote_literal;

use super::setting::Settings;

/// How many statements are under way at once, under one savepoint.
///
/// Not a savepoint each: once a transaction has touched more than 32 relations, the server looks through all relations it
/// knows at the end of every savepoint (`AtEOSubXact_RelationCache`), and ten thousand tables take twice as long.
const BATCH: usize = 256;

/// A transaction, and the settings in force in it.
pub(super) struct Session<'a> {
    transaction: &'a Transaction<'a>,
    /// Of each setting that a job changes: what it was before.
    original: BTreeMap<String, String>,
    in_force: Settings,
}

/// A statement to run, and the settings to run it under.
pub(super) struct Job<'a> {
    pub sql: String,
    pub settings: &'a Settings,
}

/// Why a job failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub error: tokio_postgres::Error,
    /// Whether it was a setting that the server refused, so that a position says nothing about the statement.
    pub is_setting: bool,
}

impl<'a> Session<'a> {
    pub fn new(transaction: &'a Transaction<'a>) -> Session<'a> {
        Session { transaction, original: BTreeMap::new(), in_force: Settings::default() }
    }

    /// Runs the jobs in order; gives the outcome of each.
    ///
    /// # Errors
    /// Where the connection fails, or a statement ends the transaction that all run in.
    pub async fn run(&mut self, jobs: &[Job<'_>]) -> Result<Vec<Option<Failure>>> {
        self.remember(jobs).await?;
        let mut outcomes = Vec::with_capacity(jobs.len());
        let mut size = BATCH;
        // A failure undoes those before it in its batch, so that they run again.
        let mut known: Option<(usize, Failure)> = None;
        while outcomes.len() < jobs.len() {
            let start = outcomes.len();
            if let Some((_, failure)) = known.take_if(|(index, _)| *index == start) {
                outcomes.push(Some(failure));
                continue;
            }
            let end = known.as_ref().map_or((start + size).min(jobs.len()), |(index, _)| *index);
            match self.batch(&jobs[start..end]).await? {
                None => {
                    outcomes.extend((start..end).map(|_| None));
                    size = (size * 2).min(BATCH);
                }
                Some((at, failure)) => {
                    known = Some((start + at, failure));
                    // Failures come in company.
                    size = (size / 4).max(1);
                }
            }
        }
        Ok(outcomes)
    }

    /// Puts the settings back to what they were.
    pub async fn finish(&mut self) -> Result<()> {
        let sql = self.switch(&Settings::default()).join(";");
        self.in_force = Settings::default();
        self.transaction.batch_execute(&sql).await.map_err(|error| Error::query("restore the settings", error))
    }

    /// Runs jobs, all of them or none; gives the first failure.
    async fn batch(&mut self, jobs: &[Job<'_>]) -> Result<Option<(usize, Failure)>> {
        let in_force_before = self.in_force.clone();
        let mut messages: Vec<(usize, Part, String)> = vec![(0, Part::Savepoint, "SAVEPOINT autogen".to_owned())];
        for (index, job) in jobs.iter().enumerate() {
            if self.in_force != *job.settings {
                messages.extend(self.switch(job.settings).into_iter().map(|sql| (index, Part::Setting, sql)));
                self.in_force = job.settings.clone();
            }
            messages.push((index, Part::Statement, job.sql.clone()));
        }
        messages.push((jobs.len(), Part::Savepoint, "RELEASE SAVEPOINT autogen".to_owned()));

        let mut answers = Vec::with_capacity(messages.len());
        for (_, _, sql) in &messages {
            let mut answer: Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + Send + '_>> =
                Box::pin(self.transaction.batch_execute(sql));
            // The first poll sends the message, so that they are sent in this order.
            let early = match poll!(&mut answer) {
                Poll::Ready(result) => Some(result),
                Poll::Pending => None,
            };
            answers.push((answer, early));
        }
        let mut first_failure = None;
        for ((answer, early), (index, part, _)) in answers.into_iter().zip(&messages) {
            let result = match early {
                Some(result) => result,
                None => answer.await,
            };
            if let Err(error) = result
                && first_failure.is_none()
            {
                if error.as_db_error().is_none() || *part == Part::Savepoint {
                    return Err(Error::query("load the definitions", error));
                }
                first_failure = Some((*index, Failure { error, is_setting: *part == Part::Setting }));
            }
        }
        if first_failure.is_some() {
            self.in_force = in_force_before;
            self.transaction
                .batch_execute("ROLLBACK TO SAVEPOINT autogen; RELEASE SAVEPOINT autogen")
                .await
                .map_err(|error| Error::query("load the definitions", error))?;
        }
        Ok(first_failure)
    }

    /// The statements that bring other settings into force.
    fn switch(&self, wanted: &Settings) -> Vec<String> {
        let is_wanted = |name: &str| wanted.0.iter().any(|setting| setting.name == name);
        let back = self.in_force.0.iter().rev().filter(|setting| !is_wanted(&setting.name)).map(|setting| {
            let original = self.original.get(&setting.name).map(String::as_str).unwrap_or_default();
            format!(
                "SELECT pg_catalog.set_config({}, {}, false)",
                quote_literal(&setting.name),
                quote_literal(original)
            )
        });
        back.chain(
            wanted.0.iter().filter(|setting| !self.in_force.0.contains(setting)).map(|setting| setting.sql.clone()),
        )
        .collect()
    }

    /// Asks what the settings are that the jobs will change.
    async fn remember(&mut self, jobs: &[Job<'_>]) -> Result<()> {
        let mut unknown: Vec<&str> = jobs
            .iter()
            .flat_map(|job| &job.settings.0)
            .map(|setting| setting.name.as_str())
            .filter(|name| !self.original.contains_key(*name))
            .collect();
        unknown.sort_unstable();
        unknown.dedup();
        if unknown.is_empty() {
            return Ok(());
        }
        let sql = "select name, coalesce(current_setting(name, true), '') from unnest($1::text[]) as name";
        let rows =
            self.transaction.query(sql, &[&unknown]).await.map_err(|error| Error::query("read the settings", error))?;
        self.original.extend(rows.iter().map(|row| (row.get(0), row.get(1))));
        Ok(())
    }
}

/// What a message of a job is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Savepoint,
    Setting,
    Statement,
}
