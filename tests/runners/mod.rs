//! Migration runners that teams use, and how they are told of a database. `scripts/runners` fetches them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::project::Live;

/// A runner's program. Without one the test fails, unless `AUTOGEN_OFFLINE` says that none can be fetched: then it says what
/// it doesn't try.
pub fn runner(name: &str) -> Option<PathBuf> {
    static DIRECTORY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let directory = DIRECTORY.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/runners");
        let output = Command::new(script).output().expect("scripts/runners can be run");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            return Some(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
        }
        assert!(std::env::var_os("AUTOGEN_OFFLINE").is_some(), "no runners, and AUTOGEN_OFFLINE isn't set: {said}");
        None
    });
    if directory.is_none() {
        eprintln!("NOT RUN: nothing was held to {name}, which can't be had here (AUTOGEN_OFFLINE)");
    }
    directory.as_ref().map(|directory| directory.join(name))
}

/// Where a database is, in the words of each tool.
pub struct Address {
    user: String,
    directory: String,
    port: String,
    name: String,
}

impl Address {
    pub fn of(live: &Live) -> Address {
        Address::named(live, live.database())
    }

    pub fn named(live: &Live, name: &str) -> Address {
        let [directory, port] = ["unix_socket_directories", "port"].map(|name| live.value(&format!("show {name}")));
        Address { user: live.user().to_owned(), directory, port, name: name.to_owned() }
    }

    pub fn url(&self) -> String {
        let Address { user, directory, port, name } = self;
        format!("postgres:///{name}?host={directory}&port={port}&user={user}")
    }

    pub fn sqlalchemy(&self) -> String {
        let Address { user, directory, port, name } = self;
        format!("postgresql+psycopg2://{user}@/{name}?host={directory}&port={port}")
    }

    pub fn sqlx(&self) -> String {
        let Address { user, directory, port, name } = self;
        format!("postgres://{user}@localhost:{port}/{name}?host={directory}")
    }

    pub fn dbmate(&self) -> String {
        let Address { user, directory, port, name } = self;
        format!("postgres://{user}@:{port}/{name}?socket={directory}&sslmode=disable")
    }

    /// The text of the only value that a query gives there.
    pub fn value(&self, live: &Live, query: &str) -> String {
        live.value_of(&self.url(), query)
    }
}

/// Runs a program that has to end well, and gives what it prints.
#[track_caller]
pub fn run(program: &Path, directory: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(directory).envs(variables.iter().copied()).env("PYTHONDONTWRITEBYTECODE", "1");
    let output = command.output().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let said = [&output.stdout[..], &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "{} {arguments:?}\n{}{}", program.display(), said[0], said[1]);
    said.concat()
}

/// Copies a directory with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("directories can be made");
    for entry in std::fs::read_dir(from).expect("it is a directory").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => _ = std::fs::copy(entry.path(), target).expect("files can be copied"),
        }
    }
}
