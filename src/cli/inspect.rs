//! `autogen inspect`: what a source holds.

use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use super::{Format, Outcome, output, source};
use crate::catalog::standard;
use crate::error::{Error, Result};
use crate::source::Source;
use crate::{render, report, server};

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

    /// Hold the catalog of a live database to the standard's `information_schema`: what they say against each other, and
    /// what this role isn't shown there
    #[arg(long)]
    standard: bool,

    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  autogen inspect --database postgres://localhost/app
  autogen inspect schema/ --format json -o today.json     compare with it later: `autogen diff --from today.json`
  autogen inspect --standard                              exits with 1 on a contradiction";

impl Inspect {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let source = match &self.source {
            Some(text) => source::parse(text, context)?,
            None => context.database_or_migrations()?,
        };
        if self.standard {
            return self.run_standard(context, &source).await;
        }
        let reader = context.reader([&source])?;
        let sourced = context.slow("reading", reader.read(&source)).await?;
        context.explain_set_aside(&sourced);
        let catalog = sourced.catalog;
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

    async fn run_standard(&self, context: &Context, source: &Source) -> Result<Outcome> {
        let Source::Database(target) = source else {
            return Err(Error::Usage {
                message: "--standard looks at a live database, and this is none".to_owned(),
                hint: Some("say --database URL, or set DATABASE_URL, in the environment or in .env".to_owned()),
            });
        };
        let client = server::connect(target).await?;
        let (catalog, said) = context.slow("reading", standard::observe(&client)).await?;
        let report = standard::compare(&catalog, &said);
        let text = match self.format {
            Format::Json => report::standard::json(&report),
            Format::Text => report::standard::text(&report),
        };
        output::write(self.output.as_deref(), &text)?;
        if self.format == Format::Text {
            context.say(&report::text::unmodelled(&[&catalog]));
        }
        Ok(if report.contradictions.is_empty() { Outcome::Done } else { Outcome::Different })
    }
}
