//! Finds objects that are defined twice, which the server doesn't always mind.

use std::collections::HashMap;

use crate::error::Error;

use super::cursor::Cursor;
use super::head::{Action, Head, is_routine};
use super::source::Source;
use super::subject::{Subject, object};

/// The definitions seen so far.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    /// By identity: the index of the source, and the byte there.
    seen: HashMap<String, (usize, usize)>,
}

impl Definitions {
    /// Takes note of a statement; gives the error if it defines again what is already defined.
    ///
    /// Within a file `CREATE OR REPLACE` may come again, as pg_dump does it; and schemas and extensions may be created
    /// anywhere `IF NOT EXISTS`, as they have nothing to disagree about.
    pub fn add(
        &mut self,
        sources: &[Source],
        (source, offset): (usize, usize),
        cursor: &Cursor,
        head: &Head,
        schema: &str,
    ) -> Option<Error> {
        let subject = object(head, schema);
        match head.action {
            Action::Create { or_replace, if_not_exists } => {
                let identity = identity(cursor, head, &subject)?;
                let Some(&(first_source, first_offset)) = self.seen.get(&identity) else {
                    self.seen.insert(identity, (source, offset));
                    return None;
                };
                let is_container = matches!(head.kind.as_str(), "schema" | "extension");
                if (or_replace && first_source == source) || (if_not_exists && is_container) {
                    return None;
                }
                let first = sources[first_source].place(first_offset);
                let second = sources[source].place(offset);
                let message = format!("{} is defined twice: {first} and {second}", shown(&subject));
                Some(Error::Load { place: second, message, hint: Some("keep one of the two".to_owned()) })
            }
            Action::Drop => {
                for name in &head.names {
                    let dropped = Head { names: vec![name.clone()], ..head.clone() };
                    self.forget(cursor, &dropped, &object(&dropped, schema));
                }
                None
            }
            Action::Alter => {
                let rest = |words: &[&str]| cursor.moved_to(head.end).eat(words);
                if rest(&["rename", "to"]) || rest(&["set", "schema"]) {
                    self.forget(cursor, head, &subject);
                }
                None
            }
            Action::Describe | Action::Grant | Action::Other => None,
        }
    }

    fn forget(&mut self, cursor: &Cursor, head: &Head, subject: &Subject) {
        if is_routine(&head.kind) {
            let any = format!("routine {}.{}(", subject.schema, subject.name);
            self.seen.retain(|identity, _| !identity.starts_with(&any));
        } else if let Some(identity) = identity(cursor, head, subject) {
            self.seen.remove(&identity);
        }
    }
}

fn shown(subject: &Subject) -> String {
    let parts = [subject.schema.as_str(), subject.name.as_str(), subject.part.as_deref().unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
}

/// What no other object may have in common with this one; none where that isn't known.
fn identity(cursor: &Cursor, head: &Head, subject: &Subject) -> Option<String> {
    if subject.name.is_empty() {
        return None;
    }
    let name = format!("{}.{}", subject.schema, subject.name);
    let identity = match head.kind.as_str() {
        "table" | "view" | "materialized view" | "sequence" | "index" | "foreign table" => format!("relation {name}"),
        // A type without a body is the shell that its own functions need.
        "type" if head.end == cursor.tokens.len() && matches!(head.action, Action::Create { .. }) => return None,
        "type" | "domain" => format!("type {name}"),
        "function" | "procedure" | "aggregate" | "routine" => {
            format!("routine {name}({})", signature(cursor, head.arguments.clone()?))
        }
        "trigger" | "policy" | "rule" => format!("{} {name}.{}", head.kind, subject.part.as_deref()?),
        "schema"
        | "extension"
        | "language"
        | "server"
        | "foreign data wrapper"
        | "event trigger"
        | "publication"
        | "subscription"
        | "collation"
        | "conversion"
        | "statistics"
        | "access method" => {
            format!("{} {name}", head.kind)
        }
        _ => return None,
    };
    Some(identity)
}

/// The types of a routine's input arguments, as far as words tell: two routines with the same are the same one.
fn signature(cursor: &Cursor, arguments: std::ops::Range<usize>) -> String {
    let mut types = Vec::new();
    for argument in cursor.elements(arguments) {
        let mut words: Vec<String> = Vec::new();
        for index in argument {
            if cursor.is_word(index, "default") || cursor.is_mark(index, "=") {
                break;
            }
            words.push(cursor.text(index).to_ascii_lowercase());
        }
        match words.first().map(String::as_str) {
            Some("out") => continue,
            Some("in" | "inout" | "variadic") => drop(words.remove(0)),
            _ => {}
        }
        let first_is_name = words.len() > 1
            && words[1].starts_with(|character: char| character.is_alphanumeric() || "_\"".contains(character))
            && !matches!(
                words[0].as_str(),
                "double" | "character" | "bit" | "national" | "time" | "timestamp" | "interval"
            );
        if first_is_name {
            words.remove(0);
        }
        types.push(words.join(" "));
    }
    types.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::File;
    use super::super::head::head;
    use super::*;

    /// The error's text for the second of two files, if there is one.
    fn check(first: &str, second: &str) -> Option<String> {
        let source = |name: &str, text: &str| Source::sql(&File { name: name.to_owned(), text: text.to_owned() });
        let sources = [source("a.sql", first), source("b.sql", second)];
        let mut definitions = Definitions::default();
        let mut error = None;
        for (index, source) in sources.iter().enumerate() {
            let cursor = Cursor::new(&source.text, 0..source.text.len());
            error = error.or(definitions.add(&sources, (index, 0), &cursor, &head(&cursor), "public"));
        }
        error.map(|error| error.to_string())
    }

    #[test]
    fn both_places_are_named() {
        let error = check("create table posts ()", "create table if not exists public.posts ()");
        assert_eq!(error.as_deref(), Some("b.sql:1: public.posts is defined twice: a.sql:1 and b.sql:1"));
    }

    #[test]
    fn only_the_same_identity_counts() {
        assert!(check("create table a ()", "create view a as select 1").is_some());
        assert!(check("create table a ()", "create table app.a ()").is_none());
        assert!(check("create index a on t (x)", "create index a on u (x)").is_some());
        assert!(check("create policy a on t", "create policy a on u").is_none());
        assert!(check("create type a", "create type a (input = x)").is_none());
        assert!(check("create schema a", "create schema if not exists a").is_none());
    }

    #[test]
    fn routines_are_told_apart_by_the_types_of_their_arguments() {
        let function = |arguments: &str| format!("create or replace function f({arguments}) returns int");
        assert!(check(&function("a int, out b int"), &function("x int default 1")).is_some());
        assert!(check(&function("a int"), &function("a text")).is_none());
        assert!(check(&function("a double precision"), &function("double precision")).is_some());
    }

    #[test]
    fn what_was_dropped_may_come_again() {
        assert!(check("drop table a", "create table a ()").is_none());
    }
}
