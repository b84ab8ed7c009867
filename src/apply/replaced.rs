//! Remembers squashes in the place of what a database has of theirs. No statement of a revision runs for that.

use tokio_postgres::Client;

use super::run::execute;
use super::{Event, Events};
use crate::error::Result;
use crate::history::{Takeover, table};

/// Rewrites the history, in one transaction.
pub async fn take_over(client: &Client, takeovers: &[Takeover], events: &mut dyn Events) -> Result<()> {
    if takeovers.is_empty() {
        return Ok(());
    }
    for Takeover { squash, replaced } in takeovers {
        events.tell(Event::TakingOver { squash, count: replaced.len() });
    }
    let statements: Vec<String> = takeovers.iter().map(table::take_over).collect();
    let statements = format!("BEGIN;\n{};\nCOMMIT", statements.join(";\n"));
    let done = execute(client, "write the history", &statements).await;
    if done.is_err() {
        // On a connection that is gone this fails as well, and the server has undone it.
        let _ = client.batch_execute("ROLLBACK").await;
    }
    done
}
