//! What the configuration says, from files in a directory made for each test.

use std::collections::BTreeMap;

use super::{Config, Mode, Origin};
use crate::error::Result;

fn load(files: &[(&str, &str)], variables: &[(&str, &str)]) -> (tempfile::TempDir, Result<Config>) {
    load_environment(files, variables, None)
}

fn load_environment(
    files: &[(&str, &str)],
    variables: &[(&str, &str)],
    chosen: Option<&str>,
) -> (tempfile::TempDir, Result<Config>) {
    let directory = tempfile::tempdir().expect("temporary directories can be made");
    for (name, text) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("directories can be made");
        std::fs::write(path, text).expect("files can be written");
    }
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let start = directory.path().join("deep/er");
    std::fs::create_dir_all(&start).expect("directories can be made");
    let config = Config::load_in(&start, chosen, variables);
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
    let libpq = [("PGDATABASE", "libpq")];
    check_database(&[("autogen.toml", ""), DOT_ENV], &libpq, None, "dot from .env");
    let (_directory, config) = load(&[("autogen.toml", "")], &libpq);
    let found = config.expect("the file is right").database_target(None).expect("the variable is right");
    assert_eq!(found.map(|(_, origin)| origin), Some(Origin::Libpq("PGDATABASE")));
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
    let config = Config::load_in(directory.path(), None, BTreeMap::new()).expect("nothing is wrong");
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

const ENVIRONMENTS: &str = "
[database]
url = 'postgres://u@h/top'
[schema]
paths = ['top']
[manage]
mode = 'all'
roles = true
[env.staging]
database_url = '${STAGING_URL}'
manage.mode = 'declared'
[env.billing]
schema.paths = ['billing']
[env.billing.migrations]
directory = 'billing/migrations'
";

#[test]
fn an_environment_is_laid_over_the_file() {
    let (directory, config) = load_environment(&[("autogen.toml", ENVIRONMENTS)], &[], Some("billing"));
    let config = config.expect("it is there");
    assert_eq!(config.schema_paths(), [directory.path().join("billing")]);
    assert_eq!(config.migrations_directory(), directory.path().join("billing/migrations"));
    let (_directory, config) = load_environment(&[("autogen.toml", ENVIRONMENTS)], &[], Some("staging"));
    let config = config.expect("it is there");
    assert_eq!(config.manage(), Mode::Declared);
    assert!(config.roles().includes("alice"), "what the environment doesn't say is as in the file");
}

#[track_caller]
fn check_environment(variables: &[(&str, &str)], chosen: Option<&str>, flag: Option<&str>, expected: &str) {
    let (_directory, config) = load_environment(&[("autogen.toml", ENVIRONMENTS)], variables, chosen);
    let found = config.expect("it is there").database_target(flag).expect("the URL is right");
    assert_eq!(found.map_or("none".to_owned(), |(target, _)| target.database().to_owned()), expected);
}

#[test]
fn an_environment_has_its_own_database_or_none() {
    let both = [("DATABASE_URL", "postgres://u@h/variable"), ("STAGING_URL", "postgres://u@h/staging")];
    check_environment(&both, None, None, "variable");
    check_environment(&both, Some("staging"), None, "staging");
    check_environment(&both, Some("staging"), Some("postgres://u@h/flag"), "flag");
    check_environment(&both, Some("billing"), None, "none");
    let variable = [("AUTOGEN_ENV", "staging"), ("STAGING_URL", "postgres://u@h/staging")];
    check_environment(&variable, None, None, "staging");
    check_environment(&variable, Some("billing"), None, "none");
}

#[test]
fn an_environment_that_is_not_there_is_an_error_that_lists_them() {
    let (_directory, config) = load_environment(&[("autogen.toml", ENVIRONMENTS)], &[], Some("stagin"));
    let error = config.expect_err("it isn't there");
    assert!(error.to_string().contains("there is no environment `stagin`"), "{error}");
    assert_eq!(error.hint(), Some("did you mean `staging`? there are staging, billing"));
    let (_directory, config) = load_environment(&[], &[], Some("staging"));
    assert_eq!(config.expect_err("there is no file").hint(), Some("there are none: [env.NAME] makes one"));
}

#[test]
fn an_environment_that_is_wrong_is_an_error_even_unchosen() {
    check_refused("[env.a]\nschema.path = ['x']", 2, "there is no key `path` here (did you mean `paths`?)");
    let (_directory, config) = load(&[("autogen.toml", "[env.a.env.b]")], &[]);
    assert!(config.expect_err("none is in another").to_string().contains("there is no key `env` here"));
    check_refused("[envs.a]", 1, "there is no key `envs` here (did you mean `env`?)");
    check_refused("[env]\na = 'hush'", 2, "an environment is a table, [env.NAME]");
    let twice = "[env.a]\ndatabase_url = 'hush'\ndatabase.url = 'x'";
    check_refused(twice, 2, "`database_url` is `url` in its [database], which is there, too");
}

#[test]
fn what_runs_migrations_goes_past_the_pooler() {
    let direct = "[database]\nurl = '${POOLED}'\ndirect_url = 'postgres://u@server/app'";
    let found = |variables: &[(&str, &str)], flag: Option<&str>| {
        let pooled = variables.iter().copied().find(|(name, _)| *name == "POOLED");
        let variables: Vec<_> = variables
            .iter()
            .copied()
            .chain(pooled.is_none().then_some(("POOLED", "postgres://u@pooler/app")))
            .collect();
        let (_directory, config) = load(&[("autogen.toml", direct)], &variables);
        let found = config.expect("the file is right").target_to_run(flag);
        found.map(|found| found.expect("one is named").0.to_string())
    };
    assert_eq!(found(&[], None).expect("it is the same"), "postgres://u@server:5432/app");
    assert_eq!(found(&[], Some("postgres://u@h/x")).expect("it is said"), "postgres://u@h:5432/x");
    let same = [("DATABASE_URL", "postgres://u@pooler/app")];
    assert_eq!(found(&same, None).expect("it is the same"), "postgres://u@server:5432/app");
    // Another server's database of the same name must never be taken for this one.
    let other = [("DATABASE_URL", "postgres://u@staging/app")];
    assert_eq!(found(&other, None).expect("it is said"), "postgres://u@staging:5432/app");
    let error = found(&[("POOLED", "postgres://u@pooler/other")], None).expect_err("they aren't the same");
    assert!(error.to_string().contains("names the database app, but"), "{error}");
}
