//! A primary and a standby of it: which one `target_session_attrs` leads to, and what a standby is good for.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use autogen::server::{self, Surroundings, Target};
use rustix::process::{Pid, Signal, kill_process};

use super::listening::{Listening, check, shown, target};
use super::project::Project;

/// A server that replays what the primary writes.
struct Standby {
    child: Child,
    files: tempfile::TempDir,
}

impl Standby {
    async fn of(primary: &Listening) -> Standby {
        let files = tempfile::tempdir().expect("temporary directories can be made");
        let run = primary.server.directory().expect("it runs");
        let owner = fs::metadata(&run).expect("the directory is there");
        if rustix::process::geteuid().is_root() {
            chown(files.path(), Some(owner.uid()), Some(owner.gid())).expect("root may");
        }
        fs::set_permissions(files.path(), PermissionsExt::from_mode(0o700)).expect("it's ours");
        let command = |name: &str| {
            let mut command = Command::new(primary.server.programs().directory.join(name));
            if rustix::process::geteuid().is_root() {
                command.uid(owner.uid()).gid(owner.gid());
            }
            command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null());
            command
        };
        let data = files.path().join("data");
        let mut copy = command("pg_basebackup");
        copy.arg("-D").arg(&data).arg("-h").arg(&run).args(["-p", &primary.port, "-U", "autogen"]);
        copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync"]);
        assert!(copy.status().expect("pg_basebackup is there").success(), "the primary can be copied");
        let mut start = command("postgres");
        start.arg("-D").arg(&data).arg("-k").arg(files.path()).args(["-c", "listen_addresses=", "-c", "port=5432"]);
        // No less than the primary has.
        start.args(["-c", "max_connections=24", "-c", "max_locks_per_transaction=3072", "-c", "fsync=off"]);
        start.args([
            "-c",
            "shared_buffers=32MB",
            "-c",
            "dynamic_shared_memory_type=mmap",
            "-c",
            "log_min_messages=panic",
        ]);
        let standby = Standby { child: start.stderr(Stdio::null()).spawn().expect("it starts"), files };
        let begin = Instant::now();
        while server::connect(&standby.target()).await.is_err() {
            assert!(begin.elapsed() < Duration::from_secs(60), "the standby lets nobody in");
            tokio::task::yield_now().await;
        }
        standby
    }

    fn directory(&self) -> &Path {
        self.files.path()
    }

    fn target(&self) -> Target {
        target(&self.url(), &Surroundings::default()).expect("it's a URL")
    }

    fn url(&self) -> String {
        format!("postgres://autogen@/postgres?host={}", self.directory().display())
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        let process = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        // An immediate shutdown, which takes the server's shared memory along.
        let _ = process.map(|process| kill_process(process, Signal::QUIT));
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn of_several_hosts_the_wanted_one_is_taken() {
    let primary = Listening::start().await;
    let standby = Standby::of(&primary).await;
    let client = server::connect(primary.server.target()).await.expect("the socket is ours");
    client
        .batch_execute("create role careful login; alter role careful set default_transaction_read_only = on")
        .await
        .expect("it can");
    let (here, there) = (primary.server.directory().expect("it runs"), standby.directory());
    let (here, there) =
        ((here.display().to_string(), primary.port.clone()), (there.display().to_string(), "5432".into()));
    let standby_knows = "select exists (select from pg_roles where rolname = 'careful')";
    let replica = server::connect(&standby.target()).await.expect("it's there");
    while !replica.query_one(standby_knows, &[]).await.expect("the query is right").get::<_, bool>(0) {}

    for (user, wanted, expected) in [
        ("autogen", "any", ["primary", "standby"]),
        ("autogen", "read-write", ["primary", "primary"]),
        ("autogen", "read-only", ["standby", "standby"]),
        ("autogen", "primary", ["primary", "primary"]),
        ("autogen", "standby", ["standby", "standby"]),
        ("autogen", "prefer-standby", ["standby", "standby"]),
        ("careful", "primary", ["primary", "primary"]),
        ("careful", "read-only", ["primary", "standby"]),
    ] {
        for ((first, second), expected) in [(&here, &there), (&there, &here)].into_iter().zip(expected) {
            let text = format!(
                "host={},{} port={},{} user={user} dbname=postgres target_session_attrs={wanted}",
                first.0, second.0, first.1, second.1
            );
            let chosen = target(&text, &Surroundings::default()).expect("it's right");
            let client = server::connect(&chosen).await.unwrap_or_else(|error| panic!("{text}: {}", shown(&error)));
            let standing = server::standing(&client).await.expect("every server says so");
            assert_eq!(if standing.is_standby { "standby" } else { "primary" }, expected, "{text}");
        }
    }

    let alone = |place: &(String, String), wanted: &str| {
        let (host, port) = place;
        let text = format!("host={host} port={port} user=autogen dbname=postgres target_session_attrs={wanted}");
        target(&text, &Surroundings::default()).expect("it's right")
    };
    for (place, wanted, why) in [
        (&there, "read-write", "session is read-only"),
        (&there, "primary", "server is in hot standby mode"),
        (&here, "read-only", "session is not read-only"),
        (&here, "standby", "server is not in hot standby mode"),
    ] {
        let error = server::connect(&alone(place, wanted)).await.err().expect("it isn't what is wanted");
        check(&shown(&error), &[why, "no host is what target_session_attrs asks for"]);
    }
    server::connect(&alone(&here, "prefer-standby")).await.expect("there is no standby");
}

#[tokio::test]
async fn a_standby_can_be_read_and_is_left_alone() {
    let primary = Listening::start().await;
    let standby = Standby::of(&primary).await;
    let project = Project::new();
    project.write("schema/a.sql", "create table a (b int);");
    let here = primary.server.target().to_string();
    project.write("schema/z.sql", "create table z (b int);");
    project.run(&["-m", "add both", "--database", &here]).ends(0);
    project.run(&["upgrade", "--database", &here]).ends(0);
    project.write("schema/b.sql", "create table b (c int);");
    let replica = server::connect(&standby.target()).await.expect("it's there");
    let knows = "select to_regclass('z') is not null";
    while !replica.query_one(knows, &[]).await.expect("the query is right").get::<_, bool>(0) {}
    let run = |arguments: &[&str]| project.run_with(arguments, &[("DATABASE_URL", &standby.url())]);
    run(&["upgrade"]).ends(0).says("nothing to do");
    run(&["check"]).ends(1);
    run(&["diff"]).ends(1);
    run(&["-m", "add b"]).ends(0);
    run(&["current"]).ends(0).says("add both");
    run(&["history"]).ends(0);
    run(&["preflight"]).ends(0);
    run(&["inspect"]).ends(0);
    run(&["upgrade", "--dry-run"]).ends(0).says("would apply");
    run(&["upgrade"])
        .ends(2)
        .complains("is a standby, which takes no changes; nothing was run")
        .complains("read-write");
    run(&["downgrade", "base", "--yes"]).ends(2).complains("is a standby");
    run(&["stamp"]).ends(2).complains("is a standby");
}
