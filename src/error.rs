//! What can go wrong, named for what the user was doing.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The result of everything in this library that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong.
///
/// The text of each variant is a lower-case fragment; its cause is [`std::error::Error::source`], printed once at the
/// edge; [`Error::hint`] says the way out where we know it. No variant ever holds a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The command line or the configuration asks for something that can't be.
    #[error("{message}")]
    Usage { message: String, hint: Option<String> },

    /// No connection could be made; `target` is the URL without its password.
    #[error("cannot connect to {target}")]
    Connect {
        target: String,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
        hint: Option<String>,
    },

    /// The server refused, or dropped, a statement of our own while we were `doing` something.
    #[error("cannot {doing}")]
    Query {
        doing: String,
        #[source]
        cause: ServerMessage,
    },

    /// A definition can't be read or loaded. `place` is where it stands.
    #[error("{place}: {message}")]
    Load { place: Place, message: String, hint: Option<String> },

    /// Several definitions can't be loaded, each with its own place.
    #[error("{} definitions cannot be loaded", .0.len())]
    LoadMany(Vec<Error>),

    /// The statements of a revision failed on the target.
    #[error("cannot apply {revision}: statement {number} of {total} failed, {place}")]
    Apply {
        revision: String,
        number: usize,
        total: usize,
        place: Place,
        #[source]
        cause: ServerMessage,
        hint: Option<String>,
    },

    /// Steps need each other in a circle; `path` names them, the first again at the end.
    #[error("these steps need each other: {}", .path.join(" → "))]
    Cycle { path: Vec<String> },

    /// The replay of a plan in scratch didn't do what the plan says.
    #[error("the proof failed: {what}")]
    Proof {
        what: String,
        /// The statement that failed, or the differences that were left, a line each.
        evidence: Vec<String>,
        #[source]
        cause: Option<ServerMessage>,
    },

    /// No throwaway server could be had; `looked` lists what was tried, a line each.
    #[error("no scratch server: autogen needs a PostgreSQL server to throw away")]
    Scratch { looked: Vec<String>, hint: String },

    /// The migration files, or the history table, aren't as they must be.
    #[error("{message}")]
    History { message: String, hint: Option<String> },

    /// A person must decide first; `items` are the open questions, a line each.
    #[error("{message}")]
    Undecided { message: String, items: Vec<String>, hint: String },

    /// A file can't be read or written.
    #[error("cannot {doing} {path}", path = .path.display())]
    File {
        doing: &'static str,
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },

    /// A command of the user's, around a run, failed.
    #[error("the command {when} failed: {command}")]
    Hook {
        /// "before the upgrade"
        when: String,
        command: String,
        #[source]
        cause: std::io::Error,
        hint: Option<String>,
    },

    /// The program that prints definitions can't be run, failed, or printed none; `said` is from its stderr.
    #[error("{message}")]
    Program { message: String, said: Vec<String>, hint: Option<String> },

    /// SIGINT or SIGTERM came; what ran was undone.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// A usage error without a hint.
    pub fn usage(message: impl Into<String>) -> Error {
        Error::Usage { message: message.into(), hint: None }
    }

    /// Wraps what the server said while we were `doing` something ("read the catalog").
    pub fn query(doing: impl Into<String>, cause: tokio_postgres::Error) -> Error {
        Error::Query { doing: doing.into(), cause: ServerMessage::from(cause) }
    }

    /// Wraps what the system said while we were `doing` something ("write") with a file.
    pub fn file(doing: &'static str, path: impl Into<PathBuf>, cause: std::io::Error) -> Error {
        Error::File { doing, path: path.into(), cause }
    }

    /// The way out, where we know one.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Error::Usage { hint, .. }
            | Error::Connect { hint, .. }
            | Error::Load { hint, .. }
            | Error::Apply { hint, .. }
            | Error::Hook { hint, .. }
            | Error::Program { hint, .. }
            | Error::History { hint, .. } => hint.as_deref(),
            Error::Scratch { hint, .. } | Error::Undecided { hint, .. } => Some(hint),
            Error::Query { cause, .. } | Error::Proof { cause: Some(cause), .. } => cause.way_out(),
            Error::LoadMany(errors) => errors.iter().find_map(Error::hint),
            Error::Cycle { .. } | Error::Proof { cause: None, .. } | Error::File { .. } | Error::Interrupted => None,
        }
    }

    /// What shows that it is so, a line each: open questions, differences, places that were looked in.
    pub fn evidence(&self) -> Vec<String> {
        match self {
            Error::Scratch { looked, .. } => looked.clone(),
            Error::Undecided { items, .. } => items.clone(),
            Error::Proof { evidence, .. } => evidence.clone(),
            Error::Program { said, .. } => said.clone(),
            Error::Load { place, .. } | Error::Apply { place, .. } => {
                place.excerpt.lines().map(str::to_owned).collect()
            }
            Error::LoadMany(errors) => {
                errors.iter().flat_map(|error| std::iter::once(error.to_string()).chain(error.evidence())).collect()
            }
            Error::Usage { .. }
            | Error::Connect { .. }
            | Error::Query { .. }
            | Error::Hook { .. }
            | Error::History { .. }
            | Error::Cycle { .. }
            | Error::File { .. }
            | Error::Interrupted => Vec::new(),
        }
    }
}

/// Where in the user's files something stands: `schema/posts.sql:12`, with the lines to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// The source lines in question, ready to print, empty when there is nothing to show.
    pub excerpt: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a program printed has no name that an editor could open.
        match self.file.starts_with("stdout of ") {
            true => write!(f, "{}, line {}", self.file, self.line),
            false => write!(f, "{}:{}", self.file, self.line),
        }
    }
}

/// What the server said, in its own words. Made from a [`tokio_postgres::Error`], whose own text says only "db error".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerMessage {
    pub message: String,
    pub detail: Option<String>,
    pub hint: Option<String>,
    /// Five characters, `42P01`; none when the connection itself failed.
    pub sqlstate: Option<String>,
    /// Where in the statement, in characters from 1.
    pub position: Option<usize>,
}

impl ServerMessage {
    /// A statement that was never sent, since somebody asked to stop; with the code of one that was cancelled.
    pub(crate) fn interrupted() -> ServerMessage {
        ServerMessage {
            message: "interrupted before it was sent".to_owned(),
            detail: None,
            hint: None,
            sqlstate: Some("57014".to_owned()),
            position: None,
        }
    }

    /// Whether the connection is gone, so that nobody knows what became of the statement.
    pub(crate) fn lost_connection(&self) -> bool {
        match self.sqlstate.as_deref() {
            None => true,
            // Class 57P: admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout; class 08.
            Some(sqlstate) => sqlstate.starts_with("57P") || sqlstate.starts_with("08"),
        }
    }

    /// The way out of what a scratch server lacks, where we know one.
    pub(crate) fn way_out(&self) -> Option<&'static str> {
        let lacks_provider =
            self.sqlstate.as_deref() == Some("22023") && self.message.contains("security label provider");
        lacks_provider.then_some(
            "scratch needs the library of the labels' provider: name it in `[scratch] preload` of autogen.toml, or a \
             server that loads it with --scratch-url",
        )
    }
}

impl From<tokio_postgres::Error> for ServerMessage {
    fn from(error: tokio_postgres::Error) -> ServerMessage {
        match error.as_db_error() {
            Some(db) => ServerMessage {
                message: db.message().to_owned(),
                detail: db.detail().map(str::to_owned),
                hint: db.hint().map(str::to_owned),
                sqlstate: Some(db.code().code().to_owned()),
                position: db.position().and_then(|position| match position {
                    tokio_postgres::error::ErrorPosition::Original(position) => Some(*position as usize),
                    tokio_postgres::error::ErrorPosition::Internal { .. } => None,
                }),
            },
            None => {
                let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
                ServerMessage {
                    message: format!("{error}{cause}"),
                    detail: None,
                    hint: None,
                    sqlstate: None,
                    position: None,
                }
            }
        }
    }
}

impl fmt::Display for ServerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if let Some(sqlstate) = &self.sqlstate {
            write!(f, " (SQLSTATE {sqlstate})")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, "\n  detail: {detail}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  server's hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ServerMessage {}
