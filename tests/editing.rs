//! Definitions edited in place: what people wrote stays, and says what is wanted.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use autogen::compare::{Manage, declarable};
use autogen::definition::File;
use autogen::definition::edit::Reach;
use autogen::definition::export::{self, Format, Layout};
use autogen::definition::format::format;
use autogen::source::{Reader, Sourced};
use autogen::tree::Options;
use autogen::tree::edit::{Edits, edited};
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
    let patch =
        patch.says("+    name text not null, -- as shown\n+    email text NOT NULL\n").says("+DROP TABLE public.tags;");
    assert!(!patch.stdout.contains("OWNER"), "{}", patch.stdout);
    assert_eq!(project.read("schema/blog.sql"), BLOG);
    let run = project.run(&["adopt", "--yes"]).ends(0);
    run.complains("goes with what it is about, in schema/blog.sql: -- When it went out.")
        .says("edited  schema/blog.sql");
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
    live.execute("alter table users rename to people; alter table people rename name to full_name");
    project.run(&["adopt", "--yes", "--rename", "public.users=people"]).ends(0);
    let text = project.read("schema/blog.sql");
    let start = "-- People who write.\ncreate table people (\n    -- Never reused.\n    id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.users_id_seq) CONSTRAINT users_pkey PRIMARY KEY,\n    full_name text not null CONSTRAINT users_name_key UNIQUE, -- as shown\n";
    assert!(text.contains(start), "{text}");
    project.run(&["check"]).ends(0);
    // Both sides have changed the same: a person has to say which is meant.
    project.write("schema/blog.sql", &project.read("schema/blog.sql").replace("age integer", "age bigint"));
    live.execute("alter table people alter age type smallint");
    let before = project.read("schema/blog.sql");
    project.run(&["adopt", "--yes"]).ends(3).complains("column public.people.age was changed in both");
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

#[test]
fn toml_is_adopted_into_by_a_role_that_may_not_write_the_history() {
    let live = Live::start();
    let project = Project::on(&live);
    project.run(&["init"]).ends(0);
    let posts = "# Kept.\n\n[table.posts]\n# The key.\ncolumn.id = {type=\"bigint\"}\nprimary_key = [\"id\"]\n";
    project.write("schema/posts.toml", posts);
    project.run(&["-m", "posts"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    live.execute(
        "create role bob login; revoke create on schema public from public;
         grant select on autogen_revision, autogen_revision_step to bob;
         alter table posts add likes int; create table tags (name text)",
    );
    let url = live.url().replace(&format!("{}@", live.user()), "bob@");
    let run = project.run(&["adopt", "--yes", "--database", &url]).ends(2);
    run.says("edited  schema/posts.toml").complains("permission denied").complains("autogen stamp");
    assert_eq!(
        project.read("schema/posts.toml"),
        posts.replace("}\nprimary", "}\ncolumn.likes = { type = \"integer\" }\nprimary")
    );
    assert_eq!(project.read("schema/tags.toml"), "[table.tags]\ncolumn.name = { type = \"text\" }\n");
    project.run(&["stamp"]).ends(0);
    project.run(&["check"]).ends(0).says("in step");
}

/// Each directory under `tests/editing/` is a file before, what it is to say, and the file after.
#[test]
fn what_nobody_changes_keeps_its_bytes() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editing");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reader = Reader::new(autogen::scratch::Options::default());
    let mut failures = Vec::new();
    for case in entries(&root) {
        let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap_or_default();
        let form = if case.join("before.toml").exists() { "toml" } else { "sql" };
        let before = File { name: format!("schema/all.{form}"), text: read(&format!("before.{form}")) };
        let edits =
            runtime.block_on(edit(&reader, vec![before], &read("wanted.sql"))).unwrap().expect("both are definitions");
        let text = edits.files().iter().map(|file| file.text.as_str()).collect::<String>();
        let after = case.join(format!("after.{form}"));
        if std::env::var_os("AUTOGEN_UPDATE").is_some() {
            std::fs::write(&after, &text).unwrap();
        }
        if read(&format!("after.{form}")) != text {
            failures.push(format!("{}:\n{text}", case.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn entries(path: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut all: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

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

/// What no edit reaches, in SQL or in TOML: the loader's order makes something else of it, and keys of a section keep their
/// order. It is refused, and nothing is written. These are tried each time, so that the day that they can be, this says so.
const OUT_OF_REACH: &[&str] = &[
    "composite/is_made_anew_when_its_order_changes",
    "default_privilege/changes_while_objects_are_made",
    "default_privilege/does_not_leak_into_what_is_created",
    "index_partition/not_attached_where_it_is_not",
    "operator_class/comes_back_with_what_is_made_anew",
    "operator_class/default_for_a_type_of_its_own",
    "partition/not_null_of_the_whole",
];

/// One case of so many; `AUTOGEN_CASES=all` takes all of them, which is some minutes, and anything else those with that in
/// their name.
const SAMPLE: usize = 40;

#[test]
fn a_case_is_edited_from_its_one_state_to_its_other() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reader = Reader::new(autogen::scratch::Options::default());
    let wanted = std::env::var("AUTOGEN_CASES").ok();
    let (mut reaches, mut failures) = (Vec::new(), Vec::new());
    for (number, path) in entries(&root).iter().flat_map(|kind| entries(kind)).enumerate() {
        let name = path.strip_prefix(&root).unwrap().with_extension("").display().to_string();
        let is_out_of_reach = OUT_OF_REACH.contains(&name.as_str());
        let is_chosen = match wanted.as_deref() {
            None => number % SAMPLE == 0 || is_out_of_reach,
            Some("all") => true,
            Some(part) => name.contains(part),
        };
        let Some((from, to)) = states(&std::fs::read_to_string(&path).unwrap()).filter(|_| is_chosen) else { continue };
        // A sample takes turns.
        let is_asked = |toml: &bool| wanted.is_some() || is_out_of_reach || *toml == (number % (2 * SAMPLE) == 0);
        let mut refused = 0;
        for toml in [false, true].into_iter().filter(is_asked) {
            let edited = runtime.block_on(async {
                let sql = vec![File { name: "schema/all.sql".to_owned(), text: from.clone() }];
                let files = if toml { as_toml(&reader, &sql).await } else { Some(sql) };
                match files {
                    Some(files) => edit(&reader, files, &to).await,
                    None => Ok(None),
                }
            });
            match edited {
                Ok(Some(edits)) => reaches.push(edits.reach),
                Ok(None) => {}
                Err(_) if is_out_of_reach => refused += 1,
                Err(failure) => failures.push(format!("{name} (TOML: {toml}): {failure}")),
            }
        }
        if is_out_of_reach && refused == 0 {
            failures.push(format!("{name} is edited rightly now: it needn't stand in OUT_OF_REACH"));
        }
    }
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n\n"));
    let by_words = reaches.iter().filter(|reach| **reach == Reach::Words).count();
    println!("{by_words} of {} by their words", reaches.len());
    assert!(wanted.is_some() || by_words * 10 >= reaches.len() * 8, "{reaches:?}");
}

async fn read(reader: &Reader, files: &[File]) -> Option<Sourced> {
    let mut sourced = reader.read_files(files, None).await.ok()?;
    sourced.catalog = declarable(&sourced, &sourced.catalog, Manage::Declared);
    Some(sourced)
}

/// The same definitions as TOML, which `autogen fmt` has nothing against.
async fn as_toml(reader: &Reader, files: &[File]) -> Option<Vec<File>> {
    let declared = read(reader, files).await?;
    let fresh = reader.read_files(&[], None).await.unwrap().catalog;
    let fresh = fresh.filtered(|object| declared.catalog.contains(object.id) || object.id.parent().is_none());
    let placed = export::statements(&fresh, &declared.catalog, Layout::Object).unwrap();
    let text = export::toml(&declared.catalog, &placed.iter().collect::<Vec<_>>());
    let file = File { name: "schema/all.toml".to_owned(), text };
    assert_eq!(format(&file).unwrap(), file.text);
    let file_of_sql =
        File { name: "a.sql".to_owned(), text: export::text(&placed.iter().collect::<Vec<_>>(), Layout::Object) };
    assert_eq!(format(&file_of_sql).unwrap(), file_of_sql.text);
    Some(vec![file])
}

/// The definitions edited so that they say what others do; none if either can't be loaded.
async fn edit(reader: &Reader, files: Vec<File>, to: &str) -> Result<Option<Edits>, String> {
    let wanted = File { name: "schema/all.sql".to_owned(), text: to.to_owned() };
    let (declared, wanted) = (read(reader, &files).await, read(reader, &[wanted]).await);
    let (Some(declared), Some(wanted)) = (declared, wanted) else { return Ok(None) };
    let options = Options {
        directory: "schema".into(),
        declared: vec!["schema".into()],
        layout: Layout::Object,
        format: Format::Sql,
        manage: Manage::Declared,
        force: false,
        prove: true,
    };
    let edits = edited(reader, files, &declared, &wanted.catalog, &[], &options).await;
    edits.map(Some).map_err(|error| format!("{error}\n{}", error.evidence().join("\n")))
}

#[test]
fn definitions_are_formatted_and_say_the_same() {
    let project = Project::new();
    project.write("autogen.toml", "");
    let untidy = "\n\ncreate table t (a int,  -- one\n  -- Two.\n b text default 'x  \n  y')  ;\n\n\n\ncomment on table t is 'z'\n;";
    project.write("schema/t.sql", untidy);
    project.write("schema/u.toml", "[table.u]\n  column.a={type=\"int\"} # one\n");
    project.write("schema/fine.sql", "create table f (a int);\n");
    project.run(&["fmt", "--check"]).ends(1).says("schema/t.sql\nschema/u.toml\n");
    assert_eq!(project.read("schema/t.sql"), untidy);
    project.run(&["fmt"]).ends(0).says("schema/t.sql\nschema/u.toml\n");
    assert_eq!(
        project.read("schema/t.sql"),
        "create table t (\n    a int, -- one\n    -- Two.\n    b text default 'x  \n  y'\n);\n\ncomment on table t is 'z'\n;\n"
    );
    assert_eq!(project.read("schema/u.toml"), "[table.u]\ncolumn.a = { type = \"int\" } # one\n");
    project.run(&["fmt", "--check"]).ends(0).says_nothing();
    project.write("migrations/20260101000000_x.up.sql", "select 1  ;\n");
    project.run(&["fmt", "migrations"]).ends(2).complains("is a migration");
    project.write("schema/bad.sql", "create table 'x");
    project.run(&["fmt", "--check"]).ends(2).complains("schema/bad.sql:1");
    project.run(&["fmt", "nowhere"]).ends(2).complains("nowhere");
}

#[test]
fn definitions_are_converted_there_and_back_with_their_comments() {
    let project = Project::new();
    project.write("autogen.toml", "");
    project.write("schema/blog.sql", BLOG);
    project.write(
        "schema/more.sql",
        "create view titles as select title from posts; -- only those\n\n-- autogen: renamed from label\ncreate table tags (\n    -- autogen: renamed from text\n    name text primary key\n);\n-- Odd.\ncreate cast (text as integer) with inout;\n",
    );
    let patch = project.run(&["convert", "--to", "toml", "--dry-run"]).ends(1);
    patch.says("--- a/schema/blog.sql\n+++ /dev/null\n").says("+++ b/schema/blog.toml\n");
    project.write("schema/more.toml", "");
    project.run(&["convert", "--to", "toml"]).ends(2).complains("schema/more.toml is there already");
    std::fs::remove_file(project.path("schema/more.toml")).expect("it is there");
    project.run(&["convert", "--to", "toml"]).ends(0).says("schema/blog.sql → schema/blog.toml\n");
    assert_eq!(project.read("schema/blog.toml"), BLOG_IN_TOML);
    let more = project.read("schema/more.toml");
    for part in [
        "sql = \"\"\"\n-- Odd.\nCREATE CAST",
        "# only those\n[view.titles]",
        "renamed_from = \"text\" }",
        "renamed_from = \"label\"",
    ] {
        assert!(more.contains(part), "no {part} in\n{more}");
    }
    project.write("old.sql", &format!("{BLOG}create view titles as select title from posts; create table tags (name text primary key); create cast (text as integer) with inout;"));
    project.run(&["diff", "--from", "old.sql", "--to", "schema"]).ends(0);
    project.run(&["convert", "--to", "toml"]).ends(0).says("nothing to do");
    project.run(&["convert", "--to", "sql", "schema/blog.toml"]).ends(0).says("schema/blog.toml → schema/blog.sql\n");
    let blog = project.read("schema/blog.sql");
    let comments = [
        "-- The blog.\n\n-- People who write.\nCREATE TABLE",
        "    -- as shown\n    name text NOT NULL,\n",
        "-- for the list\nCREATE INDEX",
    ];
    for part in comments {
        assert!(blog.contains(part), "no {part} in\n{blog}");
    }
    project.run(&["convert", "--to", "sql"]).ends(0);
    let more = project.read("schema/more.sql");
    assert!(
        more.contains(
            "-- autogen: renamed from label\nCREATE TABLE public.tags (\n    -- autogen: renamed from text\n    name"
        ),
        "{more}"
    );
    project.run(&["diff", "--from", "old.sql", "--to", "schema"]).ends(0);
    // What has no form in TOML isn't dropped.
    project.write("schema/more.sql", &more.replace("renamed from label", "not renamed"));
    project.run(&["convert", "--to", "toml"]).ends(2).complains("schema/more.sql:").complains("nothing was written");
    assert!(project.path("schema/blog.sql").exists() && !project.path("schema/blog.toml").exists());
}

const BLOG_IN_TOML: &str = "\
# The blog.

# People who write.
[table.users]
# Never reused.
column.id = { type = \"bigint\", identity = \"always\" }
# as shown
column.name = { type = \"text\", not_null = true }
column.email = { type = \"character varying(100)\" }
unique.users_name_key = [\"name\"]
primary_key = [\"id\"]

# What they write.
[table.posts]
column.id = { type = \"bigint\", identity = \"always\" }
# stays when they leave
column.author_id = { type = \"bigint\", not_null = true }
column.title = { type = \"text\", not_null = true }
# When it went out.
column.published_at = { type = \"timestamp with time zone\", default = \"now()\" }
primary_key = [\"id\"]
check.posts_title_check = \"title <> ''::text\"
comment = \"Posts\"
foreign_key.posts_author_id_fkey = { columns = [\"author_id\"], references = \"public.users(id)\" }
# for the list
index.posts_author = { on = [\"author_id\"] }
";
