//! `autogen upgrade` and `autogen downgrade`: run the migrations on the live database.

use std::io::{IsTerminal, Write};

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::{Format, Outcome, output};
use crate::apply::{self, Event, Report, RunOptions};
use crate::error::{Error, Result};
use crate::history::{Chain, Direction, table};
use crate::{report, server};

/// Apply the migrations that the database lacks
#[derive(Debug, Args)]
#[command(after_help = "\
Refuses a revision that holds an open question: tick its box in the file, `[x]`, once it is decided.

Examples:
  autogen upgrade
  autogen upgrade +1              one revision
  autogen upgrade 20261121101502  up to this one; the beginning of an id is enough")]
pub(super) struct Upgrade {
    /// Where to go: `head`, an id or its beginning, `+N`
    #[arg(value_name = "REVISION", default_value = "head")]
    to: String,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// Take migrations back
#[derive(Debug, Args)]
#[command(after_help = "\
Asks on a terminal; elsewhere it needs --yes.

Examples:
  autogen downgrade -1
  autogen downgrade base --yes    all of them")]
pub(super) struct Downgrade {
    /// Where to go: `-N`, an id or its beginning, `base`
    #[arg(value_name = "REVISION", allow_negative_numbers = true)]
    to: String,

    /// Don't ask
    #[arg(short, long)]
    yes: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

impl Upgrade {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let destination = chain.resolve(&self.to)?;
        let mut client = server::connect(&context.need_database()?).await?;
        let mut tell = |event: Event<'_>| tell(context, event);
        let done = apply::upgrade(&mut client, &chain, destination, &RunOptions::default(), &mut tell).await?;
        answer(&chain, &done, Direction::Up, self.format)
    }
}

impl Downgrade {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let destination = chain.resolve(&self.to)?;
        let mut client = server::connect(&context.need_database()?).await?;
        if !self.yes {
            let applied = table::read(&client).await?.applied.into_keys().collect();
            let route = apply::route_back(&chain, &applied, destination)?;
            let titles: Vec<String> = route.iter().map(|id| chain.title(*id)).collect();
            if !titles.is_empty() && !confirm(&titles)? {
                context.say("nothing was done");
                return Ok(Outcome::Done);
            }
        }
        let mut tell = |event: Event<'_>| tell(context, event);
        let done = apply::downgrade(&mut client, &chain, destination, &RunOptions::default(), &mut tell).await?;
        answer(&chain, &done, Direction::Down, self.format)
    }
}

/// Asks the person at the terminal; where there is none, that is an error.
fn confirm(titles: &[String]) -> Result<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Error::Undecided {
            message: "taking migrations back can lose data, so somebody has to say yes".to_owned(),
            items: titles.to_vec(),
            hint: "say --yes".to_owned(),
        });
    }
    for title in titles {
        anstream::eprintln!("  {title}");
    }
    anstream::eprint!("Take back? Data can be lost. [y/N] ");
    let failed = |cause| Error::file("read", "the terminal", cause);
    std::io::stderr().flush().map_err(failed)?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(failed)?;
    Ok(matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// What happens while it happens, on stderr.
pub(super) fn tell(context: &Context, event: Event<'_>) {
    match event {
        Event::Waiting { holder } => {
            context.say(&format!("waiting for another run, of {} (process {})", holder.role, holder.pid));
        }
        Event::Revision { revision, direction, number, total } => {
            let verb = match direction {
                Direction::Up => "applying",
                Direction::Down => "taking back",
            };
            context.say(&format!("{verb} {} {} ({number} of {total})", revision.id, revision.message));
        }
        Event::Resuming { revision, line, direction: _ } => {
            context.say(&format!("{} goes on at line {line}: what stands above is done", revision.name()));
        }
        Event::Statement { number, total, step, sql, revision: _ } => {
            let text = step.unwrap_or_else(|| sql.lines().next().unwrap_or_default());
            context.explain(&format!("  {number}/{total} {text}"));
        }
        Event::Retry { attempt, retries, pause, blockers, revision: _ } => {
            let who: Vec<String> = blockers.iter().map(|one| format!("{} (process {})", one.role, one.pid)).collect();
            let who = if who.is_empty() { String::new() } else { format!(", held by {}", who.join(", ")) };
            let pause = pause.as_millis();
            context.say(&format!("  a lock wasn't to be had{who}; again in {pause} ms ({attempt} of {retries})"));
        }
        Event::DroppingInvalidIndex { index } => {
            context.say(&format!("  dropping {index}, which a failed build left invalid"));
        }
        Event::Done { .. } => {}
    }
}

fn answer(chain: &Chain, done: &Report, direction: Direction, format: Format) -> Result<Outcome> {
    let verb = match direction {
        Direction::Up => "applied",
        Direction::Down => "took back",
    };
    let text = match format {
        Format::Text if done.revisions.is_empty() => "nothing to do\n".to_owned(),
        Format::Text => {
            let lines = done
                .revisions
                .iter()
                .map(|(id, duration)| format!("{verb} {} in {} ms\n", chain.title(*id), duration.as_millis()));
            lines.collect()
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
                    "duration_ms": u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
                }))
                .collect::<Vec<_>>(),
        })),
    };
    output::write(None, &text)?;
    Ok(Outcome::Done)
}
