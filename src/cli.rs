//! The command line: what can be asked, and how the answer ends the process.
//!
//! Data goes to stdout, talk to stderr. A run that isn't on a terminal never asks and never waits for a person.

mod adopt;
mod answer;
mod check;
mod completions;
mod context;
mod convert;
mod current;
mod diagram;
mod diff;
mod doctor;
mod drift;
mod explain;
mod export;
mod export_history;
mod fmt;
mod generate;
mod history;
mod identify;
mod ignore;
mod import;
mod init;
mod inspect;
mod interruption;
mod log;
mod merge;
mod new;
mod output;
mod preflight;
mod rename;
mod report;
mod review;
mod running;
mod schema;
mod scratch;
mod sound;
mod source;
mod squash;
mod stamp;
mod strict;
mod upgrade;
mod verify;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use log::LogFormat;

use crate::error::{Error, Result};

/// How a run ends when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// In step, or done.
    Done,
    /// There are differences.
    Different,
    /// Something is for a person to decide.
    Undecided,
    /// Something that was looked at is wrong, and has been told.
    Trouble,
}

/// How a run ends in trouble.
const TROUBLE: u8 = 2;

/// How a run ends that needs a person to decide.
const UNDECIDED: u8 = 3;

/// Keeps a PostgreSQL database and its declared schema in step.
#[derive(Debug, Parser)]
#[command(name = "autogen", version, about = "Keeps a PostgreSQL database and its declared schema in step", after_help = EXAMPLES)]
#[command(max_term_width = 100, arg_required_else_help = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,

    /// What `autogen -m "add likes"` takes, which is `autogen generate -m "add likes"`.
    #[command(flatten)]
    generate: generate::Generate,

    #[command(flatten)]
    global: Global,
}

const EXAMPLES: &str = "\
A first day:
  autogen init                    autogen.toml, schema/ and migrations/
  $EDITOR schema/posts.sql        say what the database should be
  autogen -m \"add posts\"          write the way there and back, proved on a throwaway server
  autogen upgrade                 go there
  autogen check                   in CI: fails when the database and schema/ differ

Exit codes: 0 in step or done, 1 different, 2 trouble, 3 a person must decide.
`autogen VERB --help` says more about each.";

/// What every verb takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
struct Global {
    /// The live database: a URL, or `host=… dbname=…` [else: DATABASE_URL, autogen.toml, .env, PGDATABASE, PGSERVICE]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,

    /// The environment, [env.NAME] in autogen.toml: its database and whatever else it says there [else: AUTOGEN_ENV]
    #[arg(long, global = true, value_name = "NAME")]
    env: Option<String>,

    /// A server to make throwaway databases on; the database that it names is not touched [else: a private server]
    #[arg(long, global = true, value_name = "URL")]
    scratch_url: Option<String>,

    /// Wait so long for a server that is starting, or a database that isn't made yet: 60s, 2min. What waiting can't
    /// mend fails at once
    #[arg(long, global = true, value_name = "TIME", value_parser = crate::duration::parse)]
    wait: Option<std::time::Duration>,

    /// The configuration [default: autogen.toml here or in the nearest directory above]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Whether owners, grants and storage parameters that nobody declared are compared too [default: declared]
    #[arg(long, global = true, value_name = "WHAT")]
    manage: Option<Manage>,

    /// Load definitions and migrations anew, even if they haven't changed since they last were
    #[arg(long, global = true)]
    no_cache: bool,

    /// When to colour; NO_COLOR is honoured
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

/// The forms of an answer that most verbs have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Init(init::Init),
    Generate(generate::Generate),
    Diff(diff::Diff),
    Check(check::Check),
    Adopt(adopt::Adopt),
    Review(review::Review),
    Verify(verify::Verify),
    Preflight(preflight::Preflight),
    Upgrade(upgrade::Upgrade),
    Downgrade(upgrade::Downgrade),
    Stamp(stamp::Stamp),
    New(new::New),
    Merge(merge::Merge),
    Squash(squash::Squash),
    Current(current::Current),
    Identify(identify::Identify),
    History(history::History),
    Heads(history::Heads),
    Branches(history::Branches),
    Show(history::Show),
    Explain(explain::Explain),
    Watch(watch::Watch),
    Inspect(inspect::Inspect),
    Diagram(diagram::Draw),
    Export(export::Export),
    Fmt(fmt::Fmt),
    Convert(convert::Convert),
    Import(import::Import),
    ExportHistory(export_history::ExportHistory),
    Doctor(doctor::Doctor),
    Scratch(scratch::Scratch),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(completions::Man),
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
        crate::scratch::on_signal()?;
        cli.run().await
    });
    let code = match &outcome {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Different) => 1,
        Ok(Outcome::Undecided) | Err(Error::Undecided { .. }) => UNDECIDED,
        Ok(Outcome::Trouble) | Err(_) => TROUBLE,
    };
    if let Err(error) = outcome {
        let log_format = match &cli.verb {
            Some(Verb::Upgrade(upgrade)) => upgrade.running.log_format,
            Some(Verb::Downgrade(downgrade)) => downgrade.running.log_format,
            _ => LogFormat::Text,
        };
        if let Some(forms) = cli.forms() {
            // The exit code says it all the same.
            let _ = forms.write_error(&error);
        }
        let format = if cli.wants_json() { Format::Json } else { Format::Text };
        tell_error(&error, code, format, log_format);
    }
    ExitCode::from(code)
}

/// Tells an error in the forms that were asked for.
fn tell_error(error: &Error, code: u8, format: Format, log_format: LogFormat) {
    if format == Format::Json {
        // Whoever reads stdout may be gone; the exit code says it all the same.
        let _ = output::write(None, &crate::report::error::json(error, code));
    }
    match log_format {
        LogFormat::Text => crate::report::error::print(error),
        LogFormat::Json => log::error(error, code),
    }
}

impl Cli {
    async fn run(&self) -> Result<Outcome> {
        if let (Some(_), Some(_)) = (&self.verb, &self.generate.message) {
            return Err(Error::usage(
                "`-m` before a verb: `autogen -m` is `autogen generate -m`, and takes no other verb",
            ));
        }
        let context = || context::Context::load(&self.global);
        match &self.verb {
            None => self.generate.run(&context()?).await,
            Some(Verb::Init(init)) => init.run(context()?).await,
            Some(Verb::Generate(generate)) => generate.run(&context()?).await,
            Some(Verb::Diff(diff)) => diff.run(&context()?).await,
            Some(Verb::Check(check)) => check.run(&context()?).await,
            Some(Verb::Adopt(adopt)) => adopt.run(&context()?).await,
            Some(Verb::Review(review)) => review.run(&context()?).await,
            Some(Verb::Verify(verify)) => verify.run(&context()?).await,
            Some(Verb::Preflight(preflight)) => preflight.run(&context()?).await,
            Some(Verb::Upgrade(upgrade)) => upgrade.run(&context()?).await,
            Some(Verb::Downgrade(downgrade)) => downgrade.run(&context()?).await,
            Some(Verb::Stamp(stamp)) => stamp.run(&context()?).await,
            Some(Verb::New(new)) => new.run(&context()?).await,
            Some(Verb::Merge(merge)) => merge.run(&context()?).await,
            Some(Verb::Squash(squash)) => squash.run(&context()?).await,
            Some(Verb::Current(current)) => current.run(&context()?).await,
            Some(Verb::Identify(identify)) => identify.run(&context()?).await,
            Some(Verb::History(history)) => history.run(&context()?).await,
            Some(Verb::Heads(heads)) => heads.run(&context()?).await,
            Some(Verb::Branches(branches)) => branches.run(&context()?).await,
            Some(Verb::Show(show)) => show.run(&context()?).await,
            Some(Verb::Explain(explain)) => explain.run(&context()?).await,
            Some(Verb::Watch(watch)) => watch.run(&context()?).await,
            Some(Verb::Inspect(inspect)) => inspect.run(&context()?).await,
            Some(Verb::Diagram(diagram)) => diagram.run(&context()?).await,
            Some(Verb::Export(export)) => export.run(&context()?).await,
            Some(Verb::Fmt(fmt)) => fmt.run(&context()?),
            Some(Verb::Convert(convert)) => convert.run(&context()?).await,
            Some(Verb::Import(import)) => import.run(&context()?).await,
            Some(Verb::ExportHistory(export)) => export.run(&context()?).await,
            Some(Verb::Scratch(scratch)) => scratch.run(&context()?).await,
            // These need no project, which may be broken.
            Some(Verb::Schema(schema)) => schema.run(),
            Some(Verb::Doctor(doctor)) => doctor.run(context()).await,
            Some(Verb::Completions(completions)) => completions.run(),
            Some(Verb::Man(man)) => man.run(),
        }
    }

    /// The forms in which the verb gives a report, if it does.
    fn forms(&self) -> Option<&report::Forms> {
        match &self.verb {
            Some(Verb::Diff(diff)) => Some(&diff.forms),
            Some(Verb::Check(check)) => Some(&check.forms),
            Some(Verb::Verify(verify)) => Some(&verify.forms),
            Some(Verb::Show(show)) => Some(&show.forms),
            Some(Verb::Explain(explain)) => Some(&explain.forms),
            _ => None,
        }
    }

    /// Whether the answer, and so an error, is for a program.
    fn wants_json(&self) -> bool {
        match &self.verb {
            None => self.generate.format == Format::Json,
            Some(
                Verb::Init(_)
                | Verb::Adopt(_)
                | Verb::Diagram(_)
                | Verb::Export(_)
                | Verb::Fmt(_)
                | Verb::Convert(_)
                | Verb::Scratch(_)
                | Verb::Schema(_)
                | Verb::Watch(_)
                | Verb::Import(_)
                | Verb::Completions(_)
                | Verb::Man(_),
            ) => false,
            Some(Verb::Generate(generate)) => generate.format == Format::Json,
            Some(Verb::Diff(diff)) => diff.forms.wants_json(),
            Some(Verb::Check(check)) => check.forms.wants_json(),
            Some(Verb::Review(review)) => review.format == Format::Json,
            Some(Verb::Verify(verify)) => verify.forms.wants_json(),
            Some(Verb::Preflight(preflight)) => preflight.format == Format::Json,
            Some(Verb::Upgrade(upgrade)) => upgrade.running.format == Format::Json,
            Some(Verb::Downgrade(downgrade)) => downgrade.running.format == Format::Json,
            Some(Verb::Stamp(stamp)) => stamp.format == Format::Json,
            Some(Verb::New(new)) => new.format == Format::Json,
            Some(Verb::Merge(merge)) => merge.format == Format::Json,
            Some(Verb::Squash(squash)) => squash.format == Format::Json,
            Some(Verb::Current(current)) => current.format == Format::Json,
            Some(Verb::Identify(identify)) => identify.format == Format::Json,
            Some(Verb::History(history)) => history.format == Format::Json,
            Some(Verb::Heads(heads)) => heads.format == Format::Json,
            Some(Verb::Branches(branches)) => branches.format == Format::Json,
            Some(Verb::Show(show)) => show.forms.wants_json(),
            Some(Verb::Explain(explain)) => explain.forms.wants_json(),
            Some(Verb::Inspect(inspect)) => inspect.format == Format::Json,
            Some(Verb::Doctor(doctor)) => doctor.format == Format::Json,
            Some(Verb::ExportHistory(export)) => export.format == Format::Json,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use super::*;

    #[test]
    fn every_verb_shows_how_it_is_used() {
        let silent = |verb: &clap::Command| {
            let shown = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            (!shown.contains("Examples:")).then(|| verb.get_name().to_owned())
        };
        let command = <Cli as clap::CommandFactory>::command();
        assert_eq!(command.get_subcommands().filter_map(silent).collect::<Vec<_>>(), Vec::<String>::new());
    }

    /// Every `autogen …` in a block of shell commands is one that the program takes.
    #[test]
    fn the_commands_in_the_documents_are_right() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut count = 0;
        for document in ["README.md", "docs/deploy.md", "docs/orm.md"] {
            let text = std::fs::read_to_string(root.join(document)).expect("the document is there");
            let blocks = text.split("\n```sh\n").skip(1).filter_map(|block| block.split("\n```").next());
            let commands = blocks.flat_map(str::lines).filter(|line| line.starts_with("autogen "));
            for command in commands {
                let command = command.split(" > ").next().unwrap_or_default();
                // The shell knows how it cuts a line.
                let words = Command::new("sh").arg("-c").arg(format!("printf '%s\\0' {command}")).output();
                let words = String::from_utf8(words.expect("sh runs").stdout).expect("it is text");
                let words: Vec<&str> = words.split_terminator('\0').collect();
                if let Err(error) = Cli::try_parse_from(&words) {
                    panic!("{document}: {command}\n{error}");
                }
                count += 1;
            }
        }
        assert!(count > 20, "only {count} commands were found");
    }
}
