//! What the live database says of a plan: what it destroys, what stands in its way, and how large what it locks is.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::str::FromStr;

use autogen::server::{self, Client, Target};
use project::{Live, Project};
use serde_json::{Value, json};

/// What `autogen diff` says of the way from what the database holds to a schema.
fn compared(project: &Project, schema: &str, variables: &[(&str, &str)]) -> Value {
    project.write("schema/a.sql", schema);
    project.run_with(&["diff", "--format", "json"], variables).ends(1).json()
}

/// A database that holds this, and a project on it.
fn holding(sql: &str) -> (Live, Project) {
    let live = Live::start();
    live.execute(sql);
    let project = Project::on(&live);
    project.run(&["init"]).ends(0);
    (live, project)
}

/// The lines below the questions about an object.
#[track_caller]
fn evidence(comparison: &Value, subject: &str) -> Vec<String> {
    let items = comparison["items"].as_array().expect("a list");
    let about: Vec<&Value> = items.iter().filter(|item| item["subject"] == subject).collect();
    assert!(!about.is_empty(), "nothing about {subject} in {items:#?}");
    let lines = about.iter().flat_map(|item| item["evidence"].as_array().expect("a list"));
    lines.filter_map(|line| line.as_str().map(str::to_owned)).collect()
}

#[track_caller]
fn says(comparison: &Value, subject: &str, line: &str) {
    let lines = evidence(comparison, subject);
    assert!(lines.iter().any(|one| one == line), "not {line:?}: {lines:#?}");
}

#[test]
fn what_goes_is_counted() {
    let (_live, project) = holding(
        "create type mood as enum ('sad', 'ok', 'happy');
         create table gone (id integer primary key);
         create table empty (id integer, note text);
         create table kept (id integer primary key, \"Note\" text, amount bigint, state mood, title text);
         insert into gone select generate_series(1, 1234);
         insert into kept
         select n, case when n % 3 = 0 then 'x' end, case when n <= 70 then 10000000000 when n <= 80 then n end,
                case when n <= 5 then 'sad'::mood else 'ok' end, case when n > 1 then 'x' end
           from generate_series(1, 90) n;",
    );
    let wanted = "create type mood as enum ('ok', 'happy'); create table empty (id smallint);
                  create table kept (id integer primary key, amount integer, state mood, title text not null);";
    let comparison = compared(&project, wanted, &[]);
    says(&comparison, "table public.gone", "1,234 rows (counted)");
    says(&comparison, "column public.kept.\"Note\"", "90 rows, 30 of them with a value (counted)");
    says(&comparison, "column public.kept.amount", "90 rows, 80 of them with a value (counted)");
    says(&comparison, "column public.empty.note", "no rows (counted)");
    let barred = "no rows stand in the way (counted): rows whose id doesn't fit into smallint";
    says(&comparison, "column public.empty.id", barred);
    let barred = "70 rows stand in the way (counted): rows whose amount doesn't fit into integer";
    says(&comparison, "column public.kept.amount", barred);
    let barred = "5 rows stand in the way (counted): rows of public.kept.state that have 'sad'";
    says(&comparison, "enum public.mood", barred);

    // What needs data first is counted as well, and files say it.
    project.write("schema/a.sql", &format!("{wanted}\nalter table kept add check (id > 20);"));
    let written = project.run(&["-m", "second"]).ends(0);
    assert!(written.stdout.contains("1,234 rows (counted)"), "{}", written.stdout);
    let file = written.stdout.lines().next().and_then(|line| line.strip_prefix("wrote ")).expect("it is named");
    let up = project.read(file);
    assert!(up.contains("[ ] R1 data loss: ") && up.contains("70 rows stand in the way (counted)"), "{up}");
    assert!(
        up.contains("rewrites public.kept\n") && !up.contains(" kB"),
        "what is small has its size in no heading: {up}"
    );

    let told = project.run(&["diff", "--format", "markdown"]).ends(1).stdout;
    let step = "| `column public.kept.amount` |  | ACCESS EXCLUSIVE on `public.kept` | reads, writes | `public.kept` |";
    assert!(told.contains(step) && told.contains("| `public.kept` ") && told.contains(" kB"), "{told}");

    // Without a proof, nothing is asked.
    let unproved = project.run(&["diff", "--no-prove", "--format", "json"]).ends(1).json();
    assert!(!unproved.to_string().contains("counted"), "{unproved:#}");
    assert_eq!(unproved["sizes"], json!({}));
}

#[test]
fn what_needs_data_first_is_counted() {
    let (_live, project) = holding(
        "create table users (id integer primary key, email text);
         insert into users select n from generate_series(1, 100) n;",
    );
    let wanted = "create table users (id integer primary key, email text, nick text not null);";
    let comparison = compared(&project, wanted, &[]);
    let items = comparison["items"].as_array().expect("a list");
    let needs: Vec<&Value> = items.iter().filter(|item| item["sort"] == "needs-data").collect();
    let line = "100 rows stand in the way (counted): rows that would have no value of nick";
    assert!(needs.iter().any(|item| item["evidence"].to_string().contains(line)), "{items:#?}");
}

#[test]
fn what_is_renamed_is_counted_under_its_old_name() {
    let (_live, project) = holding(
        "create table people (id integer primary key, amount bigint, note text);
         insert into people select n, n, 'x' from generate_series(1, 40) n;",
    );
    let wanted = "-- autogen: renamed from people
                  create table users (id integer primary key,
                  -- autogen: renamed from amount
                  total integer);";
    let comparison = compared(&project, wanted, &[]);
    says(&comparison, "column public.users.total", "40 rows, 40 of them with a value (counted)");
    let lines = comparison["items"].to_string();
    assert_eq!(lines.matches("40 rows, 40 of them").count(), 2, "{comparison:#}");
    // Its size is known under both names.
    assert_eq!(comparison["sizes"]["public.users"], comparison["sizes"]["public.people"]);
    assert!(comparison["sizes"]["public.users"]["bytes"].as_u64() > Some(0), "{comparison:#}");
}

#[test]
fn a_large_table_is_estimated() {
    let (live, project) = holding(
        "create unlogged table events (id integer, kind text, amount bigint);
         insert into events select n, case when n % 4 = 0 then 'x' end, n from generate_series(1, 1100000) n;
         create unlogged table gone (like events);
         insert into gone select * from events;
         analyze",
    );
    let wanted = "create unlogged table events (id integer, amount integer);";
    let comparison = compared(&project, wanted, &[]);
    says(&comparison, "table public.gone", "about 1,100,000 rows (estimated)");
    let lines = evidence(&comparison, "column public.events.kind");
    let estimate = lines.iter().find(|line| line.contains("estimated")).expect("it is estimated");
    let is_near = ["260,000", "270,000", "280,000", "290,000"].iter().any(|near| estimate.contains(near));
    assert!(estimate.starts_with("about 1,100,000 rows, about ") && is_near, "{estimate}");
    let barred = "not counted: public.events has about 1,100,000 rows (estimated)";
    says(&comparison, "column public.events.amount", barred);

    // The sizes stand where a step locks, rewrites or scans, and for programs with every step.
    let bytes: u64 = live.value("select pg_total_relation_size('events')").parse().expect("a number");
    assert_eq!(comparison["sizes"]["public.events"]["bytes"], json!(bytes));
    let steps = comparison["steps"].as_array().expect("a list");
    let rewriting = steps.iter().find(|step| step["rewrites"] == json!(["public.events"])).expect("one rewrites it");
    assert_eq!(rewriting["blocks"], json!(["reads", "writes"]));
    assert!(rewriting["wal_bytes"].as_u64() > Some(0), "{rewriting:#}");
    let size = format!("public.events, {} MB, about 1,100,000 rows", bytes.div_ceil(1 << 20).max(1));
    let near = format!("public.events, {} MB, about 1,100,000 rows", bytes >> 20);
    for format in ["text", "markdown"] {
        let told = project.run(&["diff", "--format", format]).ends(1).stdout;
        let told = told.replace('`', "").replace("public.events ", "public.events, ");
        assert!(told.contains(&size) || told.contains(&near), "{told}");
    }
    let written = project.run(&["-m", "second"]).ends(0);
    let file = written.stdout.lines().next().and_then(|line| line.strip_prefix("wrote ")).expect("it is named");
    let up = project.read(file);
    let heading = |size: &str| format!("ACCESS EXCLUSIVE on public.events · blocks reads and writes · rewrites {size}");
    assert!(up.contains(&heading(&size)) || up.contains(&heading(&near)), "{up}");
    assert!(!up.contains("WAL"), "{up}");
}

#[test]
fn a_partitioned_table_is_as_large_as_its_partitions() {
    let (_live, project) = holding(
        "create table events (id integer, note text) partition by range (id);
         create table events_1 partition of events for values from (0) to (100);
         create table events_2 partition of events for values from (100) to (200);
         insert into events select n, 'x' from generate_series(1, 150) n;
         analyze",
    );
    let wanted = "create table events (id integer) partition by range (id);
                  create table events_1 partition of events for values from (0) to (100);
                  create table events_2 partition of events for values from (100) to (200);";
    let comparison = compared(&project, wanted, &[]);
    says(&comparison, "column public.events.note", "150 rows, 150 of them with a value (counted)");
    let sizes = &comparison["sizes"];
    let bytes = |name: &str| sizes[name]["bytes"].as_u64().expect("it is known");
    assert_eq!(sizes["public.events"]["rows"], json!(150));
    assert_eq!(bytes("public.events"), bytes("public.events_1") + bytes("public.events_2"));
}

#[test]
fn rows_of_another_server_are_not_counted() {
    let (_live, project) = holding(
        "create foreign data wrapper nobody;
         create server elsewhere foreign data wrapper nobody;
         create table events (id integer, note text) partition by range (id);
         create foreign table events_1 partition of events for values from (0) to (100) server elsewhere",
    );
    let wanted = "create foreign data wrapper nobody;
                  create server elsewhere foreign data wrapper nobody;
                  create table events (id integer) partition by range (id);
                  create foreign table events_1 partition of events for values from (0) to (100) server elsewhere;";
    let comparison = compared(&project, wanted, &[]);
    let line = "not counted: some rows of public.events are on a foreign server";
    says(&comparison, "column public.events.note", line);
}

#[test]
fn who_may_not_read_is_told_so() {
    let (live, project) = holding(
        "create table secret (id integer); insert into secret values (1);
         create table guarded (id integer); insert into guarded values (1);
         alter table guarded enable row level security;
         create role reader login;
         grant select on guarded to reader",
    );
    let url = live.url().replacen(&format!("{}@", live.user()), "reader@", 1);
    assert!(url.contains("reader@"), "{url}");
    let comparison = compared(&project, "", &[("DATABASE_URL", &url)]);
    says(&comparison, "table public.secret", "not counted: permission denied for table secret");
    let lines = evidence(&comparison, "table public.guarded");
    assert!(
        lines.iter().any(|line| line.starts_with("not counted: query would be affected by row-level")),
        "{lines:?}"
    );
}

#[test]
fn a_count_that_takes_too_long_becomes_an_estimate() {
    let (live, project) = holding(
        "create table known (id integer);
         insert into known select generate_series(1, 500);
         analyze known;
         create table unknown (id integer) with (autovacuum_enabled = off)",
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    let locker: Client = runtime.block_on(async {
        let target = Target::from_str(&live.url()).expect("it is a URL");
        let client = server::connect(&target).await.expect("the server is there");
        let locked = client.batch_execute("begin; lock table known, unknown in access exclusive mode").await;
        locked.expect("nobody else holds a lock");
        client
    });
    let comparison = compared(&project, "", &[]);
    says(&comparison, "table public.known", "about 500 rows (estimated)");
    says(&comparison, "table public.unknown", "not counted within 2 s");
    assert_eq!(comparison["sizes"], json!({}));
    drop(locker);
}
