//! Histories with branches: what joins them, what stands in place of others, and where a database is in them.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use project::{Live, Project, Run};

/// Revisions by hand, with the ids 20260000000001, …2 and so on.
trait Graph {
    fn revision(&self, number: u64, parents: &[u64], up: &str, down: &str);
}

impl Graph for Project {
    fn revision(&self, number: u64, parents: &[u64], up: &str, down: &str) {
        let parents: Vec<String> = parents.iter().map(|parent| id(*parent)).collect();
        let parents = if parents.is_empty() { "none".to_owned() } else { parents.join(", ") };
        for (way, script) in [("up", up), ("down", down)] {
            let head = format!("-- change {number}\n-- revision: {}\n-- revises: {parents}\n\n", id(number));
            self.write(&format!("migrations/{}_change.{way}.sql", id(number)), &(head + script));
        }
    }
}

fn id(number: u64) -> String {
    format!("{:014}", 20_260_000_000_000 + number)
}

/// The path of the upgrade file that was written.
fn written(run: &Run) -> String {
    let line = run.stdout.lines().find(|line| line.starts_with("wrote ")).expect("it says what it wrote");
    line.trim_start_matches("wrote ").to_owned()
}

/// 1 makes a table, 2 and 3 follow it.
fn fork(two: [&str; 2], three: [&str; 2]) -> Project {
    let project = Project::new();
    project.revision(1, &[], "create table posts (id int);", "drop table posts;");
    project.revision(2, &[1], two[0], two[1]);
    project.revision(3, &[1], three[0], three[1]);
    project
}

#[test]
fn sides_that_go_together_are_joined_with_a_proof() {
    let project = fork(
        ["alter table posts add likes int;", "alter table posts drop likes;"],
        ["create table tags (id int);\ncreate index on tags (id);", "drop table tags;"],
    );
    let run = project.run(&["merge", "-m", "both"]).ends(0).complains("both orders reach the same catalog");
    let text = project.read(&written(&run));
    assert!(text.contains(&format!("-- revises:  {}, {}\n", id(2), id(3))), "{text}");
    assert!(text.contains("-- proved:   PostgreSQL ") && text.contains("-- checksum: sha256:"), "{text}");
    let key = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).expect("it has the key").trim();
    assert_eq!(key("-- from:"), key("-- to:"));
    project.run(&["verify", "head"]).ends(0).says("reaches what its head says");
    project.run(&["merge"]).ends(2).complains("nothing to join");
}

#[test]
fn sides_that_clash_are_named_with_their_statements() {
    let project = fork(
        ["alter table posts alter id type bigint;", "alter table posts alter id type int;"],
        ["\nselect 1;\nalter table posts alter id type text;", "alter table posts alter id type int using id::int;"],
    );
    let (two, three) =
        (format!("migrations/{}_change.up.sql:5: alter table", id(2)), format!("{}_change.up.sql:7: ", id(3)));
    let run = project.run(&["merge"]).ends(3).complains("both sides touch column public.posts.id");
    run.complains(&two).complains(&three).complains("--accept-clash");
    let object = project.run(&["merge", "--format", "json"]).ends(3).json();
    assert!(object["error"].to_string().contains("both sides touch"), "{object}");

    let run = project.run(&["merge", "--accept-clash", "--format", "json"]).ends(0).json();
    assert_eq!((&run["is_proved"], &run["open"][0]), (&false.into(), &"R1".into()));
    assert!(project.read(run["files"]["up"].as_str().expect("a path")).contains("-- proved:   no, the sides clash\n"));
    let live = Live::start();
    project.run_with(&["upgrade"], &[("DATABASE_URL", &live.url())]).ends(3).complains(": R2 clash: both sides touch");
}

#[test]
fn a_statement_that_fails_in_one_order_is_named_with_what_it_needs() {
    let project = fork(
        ["drop table posts;", "create table posts (id int);"],
        ["create view titles as select id from posts;", "drop view titles;"],
    );
    let run = project.run(&["merge"]).ends(3).complains("relation \"posts\" does not exist");
    run.complains("create view titles").complains("drop table posts");
    project.run(&["merge", "--no-prove"]).ends(0);
}

#[test]
fn rows_that_both_sides_change_are_asked_about() {
    let project = fork(
        ["insert into posts values (1);", "delete from posts;"],
        ["create table tags ();\ninsert into posts values (2);", "drop table tags; delete from posts;"],
    );
    let text = project.read(&written(&project.run(&["merge"]).ends(0)));
    assert!(text.contains("--   [ ] R1 rows: both sides change some"), "{text}");
    assert!(text.contains(&format!("{}_change.up.sql:6: insert into posts values (2)", id(3))), "{text}");
}

#[test]
fn what_is_to_be_joined_can_be_said() {
    let project = fork(["", ""], ["", ""]);
    project.revision(4, &[2], "", "");
    project.revision(5, &[1], "", "");
    let both = [id(2), id(3)];
    project.run(&["merge", &both[0]]).ends(2).complains("that is one revision");
    project.run(&["merge", &both[0], &id(4)]).ends(2).complains("comes before");
    project.run(&["merge", &both[0], "2027"]).ends(2).complains("cannot locate revision 2027");
    project.run(&["merge", &both[0], &both[1]]).ends(0);
    project.run(&["heads"]).ends(0).says(&id(4)).says(&id(5)).says("merge (head)");
}

/// A line of four: 2 and 3 are those that are squashed.
fn line(project: &Project) {
    project.revision(1, &[], "create table posts (id int primary key);", "drop table posts;");
    // PostgreSQL prints this condition in one way, and in another once it has read that.
    let likes = "alter table posts add likes int, add kind varchar check (kind in ('a', 'b'));";
    project.revision(2, &[1], likes, "alter table posts drop likes, drop kind;");
    project.revision(3, &[2], "alter table posts alter likes type bigint;", "alter table posts alter likes type int;");
    project.revision(4, &[3], "create table tags (id int);", "drop table tags;");
}

/// Databases of one server.
struct Databases {
    live: Live,
}

impl Databases {
    fn start(names: &[&str]) -> Databases {
        let live = Live::start();
        names.iter().for_each(|name| live.execute(&format!("create database {name}")));
        Databases { live }
    }

    fn url(&self, name: &str) -> String {
        self.live.url().replace(self.live.database(), name)
    }

    fn run(&self, project: &Project, name: &str, arguments: &[&str]) -> Run {
        project.run_with(arguments, &[("DATABASE_URL", &self.url(name))])
    }

    fn applied(&self, project: &Project, name: &str) -> Vec<String> {
        let object = self.run(project, name, &["history", "--format", "json"]).ends(0).json();
        let revisions = object["revisions"].as_array().expect("a list").iter();
        let applied = revisions.filter(|one| one["standing"] == "applied");
        applied.map(|one| one["revision"].as_str().expect("an id").to_owned()).collect()
    }
}

#[test]
fn a_squash_stands_for_what_it_replaces_wherever_a_database_is() {
    let project = Project::new();
    line(&project);
    let all = ["fresh", "before", "middle", "done", "beyond"];
    let databases = Databases::start(&all);
    for (name, at) in all.iter().zip(0..).skip(1) {
        databases.run(&project, name, &["upgrade", &id(at)]).ends(0);
    }
    let range = format!("{}:{}", id(1), id(3));
    let dry = project.run(&["squash", &range, "-m", "likes", "--dry-run"]).ends(0);
    assert!(!dry.stdout.contains("OWNER TO"), "{}", dry.stdout);
    dry.says("ADD COLUMN likes bigint").says(&format!("-- replaces: {}, {}", id(2), id(3)));
    let run = project.run(&["squash", &range, "-m", "likes"]).ends(0).says("moved 2 revisions to migrations/replaced");
    let squash = written(&run).trim_start_matches("migrations/").split('_').next().expect("an id").to_owned();
    project.run(&["show", &id(2)]).ends(2).complains(&format!("was replaced by {squash} likes"));

    databases
        .run(&project, "middle", &["current"])
        .ends(0)
        .says(&format!("{} change 2", id(2)))
        .complains("2 to apply");
    databases.run(&project, "done", &["current"]).ends(0).says(&format!("{squash} likes")).complains("1 to apply");
    let ran = |name: &str| databases.run(&project, name, &["upgrade"]).ends(0).stdout.lines().count();
    let stands = format!("{squash} likes stands for 2 revisions");
    databases.run(&project, "beyond", &["upgrade"]).ends(0).says("nothing to do").complains(&stands);
    assert_eq!(["fresh", "before", "middle", "done"].map(ran), [3, 2, 2, 1]);
    for name in all {
        assert_eq!(databases.applied(&project, name), [id(4), squash.clone(), id(1)], "{name}");
        databases.run(&project, name, &["upgrade"]).ends(0).says("nothing to do");
        project.run(&["diff", "--from", &databases.url("fresh"), "--to", &databases.url(name)]).ends(0);
    }

    databases.run(&project, "beyond", &["downgrade", &id(2), "--yes"]).ends(2).complains("was replaced by");
    databases.run(&project, "beyond", &["downgrade", "-2", "--yes"]).ends(0).says("took back").says("likes");
    assert_eq!(databases.applied(&project, "beyond"), [id(1)]);
    databases.run(&project, "beyond", &["upgrade", &squash]).ends(0);
    databases.run(&project, "beyond", &["downgrade", "base", "--yes"]).ends(0);
    databases.run(&project, "beyond", &["upgrade"]).ends(0);
    project.run(&["diff", "--from", &databases.url("fresh"), "--to", &databases.url("beyond")]).ends(0);
    project.run(&["verify", "--all", "--dry-run"]).ends(0);
}

#[test]
fn a_database_in_the_middle_needs_the_files_that_were_replaced() {
    let project = Project::new();
    line(&project);
    let databases = Databases::start(&["middle", "done"]);
    databases.run(&project, "middle", &["upgrade", &id(2)]).ends(0);
    databases.run(&project, "done", &["upgrade"]).ends(0);
    project.run(&["squash", &format!("{}:{}", id(1), id(3)), "-m", "likes"]).ends(0);
    databases.run(&project, "middle", &["downgrade", "-1", "--yes"]).ends(0).says("took back 20260000000002");
    databases.run(&project, "middle", &["upgrade", "+1"]).ends(0).says("likes");
    databases.run(&project, "middle", &["stamp", &id(2)]).ends(0);
    std::fs::remove_dir_all(project.path("migrations/replaced")).expect("it was made");
    databases.run(&project, "middle", &["upgrade"]).ends(2).complains("the files of").complains("version control");
    databases.run(&project, "done", &["upgrade"]).ends(0);
    databases.run(&project, "done", &["downgrade", "base", "--yes"]).ends(0);
    databases.run(&project, "done", &["upgrade"]).ends(0);
}

#[test]
fn a_squash_keeps_statements_that_change_rows_in_their_order() {
    let project = Project::new();
    project.revision(1, &[], "create table posts (id int, likes int);", "drop table posts;");
    project.revision(2, &[1], "insert into posts values (1, null);", "delete from posts;");
    project.revision(
        3,
        &[2],
        "update posts set likes = 0;\nalter table posts alter likes set not null;",
        "alter table posts alter likes drop not null;",
    );
    project.revision(
        4,
        &[3],
        "create type mood as enum ('sad');\ncreate table moods (m mood);",
        "drop table moods; drop type mood;",
    );
    project.revision(5, &[4], "create table stray ();", "select 1;");
    project.run(&["squash", "base:head", "-m", "all"]).ends(2).complains("doesn't restore what was");
    let range = format!("base:{}", id(4));
    let run = project
        .run(&["squash", &range, "-m", "all"])
        .ends(0)
        .complains("no schema shows all that they do: migrations/2026");
    let text = project.read(&written(&run));
    let at = |sql: &str| text.find(sql).unwrap_or_else(|| panic!("{sql} isn't in {text}"));
    assert!(at("insert into posts values (1, null); -- autogen: commit") < at("update posts set likes = 0;"));
    let live = Live::start();
    project.run_with(&["upgrade"], &[("DATABASE_URL", &live.url())]).ends(0);
    assert_eq!(live.value("select likes from posts"), "0");
}

#[test]
fn what_one_revision_sets_for_its_session_does_not_reach_the_next_in_a_squash() {
    let project = Project::new();
    let tables = "create schema s; create table public.t (x int); create table s.t (x int);";
    project.revision(1, &[], tables, "drop table s.t; drop table public.t; drop schema s;");
    project.revision(2, &[1], "set search_path = s;\ninsert into t values (1);", "delete from s.t;");
    project.revision(3, &[2], "insert into t values (2);", "delete from public.t;");
    project.run(&["squash", "base:head", "-m", "all"]).ends(0);
    let live = Live::start();
    project.run_with(&["upgrade"], &[("DATABASE_URL", &live.url())]).ends(0);
    assert_eq!(live.value("select (select sum(x) from public.t) || ' ' || (select sum(x) from s.t)"), "2 1");
}

#[test]
fn a_squash_takes_no_short_way_where_that_would_lose_something() {
    let project = Project::new();
    line(&project);
    project.revision(
        5,
        &[4],
        "-- autogen: no-transaction\ncreate index concurrently i on posts (likes);",
        "drop index i;",
    );
    project.revision(6, &[5], "alter table posts rename kind to sort;", "alter table posts rename sort to kind;");
    let text = |range: &str, more: &[&str]| {
        let arguments: Vec<&str> = ["squash", range, "-m", "x", "--dry-run"].iter().chain(more).copied().collect();
        project.run(&arguments)
    };
    text("base:head", &[]).ends(0).says("CREATE TABLE public.posts (");
    text(&format!("{}:{}", id(3), id(5)), &[]).ends(0).says("create index concurrently").complains("no schema shows");
    text(&format!("{}:head", id(3)), &["--keep-steps"]).ends(0).says("rename kind to sort");
    text(&format!("{}:head", id(3)), &["--drop-data"]).ends(2).complains("no net change without a question: ");
    project.revision(5, &[4], "alter table tags add n int;", "alter table tags drop n;");
    text(&format!("{}:head", id(3)), &[]).ends(0).says("rename kind to sort").complains("the statements are kept");
}

#[test]
fn what_cannot_be_squashed_says_why() {
    let project = fork(["select 1;", "select 1;"], ["select 1;", "select 1;"]);
    project.run(&["squash", "base:heads", "-m", "x"]).ends(2).complains("two ends");
    project.run(&["squash", &format!("{}:{}", id(1), id(2)), "-m", "x"]).ends(2).complains("two or more");
    project.run(&["squash", &format!("base:{}", id(2)), "-m", "x"]).ends(2).complains("which isn't the last of");
    project.run(&["squash", "head", "-m", "x"]).ends(2).complains("FROM:TO");
}

#[test]
fn a_database_that_has_all_goes_back_to_the_base_by_the_squash() {
    let live = Live::start();
    let project = Project::on(&live);
    line(&project);
    project.run(&["upgrade"]).ends(0);
    project.run(&["squash", "base:head", "-m", "all"]).ends(0);
    project.run(&["downgrade", "base", "--dry-run"]).ends(0).says("would take back").says(" all (");
    project.run(&["downgrade", "base", "--yes"]).ends(0).says("took back").says(" all in ");
    assert_eq!(live.value("select to_regclass('posts') is null"), "t");
    assert_eq!(live.value("select count(*) from autogen_revision"), "0");
}

#[test]
fn a_branch_from_the_middle_of_what_was_replaced_follows_the_squash() {
    let project = Project::new();
    line(&project);
    let databases = Databases::start(&["fresh", "middle", "again"]);
    databases.run(&project, "middle", &["upgrade", &id(2)]).ends(0);
    let run = project.run(&["squash", &format!("base:{}", id(4)), "-m", "all"]).ends(0);
    // Somebody else's branch, merged late.
    project.revision(5, &[2], "alter table posts add late int;", "alter table posts drop late;");
    for name in ["fresh", "middle", "again"] {
        databases.run(&project, name, &["upgrade", "heads"]).ends(0);
        project.run(&["diff", "--from", &databases.url("fresh"), "--to", &databases.url(name)]).ends(0);
        let revisions = databases.applied(&project, name);
        assert_eq!(revisions.len(), 2, "{revisions:?}");
        databases.run(&project, name, &["current"]).ends(0).says("change 5").complains("this is the newest");
    }
    databases.run(&project, "middle", &["downgrade", "base", "--yes"]).ends(0);

    let squash = written(&run);
    let id = |path: &str| path.trim_start_matches("migrations/").split('_').next().expect("an id").to_owned();
    let other = format!("{}", id(&squash).parse::<u64>().expect("digits") + 1);
    for path in [squash.clone(), squash.replace(".up.", ".down.")] {
        project.write(&path.replace(&id(&squash), &other), &project.read(&path).replace(&id(&squash), &other));
    }
    project.run(&["history"]).ends(2).complains(&format!("both {} and {other} replace 2026", id(&squash)));
    for way in ["up", "down"] {
        for id in [id(&squash), other.clone()] {
            std::fs::remove_file(project.path(&format!("migrations/{id}_all.{way}.sql"))).expect("it was there");
        }
    }
    project.run(&["history"]).ends(2).complains("is replaced by nothing").complains("move both files");
}

#[test]
fn a_squash_of_a_squash_stands_for_both() {
    let project = Project::new();
    line(&project);
    let databases = Databases::start(&["fresh", "early", "late", "done"]);
    databases.run(&project, "early", &["upgrade", &id(1)]).ends(0);
    databases.run(&project, "done", &["upgrade"]).ends(0);
    project.run(&["squash", &format!("base:{}", id(3)), "-m", "posts"]).ends(0);
    databases.run(&project, "late", &["upgrade", "+1"]).ends(0);
    let run = project.run(&["squash", "base:head", "-m", "all"]).ends(0);
    let squash = written(&run).trim_start_matches("migrations/").split('_').next().expect("an id").to_owned();
    for name in ["fresh", "early", "late", "done"] {
        databases.run(&project, name, &["upgrade"]).ends(0);
        assert_eq!(databases.applied(&project, name), std::slice::from_ref(&squash), "{name}");
        project.run(&["diff", "--from", &databases.url("fresh"), "--to", &databases.url(name)]).ends(0);
    }
}

#[test]
fn a_script_for_psql_goes_on_in_the_middle_of_what_was_replaced() {
    let live = Live::start();
    let project = Project::on(&live);
    line(&project);
    project.run(&["upgrade", &id(2)]).ends(0);
    project.run(&["squash", &format!("{}:{}", id(1), id(3)), "-m", "likes"]).ends(0);
    let script = project.run(&["upgrade", &format!("{}:head", id(2)), "--sql"]).ends(0).says("alter likes type bigint");
    live.execute(&script.stdout.replace("\\set ON_ERROR_STOP on\n", ""));
    assert_eq!(live.value("select count(*) from autogen_revision"), "3");
    project.run(&["current"]).ends(0).says("change 4").complains("this is the newest");
    let script = project.run(&["downgrade", "head:base", "--sql"]).ends(0);
    live.execute(&script.stdout.replace("\\set ON_ERROR_STOP on\n", ""));
    assert_eq!(live.value("select to_regclass('posts') is null"), "t");
}

#[test]
fn a_database_without_history_is_identified_by_what_is_in_it() {
    let live = Live::start();
    let project = Project::on(&live);
    line(&project);
    project.run(&["identify"]).ends(0).says("base: as it comes out in scratch");
    live.execute(
        "create table posts (id int primary key); alter table posts add likes int, add kind varchar check (kind in ('a', 'b')); grant select on posts to public",
    );
    project.run(&["identify"]).ends(0).says("20260000000002 change 2: as it comes out in scratch");
    project.run(&["identify", "--stamp"]).ends(0).says("recorded");
    project.run(&["current"]).ends(0).says("change 2").complains("2 to apply");

    live.execute("alter table posts add stray text");
    let run = project
        .run(&["identify", "--stamp"])
        .ends(1)
        .says("change 2: 1 difference\n  column public.posts.stray is too much");
    run.complains("its history says 20260000000002 change 2");
    live.execute("alter table posts drop stray");
    project.revision(5, &[4], "insert into tags values (1);", "delete from tags;");
    project.run(&["upgrade"]).ends(0);
    live.execute("drop table autogen_revision, autogen_revision_step");
    let object = project.run(&["identify", "--format", "json"]).ends(0).json();
    assert_eq!(object["revisions"].as_array().map(Vec::len), Some(2), "{object}");
    project.run(&["identify", "--stamp"]).ends(3).says(&id(4)).says(&id(5)).complains("autogen stamp REVISION");
    project.run(&["current"]).ends(0).says("no revision");
}

#[test]
fn a_fingerprint_identifies_without_a_scratch_server() {
    let live = Live::start();
    let project = Project::on(&live);
    project
        .write("schema/posts.sql", "create table posts (id int primary key, title text check (title in ('a', 'b')));");
    project.run(&["-m", "first"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    live.execute("drop table autogen_revision, autogen_revision_step");
    let nowhere = [("AUTOGEN_SCRATCH_URL", "postgres://127.0.0.1:1/none")];
    project.run_with(&["identify"], &nowhere).ends(0).says("first: by the fingerprint in its head");
    project.run(&["identify", "--replay"]).ends(0).says("first: as it comes out in scratch");
    project.run(&["identify", "--stamp"]).ends(0);
    project.run(&["current", "--verbose"]).ends(0).says("files   as they were").says("database is as the head says");
}

#[test]
fn a_range_is_verified_on_one_database() {
    let project = Project::new();
    line(&project);
    project.revision(5, &[4], "insert into tags values (1);", "delete from tags;");
    project.revision(6, &[5], "create unique index on tags (id);", "drop index tags_id_idx;");
    let run = project.run(&["verify", &format!("{}:head", id(3)), "--dry-run"]).ends(0);
    assert_eq!(run.stdout.lines().filter(|line| line.contains(": proved: ")).count(), 3);
    project.run(&["verify"]).ends(0).says("change 6: proved");
    project.run(&["verify"]).ends(0).says("every revision is proved as it is");
    let kept = "insert into tags values (2);";
    project.revision(7, &[6], kept, "select 1;");
    project.run(&["verify", "head", "--dry-run"]).ends(0).says("rows that the downgrade leaves bar a second upgrade");
    // A second upgrade that leads elsewhere: the downgrade leaves a row that the next upgrade looks at.
    let wayward =
        "create sequence if not exists s;\ndo $$ begin if nextval('s') > 1 then create table twice (); end if; end $$;";
    project.revision(7, &[6], wayward, "select 1;");
    project.run(&["verify", "head"]).ends(2).says("doesn't restore what was");
}

#[test]
fn a_branch_beside_is_verified_on_a_database_of_its_own() {
    let project = fork(
        ["alter table posts rename to articles;", "alter table articles rename to posts;"],
        ["alter table posts add likes int;", "alter table posts drop likes;"],
    );
    project.run(&["verify", "--all", "--dry-run"]).ends(0).says("change 2: proved").says("change 3: proved");
}

#[test]
fn an_outline_of_a_change_of_rows_is_a_migration_already() {
    let live = Live::start();
    let project = Project::on(&live);
    line(&project);
    let file = written(&project.run(&["new", "-m", "fill likes", "--data"]).ends(0));
    let text = project.read(&file);
    for word in ["-- autogen: preflight", "-- autogen: batch table=", "NOT VALID", "SET NOT NULL"] {
        assert!(text.contains(word), "{word} isn't in {text}");
    }
    project.run(&["upgrade"]).ends(0).says("fill likes");
    // What the outline shows runs as it stands, once it is uncommented.
    let shown = |text: &str, from: &str| {
        let lines =
            text.lines().skip_while(|line| !line.contains(from)).map(|line| line.trim_start_matches("--      "));
        lines.filter(|line| !line.starts_with("--") || line.starts_with("-- autogen")).collect::<Vec<_>>().join("\n")
    };
    let file = written(&project.run(&["new", "-m", "really"]).ends(0));
    project.write(&file, &format!("{}\n{}\n", project.read(&file), shown(&text, "-- autogen: preflight")));
    live.execute("insert into posts select n from generate_series(1, 100) n");
    project.run(&["upgrade"]).ends(0).says("really");
    assert_eq!(live.value("select sum(likes) from posts"), "0");
    assert_eq!(live.value("select attnotnull from pg_attribute where attname = 'likes'"), "t");
}

#[test]
fn a_new_revision_may_begin_a_branch() {
    let project = fork(["", ""], ["", ""]);
    project.run(&["new", "-m", "hotfix"]).ends(2).complains("2 heads");
    let file = written(&project.run(&["new", "-m", "hotfix", "--from", &id(1)]).ends(0));
    assert!(project.read(&file).contains(&format!("-- revises:  {}\n", id(1))));
    let file = written(&project.run(&["new", "-m", "apart", "--from", "base"]).ends(0));
    assert!(project.read(&file).contains("-- revises:  none\n"));
    project.run(&["heads", "--format", "json"]).ends(0).says("hotfix").says("apart");
}

#[test]
fn a_broken_directory_is_told_by_every_verb_that_reads_it() {
    let live = Live::start();
    let broken = |breaks: &dyn Fn(&Project), complaint: &str| {
        let project = Project::on(&live);
        line(&project);
        breaks(&project);
        for verb in [&["upgrade"][..], &["history"], &["current"], &["verify"], &["downgrade", "-1"]] {
            project.run(verb).ends(2).complains(complaint).complains("hint: ");
        }
    };
    let change = |number: u64, way: &str| format!("migrations/{}_change.{way}.sql", id(number));
    broken(
        &|project| project.revision(2, &[9], "", ""),
        &format!("{} revises {}, which isn't there", change(2, "up"), id(9)),
    );
    broken(&|project| project.revision(1, &[4], "", ""), "revisions revise each other in a circle: ");
    broken(
        &|project| std::fs::remove_file(project.path(&change(4, "down"))).expect("it was there"),
        &format!("{} has no .down.sql beside it", change(4, "up")),
    );
    broken(
        &|project| {
            ["up", "down"].iter().for_each(|way| {
                project.write(&change(4, way).replace("change", "other"), &project.read(&change(4, way)));
            })
        },
        &format!("two revisions share the id {}", id(4)),
    );
}

#[test]
fn an_applied_revision_without_files_is_named() {
    let live = Live::start();
    let project = Project::on(&live);
    line(&project);
    project.run(&["upgrade"]).ends(0);
    for way in ["up", "down"] {
        std::fs::remove_file(project.path(&format!("migrations/{}_change.{way}.sql", id(4)))).expect("it was there");
    }
    project.run(&["upgrade"]).ends(2).complains("20260000000004 change 4 is applied, but its files aren't in");
    project.run(&["history"]).ends(0).says("change 4 (current)").says("its files are missing");
    project.run(&["current", "--verbose"]).ends(0).says("files   missing");
    project.run(&["stamp"]).ends(2).complains("--purge forgets them");
    project.run(&["stamp", "--purge"]).ends(0).says("recorded 20260000000003");
    project.run(&["current", "--format", "json"]).ends(0).says("\"files\": \"unchanged\"");
}

#[test]
fn a_revision_is_located_by_all_that_people_say() {
    let live = Live::start();
    let project = Project::on(&live);
    line(&project);
    let run = project.run(&["upgrade", "20260000000044"]).ends(2).complains("cannot locate revision 20260000000044");
    run.complains("the nearest is 20260000000004 change 4; looked in ").complains("(4 revisions)");
    project.run(&["upgrade", "2026"]).ends(2).complains("is the beginning of 4 revisions").complains(&id(3));
    project.run(&["upgrade", "head-2"]).ends(0).says("change 2");
    project.run(&["upgrade", "20260000000002+1"]).ends(0).says("change 3");
    project.run(&["upgrade", "head+1"]).ends(2).complains("nothing comes after");
    project.run(&["downgrade", "head-3", "--yes"]).ends(0).says("took back");
    project.run(&["downgrade"]).ends(2).complains("<REVISION>");
    project.run(&["current"]).ends(0).says("change 1");
}

#[test]
fn a_database_on_two_branches_goes_up_and_down() {
    let live = Live::start();
    let project = fork(["create table two ();", "drop table two;"], ["create table three ();", "drop table three;"]);
    let url = [("DATABASE_URL", &*live.url())];
    let run = |arguments: &[&str]| project.run_with(arguments, &url);
    run(&["upgrade"]).ends(2).complains("2 heads").complains("say `heads` for all");
    run(&["upgrade", &id(3)]).ends(0);
    run(&["upgrade", "heads", "--linear"])
        .ends(2)
        .complains("doesn't build on 20260000000003")
        .complains("merged late");
    run(&["upgrade", "heads"]).ends(0).says("change 2");
    run(&["current"]).ends(0).says("change 2").says("change 3");
    run(&["downgrade", "-1", "--yes"])
        .ends(2)
        .complains("that is on several branches")
        .complains(&format!("{}-1", id(2)));
    run(&["downgrade", &format!("{}-1", id(2)), "--yes"]).ends(0).says("took back 20260000000002");
    assert_eq!(live.value("select to_regclass('two') is null and to_regclass('three') is not null"), "t");
    run(&["upgrade", "heads"]).ends(0);
    run(&["downgrade", &id(1), "--yes"]).ends(0).says("change 3").says("change 2");
    assert_eq!(live.value("select count(*) from autogen_revision"), "1");
}
