//! What an object is but for its name: two objects that one may have become the other have the same shape.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::Rename;
use crate::catalog::{Catalog, Object};
use crate::id::Id;
use crate::sql::lexer::{self, TokenKind};

/// The names that texts are read with: what a name of the first catalog has become.
#[derive(Default)]
pub(super) struct Names {
    new: HashMap<String, String>,
    /// Those that something was and is in: of other objects, they may still be the same.
    schemas: BTreeSet<(String, String)>,
}

impl Names {
    pub(super) fn of<'a>(renames: impl Iterator<Item = &'a Rename>) -> Names {
        let (mut new, mut schemas) = (HashMap::new(), BTreeSet::new());
        for Rename { from, to } in renames {
            new.insert(from.bare_name().to_owned(), to.bare_name().to_owned());
            schemas.extend(from.schema().zip(to.schema()).map(|(old, new)| (old.to_owned(), new.to_owned())));
        }
        Names { new, schemas }
    }

    /// Whether a name may have become another, as that of a schema may where something moves.
    fn may_be(&self, old: &str, new: &str) -> bool {
        self.new.get(old).is_some_and(|renamed| renamed == new)
            || self.schemas.contains(&(old.to_owned(), new.to_owned()))
    }
}

/// Stands for the object's own name.
const OWN: &str = "\u{1}";

/// Everything compared about an object and what belongs to it, without its own name, as one text.
pub(super) fn shape(catalog: &Catalog, object: Object, names: &Names) -> String {
    shape_within(catalog, object, object.id, names)
}

/// The shape of what belongs to `ancestor`, whose name is masked too.
fn shape_within(catalog: &Catalog, object: Object, ancestor: &Id, names: &Names) -> String {
    let mut text = masked(masked(object.attributes.compared(), object.id, names), ancestor, names).to_string();
    let mut children: Vec<String> = owned(catalog, object.id)
        .map(|child| {
            // What has a name of its own may be named after its parent (`posts_pkey`).
            let name = new_name(child.id, names).replace(ancestor.bare_name(), OWN);
            format!("{} {name} {}", child.id.kind().word(), shape_within(catalog, child, ancestor, names))
        })
        .collect();
    children.sort();
    for child in children {
        text.push('\n');
        text.push_str(&child);
    }
    text
}

/// Whether two objects say the same word for word, but that one has its own name where the other has its, and what is
/// renamed its new one. Unlike a shape, this tells apart what an object is named after: an index `email` on `(email)`.
pub(super) fn is_same(first: (&Catalog, Object), second: (&Catalog, Object), names: &Names) -> bool {
    let lineage: Vec<_> = first.1.id.lineage().zip(second.1.id.lineage()).collect();
    is_same_within(first, second, &lineage, names)
}

fn is_same_within(
    (from, old): (&Catalog, Object),
    (to, new): (&Catalog, Object),
    lineage: &[(&Id, &Id)],
    names: &Names,
) -> bool {
    let is_one = |old: &str, new: &str| {
        old == new
            || lineage.iter().any(|(first, second)| first.bare_name() == old && second.bare_name() == new)
            || names.may_be(old, new)
    };
    let (first, second): (Vec<_>, Vec<_>) = (owned(from, old.id).collect(), owned(to, new.id).collect());
    is_same_value(&old.attributes.compared(), &new.attributes.compared(), &is_one)
        && first.len() == second.len()
        && first.into_iter().zip(second).all(|(old, new)| {
            let lineage: Vec<_> = lineage.iter().copied().chain([(old.id, new.id)]).collect();
            let has_name = is_one(old.id.bare_name(), new.id.bare_name());
            old.id.kind() == new.id.kind() && has_name && is_same_within((from, old), (to, new), &lineage, names)
        })
}

fn is_same_value(old: &Value, new: &Value, is_one: &impl Fn(&str, &str) -> bool) -> bool {
    match (old, new) {
        (Value::String(old), Value::String(new)) => {
            let words = |text: &str| -> Vec<String> {
                lexer::tokens(text).map(|token| identifier(&text[token.range.clone()], token.kind)).collect()
            };
            // No name has a line in it, so that long bodies needn't be cut to be told apart.
            let is_as_long = old.lines().count() == new.lines().count();
            let (old, new) = match is_as_long {
                true => (words(old), words(new)),
                false => return false,
            };
            old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| is_one(old, new))
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same_value(old, new, is_one))
        }
        (Value::Object(old), Value::Object(new)) => {
            let mut pairs = old.iter().zip(new);
            old.len() == new.len()
                && pairs.all(|((key, old), (other, new))| key == other && is_same_value(old, new, is_one))
        }
        (old, new) => old == new,
    }
}

/// A token as it stands, or without its quotes if it may be a name.
fn identifier(written: &str, kind: TokenKind) -> String {
    match kind {
        TokenKind::QuotedIdentifier => written.trim_matches('"').replace("\"\"", "\""),
        _ => written.to_owned(),
    }
}

/// What belongs to an object, less owners and grants: a definition needn't speak of those that a database has.
pub(super) fn owned<'a>(catalog: &'a Catalog, id: &Id) -> impl Iterator<Item = Object<'a>> {
    catalog.children(id).filter(|child| !child.attributes.is_managed_on_demand())
}

/// What an object says, without its name and that of `id`.
pub(super) fn without_name(object: Object, id: &Id, names: &Names) -> String {
    masked(masked(object.attributes.compared(), object.id, names), id, names).to_string()
}

/// The compared attributes without the object's own name, by attribute.
pub(super) fn attributes(object: Object, names: &Names) -> BTreeMap<String, Value> {
    match masked(object.attributes.compared(), object.id, names) {
        Value::Object(map) => map.into_iter().collect(),
        other => BTreeMap::from([(String::new(), other)]),
    }
}

/// The attributes without which an object is no other one, with the names that others have now.
pub(super) fn form(object: Object, names: &Names) -> String {
    let nobody = Id::new(object.id.kind(), None, "");
    masked(object.attributes.form(), &nobody, names).to_string()
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
            TokenKind::QuotedIdentifier => replaced(&identifier(written, token.kind)),
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
