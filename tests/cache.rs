//! What is loaded once isn't loaded again while nothing has changed.
//!
//! A run that may find no server programs, and has no database to fall back on, shows that it needed no server.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use project::{Project, Run};

/// A project whose migrations build what its schema says, checked once.
fn checked() -> Project {
    let project = Project::new();
    project.run(&["init"]).ends(0);
    project.write("schema/posts.sql", "create table posts (id bigint primary key, title text not null);");
    project.run(&["-m", "first"]).ends(0);
    project.run(&["check"]).ends(0).says("in step");
    project
}

fn without_programs(project: &Project, arguments: &[&str]) -> Run {
    let empty = tempfile::tempdir().expect("temporary directories can be made");
    let directory = empty.path().to_string_lossy().into_owned();
    project.run_with(arguments, &[("AUTOGEN_PG_BIN", &directory)])
}

/// The files of the cache.
fn entries(project: &Project) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir(project.path(".cache/loaded")).expect("the cache is there");
    files.map(|file| file.expect("the cache can be read").path()).collect()
}

#[test]
fn a_warm_check_starts_no_server() {
    let project = checked();
    without_programs(&project, &["check"]).ends(0).says("in step");
    without_programs(&project, &["check", "--no-cache"]).ends(2).complains("AUTOGEN_PG_BIN");
}

#[test]
fn a_changed_file_is_loaded() {
    let project = checked();
    project.write("schema/posts.sql", "create table posts (id bigint primary key, title text);");
    without_programs(&project, &["check"]).ends(2);
    // What differs is compared once more, as the server itself writes it; only "in step" needs no server.
    project.run(&["check"]).ends(1);
    project.write("schema/posts.sql", "create table posts (id bigint primary key, title text not null);");
    without_programs(&project, &["check"]).ends(0);
}

#[test]
fn a_damaged_entry_is_mended() {
    let project = checked();
    for entry in entries(&project) {
        let text = std::fs::read_to_string(&entry).expect("entries are text");
        // Still JSON, but of another schema.
        std::fs::write(entry, text.replace("title", "theme")).expect("entries can be written");
    }
    without_programs(&project, &["check"]).ends(2);
    project.run(&["check"]).ends(0).says("in step");
    without_programs(&project, &["check"]).ends(0).says("in step");
}

#[test]
fn a_cache_that_cannot_be_written_is_no_trouble() {
    let project = checked();
    project.write("file", "not a directory");
    let directory = project.path("file").to_string_lossy().into_owned();
    project.run_with(&["check"], &[("AUTOGEN_CACHE_DIR", &directory)]).ends(0).says("in step");
}

#[test]
fn a_place_in_the_schema_is_known_when_warm() {
    let project = checked();
    project.write(
        "schema/posts.sql",
        "-- autogen: renamed from posts\ncreate table articles (id bigint primary key, title text not null);",
    );
    let cold = project.run(&["diff", "--format", "sql"]).ends(1);
    let warm = project.run(&["diff", "--format", "sql"]).ends(1);
    assert!(cold.stdout.contains("RENAME TO articles"), "{}", cold.stdout);
    assert_eq!(cold.stdout, warm.stdout);
}
