//! One scratch database: made empty, dropped after use, whatever happens.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_postgres::error::SqlState;

use crate::error::{Error, Result};
use crate::server::{self, Client, Pooling, Target};

use super::interrupt::{Registration, at_interrupt};
use super::name;
use super::private::Server;

/// An empty database, ours alone. Dropping it drops the database; [`Database::close`] does so without blocking the thread.
pub struct Database {
    pub client: Client,
    pub target: Target,
    pub name: String,
    lease: Lease,
}

/// The connection on which databases are made and dropped.
pub struct Administrator {
    pub client: Client,
    pub target: Target,
    session: Session,
    /// Set on a private server, which takes everything with it when a signal comes. Keeps the server running.
    server: Option<Arc<Server>>,
    /// Databases of a private server that nobody uses any more.
    ended: Mutex<Vec<String>>,
}

/// What tells one server process from a later one with the same number.
#[derive(Debug, Clone)]
struct Session {
    process: i32,
    start: String,
}

/// The exact version, who we are, and the extensions that can be had.
const IDENTITY: &str = "
select pg_catalog.format('%s, %s, extensions %s', pg_catalog.version(), current_user,
           pg_catalog.md5(pg_catalog.string_agg(e.name || ' ' || e.version, ',' order by e.name, e.version)))
  from pg_catalog.pg_available_extension_versions e";

impl Administrator {
    pub async fn connect(target: &Target, server: Option<Arc<Server>>) -> Result<Administrator> {
        let client = server::connect(target).await?;
        if server.is_none() && server::pooling(&client, target).await? == Pooling::Transaction {
            return Err(Error::Usage {
                message: format!("{target} leads to a transaction pooler, where no scratch database can be"),
                hint: Some("name the server itself".to_owned()),
            });
        }
        let doing = "ask for the session's number";
        let row = client
            .query_one(
                "select pid, backend_start::text from pg_catalog.pg_stat_activity where pid = pg_catalog.pg_backend_pid()",
                &[],
            )
            .await
            .map_err(|cause| Error::query(doing, cause))?;
        let process = row.try_get(0).map_err(|cause| Error::query(doing, cause))?;
        let start = row.try_get(1).map_err(|cause| Error::query(doing, cause))?;
        Ok(Administrator {
            client,
            target: target.clone(),
            session: Session { process, start },
            server,
            ended: Mutex::default(),
        })
    }

    /// What decides what comes of statements in a database that is made with `clauses`.
    pub async fn identity(&self, clauses: &str) -> Result<String> {
        const DOING: &str = "ask which server it is";
        let row = self.client.query_one(IDENTITY, &[]).await.map_err(|cause| Error::query(DOING, cause))?;
        let server: String = row.try_get(0).map_err(|cause| Error::query(DOING, cause))?;
        Ok(format!("{server}, {clauses}"))
    }

    /// Makes a database. `clauses` are those of `CREATE DATABASE`.
    pub async fn create(self: &Arc<Self>, clauses: &str) -> Result<Database> {
        let name = name::fresh();
        let lease = Lease::new(Arc::clone(self), name.clone());
        for ended in self.ended_long_enough() {
            drop_database(&self.client, &self.target, &ended).await?;
        }
        self.client
            .batch_execute(&format!("create database {name} {clauses}"))
            .await
            .map_err(|cause| Error::query("create a scratch database", cause))?;
        let target = self.target.with_database(&name);
        let client = server::connect(&target).await?;
        Ok(Database { client, target, name, lease })
    }

    /// What to drop on a private server: all but the last one, whose session may not have ended yet. The server would sleep
    /// for 100 ms before it looked again.
    fn ended_long_enough(&self) -> Vec<String> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let count = ended.len().saturating_sub(1);
        ended.drain(..count).collect()
    }

    /// Leaves a database of a private server to the next that is made, or to the server's end. False on any other server.
    fn leaves(&self, name: &str) -> bool {
        if self.server.is_some() {
            self.ended.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
        }
        self.server.is_some()
    }

    /// Drops databases that dead runs of this machine have left.
    pub async fn sweep(&self) -> Result<()> {
        const DOING: &str = "look for abandoned scratch databases";
        let rows = self
            .client
            .query("select datname::text from pg_catalog.pg_database where datname like 'autogen\\_scratch\\_%'", &[])
            .await
            .map_err(|cause| Error::query(DOING, cause))?;
        for row in rows {
            let name: String = row.try_get(0).map_err(|cause| Error::query(DOING, cause))?;
            if name::is_abandoned(&name)
                && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
            {
                // It may be another role's, or dropped by another run in this moment. Neither is our affair.
                let _ = self.client.batch_execute(&drop_statement(&name)).await;
            }
        }
        Ok(())
    }
}

impl Database {
    /// Drops the database.
    pub async fn close(self) -> Result<()> {
        let Database { client, target: _, name: _, lease } = self;
        drop(client);
        lease.end().await
    }
}

fn drop_statement(name: &str) -> String {
    format!("drop database if exists {name} with (force)")
}

/// The duty to drop one database.
struct Lease {
    /// None once the database is dropped.
    administrator: Option<Arc<Administrator>>,
    name: String,
    _registration: Option<Registration>,
}

impl Lease {
    fn new(administrator: Arc<Administrator>, name: String) -> Lease {
        let registration = administrator.server.is_none().then(|| {
            let (target, session, name) = (administrator.target.clone(), administrator.session.clone(), name.clone());
            // Nobody is left to tell when even this fails; the next run sweeps.
            at_interrupt(move || drop(drop_elsewhere(target, Some(session), name)))
        });
        Lease { administrator: Some(administrator), name, _registration: registration }
    }

    async fn end(mut self) -> Result<()> {
        let administrator = self.administrator.take().expect("a lease ends once");
        if administrator.leaves(&self.name) {
            return Ok(());
        }
        let dropped = drop_database(&administrator.client, &administrator.target, &self.name).await;
        if dropped.is_err() {
            // Once more on a connection of its own.
            self.administrator = Some(Arc::clone(&administrator));
        }
        dropped
    }
}

/// Drops a database, with the subscriptions in it, which would bar that.
async fn drop_database(client: &Client, target: &Target, name: &str) -> Result<()> {
    const SUBSCRIPTIONS: &str = "do $$
        declare one name;
        begin
          for one in select s.subname from pg_catalog.pg_subscription s
                     join pg_catalog.pg_database d on d.oid = s.subdbid and d.datname = current_database()
          loop
            execute format('alter subscription %I disable', one);
            execute format('alter subscription %I set (slot_name = none)', one);
            execute format('drop subscription %I', one);
          end loop;
        end $$";
    let mut dropped = client.batch_execute(&drop_statement(name)).await;
    if let Err(cause) = &dropped
        && cause.code() == Some(&SqlState::OBJECT_IN_USE)
    {
        let inside = server::connect(&target.with_database(name)).await?;
        let emptied = inside.batch_execute(SUBSCRIPTIONS).await;
        emptied.map_err(|cause| Error::query("drop the subscriptions of a scratch database", cause))?;
        drop(inside);
        dropped = client.batch_execute(&drop_statement(name)).await;
    }
    dropped.map_err(|cause| Error::query("drop a scratch database", cause))
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(administrator) = self.administrator.take() else { return };
        if administrator.leaves(&self.name) {
            return;
        }
        let (target, name) = (administrator.target.clone(), self.name.clone());
        // Our runtime can't be waited for here; and a panic may be on its way, which has more to say than this.
        let dropping = std::thread::spawn(move || drop_elsewhere(target, None, name));
        let _ = dropping.join();
    }
}

/// Drops a database from a thread without a runtime, first ending the session that may still be making it.
fn drop_elsewhere(target: Target, maker: Option<Session>, name: String) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|cause| Error::usage(format!("cannot wait for the server: {cause}")))?;
    runtime.block_on(async {
        let client = server::connect(&target).await?;
        if let Some(Session { process, start }) = maker {
            // Waits until it has ended, five seconds at most: a database that is being made can't be dropped.
            let end = "select pg_catalog.pg_terminate_backend(pid, 5000) from pg_catalog.pg_stat_activity \
                       where pid = $1 and backend_start::text = $2";
            client.execute(end, &[&process, &start]).await.map_err(|cause| Error::query("end our session", cause))?;
        }
        drop_database(&client, &target, &name).await
    })
}
