//! What the database says about itself, asked read only.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use tokio_postgres::SimpleQueryMessage;

use super::Finding;
use crate::cli::context::Context;
use crate::error::{Error, Result};
use crate::history::{Chain, table};
use crate::server::{self, Client, Pooling, Target, pooling};
use crate::source::Reader;

/// The majors that the tests run on.
const MAJORS: std::ops::RangeInclusive<u32> = 14..=18;

/// How far the clocks may be apart: ids of revisions are times, and put them in order.
const CLOCK: Duration = Duration::from_secs(60);

const ABOUT: &str = "database";

/// The database, as far as it could be reached.
pub(super) struct Live(Result<Option<(Target, String, Client, u32)>>);

/// Connects to the database that is named, if one is.
pub(super) async fn connect(context: &Context) -> Live {
    let connect = async {
        let Some((_, origin)) = context.database_and_origin()? else { return Ok(None) };
        let target = context.need_database()?;
        let client = server::connect(&target).await?;
        let major = server::server_version(&client).await?;
        Ok(Some((target, origin.to_string(), client, major)))
    };
    Live(connect.await)
}

#[derive(Deserialize)]
struct Facts {
    version: String,
    encrypted: Option<String>,
    is_superuser: bool,
    may_make_schemas: bool,
    may_make_tables: bool,
    may_make_databases: bool,
    extensions: Vec<String>,
    statement_timeout: String,
    lock_timeout: String,
    idle_timeout: String,
    clock: f64,
}

const FACTS: &str = "select json_build_object(
    'version', current_setting('server_version'),
    'encrypted', (select s.version from pg_catalog.pg_stat_ssl s where s.pid = pg_backend_pid() and s.ssl),
    'is_superuser', current_setting('is_superuser') = 'on',
    'may_make_schemas', has_database_privilege(current_database(), 'CREATE'),
    'may_make_tables', has_schema_privilege('public', 'CREATE'),
    'may_make_databases', (select r.rolcreatedb or r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user),
    'extensions', (select coalesce(json_agg(e.extname order by e.extname), '[]') from pg_catalog.pg_extension e),
    'statement_timeout', current_setting('statement_timeout'),
    'lock_timeout', current_setting('lock_timeout'),
    'idle_timeout', current_setting('idle_in_transaction_session_timeout'),
    'clock', extract(epoch from clock_timestamp()))::text";

impl Live {
    pub fn target(&self) -> Option<&Target> {
        self.0.as_ref().ok()?.as_ref().map(|(target, ..)| target)
    }

    pub fn major(&self) -> Option<u32> {
        self.0.as_ref().ok()?.as_ref().map(|(.., major)| *major)
    }

    /// All that is known of it.
    pub async fn findings(
        &self,
        context: &Context,
        reader: &Reader,
        roles: &BTreeSet<String>,
        chain: Option<&Chain>,
    ) -> Vec<Finding> {
        let (target, origin, client, major) = match &self.0 {
            Err(error) => return vec![Finding::error(ABOUT, error)],
            Ok(None) => {
                let advice = "set DATABASE_URL, in the environment or in .env, or say --database URL";
                return vec![Finding::note(ABOUT, "none is named, so that none was asked", advice)];
            }
            Ok(Some(live)) => (&live.0, &live.1, &live.2, live.3),
        };
        let mut findings = vec![Finding::ok(ABOUT, format!("{target}, from {origin}"))];
        match look(context, reader, roles, chain, (target, client, major)).await {
            Ok(more) => findings.extend(more),
            Err(error) => findings.push(Finding::error(ABOUT, &error)),
        }
        findings
    }
}

async fn look(
    context: &Context,
    reader: &Reader,
    roles: &BTreeSet<String>,
    chain: Option<&Chain>,
    (target, client, major): (&Target, &Client, u32),
) -> Result<Vec<Finding>> {
    let asked = SystemTime::now();
    let facts = facts(client).await?;
    let round_trip = asked.elapsed().unwrap_or_default();
    let mut findings = vec![match MAJORS.contains(&major) {
        true => Finding::ok("version", format!("PostgreSQL {}", facts.version)),
        false => Finding::note(
            "version",
            format!("PostgreSQL {}", facts.version),
            format!("autogen is tested on {} to {}", MAJORS.start(), MAJORS.end()),
        ),
    }];
    let pooling = pooling(client, target).await?;
    findings.push(tls(target, &facts, pooling));
    findings.push(match pooling {
        Pooling::None => Finding::ok("pooler", "none: the server itself answers"),
        Pooling::Session => Finding::ok("pooler", "one that keeps a connection for each client"),
        Pooling::Transaction => Finding::note(
            "pooler",
            "one that lends connections for a transaction: what needs one for longer is refused",
            "`[database] direct_url` leads `upgrade` past it",
        ),
    });
    let standing = server::standing(client).await?;
    let history = table::read_if_allowed(client).await?;
    let has_history = history.as_ref().is_none_or(|state| state.tables_exist);
    findings.push(rights(target, &facts, standing, has_history));
    findings.extend(self::history(history, chain, context)?);
    findings.push(extensions(&facts, reader, major).await?);
    let known = server::roles(client).await?;
    let missing: Vec<&str> = roles.iter().map(String::as_str).filter(|role| !known.contains(*role)).collect();
    let unmade: Vec<&str> = missing.iter().copied().filter(|role| !context.config.roles().includes(role)).collect();
    findings.push(match (missing.is_empty(), unmade.is_empty()) {
        (true, _) => Finding::ok("roles", format!("the server has all {} that the definitions name", roles.len())),
        (false, true) => Finding::note(
            "roles",
            format!("the server lacks {}", missing.join(", ")),
            "a migration makes them, as `[manage] roles` says",
        ),
        (false, false) => Finding::problem(
            "roles",
            format!("the definitions name roles that the server lacks: {}", unmade.join(", ")),
            "make them there, or let a migration: `[manage] roles = true`",
        ),
    });
    findings.push(clock(asked, round_trip, facts.clock));
    findings.push(settings(&facts));
    Ok(findings)
}

async fn facts(client: &Client) -> Result<Facts> {
    let messages =
        client.simple_query(FACTS).await.map_err(|cause| Error::query("ask the database about itself", cause))?;
    let text = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    Ok(serde_json::from_str(text.expect("the query gives one row")).expect("the query gives these keys"))
}

fn tls(target: &Target, facts: &Facts, pooling: Pooling) -> Finding {
    if target.is_socket() {
        return Finding::ok("tls", "a unix socket: nothing leaves this machine");
    }
    let checked = target.sslmode();
    match (&facts.encrypted, checked.as_str()) {
        // What stands behind a pooler says nothing of the line to it.
        _ if pooling != Pooling::None => Finding::note(
            "tls",
            format!("sslmode={checked}; a pooler stands between"),
            "`sslmode=verify-full` insists on it up to the pooler",
        ),
        (None, _) if target.is_local() => Finding::ok("tls", "none, to this machine itself"),
        (None, _) => Finding::problem(
            "tls",
            "the connection isn't encrypted",
            "`sslmode=verify-full&sslrootcert=system` in the URL, if the server has TLS",
        ),
        (Some(version), "verify-full") => Finding::ok("tls", format!("{version}, certificate and host name checked")),
        (Some(version), mode) => Finding::note(
            "tls",
            format!("{version}, sslmode={mode}: the server's name isn't checked"),
            "`sslmode=verify-full&sslrootcert=system`, or the file of your provider's root certificate",
        ),
    }
}

fn rights(target: &Target, facts: &Facts, standing: server::Standing, has_history: bool) -> Finding {
    let user = target.user();
    if standing.is_standby {
        return Finding::note(
            "rights",
            "the server is a standby: it can be compared, not upgraded",
            "name the primary for `upgrade`",
        );
    }
    if standing.is_read_only {
        return Finding::note(
            "rights",
            format!("{user} can only read here"),
            "another role, or `default_transaction_read_only = off`, for `upgrade`",
        );
    }
    let mut lacks = Vec::new();
    if !facts.may_make_tables && !has_history {
        lacks.push("make the history table: GRANT CREATE ON SCHEMA public TO …");
    }
    if !facts.may_make_schemas {
        lacks.push("make schemas: GRANT CREATE ON DATABASE … TO …");
    }
    match (lacks.as_slice(), facts.is_superuser) {
        ([], true) => Finding::ok("rights", format!("{user} is a superuser")),
        ([], false) if facts.may_make_databases => {
            Finding::ok("rights", format!("{user} may make schemas, tables and databases"))
        }
        ([], false) => Finding::ok("rights", format!("{user} may make schemas and tables")),
        (lacks, _) => Finding::note(
            "rights",
            format!("{user} may not {}", lacks.join("\n         nor ")),
            "for `upgrade`; comparing needs neither",
        ),
    }
}

/// What the database remembers, against the files.
fn history(state: Option<table::State>, chain: Option<&Chain>, context: &Context) -> Result<Vec<Finding>> {
    const ABOUT: &str = "history";
    let Some(state) = state else {
        return Ok(vec![Finding::problem(ABOUT, "this role may not read the history table", table::grant())]);
    };
    let mut findings = Vec::new();
    let Some(chain) = chain else { return Ok(findings) };
    let seen = chain.seen_by(state)?;
    let (chain, state) = (&seen.chain, &seen.state);
    let missing: Vec<String> =
        state.applied.keys().filter(|id| chain.get(**id).is_none()).map(ToString::to_string).collect();
    let pending = chain.ordered().filter(|revision| !state.applied.contains_key(&revision.id)).count();
    findings.push(match (state.tables_exist, pending) {
        (false, _) => {
            Finding::note(ABOUT, "there is no history table yet", "the first `autogen upgrade` or `stamp` makes it")
        }
        (true, 0) => Finding::ok(ABOUT, format!("{} applied, none to apply", state.applied.len())),
        (true, count) => {
            Finding::note(ABOUT, format!("{} applied, {count} to apply", state.applied.len()), "`autogen upgrade`")
        }
    });
    if !missing.is_empty() {
        let directory = crate::cli::context::relative(&context.config.migrations_directory());
        let what = format!("applied, but not in {}/: {}", directory.display(), missing.join(", "));
        findings.push(Finding::problem(ABOUT, what, "bring the files back: another branch may have them"));
    }
    if !state.segments.is_empty() {
        let what = "a revision is half done";
        findings.push(Finding::problem(
            ABOUT,
            what,
            "`autogen current` says which, and `autogen upgrade` goes on with it",
        ));
    }
    Ok(findings)
}

/// Extensions that scratch would need for a copy of this database.
async fn extensions(facts: &Facts, reader: &Reader, major: u32) -> Result<Finding> {
    const ABOUT: &str = "extensions";
    let Ok(scratch) = reader.scratch(Some(major)).await else {
        return Ok(Finding::note(ABOUT, "there is no scratch to hold them to", "see above"));
    };
    let database = scratch.database().await?;
    let query = "select name::text from pg_catalog.pg_available_extensions";
    let rows = database.client.query_typed(query, &[]).await;
    let rows = rows.map_err(|cause| Error::query("ask scratch for its extensions", cause))?;
    let available: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    database.close().await?;
    let missing: Vec<&str> =
        facts.extensions.iter().map(String::as_str).filter(|name| !available.contains(*name)).collect();
    Ok(match missing.as_slice() {
        [] => Finding::ok(ABOUT, format!("scratch has all: {}", facts.extensions.join(", "))),
        missing => Finding::problem(
            ABOUT,
            format!("scratch lacks {}", missing.join(", ")),
            "install their packages beside the server programs, or name a server that has them with --scratch-url",
        ),
    })
}

fn clock(asked: SystemTime, round_trip: Duration, theirs: f64) -> Finding {
    let ours = (asked + round_trip / 2).duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    let apart = (theirs - ours).abs();
    let side = if theirs > ours { "ahead of" } else { "behind" };
    match apart > CLOCK.as_secs_f64() {
        true => Finding::problem(
            "clock",
            format!("the server's is {apart:.0} s {side} this machine's"),
            "set it: ids of migrations are times, and put them in order",
        ),
        false => Finding::ok("clock", format!("{apart:.1} s apart, answers in {} ms", round_trip.as_millis())),
    }
}

fn settings(facts: &Facts) -> Finding {
    let Facts { statement_timeout, lock_timeout, idle_timeout, .. } = facts;
    let what = format!(
        "statement_timeout {statement_timeout}, lock_timeout {lock_timeout}, idle_in_transaction_session_timeout {idle_timeout}"
    );
    match statement_timeout == "0" {
        true => Finding::ok("settings", what),
        false => Finding::note(
            "settings",
            what,
            "a statement that takes longer is ended: `-- autogen: timeout 30min` above it, or ALTER ROLE … SET statement_timeout",
        ),
    }
}
