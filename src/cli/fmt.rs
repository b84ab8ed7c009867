//! `autogen fmt`: definitions in one layout.

use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use super::{Outcome, output};
use crate::definition::{self, format};
use crate::error::{Error, Result};
use crate::tree;

/// Format definitions, in SQL and TOML; comments, order and files stay
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Fmt {
    /// Files, and directories of them [default: schema/, as autogen.toml has it]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Write nothing; list the files that would change, and exit with 1 if there are any
    #[arg(long)]
    check: bool,
}

const EXAMPLES: &str = "\
Only the space between tokens changes. Strings, bodies, names, comments and the case of words stay as they are, and a file is
only written if its tokens are the same afterwards. No server is asked.

SQL: no space at the ends of lines, no more than one blank line, statements at the left margin, a newline at the end; a list of
columns, attributes or labels of several lines has one a line, indented by four spaces, with its commas at the ends.
TOML: spaces around `=`, no indentation, a blank line above each section.

Exits with 0 if done, 1 if --check found something, 2 in trouble; a file that can't be read keeps no other from being
formatted.

Examples:
  autogen fmt
  autogen fmt schema/posts.sql
  autogen fmt --check                in CI, or before a commit";

impl Fmt {
    pub fn run(&self, context: &Context) -> Result<Outcome> {
        let paths: Vec<PathBuf> = match self.paths.is_empty() {
            true => context.schema_to_write()?,
            false => self.paths.clone(),
        };
        let migrations = context.config.migrations_directory();
        let files = definition::read(&paths)?;
        for file in &files {
            let path = PathBuf::from(&file.name);
            let is_within = match (path.canonicalize(), migrations.canonicalize()) {
                (Ok(path), Ok(migrations)) => path.starts_with(migrations),
                _ => false,
            };
            if is_within {
                return Err(Error::Usage {
                    message: format!("{} is a migration, whose applied bytes mustn't change", file.name),
                    hint: Some("`autogen fmt` is for definitions".to_owned()),
                });
            }
        }
        let mut errors = Vec::new();
        let mut text = String::new();
        for file in &files {
            match format::format(file) {
                Ok(formatted) if formatted == file.text => {}
                Ok(formatted) => {
                    if !self.check {
                        tree::write(&PathBuf::from(&file.name), &formatted)?;
                    }
                    text.push_str(&format!("{}\n", file.name));
                }
                Err(error) => errors.push(error),
            }
        }
        output::write(None, &text)?;
        if errors.len() > 1 {
            return Err(Error::LoadMany(errors));
        }
        if let Some(error) = errors.pop() {
            return Err(error);
        }
        if self.check && !text.is_empty() {
            context.say("not as `autogen fmt` would have them");
            return Ok(Outcome::Different);
        }
        Ok(Outcome::Done)
    }
}
