//! What the configuration says, from files in a directory made for each test.

use std::collections::BTreeMap;

use super::{Config, Mode, Origin};
use crate::error::Result;

fn load(files: &[(&str, &str)], variables: &[(&str, &str)]) -> (tempfile::TempDir, Result<Config>) {
    let directory = tempfile::tempdir().expect("temporary directories can be made");
    for (name, text) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("directories can be made");
        std::fs::write(path, text).expect("files can be written");
    }
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let start = directory.path().join("deep/er");
    std::fs::create_dir_all(&start).expect("directories can be made");
    let config = Config::load_in(&start, variables);
    (directory, config)
}

#[track_caller]
fn check_database(files: &[(&str, &str)], variables: &[(&str, &str)], flag: Option<&str>, expected: &str) {
    let (directory, config) = load(files, variables);
    let config = config.expect("the files are right");
    let found = config.database_target(flag).expect("the URL is right");
    let (target, origin) = found.expect("a database is named");
    let origin = match origin {
        Origin::File(path) | Origin::DotEnv(path) => {
            path.strip_prefix(directory.path()).expect("the file is in the project").display().to_string()
        }
        other => other.to_string(),
    };
    assert_eq!(format!("{} from {origin}", target.database()), expected);
}

const FILE: (&str, &str) = ("autogen.toml", "[database]\nurl = 'postgres://u@h/${NAME}'");
const DOT_ENV: (&str, &str) = (".env", "DATABASE_URL=postgres://u@h/dot\nNAME=file");

#[test]
fn the_flag_comes_before_the_variable_before_the_file_before_dot_env() {
    let variable = [("DATABASE_URL", "postgres://u@h/variable")];
    check_database(&[FILE, DOT_ENV], &variable, Some("postgres://u@h/flag"), "flag from --database");
    check_database(&[FILE, DOT_ENV], &variable, None, "variable from DATABASE_URL");
    check_database(&[FILE, DOT_ENV], &[], None, "file from autogen.toml");
    check_database(&[("autogen.toml", ""), DOT_ENV], &[], None, "dot from .env");
}

#[test]
fn a_variable_of_the_process_hides_the_one_in_dot_env() {
    check_database(&[FILE, DOT_ENV], &[("NAME", "process")], None, "process from autogen.toml");
}

#[test]
fn paths_start_at_the_file() {
    let (directory, config) =
        load(&[("autogen.toml", "[schema]\npaths = ['a', 'b.sql']\n[manage]\nmode = 'all'")], &[]);
    let config = config.expect("the file is right");
    let paths = ["a", "b.sql"].map(|path| directory.path().join(path));
    assert_eq!(config.schema_paths(), paths);
    assert_eq!(config.migrations_directory(), directory.path().join("migrations"));
    assert_eq!(config.manage(), Mode::All);
    assert!(!config.roles().includes("alice"), "nobody said that roles may be made");
}

#[test]
fn nothing_is_needed() {
    let directory = tempfile::tempdir().expect("temporary directories can be made");
    let config = Config::load_in(directory.path(), BTreeMap::new()).expect("nothing is wrong");
    assert_eq!(config.schema_paths(), [directory.path().join("schema")]);
    assert!(config.database_target(None).expect("nothing is wrong").is_none());
}

#[track_caller]
fn check_refused(text: &str, line: usize, expected: &str) {
    let (_directory, config) = load(&[("autogen.toml", text)], &[]);
    let error = config.expect_err("the file is wrong");
    let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
    let shown = format!("{error}{hint}");
    assert!(shown.ends_with(&format!("autogen.toml:{line}: {expected}")), "{shown}");
    assert!(!format!("{error:?}").contains("hush"), "{error:?}");
}

#[test]
fn an_unknown_key_is_shown_with_its_place_and_the_nearest() {
    check_refused("[schema]\n\npath = ['x']", 3, "there is no key `path` here (did you mean `paths`?)");
    check_refused("[databsae]\nurl = 'hush'", 1, "there is no key `databsae` here (did you mean `database`?)");
}

#[test]
fn a_misplaced_password_is_not_shown() {
    check_refused("[scratch]\non_target = 'hush'", 2, "invalid type: string …, expected a boolean");
    check_refused("[database]\nurl = 'hush", 2, "invalid literal string, expected `'`");
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    let (_directory, config) = load(&[FILE], &[]);
    let error = config.expect("the file is right").database_target(None).expect_err("NAME isn't set");
    assert!(error.to_string().ends_with("the variable NAME is not set"), "{error}");
}
