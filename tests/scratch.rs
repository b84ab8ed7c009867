//! Scratch on real servers, started from the programs on this machine: what it gives, and that nothing is left of it.
//!
//! A process of its own is this same program, run again with [`ROLE`] set and told to run only [`process_of_a_test`].

#[path = "scratch/process.rs"]
mod process;

use std::collections::BTreeSet;

use autogen::scratch::private::Server;
use autogen::scratch::{self, Options, Scratch, programs};
use autogen::server::{self, Client, Target};
use process::{Left, Process, ROLE};

fn run<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(test)
}

async fn start() -> Server {
    let (found, looked) = programs::find();
    let chosen = programs::choose(&found, None).unwrap_or_else(|| panic!("tests need a PostgreSQL server: {looked:?}"));
    Server::start(chosen).await.expect("a private server starts")
}

async fn open() -> Scratch {
    scratch::open(&Options::default(), None).await.expect("a private server starts")
}

async fn on_named_server(server: &Server) -> Scratch {
    let options = Options { url: Some(server.target().to_string()), ..Options::default() };
    scratch::open(&options, None).await.expect("the server is there")
}

async fn value(client: &Client, query: &str) -> String {
    client.query_one(query, &[]).await.expect("the query is right").get(0)
}

async fn databases(server: &Server) -> String {
    let client = server::connect(server.target()).await.expect("the server is there");
    value(&client, "select string_agg(datname, ' ' order by datname) from pg_database").await
}

const UNTOUCHED: &str = "postgres template0 template1";

#[test]
fn a_database_is_empty_and_no_more_than_one_is_left_once_closed() {
    run(async {
        let scratch = open().await;
        let database = scratch.database().await.expect("a database can be made");
        assert_eq!(value(&database.client, "select current_database()::text").await, database.name);
        assert_eq!(value(&database.client, "show server_encoding").await, "UTF8");
        assert_eq!(value(&database.client, "select count(*)::text from pg_class where oid >= 16384").await, "0");
        database.client.batch_execute("create publication p for all tables").await.expect("publications can be made");
        database.close().await.expect("it can be dropped");
        let next = scratch.database().await.expect("a database can be made");
        let last = next.name.clone();
        next.close().await.expect("it can be dropped");
        let present = scratch.database().await.expect("a database can be made");
        let query = "select string_agg(datname, ' ' order by datname) from pg_database where datname like 'autogen%'";
        let mut left = [last, present.name.clone()];
        left.sort();
        assert_eq!(value(&present.client, query).await, left.join(" "));
    });
}

#[test]
fn a_private_server_leaves_no_process_and_no_directory() {
    run(async {
        let server = start().await;
        let left = Left::of(&server);
        assert!(left.directory.exists() && left.is_alive());
        server.stop();
        left.check();
    });
}

#[test]
fn a_private_server_is_stopped_in_a_panic() {
    let (report, reported) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        run(async {
            let server = start().await;
            report.send(Left::of(&server)).expect("the test waits");
            panic!("on purpose");
        })
    });
    let left = reported.recv().expect("the thread reports before it panics");
    thread.join().expect_err("the thread has panicked");
    left.check();
}

#[test]
fn a_server_outlives_the_thread_that_started_it() {
    let server = std::thread::spawn(|| run(start())).join().expect("a private server starts");
    run(async { assert_eq!(databases(&server).await, UNTOUCHED) });
}

#[test]
fn nobody_else_may_enter_the_socket_directory() {
    use std::os::unix::fs::MetadataExt;
    run(async {
        let server = start().await;
        let metadata = Left::of(&server).directory.metadata().expect("the directory is there");
        assert_eq!(metadata.mode() & 0o777, 0o700);
        let user = rustix::process::geteuid();
        assert_eq!(metadata.uid() == user.as_raw(), !user.is_root(), "PostgreSQL refuses to run as root");
    });
}

#[test]
fn two_at_once_do_not_meet() {
    run(async {
        let (first, second) = tokio::join!(open(), open());
        let (left, right) = tokio::join!(first.database(), second.database());
        let (left, right) = (left.expect("a database can be made"), right.expect("a database can be made"));
        left.client.batch_execute("create role only_left; create table t ()").await.expect("it's ours");
        let query = "select count(*)::text from pg_roles where rolname = 'only_left'";
        assert_eq!(value(&right.client, query).await, "0");
        let query = "select count(*)::text from pg_database where datname like 'autogen%'";
        assert_eq!(value(&right.client, query).await, "1");
    });
}

#[test]
fn missing_roles_are_made_without_login_on_a_private_server() {
    run(async {
        let scratch = open().await;
        let roles = BTreeSet::from(["autogen".to_owned(), "O'Hara \"x\"".to_owned(), "pg_mine".to_owned()]);
        assert_eq!(scratch.ensure_roles(&roles).await.expect("the server is there"), ["pg_mine"]);
        let database = scratch.database().await.expect("a database can be made");
        let query = "select string_agg(rolname || ' ' || rolcanlogin, ', ') from pg_roles where rolname like 'O%'";
        assert_eq!(value(&database.client, query).await, "O'Hara \"x\" false");
    });
}

#[test]
fn missing_roles_are_only_reported_on_a_server_of_somebody_else() {
    run(async {
        let server = start().await;
        let scratch = on_named_server(&server).await;
        let roles = BTreeSet::from(["autogen".to_owned(), "absent".to_owned()]);
        assert_eq!(scratch.ensure_roles(&roles).await.expect("the server is there"), ["absent"]);
        assert_eq!(scratch.ensure_roles(&roles).await.expect("the server is there"), ["absent"]);
    });
}

#[test]
fn the_named_database_is_not_touched_and_nothing_stays_beside_it() {
    run(async {
        let server = start().await;
        let before = fingerprint(&server).await;
        let scratch = on_named_server(&server).await;
        assert!(!scratch.is_private());
        let closed = scratch.database().await.expect("a database can be made");
        let dropped = scratch.database().await.expect("a database can be made");
        dropped.client.batch_execute("create table t ()").await.expect("it's ours");
        closed.close().await.expect("it can be dropped");
        drop(dropped);
        assert_eq!(databases(&server).await, UNTOUCHED);
        assert_eq!(fingerprint(&server).await, before);
    });
}

/// Whatever any statement could have changed in the named database: each change takes a transaction number.
async fn fingerprint(server: &Server) -> String {
    let client = server::connect(server.target()).await.expect("the server is there");
    value(&client, "select string_agg(oid || ' ' || xmin::text || ' ' || relname, ',' order by oid) from pg_class")
        .await
}

#[test]
fn a_panic_drops_the_database_on_a_named_server() {
    run(async {
        let server = std::sync::Arc::new(start().await);
        let shared = std::sync::Arc::clone(&server);
        let thread = std::thread::spawn(move || {
            run(async {
                let scratch = on_named_server(&shared).await;
                let _database = scratch.database().await.expect("a database can be made");
                panic!("on purpose");
            })
        });
        thread.join().expect_err("the thread has panicked");
        assert_eq!(databases(&server).await, UNTOUCHED);
    });
}

#[test]
fn a_local_target_serves_when_it_alone_is_there() {
    run(async {
        let server = start().await;
        let client = server::connect(server.target()).await.expect("the server is there");
        client
            .batch_execute("create database latin template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'")
            .await
            .expect("the database can be made");
        client.batch_execute("create role poor login; create role maker login createdb").await.expect("it's ours");
        let target = server.target().with_database("latin");
        let (status, said) = Process::start("target", &target, &[("AUTOGEN_PG_BIN", "/nowhere")]).finish();
        assert_eq!((status, said.as_str()), (Some(0), "a temporary database on the target LATIN1\n"));

        let poor = target.to_string().replace("autogen@", "poor@");
        let poor = Target::parse(&poor).expect("it's a URL");
        let (_, said) = Process::start("target", &poor, &[("AUTOGEN_PG_BIN", "/nowhere")]).finish();
        assert!(said.contains("the target: the role poor may not create databases"), "{said}");
        assert!(said.contains("AUTOGEN_PG_BIN: /nowhere does not exist"), "{said}");
        assert!(said.contains("apt-get install") || said.contains("brew install"), "{said}");

        let maker = Target::parse(&target.to_string().replace("autogen@", "maker@")).expect("it's a URL");
        let (status, said) = Process::start("target", &maker, &[("AUTOGEN_PG_BIN", "/nowhere")]).finish();
        assert_eq!(status, Some(0), "{said}");
        assert_eq!(databases(&server).await, "latin postgres template0 template1");
    });
}

#[test]
fn a_signal_stops_a_private_server() {
    for (signal, code) in [(rustix::process::Signal::INT, 130), (rustix::process::Signal::TERM, 143)] {
        let mut process = Process::start_alone("private");
        let left = process.left();
        assert!(left.is_alive());
        process.signal(signal);
        assert_eq!(process.finish().0, Some(code));
        left.check();
    }
}

#[test]
fn a_signal_drops_the_databases_on_a_named_server() {
    run(async {
        let server = start().await;
        for (signal, code) in [(rustix::process::Signal::INT, 130), (rustix::process::Signal::TERM, 143)] {
            let mut process = Process::start("named", server.target(), &[]);
            let name = process.line();
            assert!(databases(&server).await.contains(&name));
            process.signal(signal);
            assert_eq!(process.finish().0, Some(code));
            assert_eq!(databases(&server).await, UNTOUCHED);
        }
    });
}

#[test]
fn a_signal_while_databases_come_and_go_leaves_none() {
    run(async {
        let server = start().await;
        for rounds in 0..5 {
            let mut process = Process::start("busy", server.target(), &[]);
            for _ in 0..=rounds {
                process.line();
            }
            process.signal(rustix::process::Signal::INT);
            assert_eq!(process.finish().0, Some(130));
            assert_eq!(databases(&server).await, UNTOUCHED);
        }
    });
}

#[test]
fn a_killed_run_is_swept_by_the_next() {
    run(async {
        let server = start().await;
        let mut process = Process::start("named", server.target(), &[]);
        process.line();
        process.signal(rustix::process::Signal::KILL);
        process.finish();
        let mut live = Process::start("named", server.target(), &[]);
        let name = live.line();
        assert_eq!(databases(&server).await, format!("{name} {UNTOUCHED}"));
        drop(on_named_server(&server).await);
        assert_eq!(databases(&server).await, format!("{name} {UNTOUCHED}"), "a live run's database stays");
        live.signal(rustix::process::Signal::INT);
        live.finish();
    });
}

#[test]
fn the_server_of_a_killed_run_ends_and_its_directory_is_swept() {
    let mut process = Process::start_alone("private");
    let left = process.left();
    process.signal(rustix::process::Signal::KILL);
    process.finish();
    // Its server ends on its own, in its own time; each run sweeps what has ended until then.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while (left.directory.exists() || left.is_alive()) && std::time::Instant::now() < deadline {
        run(async { start().await.stop() });
    }
    left.check();
}

/// What the processes of [`Process`] do; in an ordinary run, nothing.
#[test]
fn process_of_a_test() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let (role, target) = role.split_once(' ').expect("a role has a target, if an empty one");
    scratch::on_signal().expect("signals can be listened for");
    run(async {
        match role {
            "private" => {
                let server = start().await;
                let left = Left::of(&server);
                println!("\nsaid: {} {}", left.process, left.directory.display());
                std::future::pending::<()>().await;
            }
            "named" => {
                let options = Options { url: Some(target.to_owned()), ..Options::default() };
                let scratch = scratch::open(&options, None).await.expect("the server is there");
                let database = scratch.database().await.expect("a database can be made");
                println!("\nsaid: {}", database.name);
                std::future::pending::<()>().await;
            }
            "busy" => {
                let options = Options { url: Some(target.to_owned()), ..Options::default() };
                let scratch = scratch::open(&options, None).await.expect("the server is there");
                loop {
                    println!("\nsaid: again");
                    let database = scratch.database().await.expect("a database can be made");
                    database.close().await.expect("it can be dropped");
                }
            }
            "target" => {
                let target = Some(Target::parse(target).expect("it's a URL"));
                match scratch::open(&Options { target, ..Options::default() }, None).await {
                    Ok(scratch) => {
                        let database = scratch.database().await.expect("a database can be made");
                        let encoding = value(&database.client, "show server_encoding").await;
                        let description = scratch.describe().split(',').next().unwrap_or_default().to_owned();
                        database.close().await.expect("it can be dropped");
                        println!("\nsaid: {description} {encoding}");
                    }
                    Err(error) => println!("\nsaid: {:?} {:?}", error.evidence(), error.hint()),
                }
            }
            other => panic!("no process does {other}"),
        }
    });
}
