//! The shape of `autogen.toml`. A key that isn't here is an error with its place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use similar::TextDiff;

use crate::error::{Error, Place, Result};

/// The whole file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manifest {
    pub database: Database,
    pub schema: Schema,
    pub migrations: Migrations,
    pub scratch: ScratchServer,
    pub manage: Manage,
    pub review: Review,
}

/// `[database]`
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// May hold `${VARIABLE}`, so that a password needn't be in a file that is checked in.
    pub url: Option<String>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A URL may hold a password.
        f.debug_struct("Database").field("url", &self.url.as_ref().map(|_| "…")).finish()
    }
}

/// `[schema]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schema {
    pub paths: Vec<PathBuf>,
}

impl Default for Schema {
    fn default() -> Schema {
        Schema { paths: vec![PathBuf::from("schema")] }
    }
}

/// `[migrations]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Migrations {
    pub directory: PathBuf,
}

impl Default for Migrations {
    fn default() -> Migrations {
        Migrations { directory: PathBuf::from("migrations") }
    }
}

/// `[scratch]`
#[derive(Clone, Default, Deserialize)]
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
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Manage {
    pub mode: Mode,
    pub roles: Roles,
}

/// Which of the roles that the definitions name may be made where the server lacks them: `true`, `false` or a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "`roles` is true, false or a list of names")]
pub enum Roles {
    AllOrNone(bool),
    Named(BTreeSet<String>),
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Owners, grants and storage parameters only where they are declared.
    #[default]
    Declared,
    /// Everything.
    All,
}

/// `[review]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Review {
    /// The sorts of items that block an upgrade; all of them when nothing is said.
    pub block: Option<Vec<String>>,
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Manifest> {
    let text = std::fs::read_to_string(path).map_err(|cause| Error::file("read", path, cause))?;
    toml::from_str(&text).map_err(|cause| refused(path, &text, &cause))
}

/// Says what is wrong and where. The line itself is shown only for an unknown key: others may hold a password.
fn refused(path: &Path, text: &str, cause: &toml::de::Error) -> Error {
    let start = cause.span().map_or(0, |span| span.start).min(text.len());
    let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
    let file = path.display().to_string();
    let place = |excerpt| Place { file, line, excerpt };
    match unknown_key(cause.message()) {
        Some((key, known)) => {
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
