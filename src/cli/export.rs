//! `autogen export`: a database as files of definitions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::context::{Context, relative};
use super::{Outcome, output, source};
use crate::definition::export;
use crate::error::{Error, Result};
use crate::report;
use crate::tree::{self, Fate, Options, Tree, tree};

/// Write what a database holds as files of definitions
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Export {
    /// What to write [default: the live database if one is configured, else what the migrations build]
    #[arg(long, value_name = "SOURCE")]
    from: Option<String>,

    /// The directory to write to [default: schema/, as autogen.toml has it]
    #[arg(long, value_name = "DIRECTORY")]
    to: Option<PathBuf>,

    /// How new files are written
    #[arg(long, value_name = "FORMAT", default_value = "sql")]
    format: Format,

    /// How objects are spread over new files
    #[arg(long, value_name = "LAYOUT", default_value = "object")]
    layout: Layout,

    #[command(flatten)]
    strictness: super::strict::Strictness,

    /// Overwrite and remove files that were edited by hand, too
    #[arg(long)]
    force: bool,

    /// Don't read the definitions back in scratch before they are written
    #[arg(long)]
    no_prove: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Statements, as PostgreSQL prints them
    Sql,
    /// TOML where it has a form for the object, else statements in it
    Toml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layout {
    /// A file for each object: public/tables/posts.sql, with its indexes, triggers, policies and comments
    Object,
    /// A file for each schema: public.sql
    Schema,
    /// One file, schema.sql, which psql runs as it stands
    Single,
}

const EXAMPLES: &str = "\
Before a file is written, the definitions are loaded into scratch and compared with the source.

A directory that holds definitions is brought up to the source, object by object, wherever each is defined: a file that
says the same already isn't touched, whatever it looks like. A file that autogen wrote and nobody has edited since is
written anew, or removed with its objects; one that was edited by hand stays, and is named (--force overwrites it).
The file .autogen-export remembers what autogen wrote; it belongs into version control.

Owners, grants and default privileges are written with `--manage all`, and where the directory speaks of them already.

Exits with 0 if the directory says what the source holds, 1 if files that were kept say otherwise, 2 in trouble.

Examples:
  autogen export                                          the live database to schema/
  autogen export --database postgres://localhost/app --to app --layout schema
  autogen export --manage all                             owners and grants as well
  autogen export --from old.sql --to schema --layout object";

impl Export {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let from = match &self.from {
            Some(text) => source::parse(text, context)?,
            None => context.database_or_migrations()?,
        };
        let mut options = options(context, self.to.as_deref())?;
        options.layout = match self.layout {
            Layout::Object => export::Layout::Object,
            Layout::Schema => export::Layout::Schema,
            Layout::Single => export::Layout::Single,
        };
        options.format = match self.format {
            Format::Sql => export::Format::Sql,
            Format::Toml => export::Format::Toml,
        };
        options.force = self.force;
        options.prove = !self.no_prove;
        let reader = context.reader([&from])?;
        let tree = context.slow("reading", tree(&reader, &from, &options)).await?;
        self.strictness.check(&[&tree.catalog])?;
        tree.write()?;
        output::write(None, &summary(&tree))?;
        remarks(context, &tree);
        Ok(if tree.left.is_empty() { Outcome::Done } else { Outcome::Different })
    }
}

/// What is the same for all that write definitions: which directory, and what else declares the schema.
pub(super) fn options(context: &Context, directory: Option<&Path>) -> Result<Options> {
    let paths: Vec<PathBuf> = context.config.schema_paths().iter().map(|path| relative(path)).collect();
    let directory = match (directory, paths.first()) {
        (Some(directory), _) => directory.to_owned(),
        (None, Some(first)) => first.clone(),
        // Where a program prints definitions too, what is written beside them would be said twice.
        (None, _) if context.config.schema_program().is_some() => {
            let program = context.config.schema_program().map(|program| program.shown()).unwrap_or_default();
            return Err(Error::Usage {
                message: format!(
                    "the definitions come from `{program}`, [schema] program, and nothing is written there"
                ),
                hint: Some("change what the program prints; --to DIRECTORY writes definitions elsewhere".to_owned()),
            });
        }
        (None, None) => {
            return Err(Error::Usage {
                message: "autogen.toml names no directory of definitions".to_owned(),
                hint: Some("say --to DIRECTORY".to_owned()),
            });
        }
    };
    if directory.exists() && !directory.is_dir() {
        return Err(Error::usage(format!("{} is no directory", directory.display())));
    }
    let is_it = |path: &PathBuf| match (path.canonicalize(), directory.canonicalize()) {
        (Ok(path), Ok(directory)) => path == directory,
        _ => *path == directory,
    };
    let others = paths.iter().filter(|path| paths.iter().any(is_it) && !is_it(path));
    Ok(Options {
        declared: std::iter::once(&directory).chain(others).cloned().collect(),
        directory,
        layout: export::Layout::Object,
        format: export::Format::Sql,
        manage: context.manage(),
        force: false,
        prove: true,
    })
}

/// What became of which file, a line each.
pub(super) fn summary(tree: &Tree) -> String {
    if tree.is_done() && tree.left.is_empty() {
        return format!("nothing to do: {} says what is there\n", tree.directory.display());
    }
    // Of each directory, and what became of its files: how many those are.
    let mut counts: BTreeMap<(Option<&Path>, &str), usize> = BTreeMap::new();
    for (path, fate) in &tree.files {
        *counts.entry((path.parent(), verb(fate))).or_default() += 1;
    }
    let (mut told, mut text) = (BTreeSet::new(), String::new());
    for (path, fate) in &tree.files {
        let key = (path.parent(), verb(fate));
        // What a person has to look into is named.
        match path.parent().filter(|_| counts[&key] > MANY && *fate != Fate::Keep) {
            None => text.push_str(&format!("{} {}\n", verb(fate), path.display())),
            Some(directory) if told.insert(key) => {
                text.push_str(&format!("{} {}/ ({} files)\n", verb(fate), directory.display(), counts[&key]));
            }
            Some(_) => {}
        }
    }
    text
}

/// How many files of a directory are named one by one.
const MANY: usize = 12;

fn verb(fate: &Fate) -> &'static str {
    match fate {
        Fate::Write { text: _ } => "wrote  ",
        Fate::Remove => "removed",
        Fate::Keep => "kept   ",
    }
}

/// What people have to know besides, on stderr.
pub(super) fn remarks(context: &Context, tree: &Tree) {
    let tree::Tree { directory, files, left, left_out, left_alone, catalog } = tree;
    if files.values().any(|fate| *fate == Fate::Keep) {
        context.say(
            "kept, though it says otherwise: autogen didn't write it, or somebody edited it; --force overwrites it",
        );
    } else if !left.is_empty() {
        context.say(&format!("{} still says otherwise:\n  {}", directory.display(), left.join("\n  ")));
    }
    if !left_out.is_empty() {
        let mut words: Vec<String> = left_out.iter().map(|id| id.kind().word()).collect();
        words.dedup();
        let counted = words.iter().map(|word| {
            let count = left_out.iter().filter(|id| id.kind().word() == *word).count();
            format!("{count} {word}{}", if count == 1 { "" } else { "s" })
        });
        let counted = counted.collect::<Vec<_>>().join(", ");
        context.say(&format!("not written, as nothing declares them: {counted} (`--manage all` writes them)"));
    }
    context.say(&report::text::left_alone(left_alone));
    context.say(&report::text::unmodelled(&[catalog]));
}
