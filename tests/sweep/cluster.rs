//! A server that keeps what is written to it: one that can be killed and started again.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use autogen::scratch::programs;
use rustix::process::{Pid, Signal, geteuid, kill_process_group};
use tokio_postgres::SimpleQueryMessage;

pub struct Cluster {
    directory: tempfile::TempDir,
    programs: PathBuf,
    /// PostgreSQL refuses to run as root.
    account: Option<u32>,
    child: Option<Child>,
}

impl Cluster {
    pub fn start() -> Cluster {
        let (found, looked) = programs::find();
        let programs = programs::choose(&found, None).unwrap_or_else(|| panic!("no PostgreSQL programs: {looked:?}"));
        // The path of a socket is short.
        let directory = tempfile::Builder::new().prefix("sweep").tempdir_in("/tmp").expect("a directory can be made");
        let account = geteuid().is_root().then_some(65534);
        std::os::unix::fs::chown(directory.path(), account, account).expect("a directory can be given away");
        let mut cluster = Cluster { directory, programs: programs.directory.clone(), account, child: None };
        let data = cluster.data();
        let mut initdb = cluster.command("initdb");
        initdb.args(["-N", "-A", "trust", "-U", "tester", "-E", "UTF8", "--no-locale", "-D"]).arg(data);
        assert!(initdb.stdout(Stdio::null()).status().expect("initdb runs").success());
        cluster.up();
        cluster
    }

    /// Starts the server on what is there.
    pub fn up(&mut self) {
        let mut server = self.command("postgres");
        server.arg("-D").arg(self.data()).arg("-k").arg(self.directory.path());
        server.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "log_min_messages=fatal"]);
        let begin = Instant::now();
        loop {
            // What was killed may still hold the memory that it shared.
            let mut child = server.stderr(Stdio::null()).spawn().expect("postgres runs");
            while child.try_wait().expect("it can be asked").is_none() {
                if self.runtime(async |cluster| cluster.query("postgres", "select 1").await).is_ok() {
                    self.child = Some(child);
                    return;
                }
                assert!(begin.elapsed() < Duration::from_secs(60), "the server doesn't start");
                std::thread::sleep(Duration::from_millis(10));
            }
            assert!(begin.elapsed() < Duration::from_secs(60), "the server doesn't start");
        }
    }

    /// As a crash of the machine would: every process of the server at once.
    pub fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let group = Pid::from_raw(i32::try_from(child.id()).expect("a process id is small")).expect("it isn't 0");
        // Its processes have groups of their own, and end when they miss the first one.
        let _ = kill_process_group(group, Signal::KILL);
        child.wait().expect("it ends");
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgresql://tester@/{database}?host={}", self.directory.path().display())
    }

    pub fn ask(&self, database: &str, query: &str) -> String {
        self.runtime(async |cluster| cluster.query(database, query).await).expect("the query is right")
    }

    async fn query(&self, database: &str, query: &str) -> autogen::error::Result<String> {
        let target = autogen::server::Target::parse(&self.url(database))?;
        let client = autogen::server::connect(&target).await?;
        let messages = client.simple_query(query).await;
        let messages = messages.map_err(|error| autogen::error::Error::query("ask", error))?;
        Ok(messages
            .iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0),
                _ => None,
            })
            .collect())
    }

    fn runtime<T>(&self, work: impl AsyncFnOnce(&Cluster) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime is made");
        runtime.block_on(work(self))
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(Path::new("/")).stdin(Stdio::null()).process_group(0).env("LC_ALL", "C");
        if let Some(account) = self.account {
            command.uid(account).gid(account);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}
