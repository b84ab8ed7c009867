//! Security labels need their provider: where it is loaded they are like any other definition, and where it isn't, the
//! error says what to do.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;
mod provider;

use std::path::Path;

use autogen::scratch::{private::Server, programs};
use autogen::server;
use project::{Live, Project};

const LABELLED: &str = "create table posts (id integer primary key, title text);

security label for autogen_test on table posts is 'everybody''s';
security label for autogen_test on column posts.title is 'secret';
";

const HEADERS: &str = "`scripts/prerequisites --tests` installs the headers of the machine's server";

fn library() -> &'static Path {
    provider::library().expect(HEADERS)
}

/// A project whose private servers have a provider, on a live database that has it too.
fn project(live: &Live) -> Project {
    let project = Project::on(live);
    project.write("autogen.toml", &format!("[scratch]\npreload = ['{}']\n", library().display()));
    project
}

fn live() -> Live {
    Live::start_with(provider::options_for(LABELLED).expect(HEADERS))
}

#[test]
fn labels_go_the_whole_way_and_back() {
    let live = live();
    let project = project(&live);
    let labels = || live.value("select string_agg(label, ', ' order by label) from pg_seclabels");
    project.write("schema/posts.sql", LABELLED);
    project.run(&["-m", "posts"]).ends(0);
    project.run(&["upgrade"]).ends(0);
    assert_eq!(labels(), "everybody's, secret");
    project.run(&["check", "--strict"]).ends(0).says("in step");

    // A table of another name keeps its labels.
    let renamed = LABELLED
        .replace("create table posts", "-- autogen: renamed from posts\ncreate table articles")
        .replace("table posts", "table articles")
        .replace("posts.title is 'secret'", "articles.title is 'open'");
    project.write("schema/posts.sql", &renamed);
    let sql = project.run(&["diff", "--format", "sql"]).ends(1).stdout;
    let statements: Vec<&str> =
        sql.lines().filter(|line| line.contains("LABEL") || line.contains("RENAME TO")).collect();
    assert_eq!(
        statements,
        [
            "ALTER TABLE public.posts RENAME TO articles;",
            "SECURITY LABEL FOR autogen_test ON COLUMN public.articles.title IS 'open';",
        ]
    );
    project.run(&["downgrade", "-1", "--yes"]).ends(0);
    assert_eq!(labels(), "");
}

#[test]
fn labels_are_exported_with_what_they_are_on() {
    let live = live();
    live.execute(LABELLED);
    live.execute(
        "create view titles as select title from posts; security label for autogen_test on view titles is 'v'",
    );
    for format in ["sql", "toml"] {
        let project = project(&live);
        project.run(&["export", "--format", format]).ends(0);
        let text = project.read(&format!("schema/public/tables/posts.{format}"));
        for label in ["TABLE public.posts IS 'everybody''s'", "COLUMN public.posts.title IS 'secret'"] {
            assert!(text.contains(&format!("SECURITY LABEL FOR autogen_test ON {label}")), "{text}");
        }
        project.run(&["check", "--strict"]).ends(0).says("in step");
    }
}

#[test]
fn a_label_that_the_provider_refuses_is_shown_where_it_stands() {
    let live = live();
    let project = project(&live);
    project.write("schema/posts.sql", &LABELLED.replace("'secret'", "'forbidden'"));
    project
        .run(&["check"])
        .ends(2)
        .complains("schema/posts.sql:4")
        .complains("\"forbidden\" is no security label (SQLSTATE 42602)");
}

#[test]
fn without_a_provider_the_error_says_what_to_load() {
    let hint = "`[scratch] preload` of autogen.toml";
    let without = Project::new();
    without.write("schema/posts.sql", LABELLED);
    let run = without.run(&["diff", "--from", "empty"]).ends(2).complains("schema/posts.sql:3").complains(hint);
    run.complains("security label provider \"autogen_test\" is not loaded");

    // A live database's labels have to be made again in scratch, too.
    let live = live();
    live.execute(LABELLED);
    let without = Project::on(&live);
    without.write("schema/posts.sql", "create table posts (id integer primary key);");
    without.run(&["diff", "--format", "sql"]).ends(2).complains("SECURITY LABEL FOR autogen_test").complains(hint);
}

#[test]
fn a_library_that_is_not_there_is_named() {
    let project = Project::new();
    project.write("autogen.toml", "[scratch]\npreload = ['/nowhere/provider.so']\n");
    project.write("schema/posts.sql", LABELLED);
    project.run(&["diff", "--from", "empty"]).ends(2).complains("could not access file \"/nowhere/provider.so\"");
}

#[test]
fn a_server_that_was_cached_without_the_library_counts_no_more() {
    let project = Project::new();
    project.write("schema/posts.sql", LABELLED);
    project.run(&["inspect", "schema"]).ends(2);
    project.write("autogen.toml", &format!("[scratch]\npreload = ['{}']\n", library().display()));
    project.run(&["inspect", "schema"]).ends(0).says("SECURITY LABEL FOR autogen_test ON TABLE public.posts");
    project.write("autogen.toml", "");
    project.run(&["inspect", "schema"]).ends(2);
}

#[test]
fn several_libraries_are_loaded_whatever_their_names() {
    let (found, _) = programs::find();
    let programs = programs::choose(&found, None).expect("scripts/test installs a server");
    let copy = library().with_file_name("odd, \"name\".so");
    std::fs::copy(library(), &copy).expect("files can be copied");
    let libraries = ["auto_explain".to_owned(), copy.display().to_string()];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let server = Server::start_loading(programs, &libraries).await.expect("a private server starts");
        let client = server::connect(server.target()).await.expect("it lets us in");
        let label = "create table t (); security label for autogen_test on table t is 'x'";
        client.batch_execute(label).await.expect("there is a provider");
    });
}
