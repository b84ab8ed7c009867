//! Everything about a comparison as JSON, for programs.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::compare::{Comparison, Stale};
use crate::kind::Transaction;
use crate::plan::{Action, Plan};
use crate::prove::{Cost, Proof, Size};
use crate::review::{Item, Restoration};

/// The number of this form. It grows when something is taken away or changes its meaning, not when something is added.
pub const VERSION: u32 = 1;

/// A comparison, with a line end.
pub fn comparison(comparison: &Comparison) -> String {
    pretty(&object(comparison))
}

/// A comparison.
pub fn object(comparison: &Comparison) -> Value {
    let Comparison {
        from,
        to,
        fingerprints,
        renames,
        up,
        down,
        items,
        restorations,
        stale_answers,
        missing_roles,
        proof,
        sizes,
    } = comparison;
    let unmodelled: BTreeSet<&String> = from.catalog.unmodelled.iter().chain(&to.catalog.unmodelled).collect();
    let mut back = steps(down, proof.as_ref().map(|proof| &proof.down_steps[..]).unwrap_or_default());
    for (step, restoration) in back.iter_mut().zip(restorations) {
        (step["restores"], step["why"]) = match restoration {
            Restoration::Exact => (json!("exact"), Value::Null),
            Restoration::StructureOnly(why) => (json!("structure-only"), json!(why)),
            Restoration::Irreversible(why) => (json!("irreversible"), json!(why)),
        };
    }
    json!({
        "version": VERSION,
        "in_step": up.is_empty(),
        "from": { "fingerprint": fingerprints.0, "server_major": from.catalog.server_major },
        "to": { "fingerprint": fingerprints.1, "server_major": to.catalog.server_major },
        "changes": up.changes,
        "renames": renames.iter().map(|rename| json!({ "from": rename.from, "to": rename.to })).collect::<Vec<_>>(),
        "steps": steps(up, proof.as_ref().map(|proof| &proof.steps[..]).unwrap_or_default()),
        "down": back,
        "preflight": preflight(up),
        "down_preflight": preflight(down),
        "proof": proof.as_ref().map(proved),
        "sizes": sizes.iter().map(|(name, size)| (name.clone(), measured(size))).collect::<Map<_, _>>(),
        "items": items.iter().map(item).collect::<Vec<_>>(),
        "stale_answers": stale_answers.iter().map(stale).collect::<Vec<_>>(),
        "missing_roles": missing_roles.iter().map(|missing| &missing.role).collect::<Vec<_>>(),
        "unmodelled": unmodelled,
    })
}

fn preflight(plan: &Plan) -> Vec<Value> {
    let queries = plan.preflight.iter();
    queries
        .map(|asked| json!({ "object": asked.subject.to_string(), "about": asked.about, "sql": asked.sql }))
        .collect()
}

fn stale(stale: &Stale) -> Value {
    let Stale { answer, place, why } = stale;
    let (file, line) = place.as_ref().map(|place| (&place.file, place.line)).unzip();
    json!({ "answer": answer, "file": file, "line": line, "why": why })
}

fn steps(plan: &Plan, costs: &[Cost]) -> Vec<Value> {
    let steps = plan.steps.iter().enumerate().map(|(index, planned)| {
        let cost = costs.get(index).filter(|cost| cost.is_measured);
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
            "locks": cost.map(|cost| {
                let locks = cost.locks.iter().map(|(mode, relation)| json!({ "mode": mode, "relation": relation }));
                locks.collect::<Vec<_>>()
            }),
            "blocks": cost.map(Cost::blocks),
            "rewrites": cost.map(|cost| &cost.rewrites),
            "scans": cost.map(|cost| &cost.scans),
            "wal_bytes": cost.map(|cost| cost.wal_bytes),
        })
    });
    steps.collect()
}

fn measured(size: &Size) -> Value {
    let Size { rows, bytes } = size;
    json!({ "rows": rows, "bytes": bytes })
}

fn item(item: &Item) -> Value {
    let Item { id, sort, subject, text, evidence, default, blocks, renamed, restoration: _ } = item;
    json!({
        "id": id,
        "sort": sort.word(),
        "subject": subject.to_string(),
        "question": text,
        "evidence": evidence,
        "default": default,
        "blocks": blocks,
        "answers": if renamed.is_some() { &["rename", "drop", "later"][..] } else { &["accept", "later"][..] },
    })
}

fn proved(proof: &Proof) -> Value {
    let blockers = |blockers: &[(String, String)]| -> Vec<Value> {
        blockers.iter().map(|(statement, message)| json!({ "sql": statement, "message": message })).collect()
    };
    json!({
        "summary": proof.summary(),
        "server": proof.server,
        "data_blockers": blockers(&proof.data_blockers),
        "down_blockers": blockers(&proof.down_blockers),
        "unasked": blockers(&proof.unasked),
        "given_up": proof.given_up.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// A length of time as a number of milliseconds.
pub fn milliseconds(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

/// With a line end.
pub fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
