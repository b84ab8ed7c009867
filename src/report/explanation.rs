//! The statements of a revision with their reasons, for people at a terminal.

use clap::builder::styling::{AnsiColor, Style};

use super::finding::titled;
use super::model::{Change, Difference, Step, Verb};

/// Every statement: which difference it is there for, why it stands where it stands, what it costs, what else was possible.
pub fn text(difference: &Difference) -> String {
    let yellow = AnsiColor::Yellow.on_default();
    let mut text = String::new();
    for (title, steps, is_down) in [("upgrade", &difference.steps, false), ("downgrade", &difference.down, true)] {
        let bold = Style::new().bold();
        text.push_str(&format!("{bold}{title}{bold:#}\n"));
        if steps.is_empty() {
            text.push_str("  nothing to do\n");
        }
        for step in steps {
            text.push_str(&self::step(step, &difference.changes, is_down));
        }
    }
    for item in &difference.items {
        let state = if item.is_decided == Some(true) { "decided" } else { "open" };
        text.push_str(&format!("{yellow}{}{yellow:#} {} ({state})\n", item.id, titled(item)));
        text.extend(item.evidence.iter().map(|line| format!("     {line}\n")));
    }
    if let Some(proof) = &difference.proof {
        text.push_str(&format!("seen on {}\n", proof.server));
    }
    text
}

fn step(step: &Step, changes: &[Change], is_down: bool) -> String {
    let dim = Style::new().dimmed();
    let place = step.place.as_ref().map(|place| format!("  {dim}{place}{dim:#}")).unwrap_or_default();
    let number = format!("{:>3}", step.number);
    let mut lines = step.sql.lines();
    let mut text = format!("{number}  {}{place}\n", lines.next().unwrap_or_default());
    text.extend(lines.map(|line| format!("     {line}\n")));
    let mut tell = |what: &str, lines: Vec<String>| {
        for (index, line) in lines.into_iter().enumerate() {
            let what = if index == 0 { what } else { "" };
            text.push_str(&format!("       {dim}{what:<12}{dim:#}{line}\n"));
        }
    };
    tell("difference", differences(step, changes, is_down));
    tell("because", step.reasons.because.clone());
    let after = step.reasons.after.iter().map(|after| format!("step {}: it {}", after.step, after.because));
    tell("after", after.collect());
    if let Some((first, last)) = step.reasons.could_stand {
        tell(
            "could stand",
            vec![match first == last {
                true => "only here".to_owned(),
                false => format!("anywhere from {first} to {last}"),
            }],
        );
    }
    tell("cost", Some(step.cost.clone()).filter(|cost| !cost.is_empty()).into_iter().collect());
    tell("otherwise", step.reasons.otherwise.clone());
    if let (Some(restores), Some(why)) = (step.restores, &step.why) {
        tell("restores", vec![format!("{}: {why}", restores.replace('-', " "))]);
    }
    text
}

/// `column public.posts.likes is created, declared at schema/posts.sql:9`.
fn differences(step: &Step, changes: &[Change], is_down: bool) -> Vec<String> {
    let made: Vec<&Change> = step.reasons.changes.iter().map(|number| &changes[*number]).collect();
    // What comes or goes with its parent is told with that.
    let is_told = |change: &&&Change| {
        let parent = change.id.parent().filter(|_| change.goes_with_parent);
        !parent.is_some_and(|parent| made.iter().any(|one| one.id == *parent))
    };
    let told = made.iter().filter(is_told).map(|change| {
        let Change { change, id: _, object, attributes, place, goes_with_parent: _ } = change;
        let what = match (change, is_down) {
            (Verb::Create, false) | (Verb::Drop, true) => "is created".to_owned(),
            (Verb::Drop, false) | (Verb::Create, true) => "is dropped".to_owned(),
            (Verb::Alter, _) => format!("changes: {}", attributes.join(", ")),
        };
        let place = place.as_ref().map(|place| format!(", declared at {place}")).unwrap_or_default();
        format!("{object} {what}{place}")
    });
    told.collect()
}
