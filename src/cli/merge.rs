//! `autogen merge`: one revision after several that follow the same one, with a proof that they go together.

use clap::Args;
use serde_json::json;

use super::context::{Context, relative};
use super::review::one;
use super::{Format, Outcome, output};
use crate::compare;
use crate::error::{Error, Result};
use crate::history::{self, Chain, Head, ReviewBox, Revision, RevisionId};
use crate::prove::{Clash, Joined, Walk, join};
use crate::report;

/// Join branches: write an empty migration that follows both
#[derive(Debug, Args)]
#[command(after_help = "\
Runs both sides on what they have in common, on a throwaway server, in one order and in the other. If they touch different
objects and both orders reach the same catalog, that stands in the head of the new revision. Otherwise the statements that
clash are named, each with its file and line, and nothing is written: mend one side (take its revision back, or let it
revise the other), or say --accept-clash for a revision with an open box for each clash.
Rows aren't in a catalog: where both sides change some, a box asks whether their order matters.
Exits with 3 if the sides clash.

Examples:
  autogen merge                                  all heads
  autogen merge -m \"search meets likes\" 2026112110 2026112111")]
pub(super) struct Merge {
    /// What to join: ids or their beginnings; they needn't be heads [default: all heads]
    #[arg(value_name = "REVISION")]
    revisions: Vec<String>,

    /// What the migration is for; it names the files
    #[arg(short, long, value_name = "TEXT", default_value = "merge")]
    pub message: String,

    /// Join what clashes too, with open boxes
    #[arg(long)]
    accept_clash: bool,

    /// Run nothing, and write down that nothing was proved
    #[arg(long, conflicts_with = "accept_clash")]
    no_prove: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

impl Merge {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let tips = tips(&chain, &self.revisions)?;
        let id = history::new_id(&chain.taken_ids());
        let mut head = Head::new(&self.message, id, tips.clone());
        let mut joined = None;
        if self.no_prove {
            head.proved = "no, by --no-prove".to_owned();
        } else {
            let reader = context.reader([])?;
            let mut walk = Walk::new(&reader, &chain, None);
            let shown = context.slow("running the sides in both orders", join(&mut walk, &chain, &tips)).await?;
            if !shown.clashes.is_empty() && !self.accept_clash {
                return Err(clashing(&shown.clashes));
            }
            self.write_down(context, &shown, &mut head);
            joined = Some(shown);
        }
        let files = [&head, &head.reversed()].map(|head| history::file::compose(head, &[], &[]));
        let checksum = |text: &str| history::Script::parse(&self.message, text.to_owned());
        let checksum = history::checksum_of_statements(&checksum(&files[0])?, &checksum(&files[1])?);
        let [up, down] = files.map(|text| match &joined {
            Some(joined) if joined.clashes.is_empty() => history::with_keys(&text, &[("checksum", &checksum)]),
            _ => text,
        });
        let (up, down) = history::write_pair(chain.directory(), id, &history::slug(&self.message), &up, &down)?;
        let text = match self.format {
            Format::Text => format!("wrote {}\nwrote {}\n", relative(&up).display(), relative(&down).display()),
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "revision": id.to_string(),
                "parents": tips.iter().map(RevisionId::to_string).collect::<Vec<_>>(),
                "files": { "up": relative(&up), "down": relative(&down) },
                "is_proved": joined.as_ref().is_some_and(|joined| joined.clashes.is_empty()),
                "proved": head.proved,
                "open": head.reviews.iter().map(|review| &review.id).collect::<Vec<_>>(),
                "clashes": joined.iter().flat_map(|joined| &joined.clashes).map(|clash| json!({
                    "what": clash.what,
                    "statements": clash.statements,
                })).collect::<Vec<_>>(),
                "rows": joined.iter().flat_map(|joined| &joined.rows).collect::<Vec<_>>(),
            })),
        };
        output::write(None, &text)?;
        if joined.is_some_and(|joined| joined.clashes.is_empty()) {
            context.say(&format!("proved: {}", head.proved));
        }
        match head.reviews.len() {
            0 => context.say("next: `autogen check` says whether the branches together make what schema/ says"),
            _ => context.say("next: decide what the boxes in the head ask; `autogen upgrade` waits for them"),
        }
        Ok(Outcome::Done)
    }

    /// What was shown, in the head.
    fn write_down(&self, context: &Context, shown: &Joined, head: &mut Head) {
        let mut questions: Vec<String> = Vec::new();
        let indented = |lines: &[String]| lines.iter().map(|line| format!("\n{line}")).collect::<String>();
        for Clash { what, statements } in &shown.clashes {
            questions.push(format!(
                "clash: {what}{}\nis the order that `autogen history` shows right?",
                indented(statements)
            ));
        }
        if !shown.rows.is_empty() {
            let places = indented(&shown.rows);
            questions.push(format!("rows: both sides change some; does their order matter?{places}"));
        }
        let boxed = |(text, number)| ReviewBox { id: format!("R{number}"), ticked: false, text, line: 0 };
        head.reviews = questions.into_iter().zip(1..).map(boxed).collect();
        match &shown.after {
            Some((after, owner)) => {
                let fingerprint = compare::fingerprint(after, owner, context.manage());
                (head.from, head.to) = (fingerprint.clone(), fingerprint);
                let server = &shown.server;
                head.proved =
                    format!("{server}, the sides touch different objects, both orders reach the same catalog");
            }
            None => head.proved = "no, the sides clash".to_owned(),
        }
    }
}

/// What is to be joined: several revisions, of which none comes before another.
fn tips(chain: &Chain, wanted: &[String]) -> Result<Vec<RevisionId>> {
    let refused = |message: String, hint: &str| Error::History { message, hint: Some(hint.to_owned()) };
    let mut tips: Vec<&Revision> = Vec::new();
    if wanted.is_empty() {
        tips = chain.heads();
    }
    for text in wanted {
        let revision = one(chain, text)?;
        if !tips.iter().any(|tip| tip.id == revision.id) {
            tips.push(revision);
        }
    }
    if tips.len() < 2 {
        let message = match wanted.is_empty() {
            true => format!("there is nothing to join: the revisions have {} head", tips.len()),
            false => "there is nothing to join: that is one revision".to_owned(),
        };
        return Err(refused(message, "`autogen history` shows the revisions, `autogen heads` where they end"));
    }
    let tips: Vec<RevisionId> = tips.iter().map(|tip| tip.id).collect();
    for tip in &tips {
        let later = tips.iter().find(|other| *other != tip && chain.ancestors([**other]).contains(tip));
        if let Some(later) = later {
            let message = format!("{} comes before {} already", chain.title(*tip), chain.title(*later));
            return Err(refused(message, "leave it out"));
        }
    }
    Ok(tips)
}

fn clashing(clashes: &[Clash]) -> Error {
    let lines = clashes.iter().flat_map(|Clash { what, statements }| {
        std::iter::once(what.clone()).chain(statements.iter().map(|statement| format!("  {statement}")))
    });
    Error::Undecided {
        message: match clashes.len() {
            1 => "the sides clash".to_owned(),
            count => format!("the sides clash in {count} places"),
        },
        items: lines.collect(),
        hint: "mend one of them, or let it revise the other; --accept-clash joins them with a box for each clash"
            .into(),
    }
}
