//! How migrations run, as people and deployment systems meet it: what is shown before, told on the way, done around it, and
//! what happens when something comes in between.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use project::{Live, Project};
use serde_json::Value;

/// A project with a revision for each of these pairs of scripts.
fn project(live: &Live, revisions: &[(&str, &str)]) -> Project {
    let project = Project::on(live);
    project.write("autogen.toml", "");
    let id = |number: usize| format!("2026000000000{number}");
    for (at, (up, down)) in revisions.iter().enumerate() {
        let parent = if at == 0 { "none".to_owned() } else { id(at) };
        for (direction, script) in [("up", up), ("down", down)] {
            let head = format!("-- change {}\n-- revision: {}\n-- revises: {parent}\n\n", at + 1, id(at + 1));
            project.write(&format!("migrations/{}_change.{direction}.sql", id(at + 1)), &(head + script));
        }
    }
    project
}

fn lines(log: &str) -> Vec<Value> {
    log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn events(log: &[Value]) -> Vec<&str> {
    log.iter().filter_map(|line| line["event"].as_str()).collect()
}

#[test]
fn a_dry_run_shows_what_would_run_and_changes_nothing() {
    let live = Live::start();
    let project = project(
        &live,
        &[
            ("CREATE TABLE a (b int);\nINSERT INTO a VALUES (NULL);", "DROP TABLE a;"),
            (
                "-- autogen: preflight\nSELECT * FROM a WHERE b IS NULL;\n-- step 1 · ACCESS EXCLUSIVE on a\n\
                 ALTER TABLE a ALTER b SET NOT NULL;",
                "-- autogen: irreversible why not\nALTER TABLE a ALTER b DROP NOT NULL;",
            ),
        ],
    );
    project
        .run(&["upgrade", "--dry-run", "--backup", "false"])
        .ends(0)
        .says("would first run false\nwould apply 20260000000001 change 1 (migrations/20260000000001_change.up.sql)\n  1/2 CREATE TABLE a")
        .says("  1/1 ACCESS EXCLUSIVE on a\n");
    assert_eq!(live.value("select count(*) from pg_class where relname in ('a', 'autogen_revision')"), "0");
    project.run(&["upgrade", "+1"]).ends(0);
    let told = project.run(&["upgrade", "--dry-run", "--format", "json"]).ends(0).json();
    assert_eq!((&told["dry_run"], &told["direction"]), (&Value::Bool(true), &Value::from("up")));
    let [revision] = &told["revisions"].as_array().expect("a list")[..] else { panic!("{told}") };
    assert_eq!(revision["statements"][0]["sql"], "ALTER TABLE a ALTER b SET NOT NULL");
    assert_eq!(revision["preflight"]["verdict"], "fails");
    project.run(&["upgrade", "--dry-run"]).ends(0).says("fails\n").says("b = NULL");
    live.execute("update a set b = 1");
    project.run(&["upgrade"]).ends(0);
    project.run(&["upgrade", "--dry-run"]).ends(0).says("nothing to do");
    project.run(&["downgrade", "-1", "--dry-run"]).ends(0).says("would take back").says("irreversible: why not");
    assert_eq!(live.value("select count(*) from autogen_revision"), "2");
}

#[test]
fn commands_run_around_and_stop_the_run_when_they_fail() {
    let live = Live::start();
    let project = project(&live, &[("CREATE TABLE a (b int);", "DROP TABLE a;")]);
    project
        .run(&["upgrade", "--backup", "echo no room >&2; exit 3"])
        .ends(2)
        .complains("no room")
        .complains("the command before the upgrade failed: echo no room >&2; exit 3")
        .complains("exit status: 3")
        .complains("nothing of this run has been done");
    assert_eq!(live.value("select to_regclass('a') is null"), "t");

    // What a command prints doesn't get into the answer, and it finds the database without being told.
    let seen = "echo $AUTOGEN_RUN $AUTOGEN_REVISIONS $PGDATABASE > before.txt; echo said";
    project.write(
        "autogen.toml",
        &format!("[run]\nbefore = {seen:?}\nafter = ['echo first', 'echo $AUTOGEN_RUN > after.txt; exit 7']\n"),
    );
    let run =
        project.run(&["upgrade", "--format", "json"]).ends(2).complains("said").complains("the upgrade itself is done");
    assert!(run.json()["error"]["message"].as_str().expect("a message").starts_with("the command after the upgrade"));
    assert_eq!(project.read("before.txt"), format!("upgrade 20260000000001 {}\n", live.database()));
    assert_eq!(project.read("after.txt"), "upgrade\n");
    assert_eq!(live.value("select count(*) from autogen_revision"), "1");

    std::fs::remove_file(project.path("before.txt")).expect("it is there");
    project.run(&["upgrade"]).ends(0).says("nothing to do");
    assert!(!project.path("before.txt").exists(), "nothing to do, nothing to back up");
}

#[test]
fn a_backup_can_be_restored() {
    let live = Live::start();
    let programs = autogen::scratch::programs::find().0;
    let programs = autogen::scratch::programs::choose(&programs, None).expect("tests need a PostgreSQL server");
    let Some(pg_dump) = Some(programs.directory.join("pg_dump")).filter(|path| path.exists()) else {
        panic!("{} has no pg_dump", programs.directory.display());
    };
    let project = project(&live, &[("CREATE TABLE a (b int);", ""), ("DROP TABLE a;", "")]);
    project.run(&["upgrade", "+1"]).ends(0);
    live.execute("insert into a values (42)");
    project.run(&["upgrade", "--backup", &format!("{} -f before.sql", pg_dump.display())]).ends(0);
    assert!(project.read("before.sql").contains("\n42\n"));
}

#[test]
fn the_log_is_an_object_a_line() {
    let live = Live::start();
    let project =
        project(&live, &[("CREATE TABLE a (b int);", "DROP TABLE a;"), ("ALTER TABLE a ADD c int;\nSELECT 1/0;", "")]);
    let run = project.run(&["upgrade", "--log-format", "json"]).ends(2);
    let (log, rest): (Vec<&str>, Vec<&str>) = run.stderr.lines().partition(|line| line.starts_with('{'));
    let log = lines(&log.join("\n"));
    assert_eq!(events(&log), ["revision", "statement", "done", "revision", "statement", "statement", "error"]);
    assert!(log.iter().all(|line| line["time"].as_str().is_some_and(|time| time.ends_with('Z'))), "{log:?}");
    assert_eq!(log[1]["sql"], "CREATE TABLE a (b int)");
    assert!(log[6]["causes"][0].as_str().expect("the server's words").contains("division by zero"), "{log:?}");
    assert_eq!(rest, [""; 0], "the error is told once");
}

#[test]
fn a_signal_stops_the_statement_and_undoes_the_revision() {
    let live = Live::start();
    let project =
        project(&live, &[("CREATE TABLE a (b int);", ""), ("ALTER TABLE a ADD c int;\nSELECT pg_sleep(60);", "")]);
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let mut run = project.command(&["upgrade", "-v"]).stderr(Stdio::piped()).spawn().expect("the program runs");
        let mut log = BufReader::new(run.stderr.take().expect("it is piped")).lines().map_while(Result::ok);
        log.by_ref().find(|line| line.contains("2/2 SELECT pg_sleep")).expect("it comes to the statement");
        let begin = Instant::now();
        let kill = Command::new("kill").arg(format!("-{signal}")).arg(run.id().to_string()).status();
        assert!(kill.expect("kill runs").success());
        let told = log.collect::<Vec<_>>().join("\n");
        assert_eq!(run.wait().expect("it ends").code(), Some(code), "{told}");
        assert!(begin.elapsed() < Duration::from_secs(5), "it ends at once");
        assert!(told.contains("canceling statement due to user request"), "{told}");
        assert!(told.contains("the run was asked to stop; everything of this revision was undone"), "{told}");
        let running =
            "select count(*) from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid()";
        assert_eq!(live.value(running), "0", "the server has stopped it");
        assert_eq!(live.value("select count(*) from autogen_revision"), "1");
        assert_eq!(
            live.value("select count(*) from pg_attribute where attrelid = 'a'::regclass and attname = 'c'"),
            "0"
        );
    }
}

#[test]
fn a_connection_that_was_dropped_between_transactions_is_made_again() {
    let live = Live::start();
    let drop_us = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'autogen'";
    live.execute("create table dropped (at timestamptz)");
    // The command ends the connection while nothing happens on it, as a server that goes to sleep does.
    let programs = autogen::scratch::programs::find().0;
    let programs = autogen::scratch::programs::choose(&programs, None).expect("tests need a PostgreSQL server");
    let psql = programs.directory.join("psql");
    let psql = if psql.exists() { psql.display().to_string() } else { "psql".to_owned() };
    let project = project(&live, &[("CREATE TABLE a (b int);", ""), ("INSERT INTO a VALUES (1);", "")]);
    let command = format!("PGAPPNAME=other {psql} -X -c \"{drop_us}\" && sleep 0.2");
    project.run(&["upgrade", "--backup", &command]).ends(0).complains("connecting again");
    assert_eq!(live.value("select count(*) from a"), "1");

    // Inside of a transaction it is an error, and everything of it is undone.
    let project = self::project(
        &live,
        &[
            ("CREATE TABLE a (b int);", ""),
            ("INSERT INTO a VALUES (1);", ""),
            (
                "INSERT INTO a VALUES (2);\nSELECT pg_terminate_backend(pg_backend_pid());\nINSERT INTO a VALUES (3);",
                "",
            ),
        ],
    );
    project.run(&["upgrade"]).ends(2).complains("everything of this revision was undone");
    assert_eq!(live.value("select count(*) from a"), "1");
}

#[test]
fn a_batch_whose_connection_was_dropped_in_a_pause_goes_on() {
    let live = Live::start();
    let project = project(
        &live,
        &[
            (
                "CREATE TABLE a (b int PRIMARY KEY, c int NOT NULL DEFAULT 0);\nINSERT INTO a SELECT generate_series(1, 30);\n\
                 -- autogen: commit\nSELECT 1;\n-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (c);",
                "",
            ),
            (
                "-- autogen: batch table=a key=b size=10 pause=800ms\n\
                 UPDATE a SET c = c + 1 WHERE b BETWEEN $1 AND $2;\nSELECT 1;",
                "",
            ),
        ],
    );
    // So that there are tables to look into.
    project.run(&["stamp", "base"]).ends(0);
    let run = project.command(&["upgrade"]).stderr(Stdio::piped()).spawn().expect("the program runs");
    let begin = Instant::now();
    while live.value("select count(*) from autogen_revision_step where reached is not null") != "1" {
        assert!(begin.elapsed() < Duration::from_secs(20), "the first range is done");
        std::thread::sleep(Duration::from_millis(10));
    }
    live.value(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'autogen' and state = 'idle' \
                and pid <> pg_backend_pid()",
    );
    let output = run.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("connecting again"), "{told}");
    assert_eq!(live.value("select min(c) || ' ' || max(c) || ' ' || count(*) from a"), "1 1 30");
    assert_eq!(live.value("select count(*) from autogen_revision"), "2");
}

#[test]
fn a_downgrade_takes_back_what_was_agreed_to_and_nothing_else() {
    let live = Live::start();
    let project = project(
        &live,
        &[
            ("CREATE TABLE a (b int);", "DROP TABLE a;"),
            (
                "CREATE TABLE kept AS SELECT 1;\nSELECT pg_sleep(5);",
                "-- autogen: irreversible its rows\nDROP TABLE kept;",
            ),
        ],
    );
    project.run(&["upgrade", "+1"]).ends(0);
    let run = project.command(&["upgrade"]).stderr(Stdio::piped()).spawn().expect("the program runs");
    while live
        .value("select count(*) from pg_stat_activity where query like '%pg_sleep(5)%' and pid <> pg_backend_pid()")
        == "0"
    {
        std::thread::sleep(Duration::from_millis(10));
    }
    // It is the first revision that is the last one now.
    project.run(&["downgrade", "-1", "--yes"]).ends(2).complains("isn't what was agreed to");
    assert!(run.wait_with_output().expect("it ends").status.success());
    assert_eq!(live.value("select count(*) from kept"), "1");
    project.run(&["downgrade", "-1", "--yes"]).ends(3).complains("--accept-data-loss");
}

#[test]
fn what_is_half_done_is_told_and_not_forgotten() {
    let live = Live::start();
    let project = project(&live, &[("CREATE TABLE a ();\n-- autogen: commit\nSELECT 1/0;", "")]);
    project.run(&["upgrade"]).ends(2);
    project.run(&["current"]).ends(0).complains("20260000000001 change 1 is half applied: `autogen upgrade` goes on");
    project.run(&["identify", "--stamp"]).ends(2).complains("is half done");
    assert_eq!(live.value("select count(*) from autogen_revision_step"), "1");
}

#[test]
fn what_a_command_has_started_ends_with_the_run() {
    let live = Live::start();
    let project = project(&live, &[("CREATE TABLE a (b int);", "")]);
    let mut run = project
        .command(&["upgrade", "--backup", "(sleep 3; touch late) & sleep 77; touch late"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut log = BufReader::new(run.stderr.take().expect("it is piped")).lines().map_while(Result::ok);
    log.by_ref().find(|line| line.contains("running (sleep")).expect("it comes to the command");
    std::thread::sleep(Duration::from_millis(200));
    let kill = Command::new("kill").arg("-TERM").arg(run.id().to_string()).status();
    assert!(kill.expect("kill runs").success());
    let told = log.collect::<Vec<_>>().join("\n");
    assert_eq!(run.wait().expect("it ends").code(), Some(143), "{told}");
    assert!(told.contains("nothing of this run has been done"), "{told}");
    std::thread::sleep(Duration::from_millis(3200));
    assert!(!project.path("late").exists());
}

#[test]
fn a_connection_that_went_during_the_last_command_fails_nothing() {
    let live = Live::start();
    live.execute("alter system set idle_session_timeout = '1500ms'");
    live.value("select pg_reload_conf()");
    let project = project(&live, &[("CREATE TABLE a (b int);", "")]);
    project.write("autogen.toml", "[run]\nafter = \"sleep 3\"\n");
    project.run(&["upgrade"]).ends(0).says("applied 20260000000001");
}

#[test]
fn a_build_that_takes_long_shows_its_progress_and_who_is_in_its_way() {
    let live = Live::start();
    let project = project(
        &live,
        &[
            ("CREATE TABLE a (b int);\nINSERT INTO a SELECT generate_series(1, 1000);", ""),
            ("-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);", ""),
        ],
    );
    project.run(&["upgrade", "+1"]).ends(0);
    // An old transaction, which the build waits for.
    let mut psql = autogen::scratch::programs::find().0;
    let directory = psql.remove(0).directory;
    let psql = if directory.join("psql").exists() { directory.join("psql") } else { "psql".into() };
    let mut other = Command::new(psql)
        .args([
            "-X",
            "-d",
            &live.url(),
            "-c",
            "set application_name = 'report'; begin; insert into a values (0); select pg_sleep(5); commit",
        ])
        .stdout(Stdio::null())
        .spawn()
        .expect("psql runs");
    while live.value("select count(*) from pg_stat_activity where application_name = 'report'") == "0" {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(200));
    let run = project.run(&["upgrade", "--log-format", "json"]).ends(0);
    other.wait().expect("it ends");
    let log = lines(&run.stderr);
    let blocked = log.iter().find(|line| line["event"] == "blocked").unwrap_or_else(|| panic!("{log:?}"));
    assert_eq!(blocked["blockers"][0]["application"], "report");
    let progress = log.iter().find(|line| line["event"] == "progress").unwrap_or_else(|| panic!("{log:?}"));
    assert!(progress["phase"].as_str().expect("a phase").starts_with("waiting for"), "{progress}");
}

#[test]
fn the_configuration_says_how_long_a_lock_is_waited_for() {
    let live = Live::start();
    let project = project(&live, &[("CREATE TABLE a (b int);", ""), ("ALTER TABLE a ADD c int;", "")]);
    project.run(&["upgrade", "+1"]).ends(0);
    project.write("autogen.toml", "[run]\nlock_timeout = \"100ms\"\nlock_retries = 1\nretry_pause = \"10ms\"\n");
    live.with(async |client| {
        client.batch_execute("begin; lock table a").await.expect("it is free");
        let begin = Instant::now();
        project.run(&["upgrade"]).ends(2).complains("(1 of 1)").complains("lock timeout");
        project.run(&["upgrade", "--lock-retries", "0"]).ends(2);
        assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
        client.batch_execute("commit").await.expect("it commits");
    });
    project.write("autogen.toml", "[run]\nlock_timeout = \"100\"\n");
    project.run(&["upgrade"]).ends(2).complains("autogen.toml:2").complains("is no time: write 500ms, 5s, 2min or 1h");
    project.write("autogen.toml", "");
    project.run(&["upgrade", "--lock-timeout", "soon"]).ends(2).complains("\"soon\" is no time");
    project.run(&["upgrade", "--lock-timeout", "none"]).ends(0);
}

#[test]
fn a_batch_runs_from_a_file() {
    let live = Live::start();
    let project = project(
        &live,
        &[
            (
                "CREATE TABLE \"My Users\" (id uuid PRIMARY KEY, phone text);\nINSERT INTO \"My Users\" SELECT gen_random_uuid() FROM generate_series(1, 120);",
                "DROP TABLE \"My Users\";",
            ),
            (
                "-- autogen: batch table=\"My Users\" key=id size=50 pause=10ms\n\
                 UPDATE \"My Users\" SET phone = '' WHERE phone IS NULL AND id BETWEEN $1 AND $2;\n\
                 ALTER TABLE \"My Users\" ALTER phone SET NOT NULL;",
                "ALTER TABLE \"My Users\" ALTER phone DROP NOT NULL;",
            ),
        ],
    );
    project.run(&["upgrade", "-v"]).ends(0).complains("120 rows in 3 ranges");
    assert_eq!(live.value("select count(*) from \"My Users\" where phone = ''"), "120");
    project.run(&["verify", "--all", "--accept"]).ends(0).says("proved");
    project.run(&["diff", "--from", &live.url(), "--to", "migrations"]).ends(0);
}

/// Passes one connection on to a server, and counts the queries that the client sends.
fn counting(socket: std::path::PathBuf) -> (u16, std::thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    let counted = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("the program connects");
        let mut server = UnixStream::connect(socket).expect("the server listens");
        let (mut answers, mut back) = (server.try_clone().expect("a socket"), client.try_clone().expect("a socket"));
        std::thread::spawn(move || _ = std::io::copy(&mut answers, &mut back));
        let (mut queries, mut is_startup) = (0, true);
        loop {
            // A message is a letter, but for the first one, and its length, which counts itself.
            let mut head = vec![0; if is_startup { 4 } else { 5 }];
            if client.read_exact(&mut head).is_err() {
                return queries;
            }
            let length: [u8; 4] = head[head.len() - 4..].try_into().expect("four bytes");
            let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
            client.read_exact(&mut body).expect("messages are whole");
            queries += usize::from(!is_startup && matches!(head[0], b'Q' | b'P' | b'F'));
            is_startup = false;
            server.write_all(&[head, body].concat()).expect("the server listens");
        }
    });
    (port, counted)
}

#[test]
fn whether_there_is_anything_to_do_is_one_question() {
    let live = Live::start();
    let project = project(&live, &[("SELECT 1;", ""); 9]);
    project.run(&["upgrade"]).ends(0);
    let (port, queries) = counting(live.socket());
    let url = format!("postgresql://{}@127.0.0.1:{port}/{}?sslmode=disable", live.user(), live.database());
    project.run(&["upgrade", "--database", &url]).ends(0).says("nothing to do");
    assert_eq!(queries.join().expect("it counts"), 1);
}

#[test]
fn ten_runners_apply_everything_once() {
    let live = Live::start();
    let project = project(
        &live,
        &[
            ("CREATE TABLE a (b int);\nSELECT pg_sleep(0.1);", ""),
            ("INSERT INTO a VALUES (1);\n-- autogen: commit\nSELECT pg_sleep(0.1);\nINSERT INTO a VALUES (2);", ""),
            ("-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);\nINSERT INTO a VALUES (3);", ""),
        ],
    );
    let start = |_| {
        let mut run = project.command(&["upgrade"]);
        run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
    };
    let runs: Vec<_> = (0..10).map(start).collect();
    let mut idle = 0;
    for run in runs {
        let output = run.wait_with_output().expect("it ends");
        let (said, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}{told}");
        idle += usize::from(said == "nothing to do\n");
    }
    assert_eq!(idle, 9, "one of them does it all");
    assert_eq!(live.value("select string_agg(b::text, ' ' order by b) from a"), "1 2 3");
    assert_eq!(
        live.value("select count(*) || ' ' || (select count(*) from autogen_revision_step) from autogen_revision"),
        "3 0"
    );
}
