//! The two tables in which a database remembers its revisions, and the statements that keep them.
//!
//! The statements are text with every value in it, so that a script for psql does just what a run does.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::{Checksum, Direction, Revision, RevisionId, Takeover};
use crate::error::{Error, Result};
use crate::sql::quote_literal;

/// The schema of both tables.
pub const SCHEMA: &str = "public";

/// The names of both tables; every comparison leaves them out.
pub const NAMES: [&str; 2] = ["autogen_revision", "autogen_revision_step"];

/// Makes both tables.
pub const CREATE: &str = "\
CREATE TABLE public.autogen_revision (
    revision text PRIMARY KEY,
    parents text[] NOT NULL,
    message text NOT NULL,
    applied_at timestamptz NOT NULL,
    applied_by text NOT NULL,
    host text NOT NULL,
    application text NOT NULL,
    duration_ms bigint NOT NULL,
    checksum text NOT NULL,
    fingerprint text NOT NULL,
    autogen_version text NOT NULL
);
CREATE TABLE public.autogen_revision_step (
    revision text NOT NULL,
    direction text NOT NULL,
    segment integer NOT NULL,
    state text NOT NULL,
    checksum text NOT NULL,
    changed_at timestamptz NOT NULL,
    reached text,
    PRIMARY KEY (revision, direction, segment)
);";

const READ: &str = "\
select json_build_object(
    'revisions', (select coalesce(json_agg(r), '[]') from (
        select revision, parents, message,
               to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as applied_at,
               applied_by, host, application, duration_ms, checksum, fingerprint, autogen_version
          from public.autogen_revision order by revision) r),
    'steps', (select coalesce(json_agg(s), '[]') from (
        select revision, direction, segment, state, checksum, to_jsonb(step) ->> 'reached' as reached
          from public.autogen_revision_step step order by revision, direction, segment) s))::text";

/// Tables of an autogen that knew no batches lack the column.
pub const ADD_REACHED: &str = "ALTER TABLE public.autogen_revision_step ADD COLUMN IF NOT EXISTS reached text";

/// What a database remembers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// False before the first upgrade.
    pub tables_exist: bool,
    pub applied: BTreeMap<RevisionId, Applied>,
    /// What was begun of revisions that aren't finished, by revision, direction and segment.
    pub segments: Vec<SegmentRecord>,
}

/// A revision that a database has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    pub id: RevisionId,
    pub parents: Vec<RevisionId>,
    pub message: String,
    /// UTC: `2026-11-21T10:15:02Z`.
    pub applied_at: String,
    /// The role.
    pub applied_by: String,
    /// The address it was applied from, `local` for a unix socket.
    pub host: String,
    /// The `application_name` it was applied by.
    pub application: String,
    pub duration: Duration,
    /// Of both files as they were.
    pub checksum: Checksum,
    /// Of the catalog after it; empty when nobody knew.
    pub fingerprint: String,
    pub autogen_version: String,
}

/// How far a segment of an unfinished revision came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentRecord {
    pub revision: RevisionId,
    pub direction: Direction,
    /// Index into [`super::Script::segments`].
    pub segment: usize,
    pub progress: Progress,
    /// Of the statements that ran.
    pub checksum: String,
    /// The last key of the last range of a batch that was committed.
    pub reached: Option<String>,
}

/// How far a segment came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// A statement outside of a transaction was sent, and what became of it wasn't written down.
    Started,
    /// The server refused it; it may have left an INVALID index.
    Failed,
    Finished,
}

/// Reads what a database remembers, in one round trip.
pub async fn read(client: &Client) -> Result<State> {
    read_if_allowed(client).await?.ok_or_else(|| Error::History {
        message: format!("this role may not read {SCHEMA}.{}, where it stands what has been applied", NAMES[0]),
        hint: Some(format!("a superuser, or its owner, can let it: {}", grant())),
    })
}

/// What lets a role read the history.
pub fn grant() -> String {
    format!("GRANT SELECT ON {SCHEMA}.{}, {SCHEMA}.{} TO …", NAMES[0], NAMES[1])
}

/// Reads the same; none where the role may not.
pub async fn read_if_allowed(client: &Client) -> Result<Option<State>> {
    let messages = match client.simple_query(READ).await {
        Ok(messages) => messages,
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => return Ok(Some(State::default())),
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => return Ok(None),
        Err(error) => return Err(Error::query("read the history table", error)),
    };
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    state(row.expect("the query gives one row with one value that isn't null")).map(Some)
}

/// Reads the same where a query that the server refuses would end a transaction.
pub async fn read_in_transaction(client: &Client) -> Result<State> {
    let query = format!("select 1 where to_regclass('{SCHEMA}.{}') is not null", NAMES[0]);
    let answer = client.simple_query(&query).await.map_err(|error| Error::query("read the history table", error))?;
    match answer.iter().any(|message| matches!(message, SimpleQueryMessage::Row(_))) {
        true => read(client).await,
        false => Ok(State::default()),
    }
}

fn state(json: &str) -> Result<State> {
    let strange = |what: String| Error::History {
        message: format!("{SCHEMA}.{} holds what autogen didn't write: {what}", NAMES[0]),
        hint: Some("put the row right, or record where the database is with `autogen stamp --purge`".into()),
    };
    let rows: Rows = serde_json::from_str(json).map_err(|error| strange(error.to_string()))?;
    let id = |text: &str| text.parse::<RevisionId>().map_err(|error| strange(error.to_string()));
    let mut state = State { tables_exist: true, ..State::default() };
    for row in rows.revisions {
        let applied = Applied {
            id: id(&row.revision)?,
            parents: row.parents.iter().map(|parent| id(parent)).collect::<Result<_>>()?,
            message: row.message,
            applied_at: row.applied_at,
            applied_by: row.applied_by,
            host: row.host,
            application: row.application,
            duration: Duration::from_millis(row.duration_ms),
            checksum: row.checksum.parse().map_err(|error| strange(format!("{error}")))?,
            fingerprint: row.fingerprint,
            autogen_version: row.autogen_version,
        };
        state.applied.insert(applied.id, applied);
    }
    for row in rows.steps {
        let StepRow { revision, direction, segment, state: progress, checksum, reached } = row;
        let revision = id(&revision)?;
        state.segments.push(SegmentRecord { revision, direction, segment, progress, checksum, reached });
    }
    Ok(state)
}

/// Remembers that a revision has been applied. Without a duration it is that of the transaction so far.
pub fn insert(revision: &Revision, duration: Option<Duration>) -> String {
    let parents: Vec<String> = revision.parents.iter().map(|parent| quote_literal(&parent.to_string())).collect();
    let duration = match duration {
        Some(duration) => duration.as_millis().to_string(),
        None => "(extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000)::bigint".to_owned(),
    };
    format!(
        "INSERT INTO public.autogen_revision (revision, parents, message, applied_at, applied_by, host, application, \
         duration_ms, checksum, fingerprint, autogen_version)\nVALUES ({}, ARRAY[{}]::text[], {}, clock_timestamp(), \
         current_user, coalesce(host(inet_client_addr()), 'local'), current_setting('application_name'), {duration}, \
         {}, {}, {})",
        quote_literal(&revision.id.to_string()),
        parents.join(", "),
        quote_literal(&revision.message),
        quote_literal(&revision.checksum.to_string()),
        quote_literal(&revision.to),
        quote_literal(env!("CARGO_PKG_VERSION")),
    )
}

/// Remembers a squash in the place of what it replaces, with when and by whom the last of that was applied.
pub fn take_over(takeover: &Takeover) -> String {
    let Takeover { squash, replaced } = takeover;
    let id = quote_literal(&squash.id.to_string());
    let replaced: Vec<String> = replaced.iter().map(|id| quote_literal(&id.to_string())).collect();
    let replaced = replaced.join(", ");
    format!(
        "{};\n\
         UPDATE public.autogen_revision AS squash\n   SET (applied_at, applied_by, host, application, duration_ms) =\n       \
         (SELECT applied_at, applied_by, host, application, (SELECT sum(duration_ms) FROM public.autogen_revision \
         WHERE revision IN ({replaced}))\n          FROM public.autogen_revision WHERE revision IN ({replaced})\n         \
         ORDER BY applied_at DESC, revision DESC LIMIT 1)\n WHERE squash.revision = {id};\n\
         DELETE FROM public.autogen_revision WHERE revision IN ({replaced});\n\
         UPDATE public.autogen_revision\n   SET parents = (SELECT array_agg(DISTINCT CASE WHEN parent IN ({replaced}) \
         THEN {id} ELSE parent END)\n                    FROM unnest(parents) AS parent)\n \
         WHERE parents && ARRAY[{replaced}]",
        insert(squash, Some(Duration::ZERO)),
    )
}

/// Like [`insert`], but for a revision that may be remembered already: its files are taken as they are now.
pub fn insert_or_renew(revision: &Revision) -> String {
    format!(
        "{}\nON CONFLICT (revision) DO UPDATE SET parents = excluded.parents, message = excluded.message, \
         checksum = excluded.checksum, fingerprint = excluded.fingerprint",
        insert(revision, Some(Duration::ZERO))
    )
}

/// Forgets a revision.
pub fn delete(id: RevisionId) -> String {
    format!("DELETE FROM public.autogen_revision WHERE revision = {}", quote_literal(&id.to_string()))
}

/// Forgets what was begun, of every revision.
pub const DELETE_ALL_SEGMENTS: &str = "DELETE FROM public.autogen_revision_step";

/// Remembers how far a segment of an unfinished revision has come.
pub fn mark(record: &SegmentRecord) -> String {
    let SegmentRecord { revision, direction, segment, progress, checksum, reached } = record;
    let progress = match progress {
        Progress::Started => "started",
        Progress::Failed => "failed",
        Progress::Finished => "finished",
    };
    format!(
        "INSERT INTO public.autogen_revision_step (revision, direction, segment, state, checksum, changed_at)\n\
         VALUES ('{revision}', '{direction}', {segment}, '{progress}', {}, clock_timestamp())\n\
         ON CONFLICT (revision, direction, segment) DO UPDATE SET state = excluded.state, \
         checksum = excluded.checksum, changed_at = excluded.changed_at",
        quote_literal(checksum)
    ) + &reached.as_deref().map(|key| format!("; {}", reach(record, &quote_literal(key)))).unwrap_or_default()
}

/// Remembers how far a batch has come: the last key, as SQL.
pub fn reach(SegmentRecord { revision, direction, segment, .. }: &SegmentRecord, key: &str) -> String {
    format!(
        "UPDATE public.autogen_revision_step SET reached = {key}, changed_at = clock_timestamp() \
         WHERE revision = '{revision}' AND direction = '{direction}' AND segment = {segment}"
    )
}

/// A query for how far a batch has come.
pub fn reached(SegmentRecord { revision, direction, segment, .. }: &SegmentRecord) -> String {
    format!(
        "SELECT reached FROM public.autogen_revision_step \
         WHERE revision = '{revision}' AND direction = '{direction}' AND segment = {segment}"
    )
}

/// Forgets one segment of an unfinished revision.
pub fn unmark(revision: RevisionId, direction: Direction, segment: usize) -> String {
    format!(
        "DELETE FROM public.autogen_revision_step \
         WHERE revision = '{revision}' AND direction = '{direction}' AND segment = {segment}"
    )
}

/// Forgets the segments of a revision that has been finished.
pub fn delete_segments(id: RevisionId) -> String {
    format!("DELETE FROM public.autogen_revision_step WHERE revision = '{id}'")
}

#[derive(Deserialize)]
struct Rows {
    revisions: Vec<RevisionRow>,
    steps: Vec<StepRow>,
}

#[derive(Deserialize)]
struct RevisionRow {
    revision: String,
    parents: Vec<String>,
    message: String,
    applied_at: String,
    applied_by: String,
    host: String,
    application: String,
    duration_ms: u64,
    checksum: String,
    fingerprint: String,
    autogen_version: String,
}

#[derive(Deserialize)]
struct StepRow {
    revision: String,
    direction: Direction,
    segment: usize,
    state: Progress,
    checksum: String,
    reached: Option<String>,
}
