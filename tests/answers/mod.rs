//! What people say about renames, wherever they say it, and what is told of a rename that PostgreSQL doesn't follow.

use crate::project::Project;

const USERS: &str = "create table users (id bigint primary key, full_name text, note date);\n";

/// A project whose migrations build `first`, and whose definitions say `then`.
fn project(first: &str, then: &str) -> Project {
    let project = Project::new();
    project.run(&["init"]).ends(0);
    project.write("schema/users.sql", first);
    project.run(&["-m", "first"]).ends(0);
    project.write("schema/users.sql", then);
    project
}

#[test]
fn the_configuration_answers() {
    let project = project(USERS, "create table users (id bigint primary key, quite_another bigint, note date);\n");
    let manifest = project.read("autogen.toml");
    let with = |list: &str| project.write("autogen.toml", &format!("{manifest}\n[review]\n{list}\n"));
    with("renamed = [\"public.users.full_name=quite_another\"]");
    project.run(&["diff", "--format", "sql"]).ends(1).says("RENAME COLUMN full_name TO quite_another");
    with("not_renamed = [\"public.users.full_name\"]");
    project.run(&["diff", "--format", "sql"]).ends(1).says("DROP COLUMN full_name");
    with("\nrenamed = [\"public.users.full_name\"]");
    let place = format!("autogen.toml:{}", manifest.lines().count() + 4);
    project.run(&["diff"]).ends(2).complains(&place).complains("isn't OLD=NEW");
}

#[test]
fn the_command_line_counts_before_the_configuration() {
    let project = project(USERS, "create table users (id bigint primary key, display_name text, note date);\n");
    let manifest = project.read("autogen.toml");
    project.write("autogen.toml", &format!("{manifest}\n[review]\nnot_renamed = [\"public.users.full_name\"]\n"));
    project.run(&["diff", "--format", "sql"]).ends(1).says("DROP COLUMN");
    project
        .run(&["diff", "--format", "sql", "--rename", "public.users.full_name=display_name"])
        .ends(1)
        .says("RENAME COLUMN full_name TO display_name");
}

#[test]
fn an_answer_that_changes_nothing_any_more_is_told() {
    let wanted = "create table users (id bigint primary key,\n-- autogen: renamed from full_name\ndisplay_name text,\n\
                  note date);\n";
    let project = project(USERS, wanted);
    let needed = project.run(&["diff", "--format", "json"]).ends(1).json();
    assert_eq!(needed["stale_answers"], serde_json::json!([]), "it is needed still");
    project.run(&["-m", "rename"]).ends(0);
    project
        .run(&["check"])
        .ends(0)
        .complains("users.sql:2: `public.users.display_name renamed from full_name`: it is made");
    let told = project.run(&["check", "--format", "json"]).ends(0).json();
    let stale = &told["stale_answers"][0];
    assert!(stale["file"].as_str().is_some_and(|file| file.ends_with("users.sql")), "{stale}");
    assert_eq!(stale["line"], 2);
    project.run(&["diff", "--not-renamed", "public.nowhere"]).ends(0).complains("nothing is left");
}

#[test]
fn a_swap_that_may_be_made_is_told() {
    let columns = "create table t (\n-- autogen: renamed from b\na text,\n-- autogen: renamed from a\nb text);\n";
    let project = project("create table t (a text, b text);\n", columns);
    project.run(&["check"]).ends(0).complains("can't be told from one that is");
    project
        .run(&["diff", "--format", "sql", "--rename", "public.t.a=b", "--rename", "public.t.b=a"])
        .ends(1)
        .says("RENAME COLUMN b TO autogen_renamed_1");
}

#[test]
fn a_value_of_an_enum_is_renamed_as_said() {
    let from = "create type mood as enum ('sad', 'ok', 'happy');\n";
    let project = project(from, "create type mood as enum (\n-- autogen: renamed from 'sad'\n'low', 'ok', 'high');\n");
    let up = project.run(&["diff", "--format", "sql", "--rename", "public.mood.happy=high"]).ends(1);
    let up = up.says("RENAME VALUE 'sad' TO 'low'").says("RENAME VALUE 'happy' TO 'high'");
    assert!(!up.stderr.contains("it is made"), "{}", up.stderr);
    assert!(!up.stderr.contains("nothing is left"), "{}", up.stderr);
}

#[test]
fn what_keeps_the_old_name_is_listed() {
    let routines = |table: &str| {
        format!(
            "create function count_them() returns bigint language plpgsql as $$
             declare n bigint;
             begin
                 -- users in a comment don't count
                 execute 'select count(*) from users' into n;
                 return n;
             end $$;
             create function greet() returns text language sql as 'select ''hello users''';
             comment on table {table} is 'All rows of users.';\n"
        )
    };
    let tables = |table: &str, key: &str| {
        let unique = format!("constraint users_email_key unique (email), constraint {key} primary key (id)");
        format!("create table {table} (id bigint, email text, born date, {unique});\n{}", routines(table))
    };
    let project = project(&tables("users", "users_pkey"), &tables("people", "people_pkey"));
    let told = project.run(&["diff"]).ends(1).says("constraint users_pkey follows: people_pkey");
    let told = told
        .says("constraint users_email_key stays, as it is declared; declared as people_email_key it follows: ")
        .says("ALTER TABLE public.people RENAME CONSTRAINT users_email_key TO people_email_key")
        .says("function public.count_them(), line 5: execute 'select count(*) from users' into n;")
        .says("comment");
    assert!(!told.stdout.contains("greet(), line"), "a string that isn't run is only a text: {}", told.stdout);
    assert!(!told.stdout.contains("line 4"), "a comment of the body: {}", told.stdout);
    let answered = project.run(&["diff", "--format", "json", "--rename", "public.users=people"]).ends(1).json();
    let items = answered["items"].as_array().expect("a list").clone();
    let mention = items.iter().find(|item| item["sort"] == "mention").expect("it is told of an answered rename, too");
    assert_eq!(mention["blocks"], false);
}

#[test]
fn a_table_may_have_been_in_another_schema() {
    let another = "create schema auth;\ncreate table auth.people (id bigint primary key, email text, born date);\n";
    let project = project(USERS, another);
    let moved = "ALTER TABLE public.users SET SCHEMA auth;";
    project
        .run(&["diff", "--format", "sql", "--rename", "public.users=auth.people"])
        .ends(1)
        .says(moved)
        .says("ALTER TABLE auth.users RENAME TO people;");
    project.write("schema/users.sql", "");
    project.write(
        "schema/auth.toml",
        "[schema.auth.table.people]\nrenamed_from = \"public.users\"\nprimary_key = [\"id\"]\ncolumn.id.type = \"bigint\"\n",
    );
    project.run(&["diff", "--format", "sql"]).ends(1).says(moved);
    project.run(&["-m", "move"]).ends(0);
    project.run(&["check"]).ends(0).complains("auth.toml:2: `auth.people renamed from public.users`: it is made");
}

#[test]
fn a_table_of_the_same_form_in_another_schema_is_asked_about() {
    let project = project(USERS, &format!("create schema auth;\n{}", USERS.replace("table users", "table auth.users")));
    let told =
        project.run(&["diff"]).ends(1).says("table public.users → auth.users: is it the same in another schema?");
    told.says("renamed, so that nothing is lost");
    let dropped = project.run(&["diff", "--not-renamed", "public.users", "--format", "json"]).ends(1).json();
    let items = dropped["items"].as_array().expect("a list");
    assert!(items.iter().any(|item| item["sort"] == "data-loss" && item["blocks"] == true), "{items:?}");
}

#[test]
fn a_move_finds_its_names_free_or_is_not_made_unasked() {
    let two = format!("create schema auth;\n{USERS}create table auth.users (id bigint, note text);\n");
    let moved = USERS.replace("table users", "table auth.people");
    let project = project(&two, &two.replace(USERS, &format!("-- autogen: renamed from public.users\n{moved}")));
    let up = project.run(&["diff", "--format", "sql"]).ends(1).says("ALTER TABLE public.users RENAME TO people;");
    up.says("ALTER TABLE public.people SET SCHEMA auth;");

    let held = "create table auth.other (id bigint constraint users_pkey primary key);\n";
    let project = self::project(
        &format!("create schema auth;\n{USERS}{held}"),
        &format!("create schema auth;\n{}", USERS.replace("table users", "table auth.users")),
    );
    let told = project.run(&["diff"]).ends(1).says("is it a rename after all?");
    told.says("its name, or that of a part, is taken there");
}
