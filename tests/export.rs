//! What `autogen export` writes, and what it leaves alone; and the baseline of `autogen init --from-database`.
//!
//! That the definitions mean what they were exported from is for `round_trip.rs` to show.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::collections::BTreeMap;
use std::path::Path;

use project::{BASE_TYPE, Live, Project};

const BLOG: &str = "
    create schema app;
    create type app.mood as enum ('sad', 'it''s \"fine\"');
    create function app.touch() returns trigger language plpgsql as $$ begin new.at := now(); return new; end $$;
    create table app.\"Odd name\" (id int primary key);
    create table users (id bigint generated always as identity primary key, best_post bigint, mood app.mood);
    create table posts (
        id serial primary key,
        author_id bigint not null references users on delete cascade,
        title text not null check (title <> ''),
        at timestamptz default now() not null,
        unique (author_id, title)
    );
    alter table users add foreign key (best_post) references posts deferrable initially deferred;
    create index on posts (at desc) where title is not null;
    create trigger touch before update on posts for each row when (old.* is distinct from new.*) execute function app.touch();
    alter table posts enable row level security;
    create policy own on posts for select using (author_id > 0);
    create view titles with (security_barrier) as select title from posts;
    create materialized view counts as select author_id, count(*) from posts group by 1;
    create unique index on counts (author_id);
    comment on table posts is 'What people write:
''quoted'', \\ and \"double\"';
    comment on column posts.title is 'Never empty';
    comment on index posts_at_idx is 'Newest first';
    comment on constraint posts_pkey on posts is 'The key';
";

/// All files below a directory, by their paths.
fn tree(project: &Project, directory: &str) -> BTreeMap<String, String> {
    fn collect(directory: &Path, root: &Path, files: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(directory).expect("it is a directory").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => collect(&path, root, files),
                false => {
                    let name = path.strip_prefix(root).expect("it was found there").display().to_string();
                    files.insert(name, std::fs::read_to_string(&path).expect("it is text"));
                }
            }
        }
    }
    let mut files = BTreeMap::new();
    let root = project.path(directory);
    collect(&root, &root, &mut files);
    files
}

#[test]
fn toml_has_a_form_for_what_tables_are_made_of() {
    let project = Project::new();
    project.write(
        "all.sql",
        "create type money_of as (amount numeric(12, 2), unit text collate \"C\");
         comment on column money_of.unit is 'ISO 4217';
         create aggregate total (integer) (sfunc = int4pl, stype = integer, initcond = '0');
         comment on aggregate total (integer) is 'adds';
         create table events (id integer not null, at date not null, kind text default 'x', primary key (at, id))
             partition by range (at);
         create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
         create table events_rest partition of events default partition by list (id);
         create table named (name text not null default 'x', title text constraint titled check (title <> ''));
         create table things (id integer not null, name text not null default 'y') inherits (named);
         create statistics parts (dependencies) on name, title from named;
         alter statistics parts set statistics 500;
         comment on statistics parts is 'go together';",
    );
    project.run(&["export", "--from", "all.sql", "--to", "out", "--format", "toml", "--layout", "single"]).ends(0);
    let text = project.read("out/schema.toml");
    // The keys of partitions are attached to that of the whole, which has no form.
    let sql: Vec<&str> = text.lines().filter(|line| line.starts_with("ALTER") || line.starts_with("CREATE")).collect();
    assert!(sql.iter().all(|line| line.contains("_pkey")), "{text}");
    for form in [
        "attribute.unit = { type = \"text\", collation = 'pg_catalog.\"C\"', comment = \"ISO 4217\" }",
        "[aggregate.total]",
        "partition_of = \"public.events\"",
        "bounds = \"DEFAULT\"",
        "inherits = [\"public.named\"]",
        "statistics.parts = { kinds = [\"dependencies\"], on = [\"name\", \"title\"], target = 500, comment = \"go together\" }",
    ] {
        assert!(text.contains(form), "no {form} in\n{text}");
    }
    project.run(&["diff", "--from", "all.sql", "--to", "out"]).ends(0);
}

#[test]
fn a_table_stands_in_one_file_with_all_that_hangs_on_it() {
    let live = Live::start();
    live.execute(BLOG);
    let project = Project::on(&live);
    project.run(&["export"]).ends(0).says("wrote   schema/public/tables/posts.sql");
    let text = project.read("schema/public/tables/posts.sql");
    let order = [
        "CREATE SEQUENCE public.posts_id_seq",
        "CREATE TABLE public.posts (",
        "COMMENT ON TABLE public.posts IS",
        "COMMENT ON COLUMN public.posts.title IS 'Never empty'",
        "ALTER SEQUENCE public.posts_id_seq OWNED BY",
        "FOREIGN KEY (author_id)",
        "CREATE INDEX posts_at_idx",
        "COMMENT ON INDEX public.posts_at_idx",
        "CREATE TRIGGER touch",
        "ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own",
    ];
    let places: Vec<usize> =
        order.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("no {part} in\n{text}"))).collect();
    assert!(places.is_sorted(), "{text}");
    let files = tree(&project, "schema");
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            ".autogen-export",
            "app/functions/touch.sql",
            "app/schema.sql",
            "app/tables/odd_name.sql",
            "app/types/mood.sql",
            "public/materialized_views/counts.sql",
            "public/tables/posts.sql",
            "public/tables/users.sql",
            "public/views/titles.sql",
        ]
    );
    project.run(&["check"]).ends(0).says("in step");
}

#[test]
fn every_layout_and_format_says_the_same_and_says_it_twice() {
    let live = Live::start();
    live.execute(BLOG);
    let project = Project::on(&live);
    for format in ["sql", "toml"] {
        for layout in ["object", "schema", "single"] {
            let (one, two) = (format!("{layout}-{format}"), format!("{layout}-{format}-again"));
            for directory in [&one, &two] {
                project.run(&["export", "--to", directory, "--format", format, "--layout", layout]).ends(0);
            }
            assert_eq!(tree(&project, &one), tree(&project, &two), "{one}");
            project.run(&["diff", "--to", &one]).ends(0);
            project.run(&["export", "--to", &one]).ends(0).says("nothing to do");
        }
    }
    assert_eq!(tree(&project, "schema-sql").len(), 3);
    let posts = project.read("object-toml/public/tables/posts.toml");
    for part in [
        "column.title = { type = \"text\", not_null = true, comment = \"Never empty\" }\n",
        "unique.posts_author_id_title_key = [\"author_id\", \"title\"]\n",
        "row_level_security = true\n",
        "policy.own = { for = \"select\", using = \"author_id > 0\" }\n",
    ] {
        assert!(posts.contains(part), "no {part} in\n{posts}");
    }
    // psql runs a single file as it stands.
    let other = Live::start();
    other.execute(&project.read("single-sql/schema.sql"));
    project.run(&["diff", "--from", &live.url(), "--to", &other.url()]).ends(0);
}

#[test]
fn what_says_the_same_is_not_touched() {
    let live = Live::start();
    live.execute("create table posts (id int primary key); create table users (id int primary key)");
    let project = Project::on(&live);
    let mine = "-- Written by hand.\ncreate table posts (id integer, primary key (id)); -- and so\n";
    project.write("schema/blog.sql", mine);
    project.run(&["export"]).ends(0).says("wrote   schema/public/tables/users.sql");
    assert_eq!(project.read("schema/blog.sql"), mine);
    assert!(!project.path("schema/public/tables/posts.sql").exists());
    project.run(&["check"]).ends(0);
    let before = tree(&project, "schema");
    project.run(&["export", "--layout", "single", "--format", "toml"]).ends(0).says("nothing to do");
    assert_eq!(tree(&project, "schema"), before);
}

#[test]
fn only_what_changed_is_written() {
    let live = Live::start();
    live.execute(BLOG);
    let project = Project::on(&live);
    project.run(&["export"]).ends(0);
    let users = format!("-- People.\n{}", project.read("schema/public/tables/users.sql"));
    project.write("schema/public/tables/users.sql", &users);
    let before = tree(&project, "schema");
    live.execute("alter table posts add likes int; drop view titles; create table tags (name text)");
    let run = project.run(&["export"]).ends(0);
    assert_eq!(
        run.stdout,
        "wrote   schema/public/tables/posts.sql\n\
         wrote   schema/public/tables/tags.sql\n\
         removed schema/public/views/titles.sql\n"
    );
    let after = tree(&project, "schema");
    let changed: Vec<&str> =
        after.iter().filter(|(name, text)| before.get(*name) != Some(text)).map(|(name, _)| name.as_str()).collect();
    assert_eq!(changed, [".autogen-export", "public/tables/posts.sql", "public/tables/tags.sql"]);
    assert!(!project.path("schema/public/views").exists());
    project.run(&["check"]).ends(0);
}

#[test]
fn what_was_edited_stays_and_is_named() {
    let live = Live::start();
    live.execute("create table posts (id int primary key); create table users (id int primary key)");
    let project = Project::on(&live);
    project.run(&["export"]).ends(0);
    for name in ["posts", "users"] {
        let path = format!("schema/public/tables/{name}.sql");
        project.write(&path, &format!("-- Mine.\n{}", project.read(&path)));
    }
    live.execute("drop table users; alter table posts add likes int");
    let before = tree(&project, "schema");
    let run = project.run(&["export"]).ends(1).complains("--force");
    run.says("kept    schema/public/tables/posts.sql\nkept    schema/public/tables/users.sql\n");
    project.run(&["export", "--no-prove"]).ends(1);
    assert_eq!(tree(&project, "schema"), before);
    let run = project.run(&["export", "--force"]).ends(0);
    run.says("wrote   schema/public/tables/posts.sql\nremoved schema/public/tables/users.sql\n");
    project.run(&["check"]).ends(0);
}

#[test]
fn a_definition_that_is_not_deployed_yet_is_never_lost() {
    let live = Live::start();
    live.execute("create table posts (id int primary key)");
    let project = Project::on(&live);
    project.run(&["export"]).ends(0);
    // As autogen would have written it.
    let tags = "CREATE TABLE public.tags (\n    name text\n);\n";
    project.write("schema/public/tables/tags.sql", tags);
    project.write("schema/public/indexes.sql", "create index by_id on posts (id desc);\n");
    project.run(&["export"]).ends(1).says("kept    schema/public/tables/tags.sql");
    assert_eq!(project.read("schema/public/tables/tags.sql"), tags);
    std::fs::remove_file(project.path("schema/public/tables/tags.sql")).expect("it is there");
    project.run(&["export"]).ends(1).complains("schema still says otherwise").complains("by_id");
}

#[test]
fn an_extension_and_a_schema_of_one_name_have_files_of_their_own() {
    let live = Live::start();
    live.execute("create schema pgcrypto; create extension pgcrypto schema pgcrypto");
    let project = Project::on(&live);
    project.run(&["export"]).ends(0);
    live.execute("comment on schema pgcrypto is 'Secrets'");
    assert_eq!(project.run(&["export"]).ends(0).stdout, "wrote   schema/pgcrypto/schema.sql\n");
    project.run(&["check"]).ends(0);
}

#[test]
fn what_becomes_another_kind_moves() {
    let live = Live::start();
    live.execute("create table posts (id int); create function likes(a int) returns int language sql as 'select 1'");
    let project = Project::on(&live);
    project.run(&["export"]).ends(0);
    live.execute(
        "drop table posts; create view posts as select 1 as id; drop function likes; create view likes as select 1",
    );
    let run = project.run(&["export"]).ends(0);
    assert_eq!(
        run.stdout,
        "removed schema/public/functions/likes.sql\n\
         removed schema/public/tables/posts.sql\n\
         wrote   schema/public/views/likes.sql\n\
         wrote   schema/public/views/posts.sql\n"
    );
}

#[test]
fn owners_and_grants_are_written_when_all_is_managed() {
    let live = Live::start();
    live.execute(
        "create role bob; create role alice; create table posts (id int); alter table posts owner to alice;
         grant select on posts to bob; create table others (id int)",
    );
    let project = Project::on(&live);
    project.run(&["export", "--to", "some"]).ends(0).complains("1 owner, 1 grant (`--manage all` writes them)");
    assert!(!project.read("some/public/tables/posts.sql").contains("bob"));
    project.run(&["export", "--to", "all", "--manage", "all"]).ends(0);
    let posts = project.read("all/public/tables/posts.sql");
    assert!(posts.contains("ALTER TABLE public.posts OWNER TO alice;\n"), "{posts}");
    assert!(posts.contains("GRANT SELECT ON TABLE public.posts TO bob;\n"), "{posts}");
    project.run(&["diff", "--to", "all", "--manage", "all"]).ends(0);

    // A directory that speaks of grants goes on doing so.
    let path = "some/public/tables/posts.sql";
    project.write(path, &format!("{}grant select on posts to bob;\n", project.read(path)));
    live.execute("alter table posts add likes int; grant insert on posts to bob; grant select on others to bob");
    project.run(&["export", "--to", "some", "--force"]).ends(0);
    let posts = project.read(path);
    assert!(posts.contains("GRANT SELECT, INSERT ON TABLE public.posts TO bob;\n"), "{posts}");
    assert!(!project.read("some/public/tables/others.sql").contains("bob"));
}

#[test]
fn what_no_kind_knows_is_named() {
    let live = Live::start();
    live.execute(&format!("{BASE_TYPE}; create table posts (id int)"));
    let project = Project::on(&live);
    project.run(&["export", "--strict"]).ends(2).complains("blob");
    assert!(!project.path("schema").exists());
}

#[test]
fn other_sources_are_exported_as_well() {
    let project = Project::new();
    project.write("old.sql", "create table posts (id int primary key); grant select on posts to bob;\n");
    project.run(&["export", "--from", "old.sql", "--to", "schema", "--format", "toml"]).ends(0);
    let posts = project.read("schema/public/tables/posts.toml");
    assert!(posts.contains("[table.posts]\ncolumn.id = { type = \"integer\" }\nprimary_key = [\"id\"]\n"), "{posts}");
    assert!(posts.contains("grant.bob = [\"select\"]\n"), "{posts}");
    project.run(&["diff", "--from", "old.sql", "--to", "schema"]).ends(0);
    project.run(&["export", "--from", "old.sql", "--to", "old.sql"]).ends(2).complains("is no directory");
}

#[test]
fn a_project_begins_with_what_the_database_holds() {
    let live = Live::start();
    live.execute(BLOG);
    let project = Project::on(&live);
    let run = project.run(&["init", "--from-database"]).ends(0);
    run.complains("in step").says("wrote   schema/public/tables/posts.sql").says("_baseline.up.sql");
    project.run(&["check"]).ends(0).says("in step");
    project.run(&["current"]).ends(0).says(" baseline\n").complains("this is the newest");
    project.run(&["-m", "x"]).ends(0).says("nothing to do");
    let path = "schema/app/tables/odd_name.sql";
    project.write(path, &project.read(path).replace("    id integer", "    likes integer,\n    id integer"));
    project.run(&["-m", "add likes"]).ends(0).says("add_likes.up.sql");
    project.run(&["upgrade"]).ends(0).says("add likes");
    project.run(&["check"]).ends(0);

    let other = Live::start();
    project.run(&["upgrade", "--database", &other.url()]).ends(0).says("baseline");
    project.run(&["check", "--database", &other.url()]).ends(0);
    project.run(&["downgrade", "base", "--yes", "--database", &other.url()]).ends(0);
    project.run(&["init", "--from-database"]).ends(2).complains("isn't empty").complains("autogen export");
}

#[test]
fn a_role_that_may_not_write_the_history_is_told_what_to_run() {
    let live = Live::start();
    live.execute("create role bob login; revoke create on schema public from public; create table posts (id int)");
    let project = Project::on(&live);
    let url = live.url().replace(&format!("{}@", live.user()), "bob@");
    let run = project.run(&["init", "--from-database", "--database", &url]).ends(2);
    run.says("_baseline.up.sql").complains("permission denied").complains("autogen stamp");
    project.run(&["stamp"]).ends(0).says("baseline");
    project.run(&["check"]).ends(0).says("in step");
    project.run(&["stamp", "base"]).ends(0).says("no revision is applied");
    project.run(&["check"]).ends(0).complains("not applied: ");
}
