//! The program before servers that don't let it do all it wants.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use autogen::scratch::private::Server;
use autogen::scratch::programs;

use super::project::{Live, Project};

#[test]
fn an_environment_is_another_database() {
    let (one, two) = (Live::start(), Live::start());
    let project = Project::on(&one);
    let staging = format!(
        "[env.staging]\ndatabase_url = '{}'\n[env.billing]\nschema.paths = ['billing']\n\
         database_url = '${{BILLING_URL}}'\nmigrations.directory = 'billing-migrations'\n[env.none]\n",
        two.url()
    );
    project.write("autogen.toml", &staging);
    project.write("schema/a.sql", "create table a (b int);");
    project.write("billing/a.sql", "create table bill (b int);");
    project.run(&["-m", "add a"]).ends(0);
    project.run(&["upgrade", "--env", "staging", "-v"]).ends(0).complains("from the database of [env.staging] in");
    assert_eq!(one.value("select to_regclass('a')::text"), "", "DATABASE_URL isn't asked");
    assert_eq!(two.value("select to_regclass('a')::text"), "a");
    let staging = [("AUTOGEN_ENV", "staging")];
    project.run_with(&["check"], &staging).ends(0).says("in step");
    project.run(&["check"]).ends(1);
    project.run(&["upgrade", "--env", "none"]).ends(2).complains("the environment `none` names no database");
    project.run(&["check", "--env", "stage"]).ends(2).complains("did you mean `staging`?");

    let url = one.url();
    let billing = [("BILLING_URL", url.as_str())];
    project.run(&["--env", "billing", "-m", "add bills"]).ends(2).complains("BILLING_URL is not set");
    project.run_with(&["--env", "billing", "-m", "add bills"], &billing).ends(0).says("billing-migrations/");
    project.run_with(&["--env", "billing", "upgrade"], &billing).ends(0);
    project.run_with(&["--env", "billing", "check"], &billing).ends(0);
    project.run_with(&["--env", "billing", "check", "--database", &two.url()], &billing).ends(1);
}

#[test]
fn waiting_is_told_and_ends() {
    let live = Live::start();
    let project = Project::new();
    let late = live.url().replace(live.database(), "late_database");
    let mut command = Command::new(env!("CARGO_BIN_EXE_autogen"));
    command.args(["current", "--wait", "60s", "--database", &late]).current_dir(project.path(""));
    let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program runs");
    let mut told = String::new();
    BufReader::new(child.stderr.take().expect("it's piped")).read_line(&mut told).expect("it says something");
    assert!(told.starts_with("waiting: cannot connect to") && told.contains("does not exist"), "{told}");
    live.execute("create database late_database");
    assert!(child.wait().expect("it ends").success());
    live.execute("drop database late_database with (force)");

    let port = super::listening::free_port();
    let url = format!("postgres://autogen@127.0.0.1:{port}/postgres");
    let mut command = Command::new(env!("CARGO_BIN_EXE_autogen"));
    command.args(["current", "--wait", "60s", "--database", &url]).current_dir(project.path(""));
    let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program runs");
    let mut told = String::new();
    BufReader::new(child.stderr.take().expect("it's piped")).read_line(&mut told).expect("it says something");
    assert!(told.contains("Connection refused"), "{told}");
    let (found, _) = programs::find();
    let programs = programs::choose(&found, None).expect("tests need a PostgreSQL server");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    let settings = [("listen_addresses", "127.0.0.1"), ("port", port.as_str())];
    let _server = runtime.block_on(Server::start_with(programs, &settings)).expect("a private server starts");
    assert!(child.wait().expect("it ends").success());

    let nobody = live.url().replace("autogen@", "nobody@");
    let run = project.run(&["current", "--wait", "1h", "--database", &nobody]);
    run.ends(2).complains("role \"nobody\" does not exist");
    project.run(&["current", "--wait", "0.2h"]).ends(2).complains("write 500ms, 5s, 2min or 1h");
    let run = project.run(&["current", "--wait", "100ms", "--database", "postgres://u@/d?host=/nowhere"]);
    run.ends(2).complains("no server listens on this socket");
}

/// A role that may do nothing, on a database with a table and an applied revision.
fn without_rights(live: &Live, project: &Project) -> String {
    project.write("schema/a.sql", "create table a (b int);");
    project.run(&["-m", "add a"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    live.execute("drop role if exists nothing; create role nothing login; revoke all on schema public from public");
    live.url().replace("autogen@", "nothing@")
}

#[test]
fn a_role_without_rights_is_told_what_it_lacks() {
    let live = Live::start();
    let project = Project::on(&live);
    let url = without_rights(&live, &project);
    let run = |arguments: &[&str]| project.run_with(arguments, &[("DATABASE_URL", &url)]);
    // The catalog is for everybody.
    run(&["check"]).ends(0).says("in step").complains("may not read public.autogen_revision");
    let pending = &run(&["check", "--format", "json"]).ends(0).json()["pending"];
    assert!(pending.is_null(), "{pending}");
    run(&["diff"]).ends(0);
    run(&["inspect"]).ends(0);
    for arguments in [&["current"][..], &["history"], &["upgrade"], &["preflight"], &["downgrade", "base", "--yes"]] {
        run(arguments).ends(2).complains("may not read public.autogen_revision").complains("GRANT SELECT");
    }
    run(&["stamp"]).ends(2).complains("this role may not write the history table: permission denied for schema public");
    project.write("schema/b.sql", "create table b (c int);");
    run(&["-m", "add b"]).ends(2).complains("may not read public.autogen_revision");

    // Who may read, but not write, gets as far as the first statement.
    live.execute("grant usage on schema public to nothing; grant select on all tables in schema public to nothing");
    project.run(&["-m", "add b"]).ends(0);
    run(&["check"]).ends(1);
    run(&["current"]).ends(0);
    run(&["upgrade"]).ends(2).complains("permission denied for schema public").complains("undone");
    run(&["stamp"]).ends(2).complains("this role may not write the history table");
    live.execute("alter role nothing nologin");
    run(&["check"]).ends(2).complains("not permitted to log in");
    live.execute("grant all on schema public to public; drop owned by nothing; drop role nothing");
}

#[test]
fn a_limit_of_the_role_does_not_cut_what_is_read() {
    let live = Live::start();
    let project = Project::on(&live);
    live.execute("create table a (b int); create view c as select b from a; create index on a (b) where b > 0");
    project.run(&["export"]).ends(0);
    live.execute("create role hasty login; alter role hasty set statement_timeout = '300ms'");
    let url = live.url().replace("autogen@", "hasty@");
    // Whoever prints the index waits for the table.
    let locked = std::thread::scope(|scope| {
        scope.spawn(|| live_lock(&live.url()));
        let waits =
            "select exists (select from pg_locks where mode = 'AccessExclusiveLock' and relation = 'a'::regclass)";
        while live.value(waits) != "t" {}
        project.run_with(&["check"], &[("DATABASE_URL", &url)])
    });
    locked.ends(0).says("in step");
    live.execute("drop role hasty");
}

fn live_lock(url: &str) {
    let target = autogen::server::Target::parse(url).expect("it's a URL");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let client = autogen::server::connect(&target).await.expect("the server is there");
        client.batch_execute("begin; lock table a; select pg_sleep(1); rollback").await.expect("it can be locked");
    });
}

#[test]
fn a_server_without_a_connection_to_spare_says_so() {
    let live = Live::start();
    let project = Project::on(&live);
    live.execute("create role single login connection limit 0");
    let url = live.url().replace("autogen@", "single@");
    let run = project.run_with(&["current"], &[("DATABASE_URL", &url)]);
    run.ends(2).complains("too many connections for role \"single\"").complains("--wait waits for one");
    live.execute("alter role single connection limit 1");
    project.write("schema/a.sql", "create table a (b int);");
    live.execute("grant all on schema public to single");
    for arguments in [&["-m", "add a"][..], &["upgrade"], &["check"], &["downgrade", "base", "--yes"], &["stamp"]] {
        // The server counts a connection for a moment after it has ended.
        let arguments = [arguments, &["--wait", "10s"]].concat();
        project.run_with(&arguments, &[("DATABASE_URL", &url)]).ends(0);
    }
    live.execute("drop owned by single; drop role single");
}
