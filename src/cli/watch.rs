//! `autogen watch`: on every save of a definition, what differs; with `--apply`, a development database follows.
//!
//! The scratch server is kept from turn to turn, and so is the connection.

mod files;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dialoguer::Confirm;

use super::context::{Context, relative};
use super::{Outcome, output, source};
use crate::compare::{Comparison, Options, compare};
use crate::error::{Error, Result};
use crate::kind::Transaction;
use crate::report::{self, model::counted};
use crate::review::Sort;
use crate::server::{Client, Target};
use crate::source::{Reader, Source};
use files::Files;

/// Show what differs on every save of a definition, and let a development database follow
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Watch {
    /// What to compare with [default: the live database if one is configured, else the migrations]
    #[arg(long, value_name = "SOURCE", conflicts_with = "apply")]
    from: Option<String>,

    /// Watch these files and directories too: the sources of a `[schema] program`
    #[arg(long, value_name = "PATH")]
    also: Vec<PathBuf>,

    /// Bring the live database along. Only on this machine, or where --database names it and somebody says yes
    #[arg(long)]
    apply: bool,

    /// With --apply: take back and drop what holds rows, too
    #[arg(long, requires = "apply")]
    accept_data_loss: bool,

    /// With --apply: bring a database of another machine along without being asked
    #[arg(long, requires = "apply")]
    yes: bool,
}

const EXAMPLES: &str = "\
What is wrong with a definition is shown, and the next save is waited for. Ctrl-C ends it.

A database that --apply has brought along has no migration for that. Write it from the migrations, and record it there:

  autogen -m \"add likes\" --from-migrations
  autogen stamp

Examples:
  autogen watch
  autogen watch --apply
  autogen watch --also app/            where a program prints the schema";

impl Watch {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let from = match &self.from {
            Some(text) => source::parse(text, context)?,
            None => context.database_or_migrations()?,
        };
        let target = if self.apply { Some(self.may_apply(context, &from)?) } else { None };
        let mut watched = context.config.schema_paths();
        for path in &self.also {
            watched.push(std::path::absolute(path).map_err(|cause| Error::file("find", path, cause))?);
        }
        if watched.is_empty() {
            return Err(Error::Usage {
                message: "a program prints the schema, and nobody says which files it makes it of".to_owned(),
                hint: Some("say --also PATH, once or several times".to_owned()),
            });
        }
        // Fails now if there is none.
        context.schema()?;
        let mut reader = context.reader([&from])?;
        let mut files = Files::watch(watched.clone())?;
        let shown: Vec<String> = watched.iter().map(|path| relative(path).display().to_string()).collect();
        context.say(&format!("watching {}; Ctrl-C ends it", shown.join(", ")));
        loop {
            let begun = Instant::now();
            match self.turn(context, &reader, &from, target).await {
                Ok(text) => output::write(None, &text)?,
                Err(error) => {
                    report::error::print(&error);
                    // A server may be gone, and be there again at the next save.
                    if matches!(error, Error::Query { .. } | Error::Connect { .. } | Error::Proof { .. }) {
                        reader = context.reader([&from])?;
                    }
                }
            }
            context.say(&format!("({} ms)", begun.elapsed().as_millis()));
            let saved = files.saved().await?;
            reader.forget_printed();
            let names: Vec<String> = saved.iter().map(|path| relative(path).display().to_string()).collect();
            context.say(&format!("\nsaved: {}", names.join(", ")));
        }
    }

    /// Compares, applies if that is wanted, and gives what is to be shown.
    async fn turn(&self, context: &Context, reader: &Reader, from: &Source, target: Option<&Target>) -> Result<String> {
        // Migrations may have come since.
        let from = match from {
            Source::Script(_) => &context.migrations()?,
            other => other,
        };
        let to = context.schema()?;
        let roles = context.config.roles().clone();
        let options = Options { manage: context.manage(), prove: false, answers: context.answers(), roles };
        let comparison = compare(reader, from, &to, &options).await?;
        if comparison.up.is_empty() {
            return Ok("in step\n".to_owned());
        }
        let mut text = report::text::changes(&report::difference(&comparison)?);
        let questions = report::judgement::questions(&comparison.items);
        if !questions.is_empty() {
            text.push_str(&format!("\nto be judged:\n{questions}"));
        }
        if let Some(target) = target {
            let losses = comparison.items.iter().filter(|item| item.sort == Sort::DataLoss).count();
            if losses > 0 && !self.accept_data_loss {
                output::write(None, &text)?;
                return Err(Error::Undecided {
                    message: "nothing was applied, as rows or values would be lost".to_owned(),
                    items: Vec::new(),
                    hint: "say what is renamed, or begin again with --accept-data-loss".to_owned(),
                });
            }
            output::write(None, &text)?;
            apply(&*reader.connection(target).await?, &comparison).await?;
            return Ok(format!("applied {}\n", counted(comparison.up.steps.len(), "statement")));
        }
        Ok(text)
    }

    /// The database to bring along, if that may be.
    fn may_apply<'a>(&self, context: &Context, from: &'a Source) -> Result<&'a Target> {
        let Source::Database(target) = from else {
            return Err(Error::Usage {
                message: "--apply needs a database, and none is named".to_owned(),
                hint: Some("say --database URL, or set DATABASE_URL, in the environment or in .env".to_owned()),
            });
        };
        let revisions = "what is applied here has no migration: `autogen -m TEXT --from-migrations` writes it, and \
                         `autogen stamp` records it here";
        if target.is_local() {
            context.say(revisions);
            return Ok(target);
        }
        if !context.names_database() {
            return Err(Error::Usage {
                message: format!("{target} isn't on this machine, and may be somebody's production"),
                hint: Some("if it isn't, name it: --database URL".to_owned()),
            });
        }
        let asks = !self.yes;
        if asks && (!std::io::stdin().is_terminal() || !std::io::stderr().is_terminal()) {
            return Err(Error::Undecided {
                message: format!("{target} isn't on this machine, so somebody has to say yes"),
                items: Vec::new(),
                hint: "say --yes".to_owned(),
            });
        }
        let question = format!("Change {target} on every save?");
        let answer = if asks { Confirm::new().with_prompt(question).default(false).interact() } else { Ok(true) };
        match answer.map_err(|dialoguer::Error::IO(cause)| Error::file("read", "the terminal", cause))? {
            true => {
                context.say(revisions);
                Ok(target)
            }
            false => Err(Error::usage("nothing is applied there")),
        }
    }
}

/// Runs the steps of a plan: in one transaction, but for what can't be in one.
async fn apply(client: &Client, comparison: &Comparison) -> Result<()> {
    let failed = |sql: &str| {
        let sql = sql.to_owned();
        move |cause| Error::query(format!("apply `{}`", sql.lines().next().unwrap_or_default()), cause)
    };
    let mut is_open = false;
    let outcome = async {
        client.batch_execute("set lock_timeout = '5s'").await.map_err(failed("set lock_timeout"))?;
        for planned in &comparison.up.steps {
            let step = &planned.step;
            let wants_none = step.transaction != Transaction::Inside;
            if is_open && wants_none {
                client.batch_execute("commit").await.map_err(failed("commit"))?;
                is_open = false;
            } else if !is_open && !wants_none {
                client.batch_execute("begin").await.map_err(failed("begin"))?;
                is_open = true;
            }
            client.batch_execute(&step.sql).await.map_err(failed(&step.sql))?;
            if is_open && step.commit_after {
                client.batch_execute("commit").await.map_err(failed("commit"))?;
                is_open = false;
            }
        }
        if is_open {
            client.batch_execute("commit").await.map_err(failed("commit"))?;
        }
        Ok(())
    }
    .await;
    if outcome.is_err() {
        // Outside of a transaction it is a warning.
        let _ = client.batch_execute("rollback").await;
    }
    outcome
}
