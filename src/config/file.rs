//! The shape of `autogen.toml`. A key that isn't here is an error with its place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use similar::TextDiff;
use toml::Spanned;
use toml::de::DeTable;

use super::environment::{self, Wrong};
use crate::compare::ignore::Ignore;
use crate::duration;
use crate::error::{Error, Place, Result};
use crate::plan::rename::Answer;

/// What a project says about itself. Every key is optional.
#[derive(Debug, Clone, Default, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    /// The live database.
    pub database: Database,
    /// Where the definitions are.
    pub schema: Schema,
    /// Where the migrations are.
    pub migrations: Migrations,
    /// The server on which definitions are loaded and plans are proved.
    pub scratch: ScratchServer,
    /// Which objects are compared, and which roles made.
    pub manage: Manage,
    /// What a person must judge.
    pub review: Review,
    /// What `autogen check` lets be.
    pub check: Check,
    /// How migrations are run.
    pub run: Run,
}

/// `[database]`
#[derive(Clone, Default, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// Where it is. May hold `${VARIABLE}`, so that a password needn't be in a file that is checked in.
    pub url: Option<String>,
    /// Of the server itself, where `url` leads to a pooler: for what runs migrations.
    pub direct_url: Option<String>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A URL may hold a password.
        let Database { url, direct_url } = self;
        let hidden = |url: &Option<String>| url.as_ref().map(|_| "…");
        f.debug_struct("Database").field("url", &hidden(url)).field("direct_url", &hidden(direct_url)).finish()
    }
}

/// `[schema]`
#[derive(Debug, Clone, Default, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schema {
    /// Files and directories of definitions; `["schema"]` where nothing else is said.
    pub paths: Option<Vec<PathBuf>>,
    /// A program and its arguments that prints definitions as SQL, beside `paths` or instead of them; an empty list is none.
    pub program: Vec<String>,
    /// How long the program may take.
    #[serde(deserialize_with = "time")]
    #[schemars(with = "Time")]
    pub timeout: Option<Duration>,
}

/// `[migrations]`
#[derive(Debug, Clone, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Migrations {
    /// The directory of the files.
    pub directory: PathBuf,
}

impl Default for Migrations {
    fn default() -> Migrations {
        Migrations { directory: PathBuf::from("migrations") }
    }
}

/// `[scratch]`
#[derive(Clone, Default, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScratchServer {
    /// A server on which scratch databases may be made. May hold `${VARIABLE}`.
    pub url: Option<String>,
    /// Whether scratch databases may be made on a target that isn't this machine.
    pub on_target: bool,
    /// Libraries that a private server loads when it starts, as in `shared_preload_libraries`.
    pub preload: Vec<String>,
}

impl std::fmt::Debug for ScratchServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ScratchServer { url, on_target, preload } = self;
        let url = url.as_ref().map(|_| "…");
        f.debug_struct("ScratchServer")
            .field("url", &url)
            .field("on_target", on_target)
            .field("preload", preload)
            .finish()
    }
}

/// `[manage]`
#[derive(Debug, Clone, Default, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manage {
    /// Whether owners, grants and storage parameters are compared only where they are declared.
    pub mode: Mode,
    /// Which of the roles that the definitions name a migration may make where the server lacks them.
    pub roles: Roles,
}

/// Which of the roles that the definitions name may be made where the server lacks them: `true`, `false` or a list.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema, Deserialize)]
#[serde(untagged, expecting = "`roles` is true, false or a list of names")]
pub enum Roles {
    AllOrNone(bool),
    Named(#[schemars(with = "Vec<String>")] BTreeSet<String>),
}

impl Default for Roles {
    fn default() -> Roles {
        Roles::AllOrNone(false)
    }
}

impl Roles {
    /// Whether this one may be made.
    pub fn includes(&self, role: &str) -> bool {
        match self {
            Roles::AllOrNone(all) => *all,
            Roles::Named(names) => names.contains(role),
        }
    }
}

/// Which objects are managed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Owners, grants and storage parameters only where they are declared.
    #[default]
    Declared,
    /// Everything.
    All,
}

/// `[review]`
#[derive(Debug, Clone, Default, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Review {
    /// The sorts of items that block an upgrade; all of them when nothing is said.
    pub block: Option<Vec<String>>,
    /// What is another object renamed, as `--rename` takes it.
    #[schemars(with = "Vec<String>")]
    renamed: Vec<Spanned<String>>,
    /// What is none, as `--not-renamed` takes it.
    #[schemars(with = "Vec<String>")]
    not_renamed: Vec<Spanned<String>>,
    /// Both, as they were read.
    #[serde(skip)]
    pub answers: Vec<(Answer, Place)>,
}

/// `[check]`
#[derive(Debug, Clone, Default, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// What `check` lets be, up to a day: `{ object = "table public.tmp_*", until = 2027-01-31, why = "…" }`.
    ignore: Vec<Ignoring>,
    /// The same, as it was read.
    #[serde(skip)]
    #[schemars(skip)]
    pub ignores: Vec<Ignore>,
}

/// `{ object = "public.tmp_*", until = 2027-01-31, why = "…" }`
#[derive(Debug, Clone, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ignoring {
    /// Which: a kind and a name, or a name alone; `*` stands for any text.
    #[schemars(with = "String")]
    object: Spanned<String>,
    /// The last day on which it may differ: 2027-01-31.
    #[schemars(with = "String")]
    until: toml::value::Datetime,
    /// Why it may.
    why: String,
}

impl Ignoring {
    fn read(&self, path: &Path, text: &str) -> Result<Ignore> {
        let Ignoring { object, until, why } = self;
        let place = place(path, text, object.span().start, object.get_ref().clone());
        let day = until.date.filter(|_| until.time.is_none() && until.offset.is_none());
        let day = day.and_then(|day| {
            i8::try_from(day.month).ok().zip(i8::try_from(day.day).ok()).zip(i16::try_from(day.year).ok())
        });
        let day = day.and_then(|((month, day), year)| Date::new(year, month, day).ok());
        let refused =
            |message: &str| Err(Error::Load { place: place.clone(), message: message.to_owned(), hint: None });
        match day {
            None => refused("`until` is a day: until = 2027-01-31"),
            Some(_) if why.trim().is_empty() => refused("`why` says why this may differ"),
            Some(day) => {
                Ok(Ignore { pattern: object.get_ref().clone(), until: Some(day), why: why.clone(), place: Some(place) })
            }
        }
    }
}

/// `[run]`
#[derive(Debug, Clone, Default, JsonSchema, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Run {
    /// How long another run is waited for.
    #[serde(deserialize_with = "time")]
    #[schemars(with = "Time")]
    pub patience: Option<Duration>,
    /// How long a statement waits for a strong lock; the inner one is none for no limit.
    #[serde(deserialize_with = "limit")]
    #[schemars(with = "Limit")]
    pub lock_timeout: Option<Option<Duration>>,
    /// How often a transaction is tried again that didn't get its lock.
    pub lock_retries: Option<u32>,
    /// The pause before the first retry.
    #[serde(deserialize_with = "time")]
    #[schemars(with = "Time")]
    pub retry_pause: Option<Duration>,
    /// Whether a pending revision is refused that doesn't build on all that is applied.
    pub linear: bool,
    /// Commands for the shell, before the first revision runs: one or a list.
    pub before: Commands,
    /// After the last revision.
    pub after: Commands,
}

/// One command, or several that run one after the other.
#[derive(Debug, Clone, JsonSchema, Deserialize)]
#[serde(untagged, expecting = "a command is text, several are a list")]
pub enum Commands {
    One(String),
    Several(Vec<String>),
}

impl Default for Commands {
    fn default() -> Commands {
        Commands::Several(Vec::new())
    }
}

impl Commands {
    pub fn list(&self) -> &[String] {
        match self {
            Commands::One(command) => std::slice::from_ref(command),
            Commands::Several(commands) => commands,
        }
    }
}

/// As people write a length of time.
#[derive(JsonSchema)]
#[schemars(transparent, inline)]
struct Time(
    #[schemars(regex(pattern = r"^[0-9]+ *(ms|s|min|m|h)$"))]
    #[allow(dead_code, reason = "only its schema counts")]
    String,
);

/// The same, or `none`.
#[derive(JsonSchema)]
#[schemars(transparent, inline)]
struct Limit(
    #[schemars(regex(pattern = r"^([0-9]+ *(ms|s|min|m|h)|none)$"))]
    #[allow(dead_code, reason = "only its schema counts")]
    String,
);

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    duration::parse(&String::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}

fn limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Duration>>, D::Error> {
    duration::limit(&String::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}

/// Reads a file, with one of its environments laid over the rest. All of them have to be right.
pub fn read(path: &Path, environment: Option<&str>) -> Result<Manifest> {
    let text = std::fs::read_to_string(path).map_err(|cause| Error::file("read", path, cause))?;
    let refused = |cause| refused(path, &text, &cause);
    let mut table = DeTable::parse(&text).map_err(refused)?;
    let environments = environment::take(table.get_mut()).map_err(|Wrong { at, message }| Error::Load {
        place: place(path, &text, at.start, String::new()),
        message: message.to_owned(),
        hint: None,
    })?;
    for (_, one) in &environments {
        Manifest::deserialize(toml::de::Deserializer::from(one.clone())).map_err(refused)?;
    }
    if let Some(name) = environment {
        let known: Vec<String> = environments.iter().map(|(name, _)| name.clone()).collect();
        let chosen = environments.into_iter().find(|(known, _)| known == name);
        let (_, chosen) = chosen.ok_or_else(|| unknown_environment(name, &known, path))?;
        environment::choose(table.get_mut(), chosen.into_inner());
    }
    let mut manifest = Manifest::deserialize(toml::de::Deserializer::from(table)).map_err(refused)?;
    let Review { block: _, renamed, not_renamed, answers } = &mut manifest.review;
    let renamed = renamed.iter().map(|said| (said, Answer::renamed(said.get_ref())));
    let not_renamed = not_renamed.iter().map(|said| (said, Answer::not_renamed(said.get_ref())));
    for (said, answer) in renamed.chain(not_renamed) {
        let place = place(path, &text, said.span().start, said.get_ref().clone());
        match answer {
            Ok(answer) => answers.push((answer, place)),
            Err(message) => return Err(Error::Load { place, message, hint: None }),
        }
    }
    let ignores: Result<Vec<Ignore>> = manifest.check.ignore.iter().map(|one| one.read(path, &text)).collect();
    manifest.check.ignores = ignores?;
    Ok(manifest)
}

/// Says which environments there are.
pub fn unknown_environment(name: &str, known: &[String], path: &Path) -> Error {
    let list = match known {
        [] => "there are none: [env.NAME] makes one".to_owned(),
        known => format!("there are {}", known.join(", ")),
    };
    Error::Usage {
        message: format!("there is no environment `{name}` in {}", path.display()),
        hint: Some(match nearest(name, known) {
            Some(nearest) => format!("did you mean `{nearest}`? {list}"),
            None => list,
        }),
    }
}

fn place(path: &Path, text: &str, start: usize, excerpt: String) -> Place {
    let line = text.as_bytes()[..start.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
    Place { file: path.display().to_string(), line, excerpt }
}

/// Says what is wrong and where. The line itself is shown only for an unknown key: others may hold a password.
fn refused(path: &Path, text: &str, cause: &toml::de::Error) -> Error {
    let place = |excerpt| place(path, text, cause.span().map_or(0, |span| span.start), excerpt);
    match unknown_key(cause.message()) {
        Some((key, mut known)) => {
            // Taken out before the rest is read.
            if key != "env" && known.iter().any(|key| key == "database") {
                known.push("env".to_owned());
            }
            let nearest = nearest(&key, &known).map(|nearest| format!("did you mean `{nearest}`?"));
            let hint = nearest.or_else(|| Some(format!("known here: {}", known.join(", "))));
            Error::Load { place: place(key.clone()), message: format!("there is no key `{key}` here"), hint }
        }
        None => {
            let message = cause.message().lines().next().unwrap_or_default().to_owned();
            Error::Load { place: place(String::new()), message: without_values(&message), hint: None }
        }
    }
}

/// serde quotes the value that it refuses, which may be a misplaced URL.
fn without_values(message: &str) -> String {
    if !message.contains('"') {
        return message.to_owned();
    }
    message.split('"').enumerate().map(|(at, part)| if at % 2 == 1 { "…" } else { part }).collect()
}

/// Takes ``unknown field `url`, expected one of `a`, `b` `` apart: serde has no other way to ask.
fn unknown_key(message: &str) -> Option<(String, Vec<String>)> {
    let rest = message.strip_prefix("unknown field `")?;
    let (key, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Some((key.to_owned(), known))
}

fn nearest<'a>(key: &str, known: &'a [String]) -> Option<&'a String> {
    let likeness = |candidate: &str| TextDiff::from_chars(key, candidate).ratio();
    known
        .iter()
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}
