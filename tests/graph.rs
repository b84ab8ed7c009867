//! Histories with branches: what joins them, what stands in place of others, and where a database is in them.

mod project;

use project::{Project, Run};

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
