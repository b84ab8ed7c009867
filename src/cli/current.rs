//! `autogen current`: which revision the database is at.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Value, json};

use super::context::{Context, relative};
use super::{Format, Outcome, output};
use crate::catalog::{Catalog, runner};
use crate::compare;
use crate::error::Result;
use crate::history::table::{self, Applied};
use crate::history::{Chain, Direction, Entry, Standing, listing};
use crate::report;
use crate::source::{Source, as_managed};

/// Say which revision the database is at
#[derive(Debug, Args)]
#[command(after_help = "\
Asks the history table alone. With --verbose also: when it was applied and by whom, whether its files were edited since,
and whether the database still has the fingerprint that the head of its file says.

Examples:
  autogen current
  autogen current --verbose
  autogen current --format json   one entry for each branch that the database is on, and what is pending")]
pub(super) struct Current {
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

impl Current {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let client = context.connect().await?;
        let seen = chain.seen_by(table::read(&client).await?)?;
        let (chain, state) = (&*seen.chain, &seen.state);
        let current: Vec<Entry> = listing(chain, state).into_iter().filter(|entry| entry.is_current).collect();
        let pending: Vec<_> = chain.ordered().filter(|one| !state.applied.contains_key(&one.id)).collect();
        let is_as_said = match (context.is_verbose(), &current[..]) {
            (true, [only]) => only.applied.as_ref().map(|applied| applied.fingerprint.as_str()),
            _ => None,
        };
        let is_as_said = match is_as_said.filter(|fingerprint| !fingerprint.is_empty()) {
            Some(fingerprint) => Some(fingerprints(context).await?.iter().any(|one| one == fingerprint)),
            None => None,
        };
        let text = match self.format {
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "current": current.iter().map(|entry| object(entry, is_as_said)).collect::<Vec<_>>(),
                "pending": pending.iter().map(|revision| revision.name()).collect::<Vec<_>>(),
            })),
            Format::Text => {
                let mut text = String::new();
                for entry in &current {
                    text.push_str(&format!("{} {}\n", entry.id, entry.message));
                    if let Some(applied) = entry.applied.as_ref().filter(|_| context.is_verbose()) {
                        text.push_str(&details(chain, entry, applied, is_as_said));
                    }
                }
                if current.is_empty() {
                    text.push_str("no revision has been applied\n");
                }
                text
            }
        };
        output::write(None, &text)?;
        if self.format == Format::Text {
            let half_done: BTreeSet<_> = state.segments.iter().map(|one| (one.revision, one.direction)).collect();
            for (revision, direction) in half_done {
                let (done, verb) = match direction {
                    Direction::Up => ("applied", "upgrade"),
                    Direction::Down => ("taken back", "downgrade"),
                };
                context.say(&format!("{} is half {done}: `autogen {verb}` goes on with it", chain.title(revision)));
            }
            match pending.len() {
                0 => context.say("this is the newest"),
                count => context.say(&format!("{count} to apply: `autogen upgrade`")),
            }
        }
        Ok(Outcome::Done)
    }
}

/// The fingerprints that a head may have of this database: without what its role owns by default, without all that is only
/// managed where it is declared, and of everything.
pub(super) async fn fingerprints(context: &Context) -> Result<Vec<String>> {
    let source = Source::Database(context.need_database()?);
    let live = context.reader([&source])?.read(&source).await?;
    let owner = live.default_owner.clone().unwrap_or_default();
    let nothing = Catalog::empty(live.catalog.server_major);
    // Tables of other runners are in no head, unless the definitions declare them.
    let alone = runner::without(&live.catalog, &runner::undeclared(&live.catalog, &nothing));
    let of_one = |catalog: &Catalog| {
        let managed = compare::fingerprint(catalog, &owner, context.manage());
        let bare = as_managed(catalog, &nothing, &[]).fingerprint();
        [managed, bare, catalog.fingerprint()]
    };
    Ok([&live.catalog, &alone].into_iter().flat_map(of_one).collect())
}

fn details(chain: &Chain, entry: &Entry, applied: &Applied, is_as_said: Option<bool>) -> String {
    let Applied { applied_at, applied_by, host, application, duration, autogen_version, .. } = applied;
    let took = duration.as_millis();
    let mut text = format!("  applied {applied_at} by {applied_by}, in {took} ms, from {host} as {application:?}");
    text.push_str(&format!(", autogen {autogen_version}\n"));
    let files = match (entry.standing, chain.get(entry.id)) {
        (Standing::Changed, Some(revision)) => {
            let changed = revision.changed_files(&applied.checksum);
            let changed: Vec<String> = changed.into_iter().map(|path| relative(path).display().to_string()).collect();
            format!("edited since: {}", changed.join(", "))
        }
        (Standing::Missing, _) | (_, None) => "missing".to_owned(),
        (Standing::HalfDone, _) => "as they were; half taken back".to_owned(),
        (Standing::Applied | Standing::Pending, Some(_)) => "as they were".to_owned(),
    };
    text.push_str(&format!("  files   {files}\n"));
    let database = match is_as_said {
        Some(true) => "is as the head says",
        Some(false) => "has another fingerprint than the head: `autogen check` says whether anything differs",
        None => "can't be compared: the head says no fingerprint, or the database is on several branches",
    };
    text.push_str(&format!("  database {database}\n"));
    text
}

fn object(entry: &Entry, is_as_said: Option<bool>) -> Value {
    let applied = entry.applied.as_ref();
    json!({
        "revision": entry.id.to_string(),
        "message": entry.message,
        "applied_at": applied.map(|applied| &applied.applied_at),
        "applied_by": applied.map(|applied| &applied.applied_by),
        "host": applied.map(|applied| &applied.host),
        "application": applied.map(|applied| &applied.application),
        "duration_ms": applied.map(|applied| u64::try_from(applied.duration.as_millis()).unwrap_or(u64::MAX)),
        "files": match entry.standing {
            Standing::Changed => "changed",
            Standing::Missing => "missing",
            Standing::Applied | Standing::Pending | Standing::HalfDone => "unchanged",
        },
        "database_is_as_said": is_as_said,
    })
}
