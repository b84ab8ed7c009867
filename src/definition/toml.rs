//! Definitions as TOML: the same things with less typing. They become DDL text, which takes the same road as SQL files.
//!
//! Values are SQL unless they are names: a default is `"now()"` or `"'draft'"`, lists of columns hold bare names. Names
//! are as the catalog has them, and are quoted where they must be. The order of keys is the order of columns.
//!
//! What lies in a schema is written in one of three ways: `[table.posts]` is in `public`, `[table."app.posts"]` in `app`,
//! and so is `[schema.app.table.posts]`, which also makes the schema. A name that has a dot itself needs the third way.
//! A routine with several sets of arguments is an array: `[[function.likes]]`. A composite type has `attribute.amount =
//! "numeric"`, an aggregate its options as keys, `sfunc = "int4pl"`. A partition says `partition_of` and `bounds`; where it
//! lists columns with their types, it is made as a table of its own and attached. What has no form of its own is written as
//! `sql = """…"""` at the top.
//!
//! ```toml
//! [table.posts]
//! primary_key = ["id"]
//! column.id = { type = "bigint", identity = "always" }
//! column.likes = { type = "integer", not_null = true, default = "0", renamed_from = "hearts" }
//! foreign_key.posts_author_id_fkey = { columns = ["author_id"], references = "users (id)", on_delete = "cascade" }
//! index.ix_posts_live = { on = ["published_at desc"], where = "deleted_at is null" }
//! check.likes_positive = "likes >= 0"
//! grant = { reader = ["select"] }
//! ```

mod builder;
mod column;
mod object;
mod part;
mod routine;
mod schema;
mod shape;
mod table;

use ::toml::de::DeTable;

use crate::error::Error;
use crate::sql;

use super::File;
use super::source::Source;
use builder::{Builder, Section};
pub(super) use routine::is_parsed;
pub use schema::schema;

/// The SQL that a TOML file stands for.
///
/// # Errors
/// For text that is no TOML, and for each key that isn't known or has a value of the wrong sort.
pub(super) fn source(file: &File) -> Result<Source, Vec<Error>> {
    let document = match DeTable::parse(&file.text) {
        Ok(document) => document,
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            let place = sql::place(&file.name, &file.text, offset);
            return Err(vec![Error::Load { place, message: error.message().to_owned(), hint: None }]);
        }
    };
    let mut builder = Builder::new(file);
    let top = Section::new(document.get_ref(), 0);
    builder.allow(&top, &shape::FILE);
    for (name, section) in builder.sections(&top, "schema") {
        builder.allow(&section, &shape::SCHEMA);
        object::schema(&mut builder, &name, &section);
        in_schema(&mut builder, Some(name.value), &section);
    }
    for (name, section) in builder.sections(&top, "extension") {
        object::extension(&mut builder, &name, &section);
    }
    in_schema(&mut builder, None, &top);
    for text in builder.list(&top, "sql") {
        builder.raw(&text);
        builder.push("\n;\n");
    }
    builder.finish()
}

/// Writes what lies in one schema; without one, names may bring theirs along.
fn in_schema<'a>(builder: &mut Builder<'a>, schema: Option<&str>, section: &Section<'a>) {
    for (name, value) in builder.entries(section, "enum") {
        object::enumeration(builder, &name.relation(schema), &value);
    }
    for kind in shape::IN_SCHEMA.iter().map(|key| key.0).filter(|kind| *kind != "enum") {
        for (name, value) in builder.entries(section, kind) {
            let relation = name.relation(schema);
            for section in builder.one_or_more(&name, &value) {
                match kind {
                    "composite" => object::composite(builder, &relation, &section),
                    "domain" => object::domain(builder, &relation, &section),
                    "sequence" => object::sequence(builder, &relation, &section),
                    "table" => table::table(builder, &relation, &section),
                    "view" => object::view(builder, &relation, &section, "VIEW"),
                    "materialized_view" => object::view(builder, &relation, &section, "MATERIALIZED VIEW"),
                    "aggregate" => routine::aggregate(builder, &relation, &section),
                    "procedure" => routine::routine(builder, &relation, &section, "PROCEDURE"),
                    _ => routine::routine(builder, &relation, &section, "FUNCTION"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
