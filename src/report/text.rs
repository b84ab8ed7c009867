//! Differences for people at a terminal: a unified diff of the definition of each changed object.

use std::collections::{BTreeMap, BTreeSet};

use clap::builder::styling::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use super::definition::{definitions, root};
use crate::compare::Comparison;
use crate::error::Result;
use crate::id::Id;

/// How many unchanged lines stand around a changed one.
const CONTEXT: usize = 2;

/// The unified diff of every changed object's definition, grouped by object, with escape codes for its colours.
pub fn changes(comparison: &Comparison) -> Result<String> {
    let Comparison { from, to, renames, up, down: _, items: _, proof: _ } = comparison;
    if up.is_empty() {
        return Ok(String::new());
    }
    let renamed = |id: &Id| renames.iter().fold(id.clone(), |id, rename| id.renamed(&rename.from, &rename.to));
    let mut changed: BTreeSet<Id> = up.changes.iter().map(|change| root(change.id()).clone()).collect();
    changed.extend(renames.iter().map(|rename| root(&rename.to).clone()));
    let old_roots: BTreeSet<Id> = from
        .catalog
        .objects()
        .map(|object| root(object.id))
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
    let shown = pairs.into_values().filter(|(_, old, new)| old != new);
    Ok(shown.map(|(heading, old, new)| unified(&heading, &old, &new)).collect::<Vec<_>>().join("\n"))
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

/// Names what nobody compares, on stderr.
pub fn print_unmodelled(comparison: &Comparison) {
    let names: BTreeSet<&String> =
        [&comparison.from, &comparison.to].into_iter().flat_map(|sourced| &sourced.catalog.unmodelled).collect();
    if names.is_empty() {
        return;
    }
    let yellow = AnsiColor::Yellow.on_default();
    anstream::eprintln!("{yellow}not compared{yellow:#}, because autogen doesn't know their kind:");
    for name in names {
        anstream::eprintln!("  {name}");
    }
}
