//! What the project has: its configuration, definitions and migrations.

use std::collections::BTreeSet;

use super::Finding;
use crate::cli::context::{Context, relative};
use crate::error::Result;
use crate::history::{Chain, others};
use crate::server::Target;
use crate::source::{Reader, Source};

/// Which file it is; that it is sound is known by now.
pub(super) fn configuration(context: &Context) -> Vec<Finding> {
    const ABOUT: &str = "configuration";
    let config = &context.config;
    let mut findings = vec![match (&config.file, &config.chosen) {
        (Some(file), Some(name)) => Finding::ok(ABOUT, format!("{}, environment {name}", relative(file).display())),
        (Some(file), None) => Finding::ok(ABOUT, relative(file).display().to_string()),
        (None, _) => Finding::note(ABOUT, "there is no autogen.toml here or above", "`autogen init` makes one"),
    }];
    for other in others(&config.directory) {
        let what = format!("the project has {} migrations of {}", other.count, other.tool.name());
        if config.file.is_none() {
            findings.push(Finding::note(ABOUT, what, "`autogen init` says how to go on from them"));
        }
    }
    findings
}

/// Reads sources, with the scratch that this database would have.
pub(super) fn reader(context: &Context, target: Option<&Target>) -> Result<Reader> {
    let source = target.map(|target| Source::Database(target.clone()));
    context.reader(source.iter())
}

pub(super) struct Declared {
    pub findings: Vec<Finding>,
    /// The roles that the definitions name.
    pub roles: BTreeSet<String>,
}

/// Whether the definitions load.
pub(super) async fn definitions(context: &Context, reader: &Reader) -> Declared {
    const ABOUT: &str = "definitions";
    let mut declared = Declared { findings: Vec::new(), roles: BTreeSet::new() };
    let read = async {
        let source = context.schema()?;
        Ok((reader.read(&source).await?, source))
    };
    match read.await {
        Err(error) => declared.findings.push(Finding::error(ABOUT, &error)),
        Ok((sourced, source)) => {
            let from = match source {
                Source::Program { program, paths: _ } => format!("`{}`", program.shown()),
                _ => context
                    .config
                    .schema_paths()
                    .iter()
                    .map(|path| relative(path).display().to_string())
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            let loaded = sourced.loaded.unwrap_or_default();
            let count = loaded.places.len();
            declared.findings.push(match count {
                0 => Finding::note(
                    ABOUT,
                    format!("{from} declares nothing"),
                    "declare tables, or `autogen export` what the database holds",
                ),
                _ => {
                    Finding::ok(ABOUT, format!("{count} object{} from {from} load", if count == 1 { "" } else { "s" }))
                }
            });
            let warnings = loaded.warnings.iter().map(|(place, text)| {
                Finding::note(ABOUT, format!("{place}: {text}"), "the body of this routine can't run")
            });
            declared.findings.extend(warnings);
            declared.roles = loaded.roles_mentioned;
        }
    }
    declared
}

pub(super) struct History {
    pub findings: Vec<Finding>,
    pub chain: Option<Chain>,
}

/// Whether the migrations make a sound history.
pub(super) fn migrations(context: &Context) -> History {
    const ABOUT: &str = "migrations";
    let directory = context.config.migrations_directory();
    let shown = relative(&directory).display().to_string();
    let chain = match context.chain() {
        Ok(chain) => chain,
        Err(error) => return History { findings: vec![Finding::error(ABOUT, &error)], chain: None },
    };
    let mut findings = vec![match chain.heads().as_slice() {
        _ if !directory.is_dir() => {
            Finding::note(ABOUT, format!("there is no {shown}/"), "`autogen init` makes it, and so does `autogen -m`")
        }
        [] => Finding::ok(ABOUT, format!("{shown}/ has none yet")),
        [head] => Finding::ok(ABOUT, format!("{} in {shown}/, the newest is {}", chain.len(), chain.title(head.id))),
        heads => {
            let names: Vec<String> = heads.iter().map(|head| chain.title(head.id)).collect();
            Finding::problem(
                ABOUT,
                format!("{shown}/ has several heads: {}", names.join(", ")),
                "`autogen merge` joins them",
            )
        }
    }];
    let open = |revision: &&crate::history::Revision| revision.reviews.iter().any(|one| !one.ticked);
    for revision in chain.ordered().filter(open) {
        findings.push(Finding::note(
            ABOUT,
            format!("{} has open questions", chain.title(revision.id)),
            "`autogen review` walks through them; `upgrade` waits for it",
        ));
    }
    History { findings, chain: Some(chain) }
}
