//! A server of our own, and a directory of revisions to run on it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use autogen::apply::{Event, Report, RunOptions, downgrade, upgrade};
use autogen::error::Error;
use autogen::history::{self, Chain, Destination, table};
use autogen::scratch::private::Server;
use autogen::scratch::programs;
use autogen::server::{self, Client};

/// A server, and a directory of revisions with the ids 20260000000001, …2 and so on, each revising the one before.
pub struct Project {
    pub server: Server,
    pub directory: tempfile::TempDir,
}

impl Project {
    pub async fn new(revisions: &[(&str, &str)]) -> Project {
        let (found, looked) = programs::find();
        let programs = programs::choose(&found, None).unwrap_or_else(|| panic!("no PostgreSQL programs: {looked:?}"));
        let server = Server::start(programs).await.expect("a private server starts");
        let project = Project { server, directory: tempfile::tempdir().expect("a directory") };
        for (index, (up, down)) in revisions.iter().enumerate() {
            project.write(index + 1, up, down);
        }
        project
    }

    pub fn write(&self, number: usize, up: &str, down: &str) {
        let parent = if number == 1 { "none".to_owned() } else { id(number - 1) };
        for (direction, script) in [("up", up), ("down", down)] {
            let head = format!(
                "-- change {number}\n-- revision: {}\n-- revises: {parent}\n-- to: sha256:{number}\n\n",
                id(number)
            );
            fs::write(self.path(number, direction), head + script).expect("a file is written");
        }
    }

    pub fn path(&self, number: usize, direction: &str) -> std::path::PathBuf {
        self.directory.path().join(format!("{}_change.{direction}.sql", id(number)))
    }

    pub fn chain(&self) -> Chain {
        history::read(self.directory.path()).expect("the directory is whole")
    }

    pub async fn connect(&self) -> Client {
        server::connect(self.server.target()).await.expect("the server lets us in")
    }

    pub async fn upgrade(&self) -> Result<Report, Error> {
        let mut client = self.connect().await;
        upgrade(&mut client, &self.chain(), Destination::Heads, &quick(), &mut silent).await
    }

    pub async fn downgrade(&self, destination: Destination) -> Result<Report, Error> {
        let mut client = self.connect().await;
        downgrade(&mut client, &self.chain(), destination, &quick(), &mut silent).await
    }

    /// The first column of the rows of a query, joined by spaces.
    pub async fn ask(&self, query: &str) -> String {
        let rows = self.connect().await.query(query, &[]).await.expect("the query runs");
        rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join(" ")
    }

    /// The tables that revisions made, and how many revisions are applied and steps left.
    pub async fn tables(&self) -> String {
        self.ask(
            "select relname::text from pg_class where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace \
             and relname not like 'autogen%' order by 1",
        )
        .await
    }

    pub async fn applied(&self) -> usize {
        let state = table::read(&*self.connect().await).await.expect("the history can be read");
        assert_eq!(state.segments, [], "nothing is half done");
        state.applied.len()
    }
}

pub fn id(number: usize) -> String {
    format!("{:014}", 20_260_000_000_000_u64 + number as u64)
}

pub fn silent(_: Event<'_>) {}

pub fn quick() -> RunOptions {
    RunOptions {
        patience: Duration::from_secs(20),
        lock_timeout: Some(Duration::from_millis(50)),
        lock_retries: 2,
        retry_pause: Duration::from_millis(10),
        ..RunOptions::default()
    }
}

pub fn refused(outcome: Result<Report, Error>) -> Error {
    outcome.expect_err("the run stops")
}

/// Runs a script; gives what psql complains about.
pub fn psql(project: &Project, script: &str) -> String {
    let file = project.directory.path().join("script");
    fs::write(&file, script).expect("the script is written");
    let url = project.server.target().to_string();
    let program = project.server.programs().directory.join("psql");
    let program = if program.exists() { program } else { Path::new("psql").to_owned() };
    let output =
        Command::new(program).args(["-X", "-q", "-o", "/dev/null", "-f"]).arg(&file).arg("-d").arg(&url).output();
    let output = output.expect("psql is there");
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    // The script may have made its tables before.
    complaints.lines().filter(|line| !line.contains("NOTICE:")).collect::<Vec<_>>().join("\n")
}
