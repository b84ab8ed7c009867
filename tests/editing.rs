//! Definitions edited in place: what people wrote stays, and says what is wanted.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

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
