//! `autogen explain`: why every statement of a revision is there; and what `show` needs for its reports.

use clap::Args;

use super::Outcome;
use super::context::{Context, relative};
use super::report::Forms;
use super::review::one;
use crate::compare::{Comparison, Options, compared};
use crate::error::Result;
use crate::history::{Chain, Direction, Revision};
use crate::prove::{Walk, effects};
use crate::report;
use crate::report::finding::{self, Names};
use crate::report::model::{Difference, Level, Report, Verdict, counted};
use crate::source::Sourced;

/// Tell of every statement of a revision why it is there, and why there
#[derive(Debug, Args)]
#[command(after_help = "\
Builds what comes before the revision on a throwaway server, and again what comes after it, compares both and lays the plan
beside the files. A statement that the plan has too is told with the difference that it makes good, what led to it, the
statements it has to come after, where else it could stand, what it locks, and what else was possible. One that a person
wrote is run by itself, to see what it does: the first 200 such statements of a file.

Examples:
  autogen explain                 the head
  autogen explain 20261121
  autogen explain --format json   the same for programs
  autogen explain --format html --output report.html")]
pub(super) struct Explain {
    /// Which: `head`, an id or its beginning
    #[arg(value_name = "REVISION", default_value = "head")]
    revision: String,

    #[command(flatten)]
    pub forms: Forms,
}

impl Explain {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let revision = one(&chain, &self.revision)?;
        let explained = explained(context, &chain, revision).await?;
        let told = explained.report("explain", revision);
        let text = || {
            let head = format!("{} {}\n", revision.id, revision.message);
            head + &told.difference.as_ref().map(report::explanation::text).unwrap_or_default()
        };
        self.forms.write(&told, text, || revision.up.text.clone())?;
        Ok(Outcome::Done)
    }
}

/// A revision, laid beside the plan that leads from what is before it to what is after it.
pub(super) struct Explained {
    comparison: Comparison,
    difference: Difference,
}

impl Explained {
    /// The report about it.
    pub fn report(&self, command: &'static str, revision: &Revision) -> Report<'_> {
        let open = revision.reviews.iter().filter(|one| !one.ticked).count();
        let names = Names { from: "what comes before", to: "this revision" };
        Report {
            version: report::json::VERSION,
            command,
            title: format!("revision {}, {}", revision.id, counted(self.difference.steps.len(), "statement")),
            headline: match open {
                0 => revision.message.clone(),
                open => format!("{}, {}", revision.message, counted(open, "open question")),
            },
            verdict: if open == 0 { Verdict::InStep } else { Verdict::Undecided },
            findings: finding::of_difference(&self.difference, names, Level::Note, None),
            difference: Some(self.difference.clone()),
            revisions: Vec::new(),
            standing: None,
            catalogs: Some((&self.comparison.from.catalog, &self.comparison.to.catalog)),
        }
    }
}

/// Runs a revision in scratch, compares what was with what is then, and matches its statements with the plan's.
pub(super) async fn explained(context: &Context, chain: &Chain, revision: &Revision) -> Result<Explained> {
    let reader = context.reader([])?;
    let mut walk = Walk::new(&reader, chain, None);
    let work = async {
        let mut ancestors = chain.ancestors([revision.id]);
        ancestors.remove(&revision.id);
        walk.to(&ancestors).await?;
        let before = walk.catalog().await?;
        walk.up(revision.id).await?;
        let (after, owner) = (walk.catalog().await?, walk.default_owner().await?);
        walk.end().await?;
        let declared = |catalog| Sourced::declaration(catalog, Some(owner.clone()));
        let options =
            Options { manage: context.manage(), prove: true, answers: context.answers(), ..Options::default() };
        let comparison = compared(&reader, declared(before), declared(after), &options).await?;
        let mut difference = report::difference(&comparison)?;
        let (up, down) = (&revision.up, &revision.down);
        let ups = report::revision::trials(up, &difference.steps);
        let downs = report::revision::trials(down, &difference.down);
        let ups = effects(&reader, &comparison.from.catalog, &ups).await?;
        let downs = effects(&reader, &comparison.to.catalog, &downs).await?;
        let path = |direction: Direction| relative(revision.path(direction)).display().to_string();
        report::revision::as_written(&mut difference, revision, path, [&ups, &downs]);
        Ok(Explained { comparison, difference })
    };
    context.slow(&format!("running {}", revision.name()), work).await
}
