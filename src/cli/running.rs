//! How migrations are run: what `upgrade` and `downgrade` share.

use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::context::{Context, relative};
use super::interruption::Interruption;
use super::log::{self, Log, LogFormat};
use super::{Format, TROUBLE, output, preflight, tell_error};
use crate::apply::{self, Hooks, Report, RunOptions, Stop};
use crate::duration;
use crate::error::Result;
use crate::history::{Chain, Destination, Direction, FileStatement, Revision, table};
use crate::report;
use crate::report::json::milliseconds;
use crate::server::{self, Client, Target};

/// Options whose defaults stand in `[run]` of autogen.toml.
#[derive(Debug, Args)]
#[command(next_help_heading = "How it runs")]
pub(super) struct Running {
    /// Show what would run and ask what rows stand in its way; change nothing
    #[arg(long, conflicts_with = "sql")]
    dry_run: bool,

    /// Run this command first, and nothing else if it fails: `--backup 'pg_dump -Fc -f before.dump'`
    #[arg(long, value_name = "COMMAND", conflicts_with = "sql")]
    backup: Option<String>,

    /// How long a statement waits for a lock that others queue behind, such as 5s; or `none` [default: 5s]
    #[arg(long, value_name = "TIME", value_parser = duration::limit, conflicts_with = "sql")]
    lock_timeout: Option<Limit>,

    /// How often a transaction is tried again that didn't get its lock [default: 5]
    #[arg(long, value_name = "NUMBER", conflicts_with = "sql")]
    lock_retries: Option<u32>,

    /// How long to wait for another run of autogen to end [default: 60s]
    #[arg(long, value_name = "TIME", value_parser = duration::parse, conflicts_with = "sql")]
    patience: Option<Duration>,

    /// How to tell on stderr what happens
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// Named, as clap takes `Option<Option<T>>` for something else.
type Limit = Option<Duration>;

impl Running {
    pub fn is_dry(&self) -> bool {
        self.dry_run
    }

    /// What the command line says, then what the configuration says.
    pub fn options(&self, context: &Context, target: &Target) -> RunOptions {
        let default = RunOptions::default();
        let said = context.config.run();
        RunOptions {
            patience: self.patience.or(said.patience).unwrap_or(default.patience),
            lock_timeout: self.lock_timeout.or(said.lock_timeout).unwrap_or(default.lock_timeout),
            lock_retries: self.lock_retries.or(said.lock_retries).unwrap_or(default.lock_retries),
            retry_pause: said.retry_pause.unwrap_or(default.retry_pause),
            linear: said.linear,
            hooks: Hooks {
                before: said.before.list().iter().chain(&self.backup).cloned().collect(),
                after: said.after.list().to_vec(),
                environment: target.environment(),
            },
            target: Some(target.clone()),
            ..default
        }
    }

    /// Runs, tells on the way what happens, and answers.
    pub async fn run(
        &self,
        context: &Context,
        client: &mut Client,
        chain: &Chain,
        direction: Direction,
        destination: Destination,
        options: RunOptions,
    ) -> Result<()> {
        let stop = Stop::default();
        stop.watch(client.canceller());
        let options = RunOptions { stop: stop.clone(), ..options };
        let interruption = Interruption::of(stop);
        let mut log = Log::new(context, self.log_format);
        let run = async {
            match direction {
                Direction::Up => apply::upgrade(client, chain, destination, &options, &mut log).await,
                Direction::Down => apply::downgrade(client, chain, destination, &options, &mut log).await,
            }
        };
        let done = run.await;
        let done = interruption.pass(done, |error| tell_error(error, TROUBLE, self.format, self.log_format))?;
        output::write(None, &self.answer(chain, &done, direction))
    }

    fn answer(&self, chain: &Chain, done: &Report, direction: Direction) -> String {
        let verb = match direction {
            Direction::Up => "applied",
            Direction::Down => "took back",
        };
        match self.format {
            Format::Text if done.revisions.is_empty() => "nothing to do\n".to_owned(),
            Format::Text => {
                let told = |(id, duration): &(_, Duration)| {
                    format!("{verb} {} in {} ms\n", chain.title(*id), duration.as_millis())
                };
                done.revisions.iter().map(told).collect()
            }
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "direction": direction.to_string(),
                "revisions": done
                    .revisions
                    .iter()
                    .map(|(id, duration)| json!({
                        "revision": id.to_string(),
                        "message": chain.get(*id).map(|revision| revision.message.clone()),
                        "duration_ms": milliseconds(*duration),
                    }))
                    .collect::<Vec<_>>(),
            })),
        }
    }

    /// Says what a run would do, after the same checks.
    pub async fn rehearse(
        &self,
        context: &Context,
        chain: &Chain,
        direction: Direction,
        destination: Destination,
        options: &RunOptions,
        target: &Target,
    ) -> Result<()> {
        let client = server::connect(target).await?;
        let seen = chain.seen_by(table::read(&client).await?)?;
        let route = apply::pending(&client, &seen, direction, destination, options).await?;
        let verdicts = preflight::verdicts(context, &client, &route, direction).await?;
        let verb = match direction {
            Direction::Up => "would apply",
            Direction::Down => "would take back",
        };
        let text = match self.format {
            Format::Text if route.is_empty() => "nothing to do\n".to_owned(),
            Format::Text => {
                let commands = options.hooks.before.iter().map(|command| format!("would first run {command}\n"));
                let revisions = route.iter().zip(&verdicts).map(|(revision, verdict)| {
                    let file = relative(revision.path(direction));
                    let mut text = format!("{verb} {} {} ({})\n", revision.id, revision.message, file.display());
                    for (number, told) in statements(revision, direction) {
                        text.push_str(&format!("  {number}/{} {told}\n", revision.script(direction).total()));
                    }
                    for loss in apply::losses(revision, direction) {
                        text.push_str(&format!("  isn't brought back: {loss}\n"));
                    }
                    text + &verdict.objection()
                });
                let after = options.hooks.after.iter().map(|command| format!("would then run {command}\n"));
                commands.chain(revisions).chain(after).collect()
            }
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "direction": direction.to_string(),
                "dry_run": true,
                "before": options.hooks.before,
                "revisions": route
                    .iter()
                    .zip(&verdicts)
                    .map(|(revision, verdict)| json!({
                        "revision": revision.id.to_string(),
                        "message": revision.message,
                        "file": relative(revision.path(direction)),
                        "statements": revision
                            .script(direction)
                            .steps()
                            .map(|statement| json!({
                                "line": statement.line,
                                "step": statement.step,
                                "sql": revision.script(direction).sql(statement),
                            }))
                            .collect::<Vec<_>>(),
                        "losses": apply::losses(revision, direction),
                        "preflight": verdict.json(),
                    }))
                    .collect::<Vec<_>>(),
                "after": options.hooks.after,
            })),
        };
        output::write(None, &text)
    }
}

fn statements<'a>(revision: &'a Revision, direction: Direction) -> impl Iterator<Item = (usize, &'a str)> {
    let script = revision.script(direction);
    let told = |statement: &'a FileStatement| log::statement(statement.step.as_deref(), script.sql(statement));
    script.steps().map(told).enumerate().map(|(at, told)| (at + 1, told))
}
