//! The replay of a revision's files, as they are: what autogen wrote and somebody edited, or what somebody wrote.

use std::collections::BTreeSet;

use super::seed::{Seeds, rows, seed};
use super::server;
use crate::apply::{self, Event, RunOptions};
use crate::catalog::{Catalog, load};
use crate::definition;
use crate::error::{Error, Result};
use crate::history::{Chain, Destination, Direction, Revision};
use crate::scratch::{Database, WITHOUT_EVENT_TRIGGERS};
use crate::source::{Reader, current_role, differences};

/// What the replay of a revision has shown.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// `PostgreSQL 15.18`.
    pub server: String,
    /// The catalog that its ancestors build, and the one after it.
    pub before: Catalog,
    pub after: Catalog,
    /// Who owns what nobody gave an owner.
    pub default_owner: String,
    /// In how many tables there was a row, and in which of them it wasn't the same after the upgrade and the downgrade;
    /// none where rows stood in the way, so that the tables were empty.
    pub rows: Option<(usize, Vec<String>)>,
}

impl Replayed {
    /// For the head of the revision: `PostgreSQL 15.18, up runs, down restores, rows kept`.
    pub fn summary(&self, reaches: &str) -> String {
        let rows = match &self.rows {
            None => "on empty tables (rows need work first)".to_owned(),
            Some((0, _)) => "no rows to keep".to_owned(),
            Some((_, lost)) if lost.is_empty() => "rows kept".to_owned(),
            Some((_, lost)) => format!("rows kept but in {}", lost.join(", ")),
        };
        format!("{}, up {reaches}, down restores, {rows}", self.server)
    }
}

/// Runs a revision up and down, on a scratch database that its ancestors have built.
///
/// # Errors
/// [`Error::Apply`] for a statement that fails, with its place in the file; [`Error::Proof`] when the downgrade doesn't
/// restore what was.
pub async fn replay_revision(reader: &Reader, chain: &Chain, revision: &Revision) -> Result<Replayed> {
    let ancestors = chain.ancestors([revision.id]);
    let scripts = chain.ordered().filter(|one| ancestors.contains(&one.id)).flat_map(|one| [&one.up, &one.down]);
    let statements = scripts.flat_map(|script| script.statements.iter().map(|statement| script.sql(statement)));
    let roles: BTreeSet<String> = statements.flat_map(definition::roles_in).collect();
    reader.need_role_names(&roles).await?;
    match rehearse(reader, chain, revision, true).await {
        // Classes 22 and 23: rows stand in the way.
        Err(Error::Apply { cause, .. })
            if cause.sqlstate.as_deref().is_some_and(|state| state.starts_with("22") || state.starts_with("23")) =>
        {
            rehearse(reader, chain, revision, false).await
        }
        done => done,
    }
}

async fn rehearse(reader: &Reader, chain: &Chain, revision: &Revision, with_rows: bool) -> Result<Replayed> {
    let mut database = reader.scratch(None).await?.database().await?;
    let done = rehearse_in(&mut database, chain, revision, with_rows).await;
    let closed = database.close().await;
    let done = done?;
    closed.map(|()| done)
}

async fn rehearse_in(database: &mut Database, chain: &Chain, revision: &Revision, with_rows: bool) -> Result<Replayed> {
    let options = RunOptions { is_rehearsal: true, accept_data_loss: true, ..RunOptions::default() };
    let mut silent = |_: Event<'_>| {};
    for parent in &revision.parents {
        apply::upgrade(&mut database.client, chain, Destination::Revision(*parent), &options, &mut silent).await?;
    }
    let before = load::load(&database.client).await?;
    // A run ends with settings as they were before it.
    let silenced = database.client.batch_execute(WITHOUT_EVENT_TRIGGERS).await;
    silenced.map_err(|cause| Error::query("prepare the proof", cause))?;
    let seeds = if with_rows { seed(&database.client).await? } else { Seeds::default() };
    let here = Destination::Revision(revision.id);
    apply::upgrade(&mut database.client, chain, here, &options, &mut silent).await?;
    let after = load::load(&database.client).await?;
    apply::downgrade(&mut database.client, chain, Destination::Back(1), &options, &mut silent).await?;
    let restored = load::load(&database.client).await?;
    let left = differences(&restored, &before);
    if !left.is_empty() {
        let what = format!("{} doesn't restore what was", revision.path(Direction::Down).display());
        return Err(Error::Proof { what, evidence: left, cause: None });
    }
    let addresses: Vec<(usize, String)> =
        seeds.seeds.iter().enumerate().map(|(number, seed)| (number, seed.address.clone())).collect();
    let mut found = rows(&database.client, &addresses).await?;
    let lost = seeds.seeds.iter().enumerate().filter(|(number, seed)| {
        let row = found.remove(number).flatten();
        row.as_ref() != Some(&seed.row)
    });
    let lost: Vec<String> = lost.map(|(_, seed)| seed.address.clone()).collect();
    let rows = with_rows.then_some((seeds.seeds.len(), lost));
    let default_owner = current_role(&database.client).await?;
    Ok(Replayed { server: server(database).await?, before, after, default_owner, rows })
}
