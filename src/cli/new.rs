//! `autogen new`: an empty pair of files, for statements that are written by hand.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::context::{Context, relative};
use super::review::one;
use super::{Format, Outcome, output};
use crate::error::Result;
use crate::history::{self, Head, several_heads};
use crate::report;

/// Write an empty migration, for changes of rows and whatever else is written by hand
#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is compared: the files have a head and no statement. `autogen verify` proves them once they have some.

Examples:
  autogen new -m \"grant the reporting role\"
  autogen new -m \"fill posts.likes\" --data   with the outline of a change of rows, there and back
  autogen new -m \"hotfix\" --from 2026112110  a branch from an older revision; `autogen merge` joins it later")]
pub(super) struct New {
    /// What the migration is for; it names the files
    #[arg(short, long, value_name = "TEXT")]
    pub message: String,

    /// Write an outline of a change of rows, with comments that say how to go about it
    #[arg(long)]
    data: bool,

    /// The revision to follow, `base` for none: makes a branch where another follows it already [default: the head]
    #[arg(long, value_name = "REVISION")]
    from: Option<String>,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

impl New {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let parents = match self.from.as_deref() {
            Some("base") => Vec::new(),
            Some(text) => vec![one(&chain, text)?.id],
            None if chain.heads().len() > 1 => return Err(several_heads(&chain.heads())),
            None => chain.heads().iter().map(|head| head.id).collect(),
        };
        let bodies = if self.data { [UP, DOWN] } else { [EMPTY, EMPTY] };
        let id = history::new_id(&chain.taken_ids());
        let (up, down) = write(context, Head::new(&self.message, id, parents), bodies)?;
        let (up, down) = (relative(&up), relative(&down));
        let text = match self.format {
            Format::Text => format!("wrote {}\nwrote {}\n", up.display(), down.display()),
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "revision": id.to_string(),
                "files": { "up": up, "down": down },
            })),
        };
        output::write(None, &text)?;
        context.say("next: write the way there into the first file and the way back into the second");
        Ok(Outcome::Done)
    }
}

const EMPTY: &str = "-- nothing to do\n";
const UP: &str = include_str!("new/data.up.sql");
const DOWN: &str = include_str!("new/data.down.sql");

fn write(context: &Context, head: Head, [up, down]: [&str; 2]) -> Result<(PathBuf, PathBuf)> {
    let text = |head: &Head, body: &str| format!("{}--\n{body}", head.compose());
    let (directory, slug) = (context.config.migrations_directory(), history::slug(&head.message));
    history::write_pair(&directory, head.id, &slug, &text(&head, up), &text(&head.reversed(), down))
}
