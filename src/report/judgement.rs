//! What review and proof have found, in the words of files and reports.

use crate::history::ReviewBox;
use crate::history::file::StepText;
use crate::kind::{Step, Transaction};
use crate::plan::Plan;
use crate::prove::{Cost, Proof};
use crate::review::Item;

/// The proof in a line.
pub fn proof(proof: &Proof) -> String {
    proof.summary()
}

/// The question in a line: `R1 partial index public.ix_posts_live: …`.
pub fn title(item: &Item) -> String {
    format!("{} {}", item.id, item.text)
}

/// The question as a box of a file, open where the upgrade waits for the answer.
pub fn review_box(item: &Item) -> ReviewBox {
    ReviewBox { id: item.id.clone(), ticked: !item.blocks, text: item.text.clone(), line: 0 }
}

/// The statements of a plan as a file has them, with what the proof has seen each of them cost.
pub fn steps(plan: &Plan, proof: Option<&Proof>) -> Vec<StepText> {
    let steps = plan.steps.iter().enumerate().map(|(number, planned)| {
        let cost = proof.and_then(|proof| proof.steps.get(number)).map(Cost::text).filter(|cost| !cost.is_empty());
        let Step { sql, transaction, commit_after } = &planned.step;
        StepText {
            heading: cost.unwrap_or_else(|| planned.id.to_string()),
            sql: sql.clone(),
            transaction: *transaction == Transaction::Inside,
            commit_after: *commit_after,
        }
    });
    steps.collect()
}
