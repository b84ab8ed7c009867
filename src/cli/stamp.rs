//! `autogen stamp`: record where a database is, without running anything.

use clap::Args;
use serde_json::json;
use tokio_postgres::Client;

use super::context::Context;
use super::log::{Log, LogFormat};
use super::{Format, Outcome, output};
use crate::apply::{self, RunOptions};
use crate::error::{Error, Result};
use crate::history::{Chain, Destination, RevisionId, table};
use crate::{report, server};

/// Record which revision the database is at, without running anything
#[derive(Debug, Args)]
#[command(after_help = "\
For a database that was built by other means, or put right by hand. It counts as having the revision and all before it,
with the files as they are now, and nothing else.

Examples:
  autogen stamp                   it has all there is
  autogen stamp 20261121101502
  autogen stamp base              it has none")]
pub(super) struct Stamp {
    /// Where the database is: `head`, an id or its beginning, `base`
    #[arg(value_name = "REVISION", default_value = "head")]
    at: String,

    /// Forget revisions that the database has and whose files aren't there
    #[arg(long)]
    purge: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

impl Stamp {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let chain = context.chain()?;
        let (chain, destination) = chain.resolve_as_written(&self.at)?;
        let mut client = server::connect(&context.need_database()?).await?;
        let recorded = stamp(context, &mut client, &chain, destination, self.purge).await?;
        let text = match self.format {
            Format::Text if recorded.is_empty() => "recorded that no revision is applied\n".to_owned(),
            Format::Text => recorded.iter().map(|id| format!("recorded {}\n", chain.title(*id))).collect(),
            Format::Json => report::json::pretty(&json!({
                "version": report::json::VERSION,
                "recorded": recorded.iter().map(RevisionId::to_string).collect::<Vec<_>>(),
            })),
        };
        output::write(None, &text)?;
        Ok(Outcome::Done)
    }
}

/// Records where a database is; where the role may not, the error says who has to do what.
pub(super) async fn stamp(
    context: &Context,
    client: &mut Client,
    chain: &Chain,
    destination: Destination,
    purge: bool,
) -> Result<Vec<RevisionId>> {
    let mut log = Log::new(context, LogFormat::Text);
    let patience = context.config.run().patience.unwrap_or(RunOptions::default().patience);
    let recorded = apply::stamp(client, chain, destination, purge, patience, &mut log).await;
    recorded.map_err(|error| match error {
        // insufficient_privilege
        Error::Query { doing: _, cause } if cause.sqlstate.as_deref() == Some("42501") => Error::History {
            message: format!("this role may not write the history table: {}", cause.message),
            hint: Some(format!(
                "run `autogen stamp --database URL` as a role that may make tables in schema {} (or owns {} there)",
                table::SCHEMA,
                table::NAMES[0]
            )),
        },
        error => error,
    })
}
