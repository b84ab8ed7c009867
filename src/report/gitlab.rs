//! Findings as GitLab's Code Quality report, which a merge request shows beside the changed lines.
//!
//! The form is documented by GitLab under "Code Quality", "Code Quality report format".

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::json::pretty;
use super::model::{Finding, Level, Report};

/// An array with an object for each finding.
pub fn code_quality(report: &Report) -> String {
    pretty(&Value::Array(report.findings.iter().map(issue).collect()))
}

fn issue(finding: &Finding) -> Value {
    let severity = match finding.level {
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Note => "info",
    };
    // GitLab leaves out what has no place.
    let (path, line) = finding.place.as_ref().map_or(("autogen.toml", 1), |place| (&place.file, place.line));
    json!({
        "description": finding.message,
        "check_name": format!("autogen-{}", finding.rule.word()),
        "fingerprint": fingerprint(finding),
        "severity": severity,
        "location": { "path": path.strip_prefix("./").unwrap_or(path), "lines": { "begin": line } },
    })
}

/// The same for the same finding on another line, so that a merge request shows only what is new.
pub(super) fn fingerprint(finding: &Finding) -> String {
    let file = finding.place.as_ref().map(|place| place.file.as_str()).unwrap_or_default();
    let parts = [finding.rule.word(), finding.object.as_deref().unwrap_or_default(), &finding.message, file];
    let digest = Sha256::digest(parts.join("\0"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
