//! What a project says about itself in `autogen.toml`, and which database it means.
//!
//! Nothing here connects to anything, and `.env` is read without touching the environment of the process.

mod environment;
mod file;
pub mod schema;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use file::{Check, Database, Manage, Manifest, Migrations, Mode, Review, Roles, Run, Schema, ScratchServer};

use crate::compare::ignore::Ignore;
use crate::definition::Program;
use crate::error::{Error, Place, Result};
use crate::plan::rename::Answer;
use crate::server::Target;

/// The file's name.
pub const FILE_NAME: &str = "autogen.toml";

/// How long the program of `[schema]` may take where nothing is said.
const PROGRAM_TIMEOUT: Duration = Duration::from_secs(60);

/// A project's configuration, with defaults for what isn't said.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Where relative paths start: the directory of `autogen.toml`, or else the one that the search started in.
    pub directory: PathBuf,
    /// None when there is no `autogen.toml`.
    pub file: Option<PathBuf>,
    /// The environment that was chosen, `NAME` of `[env.NAME]`.
    pub chosen: Option<String>,
    manifest: Manifest,
    environment: Environment,
}

/// Variables of the process, then those of `.env`. Either may hold passwords.
#[derive(Clone, Default)]
struct Environment {
    process: BTreeMap<String, String>,
    file: BTreeMap<String, String>,
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Environment({} and {} variables)", self.process.len(), self.file.len())
    }
}

/// Who named a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flag,
    /// The variable `DATABASE_URL`.
    Environment,
    /// `[database] url` in this file.
    File(PathBuf),
    /// The environment of this name in this file.
    Chosen(String, PathBuf),
    /// `direct_url` in this file.
    Direct(PathBuf),
    /// `DATABASE_URL` in this `.env`.
    DotEnv(PathBuf),
    /// This variable of libpq's.
    Libpq(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag => write!(f, "--database"),
            Origin::Environment => write!(f, "DATABASE_URL"),
            Origin::File(path) => write!(f, "[database] url in {}", path.display()),
            Origin::Chosen(name, path) => write!(f, "the database of [env.{name}] in {}", path.display()),
            Origin::Direct(path) => write!(f, "direct_url in {}", path.display()),
            Origin::Libpq(name) => write!(f, "{name}"),
            Origin::DotEnv(path) => write!(f, "DATABASE_URL in {}", path.display()),
        }
    }
}

impl Config {
    /// Reads `autogen.toml` in this directory or the nearest one above, and `.env` beside it. The environment is the one
    /// that is named here, else in `AUTOGEN_ENV`.
    pub fn load(start: &Path, chosen: Option<&str>) -> Result<Config> {
        Config::load_in(start, chosen, variables_of_process())
    }

    /// Reads this file, whatever its name, and `.env` beside it.
    pub fn load_file(path: &Path, chosen: Option<&str>) -> Result<Config> {
        let path = std::path::absolute(path).map_err(|cause| Error::file("find", path, cause))?;
        Config::of(path.parent().unwrap_or(&path).to_owned(), Some(path), chosen, variables_of_process())
    }

    /// As [`Config::load`], with these variables in place of the process's.
    pub fn load_in(start: &Path, chosen: Option<&str>, process: BTreeMap<String, String>) -> Result<Config> {
        let start = std::path::absolute(start).map_err(|cause| Error::file("find", start, cause))?;
        let file = start.ancestors().map(|directory| directory.join(FILE_NAME)).find(|path| path.is_file());
        let directory = file.as_deref().and_then(Path::parent).unwrap_or(&start).to_owned();
        Config::of(directory, file, chosen, process)
    }

    fn of(
        directory: PathBuf,
        file: Option<PathBuf>,
        chosen: Option<&str>,
        process: BTreeMap<String, String>,
    ) -> Result<Config> {
        let environment = Environment { process, file: dot_env(&directory)? };
        let chosen = chosen.or(environment.get("AUTOGEN_ENV")).map(str::to_owned);
        let manifest = match (&file, &chosen) {
            (Some(file), chosen) => file::read(file, chosen.as_deref())?,
            (None, Some(name)) => return Err(file::unknown_environment(name, &[], &directory.join(FILE_NAME))),
            (None, None) => Manifest::default(),
        };
        Ok(Config { directory, file, chosen, manifest, environment })
    }

    /// The target and who named it; none if nobody did. The order is the command line, `DATABASE_URL`, `autogen.toml`, `.env`, libpq's
    /// `PGDATABASE` or `PGSERVICE`.
    /// Of a chosen environment it is the command line, and what the environment itself says: `DATABASE_URL` may be about
    /// another database.
    pub fn database_target(&self, flag: Option<&str>) -> Result<Option<(Target, Origin)>> {
        self.database_url(flag)?.map(|(text, origin)| target(&text, origin)).transpose()
    }

    /// The same for what runs migrations, which `direct_url` leads past a pooler: past that of `url`, which stands beside it.
    /// Who names another database on the command line or in the environment means that one.
    pub fn target_to_run(&self, flag: Option<&str>) -> Result<Option<(Target, Origin)>> {
        let Some((text, origin)) = self.database_url(flag)? else { return Ok(None) };
        let (usual, origin) = target(&text, origin)?;
        let Database { url, direct_url } = &self.manifest.database;
        let is_beside = || url.as_deref().is_some_and(|url| self.expand(url).is_ok_and(|url| url == text));
        let (Some(direct), Some(file), true) = (direct_url, &self.file, flag.is_none() && is_beside()) else {
            return Ok(Some((usual, origin)));
        };
        let (direct, direct_origin) = target(&self.expand(direct)?, Origin::Direct(file.clone()))?;
        if direct.database() != usual.database() {
            return Err(Error::Usage {
                message: format!(
                    "{direct_origin} names the database {}, but {origin} {}",
                    direct.database(),
                    usual.database()
                ),
                hint: Some("say which one is meant: --database URL".to_owned()),
            });
        }
        Ok(Some((direct, direct_origin)))
    }

    fn database_url(&self, flag: Option<&str>) -> Result<Option<(String, Origin)>> {
        const VARIABLE: &str = "DATABASE_URL";
        if let Some(text) = flag {
            return Ok(Some((text.to_owned(), Origin::Flag)));
        }
        if let (Some(name), Some(file)) = (&self.chosen, &self.file) {
            let origin = Origin::Chosen(name.clone(), file.clone());
            let url = self.manifest.database.url.as_deref();
            return url.map(|text| Ok((self.expand(text)?, origin))).transpose();
        }
        if let Some(text) = self.environment.process.get(VARIABLE).filter(|text| !text.is_empty()) {
            return Ok(Some((text.clone(), Origin::Environment)));
        }
        if let (Some(text), Some(file)) = (&self.manifest.database.url, &self.file) {
            return Ok(Some((self.expand(text)?, Origin::File(file.clone()))));
        }
        if let Some(text) = self.environment.file.get(VARIABLE).filter(|text| !text.is_empty()) {
            return Ok(Some((text.clone(), Origin::DotEnv(self.directory.join(".env")))));
        }
        // Either says which database; the rest of libpq's variables say only how to get there.
        let named = ["PGDATABASE", "PGSERVICE"]
            .into_iter()
            .find(|name| self.environment.process.get(*name).is_some_and(|value| !value.is_empty()));
        Ok(named.map(|name| ("postgres://".to_owned(), Origin::Libpq(name))))
    }

    /// The server for scratch databases, if one is named: on the command line, in `AUTOGEN_SCRATCH_URL`, or in
    /// `autogen.toml`.
    pub fn scratch_url(&self, flag: Option<&str>) -> Result<Option<String>> {
        if let Some(text) = flag {
            return Ok(Some(text.to_owned()));
        }
        if let Some(text) = self.environment.get("AUTOGEN_SCRATCH_URL") {
            return Ok(Some(text.to_owned()));
        }
        self.manifest.scratch.url.as_deref().map(|text| self.expand(text)).transpose()
    }

    /// Whether scratch may be on a target that isn't this machine.
    pub fn scratch_on_target(&self) -> bool {
        self.manifest.scratch.on_target
    }

    /// The libraries that a private scratch server loads when it starts.
    pub fn scratch_preload(&self) -> &[String] {
        &self.manifest.scratch.preload
    }

    /// Where definitions are: files or directories, absolute. None where a program prints all of them.
    pub fn schema_paths(&self) -> Vec<PathBuf> {
        let Schema { paths, program, timeout: _ } = &self.manifest.schema;
        match paths {
            Some(paths) => paths.iter().map(|path| self.directory.join(path)).collect(),
            None if program.is_empty() => vec![self.directory.join("schema")],
            None => Vec::new(),
        }
    }

    /// Takes these directories where there is no file yet that says which.
    pub fn choose_directories(&mut self, schema: &str, migrations: &str) {
        self.manifest.schema.paths = Some(vec![schema.into()]);
        self.manifest.migrations.directory = migrations.into();
    }

    /// The program that prints definitions, if there is one.
    pub fn schema_program(&self) -> Option<Program> {
        let Schema { paths: _, program, timeout } = &self.manifest.schema;
        let timeout = timeout.unwrap_or(PROGRAM_TIMEOUT);
        let program = Program { command: program.clone(), directory: self.directory.clone(), timeout };
        Some(program).filter(|program| !program.command.is_empty())
    }

    /// Where revisions are, absolute.
    pub fn migrations_directory(&self) -> PathBuf {
        self.directory.join(&self.manifest.migrations.directory)
    }

    /// Which objects are managed.
    pub fn manage(&self) -> Mode {
        self.manifest.manage.mode
    }

    /// Which roles may be made.
    pub fn roles(&self) -> &Roles {
        &self.manifest.manage.roles
    }

    /// The sorts of review items that block an upgrade; none means all sorts.
    pub fn review_block(&self) -> Option<&[String]> {
        self.manifest.review.block.as_deref()
    }

    /// How migrations are run.
    pub fn run(&self) -> &Run {
        &self.manifest.run
    }

    /// What is said about renames, each answer with its place.
    pub fn answers(&self) -> &[(Answer, Place)] {
        &self.manifest.review.answers
    }

    /// Differences that `check` lets be.
    pub fn ignores(&self) -> &[Ignore] {
        &self.manifest.check.ignores
    }

    /// Puts variables in the place of `${NAME}`.
    fn expand(&self, text: &str) -> Result<String> {
        let mut expanded = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) =
                after.split_once('}').ok_or_else(|| self.unusable("a `${` has no `}`".to_owned(), None))?;
            let value = self.environment.get(name).ok_or_else(|| {
                let hint = "set it in the environment or in .env".to_owned();
                self.unusable(format!("the variable {name} is not set"), Some(hint))
            })?;
            expanded.push_str(before);
            expanded.push_str(value);
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }

    fn unusable(&self, why: String, hint: Option<String>) -> Error {
        let file = self.file.as_deref().unwrap_or(Path::new(FILE_NAME));
        Error::Usage { message: format!("cannot use {}: {why}", file.display()), hint }
    }
}

fn target(text: &str, origin: Origin) -> Result<(Target, Origin)> {
    match Target::parse(text) {
        Ok(target) => Ok((target, origin)),
        Err(Error::Usage { message, hint }) => {
            Err(Error::Usage { message: format!("cannot use {origin}: {message}"), hint })
        }
        Err(other) => Err(other),
    }
}

fn variables_of_process() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

impl Environment {
    fn get(&self, name: &str) -> Option<&str> {
        let value = self.process.get(name).or_else(|| self.file.get(name))?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }
}

/// The variables of `.env` in a directory; none if there is no such file.
fn dot_env(directory: &Path) -> Result<BTreeMap<String, String>> {
    let path = directory.join(".env");
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    let lines = dotenvy::from_path_iter(&path).map_err(|cause| unreadable(&path, cause))?;
    lines.map(|line| line.map_err(|cause| unreadable(&path, cause))).collect()
}

/// Says what is wrong with `.env` without the line in question, which may hold a password.
fn unreadable(path: &Path, cause: dotenvy::Error) -> Error {
    match cause {
        dotenvy::Error::Io(cause) => Error::file("read", path, cause),
        _ => Error::Usage {
            message: format!("cannot read {}: a line is not NAME=value", path.display()),
            hint: Some("a value with spaces or special characters stands in quotes".to_owned()),
        },
    }
}

#[cfg(test)]
mod tests;
