//! The program as people run it: the walk from `init` to a downgrade, and what it says of bad input.
//!
//! Live databases are on private servers; the program is the one that was built beside this test.

mod answers;
mod project;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixStream;
use std::path::Path;

use project::{BASE_TYPE, Live, Project, Run};

const POSTS: &str = "create table posts (id bigint primary key, title text not null);\n";
const LIKED_POSTS: &str =
    "create table posts (id bigint primary key, title text not null, likes integer not null default 0);\n";

#[test]
fn a_project_goes_there_and_back() {
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["init"]).ends(0).says("autogen.toml");
    project.write("schema/posts.sql", POSTS);
    project.run(&["check"]).ends(1).says("+ CREATE TABLE public.posts (");
    project.run(&["-m", "first"]).ends(0).says("create table public.posts");
    project.run(&["-m", "again"]).ends(2).complains("isn't at the newest revision").complains("autogen upgrade");
    project.run(&["upgrade"]).ends(0).says("first in ");
    project.run(&["check"]).ends(0).says("in step");
    project.run(&["-m", "again"]).ends(0).says("nothing to do");
    live.execute("insert into posts values (1, 'kept')");

    project.write("schema/posts.sql", LIKED_POSTS);
    project.run(&["check"]).ends(1).says("+     likes integer DEFAULT 0 NOT NULL,");
    let second = project.run(&["generate", "-m", "add likes", "--format", "json"]).ends(0).json();
    let up = std::fs::read_to_string(project.path(second["files"]["up"].as_str().expect("a path")));
    assert!(up.expect("the file is there").contains("ADD COLUMN likes integer DEFAULT 0 NOT NULL;"));
    project.run(&["history"]).ends(0).says("add likes (head) · not applied");
    project.run(&["upgrade"]).ends(0).says("add likes");
    project.run(&["check"]).ends(0);
    assert_eq!(live.value("select string_agg(title || likes, ',') from posts"), "kept0");

    project.run(&["downgrade", "-1"]).ends(3).complains("--yes");
    project.run(&["downgrade", "-1", "--yes"]).ends(0).says("took back");
    project.run(&["current"]).ends(0).says("first").complains("1 to apply");
    project.run(&["check"]).ends(1).complains("not applied: ");
    assert_eq!(live.value("select string_agg(title, ',') from posts"), "kept");
    project.run(&["downgrade", "base", "--yes"]).ends(0);
    assert_eq!(live.value("select to_regclass('posts') is null"), "t");
}

#[test]
fn check_says_what_is_forgotten_and_what_was_done_by_hand() {
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["init"]).ends(0);
    project.run(&["check", "--quick"]).ends(2).complains("no revision is applied");
    project.write("schema/posts.sql", POSTS);
    project.run(&["check", "--migrations"]).ends(1).complains("writes the migration that is missing");
    project.run(&["-m", "first"]).ends(0);
    // What is written but not applied isn't forgotten.
    project.run(&["check", "--migrations"]).ends(0).says("in step: the migrations build");
    project.run(&["check"]).ends(1);
    project.run(&["upgrade"]).ends(0);
    project.run(&["check", "--quick"]).ends(0).says("in step: the database is as").says("first left it");
    live.execute("alter table posts add by_hand int");
    project.run(&["check", "--migrations"]).ends(0);
    project.run(&["check", "--quick"]).ends(1).says("first left it").complains("autogen identify");
    let told = project.run(&["check", "--quick", "--format", "json"]).ends(1).json();
    assert_eq!(told["in_step"], serde_json::Value::Bool(false));
    project.run(&["new", "-m", "by hand"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project.run(&["check", "--quick"]).ends(2).complains("by hand recorded no fingerprint");
}

#[test]
fn what_may_hold_a_password_is_not_shown() {
    let project = Project::new();
    project.write("autogen.toml", "");
    let broken = ["postgres//u:s3cret@h/x", "postgresql:u:s3cret@h", "some password=s3cret", "Postgres://u:s3cret@h/x"];
    for source in broken {
        project.run(&["diff", "--from", source, "--to", "empty"]).ends(2).hides("s3cret");
    }
    let source = "host=127.0.0.1 port=1 password=s3cret dbname=x";
    project.run(&["diff", "--from", source, "--to", "empty"]).ends(2).complains("cannot connect").hides("s3cret");
}

#[test]
fn shells_and_man_know_every_verb() {
    let project = Project::new();
    // They need no project: not even one that can be read.
    project.write("autogen.toml", "broken");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        project.run(&["completions", shell]).ends(0).says("autogen").says("export-history").says("lock-timeout");
    }
    project.run(&["completions", "csh"]).ends(2).complains("bash");
    project.run(&["man", "--to", "man/man1"]).ends(0);
    let page = project.read("man/man1/autogen-upgrade.1");
    assert!(page.contains(".TH autogen-upgrade 1") && page.contains("autogen upgrade +1"), "{page}");
    assert!(project.read("man/man1/autogen.1").contains("export\\-history"));
}

#[test]
fn the_walk_needs_no_live_database() {
    let project = Project::new();
    project.run(&["init"]).ends(0);
    project.write("schema/posts.sql", POSTS);
    project.run(&["-m", "first"]).ends(0);
    project.run(&["check"]).ends(0).says("in step: the migrations");
    project.write("schema/posts.sql", LIKED_POSTS);
    project.run(&["diff", "--format", "sql"]).ends(1).says("ADD COLUMN likes");
    project
        .run(&["diff", "--from", "schema", "--to", "migrations", "--format", "sql"])
        .ends(1)
        .says("DROP COLUMN likes");
    project.run(&["-m", "add likes"]).ends(0);
    project.run(&["check"]).ends(0);
    project.run(&["upgrade"]).ends(2).complains("no database is named");
}

#[test]
fn a_revision_begins_where_the_one_before_ends() {
    let project = Project::new();
    project.run(&["init"]).ends(0);
    project.write("schema/notes.sql", "create table notes (id bigint);");
    project.write("schema/posts.sql", POSTS);
    project.run(&["-m", "first"]).ends(0);
    project.write("schema/notes.sql", "");
    project.run(&["-m", "second"]).ends(0);
    let head = |message: &str, line: &str| {
        let mut files = std::fs::read_dir(project.path("migrations")).expect("init made it").flatten();
        let file = files.find(|file| file.file_name().to_string_lossy().ends_with(&format!("_{message}.up.sql")));
        let text = std::fs::read_to_string(file.expect("it was written").path()).expect("it is a text");
        text.lines().find_map(|text| Some(text.strip_prefix(line)?.trim().to_owned())).expect("the head has the line")
    };
    assert_eq!(head("first", "-- to:"), head("second", "-- from:"));
}

#[test]
fn init_overwrites_nothing() {
    let project = Project::new();
    project.write("autogen.toml", "[schema]\npaths = [\"ddl\"]\n");
    project.run(&["init"]).ends(0).says("kept  autogen.toml");
    assert!(project.read("autogen.toml").contains("ddl"));
}

#[test]
fn a_saved_catalog_is_a_source() {
    let project = Project::new();
    project.write("a.sql", POSTS);
    project.write("b.sql", LIKED_POSTS);
    project
        .run(&["diff", "--from", "empty", "--to", "a.sql", "--save", "a.json", "-o", "a.txt"])
        .ends(1)
        .says_nothing();
    assert!(!project.read("a.txt").contains('\x1b'));
    project.run(&["diff", "--from", "a.json", "--to", "a.sql", "--format", "sql"]).ends(0).says_nothing();
    let object = project.run(&["diff", "--from", "a.json", "--to", "b.sql", "--format", "json"]).ends(1).json();
    assert_eq!(object["version"], 1);
    assert_eq!(object["steps"][0]["object"], "column public.posts.likes");
    project.run(&["inspect", "a.json"]).ends(0).says("CREATE TABLE public.posts (");
    project.run(&["diff", "--from", "a.json", "--to", "b.sql", "--format", "markdown"]).ends(1).says("```sql");
}

#[test]
fn a_changed_file_is_named() {
    let live = Live::start();
    let project = Project::on(&live);
    project.write("schema/posts.sql", POSTS);
    let files = project.run(&["-m", "first", "--format", "json"]).ends(0).json();
    let up = files["files"]["up"].as_str().expect("a path").to_owned();
    project.run(&["upgrade"]).ends(0);
    project.write(&up, &project.read(&up).replace("title text", "title varchar"));
    project.run(&["upgrade"]).ends(2).complains(&up);
}

#[test]
fn a_server_that_is_not_there_is_said_with_its_address_and_without_the_password() {
    let project = Project::new();
    project.write("schema/a.sql", POSTS);
    let url = "postgres://somebody:hunter2@127.0.0.1:1/app";
    let run = project.run(&["check", "--database", url]).ends(2);
    run.complains("cannot connect to postgres://somebody@127.0.0.1:1/app").hides("hunter2");
    let object = project.run(&["check", "--database", url, "--format", "json"]).ends(2).hides("hunter2").json();
    assert_eq!(object["error"]["exit_code"], 2);
}

#[test]
fn a_wrong_password_is_never_shown() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            refuse_password(stream);
        }
    });
    let project = Project::new();
    project.write("schema/a.sql", POSTS);
    let url = format!("postgres://somebody:hunter2@127.0.0.1:{port}/app?sslmode=disable");
    let run = project.run(&["check", "-v", "--database", &url]).ends(2);
    run.complains("password authentication failed").hides("hunter2");
    project.write(".env", &format!("DATABASE_URL={url}\n"));
    project.run(&["current", "--format", "json"]).ends(2).hides("hunter2");
}

/// Asks for a password and doesn't like it, as a server does.
fn refuse_password(mut stream: impl Read + Write) {
    let mut buffer = [0; 1024];
    let _ = stream.read(&mut buffer);
    let _ = stream.write_all(b"R\0\0\0\x08\0\0\0\x03");
    let _ = stream.read(&mut buffer);
    let fields = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user \"somebody\"\0\0";
    let length = u32::try_from(fields.len() + 4).expect("it is short").to_be_bytes();
    let _ = stream.write_all(&[b"E", &length[..], fields].concat());
}

#[test]
fn a_syntax_error_is_shown_where_it_stands() {
    let project = Project::new();
    project.write("schema/a.sql", POSTS);
    project.write("schema/b.sql", "create schema one;\ncreate schema two;\n\ncreate tabel three (a int);\n");
    let run = project.run(&["check"]).ends(2);
    run.complains("schema/b.sql:4").complains("syntax error at or near \"tabel\"").complains("create tabel three");
}

#[test]
fn an_unknown_toml_key_is_shown_with_the_nearest() {
    let project = Project::new();
    project.write("schema/a.toml", "[table.posts]\ncolumn.id = { type = \"bigint\", not_nul = true }\n");
    project
        .run(&["check"])
        .ends(2)
        .complains("schema/a.toml:2")
        .complains("not_nul")
        .complains("did you mean not_null?");
    let project = Project::new();
    project.write("autogen.toml", "[schema]\npath = [\"schema\"]\n");
    project.run(&["check"]).ends(2).complains("autogen.toml:2").complains("did you mean `paths`?");
}

#[test]
fn two_definitions_of_one_table_are_both_named() {
    let project = Project::new();
    project.write("schema/a.sql", POSTS);
    project.write("schema/b.sql", &format!("\n{POSTS}"));
    project.run(&["check"]).ends(2).complains("schema/a.sql:1").complains("schema/b.sql:2");
}

#[test]
fn a_definition_that_reaches_out_of_scratch_is_refused() {
    let project = Project::new();
    let reaching = "create table t (a text);\ncopy t from program 'touch /tmp/autogen-was-here';\n";
    project.write("schema/a.sql", reaching);
    project.run(&["check"]).ends(2).complains("schema/a.sql:2");
    assert!(!Path::new("/tmp/autogen-was-here").exists());
}

#[test]
fn a_server_that_goes_away_while_it_is_read_is_an_error() {
    let live = Live::start();
    live.execute(LIKED_POSTS);
    let project = Project::new();
    project.write("schema/a.sql", POSTS);
    let port = cut_off(&live.socket(), 3000);
    let url = format!("postgres://{}@127.0.0.1:{port}/{}?sslmode=disable", live.user(), live.database());
    project.run(&["check", "--database", &url]).ends(2).complains("error: cannot ");
}

/// Passes everything on to the server, until it has said so many bytes.
fn cut_off(socket: &Path, bytes: u64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    let socket = socket.to_owned();
    std::thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let far = UnixStream::connect(&socket).expect("the server is there");
            let (mut near_read, mut far_write) = (near.try_clone().expect("a copy"), far.try_clone().expect("a copy"));
            std::thread::spawn(move || std::io::copy(&mut near_read, &mut far_write));
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut far.take(bytes), &mut &near);
                near.shutdown(std::net::Shutdown::Both)
            });
        }
    });
    port
}

#[test]
fn a_server_that_goes_away_during_an_upgrade_leaves_nothing_half_done() {
    let live = Live::start();
    let project = Project::on(&live);
    project.write("schema/posts.sql", POSTS);
    let up = project.run(&["-m", "first", "--format", "json"]).ends(0).json()["files"]["up"].clone();
    let up = up.as_str().expect("a path");
    let whole = project.read(up);
    project.write(up, &format!("{whole}\nselect pg_terminate_backend(pg_backend_pid());\n"));
    project.run(&["upgrade"]).ends(2).complains("cannot apply").complains("statement 2 of 2");
    assert_eq!(live.value("select to_regclass('posts') is null"), "t");
    project.write(up, &whole);
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0);
}

#[test]
fn migrations_that_cannot_be_written_are_an_error_that_leaves_nothing() {
    let project = Project::new();
    // Nobody, not even root, can make a file there.
    let directory = if cfg!(target_os = "linux") { "/proc/self/fdinfo" } else { "/dev/fd" };
    project.write("autogen.toml", &format!("[migrations]\ndirectory = \"{directory}\"\n"));
    project.write("schema/a.sql", POSTS);
    project.run(&["-m", "first"]).ends(2).complains(&format!("cannot write {directory}/"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let project = Project::new();
    project.write("a.sql", POSTS);
    let run = project.run(&["diff", "--from", "empty", "--to", "a.sql", "--output", "/dev/full"]).ends(2);
    run.complains("cannot write /dev/full").complains("No space left");
}

#[test]
fn without_server_programs_it_is_said_what_was_looked_for_and_what_to_do() {
    let project = Project::new();
    project.write("a.sql", POSTS);
    let args = ["diff", "--from", "empty", "--to", "a.sql"];
    let run = project.run_with(&args, &[("AUTOGEN_PG_BIN", "/nowhere/bin")]).ends(2);
    run.complains("no scratch server").complains("/nowhere/bin").complains("--scratch-url");
}

#[test]
fn a_source_that_is_nothing_is_named() {
    let project = Project::new();
    project.run(&["diff", "--from", "empty", "--to", "nothing.sql"]).ends(2).complains("nothing.sql");
    project.write("a.json", "{\"format\": 999}");
    project.run(&["diff", "--from", "a.json", "--to", "empty"]).ends(2).complains("a.json").complains("999");
}

#[test]
fn colour_is_only_where_it_is_asked_for() {
    let project = Project::new();
    project.write("a.sql", POSTS);
    let args = ["diff", "--from", "empty", "--to", "a.sql"];
    assert!(!project.run(&args).stdout.contains('\x1b'));
    let always: Run = project.run(&[&args[..], &["--color", "always"]].concat());
    assert!(always.stdout.contains('\x1b'));
}

#[test]
fn a_question_holds_the_upgrade_until_its_box_is_ticked() {
    let live = Live::start();
    let project = Project::on(&live);
    project.write("schema/posts.sql", LIKED_POSTS);
    project.run(&["-m", "first"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project.write("schema/posts.sql", &format!("{LIKED_POSTS}create index ix on posts (title) where likes > 0;\n"));
    let answer = project.run(&["-m", "partial", "--format", "json", "--answer", "R1=later"]).ends(0).json();
    assert_eq!(answer["items"][0]["sort"], "partial-index");
    let up = answer["files"]["up"].as_str().expect("a path");
    project.run(&["check"]).ends(1).complains("undecided in ");
    project.run(&["upgrade"]).ends(3).complains(up).complains("R1");
    let object = project.run(&["upgrade", "--format", "json"]).ends(3).json();
    assert_eq!(object["error"]["exit_code"], 3);
    project.write(up, &project.read(up).replace("[ ] R1", "[x] R1"));
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0);
}

#[test]
fn a_rename_is_answered_on_the_command_line() {
    let project = Project::new();
    project.write("a.sql", "create table users (id int primary key, name text);\n");
    project.write("b.sql", "create table users (id int primary key, full_name text);\n");
    let diff = ["diff", "--from", "a.sql", "--to", "b.sql", "--format", "sql"];
    let with = |more: &[&str]| project.run(&[&diff[..], more].concat());
    with(&["--rename", "public.users.name=full_name"]).ends(1).says("RENAME COLUMN name TO full_name;");
    with(&["--not-renamed", "public.users.name"]).ends(1).says("DROP COLUMN name;");
    with(&["--rename", "name"]).ends(2).complains("OLD=NEW");
}

#[test]
fn a_database_is_held_to_the_standard() {
    let live = Live::start();
    let project = Project::on(&live);
    live.execute("create table posts (id bigint generated always as identity primary key, title text not null)");
    project.run(&["inspect", "--standard"]).ends(0).says("no contradiction");
    let json = project.run(&["inspect", "--standard", "--format", "json"]).ends(0).json();
    assert_eq!((&json["contradictions"], &json["hidden"]), (&serde_json::json!([]), &serde_json::json!([])));
    project.run(&["inspect", "empty", "--standard"]).ends(2).complains("--standard looks at a live database");
}

/// The file that a run says it wrote for the way there.
fn written(run: &Run) -> String {
    let line = run.stdout.lines().find(|line| line.ends_with(".up.sql")).expect("it wrote a file");
    line.trim_start_matches("wrote ").trim().to_owned()
}

#[test]
fn a_revision_is_written_by_hand() {
    let live = Live::start();
    let project = Project::on(&live);
    project.write("schema/posts.sql", POSTS);
    project.run(&["-m", "first"]).ends(0);
    let up = written(&project.run(&["new", "-m", "fill posts"]).ends(0));
    assert!(up.ends_with("_fill_posts.up.sql"), "{up}");
    project.write(
        &up,
        &format!("{}\ninsert into posts select n, 'title' from generate_series(1, 3) n;\n", project.read(&up)),
    );
    project.run(&["upgrade"]).ends(0).complains("fill posts");
    project.run(&["check"]).ends(0);
}

#[test]
fn branches_are_joined() {
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["merge"]).ends(2).complains("nothing to join");
    project.write("schema/posts.sql", POSTS);
    project.run(&["-m", "first"]).ends(0);
    let one = written(&project.run(&["new", "-m", "one"]).ends(0));
    let other = written(&project.run(&["new", "-m", "other"]).ends(0));
    // The other branch knew nothing of the first.
    let id = |path: &str| path.trim_start_matches("migrations/").split('_').next().unwrap_or_default().to_owned();
    let revises =
        |text: &str| text.lines().find(|line| line.starts_with("-- revises:")).expect("it has one").to_owned();
    let before = revises(&project.read(&one));
    for path in [other.clone(), other.replace(".up.", ".down.")] {
        let text = project.read(&path);
        project.write(&path, &text.replace(&revises(&text), &before));
    }
    project.run(&["upgrade"]).ends(2).complains("2 heads").complains("autogen merge");
    project.run(&["new", "-m", "third"]).ends(2).complains("2 heads");
    let merged = written(&project.run(&["merge"]).ends(0));
    let parents = revises(&project.read(&merged));
    assert!(parents.contains(&id(&one)) && parents.contains(&id(&other)), "{parents}");
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0);
}

#[test]
fn strictness_makes_an_error_of_what_nobody_models() {
    let live = Live::start();
    live.execute(BASE_TYPE);
    let project = Project::on(&live);
    project.write("schema/posts.sql", POSTS);
    project.run(&["check"]).ends(1).complains("not compared").complains("blob");
    let generate = ["generate", "-m", "x", "--no-prove", "--strict"];
    for arguments in [&["check", "--strict"][..], &["diff", "--no-prove", "--strict"], &generate] {
        project.run(arguments).ends(2).complains("autogen doesn't know these: type public.blob").complains("--strict");
    }
    assert!(!project.path("migrations").exists());
}

#[test]
fn the_graph_is_shown() {
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["init"]).ends(0);
    project.run(&["history"]).ends(0).complains("there is no revision yet");
    project.write("schema/posts.sql", POSTS);
    project.run(&["-m", "first"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project.run(&["new", "-m", "left"]).ends(0);
    let ids = |run: Run| -> Vec<String> {
        let object = run.json();
        let revisions = object["revisions"].as_array().expect("a list").iter();
        revisions.map(|revision| revision["revision"].as_str().expect("an id").to_owned()).collect()
    };
    let all = ids(project.run(&["history", "--format", "json"]).ends(0));
    let [left, first] = &all[..] else { panic!("{all:?}") };
    // A second branch, as a merge of version control brings it.
    let right = format!("{}", left.parse::<u64>().expect("digits") + 1);
    let directory = project.path("migrations");
    for way in ["up", "down"] {
        let text = project
            .read(&format!("migrations/{left}_left.{way}.sql"))
            .replace(left.as_str(), &right)
            .replace("left", "right");
        std::fs::write(directory.join(format!("{right}_right.{way}.sql")), text).expect("it is written");
    }
    project.run(&["heads"]).ends(0).says("left (head)").says("right (head)");
    assert_eq!(ids(project.run(&["heads", "--format", "json"]).ends(0)), [right.clone(), left.clone()]);
    project.run(&["branches"]).ends(0).says("first (current) (branch point) applied ");
    project.run(&["history", "-v"]).ends(0).says(&format!("  revises {first}")).says("  proved  PostgreSQL");
    let after = project.run(&["history", &format!("{first}:{left}"), "--format", "json"]).ends(0);
    assert_eq!(ids(after), std::slice::from_ref(left));
    project.run(&["history", "first"]).ends(2).complains("FROM:TO");
    project.run(&["show", first]).ends(0).says("CREATE TABLE public.posts").says("DROP TABLE public.posts");
    project.run(&["show", "head"]).ends(2).complains("heads");
    assert_eq!(project.run(&["show", first, "--format", "json"]).ends(0).json()["is_current"], true);
}

#[test]
fn psql_runs_what_is_printed() {
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["init"]).ends(0);
    project.write("schema/posts.sql", POSTS);
    project.run(&["-m", "first"]).ends(0);
    let script = project.run(&["upgrade", "--sql"]).ends(0).says("CREATE TABLE public.posts");
    project.run(&["current"]).ends(0).says("no revision has been applied");
    live.execute(script.stdout.replace("\\set ON_ERROR_STOP on\n", "").as_str());
    project.run(&["current"]).ends(0).says("first");
    project.run(&["check"]).ends(0).says("in step");
    project.run(&["downgrade", "base", "--sql"]).ends(2).complains("head:base");
    let script = project.run(&["downgrade", "head:base", "--sql"]).ends(0);
    live.execute(script.stdout.replace("\\set ON_ERROR_STOP on\n", "").as_str());
    assert_eq!(live.value("select to_regclass('posts') is null"), "t");
    project.run(&["current"]).ends(0).says("no revision has been applied");
}
