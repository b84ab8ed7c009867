//! The book in docs/: every command on its pages is run, in the order of the page, in a project and on a server of the page's
//! own; and what of it is made from the program is as the program says.
//!
//! A block marked `sh` is run by bash and ends with 0, unless `<!-- exits with 1 -->` stands above it. A block of another sort
//! below a line that ends in "`name`:" is a file, which is written. What `<!-- run:` and `-->` enclose is run, too, and not shown.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;
#[path = "book/reference.rs"]
mod reference;

use std::path::Path;
use std::process::Command;

use project::{Live, Project, Run};

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");

/// What is done for a page.
#[derive(Debug, PartialEq, Eq)]
enum Deed {
    Write { name: String, text: String },
    Run { line: usize, script: String, code: i32 },
}

/// What a page has to have done, from its first line to its last.
fn deeds(page: &str) -> Vec<Deed> {
    let mut deeds = Vec::new();
    let mut lines = page.lines().enumerate();
    let (mut said, mut code) = (String::new(), 0);
    while let Some((at, line)) = lines.next() {
        let mut enclosed = |end: &str| -> String {
            let inner = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != end);
            inner.fold(String::new(), |text, line| text + line + "\n")
        };
        if let Some(number) = line.strip_prefix("<!-- exits with ") {
            code = number.trim_end_matches(" -->").parse().expect("an exit code");
        } else if line.trim() == "<!-- run:" {
            deeds.push(Deed::Run { line: at + 1, script: enclosed("-->"), code: 0 });
        } else if let Some(sort) = line.strip_prefix("```") {
            let text = enclosed("```");
            match file_name(&said) {
                Some(name) if sort != "sh" => deeds.push(Deed::Write { name, text }),
                _ if sort == "sh" => {
                    deeds.push(Deed::Run { line: at + 1, script: text, code: std::mem::take(&mut code) })
                }
                _ => {}
            }
            said.clear();
        } else if !line.trim().is_empty() {
            line.clone_into(&mut said);
        }
    }
    deeds
}

/// The last name in a line that ends with it and a colon, or speaks of it as a whole.
fn file_name(line: &str) -> Option<String> {
    let name = line.strip_suffix(':')?.rsplit('`').nth(1)?;
    let is_file = [".sql", ".toml", ".sh"].iter().any(|end| name.ends_with(end));
    is_file.then(|| name.to_owned())
}

fn bash(project: &Project, live: &Live, script: &str) -> Run {
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(project.path(""));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("PG") || name.starts_with("AUTOGEN_") {
            command.env_remove(name);
        }
    }
    let own = Path::new(env!("CARGO_BIN_EXE_autogen")).parent().expect("a program is in a directory");
    let path = std::env::var("PATH").expect("there is a path");
    command.env("PATH", format!("{}:{path}", own.display())).env("AUTOGEN_CACHE_DIR", project.path(".cache"));
    let output = command.env("DATABASE_URL", live.url()).output().expect("bash runs");
    Run {
        command: script.to_owned(),
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Does what a page says, in its order.
fn follow(page: &str) {
    let text = std::fs::read_to_string(format!("{DOCS}/{page}")).expect("the page is there");
    let deeds = deeds(&text);
    assert!(deeds.iter().any(|deed| matches!(deed, Deed::Run { .. })), "docs/{page} has no command");
    let (live, project) = (Live::start(), Project::new());
    for deed in deeds {
        match deed {
            Deed::Write { name, text } => project.write(&name, &text),
            Deed::Run { line, script, code } => {
                let run = bash(&project, &live, &script);
                assert!(run.code == Some(code), "docs/{page}:{line} doesn't end with {code}: {run:#?}");
            }
        }
    }
}

macro_rules! pages {
    ($($name:ident $page:literal,)*) => {
        $(#[test]
        fn $name() {
            follow($page);
        })*

        /// The pages with commands.
        const PAGES: &[&str] = &[$($page,)*];
    };
}
pages! {
    the_tutorial "tutorial.md",
    adopt "howto/adopt.md",
    rename "howto/rename.md",
    review "howto/review.md",
    ci "howto/ci.md",
    deploy "deploy.md",
    monorepo "howto/monorepo.md",
    schemas "howto/schemas.md",
    tenants "howto/tenants.md",
    from_atlas "from/atlas.md",
    from_prisma "from/prisma.md",
    from_migra "from/migra.md",
}

/// Those whose commands another test runs: tests/recipes.rs, on each recipe.
const ELSEWHERE: &[&str] = &["orm.md"];

/// The pages that SUMMARY.md names.
fn all_pages() -> Vec<String> {
    let summary = std::fs::read_to_string(format!("{DOCS}/SUMMARY.md")).expect("it is there");
    let links = summary.lines().filter_map(|line| line.split_once("](")?.1.strip_suffix(')'));
    links.map(str::to_owned).collect()
}

#[test]
fn every_page_with_a_command_is_followed() {
    for page in all_pages() {
        let text = std::fs::read_to_string(format!("{DOCS}/{page}")).unwrap_or_else(|error| panic!("{page}: {error}"));
        let has_command = deeds(&text).iter().any(|deed| matches!(deed, Deed::Run { .. }));
        let is_run = PAGES.contains(&page.as_str()) || ELSEWHERE.contains(&page.as_str());
        assert_eq!(has_command, is_run, "docs/{page}");
    }
}

#[test]
fn every_link_leads_to_a_page() {
    let pages = all_pages();
    assert!(pages.len() > 15, "{pages:?}");
    for page in &pages {
        let text = std::fs::read_to_string(format!("{DOCS}/{page}")).expect("the page is there");
        let directory = Path::new(DOCS).join(page).parent().expect("a page is in a directory").to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let is_elsewhere = link.contains("://") || link.starts_with('#');
            let file = link.split('#').next().unwrap_or_default();
            assert!(is_elsewhere || directory.join(file).exists(), "docs/{page}: {link}");
        }
    }
}
