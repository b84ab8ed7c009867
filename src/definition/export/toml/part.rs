//! What hangs on a table or a view: indexes, triggers, policies.

use super::object::{is_everybody, options, without_parentheses};
use super::said::Said;
use super::section::Value;
use super::table::Definition;
use crate::sql::quote_identifier;

/// An index. On a table, an element that is a column's name is written as such.
pub(super) fn index(said: &mut Said, is_on_table: bool) -> Option<Value> {
    let text = said.text("definition")?;
    let unique = said.flag("unique");
    let predicate = said.text("predicate");
    let with = options(said)?;
    let tablespace = said.text("tablespace").map(|name| Value::Text(quote_identifier(&name)));
    let is_valid = said.flag("valid");
    (is_valid && said.is_told()).then_some(())?;
    let mut definition = Definition::new(&text);
    definition.0.eat(&["create"]).then_some(())?;
    let _ = definition.0.eat(&["unique"]);
    definition.0.eat(&["index"]).then_some(())?;
    definition.0.identifier()?;
    definition.0.eat(&["on"]).then_some(())?;
    // One that partitions don't have by themselves.
    if definition.0.sees("only") {
        return None;
    }
    definition.0.name()?;
    definition.0.eat(&["using"]).then_some(())?;
    let method = definition.0.identifier()?;
    let inside = definition.0.parenthesis()?;
    let elements = definition.0.elements(inside).into_iter().map(|element| {
        let name = (element.len() == 1 && is_on_table).then(|| definition.0.moved_to(element.start).identifier());
        name.flatten().unwrap_or_else(|| definition.text(element).to_owned())
    });
    let elements = elements.collect();
    let include = definition.names_behind("include")?;
    let nulls = definition.0.eat(&["nulls", "not", "distinct"]);
    let is_whole = definition.0.is_done() || (predicate.is_some() && definition.0.sees("where"));
    let value = Value::table([
        ("on", Some(Value::List(elements))),
        ("unique", Value::if_so(unique)),
        ("using", (method != "btree").then(|| Value::Text(quote_identifier(&method)))),
        ("include", include),
        ("nulls_not_distinct", Value::if_so(nulls)),
        ("where", predicate.map(|predicate| Value::text(without_parentheses(&predicate)))),
        ("with", with),
        ("tablespace", tablespace),
    ]);
    is_whole.then_some(value)
}

/// Extended statistics, of a table of the same schema.
pub(super) fn statistics(said: &mut Said) -> Option<Value> {
    let text = said.text("definition")?;
    let target = said.number("target").map(Value::Number);
    said.is_told().then_some(())?;
    let mut definition = Definition::new(&text);
    definition.0.eat(&["create", "statistics"]).then_some(())?;
    definition.0.name()?;
    let kinds = if definition.0.sees_mark("(") { Some(Value::List(definition.elements()?)) } else { None };
    definition.0.eat(&["on"]).then_some(())?;
    let tokens = definition.0.at..definition.0.tokens.len();
    // The elements may hold a FROM of their own, inside of parentheses.
    let from = tokens.clone().rev().find(|index| definition.0.is_word(*index, "from"))?;
    let elements = definition.0.elements(tokens.start..from).into_iter();
    let elements = elements.map(|element| definition.text(element).to_owned()).collect();
    Some(Value::table([("kinds", kinds), ("on", Some(Value::List(elements))), ("target", target)]))
}

pub(super) fn trigger(said: &mut Said) -> Option<Value> {
    let text = said.text("definition")?;
    let enabled = match said.text("firing")?.as_str() {
        "O" => None,
        "D" => Some(Value::Flag(false)),
        "R" => Some(Value::text("replica")),
        "A" => Some(Value::text("always")),
        _ => return None,
    };
    said.is_told().then_some(())?;
    let mut definition = Definition::new(&text);
    definition.0.eat(&["create"]).then_some(())?;
    let constraint = definition.0.eat(&["constraint"]);
    definition.0.eat(&["trigger"]).then_some(())?;
    definition.0.identifier()?;
    let timing = match definition.0.eat(&["instead", "of"]) {
        true => "instead of",
        false => definition.0.eat_any(&["before", "after"])?,
    };
    let start = definition.0.at;
    definition.0.seek("on").then_some(())?;
    let events = definition.text(start..definition.0.at - 1).to_owned();
    let events = events.split(" OR ").map(|event| match event {
        "INSERT" | "UPDATE" | "DELETE" | "TRUNCATE" => event.to_lowercase(),
        event => event.to_owned(),
    });
    let events: Vec<String> = events.collect();
    definition.0.name()?;
    let from = match definition.0.eat(&["from"]) {
        true => {
            let start = definition.0.at;
            definition.0.name()?;
            Some(Value::text(definition.text(start..definition.0.at)))
        }
        false => None,
    };
    let _ = definition.0.eat(&["not", "deferrable"]);
    let deferrable = definition.0.eat(&["deferrable"]);
    let deferred = definition.0.eat(&["initially", "deferred"]);
    let _ = definition.0.eat(&["initially", "immediate"]);
    let referencing = definition.0.eat(&["referencing"]).then(|| {
        let start = definition.0.at;
        while !definition.0.is_done() && !definition.0.sees("for") {
            definition.0.at += 1;
        }
        Value::text(definition.text(start..definition.0.at))
    });
    definition.0.eat(&["for", "each"]).then_some(())?;
    let each = definition.0.eat_any(&["row", "statement"])?;
    let when = match definition.0.eat(&["when"]) {
        true => Some(definition.0.parenthesis()?),
        false => None,
    };
    let when = when.map(|inside| Value::text(without_parentheses(definition.text(inside))));
    definition.0.eat(&["execute", "function"]).then_some(())?;
    let function = definition.text(definition.0.at..definition.0.tokens.len());
    Some(Value::table([
        ("timing", Some(Value::text(timing))),
        ("events", Some(Value::List(events))),
        ("for_each", Some(Value::text(each))),
        ("when", when),
        ("function", Some(Value::text(function.strip_suffix("()").unwrap_or(function)))),
        ("referencing", referencing),
        ("constraint", Value::if_so(constraint)),
        ("from", from),
        ("deferrable", Value::if_so(deferrable && !deferred)),
        ("initially_deferred", Value::if_so(deferred)),
        ("enabled", enabled),
    ]))
}

pub(super) fn policy(said: &mut Said) -> Option<Value> {
    let permissive = said.flag("permissive");
    let (command, roles) = (said.text("command")?, said.texts("roles"));
    if roles.iter().any(|role| role != "public" && is_everybody(role)) {
        return None;
    }
    let expression = |text: Option<String>| text.map(|text| Value::text(without_parentheses(&text)));
    let value = Value::table([
        ("for", (command != "ALL").then(|| Value::Text(command.to_lowercase()))),
        ("to", (roles != ["public"]).then_some(Value::List(roles))),
        ("using", expression(said.text("using"))),
        ("check", expression(said.text("check"))),
        ("permissive", (!permissive).then_some(Value::Flag(false))),
    ]);
    said.is_told().then_some(value)
}

/// Whether, and for whom, policies count; FORCE alone has no form.
pub(super) fn row_security(said: &mut Said) -> Option<Value> {
    let value = match (said.flag("enabled"), said.flag("forced")) {
        (true, true) => Value::text("force"),
        (true, false) => Value::Flag(true),
        (false, _) => return None,
    };
    said.is_told().then_some(value)
}
