//! Diagrams, from definitions that a real server has read.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use project::Project;

const SHOP: &str = r#"
create schema billing;
create table users (id bigint primary key, email text not null unique, manager_id bigint references users);
create table orders (
    id bigint primary key,
    user_id bigint not null references users,
    placed_at timestamp with time zone not null,
    total numeric(10, 2)
);
create table lines (order_id bigint references orders, number int, primary key (order_id, number));
create table profiles (user_id bigint primary key references users);
create table billing.invoices (id bigint primary key, order_id bigint constraint of_order references orders);
create table logs (id bigint, at date) partition by range (at);
create table logs_1 partition of logs for values from ('2026-01-01') to ('2027-01-01');
alter table logs_1 add foreign key (id) references users;
create table apart (id bigint);
create view newest as select o.id, u.email from orders o join users u on u.id = o.user_id;
create table "</title><script>alert(1)</script>" ("<b>&""'" text);
comment on table users is 'People & "machines" <all>';
"#;

fn shop() -> Project {
    let project = Project::new();
    project.write("shop.sql", SHOP);
    project
}

/// The text between two others, of an XML that is known to have it.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("{start} isn't in {text}")) + start.len();
    &text[from..from + text[from..].find(end).expect("it ends")]
}

#[test]
fn every_form_has_the_tables_their_columns_and_their_keys() {
    let project = shop();
    let svg = project.run(&["diagram", "shop.sql"]).ends(0).stdout;
    assert_eq!(svg, project.run(&["diagram", "shop.sql", "--no-cache"]).ends(0).stdout, "the bytes are the same");
    let tables = svg.matches("<g class=\"table").count();
    assert_eq!(tables, 8, "each table, no partition and no view");
    for part in [
        "users_manager_id_fkey: public.users (manager_id) references public.users (id)",
        "of_order: billing.invoices (order_id) references public.orders (id)",
        "logs_1_id_fkey: public.logs (id) references public.users (id)",
        ">numeric(10,2)<",
        ">timestamptz<",
        ">1 partition<",
        ">billing</text>",
        "prefers-color-scheme: dark",
    ] {
        assert!(svg.contains(part), "{part} isn't in {svg}");
    }
    // Both a table and its row are named after it, so each link has two ends that are there.
    assert_eq!(svg.matches("<circle").count(), 2 + 1, "three may be null: manager_id, of_order and the partition's");
    let svg = project.run(&["diagram", "shop.sql", "--views", "--partitions"]).ends(0).stdout;
    assert_eq!(svg.matches("<g class=\"table").count(), 10);
    assert!(svg.contains("public.newest reads from public.orders"), "{svg}");
    assert!(svg.contains("public.logs_1 is a partition of public.logs"), "{svg}");

    let mermaid = project.run(&["diagram", "shop.sql", "--format", "mermaid"]).ends(0).stdout;
    for line in [
        "numeric(10_2) total \"numeric(10,2)\"",
        "bigint order_id PK, FK",
        "|o--o{ t",
        "||--o| t",
        "[\"billing.invoices\"]",
        "#60;script#62;",
    ] {
        assert!(mermaid.contains(line), "{line} isn't in {mermaid}");
    }
    let dot = project.run(&["diagram", "shop.sql", "--format", "dot"]).ends(0).stdout;
    for line in ["label=\"billing\"", "arrowhead=teeodot", "&lt;script&gt;", "label=\"of_order\""] {
        assert!(dot.contains(line), "{line} isn't in {dot}");
    }
}

#[test]
fn an_svg_is_well_formed_whatever_the_names_are() {
    let project = shop();
    let svg = project.run(&["diagram", "shop.sql"]).ends(0).stdout;
    assert!(!svg.contains("<script"), "{svg}");
    assert!(!svg.contains("</title><s"), "{svg}");
    assert!(svg.contains("&lt;b&gt;&amp;&quot;&#39;"), "{svg}");
    assert!(svg.contains("People &amp; &quot;machines&quot; &lt;all&gt;"), "{svg}");
    assert_eq!(between(&svg, "<title id=\"t-title\">", "<"), "Tables and foreign keys");
    assert!(between(&svg, "<desc id=\"t-desc\">", "<").starts_with("8 tables, 6 foreign keys, 2 schemas."), "{svg}");
    // Every element that is opened is closed, in its order.
    let mut open: Vec<&str> = Vec::new();
    for tag in svg.split('<').skip(1) {
        let tag = tag.split('>').next().expect("it ends");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if tag.ends_with('/') => {}
            None => open.push(tag.split(' ').next().expect("it has a name")),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_table_is_drawn_with_those_around_it() {
    let project = shop();
    let around = |arguments: &[&str]| {
        let svg = project.run(&[&["diagram", "shop.sql"], arguments].concat()).ends(0).stdout;
        between(&svg, "<desc id=\"t-desc\">", "<").to_owned()
    };
    assert!(
        around(&["--around", "invoices"])
            .starts_with("2 tables, 1 foreign key, 2 schemas. invoices: references orders. orders.")
    );
    assert!(around(&["--around", "billing.invoices", "--depth", "2"]).starts_with("4 tables,"));
    assert!(around(&["--around", "apart", "--around", "profiles"]).starts_with("3 tables, 2 foreign keys."));
    assert!(around(&["--around", "apart", "--depth", "0"]).starts_with("1 table, 0 foreign keys."));
    let run = project.run(&["diagram", "shop.sql", "--around", "user"]).ends(2);
    run.complains("--around user: there is no such table").complains("the nearest is public.users");
    project.write("two.sql", "create schema a; create schema b; create table a.t (); create table b.t ();");
    project.run(&["diagram", "two.sql", "--around", "t"]).ends(2).complains("say which one: a.t, b.t");
    project.run(&["diagram", "two.sql", "--depth", "2"]).ends(2).complains("--around");
    project.run(&["diagram", "nothing.sql"]).ends(2).complains("there is no file or directory nothing.sql");
    project.run(&["diagram", "empty"]).ends(0).complains("there is no table in it").says("<svg");
    project.run(&["diagram", "two.sql", "-o", "missing/a.svg"]).ends(2).complains("missing/a.svg");
}

#[test]
fn what_is_too_large_is_cut_and_said_so() {
    let project = Project::new();
    let mut sql = String::from("create table hub (id int primary key);\n");
    for number in 1..400 {
        let target = if number % 2 == 0 { "hub".to_owned() } else { format!("t{:03}", number / 3) };
        sql += &match number {
            1..3 => format!("create table t{number:03} (id int primary key);\n"),
            _ => format!("create table t{number:03} (id int primary key, other int references {target});\n"),
        };
    }
    project.write("many.sql", &sql.replace("references t000", "references hub"));
    let run = project.run(&["diagram", "many.sql"]).ends(0).complains("links aren't lines").complains("--around TABLE");
    let svg = run.stdout.clone();
    assert_eq!(svg.matches("<g class=\"table").count(), 400);
    let (lines, named) = (svg.matches("<g class=\"link").count(), svg.matches("\u{2197} hub<").count());
    assert!(lines > 100 && named > 150, "{lines} lines, {named} names of the hub");
    let size = |name: &str| between(&svg, &format!(" {name}=\""), "\"").parse::<f64>().expect("a number");
    let (width, height) = (size("width"), size("height"));
    assert!(width < 3.0 * height && height < 3.0 * width, "{width} by {height}");
    project.run(&["diagram", "many.sql", "--format", "mermaid"]).ends(0);
}
