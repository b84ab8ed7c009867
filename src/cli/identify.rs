//! `autogen identify`: which revision a database is at that doesn't say so itself.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::current::fingerprints;
use super::stamp::stamp;
use super::{Format, Outcome, output};
use crate::compare;
use crate::error::{Error, Result};
use crate::history::{Chain, Destination, Revision, RevisionId, current, table};
use crate::prove::Walk;
use crate::source::{Reader, Source, Sourced, differences};
use crate::{report, server};

/// Find out which revision the database is at, by what is in it
#[derive(Debug, Args)]
#[command(after_help = "\
For a database that was restored, copied or built by other means, whose history table is missing or wrong. Compares it with
what the heads of the files say (by fingerprint); where that finds nothing, the revisions are run on a throwaway server, one
after the other, and each state is compared. Only reads the database, unless --stamp is said.
Revisions that change rows alone leave the same schema: then there are several, and which of them have run nobody can see.
Exits with 0 if the database is at a revision, 1 if at none (the nearest are told, with what differs), 3 if --stamp would
have to choose.

Examples:
  autogen identify
  autogen identify --stamp      and record it
  autogen identify --replay     don't go by the fingerprints in the heads")]
pub(super) struct Identify {
    /// Run the revisions in scratch, even if a fingerprint answers
    #[arg(long)]
    replay: bool,

    /// Record what was found, as `autogen stamp` does
    #[arg(long)]
    stamp: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// So many revisions are told where none fits, and so many differences of each.
const NEAREST: usize = 3;
const DIFFERENCES: usize = 10;

/// A state that revisions build; no revision is the base.
pub(super) type State = Option<RevisionId>;

/// What was found.
pub(super) struct Found {
    by: &'static str,
    pub fits: Vec<State>,
    /// The nearest first, with what differs.
    pub nearest: Vec<(State, Vec<String>)>,
}

impl Identify {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let mut chain = context.chain()?;
        if chain.has_squashes() {
            // A database in the middle of what was replaced can be told as long as the files are there.
            chain = chain.as_written().unwrap_or(chain);
        }
        let target = context.need_database()?;
        if chain.is_empty() {
            let directory = super::context::relative(chain.directory());
            return Err(Error::usage(format!("there is no revision in {} to be at", directory.display())));
        }
        let client = server::connect(&target).await?;
        let remembered = table::read(&client).await?;
        if let Some(record) = remembered.segments.first().filter(|_| self.stamp) {
            return Err(Error::History {
                message: format!(
                    "{} is half done, which what a database holds doesn't tell",
                    chain.title(record.revision)
                ),
                hint: Some(
                    "finish it with `autogen upgrade` or `autogen downgrade`, or put it right and `autogen stamp`"
                        .into(),
                ),
            });
        }
        let recorded = current(&remembered);
        let source = Source::Database(target);
        let reader = context.reader([&source])?;
        let found = match self.replay {
            true => None,
            false => by_fingerprint(context, &chain).await?,
        };
        let found = match found {
            Some(found) => found,
            None => {
                let live = reader.read(&source).await?;
                let work = by_replay(context, &reader, &chain, live);
                context.slow("running the revisions in scratch", work).await?
            }
        };
        let title = |state: &State| state.map_or("base".to_owned(), |id| chain.title(id));
        let mut stamped = false;
        if let (true, [state]) = (self.stamp, &found.fits[..]) {
            let destination = state.map_or(Destination::Base, Destination::Revision);
            stamp(context, &client, &chain, destination, false).await?;
            stamped = true;
        }
        let text = match self.format {
            Format::Text => text(&found, title, stamped),
            Format::Json => report::json::pretty(&object(&found, &chain, &recorded, stamped)),
        };
        output::write(None, &text)?;
        if !stamped && !recorded.is_empty() {
            let recorded: Vec<String> = recorded.iter().map(|id| chain.title(*id)).collect();
            context.say(&format!("its history says {}", recorded.join(", ")));
        }
        Ok(match found.fits.len() {
            0 => Outcome::Different,
            1 => Outcome::Done,
            _ if self.stamp => {
                context.say("`autogen stamp REVISION` records the one that you know to be right");
                Outcome::Undecided
            }
            _ => Outcome::Done,
        })
    }
}

/// The revisions whose heads say what the database is.
async fn by_fingerprint(context: &Context, chain: &Chain) -> Result<Option<Found>> {
    if chain.ordered().any(|revision| revision.to.is_empty()) {
        // One that doesn't say where it leads may lead there too.
        return Ok(None);
    }
    let live = fingerprints(context).await?;
    let is_base = chain.ordered().any(|revision| revision.parents.is_empty() && live.contains(&revision.from));
    let fits = chain.ordered().filter(|revision| live.contains(&revision.to)).map(|revision| Some(revision.id));
    let fits: Vec<State> = is_base.then_some(None).into_iter().chain(fits).collect();
    Ok((!fits.is_empty()).then_some(Found { by: "fingerprint", fits, nearest: Vec::new() }))
}

/// Compares the database with what every revision builds.
pub(super) async fn by_replay(context: &Context, reader: &Reader, chain: &Chain, mut live: Sourced) -> Result<Found> {
    let mut walk = Walk::new(reader, chain, Some(live.catalog.server_major));
    walk.to(&BTreeSet::new()).await?;
    let major = walk.catalog().await?.server_major;
    if live.catalog.server_major != major {
        live.catalog = reader.after(&live.catalog, &[]).await?;
    }
    let owner = walk.default_owner().await?;
    let states = std::iter::once(None).chain(chain.ordered().map(|revision: &Revision| Some(revision.id)));
    let mut compared: Vec<(State, Sourced, usize)> = Vec::new();
    for state in states {
        walk.to(&state.map(|id| chain.ancestors([id])).unwrap_or_default()).await?;
        let built = Sourced::declaration(walk.catalog().await?, Some(owner.clone()));
        let (mut first, mut second) = (live.clone(), built.clone());
        first.leave_alone(&second.catalog);
        compare::level(&mut first, &mut second, context.manage());
        let count = differences(&first.catalog, &second.catalog).len();
        compared.push((state, built, count));
        // Where nothing fits, the nearest are looked at once more; the others needn't be kept.
        compared.sort_by_key(|(_, _, count)| *count);
        let exact = compared.iter().filter(|(_, _, count)| *count == 0).count();
        compared.truncate(exact.max(NEAREST));
    }
    walk.end().await?;
    let mut found = Found { by: "replay", fits: Vec::new(), nearest: Vec::new() };
    let is_clear = compared.iter().any(|(_, _, count)| *count == 0);
    for (state, mut built, count) in compared {
        if count == 0 {
            found.fits.push(state);
        } else if !is_clear {
            let mut first = live.clone();
            first.leave_alone(&built.catalog);
            compare::align(reader, &mut first, &mut built, context.manage()).await?;
            match differences(&first.catalog, &built.catalog) {
                none if none.is_empty() => found.fits.push(state),
                some => found.nearest.push((state, some)),
            }
        }
    }
    found.fits.sort();
    found.nearest.sort_by_key(|(_, differences)| differences.len());
    Ok(found)
}

fn text(found: &Found, title: impl Fn(&State) -> String, stamped: bool) -> String {
    let Found { by, fits, nearest } = found;
    let how = match *by {
        "fingerprint" => "by the fingerprint in its head",
        _ => "as it comes out in scratch",
    };
    let recorded = if stamped { "; recorded" } else { "" };
    match &fits[..] {
        [only] => format!("{}: {how}{recorded}\n", title(only)),
        [] => {
            let mut text = "the database is at no revision; the nearest:\n".to_owned();
            for (state, differences) in nearest {
                let count =
                    if differences.len() == 1 { "1 difference" } else { &format!("{} differences", differences.len()) };
                text.push_str(&format!("{}: {count}\n", title(state)));
                differences.iter().take(DIFFERENCES).for_each(|line| text.push_str(&format!("  {line}\n")));
                if differences.len() > DIFFERENCES {
                    text.push_str(&format!("  … and {} more\n", differences.len() - DIFFERENCES));
                }
            }
            text
        }
        several => {
            let lines: String = several.iter().map(|state| format!("{}\n", title(state))).collect();
            format!("at one of {}, which leave the same schema, {how}:\n{lines}", several.len())
        }
    }
}

fn object(found: &Found, chain: &Chain, recorded: &[RevisionId], stamped: bool) -> Value {
    let Found { by, fits, nearest } = found;
    let named = |state: &State| match state {
        Some(id) => json!({ "revision": id.to_string(), "message": chain.get(*id).map(|one| &one.message) }),
        None => json!({ "revision": "base" }),
    };
    json!({
        "version": report::json::VERSION,
        "by": by,
        "revisions": fits.iter().map(named).collect::<Vec<_>>(),
        "nearest": nearest.iter().map(|(state, differences)| {
            let mut object = named(state);
            object["differences"] = json!(differences);
            object
        }).collect::<Vec<_>>(),
        "recorded": recorded.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "stamped": stamped,
    })
}
