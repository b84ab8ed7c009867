//! What `check` lets be: `[check] ignore` and `--ignore`. It is counted and told, never passed over.

use std::path::Path;

use clap::Args;

use super::context::{Context, relative};
use crate::compare::ignore::{Ignore, Ignored, in_force};
use crate::error::{Place, Result};
use crate::report::model::{self, Finding, Level, Rule};

#[derive(Debug, Args)]
pub(super) struct Ignoring {
    /// Let differences of these objects be, this once: `public.tmp_*`, `index public.*`. `[check] ignore` in autogen.toml
    /// does so up to a day
    #[arg(long, value_name = "PATTERN", conflicts_with = "quick")]
    ignore: Vec<String>,
}

impl Ignoring {
    /// Everything that is to be let be today.
    pub fn in_force(&self, context: &Context) -> Result<Vec<Ignore>> {
        let said = self.ignore.iter().map(|pattern| Ignore {
            pattern: pattern.clone(),
            until: None,
            why: "--ignore".to_owned(),
            place: None,
        });
        let ignores: Vec<Ignore> = said.chain(context.config.ignores().iter().cloned()).collect();
        in_force(&ignores, jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date())?;
        Ok(ignores)
    }
}

/// For people, a line for each pattern.
pub(super) fn text(ignored: &[Ignored]) -> String {
    ignored.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn line(Ignored { ignore: Ignore { pattern, until, why, place }, objects }: &Ignored) -> String {
    let until = until.map(|until| format!(" until {until}: {why}")).unwrap_or_default();
    match (objects.as_slice(), place) {
        ([], Some(place)) => format!("`{pattern}` ignores nothing and can go ({})", self::place(place)),
        ([], None) => format!("--ignore '{pattern}' ignores nothing"),
        ([one], _) => format!("ignored: {one} ({pattern}{until})"),
        (several, _) => format!("ignored: {} differences ({pattern}{until})", several.len()),
    }
}

pub(super) fn finding(ignored: &Ignored) -> Finding {
    Finding {
        rule: Rule::Ignored,
        level: if ignored.objects.is_empty() { Level::Warning } else { Level::Note },
        message: line(ignored),
        evidence: ignored.objects.iter().map(ToString::to_string).collect(),
        object: None,
        place: ignored.ignore.place.as_ref().map(self::place),
        help: None,
    }
}

pub(super) fn told(ignored: &Ignored) -> model::Ignored {
    let Ignored { ignore: Ignore { pattern, until, why, place }, objects } = ignored;
    model::Ignored {
        pattern: pattern.clone(),
        until: until.map(|until| until.to_string()),
        why: why.clone(),
        place: place.as_ref().map(self::place),
        objects: objects.iter().map(ToString::to_string).collect(),
    }
}

fn place(place: &Place) -> model::Place {
    model::Place { file: relative(Path::new(&place.file)).display().to_string(), line: place.line }
}
