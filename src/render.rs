//! A plan as SQL text that psql runs as it stands, outside of a transaction. Nothing here talks to a server.

use crate::kind::{Step, Transaction};
use crate::plan::Plan;
use crate::sql::lexer;

/// The statements of a plan, with comments where the transactions of its segments begin and end. An empty plan is an
/// empty text.
pub fn render(plan: &Plan) -> String {
    let mut text = preamble(plan.steps.iter().map(|planned| &planned.step)).to_owned();
    for planned in &plan.steps {
        let Step { sql, transaction, commit_after } = &planned.step;
        if !text.is_empty() {
            text.push('\n');
        }
        if *transaction == Transaction::Outside {
            text.push_str("-- autogen: no-transaction\n");
        }
        text.push_str(&terminated(sql));
        if *commit_after {
            text.push_str("-- autogen: commit\n");
        }
    }
    text
}

/// What psql has to be told before it runs these steps: a body may mention what a later statement makes.
pub fn preamble<'a>(mut steps: impl Iterator<Item = &'a Step>) -> &'static str {
    if steps.any(|step| creates_routine(&step.sql)) { "SET check_function_bodies = false;\n" } else { "" }
}

/// The statement with its semicolon and a line end.
pub fn terminated(sql: &str) -> String {
    let sql = sql.trim_end();
    let last = lexer::tokens(sql).last();
    match last.as_ref().map(|token| token.text(sql)) {
        Some(";") => format!("{sql}\n"),
        // Behind a comment, a semicolon would be part of it.
        Some(last) if last.starts_with("--") => format!("{sql}\n;\n"),
        _ => format!("{sql};\n"),
    }
}

/// Whether the statement makes a function or a procedure.
fn creates_routine(sql: &str) -> bool {
    let mut words = sql.split_whitespace().map(str::to_ascii_uppercase);
    words.next().is_some_and(|word| word == "CREATE")
        && words.take(3).any(|word| matches!(word.as_str(), "FUNCTION" | "PROCEDURE"))
}
