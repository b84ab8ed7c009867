//! `autogen verify`: proves revisions whose statements aren't those that were proved.

use clap::Args;

use super::Outcome;
use super::context::{Context, relative};
use super::history::within;
use super::report::{Forms, here};
use super::review::one;
use crate::catalog::Catalog;
use crate::compare;
use crate::error::{Error, Result};
use crate::history::{self, Direction, Revision};
use crate::prove::{Walk, replay_revision};
use crate::report;
use crate::report::model::{self, Finding, Level, Place, Report, Rule, Verdict};

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

    #[command(flatten)]
    pub forms: Forms,
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
        let sql: String = chosen.iter().map(|revision| revision.up.text.as_str()).collect::<Vec<_>>().join("\n");
        for revision in chosen {
            let work = replay_revision(&mut walk, &chain, revision);
            let replayed = match context.slow(&format!("proving {}", revision.name()), work).await {
                Ok(replayed) => replayed,
                Err(error @ (Error::Apply { .. } | Error::Proof { .. })) => {
                    let mut lines = vec![error.to_string()];
                    lines.extend(std::error::Error::source(&error).map(|cause| format!("caused by: {cause}")));
                    lines.extend(error.evidence());
                    text.push_str(&format!("{} {}: fails: {}\n", revision.id, revision.message, lines.join("\n  ")));
                    let place = match &error {
                        Error::Apply { place, .. } => Some(here(place)),
                        _ => None,
                    };
                    told.push(outcome(revision, false, lines.join("\n"), false, place));
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
            let told_summary = if is_there { summary } else { format!("{verdict}: {summary}") };
            told.push(outcome(revision, is_there, told_summary, is_written, None));
        }
        walk.end().await?;
        let failed = told.iter().filter(|one| !one.proved).count();
        let report = Report {
            version: report::json::VERSION,
            command: "verify",
            title: "Proof of the migrations".to_owned(),
            headline: match (told.len(), failed) {
                (0, _) => "every revision is proved as it is".to_owned(),
                (count, 0) => format!("proved: {count} of {count} revisions"),
                (count, failed) => format!("not proved: {failed} of {count} revisions"),
            },
            verdict: match (has_failed, is_elsewhere) {
                (true, _) => Verdict::Trouble,
                (false, true) => Verdict::Different,
                (false, false) => Verdict::InStep,
            },
            findings: told.iter().filter(|one| !one.proved).map(finding).collect(),
            difference: None,
            revisions: told,
            standing: None,
            catalogs: None,
        };
        let in_words = || if report.revisions.is_empty() { format!("{}\n", report.headline) } else { text.clone() };
        self.forms.write(&report, in_words, || sql.clone())?;
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

/// What became of a revision; `place` is where it fails, if that is known.
fn outcome(revision: &Revision, proved: bool, summary: String, written: bool, place: Option<Place>) -> model::Revision {
    let [up, down] = [&revision.up_path, &revision.down_path].map(|path| relative(path).display().to_string());
    model::Revision {
        revision: revision.id.to_string(),
        message: revision.message.clone(),
        proved,
        summary,
        place: place.unwrap_or_else(|| Place { file: up.clone(), line: 1 }),
        up,
        down,
        written,
    }
}

/// That a revision isn't sound.
fn finding(revision: &model::Revision) -> Finding {
    let mut lines = revision.summary.lines().map(str::to_owned);
    Finding {
        rule: Rule::Unsound,
        level: Level::Error,
        message: format!("{} {}: {}", revision.revision, revision.message, lines.next().unwrap_or_default()),
        evidence: lines.collect(),
        object: None,
        place: Some(revision.place.clone()),
        help: Some("`autogen verify` proves it again; with --accept, that where it leads now is meant".to_owned()),
    }
}
