//! `autogen import alembic`, held to what real Alembic does: `scripts/runners` fetches it.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;
#[allow(dead_code, reason = "tests/export_history.rs needs other parts")]
mod runners;

use std::path::{Path, PathBuf};

use project::{Live, Project, Run};
use runners::{Address, copy, runner};

/// A project in Python: tables, an enum, a function, an index made outside of a transaction, rows, a branch and its merge, a
/// second root that depends on a revision of the first.
fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/alembic")
}

/// The project with Alembic's files beside it.
fn project(live: &Live) -> Project {
    let project = Project::on(live);
    project.write("schema/none.sql", "");
    copy(&source(), &project.path("backend"));
    project
}

#[track_caller]
fn alembic(project: &Project, python: &Path, address: &Address, arguments: &[&str]) -> String {
    let program = python.with_file_name("alembic");
    runners::run(&program, &project.path("backend"), &[("ALEMBIC_URL", &address.sqlalchemy())], arguments)
}

#[track_caller]
fn import(project: &Project, python: &Path, arguments: &[&str]) -> Run {
    let python = python.display().to_string();
    project.run(&[&["import", "alembic", "backend", "--python", &python], arguments].concat())
}

#[test]
fn what_alembic_builds_is_what_the_imported_files_build() {
    let Some(python) = runner("python") else { return };
    let live = Live::start();
    let project = project(&live);
    live.execute("create database theirs");
    let (ours, theirs) = (Address::of(&live), Address::named(&live, "theirs"));
    import(&project, &python, &["--dry-run"]).ends(0).says("would write 20260105093000_create_users (alembic 1a1a");
    assert!(!project.path("migrations").exists());
    let run = import(&project, &python, &[]).ends(0).says("wrote 20260107100001_a_state_more_and_rows_that_have_it");
    run.complains("has no alembic_version").complains("autogen verify --all");
    import(&project, &python, &[]).ends(0).says_nothing().complains("8 revisions were imported before");

    let same = |wanted: &str| {
        project.run(&["diff", "--from", &theirs.url(), "--to", &ours.url()]).ends(0);
        let rows = "select count(*)::text || coalesce(string_agg(email || name, ','), '') from users";
        assert_eq!(theirs.value(&live, rows), wanted);
        assert_eq!(ours.value(&live, rows), wanted);
    };
    alembic(&project, &python, &theirs, &["upgrade", "heads"]);
    project.run(&["upgrade", "heads"]).ends(0);
    let wanted = "2o'neil@example.org50%\t:off";
    same(wanted);
    project.run(&["check", "--database", &theirs.url()]).ends(1).complains("left alone: table public.alembic_version");
    project.run(&["show", "4d4d"]).ends(0).says("-- alembic:  4d4d4d4d4d4d");

    // A database that Alembic has built is taken over as it is, and goes on either way.
    let taken = |arguments: &[&str]| project.run(&[arguments, &["--database", &theirs.url()]].concat());
    import(&project, &python, &["--database", &theirs.url()]).ends(0).complains(
        "the database is at 20260109100000 merge both and 20260110100000 an audit of its own: `autogen stamp --alembic`",
    );
    taken(&["stamp", "--alembic"]).ends(0).says("recorded 20260105093000 create users");
    taken(&["current"]).ends(0).says("20260110100000").says("20260109100000");
    project.run(&["verify", "--all"]).ends(0).says("20260110100000 an audit of its own: proved");
    taken(&["upgrade", "heads"]).ends(0).says("nothing to do");
    project.run(&["export", "--from", "migrations"]).ends(0).hides("alembic_version");
    taken(&["check"]).ends(0).says("in step");

    taken(&["downgrade", "2b2b2b2b2b2b", "--yes"]).ends(0);

    project.run(&["downgrade", "2b2b2b2b2b2b", "--yes"]).ends(0);
    same("1o'neil@example.org50%\t:off");
    live.execute("create database fresh");
    let fresh = Address::named(&live, "fresh");
    alembic(&project, &python, &fresh, &["upgrade", "2b2b2b2b2b2b"]);
    project.run(&["diff", "--from", &fresh.url(), "--to", &ours.url()]).ends(0);
    project.run(&["downgrade", "base", "--yes"]).ends(0);
    project.run(&["diff", "--from", &ours.url(), "--to", "empty"]).ends(0);

    // What a squash replaced is still known by Alembic's ids: to another import, and to a database that Alembic has built.
    project.run(&["squash", "base:2b2b2b2b2b2b", "-m", "the beginning"]).ends(0);
    import(&project, &python, &[]).ends(0).says_nothing().complains("8 revisions were imported before");
    let taken = |arguments: &[&str]| project.run(&[arguments, &["--database", &fresh.url()]].concat());
    taken(&["stamp", "--alembic"]).ends(0).says("recorded 20260105093000 create users");
    taken(&["upgrade", "heads"]).ends(0).complains("the beginning").says("an audit of its own");
    taken(&["check"]).ends(0).says("in step");
}

#[test]
fn the_offline_script_of_a_project_is_the_project() {
    let Some(python) = runner("python") else { return };
    let live = Live::start();
    let project = project(&live);
    // What Alembic's own command renders wrong: values that are given to execute() are NULL.
    let state = project.read("backend/versions/04_state.py");
    project.write("backend/versions/04_state.py", &state.replace("    op.get_bind().execute(notes, {", "    ({"));
    import(&project, &python, &[]).ends(0);
    let rendered = |arguments: &[&str]| {
        let mut alembic = std::process::Command::new(python.with_file_name("alembic"));
        let output = alembic.args(arguments).current_dir(project.path("backend")).env("PYTHONDONTWRITEBYTECODE", "1");
        String::from_utf8(output.output().expect("Alembic runs").stdout).expect("it is text")
    };
    let upgrade = ["upgrade", "base:7a7a7a7a7a7a", "--sql"];
    project.write("up.sql", &rendered(&upgrade));
    project.run(&["import", "alembic", "up.sql", "--dry-run"]).ends(0).complains("up.sql:18: `%%`");
    let env = project.read("backend/env.py");
    project.write("backend/env.py", &env.replace("binds=True", "binds=True, dialect_opts={\"paramstyle\": \"named\"}"));
    project.write("up.sql", &rendered(&upgrade));
    project.write("down.sql", &rendered(&["downgrade", "7a7a7a7a7a7a:base", "--sql"]));
    project.write("autogen.toml", "[migrations]\ndirectory = \"other\"\n");
    let run = project.run(&["import", "alembic", "up.sql"]).ends(0);
    run.complains("can't render the downgrade of 1a1a1a1a1a1a: the script has no downgrade of it");
    std::fs::remove_dir_all(project.path("other")).expect("it was made");
    project.run(&["import", "alembic", "up.sql", "--down", "down.sql"]).ends(0);

    let shown = |directory: &str, id: &str| {
        project.write("autogen.toml", &format!("[migrations]\ndirectory = \"{directory}\"\n"));
        let shown = project.run(&["show", id, "--format", "json"]).ends(0).json();
        let statements = |direction: &str| {
            let text = shown["sql"][direction].as_str().expect("the files are there").to_owned();
            // Spaces stand for tabs in what Alembic's command prints.
            text.split_once("-- step").map(|(_, steps)| steps.replace('\t', "    ")).unwrap_or_default()
        };
        [statements("up"), statements("down")]
    };
    for id in ["1a1a", "2b2b", "3c3c", "4d4d", "5e5e", "6f6f", "7a7a"] {
        assert_eq!(shown("other", id), shown("migrations", id), "{id}");
    }
}

const ASKS: &str = "\"\"\"ask the database

Revision ID: 9c9c9c9c9c9c
Create Date: 2026-02-01 10:00:00

\"\"\"
import sqlalchemy as sa
from alembic import op

revision = \"9c9c9c9c9c9c\"
down_revision = \"8b8b8b8b8b8b\"


def upgrade():
    rows = op.get_bind().execute(sa.text(\"SELECT 1\")).fetchall()


def downgrade():
    raise NotImplementedError(\"there is no way back\")
";

#[test]
fn what_cannot_be_rendered_is_named_and_nobody_runs_it_unread() {
    let Some(python) = runner("python") else { return };
    let live = Live::start();
    let project = project(&live);
    project.write("backend/versions/09_asks.py", ASKS);
    let run = import(&project, &python, &[]).ends(2).complains("the upgrade of 9c9c9c9c9c9c");
    run.complains("(versions/09_asks.py:15): AttributeError").complains("--stub");
    assert!(!project.path("migrations").exists());
    let home = python.parent().and_then(Path::parent).expect("it is in a virtual environment");
    std::os::unix::fs::symlink(home, project.path("backend/.venv")).expect("links can be made");
    let beside = ["import", "alembic", "backend/versions", "--stub", "--dry-run"];
    project.run(&[&beside[..], &["--python", "backend/.venv/bin/python"]].concat()).ends(0).says("would write");
    project.run_with(&beside, &[("VIRTUAL_ENV", "/nowhere")]).ends(0).says("would write");
    import(&project, &python, &["--stub"]).ends(0).complains("to be written by hand, behind an open box");
    let up = project.read("migrations/20260201100000_ask_the_database.up.sql");
    assert!(up.contains("--   [ ] R1 Alembic can't render the upgrade"), "{up}");
    assert!(up.contains("\n-- |     rows = op.get_bind()"), "{up}");
    let down = project.read("migrations/20260201100000_ask_the_database.down.sql");
    assert!(down.contains("[ ] R1") && down.contains("there is no way back"), "{down}");
    project.run(&["upgrade", "heads"]).ends(3).complains("9c9c9c9c9c9c");

    live.execute(
        "create table alembic_version (version_num varchar(32)); insert into alembic_version values ('unknown')",
    );
    project.run(&["stamp", "--alembic"]).ends(2).complains("at unknown of Alembic, which no revision");
    import(&project, &python, &["--stub", "--stamp"]).ends(2).complains("at unknown of Alembic");
    live.execute("update alembic_version set version_num = '3c3c3c3c3c3c'");
    import(&project, &python, &["--stub", "--stamp"]).ends(0).says("recorded 20260107100000 index orders");
    project.run(&["current"]).ends(0).says("20260107100000 index orders");
    project.run(&["stamp", "--alembic", "--version-table", "other"]).ends(2).complains("no table other");
    project.run(&["import", "alembic", "schema"]).ends(2).complains("no alembic.ini");
}

#[test]
fn a_table_of_somebody_elses_is_nobodys_bookkeeping() {
    let live = Live::start();
    let project = Project::on(&live);
    project.write("schema/none.sql", "");
    live.execute(
        "create table alembic_version (version_num text, mine int); create table schema_migrations (version text)",
    );
    live.execute("create table ours (version_num text constraint ours_pkc primary key)");
    live.execute("create table goose_db_version (id serial primary key, version_id int, is_applied bool, tstamp date)");
    let run = project.run(&["diff"]).ends(1).says("alembic_version");
    for table in ["ours", "goose_db_version", "schema_migrations"] {
        run.clone()
            .hides(&format!("DROP TABLE public.{table}"))
            .complains(&format!("left alone: table public.{table}"));
    }
    // Who declares one has it like any other table.
    project.write("schema/none.sql", "create table schema_migrations (version text, note text);");
    project.run(&["diff", "--format", "sql"]).ends(1).says("ADD COLUMN note text").complains("table public.ours");
    let empty = Live::start();
    project.write("schema/none.sql", "create table schema_migrations (version text);");
    project
        .run(&["diff", "--format", "sql", "--database", &empty.url()])
        .ends(1)
        .says("CREATE TABLE public.schema_mig");
}
