//! The projects in tests/recipes: definitions that come from an object-relational mapper's models, by the real thing.
//! `scripts/recipes` fetches it.

#[allow(dead_code, reason = "the project of tests/cli.rs can do more than is asked of it here")]
mod project;
#[allow(dead_code, reason = "only its way to copy a directory is needed here")]
mod runners;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use project::{Live, Project, Run};

/// Where Python and node_modules are. None, where `AUTOGEN_OFFLINE` says that they can't be fetched.
fn fetched() -> Option<&'static Path> {
    static DIRECTORY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let directory = DIRECTORY.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/recipes");
        let output = Command::new(script).output().expect("scripts/recipes can be run");
        if output.status.success() {
            return Some(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
        }
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(std::env::var_os("AUTOGEN_OFFLINE").is_some(), "no recipes, and AUTOGEN_OFFLINE isn't set: {said}");
        eprintln!("NOT RUN: no recipe was tried, as they can't be had here (AUTOGEN_OFFLINE)");
        None
    });
    directory.as_deref()
}

/// A recipe's project on a database, and how the program is run in it.
struct Recipe {
    project: Project,
    variables: Vec<(&'static str, String)>,
}

impl Recipe {
    fn new(name: &str, live: &Live) -> Option<Recipe> {
        let fetched = fetched()?;
        let project = Project::on(live);
        runners::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recipes").join(name), &project.path(""));
        std::os::unix::fs::symlink(fetched.join("node_modules"), project.path("node_modules"))
            .expect("links can be made");
        let path = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", fetched.join("bin").display());
        let variables = vec![("PATH", path), ("PYTHONDONTWRITEBYTECODE", "1".to_owned())];
        Some(Recipe { project, variables })
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let variables: Vec<(&str, &str)> = self.variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.project.run_with(arguments, &variables)
    }

    fn edit(&self, file: &str, old: &str, new: &str) {
        let text = self.project.read(file);
        assert!(text.contains(old), "{file} has no {old}");
        self.project.write(file, &text.replacen(old, new, 1));
    }

    /// From nothing to a database in step, then a change of the models, which becomes this statement.
    #[track_caller]
    fn is_followed(&self, (file, old, new): (&str, &str, &str), statement: &str) {
        self.run(&["-m", "first"]).ends(0).says("first.up.sql");
        // A partial index is asked about, where there is one.
        self.run(&["review", "--accept", "all"]);
        self.run(&["upgrade"]).ends(0);
        self.run(&["check"]).ends(0).says("in step");
        self.edit(file, old, new);
        let second = self.run(&["-m", "second"]).ends(0);
        let file = second.stdout.split_whitespace().find(|word| word.ends_with("second.up.sql"));
        let text = self.project.read(file.expect("the file is named"));
        assert!(text.contains(statement), "{statement} is not in\n{text}");
        self.run(&["upgrade"]).ends(0);
        self.run(&["check"]).ends(0).says("in step");
    }
}

#[test]
fn sqlalchemy_models_are_definitions() {
    let live = Live::start();
    let Some(recipe) = Recipe::new("sqlalchemy", &live) else { return };
    let likes = "    title: Mapped[str]\n    likes: Mapped[int] = mapped_column(server_default=\"0\")\n";
    recipe.is_followed(
        ("app/models.py", "    title: Mapped[str]\n", likes),
        "ADD COLUMN likes integer DEFAULT 0 NOT NULL",
    );
    let comment = "select col_description('users'::regclass, 2)";
    assert_eq!(live.value(comment), "as it's written: 100% of it");

    recipe.edit("app/models.py", "String(320)", "Strin(320)");
    let run = recipe.run(&["diff"]).ends(2);
    run.complains("`python -m app.ddl`, [schema] program, ended with exit code 1").complains("Strin(320)");
}

#[test]
fn django_models_are_definitions_and_so_is_what_sqlmigrate_says() {
    let live = Live::start();
    let Some(recipe) = Recipe::new("django", &live) else { return };
    let likes =
        "title = models.CharField(max_length=200, db_index=True)\n    likes = models.IntegerField(db_default=0)";
    let old = "title = models.CharField(max_length=200, db_index=True)";
    let python = fetched().expect("the recipe is there").join("bin/python");
    let make = |name: &str| {
        let arguments = ["manage.py", "makemigrations", "blog", "--name", name];
        runners::run(&python, &recipe.project.path(""), &[("DATABASE_URL", &live.url())], &arguments)
    };
    make("first");
    recipe.is_followed(("blog/models.py", old, likes), "ADD COLUMN likes integer DEFAULT 0 NOT NULL");
    make("second");
    recipe.run(&["init", "--dry-run"]).ends(0).says("found Django: 2 migrations in blog/migrations\n");
    recipe.project.write("autogen.toml", "[schema]\nprogram = [\"python\", \"sqlmigrate.py\"]\n");
    recipe.run(&["check"]).ends(0).says("in step");
}

#[test]
fn a_drizzle_schema_is_definitions() {
    let live = Live::start();
    let Some(recipe) = Recipe::new("drizzle", &live) else { return };
    recipe.is_followed(
        (
            "db/schema.ts",
            "title: text(\"title\").notNull(),",
            "title: text(\"title\").notNull(),\n    likes: integer(\"likes\"),",
        ),
        "ADD COLUMN likes integer",
    );
}

#[test]
fn a_prisma_schema_is_definitions() {
    let live = Live::start();
    let Some(recipe) = Recipe::new("prisma", &live) else { return };
    let title = "  title    String\n";
    let likes = format!("{title}  likes    Int @default(0)\n");
    recipe.is_followed(
        ("prisma/schema.prisma", title, &likes),
        "ALTER TABLE public.\"Post\" ADD COLUMN likes integer DEFAULT 0 NOT NULL",
    );
}
