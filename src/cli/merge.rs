//! `autogen merge`: one revision after several that follow the same one.

use clap::Args;

use super::Outcome;
use super::context::Context;
use super::new::write_empty;
use crate::error::{Error, Result};

/// Join the heads of two branches: write an empty migration that follows both
#[derive(Debug, Args)]
pub(super) struct Merge {
    /// What the migration is for; it names the files
    #[arg(short, long, value_name = "TEXT", default_value = "merge")]
    pub message: String,
}

impl Merge {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let heads = chain.heads().len();
        if heads < 2 {
            return Err(Error::History {
                message: format!("there is nothing to join: the revisions have {heads} head"),
                hint: Some("`autogen history` shows them".to_owned()),
            });
        }
        write_empty(context, &chain, &self.message)?;
        context.say("next: `autogen check` says whether the branches together still make what schema/ says");
        Ok(Outcome::Done)
    }
}
