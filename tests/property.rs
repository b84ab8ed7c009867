//! Random schemas and random changes to them: whatever is declared, the pair of plans between two of them is proved on a
//! real server, in both directions. What fails here becomes a case.
//!
//! Each test goes through seeds of its own; `AUTOGEN_SEED=17 cargo nextest run --test property` tries one, and a range
//! (`AUTOGEN_SEED=100..200`) looks further.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use autogen::compare::{Manage, Options, compare};
use autogen::scratch;
use autogen::source::{Reader, Source};
use fastrand::Rng;

/// A value of an enum, a column or an object is one of few, so that changes meet.
const NAMES: &[&str] = &["alpha", "beta", "gamma", "delta", "Mixed Case", "order", "user", "zeta"];
const SCHEMAS: &[&str] = &["public", "app", "Odd \"one\""];
/// Types that have a default of their own, and that values of the others needn't be cast to.
const TYPES: &[(&str, &str)] = &[
    ("integer", "7"),
    ("bigint", "70"),
    ("text", "'x'"),
    ("character varying(20)", "'y'"),
    ("numeric(10,2)", "1.50"),
    ("boolean", "true"),
    ("timestamp with time zone", "now()"),
    ("integer[]", "'{1,2}'"),
    ("jsonb", "'{}'"),
];

/// Objects of the rarer kinds, in two forms each, so that a change adds, drops or alters them.
const RARER: &[[&str; 2]] = &[
    [
        "create type app.span as range (subtype = integer); create table app.spans (a app.span);",
        "create type app.span as range (subtype = bigint); create table app.spans (a app.span, b app.span[]);",
    ],
    [
        "create table app.parent (a integer, b text); create table app.child (c integer) inherits (app.parent);",
        "create table app.parent (a bigint, b text not null default 'x', d date);
         create table app.child (b text, c integer) inherits (app.parent); create index on app.child (d);",
    ],
    [
        "create table app.whole (a integer, b text) partition by list (a);
         create table app.part_1 partition of app.whole for values in (1);
         create table app.part_rest partition of app.whole default;",
        "create table app.whole (a integer, b text, primary key (a)) partition by list (a);
         create table app.part_1 partition of app.whole for values in (1, 2) partition by list (a);
         create table app.part_2 partition of app.part_1 for values in (2);
         create index on app.whole (b); comment on table app.part_2 is 'two';",
    ],
    [
        "create aggregate app.total (integer) (sfunc = int4pl, stype = integer);",
        "create aggregate app.total (integer) (sfunc = int4pl, stype = integer, initcond = '0', parallel = safe);",
    ],
    [
        "create function app.less(text, integer) returns boolean language sql immutable return length($1) < $2;
         create operator app.<<< (function = app.less, leftarg = text, rightarg = integer);",
        "create function app.less(text, integer) returns boolean language sql immutable strict return length($1) < $2;
         create operator app.<<< (function = app.less, leftarg = text, rightarg = integer, restrict = scalarltsel);
         create view app.shorter as select 'a' operator(app.<<<) 2 as is_so;",
    ],
    [
        "create operator class app.ints for type integer using btree as
             operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(integer, integer);
         create table app.classed (a integer); create index classed_a on app.classed (a app.ints);",
        "create operator family app.numbers using btree;
         create operator class app.ints for type integer using btree family app.numbers as
             operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(integer, integer);
         create table app.classed (a integer); create index classed_a on app.classed (a app.ints desc);",
    ],
    [
        "create type app.pair as (a integer); create function app.first(app.pair) returns integer language sql return ($1).a;
         create cast (app.pair as integer) with function app.first(app.pair);",
        "create type app.pair as (a integer, b text);
         create function app.first(app.pair) returns integer language sql return ($1).a;
         create cast (app.pair as integer) with function app.first(app.pair) as assignment;
         create table app.pairs of app.pair (primary key (a));",
    ],
    [
        "create collation app.plain (locale = 'C'); create table app.collated (a text collate app.plain);",
        "create collation app.plain (locale = 'POSIX'); create table app.collated (a text collate app.plain primary key);",
    ],
    [
        "create conversion app.conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;",
        "create default conversion app.conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;",
    ],
    [
        "create text search dictionary app.dict (template = simple); create text search configuration app.conf (copy = simple);",
        "create text search dictionary app.dict (template = simple, accept = false);
         create text search configuration app.conf (parser = \"default\");
         alter text search configuration app.conf add mapping for word with app.dict, simple;",
    ],
    [
        "create foreign data wrapper wrap; create server remote foreign data wrapper wrap;
         create foreign table app.far (a integer) server remote;",
        "create foreign data wrapper wrap options (a 'b'); create server remote type 'x' foreign data wrapper wrap;
         create user mapping for alice server remote options (user 'a');
         create foreign table app.far (a bigint options (n 'm') not null, b text) server remote options (t 'u');",
    ],
    [
        "create table app.published (a integer primary key, b text); create publication pub for table app.published;",
        "create table app.published (a integer primary key, b text unique); create publication pub for table app.published
             with (publish = 'insert'); alter table app.published replica identity full;",
    ],
    [
        "create table app.ruled (a integer, b text); create rule r as on delete to app.ruled do instead nothing;
         alter table app.ruled enable row level security;",
        "create table app.ruled (a integer, b text); create rule r as on delete to app.ruled where old.a > 1 do also nothing;
         alter table app.ruled force row level security; alter table app.ruled disable rule r;",
    ],
    [
        "create function app.seen() returns event_trigger language plpgsql as 'begin end';
         create event trigger seen on ddl_command_end execute function app.seen();",
        "create function app.seen() returns event_trigger language plpgsql as 'begin end';
         create event trigger seen on ddl_command_end when tag in ('CREATE TABLE') execute function app.seen();
         alter event trigger seen enable replica;",
    ],
    [
        "create extension hstore schema app; create table app.stored (a app.hstore);",
        "create extension hstore schema public; create table app.stored (a public.hstore); create index on app.stored using gist (a);",
    ],
    [
        "alter default privileges for role alice in schema app grant select on tables to bob;",
        "alter default privileges for role alice revoke execute on functions from public; grant usage on schema app to bob;",
    ],
    [
        "create table app.kept (a integer primary key, b text) with (fillfactor = 70); alter table app.kept cluster on kept_pkey;",
        "create table app.kept (a integer primary key, b text); alter table app.kept alter b set storage external,
             alter b set statistics 10, alter a set (n_distinct = 5); create index kept_b on app.kept (lower(b));
         alter index app.kept_b alter column 1 set statistics 7;",
    ],
    [
        "create sequence app.numbers as smallint; create table app.numbered (a smallint default nextval('app.numbers'), b integer);
         alter sequence app.numbers owned by app.numbered.a;",
        "create sequence app.numbers maxvalue 5000000000; create table app.numbered (a bigint default nextval('app.numbers'),
             b integer generated always as identity (start 7 cycle)); alter sequence app.numbers owned by none;",
    ],
    [
        "create subscription sub connection 'dbname=x' publication p with (connect = false, slot_name = none);",
        "create subscription sub connection 'dbname=y' publication p, q with (connect = false, slot_name = none);
         comment on subscription sub is 'x';",
    ],
    [
        "create access method tree type index handler bthandler; create language lang handler plpgsql_call_handler;",
        "create access method tree type index handler hashhandler; create trusted language lang handler plpgsql_call_handler;
         comment on language lang is 'x';",
    ],
    [
        "create text search parser app.words (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
             lextypes = prsd_lextype, headline = prsd_headline);
         create text search template app.lower (lexize = dsimple_lexize, init = dsimple_init);
         create text search dictionary app.lowered (template = app.lower, accept = false);",
        "create text search parser app.words (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end,
             lextypes = prsd_lextype); create text search template app.lower (lexize = dsimple_lexize);
         create text search configuration app.sentences (parser = app.words);
         comment on text search parser app.words is 'x';",
    ],
    [
        "create transform for integer language sql (from sql with function prsd_lextype(internal));
         create function app.moved(integer) returns integer language sql transform for type integer as 'select 1';",
        "create transform for integer language sql (
             from sql with function prsd_lextype(internal), to sql with function int4recv(internal));
         comment on transform for integer language sql is 'x';",
    ],
    [
        "create table app.owned (a integer, b integer); create statistics app.both on a, b from app.owned;
         alter table app.owned owner to alice; grant select (a) on app.owned to bob;",
        "create table app.owned (a integer, b text); create statistics app.both (ndistinct) on a, b from app.owned;
         alter statistics app.both set statistics 7; alter table app.owned owner to bob;
         grant select, update (b) on app.owned to alice with grant option; revoke select on app.owned from bob;",
    ],
];

#[derive(Clone)]
struct Column {
    name: String,
    /// The type and its default.
    type_of: (String, String),
    not_null: bool,
    default: bool,
    comment: Option<u32>,
    /// `generated always as (… is null)` of the first column.
    generated: bool,
}

/// What hangs on a column of a table.
#[derive(Clone, PartialEq)]
enum Part {
    Index { column: String, unique: bool, partial: Option<String>, descending: bool },
    Check { column: String, number: u32 },
    ForeignKey { to: usize, cascade: bool },
    Policy { column: String },
    Trigger { column: String },
    Statistics { columns: (String, String) },
    Grant { column: Option<String>, to: &'static str },
}

#[derive(Clone)]
struct Table {
    schema: usize,
    number: usize,
    unlogged: bool,
    identity: bool,
    columns: Vec<Column>,
    parts: Vec<Part>,
}

/// A query over a table, or over another view.
#[derive(Clone)]
struct View {
    number: usize,
    table: usize,
    over: Option<usize>,
    columns: BTreeSet<String>,
    materialized: bool,
}

#[derive(Clone)]
struct Function {
    number: usize,
    table: usize,
    column: Option<String>,
    /// With a body that PostgreSQL has parsed.
    atomic: bool,
    row_argument: bool,
}

#[derive(Clone, Default)]
struct Schema {
    enums: Vec<(usize, Vec<String>)>,
    domains: Vec<(usize, u32)>,
    composites: Vec<(usize, Vec<String>)>,
    sequences: Vec<(usize, u32)>,
    tables: Vec<Table>,
    views: Vec<View>,
    functions: Vec<Function>,
    /// Indexes into [`RARER`], each with the form.
    rarer: Vec<(usize, usize)>,
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.usize(..from.len())]
}

fn some_names(rng: &mut Rng, at_least: usize) -> Vec<String> {
    let mut names: Vec<&str> = NAMES.to_vec();
    rng.shuffle(&mut names);
    names.truncate(rng.usize(at_least..5));
    names.into_iter().map(str::to_owned).collect()
}

impl Schema {
    fn random(rng: &mut Rng) -> Schema {
        let mut schema = Schema::default();
        for _ in 0..rng.usize(5..14) {
            schema.change(rng);
        }
        schema
    }

    fn type_of(&self, rng: &mut Rng) -> (String, String) {
        if rng.u8(..4) == 0 && !self.enums.is_empty() {
            let (number, values) = &self.enums[rng.usize(..self.enums.len())];
            return (format!("app.e{number}"), format!("'{}'", values[0]));
        }
        if rng.u8(..6) == 0 && !self.domains.is_empty() {
            let (number, _) = self.domains[rng.usize(..self.domains.len())];
            return (format!("app.d{number}"), "20".to_owned());
        }
        if rng.u8(..8) == 0 && !self.composites.is_empty() {
            let (number, _) = self.composites[rng.usize(..self.composites.len())];
            return (format!("app.c{number}"), "null".to_owned());
        }
        let (name, default) = TYPES[rng.usize(..TYPES.len())];
        (name.to_owned(), default.to_owned())
    }

    fn column(&self, rng: &mut Rng) -> Column {
        Column {
            name: pick(rng, NAMES).to_owned(),
            type_of: self.type_of(rng),
            not_null: rng.bool(),
            default: rng.bool(),
            comment: rng.bool().then(|| rng.u32(..9)),
            generated: rng.u8(..8) == 0,
        }
    }

    fn part(&self, rng: &mut Rng, table: &Table) -> Part {
        let column = |rng: &mut Rng| match table.columns.is_empty() {
            true => "id".to_owned(),
            false => table.columns[rng.usize(..table.columns.len())].name.clone(),
        };
        match rng.u8(..9) {
            0 | 1 => Part::Index {
                column: column(rng),
                unique: false,
                partial: rng.bool().then(|| column(rng)),
                descending: rng.bool(),
            },
            2 => Part::Check { column: column(rng), number: rng.u32(..3) },
            3 | 4 => Part::ForeignKey { to: rng.usize(..self.tables.len().max(1)), cascade: rng.bool() },
            5 => Part::Policy { column: column(rng) },
            6 => Part::Trigger { column: column(rng) },
            7 => Part::Statistics { columns: (column(rng), "id".to_owned()) },
            _ => Part::Grant { column: rng.bool().then(|| column(rng)), to: if rng.bool() { "alice" } else { "bob" } },
        }
    }

    /// One change; most are of tables.
    fn change(&mut self, rng: &mut Rng) {
        let number = rng.usize(..4);
        match rng.u8(..25) {
            20.. => {
                let (number, form) = (rng.usize(..RARER.len()), rng.usize(..2));
                match self.rarer.iter().position(|(known, _)| *known == number) {
                    Some(place) if rng.u8(..3) > 0 => self.rarer[place].1 ^= 1,
                    _ => toggle(&mut self.rarer, number, form),
                }
            }
            0 => toggle(&mut self.enums, number, some_names(rng, 1)),
            1 => toggle(&mut self.domains, number, rng.u32(..3)),
            2 => toggle(&mut self.composites, number, some_names(rng, 1)),
            3 => toggle(&mut self.sequences, number, rng.u32(1..4)),
            4 if !self.enums.is_empty() => {
                let place = rng.usize(..self.enums.len());
                self.enums[place].1 = some_names(rng, 1);
            }
            5 | 6 => {
                let table = rng.usize(..4);
                let over = rng.bool().then(|| rng.usize(..4));
                let view = View {
                    number,
                    table,
                    over,
                    columns: some_names(rng, 0).into_iter().collect(),
                    materialized: rng.u8(..3) == 0,
                };
                match self.views.iter().position(|view| view.number == number) {
                    Some(place) if rng.bool() => _ = self.views.remove(place),
                    Some(place) => self.views[place] = view,
                    None => self.views.push(view),
                }
            }
            7 => {
                let function = Function {
                    number,
                    table: rng.usize(..4),
                    column: rng.bool().then(|| pick(rng, NAMES).to_owned()),
                    atomic: rng.bool(),
                    row_argument: rng.bool(),
                };
                match self.functions.iter().position(|function| function.number == number) {
                    Some(place) if rng.bool() => _ = self.functions.remove(place),
                    Some(place) => self.functions[place] = function,
                    None => self.functions.push(function),
                }
            }
            8 if self.tables.len() > 2 => _ = self.tables.remove(rng.usize(..self.tables.len())),
            8 | 9 => {
                if self.tables.iter().all(|table| table.number != number) {
                    let columns = (0..rng.usize(1..5)).map(|_| self.column(rng)).collect();
                    let schema = rng.usize(..SCHEMAS.len());
                    let (unlogged, identity) = (rng.u8(..5) == 0, rng.bool());
                    self.tables.push(Table { schema, number, unlogged, identity, columns, parts: Vec::new() });
                }
            }
            _ => self.change_table(rng),
        }
    }

    fn change_table(&mut self, rng: &mut Rng) {
        if self.tables.is_empty() {
            return;
        }
        let place = rng.usize(..self.tables.len());
        let mut table = self.tables[place].clone();
        let column = (!table.columns.is_empty()).then(|| rng.usize(..table.columns.len()));
        match (rng.u8(..12), column) {
            (0 | 1, _) => {
                let at = rng.usize(..=table.columns.len());
                table.columns.insert(at, self.column(rng));
            }
            (2, Some(column)) => _ = table.columns.remove(column),
            (3 | 4, Some(column)) => table.columns[column].type_of = self.type_of(rng),
            (5, Some(column)) => table.columns[column].not_null ^= true,
            (6, Some(column)) => table.columns[column].default ^= true,
            (7, Some(column)) => table.columns[column].generated ^= true,
            (8, _) if !table.parts.is_empty() => _ = table.parts.remove(rng.usize(..table.parts.len())),
            (9, _) if rng.u8(..3) == 0 => table.identity ^= true,
            (9, _) if rng.u8(..3) == 0 => table.unlogged ^= true,
            _ => table.parts.push(self.part(rng, &table)),
        }
        self.tables[place] = table;
    }

    /// The definitions. Whatever leans on something that isn't there, or not of a fitting type, is left out.
    fn sql(&self) -> String {
        let mut sql = format!("create schema app;\ncreate schema {};\n", quoted(SCHEMAS[2]));
        for (number, values) in &self.enums {
            let values: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
            _ = writeln!(sql, "create type app.e{number} as enum ({});", values.join(", "));
        }
        for (number, limit) in &self.domains {
            _ = writeln!(sql, "create domain app.d{number} as integer check (value > {limit});");
        }
        for (number, attributes) in &self.composites {
            let attributes: Vec<String> = attributes.iter().map(|name| format!("{} text", quoted(name))).collect();
            _ = writeln!(sql, "create type app.c{number} as ({});", attributes.join(", "));
        }
        for (number, increment) in &self.sequences {
            _ = writeln!(sql, "create sequence app.s{number} increment {increment};");
        }
        sql += "create function app.touch() returns trigger language plpgsql as 'begin return new; end';\n";
        for table in &self.tables {
            self.table(table, &mut sql);
        }
        for (number, form) in &self.rarer {
            _ = writeln!(sql, "{}", RARER[*number][*form]);
        }
        for view in &self.views {
            self.view(view, &mut sql);
        }
        for function in &self.functions {
            self.function(function, &mut sql);
        }
        sql
    }

    /// A type that has gone meanwhile is text.
    fn type_and_default(&self, column: &Column) -> (String, String) {
        let (name, default) = &column.type_of;
        let known = |prefix: &str, number: &str, numbers: Vec<usize>| {
            name.strip_prefix(prefix) == Some(number) && numbers.iter().any(|known| known.to_string() == number)
        };
        let number = name.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        if name.starts_with("app.e") {
            let values = self.enums.iter().find(|(known, _)| known.to_string() == number).map(|(_, values)| values);
            return match values {
                Some(values) => (name.clone(), format!("'{}'", values[0])),
                None => ("text".to_owned(), "'gone'".to_owned()),
            };
        }
        let domains = || self.domains.iter().map(|(number, _)| *number).collect();
        let composites = || self.composites.iter().map(|(number, _)| *number).collect();
        let is_gone = name.starts_with("app.d") && !known("app.d", number, domains())
            || name.starts_with("app.c") && !known("app.c", number, composites());
        match is_gone {
            true => ("text".to_owned(), "'gone'".to_owned()),
            false => (name.clone(), default.clone()),
        }
    }

    /// The columns with different names.
    fn columns<'a>(&self, table: &'a Table) -> Vec<&'a Column> {
        let mut seen = BTreeSet::new();
        table.columns.iter().filter(|column| seen.insert(column.name.as_str())).collect()
    }

    fn named(&self, number: usize) -> Option<&Table> {
        self.tables.iter().find(|table| table.number == number)
    }

    fn table(&self, table: &Table, sql: &mut String) {
        let columns = self.columns(table);
        let has = |name: &str| name == "id" || columns.iter().any(|column| column.name == name);
        let identity = if table.identity { " generated by default as identity" } else { "" };
        let mut lines = vec![format!("id bigint{identity} primary key"), "other bigint".to_owned()];
        for (place, column) in columns.iter().enumerate() {
            let (type_name, default) = self.type_and_default(column);
            if column.generated && place > 0 && !columns[0].generated {
                let first = quoted(&columns[0].name);
                lines.push(format!("{} boolean generated always as ({first} is null) stored", quoted(&column.name)));
                continue;
            }
            let not_null = if column.not_null { " not null" } else { "" };
            let default = if column.default { format!(" default {default}") } else { String::new() };
            lines.push(format!("{} {type_name}{default}{not_null}", quoted(&column.name)));
        }
        let name = address(table);
        let unlogged = if table.unlogged { "unlogged " } else { "" };
        _ = writeln!(sql, "create {unlogged}table {name} (\n    {}\n);", lines.join(",\n    "));
        for column in &columns {
            if let Some(comment) = column.comment {
                _ = writeln!(sql, "comment on column {name}.{} is 'it''s {comment}';", quoted(&column.name));
            }
        }
        for (place, part) in table.parts.iter().enumerate() {
            // Two of the same would be two names for one thing.
            if table.parts[..place].contains(part) {
                continue;
            }
            let own = |what: &str| format!("{what}_{}_{place}", table.number);
            match part {
                Part::Index { column, unique: _, partial, descending } => {
                    if !has(column) || partial.as_ref().is_some_and(|partial| !has(partial)) {
                        continue;
                    }
                    let condition = partial.as_ref().map(|partial| format!(" where {} is not null", quoted(partial)));
                    let order = if *descending { " desc" } else { "" };
                    let (index, condition) = (own("ix"), condition.unwrap_or_default());
                    _ = writeln!(sql, "create index {index} on {name} ({}{order}){condition};", quoted(column));
                }
                Part::Check { column, number } if has(column) => {
                    let check = format!("{} is not null or other > {number}", quoted(column));
                    _ = writeln!(sql, "alter table {name} add constraint {} check ({check});", own("ck"));
                }
                Part::ForeignKey { to, cascade } => {
                    let Some(to) = self.named(*to).filter(|to| to.unlogged == table.unlogged) else { continue };
                    let action = if *cascade { " on delete cascade" } else { "" };
                    let key = format!("foreign key (other) references {} (id){action}", address(to));
                    _ = writeln!(sql, "alter table {name} add constraint {} {key};", own("fk"));
                }
                Part::Policy { column } if has(column) => {
                    let (policy, column) = (own("po"), quoted(column));
                    _ = writeln!(sql, "create policy {policy} on {name} for select using ({column} is not null);");
                }
                Part::Trigger { column } if has(column) => {
                    let (trigger, column) = (own("tg"), quoted(column));
                    let when = format!("when (new.{column} is not null)");
                    // A BEFORE trigger can't see generated columns.
                    _ = writeln!(
                        sql,
                        "create trigger {trigger} after insert on {name} for each row {when} execute function app.touch();"
                    );
                }
                Part::Statistics { columns: (one, other) } if has(one) && one != other => {
                    let of = format!("{}, {}", quoted(one), quoted(other));
                    _ = writeln!(sql, "create statistics app.{} (dependencies) on {of} from {name};", own("st"));
                }
                Part::Grant { column: None, to } => _ = writeln!(sql, "grant select, insert on {name} to {to};"),
                Part::Grant { column: Some(column), to } if has(column) => {
                    _ = writeln!(sql, "grant update ({}) on {name} to {to};", quoted(column));
                }
                _ => {}
            }
        }
    }

    /// The columns that a view shows, if what it is over is there.
    fn shown(&self, view: &View) -> Option<(String, Vec<String>)> {
        let under = view
            .over
            .and_then(|over| self.views.iter().find(|other| other.number == over && other.number < view.number));
        if let Some(under) = under {
            let (_, columns) = self.shown(under)?;
            return Some((format!("app.v{}", under.number), columns));
        }
        let table = self.named(view.table)?;
        let mut columns = vec!["id".to_owned()];
        let wanted = self.columns(table).into_iter().filter(|column| view.columns.contains(&column.name));
        columns.extend(wanted.map(|column| column.name.clone()));
        Some((address(table), columns))
    }

    fn view(&self, view: &View, sql: &mut String) {
        let Some((over, columns)) = self.shown(view) else { return };
        let materialized = if view.materialized { "materialized " } else { "" };
        let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        let (number, columns) = (view.number, columns.join(", "));
        _ = writeln!(sql, "create {materialized}view app.v{number} as select {columns} from {over};");
        if view.materialized {
            _ = writeln!(sql, "create index v{number}_id on app.v{number} (id);");
        } else {
            _ = writeln!(sql, "grant select on app.v{number} to bob;\ncomment on view app.v{number} is 'of {number}';");
        }
    }

    fn function(&self, function: &Function, sql: &mut String) {
        let Some(table) = self.named(function.table) else { return };
        let known = |column: &&String| self.columns(table).iter().any(|one| one.name == **column);
        let column = function.column.as_ref().filter(known).map_or("id".to_owned(), |column| quoted(column));
        let name = address(table);
        let argument = if function.row_argument { name.clone() } else { String::new() };
        let query = format!("select count({column}) from {name}");
        let body = match function.atomic {
            true => format!("begin atomic {query}; end"),
            false => format!("as $${query}$$"),
        };
        _ = writeln!(sql, "create function app.f{}({argument}) returns bigint language sql {body};", function.number);
    }
}

/// Adds what isn't there, takes away what is.
fn toggle<T>(objects: &mut Vec<(usize, T)>, number: usize, value: T) {
    match objects.iter().position(|(known, _)| *known == number) {
        Some(place) => _ = objects.remove(place),
        None => objects.push((number, value)),
    }
}

fn address(table: &Table) -> String {
    format!("{}.t{}", quoted(SCHEMAS[table.schema]), table.number)
}

/// Proves the way from one random schema to another and back.
async fn try_seed(seed: u64) -> Result<(), String> {
    let mut rng = Rng::with_seed(seed);
    let from = Schema::random(&mut rng);
    let mut to = from.clone();
    for _ in 0..rng.usize(1..7) {
        to.change(&mut rng);
    }
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = |name: &str, schema: &Schema| {
        let path = directory.path().join(name);
        std::fs::write(&path, schema.sql()).map_err(|error| error.to_string())?;
        Ok::<_, String>(Source::Definitions(vec![path]))
    };
    let sources = (file("from.sql", &from)?, file("to.sql", &to)?);
    let reader = Reader::new(scratch::Options::default());
    let options = Options { manage: Manage::All, prove: true, ..Options::default() };
    let comparison = compare(&reader, &sources.0, &sources.1, &options).await.map_err(|error| {
        let mut lines = vec![error.to_string()];
        lines.extend(std::error::Error::source(&error).map(ToString::to_string));
        lines.extend(error.evidence());
        format!("seed {seed}: {}\n-- from\n{}\n-- to\n{}", lines.join("\n"), from.sql(), to.sql())
    })?;
    if let Some((query, message)) = comparison.proof.iter().flat_map(|proof| &proof.unasked).next() {
        return Err(format!("seed {seed}: {message}\n{query}\n-- from\n{}\n-- to\n{}", from.sql(), to.sql()));
    }
    let proved = comparison.proof.is_some() || comparison.up.is_empty();
    proved.then_some(()).ok_or_else(|| format!("seed {seed} has a plan without a proof"))
}

fn try_seeds(seeds: Range<u64>) {
    let asked = std::env::var("AUTOGEN_SEED").ok();
    let seeds = match asked.as_deref().map(|asked| asked.split_once("..").unwrap_or((asked, ""))) {
        None => seeds,
        Some((first, last)) => {
            let first = first.parse().expect("AUTOGEN_SEED is a number or a range");
            first..last.parse().unwrap_or(first + 1)
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("there are threads");
    let failed: Vec<String> = seeds.filter_map(|seed| runtime.block_on(try_seed(seed)).err()).collect();
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n\n"));
}

#[test]
fn every_change_is_proved_0() {
    try_seeds(0..15);
}

#[test]
fn every_change_is_proved_1() {
    try_seeds(15..30);
}
