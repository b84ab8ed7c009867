//! Roles are the server's: what the definitions name must be there, and is made only where the project says so.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use project::{Live, Project};

const READ_BY_ALICE: &str = "create table posts (id bigint primary key);\ngrant select on posts to alice;\n";
const MAKES_ROLES: &str = "[manage]\nroles = true\n";

/// The boxes of the newest upgrade file ticked.
fn tick(project: &Project) {
    let directory = project.path("migrations");
    let names = std::fs::read_dir(&directory).expect("it is there").flatten().map(|entry| entry.file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.ends_with(".up.sql"));
    let newest = format!("migrations/{}", names.max().expect("there is a revision"));
    project.write(&newest, &project.read(&newest).replace("[ ]", "[x]"));
}

#[test]
fn a_role_that_the_server_lacks_is_named_before_anything_runs() {
    let live = Live::start();
    let project = Project::on(&live);
    project.write("schema/posts.sql", READ_BY_ALICE);
    project.run(&["check"]).ends(1).complains("the server has no role alice");
    project.run(&["diff"]).ends(1).says("role alice isn't on the server: who makes it?");
    let written = project.run(&["-m", "read by alice", "--format", "json", "--answer", "R1=accept"]).ends(0).json();
    assert_eq!(written["missing_roles"], serde_json::json!(["alice"]));
    let refused = project.run(&["upgrade"]).ends(2).complains("the server has no role alice");
    refused.complains("CREATE ROLE alice").complains("[manage] roles");
    assert_eq!(live.value("select to_regclass('posts') is null"), "t");

    live.execute("create role alice");
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0).says("in step");
}

#[test]
fn a_role_is_made_where_the_project_says_so_and_never_dropped() {
    let live = Live::start();
    let project = Project::on(&live);
    project.write("autogen.toml", MAKES_ROLES);
    project.write("schema/posts.sql", READ_BY_ALICE);
    let run = project.run(&["-m", "read by alice"]).ends(0);
    run.says("role alice is made: who gives it login, password and memberships?").says("the downgrade leaves it");
    project.run(&["upgrade"]).ends(3).complains("role alice is made");
    tick(&project);
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0).says("in step");
    assert_eq!(live.value("select rolcanlogin from pg_roles where rolname = 'alice'"), "f");

    project.run(&["downgrade", "base", "--yes"]).ends(0);
    assert_eq!(live.value("select count(*) from pg_roles where rolname = 'alice'"), "1");
    // Another database of the server may have made it.
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0).says("in step");
    project.run(&["diff", "--from", "migrations", "--to", "schema"]).ends(0);
}

#[test]
fn the_downgrade_says_which_roles_it_leaves() {
    let project = Project::new();
    project.write("autogen.toml", MAKES_ROLES);
    project.write("schema/posts.sql", READ_BY_ALICE);
    let written = project.run(&["-m", "read by alice", "--format", "json", "--answer", "R1=accept"]).ends(0).json();
    let down = project.read(written["files"]["down"].as_str().expect("a path"));
    assert!(down.contains("role alice stays"), "{down}");
    assert!(!down.contains("DROP ROLE"), "{down}");
}

#[test]
fn only_the_roles_of_a_list_are_made() {
    let project = Project::new();
    project.write("autogen.toml", "[manage]\nroles = [\"bob\"]\n");
    project.write("schema/posts.sql", &format!("{READ_BY_ALICE}grant insert on posts to bob;\n"));
    let run = project.run(&["diff", "--format", "sql"]).ends(1).says("CREATE ROLE bob");
    assert!(!run.stdout.contains("CREATE ROLE alice"), "{}", run.stdout);
}

#[test]
fn what_is_known_from_the_cache_is_proved_with_its_roles() {
    let project = Project::new();
    project.write("schema/posts.sql", READ_BY_ALICE);
    project.run(&["diff"]).ends(1);
    project.run(&["diff"]).ends(1);
    project.run(&["-m", "read by alice"]).ends(0);
    project.run(&["check"]).ends(0).says("in step");
}

#[test]
fn migrations_may_make_roles_by_hand() {
    let project = Project::new();
    project.write("schema/posts.sql", &format!("create role alice;\n{READ_BY_ALICE}"));
    project.run(&["new", "-m", "by hand"]).ends(0);
    let up = std::fs::read_dir(project.path("migrations")).expect("it is there").flatten();
    let mut up = up.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let name = format!("migrations/{}", up.find(|name| name.ends_with(".up.sql")).expect("it was written"));
    project.write(&name, &format!("{}create role alice login;\n{READ_BY_ALICE}", project.read(&name)));
    project.run(&["check"]).ends(0).says("in step");
}
