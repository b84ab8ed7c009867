//! The replay of a plan in scratch: up reaches the wanted catalog, down the first, and rows stay where the plan says so.

mod cost;
mod effect;
mod join;
mod replay;
mod revision;
mod seed;
mod size;
mod survival;
mod walk;

pub use cost::{Cost, Ending, measure};
pub use effect::{Effect, Trial, effects};
pub use join::{Clash, Joined, join};
pub use revision::{Replayed, replay_revision};
pub use size::{Size, Sizes, grouped, in_bytes, rounded};
pub use walk::Walk;

use crate::catalog::{Catalog, load};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::plan::Plan;
use crate::plan::rename::Rename;
use crate::scratch::{Database, WITHOUT_EVENT_TRIGGERS};
use crate::source::{Reader, as_managed, differences};
use replay::Refusal;
use seed::{Seeds, seed};
use survival::{Survival, Way, survival};

/// What a replay has shown.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// `PostgreSQL 15.18`.
    pub server: String,
    /// What each step of the upgrade costs, in its order.
    pub steps: Vec<Cost>,
    /// The same of the downgrade.
    pub down_steps: Vec<Cost>,
    /// Statements of the upgrade that rows may stand in the way of, with what the server said.
    pub data_blockers: Vec<(String, String)>,
    /// The same of the downgrade.
    pub down_blockers: Vec<(String, String)>,
    /// In how many tables there was a row, and in how many of them it was still there after the upgrade.
    pub seeded: usize,
    pub kept: usize,
    /// Tables and columns of the first catalog that the upgrade drops, or makes anew, with what they held.
    pub given_up: Vec<Id>,
    /// Tables that no row was found for, each with what the server said.
    pub unseeded: Vec<(String, String)>,
    /// Preflight queries, of either way, that the server refuses, each with what it said.
    pub unasked: Vec<(String, String)>,
}

impl Proof {
    /// For the head of a revision: `PostgreSQL 15.18, up reaches the schema, down restores, rows kept`.
    pub fn summary(&self) -> String {
        let rows = if !self.data_blockers.is_empty() {
            "on empty tables (rows need work first)".to_owned()
        } else if self.seeded == 0 && self.unseeded.is_empty() {
            "no rows to keep".to_owned()
        } else if self.seeded == 0 {
            "no row could be made to look after".to_owned()
        } else {
            let but = match self.given_up.len() {
                0 => String::new(),
                1 => format!(" but in {}", self.given_up[0]),
                more => format!(" but in {} and {} more", self.given_up[0], more - 1),
            };
            let unseeded = match self.unseeded.len() {
                0 => String::new(),
                count => format!(" ({count} of {} tables were empty)", count + self.seeded),
            };
            format!("rows kept{but}{unseeded}")
        };
        let down = if self.down_blockers.is_empty() { "down restores" } else { "down restores empty tables" };
        format!("{}, up reaches the schema, {down}, {rows}", self.server)
    }
}

/// What is proved.
#[derive(Clone, Copy)]
struct Claim<'a> {
    from: &'a Catalog,
    to: &'a Catalog,
    up: &'a Plan,
    down: &'a Plan,
    renames: &'a [Rename],
}

/// How far a replay came.
enum Replay {
    /// To the end.
    Whole(Proof),
    /// Rows stood in its way.
    Blocked { proof: Proof, refusal: Refusal, is_up: bool },
}

/// Replays the way from one catalog to another and back.
///
/// # Errors
/// [`Error::Proof`] when the first catalog can't be rebuilt, a statement fails, a catalog isn't reached, or a value is lost
/// that the plan doesn't drop. What fails only because there are rows is no error but a blocker of the proof.
pub async fn prove(
    reader: &Reader,
    from: &Catalog,
    to: &Catalog,
    up: &Plan,
    down: &Plan,
    renames: &[Rename],
) -> Result<Proof> {
    let claim = Claim { from, to, up, down, renames };
    reader.need_surroundings(to).await?;
    let (seen, refusal, is_up) = match replay(reader, claim, true).await? {
        Replay::Whole(proof) => return Ok(proof),
        Replay::Blocked { proof, refusal, is_up } => (proof, refusal, is_up),
    };
    match replay(reader, claim, false).await? {
        Replay::Whole(mut proof) => {
            let blocker = (refusal.statement, refusal.message.to_string());
            if is_up { &mut proof.data_blockers } else { &mut proof.down_blockers }.push(blocker);
            let Proof { seeded, kept, given_up, unseeded, .. } = seen;
            Ok(Proof { seeded, kept, given_up, unseeded, ..proof })
        }
        Replay::Blocked { refusal, is_up, .. } => Err(failed(is_up, refusal)),
    }
}

async fn replay(reader: &Reader, claim: Claim<'_>, with_rows: bool) -> Result<Replay> {
    let database = reader.build(claim.from).await?;
    let replayed = replay_in(reader, &database, claim, with_rows).await;
    let closed = database.close().await;
    let replayed = replayed?;
    closed.map(|()| replayed)
}

async fn replay_in(reader: &Reader, database: &Database, claim: Claim<'_>, with_rows: bool) -> Result<Replay> {
    let Claim { from, to, up, down, renames } = claim;
    let client = &database.client;
    let silenced = client.batch_execute(WITHOUT_EVENT_TRIGGERS).await;
    silenced.map_err(|cause| Error::query("prepare the proof", cause))?;
    reaches(reader, database, from, "cannot rebuild the first catalog").await?;
    let mut proof = Proof { server: server(database).await?, ..Proof::default() };
    let mut seeds = Seeds::default();
    if with_rows {
        seeds = seed(client).await?;
        proof.seeded = seeds.seeds.len();
        proof.unseeded = seeds.refused;
    }

    proof.unasked = replay::unasked(client, &up.preflight).await;
    if let Err(refusal) = replay::run(client, &up.steps).await {
        return blocked_or_failed(proof, refusal, true, with_rows);
    }
    reaches(reader, database, to, "the upgrade doesn't reach the wanted catalog").await?;
    let there = Way { from, to, plan: up, renames };
    let kept = survival(client, &seeds.seeds, &[there]).await?;
    let Survival { kept, given_up, lost } = kept;
    stays(lost, "the upgrade loses rows that the plan doesn't drop")?;
    (proof.kept, proof.given_up) = (kept, given_up);

    proof.unasked.extend(replay::unasked(client, &down.preflight).await);
    if let Err(refusal) = replay::run(client, &down.steps).await {
        return blocked_or_failed(proof, refusal, false, with_rows);
    }
    reaches(reader, database, from, "the downgrade doesn't restore the first catalog").await?;
    let back: Vec<Rename> = renames.iter().map(Rename::reversed).collect();
    let back = Way { from: to, to: from, plan: down, renames: &back };
    let Survival { kept: _, given_up: _, lost } = survival(client, &seeds.seeds, &[there, back]).await?;
    stays(lost, "the downgrade loses rows that no plan drops")?;

    proof.steps = measure(client, up.steps.iter().map(|planned| &planned.step), Ending::Commit).await;
    proof.down_steps = measure(client, down.steps.iter().map(|planned| &planned.step), Ending::Commit).await;
    Ok(Replay::Whole(proof))
}

fn blocked_or_failed(proof: Proof, refusal: Refusal, is_up: bool, with_rows: bool) -> Result<Replay> {
    match with_rows && refusal.is_about_rows() {
        true => Ok(Replay::Blocked { proof, refusal, is_up }),
        false => Err(failed(is_up, refusal)),
    }
}

fn failed(is_up: bool, refusal: Refusal) -> Error {
    let way = if is_up { "upgrade" } else { "downgrade" };
    Error::Proof {
        what: format!("a statement of the {way} fails"),
        evidence: vec![refusal.statement],
        cause: Some(refusal.message),
    }
}

/// Checks that the database is in the state of `wanted`.
async fn reaches(reader: &Reader, database: &Database, wanted: &Catalog, what: &str) -> Result<()> {
    let actual = as_managed(&load::load(&database.client).await?, wanted, &[]);
    let wanted = reader.settled(&actual, wanted).await?;
    match differences(&actual, &wanted) {
        differences if differences.is_empty() => Ok(()),
        evidence => Err(Error::Proof { what: what.to_owned(), evidence, cause: None }),
    }
}

fn stays(lost: Vec<String>, what: &str) -> Result<()> {
    match lost.is_empty() {
        true => Ok(()),
        false => Err(Error::Proof { what: what.to_owned(), evidence: lost, cause: None }),
    }
}

async fn server(database: &Database) -> Result<String> {
    let version = database.client.simple_query("show server_version").await;
    let version = version.map_err(|cause| Error::query("ask for the server's version", cause))?;
    let version = seed::first_value(version).unwrap_or_default();
    Ok(format!("PostgreSQL {}", version.split_whitespace().next().unwrap_or_default()))
}
