//! `autogen doctor`: looks at everything that a run needs, and says of each what to do about it. Nothing is changed.

mod database;
mod machine;
mod project;

use clap::Args;
use clap::builder::styling::AnsiColor;
use serde_json::{Value, json};

use super::context::Context;
use super::{Format, Outcome, output};
use crate::error::{Error, Result};
use crate::report;

/// Look at everything that a run needs: this machine, the project, the database
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Doctor {
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

const EXAMPLES: &str = "\
Looks for server programs and starts a throwaway server; reads autogen.toml, the definitions and the migrations; and asks the
database, if one is named, about its version, TLS, rights, poolers, the history, extensions, roles, settings and its clock.
Nothing is changed, and no password is shown. Exits with 0, or with 1 where there is a problem.

Examples:
  autogen doctor
  autogen doctor --database postgres://db.example.org/app
  autogen doctor --format json";

/// What was found about one thing.
#[derive(Debug)]
struct Finding {
    state: State,
    /// What it is about: "scratch".
    about: &'static str,
    what: String,
    /// What to do, where something is to be done.
    advice: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    /// Worth knowing; some things may not work.
    Note,
    Problem,
}

impl Finding {
    fn ok(about: &'static str, what: impl Into<String>) -> Finding {
        Finding { state: State::Ok, about, what: what.into(), advice: None }
    }

    fn note(about: &'static str, what: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding { state: State::Note, about, what: what.into(), advice: Some(advice.into()) }
    }

    fn problem(about: &'static str, what: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding { state: State::Problem, about, what: what.into(), advice: Some(advice.into()) }
    }

    /// What an error says, with its causes and its evidence.
    fn error(about: &'static str, error: &Error) -> Finding {
        let mut what = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            what.push_str(&format!(": {inner}"));
            cause = inner.source();
        }
        what.extend(error.evidence().iter().map(|line| format!("\n{line}")));
        Finding { state: State::Problem, about, what, advice: error.hint().map(str::to_owned) }
    }
}

impl Doctor {
    /// The context is an error where autogen.toml can't be read: then the rest is looked at all the same.
    pub async fn run(&self, context: Result<Context>) -> Result<Outcome> {
        let mut findings = machine::programs();
        match &context {
            Ok(context) => {
                let look = async {
                    findings.extend(project::configuration(context));
                    let live = database::connect(context).await;
                    let reader = project::reader(context, live.target())?;
                    findings.push(machine::scratch(&reader, live.major()).await);
                    let declared = project::definitions(context, &reader).await;
                    findings.extend(declared.findings);
                    let chain = project::migrations(context);
                    findings.extend(chain.findings);
                    findings.extend(live.findings(context, &reader, &declared.roles, chain.chain.as_ref()).await);
                    Ok::<(), Error>(())
                };
                context.slow("looking", look).await?;
            }
            Err(error) => findings.push(Finding::error("configuration", error)),
        }
        let text = match self.format {
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "autogen": env!("CARGO_PKG_VERSION"),
                "findings": findings.iter().map(object).collect::<Vec<_>>(),
            })),
            Format::Text => {
                let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
                let lines: String = findings.iter().map(text).collect();
                format!("autogen {} on {system}\n\n{lines}", env!("CARGO_PKG_VERSION"))
            }
        };
        output::write(None, &text)?;
        let problems = findings.iter().filter(|finding| finding.state == State::Problem).count();
        Ok(if problems == 0 { Outcome::Done } else { Outcome::Different })
    }
}

fn object(finding: &Finding) -> Value {
    let Finding { state, about, what, advice } = finding;
    let (state, _) = word(*state);
    json!({ "state": state, "about": about, "what": what, "advice": advice })
}

fn word(state: State) -> (&'static str, AnsiColor) {
    match state {
        State::Ok => ("ok", AnsiColor::Green),
        State::Note => ("note", AnsiColor::Yellow),
        State::Problem => ("problem", AnsiColor::Red),
    }
}

/// `problem  scratch        what was found`, and what to do below it.
fn text(finding: &Finding) -> String {
    let Finding { state, about, what, advice } = finding;
    let (word, color) = word(*state);
    let color = color.on_default();
    let indented = |text: &str| text.replace('\n', &format!("\n{:24}", ""));
    let mut text = format!("{color}{word:7}{color:#}  {about:13}  {}\n", indented(what));
    if let Some(advice) = advice {
        text.push_str(&format!("{:24}→ {}\n", "", indented(advice)));
    }
    text
}
