//! `autogen upgrade` and `autogen downgrade`: run the migrations on the live database.

use std::io::IsTerminal;

use clap::Args;
use dialoguer::Confirm;

use super::context::Context;
use super::running::Running;
use super::{Outcome, output};
use crate::apply;
use crate::error::{Error, Result};
use crate::history::{Chain, Direction, Revision, table};
use crate::server;

/// Apply the migrations that the database lacks
#[derive(Debug, Args)]
#[command(after_help = "\
Refuses a revision that holds an open question: tick its box in the file, `[x]`, once it is decided.

Examples:
  autogen upgrade
  autogen upgrade +1              one revision
  autogen upgrade 20261121101502  up to this one; the beginning of an id is enough
  autogen upgrade --sql           a script for psql, from nothing; no database is touched
  autogen upgrade 2026:head --sql from where a database is")]
pub(super) struct Upgrade {
    /// Where to go: `head`, `heads`, an id or its beginning, `+N`; with --sql also FROM:TO
    #[arg(value_name = "REVISION", default_value = "head")]
    to: String,

    /// Print a script for psql, with its bookkeeping, instead of running anything
    #[arg(long, conflicts_with_all = ["format", "log_format"])]
    sql: bool,

    /// Refuse a migration that doesn't build on all that is applied, as one that was merged late
    #[arg(long, conflicts_with = "sql")]
    linear: bool,

    #[command(flatten)]
    pub running: Running,
}

/// Take migrations back
#[derive(Debug, Args)]
#[command(after_help = "\
Asks on a terminal; elsewhere it needs --yes. Statements of which the file says `structure-only` or `irreversible` don't
bring back what was there: they are listed before anything is asked, and elsewhere need --accept-data-loss.
What was written since the upgrade goes with the tables and columns that the upgrade made.
A revision is gone back to: what builds on it is taken back. `REV-1` takes back REV, with what builds on it, and leaves
branches beside it alone. `-N` is refused where the database is on several branches.

Examples:
  autogen downgrade -1
  autogen downgrade 2026112110    back to this one
  autogen downgrade base --yes    all of them
  autogen downgrade head:-1 --sql a script for psql; no database is touched")]
pub(super) struct Downgrade {
    /// Where to go: `-N`, an id or its beginning, `REV-N`, `base`; with --sql FROM:TO
    #[arg(value_name = "REVISION", allow_negative_numbers = true)]
    to: String,

    /// Print a script for psql, with its bookkeeping, instead of running anything
    #[arg(long, conflicts_with_all = ["format", "log_format"])]
    sql: bool,

    /// Don't ask
    #[arg(short, long)]
    yes: bool,

    /// Don't ask, and run statements that don't bring back what was there
    #[arg(long)]
    accept_data_loss: bool,

    #[command(flatten)]
    pub running: Running,
}

impl Upgrade {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        if self.sql {
            let (from, to) = self.to.split_once(':').unwrap_or(("base", &self.to));
            return script(chain, Direction::Up, from, to, false);
        }
        let destination = chain.resolve(&self.to)?;
        let target = context.database_to_run()?;
        let mut options = self.running.options(context, &target);
        options.linear |= self.linear;
        if self.running.is_dry() {
            self.running.rehearse(context, &chain, Direction::Up, destination, &options, &target).await?;
        } else {
            let mut client = server::connect(&target).await?;
            self.running.run(context, &mut client, &chain, Direction::Up, destination, options).await?;
        }
        Ok(Outcome::Done)
    }
}

impl Downgrade {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        if self.sql {
            let Some((from, to)) = self.to.split_once(':') else {
                return Err(Error::Usage {
                    message: "without a database, a downgrade has to know where it begins".to_owned(),
                    hint: Some("say FROM:TO, such as head:base".to_owned()),
                });
            };
            return script(chain, Direction::Down, from, to, self.accept_data_loss);
        }
        let destination = chain.resolve_back(&self.to)?;
        let target = context.database_to_run()?;
        let mut options = self.running.options(context, &target);
        options.accept_data_loss = self.accept_data_loss;
        if self.running.is_dry() {
            // What is lost is told with the statements.
            options.accept_data_loss = true;
            self.running.rehearse(context, &chain, Direction::Down, destination, &options, &target).await?;
            return Ok(Outcome::Done);
        }
        let mut client = server::connect(&target).await?;
        if !self.accept_data_loss {
            let seen = chain.seen_by(table::read(&client).await?)?;
            let chain = &*seen.chain;
            let applied = seen.state.applied.into_keys().collect();
            let route = apply::route_back(chain, &applied, chain.in_view(destination))?;
            let revisions: Vec<&Revision> = route.iter().filter_map(|id| chain.get(*id)).collect();
            let losses = revisions.iter().flat_map(|revision| apply::losses(revision, Direction::Down)).collect();
            let titles: Vec<String> = route.iter().map(|id| chain.title(*id)).collect();
            if !titles.is_empty() && !confirm(&titles, losses, self.yes)? {
                context.say("nothing was done");
                return Ok(Outcome::Done);
            }
            // Whoever has said yes has seen what isn't brought back, on this way and no other.
            options.agreed = Some(route);
            options.accept_data_loss = true;
        }
        self.running.run(context, &mut client, &chain, Direction::Down, destination, options).await?;
        Ok(Outcome::Done)
    }
}

/// Prints what would run, for psql. `head:-1` is one back from the head.
fn script(chain: Chain, direction: Direction, from: &str, to: &str, accept_data_loss: bool) -> Result<Outcome> {
    let to = if to.starts_with(['+', '-']) { format!("{from}{to}") } else { to.to_owned() };
    let (chain, from) = chain.resolve_as_written(from)?;
    let to = match direction {
        Direction::Up => chain.resolve(&to)?,
        Direction::Down => chain.resolve_back(&to)?,
    };
    let to = chain.in_view(to);
    output::write(None, &apply::offline(&chain, direction, from, to, accept_data_loss)?)?;
    Ok(Outcome::Done)
}

/// Asks the person at the terminal whether revisions may be taken back. Where there is none, that is an error, unless
/// `yes` was said and nothing is lost.
fn confirm(titles: &[String], losses: Vec<String>, yes: bool) -> Result<bool> {
    if yes && losses.is_empty() {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let (message, hint, items) = match losses.is_empty() {
            true => ("taking migrations back can lose data, so somebody has to say yes", "say --yes", titles.to_vec()),
            false => (
                "this downgrade doesn't bring back all that was there",
                "say --accept-data-loss if that is meant",
                losses,
            ),
        };
        return Err(Error::Undecided { message: message.to_owned(), items, hint: hint.to_owned() });
    }
    for line in titles.iter().chain(&losses) {
        anstream::eprintln!("  {line}");
    }
    let question = if losses.is_empty() { "Take back? Data can be lost." } else { "Take back, and lose that?" };
    let answer = Confirm::new().with_prompt(question).default(false).interact();
    answer.map_err(|dialoguer::Error::IO(cause)| Error::file("read", "the terminal", cause))
}
