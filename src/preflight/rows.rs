//! The rows that a table of the wanted catalog has before the plan begins.

use super::Way;
use super::clause;
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::retype::using;
use crate::sql::quote_identifier;

/// A table of the wanted catalog that has rows already.
pub(super) struct Rows<'a> {
    way: &'a Way<'a>,
    /// By its name in the wanted catalog, and in the first.
    pub table: Id,
    before: Id,
}

/// What a query reads from.
pub(super) struct Source {
    /// Behind FROM: a table, or a subquery that gives its columns the names and types that they are to have.
    pub table: String,
    /// A subquery needs one.
    pub alias: Option<&'static str>,
    /// What tells one of its rows from another: the primary key if there's one, else where the row lies.
    pub keys: Vec<String>,
    /// Whether one of the columns is null in every row, since it is only made by the plan.
    pub has_null: bool,
}

impl Source {
    /// What stands behind FROM.
    pub fn from(&self) -> String {
        let alias = self.alias.map(|alias| format!(" AS {alias}")).unwrap_or_default();
        format!("{}{alias}", self.table)
    }
}

/// What a column holds before the plan begins.
enum Value {
    /// It is there, under its name.
    Same,
    /// This is what it will hold.
    Other(String),
    /// Nothing, of this type.
    Null(String),
}

impl<'a> Rows<'a> {
    /// None where the table isn't there yet, is made anew, or has its rows elsewhere.
    pub fn of(way: &'a Way<'a>, table: &Id) -> Option<Rows<'a>> {
        let before = way.origin.image(table);
        let is_here = matches!(table.kind(), Kind::Table | Kind::MaterializedView);
        let stays = way.from.contains(&before) && !table.lineage().any(|id| way.torn_down.contains(id));
        (is_here && stays).then(|| Rows { way, table: table.clone(), before })
    }

    /// The table as it is.
    pub fn plain(&self) -> Source {
        Source { table: self.before.dotted(), alias: None, keys: self.keys(), has_null: false }
    }

    /// The table without its children's rows, which a key or a foreign key doesn't speak of.
    fn only(&self) -> String {
        let is_parent = self.way.from.needed_by(&self.before).any(|id| id.kind() == Kind::Inheritance);
        format!("{}{}", if is_parent { "ONLY " } else { "" }, self.before.dotted())
    }

    /// What `object` reads of the table (and of its children), under the names that it knows; none where a column has no
    /// value yet that could be told without making it.
    pub fn source(&self, object: &Id, with_children: bool) -> Option<Source> {
        let table = if with_children { self.before.dotted() } else { self.only() };
        let needed = self.way.to.needs(object).filter(|id| id.parent() == Some(&self.table));
        let columns: Vec<&Id> = needed.filter(|id| id.kind() == Kind::Column).collect();
        let mut values = Vec::new();
        let (mut is_plain, mut has_null) = (true, false);
        for column in &columns {
            let name = column.quoted();
            match self.value(column)? {
                Value::Same => values.push(name),
                Value::Other(value) => {
                    is_plain = false;
                    values.push(format!("{value} AS {name}"));
                }
                Value::Null(type_name) => {
                    (is_plain, has_null) = (false, true);
                    values.push(format!("NULL::{type_name} AS {name}"));
                }
            }
        }
        if is_plain {
            return Some(Source { table, alias: None, keys: self.keys(), has_null: false });
        }
        // The keys are given names that hardly any column has.
        let keys = self.keys();
        let named: Vec<String> =
            (1..=keys.len()).map(|number| quote_identifier(&format!("row {number} of it"))).collect();
        let listed = keys.iter().zip(&named).map(|(key, name)| format!("{key} AS {name}")).chain(values);
        let table = format!("(SELECT {} FROM {table})", listed.collect::<Vec<_>>().join(", "));
        Some(Source { table, alias: Some("wanted"), keys: named, has_null })
    }

    fn value(&self, column: &Id) -> Option<Value> {
        let Way { from, to, origin, torn_down, changed: _ } = self.way;
        let before = origin.image(column);
        let Attributes::Column(new) = to.get(column)? else { return None };
        let old = match from.get(&before) {
            Some(Attributes::Column(old)) if !torn_down.contains(column) => old,
            _ => {
                let constant = to.child(column, Kind::Default).and_then(|default| match default.attributes {
                    // What is computed may be another value for each row.
                    Attributes::Default(default) if !default.expression.contains('(') => Some(&default.expression),
                    _ => None,
                });
                if let Some(constant) = constant.filter(|_| self.way.means_the_same(column)) {
                    return Some(Value::Other(format!("({constant})::{}", new.type_name)));
                }
                let is_filled = new.generated.is_some()
                    || [Kind::Default, Kind::Identity].iter().any(|kind| to.child(column, *kind).is_some());
                return (!is_filled && self.way.means_the_same(column)).then(|| Value::Null(new.type_name.clone()));
            }
        };
        if new.generated.is_some() && old.expression != new.expression {
            return None;
        }
        let name = before.quoted();
        let type_name = &new.type_name;
        if !self.way.means_the_same(column) {
            return None;
        }
        if *type_name != old.type_name {
            let converted = using(&name, &old.type_name, type_name).unwrap_or_else(|| format!("{name}::{type_name}"));
            return Some(Value::Other(converted));
        }
        Some(if before.name() == column.name() { Value::Same } else { Value::Other(name) })
    }

    fn keys(&self) -> Vec<String> {
        let key = self.way.from.children(&self.before).find_map(|child| match child.attributes {
            Attributes::Constraint(key) if key.constraint_type == "p" => clause::parenthesised(&key.definition),
            _ => None,
        });
        match key {
            Some((columns, _)) => clause::elements(columns).into_iter().map(clause::expression).collect(),
            None => match self.way.from.get(&self.before) {
                Some(Attributes::Table(table)) if table.partition_key.is_some() => {
                    vec!["tableoid::regclass".to_owned(), "ctid".to_owned()]
                }
                _ => vec!["ctid".to_owned()],
            },
        }
    }
}
