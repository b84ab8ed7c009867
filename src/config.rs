//! What a project says about itself in `autogen.toml`, and which database it means.
//!
//! Nothing here connects to anything, and `.env` is read without touching the environment of the process.

mod file;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

pub use file::{Database, Manage, Manifest, Migrations, Mode, Review, Roles, Run, Schema, ScratchServer};

use crate::error::{Error, Place, Result};
use crate::plan::rename::Answer;
use crate::server::Target;

/// The file's name.
pub const FILE_NAME: &str = "autogen.toml";

/// A project's configuration, with defaults for what isn't said.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Where relative paths start: the directory of `autogen.toml`, or else the one that the search started in.
    pub directory: PathBuf,
    /// None when there is no `autogen.toml`.
    pub file: Option<PathBuf>,
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
    /// `DATABASE_URL` in this `.env`.
    DotEnv(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag => write!(f, "--database"),
            Origin::Environment => write!(f, "DATABASE_URL"),
            Origin::File(path) => write!(f, "[database] url in {}", path.display()),
            Origin::DotEnv(path) => write!(f, "DATABASE_URL in {}", path.display()),
        }
    }
}

impl Config {
    /// Reads `autogen.toml` in this directory or the nearest one above, and `.env` beside it.
    pub fn load(start: &Path) -> Result<Config> {
        Config::load_in(start, variables_of_process())
    }

    /// Reads this file, whatever its name, and `.env` beside it.
    pub fn load_file(path: &Path) -> Result<Config> {
        let path = std::path::absolute(path).map_err(|cause| Error::file("find", path, cause))?;
        Config::of(path.parent().unwrap_or(&path).to_owned(), Some(path), variables_of_process())
    }

    /// As [`Config::load`], with these variables in place of the process's.
    pub fn load_in(start: &Path, process: BTreeMap<String, String>) -> Result<Config> {
        let start = std::path::absolute(start).map_err(|cause| Error::file("find", start, cause))?;
        let file = start.ancestors().map(|directory| directory.join(FILE_NAME)).find(|path| path.is_file());
        let directory = file.as_deref().and_then(Path::parent).unwrap_or(&start).to_owned();
        Config::of(directory, file, process)
    }

    fn of(directory: PathBuf, file: Option<PathBuf>, process: BTreeMap<String, String>) -> Result<Config> {
        let manifest = file.as_deref().map(file::read).transpose()?.unwrap_or_default();
        let environment = Environment { process, file: dot_env(&directory)? };
        Ok(Config { directory, file, manifest, environment })
    }

    /// The target and who named it; none if nobody did. The order is the command line, `DATABASE_URL`, `autogen.toml`, `.env`.
    pub fn database_target(&self, flag: Option<&str>) -> Result<Option<(Target, Origin)>> {
        let Some((text, origin)) = self.database_url(flag)? else { return Ok(None) };
        match Target::parse(&text) {
            Ok(target) => Ok(Some((target, origin))),
            Err(Error::Usage { message, hint }) => {
                Err(Error::Usage { message: format!("cannot use {origin}: {message}"), hint })
            }
            Err(other) => Err(other),
        }
    }

    fn database_url(&self, flag: Option<&str>) -> Result<Option<(String, Origin)>> {
        const VARIABLE: &str = "DATABASE_URL";
        if let Some(text) = flag {
            return Ok(Some((text.to_owned(), Origin::Flag)));
        }
        if let Some(text) = self.environment.process.get(VARIABLE).filter(|text| !text.is_empty()) {
            return Ok(Some((text.clone(), Origin::Environment)));
        }
        if let (Some(text), Some(file)) = (&self.manifest.database.url, &self.file) {
            return Ok(Some((self.expand(text)?, Origin::File(file.clone()))));
        }
        let text = self.environment.file.get(VARIABLE).filter(|text| !text.is_empty());
        Ok(text.map(|text| (text.clone(), Origin::DotEnv(self.directory.join(".env")))))
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

    /// Where definitions are: files or directories, absolute.
    pub fn schema_paths(&self) -> Vec<PathBuf> {
        self.manifest.schema.paths.iter().map(|path| self.directory.join(path)).collect()
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
