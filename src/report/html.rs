//! A report as a page: one file that asks the network for nothing, in light and dark, on a phone and on a desk.

mod picture;

use std::collections::BTreeMap;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::model::{Change, Difference, Finding, Item, Level, Object, Report, Rule, Sign, Step, Verb, Verdict};
use crate::diagram;
use picture::Pictures;

const SCRIPT: &str = include_str!("html/page.js");
/// More definitions and statements than these are folded.
const MOST_OPEN: usize = 24;

/// The whole page.
pub fn page(report: &Report) -> String {
    let style = format!("{}{}", include_str!("html/page.css"), diagram::STYLE);
    let pictures = report
        .difference
        .as_ref()
        .zip(report.catalogs)
        .map(|(difference, (from, to))| picture::pictures(from, to, &difference.changes, &difference.renames));
    let difference = report.difference.as_ref();
    let page = Page {
        report,
        difference,
        findings: findings(report),
        pictures,
        policy: policy(&style),
        style: &style,
        script: SCRIPT,
        agent: concat!("autogen ", env!("CARGO_PKG_VERSION")),
    };
    page.render().expect("writing to a string doesn't fail")
}

/// What the page may do: be styled and run by what is in it, and nothing else.
fn policy(style: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(SCRIPT)
    )
}

/// What no other part of the page shows.
fn findings<'a>(report: &'a Report) -> Vec<&'a Finding> {
    let is_shown_elsewhere =
        |rule: Rule| matches!(rule, Rule::Create | Rule::Drop | Rule::Alter | Rule::Rename | Rule::Review | Rule::Lock);
    let wanted = |finding: &&Finding| report.difference.is_none() || !is_shown_elsewhere(finding.rule);
    report.findings.iter().filter(wanted).collect()
}

#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page<'a> {
    report: &'a Report<'a>,
    difference: Option<&'a Difference>,
    findings: Vec<&'a Finding>,
    pictures: Option<Pictures>,
    policy: String,
    style: &'a str,
    script: &'a str,
    agent: &'a str,
}

impl Page<'_> {
    /// The outcome, without what the line under it says anyway.
    fn headline(&self) -> &str {
        let Report { headline, title, .. } = self.report;
        headline.strip_suffix(title).and_then(|start| start.strip_suffix(": ")).unwrap_or(headline)
    }

    /// The class, the sign and the words of the outcome.
    fn verdict(&self) -> (&'static str, &'static str, &'static str) {
        let is_about_a_revision = matches!(self.report.command, "show" | "explain");
        match self.report.verdict {
            Verdict::InStep if is_about_a_revision => ("good", "\u{2713}", "nothing is open"),
            Verdict::InStep => ("good", "\u{2713}", "in step"),
            Verdict::Different => ("change", "\u{2260}", "different"),
            Verdict::Trouble => ("bad", "\u{2717}", "trouble"),
            Verdict::Undecided => ("open", "?", "a person must decide"),
        }
    }

    /// The numbers of what happens, each with its sign: `+ 3 created`.
    fn numbers(&self) -> Vec<(&'static str, &'static str, usize)> {
        let Some(difference) = self.difference else { return Vec::new() };
        let count = |verb: Verb| {
            difference.changes.iter().filter(|change| change.change == verb && !change.goes_with_parent).count()
        };
        let all = [
            ("created", "+", count(Verb::Create)),
            ("altered", "~", count(Verb::Alter)),
            ("renamed", "\u{2192}", difference.renames.len()),
            ("dropped", "\u{2212}", count(Verb::Drop)),
        ];
        all.into_iter().filter(|(_, _, count)| *count > 0).collect()
    }

    /// The changes that a short list names.
    fn changes(&self) -> Vec<&Change> {
        let changes = self.difference.map(|difference| &difference.changes[..]).unwrap_or_default();
        changes.iter().filter(|change| !change.goes_with_parent).collect()
    }

    /// The notes at the end: a title, and lines.
    fn notes(&self) -> Vec<(&'static str, Vec<String>)> {
        let Some(difference) = self.difference else { return Vec::new() };
        let Difference { proof, stale_answers, missing_roles, unmodelled, left_alone, .. } = difference;
        let blockers = proof.iter().flat_map(|proof| proof.data_blockers.iter().chain(&proof.down_blockers));
        let stale = stale_answers.iter().map(|stale| format!("{}: {}", stale.answer, stale.why));
        let notes = [
            (
                "Rows may stand in the way",
                blockers.map(|one| format!("{} \u{2014} {}", one.sql, one.message)).collect(),
            ),
            ("Dropped with what it held", proof.iter().flat_map(|proof| &proof.given_up).cloned().collect()),
            ("Roles that the server lacks", missing_roles.clone()),
            ("Answers that change nothing any more", stale.collect()),
            ("Not compared: autogen doesn't know objects of these kinds", unmodelled.clone()),
            ("Left alone: the tables of other migration runners", left_alone.iter().map(ToString::to_string).collect()),
        ];
        notes.into_iter().filter(|(_, lines): &(_, Vec<String>)| !lines.is_empty()).collect()
    }

    fn is_open(&self, count: usize) -> bool {
        count <= MOST_OPEN
    }
}

/// How the mark of a change is called in style sheets, and its sign and word.
fn mark(verb: &Verb) -> (&'static str, &'static str) {
    match verb {
        Verb::Create => ("created", "+"),
        Verb::Alter => ("altered", "~"),
        Verb::Drop => ("dropped", "\u{2212}"),
    }
}

fn line_class(sign: &Sign) -> &'static str {
    match sign {
        Sign::Same => "same",
        Sign::Old => "old",
        Sign::New => "new",
    }
}

fn line_sign(sign: &Sign) -> &'static str {
    match sign {
        Sign::Same => " ",
        Sign::Old => "\u{2212}",
        Sign::New => "+",
    }
}

/// The state of a question, in a class and words.
fn state(item: &Item) -> (&'static str, &'static str) {
    match (item.is_decided, item.blocks) {
        (Some(true), _) => ("good", "\u{2713} decided"),
        (_, true) => ("open", "\u{2610} open: the upgrade waits"),
        (_, false) => ("calm", "to know"),
    }
}

fn level(finding: &Finding) -> (&'static str, &'static str) {
    match finding.level {
        Level::Note => ("calm", "note"),
        Level::Warning => ("change", "warning"),
        Level::Error => ("bad", "error"),
    }
}

/// What a step of a downgrade restores, in a class and words.
fn restores(step: &Step) -> Option<(&'static str, &'static str)> {
    match step.restores? {
        "exact" => Some(("good", "\u{2713} restores all")),
        "structure-only" => Some(("change", "\u{25d1} structure only")),
        _ => Some(("bad", "\u{2717} can't be restored")),
    }
}

/// What others can't do while a step runs, in a class and words.
fn blocks(step: &Step) -> Option<(&'static str, String)> {
    let blocks = step.blocks.as_ref()?;
    match blocks.as_slice() {
        [] => Some(("good", "blocks nobody".to_owned())),
        [one] => Some(("change", format!("blocks {one}"))),
        several => Some(("bad", format!("blocks {}", several.join(" and ")))),
    }
}

/// How a step runs, where that isn't with the others in one transaction.
fn manner(step: &Step) -> Option<&'static str> {
    match (step.in_transaction, step.commit_after) {
        (true, false) => None,
        (true, true) => Some("what was done so far is committed after it"),
        (false, _) => Some("outside of a transaction"),
    }
}

/// Why a step is there: a word, and what it says.
fn reasons(step: &Step, difference: &Difference) -> Vec<(&'static str, String)> {
    let (reasons, changes) = (&step.reasons, &difference.changes);
    let made = reasons.changes.iter().filter_map(|number| changes.get(*number)).filter(|one| !one.goes_with_parent);
    let made: Vec<&str> = made.map(|one| &*one.object).collect();
    let mut told = Vec::new();
    // What its heading says already needs no second line.
    if !made.is_empty() && !matches!(made.as_slice(), [one] if Some(*one) == step.object.as_deref()) {
        told.push(("makes good", made.join(", ")));
    }
    told.extend(reasons.because.iter().map(|because| ("because", because.clone())));
    told
}

/// Why a step stands where it does, and what else there was.
fn room(step: &Step) -> Vec<(&'static str, String)> {
    let reasons = &step.reasons;
    let mut after: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    reasons.after.iter().for_each(|one| after.entry(one.step).or_default().push(&one.because));
    let after = after.into_iter().map(|(step, because)| ("after", format!("step {step}: {}", because.join(", "))));
    let mut told: Vec<(&'static str, String)> = after.collect();
    if let Some((first, last)) = reasons.could_stand.filter(|(first, last)| first != last) {
        told.push(("could stand", format!("anywhere from {first} to {last}")));
    }
    told.extend(reasons.otherwise.iter().map(|otherwise| ("or else", otherwise.clone())));
    told
}

/// A statement as psql takes it.
fn statement(step: &Step) -> String {
    let sql = step.sql.trim_end();
    if sql.ends_with(';') { sql.to_owned() } else { format!("{sql};") }
}

/// Whether the definitions of an object differ in what they show.
fn has_lines(object: &Object) -> bool {
    !object.hunks.is_empty()
}
