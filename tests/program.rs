//! `[schema] program`: definitions that a program prints.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::os::unix::fs::PermissionsExt;

use project::Project;

/// A project whose program is this script; without a live database.
fn project(script: &str) -> Project {
    let project = Project::new();
    project.write("bin/ddl", &format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(project.path("bin/ddl"), PermissionsExt::from_mode(0o755)).expect("it is ours");
    project.write("autogen.toml", "[schema]\nprogram = [\"bin/ddl\", \"all of it\"]\n");
    project
}

#[test]
fn what_a_program_prints_is_the_schema() {
    let project = project("cat posts.sql; echo \"-- $1\"");
    // As Django, Prisma and Drizzle write it, on Windows.
    let text = "\u{feff}BEGIN;\r\n-- CreateTable\r\nSET client_encoding = 'UTF8';\r\nCREATE TABLE \"Posts\" (id int);\
                --> statement-breakpoint\r\nCREATE INDEX ON \"Posts\" (id);\r\nCOMMIT;\r\n";
    project.write("posts.sql", text);
    project.run(&["diff", "--format", "sql"]).ends(1).says("CREATE TABLE public.\"Posts\"").says("CREATE INDEX");
    project
        .run(&["inspect", "schema", "-v"])
        .ends(0)
        .says("public.\"Posts\"")
        .complains("set aside: BEGIN, COMMIT, SET");
    project.run(&["-m", "posts"]).ends(0).says("posts.up.sql");
    project.run(&["check", "--migrations"]).ends(0);

    // What it prints now counts, not what it printed before.
    project.write("posts.sql", "create table \"Posts\" (id bigint);");
    project.run(&["check", "--migrations"]).ends(1);
    project.run(&["diff", "--from", "empty", "--to", "schema"]).ends(1).says("bigint");

    // The directory is the project's, wherever we are.
    std::fs::create_dir(project.path("deep")).expect("directories can be made");
    let deep = project.command(&["diff"]).current_dir(project.path("deep")).output().expect("the program runs");
    assert_eq!(deep.status.code(), Some(1), "{}", String::from_utf8_lossy(&deep.stderr));
}

#[test]
fn files_may_stand_beside_a_program_and_an_environment_has_its_own() {
    let project = project("echo 'create table posts (id int);'");
    project.write("more/tags.sql", "create table tags (id int);");
    project.write(
        "autogen.toml",
        "[schema]\nprogram = ['bin/ddl']\npaths = ['more']\n[env.plain]\nschema.program = []\n\
         [env.other]\nschema.program = ['echo', 'create table other ();']\n",
    );
    let diff = |arguments: &[&str]| project.run(&[&["diff", "--format", "sql"], arguments].concat()).ends(1);
    diff(&[]).says("public.posts").says("public.tags");
    diff(&["--env", "other"]).says("public.other").says("public.tags");
    let plain = diff(&["--env", "plain"]).says("public.tags");
    assert!(!plain.stdout.contains("posts"), "{}", plain.stdout);
    project.write("more/posts.sql", "create table posts (id int);");
    project.run(&["diff"]).ends(2).complains("stdout of `bin/ddl`, line 1").complains("more/posts.sql:1");
}

#[test]
fn what_goes_wrong_with_a_program_is_told() {
    let fails = |script: &str| project(script).run(&["diff"]).ends(2);
    let run = fails("echo 'create table a ('; echo 'no connection to postgres://joe:hush@h/app' >&2; exit 3");
    run.complains("`bin/ddl 'all of it'`, [schema] program, ended with exit code 3")
        .complains("no connection to postgres://joe:…@h/app")
        .hides("hush");
    let run = fails("echo; echo 'create table a ('; echo '  id intt);'");
    run.complains("stdout of `bin/ddl 'all of it'`, line 3: type \"intt\" does not exist").complains("3 |   id intt);");
    fails("echo '-- nothing'")
        .complains("printed no statement")
        .complains("everything in the database would be dropped");
    fails("echo 'insert into a values (1);'").complains("line 1: INSERT changes or reads rows");
    fails("printf 'select\\n\\377'").complains("line 2 of what `bin/ddl 'all of it'` prints is not UTF-8");
    fails("kill -9 $$").complains("signal: 9");

    let slow = project("sleep 60");
    slow.write("autogen.toml", "[schema]\nprogram = ['bin/ddl']\ntimeout = '200ms'\n");
    slow.run(&["diff"]).ends(2).complains("wasn't done after 200ms").complains("timeout = \"5min\"");
    for (program, said) in [
        ("no-such-program", "there is no program no-such-program in PATH"),
        ("bin/none", "its path starts at the directory of autogen.toml"),
        ("./bin", "cannot run `./bin`"),
    ] {
        slow.write("autogen.toml", &format!("[schema]\nprogram = ['{program}']\n"));
        slow.run(&["diff"]).ends(2).complains(said);
    }
}

#[test]
fn nothing_writes_definitions_where_a_program_prints_them() {
    let project = project("echo 'create table posts (id int);'");
    project.run(&["export", "--from", "empty"]).ends(2).complains("nothing is written there");
    assert!(!project.path("schema").exists());
    project.run(&["export", "--from", "schema", "--to", "copy"]).ends(0).says("copy/public/tables/posts.sql");
}
