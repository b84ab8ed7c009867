//! Findings as the workflow commands that GitHub Actions turns into annotations of a pull request.
//!
//! The form is documented by GitHub under "Workflow commands": `::error file=…,line=…,title=…::message`.

use super::model::{Finding, Level, Report};

/// A line for each finding, and the outcome at the end.
pub fn annotations(report: &Report) -> String {
    let lines: String = report.findings.iter().map(annotation).collect();
    // What isn't a command is shown in the log as it is; what looks like one mustn't be taken for it.
    format!("{lines}{}\n", report.headline.trim_end().replace('\n', " ").trim_start_matches(':'))
}

fn annotation(finding: &Finding) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        properties.push(format!("file={}", property(&place.file)));
        properties.push(format!("line={}", place.line));
    }
    properties.push(format!("title={}", property(&format!("autogen {}", finding.rule.word()))));
    let lines: Vec<&str> = std::iter::once(finding.message.as_str())
        .chain(finding.evidence.iter().map(String::as_str))
        .chain(finding.help.as_deref())
        .collect();
    format!("::{command} {}::{}\n", properties.join(","), message(&lines.join("\n")))
}

/// What stands behind the second `::`.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands before it, where a comma and a colon mean something.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
