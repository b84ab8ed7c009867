//! Loads definitions into a scratch database, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;

use crate::error::{Error, Place, Result, ServerMessage};

use super::File;
use super::body;
use super::session::{Failure, Job, Session};
use super::source::{Source, all_or_errors, sources};
use super::sql::{Definition, Script, script};
use super::subject::Instruction;

/// What is known of definitions once they are loaded, besides what the server knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Where each object is created, by its name as the catalog has it: `public.posts`, `app` for a schema, `extension
    /// citext` for what else lies in none, `public.posts.on_insert` for a trigger, policy or rule. The first place, where
    /// routines share a name.
    pub places: BTreeMap<String, Place>,
    /// What the comments for autogen say, and about what.
    pub instructions: Vec<Instruction>,
    /// What is loaded but doesn't look right: bodies of routines that can't run.
    pub warnings: Vec<(Place, String)>,
    /// The first words of statements that do nothing here, `BEGIN` and `SET`: transactions and sessions are ours.
    #[serde(default)]
    pub set_aside: BTreeSet<String>,
    /// Owners, those that something is granted to, those of policies.
    pub roles_mentioned: BTreeSet<String>,
    /// The roles that are created by statements, which aren't run: a role belongs to the whole server.
    pub roles_declared: BTreeSet<String>,
}

/// Loads definitions into the database of `client`, all or nothing.
///
/// The roles that they mention (see [`roles`](super::roles)) must be there.
///
/// # Errors
/// For each statement that isn't accepted, or that the server refuses however late it is tried; with its place. What
/// fails only because something else did isn't listed.
pub async fn load(client: &mut Client, files: &[File]) -> Result<Loaded> {
    let sources = sources(files)?;
    let script = script(&sources)?;
    let transaction = client.transaction().await.map_err(|error| Error::query("begin a transaction", error))?;
    let before = body::known_routines(&transaction).await?;
    transaction
        .batch_execute("set local check_function_bodies = off; set local client_min_messages = error")
        .await
        .map_err(|error| Error::query("prepare the transaction", error))?;

    let mut session = Session::new(&transaction);
    let executed = run(&mut session, &sources, &script).await?;
    let warnings = body::check(&transaction, &mut session, &sources, &script, &executed, &before).await?;
    session.finish().await?;
    transaction.commit().await.map_err(|error| Error::query("commit the definitions", error))?;
    let Script { definitions: _, needs: _, places, instructions, set_aside, roles_declared, roles_mentioned } = script;
    Ok(Loaded { places, instructions, warnings, set_aside, roles_mentioned, roles_declared })
}

/// Runs all definitions, those that would react to others once these are done; gives them in the order in which they
/// succeeded.
async fn run(session: &mut Session<'_>, sources: &[Source], script: &Script) -> Result<Vec<usize>> {
    let mut executed = Vec::with_capacity(script.definitions.len());
    let (last, first) = (0..script.definitions.len()).partition(|index| script.definitions[*index].stands_last());
    for waiting in [first, last] {
        build(session, sources, script, waiting, &mut executed).await?;
    }
    Ok(executed)
}

/// Runs these definitions, again and again as long as that builds more.
async fn build(
    session: &mut Session<'_>,
    sources: &[Source],
    script: &Script,
    mut waiting: Vec<usize>,
    executed: &mut Vec<usize>,
) -> Result<()> {
    loop {
        let jobs: Vec<Job> = waiting
            .iter()
            .map(|index| {
                let definition = &script.definitions[*index];
                Job { sql: definition.sql(sources), settings: &definition.settings }
            })
            .collect();
        let outcomes = session.run(&jobs).await?;
        let mut failed = Vec::new();
        for (index, outcome) in waiting.iter().zip(outcomes) {
            match outcome {
                None => executed.push(*index),
                Some(failure) => failed.push((*index, failure)),
            }
        }
        if failed.is_empty() {
            return Ok(());
        }
        if failed.len() == waiting.len() {
            return all_or_errors((), errors(sources, script, failed));
        }
        waiting = failed.into_iter().map(|(index, _)| index).collect();
    }
}

/// The errors for what never builds, but for those that follow from others.
fn errors(sources: &[Source], script: &Script, failed: Vec<(usize, Failure)>) -> Vec<Error> {
    let indexes: BTreeSet<usize> = failed.iter().map(|(index, _)| *index).collect();
    let follows = |(index, failure): &(usize, Failure)| {
        let state = failure.error.code().map(|code| code.code()).unwrap_or_default();
        // A table, function, object, schema or column is missing.
        let is_missing = ["42P01", "42883", "42704", "3F000", "42703"].contains(&state);
        is_missing && script.needs[*index].iter().any(|need| indexes.contains(need))
    };
    let all_follow = failed.iter().all(follows);
    failed
        .into_iter()
        .filter(|failed| all_follow || !follows(failed))
        .map(|(index, failure)| refused(sources, &script.definitions[index], failure))
        .collect()
}

/// What the server said about a definition, at the place that it said it about.
fn refused(sources: &[Source], definition: &Definition, failure: Failure) -> Error {
    let source = &sources[definition.source];
    let mut cause = ServerMessage::from(failure.error);
    let position = cause.position.filter(|_| !failure.is_setting);
    let offset = position.map_or(definition.range.start, |position| definition.offset(sources, position));
    let mut hint = cause.hint.take();
    // undefined_file and feature_not_supported: no control file of that name.
    let is_unavailable = matches!(cause.sqlstate.as_deref(), Some("58P01" | "0A000"));
    if definition.head.kind == "extension" && is_unavailable {
        let name = definition.head.names.first().map(|name| name.name.as_str()).unwrap_or_default();
        cause.message = format!("the extension \"{name}\" isn't available on the scratch server: {}", cause.message);
        hint = Some("install its package there, or name a server that has it with --scratch-url".to_owned());
    } else if cause.sqlstate.as_deref() == Some("53200") {
        hint = Some("raise max_locks_per_transaction of the scratch server".to_owned());
    } else if let Some(way_out) = cause.way_out() {
        hint = Some(way_out.to_owned());
    }
    source.error(offset, cause.to_string(), hint)
}
