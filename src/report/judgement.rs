//! What review and proof have found, in the words of files and reports.

use clap::builder::styling::AnsiColor;

use crate::history::ReviewBox;
use crate::history::file::StepText;
use crate::kind::{Step, Transaction};
use crate::plan::Plan;
use crate::prove::{Cost, Sizes};
use crate::review::{Item, MissingRole, Restoration};

/// The questions with their evidence, for a terminal; empty where there is none.
pub fn questions(items: &[Item]) -> String {
    let yellow = AnsiColor::Yellow.on_default();
    let mut text = String::new();
    for item in items {
        let Item { id, sort: _, subject: _, text: _, evidence, default, blocks: _, renamed: _, restoration: _ } = item;
        text.push_str(&format!("{yellow}{id}{yellow:#} {}\n", title(item)));
        for line in evidence {
            text.push_str(&format!("     {line}\n"));
        }
        if !default.is_empty() {
            text.push_str(&format!("     unless you decide otherwise: {default}\n"));
        }
    }
    text
}

/// The question, beginning with its sort: `partial index public.posts.ix: …`.
pub fn title(item: &Item) -> String {
    let sort = item.sort.word().replace('-', " ");
    if item.text.starts_with(&sort) { item.text.clone() } else { format!("{sort}: {}", item.text) }
}

/// Whether a revision waits for the answer: `sorts` are those that the configuration lets block, none for all.
pub fn blocks(item: &Item, sorts: Option<&[String]>) -> bool {
    item.blocks && sorts.is_none_or(|sorts| sorts.iter().any(|sort| sort == item.sort.word()))
}

/// The question as a box of a file, open if the revision is to wait for the answer.
pub fn review_box(item: &Item, sorts: Option<&[String]>) -> ReviewBox {
    let Item { id, sort: _, subject: _, text: _, evidence, default, blocks: _, renamed: _, restoration: _ } = item;
    let mut lines = vec![title(item)];
    lines.extend(evidence.iter().cloned());
    if !default.is_empty() {
        lines.push(format!("as written: {default}"));
    }
    ReviewBox { id: id.clone(), ticked: !blocks(item, sorts), text: lines.join("\n"), line: 0 }
}

/// What the downgrade brings back, a line for each step that doesn't bring back everything, or one if they all do.
pub fn downgrade(down: &Plan, restorations: &[Restoration]) -> Vec<String> {
    let told = down.steps.iter().zip(restorations).filter_map(|(step, restoration)| match restoration {
        Restoration::Exact => None,
        Restoration::StructureOnly(why) => Some(format!("structure only, {}: {why}", step.id)),
        Restoration::Irreversible(why) => Some(format!("irreversible, {}: {why}", step.id)),
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { vec!["exact".to_owned()] } else { told }
}

/// That a role outlives the downgrade, as a box of its file: there is nothing to decide.
pub fn left_by_the_downgrade(missing: &MissingRole, number: usize) -> ReviewBox {
    let text = format!("role {} stays: other databases of the server may use it", missing.role);
    ReviewBox { id: format!("R{number}"), ticked: true, text, line: 0 }
}

/// The statements of a plan as a file has them, each with its cost where a proof has measured it, and of a downgrade with
/// what it brings back.
pub fn steps(plan: &Plan, costs: &[Cost], sizes: &Sizes, restorations: &[Restoration]) -> Vec<StepText> {
    let steps = plan.steps.iter().enumerate().map(|(index, planned)| {
        let Step { sql, transaction, commit_after } = &planned.step;
        let cost = costs.get(index).map(|cost| cost.text(sizes)).unwrap_or_default();
        StepText {
            heading: if cost.is_empty() { planned.id.to_string() } else { cost },
            sql: sql.clone(),
            transaction: *transaction == Transaction::Inside,
            commit_after: *commit_after,
            restoration: restorations.get(index).cloned().unwrap_or_default(),
        }
    });
    steps.collect()
}
