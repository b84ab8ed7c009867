//! Tables with their columns and constraints.

use std::collections::HashMap;
use std::ops::Range;

use super::object::{in_schema, options, sequence_options, without_parentheses};
use super::said::Said;
use super::section::{Section, Value};
use crate::catalog::{Catalog, Object};
use crate::definition::cursor::Cursor;
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::inheritance::Inheritance;
use crate::sql::quote_identifier;

/// A table with what its CREATE makes; what has a statement of its own is `made` elsewhere.
pub(super) fn table(id: &Id, said: &mut Said, catalog: &Catalog, made: &HashMap<&Id, Vec<&str>>) -> Option<Section> {
    let mut section = in_schema("table", id)?;
    section.put_if("unlogged", Value::if_so(said.flag("unlogged")));
    let mut columns: Vec<Object> = catalog.children(id).filter(|child| child.id.kind() == Kind::Column).collect();
    columns.sort_by_key(|column| column.attributes.rank());
    let constraints: Vec<Object> = catalog
        .children(id)
        .filter(|child| child.id.kind() == Kind::Constraint && !made.contains_key(child.id))
        .collect();
    let others = [Kind::Column, Kind::Inheritance];
    if catalog.children(id).any(|child| others.contains(&child.id.kind()) && made.contains_key(child.id)) {
        return None;
    }
    let parents = Parents::of(id, catalog);
    let keyed = primary_key(&constraints);
    for object in columns {
        if parents.bring_the_column(object)? {
            continue;
        }
        let is_keyed = keyed.iter().any(|name| name == object.id.name());
        section.put(&["column", object.id.name()], column(object, is_keyed, catalog, made)?);
    }
    for object in constraints {
        let mut said = Said::of(object.attributes);
        if parents.names.is_empty() || said.flag("local") || !said.flag("inherited") {
            constraint(object, &mut section)?;
        }
    }
    section.put_if("inherits", (!parents.names.is_empty()).then(|| Value::List(parents.names.clone())));
    section.put_if("partition_by", said.text("partition_key").map(Value::Text));
    section.put_if("using", said.text("access_method").map(|name| Value::Text(quote_identifier(&name))));
    section.put_if("with", options(said)?);
    section.put_if("tablespace", said.text("tablespace").map(|name| Value::Text(quote_identifier(&name))));
    Some(section)
}

/// The tables that a table inherits from.
struct Parents<'a> {
    catalog: &'a Catalog,
    ids: Vec<Id>,
    /// As SQL, in their order.
    names: Vec<String>,
}

impl<'a> Parents<'a> {
    fn of(table: &Id, catalog: &'a Catalog) -> Parents<'a> {
        let mut parents: Vec<&Inheritance> = catalog
            .children(table)
            .filter_map(|child| match child.attributes {
                Attributes::Inheritance(inheritance) => Some(inheritance),
                _ => None,
            })
            .collect();
        parents.sort_by_key(|parent| parent.position);
        let ids = parents.iter().map(|parent| parent.parent_id()).collect();
        let names = parents.iter().map(|parent| parent.parent_name()).collect();
        Parents { catalog, ids, names }
    }

    /// Whether INHERITS makes the column as it is; none where it makes another that would have to be changed.
    fn bring_the_column(&self, column: Object) -> Option<bool> {
        let of_parents = self.ids.iter().map(|parent| Id::new(Kind::Column, Some(parent.clone()), column.id.name()));
        let of_parents: Vec<Object> = of_parents.filter_map(|id| self.catalog.object(&id)).collect();
        let Some(brought) = of_parents.first() else { return Some(false) };
        let default = |column: &Object| {
            let default = self.catalog.child(column.id, Kind::Default)?;
            Said::of(default.attributes).text("expression")
        };
        let (own, theirs) = (default(&column), of_parents.iter().find_map(default));
        let mut said = Said::of(column.attributes);
        let is_local = said.flag("local");
        if is_local {
            return (own.is_some() || theirs.is_none()).then_some(false);
        }
        // Targets and options aren't inherited.
        let has_own = said.number("statistics").is_some() || !said.texts("options").is_empty();
        let mut brought = Said::of(brought.attributes);
        for said in [&mut said, &mut brought] {
            said.pass(&["position", "local", "inherited", "statistics", "options", "in_partition_key"]);
            said.pass(&["not_null_constraint", "not_null_inherited"]);
        }
        (!has_own && own == theirs && said == brought).then_some(true)
    }
}

fn column(object: Object, is_keyed: bool, catalog: &Catalog, made: &HashMap<&Id, Vec<&str>>) -> Option<Value> {
    let mut said = Said::of(object.attributes);
    // What a parent has too is written all the same.
    said.pass(&["position", "in_partition_key", "local", "inherited", "not_null_constraint", "not_null_inherited"]);
    let absorbed = |kind| catalog.child(object.id, kind).filter(|child| !made.contains_key(child.id));
    let identity = match absorbed(Kind::Identity) {
        Some(identity) => Some(self::identity(identity)?),
        None => None,
    };
    let default = absorbed(Kind::Default).map(|default| Said::of(default.attributes).text("expression"));
    let generated = said.text("expression").map(Value::Text);
    let generated = match said.text("generated").as_deref() {
        Some("v") => Some(Value::table([("virtual", generated)])),
        _ => generated,
    };
    let is_not_null = said.flag("not_null") && !is_keyed && identity.is_none();
    let value = Value::table([
        ("type", said.text("type").map(Value::Text)),
        ("collation", said.text("collation").map(Value::Text)),
        ("not_null", Value::if_so(is_not_null)),
        ("default", default.flatten().map(Value::Text)),
        ("generated", generated),
        ("identity", identity),
        ("storage", said.text("storage").map(Value::Text)),
        ("compression", said.text("compression").map(Value::Text)),
        ("statistics", said.number("statistics").map(Value::Number)),
    ]);
    said.is_told().then_some(value)
}

/// What makes a table a partition: the whole, and the bound.
pub(super) fn partition(said: &mut Said) -> Option<(Value, Value)> {
    let of: Vec<String> = said.texts("of").iter().map(|name| quote_identifier(name)).collect();
    let bound = said.text("bound")?;
    said.is_told().then(|| (Value::Text(of.join(".")), Value::Text(bound)))
}

/// An identity whose sequence has the name that PostgreSQL chooses.
fn identity(object: Object) -> Option<Value> {
    let mut said = Said::of(object.attributes);
    let column = object.id.owner();
    let usual = format!("{}_{}_seq", column.owner().name(), column.name());
    let is_usual = usual.len() < 64 && said.texts("sequence") == [column.schema()?, &usual];
    let generation = if said.flag("always") { "always" } else { "by default" };
    let options = sequence_options(&mut said.part("options"))?;
    (is_usual && said.is_told()).then(|| match options.is_empty() {
        true => Value::text(generation),
        false => {
            let generation = ("generation", Some(Value::text(generation)));
            Value::table([generation].into_iter().chain(options.into_iter().map(|(key, value)| (key, Some(value)))))
        }
    })
}

/// The columns of the primary key.
fn primary_key(constraints: &[Object]) -> Vec<String> {
    let definitions = constraints.iter().filter_map(|object| Said::of(object.attributes).text("definition"));
    definitions.filter_map(|definition| Definition::new(&definition).key("primary")).flatten().collect()
}

/// Writes a primary key, unique, check or exclusion constraint.
fn constraint(object: Object, section: &mut Section) -> Option<()> {
    let mut said = Said::of(object.attributes);
    let (sort, text) = (said.text("type")?, said.text("definition")?);
    // What a parent has too is written all the same.
    said.pass(&["local", "inherited"]);
    said.is_told().then_some(())?;
    let (name, mut definition) = (object.id.name(), Definition::new(&text));
    match sort.as_str() {
        "p" => {
            let columns = Value::List(definition.key("primary")?);
            let rest = definition.key_rest()?;
            let usual = format!("{}_pkey", object.id.owner().name());
            let name = (name != usual || usual.len() > 63).then(|| Value::text(name));
            let value = match name.is_none() && rest.iter().all(|(_, value)| value.is_none()) {
                true => columns,
                false => Value::table([("name", name), ("columns", Some(columns))].into_iter().chain(rest)),
            };
            section.put(&["primary_key"], value);
        }
        "u" => {
            let nulls = definition.0.moved_to(1).eat(&["nulls", "not", "distinct"]);
            let columns = Value::List(definition.key("unique")?);
            let rest = definition.key_rest()?;
            let value = match !nulls && rest.iter().all(|(_, value)| value.is_none()) {
                true => columns,
                false => {
                    let nulls = ("nulls_not_distinct", Value::if_so(nulls));
                    Value::table([("columns", Some(columns)), nulls].into_iter().chain(rest))
                }
            };
            section.put(&["unique", name], value);
        }
        "c" => {
            definition.0.eat(&["check"]).then_some(())?;
            let inside = definition.0.parenthesis()?;
            let expression = without_parentheses(definition.text(inside)).to_owned();
            let no_inherit = definition.0.eat(&["no", "inherit"]);
            definition.0.is_done().then_some(())?;
            let value = match no_inherit {
                true => Value::table([
                    ("expression", Some(Value::Text(expression))),
                    ("no_inherit", Some(Value::Flag(true))),
                ]),
                false => Value::Text(expression),
            };
            section.put(&["check", name], value);
        }
        "x" => {
            definition.0.eat(&["exclude", "using"]).then_some(())?;
            let method = definition.0.identifier()?;
            let elements = definition.elements()?;
            let include = definition.names_behind("include")?;
            let filter = match definition.0.eat(&["where"]) {
                true => Some(definition.0.parenthesis()?),
                false => None,
            };
            let filter = filter.map(|inside| Value::text(without_parentheses(definition.text(inside))));
            let deferral = definition.deferral()?;
            let first = [
                ("using", Some(Value::Text(quote_identifier(&method)))),
                ("elements", Some(Value::List(elements))),
                ("include", include),
                ("where", filter),
            ];
            section.put(&["exclude", name], Value::table(first.into_iter().chain(deferral)));
        }
        _ => return None,
    }
    Some(())
}

/// A foreign key, whose statement is always its own.
pub(super) fn foreign_key(said: &mut Said) -> Option<Value> {
    let (sort, text) = (said.text("type")?, said.text("definition")?);
    let is_own = said.flag("local");
    (sort == "f" && is_own && said.is_told()).then_some(())?;
    let mut definition = Definition::new(&text);
    definition.0.eat(&["foreign", "key"]).then_some(())?;
    let columns = definition.names()?;
    definition.0.eat(&["references"]).then_some(())?;
    let start = definition.0.at;
    definition.0.name()?;
    definition.0.parenthesis();
    let target = definition.text(start..definition.0.at).to_owned();
    let mut action = |words: &[&str]| {
        definition.0.eat(words).then(|| {
            let start = definition.0.at;
            let _ = definition.0.eat(&["set"]) || definition.0.eat(&["no"]);
            definition.0.at += 1;
            definition.0.parenthesis();
            definition.text(start..definition.0.at).to_owned()
        })
    };
    let lower = |text: String| match text.chars().all(|one| one.is_ascii_uppercase() || one == ' ') {
        true => Value::Text(text.to_lowercase()),
        false => Value::Text(text),
    };
    let (matching, on_update, on_delete) = (action(&["match"]), action(&["on", "update"]), action(&["on", "delete"]));
    let not_valid = definition.text(0..definition.0.tokens.len()).ends_with(" NOT VALID");
    let deferral = definition.deferral_before(if not_valid { &["not", "valid"] } else { &[] })?;
    let first = [
        ("columns", Some(Value::List(columns))),
        ("references", Some(Value::Text(target))),
        ("match", matching.map(lower)),
        ("on_update", on_update.map(lower)),
        ("on_delete", on_delete.map(lower)),
    ];
    Some(Value::table(first.into_iter().chain(deferral).chain([("not_valid", Value::if_so(not_valid))])))
}

/// A definition as the deparser prints it, read from left to right.
pub(super) struct Definition<'a>(pub Cursor<'a>);

impl<'a> Definition<'a> {
    pub fn new(text: &'a str) -> Definition<'a> {
        Definition(Cursor::new(text, 0..text.len()))
    }

    /// The text of these tokens.
    pub fn text(&self, tokens: Range<usize>) -> &'a str {
        if tokens.is_empty() { "" } else { &self.0.source[self.0.bytes(tokens)] }
    }

    /// The columns of `PRIMARY KEY (…)` or `UNIQUE (…)`.
    fn key(&mut self, first: &str) -> Option<Vec<String>> {
        self.0.eat(&[first]).then_some(())?;
        let _ = self.0.eat(&["key"]) || self.0.eat(&["nulls", "not", "distinct"]);
        self.names()
    }

    /// What follows the columns of a key.
    fn key_rest(&mut self) -> Option<Vec<(&'static str, Option<Value>)>> {
        let include = ("include", self.names_behind("include")?);
        Some([include].into_iter().chain(self.deferral()?).collect())
    }

    /// The elements of a list in parentheses, as they stand there.
    pub fn elements(&mut self) -> Option<Vec<String>> {
        let inside = self.0.parenthesis()?;
        Some(self.0.elements(inside).into_iter().map(|element| self.text(element).to_owned()).collect())
    }

    /// The names of a list in parentheses; none where something in it isn't one.
    pub fn names(&mut self) -> Option<Vec<String>> {
        let inside = self.0.parenthesis()?;
        let elements = self.0.elements(inside).into_iter();
        elements.map(|element| (element.len() == 1).then(|| self.0.moved_to(element.start).identifier())?).collect()
    }

    pub fn names_behind(&mut self, word: &str) -> Option<Option<Value>> {
        match self.0.eat(&[word]) {
            true => Some(Some(Value::List(self.names()?))),
            false => Some(None),
        }
    }

    /// When the constraint is checked, if nothing else follows.
    fn deferral(&mut self) -> Option<Vec<(&'static str, Option<Value>)>> {
        self.deferral_before(&[])
    }

    fn deferral_before(&mut self, end: &[&str]) -> Option<Vec<(&'static str, Option<Value>)>> {
        let deferrable = self.0.eat(&["deferrable"]);
        let deferred = self.0.eat(&["initially", "deferred"]);
        (self.0.eat(end) && self.0.is_done()).then(|| {
            vec![("deferrable", Value::if_so(deferrable && !deferred)), ("initially_deferred", Value::if_so(deferred))]
        })
    }
}
