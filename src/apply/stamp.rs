//! Records where a database is without running anything: for one that was built by other means, or put right by hand.

use std::collections::BTreeSet;

use tokio_postgres::Client;

use super::run::execute;
use super::{Events, Stop, lock};
use crate::error::{Error, Result};
use crate::history::{Chain, Destination, RevisionId, table};

/// Records that a database is at a destination: has it and all before it, and nothing else. The files count as applied
/// as they are now, and what was half done counts as put right. Gives what it is recorded to have.
///
/// With `purge`, revisions are forgotten whose files aren't there; without, they are an error.
pub async fn stamp(
    client: &Client,
    chain: &Chain,
    destination: Destination,
    purge: bool,
    patience: std::time::Duration,
    events: &mut dyn Events,
) -> Result<Vec<RevisionId>> {
    let wanted = match destination {
        Destination::Base => Default::default(),
        Destination::Heads => chain.ids(),
        Destination::Revision(id) => chain.ancestors([id]),
        Destination::Before(_) | Destination::Forward(_) | Destination::Back(_) => {
            return Err(Error::Usage {
                message: "stamp takes the revision that the database is at".into(),
                hint: Some("an id, the beginning of one, head, heads or base".into()),
            });
        }
    };
    stamp_all(client, chain, &wanted, purge, patience, events).await
}

/// Like [`stamp`], for the revisions that it is to have, ancestors and all.
pub async fn stamp_all(
    client: &Client,
    chain: &Chain,
    wanted: &BTreeSet<RevisionId>,
    purge: bool,
    patience: std::time::Duration,
    events: &mut dyn Events,
) -> Result<Vec<RevisionId>> {
    lock::writable(client).await?;
    lock::begin(client, "BEGIN", patience, &Stop::default(), events).await?;
    let stamped = record(client, chain, wanted, purge).await;
    if stamped.is_err() {
        // On a connection that is gone this fails as well, and the server has undone it.
        let _ = client.batch_execute("ROLLBACK").await;
    }
    stamped
}

async fn record(client: &Client, chain: &Chain, wanted: &BTreeSet<RevisionId>, purge: bool) -> Result<Vec<RevisionId>> {
    let state = table::read_in_transaction(client).await?;
    let unknown: Vec<String> = state
        .applied
        .keys()
        .filter(|id| chain.known(**id).is_none() && chain.replaced_by(**id).is_none())
        .map(RevisionId::to_string)
        .collect();
    if !unknown.is_empty() && !purge {
        return Err(Error::History {
            message: format!("the database has {}, whose files aren't there", unknown.join(", ")),
            hint: Some("--purge forgets them".into()),
        });
    }
    let mut statements = Vec::new();
    if !state.tables_exist {
        statements.push(table::CREATE.trim_end_matches(';').to_owned());
    }
    statements.extend(state.applied.keys().filter(|id| !wanted.contains(id)).map(|id| table::delete(*id)));
    statements.push(table::DELETE_ALL_SEGMENTS.to_owned());
    let stamped = chain.ordered().filter(|revision| wanted.contains(&revision.id));
    let ids = stamped.map(|revision| {
        statements.push(table::insert_or_renew(revision));
        revision.id
    });
    let ids = ids.collect();
    statements.push("COMMIT".to_owned());
    execute(client, "record where the database is", &statements.join(";\n")).await?;
    Ok(ids)
}
