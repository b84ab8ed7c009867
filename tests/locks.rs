//! What each form of statement that autogen writes locks, rewrites and scans, on each major: `locks/forms.toml` has the
//! forms and what the manual says, `locks/measured/` what the servers did, and `docs/locks.md` shows both.
//!
//! `AUTOGEN_UPDATE=1 scripts/test --server 17 locks` writes what 17 does; the table is written from all of that.

#[path = "locks/head.rs"]
mod head;
mod provider;
#[path = "locks/table.rs"]
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use autogen::error::ServerMessage;
use autogen::kind::Step;
use autogen::prove::{Cost, Ending, measure};
use autogen::scratch;
use autogen::server::Client;
use serde::{Deserialize, Serialize};

const MAJORS: [u32; 5] = [14, 15, 16, 17, 18];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    world: String,
    more: Vec<More>,
    group: Vec<Group>,
}

/// What of the world not every major has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct More {
    since: u32,
    sql: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    about: String,
    #[serde(default)]
    manual: String,
    #[serde(default)]
    on: String,
    forms: Vec<Form>,
}

/// A statement. What its fields mean stands in `forms.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    sql: String,
    manual: Option<String>,
    on: Option<String>,
    #[serde(default)]
    rewrites: bool,
    #[serde(default)]
    scans: bool,
    because: Option<String>,
    when: Option<String>,
    since: Option<u32>,
    only: Option<u32>,
}

impl Form {
    fn is_of(&self, major: u32) -> bool {
        self.since.is_none_or(|since| major >= since) && self.only.is_none_or(|only| major == only)
    }
}

/// What a server did. Names are without the schema `public`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Measured {
    /// Mode and relation.
    locks: Vec<(String, String)>,
    rewrites: Vec<String>,
    scans: Vec<String>,
}

type OfMajor = BTreeMap<String, Measured>;

impl From<Cost> for Measured {
    fn from(cost: Cost) -> Measured {
        let Cost { locks, rewrites, scans, wal_bytes: _, is_measured: _ } = cost;
        let short = |name: String| name.trim_start_matches("public.").to_owned();
        Measured {
            locks: locks.into_iter().map(|(mode, name)| (mode, short(name))).collect(),
            rewrites: rewrites.into_iter().map(short).collect(),
            scans: scans.into_iter().map(short).collect(),
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn forms() -> Forms {
    let text = std::fs::read_to_string(root().join("tests/locks/forms.toml")).expect("the list is there");
    toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn file(major: u32) -> PathBuf {
    root().join(format!("tests/locks/measured/{major}.toml"))
}

fn measured(major: u32) -> OfMajor {
    let text = std::fs::read_to_string(file(major)).unwrap_or_default();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file(major).display()))
}

fn is_update() -> bool {
    std::env::var_os("AUTOGEN_UPDATE").is_some()
}

#[test]
fn every_statement_of_the_cases_has_a_form() {
    let forms = forms();
    let known: BTreeSet<String> =
        forms.group.iter().flat_map(|group| &group.forms).map(|form| head::head(&form.sql)).collect();
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = 0;
    let entries = |directory: &Path| std::fs::read_dir(directory).expect("it is a directory").flatten();
    for kind in entries(&root().join("snapshots")) {
        for snapshot in entries(&kind.path()) {
            let text = std::fs::read_to_string(snapshot.path()).expect("a snapshot is text");
            let statements = text.splitn(3, "---\n").last().unwrap_or_default();
            for statement in autogen::sql::split(statements).expect("they are whole") {
                let sql = &statements[statement.range];
                // A query is asked before the first lock.
                if sql.contains(autogen::preflight::COUNT) {
                    continue;
                }
                let head = head::head(sql);
                seen += 1;
                if !known.contains(&head) {
                    unknown.entry(head).or_insert_with(|| format!("{} ({})", sql, snapshot.path().display()));
                }
            }
        }
    }
    let lines: Vec<String> = unknown.iter().map(|(head, sql)| format!("{head}: {sql}")).collect();
    assert!(lines.is_empty(), "tests/locks/forms.toml has no form of\n{}", lines.join("\n"));
    assert!(seen > 1000, "only {seen} statements were seen");
}

#[test]
fn the_server_locks_what_it_did() {
    let forms = forms();
    let (found, _) = scratch::programs::find();
    let major = scratch::programs::choose(&found, None).expect("scripts/test installs a server").major;
    let can_label = major == 15 && provider::library().is_some();
    let options = provider::options_for(if can_label { "security label" } else { "" }).expect("it was compiled");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    let mut now = runtime.block_on(async {
        let scratch = scratch::open(&options, None).await.expect("a private server starts");
        scratch.ensure_roles(&["alice".to_owned()].into()).await.expect("roles can be made");
        scratch.ensure_tablespaces(&["fast".to_owned()].into()).await.expect("it is asked");
        let database = scratch.database().await.expect("databases can be made");
        for sql in worlds(&forms, major) {
            database.client.batch_execute(sql).await.expect("the world can be made");
        }
        let done = each(&database.client, &forms, |form| form.is_of(major) && (can_label || form.only.is_none())).await;
        database.close().await.expect("it was there");
        done
    });
    let then = measured(major);
    let is_kept = |sql: &str| !can_label && sql.starts_with("SECURITY LABEL");
    now.extend(then.iter().filter(|(sql, _)| is_kept(sql)).map(|(sql, measured)| (sql.clone(), measured.clone())));
    if is_update() {
        std::fs::write(file(major), written(major, &now)).expect("the file can be written");
    }
    let then = measured(major);
    let differ = |sql: &&String| now.get(*sql) != then.get(*sql);
    let all: BTreeSet<&String> = now.keys().chain(then.keys()).collect();
    let lines: Vec<String> = all
        .into_iter()
        .filter(differ)
        .map(|sql| format!("{sql}\n  was {:?}\n  is  {:?}", then.get(sql), now.get(sql)))
        .collect();
    assert!(lines.is_empty(), "PostgreSQL {major} does otherwise (AUTOGEN_UPDATE=1 accepts it):\n{}", lines.join("\n"));
}

fn worlds(forms: &Forms, major: u32) -> impl Iterator<Item = &str> {
    let more = forms.more.iter().filter(move |more| more.since <= major).map(|more| more.sql.as_str());
    std::iter::once(forms.world.as_str()).chain(more)
}

/// Every form that is `wanted`, each run on the same world.
async fn each(client: &Client, forms: &Forms, wanted: impl Fn(&Form) -> bool) -> OfMajor {
    let (mut measured, mut refused) = (OfMajor::new(), Vec::new());
    for form in forms.group.iter().flat_map(|group| &group.forms).filter(|form| wanted(form)) {
        let step = Step::new(form.sql.as_str());
        let cost = measure(client, std::iter::once(&step), Ending::Rollback).await.remove(0);
        if !cost.is_measured {
            let said = client.batch_execute(&format!("begin; {}", form.sql)).await.map_err(ServerMessage::from);
            refused.push(format!("{}: {said:?}", form.sql));
            client.batch_execute("rollback").await.expect("a transaction is open");
        }
        let twice = measured.insert(form.sql.clone(), Measured::from(cost)).is_some();
        assert!(!twice, "{} is listed twice", form.sql);
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    measured
}

fn written(major: u32, measured: &OfMajor) -> String {
    let mut text = format!(
        "# What PostgreSQL {major} did with each form. `AUTOGEN_UPDATE=1` writes it, tests/locks.rs compares.\n\n"
    );
    for (sql, measured) in measured {
        let mut value = toml::Value::try_from(measured).expect("it is plain data");
        let fields = value.as_table_mut().expect("it is a struct");
        fields.retain(|_, list| list.as_array().is_none_or(|list| !list.is_empty()));
        text.push_str(&format!("{} = {value}\n", toml::Value::from(sql.as_str())));
    }
    text
}

#[test]
fn the_manual_is_right_or_the_form_says_why_not() {
    let all: Vec<(u32, OfMajor)> = MAJORS.map(|major| (major, measured(major))).into();
    let mut wrong = Vec::new();
    for group in forms().group {
        for form in &group.forms {
            let is_missing = |(major, of): &&(u32, OfMajor)| form.is_of(*major) && !of.contains_key(&form.sql);
            wrong
                .extend(all.iter().find(is_missing).map(|(major, _)| format!("{}: not measured on {major}", form.sql)));
            let (manual, on) = (form.manual.as_ref().unwrap_or(&group.manual), form.on.as_ref().unwrap_or(&group.on));
            let differs: Vec<u32> = all
                .iter()
                .filter_map(|(major, measured)| {
                    let is = measured.get(&form.sql)?;
                    let has_lock = manual.is_empty() || is.locks.contains(&(manual.clone(), on.clone()));
                    let is_rewritten = is.rewrites.contains(on);
                    let is_scanned = is.scans.contains(on) && !is_rewritten;
                    (!has_lock || is_rewritten != form.rewrites || is_scanned != form.scans).then_some(*major)
                })
                .collect();
            if !differs.is_empty() && form.because.is_none() {
                let is = all.iter().rev().find_map(|(_, measured)| measured.get(&form.sql));
                wrong.push(format!("{}: the manual says {manual} on {on}, but on {differs:?} {is:?}", form.sql));
            } else if differs.is_empty() && form.because.is_some() {
                wrong.push(format!("{}: nothing differs from the manual", form.sql));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_is_current() {
    let all: Vec<(u32, OfMajor)> = MAJORS.map(|major| (major, measured(major))).into();
    let (path, text) = (root().join("docs/locks.md"), table::text(&forms(), &all));
    if is_update() {
        std::fs::write(&path, &text).expect("the file can be written");
    }
    let is = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(is == text, "docs/locks.md isn't what was measured; AUTOGEN_UPDATE=1 writes it anew");
}
