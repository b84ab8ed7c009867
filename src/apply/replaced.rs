//! Remembers squashes in the place of what a database has of theirs. No statement of a revision runs for that.

use tokio_postgres::Client;

use super::run::execute;
use super::{Event, Events, RunOptions, lock};
use crate::error::Result;
use crate::history::{Chain, Takeover, table};
use crate::server::Pooling;

/// Rewrites the history where squashes stand for what is applied, in one transaction.
pub async fn take_over(client: &Client, chain: &Chain, options: &RunOptions, events: &mut dyn Events) -> Result<()> {
    match options.pooling {
        Pooling::Transaction => {
            lock::begin(client, "BEGIN", options.patience, &options.stop, events).await?;
        }
        Pooling::None | Pooling::Session => execute(client, "begin a transaction", "BEGIN").await?,
    }
    let done = rewrite(client, chain, events).await;
    if done.is_err() {
        // On a connection that is gone this fails as well, and the server has undone it.
        let _ = client.batch_execute("ROLLBACK").await;
    }
    done
}

async fn rewrite(client: &Client, chain: &Chain, events: &mut dyn Events) -> Result<()> {
    let takeovers = chain.seen_by(table::read_in_transaction(client).await?)?.takeovers;
    for Takeover { squash, replaced } in &takeovers {
        events.tell(Event::TakingOver { squash, count: replaced.len() });
    }
    let mut statements: Vec<String> = takeovers.iter().map(table::take_over).collect();
    statements.push("COMMIT".to_owned());
    execute(client, "write the history", &statements.join(";\n")).await
}
