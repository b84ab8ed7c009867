//! A project in a directory of its own, and a live database for it.

use std::path::{Path, PathBuf};
use std::process::Command;

use autogen::scratch::{self, Database, Options, Scratch};
use autogen::server::{self, Client, Target};
use tokio::runtime::Runtime;

/// Makes what no kind models: a type of its own making.
pub const BASE_TYPE: &str = "
    create type blob;
    create function blob_in(cstring) returns blob language internal immutable strict as 'textin';
    create function blob_out(blob) returns cstring language internal immutable strict as 'textout';
    create type blob (input = blob_in, output = blob_out)";

/// A directory that the program is run in.
pub struct Project {
    directory: tempfile::TempDir,
    database: Option<String>,
}

impl Project {
    pub fn new() -> Project {
        Project { directory: tempfile::tempdir().expect("temporary directories can be made"), database: None }
    }

    /// A project whose live database is this one.
    pub fn on(live: &Live) -> Project {
        Project { database: Some(live.url()), ..Project::new() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("directories can be made");
        std::fs::write(path, text).expect("files can be written");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program with more variables.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = self.command(arguments).envs(variables.iter().copied()).output().expect("the program runs");
        Run {
            command: arguments.join(" "),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Project {
    /// The program with these arguments; variables that would change what it does are taken away.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_autogen"));
        command.args(arguments).current_dir(self.directory.path());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("PG") || name.starts_with("AUTOGEN_SCRATCH") || name.contains("COLOR") {
                command.env_remove(name);
            }
        }
        command.env_remove("DATABASE_URL");
        command.env("AUTOGEN_CACHE_DIR", self.path(".cache"));
        if let Some(url) = &self.database {
            command.env("DATABASE_URL", url);
        }
        command
    }
}

/// What came of running the program. The assertions give it back, so that they can be strung together.
#[derive(Debug)]
pub struct Run {
    pub command: String,
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    #[track_caller]
    pub fn ends(self, code: i32) -> Run {
        self.holds(self.code == Some(code), &format!("the exit code is {code}"));
        self
    }

    /// On stdout.
    #[track_caller]
    pub fn says(self, text: &str) -> Run {
        self.holds(self.stdout.contains(text), &format!("stdout has {text:?}"));
        self
    }

    /// On stderr.
    #[track_caller]
    pub fn complains(self, text: &str) -> Run {
        self.holds(self.stderr.contains(text), &format!("stderr has {text:?}"));
        self
    }

    #[track_caller]
    pub fn hides(self, text: &str) -> Run {
        let is_hidden = !self.stdout.contains(text) && !self.stderr.contains(text);
        self.holds(is_hidden, "the secret is nowhere");
        self
    }

    #[track_caller]
    pub fn says_nothing(self) -> Run {
        self.holds(self.stdout.is_empty(), "stdout is empty");
        self
    }

    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:#?}"))
    }

    #[track_caller]
    fn holds(&self, holds: bool, what: &str) {
        assert!(holds, "not so: {what}\n$ autogen {}\n{}{}→ {:?}", self.command, self.stdout, self.stderr, self.code);
    }
}

/// A database on a private server.
pub struct Live {
    runtime: Runtime,
    // Dropped before the server that it is on.
    database: Database,
    _scratch: Scratch,
}

impl Live {
    pub fn start() -> Live {
        Live::start_with(Options::default())
    }

    pub fn start_with(options: Options) -> Live {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
        let (scratch, database) = runtime.block_on(async {
            let scratch = scratch::open(&options, None).await.expect("tests need a PostgreSQL server");
            let database = scratch.database().await.expect("databases can be made");
            (scratch, database)
        });
        Live { runtime, database, _scratch: scratch }
    }

    pub fn url(&self) -> String {
        self.database.target.to_string()
    }

    pub fn user(&self) -> &str {
        self.database.target.user()
    }

    pub fn database(&self) -> &str {
        self.database.target.database()
    }

    /// Where the server listens.
    pub fn socket(&self) -> PathBuf {
        let directory = self.value("show unix_socket_directories");
        Path::new(&directory).join(format!(".s.PGSQL.{}", self.value("show port")))
    }

    pub fn execute(&self, sql: &str) {
        self.with(async |client| client.batch_execute(sql).await.expect("the statements are right"));
    }

    /// The text of the only value that a query gives.
    pub fn value(&self, query: &str) -> String {
        self.value_of(&self.url(), query)
    }

    /// The same in another database.
    pub fn value_of(&self, url: &str, query: &str) -> String {
        let rows = self.runtime.block_on(async {
            let target = Target::parse(url).expect("the URL is right");
            let client = server::connect(&target).await.expect("the server is there");
            client.simple_query(query).await.expect("the query is right")
        });
        let value = rows.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        value.unwrap_or_default()
    }

    /// Does something with a connection of its own.
    pub fn with<T>(&self, work: impl AsyncFnOnce(&Client) -> T) -> T {
        self.runtime.block_on(async {
            let client = server::connect(&self.database.target).await.expect("the server is there");
            work(&client).await
        })
    }
}
