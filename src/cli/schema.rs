//! `autogen schema`: the JSON Schemas of what people write, for editors and other programs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Outcome, output};
use crate::error::Result;
use crate::{config, definition, report};

/// Print a JSON Schema: of autogen.toml, of TOML definitions or of reports
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Schema {
    /// Of what
    #[arg(value_name = "WHAT")]
    what: What,

    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Of autogen.toml
    Config,
    /// Of definitions in TOML
    Definitions,
    /// Of what `diff`, `check`, `verify` and `explain` say with `--format json`
    Report,
}

const EXAMPLES: &str = "\
Editors that know TOML (by taplo, Even Better TOML) complete keys, show what they mean and mark what is wrong where the first
line of a file names its schema, by URL or by its path from there:

  #:schema ./autogen.schema.json

Examples:
  autogen schema config -o autogen.schema.json
  autogen schema definitions > schema/definitions.schema.json";

impl Schema {
    pub fn run(&self) -> Result<Outcome> {
        let schema = match self.what {
            What::Config => config::schema::schema(),
            What::Definitions => definition::schema(),
            What::Report => report::json::schema(),
        };
        output::write(self.output.as_deref(), &report::json::pretty(&schema))?;
        Ok(Outcome::Done)
    }
}
