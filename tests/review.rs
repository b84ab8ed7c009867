//! What a person must judge, as people meet it: questions and their answers, boxes, rows that stand in the way, files that
//! were edited, downgrades that don't bring back everything.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::io::Write;
use std::process::{Command, Stdio};

use project::{Live, Project};

const NAMED: &str = "create table users (id bigint primary key, full_name text, email text);\n";
const RENAMED: &str = "create table users (id bigint primary key, display_name text, email text);\n";

/// A project whose first revision is applied to the live database.
fn applied(live: &Live, schema: &str) -> Project {
    let project = Project::on(live);
    project.run(&["init"]).ends(0);
    project.write("schema/a.sql", schema);
    project.run(&["-m", "first"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project
}

/// The text of the upgrade file, or the downgrade file, with this message.
fn file(project: &Project, message: &str, way: &str) -> (String, String) {
    let mut files = std::fs::read_dir(project.path("migrations")).expect("init made it").flatten();
    let end = format!("_{message}.{way}.sql");
    let found = files.find(|file| file.file_name().to_string_lossy().ends_with(&end)).expect("it was written");
    let name = format!("migrations/{}", found.file_name().to_string_lossy());
    (name.clone(), project.read(&name))
}

#[test]
fn a_renamed_column_keeps_every_value() {
    let live = Live::start();
    let project = applied(&live, NAMED);
    live.execute("insert into users select n, 'name ' || n from generate_series(1, 1000) n");
    project.write("schema/a.sql", RENAMED);
    project.run(&["-m", "say who"]).ends(0).says("is it the same under another name?");
    project.run(&["upgrade"]).ends(3).complains("1 question is open");
    project.run(&["review", "--accept", "all"]).ends(0).says("nothing is open");
    project.run(&["upgrade"]).ends(0);
    assert_eq!(live.value("select count(*) from users where display_name = 'name ' || id"), "1000");
    project.run(&["check"]).ends(0);
    project.run(&["downgrade", "-1", "--yes"]).ends(0);
    assert_eq!(live.value("select count(*) from users where full_name = 'name ' || id"), "1000");
}

#[test]
fn a_program_gets_questions_and_gives_answers() {
    let live = Live::start();
    let project = applied(&live, NAMED);
    project.write("schema/a.sql", RENAMED);
    let generate = |answers: &[&str]| {
        let answers = answers.iter().flat_map(|answer| ["--answer", answer]);
        let arguments: Vec<&str> =
            ["generate", "-m", "second", "--format", "json"].into_iter().chain(answers).collect();
        project.run(&arguments)
    };
    let asked = generate(&[]).ends(3).json();
    assert_eq!((&asked["open"], &asked["files"]), (&serde_json::json!(["R1"]), &serde_json::Value::Null));
    assert_eq!(asked["items"][0]["answers"], serde_json::json!(["rename", "drop", "later"]));
    generate(&["R9=accept"]).ends(2).complains("there is no such question").complains("R1");
    generate(&["R1=accept"]).ends(2).complains("answer rename, drop or later");
    generate(&["R1=perhaps"]).ends(2).complains("isn't ID=ANSWER");
    generate(&["R1=drop", "R1=rename"]).ends(2).complains("given twice");

    // That it is no rename raises another question, with an id of its own.
    let asked = generate(&["R1=drop"]).ends(3).json();
    assert_eq!(asked["open"], serde_json::json!(["R1.1"]));
    assert_eq!(asked["items"][0]["sort"], "data-loss");
    let written = generate(&["R1=drop", "R1.1=later"]).ends(0).json();
    let up = project.read(written["files"]["up"].as_str().expect("a path"));
    assert!(up.contains("[ ] R1.1 data loss") && up.contains("DROP COLUMN full_name"), "{up}");
    std::fs::remove_file(project.path(written["files"]["up"].as_str().expect("a path"))).expect("it is there");
    std::fs::remove_file(project.path(written["files"]["down"].as_str().expect("a path"))).expect("it is there");

    let written = generate(&["R1=rename"]).ends(0).json();
    let up = project.read(written["files"]["up"].as_str().expect("a path"));
    assert!(up.contains("RENAME COLUMN full_name TO display_name") && !up.contains("[ ]"), "{up}");
    project.run(&["upgrade"]).ends(0);
}

#[test]
fn a_person_is_asked_on_a_terminal() {
    let live = Live::start();
    let project = applied(&live, NAMED);
    project.write("schema/a.sql", RENAMED);
    // The second of the answers: it is no rename.
    let said = on_a_terminal(&project, &live, "-m second", "\x1b[B\r");
    assert!(said.contains("Your answer") && said.contains("same place, after id"), "{said}");
    let (_, up) = file(&project, "second", "up");
    assert!(up.contains("DROP COLUMN full_name") && up.contains("[ ] R1.1 data loss"), "{up}");
    // The first: the box is ticked.
    let said = on_a_terminal(&project, &live, "review", "\x1b[A\r");
    assert!(said.contains("1 of 1") && said.contains("nothing is open"), "{said}");
    let (_, up) = file(&project, "second", "up");
    assert!(up.contains("[x] R1.1 data loss"), "{up}");
    project.run(&["upgrade"]).ends(0);
    let said = on_a_terminal(&project, &live, "downgrade -1", "n");
    assert!(
        said.contains("structure only: made again without its values") && said.contains("nothing was done"),
        "{said}"
    );
}

/// What the program says on a terminal on which somebody types.
fn on_a_terminal(project: &Project, live: &Live, arguments: &str, typed: &str) -> String {
    let mut command = Command::new("script");
    command.args(["-qefc", &format!("{} {arguments}", env!("CARGO_BIN_EXE_autogen")), "/dev/null"]);
    command.current_dir(project.path("")).env("DATABASE_URL", live.url()).env_remove("CI");
    command.env("AUTOGEN_CACHE_DIR", project.path(".cache")).env("TERM", "xterm");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script is there");
    let mut stdin = child.stdin.take().expect("it has one");
    stdin.write_all(typed.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    drop(stdin);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn rows_in_the_way_are_counted_before_anything_is_locked() {
    let live = Live::start();
    let project = applied(&live, NAMED);
    live.execute(
        "insert into users select n, 'a', case when n % 100 > 6 then 'x' || n end from generate_series(1, 1000) n",
    );
    project.write("schema/a.sql", &NAMED.replace("email text", "email text not null"));
    project.run(&["-m", "no nulls"]).ends(0);
    project
        .run(&["preflight"])
        .ends(3)
        .says("no nulls: fails")
        .says("rows without a value of email, which is to be NOT NULL: 70 (")
        .says("id = 1\n");
    let told = project.run(&["preflight", "--format", "json"]).ends(3).json();
    assert_eq!((&told["passes"], &told["revisions"][0]["queries"][0]["count"]), (&false.into(), &70.into()));
    project.run(&["upgrade"]).ends(3).complains("70 rows stand in the way").complains("id = 1");
    live.execute("update users set email = '' where email is null");
    project.run(&["preflight"]).ends(0).says("passes 1 query");
    project.run(&["upgrade"]).ends(0);
    project.run(&["preflight"]).ends(0).says("nothing to apply");
}

#[test]
fn a_new_column_without_a_default_is_stopped_where_there_are_rows() {
    let live = Live::start();
    let project = applied(&live, NAMED);
    live.execute("insert into users values (1), (2), (3)");
    project.write("schema/a.sql", &NAMED.replace("email text", "email text, born date not null"));
    project.run(&["-m", "born"]).ends(0);
    project.run(&["review", "--accept", "all"]).ends(0);
    project.run(&["upgrade"]).ends(3).complains("3 rows stand in the way");
    assert_eq!(live.value("select count(*) from information_schema.columns where column_name = 'born'"), "0");
}

#[test]
fn duplicates_under_a_partial_unique_index_are_found() {
    let live = Live::start();
    let project = applied(&live, NAMED);
    live.execute("insert into users values (1, 'a', 'x'), (2, 'b', 'x'), (3, null, 'x')");
    let index = "create unique index users_email on users (email) where full_name is not null;";
    project.write("schema/a.sql", &format!("{NAMED}{index}"));
    project.run(&["-m", "unique"]).ends(0);
    project
        .run(&["preflight"])
        .ends(3)
        .says("values that users_email allows only once: 1")
        .says("email = x, times = 2");
    project.run(&["review", "--accept", "all"]).ends(0);
    project.run(&["upgrade"]).ends(3).complains("email = x, times = 2");
    live.execute("delete from users where id = 2");
    project.run(&["upgrade"]).ends(0);
}

#[test]
fn a_label_in_use_is_removed_with_a_map() {
    let live = Live::start();
    let schema = |labels: &str, map: &str| {
        format!("{map}create type level as enum ({labels});\ncreate table t (id int primary key, l level);\n")
    };
    let project = applied(&live, &schema("'low', 'middle', 'high'", ""));
    live.execute("insert into t values (1, 'low'), (2, 'middle')");
    project.write("schema/a.sql", &schema("'low', 'high'", ""));
    project.run(&["-m", "unmapped"]).ends(0);
    project.run(&["preflight"]).ends(3).says("rows of public.t.l that have 'middle': 1").says("id = 2, l = middle");
    for way in ["up", "down"] {
        std::fs::remove_file(project.path(&file(&project, "unmapped", way).0)).expect("it is there");
    }
    project.write("schema/a.sql", &schema("'low', 'high'", "-- autogen: map 'middle' to 'high'\n"));
    project.run(&["-m", "mapped"]).ends(0);
    project.run(&["review", "--accept", "all"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    assert_eq!(live.value("select string_agg(id || l::text, ' ' order by id) from t"), "1low 2high");
    project
        .run(&["downgrade", "-1", "--yes"])
        .ends(3)
        .complains("structure only: which rows had the value isn't known");
    project.run(&["downgrade", "-1", "--accept-data-loss"]).ends(0);
    assert_eq!(live.value("select string_agg(id || l::text, ' ' order by id) from t"), "1low 2high");
}

#[test]
fn a_downgrade_says_what_it_does_not_bring_back() {
    let live = Live::start();
    let project = applied(&live, NAMED);
    live.execute("insert into users values (1, 'a', 'x')");
    project.write("schema/a.sql", &NAMED.replace(", email text", ""));
    project.run(&["-m", "less"]).ends(0).says("downgrade: structure only, column public.users.email");
    let (_, down) = file(&project, "less", "down");
    assert!(down.contains("-- autogen: structure-only made again without its values\nALTER TABLE"), "{down}");
    project.run(&["review", "--accept", "R1"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project
        .run(&["downgrade", "-1", "--yes"])
        .ends(3)
        .complains("less.down.sql:12: structure only: made again without");
    assert_eq!(live.value("select count(*) from information_schema.columns where column_name = 'email'"), "0");
    project.run(&["downgrade", "-1", "--accept-data-loss"]).ends(0);
    // What brings back everything needs no more than a yes.
    project.run(&["downgrade", "-1", "--yes"]).ends(0);
}

#[test]
fn open_boxes_fail_where_that_is_asked_for() {
    let live = Live::start();
    let project = applied(&live, NAMED);
    let offline = Project::new();
    offline.run(&["init"]).ends(0);
    for name in ["first.up", "first.down"] {
        let (message, way) = name.split_once('.').expect("it has both");
        let (path, text) = file(&project, message, way);
        offline.write(&path, &text);
    }
    offline.write("schema/a.sql", &NAMED.replace(", email text", ""));
    offline.run(&["-m", "less"]).ends(0);
    offline.run(&["check"]).ends(0).complains("undecided in");
    offline.run(&["check", "--reviews"]).ends(3);
    let listed = offline.run(&["review", "--format", "json"]).ends(3).json();
    assert_eq!(listed["open"][0]["id"], "R1");
    offline.run(&["review", "head", "--accept", "R7"]).ends(2).complains("no such box is open");
    offline.run(&["review", "head", "--accept", "R1"]).ends(0);
    offline.run(&["check", "--reviews"]).ends(0);
}

#[test]
fn an_edited_file_is_proved_again() {
    let project = Project::new();
    project.run(&["init"]).ends(0);
    project.write("schema/a.sql", NAMED);
    project.run(&["-m", "first"]).ends(0);
    project.run(&["verify"]).ends(0).says("every revision is proved as it is");
    project.write("schema/a.sql", &NAMED.replace("email text", "email text not null"));
    project.run(&["-m", "no nulls"]).ends(0);

    // A comment changes nothing, a statement does.
    let (path, text) = file(&project, "no_nulls", "up");
    let commented = text.replace("ALTER TABLE", "-- first what is missing\nALTER TABLE");
    project.write(&path, &commented);
    project.run(&["verify"]).ends(0).says("every revision is proved as it is");
    let filled = commented.replace("ALTER TABLE", "UPDATE users SET email = '' WHERE email IS NULL;\nALTER TABLE");
    project.write(&path, &filled);
    project.run(&["check"]).ends(0).complains("not proved as it is: ");
    project.run(&["verify", "--dry-run"]).ends(0).says("no nulls: proved: PostgreSQL");
    assert_eq!(project.read(&path), filled);
    project.run(&["verify"]).ends(0).says("up reaches what its head says, down restores");
    assert!(project.read(&path).contains("-- proved:   PostgreSQL"));
    project.run(&["verify"]).ends(0).says("every revision is proved as it is");

    // Elsewhere, but back again.
    let (down_path, down) = file(&project, "no_nulls", "down");
    project.write(&path, &filled.replace("UPDATE", "CREATE TABLE other ();\nUPDATE"));
    project.write(&down_path, &format!("{down}DROP TABLE other;\n"));
    project.run(&["verify"]).ends(1).says("leads elsewhere than its head says").complains("--accept");
    project.run(&["verify", "--accept"]).ends(0);
    project.run(&["check"]).ends(1).says("CREATE TABLE public.other");

    // Not back again, and not at all.
    project.write(&down_path, &down);
    project.run(&["verify"]).ends(2).says("doesn't restore what was").says("table public.other is too much");
    project.write(&path, &filled.replace("UPDATE users", "UPDATE nobody"));
    project.run(&["verify"]).ends(2).says("no_nulls.up.sql:").says("relation \"nobody\" does not exist");
}
