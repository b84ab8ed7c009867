//! What single statements of a file do: the catalog before and after each, and what it costs.

use super::{Cost, Ending, measure};
use crate::catalog::{Catalog, load};
use crate::error::Result;
use crate::kind::{Step, Transaction};
use crate::scratch::WITHOUT_EVENT_TRIGGERS;
use crate::source::Reader;

/// What a statement did.
#[derive(Debug, Clone)]
pub struct Effect {
    pub before: Catalog,
    pub after: Catalog,
    /// Not measured for what runs outside of transactions.
    pub cost: Cost,
}

/// A statement to be run, and whether anybody wants to know what it does.
#[derive(Debug, Clone)]
pub struct Trial {
    pub sql: String,
    pub in_transaction: bool,
    pub is_wanted: bool,
}

/// Runs statements one after the other from a catalog on, each in a transaction of its own. None for one that nobody asked
/// about, or that the server refuses so.
pub async fn effects(reader: &Reader, from: &Catalog, trials: &[Trial]) -> Result<Vec<Option<Effect>>> {
    if !trials.iter().any(|trial| trial.is_wanted) {
        return Ok(trials.iter().map(|_| None).collect());
    }
    let database = reader.build(from).await?;
    let client = &database.client;
    let _ = client.batch_execute(WITHOUT_EVENT_TRIGGERS).await;
    let mut effects = Vec::new();
    // What is known of the catalog: nothing behind a statement that nobody asked about.
    let mut known = Some(load::load(client).await?);
    for Trial { sql, in_transaction, is_wanted } in trials {
        if !is_wanted {
            let _ = client.batch_execute(sql).await;
            known = None;
            effects.push(None);
            continue;
        }
        let before = match known.take() {
            Some(known) => known,
            None => load::load(client).await?,
        };
        let transaction = if *in_transaction { Transaction::Inside } else { Transaction::Outside };
        let step = Step { sql: sql.clone(), transaction, commit_after: false };
        let cost = measure(client, std::iter::once(&step), Ending::Commit).await.pop().unwrap_or_default();
        let after = load::load(client).await?;
        known = Some(after.clone());
        let has_run = cost.is_measured || !in_transaction;
        effects.push(has_run.then_some(Effect { before, after, cost }));
    }
    database.close().await?;
    Ok(effects)
}
