//! The replay of a revision's files, as they are: what autogen wrote and somebody edited, or what somebody wrote.

use super::walk::Walk;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::history::{Chain, Direction, Revision};
use crate::source::differences;

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
    /// False where rows that the upgrade made are still there after the downgrade, and bar the next upgrade.
    pub is_repeatable: bool,
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
        let again = if self.is_repeatable { "" } else { ", and rows that the downgrade leaves bar a second upgrade" };
        format!("{}, up {reaches}, down restores, {rows}{again}", self.server)
    }
}

/// Runs a revision up, down and up again, on a scratch database that its ancestors have built. The walk is behind it then.
///
/// # Errors
/// [`Error::Apply`] for a statement that fails, with its place in the file; [`Error::Proof`] when the downgrade doesn't
/// restore what was, or the second upgrade leads elsewhere than the first.
pub async fn replay_revision(walk: &mut Walk<'_>, chain: &Chain, revision: &Revision) -> Result<Replayed> {
    let done = match rehearse(walk, chain, revision, true).await {
        Err(error) if is_about_rows(&error) => rehearse(walk, chain, revision, false).await,
        done => done,
    };
    if done.is_err() {
        walk.end().await?;
    }
    done
}

/// Classes 22 and 23: rows stand in the way.
fn is_about_rows(error: &Error) -> bool {
    let Error::Apply { cause, .. } = error else { return false };
    cause.sqlstate.as_deref().is_some_and(|state| state.starts_with("22") || state.starts_with("23"))
}

async fn rehearse(walk: &mut Walk<'_>, chain: &Chain, revision: &Revision, with_rows: bool) -> Result<Replayed> {
    let mut ancestors = chain.ancestors([revision.id]);
    ancestors.remove(&revision.id);
    walk.to(&ancestors).await?;
    let before = walk.catalog().await?;
    let seeds = if with_rows { walk.seed().await? } else { Default::default() };
    walk.up(revision.id).await?;
    let after = walk.catalog().await?;
    walk.down().await?;
    let left = differences(&walk.catalog().await?, &before);
    if !left.is_empty() {
        let what = format!("{} doesn't restore what was", revision.path(Direction::Down).display());
        return Err(Error::Proof { what, evidence: left, cause: None });
    }
    let lost = walk.harvest(&seeds).await?;
    let is_repeatable = match walk.up(revision.id).await {
        Ok(()) => true,
        Err(error) if is_about_rows(&error) => {
            walk.to(&chain.ancestors([revision.id])).await?;
            false
        }
        Err(error) => return Err(error),
    };
    let left = differences(&walk.catalog().await?, &after);
    if !left.is_empty() {
        let what = format!("{} leads elsewhere the second time", revision.path(Direction::Up).display());
        return Err(Error::Proof { what, evidence: left, cause: None });
    }
    let rows = with_rows.then_some((seeds.seeds.len(), lost));
    let (server, default_owner) = (walk.server().await?, walk.default_owner().await?);
    Ok(Replayed { server, before, after, default_owner, rows, is_repeatable })
}
