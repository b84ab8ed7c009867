//! What `check` lets be: `[check] ignore` and `--ignore`. It is counted and told, never passed over.

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use crate::compare::ignore::{Ignore, Ignored, in_force};
use crate::error::{Place, Result};

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
    let lines = ignored.iter().map(|Ignored { ignore: Ignore { pattern, until, why, place }, objects }| {
        let until = until.map(|until| format!(" until {until}: {why}")).unwrap_or_default();
        match (objects.as_slice(), place) {
            ([], Some(place)) => format!("`{pattern}` ignores nothing and can go ({place})"),
            ([], None) => format!("--ignore {pattern} ignores nothing"),
            ([one], _) => format!("ignored: {one} ({pattern}{until})"),
            (several, _) => format!("ignored: {} differences ({pattern}{until})", several.len()),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// For programs.
pub(super) fn json(ignored: &[Ignored]) -> Value {
    let told = ignored.iter().map(|Ignored { ignore: Ignore { pattern, until, why, place }, objects }| {
        let (file, line) = place.as_ref().map(|Place { file, line, excerpt: _ }| (file, line)).unzip();
        let until = until.map(|until| until.to_string());
        json!({ "pattern": pattern, "until": until, "why": why, "file": file, "line": line, "objects": objects })
    });
    told.collect()
}
