//! Runs a plan as the runner does: transaction by transaction.

use futures_util::future::join_all;

use crate::error::ServerMessage;
use crate::kind::Transaction;
use crate::plan::{PlannedStep, Preflight};
use crate::server::Client;

/// A statement that the server refused.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub statement: String,
    pub message: ServerMessage,
}

impl Refusal {
    /// Whether only rows stood in the way: classes 22 (data exception) and 23 (integrity constraint violation).
    pub(super) fn is_about_rows(&self) -> bool {
        let state = self.message.sqlstate.as_deref().unwrap_or_default();
        state.starts_with("22") || state.starts_with("23")
    }
}

/// Runs the steps, a transaction for each segment. Everything is sent at once; the first refusal counts.
pub(super) async fn run(client: &Client, steps: &[PlannedStep]) -> Result<(), Refusal> {
    let mut statements = vec!["set check_function_bodies = off; set client_min_messages = error"];
    let mut is_open = false;
    for planned in steps {
        let is_inside = planned.step.transaction == Transaction::Inside;
        if is_open != is_inside {
            statements.push(if is_inside { "begin" } else { "commit" });
            is_open = is_inside;
        }
        statements.push(&planned.step.sql);
        if is_open && planned.step.commit_after {
            statements.push("commit");
            is_open = false;
        }
    }
    if is_open {
        statements.push("commit");
    }
    let answers = join_all(statements.iter().map(|statement| client.batch_execute(statement))).await;
    for (statement, answer) in statements.iter().zip(answers) {
        answer.map_err(|cause| Refusal { statement: (*statement).to_owned(), message: cause.into() })?;
    }
    Ok(())
}

/// Has the server plan each query, which no row can stand in the way of. Gives those that it refuses, with what it says.
pub(super) async fn unasked(client: &Client, queries: &[Preflight]) -> Vec<(String, String)> {
    let answers = queries.iter().map(async |query| {
        let refusal = client.batch_execute(&format!("explain {}", query.sql)).await.err()?;
        Some((query.sql.clone(), ServerMessage::from(refusal).to_string()))
    });
    join_all(answers).await.into_iter().flatten().collect()
}
