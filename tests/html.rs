//! Reports as pages, from real databases, in a real browser: `tests/html/check.mjs` is what looks at them.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;

use std::path::PathBuf;
use std::process::Command;

use project::{Live, Project};

/// What breaks a page that forgets to escape a name.
const HOSTILE: &str = r#"</script><img src=x onerror=alert(1)>"#;

fn hostile_schema(is_new: bool) -> String {
    let (column, comment) = match is_new {
        true => (
            ", \"\"\" onload=\"\"alert(2)\" text default '</style><script>alert(3)</script>'",
            "<b>new</b> {{ 7 * 7 }}",
        ),
        false => ("", "<!-- old -->"),
    };
    format!(
        "create schema billing;
        create table users (id bigint primary key, email text not null unique{});
        create table \"{HOSTILE}\" (id bigint primary key, user_id bigint references users{column});
        create table billing.invoices (id bigint primary key, user_id bigint not null references users, total {});
        comment on table \"{HOSTILE}\" is '{comment}';
        {}",
        if is_new { ", display_name text" } else { ", full_name text, legacy text" },
        if is_new { "numeric(12, 2)" } else { "numeric(10, 2)" },
        if is_new {
            "create table likes (user_id bigint not null references users, at date);"
        } else {
            "create table drafts (id int);"
        },
    )
}

/// 300 tables, each linked with one before it.
fn large_schema(extra: &str) -> String {
    let table = |number: usize| {
        let target = if number.is_multiple_of(7) { 1 } else { number / 2 };
        let link = if number > 1 { format!(", other int references t{target:03}") } else { String::new() };
        let extra = if number.is_multiple_of(97) { extra } else { "" };
        format!("create table t{number:03} (id int primary key, name text, note text{link}{extra});\n")
    };
    (1..=300).map(table).collect()
}

/// The directory or the program that `scripts/browser` knows. Without one the test fails, unless `AUTOGEN_OFFLINE` says that
/// none can be fetched: then it says what isn't run.
fn browser(argument: &[&str]) -> Option<String> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts/browser");
    let output = Command::new(script).args(argument).output().expect("the script is there");
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        assert!(std::env::var_os("AUTOGEN_OFFLINE").is_some(), "no browser, and AUTOGEN_OFFLINE isn't set: {said}");
        eprintln!("NOT RUN: no page was looked at in a browser, which can't be had here (AUTOGEN_OFFLINE)");
        return None;
    }
    Some(String::from_utf8(output.stdout).expect("a path is text").trim().to_owned())
}

#[test]
fn pages_are_quiet_reachable_and_narrow_enough() {
    let live = Live::start();
    let project = Project::on(&live);
    live.execute(&hostile_schema(false));
    live.execute("insert into users values (1, 'ada@example.org', 'Ada', 'old')");
    project.write("schema/all.sql", &hostile_schema(true));
    project.run(&["diff", "--format", "html", "-o", "small.html"]).ends(1);
    project.write("large.sql", &large_schema(""));
    project.write("larger.sql", &large_schema(", added timestamptz not null default now()"));
    project
        .run(&[
            "diff",
            "--from",
            "large.sql",
            "--to",
            "larger.sql",
            "--no-prove",
            "--format",
            "html",
            "-o",
            "large.html",
        ])
        .ends(1);
    project.run(&["diff", "--from", "empty", "--to", "empty", "--format", "html", "-o", "same.html"]).ends(0);

    let page = project.read("small.html");
    assert!(!page.contains(HOSTILE) && !page.contains("<script>alert") && !page.contains("<b>new"), "{page}");
    assert_eq!(page.matches("<script").count(), 1, "only its own");
    assert!(page.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"), "the name is there, escaped");
    assert!(page.contains("{{ 7 * 7 }}"), "what looks like a template is text");
    for part in ["Content-Security-Policy", "id=\"questions\"", "id=\"upgrade\"", "id=\"downgrade\"", "PostgreSQL"] {
        assert!(page.contains(part), "{part} isn't in {page}");
    }
    let page = project.read("large.html");
    assert!(
        page.contains(" of 300 tables: what changes, and what it is linked to."),
        "only the neighbourhood is drawn"
    );
    assert!(project.read("same.html").contains("in step"));
    let again =
        project.run(&["diff", "--from", "large.sql", "--to", "larger.sql", "--no-prove", "--format", "html"]).ends(1);
    assert_eq!(again.stdout, page, "the bytes are the same");

    let (Some(directory), Some(program)) = (browser(&[]), browser(&["--program"])) else { return };
    let output = Command::new("node")
        .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/html/check.mjs"))
        .args([directory, program])
        .args(["small.html", "large.html", "same.html"].map(|name| project.path(name)))
        .output()
        .expect("node is installed");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let checks = said.split(' ').next().and_then(|count| count.parse::<usize>().ok());
    assert!(checks.is_some_and(|checks| checks > 120), "{said}");
}
