//! Differences as Markdown, for a pull request.

use super::judgement::{self, title};
use crate::compare::Comparison;
use crate::diff::Change;
use crate::plan::Plan;
use crate::prove::{Cost, Size, Sizes, in_bytes, rounded};
use crate::render::render;
use crate::review::Item;

/// What changes, what a person must judge, and the statements.
pub fn comparison(comparison: &Comparison) -> String {
    let Comparison {
        from: _,
        to: _,
        fingerprints: _,
        renames,
        up,
        down,
        items,
        restorations,
        stale_answers: _,
        missing_roles: _,
        proof,
        sizes,
    } = comparison;
    if up.is_empty() {
        return "**Schema:** no change.\n".to_owned();
    }
    let mut text = format!("### Schema: {} changes\n\n| | object |\n|---|---|\n", up.changes.len());
    for rename in renames {
        text.push_str(&format!("| rename | `{}` → `{}` |\n", rename.from, rename.to));
    }
    for change in &up.changes {
        let (verb, id) = match change {
            Change::Create { id } => ("create", id),
            Change::Drop { id } => ("**drop**", id),
            Change::Alter { id, .. } => ("alter", id),
        };
        text.push_str(&format!("| {verb} | `{id}` |\n"));
    }
    if !items.is_empty() {
        text.push_str("\n#### To be judged\n\n");
        for item in items {
            let Item { id, sort: _, subject: _, text: _, evidence, default, blocks: _, renamed: _, restoration: _ } =
                item;
            text.push_str(&format!("- [ ] **{id}** {}\n", title(item)));
            for line in evidence {
                text.push_str(&format!("  <br>{line}\n"));
            }
            if !default.is_empty() {
                text.push_str(&format!("  <br>unless decided otherwise: {default}\n"));
            }
        }
    }
    if let Some(proof) = proof {
        text.push_str(&format!("\nProved: {}.\n", proof.summary()));
    }
    text.push_str(&costs(up, proof.as_ref().map(|proof| &proof.steps[..]).unwrap_or_default(), sizes));
    for line in judgement::downgrade(down, restorations) {
        text.push_str(&format!("\nDowngrade: {line}.\n"));
    }
    for (title, plan) in [("Upgrade", up), ("Downgrade", down)] {
        text.push_str(&format!("\n<details><summary>{title}</summary>\n\n```sql\n{}```\n\n</details>\n", render(plan)));
    }
    text
}

/// What each step costs, where that was measured and there is something to say; else empty.
fn costs(up: &Plan, costs: &[Cost], sizes: &Sizes) -> String {
    let listed = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let rows = up.steps.iter().zip(costs).enumerate().filter(|(_, (_, cost))| !cost.text(sizes).is_empty());
    let rows = rows.map(|(index, (planned, cost))| {
        let waited_for = cost.locks.iter().filter(|(mode, _)| mode != "ACCESS SHARE");
        let locks: Vec<String> = waited_for.map(|(mode, name)| format!("{mode} on `{name}`")).collect();
        let rewrites = if cost.rewrites.is_empty() { "no".to_owned() } else { listed(&cost.rewrites) };
        let size = |name: &String| {
            let Size { rows, bytes } = sizes.get(name)?;
            let rows = rows.map(|rows| format!(", about {} rows", rounded(rows))).unwrap_or_default();
            Some(format!("`{name}` {}{rows}", in_bytes(*bytes)))
        };
        let live: Vec<String> = cost.locks.iter().filter_map(|(_, name)| size(name)).collect();
        let (locks, live, blocks) = (locks.join("<br>"), live.join("<br>"), cost.blocks().join(", "));
        let (scans, wal) = (listed(&cost.scans), in_bytes(cost.wal_bytes));
        format!("| {} | `{}` | {locks} | {blocks} | {rewrites} | {scans} | {live} | {wal} |\n", index + 1, planned.id)
    });
    let rows: String = rows.collect();
    if rows.is_empty() {
        return rows;
    }
    let head = "| step | object | locks | blocks | rewrites | scans | live size | WAL, with one row a table |";
    format!("\n#### What it costs\n\n{head}\n|---|---|---|---|---|---|---|---|\n{rows}")
}
