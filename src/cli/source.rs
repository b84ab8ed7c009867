//! Reads how people name a source of a catalog on the command line.

use std::path::{Path, PathBuf};

use super::context::Context;
use crate::error::{Error, Result};
use crate::server::Target;
use crate::source::Source;

/// The source that `text` names.
pub(super) fn parse(text: &str, context: &Context) -> Result<Source> {
    match text {
        "empty" => return Ok(Source::Empty),
        "migrations" => return context.migrations(),
        _ => {}
    }
    let path = PathBuf::from(text);
    // The name of the directory is that of what the project declares, wherever that comes from.
    if text == "schema" && (!path.exists() || context.config.schema_program().is_some()) {
        return context.schema();
    }
    if is_url(text) {
        return Ok(Source::Database(context.waited_for(Target::parse(text)?)));
    }
    if path.extension().is_some_and(|extension| extension == "json") {
        return Ok(Source::Snapshot(path));
    }
    if !path.exists() {
        // Who meant a connection may have written a password.
        let is_secret = ["password", "://", "@"].iter().any(|sign| text.to_ascii_lowercase().contains(sign));
        let shown = if is_secret { "of this name, which isn't shown, as it may hold a password" } else { text };
        return Err(Error::Usage {
            message: format!("there is no file or directory {shown}"),
            hint: Some(
                "a source is a postgres:// URL, definitions, `schema`, `migrations`, a saved .json, or `empty`".into(),
            ),
        });
    }
    if is_same(&path, &context.config.migrations_directory()) {
        return context.migrations();
    }
    Ok(Source::Definitions(vec![path]))
}

/// A URL, or libpq's `host=… dbname=…`.
fn is_url(text: &str) -> bool {
    let is_keyword = |word: &str| {
        let names = ["host=", "hostaddr=", "port=", "dbname=", "user=", "password=", "service="];
        names.iter().any(|name| word.starts_with(name))
    };
    let has_scheme =
        text.split_once("://").is_some_and(|(scheme, _)| scheme.to_ascii_lowercase().starts_with("postgres"));
    has_scheme || !Path::new(text).exists() && text.split_whitespace().next().is_some_and(is_keyword)
}

fn is_same(left: &Path, right: &Path) -> bool {
    matches!((left.canonicalize(), right.canonicalize()), (Ok(left), Ok(right)) if left == right)
}
