//! `autogen verify`: proves revisions whose statements aren't those that were proved.

use clap::Args;
use serde_json::json;

use super::context::{Context, relative};
use super::history::within;
use super::review::one;
use super::{Format, Outcome, output};
use crate::catalog::Catalog;
use crate::compare;
use crate::error::{Error, Result};
use crate::history::{self, Direction, Revision};
use crate::prove::{Walk, replay_revision};
use crate::report;

/// Prove again revisions that were edited, or written by hand
#[derive(Debug, Args)]
#[command(after_help = "\
Builds what comes before a revision on a throwaway server, with a row in every table, runs its files up, down and up
again, and looks whether they lead where their heads say and back. A line of revisions is walked on one database. What was shown is written into the heads of both files, unless they
are only to be looked at.
Exits with 0 if all is proved, 1 if a revision leads elsewhere than its head says, 2 if a statement fails or the downgrade
doesn't restore what was.

Examples:
  autogen verify                  those whose statements changed since they were proved, or that never were
  autogen verify head
  autogen verify 2026:head        those after the first, up to the second
  autogen verify --all --dry-run  in CI: that every revision still does what its head says")]
pub(super) struct Verify {
    /// Which: `head`, an id or its beginning, or FROM:TO [default: all that aren't proved as they are]
    #[arg(value_name = "REVISION", conflicts_with = "all")]
    revision: Option<String>,

    /// Every revision
    #[arg(long)]
    all: bool,

    /// Take where a revision leads now for where it is meant to lead
    #[arg(long)]
    accept: bool,

    /// Write nothing
    #[arg(long)]
    dry_run: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

impl Verify {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let chosen: Vec<&Revision> = match &self.revision {
            Some(range) if range.contains(':') => {
                let wanted = within(&chain, range)?;
                chain.ordered().filter(|revision| wanted.contains(&revision.id)).collect()
            }
            Some(text) => vec![one(&chain, text)?],
            None => chain.ordered().filter(|revision| self.all || !revision.is_proved()).collect(),
        };
        let reader = context.reader([])?;
        let (mut text, mut told) = (String::new(), Vec::new());
        let (mut is_elsewhere, mut has_failed) = (false, false);
        let mut walk = Walk::new(&reader, &chain, None);
        for revision in chosen {
            let work = replay_revision(&mut walk, &chain, revision);
            let replayed = match context.slow(&format!("proving {}", revision.name()), work).await {
                Ok(replayed) => replayed,
                Err(error @ (Error::Apply { .. } | Error::Proof { .. })) => {
                    let mut lines = vec![error.to_string()];
                    lines.extend(std::error::Error::source(&error).map(|cause| format!("caused by: {cause}")));
                    lines.extend(error.evidence());
                    text.push_str(&format!("{} {}: fails: {}\n", revision.id, revision.message, lines.join("\n  ")));
                    told.push(json!({
                        "revision": revision.id.to_string(),
                        "message": revision.message,
                        "proved": false,
                        "summary": lines.join("\n"),
                        "up": relative(&revision.up_path),
                        "down": relative(&revision.down_path),
                        "written": false,
                    }));
                    has_failed = true;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let fingerprint =
                |catalog: &Catalog| compare::fingerprint(catalog, &replayed.default_owner, context.manage());
            let (from, to) = (fingerprint(&replayed.before), fingerprint(&replayed.after));
            let is_there = self.accept || revision.to.is_empty() || revision.to == to;
            is_elsewhere |= !is_there;
            let reaches = if revision.to == to { "reaches what its head says" } else { "runs" };
            let summary = replayed.summary(reaches);
            let verdict = if is_there { "proved" } else { "leads elsewhere than its head says" };
            text.push_str(&format!("{} {}: {verdict}: {summary}\n", revision.id, revision.message));
            let is_written = !self.dry_run && is_there;
            if is_written {
                for direction in [Direction::Up, Direction::Down] {
                    let (from, to) = match direction {
                        Direction::Up => (&from, &to),
                        Direction::Down => (&to, &from),
                    };
                    let statements = revision.statements();
                    let values = [("from", from.as_str()), ("to", to), ("proved", &summary), ("checksum", &statements)];
                    let script = revision.script(direction);
                    history::overwrite(revision.path(direction), &history::with_keys(&script.text, &values))?;
                }
            }
            told.push(json!({
                "revision": revision.id.to_string(),
                "message": revision.message,
                "proved": is_there,
                "summary": summary,
                "up": relative(&revision.up_path),
                "down": relative(&revision.down_path),
                "written": is_written,
            }));
        }
        walk.end().await?;
        let text = match self.format {
            Format::Text if told.is_empty() => "every revision is proved as it is\n".to_owned(),
            Format::Text => text,
            Format::Json => report::json::pretty(&json!({ "version": report::json::VERSION, "revisions": told })),
        };
        output::write(None, &text)?;
        if is_elsewhere {
            context
                .say("where that is, `autogen check` says; if it is meant, `autogen verify --accept` writes it down");
        }
        Ok(match (has_failed, is_elsewhere) {
            (true, _) => Outcome::Trouble,
            (false, true) => Outcome::Different,
            (false, false) => Outcome::Done,
        })
    }
}
