//! Why a host didn't let us in, and what its owner can do about it.

use std::error::Error as _;
use std::time::Duration;

use tokio_postgres::error::SqlState;

use crate::error::{Error, ServerMessage};

use super::password::Passwords;
use super::target::{Endpoint, Target};

/// One failed attempt.
#[derive(Debug)]
pub struct Refusal {
    /// `host:port`, to tell several hosts apart.
    place: String,
    reason: Reason,
    message: ServerMessage,
    /// Where the password that was sent came from.
    password_origin: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Reason {
    /// The server answered with an error: its SQLSTATE.
    Server(SqlState),
    /// Nothing could be opened.
    Unreachable(std::io::ErrorKind),
    UnknownHost,
    Timeout,
    Encryption,
    NoEncryption,
    NoPassword,
    /// `channel_binding=require`, and there was none.
    NoBinding,
    /// Kerberos and its like.
    UnknownMethod,
    /// It isn't what `target_session_attrs` asks for.
    Unsuited,
    Other,
}

impl Refusal {
    pub fn new(target: &Target, endpoint: &Endpoint, cause: &tokio_postgres::Error) -> Refusal {
        let password = target.passwords.find(&endpoint.host, endpoint.port, &target.database, &target.user);
        Refusal {
            place: place(endpoint),
            reason: reason(cause),
            message: message(cause),
            password_origin: password.map(|password| password.origin),
        }
    }

    pub fn timeout(endpoint: &Endpoint, limit: Duration) -> Refusal {
        let message = plain(format!("no answer within {} s", limit.as_secs()));
        Refusal { place: place(endpoint), reason: Reason::Timeout, message, password_origin: None }
    }

    pub fn unsuited(endpoint: &Endpoint, why: &str) -> Refusal {
        let message = plain(why.to_owned());
        Refusal { place: place(endpoint), reason: Reason::Unsuited, message, password_origin: None }
    }

    /// Whether the server doesn't believe who we are.
    pub fn is_authentication(&self) -> bool {
        matches!(&self.reason, Reason::Server(state) if state.code().starts_with("28"))
            || matches!(self.reason, Reason::NoPassword | Reason::NoBinding | Reason::UnknownMethod)
    }

    /// Whether the same host may take us with the other choice of TLS or none.
    pub fn is_about_encryption(&self) -> bool {
        self.reason == Reason::Encryption
            || self.reason == Reason::Server(SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
    }

    /// Whether it may be different in a moment.
    pub fn may_pass(&self) -> bool {
        match &self.reason {
            Reason::Server(state) => {
                // 57P03: starting up, or shutting down; 53300: too many clients; 3D000: not created yet.
                [SqlState::CANNOT_CONNECT_NOW, SqlState::TOO_MANY_CONNECTIONS, SqlState::INVALID_CATALOG_NAME]
                    .contains(state)
            }
            Reason::Unreachable(_) | Reason::UnknownHost | Reason::Timeout | Reason::Unsuited | Reason::Other => true,
            Reason::Encryption
            | Reason::NoEncryption
            | Reason::NoPassword
            | Reason::NoBinding
            | Reason::UnknownMethod => false,
        }
    }

    fn hint(&self, target: &Target) -> Option<String> {
        Some(match &self.reason {
            Reason::Server(state) if *state == SqlState::INVALID_PASSWORD => match &self.password_origin {
                Some(origin) => format!("the password came from {origin}"),
                None => "no password was given".to_owned(),
            },
            Reason::Server(state) if *state == SqlState::INVALID_CATALOG_NAME => {
                format!("create the database with `createdb {}`, or correct its name", target.database)
            }
            Reason::Server(state) if *state == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                "the server's pg_hba.conf has no entry for this user, database, address and encryption".to_owned()
            }
            Reason::Server(state) if *state == SqlState::CANNOT_CONNECT_NOW => {
                "the server is starting or stopping; --wait waits for it".to_owned()
            }
            Reason::Server(state) if *state == SqlState::TOO_MANY_CONNECTIONS => {
                "the server has no connection left for this role; --wait waits for one".to_owned()
            }
            Reason::Server(_) | Reason::Other => return None,
            Reason::Unreachable(std::io::ErrorKind::NotFound) => {
                "no server listens on this socket; is it running, and is the directory right?".to_owned()
            }
            Reason::Unreachable(std::io::ErrorKind::PermissionDenied) => "this user may not use the socket".to_owned(),
            Reason::Unreachable(_) => "is the server running, and are host and port right?".to_owned(),
            Reason::NoBinding => "it takes TLS and a SCRAM password: sslmode=require, and a password".to_owned(),
            Reason::UnknownMethod => "autogen knows passwords and certificates, and no Kerberos".to_owned(),
            Reason::Unsuited => "no host is what target_session_attrs asks for".to_owned(),
            Reason::UnknownHost => "is the host's name spelled right?".to_owned(),
            Reason::Timeout => "is the host reachable? connect_timeout sets the limit".to_owned(),
            Reason::Encryption => {
                "sslrootcert names the certificate to trust (or `system`), sslmode says how much is checked".to_owned()
            }
            Reason::NoEncryption => "the server offers no TLS, but this sslmode insists on it".to_owned(),
            Reason::NoPassword => match &target.passwords {
                Passwords::Unsafe { path } => {
                    format!("{} was ignored because others may read it: chmod 600", path.display())
                }
                Passwords::None | Passwords::Given(_) | Passwords::File { .. } => {
                    "the server asks for a password: put it into PGPASSWORD, ~/.pgpass or the URL".to_owned()
                }
            },
        })
    }
}

/// The error for people. Of several hosts each says its own.
pub fn error(target: &Target, refusals: &[Refusal]) -> Error {
    let last = refusals.last().expect("a connection fails for a reason");
    let cause = match refusals {
        [one] => one.message.clone(),
        several => {
            let lines: Vec<_> = several.iter().map(|one| format!("{}: {}", one.place, one.message)).collect();
            plain(lines.join("\n"))
        }
    };
    Error::Connect { target: target.to_string(), cause: Box::new(cause), hint: last.hint(target) }
}

fn place(endpoint: &Endpoint) -> String {
    format!("{}:{}", endpoint.host, endpoint.port)
}

fn reason(cause: &tokio_postgres::Error) -> Reason {
    if let Some(state) = cause.code() {
        return Reason::Server(state.clone());
    }
    let mut chain: Option<&(dyn std::error::Error + 'static)> = Some(cause);
    while let Some(error) = chain {
        if error.is::<native_tls::Error>() {
            return Reason::Encryption;
        }
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            let reached_nothing = io.raw_os_error().is_none();
            return if reached_nothing && io.to_string().contains("lookup") {
                Reason::UnknownHost
            } else {
                Reason::Unreachable(io.kind())
            };
        }
        chain = error.source();
    }
    // These have no type of their own in the library.
    match cause.source().map(ToString::to_string).unwrap_or_default().as_str() {
        "password missing" => Reason::NoPassword,
        "server did not use channel binding" => Reason::NoBinding,
        "unsupported authentication method" | "unsupported SASL mechanism" => Reason::UnknownMethod,
        "server does not support TLS" => Reason::NoEncryption,
        _ => Reason::Other,
    }
}

/// The whole chain in one line: the library's first text alone says only "error connecting to server".
fn message(cause: &tokio_postgres::Error) -> ServerMessage {
    if let Some(db) = cause.as_db_error() {
        return ServerMessage {
            message: db.message().to_owned(),
            detail: db.detail().map(str::to_owned),
            hint: db.hint().map(str::to_owned),
            sqlstate: Some(db.code().code().to_owned()),
            position: None,
        };
    }
    let mut text = cause.to_string();
    let mut source = cause.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        source = error.source();
    }
    plain(text)
}

fn plain(message: String) -> ServerMessage {
    ServerMessage { message, detail: None, hint: None, sqlstate: None, position: None }
}
