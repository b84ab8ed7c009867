//! Where Alembic says that a database is.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::VersionTable;
use crate::error::{Error, Result};
use crate::history::{Chain, RevisionId};
use crate::sql::quote_identifier;

/// What `alembic_version` holds: a row for each head that was reached; none where there is no such table.
pub async fn versions(client: &Client, table: &VersionTable) -> Result<Option<Vec<String>>> {
    let VersionTable { schema, name } = table;
    let schema = if schema.is_empty() { String::new() } else { format!("{}.", quote_identifier(schema)) };
    let query = format!("select version_num from {schema}{} order by 1", quote_identifier(name));
    match client.query(&query, &[]).await {
        Ok(rows) => Ok(Some(rows.iter().map(|row| row.get(0)).collect())),
        Err(error) if matches!(error.code(), Some(&SqlState::UNDEFINED_TABLE | &SqlState::INVALID_SCHEMA_NAME)) => {
            Ok(None)
        }
        Err(error) => Err(Error::query(format!("read {name}"), error)),
    }
}

/// The revisions of the chain that Alembic's versions are.
pub fn standing(chain: &Chain, versions: &[String]) -> Result<Vec<RevisionId>> {
    let found = versions.iter().map(|version| match chain.of_alembic(version) {
        Some(revision) => Ok(revision.id),
        None => Err(Error::History {
            message: format!(
                "the database is at {version} of Alembic, which no revision in {} says it is",
                chain.directory().display()
            ),
            hint: Some("`autogen import alembic` from a checkout that has it brings it".into()),
        }),
    });
    found.collect()
}
