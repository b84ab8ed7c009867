//! The command line: what can be asked, and how the answer ends the process.
//!
//! Data goes to stdout, talk to stderr. A run that isn't on a terminal never asks and never waits for a person.

mod context;
mod diff;
mod output;
mod source;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::error::Result;
use crate::{report, scratch};

/// How a run ends when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// In step, or done.
    Done,
    /// There are differences.
    Different,
    /// A person must decide.
    Undecided,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Different => ExitCode::from(1),
            Outcome::Undecided => ExitCode::from(3),
        }
    }
}

/// Keeps a PostgreSQL database and its declared schema in step.
#[derive(Debug, Parser)]
#[command(name = "autogen", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,

    #[command(subcommand)]
    verb: Verb,
}

/// What every verb takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
struct Global {
    /// The live database [else: DATABASE_URL, autogen.toml, .env]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,

    /// A server to make throwaway databases on; the database in it is not touched [else: a private server]
    #[arg(long, global = true, value_name = "URL")]
    scratch_url: Option<String>,

    /// The configuration [default: autogen.toml here or in the nearest directory above]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Whether owners, grants and storage parameters that nobody declared are compared too [default: declared]
    #[arg(long, global = true, value_name = "WHAT")]
    manage: Option<Manage>,

    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,

    /// Say more on stderr
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,

    /// Say nothing on stderr but what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Manage {
    /// Only what a definition says something about
    Declared,
    /// Everything
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Diff(diff::Diff),
}

/// Runs the program on this process's arguments.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.global.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime without threads of its own needs nothing but a poll handle");
    let outcome = runtime.block_on(async {
        scratch::on_signal()?;
        run(&cli).await
    });
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            report::error::print(&error);
            ExitCode::from(2)
        }
    }
}

async fn run(cli: &Cli) -> Result<Outcome> {
    let context = context::Context::load(&cli.global)?;
    match &cli.verb {
        Verb::Diff(diff) => diff.run(&context).await,
    }
}
