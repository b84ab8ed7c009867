//! What each statement locks and rewrites, as the server that ran it says.

use futures_util::future::join_all;
use serde::Deserialize;

use super::seed::first_value;
use crate::kind::Transaction;
use crate::plan::PlannedStep;
use crate::server::Client;

/// What a statement costs those who use the database meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cost {
    /// The strongest lock on each relation that was there before the plan, in the manual's words: `ACCESS EXCLUSIVE`. Names
    /// are quoted. An index is only listed where its table isn't.
    pub locks: Vec<(String, String)>,
    /// The tables and materialized views whose rows were written anew.
    pub rewrites: Vec<String>,
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

/// Runs each step in a transaction of its own and looks at it before it ends. What can't be run has no cost.
pub(super) async fn measure(client: &Client, steps: &[PlannedStep]) -> Vec<Cost> {
    const BEFORE: &str = include_str!("cost_before.sql");
    let prepared = client.batch_execute(&format!("drop table if exists pg_temp.autogen_relation;\n{BEFORE}")).await;
    if prepared.is_err() {
        return vec![Cost::default(); steps.len()];
    }
    let measured = steps.iter().map(async |planned| {
        let sql = &planned.step.sql;
        if planned.step.transaction == Transaction::Outside {
            return client.batch_execute(sql).await.ok().map(|()| Cost::default());
        }
        let (begun, ran, looked, ended) = futures_util::join!(
            client.batch_execute("begin"),
            client.batch_execute(sql),
            client.simple_query(include_str!("cost.sql")),
            client.batch_execute("commit"),
        );
        begun.and(ran).and(ended).ok()?;
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
        /// Whether it is an index of a table that is in the list too.
        is_covered: Option<bool>,
    }
    let seen: Vec<Seen> = serde_json::from_str(json).ok()?;
    let mut cost = Cost { is_measured: true, ..Cost::default() };
    for Seen { name, modes, is_rewritten, is_covered } in seen {
        let strongest = MODES.iter().rev().find(|(mode, _)| modes.iter().any(|held| held == mode));
        if let Some((_, words)) = strongest
            && is_covered != Some(true)
        {
            cost.locks.push(((*words).to_owned(), name.clone()));
        }
        if is_rewritten {
            cost.rewrites.push(name);
        }
    }
    Some(cost)
}
