//! The histories of other tools in a project, known by how their files are called and what those say.
//!
//! Nothing is run, and nothing is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How deep directories are looked into, and at how many entries: a project may lie in a home directory.
const DEPTH: usize = 6;
const ENTRIES: usize = 20_000;

/// How many files of a directory are opened, and how much of each is read, in bytes.
const OPENED: usize = 20;
const BEGINNING: u64 = 4_096;

/// Directories that hold what others wrote.
const ELSEWHERE: &[&str] =
    &["node_modules", "target", "vendor", "venv", "env", "__pycache__", "site-packages", "build", "dist"];

/// A tool that keeps migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    Alembic,
    Django,
    Prisma,
    Drizzle,
    Sqlx,
    Flyway,
    GolangMigrate,
    Dbmate,
    Goose,
    Diesel,
    Rails,
    /// Numbered SQL files of a tool that isn't known.
    Unknown,
}

/// The history of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    pub tool: Tool,
    /// Where its project is, from where was looked; empty for that itself.
    pub project: PathBuf,
    /// Where its migrations are; Django has several such directories.
    pub directories: BTreeSet<PathBuf>,
    /// How many migrations there are.
    pub count: usize,
}

impl Tool {
    pub fn name(self) -> &'static str {
        match self {
            Tool::Alembic => "Alembic",
            Tool::Django => "Django",
            Tool::Prisma => "Prisma",
            Tool::Drizzle => "Drizzle",
            Tool::Sqlx => "sqlx",
            Tool::Flyway => "Flyway",
            Tool::GolangMigrate => "golang-migrate",
            Tool::Dbmate => "dbmate",
            Tool::Goose => "goose",
            Tool::Diesel => "Diesel",
            Tool::Rails => "Rails",
            Tool::Unknown => "another tool",
        }
    }
}

/// The histories below a directory, in the order of [`Tool`].
pub fn others(root: &Path) -> Vec<Other> {
    let mut files = Vec::new();
    let mut left = ENTRIES;
    walk(root, Path::new(""), DEPTH, &mut left, &mut files);
    let mut by_directory: BTreeMap<&Path, Vec<&str>> = BTreeMap::new();
    for file in &files {
        let name = file.file_name().and_then(|name| name.to_str());
        if let (Some(directory), Some(name)) = (file.parent(), name) {
            by_directory.entry(directory).or_default().push(name);
        }
    }
    let project = Listing { root, by_directory };
    let mut found: BTreeMap<(Tool, PathBuf), Other> = BTreeMap::new();
    for (directory, names) in &project.by_directory {
        let Some((tool, count)) = project.tool(directory, names) else { continue };
        let home = project.home(tool, directory).to_owned();
        let other = found.entry((tool, home.clone())).or_insert_with(|| Other {
            tool,
            project: home,
            directories: BTreeSet::new(),
            count: 0,
        });
        other.count += count;
        // Prisma and Diesel have a directory for each migration.
        let own = matches!(tool, Tool::Prisma | Tool::Diesel).then(|| directory.parent()).flatten();
        other.directories.insert(own.unwrap_or(directory).to_owned());
    }
    found.into_values().collect()
}

/// Whether a directory has files, or directories with files, that autogen wouldn't have put there as migrations.
pub fn is_of_others(directory: &Path) -> bool {
    let Ok(entries) = fs::read_dir(directory) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_remark = name.starts_with('.') || name.to_ascii_lowercase().starts_with("readme");
        match path.is_dir() {
            _ if is_remark => false,
            true => name != "replaced" && is_of_others(&path),
            false => !is_ours(&path),
        }
    })
}

/// What is there, by directory.
struct Listing<'a> {
    root: &'a Path,
    by_directory: BTreeMap<&'a Path, Vec<&'a str>>,
}

impl<'a> Listing<'a> {
    /// Whose migrations these files are, and how many they are.
    fn tool(&self, directory: &Path, names: &[&str]) -> Option<(Tool, usize)> {
        let count = |is_one: &dyn Fn(&str) -> bool| names.iter().filter(|name| is_one(name)).count();
        let is_called = |name: &str| directory.file_name().is_some_and(|own| own == name);
        let python = count(&|name| name.ends_with(".py") && name != "__init__.py");
        if is_called("versions") && python > 0 && self.above(directory, "alembic.ini", "").is_some() {
            return Some((Tool::Alembic, python));
        }
        let is_numbered = |name: &str| name.starts_with(|first: char| first.is_ascii_digit());
        let numbered = count(&|name| name.ends_with(".py") && is_numbered(name));
        if is_called("migrations") && numbered > 0 && self.above(directory, "manage.py", "django").is_some() {
            return Some((Tool::Django, numbered));
        }
        let ruby = count(&|name| name.ends_with(".rb") && is_numbered(name));
        if is_called("migrate") && ruby > 0 {
            return Some((Tool::Rails, ruby));
        }
        if names.contains(&"migration.sql") {
            return Some((Tool::Prisma, 1));
        }
        if names.contains(&"up.sql") && names.contains(&"down.sql") {
            return Some((Tool::Diesel, 1));
        }
        let sql: Vec<&str> = names.iter().copied().filter(|name| name.ends_with(".sql")).collect();
        let flyway = sql.iter().filter(|name| is_flyways(name)).count();
        if flyway > 0 {
            return Some((Tool::Flyway, flyway));
        }
        let numbered: Vec<&str> = sql.into_iter().filter(|name| is_numbered(name)).collect();
        let texts: Vec<String> =
            numbered.iter().take(OPENED).map(|name| beginning(&self.root.join(directory).join(name))).collect();
        let say = |mark: &str| texts.iter().any(|text| text.contains(mark));
        let ups = numbered.iter().filter(|name| !name.ends_with(".down.sql")).count();
        if numbered.is_empty() || say(OURS) {
            return None;
        }
        let tool = if say("-- +goose ") {
            Tool::Goose
        } else if say("-- migrate:up") {
            Tool::Dbmate
        } else if self.by_directory.contains_key(directory.join("meta").as_path()) {
            Tool::Drizzle
        } else if self.has_sqlx(directory) {
            Tool::Sqlx
        } else if numbered.iter().any(|name| name.ends_with(".up.sql")) {
            Tool::GolangMigrate
        } else if directory.to_string_lossy().contains("migrat") {
            Tool::Unknown
        } else {
            return None;
        };
        Some((tool, ups))
    }

    /// The directory in which a tool's project begins.
    fn home<'b>(&self, tool: Tool, directory: &'b Path) -> &'b Path {
        let (name, text) = match tool {
            Tool::Alembic => ("alembic.ini", ""),
            Tool::Django => ("manage.py", "django"),
            Tool::Prisma => ("package.json", ""),
            Tool::Drizzle => ("package.json", ""),
            Tool::Sqlx | Tool::Diesel => ("Cargo.toml", ""),
            Tool::Rails => ("Gemfile", ""),
            Tool::GolangMigrate | Tool::Goose => ("go.mod", ""),
            Tool::Flyway | Tool::Dbmate | Tool::Unknown => return directory,
        };
        self.above(directory, name, text).unwrap_or(directory)
    }

    /// The nearest directory from here up that has a file which says this.
    fn above<'b>(&self, directory: &'b Path, name: &str, text: &str) -> Option<&'b Path> {
        directory.ancestors().find(|directory| {
            self.by_directory.get(directory).is_some_and(|names| names.contains(&name))
                && (text.is_empty() || beginning(&self.root.join(directory).join(name)).contains(text))
        })
    }

    fn has_sqlx(&self, directory: &Path) -> bool {
        let marks = [".sqlx", "sqlx-data.json", "sqlx.toml"];
        directory.ancestors().any(|directory| marks.iter().any(|mark| self.root.join(directory).join(mark).exists()))
            || self.above(directory, "Cargo.toml", "sqlx").is_some()
    }
}

/// What stands in the head of every revision of ours.
const OURS: &str = "\n-- revision:";

fn is_ours(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "sql") && beginning(path).contains(OURS)
}

/// `V1__create.sql`, `V2.1__more.sql`, `R__views.sql`, `U1__back.sql`
fn is_flyways(name: &str) -> bool {
    let Some((version, rest)) = name.split_once("__") else { return false };
    let digits = version.strip_prefix(['V', 'U', 'B']).unwrap_or_default();
    let is_version = |text: &str| text.chars().all(|character| character.is_ascii_digit() || "._".contains(character));
    !rest.is_empty() && (version == "R" || !digits.is_empty() && is_version(digits))
}

fn beginning(path: &Path) -> String {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut bytes));
    read.map(|_| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// The files below a directory, but for what is hidden, installed or linked to; what can't be read isn't there.
fn walk(root: &Path, below: &Path, depth: usize, left: &mut usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(root.join(below)) else { return };
    let mut entries: Vec<fs::DirEntry> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let Ok(sort) = entry.file_type() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let path = below.join(&*name);
        if sort.is_dir() && depth > 0 && !ELSEWHERE.contains(&&*name) {
            walk(root, &path, depth - 1, left, files);
        } else if sort.is_file() {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let root = tempfile::tempdir().expect("temporary directories can be made");
        for (name, text) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("directories can be made");
            fs::write(path, text).expect("files can be written");
        }
        let found: Vec<String> = others(root.path())
            .into_iter()
            .map(|other| {
                let directories: Vec<_> = other.directories.iter().map(|path| path.display().to_string()).collect();
                format!("{} {} of {}", other.count, directories.join(" "), other.tool.name())
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn tools_are_told_apart_by_their_files() {
        check(&[("db/V1__a.sql", ""), ("db/V1.1__b.sql", ""), ("db/R__v.sql", "")], &["3 db of Flyway"]);
        check(&[("m/1_a.up.sql", ""), ("m/1_a.down.sql", "")], &["1 m of golang-migrate"]);
        check(&[("m/1_a.up.sql", ""), ("m/1_a.down.sql", ""), ("Cargo.toml", "sqlx = 1")], &["1 m of sqlx"]);
        check(&[("db/migrations/2_a.sql", "-- migrate:up\nselect 1")], &["1 db/migrations of dbmate"]);
        check(&[("sql/2_a.sql", "-- +goose Up\nselect 1")], &["1 sql of goose"]);
        check(&[("m/2_a/up.sql", ""), ("m/2_a/down.sql", ""), ("m/3_b/up.sql", "")], &["1 m of Diesel"]);
        check(&[("prisma/migrations/1_a/migration.sql", "")], &["1 prisma/migrations of Prisma"]);
        check(&[("db/migrate/1_a.rb", "")], &["1 db/migrate of Rails"]);
        check(&[("migrations/001_a.sql", ""), ("migrations/002.sql", "")], &["2 migrations of another tool"]);
    }

    #[test]
    fn other_files_are_nobodys_history() {
        check(&[("queries/1_a.sql", ""), ("schema/posts.sql", ""), ("x/migrations/0001_a.py", "")], &[]);
        check(&[("migrations/1_a.up.sql", "-- a\n--\n-- revision: 1\n")], &[]);
        check(&[("node_modules/p/migrations/1_a.sql", ""), (".git/V1__a.sql", "")], &[]);
    }
}
