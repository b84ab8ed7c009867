//! `autogen diff`: what differs between any two sources.

use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use super::report::{Forms, name};
use super::{Outcome, drift, source};
use crate::compare::{Options, compare};
use crate::error::{Error, Result};
use crate::report::Format;
use crate::report::finding::{self, Names};
use crate::report::model::{Level, Report, Verdict};
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

    /// Take back what was changed in the live database by hand: from there to what its applied revisions build, as SQL
    /// unless --format says otherwise
    #[arg(long, conflicts_with_all = ["from", "to"])]
    revert: bool,

    #[command(flatten)]
    pub forms: Forms,

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
  autogen diff --format markdown                          for a pull request
  autogen diff --revert                                   the SQL that takes back what was changed by hand";

impl Diff {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let options = Options {
            manage: context.manage(),
            prove: !self.no_prove,
            answers: self.renames.answers(context)?,
            roles: context.config.roles().clone(),
        };
        let (names, comparison) = match self.revert {
            true => {
                let names = ("the live database".to_owned(), "what its revisions build".to_owned());
                (names, drift::reverting(context, &options).await?)
            }
            false => {
                let from = match &self.from {
                    Some(text) => source::parse(text, context)?,
                    None => context.database_or_migrations()?,
                };
                let to = match &self.to {
                    Some(text) => source::parse(text, context)?,
                    None => context.schema()?,
                };
                let reader = context.reader([&from, &to])?;
                let names = (name(&from, context), name(&to, context));
                (names, context.slow("comparing", compare(&reader, &from, &to, &options)).await?)
            }
        };
        context.explain_set_aside(&comparison.to);
        self.strictness.check(&[&comparison.from.catalog, &comparison.to.catalog])?;
        if let Some(path) = &self.save {
            let json = comparison.to.catalog.to_json();
            std::fs::write(path, json).map_err(|cause| Error::file("write", path, cause))?;
        }
        let difference = report::difference(&comparison)?;
        let names = Names { from: &names.0, to: &names.1 };
        let title = format!("{} → {}", names.from, names.to);
        let told = Report {
            version: report::json::VERSION,
            command: "diff",
            headline: match comparison.up.is_empty() {
                true => format!("nothing differs: {title}"),
                false => format!("{}: {title}", difference.count()),
            },
            title,
            verdict: if comparison.up.is_empty() { Verdict::InStep } else { Verdict::Different },
            findings: finding::of_difference(&difference, names, Level::Warning, None),
            difference: Some(difference),
            revisions: Vec::new(),
            standing: None,
            catalogs: Some((&comparison.from.catalog, &comparison.to.catalog)),
        };
        let text = || {
            let changes = told.difference.as_ref().map(report::text::changes).unwrap_or_default();
            let costs = report::text::costs(&comparison);
            let mut questions = report::judgement::questions(&comparison.items);
            if !questions.is_empty() {
                questions.insert_str(0, "to be judged:\n");
            }
            let parts: Vec<String> = [changes, costs, questions].into_iter().filter(|part| !part.is_empty()).collect();
            parts.join("\n")
        };
        let warning = if self.revert { drift::warning(&comparison) } else { String::new() };
        let forms = if self.revert { self.forms.else_as(Format::Sql) } else { self.forms.clone() };
        forms.write(&told, text, || format!("{warning}{}", render::render(&comparison.up)))?;
        if forms.format() == Format::Sql {
            context.say(&report::judgement::questions(&comparison.items));
        }
        if forms.is_for_people() {
            context.say(&report::text::stale_answers(&comparison));
            context.say(&report::text::left_alone(comparison.left_alone()));
            context.say(&report::text::unmodelled(&[&comparison.from.catalog, &comparison.to.catalog]));
        }
        Ok(if comparison.up.is_empty() { Outcome::Done } else { Outcome::Different })
    }
}
