//! What every verb starts from: the options that all share, and the project's configuration.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::{Global, Manage};
use crate::cache::Cache;
use crate::compare;
use crate::config::{Config, Mode, Origin};
use crate::error::{Error, Result};
use crate::history::{self, Chain, FileStatement, Revision};
use crate::plan::rename::{Answers, By};
use crate::scratch;
use crate::server::{self, Client, Target};
use crate::source::{Reader, Source, Sourced};

/// How long something may take before it is said what it is.
const PATIENCE: Duration = Duration::from_millis(400);

pub(super) struct Context {
    pub config: Config,
    global: Global,
}

impl Context {
    pub fn load(global: &Global) -> Result<Context> {
        let config = match &global.config {
            Some(path) => Config::load_file(path, global.env.as_deref())?,
            None => {
                let start = std::env::current_dir().map_err(|cause| Error::file("find", Path::new("."), cause))?;
                Config::load(&start, global.env.as_deref())?
            }
        };
        Ok(Context { config, global: global.clone() })
    }

    /// The live database; none if nobody named one.
    pub fn database(&self) -> Result<Option<Target>> {
        let found = self.config.database_target(self.global.database.as_deref())?;
        Ok(found.map(|(target, _)| self.waited_for(target)))
    }

    /// Whether the command line names the live database.
    pub fn names_database(&self) -> bool {
        self.global.database.is_some()
    }

    /// The live database, and who named it.
    pub fn database_and_origin(&self) -> Result<Option<(Target, Origin)>> {
        self.config.database_target(self.global.database.as_deref())
    }

    /// The live database, for a verb that can't do without.
    pub fn need_database(&self) -> Result<Target> {
        self.database()?.ok_or_else(|| self.no_database())
    }

    /// The same target, waited for where `--wait` says so.
    pub fn waited_for(&self, target: Target) -> Target {
        let tell: fn(&Error) = match self.global.quiet {
            true => |_| (),
            false => |error| anstream::eprintln!("waiting: {error}{}", cause(error)),
        };
        match self.global.wait {
            Some(patience) => target.waiting(patience, tell),
            None => target,
        }
    }

    fn no_database(&self) -> Error {
        let (message, hint) = match &self.config.chosen {
            Some(name) => (
                format!("the environment `{name}` names no database"),
                format!("say `database_url` in [env.{name}], or --database URL; DATABASE_URL isn't asked"),
            ),
            None => (
                "no database is named".to_owned(),
                "say --database URL, or set DATABASE_URL, in the environment or in .env".to_owned(),
            ),
        };
        Error::Usage { message, hint: Some(hint) }
    }

    /// A connection to the live database.
    pub async fn connect(&self) -> Result<Client> {
        server::connect(&self.need_database()?).await
    }

    /// The live database, past a pooler where that is known, for a verb that runs migrations.
    pub fn database_to_run(&self) -> Result<Target> {
        let found = self.config.target_to_run(self.global.database.as_deref())?;
        let (target, origin) = found.ok_or_else(|| self.no_database())?;
        self.explain(&format!("{target}, from {origin}"));
        Ok(self.waited_for(target))
    }

    /// The revisions of this project.
    pub fn chain(&self) -> Result<Chain> {
        history::read(&self.config.migrations_directory())
    }

    /// What `autogen.toml` says about renames.
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::default();
        for (answer, place) in self.config.answers() {
            answers.push(answer.clone(), By::Configuration, Some(place.clone()));
        }
        answers
    }

    /// What the definitions of this project declare.
    pub fn schema(&self) -> Result<Source> {
        let paths = self.config.schema_paths();
        match paths.iter().find(|path| !path.exists()) {
            Some(missing) => Err(Error::Usage {
                message: format!("there is no {}, where the schema would be declared", relative(missing).display()),
                hint: Some("`autogen init` makes it".to_owned()),
            }),
            None => {
                let paths = paths.iter().map(|path| relative(path)).collect();
                Ok(match self.config.schema_program() {
                    Some(program) => Source::Program { program, paths },
                    None => Source::Definitions(paths),
                })
            }
        }
    }

    /// The files and directories of the definitions, for a verb that writes them: what a program prints can't be edited.
    pub fn schema_to_write(&self) -> Result<Vec<PathBuf>> {
        match self.schema()? {
            Source::Definitions(paths) => Ok(paths),
            Source::Program { program, paths: _ } => Err(Error::Usage {
                message: format!(
                    "the definitions come from `{}`, [schema] program, and can't be edited",
                    program.shown()
                ),
                hint: Some("change what the program prints".to_owned()),
            }),
            Source::Database(_) | Source::Script(_) | Source::Snapshot(_) | Source::Empty => Ok(Vec::new()),
        }
    }

    /// What the migration files build.
    pub fn migrations(&self) -> Result<Source> {
        Ok(replay(self.chain()?.ordered()))
    }

    /// The live database if there is one, else what the migrations build.
    pub fn database_or_migrations(&self) -> Result<Source> {
        match self.database()? {
            Some(target) => Ok(Source::Database(target)),
            None => self.migrations(),
        }
    }

    /// Reads sources; one of these that is a database is the target, where scratch may be as a last resort.
    pub fn reader<'a>(&self, sources: impl IntoIterator<Item = &'a Source>) -> Result<Reader> {
        let target = sources.into_iter().find_map(|source| match source {
            Source::Database(target) => Some(target.clone()),
            Source::Definitions(_)
            | Source::Program { .. }
            | Source::Script(_)
            | Source::Snapshot(_)
            | Source::Empty => None,
        });
        let options = scratch::Options {
            url: self.config.scratch_url(self.global.scratch_url.as_deref())?,
            on_target: self.config.scratch_on_target(),
            preload: self.config.scratch_preload().to_vec(),
            target,
        };
        let cache = if self.global.no_cache { Cache::off() } else { Cache::of_this_user() };
        Ok(Reader::with_cache(options, cache))
    }

    pub fn manage(&self) -> compare::Manage {
        match (self.global.manage, self.config.manage()) {
            (Some(Manage::All), _) | (None, Mode::All) => compare::Manage::All,
            (Some(Manage::Declared), _) | (None, Mode::Declared) => compare::Manage::Declared,
        }
    }

    /// Says something on stderr, unless nobody wants to hear.
    pub fn say(&self, text: &str) {
        if !self.global.quiet && !text.is_empty() {
            anstream::eprintln!("{}", text.trim_end());
        }
    }

    /// Whether nothing is wanted but what went wrong.
    pub fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    /// Whether more than the ordinary is wanted.
    pub fn is_verbose(&self) -> bool {
        self.global.verbose > 0
    }

    /// Says something on stderr to those who asked for more.
    pub fn explain(&self, text: &str) {
        if self.is_verbose() {
            anstream::eprintln!("{text}");
        }
    }

    /// Says what of the definitions does nothing here, to those who asked for more.
    pub fn explain_set_aside(&self, sourced: &Sourced) {
        let words: Vec<&str> = sourced.loaded.iter().flat_map(|loaded| &loaded.set_aside).map(String::as_str).collect();
        if !words.is_empty() {
            let why = "transactions, the session and roles aren't for definitions to say";
            self.explain(&format!("set aside: {} ({why})", words.join(", ")));
        }
    }

    /// Waits for `work`, and says on a terminal what it is if that takes long.
    pub async fn slow<T>(&self, what: &str, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = tokio::time::sleep(PATIENCE) => {}
        }
        if self.global.quiet || !std::io::stderr().is_terminal() {
            return work.await;
        }
        let spinner = ProgressBar::new_spinner().with_message(what.to_owned());
        spinner.set_style(ProgressStyle::default_spinner());
        spinner.enable_steady_tick(Duration::from_millis(100));
        let done = work.await;
        spinner.finish_and_clear();
        done
    }
}

fn cause(error: &Error) -> String {
    std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default()
}

/// What revisions build that are run one after the other.
pub(super) fn replay<'a>(revisions: impl Iterator<Item = &'a Revision>) -> Source {
    let statements = revisions.map(|revision| {
        let script = &revision.up;
        // Rows don't matter to a catalog, and a check before the run has nothing to check in scratch.
        let wanted = script.statements.iter().filter(|one| one.data.is_none() && !one.directives.preflight);
        let sql = |statement: &FileStatement| match &statement.directives.batch {
            // Rows that an INSERT has made may be in the way of what follows.
            Some(batch) => batch.whole(script.sql(statement)),
            None => script.sql(statement).to_owned(),
        };
        wanted.map(sql).collect()
    });
    Source::Script(statements.collect())
}

/// The path from the current directory, where it is below that: for people, and for places in errors.
pub(super) fn relative(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    match path.strip_prefix(here) {
        Ok(below) if !below.as_os_str().is_empty() => below.to_owned(),
        _ => path.to_owned(),
    }
}
