//! The open connection: made with a time limit, retried while a server comes up, and cancelled from outside.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use tokio_postgres::config::SslMode;
use tokio_postgres::{CancelToken, Config, NoTls};

use crate::error::{Error, Result};

use super::refusal::{self, Refusal};
use super::target::{Endpoint, Target};
use super::tls::{Connector, Mode};

/// An open connection. Its task ends when the client is dropped.
pub struct Client {
    inner: tokio_postgres::Client,
    tls: Option<Connector>,
}

impl Deref for Client {
    type Target = tokio_postgres::Client;

    fn deref(&self) -> &tokio_postgres::Client {
        &self.inner
    }
}

impl DerefMut for Client {
    fn deref_mut(&mut self) -> &mut tokio_postgres::Client {
        &mut self.inner
    }
}

impl Client {
    /// The connection without what cancels its statements.
    pub fn into_inner(self) -> tokio_postgres::Client {
        self.inner
    }

    /// What stops the statement that this connection is running, from anywhere.
    pub fn canceller(&self) -> Canceller {
        Canceller { token: self.inner.cancel_token(), tls: self.tls.clone() }
    }
}

/// Stops a running statement. It may outlive its connection; then it does nothing.
#[derive(Clone)]
pub struct Canceller {
    token: CancelToken,
    tls: Option<Connector>,
}

impl Canceller {
    /// Asks the server to stop the statement. Whether there was one to stop isn't known here.
    pub async fn cancel(&self) -> Result<()> {
        let asked = match &self.tls {
            Some(connector) => self.token.cancel_query(connector.clone()).await,
            None => self.token.cancel_query(NoTls).await,
        };
        asked.map_err(|cause| Error::query("cancel the running statement", cause))
    }
}

/// Connects to the first host that lets us in.
pub async fn connect(target: &Target) -> Result<Client> {
    let mut refusals = Vec::new();
    for endpoint in &target.endpoints {
        match connect_endpoint(target, endpoint).await? {
            Ok(client) => return Ok(client),
            Err(refusal) => {
                // As libpq: a host that doesn't believe who we are is not passed over for the next.
                let ends_here = refusal.is_authentication();
                refusals.push(refusal);
                if ends_here {
                    break;
                }
            }
        }
    }
    Err(refusal::error(target, &refusals))
}

/// Connects, trying again for as long as `patience` while the server isn't there yet or is still starting.
/// What waiting can't mend (a wrong password) is an error at once.
pub async fn connect_waiting(target: &Target, patience: Duration) -> Result<Client> {
    let begin = Instant::now();
    let mut pause = Duration::from_millis(50);
    loop {
        let mut last = None;
        for endpoint in &target.endpoints {
            match connect_endpoint(target, endpoint).await? {
                Ok(client) => return Ok(client),
                Err(refusal) => last = Some(refusal),
            }
        }
        let left = patience.saturating_sub(begin.elapsed());
        let refusal = last.expect("a target has at least one host");
        if left.is_zero() || !refusal.may_pass() {
            return Err(refusal::error(target, &[refusal]));
        }
        tokio::time::sleep(pause.min(left)).await;
        pause = (pause * 2).min(Duration::from_secs(2));
    }
}

/// The server's major version, such as 17.
pub async fn server_version(client: &tokio_postgres::Client) -> Result<u32> {
    const DOING: &str = "ask for the server's version";
    let row = client
        .query_one("select current_setting('server_version_num')::integer / 10000", &[])
        .await
        .map_err(|cause| Error::query(DOING, cause))?;
    let major: i32 = row.try_get(0).map_err(|cause| Error::query(DOING, cause))?;
    Ok(u32::try_from(major).expect("a server's version is a positive number"))
}

/// The names of all roles of the server.
pub async fn roles(client: &tokio_postgres::Client) -> Result<BTreeSet<String>> {
    let rows = client.query("select rolname::text from pg_catalog.pg_roles", &[]).await;
    Ok(rows.map_err(|cause| Error::query("ask for the server's roles", cause))?.iter().map(|row| row.get(0)).collect())
}

/// Tries one host, with and without TLS as the mode has it. The outer error is one that no host can mend.
async fn connect_endpoint(target: &Target, endpoint: &Endpoint) -> Result<Result<Client, Refusal>> {
    let mode = if endpoint.is_socket() { Mode::Disable } else { target.tls.mode };
    let attempts = match mode {
        Mode::Disable => [Some(SslMode::Disable), None],
        Mode::Allow => [Some(SslMode::Disable), Some(SslMode::Require)],
        Mode::Prefer => [Some(SslMode::Prefer), Some(SslMode::Disable)],
        Mode::Require | Mode::VerifyCa | Mode::VerifyFull => [Some(SslMode::Require), None],
    };
    let mut first = None;
    for attempt in attempts.into_iter().flatten() {
        match connect_once(target, endpoint, attempt).await? {
            Ok(client) => return Ok(Ok(client)),
            Err(refusal) => {
                let other_way_may_do = refusal.is_about_encryption();
                first.get_or_insert(refusal);
                if !other_way_may_do {
                    break;
                }
            }
        }
    }
    Ok(Err(first.expect("there is at least one attempt")))
}

async fn connect_once(target: &Target, endpoint: &Endpoint, mode: SslMode) -> Result<Result<Client, Refusal>> {
    let config = config(target, endpoint, mode);
    let tls = match mode {
        SslMode::Disable => None,
        _ => Some(target.tls.connector()?),
    };
    let attempt = async {
        match &tls {
            Some(connector) => {
                let (client, connection) = config.connect(connector.clone()).await?;
                tokio::spawn(connection);
                Ok(client)
            }
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                tokio::spawn(connection);
                Ok(client)
            }
        }
    };
    // The library's own limit covers only the opening of the socket, not a server that then says nothing.
    let answer = match target.connect_timeout {
        Some(limit) => tokio::time::timeout(limit, attempt).await.map_err(|_| limit),
        None => Ok(attempt.await),
    };
    Ok(match answer {
        Ok(Ok(inner)) => Ok(Client { inner, tls }),
        Ok(Err(cause)) => Err(Refusal::new(target, endpoint, &cause)),
        Err(limit) => Err(Refusal::timeout(endpoint, limit)),
    })
}

fn config(target: &Target, endpoint: &Endpoint, mode: SslMode) -> Config {
    let mut config = Config::new();
    config
        .host(&endpoint.host)
        .port(endpoint.port)
        .user(&target.user)
        .dbname(&target.database)
        .application_name(&target.application_name)
        .ssl_mode(mode)
        .target_session_attrs(target.session)
        .channel_binding(target.channel_binding)
        .keepalives(target.keepalives);
    if let Some(address) = endpoint.address {
        config.hostaddr(address);
    }
    if let Some(idle) = target.keepalives_idle {
        config.keepalives_idle(idle);
    }
    if let Some(options) = &target.options {
        config.options(options);
    }
    if let Some(password) = target.passwords.find(&endpoint.host, endpoint.port, &target.database, &target.user) {
        config.password(password.text);
    }
    config
}
