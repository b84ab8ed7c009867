//! `autogen review`: the open questions of revisions, one after the other.

use std::io::IsTerminal;

use clap::Args;
use dialoguer::Select;
use serde_json::json;

use super::context::{Context, relative};
use super::{Format, Outcome, output};
use crate::error::{Error, Result};
use crate::history::{self, Chain, Destination, Direction, ReviewBox, Revision};
use crate::report;

/// Decide the open questions of revisions, one after the other
#[derive(Debug, Args)]
#[command(after_help = "\
On a terminal, shows each open box with its evidence and ticks it if you say so; `[x]` by hand is as good. Elsewhere, lists
them. A question that you'd answer otherwise than the file does is no box to tick: edit the file and run `autogen verify`,
or remove the pair of files and generate it again (`autogen -m … --not-renamed NAME`).
Exits with 0 if nothing is open any more, 3 otherwise.

Examples:
  autogen review
  autogen review 20261121101502 --accept R1 --accept R2
  autogen review head --accept all
  autogen review --format json")]
pub(super) struct Review {
    /// Which revision: `head`, an id or its beginning [default: all that have open boxes]
    #[arg(value_name = "REVISION")]
    revision: Option<String>,

    /// Tick this box, `all` for each, without being asked
    #[arg(long, value_name = "ID")]
    accept: Vec<String>,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// An open box.
struct Open<'a> {
    revision: &'a Revision,
    direction: Direction,
    question: &'a ReviewBox,
}

impl Review {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let chosen = self.revision.as_deref().map(|text| one(&chain, text)).transpose()?;
        let open = open(&chain, chosen);
        if let Some(id) = self.accept.iter().find(|id| !open.iter().any(|one| is_meant(id, one))) {
            return Err(Error::usage(format!("--accept {id}: no such box is open")));
        }
        let may_ask = self.accept.is_empty()
            && self.format == Format::Text
            && std::io::stdin().is_terminal()
            && std::io::stderr().is_terminal();
        for (number, one) in open.iter().enumerate() {
            let is_accepted = match may_ask {
                false => self.accept.iter().any(|id| is_meant(id, one)),
                true => match ask(context, one, number + 1, open.len())? {
                    Verdict::Tick => true,
                    Verdict::Leave => false,
                    Verdict::Stop => break,
                },
            };
            if is_accepted {
                tick(one)?;
            }
        }
        let chain = context.chain()?;
        let chosen = chosen.and_then(|revision| chain.get(revision.id));
        let left = self::open(&chain, chosen);
        let text = match self.format {
            Format::Text if left.is_empty() => "nothing is open\n".to_owned(),
            Format::Text => left.iter().map(Open::text).collect(),
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "open": left.iter().map(Open::json).collect::<Vec<_>>(),
            })),
        };
        output::write(None, &text)?;
        Ok(if left.is_empty() { Outcome::Done } else { Outcome::Undecided })
    }
}

/// One revision by its id, its beginning, or `head`.
pub(super) fn one<'a>(chain: &'a Chain, text: &str) -> Result<&'a Revision> {
    match chain.resolve(text)? {
        Destination::Revision(id) => chain.get(id),
        Destination::Heads => match chain.heads()[..] {
            [head] => Some(head),
            ref heads => return Err(history::several_heads(heads)),
        },
        Destination::Base | Destination::Before(_) | Destination::Forward(_) | Destination::Back(_) => None,
    }
    .ok_or_else(|| Error::usage(format!("`{text}` isn't one revision: say `head`, an id or its beginning")))
}

fn open<'a>(chain: &'a Chain, chosen: Option<&'a Revision>) -> Vec<Open<'a>> {
    let revisions = chain.ordered().filter(|one| chosen.is_none_or(|chosen| chosen.id == one.id));
    let boxes = revisions.flat_map(|revision| {
        [Direction::Up, Direction::Down].into_iter().flat_map(move |direction| {
            let open = revision.reviews(direction).iter().filter(|question| !question.ticked);
            open.map(move |question| Open { revision, direction, question })
        })
    });
    boxes.collect()
}

fn is_meant(id: &str, open: &Open) -> bool {
    id == "all" || id.eq_ignore_ascii_case(&open.question.id)
}

fn tick(open: &Open) -> Result<()> {
    let path = open.revision.path(open.direction);
    // Another box of the same file may have been ticked since it was read.
    let text = std::fs::read_to_string(path).map_err(|cause| Error::file("read", path, cause))?;
    let ticked = history::tick(&text, &open.question.id).ok_or_else(|| Error::History {
        message: format!("{} has no box {} any more", relative(path).display(), open.question.id),
        hint: Some("somebody edited it just now: run `autogen review` again".to_owned()),
    })?;
    history::overwrite(path, &ticked)
}

enum Verdict {
    Tick,
    Leave,
    Stop,
}

fn ask(context: &Context, open: &Open, number: usize, total: usize) -> Result<Verdict> {
    context.say(&format!("{number} of {total}\n{}", open.text()));
    let words = ["decided: tick the box", "leave it open", "stop here"];
    let chosen = Select::new().with_prompt("Your decision").items(words).default(1).interact();
    let chosen = chosen.map_err(|dialoguer::Error::IO(cause)| Error::file("read", "the terminal", cause))?;
    Ok([Verdict::Tick, Verdict::Leave, Verdict::Stop].into_iter().nth(chosen).unwrap_or(Verdict::Stop))
}

impl Open<'_> {
    fn place(&self) -> String {
        format!("{}:{}", relative(self.revision.path(self.direction)).display(), self.question.line)
    }

    fn text(&self) -> String {
        let ReviewBox { id, ticked: _, text, line: _ } = self.question;
        let mut lines = text.lines();
        let mut told = format!("{}: {id} {}\n", self.place(), lines.next().unwrap_or_default());
        lines.for_each(|line| told.push_str(&format!("     {line}\n")));
        told
    }

    fn json(&self) -> serde_json::Value {
        let ReviewBox { id, ticked: _, text, line: _ } = self.question;
        let (question, evidence) = text.split_once('\n').unwrap_or((text, ""));
        json!({
            "revision": self.revision.id.to_string(),
            "message": self.revision.message,
            "place": self.place(),
            "id": id,
            "question": question,
            "evidence": evidence.lines().collect::<Vec<_>>(),
        })
    }
}
