//! The options of every verb that gives a report: in which forms, and where to.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::context::{Context, relative};
use super::output;
use crate::error::{self, Error, Result};
use crate::report::model::{Place, Report, Verdict};
use crate::report::{self, Format};
use crate::source::Source;

#[derive(Debug, Args)]
pub(super) struct Forms {
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,

    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Write the same in another form as well, as often as you like: `--report sarif=autogen.sarif`
    #[arg(long, value_name = "FORMAT=FILE", value_parser = other)]
    report: Vec<Other>,
}

/// Another form, and its file.
#[derive(Debug, Clone)]
struct Other {
    format: Format,
    path: PathBuf,
}

fn other(text: &str) -> std::result::Result<Other, String> {
    let (format, path) = text.split_once('=').ok_or("say FORMAT=FILE")?;
    let format = Format::from_str(format, false).map_err(|_| {
        let known: Vec<String> = Format::value_variants()
            .iter()
            .filter_map(|one| one.to_possible_value())
            .map(|one| one.get_name().to_owned())
            .collect();
        format!("there is no form `{format}`: say one of {}", known.join(", "))
    })?;
    match path {
        "" => Err("say FORMAT=FILE".to_owned()),
        path => Ok(Other { format, path: PathBuf::from(path) }),
    }
}

impl Forms {
    pub fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether people read what is on stdout, so that the rest is told them on stderr.
    pub fn is_for_people(&self) -> bool {
        matches!(self.format, Format::Text | Format::Sql | Format::Markdown)
    }

    /// Whether any form needs more than the text of a comparison that found nothing.
    pub fn is_text_alone(&self) -> bool {
        self.format == Format::Text && self.report.is_empty()
    }

    /// Whether the files of a revision alone say all that is asked.
    pub fn needs_no_report(&self) -> bool {
        matches!(self.format, Format::Text | Format::Sql | Format::Json) && self.report.is_empty()
    }

    /// Writes the report in all forms that were asked for.
    pub fn write(&self, report: &Report, text: impl Fn() -> String, sql: impl Fn() -> String) -> Result<()> {
        output::write(self.output.as_deref(), &report::write(report, self.format, &text, &sql))?;
        for Other { format, path } in &self.report {
            output::write(Some(path), &report::write(report, *format, &text, &sql))?;
        }
        Ok(())
    }

    /// Writes what kept the command from an answer in those forms that have a place for it; as text and as JSON it is told
    /// like any error.
    pub fn write_error(&self, error: &Error) -> Result<()> {
        let report = Report {
            version: report::json::VERSION,
            command: "error",
            title: "autogen has no answer".to_owned(),
            headline: error.to_string(),
            verdict: Verdict::Trouble,
            findings: report::finding::of_error(error, here),
            difference: None,
            revisions: Vec::new(),
            standing: None,
            catalogs: None,
        };
        let is_told = |format: Format| matches!(format, Format::Text | Format::Sql | Format::Json);
        let nothing = String::new;
        if !is_told(self.format) {
            output::write(self.output.as_deref(), &report::write(&report, self.format, nothing, nothing))?;
        }
        for Other { format, path } in self.report.iter().filter(|other| !is_told(other.format)) {
            output::write(Some(path), &report::write(&report, *format, nothing, nothing))?;
        }
        Ok(())
    }
}

/// A place as services know it that show the project's files: from where the command runs.
pub(super) fn here(place: &error::Place) -> Place {
    Place { file: relative(Path::new(&place.file)).display().to_string(), line: place.line }
}

/// What people call a source: `the migrations`, `schema`.
pub(super) fn name(source: &Source, context: &Context) -> String {
    match source {
        Source::Database(target) => target.to_string(),
        Source::Definitions(paths) => {
            let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            paths.join(", ")
        }
        Source::Program { program, paths } => {
            let paths = paths.iter().map(|path| path.display().to_string());
            std::iter::once(format!("`{}`", program.shown())).chain(paths).collect::<Vec<_>>().join(", ")
        }
        Source::Script(_) => {
            let directory = relative(&context.config.migrations_directory());
            format!("the migrations in {}", directory.display())
        }
        Source::Snapshot(path) => path.display().to_string(),
        Source::Empty => "an empty database".to_owned(),
    }
}
