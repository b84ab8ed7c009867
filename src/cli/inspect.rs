//! `autogen inspect`: what a source holds.

use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use super::{Format, Outcome, output, source};
use crate::error::Result;
use crate::{render, report};

/// Print what a database holds, as definitions or as a catalog
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Inspect {
    /// What to look at [default: the live database if one is configured, else the migrations]
    #[arg(value_name = "SOURCE")]
    source: Option<String>,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,

    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  autogen inspect --database postgres://localhost/app
  autogen inspect schema/ --format json -o today.json     compare with it later: `autogen diff --from today.json`";

impl Inspect {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let source = match &self.source {
            Some(text) => source::parse(text, context)?,
            None => context.database_or_migrations()?,
        };
        let reader = context.reader([&source])?;
        let catalog = context.slow("reading", reader.read(&source)).await?.catalog;
        let text = match self.format {
            Format::Json => format!("{}\n", catalog.to_json()),
            Format::Text => render::render(&report::definition::script(&catalog)?),
        };
        output::write(self.output.as_deref(), &text)?;
        if self.format == Format::Text {
            context.say(&report::text::unmodelled(&[&catalog]));
        }
        Ok(Outcome::Done)
    }
}
