//! `autogen diff`: what differs between any two sources.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::context::Context;
use super::{Outcome, output, source};
use crate::compare::{Options, compare};
use crate::error::{Error, Result};
use crate::{render, report};

/// Show what differs between two sources, or the SQL from one to the other
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Diff {
    /// Where to start [default: the live database if one is configured, else the migrations]
    #[arg(long, value_name = "SOURCE")]
    from: Option<String>,

    /// Where to get [default: the definitions in schema/]
    #[arg(long, value_name = "SOURCE")]
    to: Option<String>,

    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Also save the catalog of `--to`, to compare with later
    #[arg(long, value_name = "FILE.json")]
    save: Option<PathBuf>,

    /// Don't replay the statements in scratch
    #[arg(long)]
    no_prove: bool,

    #[command(flatten)]
    strictness: super::strict::Strictness,

    #[command(flatten)]
    renames: super::rename::Renames,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Each changed object's definition, before and after
    Text,
    /// The statements, as psql runs them
    Sql,
    /// Everything, for programs
    Json,
    /// For a pull request
    Markdown,
}

const EXAMPLES: &str = "\
Exits with 0 if nothing differs, 1 if something does, 2 in trouble.

Sources:
  postgres://user@host/name   a live database; postgresql+psycopg:// and the like are understood
  schema/, posts.sql, a.toml  definitions: a directory, or one file
  migrations                  what the migration files build, replayed in scratch
  saved.json                  a catalog that `--save saved.json` wrote
  empty                       a database with nothing in it

Examples:
  autogen diff                                            what the next migration would do
  autogen diff --from migrations --to schema/             the same without a live database
  autogen diff --from a.sql --to b.sql --format sql       the upgrade; swap the two for the downgrade
  autogen diff --from empty --to postgres://localhost/app --format sql -o app.sql
  autogen diff --format markdown                          for a pull request";

impl Diff {
    pub fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let from = match &self.from {
            Some(text) => source::parse(text, context)?,
            None => context.database_or_migrations()?,
        };
        let to = match &self.to {
            Some(text) => source::parse(text, context)?,
            None => context.schema()?,
        };
        let reader = context.reader([&from, &to])?;
        let options = Options {
            manage: context.manage(),
            prove: !self.no_prove,
            answers: self.renames.answers(context)?,
            roles: context.config.roles().clone(),
        };
        let comparison = context.slow("comparing", compare(&reader, &from, &to, &options)).await?;
        self.strictness.check(&[&comparison.from.catalog, &comparison.to.catalog])?;
        if let Some(path) = &self.save {
            let json = comparison.to.catalog.to_json();
            std::fs::write(path, json).map_err(|cause| Error::file("write", path, cause))?;
        }
        let text = match self.format {
            Format::Sql => render::render(&comparison.up),
            Format::Text => {
                let changes = report::text::changes(&report::difference(&comparison)?);
                let costs = report::text::costs(&comparison);
                let mut questions = report::judgement::questions(&comparison.items);
                if !questions.is_empty() {
                    questions.insert_str(0, "to be judged:\n");
                }
                let parts: Vec<String> =
                    [changes, costs, questions].into_iter().filter(|part| !part.is_empty()).collect();
                parts.join("\n")
            }
            Format::Json => report::json::comparison(&comparison)?,
            Format::Markdown => report::markdown::comparison(&comparison),
        };
        output::write(self.output.as_deref(), &text)?;
        if self.format == Format::Sql {
            context.say(&report::judgement::questions(&comparison.items));
        }
        if self.format != Format::Json {
            context.say(&report::text::stale_answers(&comparison));
            context.say(&report::text::left_alone(comparison.left_alone()));
            context.say(&report::text::unmodelled(&[&comparison.from.catalog, &comparison.to.catalog]));
        }
        Ok(if comparison.up.is_empty() { Outcome::Done } else { Outcome::Different })
    }
}
