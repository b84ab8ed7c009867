//! What a person wants of objects that no kind models.

use clap::Args;

use crate::catalog::Catalog;
use crate::error::{Error, Result};

#[derive(Debug, Args)]
pub(super) struct Strictness {
    /// Fail if there is anything that autogen doesn't know, instead of naming it only
    #[arg(long)]
    strict: bool,
}

impl Strictness {
    /// Refuses what isn't compared, if that is wanted.
    pub fn check(&self, catalogs: &[&Catalog]) -> Result<()> {
        let mut names: Vec<&str> =
            catalogs.iter().flat_map(|catalog| catalog.unmodelled.iter().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        match self.strict && !names.is_empty() {
            false => Ok(()),
            true => Err(Error::Usage {
                message: format!("autogen doesn't know these: {}", names.join(", ")),
                hint: Some("without --strict all else is dealt with, and these are named".to_owned()),
            }),
        }
    }
}
