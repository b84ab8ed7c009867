//! What the catalog and `information_schema` say of each other, for people and for programs.

use clap::builder::styling::AnsiColor;
use serde_json::{Value, json};

use super::json::{VERSION, pretty};
use crate::catalog::standard::{Contradiction, Hidden, Report};

/// A line each, with escape codes for its colours.
pub fn text(report: &Report) -> String {
    let Report { agreed, contradictions, hidden } = report;
    let (red, yellow) = (AnsiColor::Red.on_default(), AnsiColor::Yellow.on_default());
    let mut text = String::new();
    match contradictions.len() {
        0 => {
            text.push_str(&format!("no contradiction: information_schema and the catalog agree on {agreed} objects\n"))
        }
        count => text.push_str(&format!("{red}information_schema contradicts the catalog{red:#} ({count})\n")),
    }
    for contradiction in contradictions {
        text.push_str(&format!("  {contradiction}\n"));
    }
    if !hidden.is_empty() {
        let count = hidden.len();
        text.push_str(&format!("{yellow}hidden from this role in information_schema{yellow:#} ({count})\n"));
    }
    for one in hidden {
        text.push_str(&format!("  {one}\n"));
    }
    text
}

/// As JSON, with a line end.
pub fn json(report: &Report) -> String {
    let Report { agreed, contradictions, hidden } = report;
    pretty(&json!({
        "version": VERSION,
        "agreed": agreed,
        "contradictions": contradictions.iter().map(contradiction).collect::<Vec<_>>(),
        "hidden": hidden.iter().map(hidden_object).collect::<Vec<_>>(),
    }))
}

fn contradiction(contradiction: &Contradiction) -> Value {
    let mut value = json!(contradiction);
    value["object"] = json!(contradiction.id.to_string());
    value["text"] = json!(contradiction.to_string());
    value
}

fn hidden_object(hidden: &Hidden) -> Value {
    let Hidden { id, attribute } = hidden;
    json!({ "id": id, "object": id.to_string(), "attribute": attribute })
}
