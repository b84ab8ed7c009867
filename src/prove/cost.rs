//! What each statement locks, rewrites and reads through, as the server that ran it says.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde::Deserialize;

use super::seed::first_value;
use super::size::{self, Size, Sizes};
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
    /// What the statement wrote to the write-ahead log, in bytes, with one row in each table. Whatever else the server does
    /// meanwhile counts too, so that it differs a little from one replay to the next.
    pub wal_bytes: u64,
    /// False for a statement that runs outside of transactions, whose locks are gone when it ends.
    pub is_measured: bool,
}

impl Cost {
    /// For the heading of a step: `ACCESS EXCLUSIVE on public.posts · blocks reads and writes · no rewrite`. Empty where
    /// nothing is locked. A relation that is large has its size with it once, where it costs most.
    pub fn text(&self, sizes: &Sizes) -> String {
        if !self.is_measured {
            return String::new();
        }
        let scans: Vec<&String> = self.scans.iter().filter(|name| !self.rewrites.contains(name)).collect();
        let is_read = |name: &String| self.rewrites.contains(name) || scans.contains(&name);
        let mut parts: Vec<String> = Vec::new();
        for (_, mode) in MODES.iter().rev().filter(|(_, mode)| *mode != READS) {
            let on = self.locks.iter().filter(|(held, _)| held == mode).map(|(_, name)| name);
            let on = on.map(|name| named(name, sizes.get(name).filter(|_| !is_read(name))));
            if let Some(on) = listed(on.collect()) {
                parts.push(format!("{mode} on {on}"));
                let is_strongest = parts.len() == 1;
                if let Some(blocks) = Some(blocks(mode)).filter(|blocks| is_strongest && !blocks.is_empty()) {
                    parts.push(format!("blocks {}", blocks.join(" and ")));
                }
            }
        }
        let sized = |name: &String| named(name, sizes.get(name));
        match listed(self.rewrites.iter().map(sized).collect()) {
            Some(rewrites) => parts.push(format!("rewrites {rewrites}")),
            None if self.locks.iter().any(|(mode, _)| mode == "ACCESS EXCLUSIVE") => {
                parts.push("no rewrite".to_owned());
            }
            None => {}
        }
        if let Some(scans) = listed(scans.into_iter().map(sized).collect()) {
            parts.push(format!("scans {scans}"));
        }
        parts.join(" · ")
    }

    /// What others can't do to some relation meanwhile: `reads`, `writes`.
    pub fn blocks(&self) -> &'static [&'static str] {
        self.locks.iter().map(|(mode, _)| blocks(mode)).max_by_key(|blocks| blocks.len()).unwrap_or_default()
    }
}

/// A relation, with its size if it is worth a word.
fn named(name: &str, size: Option<&Size>) -> (String, Option<String>) {
    (name.to_owned(), size.copied().and_then(size::words))
}

/// `public.events, 412 GB`, or `public.events (412 GB), public.posts and 3 more`; none for none.
fn listed(relations: Vec<(String, Option<String>)>) -> Option<String> {
    const LISTED: usize = 3;
    if let [(name, size)] = relations.as_slice() {
        return Some(size.as_ref().map_or_else(|| name.clone(), |size| format!("{name}, {size}")));
    }
    let text = |(name, size): &(String, Option<String>)| match size {
        Some(size) => format!("{name} ({size})"),
        None => name.clone(),
    };
    let names: Vec<String> = relations.iter().take(LISTED).map(text).collect();
    let more = relations.len().saturating_sub(LISTED);
    let names = names.join(", ");
    (!names.is_empty()).then(|| if more > 0 { format!("{names} and {more} more") } else { names })
}

/// What a lock keeps others from, after the manual's table of conflicts: SELECT takes ACCESS SHARE, and INSERT, UPDATE and
/// DELETE take ROW EXCLUSIVE.
fn blocks(mode: &str) -> &'static [&'static str] {
    match mode {
        "ACCESS EXCLUSIVE" => &["reads", "writes"],
        "EXCLUSIVE" | "SHARE ROW EXCLUSIVE" | "SHARE" => &["writes"],
        _ => &[],
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
    const WAL_BEFORE: &str = "select set_config('autogen.wal', pg_current_wal_insert_lsn()::text, true)";
    let prepared = client.batch_execute(&format!("drop table if exists pg_temp.autogen_relation;\n{BEFORE}")).await;
    if prepared.is_err() {
        return vec![Cost::default(); steps.len()];
    }
    let measured = steps.map(async |Step { sql, transaction, commit_after: _ }| {
        if *transaction == Transaction::Outside {
            return client.batch_execute(sql).await.ok().map(|()| Cost::default());
        }
        let (begun, counted, placed, ran, looked, ended) = futures_util::join!(
            client.batch_execute("begin"),
            client.batch_execute(SCANS_BEFORE),
            client.batch_execute(WAL_BEFORE),
            client.batch_execute(sql),
            client.simple_query(include_str!("cost.sql")),
            client.batch_execute(if ending == Ending::Commit { "commit" } else { "rollback" }),
        );
        begun.and(counted).and(placed).and(ran).and(ended).ok()?;
        cost(&first_value(looked.ok()?)?)
    });
    join_all(measured).await.into_iter().map(Option::unwrap_or_default).collect()
}

fn cost(json: &str) -> Option<Cost> {
    #[derive(Deserialize)]
    struct Answer {
        wal_bytes: u64,
        relations: Vec<Seen>,
    }
    #[derive(Deserialize)]
    struct Seen {
        name: String,
        modes: Vec<String>,
        is_rewritten: bool,
        is_scanned: bool,
        /// An index's table, if that is in the list too.
        table: Option<String>,
    }
    let Answer { wal_bytes, relations: seen } = serde_json::from_str(json).ok()?;
    let strongest = |seen: &Seen| MODES.iter().rposition(|(mode, _)| seen.modes.iter().any(|held| held == mode));
    let tables: BTreeMap<String, Option<usize>> =
        seen.iter().map(|relation| (relation.name.clone(), strongest(relation))).collect();
    let mut cost = Cost { wal_bytes, is_measured: true, ..Cost::default() };
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
