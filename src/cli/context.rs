//! What every verb starts from: the options that all share, and the project's configuration.

use std::path::Path;

use super::{Global, Manage, source};
use crate::compare;
use crate::config::{Config, Mode};
use crate::error::{Error, Result};
use crate::scratch;
use crate::server::Target;
use crate::source::{Reader, Source};

pub(super) struct Context {
    pub config: Config,
    global: Global,
}

impl Context {
    pub fn load(global: &Global) -> Result<Context> {
        let start = std::env::current_dir().map_err(|cause| Error::file("find", Path::new("."), cause))?;
        Ok(Context { config: Config::load(&start)?, global: global.clone() })
    }

    /// The live database; none if nobody named one.
    pub fn database(&self) -> Result<Option<Target>> {
        let found = self.config.database_target(self.global.database.as_deref())?;
        Ok(found.map(|(target, _)| target))
    }

    /// What the definitions of this project declare.
    pub fn schema(&self) -> Source {
        Source::Definitions(self.config.schema_paths())
    }

    /// The live database if there is one, else what the migrations build.
    pub fn database_or_migrations(&self) -> Result<Source> {
        match self.database()? {
            Some(target) => Ok(Source::Database(target)),
            None => source::migrations(self),
        }
    }

    /// Reads sources; `target` is the database that decides which server version scratch should have.
    pub fn reader(&self, target: Option<Target>) -> Result<Reader> {
        Ok(Reader::new(scratch::Options {
            url: self.config.scratch_url(self.global.scratch_url.as_deref())?,
            on_target: self.config.scratch_on_target(),
            target,
        }))
    }

    pub fn manage(&self) -> compare::Manage {
        match (self.global.manage, self.config.manage()) {
            (Some(Manage::All), _) | (None, Mode::All) => compare::Manage::All,
            (Some(Manage::Declared), _) | (None, Mode::Declared) => compare::Manage::Declared,
        }
    }

    /// Whether anything but errors goes to stderr.
    pub fn is_quiet(&self) -> bool {
        self.global.quiet
    }
}
