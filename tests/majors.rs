//! A live server of one major against scratch of another: what is the same is no difference, and what differs gets there.
//!
//! The majors are those of the programs on this machine; `scripts/test` names all of them in `AUTOGEN_PG_BIN`.

use autogen::compare::{Comparison, Options, compare};
use autogen::scratch::private::Server;
use autogen::scratch::{self, Database, Scratch, programs};
use autogen::server;
use autogen::source::{Reader, Source};

const SCHEMA: &str = include_str!("majors/schema.sql");
const CHANGED: &str = include_str!("majors/changed.sql");

fn on(server: &Server) -> scratch::Options {
    scratch::Options { url: Some(server.target().to_string()), ..scratch::Options::default() }
}

/// A server of each major, with the role that the schema grants to.
async fn servers() -> Vec<(Server, Scratch)> {
    let (mut found, _) = programs::find();
    found.sort_by_key(|programs| programs.major);
    found.dedup_by_key(|programs| programs.major);
    let mut servers = Vec::new();
    for programs in &found {
        let server = Server::start(programs).await.expect("a private server starts");
        let client = server::connect(server.target()).await.expect("it is there");
        client.batch_execute("create role reader").await.expect("the server is new");
        let scratch = scratch::open(&on(&server), None).await.expect("it is there");
        servers.push((server, scratch));
    }
    servers
}

fn definitions(sql: &str) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".sql").tempfile().expect("there is room for a file");
    std::fs::write(file.path(), sql).expect("there is room for a file");
    file
}

async fn compared(scratch: &Server, live: &Database, wanted: &tempfile::NamedTempFile, prove: bool) -> Comparison {
    let (from, to) = (Source::Database(live.target.clone()), Source::Definitions(vec![wanted.path().to_owned()]));
    let options = Options { prove, ..Options::default() };
    compare(&Reader::new(on(scratch)), &from, &to, &options).await.unwrap_or_else(|error| panic!("{error}: {error:?}"))
}

fn up(comparison: &Comparison) -> Vec<String> {
    comparison.up.steps.iter().map(|planned| planned.step.sql.clone()).collect()
}

#[tokio::test]
async fn another_major_is_no_difference() {
    let (servers, same) = (servers().await, definitions(SCHEMA));
    for (_, live_on) in &servers {
        let live = live_on.database().await.expect("there is room for a database");
        live.client.batch_execute(SCHEMA).await.expect("every major can run it");
        for (server, scratch) in &servers {
            let comparison = compared(server, &live, &same, false).await;
            let (majors, none) = ((live_on.major(), scratch.major()), Vec::<String>::new());
            assert_eq!((majors, up(&comparison)), (majors, none.clone()));
            assert_eq!((majors, &comparison.from.catalog.unmodelled), (majors, &none));
        }
        live.close().await.expect("nobody else is connected");
    }
}

#[tokio::test]
async fn statements_are_for_the_live_server() {
    let (servers, changed) = (servers().await, definitions(&format!("{SCHEMA}{CHANGED}")));
    let Some(((oldest, old), (newest, new))) = servers.first().zip(servers.last()) else { return };
    for (live_on, server) in [(old, newest), (new, oldest)] {
        let live = live_on.database().await.expect("there is room for a database");
        live.client.batch_execute(SCHEMA).await.expect("every major can run it");
        let comparison = compared(server, &live, &changed, true).await;
        for statement in up(&comparison) {
            let run = live.client.batch_execute(&statement).await;
            run.unwrap_or_else(|error| panic!("{} refuses {statement}: {error:?}", live_on.major()));
        }
        assert_eq!(
            (live_on.major(), up(&compared(server, &live, &changed, false).await)),
            (live_on.major(), Vec::new())
        );
        live.close().await.expect("nobody else is connected");
    }
}

#[tokio::test]
async fn a_comment_on_what_the_live_server_cannot_have_is_left_out() {
    let (servers, wanted) = (
        servers().await,
        definitions(
            "create domain d as text constraint given not null constraint long check (length(value) > 2);
             comment on constraint given on domain d is 'must be there';
             comment on constraint long on domain d is 'long enough';
             create table t (a integer constraint filled not null, b d);
             comment on constraint filled on t is 'must be there';",
        ),
    );
    let Some(((_, live_on), (newest, scratch))) = servers.first().zip(servers.last()) else { return };
    if scratch.major() < 18 || live_on.major() == scratch.major() {
        return;
    }
    let live = live_on.database().await.expect("there is room for a database");
    for statement in up(&compared(newest, &live, &wanted, true).await) {
        let run = live.client.batch_execute(&statement).await;
        run.unwrap_or_else(|error| panic!("{} refuses {statement}: {error:?}", live_on.major()));
    }
    assert_eq!(up(&compared(newest, &live, &wanted, false).await), Vec::<String>::new());
    live.close().await.expect("nobody else is connected");
}
