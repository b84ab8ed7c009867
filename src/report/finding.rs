//! What of a report belongs to a place in a file: for editors, for annotations in pull requests, for CI servers.

use super::model::{Difference, Finding, Item, Level, Place, Rule, Verb};
use crate::error::{self, Error};

/// How the two states of a difference are called: `the migrations`, `schema`.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub from: &'a str,
    pub to: &'a str,
}

/// Everything that a difference has to say at a place. A change weighs as `level` says.
pub fn of_difference(difference: &Difference, names: Names, level: Level, help: Option<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rename in &difference.renames {
        findings.push(Finding {
            rule: Rule::Rename,
            level,
            message: format!("{} is called {} in {}", rename.from, rename.to.quoted(), names.to),
            evidence: Vec::new(),
            object: Some(rename.to.to_string()),
            place: rename.place.clone(),
            help: help.map(str::to_owned),
        });
    }
    // What comes or goes with its parent needs no finding of its own.
    for change in difference.changes.iter().filter(|change| !change.goes_with_parent) {
        let (object, Names { from, to }) = (&change.object, names);
        let (rule, message) = match change.change {
            Verb::Create => (Rule::Create, format!("{object} is in {to}, and isn't in {from}")),
            Verb::Drop => (Rule::Drop, format!("{object} is in {from}, and isn't in {to}")),
            Verb::Alter => {
                let attributes = change.attributes.join(", ");
                (Rule::Alter, format!("{object} isn't the same in {from} and {to}: {attributes}"))
            }
        };
        findings.push(Finding {
            rule,
            level,
            message,
            evidence: Vec::new(),
            object: Some(object.clone()),
            place: change.place.clone(),
            help: help.map(str::to_owned),
        });
    }
    findings.extend(difference.items.iter().filter(|item| item.is_decided != Some(true)).map(question));
    findings.extend(difference.steps.iter().filter_map(|step| {
        let blocks = step.blocks.as_ref().filter(|blocks| !blocks.is_empty())?;
        Some(Finding {
            rule: Rule::Lock,
            level: Level::Note,
            message: format!("step {} blocks {}: {}", step.number, blocks.join(" and "), step.cost),
            evidence: vec![step.sql.clone()],
            object: step.object.clone(),
            place: step.place.clone().or_else(|| step.declared.clone()),
            help: step.reasons.otherwise.first().cloned(),
        })
    }));
    findings.extend(difference.stale_answers.iter().map(|stale| Finding {
        rule: Rule::StaleAnswer,
        level: Level::Warning,
        message: format!("`{}` can go: {}", stale.answer, stale.why),
        evidence: Vec::new(),
        object: None,
        place: stale.file.clone().zip(stale.line).map(|(file, line)| Place { file, line }),
        help: None,
    }));
    findings.extend(difference.missing_roles.iter().map(|role| Finding {
        rule: Rule::MissingRole,
        level: Level::Warning,
        message: format!("the server has no role {role}"),
        evidence: Vec::new(),
        object: None,
        place: None,
        help: Some("an upgrade stops before it changes anything: make the role, or see [manage] roles".to_owned()),
    }));
    findings.extend(difference.unmodelled.iter().map(|name| Finding {
        rule: Rule::NotCompared,
        level: Level::Note,
        message: format!("{name} isn't compared: autogen doesn't know objects of this kind"),
        evidence: Vec::new(),
        object: Some(name.clone()),
        place: None,
        help: Some("--strict makes this an error".to_owned()),
    }));
    findings
}

/// A question that somebody has to decide.
pub fn question(item: &Item) -> Finding {
    Finding {
        rule: Rule::Review,
        level: Level::Warning,
        message: format!("{} {}", item.id, titled(item)),
        evidence: item.evidence.clone(),
        object: Some(item.subject.clone()).filter(|subject| !subject.is_empty()),
        place: item.place.clone(),
        help: Some(item.default.clone())
            .filter(|default| !default.is_empty())
            .map(|default| format!("unless decided otherwise: {default}")),
    }
}

/// The question, beginning with its sort.
pub fn titled(item: &Item) -> String {
    let sort = item.sort.replace('-', " ");
    if item.question.starts_with(&sort) { item.question.clone() } else { format!("{sort}: {}", item.question) }
}

/// What kept a command from an answer: one finding for each place that the error names, which `shown` says how to show.
pub fn of_error(error: &Error, shown: fn(&error::Place) -> Place) -> Vec<Finding> {
    if let Error::LoadMany(errors) = error {
        return errors.iter().flat_map(|error| of_error(error, shown)).collect();
    }
    let place = match error {
        Error::Load { place, .. } | Error::Apply { place, .. } => Some(shown(place)),
        _ => None,
    };
    let message = match (error, std::error::Error::source(error)) {
        // The place is shown beside it.
        (Error::Load { message, .. }, _) => message.clone(),
        (_, Some(cause)) => format!("{error}: {cause}"),
        (_, None) => error.to_string(),
    };
    vec![Finding {
        rule: Rule::Trouble,
        level: Level::Error,
        message,
        evidence: error.evidence(),
        object: None,
        place,
        help: error.hint().map(str::to_owned),
    }]
}
