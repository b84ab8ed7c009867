//! A scratch database that the runner itself takes from revision to revision, so that a whole history needs only one.

use std::collections::BTreeSet;

use super::seed::{self, Seeds};
use super::server;
use crate::apply::{self, Event, RunOptions};
use crate::catalog::{Catalog, load};
use crate::definition;
use crate::error::{Error, Result};
use crate::history::{Chain, Destination, Direction, RevisionId};
use crate::scratch::{Database, WITHOUT_EVENT_TRIGGERS};
use crate::source::{Reader, current_role};

/// Where a walk is. What goes wrong on it ends it: the next step begins on a new database.
pub struct Walk<'a> {
    reader: &'a Reader,
    chain: &'a Chain,
    wanted_major: Option<u32>,
    database: Option<Database>,
    has: BTreeSet<RevisionId>,
    /// Of where the walk is, if it was read.
    catalog: Option<Catalog>,
}

impl<'a> Walk<'a> {
    /// A walk through a chain, on a scratch server of this major if there is one.
    pub fn new(reader: &'a Reader, chain: &'a Chain, wanted_major: Option<u32>) -> Walk<'a> {
        Walk { reader, chain, wanted_major, database: None, has: BTreeSet::new(), catalog: None }
    }

    /// Goes to a database that has exactly these revisions, of which each has its parents among them: on from here if
    /// that can be, else from the beginning.
    ///
    /// # Errors
    /// [`Error::Apply`] for a statement that fails, with its place in the file.
    pub async fn to(&mut self, wanted: &BTreeSet<RevisionId>) -> Result<()> {
        if !self.has.is_subset(wanted) {
            self.end().await?;
        }
        let missing: Vec<RevisionId> =
            self.chain.ordered().map(|one| one.id).filter(|id| wanted.contains(id) && !self.has.contains(id)).collect();
        for id in missing {
            self.up(id).await?;
        }
        self.database().await.map(|_| ())
    }

    /// Applies a revision, whose parents the database has.
    pub async fn up(&mut self, id: RevisionId) -> Result<()> {
        self.run(Direction::Up, Destination::Revision(id)).await?;
        self.has.insert(id);
        Ok(())
    }

    /// Takes back the last revision of the chain that the database has.
    pub async fn down(&mut self) -> Result<()> {
        self.run(Direction::Down, Destination::Back(1)).await?;
        let last = self.chain.ordered().rev().find(|one| self.has.contains(&one.id)).map(|one| one.id);
        last.map(|id| self.has.remove(&id));
        Ok(())
    }

    async fn run(&mut self, direction: Direction, destination: Destination) -> Result<()> {
        let options = RunOptions { is_rehearsal: true, accept_data_loss: true, ..RunOptions::default() };
        let mut silent = |_: Event<'_>| {};
        let chain = self.chain;
        self.catalog = None;
        let client = &mut self.database().await?.client;
        let done = match direction {
            Direction::Up => apply::upgrade(client, chain, destination, &options, &mut silent).await,
            Direction::Down => apply::downgrade(client, chain, destination, &options, &mut silent).await,
        };
        if done.is_err() {
            // What went wrong matters more than a database that can't be dropped, and it will be swept.
            let _ = self.end().await;
        }
        done.map(|_| ())
    }

    /// What the database holds here.
    pub async fn catalog(&mut self) -> Result<Catalog> {
        if let Some(catalog) = &self.catalog {
            return Ok(catalog.clone());
        }
        let catalog = load::load(&self.database().await?.client).await?;
        self.catalog = Some(catalog.clone());
        Ok(catalog)
    }

    /// The role that owns what nobody gave to another.
    pub async fn default_owner(&mut self) -> Result<String> {
        current_role(&self.database().await?.client).await
    }

    /// `PostgreSQL 15.18`.
    pub async fn server(&mut self) -> Result<String> {
        server(self.database().await?).await
    }

    /// Puts a row into every table that has none.
    pub(super) async fn seed(&mut self) -> Result<Seeds> {
        // A run ends with settings as they were before it.
        let client = &self.database().await?.client;
        let silenced = client.batch_execute(WITHOUT_EVENT_TRIGGERS).await;
        silenced.map_err(|cause| Error::query("prepare the proof", cause))?;
        seed::seed(client).await
    }

    /// Those of the seeded rows that aren't as they were; takes all of them away.
    pub(super) async fn harvest(&mut self, seeds: &Seeds) -> Result<Vec<String>> {
        let client = &self.database().await?.client;
        let lost = seed::changed(client, seeds).await?;
        seed::clear(client, seeds).await?;
        Ok(lost)
    }

    async fn database(&mut self) -> Result<&mut Database> {
        if self.database.is_none() {
            let scripts = self.chain.ordered().flat_map(|revision| [&revision.up, &revision.down]);
            let statements = scripts.flat_map(|script| script.statements.iter().map(|statement| script.sql(statement)));
            let roles: BTreeSet<String> = statements.flat_map(definition::roles_in).collect();
            self.reader.scratch(self.wanted_major).await?;
            self.reader.need_role_names(&roles).await?;
            self.database = Some(self.reader.scratch(self.wanted_major).await?.database().await?);
        }
        Ok(self.database.as_mut().expect("it was just made"))
    }

    /// Drops the database; the walk could begin again.
    pub async fn end(&mut self) -> Result<()> {
        self.has.clear();
        self.catalog = None;
        match self.database.take() {
            Some(database) => database.close().await,
            None => Ok(()),
        }
    }
}
