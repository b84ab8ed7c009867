//! `autogen init` beside other tools: what real ones have laid out is found, told and left alone.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;
#[allow(dead_code, reason = "tests/export_history.rs needs other parts")]
mod runners;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use project::{Live, Project, Run};
use runners::{copy, runner};

/// Every file below a directory with what it holds.
fn files(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(directory).expect("it is a directory").flatten() {
        match entry.path().is_dir() {
            true => found.extend(files(&entry.path())),
            false => _ = found.insert(entry.path(), std::fs::read(entry.path()).expect("it can be read")),
        }
    }
    found
}

/// Runs `init`, which must leave alone what is there.
#[track_caller]
fn init(project: &Project) -> Run {
    let before = files(&project.path(""));
    project.run(&["init", "--dry-run"]).ends(0).says("would write autogen.toml");
    assert_eq!(files(&project.path("")), before, "--dry-run makes nothing");
    let run = project.run(&["init"]).ends(0).says("wrote autogen.toml");
    let after = files(&project.path(""));
    assert!(before.iter().all(|(path, text)| after.get(path) == Some(text)), "what was there stays as it was");
    run
}

#[test]
fn the_files_of_runners_are_found_and_never_mixed_with_ours() {
    let (Some(sqlx), Some(dbmate)) = (runner("sqlx"), runner("dbmate")) else { return };
    let project = Project::new();
    project.write("Cargo.toml", "[dependencies]\nsqlx = \"0.8\"\n");
    runners::run(&sqlx, &project.path(""), &[], &["migrate", "add", "-r", "first"]);
    let run = init(&project).says("found sqlx: 1 migration in migrations\n");
    run.says("chose autogen-migrations/, as migrations/ holds files of another tool")
        .says("made  autogen-migrations/")
        .complains("autogen export-history --layout sqlx")
        .complains("autogen init --from-database");
    assert!(project.read("autogen.toml").contains("\ndirectory = \"autogen-migrations\"\n"));
    project.write("schema/posts.sql", "create table posts (id int);");
    project.run(&["-m", "posts"]).ends(0).says("autogen-migrations/");
    project.run(&["check", "--migrations"]).ends(0);
    project.run(&["init"]).ends(0).says("kept  autogen.toml");

    // Who says it in autogen.toml is told before anything is made.
    let project = Project::new();
    let arguments = ["--migrations-dir", "migrations", "--url", "postgres://localhost/x", "new", "first"];
    runners::run(&dbmate, &project.path(""), &[], &arguments);
    project.write("autogen.toml", "");
    project
        .run(&["init"])
        .ends(2)
        .complains("migrations/ holds the migrations of dbmate")
        .complains("[migrations] directory");
    assert!(!project.path("schema").exists());
}

#[test]
fn alembic_and_django_are_found_with_the_way_over() {
    let project = Project::new();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    copy(&tests.join("alembic"), &project.path("backend"));
    copy(&tests.join("recipes/django"), &project.path("shop"));
    std::fs::remove_file(project.path("shop/autogen.toml")).expect("it is there");
    // As `makemigrations` writes it.
    project.write("shop/blog/migrations/__init__.py", "");
    project.write("shop/blog/migrations/0001_initial.py", "from django.db import migrations\n");
    project.write("shop/auth/migrations/0001_initial.py", "from django.db import migrations\n");
    let run = init(&project).says("found Alembic: 8 migrations in backend/versions\n");
    run.says("found Django: 2 migrations in shop/auth/migrations, shop/blog/migrations\n")
        .says("made  migrations/")
        .complains("autogen import alembic backend\n")
        .complains("program = [\"python\", \"ddl.py\"]");
}

#[test]
fn a_database_is_found_where_its_url_is() {
    let live = Live::start();
    let project = Project::new();
    project.write(".env", &format!("DATABASE_URL={}\n", live.url()));
    project.write("prisma/migrations/20260101_a/migration.sql", "create table a (id int);\n");
    project.write("prisma/schema.prisma", "");
    let run =
        init(&project).says("found Prisma: 1 migration in prisma/migrations\n").complains("found a database: postgres");
    run.complains("from DATABASE_URL in ").complains("\"prisma/schema.prisma\"");
    project.write(".env", "DATABASE_URL=postgres://joe:hush@h/app?nonsense=1\n");
    project.run(&["init"]).ends(0).complains("cannot use DATABASE_URL").hides("hush");

    // A directory that holds something else isn't for definitions.
    let other = Project::new();
    other.write("schema/models.py", "");
    init(&other).says("chose autogen-schema/").complains("no database is named yet");
    assert!(other.read("autogen.toml").contains("paths = [\"autogen-schema\"]"));
    other.write("autogen-schema/posts.sql", "create table posts (id int);");
    other.run(&["-m", "posts"]).ends(0);
}

#[test]
fn a_program_in_the_configuration_needs_no_directory() {
    let project = Project::new();
    project.write("autogen.toml", "[schema]\nprogram = ['echo', 'create table a ();']\n");
    project.run(&["init"]).ends(0).says("made  migrations/").complains("with what `echo 'create table a ();'` prints");
    assert!(!project.path("schema").exists());
}

#[test]
fn on_a_terminal_it_asks_whether_to_begin_with_the_database() {
    let live = Live::start();
    live.execute("create table posts (id int primary key)");
    let project = Project::on(&live);
    // `script` gives it a terminal.
    let program = format!("{} init", env!("CARGO_BIN_EXE_autogen"));
    let environment = project.command(&[]);
    let mut command = Command::new("script");
    command.args(["-qec", &program, "/dev/null"]).current_dir(project.path("")).stdin(Stdio::piped());
    for (name, value) in environment.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut child = command.stdout(Stdio::piped()).spawn().expect("script runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("it is piped"), b"y").expect("it listens");
    let said = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&said.stdout);
    assert!(said.contains("Fill schema/ with what"), "{said}");
    assert!(project.read("schema/public/tables/posts.sql").contains("CREATE TABLE"), "{said}");
    project.run(&["check"]).ends(0);
}
