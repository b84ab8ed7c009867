//! Reads TOML with its places, and writes SQL that remembers them. It knows no kind of object.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};
use similar::TextDiff;

use super::shape::Shape;
use crate::definition::File;
use crate::definition::source::{Mark, Source};
use crate::error::Error;
use crate::sql::{self, qualified, quote_identifier};

/// A table of the TOML.
#[derive(Debug, Clone, Copy)]
pub(super) struct Section<'a> {
    table: &'a DeTable<'a>,
    /// The byte where its name stands.
    pub at: usize,
}

/// A piece of text with its place in the TOML.
#[derive(Debug, Clone)]
pub(super) struct Text<'a> {
    pub value: &'a str,
    pub span: Range<usize>,
}

/// Any value, with the byte where it stands.
pub(super) type Value<'a> = &'a Spanned<DeValue<'a>>;

/// A name in a schema.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    schema: String,
    name: String,
    /// The byte where it is written.
    pub at: usize,
}

impl Relation {
    /// The name as SQL, with its schema.
    pub fn to_sql(&self) -> String {
        qualified(&self.schema, &self.name)
    }

    /// The name of something else in the same schema, as SQL.
    pub fn beside(&self, name: &str) -> String {
        qualified(&self.schema, name)
    }
}

impl Text<'_> {
    /// The name of something that lies in a schema: the one given, or what stands before the dot, or `public`.
    pub fn relation(&self, schema: Option<&str>) -> Relation {
        let (schema, name) = match (schema, self.value.split_once('.')) {
            (Some(schema), _) => (schema, self.value),
            (None, Some((schema, name))) => (schema, name),
            (None, None) => ("public", self.value),
        };
        Relation { schema: schema.to_owned(), name: name.to_owned(), at: self.span.start }
    }

    /// The name as SQL.
    pub fn quoted(&self) -> String {
        quote_identifier(self.value)
    }
}

impl<'a> Section<'a> {
    pub fn new(table: &'a DeTable<'a>, at: usize) -> Section<'a> {
        Section { table, at }
    }

    pub fn value(&self, key: &str) -> Option<Value<'a>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }
}

/// The SQL as far as it is written.
pub(super) struct Builder<'a> {
    file: &'a File,
    sql: String,
    marks: Vec<Mark>,
    errors: Vec<Error>,
}

impl<'a> Builder<'a> {
    pub fn new(file: &'a File) -> Builder<'a> {
        Builder { file, sql: String::new(), marks: Vec::new(), errors: Vec::new() }
    }

    pub fn finish(self) -> Result<Source, Vec<Error>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        Ok(Source::made(self.file, self.sql, self.marks))
    }

    /// Takes note of something wrong at a byte of the TOML.
    pub fn error(&mut self, at: usize, message: String, hint: Option<String>) {
        let place = sql::place(&self.file.name, &self.file.text, at);
        self.errors.push(Error::Load { place, message, hint });
    }

    /// Writes SQL.
    pub fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// What is written from here on comes from this byte of the TOML.
    pub fn mark(&mut self, at: usize) {
        self.marks.push(Mark { sql: self.sql.len(), written: at, is_verbatim: false });
    }

    /// Writes a value as it stands; places within it are kept unless it is written with escapes.
    pub fn raw(&mut self, text: &Text) {
        let written = &self.file.text[text.span.clone()];
        let verbatim = written.find(text.value).filter(|_| !text.value.is_empty());
        self.marks.push(Mark {
            sql: self.sql.len(),
            written: text.span.start + verbatim.unwrap_or(0),
            is_verbatim: verbatim.is_some(),
        });
        self.sql.push_str(text.value);
        self.mark(text.span.end.saturating_sub(1));
    }

    /// Writes a word and a value, if the key is there.
    pub fn clause(&mut self, section: &Section<'a>, key: &str, before: &str, after: &str) {
        if let Some(text) = self.text(section, key) {
            self.push(before);
            self.raw(&text);
            self.push(after);
        }
    }

    /// Refuses keys that a table of this shape hasn't, with the nearest one that it has.
    pub fn allow(&mut self, section: &Section<'a>, shape: &Shape) {
        let keys: Vec<&str> = shape.keys().map(|key| key.0).collect();
        for (key, _) in section.table {
            let name = key.get_ref().as_ref();
            if keys.contains(&name) {
                continue;
            }
            let likeness = |candidate: &str| TextDiff::from_chars(name, candidate).ratio();
            let nearest = keys.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
            let hint = nearest.filter(|nearest| likeness(nearest) >= 0.5).map_or_else(
                || format!("its keys are {}", keys.join(", ")),
                |nearest| format!("did you mean {nearest}?"),
            );
            self.error(key.span().start, format!("{} has no key `{name}`", shape.what), Some(hint));
        }
    }

    /// The text of a value; numbers and truth values are text, too.
    pub fn as_text(&mut self, value: Value<'a>) -> Option<Text<'a>> {
        let span = value.span();
        let text = match value.get_ref() {
            DeValue::String(text) => text.as_ref(),
            DeValue::Integer(number) => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            DeValue::Boolean(true) => "true",
            DeValue::Boolean(false) => "false",
            DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                self.wrong_sort(value, "text");
                return None;
            }
        };
        Some(Text { value: text, span })
    }

    pub fn wrong_sort(&mut self, value: Value<'a>, wanted: &str) {
        let message = format!("{wanted} is expected here, not {}", value.get_ref().type_str());
        self.error(value.span().start, message, None);
    }

    pub fn text(&mut self, section: &Section<'a>, key: &str) -> Option<Text<'a>> {
        self.as_text(section.value(key)?)
    }

    /// The text of a key that must be there.
    pub fn required(&mut self, section: &Section<'a>, what: &str, key: &str) -> Option<Text<'a>> {
        if !section.has(key) {
            self.error(section.at, format!("{what} needs the key `{key}`"), None);
        }
        self.text(section, key)
    }

    /// Whether a key is there and true.
    pub fn flag(&mut self, section: &Section<'a>, key: &str) -> bool {
        match section.value(key).map(|value| (value, value.get_ref())) {
            Some((_, DeValue::Boolean(is_on))) => *is_on,
            Some((value, _)) => {
                self.wrong_sort(value, "true or false");
                false
            }
            None => false,
        }
    }

    /// The texts of an array, or the one text.
    pub fn list(&mut self, section: &Section<'a>, key: &str) -> Vec<Text<'a>> {
        section.value(key).map(|value| self.as_list(value)).unwrap_or_default()
    }

    pub fn as_list(&mut self, value: Value<'a>) -> Vec<Text<'a>> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.as_text(item)).collect(),
            _ => self.as_text(value).into_iter().collect(),
        }
    }

    /// The keys of a table, with their values.
    pub fn entries(&mut self, section: &Section<'a>, key: &str) -> Vec<(Text<'a>, Value<'a>)> {
        let Some(value) = section.value(key) else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_sort(value, "a table");
            return Vec::new();
        };
        table.iter().map(|(key, value)| (Text { value: key.get_ref().as_ref(), span: key.span() }, value)).collect()
    }

    /// The tables of a table.
    pub fn sections(&mut self, section: &Section<'a>, key: &str) -> Vec<(Text<'a>, Section<'a>)> {
        let mut sections = Vec::new();
        for (name, value) in self.entries(section, key) {
            sections.extend(self.section(&name, value).map(|section| (name, section)));
        }
        sections
    }

    pub fn section(&mut self, name: &Text<'a>, value: Value<'a>) -> Option<Section<'a>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_sort(value, "a table");
        }
        table.map(|table| Section::new(table, name.span.start))
    }

    /// The table, or each of an array of tables.
    pub fn one_or_more(&mut self, name: &Text<'a>, value: &Value<'a>) -> Vec<Section<'a>> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.section(name, item)).collect(),
            _ => self.section(name, value).into_iter().collect(),
        }
    }

    /// The names of a list, quoted and with commas between.
    pub fn names(&mut self, section: &Section<'a>, key: &str) -> String {
        self.list(section, key).iter().map(Text::quoted).collect::<Vec<_>>().join(", ")
    }

    /// Writes a list of values as they stand, with commas between.
    pub fn raw_list(&mut self, texts: &[Text<'a>]) {
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.raw(text);
        }
    }

    /// Writes the directive that says what something was called before.
    pub fn renamed_from(&mut self, section: &Section<'a>) {
        if let Some(text) = self.text(section, "renamed_from") {
            // A directive is one line; a name with a newline would end it.
            self.mark(text.span.start);
            // With a dot, it says of which schema.
            let names: Vec<String> = text.value.split('.').map(quote_identifier).collect();
            let name = names.join(".").replace('\n', " ");
            self.push(&format!("\n-- autogen: renamed from {name}\n"));
        }
    }

    /// Writes the directives that say which value takes the place of one that is gone.
    pub fn mapped(&mut self, section: &Section<'a>) {
        for (old, value) in self.entries(section, "map") {
            if let Some(new) = self.as_text(value) {
                self.mark(old.span.start);
                let [old, new] = [old.value, new.value].map(|value| sql::quote_literal(value).replace('\n', " "));
                self.push(&format!("\n-- autogen: map {old} to {new}\n"));
            }
        }
    }
}
