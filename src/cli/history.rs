//! `autogen history`, `heads`, `branches` and `show`: the revisions, and how they stand in the database.

use clap::Args;
use clap::builder::styling::Style;
use serde_json::{Value, json};

use super::context::{Context, relative};
use super::explain::explained;
use super::report::Forms;
use super::review::one;
use super::{Format, Outcome, output};
use crate::error::{Error, Result};
use crate::history::table::{self, State};
use crate::history::{Chain, Destination, Direction, Entry, Revision, RevisionId, Standing, listing};
use crate::{report, server};

/// List the revisions, the newest first
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  autogen history
  autogen history 2026:head     after the first, up to the second
  autogen history --verbose     with parents, files, who applied it and how long that took")]
pub(super) struct History {
    /// Only these: FROM:TO, ids or their beginnings, `base`, `head`
    #[arg(value_name = "RANGE")]
    range: Option<String>,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// List the revisions that no other revises
#[derive(Debug, Args)]
#[command(after_help = "\
Several heads are branches, which `autogen merge` joins.

Examples:
  autogen heads
  autogen heads --format json")]
pub(super) struct Heads {
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// List the revisions that several others revise
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  autogen branches
  autogen branches --verbose    with parents and files")]
pub(super) struct Branches {
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// Show a revision: its head, its questions, both files
#[derive(Debug, Args)]
#[command(after_help = "\
As text, SQL and JSON it is shown as the files have it. The other forms are made from what the revision does on a throwaway
server, as `autogen explain` tells it.

Examples:
  autogen show                                      the head
  autogen show 20261121 --format markdown
  autogen show head --format html --output head.html")]
pub(super) struct Show {
    /// Which: `head`, an id or its beginning
    #[arg(value_name = "REVISION", default_value = "head")]
    revision: String,

    #[command(flatten)]
    pub forms: Forms,
}

impl History {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let wanted = self.range.as_deref().map(|range| within(&chain, range)).transpose()?;
        let is_wanted = |entry: &Entry| wanted.as_ref().is_none_or(|wanted| wanted.contains(&entry.id));
        answer(context, &chain, self.format, is_wanted).await
    }
}

impl Heads {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        answer(context, &context.chain()?, self.format, |entry| entry.is_head).await
    }
}

impl Branches {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        answer(context, &context.chain()?, self.format, |entry| entry.is_branch_point).await
    }
}

impl Show {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let revision = one(&chain, &self.revision)?;
        let state = state(context).await?;
        let seen = chain.seen_by(state.clone().unwrap_or_default())?;
        let entry = listing(&seen.chain, &seen.state).into_iter().find(|entry| entry.id == revision.id);
        // A database in the middle of what a squash replaces doesn't see that.
        let unseen = || listing(&chain, &State::default()).into_iter().find(|entry| entry.id == revision.id);
        let entry = entry.or_else(unseen).expect("the revision is in the chain");
        let in_words = || {
            let (up, down) = (&revision.up, &revision.down);
            let files = [(&revision.up_path, &up.text), (&revision.down_path, &down.text)];
            let files =
                files.map(|(path, text)| format!("\n{}\n{text}", heading(&relative(path).display().to_string())));
            format!("{}{}", line(&entry, Some(revision), state.is_some(), true), files.concat())
        };
        let sql = || revision.up.text.clone();
        if self.forms.needs_no_report() {
            let text = match self.forms.format() {
                report::Format::Json => {
                    let mut object = object(&entry, Some(revision), state.is_some());
                    object["version"] = json!(report::json::VERSION);
                    object["sql"] = json!({ "up": revision.up.text, "down": revision.down.text });
                    report::json::pretty(&object)
                }
                report::Format::Sql => sql(),
                _ => in_words(),
            };
            output::write(self.forms.output.as_deref(), &text)?;
        } else {
            let explained = explained(context, &chain, revision).await?;
            self.forms.write(&explained.report("show", revision), in_words, sql)?;
        }
        Ok(Outcome::Done)
    }
}

/// What the live database remembers; none where no database is configured.
async fn state(context: &Context) -> Result<Option<State>> {
    match context.database()? {
        Some(target) => {
            let client = server::connect(&target).await?;
            Ok(Some(table::read(&client).await?))
        }
        None => Ok(None),
    }
}

/// The revisions that `FROM:TO` means: what the second builds on, and the first doesn't.
pub(super) fn within(chain: &Chain, range: &str) -> Result<Vec<RevisionId>> {
    let (from, to) = range.split_once(':').ok_or_else(|| Error::Usage {
        message: format!("`{range}` isn't a range"),
        hint: Some("say FROM:TO, such as base:head".to_owned()),
    })?;
    let up_to = |text: &str, default: Destination| {
        let destination = if text.is_empty() { default } else { chain.resolve(text)? };
        Ok(match destination {
            Destination::Base => Vec::new(),
            Destination::Heads => chain.ids().into_iter().collect(),
            Destination::Revision(id) => chain.ancestors([id]).into_iter().collect(),
            Destination::Before(_) | Destination::Forward(_) | Destination::Back(_) => {
                return Err(Error::usage(format!("`{text}` counts from where a database is: say an id")));
            }
        })
    };
    let (before, after) = (up_to(from, Destination::Base)?, up_to(to, Destination::Heads)?);
    Ok(after.into_iter().filter(|id| !before.contains(id)).collect())
}

async fn answer(
    context: &Context,
    chain: &Chain,
    format: Format,
    is_wanted: impl Fn(&Entry) -> bool,
) -> Result<Outcome> {
    let state = state(context).await?;
    let known = state.is_some();
    let seen = chain.seen_by(state.unwrap_or_default())?;
    let chain = &*seen.chain;
    let mut entries = listing(chain, &seen.state);
    entries.retain(is_wanted);
    entries.reverse();
    let text = match format {
        Format::Text => {
            let verbose = context.is_verbose();
            entries.iter().map(|entry| line(entry, chain.get(entry.id), known, verbose)).collect()
        }
        Format::Json => report::json::pretty(&json!({
            "version": report::json::VERSION,
            "revisions":
                entries.iter().map(|entry| object(entry, chain.get(entry.id), known)).collect::<Vec<_>>(),
        })),
    };
    output::write(None, &text)?;
    if chain.is_empty() && format == Format::Text {
        context.say("there is no revision yet: `autogen -m \"…\"` writes the first");
    }
    Ok(Outcome::Done)
}

fn heading(text: &str) -> String {
    let bold = Style::new().bold();
    format!("{bold}{text}{bold:#}")
}

/// `20261121101502 add likes (head) (current) · applied …`, and with more below it if that is wanted.
fn line(entry: &Entry, revision: Option<&Revision>, known: bool, verbose: bool) -> String {
    let dim = Style::new().dimmed();
    let Entry { id, message, parents, is_head, is_current, is_branch_point, standing, applied } = entry;
    let mut text = format!("{} {message}", heading(&id.to_string()));
    let marks = [(*is_head, "head"), (*is_current, "current"), (*is_branch_point, "branch point")];
    marks.iter().filter(|(is_so, _)| *is_so).for_each(|(_, mark)| text.push_str(&format!(" ({mark})")));
    match (standing, applied) {
        (_, Some(applied)) => {
            text.push_str(&format!(" {dim}applied {} by {}{dim:#}", applied.applied_at, applied.applied_by));
        }
        (Standing::HalfDone, _) => text.push_str(" · half done"),
        _ if known => text.push_str(" · not applied"),
        _ => {}
    }
    match standing {
        Standing::Changed => text.push_str(" · its files have changed since"),
        Standing::Missing => text.push_str(" · its files are missing"),
        Standing::Applied | Standing::Pending | Standing::HalfDone => {}
    }
    let open = open(revision);
    if !open.is_empty() {
        text.push_str(&format!(" · undecided: {}", open.join(", ")));
    }
    text.push('\n');
    if verbose {
        let parents: Vec<String> = parents.iter().map(ToString::to_string).collect();
        let parents = if parents.is_empty() { "none".to_owned() } else { parents.join(", ") };
        text.push_str(&format!("  revises {parents}\n"));
        if let Some(revision) = revision.filter(|revision| !revision.replaces.is_empty()) {
            let replaced: Vec<String> = revision.replaces.iter().map(ToString::to_string).collect();
            text.push_str(&format!("  replaces {}\n", replaced.join(", ")));
        }
        if let Some(revision) = revision {
            if !revision.alembic.is_empty() {
                text.push_str(&format!("  alembic {}\n", revision.alembic));
            }
            let files = [&revision.up_path, &revision.down_path].map(|path| relative(path).display().to_string());
            text.push_str(&format!("  files   {}\n", files.join(", ")));
            if !revision.proved.is_empty() {
                let edited = if revision.is_proved() { "" } else { " (edited since)" };
                text.push_str(&format!("  proved  {}{edited}\n", revision.proved));
            }
        }
        if let Some(applied) = applied {
            let (host, application) = (&applied.host, &applied.application);
            let took = applied.duration.as_millis();
            text.push_str(&format!(
                "  took    {took} ms, from {host} as {application:?}, autogen {}\n",
                applied.autogen_version
            ));
        }
    }
    text
}

/// The ids of the open boxes.
fn open(revision: Option<&Revision>) -> Vec<&str> {
    let boxes = revision.into_iter().flat_map(|revision| revision.reviews(Direction::Up));
    boxes.filter(|one| !one.ticked).map(|one| one.id.as_str()).collect()
}

fn object(entry: &Entry, revision: Option<&Revision>, known: bool) -> Value {
    let Entry { id, message, parents, is_head, is_current, is_branch_point, standing, applied } = entry;
    let standing = match standing {
        Standing::Applied => "applied",
        Standing::Pending => "pending",
        Standing::HalfDone => "half-done",
        Standing::Changed => "changed",
        Standing::Missing => "missing",
    };
    json!({
        "revision": id.to_string(),
        "message": message,
        "parents": parents.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "replaces": revision.map(|revision| revision.replaces.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "up": revision.map(|revision| relative(&revision.up_path)),
        "down": revision.map(|revision| relative(&revision.down_path)),
        "open": open(revision),
        "alembic": revision.map(|revision| &revision.alembic).filter(|id| !id.is_empty()),
        "proved": revision.map(Revision::is_proved),
        "is_head": is_head,
        "is_current": known.then_some(is_current),
        "is_branch_point": is_branch_point,
        "standing": known.then_some(standing),
        "applied": applied.as_ref().map(|applied| json!({
            "at": applied.applied_at,
            "by": applied.applied_by,
            "host": applied.host,
            "application": applied.application,
            "duration_ms": u64::try_from(applied.duration.as_millis()).unwrap_or(u64::MAX),
            "autogen_version": applied.autogen_version,
        })),
    })
}
