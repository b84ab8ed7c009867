//! `autogen doctor`: what it finds, with what to do about it.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use project::{Live, Project, Run};
use serde_json::Value;

/// What was found about something: its state, and all that was said.
#[track_caller]
fn found(run: &Value, about: &str) -> (String, String) {
    let findings = run["findings"].as_array().expect("there are findings").iter();
    let of_it: Vec<&Value> = findings.filter(|finding| finding["about"] == about).collect();
    assert!(!of_it.is_empty(), "nothing about {about} in {run:#}");
    let worst =
        ["problem", "note", "ok"].into_iter().find(|state| of_it.iter().any(|finding| finding["state"] == *state));
    let said = of_it.iter().map(|finding| format!("{} → {}\n", finding["what"], finding["advice"])).collect();
    (worst.expect("each has a state").to_owned(), said)
}

#[track_caller]
fn check(run: &Value, about: &str, state: &str, says: &str) {
    let (worst, said) = found(run, about);
    assert!(worst == state && said.contains(says), "{about} isn't {state} with {says:?}: {worst} {said}");
}

fn doctor(project: &Project, arguments: &[&str]) -> Run {
    project.run(&[&["doctor", "--format", "json"], arguments].concat())
}

#[test]
fn without_a_database_the_rest_is_looked_at() {
    let project = Project::new();
    let run = project.run(&["doctor"]).ends(1).says("note     configuration  there is no autogen.toml");
    run.says("ready in ")
        .says("problem  definitions    there is no schema")
        .says("→ `autogen init` makes it")
        .says("none is named");
    project.run(&["init"]).ends(0);
    project.write("schema/posts.sql", "create table posts (id int);");
    let run = doctor(&project, &[]).ends(0).json();
    check(&run, "definitions", "ok", "1 object from schema load");
    check(&run, "scratch", "ok", "ready in");
    check(&run, "migrations", "ok", "has none yet");
    project.write("schema/posts.sql", "create table posts (id intt);");
    check(&doctor(&project, &[]).ends(1).json(), "definitions", "problem", "schema/posts.sql:1: type");
    project.write("autogen.toml", "[schemas]\n");
    let run = doctor(&project, &[]).ends(1).json();
    check(&run, "configuration", "problem", "did you mean `schema`?");
    check(&run, "programs", "ok", "PostgreSQL");
}

#[test]
fn what_is_wrong_with_a_database_is_found() {
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["init"]).ends(0);
    project.write("schema/posts.sql", "create table posts (id int); grant select on posts to a_reader;");
    let run = doctor(&project, &[]).ends(1).json();
    check(&run, "roles", "problem", "a_reader");
    for (about, state, says) in [
        ("version", "ok", "PostgreSQL"),
        ("tls", "ok", "a unix socket"),
        ("pooler", "ok", "none"),
        ("rights", "ok", "is a superuser"),
        ("history", "note", "there is no history table yet"),
        ("extensions", "ok", "plpgsql"),
        ("clock", "ok", "apart"),
        ("settings", "ok", "statement_timeout 0"),
    ] {
        check(&run, about, state, says);
    }

    live.execute("create role a_reader; create role bob login; revoke create on schema public from public");
    project.run(&["-m", "posts"]).ends(0);
    check(&doctor(&project, &[]).ends(0).json(), "migrations", "ok", "the newest is");
    let url = live.url().replace(&format!("{}@", live.user()), "bob@");
    let slow = format!("{url}&options=-cstatement_timeout%3D5s");
    let run = doctor(&project, &["--database", &slow]).ends(0).json();
    check(&run, "rights", "note", "make the history table: GRANT CREATE ON SCHEMA public");
    check(&run, "settings", "note", "statement_timeout 5s");
    let read_only = format!("{url}&options=-cdefault_transaction_read_only%3Don");
    check(&doctor(&project, &["--database", &read_only]).json(), "rights", "note", "can only read here");

    project.run(&["upgrade"]).ends(0);
    let run = doctor(&project, &["--database", &url]).ends(1).json();
    check(&run, "history", "problem", "GRANT SELECT ON public.autogen_revision");
    live.execute("update autogen_revision set revision = '20200101000000'");
    check(&doctor(&project, &[]).ends(1).json(), "history", "problem", "not in migrations/: 20200101000000");

    let gone = doctor(&project, &["--database", "postgres://joe:hush@127.0.0.1:1/app"]).ends(1).hides("hush").json();
    check(&gone, "database", "problem", "cannot connect to");
    check(&gone, "scratch", "ok", "ready in");
}
