//! Definitions edited in place: what people wrote stays, and says what is wanted.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use autogen::compare::{Manage, declarable};
use autogen::definition::File;
use autogen::definition::edit::Reach;
use autogen::definition::export::{self, Format, Layout};
use autogen::source::Reader;
use autogen::tree::Options;
use autogen::tree::edit::edited;
use project::{Live, Project};

const BLOG: &str = "\
-- The blog.

-- People who write.
create table users (
    -- Never reused.
    id bigint generated always as identity primary key,
    name text not null unique, -- as shown
    email varchar(100)
);

-- What they write.
create table posts (
    id bigint generated always as identity primary key,
    author_id bigint not null references users, -- stays when they leave
    title text not null check (title <> ''),
    -- When it went out.
    published_at timestamptz default now()
);

create index posts_author on posts (author_id); -- for the list
comment on table posts is 'Posts';
";

/// A project whose database has everything in schema/.
fn project(live: &Live, schema: &str) -> Project {
    let project = Project::on(live);
    project.run(&["init"]).ends(0);
    project.write("schema/blog.sql", schema);
    project.run(&["-m", "blog"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project
}

#[test]
fn what_was_changed_by_hand_is_adopted() {
    let live = Live::start();
    let project = project(&live, BLOG);
    live.execute(
        "alter table posts add likes integer not null default 0;
         alter table posts drop column published_at;
         alter table users alter email type text, alter email set not null;
         alter table users drop constraint users_name_key;
         create index posts_title on posts (title);
         create table tags (name text primary key);
         comment on table posts is 'All posts'",
    );
    project.run(&["check"]).ends(1).complains("autogen adopt").complains("autogen diff --revert");
    project.run(&["adopt"]).ends(3).complains("--yes");
    let patch = project.run(&["adopt", "--dry-run"]).ends(1);
    let patch = patch.says("+    name text not null, -- as shown\n+    email text NOT NULL\n").says("+DROP TABLE public.tags;");
    assert!(!patch.stdout.contains("OWNER"), "{}", patch.stdout);
    assert_eq!(project.read("schema/blog.sql"), BLOG);
    let run = project.run(&["adopt", "--yes"]).ends(0);
    run.complains("goes with what it is about, in schema/blog.sql: -- When it went out.").says("edited  schema/blog.sql");
    assert_eq!(project.read("schema/blog.sql"), ADOPTED);
    project.run(&["check"]).ends(0).says("in step");
    project.run(&["current"]).ends(0).says("adopt what was changed by hand");
    project.run(&["adopt"]).ends(0).says("nothing to do");

    project.run(&["check", "--quick"]).ends(0);
    project.run(&["check", "--migrations"]).ends(0);
    project.run(&["verify", "--all", "--dry-run"]).ends(0);
    // Elsewhere, somebody still has to say that values may go.
    let other = Live::start();
    project.run(&["upgrade", "--database", &other.url()]).ends(3).complains("R1");
}

#[test]
fn what_was_changed_by_hand_is_taken_back() {
    let live = Live::start();
    let project = project(&live, BLOG);
    project.run(&["diff", "--revert"]).ends(0);
    // What is in schema/ and in no revision yet has nothing to do with it.
    project.write("schema/more.sql", "create table later (id int);\n");
    live.execute(
        "alter table posts add likes integer; insert into users (name) values ('a'); insert into posts values (default, 1, 'a', now(), 5);
         drop index posts_author",
    );
    let run = project.run(&["diff", "--revert"]).ends(1).says("DATA IS LOST").says("1 of them with a value");
    live.execute(&run.stdout);
    project.run(&["diff", "--revert"]).ends(0);
    project.run(&["check"]).ends(1).complains("autogen -m");
    project.run(&["diff", "--revert", "--to", "schema"]).ends(2);
}

#[test]
fn what_is_in_no_revision_yet_stays_when_something_else_is_adopted() {
    let live = Live::start();
    let project = project(&live, BLOG);
    let pending = BLOG.replace("    email varchar(100)\n", "    email varchar(100),\n    age integer -- soon\n");
    project.write("schema/blog.sql", &pending);
    live.execute("alter table users add nick text; alter table posts alter title type varchar(80)");
    project.run(&["adopt", "--yes"]).ends(0);
    let text = project.read("schema/blog.sql");
    assert!(text.contains("    email varchar(100),\n    age integer, -- soon\n    nick text\n"), "{text}");
    assert!(text.contains("    title character varying(80) not null check (title <> ''),\n"), "{text}");
    project.run(&["-m", "age"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0);
    // Both sides have changed the same: a person has to say which is meant.
    project.write("schema/blog.sql", &project.read("schema/blog.sql").replace("age integer", "age bigint"));
    live.execute("alter table users alter age type smallint");
    let before = project.read("schema/blog.sql");
    project.run(&["adopt", "--yes"]).ends(3).complains("column public.users.age was changed in both");
    assert_eq!(project.read("schema/blog.sql"), before);
}

#[test]
fn a_database_that_is_not_at_the_newest_revision_or_remembers_none() {
    let live = Live::start();
    let project = project(&live, BLOG);
    live.execute("alter table posts add likes integer");
    project.write("schema/tags.sql", "create table tags (id integer primary key);\n");
    project.run(&["-m", "tags", "--database", ""]);
    let other = Live::start();
    project.run(&["upgrade", "--database", &other.url()]).ends(0);
    project.run(&["-m", "tags", "--database", &other.url()]).ends(0);
    project.run(&["adopt", "--yes"]).ends(2).complains("not applied are").complains("--branch");
    project.run(&["adopt", "--yes", "--branch"]).ends(0);
    project.run(&["merge"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    project.run(&["check"]).ends(0);

    live.execute("drop table autogen_revision, autogen_revision_step; alter table posts add dislikes integer");
    project.run(&["diff", "--revert"]).ends(2).complains("identify");
    project.run(&["adopt", "--yes"]).ends(0).complains("remembers no revisions; taken for");
    project.run(&["check"]).ends(0);
    project.run(&["current"]).ends(0).says("adopt what was changed by hand");
}

const ADOPTED: &str = "\
-- The blog.

-- People who write.
create table users (
    -- Never reused.
    id bigint generated always as identity primary key,
    name text not null, -- as shown
    email text NOT NULL
);

-- What they write.
create table posts (
    id bigint generated always as identity primary key,
    author_id bigint not null references users, -- stays when they leave
    title text not null check (title <> ''),
    likes integer DEFAULT 0 NOT NULL
);

create index posts_author on posts (author_id); -- for the list
comment on table posts is 'All posts';
CREATE INDEX posts_title ON public.posts USING btree (title);

CREATE TABLE public.tags (
    name text NOT NULL,
    CONSTRAINT tags_pkey PRIMARY KEY (name)
);
";

/// The states of a case under `tests/cases/`, as far as they are definitions.
fn states(text: &str) -> Option<(String, String)> {
    let (about, rest) = text.split_once("-- from\n")?;
    let (from, rest) = rest.split_once("-- to\n")?;
    let to = rest.split("-- then").next()?;
    let has_rows = |text: &str| ["insert into", "since:", "until:"].iter().any(|word| text.contains(word));
    (!has_rows(about)).then(|| (without_rows(from), without_rows(to)))
}

fn without_rows(text: &str) -> String {
    let statements = autogen::sql::split(text).expect("cases are whole");
    let is_definition = |sql: &str| {
        let word = sql.split_whitespace().next().unwrap_or_default().to_lowercase();
        ["create", "alter", "comment", "grant", "revoke", "security", "set"].contains(&word.as_str())
    };
    let wanted = statements.iter().map(|one| &text[one.leading.start..one.range.end]);
    let wanted = wanted.zip(&statements).filter(|(_, one)| is_definition(one.text(text)));
    wanted.map(|(text, _)| format!("{};\n", text.trim_start_matches([';', '\n']))).collect()
}

#[test]
fn every_case_is_edited_from_its_one_state_to_its_other() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = |path: &std::path::Path| {
        let mut all: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        all.sort();
        all
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reader = Reader::new(autogen::scratch::Options::default());
    let (mut reaches, mut failures, mut skipped) = (Vec::new(), Vec::new(), 0);
    for path in entries(&root).iter().flat_map(|kind| entries(kind)) {
        if std::env::var("CASES").is_ok_and(|only| !path.display().to_string().contains(&only)) { continue }
        let Some((from, to)) = states(&std::fs::read_to_string(&path).unwrap()) else { skipped += 1; continue };
        for toml in [false, true] {
            match runtime.block_on(edit(&reader, &from, &to, toml)) {
                Ok(Some(reach)) => reaches.push(reach),
                Ok(None) => skipped += 1,
                Err(failure) => failures.push(format!("{} toml={toml}: {failure}", path.display())),
            }
        }
    }
    for reach in [Reach::Words, Reach::Statements, Reach::Object] {
        println!("{reach:?}: {}", reaches.iter().filter(|one| **one == reach).count());
    }
    println!("skipped {skipped}");
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n\n"));
}

async fn edit(reader: &Reader, from: &str, to: &str, toml: bool) -> Result<Option<Reach>, String> {
    let file = |text: &str| File { name: "schema/all.sql".to_owned(), text: text.to_owned() };
    let files = vec![file(from)];
    let read = async |files: &[File]| -> Option<autogen::source::Sourced> {
        let mut sourced = reader.read_files(files, None).await.ok()?;
        sourced.catalog = declarable(&sourced, &sourced.catalog, Manage::Declared);
        Some(sourced)
    };
    let (Some(mut declared), Some(wanted)) = (read(&files).await, read(&[file(to)]).await) else { return Ok(None) };
    let mut files = files;
    if toml {
        let fresh = reader.read_files(&[], None).await.unwrap().catalog;
        let fresh = fresh.filtered(|object| declared.catalog.contains(object.id) || object.id.parent().is_none());
        let placed = export::statements(&fresh, &declared.catalog, Layout::Object).unwrap();
        let text = export::toml(&declared.catalog, &placed.iter().collect::<Vec<_>>());
        files = vec![File { name: "schema/all.toml".to_owned(), text }];
        declared = match read(&files).await {
            Some(declared) => declared,
            None => return Ok(None),
        };
    }
    let options = Options {
        directory: "schema".into(),
        declared: vec!["schema".into()],
        layout: Layout::Object,
        format: Format::Sql,
        manage: Manage::Declared,
        force: false,
        prove: true,
    };
    match edited(reader, files, &declared, &wanted.catalog, &options).await {
        Ok(edits) => {
            if std::env::var_os("SHOW").is_some() {
                println!("{:?}\n{}", edits.reach, edits.diff());
            }
            Ok(Some(edits.reach))
        }
        Err(error) => Err(format!("{error}\n{}\n--- from\n{from}\n--- to\n{to}", error.evidence().join("\n"))),
    }
}
