//! Revisions as the files of other migration runners, for teams that keep theirs.
//!
//! Nothing here talks to a server or touches a file. What a runner needs to know of a file stands in that runner's module.

mod alembic;
mod dbmate;
mod diesel;
mod flyway;
mod golang_migrate;
mod goose;
mod part;
mod sqlx;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::history::{Chain, Direction, Revision, RevisionId};
use crate::review::Restoration;
use part::{Part, parts};

/// A runner by the way it lays out its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Sqlx,
    GolangMigrate,
    Flyway,
    Dbmate,
    Goose,
    Diesel,
    Alembic,
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Below the directory that the runner reads.
    pub path: PathBuf,
    pub text: String,
    /// Whose statements it has.
    pub revision: RevisionId,
    /// False where the runner is told to open no transaction for it.
    pub transaction: bool,
}

/// A history in the files of a runner.
#[derive(Debug, Clone, Default)]
pub struct Exported {
    /// In the order in which they run.
    pub files: Vec<OutputFile>,
    /// What the files can't say, or the runner doesn't do, a line each.
    pub notes: Vec<String>,
}

impl Layout {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Layout::Sqlx => "sqlx",
            Layout::GolangMigrate => "golang-migrate",
            Layout::Flyway => "flyway",
            Layout::Dbmate => "dbmate",
            Layout::Goose => "goose",
            Layout::Diesel => "diesel",
            Layout::Alembic => "alembic",
        }
    }

    /// How the files in a directory are run.
    pub fn command(self, directory: &str) -> String {
        match self {
            Layout::Sqlx => format!("sqlx migrate run --source {directory}"),
            Layout::GolangMigrate => format!("migrate -path {directory} -database \"$DATABASE_URL\" up"),
            Layout::Flyway => format!("flyway -locations=filesystem:{directory} migrate"),
            Layout::Dbmate => format!("dbmate --migrations-dir {directory} up"),
            Layout::Goose => format!("goose -dir {directory} postgres \"$DATABASE_URL\" up"),
            Layout::Diesel => format!("diesel migration run --migration-dir {directory}"),
            Layout::Alembic => "alembic upgrade heads".to_owned(),
        }
    }

    /// The files of a revision's part.
    fn files(self, part: &Part) -> Vec<OutputFile> {
        match self {
            Layout::Sqlx => sqlx::files(part),
            Layout::GolangMigrate => golang_migrate::files(part),
            Layout::Flyway => flyway::files(part),
            Layout::Dbmate => dbmate::files(part),
            Layout::Goose => goose::files(part),
            Layout::Diesel => diesel::files(part),
            Layout::Alembic => unreachable!("its files hold whole revisions"),
        }
    }

    /// What its files can't hold in a comment or in a routine's body, as it would read it as its own.
    fn mark(self) -> Option<&'static str> {
        match self {
            Layout::Dbmate => Some("-- migrate:"),
            Layout::Goose => Some("-- +goose"),
            Layout::Sqlx | Layout::GolangMigrate | Layout::Flyway | Layout::Diesel | Layout::Alembic => None,
        }
    }

    fn remark(self) -> Option<&'static str> {
        match self {
            Layout::Flyway => Some("Flyway's free edition doesn't read the undo files, U…sql"),
            Layout::Alembic => {
                Some("env.py should have transaction_per_migration=True: the files count on a commit each")
            }
            Layout::GolangMigrate => Some("leave x-multi-statement off: it would cut routines at their semicolons"),
            Layout::Sqlx | Layout::Dbmate | Layout::Goose | Layout::Diesel => None,
        }
    }
}

/// The files of those revisions of a chain that are wanted. A version doesn't depend on which these are.
///
/// # Errors
/// Where a question in a revision is open, or a statement can't be said in such files.
pub fn export(layout: Layout, chain: &Chain, is_wanted: impl Fn(&Revision) -> bool) -> Result<Exported> {
    let wanted: Vec<&Revision> = chain.ordered().filter(|revision| is_wanted(revision)).collect();
    refuse_undecided(&wanted)?;
    wanted.iter().try_for_each(|revision| refuse_unsayable(layout, revision))?;
    let mut exported = Exported::default();
    exported.notes.extend(wanted.iter().flat_map(|revision| part::lost(layout, revision)));
    match layout {
        Layout::Alembic => exported.files.extend(wanted.iter().map(|revision| alembic::file(revision, chain))),
        _ => in_a_line(layout, chain, is_wanted, &mut exported),
    }
    exported.notes.extend(layout.remark().map(str::to_owned));
    Ok(exported)
}

fn in_a_line(layout: Layout, chain: &Chain, is_wanted: impl Fn(&Revision) -> bool, exported: &mut Exported) {
    let mut last: Option<(&Revision, RevisionId)> = None;
    for revision in chain.ordered() {
        let version = match last {
            Some((_, last)) if last >= revision.id => last.later(),
            _ => revision.id,
        };
        let parts = parts(revision, version);
        if is_wanted(revision) {
            let name = revision.name();
            if version != revision.id {
                exported
                    .notes
                    .push(format!("{name} has the version {version}, as versions have to grow along the way"));
            }
            if parts.len() > 1 {
                exported.notes.push(format!(
                    "{name} is in {} parts, as a part is one transaction or none: take back all of them, or none",
                    parts.len()
                ));
            }
            if let Some((before, _)) = last.filter(|(before, _)| revision.parents != [before.id]) {
                let before = before.name();
                exported.notes.push(format!("{name} stands behind {before}: the runner knows no branches"));
            }
            exported.files.extend(parts.iter().flat_map(|part| layout.files(part)));
        }
        last = parts.last().map(|part| (revision, part.version));
    }
}

/// Another runner doesn't wait for an answer.
fn refuse_undecided(revisions: &[&Revision]) -> Result<()> {
    let both = [Direction::Up, Direction::Down];
    let reviews = revisions.iter().flat_map(|one| both.map(|direction| (one, one.reviews(direction))));
    let open = reviews.flat_map(|(revision, reviews)| {
        let open = reviews.iter().filter(|review| !review.ticked);
        open.map(|review| format!("{}: {} {}", revision.name(), review.id, first_line(&review.text)))
    });
    let open: Vec<String> = open.collect::<BTreeSet<_>>().into_iter().collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(Error::Undecided {
        message: "questions are open, and another runner wouldn't wait for an answer".to_owned(),
        items: open,
        hint: "`autogen review` walks through them".to_owned(),
    })
}

fn refuse_unsayable(layout: Layout, revision: &Revision) -> Result<()> {
    for direction in [Direction::Up, Direction::Down] {
        let script = revision.script(direction);
        for statement in &script.statements {
            let place = format!("{}:{}", revision.path(direction).display(), statement.line);
            let refused = |message: String, hint: &str| Err(Error::History { message, hint: Some(hint.to_owned()) });
            if statement.data.is_some() {
                let message =
                    format!("{place}: the rows below COPY are for autogen and psql, {} can't send them", layout.name());
                return refused(message, "write them as INSERT, before the revision is applied anywhere");
            }
            let own = |mark: &str| script.sql(statement).lines().any(|line| line.trim_start().starts_with(mark));
            if let Some(mark) = layout.mark().filter(|mark| own(mark)) {
                let message = format!("{place}: {} would take the line `{mark}…` for its own", layout.name());
                return refused(message, "take it out of the statement");
            }
        }
    }
    Ok(())
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// What a statement of a downgrade doesn't bring back, in words.
fn warning(restoration: &Restoration) -> Option<String> {
    match restoration {
        Restoration::Exact => None,
        Restoration::StructureOnly(why) => Some(format!("structure only: {why}")),
        Restoration::Irreversible(why) => Some(format!("irreversible: {why}")),
    }
}
