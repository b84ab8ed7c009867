//! What each statement locks, rewrites and reads through, as the server that ran it says.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde::Deserialize;

use super::seed::first_value;
use crate::kind::{Step, Transaction};
use crate::server::Client;

/// What a statement costs those who use the database meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cost {
    /// The strongest lock on each relation that was there before the plan, in the manual's words: `ACCESS EXCLUSIVE`. Names
    /// are quoted. An index is only listed where its lock is stronger than its table's. Names are those before the statement.
    pub locks: Vec<(String, String)>,
    /// The tables and materialized views whose rows were written anew.
    pub rewrites: Vec<String>,
    /// Those that were read from the first row to the last: for a check, an index, or to be written anew.
    pub scans: Vec<String>,
    /// False for a statement that runs outside of transactions, whose locks are gone when it ends.
    pub is_measured: bool,
}

impl Cost {
    /// For the heading of a step: `ACCESS EXCLUSIVE on public.posts · no rewrite`. Empty where nothing is locked.
    pub fn text(&self) -> String {
        if !self.is_measured {
            return String::new();
        }
        let mut parts: Vec<String> = Vec::new();
        let mut modes: Vec<&str> = MODES.iter().map(|(_, words)| *words).filter(|words| *words != READS).collect();
        modes.reverse();
        for mode in modes {
            let on: Vec<&str> =
                self.locks.iter().filter(|(held, _)| held == mode).map(|(_, name)| name.as_str()).collect();
            match on.as_slice() {
                [] => {}
                [first, second, third, rest @ ..] if !rest.is_empty() => {
                    parts.push(format!("{mode} on {first}, {second}, {third} and {} more", rest.len()));
                }
                on => parts.push(format!("{mode} on {}", on.join(", "))),
            }
        }
        match self.rewrites.as_slice() {
            [] if parts.iter().any(|part| part.starts_with("ACCESS EXCLUSIVE")) => parts.push("no rewrite".to_owned()),
            [] => {}
            rewrites => parts.push(format!("rewrites {}", rewrites.join(", "))),
        }
        let only_read: Vec<&str> =
            self.scans.iter().filter(|name| !self.rewrites.contains(name)).map(String::as_str).collect();
        if !only_read.is_empty() {
            parts.push(format!("scans {}", only_read.join(", ")));
        }
        parts.join(" · ")
    }
}

const READS: &str = "ACCESS SHARE";

/// The lock modes from the weakest to the strongest, as `pg_locks` and as the manual's chapter "Explicit Locking" call them.
const MODES: &[(&str, &str)] = &[
    ("AccessShareLock", READS),
    ("RowShareLock", "ROW SHARE"),
    ("RowExclusiveLock", "ROW EXCLUSIVE"),
    ("ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE"),
    ("ShareLock", "SHARE"),
    ("ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE"),
    ("ExclusiveLock", "EXCLUSIVE"),
    ("AccessExclusiveLock", "ACCESS EXCLUSIVE"),
];

/// What becomes of a step once it has been looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Commit,
    Rollback,
}

/// Runs each step in a transaction of its own and looks at it before it ends. What can't be run has no cost.
pub async fn measure<'a>(client: &Client, steps: impl ExactSizeIterator<Item = &'a Step>, ending: Ending) -> Vec<Cost> {
    const BEFORE: &str = include_str!("cost_before.sql");
    const SCANS_BEFORE: &str =
        "update pg_temp.autogen_relation set scans = pg_stat_get_xact_numscans(oid) where scans > 0";
    let prepared = client.batch_execute(&format!("drop table if exists pg_temp.autogen_relation;\n{BEFORE}")).await;
    if prepared.is_err() {
        return vec![Cost::default(); steps.len()];
    }
    let measured = steps.map(async |Step { sql, transaction, commit_after: _ }| {
        if *transaction == Transaction::Outside {
            return client.batch_execute(sql).await.ok().map(|()| Cost::default());
        }
        let (begun, counted, ran, looked, ended) = futures_util::join!(
            client.batch_execute("begin"),
            client.batch_execute(SCANS_BEFORE),
            client.batch_execute(sql),
            client.simple_query(include_str!("cost.sql")),
            client.batch_execute(if ending == Ending::Commit { "commit" } else { "rollback" }),
        );
        begun.and(counted).and(ran).and(ended).ok()?;
        cost(&first_value(looked.ok()?)?)
    });
    join_all(measured).await.into_iter().map(Option::unwrap_or_default).collect()
}

fn cost(json: &str) -> Option<Cost> {
    #[derive(Deserialize)]
    struct Seen {
        name: String,
        modes: Vec<String>,
        is_rewritten: bool,
        is_scanned: bool,
        /// An index's table, if that is in the list too.
        table: Option<String>,
    }
    let seen: Vec<Seen> = serde_json::from_str(json).ok()?;
    let strongest = |seen: &Seen| MODES.iter().rposition(|(mode, _)| seen.modes.iter().any(|held| held == mode));
    let tables: BTreeMap<String, Option<usize>> =
        seen.iter().map(|relation| (relation.name.clone(), strongest(relation))).collect();
    let mut cost = Cost { is_measured: true, ..Cost::default() };
    for relation in seen {
        let lock = strongest(&relation);
        let Seen { name, modes: _, is_rewritten, is_scanned, table } = relation;
        let is_covered = table.is_some_and(|table| tables.get(&table).is_some_and(|of_table| *of_table >= lock));
        if let Some(lock) = lock.filter(|_| !is_covered) {
            cost.locks.push((MODES[lock].1.to_owned(), name.clone()));
        }
        if is_scanned {
            cost.scans.push(name.clone());
        }
        if is_rewritten {
            cost.rewrites.push(name);
        }
    }
    Some(cost)
}
