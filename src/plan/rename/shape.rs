//! What an object is but for its name: two objects that one may have become the other have the same shape.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::Rename;
use crate::catalog::{Catalog, Object};
use crate::id::Id;
use crate::sql::lexer::{self, TokenKind};

/// The names that texts are read with: what a name of the first catalog has become.
#[derive(Default)]
pub(super) struct Names {
    new: HashMap<String, String>,
}

impl Names {
    pub(super) fn of<'a>(renames: impl Iterator<Item = &'a Rename>) -> Names {
        Names {
            new: renames.map(|rename| (rename.from.bare_name().to_owned(), rename.to.bare_name().to_owned())).collect(),
        }
    }
}

/// Stands for the object's own name.
const OWN: &str = "\u{1}";

/// Everything compared about an object and what belongs to it, without its own name, as one text.
pub(super) fn shape(catalog: &Catalog, object: Object, names: &Names) -> String {
    let mut text = masked(object.attributes.compared(), object.id, names).to_string();
    let mut children: Vec<String> = catalog
        .children(object.id)
        .map(|child| {
            // What has a name of its own may be named after its parent (`posts_pkey`).
            let name = new_name(child.id, names).replace(object.id.bare_name(), OWN);
            format!("{} {name} {}", child.id.kind().word(), shape_within(catalog, child, object.id, names))
        })
        .collect();
    children.sort();
    for child in children {
        text.push('\n');
        text.push_str(&child);
    }
    text
}

/// The shape of what belongs to `ancestor`, whose name is masked too.
fn shape_within(catalog: &Catalog, object: Object, ancestor: &Id, names: &Names) -> String {
    let value = masked(masked(object.attributes.compared(), object.id, names), ancestor, names);
    let mut children: Vec<String> =
        catalog.children(object.id).map(|child| shape_within(catalog, child, ancestor, names)).collect();
    children.sort();
    format!("{value}{}", children.concat())
}

/// The compared attributes without the object's own name, by attribute.
pub(super) fn attributes(object: Object, names: &Names) -> BTreeMap<String, Value> {
    match masked(object.attributes.compared(), object.id, names) {
        Value::Object(map) => map.into_iter().collect(),
        other => BTreeMap::from([(String::new(), other)]),
    }
}

fn new_name(id: &Id, names: &Names) -> String {
    names.new.get(id.name()).cloned().unwrap_or_else(|| id.name().to_owned())
}

/// `value` with every identifier in its texts that is the name of `id` masked, and others as they are called now.
fn masked(value: Value, id: &Id, names: &Names) -> Value {
    match value {
        Value::String(text) => Value::String(masked_text(&text, id.bare_name(), names)),
        Value::Array(values) => Value::Array(values.into_iter().map(|value| masked(value, id, names)).collect()),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(name, value)| (name, masked(value, id, names))).collect())
        }
        other => other,
    }
}

fn masked_text(text: &str, own: &str, names: &Names) -> String {
    let replaced = |name: &str| -> Option<String> {
        if name == own {
            return Some(OWN.to_owned());
        }
        names.new.get(name).cloned()
    };
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for token in lexer::tokens(text) {
        let written = &text[token.range.clone()];
        let new = match token.kind {
            TokenKind::Word => replaced(written),
            TokenKind::QuotedIdentifier => replaced(&written.trim_matches('"').replace("\"\"", "\"")),
            // A text such as nextval('public.posts_id_seq'::regclass).
            TokenKind::String => {
                let inner = written.trim_matches('\'');
                let parts: Vec<_> = inner.split('.').map(|part| replaced(part).unwrap_or(part.to_owned())).collect();
                Some(format!("'{}'", parts.join(".")))
            }
            _ => None,
        };
        if let Some(new) = new {
            result.push_str(&text[done..token.range.start]);
            result.push_str(&new);
            done = token.range.end;
        }
    }
    result.push_str(&text[done..]);
    result
}
