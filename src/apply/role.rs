//! The roles that a run needs, which must be on the server before it begins: no revision brings what belongs to the server.

use std::collections::BTreeSet;

use tokio_postgres::Client;

use crate::definition;
use crate::error::{Error, Result};
use crate::history::{Direction, Revision};
use crate::server;
use crate::sql::quote_identifier;

/// Refuses a run whose statements name a role that the server lacks.
pub async fn roles(client: &Client, route: &[&Revision], direction: Direction) -> Result<()> {
    let named = named(route, direction);
    if named.is_empty() {
        return Ok(());
    }
    let known = server::roles(client).await?;
    let Some((role, revision)) = named.iter().find(|(role, _)| !known.contains(role)) else { return Ok(()) };
    Err(Error::History {
        message: format!("the server has no role {role}, which {} names; nothing was run", revision.name()),
        hint: Some(format!(
            "make it, `CREATE ROLE {}`: autogen itself does so only where `[manage] roles` in autogen.toml says so",
            quote_identifier(role)
        )),
    })
}

/// The roles that must be there, each with the first revision that names it. Code in a revision (DO, CALL, SELECT) may make
/// roles that nobody sees here; what comes after it is left to the server.
fn named<'a>(route: &[&'a Revision], direction: Direction) -> Vec<(String, &'a Revision)> {
    let mut made = BTreeSet::new();
    let mut named = Vec::new();
    for revision in route {
        let script = revision.script(direction);
        for statement in script.statements.iter().filter(|statement| !statement.directives.preflight) {
            let sql = script.sql(statement);
            let verb = sql.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_ascii_lowercase();
            if matches!(verb.as_str(), "do" | "call" | "select") {
                return named;
            }
            match definition::is_about_roles(sql) {
                true => made.extend(definition::roles_made(sql)),
                false => {
                    let roles = definition::roles_in(sql).into_iter().filter(|role| !made.contains(role));
                    named.extend(roles.map(|role| (role, *revision)));
                }
            }
        }
    }
    named
}
