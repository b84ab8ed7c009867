//! Definitions as TOML: what the reader, [`crate::definition`]'s `toml`, has a form for is written in that form, and all
//! else stays the statement that it is, under `sql`.
//!
//! An object goes into a form only if each of its attributes has a key there or says nothing, so what is new to this
//! module is SQL and never lost.

mod object;
mod part;
mod routine;
mod said;
mod section;
mod table;

use std::collections::HashMap;

use said::Said;
use section::{Section, Value, block};

use super::{Layout, Placed};
use crate::catalog::Catalog;
use crate::id::{Id, Kind};
use crate::plan::Action;

/// Statements as the text of a TOML file.
pub(super) fn text<'a>(catalog: &'a Catalog, placed: &[&'a Placed]) -> String {
    let mut made: HashMap<&Id, Vec<&str>> = HashMap::new();
    for planned in placed.iter().map(|one| &one.planned).filter(|planned| planned.action == Action::Build) {
        made.entry(&planned.id).or_default().push(&planned.step.sql);
    }
    let mut document = Document { catalog, made, sections: Vec::new(), numbers: HashMap::new() };
    let mut has_form: HashMap<&Id, bool> = HashMap::new();
    let mut statements = Vec::new();
    for one in placed {
        let planned = &one.planned;
        let is_written = *has_form
            .entry(&planned.id)
            .or_insert_with(|| planned.action == Action::Build && document.write(&planned.id).is_some());
        if !is_written {
            statements.push(*one);
        }
    }
    let sql = super::text(&statements, Layout::Object);
    let sql = if sql.is_empty() { None } else { Some(format!("sql = {}\n", block(&sql))) };
    let mut headers: HashMap<String, usize> = HashMap::new();
    for section in &document.sections {
        *headers.entry(section.header()).or_default() += 1;
    }
    let sections = document.sections.iter().map(|section| section.to_text(headers[&section.header()] > 1));
    sql.into_iter().chain(sections).collect::<Vec<_>>().join("\n")
}

/// A text of many lines as a value.
pub(super) fn block_of(text: &str) -> String {
    block(text)
}

/// The sections of a file as far as they are written.
struct Document<'a> {
    catalog: &'a Catalog,
    /// The statements of the objects that have some of their own.
    made: HashMap<&'a Id, Vec<&'a str>>,
    sections: Vec<Section>,
    /// Which section is whose.
    numbers: HashMap<&'a Id, usize>,
}

impl<'a> Document<'a> {
    /// Writes an object, with what its statement makes along with it; none if it has no form.
    fn write(&mut self, id: &'a Id) -> Option<()> {
        let object = self.catalog.object(id)?;
        let mut said = Said::of(object.attributes);
        let section = match id.kind() {
            Kind::Schema => object::schema(id),
            Kind::Extension => object::extension(id, &mut said)?,
            Kind::Enum => object::enumeration(id, &mut said)?,
            Kind::Domain => object::domain(id, &mut said)?,
            Kind::Sequence => object::sequence(id, &mut said)?,
            Kind::View => object::view(id, "view", &mut said, self.catalog)?,
            Kind::MaterializedView => object::view(id, "materialized_view", &mut said, self.catalog)?,
            Kind::Function => routine::routine(id, &mut said)?,
            Kind::Composite => object::composite(id, &mut said, self.catalog, &self.made)?,
            Kind::Aggregate => routine::aggregate(id, &mut said)?,
            Kind::Table => table::table(id, &mut said, self.catalog, &self.made)?,
            Kind::OwnedBy => return self.put(id, &["owned_by"], object::owned_by(&mut said)?),
            Kind::Constraint => {
                let value = table::foreign_key(&mut said)?;
                return self.put(id, &["foreign_key", id.name()], value);
            }
            Kind::Partition => {
                let (whole, bound) = table::partition(&mut said)?;
                self.put(id, &["partition_of"], whole)?;
                return self.put(id, &["bounds"], bound);
            }
            Kind::Statistics => {
                let table = super::home(self.catalog, id);
                let value = part::statistics(&mut said).filter(|_| table.schema() == id.schema())?;
                return self
                    .section_with_room(&table, "statistics")
                    .map(|section| section.put(&["statistics", id.name()], value));
            }
            Kind::Index => {
                let value = part::index(&mut said, id.owner().kind() == Kind::Table)?;
                return self.put(id, &["index", id.name()], value);
            }
            Kind::Trigger => {
                let value = part::trigger(&mut said)?;
                return self.put(id, &["trigger", id.name()], value);
            }
            Kind::Policy => {
                let value = part::policy(&mut said)?;
                return self.put(id, &["policy", id.name()], value);
            }
            Kind::RowSecurity => {
                let value = part::row_security(&mut said)?;
                return self.put(id, &["row_level_security"], value);
            }
            Kind::Owner => {
                let role = self.only_statement(id, "ALTER ").and_then(|()| object::owner(&mut said))?;
                return self.put(id, &["owner"], role);
            }
            Kind::Grant => {
                let rights = self.only_statement(id, "GRANT ").and_then(|()| object::grant(id, &mut said))?;
                return self.put(id, &["grant", id.name()], rights);
            }
            Kind::Comment => return self.comment(id, &said.text("text")?),
            // Everything else is SQL.
            _ => return None,
        };
        said.is_told().then(|| {
            self.numbers.insert(id, self.sections.len());
            self.sections.push(section);
        })
    }

    /// Whether one statement makes the object, and this is how it begins: nothing has to be revoked.
    fn only_statement(&self, id: &Id, start: &str) -> Option<()> {
        let is_only = |statements: &Vec<&str>| statements.len() == 1 && statements[0].starts_with(start);
        self.made.get(id).is_some_and(is_only).then_some(())
    }

    /// The section that an object is written in, or with.
    fn section(&mut self, whole: &Id) -> Option<&mut Section> {
        self.numbers.get(whole).map(|number| &mut self.sections[*number])
    }

    fn section_with_room(&mut self, whole: &Id, key: &str) -> Option<&mut Section> {
        self.section(whole).filter(|section| section.has_room_for(key))
    }

    fn put(&mut self, id: &Id, path: &[&str], value: Value) -> Option<()> {
        self.section_with_room(id.owner(), path[0]).map(|section| section.put(path, value))
    }

    /// Writes a comment beside what it is about, where that has a form which takes one.
    fn comment(&mut self, id: &Id, text: &str) -> Option<()> {
        // Only a part of what it belongs to: the index behind a key, the constraint of a domain.
        if !id.name().is_empty() {
            return None;
        }
        let about = id.owner();
        let whole =
            if about.kind() == Kind::Statistics { super::home(self.catalog, about) } else { about.whole().clone() };
        let section = self.section(&whole)?;
        if &whole == about {
            section.put(&["comment"], Value::text(text));
            return Some(());
        }
        let paths: &[&str] = match about.kind() {
            Kind::Column => &["column"],
            Kind::Attribute => &["attribute"],
            Kind::Statistics => &["statistics"],
            Kind::ViewColumn => {
                section.put(&["column_comment", about.name()], Value::text(text));
                return Some(());
            }
            Kind::Constraint => &["unique", "check", "exclude", "foreign_key"],
            Kind::Index => &["index"],
            Kind::Trigger => &["trigger"],
            Kind::Policy => &["policy"],
            _ => return None,
        };
        paths.iter().find_map(|key| section.comment(&[key, about.name()], text))
    }
}
