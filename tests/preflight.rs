//! Rows that stand in the way are found by a query before anything is locked: it says how many there are, the upgrade
//! fails while they are there, and once they are repaired the query finds nothing and the upgrade passes.

use std::collections::BTreeMap;

use autogen::compare::{Options, compare};
use autogen::error::ServerMessage;
use autogen::plan::Plan;
use autogen::preflight::COUNT;
use autogen::scratch;
use autogen::server::Client;
use autogen::source::{Reader, Source};
use serde::Deserialize;
use tokio_postgres::SimpleQueryMessage;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    since: u32,
    from: String,
    rows: String,
    to: String,
    count: u64,
    /// The first row that is shown.
    shown: String,
    repair: String,
}

#[tokio::test]
async fn what_stands_in_the_way_is_found_first() {
    let cases: BTreeMap<String, Case> = toml::from_str(include_str!("preflight.toml")).expect("the cases are TOML");
    let mut failures = Vec::new();
    let mut count = 0;
    let reader = Reader::new(scratch::Options::default());
    for (name, case) in &cases {
        match check(&reader, case).await {
            Ok(ran) => count += usize::from(ran),
            Err(failure) => failures.push(format!("{name}: {failure}")),
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), cases.len(), failures.join("\n\n"));
    assert!(count >= 30, "only {count} cases ran");
}

async fn check(reader: &Reader, case: &Case) -> Result<bool, String> {
    let explain = |error: autogen::error::Error| format!("{error}: {:?}", error.evidence());
    let scratch = reader.scratch(None).await.map_err(explain)?;
    if scratch.major() < case.since {
        return Ok(false);
    }
    let live = scratch.database().await.map_err(explain)?;
    run(&live.client, &case.from).await?;
    run(&live.client, &case.rows).await?;
    let wanted = tempfile::Builder::new().suffix(".sql").tempfile().map_err(|error| error.to_string())?;
    std::fs::write(wanted.path(), &case.to).map_err(|error| error.to_string())?;
    let (from, to) = (Source::Database(live.target.clone()), Source::Definitions(vec![wanted.path().to_owned()]));
    let options = Options { prove: true, ..Options::default() };
    let comparison = compare(reader, &from, &to, &options).await.map_err(explain)?;
    if let Some((sql, message)) = comparison.proof.iter().flat_map(|proof| &proof.unasked).next() {
        return Err(format!("{message}\n{sql}"));
    }

    let found = ask(&live.client, &comparison.up).await?;
    if found != [(case.count, case.shown.clone())] {
        return Err(format!("found {found:?}\n{}", queries(&comparison.up)));
    }
    run(&live.client, &format!("begin; {}; commit", statements(&comparison.up)))
        .await
        .expect_err("the rows stand in the way");
    run(&live.client, "rollback").await?;
    run(&live.client, &case.repair).await?;
    let left = ask(&live.client, &comparison.up).await?;
    if !left.is_empty() {
        return Err(format!("still finds {left:?}\n{}", queries(&comparison.up)));
    }
    run(&live.client, &statements(&comparison.up)).await?;
    live.close().await.map_err(explain)?;
    Ok(true)
}

/// What the queries find: how many rows, and the first of them.
async fn ask(client: &Client, plan: &Plan) -> Result<Vec<(u64, String)>, String> {
    let mut found = Vec::new();
    for query in &plan.preflight {
        let answer = client.simple_query(&query.sql).await;
        let messages = answer.map_err(|error| format!("{}\n{}", ServerMessage::from(error), query.sql))?;
        let row = messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let Some(row) = row else { continue };
        let (last, shown) = row.columns().split_last().expect("a query has columns");
        assert_eq!(last.name(), COUNT);
        let shown = shown.iter().enumerate();
        let shown = shown.map(|(at, column)| format!("{} = {}", column.name(), row.get(at).unwrap_or("NULL")));
        let count = row.get(COUNT).and_then(|count| count.parse().ok()).expect("it is a number");
        found.push((count, shown.collect::<Vec<_>>().join(", ")));
    }
    Ok(found)
}

fn queries(plan: &Plan) -> String {
    plan.preflight.iter().map(|query| format!("-- {}\n{};\n", query.about, query.sql)).collect()
}

fn statements(plan: &Plan) -> String {
    let statements: Vec<&str> = plan.steps.iter().map(|planned| planned.step.sql.as_str()).collect();
    statements.join(";\n")
}

async fn run(client: &Client, sql: &str) -> Result<(), String> {
    client.batch_execute(sql).await.map_err(|error| format!("{}\n{sql}", ServerMessage::from(error)))
}

/// Right migrations that a query must not stand in the way of.
#[tokio::test]
async fn nothing_stands_in_the_way_of_what_is_right() {
    let extension = "create extension citext";
    let right = [
        (
            "a row of nulls is a value",
            "create type pt as (a int, b int); create table t (p pt)",
            "insert into t values (row(null, null))",
            "create type pt as (a int, b int); create table t (p pt not null)",
        ),
        (
            "values of an extension's type are equal by its own operator",
            &format!("{extension}; create table p (id citext primary key); create table c (r citext)"),
            "insert into p values ('A'); insert into c values ('a')",
            &format!("{extension}; create table p (id citext primary key); create table c (r citext references p)"),
        ),
        (
            "a type that is only made now",
            "create table t (v text)",
            "insert into t values ('a')",
            &format!("{extension}; create table t (v citext)"),
        ),
        (
            "what a cast cuts off",
            "create table t (v text)",
            "insert into t values ('10101')",
            "create table t (v bit(3))",
        ),
        (
            "the ends of a float",
            "create table t (v double precision)",
            "insert into t values (-9223372036854775808)",
            "create table t (v bigint)",
        ),
        (
            "a number that rounds into its type",
            "create table t (v double precision)",
            "insert into t values (-32768.5)",
            "create table t (v smallint)",
        ),
    ];
    let reader = Reader::new(scratch::Options::default());
    for (what, from, rows, to) in right {
        let explain = |error: autogen::error::Error| format!("{what}: {error}: {:?}", error.evidence());
        let scratch = reader.scratch(None).await.map_err(explain).expect("a server");
        let live = scratch.database().await.map_err(explain).expect("a database");
        run(&live.client, from).await.expect(what);
        run(&live.client, rows).await.expect(what);
        let wanted = tempfile::Builder::new().suffix(".sql").tempfile().expect("a file");
        std::fs::write(wanted.path(), to).expect("it is written");
        let (source, wanted) =
            (Source::Database(live.target.clone()), Source::Definitions(vec![wanted.path().to_owned()]));
        let options = Options { prove: true, ..Options::default() };
        let comparison = compare(&reader, &source, &wanted, &options).await.map_err(explain).expect("it compares");
        assert_eq!(ask(&live.client, &comparison.up).await, Ok(Vec::new()), "{what}");
        run(&live.client, &statements(&comparison.up)).await.expect(what);
        live.close().await.expect("it was there");
    }
}
