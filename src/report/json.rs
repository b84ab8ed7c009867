//! Everything about a comparison as JSON, for programs.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::compare::Comparison;
use crate::kind::Transaction;
use crate::plan::{Action, Plan};

/// The number of this form. It grows when something is taken away or changes its meaning, not when something is added.
pub const VERSION: u32 = 1;

/// A comparison, with a line end.
pub fn comparison(comparison: &Comparison) -> String {
    pretty(&object(comparison))
}

/// A comparison.
pub fn object(comparison: &Comparison) -> Value {
    let Comparison { from, to, renames, up, down, items, proof: _ } = comparison;
    let unmodelled: BTreeSet<&String> = from.catalog.unmodelled.iter().chain(&to.catalog.unmodelled).collect();
    json!({
        "version": VERSION,
        "in_step": up.is_empty(),
        "from": { "fingerprint": from.catalog.fingerprint(), "server_major": from.catalog.server_major },
        "to": { "fingerprint": to.catalog.fingerprint(), "server_major": to.catalog.server_major },
        "changes": up.changes,
        "renames": renames.iter().map(|rename| json!({ "from": rename.from, "to": rename.to })).collect::<Vec<_>>(),
        "steps": steps(up),
        "down": steps(down),
        "items": items.iter().map(|item| json!({ "id": item.id, "text": item.text })).collect::<Vec<_>>(),
        "unmodelled": unmodelled,
    })
}

fn steps(plan: &Plan) -> Vec<Value> {
    let steps = plan.steps.iter().map(|planned| {
        let action = match planned.action {
            Action::TearDown => "drop",
            Action::Alter => "alter",
            Action::Build => "create",
        };
        json!({
            "sql": planned.step.sql,
            "object": planned.id.to_string(),
            "id": planned.id,
            "action": action,
            "in_transaction": planned.step.transaction == Transaction::Inside,
            "commit_after": planned.step.commit_after,
        })
    });
    steps.collect()
}

/// With a line end.
pub fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
