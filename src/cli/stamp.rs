//! `autogen stamp`: record where a database is, without running anything.

use clap::Args;
use serde_json::json;
use tokio_postgres::Client;

use super::context::Context;
use super::log::{Log, LogFormat};
use super::{Format, Outcome, output};
use crate::alembic::{self, VersionTable};
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
  autogen stamp base              it has none
  autogen stamp --alembic         it is where its table alembic_version says (see `autogen import alembic`)")]
pub(super) struct Stamp {
    /// Where the database is: `head`, an id or its beginning, `base`
    #[arg(value_name = "REVISION", default_value = "head")]
    at: String,

    /// Where Alembic says that the database is, for revisions that were imported from there
    #[arg(long, conflicts_with = "at")]
    alembic: bool,

    /// The table in which Alembic says so, where env.py gives it another name
    #[arg(long, value_name = "TABLE", default_value = "alembic_version", requires = "alembic")]
    version_table: String,

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
        let client = server::connect(&context.database_to_run()?).await?;
        let (chain, recorded) = match self.alembic {
            true => {
                let table = self.version_table.parse()?;
                // Alembic knows nothing of squashes.
                let chain = if chain.has_squashes() { chain.as_written()? } else { chain };
                let recorded = stamp_as_alembic(context, &client, &chain, &table, self.purge).await?;
                (chain, recorded)
            }
            false => {
                let (chain, destination) = chain.resolve_as_written(&self.at)?;
                let recorded = stamp(context, &client, &chain, destination, self.purge).await?;
                (chain, recorded)
            }
        };
        match self.format {
            Format::Text => told(&chain, &recorded)?,
            Format::Json => {
                let recorded: Vec<String> = recorded.iter().map(RevisionId::to_string).collect();
                let object = json!({ "version": report::json::VERSION, "recorded": recorded });
                output::write(None, &report::json::pretty(&object))?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// Says what was recorded.
pub(super) fn told(chain: &Chain, recorded: &[RevisionId]) -> Result<()> {
    let lines: String = recorded.iter().map(|id| format!("recorded {}\n", chain.title(*id))).collect();
    output::write(None, if lines.is_empty() { "recorded that no revision is applied\n" } else { &lines })
}

/// Records that a database is where Alembic says.
pub(super) async fn stamp_as_alembic(
    context: &Context,
    client: &Client,
    chain: &Chain,
    table: &VersionTable,
    purge: bool,
) -> Result<Vec<RevisionId>> {
    let versions = alembic::versions(client, table).await?.ok_or_else(|| Error::History {
        message: format!("the database has no table {table}, in which Alembic would say where it is"),
        hint: Some("`autogen stamp REVISION` says it instead; `--version-table` gives the table another name".into()),
    })?;
    let wanted = chain.ancestors(alembic::standing(chain, &versions)?);
    let mut log = Log::new(context, LogFormat::Text);
    apply::stamp_all(client, chain, &wanted, purge, patience(context), &mut log).await.map_err(may_not)
}

/// Records where a database is; where the role may not, the error says who has to do what.
pub(super) async fn stamp(
    context: &Context,
    client: &Client,
    chain: &Chain,
    destination: Destination,
    purge: bool,
) -> Result<Vec<RevisionId>> {
    let mut log = Log::new(context, LogFormat::Text);
    let recorded = apply::stamp(client, chain, destination, purge, patience(context), &mut log).await;
    recorded.map_err(may_not)
}

/// How long another run is waited for.
fn patience(context: &Context) -> std::time::Duration {
    context.config.run().patience.unwrap_or(RunOptions::default().patience)
}

fn may_not(error: Error) -> Error {
    match error {
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
    }
}
