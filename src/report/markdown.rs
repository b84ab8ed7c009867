//! Differences as Markdown, for a pull request.

use super::judgement::{self, title};
use crate::compare::Comparison;
use crate::diff::Change;
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
    for line in judgement::downgrade(down, restorations) {
        text.push_str(&format!("\nDowngrade: {line}.\n"));
    }
    for (title, plan) in [("Upgrade", up), ("Downgrade", down)] {
        text.push_str(&format!("\n<details><summary>{title}</summary>\n\n```sql\n{}```\n\n</details>\n", render(plan)));
    }
    text
}
