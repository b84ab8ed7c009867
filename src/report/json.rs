//! Everything about a comparison as JSON, for programs.

use std::time::Duration;

use serde_json::{Value, json};

use super::difference;
use super::model::Report;
pub use super::model::VERSION;
use crate::compare::Comparison;
use crate::error::Result;

/// A report, with a line end.
pub fn report(report: &Report) -> String {
    pretty(&serde_json::to_value(report).expect("a report is plain data"))
}

/// The JSON Schema of a report.
pub fn schema() -> Value {
    schemars::schema_for!(Report).to_value()
}

/// A comparison.
pub fn object(comparison: &Comparison) -> Result<Value> {
    let mut object = json!({ "version": VERSION });
    let difference = serde_json::to_value(difference(comparison)?).expect("a report is plain data");
    let map = object.as_object_mut().expect("it was made as one");
    map.extend(difference.as_object().cloned().unwrap_or_default());
    Ok(object)
}

/// A length of time as a number of milliseconds.
pub fn milliseconds(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

/// With a line end.
pub fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
