//! What a person says about renames on the command line.

use clap::Args;

use super::context::Context;
use crate::error::{Error, Result};
use crate::plan::rename::{Answer, Answers, By};

#[derive(Debug, Args)]
pub(super) struct Renames {
    /// This is a rename, not a drop and a create: `public.users.name=full_name`
    #[arg(long = "rename", value_name = "OLD=NEW")]
    renamed: Vec<String>,

    /// This is no rename, whatever it looks like: `public.users.name`
    #[arg(long, value_name = "NAME")]
    not_renamed: Vec<String>,
}

impl Renames {
    /// What is said here, and in `autogen.toml`.
    pub fn answers(&self, context: &Context) -> Result<Answers> {
        let renamed = self.renamed.iter().map(|text| Answer::renamed(text));
        let not_renamed = self.not_renamed.iter().map(|text| Answer::not_renamed(text));
        let answers: Result<Vec<Answer>, String> = renamed.chain(not_renamed).collect();
        let mut all = context.answers();
        answers.map_err(Error::usage)?.into_iter().for_each(|answer| all.push(answer, By::Person, None));
        Ok(all)
    }
}
