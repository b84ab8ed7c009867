//! Schemas, extensions, types, sequences and views.

use std::collections::HashMap;

use super::said::Said;
use super::section::{Section, Value};
use crate::catalog::{Catalog, Object};
use crate::definition::cursor::Cursor;
use crate::id::{Id, Kind};
use crate::sql::quote_identifier;

pub(super) fn schema(id: &Id) -> Section {
    Section::new("schema", id.name())
}

pub(super) fn extension(id: &Id, said: &mut Said) -> Option<Section> {
    // The version is the server's to choose.
    said.pass(&["relocatable", "version"]);
    let mut section = Section::new("extension", id.name());
    section.put(&["schema"], Value::Text(said.text("schema")?));
    Some(section)
}

/// The section of something that lies in a schema; none where the name's own dots would be taken for the schema's, or
/// quotes are doubled in it as they are in a signature.
pub(super) fn in_schema(kind: &'static str, id: &Id) -> Option<Section> {
    let schema = id.schema()?;
    let name = id.bare_name();
    if schema.contains('.') || name.contains(['.', '"']) {
        return None;
    }
    Some(match schema {
        "public" => Section::new(kind, name),
        schema => Section::new(kind, format!("{schema}.{name}")),
    })
}

pub(super) fn enumeration(id: &Id, said: &mut Said) -> Option<Section> {
    let mut section = in_schema("enum", id)?;
    section.put(&["values"], Value::List(said.texts("values")));
    Some(section)
}

/// A composite type, whose attributes are all made with it.
pub(super) fn composite(
    id: &Id,
    said: &mut Said,
    catalog: &Catalog,
    made: &HashMap<&Id, Vec<&str>>,
) -> Option<Section> {
    let mut section = in_schema("composite", id)?;
    for name in said.texts("order") {
        let attribute = catalog.object(&Id::new(Kind::Attribute, Some(id.clone()), name.as_str()))?;
        if made.contains_key(attribute.id) {
            return None;
        }
        let mut said = Said::of(attribute.attributes);
        said.pass(&["position"]);
        let (type_name, collation) = (Value::Text(said.text("type")?), said.text("collation").map(Value::Text));
        said.is_told().then_some(())?;
        let value = match collation {
            None => type_name,
            Some(_) => Value::table([("type", Some(type_name)), ("collation", collation)]),
        };
        section.put(&["attribute", &name], value);
    }
    Some(section)
}

pub(super) fn domain(id: &Id, said: &mut Said) -> Option<Section> {
    let mut section = in_schema("domain", id)?;
    section.put(&["type"], Value::Text(said.text("base")?));
    section.put_if("collation", said.text("collation").map(Value::Text));
    section.put_if("default", said.text("default").map(Value::Text));
    section.put_if("not_null", Value::if_so(said.flag("not_null")));
    for mut constraint in said.parts("constraints") {
        let name = constraint.text("name")?;
        let expression = check_expression(&constraint.text("definition")?)?;
        let is_whole = constraint.flag("validated") && constraint.is_told();
        section.put(&["check", &name], Value::Text(is_whole.then_some(expression)?));
    }
    Some(section)
}

/// What stands in `CHECK (…)`, if nothing follows.
fn check_expression(definition: &str) -> Option<String> {
    let mut cursor = Cursor::new(definition, 0..definition.len());
    cursor.eat(&["check"]).then_some(())?;
    let inside = cursor.parenthesis()?;
    cursor.is_done().then(|| without_parentheses(&definition[cursor.bytes(inside)]).to_owned())
}

/// An expression without the parentheses around all of it, which the deparser puts there.
pub(super) fn without_parentheses(expression: &str) -> &str {
    let mut cursor = Cursor::new(expression, 0..expression.len());
    match cursor.parenthesis() {
        Some(inside) if cursor.is_done() && !inside.is_empty() => &expression[cursor.bytes(inside)],
        _ => expression,
    }
}

pub(super) fn sequence(id: &Id, said: &mut Said) -> Option<Section> {
    let mut section = in_schema("sequence", id)?;
    let type_name = said.text("type")?;
    section.put_if("type", (type_name != "bigint").then_some(Value::Text(type_name)));
    section.put_if("unlogged", Value::if_so(said.flag("unlogged")));
    for (key, value) in sequence_options(&mut said.part("options"))? {
        section.put(&[key], value);
    }
    Some(section)
}

/// What differs from the usual in how a sequence counts.
pub(super) fn sequence_options(said: &mut Said) -> Option<Vec<(&'static str, Value)>> {
    let mut number = |key, usual| said.number(key).filter(|number| Some(*number) != usual).map(Value::Number);
    let numbers = [
        ("start", number("start", None)),
        ("increment", number("increment", Some(1))),
        ("min", number("min", None)),
        ("max", number("max", None)),
        ("cache", number("cache", Some(1))),
    ];
    let cycle = ("cycle", Value::if_so(said.flag("cycle")));
    let options = numbers.into_iter().chain([cycle]).filter_map(|(key, value)| Some((key, value?)));
    said.is_told().then(|| options.collect())
}

/// The role that owns something.
pub(super) fn owner(said: &mut Said) -> Option<Value> {
    said.pass(&["current"]);
    let role = said.text("role").filter(|role| !is_everybody(role))?;
    said.is_told().then_some(Value::Text(role))
}

/// What a role other than the owner may do, all of it with or all of it without the right to hand it on.
pub(super) fn grant(id: &Id, said: &mut Said) -> Option<Value> {
    let mut rights = said.part("rights");
    let (privileges, grantable) = (rights.texts("privileges"), rights.texts("grantable"));
    let is_plain = rights.is_told() && said.is_told() && !id.name().is_empty();
    let is_role = id.name() == "public" || !is_everybody(id.name());
    let all = grantable == privileges;
    (is_plain && is_role && (all || grantable.is_empty())).then_some(())?;
    let privileges = Value::List(privileges.iter().map(|privilege| privilege.to_lowercase()).collect());
    Some(match all {
        true => Value::table([("privileges", Some(privileges)), ("with_grant_option", Some(Value::Flag(true)))]),
        false => privileges,
    })
}

/// Whether the reader takes the name of a role for everybody, as it does however that is written.
pub(super) fn is_everybody(role: &str) -> bool {
    role.eq_ignore_ascii_case("public")
}

/// The column that owns a sequence.
pub(super) fn owned_by(said: &mut Said) -> Option<Value> {
    let mut names = said.texts("table");
    names.push(said.text("column")?);
    let names: Vec<_> = names.iter().map(|name| quote_identifier(name)).collect();
    said.is_told().then(|| Value::Text(names.join(".")))
}

pub(super) fn view(id: &Id, kind: &'static str, said: &mut Said, catalog: &Catalog) -> Option<Section> {
    let mut section = in_schema(kind, id)?;
    let is_plain = |column: Object| {
        let mut said = Said::of(column.attributes);
        said.pass(&["position", "type"]);
        said.is_told()
    };
    if !catalog.children(id).filter(|child| child.id.kind() == Kind::ViewColumn).all(is_plain) {
        return None;
    }
    // Their types follow from the query, and so do the names.
    said.pass(&["columns"]);
    section.put_if("using", said.text("access_method").map(Value::Text));
    section.put_if("with", options(said)?);
    section.put_if("tablespace", said.text("tablespace").map(|name| Value::Text(quote_identifier(&name))));
    if kind == "materialized_view" {
        section.put_if("with_data", (!said.flag("populated")).then_some(Value::Flag(false)));
    }
    section.put(&["query"], Value::Block(said.text("definition")? + "\n"));
    Some(section)
}

/// Storage parameters; the outer none is for those that can't be written without quotes.
pub(super) fn options(said: &mut Said) -> Option<Option<Value>> {
    let options = said.texts("options");
    let mut entries = Vec::new();
    for option in &options {
        let (name, value) = option.split_once('=')?;
        let is_plain = |text: &str| text.chars().all(|one| one.is_ascii_alphanumeric() || "_.-".contains(one));
        if !is_plain(name) || !is_plain(value) || value.is_empty() {
            return None;
        }
        entries.push((name.to_owned(), Value::text(value)));
    }
    Some((!entries.is_empty()).then_some(Value::Table(entries)))
}
