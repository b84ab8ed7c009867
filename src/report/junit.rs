//! Findings as JUnit's XML, which nearly every CI server shows as tests: an error is a failure, all else passes.

use std::io::Write as _;

use quick_xml::events::BytesText;
use quick_xml::writer::Writer;

use super::model::{Finding, Level, Report};

/// A suite with a test for each finding and each revision, or one test where there is neither.
pub fn suite(report: &Report) -> String {
    let failures = report.findings.iter().filter(|finding| finding.level == Level::Error).count();
    let proved: Vec<_> = report.revisions.iter().filter(|revision| revision.proved).collect();
    let is_silent = report.findings.is_empty() && proved.is_empty();
    let count = report.findings.len() + proved.len() + usize::from(is_silent);
    let name = format!("autogen {}", report.command);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.get_mut().write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("memory takes all");
    let counts = [("tests", count.to_string()), ("failures", failures.to_string()), ("errors", "0".to_owned())];
    let attributes = || {
        let counts = counts.iter().map(|(key, value)| (*key, value.as_str()));
        std::iter::once(("name", name.as_str())).chain(counts)
    };
    let written = writer.create_element("testsuites").with_attributes(attributes()).write_inner_content(|writer| {
        writer.create_element("testsuite").with_attributes(attributes()).write_inner_content(|writer| {
            if is_silent {
                case(writer, &name, &report.headline, None)?;
            }
            for revision in proved {
                case(writer, &name, &format!("{} {}", revision.revision, revision.message), None)?;
            }
            for finding in &report.findings {
                case(writer, &name, &finding.message, Some(finding))?;
            }
            Ok(())
        })?;
        Ok(())
    });
    written.expect("memory takes all");
    let mut text = String::from_utf8(writer.into_inner()).expect("it was written from text");
    text.push('\n');
    text
}

fn case(writer: &mut Writer<Vec<u8>>, class: &str, name: &str, finding: Option<&Finding>) -> std::io::Result<()> {
    let name = legible(name);
    let mut element = writer.create_element("testcase").with_attributes([("classname", class), ("name", &name)]);
    let place = finding.and_then(|finding| finding.place.as_ref());
    let line = place.map(|place| place.line.to_string());
    if let (Some(place), Some(line)) = (place, &line) {
        element = element.with_attributes([("file", place.file.as_str()), ("line", line)]);
    }
    let Some(finding) = finding else { return element.write_empty().map(|_| ()) };
    let mut lines = finding.evidence.clone();
    lines.extend(place.map(ToString::to_string));
    lines.extend(finding.help.clone());
    let text = legible(&lines.join("\n"));
    let inner = |writer: &mut Writer<Vec<u8>>| {
        let element = match finding.level {
            Level::Error => writer
                .create_element("failure")
                .with_attributes([("type", finding.rule.word()), ("message", name.as_str())]),
            Level::Warning | Level::Note => writer.create_element("system-out"),
        };
        element.write_text_content(BytesText::new(&text)).map(|_| ())
    };
    element.write_inner_content(inner).map(|_| ())
}

/// Without the control characters that XML 1.0 can't hold.
fn legible(text: &str) -> String {
    text.chars().filter(|one| !one.is_control() || matches!(one, '\n' | '\t')).collect()
}
