//! What nobody declared (owners, grants, storage parameters) is left as it is, even on objects that are made anew.

use autogen::compare::{Comparison, Manage, Options, compare};
use autogen::scratch::{self, Database};
use autogen::source::{Reader, Source};

const LIVE: &str = "
    create table item (id bigint primary key, price integer) with (fillfactor = 70);
    create index item_price on item (price) with (fillfactor = 80);
    create view dear as select id, price from item where price > 100;
    alter view dear owner to alice;
    grant select on dear to bob;
    alter default privileges grant select on tables to bob;
    grant create on schema public to bob;
";

/// A live database with roles, and how it compares with definitions.
async fn with(live_sql: &str, definitions: &str, manage: Manage) -> (Reader, Database, Comparison) {
    let reader = Reader::new(scratch::Options::default());
    let scratch = reader.scratch(None).await.expect("scripts/test installs a server");
    let roles = ["alice", "bob"].map(str::to_owned).into();
    scratch.ensure_roles(&roles).await.expect("a private server lets us make roles");
    let live = scratch.database().await.expect("a private server has room for a database");
    live.client.batch_execute(live_sql).await.expect("the live side is right");
    let file = tempfile::Builder::new().suffix(".sql").tempfile().expect("there is room for a file");
    std::fs::write(file.path(), definitions).expect("there is room for a file");
    let (from, to) = (Source::Database(live.target.clone()), Source::Definitions(vec![file.path().to_owned()]));
    let options = Options { manage, prove: true, ..Options::default() };
    let comparison = compare(&reader, &from, &to, &options).await.expect("both sides can be read, and the plan proved");
    (reader, live, comparison)
}

async fn with_live(definitions: &str, manage: Manage) -> (Reader, Database, Comparison) {
    with(LIVE, definitions, manage).await
}

async fn is_true(live: &Database, query: &str) -> bool {
    live.client.query_one(query, &[]).await.expect("the query is right").get(0)
}

/// The objects of [`LIVE`] with nothing that is managed only where somebody declares it.
const BARE: &str = "
    create table item (id bigint primary key, price integer);
    create index item_price on item (price);
    create view dear as select id, price from item where price > 100;";

#[tokio::test]
async fn what_is_undeclared_is_no_difference() {
    let (_reader, _live, comparison) = with_live(BARE, Manage::Declared).await;
    assert!(comparison.up.is_empty(), "{:?}", comparison.up.steps);
    assert!(comparison.down.is_empty(), "{:?}", comparison.down.steps);
}

#[tokio::test]
async fn everything_is_compared_when_all_is_managed() {
    let (_reader, _live, comparison) = with_live(BARE, Manage::All).await;
    let text: String = comparison.up.steps.iter().map(|planned| format!("{}\n", planned.step.sql)).collect();
    for expected in ["RESET (fillfactor)", "REVOKE", "OWNER TO", "ALTER DEFAULT PRIVILEGES"] {
        assert!(text.contains(expected), "no {expected} in\n{text}");
    }
}

#[tokio::test]
async fn a_view_made_anew_keeps_its_owner_and_its_grants() {
    let definitions = "
        create table item (id bigint primary key, price numeric);
        create index item_price on item (price);
        create view dear as select id, price from item where price > 100;";
    let (_reader, live, comparison) = with_live(definitions, Manage::Declared).await;
    for planned in &comparison.up.steps {
        let run = live.client.batch_execute(&planned.step.sql).await;
        run.unwrap_or_else(|error| panic!("{}: {error:?}", planned.step.sql));
    }
    assert!(is_true(&live, "select has_table_privilege('bob', 'dear', 'select')").await);
    assert!(is_true(&live, "select relowner = 'alice'::regrole from pg_class where relname = 'dear'").await);
    assert!(is_true(&live, "select reloptions = '{fillfactor=70}' from pg_class where relname = 'item'").await);
}

#[tokio::test]
async fn names_of_not_null_are_left_as_they_are() {
    // From 18, NOT NULL is a constraint; until then, its name is nothing.
    let live = "
        create table former (id bigint constraint known not null, was text not null);
        alter table former rename to item;
        alter table item rename was to note;
        create table sale (at date constraint dated not null, id integer not null) partition by range (at);
        create table sale_rest (id integer not null, at date constraint mine not null);
        alter table sale attach partition sale_rest default;
        create table sale_once partition of sale for values from ('2024-01-01') to ('2025-01-01');
        alter table sale detach partition sale_once;
        create table parent (id integer constraint given not null);
        create table child (id integer not null);
        alter table child inherit parent;";
    let definitions = "
        create table item (id bigint not null, note text not null);
        create table sale (at date not null, id integer not null) partition by range (at);
        create table sale_rest partition of sale default;
        create table sale_once (at date not null, id integer not null);
        create table parent (id integer not null);
        create table child (id integer not null) inherits (parent);";
    let (_, _, comparison) = with(live, definitions, Manage::Declared).await;
    assert!(comparison.up.is_empty(), "{:?}", comparison.up);

    // Nor do they stand in the way of what changes.
    let changed = "
        create table item (id bigint not null, title text not null);
        create table sale (at date not null, id integer not null) partition by range (at);
        create table sale_rest (at date not null, id integer not null);
        create table sale_once partition of sale for values from ('2024-01-01') to ('2025-01-01');
        create table parent (id integer);
        create table child (id integer not null) inherits (parent);";
    let (_, live, comparison) = with(live, changed, Manage::Declared).await;
    for planned in &comparison.up.steps {
        live.client.batch_execute(&planned.step.sql).await.expect("the plan was proved");
    }
    for planned in &comparison.down.steps {
        live.client.batch_execute(&planned.step.sql).await.expect("so was the way back");
    }
}
