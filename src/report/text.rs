//! Differences for people at a terminal: a unified diff of the definition of each changed object.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use clap::builder::styling::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use super::definition::definitions;
use crate::catalog::Catalog;
use crate::compare::{Comparison, Stale};
use crate::diff::Change;
use crate::error::Result;
use crate::id::Id;
use crate::prove::in_bytes;
use crate::review::MissingRole;

/// How many unchanged lines stand around a changed one.
const CONTEXT: usize = 2;

/// The unified diff of every changed object's definition, grouped by object, with escape codes for its colours.
pub fn changes(comparison: &Comparison) -> Result<String> {
    let Comparison {
        from,
        to,
        fingerprints: _,
        renames,
        up,
        down: _,
        items: _,
        restorations: _,
        stale_answers: _,
        missing_roles: _,
        proof: _,
        sizes: _,
    } = comparison;
    if up.is_empty() {
        return Ok(String::new());
    }
    let renamed = |id: &Id| renames.iter().fold(id.clone(), |id, rename| id.renamed(&rename.from, &rename.to));
    let mut changed: BTreeSet<Id> = up.changes.iter().map(|change| change.id().whole().clone()).collect();
    changed.extend(renames.iter().map(|rename| rename.to.whole().clone()));
    let old_roots: BTreeSet<Id> = from
        .catalog
        .objects()
        .map(|object| object.id.whole())
        .filter(|id| changed.contains(id) || changed.contains(&renamed(id)))
        .cloned()
        .collect();
    let old_texts = definitions(&from.catalog, &old_roots)?;
    let mut new_texts = definitions(&to.catalog, &changed)?;
    // Of each object of either side: its heading, its definition before and after.
    let mut pairs: BTreeMap<Id, (String, String, String)> = BTreeMap::new();
    for (old, old_text) in old_texts {
        let new = renamed(&old);
        let new_text = new_texts.remove(&new).unwrap_or_default();
        let heading = if new == old { new.to_string() } else { format!("{old} → {new}") };
        pairs.insert(new, (heading, old_text, new_text));
    }
    pairs.extend(new_texts.into_iter().map(|(id, text)| (id.clone(), (id.to_string(), String::new(), text))));
    // Roots that no statement of their own makes.
    for id in changed {
        pairs.entry(id.clone()).or_insert_with(|| (id.to_string(), String::new(), String::new()));
    }
    let mut texts = Vec::new();
    for (id, (heading, old, new)) in pairs {
        if old != new {
            texts.push(unified(&heading, &old, &new));
            continue;
        }
        // Nothing that is written in a definition: the state of an index, what a kind states in no DDL of its own.
        let changes = up.changes.iter().filter(|change| *change.id().whole() == id);
        texts.push(changes.fold(format!("{heading} (changed)\n"), |text, change| text + &attributes(change)));
    }
    Ok(texts.join("\n"))
}

/// What changes about an object, by the names of its attributes.
fn attributes(change: &Change) -> String {
    match change {
        Change::Create { id } => format!("+ {id}\n"),
        Change::Drop { id } => format!("- {id}\n"),
        Change::Alter { id, attributes } => {
            let names: Vec<&str> = attributes.iter().map(String::as_str).collect();
            format!("  {id}: {}\n", names.join(", "))
        }
    }
}

fn unified(heading: &str, old: &str, new: &str) -> String {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let verb = match (old.is_empty(), new.is_empty()) {
        (true, _) => "created",
        (_, true) => "dropped",
        (false, false) => "changed",
    };
    let mut text = format!("{bold}{heading}{bold:#} ({verb})\n");
    let diff = TextDiff::from_lines(old, new);
    for (number, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if number > 0 {
            text.push_str(&format!("{dim}  …{dim:#}\n"));
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', AnsiColor::Red.on_default()),
                ChangeTag::Insert => ('+', AnsiColor::Green.on_default()),
                ChangeTag::Equal => (' ', Style::new()),
            };
            let line = change.value().trim_end_matches('\n');
            text.push_str(&format!("{style}{sign} {line}{style:#}\n"));
        }
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
