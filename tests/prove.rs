//! A plan is replayed before anybody sees it: what it loses, fails at or leaves undone is found.

use std::io::Write;

use autogen::catalog::Catalog;
use autogen::compare::{Comparison, Options, compare};
use autogen::error::{Error, Result};
use autogen::id::{Id, Kind};
use autogen::kind::Step;
use autogen::plan::{Action, Plan, PlannedStep};
use autogen::prove::{Proof, Sizes, prove};
use autogen::review::Sort;
use autogen::scratch;
use autogen::source::{Reader, Source};

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime can be made").block_on(future)
}

fn definitions(sql: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".sql").tempfile().expect("a file can be made");
    file.write_all(sql.as_bytes()).expect("the file can be written");
    file
}

async fn compared(reader: &Reader, from: &str, to: &str) -> Result<Comparison> {
    let (from, to) = (definitions(from), definitions(to));
    let source = |file: &tempfile::NamedTempFile| Source::Definitions(vec![file.path().to_owned()]);
    let options = Options { prove: true, ..Options::default() };
    compare(reader, &source(&from), &source(&to), &options).await
}

/// Compares and proves.
fn check(from: &str, to: &str) -> (Comparison, Proof) {
    let mut comparison = run(compared(&Reader::new(scratch::Options::default()), from, to)).unwrap_or_else(|error| {
        panic!("{error}: {:#?} {:?}", error.evidence(), std::error::Error::source(&error).map(ToString::to_string))
    });
    let proof = comparison.proof.take().expect("something differs");
    (comparison, proof)
}

fn sorts(comparison: &Comparison) -> Vec<Sort> {
    comparison.items.iter().map(|item| item.sort).collect()
}

fn statements(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|planned| planned.step.sql.as_str()).collect()
}

/// Proves a plan that is written by hand.
fn by_hand(schema: &str, wanted: &str, up: &[(&str, Action)], down: &[(&str, Action)]) -> Result<Proof> {
    run(async {
        let reader = Reader::new(scratch::Options::default());
        let files = [definitions(schema), definitions(wanted)];
        let mut catalogs: Vec<Catalog> = Vec::new();
        for file in &files {
            catalogs.push(reader.read(&Source::Definitions(vec![file.path().to_owned()])).await?.catalog);
        }
        let column = |name: &str| {
            let schema = Id::new(Kind::Schema, None, "public");
            Id::new(Kind::Column, Some(Id::new(Kind::Table, Some(schema), "t")), name)
        };
        let plan = |steps: &[(&str, Action)]| {
            let steps = steps.iter().map(|(sql, action)| PlannedStep::first(column("a"), *action, Step::new(*sql)));
            Plan { steps: steps.collect(), ..Plan::default() }
        };
        prove(&reader, &catalogs[0], &catalogs[1], &plan(up), &plan(down), &[]).await
    })
}

#[test]
fn rows_survive_a_rename_of_a_table_and_a_column() {
    let (comparison, proof) = check(
        "create table users (id bigserial primary key, full_name text not null, born date);
         create index users_full_name_idx on users (full_name);
         create table posts (id bigint primary key, author bigint references users);
         create view names as select full_name from users;",
        "create table people (id bigserial primary key, display_name text not null, born date);
         create index people_display_name_idx on people (display_name);
         create table posts (id bigint primary key, author bigint references people);
         create view names as select display_name as full_name from people;",
    );
    let mut renamed = vec![
        "ALTER SEQUENCE public.users_id_seq RENAME TO people_id_seq",
        "ALTER TABLE public.users RENAME TO people",
        "ALTER TABLE public.people RENAME COLUMN full_name TO display_name",
        "ALTER TABLE public.people RENAME CONSTRAINT users_pkey TO people_pkey",
        "ALTER INDEX public.users_full_name_idx RENAME TO people_display_name_idx",
    ];
    // From then on NOT NULL is a constraint, whose name PostgreSQL leaves as it is.
    if comparison.from.catalog.server_major >= 18 {
        renamed.extend([
            "ALTER TABLE public.people RENAME CONSTRAINT users_full_name_not_null TO people_display_name_not_null",
            "ALTER TABLE public.people RENAME CONSTRAINT users_id_not_null TO people_id_not_null",
        ]);
    }
    assert_eq!(statements(&comparison.up), renamed);
    assert_eq!((proof.seeded, proof.kept, proof.given_up.len()), (2, 2, 0));
    assert!(proof.summary().ends_with("up reaches the schema, down restores, rows kept"), "{}", proof.summary());
    let waits: Vec<_> = comparison.items.iter().filter(|item| item.blocks).map(|item| item.text.as_str()).collect();
    assert_eq!(
        waits,
        [
            "table public.users → people: is it the same under another name?",
            "column public.users.full_name → display_name: is it the same under another name?"
        ]
    );
}

#[test]
fn the_rows_of_any_table_can_be_read() {
    let (_, proof) = check(
        r#"create table rows ("one" int primary key, wanted int); create table one (id int primary key, "found" text)"#,
        r#"create table rows ("one" int primary key, wanted bigint); create table one (id int primary key, "found" varchar)"#,
    );
    assert_eq!((proof.seeded, proof.kept, proof.given_up.len()), (2, 2, 0));
}

#[test]
fn a_renamed_column_of_a_partitioned_table_is_renamed_once() {
    let tables = |column: &str| {
        format!(
            "create table events (at date not null, {column} text) partition by range (at);
             create table events_2020 partition of events for values from ('2020-01-01') to ('2021-01-01');"
        )
    };
    let (comparison, proof) = check(&tables("text_old"), &tables("text_new"));
    assert_eq!(statements(&comparison.up), ["ALTER TABLE public.events RENAME COLUMN text_old TO text_new"]);
    assert_eq!((proof.seeded, proof.kept), (1, 1));
}

#[test]
fn a_definition_says_what_was_renamed() {
    let (comparison, _) = check(
        "create table t (id integer, a integer, b date default now());",
        "create table t (id integer,
            -- autogen: renamed from a
            quite_different bigint);",
    );
    assert_eq!(statements(&comparison.up)[0], "ALTER TABLE public.t RENAME COLUMN a TO quite_different");
    assert_eq!(sorts(&comparison), [Sort::DataLoss]);
}

#[test]
fn a_value_that_the_plan_loses_without_a_word_is_found() {
    let schema = "create table t (id integer, a text);";
    let steps = [("ALTER TABLE t DROP COLUMN a", Action::Alter), ("ALTER TABLE t ADD COLUMN a text", Action::Build)];
    let error = by_hand(schema, schema, &steps, &[]).expect_err("the value is lost");
    assert_eq!(error.to_string(), "the proof failed: the upgrade loses rows that the plan doesn't drop");
    assert_eq!(error.evidence(), [r#"column public.t.a had "a" and has null as column public.t.a"#]);

    let said = [("ALTER TABLE t DROP COLUMN a", Action::TearDown), ("ALTER TABLE t ADD COLUMN a text", Action::Build)];
    let proof = by_hand(schema, schema, &said, &[]).expect("the plan says that it drops the column");
    assert_eq!(proof.given_up.iter().map(ToString::to_string).collect::<Vec<_>>(), ["column public.t.a"]);
}

#[test]
fn a_failed_proof_names_the_statement() {
    let schema = "create table t (id integer, a text);";
    let steps = [("ALTER TABLE t DROP COLUMN nonsense", Action::Alter)];
    let Err(Error::Proof { what, evidence, cause }) = by_hand(schema, schema, &steps, &[]) else { panic!("it fails") };
    assert_eq!(what, "a statement of the upgrade fails");
    assert_eq!(evidence, ["ALTER TABLE t DROP COLUMN nonsense"]);
    assert!(cause.expect("the server said something").message.contains("nonsense"));
}

#[test]
fn a_plan_that_does_not_arrive_says_what_is_left() {
    let error = by_hand("create table t (a text);", "create table t (a text, b text);", &[], &[]);
    let error = error.expect_err("nothing was done");
    assert_eq!(error.to_string(), "the proof failed: the upgrade doesn't reach the wanted catalog");
    assert_eq!(error.evidence(), ["column public.t.b is missing"]);
}

#[test]
fn what_rows_stand_in_the_way_of_needs_data_first() {
    let (comparison, proof) =
        check("create table t (id integer);", "create table t (id integer, tenant integer not null);");
    let [(statement, message)] = proof.data_blockers.as_slice() else { panic!("{:?}", proof.data_blockers) };
    assert_eq!(statement, "ALTER TABLE public.t ADD COLUMN tenant integer NOT NULL");
    assert!(message.contains("23502"), "{message}");
    assert_eq!(sorts(&comparison), [Sort::NeedsData]);
    assert!(comparison.items[0].blocks);
}

#[test]
fn partial_indexes_are_shown_side_by_side() {
    let table = "create table users (id integer, email text, deleted_at timestamptz, banned boolean);";
    let (comparison, _) = check(
        &format!("{table} create unique index live on users (email) where deleted_at is null;"),
        &format!("{table} create unique index live on users (email) where deleted_at is null and not banned;"),
    );
    assert_eq!(sorts(&comparison), [Sort::PartialIndex]);
    let item = &comparison.items[0];
    assert_eq!((item.id.as_str(), item.blocks), ("R1", true));
    assert_eq!(item.evidence[0], "old: unique, btree (email) WHERE (deleted_at IS NULL)");
    assert_eq!(item.evidence[1], "new: unique, btree (email) WHERE ((deleted_at IS NULL) AND (NOT banned))");
}

#[test]
fn a_dropped_column_and_narrowed_types_are_losses() {
    let (comparison, proof) =
        check("create table t (id bigint, gone date, kept text);", "create table t (id integer, kept text);");
    assert_eq!(sorts(&comparison), [Sort::DataLoss, Sort::DataLoss]);
    assert_eq!(proof.given_up.len(), 1);
    assert!(proof.summary().ends_with("rows kept but in column public.t.gone"), "{}", proof.summary());
}

#[test]
fn a_password_is_asked_for_and_never_told() {
    let server = "create extension postgres_fdw;
         create server s foreign data wrapper postgres_fdw;
         create foreign table t (a integer, b integer) server s;
         create user mapping for public server s options (user 'x', password 'hunter2');";
    let (comparison, _) = check(
        server,
        "create extension postgres_fdw;
         create server s foreign data wrapper postgres_fdw;
         create foreign table t (a integer) server s;
         create user mapping for alice server s options (user 'joe', password 'hunter3');",
    );
    assert_eq!(
        statements(&comparison.up),
        [
            "ALTER FOREIGN TABLE public.t DROP COLUMN b",
            "DROP USER MAPPING FOR PUBLIC SERVER s",
            "CREATE USER MAPPING FOR alice SERVER s OPTIONS (password 'put the secret here', \"user\" 'joe')",
        ]
    );
    // The column's values are another server's: nothing is lost here.
    assert_eq!(sorts(&comparison), [Sort::NotReversible, Sort::Security]);
    let catalogs = [comparison.from.catalog.to_json(), comparison.to.catalog.to_json()].concat();
    assert!(!catalogs.contains("hunter") && !format!("{:?}", comparison.items).contains("hunter"));
}

#[test]
fn what_becomes_of_removed_values_is_told() {
    let from = "create type mood as enum ('sad', 'so-so', 'ok'); create table t (m mood, n text);";
    let items = |map: &str| {
        let to = format!("{map}\ncreate type mood as enum ('sad', 'ok'); create table t (m mood, n integer);");
        let (comparison, _) = check(from, &to);
        comparison.items.into_iter().map(|item| (item.sort, item.evidence[0].clone())).collect::<Vec<_>>()
    };
    let column = (Sort::DataLoss, "PostgreSQL makes no such cast by itself: converted by n::integer".to_owned());
    let mapped = items("-- autogen: map 'so-so' to 'ok'");
    assert_eq!(mapped[..2], [(Sort::NotReversible, "rows that have so-so get ok".to_owned()), column.clone()]);
    let hint = "`-- autogen: map 'old' to 'new'` above CREATE TYPE says what rows get instead".to_owned();
    assert_eq!(items("")[..2], [(Sort::DataLoss, hint), column]);
}

#[test]
fn a_value_is_mapped_only_to_one_that_is_there() {
    let from = "create type mood as enum ('sad', 'so-so', 'ok');";
    for (map, message) in
        [("map 'so-so' to 'fine'", "enum public.mood has no value 'fine'"), ("map so-so to ok", "it maps nothing")]
    {
        let to = format!("-- autogen: {map}\ncreate type mood as enum ('sad', 'ok');");
        let error = run(compared(&Reader::new(scratch::Options::default()), from, &to)).err();
        let error = error.expect("a mapping that can't be is refused");
        let told = [error.to_string(), error.evidence().join(" ")].concat();
        assert!(told.contains(message), "{told}");
    }
}

#[test]
fn what_a_subscription_needs_on_its_publisher_is_told() {
    let subscription = |connection: &str, options: &str| {
        format!("create subscription s connection '{connection}' publication p with (connect = false, {options});")
    };
    let told = |from: &str, to: &str| {
        let (comparison, _) = check(from, to);
        let sql = statements(&comparison.up).join(";\n");
        assert!(!sql.contains("hunter"), "{sql}");
        comparison.items.iter().map(|item| item.text.clone()).collect::<Vec<_>>()
    };
    let plain = subscription("host=a password=hunter2", "slot_name = 'x'");
    assert_eq!(
        told("", &plain),
        ["subscription s is made without connecting: who enables it?", "subscription s: who sets its password?"]
    );
    let moved = subscription("host=b password=hunter2", "slot_name = 'x'");
    assert_eq!(told(&plain, &moved), ["subscription s: who sets its password?"]);
    assert_eq!(
        told(&plain, ""),
        [
            "subscription s is dropped without connecting: who drops its slot?",
            "subscription s is dropped: who knows its password?"
        ]
    );
}

#[test]
fn what_a_statement_locks_rewrites_and_scans_is_measured() {
    let (_, proof) = check(
        "create table posts (id integer primary key, views integer, title text);
         create table tags (id integer primary key);
         create table gone (id integer);",
        "create table posts (id integer primary key, views bigint, title text not null, likes integer not null default 0,
                             tag integer);
         create table tags (id integer primary key);
         alter table posts add foreign key (tag) references tags;
         create index by_title on posts (title);",
    );
    assert!(proof.steps.iter().all(|cost| cost.wal_bytes > 0), "{:#?}", proof.steps);
    let costs: Vec<String> = proof.steps.iter().map(|cost| cost.text(&Sizes::new())).collect();
    let has = |text: &str| assert!(costs.iter().any(|cost| cost == text), "no {text} in {costs:#?}");
    has("ACCESS EXCLUSIVE on public.gone · blocks reads and writes · no rewrite");
    has("ACCESS EXCLUSIVE on public.posts · blocks reads and writes · rewrites public.posts");
    has("ACCESS EXCLUSIVE on public.posts · blocks reads and writes · no rewrite");
    has("ACCESS EXCLUSIVE on public.posts · blocks reads and writes · no rewrite · scans public.posts");
    has("SHARE on public.posts · blocks writes · scans public.posts");
    let key = "SHARE ROW EXCLUSIVE on public.posts, public.tags · blocks writes · scans public.posts";
    assert!(costs.iter().any(|cost| cost.starts_with(key)), "{costs:#?}");
}

#[test]
fn every_sort_of_column_is_seeded() {
    let schema = "create type mood as enum ('sad', 'happy');
        create domain small as integer check (value < 10);
        create domain email as text check (value like '%@%');
        create type pair as (a integer, b text);
        create table t (
            id bigint generated always as identity primary key, m mood not null, s small not null, e email not null,
            p pair not null, ratio numeric(2, 2) not null, code varchar(2) not null, tags text[] not null,
            span int4range not null, spans int4multirange not null, at timestamptz not null, raw bytea not null,
            bits bit(3) not null, j jsonb not null, u uuid not null, place point not null, net inet not null,
            doubled bigint generated always as (ratio * 2) stored, parent bigint references t,
            begins date not null, ends date not null, check (ends > begins));
        create table listed (kind text not null) partition by list (kind);
        create table listed_x partition of listed for values in ('x', 'y');
        create table ranged (n integer not null) partition by range (n);
        create table ranged_7 partition of ranged for values from (700) to (800);";
    let (_, proof) = check(schema, &format!("{schema} create table more (id integer);"));
    assert_eq!((proof.seeded, proof.kept), (3, 3), "{:?}", proof.unseeded);
}

#[test]
fn what_no_kind_answers_for_is_named() {
    let schema = "create type base;
         create function base_in(cstring) returns base language internal immutable strict as 'int4in';
         create function base_out(base) returns cstring language internal immutable strict as 'int4out';
         create type base (input = base_in, output = base_out, like = integer);
         create operator <# (function = boollt, leftarg = boolean, rightarg = boolean, commutator = #>);
         alter operator family pg_catalog.integer_ops using btree add operator 1 <# (boolean, boolean);";
    let error = run(compared(&Reader::new(scratch::Options::default()), "", schema)).err();
    let evidence = error.expect("functions of a type that isn't there can't be made").evidence();
    let missing: Vec<&str> = evidence.iter().filter_map(|line| line.strip_prefix("autogen doesn't make ")).collect();
    assert_eq!(
        missing,
        [
            "operator of access method operator 1 (boolean, boolean) of pg_catalog.integer_ops USING btree",
            "operator public.#>(boolean,boolean)",
            "type public.base",
        ]
    );
}

#[test]
fn a_value_in_the_place_of_another_is_a_question_unless_it_is_said() {
    let from = "create type mood as enum ('sad', 'ok'); create table t (m mood default 'ok');";
    let to =
        |map: &str| format!("{map}\ncreate type mood as enum ('sad', 'fine'); create table t (m mood default 'fine');");
    let (guessed, _) = check(from, &to(""));
    assert_eq!(sorts(&guessed), [Sort::Rename]);
    assert_eq!(
        guessed.items[0].text,
        "enum public.mood has 'fine' in the place of 'ok': is it the same under another name?"
    );
    let (said, _) = check(from, &to("-- autogen: map 'ok' to 'fine'"));
    assert_eq!(sorts(&said), []);
    for comparison in [guessed, said] {
        assert_eq!(statements(&comparison.up), ["ALTER TYPE public.mood RENAME VALUE 'ok' TO 'fine'"]);
        assert_eq!(statements(&comparison.down), ["ALTER TYPE public.mood RENAME VALUE 'fine' TO 'ok'"]);
    }
}

/// What is said of the only question of a sort.
fn told(from: &str, to: &str, sort: Sort) -> Vec<String> {
    let (comparison, _) = check(from, to);
    let mut items = comparison.items.into_iter().filter(|item| item.sort == sort);
    let item = items.next().expect("it is asked");
    assert!(items.next().is_none(), "it is asked once");
    item.evidence
}

#[test]
fn the_planner_says_whether_a_predicate_is_wider() {
    let table = "create table users (id int, email text, age int, deleted timestamptz);";
    let index = |predicate: &str| format!("{table} create index users_email on users (email) {predicate};");
    let said = |old: &str, new: &str| {
        let evidence = told(&index(old), &index(new), Sort::PartialIndex);
        evidence
            .into_iter()
            .find(|line| line.contains("wider") || line.contains("narrower") || line.contains("same rows"))
    };
    let said = |old: &str, new: &str| said(old, new).expect("it is said");
    assert!(said("where age > 18", "where age > 21").starts_with("narrower: "));
    assert!(said("where age > 21", "where age > 18").starts_with("wider: "));
    assert!(said("where deleted is null", "where deleted is null and age > 18").starts_with("narrower: "));
    assert!(said("where deleted is null", "").starts_with("wider: "));
    assert!(said("", "where deleted is null").starts_with("narrower: "));
    assert!(said("where age > 18", "where not age <= 18").starts_with("the same rows"));
    assert!(said("where age > 18", "where deleted is null").starts_with("neither"));
}

#[test]
fn on_conflict_is_told_which_index_serves_it() {
    let table = "create table users (id int, email text, deleted timestamptz);";
    let index = |rest: &str| format!("{table} create unique index one on users {rest};");
    let evidence = told(&index("(email)"), &index("(lower(email)) where deleted is null"), Sort::PartialIndex);
    let served: Vec<&String> = evidence.iter().filter(|line| line.starts_with("ON CONFLICT")).collect();
    assert_eq!(
        served,
        [
            "ON CONFLICT (email) is served by nothing afterwards",
            "ON CONFLICT (lower(email)) WHERE (deleted IS NULL) is served by one",
            "ON CONFLICT (lower(email)) is served by nothing afterwards",
        ]
    );
    let twin = format!("{} create unique index two on users (email);", index("(email) where deleted is null"));
    let only = format!("{table} create unique index two on users (email);");
    let evidence = told(&twin, &only, Sort::PartialIndex);
    assert!(evidence.contains(&"index public.users.two has the same keys and all rows".to_owned()), "{evidence:?}");
    assert!(
        evidence.contains(&"ON CONFLICT (email) WHERE (deleted IS NULL) is served by two".to_owned()),
        "{evidence:?}"
    );
}

#[test]
fn what_opens_a_door_is_asked_about() {
    let table = "create table t (id int, owner text, hidden bool); alter table t enable row level security;";
    let policy = |rest: &str| format!("{table} create policy p on t {rest};");
    let wider = told(&policy("using (id > 10)"), &policy("using (id > 5)"), Sort::Security);
    assert!(wider.iter().any(|line| line.starts_with("USING: wider: the old predicate")), "{wider:?}");
    let narrower = told(&policy("using (id > 5)"), &policy("using (id > 10)"), Sort::Security);
    assert!(narrower.iter().any(|line| line.starts_with("USING: narrower: ")), "{narrower:?}");
    // A stable function bars the planner's way.
    let unknown = told(&policy("using (owner = current_user)"), &policy("using (true)"), Sort::Security);
    assert!(
        unknown.iter().any(|line| line.starts_with("USING: neither") || line.starts_with("USING: wider")),
        "{unknown:?}"
    );
    // Without USING, nobody sees a row.
    let opened = told(&policy("with check (id > 5)"), &policy("using (id > 5) with check (id > 5)"), Sort::Security);
    assert!(opened.iter().any(|line| line.starts_with("USING: wider: ")), "{opened:?}");
    let closed = told(&policy("for select using (id > 5)"), &policy("for select"), Sort::Security);
    assert!(closed.iter().any(|line| line.starts_with("USING: narrower: ")), "{closed:?}");
    // What is read and what is written are two things.
    let both = told(
        &policy("using (id > 5) with check (id > 5)"),
        &policy("using (id > 10) with check (true)"),
        Sort::Security,
    );
    assert!(both.iter().any(|line| line.starts_with("USING: narrower: ")), "{both:?}");
    assert!(both.iter().any(|line| line.starts_with("WITH CHECK: wider: ")), "{both:?}");
    let restrictive = told(&policy("using (id > 5)"), &policy("as restrictive using (id > 10)"), Sort::Security);
    assert!(!restrictive.iter().any(|line| line.contains("the old one")), "{restrictive:?}");
    let definer =
        |rest: &str| format!("create function f(a text default '$') returns int language sql {rest} as 'select 1';");
    told(&definer(""), &definer("security definer"), Sort::Security);
    let command = told(&policy("for select using (id > 5)"), &policy("using (id > 5)"), Sort::Security);
    assert!(command.iter().any(|line| line == "wider: it was for SELECT only"), "{command:?}");

    let view = |options: &str| format!("create table t (a int); create view v {options} as select a from t;");
    let (comparison, _) = check("", table);
    if comparison.to.catalog.server_major >= 15 {
        told(&view("with (security_invoker = true)"), &view(""), Sort::Security);
    }
    told(&view("with (security_barrier = true)"), &view(""), Sort::Security);
    let granted = |rights: &str| format!("create table t (a int); {rights}");
    told(&granted(""), &granted("grant select on t to public;"), Sort::Security);
    told(&granted(""), &granted("alter default privileges grant select on tables to public;"), Sort::Security);
    let function = "create function f() returns int language sql as 'select 1';";
    told(
        &format!("{function} revoke execute on function f from public;"),
        &format!("{function} grant execute on function f to public;"),
        Sort::Security,
    );
    // Nobody could use what is only made now.
    let (comparison, _) = check("", &granted("grant select on t to public;"));
    assert!(!sorts(&comparison).contains(&Sort::Security));
}
