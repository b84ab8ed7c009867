//! The PostgreSQL server programs on this machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Error, Result};

/// A directory with `postgres` and `initdb` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programs {
    pub directory: PathBuf,
    pub major: u32,
    /// As people say it: `15.18`, `19beta1`.
    pub version: String,
    /// All that `postgres --version` says, which tells builds of one version apart.
    pub banner: String,
}

/// Where packages put server programs; a `*` is a version.
const USUAL_PLACES: &[&str] = &[
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/opt/homebrew/opt/postgresql/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/usr/local/pgsql/bin",
];

impl Programs {
    /// The programs in this directory.
    pub fn at(directory: &Path) -> Result<Programs> {
        let unfit = |why: String| Error::Usage {
            message: format!("{} has no usable PostgreSQL server programs: {why}", directory.display()),
            hint: None,
        };
        for name in ["postgres", "initdb"] {
            if !directory.join(name).is_file() {
                return Err(unfit(format!("no {name}")));
            }
        }
        let output = Command::new(directory.join("postgres"))
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .map_err(|cause| unfit(cause.to_string()))?;
        let banner = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let (major, version) = version(&banner).ok_or_else(|| unfit("`postgres --version` names none".to_owned()))?;
        if major < OLDEST {
            return Err(unfit(format!("version {version} is older than {OLDEST}")));
        }
        Ok(Programs { directory: directory.to_owned(), major, version, banner })
    }
}

/// Older servers can't drop a database that somebody is connected to, and can't say when a backend has ended.
const OLDEST: u32 = 14;

/// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn version(banner: &str) -> Option<(u32, String)> {
    let version = banner.split_once("(PostgreSQL) ")?.1.split_whitespace().next()?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    Some((digits.parse().ok()?, version.to_owned()))
}

/// All programs there are, and a line for each place where they were looked for. `AUTOGEN_PG_BIN` (directories as in
/// `PATH`) is the only place when it's set.
pub fn find() -> (Vec<Programs>, Vec<String>) {
    let mut looked = Vec::new();
    let mut found: Vec<Programs> = Vec::new();
    let mut seen = BTreeSet::new();
    for (origin, directories) in places() {
        let mut fits = 0;
        let mut reason = None;
        for directory in directories {
            let Ok(real) = directory.canonicalize() else {
                reason.get_or_insert_with(|| format!("{} does not exist", directory.display()));
                continue;
            };
            if !seen.insert(real.clone()) || !real.join("postgres").exists() && origin != CHOSEN {
                continue;
            }
            match Programs::at(&directory) {
                Ok(programs) => {
                    found.push(programs);
                    fits += 1;
                }
                Err(error) => reason = Some(error.to_string()),
            }
        }
        let outcome = match (fits, reason) {
            (0, Some(reason)) => reason,
            (0, None) => "no server programs".to_owned(),
            (fits, _) => format!("{fits} found"),
        };
        looked.push(format!("{origin}: {outcome}"));
    }
    (found, looked)
}

const CHOSEN: &str = "AUTOGEN_PG_BIN";

/// Places by what led there.
fn places() -> Vec<(&'static str, Vec<PathBuf>)> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(chosen) = variable(CHOSEN) {
        return vec![(CHOSEN, std::env::split_paths(&chosen).collect())];
    }
    let mut places = vec![("pg_config --bindir", pg_config().into_iter().collect())];
    places.extend(USUAL_PLACES.iter().map(|pattern| (*pattern, expand(pattern))));
    let path = variable("PATH").map(|path| std::env::split_paths(&path).filter(|place| place.is_absolute()).collect());
    places.push(("PATH", path.unwrap_or_default()));
    places
}

fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").stdin(Stdio::null()).output().ok()?;
    let directory = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| PathBuf::from(directory.trim()))
}

/// The directories that a pattern with one `*` stands for.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)].into_iter().filter(|path| path.is_dir()).collect();
    };
    let (parent, prefix) = before.rsplit_once('/').expect("every pattern is an absolute path");
    let Ok(entries) = std::fs::read_dir(parent) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix)))
        .map(|path| path.join(after.trim_start_matches('/')))
        .filter(|path| path.is_dir())
        .collect();
    paths.sort();
    paths
}

/// The best programs for a target of this major: the same, else the nearest higher, else the highest lower. Without a
/// target the highest. Among equals the first.
pub fn choose(programs: &[Programs], wanted: Option<u32>) -> Option<&Programs> {
    let rank = |programs: &Programs| match wanted {
        Some(wanted) if programs.major >= wanted => (0, programs.major),
        _ => (1, u32::MAX - programs.major),
    };
    programs.iter().min_by_key(|programs| rank(programs))
}

#[cfg(test)]
mod tests {
    use super::{Programs, choose, version};

    #[test]
    fn versions_are_read_from_the_banner() {
        let read = |banner| version(banner).map(|(major, version)| format!("{major} {version}"));
        assert_eq!(read("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)").as_deref(), Some("15 15.18"));
        assert_eq!(read("postgres (PostgreSQL) 19beta1").as_deref(), Some("19 19beta1"));
        assert_eq!(read("something else"), None);
    }

    #[test]
    fn the_same_major_comes_first_then_the_nearest_higher_then_the_highest_lower() {
        let all: Vec<_> = [14, 16, 18]
            .map(|major| Programs { directory: "/".into(), major, version: major.to_string(), banner: String::new() })
            .into();
        let chosen = |wanted| choose(&all, wanted).map(|programs| programs.major);
        assert_eq!(
            [chosen(Some(16)), chosen(Some(15)), chosen(Some(19)), chosen(None)].map(Option::unwrap_or_default),
            [16, 16, 18, 18]
        );
    }
}
