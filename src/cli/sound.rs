//! `autogen check --history`: whether the files of the history can be relied on. No server is needed.

use std::path::Path;

use super::context::{Context, relative};
use super::report::Forms;
use super::{Outcome, output};
use crate::error::Result;
use crate::history::table::{self, State};
use crate::history::{Chain, Direction, Revision};
use crate::report;
use crate::report::model::{Finding, Level, Place, Report, Rule, Verdict, counted};

/// Looks at every revision; with a live database, also whether the files are those that were applied to it.
pub(super) async fn run(context: &Context, forms: &Forms, with_database: bool) -> Result<Outcome> {
    let chain = context.chain()?;
    let mut findings: Vec<Finding> = heads(&chain).into_iter().collect();
    findings.extend(chain.ordered().filter_map(proof));
    findings.extend(chain.ordered().flat_map(boxes));
    if let Some(target) = context.database()?.filter(|_| with_database) {
        let client = crate::server::connect(&target).await?;
        findings.extend(edited(&chain, &table::read(&client).await?));
    }
    let is_for_a_person = findings.iter().all(|finding| finding.rule == Rule::Review);
    let (verdict, outcome) = match findings.is_empty() {
        true => (Verdict::InStep, Outcome::Done),
        false if is_for_a_person => (Verdict::Undecided, Outcome::Undecided),
        false => (Verdict::Different, Outcome::Different),
    };
    let headline = match findings.len() {
        0 if chain.is_empty() => "sound: there is no revision yet".to_owned(),
        0 => format!("sound: {}, one head, nothing edited, all reviewed and proved", counted(chain.len(), "revision")),
        count => format!("not sound: {} in {}", counted(count, "finding"), counted(chain.len(), "revision")),
    };
    let told = Report {
        version: report::json::VERSION,
        command: "check",
        title: format!("the history in {}", relative(chain.directory()).display()),
        headline,
        verdict,
        findings,
        difference: None,
        revisions: Vec::new(),
        standing: None,
        catalogs: None,
    };
    let text = || -> String {
        let findings = told.findings.iter().map(|finding| {
            let place = finding.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
            let help = finding.help.as_ref().map(|help| format!("  mend it: {help}\n")).unwrap_or_default();
            format!("{place}{}\n{help}", finding.message)
        });
        findings.chain([format!("{}\n", told.headline)]).collect()
    };
    match forms.is_text_alone() {
        true => output::write(forms.output.as_deref(), &text())?,
        false => forms.write(&told, text, String::new)?,
    }
    Ok(outcome)
}

fn fault(rule: Rule, path: &Path, line: usize, message: String, help: String) -> Finding {
    let place = Some(Place { file: relative(path).display().to_string(), line });
    Finding { rule, level: Level::Error, message, evidence: Vec::new(), object: None, place, help: Some(help) }
}

/// That the history ends in several revisions, at the newest of them.
fn heads(chain: &Chain) -> Option<Finding> {
    let heads = chain.heads();
    let (newest, _) = heads.split_last().filter(|(_, others)| !others.is_empty())?;
    let titles: Vec<String> = heads.iter().map(|head| chain.title(head.id)).collect();
    let message = format!("there are {} heads: {}", heads.len(), titles.join(", "));
    Some(fault(Rule::SeveralHeads, &newest.up_path, 1, message, "`autogen merge -m \"…\"` joins them".to_owned()))
}

/// That a revision isn't proved as it is, at the line that says how it was.
fn proof(revision: &Revision) -> Option<Finding> {
    if revision.is_proved() {
        return None;
    }
    let title = format!("{} {}", revision.id, revision.message);
    let message = match revision.proved.as_str() {
        "" => format!("{title} was never proved"),
        no if no.starts_with("no") => format!("{title} isn't proved: {no}"),
        _ => format!("{title} was edited after it was proved"),
    };
    let line = revision.up.text.lines().position(|line| line.starts_with("-- proved:")).map_or(1, |at| at + 1);
    Some(fault(Rule::NotProved, &revision.up_path, line, message, format!("autogen verify {}", revision.id)))
}

/// The questions that nobody has decided, in either file.
fn boxes(revision: &Revision) -> impl Iterator<Item = Finding> {
    [Direction::Up, Direction::Down].into_iter().flat_map(move |direction| {
        let open = revision.reviews(direction).iter().filter(|one| !one.ticked);
        open.map(move |one| {
            let question = one.text.lines().next().unwrap_or_default();
            let message = format!("undecided: {} {question}", one.id);
            // The verb answers what the upgrade asks; whoever put a box into the other file ticks it there.
            let help = match direction {
                Direction::Up => format!("autogen review {}", revision.id),
                Direction::Down => "tick its box: `[x]`".to_owned(),
            };
            fault(Rule::Review, revision.path(direction), one.line, message, help)
        })
    })
}

/// The files that aren't what was applied, or are missing.
fn edited(chain: &Chain, state: &State) -> Vec<Finding> {
    let applied = state.applied.values();
    let of_one = applied.flat_map(|applied| match chain.known(applied.id) {
        Some(revision) => {
            let changed = revision.changed_files(&applied.checksum).into_iter();
            let restore = "restore the file and put the change into a new revision; if the database is right as it is, \
                           `autogen stamp` takes the file as it is now";
            let message = format!("{} {} changed after it was applied", revision.id, revision.message);
            changed.map(|path| fault(Rule::Edited, path, 1, message.clone(), restore.to_owned())).collect::<Vec<_>>()
        }
        None if chain.replaced_by(applied.id).is_some() => Vec::new(),
        None => {
            let message = format!("{} {} is applied, but its files aren't here", applied.id, applied.message);
            let help = "get them back from version control".to_owned();
            vec![Finding { place: None, ..fault(Rule::Edited, chain.directory(), 1, message, help) }]
        }
    });
    of_one.collect()
}
