//! Differences for people at a terminal: a unified diff of the definition of each changed object.

use std::collections::{BTreeSet, HashSet};

use super::model::{Difference, Line, Object, Place, Sign};
use crate::catalog::Catalog;
use crate::compare::{Comparison, Stale};
use crate::diff::Change;
use crate::id::Id;
use crate::prove::in_bytes;
use crate::review::MissingRole;
use clap::builder::styling::{AnsiColor, Style};

/// The unified diff of every changed object's definition, grouped by object, with escape codes for its colours.
pub fn changes(difference: &Difference) -> String {
    let texts: Vec<String> = difference.objects.iter().map(object).collect();
    texts.join("\n")
}

fn object(object: &Object) -> String {
    let Object { id: _, heading, change, place, before: _, after: _, hunks, attributes } = object;
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let place = place.as_ref().map(|Place { file, line }| format!(" {dim}{file}:{line}{dim:#}")).unwrap_or_default();
    let mut text = format!("{bold}{heading}{bold:#} ({}){place}\n", change.done());
    for (number, hunk) in hunks.iter().enumerate() {
        if number > 0 {
            text.push_str(&format!("{dim}  …{dim:#}\n"));
        }
        for Line { sign, text: line } in hunk {
            let style = match sign {
                Sign::Old => AnsiColor::Red.on_default(),
                Sign::New => AnsiColor::Green.on_default(),
                Sign::Same => Style::new(),
            };
            text.push_str(&format!("{style}{} {line}{style:#}\n", sign.character()));
        }
    }
    for line in attributes {
        text.push_str(&format!("{line}\n"));
    }
    text
}

/// What each step costs that was measured, a line each: `  column public.posts.likes: ACCESS EXCLUSIVE on …`. Empty where
/// there is nothing to say.
pub fn costs(comparison: &Comparison) -> String {
    let steps = comparison.proof.iter().flat_map(|proof| comparison.up.steps.iter().zip(&proof.steps));
    let lines = steps.filter_map(|(planned, cost)| {
        let text = Some(cost.text(&comparison.sizes)).filter(|text| !text.is_empty())?;
        Some(format!("  {}: {text} · {} of WAL\n", planned.id, in_bytes(cost.wal_bytes)))
    });
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("what it costs (WAL with one row in each table):\n{lines}") }
}

/// What happens to which object, a line each: `  create column public.posts.likes`.
pub fn outline(comparison: &Comparison) -> String {
    let mut text = String::new();
    for rename in &comparison.renames {
        text.push_str(&format!("  rename {} → {}\n", rename.from, rename.to));
    }
    let changes = &comparison.up.changes;
    let created: HashSet<&Id> =
        changes.iter().filter(|one| matches!(one, Change::Create { .. })).map(Change::id).collect();
    let dropped: HashSet<&Id> =
        changes.iter().filter(|one| matches!(one, Change::Drop { .. })).map(Change::id).collect();
    for change in changes {
        // What comes and goes with its parent needs no line of its own.
        let goes_with_parent = change.id().parent().is_some_and(|parent| match change {
            Change::Create { .. } => created.contains(parent),
            Change::Drop { .. } => dropped.contains(parent),
            Change::Alter { .. } => false,
        });
        if goes_with_parent {
            continue;
        }
        let (verb, style) = match change {
            Change::Create { .. } => ("create", AnsiColor::Green),
            Change::Drop { .. } => ("drop  ", AnsiColor::Red),
            Change::Alter { .. } => ("alter ", AnsiColor::Yellow),
        };
        let style = style.on_default();
        text.push_str(&format!("  {style}{verb}{style:#} {}\n", change.id()));
    }
    text
}

/// Names the preflight queries that are left out, since the server refuses them; empty where it takes them all.
pub fn unasked(comparison: &Comparison) -> String {
    let refused = comparison.proof.iter().flat_map(|proof| &proof.unasked);
    refused
        .map(|(sql, message)| format!("no preflight query, as the server refuses it ({message}):\n{sql}\n"))
        .collect()
}

/// Names the roles that the live server lacks; empty where there are all.
pub fn missing_roles(comparison: &Comparison) -> String {
    let lines = comparison.missing_roles.iter().map(|missing| {
        let MissingRole { role, named_by, is_made: _ } = missing;
        format!("the server has no role {role}: {named_by}\n")
    });
    lines.collect()
}

/// Names the answers about renames that can go, a line each; empty where all are needed.
pub fn stale_answers(comparison: &Comparison) -> String {
    let lines = comparison.stale_answers.iter().map(|stale| {
        let Stale { answer, place, why } = stale;
        let place = place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        format!("{place}`{answer}`: {why}\n")
    });
    lines.collect()
}

/// Names the tables of other migration runners that were left alone, a line each.
pub fn left_alone<'a>(tables: impl IntoIterator<Item = &'a Id>) -> String {
    tables
        .into_iter()
        .map(|table| format!("left alone: {table}, in which another migration runner keeps its history\n"))
        .collect()
}

/// Names what nobody compares, a line each; empty where everything is compared.
pub fn unmodelled(catalogs: &[&Catalog]) -> String {
    let names: BTreeSet<&String> = catalogs.iter().flat_map(|catalog| &catalog.unmodelled).collect();
    if names.is_empty() {
        return String::new();
    }
    let yellow = AnsiColor::Yellow.on_default();
    let mut text = format!("{yellow}not compared:{yellow:#} autogen doesn't know objects of this kind\n");
    for name in names {
        text.push_str(&format!("  {name}\n"));
    }
    text
}
