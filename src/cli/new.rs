//! `autogen new`: an empty pair of files, for statements that are written by hand.

use clap::Args;

use super::context::{Context, relative};
use super::{Outcome, output};
use crate::error::Result;
use crate::history::{self, Chain, Head, several_heads};

/// Write an empty migration, for changes of rows and whatever else is written by hand
#[derive(Debug, Args)]
pub(super) struct New {
    /// What the migration is for; it names the files
    #[arg(short, long, value_name = "TEXT")]
    pub message: String,
}

impl New {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        if chain.heads().len() > 1 {
            return Err(several_heads(&chain.heads()));
        }
        write_empty(context, &chain, &self.message)?;
        context.say("next: write the way there into the first file and the way back into the second");
        Ok(Outcome::Done)
    }
}

/// Writes a pair of files without a statement that follows all heads.
pub(super) fn write_empty(context: &Context, chain: &Chain, message: &str) -> Result<()> {
    let id = history::new_id(&chain.ids());
    let head = Head {
        message: message.to_owned(),
        id,
        parents: chain.heads().iter().map(|head| head.id).collect(),
        from: String::new(),
        to: String::new(),
        proved: String::new(),
        checksum: String::new(),
        alembic: String::new(),
        reviews: Vec::new(),
    };
    let text = |head: &Head| history::file::compose(head, &[], &[]);
    let directory = context.config.migrations_directory();
    let (up, down) =
        history::write_pair(&directory, id, &history::slug(message), &text(&head), &text(&head.reversed()))?;
    output::write(None, &format!("wrote {}\nwrote {}\n", relative(&up).display(), relative(&down).display()))
}
