//! Findings as SARIF 2.1.0, the form that code scanning services and editors read (OASIS, "Static Analysis Results
//! Interchange Format").

use serde_json::{Value, json};

use super::gitlab::fingerprint;
use super::json::pretty;
use super::model::{Finding, Level, Report, Rule, Verdict};

/// One run of autogen.
pub fn log(report: &Report) -> String {
    let rules = Rule::ALL.iter().map(|rule| {
        json!({
            "id": rule.word(),
            "shortDescription": { "text": rule.meaning() },
        })
    });
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "autogen",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Vec<_>>(),
            } },
            "invocations": [{ "executionSuccessful": report.verdict != Verdict::Trouble }],
            "columnKind": "unicodeCodePoints",
            "results": report.findings.iter().map(result).collect::<Vec<_>>(),
        }],
    }))
}

fn result(finding: &Finding) -> Value {
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let lines: Vec<&str> = std::iter::once(finding.message.as_str())
        .chain(finding.evidence.iter().map(String::as_str))
        .chain(finding.help.as_deref())
        .collect();
    let locations = finding.place.iter().map(|place| {
        json!({ "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.file) },
            "region": { "startLine": place.line.max(1) },
        } })
    });
    json!({
        "ruleId": finding.rule.word(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": level,
        "message": { "text": lines.join("\n") },
        "locations": locations.collect::<Vec<_>>(),
        "partialFingerprints": { "autogen/v1": fingerprint(finding) },
    })
}

/// A path as a relative reference (RFC 3986), or a `file:` URL.
fn uri(path: &str) -> String {
    if let Ok(url) = url::Url::from_file_path(path) {
        return url.into();
    }
    let base = url::Url::parse("file:///").expect("it is a URL");
    let joined = base.join(&path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"));
    joined.map(|url| url.path().trim_start_matches('/').to_owned()).unwrap_or_default()
}
