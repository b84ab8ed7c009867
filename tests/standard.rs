//! The second observer on a real server: what a role without rights isn't shown, and that a contradiction is found.

use autogen::catalog::Catalog;
use autogen::catalog::standard::{Report, Standard, compare, observe};
use autogen::id::{Id, Kind};
use autogen::kind::Attributes;
use autogen::scratch;

const SCHEMA: &str = "
    create schema shop;
    create domain shop.price as numeric(10,2) not null constraint positive check (value > 0);
    create table shop.items (
        id bigint generated always as identity primary key,
        name varchar(40) not null,
        price shop.price,
        label text generated always as (upper(name)) stored,
        unique (name, id)
    );
    create table shop.orders (
        item bigint constraint orders_item references shop.items on delete cascade,
        at timestamptz(3) default now()
    );
    create view shop.cheap as select name, price from shop.items where price < 1 with check option;
    create function shop.touch() returns trigger language plpgsql as 'begin return new; end';
    create trigger touch before insert or update on shop.orders for each row execute function shop.touch();
    create sequence shop.tickets as integer increment by -2 cycle;";

/// An ordinary role may do nothing but read the names of items.
const STRANGER: &str = "
    create role stranger;
    grant usage on schema shop to stranger;
    grant select (name) on shop.items to stranger;
    revoke execute on function shop.touch() from public;
    revoke usage on type shop.price from public;
    set role stranger;";

/// What both observers say of a database in which `sql` was run.
fn observed(sql: &str) -> (Catalog, Standard) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let scratch = scratch::open(&scratch::Options::default(), None).await.expect("a private server starts");
        let database = scratch.database().await.expect("a database can be made");
        database.client.batch_execute(sql).await.expect("the statements are right");
        observe(&database.client).await.expect("the catalog can be read")
    })
}

fn lines(report: &Report) -> Vec<String> {
    report.contradictions.iter().map(ToString::to_string).collect()
}

fn table(name: &str) -> Id {
    Id::new(Kind::Table, Some(Id::new(Kind::Schema, None, "shop")), name)
}

/// The same catalog with one object's attributes as `edit` leaves them.
fn altered(catalog: &Catalog, id: &Id, edit: impl FnOnce(&mut Attributes)) -> Catalog {
    let mut attributes = catalog.get(id).unwrap_or_else(|| panic!("there is no {id}")).clone();
    edit(&mut attributes);
    catalog.with([(id.clone(), attributes)])
}

#[test]
fn a_superuser_is_shown_everything() {
    let (catalog, said) = observed(SCHEMA);
    let report = compare(&catalog, &said);
    assert_eq!((lines(&report), report.hidden.as_slice()), (Vec::new(), [].as_slice()));
    assert!(report.agreed > 20, "only {} objects were compared", report.agreed);
}

#[test]
fn what_a_role_has_no_rights_on_is_hidden_and_no_contradiction() {
    let (catalog, said) = observed(&format!("{SCHEMA}{STRANGER}"));
    let report = compare(&catalog, &said);
    assert_eq!(lines(&report), Vec::<String>::new());
    let hidden: Vec<String> = report.hidden.iter().map(ToString::to_string).collect();
    let expected = [
        "domain shop.price",
        "sequence shop.tickets",
        "function shop.touch()",
        "table shop.orders",
        "column shop.items.id",
        "column shop.items.label",
        "column shop.items.price",
        "view shop.cheap",
        "constraint shop.items.items_name_id_key: columns",
        "constraint shop.items.items_pkey",
    ];
    let missing: Vec<_> = expected.iter().filter(|one| !hidden.iter().any(|line| line == *one)).collect();
    assert!(missing.is_empty(), "not listed: {missing:?} in {hidden:#?}");
    assert!(!hidden.iter().any(|line| line.contains("shop.orders.")), "a hidden table says it all: {hidden:#?}");
}

#[test]
fn a_catalog_that_is_wrong_is_contradicted() {
    let (catalog, said) = observed(SCHEMA);
    let name = Id::new(Kind::Column, Some(table("items")), "name");
    let nullable = altered(&catalog, &name, |attributes| {
        if let Attributes::Column(column) = attributes {
            column.not_null = false;
        }
    });
    assert_eq!(
        lines(&compare(&nullable, &said)),
        ["column shop.items.name: information_schema says is_nullable is NO, the catalog says YES"]
    );

    let key = Id::new(Kind::Constraint, Some(table("orders")), "orders_item");
    let kept = altered(&catalog, &key, |attributes| {
        if let Attributes::Constraint(constraint) = attributes {
            constraint.definition = constraint.definition.replace("CASCADE", "SET NULL");
        }
    });
    assert_eq!(
        lines(&compare(&kept, &said)),
        [
            "constraint shop.orders.orders_item: information_schema says delete_rule is CASCADE, the catalog says SET NULL"
        ]
    );
}

#[test]
fn what_only_one_of_them_has_is_a_contradiction() {
    let (catalog, said) = observed(SCHEMA);
    let without = catalog.filtered(|object| *object.id != table("orders"));
    assert_eq!(lines(&compare(&without, &said)), ["table shop.orders: information_schema has it, the catalog doesn't"]);
    let (empty, silent) = observed("create schema shop");
    assert_eq!(lines(&compare(&empty, &silent)), Vec::<String>::new());
    assert!(
        lines(&compare(&catalog, &silent))
            .contains(&"table shop.orders: the catalog has it, information_schema doesn't".to_owned())
    );
}

#[test]
fn a_security_label_on_what_no_kind_reads_is_named() {
    // Without a provider, rows are written as one would.
    let (catalog, _) = observed(
        "create table public.t (a integer);
         select lo_create(20000);
         create extension citext schema public;
         set allow_system_table_mods = on;
         insert into pg_seclabel values ('public.t'::regclass, 'pg_class'::regclass, 0, 'dummy', 'secret'),
                                        ('public.citext'::regtype, 'pg_type'::regclass, 0, 'dummy', 'secret'),
                                        (20000, 'pg_largeobject'::regclass, 0, 'dummy', 'secret');",
    );
    assert_eq!(
        catalog.unmodelled,
        ["security label of dummy on large object 20000", "security label of dummy on type public.citext"]
    );
}
