//! Connections to real servers, started for each test: who is let in, how the line is protected, and what is said otherwise.

#[path = "server/listening.rs"]
mod listening;
#[path = "server/program.rs"]
mod program;
#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;
#[path = "server/standby.rs"]
mod standby;
#[path = "server/tls.rs"]
mod tls;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use autogen::error::Error;
use autogen::server::{self, Surroundings};
use listening::{Listening, PASSWORD, WRONG, check, free_port, shown, target, variables};

#[tokio::test]
async fn a_password_comes_from_the_string_a_variable_or_a_file() {
    let listening = Listening::start().await;
    let url = format!("postgresql+psycopg://guarded@127.0.0.1:{}/postgres", listening.port);
    let encoded = "hush%20p%40ss%3Aw%2Frd%25";

    let given = target(&url.replace("guarded@", &format!("guarded:{encoded}@")), &Surroundings::default());
    server::connect(&given.expect("it's a URL")).await.expect("the password is in the URL");

    let variable = target(&url, &variables(&[("PGPASSWORD", PASSWORD)])).expect("it's a URL");
    server::connect(&variable).await.expect("the password is in PGPASSWORD");

    let home = listening.files.path().to_owned();
    let pgpass = home.join(".pgpass");
    fs::write(&pgpass, format!("127.0.0.1:{}:*:guarded:{}\n", listening.port, PASSWORD.replace(':', "\\:")))
        .expect("files can be written");
    fs::set_permissions(&pgpass, PermissionsExt::from_mode(0o600)).expect("it's ours");
    let at_home = Surroundings { home: Some(home.clone()), ..Surroundings::default() };
    let file = target(&url, &at_home).expect("it's a URL");
    server::connect(&file).await.expect("the password is in .pgpass");
    let named = home.join("passwords");
    fs::rename(&pgpass, &named).expect("it's ours");
    let named = variables(&[("PGPASSFILE", &named.display().to_string())]);
    server::connect(&target(&url, &named).expect("it's a URL")).await.expect("the password is in PGPASSFILE");

    let service = format!("[one]\nhost=127.0.0.1\nport={}\nuser=guarded\npassword={PASSWORD}\n", listening.port);
    fs::write(home.join(".pg_service.conf"), service).expect("files can be written");
    let service = target("service=one dbname=postgres", &at_home).expect("the service is there");
    server::connect(&service).await.expect("the password is in the service file");
    for target in [variable, file, service] {
        assert_eq!(format!("{target:?}"), format!("Target(postgres://guarded@127.0.0.1:{}/postgres)", listening.port));
    }
}

#[tokio::test]
async fn every_form_of_a_connection_string_leads_there() {
    let listening = Listening::start().await;
    let (home, port) = (listening.files.path(), listening.port.as_str());
    fs::write(home.join("services"), format!("[one]\nhost=127.0.0.1\nport={port}\nuser=welcome\ndbname=postgres\n"))
        .expect("files can be written");
    let services = home.join("services").display().to_string();
    let socket = listening.server.directory().expect("it runs").display().to_string();
    let all = [("PGHOST", "127.0.0.1"), ("PGPORT", port), ("PGUSER", "welcome"), ("PGDATABASE", "postgres")];
    let address = [("PGHOSTADDR", "127.0.0.1"), ("PGPORT", port), ("PGUSER", "welcome"), ("PGDATABASE", "postgres")];
    let service = [("PGSERVICE", "one"), ("PGSERVICEFILE", services.as_str())];
    let encoded = socket.replace('/', "%2F");
    for (text, variables) in [
        (format!("postgres://welcome@127.0.0.1:{port}/postgres"), &[][..]),
        (format!("postgresql://127.0.0.1/postgres?port={port}&user=welcome"), &[]),
        (format!("postgresql+psycopg2://welcome@127.0.0.1:{port}/postgres"), &[]),
        (format!("postgres+asyncpg://welcome@127.0.0.1:{port}/postgres?ssl=disable"), &[]),
        (format!("postgresql+psycopg2cffi://welcome@127.0.0.1:{port}/postgres"), &[]),
        (format!("host = 127.0.0.1 port={port} user='welcome' dbname=postgres"), &[]),
        (format!("postgres://autogen@{encoded}:{port}/postgres"), &[]),
        (format!("postgres:///postgres?host={socket}&port={port}&user=autogen"), &[]),
        (format!("host={socket} port={port} user=autogen dbname=postgres"), &[]),
        ("postgres://".to_owned(), &all),
        (String::new(), &address),
        ("postgres://?service=one".to_owned(), &service[1..]),
        (String::new(), &service),
        (format!("postgres://welcome@localhost:{port}/postgres"), &[("PGHOSTADDR", "127.0.0.1")]),
        (format!("postgres://welcome@127.0.0.1:{port}/postgres"), &[("PGOPTIONS", "-c search_path=found")]),
    ] {
        let variables = self::variables(variables);
        let target = target(&text, &variables).unwrap_or_else(|error| panic!("{text}: {}", shown(&error)));
        let client = server::connect(&target).await.unwrap_or_else(|error| panic!("{text}: {}", shown(&error)));
        let row = client.query_one("select current_database()::text, current_setting('search_path')", &[]).await;
        let row = row.expect("the query is right");
        assert_eq!(row.get::<_, &str>(0), "postgres", "{text}");
        assert_eq!(row.get::<_, &str>(1) == "found", variables.variables.contains_key("PGOPTIONS"), "{text}");
    }
}

#[tokio::test]
async fn no_password_is_in_anything_that_the_program_says() {
    let listening = Listening::start().await;
    let project = project::Project::new();
    let url = format!("postgres://guarded:{WRONG}@127.0.0.1:{}/postgres", listening.port);
    let keywords = listening.keywords(&format!("user=guarded password={WRONG}"));
    project.write("schema/a.sql", "create table a (b int);");
    project.write("autogen.toml", &format!("[env.toml]\ndatabase_url = '{url}'"));
    for database in [&url, &keywords] {
        for arguments in [&["check", "--format", "json"][..], &["upgrade"], &["diff", "--from", &url], &["inspect"]] {
            let arguments = [arguments, &["-v", "--wait", "1s", "--database", database]].concat();
            project.run(&arguments).ends(2).complains("password authentication failed").hides(WRONG);
        }
    }
    project.run(&["current", "--env", "toml", "-v"]).ends(2).hides(WRONG);
    let wrong = url.replace("postgres://", "postgres://x:").replace("@127", "%zz@127");
    project.run(&["current", "--database", &wrong]).ends(2).complains("cannot use --database").hides(WRONG);
    project.run(&["check", "--scratch-url", &url]).ends(2).hides(WRONG);
}

#[tokio::test]
async fn a_wrong_password_is_not_shown_but_its_origin_is() {
    let listening = Listening::start().await;
    let outcome = listening.connect(&format!("user=guarded password={WRONG}")).await;
    check(&listening.refused(outcome), &["password authentication failed", "28P01", "came from the connection string"]);

    let text = listening.keywords("user=guarded");
    let outcome = server::connect(&target(&text, &variables(&[("PGPASSWORD", WRONG)])).expect("it's right")).await;
    check(&listening.refused(outcome), &["came from PGPASSWORD"]);

    let outcome = listening.connect("user=guarded").await;
    check(&listening.refused(outcome), &["asks for a password"]);

    let pgpass = listening.files.path().join(".pgpass");
    fs::write(&pgpass, format!("*:*:*:*:{WRONG}")).expect("files can be written");
    fs::set_permissions(&pgpass, PermissionsExt::from_mode(0o644)).expect("it's ours");
    let at_home = Surroundings { home: Some(listening.files.path().to_owned()), ..Surroundings::default() };
    let outcome = server::connect(&target(&text, &at_home).expect("it's right")).await;
    check(&listening.refused(outcome), &[".pgpass was ignored because others may read it"]);
}

#[tokio::test]
async fn waiting_does_not_help_against_a_wrong_password() {
    let listening = Listening::start().await;
    let text = listening.keywords(&format!("user=guarded password={WRONG}"));
    let begin = Instant::now();
    let target = target(&text, &Surroundings::default()).expect("it's right");
    let outcome = server::connect(&target.waiting(Duration::from_secs(600), |_| ())).await;
    check(&listening.refused(outcome), &["28P01"]);
    assert!(begin.elapsed() < Duration::from_secs(300));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_refused_with_a_hint() {
    let text = format!("postgres://u:{WRONG}@127.0.0.1:{}/d", free_port());
    let nobody = target(&text, &Surroundings::default()).expect("it's a URL");
    let error =
        server::connect(&nobody.waiting(Duration::from_millis(120), |_| ())).await.err().expect("nobody listens");
    check(&shown(&error), &["Connection refused", "is the server running"]);

    let nobody = target("postgres://u@/d?host=/nowhere", &Surroundings::default()).expect("it's a URL");
    let error = server::connect(&nobody).await.err().expect("nobody listens");
    check(&shown(&error), &["postgres://u@/d?host=/nowhere&port=5432", "no server listens on this socket"]);
}

#[tokio::test]
async fn a_silent_server_is_given_up_in_time() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a loopback interface");
    let port = listener.local_addr().expect("it is bound").port();
    let text = format!("host=127.0.0.1 port={port} user=u connect_timeout=1");
    let silent = target(&text, &Surroundings::default()).expect("it's right");
    let error = server::connect(&silent).await.err().expect("nobody answers");
    check(&shown(&error), &["no answer within 2 s"]);
}

#[tokio::test]
async fn an_unknown_database_is_named_with_what_makes_it() {
    let listening = Listening::start().await;
    let outcome = listening.connect("user=welcome dbname=absent").await;
    check(&listening.refused(outcome), &["database \"absent\" does not exist", "createdb absent"]);
}

#[tokio::test]
async fn waiting_ends_when_the_database_is_there() {
    let listening = Listening::start().await;
    static TOLD: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());
    let tell = |error: &Error| TOLD.lock().expect("nobody panics there").push(shown(error));
    let late = listening.server.target().with_database("late").waiting(Duration::from_secs(60), tell);
    let admin = server::connect(listening.server.target()).await.expect("the socket is ours");
    let (waited, made) = tokio::join!(server::connect(&late), admin.batch_execute("create database late"));
    made.expect("it can be made");
    let client = waited.expect("it is there by now");
    let told = TOLD.lock().expect("nobody panics there").join("\n");
    assert_eq!(told.matches("database \"late\" does not exist").count(), 1, "{told}");
    let row = client.query_one("select current_database()::text, current_setting('application_name')", &[]).await;
    let row = row.expect("the query is right");
    assert_eq!((row.get(0), row.get(1)), ("late", "autogen"));
    let major = server::server_version(&client).await.expect("every server says so");
    assert_eq!(major, listening.server.programs().major);
}

#[tokio::test]
async fn the_next_host_is_tried_unless_the_first_doubts_us() {
    let listening = Listening::start().await;
    let dead = free_port();
    let hosts = |first: &str, second: &str| format!("host=127.0.0.1,127.0.0.1 port={first},{second} dbname=postgres");
    let text = format!("{} user=welcome", hosts(&dead, &listening.port));
    server::connect(&target(&text, &Surroundings::default()).expect("it's right")).await.expect("the second is there");

    let text = format!("{} user=guarded password={WRONG}", hosts(&listening.port, &dead));
    let outcome = server::connect(&target(&text, &Surroundings::default()).expect("it's right")).await;
    let said = listening.refused(outcome);
    assert!(said.contains("28P01") && !said.contains("refused"), "{said}");

    let text = format!("{} user=u", hosts(&dead, &dead));
    let outcome = server::connect(&target(&text, &Surroundings::default()).expect("it's right")).await;
    assert_eq!(listening.refused(outcome).matches(&format!("127.0.0.1:{dead}: ")).count(), 2);
}

#[tokio::test]
async fn a_running_statement_is_cancelled() {
    let listening = Listening::start().await;
    for mode in ["disable", "require"] {
        let client = listening.connect(&format!("user=welcome sslmode={mode}")).await.expect("it is welcome");
        let watcher = server::connect(listening.server.target()).await.expect("the socket is ours");
        let canceller = client.canceller();
        let cancel = async {
            let query = "select exists (select from pg_stat_activity where wait_event = 'PgSleep')";
            while !watcher.query_one(query, &[]).await.expect("the view is there").get::<_, bool>(0) {}
            canceller.cancel().await.expect("the server is there");
        };
        let (outcome, ()) = tokio::join!(client.batch_execute("select pg_sleep(600)"), cancel);
        let code = outcome.expect_err("it was cancelled").code().cloned();
        assert_eq!(code, Some(tokio_postgres::error::SqlState::QUERY_CANCELED));
    }
}

#[test]
fn local_is_a_socket_or_the_loopback_interface() {
    for (text, expected) in [
        ("postgres://u@localhost/d", true),
        ("postgres://u@127.0.0.2/d", true),
        ("postgres://u@[::1]/d", true),
        ("postgres://u@/d?host=/tmp", true),
        ("postgres://u@localhost,db.example/d", false),
        ("host=localhost hostaddr=192.0.2.1 user=u", false),
    ] {
        let target = target(text, &Surroundings::default()).expect("it's right");
        assert_eq!(target.is_local(), expected, "{text}");
    }
}

#[test]
fn the_address_of_a_providers_pooler_is_known() {
    for (text, expected) in [
        ("postgres://u@ep-cool-1234-pooler.eu-central-1.aws.neon.tech/d", true),
        ("postgres://u@ep-cool-1234.eu-central-1.aws.neon.tech/d", false),
        ("postgres://u@aws-0-eu-central-1.pooler.supabase.com:6543/d", true),
        ("postgres://u@aws-0-eu-central-1.pooler.supabase.com:5432/d", false),
        ("postgres://u@my-pooler/d", false),
    ] {
        let target = target(text, &Surroundings::default()).expect("it's a URL");
        assert_eq!(target.is_known_pooler(), expected, "{text}");
    }
}

#[test]
fn what_is_shown_leads_there_again() {
    for text in ["postgres://u@h:5433/d", "postgres://a%20b@[::1]:1,h:2/d%2Fe", "postgres://u@/d?host=/tmp/a&port=5432"]
    {
        let target = target(text, &Surroundings::default()).expect("it's a URL");
        assert_eq!(target.to_string(), text);
        assert_eq!(target.with_database("x").database(), "x");
    }
}
