//! What review and proof have found, in the words of files and reports.

use crate::history::ReviewBox;
use crate::history::file::StepText;
use crate::kind::{Step, Transaction};
use crate::plan::Plan;
use crate::prove::Proof;
use crate::review::Item;

/// The proof in a line.
pub fn proof(_proof: &Proof) -> String {
    "in scratch".to_owned()
}

/// The question in a line: `R1 partial index public.ix_posts_live: …`.
pub fn title(item: &Item) -> String {
    format!("{} {}", item.id, item.text)
}

/// The question as an open box of a file.
pub fn review_box(item: &Item) -> ReviewBox {
    ReviewBox { id: item.id.clone(), ticked: false, text: item.text.clone(), line: 0 }
}

/// The statements of a plan as a file has them, with what the proof has seen each of them cost.
pub fn steps(plan: &Plan, _proof: Option<&Proof>) -> Vec<StepText> {
    let steps = plan.steps.iter().map(|planned| {
        let Step { sql, transaction, commit_after } = &planned.step;
        StepText {
            heading: planned.id.to_string(),
            sql: sql.clone(),
            transaction: *transaction == Transaction::Inside,
            commit_after: *commit_after,
        }
    });
    steps.collect()
}
