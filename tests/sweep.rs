//! `kill -9`, of the program and of the server, at every step of an upgrade of five revisions: whatever was cut off, running
//! it again ends where an upgrade that nobody touched ends, with nothing done twice.

#[path = "sweep/cluster.rs"]
mod cluster;
#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

use cluster::Cluster;
use project::Project;

/// Each statement that matters leaves a row in `log`, which nothing may do twice.
const REVISIONS: [&str; 5] = [
    "CREATE TABLE log (what text);\nCREATE TYPE mood AS ENUM ('old');\n\
     CREATE TABLE a (id int PRIMARY KEY, m mood, n int NOT NULL DEFAULT 0);\nINSERT INTO log VALUES ('1');",
    "INSERT INTO a SELECT generate_series(1, 30);\nALTER TABLE a ADD COLUMN b int;\nINSERT INTO log VALUES ('2');",
    "-- autogen: no-transaction\nCREATE INDEX CONCURRENTLY a_b ON a (b);\nINSERT INTO log VALUES ('3');\n\
     -- autogen: no-transaction\nDROP INDEX CONCURRENTLY a_b;\n\
     -- autogen: no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY a_id_b ON a (id, b);",
    "ALTER TYPE mood ADD VALUE 'new';\n-- autogen: commit\nINSERT INTO log VALUES ('4');\nALTER TABLE a ALTER m SET DEFAULT 'new';",
    "INSERT INTO log VALUES ('5');\n-- autogen: batch table=public.a key=id size=8\n\
     UPDATE a SET b = id, n = n + 1 WHERE id BETWEEN $1 AND $2;\nALTER TABLE a ALTER b SET NOT NULL;\n\
     INSERT INTO log VALUES ('6');",
];

/// Where every run ends.
const END: &str = "select (select string_agg(what, '' order by what) from log) || ' ' \
    || (select string_agg(distinct n::text, ',') || ' ' || count(*) || ' ' || sum(b) from a) || ' ' \
    || (select string_agg(relname || indisvalid, ' ' order by relname) from pg_index join pg_class c on c.oid = indexrelid \
        where indrelid = 'a'::regclass) || ' ' || (select count(*) from autogen_revision) || ' ' \
    || (select count(*) from autogen_revision_step)";
const ENDED: &str = "123456 1 30 465 a_id_btrue a_pkeytrue 5 0";

fn write(project: &Project) {
    let id = |number: usize| format!("2026000000000{number}");
    for (at, up) in REVISIONS.iter().enumerate() {
        let parent = if at == 0 { "none".to_owned() } else { id(at) };
        for (direction, script) in [("up", *up), ("down", "")] {
            let head = format!("-- change\n-- revision: {}\n-- revises: {parent}\n\n", id(at + 1));
            project.write(&format!("migrations/{}_change.{direction}.sql", id(at + 1)), &(head + script));
        }
    }
}

/// Runs an upgrade and gives it over at the line of its log with this number; false when it ended before that.
fn cut(project: &Project, at: usize, url: &str, pause: Duration, mut cut: impl FnMut(&mut Child)) -> bool {
    let mut run = project.command(&["upgrade", "--log-format", "json"]);
    let mut run =
        run.env("DATABASE_URL", url).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut lines = BufReader::new(run.stderr.take().expect("it is piped")).lines();
    let is_reached = lines.by_ref().take(at).count() == at;
    if is_reached {
        std::thread::sleep(pause);
        cut(&mut run);
    }
    // What is still said mustn't stop it.
    lines.for_each(drop);
    run.wait().expect("it ends");
    is_reached
}

/// Cuts off one upgrade after the other, each at its next line, until one ends by itself.
fn sweep(pause: Duration, with: impl Fn(&mut Cluster, &mut Child)) {
    let mut cluster = Cluster::start();
    let project = Project::new();
    write(&project);
    for at in 1.. {
        let database = format!("d{at}");
        cluster.ask("postgres", &format!("create database {database}"));
        let url = cluster.url(&database);
        let is_cut = cut(&project, at, &url, pause, |run| with(&mut cluster, run));
        project.run_with(&["upgrade"], &[("DATABASE_URL", &url)]).ends(0);
        assert_eq!(cluster.ask(&database, END), ENDED, "cut off at line {at}");
        cluster.ask("postgres", &format!("drop database {database}"));
        if !is_cut {
            // Each statement, each revision twice, and each range have a line.
            assert!(at > 25, "it was cut off only {at} times");
            return;
        }
    }
}

#[test]
fn killed_as_it_tells_of_a_step() {
    sweep(Duration::ZERO, |_, run| run.kill().expect("it can be killed"));
}

#[test]
fn killed_in_the_middle_of_a_step() {
    sweep(Duration::from_micros(1500), |_, run| run.kill().expect("it can be killed"));
}

#[test]
fn the_server_killed_at_a_step() {
    sweep(Duration::from_micros(500), |cluster, _| {
        cluster.kill();
        // The run may connect again and finish, or stop: both must be right.
        cluster.up();
    });
}
