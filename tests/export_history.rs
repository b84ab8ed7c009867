//! `autogen export-history`: what each runner makes of the files is what autogen makes of its own. sqlx, dbmate and Alembic
//! are there themselves (`scripts/runners`); of the others, which no registry has as programs, the files are run as they
//! would run them.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;
#[allow(dead_code, reason = "tests/import.rs needs other parts")]
mod runners;

use project::{Live, Project};
use runners::{Address, copy, run, runner};

/// Each revision is its id's last digits, its parents', and its statements there and back.
const REVISIONS: [(&str, &[&str], &str, &str); 6] = [
    (
        "05",
        &[],
        "CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, mood mood);
-- autogen: timeout 5s
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- 50 % of :all, \\n and \"\"\"quoted\"\"\"; ${not} a placeholder
    NEW.title := NEW.title || E'\\t;';
    RETURN NEW;
END
$$;
CREATE TRIGGER touch BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();",
        "DROP TABLE posts;
DROP FUNCTION touch();
DROP TYPE mood;",
    ),
    (
        "06",
        &["05"],
        "ALTER TABLE posts ADD COLUMN at timestamptz;
-- autogen: no-transaction
CREATE INDEX CONCURRENTLY posts_at ON posts (at);
COMMENT ON INDEX posts_at IS 'slowly; made';",
        "-- autogen: no-transaction
DROP INDEX CONCURRENTLY posts_at;
-- autogen: structure-only the times are gone
ALTER TABLE posts DROP COLUMN at;",
    ),
    (
        "07",
        &["06"],
        "ALTER TYPE mood ADD VALUE 'glad';
-- autogen: commit
INSERT INTO posts (title, mood) VALUES ('50%', 'glad');
-- autogen: batch table=posts key=id size=2
UPDATE posts SET title = '50% :off' WHERE title = '50%' AND id BETWEEN $1 AND $2;
-- No other revision is to have this.
SET search_path = pg_catalog, public;",
        "DELETE FROM posts;
ALTER TABLE posts ALTER mood TYPE text;
DROP TYPE mood;
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TABLE posts ALTER mood TYPE mood USING mood::mood;",
    ),
    (
        "09",
        &["07"],
        "-- preflight · posts without a title
-- autogen: preflight
SELECT id FROM posts WHERE title IS NULL;
ALTER TABLE posts ALTER title SET NOT NULL;",
        "ALTER TABLE posts ALTER title DROP NOT NULL;",
    ),
    // Whoever made this had a clock that was wrong.
    ("01", &["07"], "CREATE TABLE tags (name text);", "DROP TABLE tags;"),
    ("10", &["01", "09"], "", ""),
];

fn project(live: &Live) -> Project {
    let project = Project::on(live);
    let id = |digits: &str| format!("202611211015{digits}");
    for (digits, parents, up, down) in REVISIONS {
        let parents: Vec<String> = parents.iter().map(|parent| id(parent)).collect();
        let parents = if parents.is_empty() { "none".to_owned() } else { parents.join(", ") };
        for (direction, statements) in [("up", up), ("down", down)] {
            let head = format!("-- change {digits}\n-- revision: {}\n-- revises: {parents}\n\n", id(digits));
            project.write(&format!("migrations/{}_change.{direction}.sql", id(digits)), &(head + statements));
        }
    }
    project
}

/// A database for the runner, beside the one of autogen.
fn prepared(layout: &str) -> (Live, Project, Address) {
    let live = Live::start();
    let project = project(&live);
    live.execute("create database theirs");
    let theirs = Address::named(&live, "theirs");
    project.run(&["upgrade"]).ends(0);
    let run = project.run(&["export-history", "--layout", layout, "--output", "out"]).ends(0);
    run.complains("06_change: its downgrade doesn't bring everything back");
    (live, project, theirs)
}

fn is_ours(live: &Live, project: &Project, theirs: &Address) {
    project.run(&["diff", "--from", &theirs.url(), "--to", &live.url()]).ends(0);
    assert_eq!(theirs.value(live, "select title || mood from posts"), "50% :off\t;glad");
}

fn is_empty(project: &Project, theirs: &Address) {
    project.run(&["diff", "--from", &theirs.url(), "--to", "empty"]).ends(0);
}

#[test]
fn sqlx_runs_them_and_takes_them_back() {
    let Some(sqlx) = runner("sqlx") else { return };
    let (live, project, theirs) = prepared("sqlx");
    let (out, url) = (project.path("out"), theirs.sqlx());
    let migrate = |arguments: &[&str]| {
        run(&sqlx, &out, &[("DATABASE_URL", &url)], &[&["migrate"], arguments, &["--source", "."]].concat());
    };
    migrate(&["run"]);
    is_ours(&live, &project, &theirs);
    migrate(&["revert", "--target-version", "0"]);
    is_empty(&project, &theirs);
    migrate(&["run"]);
    is_ours(&live, &project, &theirs);
}

#[test]
fn dbmate_runs_them_and_takes_them_back() {
    let Some(dbmate) = runner("dbmate") else { return };
    let (live, project, theirs) = prepared("dbmate");
    let (out, url) = (project.path("out"), theirs.dbmate());
    let dbmate = |verb: &str| {
        run(&dbmate, &out, &[("DATABASE_URL", &url)], &["--migrations-dir", ".", "--no-dump-schema", verb]);
    };
    dbmate("migrate");
    is_ours(&live, &project, &theirs);
    let files = std::fs::read_dir(&out).expect("it is a directory").count();
    (0..files).for_each(|_| dbmate("rollback"));
    is_empty(&project, &theirs);
}

#[test]
fn alembic_runs_them_and_takes_them_back() {
    let Some(alembic) = runner("alembic") else { return };
    let (live, project, theirs) = prepared("alembic");
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/alembic");
    let backend = project.path("backend");
    copy(&project.path("out"), &backend.join("versions"));
    for name in ["alembic.ini", "env.py"] {
        std::fs::copy(source.join(name), backend.join(name)).expect("files can be copied");
    }
    let alembic_runs = |arguments: &[&str]| {
        run(&alembic, &backend, &[("ALEMBIC_URL", &theirs.sqlalchemy())], arguments);
    };
    alembic_runs(&["upgrade", "heads"]);
    is_ours(&live, &project, &theirs);
    alembic_runs(&["downgrade", "base"]);
    is_empty(&project, &theirs);
    let merge = project.read("out/20261121101510_change.py");
    assert!(merge.contains("down_revision = (\"20261121101501\", \"20261121101509\")"), "{merge}");
}

/// The files of a layout that end so, by name.
fn files(project: &Project, end: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for entry in std::fs::read_dir(project.path("out")).expect("it is a directory").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if entry.path().is_dir() { format!("out/{name}/{end}") } else { format!("out/{name}") };
        if path.ends_with(end) {
            files.push((path.clone(), project.read(&path)));
        }
    }
    files.sort();
    files
}

/// What goose takes for statements: what is bracketed, else what ends with a semicolon at the end of a line.
fn cut_by_goose(section: &str) -> Vec<String> {
    let mut statements = vec![String::new()];
    let mut is_bracketed = false;
    for line in section.lines() {
        match line.strip_prefix("-- +goose ") {
            Some("StatementBegin") => is_bracketed = true,
            Some("StatementEnd") => is_bracketed = false,
            _ if line.starts_with("--") && !is_bracketed => continue,
            Some(_) => continue,
            None => statements.last_mut().expect("one is being read").extend([line, "\n"]),
        }
        let is_over = line.ends_with(';') || line == "-- +goose StatementEnd";
        if is_over && !is_bracketed {
            statements.push(String::new());
        }
    }
    assert!(!is_bracketed && statements.last().is_some_and(|rest| rest.trim().is_empty()), "{section}");
    statements.pop();
    statements
}

#[test]
fn the_files_of_the_others_say_the_same() {
    let in_transaction = |text: &str| format!("BEGIN;\n{text}\nCOMMIT;");
    // What each runner sends, by what its documentation says: the whole file, in a transaction or not.
    type Sent<'a> = &'a dyn Fn(&Project, &str, &str) -> String;
    let golang: Sent = &|_, _, text| text.to_owned();
    let flyway: Sent = &|project, path, text| {
        let conf = std::fs::read_to_string(project.path(&format!("{path}.conf"))).unwrap_or_default();
        assert_eq!(conf.contains("placeholderReplacement=false\n"), text.contains("${"), "{path}");
        if conf.contains("executeInTransaction=false\n") { text.to_owned() } else { in_transaction(text) }
    };
    let diesel: Sent = &|project, path, text| {
        let metadata = path.rsplit_once('/').map(|(directory, _)| project.path(directory).join("metadata.toml"));
        let metadata = std::fs::read_to_string(metadata.expect("it is in a directory")).unwrap_or_default();
        if metadata == "run_in_transaction = false\n" { text.to_owned() } else { in_transaction(text) }
    };
    let goose = |up: bool| {
        move |_: &Project, _: &str, text: &str| {
            let (first, second) = text.split_once("-- +goose Down\n").expect("there is a way back");
            let section = if up { first } else { second };
            for statement in cut_by_goose(section) {
                let found = autogen::sql::split(&statement).map(|statements| statements.len());
                assert_eq!(found, Ok(1), "{statement}");
            }
            if text.contains("-- +goose NO TRANSACTION\n") {
                section.to_owned()
            } else {
                format!("BEGIN;{section};COMMIT")
            }
        }
    };
    let layouts: [(&str, [&str; 2], [Sent; 2]); 4] = [
        ("golang-migrate", [".up.sql", ".down.sql"], [golang, golang]),
        ("flyway", [".sql", ".sql"], [flyway, flyway]),
        ("diesel", ["up.sql", "down.sql"], [diesel, diesel]),
        ("goose", [".sql", ".sql"], [&goose(true), &goose(false)]),
    ];
    for (layout, ends, [up, down]) in layouts {
        let (live, project, theirs) = prepared(layout);
        let of = |end: &str, letter: &str| {
            let mut files = files(&project, end);
            files.retain(|(path, _)| layout != "flyway" || path.starts_with(&format!("out/{letter}")));
            files
        };
        for (path, text) in of(ends[0], "V") {
            // Diesel refuses a file without a statement.
            assert!(text.contains(";\n"), "{path}: {text}");
            theirs.value(&live, &up(&project, &path, &text));
        }
        is_ours(&live, &project, &theirs);
        for (path, text) in of(ends[1], "U").into_iter().rev() {
            theirs.value(&live, &down(&project, &path, &text));
        }
        is_empty(&project, &theirs);
    }
}

#[test]
fn what_another_runner_cannot_do_is_told() {
    let live = Live::start();
    let project = project(&live);
    let run = project.run(&["export-history", "--layout", "sqlx", "--dry-run"]).ends(0);
    run.says("would write sqlx-migrations/20261121101507_change_2.up.sql")
        .complains("20261121101506_change is in 3 parts")
        .complains("20261121101501_change has the version 20261121101513")
        .complains("20261121101509_change stands behind 20261121101501_change");
    assert!(!project.path("sqlx-migrations").exists());
    let json = project.run(&["export-history", "--layout", "goose", "20261121101505:head", "--format", "json"]).ends(0);
    let json = json.json();
    assert_eq!(json["files"][0]["path"], "goose-migrations/20261121101506_change_1.sql");
    assert_eq!(json["files"][1]["transaction"], false);
    let before = project.read("goose-migrations/20261121101506_change_1.sql");
    project.run(&["export-history", "--layout", "goose"]).ends(2).complains("cannot write");
    assert_eq!(project.read("goose-migrations/20261121101506_change_1.sql"), before);
    assert!(!project.path("goose-migrations/20261121101505_change.sql").exists());

    let goes = |digits: &str, old: &str, new: &str, code: i32, why: &str| {
        let name = format!("migrations/202611211015{digits}_change.up.sql");
        let text = project.read(&name);
        project.write(&name, &text.replacen(old, new, 1));
        project.run(&["export-history", "--layout", "dbmate", "--dry-run"]).ends(code).complains(why);
        project.write(&name, &text);
    };
    goes("05", "\n\n", "\n-- [ ] R1 is it right?\n\n", 3, "20261121101505_change: R1 is it right?");
    goes("01", "CREATE", "COPY tags FROM stdin;\na\n\\.\nCREATE", 2, "the rows below COPY");
    goes("05", "-- 50", "-- migrate:down\n-- 50", 2, "would take the line `-- migrate:…` for its own");
}
