//! Definitions edited in place: what people wrote stays, and says what is wanted.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::path::Path;

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
    println!("{}\n{}", patch.stdout, patch.stderr);
    assert_eq!(project.read("schema/blog.sql"), BLOG);
    let run = project.run(&["adopt", "--yes"]).ends(0);
    println!("{}\n{}\n{}", run.stdout, run.stderr, project.read("schema/blog.sql"));
    project.run(&["check"]).ends(0).says("in step");
    assert!(false);
}
