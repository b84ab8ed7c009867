//! `[env.NAME]` in `autogen.toml`: what is said anew for one of several databases, laid over the sections of the file.
//!
//! Any section can be laid over. What isn't said there is as in the rest of the file, but for the database: an environment
//! names its own, or has none, so that nobody reaches a database by leaving something out.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What isn't a table where one has to be, or is said twice.
pub struct Wrong {
    pub at: Range<usize>,
    pub message: &'static str,
}

/// Takes the environments out of a file, by name.
pub fn take<'a>(file: &mut DeTable<'a>) -> Result<Vec<(String, Spanned<DeTable<'a>>)>, Wrong> {
    let Some(all) = file.remove("env") else { return Ok(Vec::new()) };
    let (_, all) = table(all, "`env` holds tables, [env.NAME]")?;
    let mut environments = Vec::new();
    for (name, value) in all {
        let (at, mut environment) = table(value, "an environment is a table, [env.NAME]")?;
        // The short form of `[env.NAME.database] url`.
        if let Some(url) = environment.remove("database_url") {
            let mut short = DeTable::new();
            let said = url.span();
            short.insert(Spanned::new(said.clone(), "url".into()), url);
            if let Some(DeValue::Table(long)) = environment.get("database").map(Spanned::get_ref)
                && long.contains_key("url")
            {
                return Err(Wrong {
                    at: said,
                    message: "`database_url` is `url` in its [database], which is there, too",
                });
            }
            let mut database = DeTable::new();
            let table = Spanned::new(said.clone(), DeValue::Table(short));
            database.insert(Spanned::new(said, "database".into()), table);
            lay_over(&mut environment, database);
        }
        environments.push((name.into_inner().into_owned(), Spanned::new(at, environment)));
    }
    Ok(environments)
}

/// Lays an environment over the rest of the file, whose database it doesn't have.
pub fn choose<'a>(file: &mut DeTable<'a>, environment: DeTable<'a>) {
    file.remove("database");
    lay_over(file, environment);
}

/// Tables are laid over key by key, anything else as a whole.
fn lay_over<'a>(below: &mut DeTable<'a>, above: DeTable<'a>) {
    for (key, value) in above {
        let at = value.span();
        match (below.get_mut(&key).map(Spanned::get_mut), value.into_inner()) {
            (Some(DeValue::Table(below)), DeValue::Table(above)) => lay_over(below, above),
            (_, value) => drop(below.insert(key, Spanned::new(at, value))),
        }
    }
}

fn table<'a>(value: Spanned<DeValue<'a>>, message: &'static str) -> Result<(Range<usize>, DeTable<'a>), Wrong> {
    let at = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Ok((at, table)),
        _ => Err(Wrong { at, message }),
    }
}
