//! Whether a pooler stands between us and the server, and for how long it lends us a connection of its own.
//!
//! Poolers don't say what they are. But whoever shares connections among clients has to hand out cancel keys of its own,
//! so that the process of our key isn't the one that answers; and whoever lends a connection for one transaction only
//! lends the same one to another client while we do nothing.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf, duplex};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::error::{Error, Result};

use super::connection::connect;
use super::target::Target;

/// For how long a connection to the server is ours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pooling {
    /// It is the server that we are connected to.
    #[default]
    None,
    /// As long as we stay: what holds for a connection holds here.
    Session,
    /// For one transaction: a session's locks, settings and prepared statements would be anybody's.
    Transaction,
}

/// So often another client asks for the connection that we don't use. A pool that others use as well may give it to
/// them, or give us another by chance; not each time.
const ROUNDS: usize = 4;

/// How long that client waits where the pool has no connection to spare.
const PATIENCE: Duration = Duration::from_secs(1);

/// Finds out what stands between a client and the server that `target` leads to. Where it can't be told, connections are
/// taken to be lent for one transaction, which is right in any case.
pub async fn pooling(client: &Client, target: &Target) -> Result<Pooling> {
    if target.is_known_pooler() {
        return Ok(Pooling::Transaction);
    }
    let process = process(client).await?;
    if process_of_key(client).await == Some(process) {
        return Ok(Pooling::None);
    }
    let Ok(other) = connect(target).await else { return Ok(Pooling::Transaction) };
    for _ in 0..ROUNDS {
        let before = self::process(client).await?;
        let lent = async {
            other.batch_execute("begin").await.map_err(|cause| Error::query(DOING, cause))?;
            self::process(&other).await
        };
        let Ok(lent) = tokio::time::timeout(PATIENCE, lent).await else {
            // There is none to spare. Who gets one before a client that waits for longer has kept it.
            let kept = tokio::time::timeout(PATIENCE, self::process(client)).await;
            return Ok(if kept.is_ok() { Pooling::Session } else { Pooling::Transaction });
        };
        let is_shared = lent? == before;
        other.batch_execute("rollback").await.map_err(|cause| Error::query(DOING, cause))?;
        if is_shared || self::process(client).await? != before {
            return Ok(Pooling::Transaction);
        }
    }
    Ok(Pooling::Session)
}

const DOING: &str = "find out whether there is a pooler";

/// The server's process that answers us now.
async fn process(client: &Client) -> Result<u32> {
    let messages = client.simple_query("select pg_backend_pid()").await.map_err(|cause| Error::query(DOING, cause))?;
    let process = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
        _ => None,
    });
    Ok(process.expect("the function gives a number"))
}

/// The process that our cancel key is for. The library shows it to nobody but the stream that it cancels over, so this is
/// one that leads nowhere.
async fn process_of_key(client: &Client) -> Option<u32> {
    let (ours, mut theirs) = duplex(64);
    // A connection that insists on TLS asks for it first, with a message of 8 bytes.
    theirs.write_all(b"S").await.ok()?;
    client.cancel_token().cancel_query_raw(ours, Nowhere).await.ok()?;
    let mut sent = Vec::new();
    theirs.read_to_end(&mut sent).await.ok()?;
    // Length, code, process, secret: the manual's chapter "Message Formats", CancelRequest.
    let request = sent.get(sent.len().checked_sub(16)?..)?;
    Some(u32::from_be_bytes(request[8..12].try_into().ok()?))
}

/// TLS that doesn't encrypt, for what never leaves the process.
struct Nowhere;

struct Unencrypted(DuplexStream);

impl TlsConnect<DuplexStream> for Nowhere {
    type Stream = Unencrypted;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<Unencrypted>>;

    fn connect(self, stream: DuplexStream) -> Self::Future {
        std::future::ready(Ok(Unencrypted(stream)))
    }
}

impl TlsStream for Unencrypted {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Unencrypted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Unencrypted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
