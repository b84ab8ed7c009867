//! Checks the bodies of routines after everything has loaded, each under the settings of its statement.
//!
//! A body that can't run is a warning: stale bodies are loaded by pg_dump's files, and by databases, every day.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::Transaction;
use tokio_postgres::error::ErrorPosition;

use crate::error::{Error, Place, Result, ServerMessage};
use crate::sql::quote_literal;

use super::head::{Action, is_routine};
use super::session::{Failure, Job, Session};
use super::setting::{Setting, Settings};
use super::source::Source;
use super::sql::{Definition, Script};
use super::subject::object;

/// Routines with a body of text whose language can check it, but for those of extensions.
const ROUTINES: &str = "
    select
        p.oid,
        n.nspname,
        p.proname,
        quote_ident(vn.nspname) || '.' || quote_ident(v.proname),
        coalesce(p.proconfig, '{}')
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    join pg_catalog.pg_language l on l.oid = p.prolang
    join pg_catalog.pg_proc v on v.oid = l.lanvalidator
    join pg_catalog.pg_namespace vn on vn.oid = v.pronamespace
    where p.oid >= 16384
        and l.lanname in ('sql', 'plpgsql')
        and p.prosqlbody is null
        and not exists (
            select from pg_catalog.pg_depend d
            where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                and d.objid = p.oid
                and d.deptype = 'e'
        )
    order by p.oid";

/// The routines that are there before anything is loaded.
pub(super) async fn known_routines(transaction: &Transaction<'_>) -> Result<BTreeSet<u32>> {
    let rows = transaction.query(ROUTINES, &[]).await.map_err(|error| Error::query("read the routines", error))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// A routine to check, and the definition that made it.
struct Routine<'a> {
    definition: &'a Definition,
    settings: Settings,
    check: String,
}

/// What is wrong with the bodies of the routines that the definitions made, with the place in the body.
pub(super) async fn check(
    transaction: &Transaction<'_>,
    session: &mut Session<'_>,
    sources: &[Source],
    script: &Script,
    executed: &[usize],
    before: &BTreeSet<u32>,
) -> Result<Vec<(Place, String)>> {
    let routines = routines(transaction, script, executed, before).await?;
    transaction
        .batch_execute("set local check_function_bodies = on")
        .await
        .map_err(|error| Error::query("check the routines", error))?;
    let jobs: Vec<Job> =
        routines.iter().map(|routine| Job { sql: routine.check.clone(), settings: &routine.settings }).collect();
    let outcomes = session.run(&jobs).await?;
    let failed = routines.iter().zip(outcomes).filter_map(|(routine, outcome)| Some((routine, outcome?)));
    Ok(failed.map(|(routine, failure)| warning(sources, routine.definition, failure)).collect())
}

async fn routines<'a>(
    transaction: &Transaction<'_>,
    script: &'a Script,
    executed: &[usize],
    before: &BTreeSet<u32>,
) -> Result<Vec<Routine<'a>>> {
    // Routines of one name are made in the order of their OIDs.
    let mut definers: BTreeMap<(String, String), Vec<&Definition>> = BTreeMap::new();
    for definition in executed.iter().map(|index| &script.definitions[*index]) {
        if matches!(definition.head.action, Action::Create { .. }) && is_routine(&definition.head.kind) {
            let routine = object(&definition.head, &definition.schema);
            definers.entry((routine.schema, routine.name)).or_default().push(definition);
        }
    }
    if definers.is_empty() {
        return Ok(Vec::new());
    }
    let rows = transaction.query(ROUTINES, &[]).await.map_err(|error| Error::query("read the routines", error))?;
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut routines = Vec::new();
    for row in rows.iter().filter(|row| !before.contains(&row.get(0))) {
        let oid: u32 = row.get(0);
        let name: (String, String) = (row.get(1), row.get(2));
        let Some(definitions) = definers.get(&name) else { continue };
        let count = counts.entry(name).or_default();
        let definition = definitions[(*count).min(definitions.len() - 1)];
        *count += 1;
        let validator: String = row.get(3);
        let own: Vec<String> = row.get(4);
        routines.push(Routine {
            definition,
            settings: with_own(&definition.settings, &own),
            check: format!("SELECT {validator}({oid})"),
        });
    }
    Ok(routines)
}

/// The settings of the statement, overridden by those that the routine brings along (`SET search_path = …`).
fn with_own(settings: &Settings, own: &[String]) -> Settings {
    let mut settings = settings.clone();
    for (name, value) in own.iter().filter_map(|setting| setting.split_once('=')) {
        settings.set(Setting {
            name: name.to_ascii_lowercase(),
            sql: format!("SELECT pg_catalog.set_config({}, {}, false)", quote_literal(name), quote_literal(value)),
            schemas: Vec::new(),
        });
    }
    settings
}

fn warning(sources: &[Source], definition: &Definition, failure: Failure) -> (Place, String) {
    let source = &sources[definition.source];
    let statement = &source.text[definition.range.clone()];
    let in_body = match failure.error.as_db_error().and_then(|error| error.position()) {
        // The server counts within the body, whose text is in the statement unless it had escapes.
        Some(ErrorPosition::Internal { position, query }) => statement.find(query.as_str()).map(|start| {
            let skipped = (*position as usize).saturating_sub(1);
            start + query.char_indices().nth(skipped).map_or(0, |(offset, _)| offset)
        }),
        Some(ErrorPosition::Original(_)) | None => None,
    };
    let offset = definition.range.start + in_body.unwrap_or(0);
    (source.place(offset), ServerMessage::from(failure.error).to_string())
}
