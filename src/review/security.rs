//! Who may see or do more than before.

use serde_json::Value;

use super::{Changed, Item, Sort};
use crate::diff::Change;
use crate::id::{Id, Kind};

/// Row security switched off, policies changed, rights given, routines that run with their owner's rights.
pub(super) fn change(changed: &Changed) -> Option<Item> {
    let id = changed.change.id();
    let old = changed.old.as_ref().map(|(_, attributes)| attributes.compared());
    let new = changed.new.map(|attributes| attributes.compared());
    let (text, evidence) = match id.kind() {
        Kind::RowSecurity => {
            let is_on = |value: &Option<Value>, name: &str| {
                value.as_ref().and_then(|value| value.get(name)).and_then(Value::as_bool).unwrap_or_default()
            };
            let goes = |name: &str| is_on(&old, name) && !is_on(&new, name);
            let table = id.owner();
            if goes("enabled") {
                (
                    format!("{table} no longer has row security: may everybody with rights on it see all rows?"),
                    Vec::new(),
                )
            } else if goes("forced") {
                (format!("row security of {table} no longer binds its owner: is that meant?"), Vec::new())
            } else {
                return None;
            }
        }
        Kind::Policy => {
            let (verb, question) = match changed.change {
                Change::Create { .. } => ("made", "who sees what by it?"),
                Change::Drop { .. } => ("dropped", "who sees more, or less, without it?"),
                Change::Alter { .. } => ("changed", "who sees more than before?"),
            };
            let mut evidence = Vec::new();
            evidence.extend(old.as_ref().map(|value| format!("old: {}", policy(value))));
            evidence.extend(new.as_ref().map(|value| format!("new: {}", policy(value))));
            if let (Some(old), Some(new)) = (&old, &new) {
                evidence.extend(widened(old, new));
            }
            (format!("{id} is {verb}: {question}"), evidence)
        }
        Kind::Grant if changed.is_in_use => {
            // Without a grant of their own, all have what PostgreSQL gives everybody by default.
            let gives_back = new.is_none() && id.name() == "public";
            if old == new || (new.is_none() && !gives_back) {
                return None;
            }
            let words = |value: &Option<Value>| value.as_ref().map_or("PostgreSQL's own".to_owned(), Value::to_string);
            let evidence = vec![format!("old: {}", words(&old)), format!("new: {}", words(&new))];
            (format!("{id} changes: does it give more than is meant?"), evidence)
        }
        Kind::DefaultPrivilege => {
            let new = new.as_ref()?;
            let mut evidence = Vec::new();
            evidence.extend(old.as_ref().map(|value| format!("old: {value}")));
            evidence.push(format!("new: {new}"));
            (format!("{id} changes: may whoever it names use all that is made from now on?"), evidence)
        }
        Kind::View => {
            let has = |value: &Option<Value>, name: &str| {
                let options = value.as_ref().and_then(|value| value.get("options")).and_then(Value::as_array);
                let on = ["true", "on", "1", "yes"].map(|on| format!("{name}={on}"));
                options
                    .is_some_and(|options| options.iter().any(|option| on.iter().any(|on| option.as_str() == Some(on))))
            };
            let lost = |name: &str| has(&old, name) && !has(&new, name);
            new.as_ref()?;
            if lost("security_invoker") {
                (
                    format!("{id} loses security_invoker: may all who read it see what its owner sees?"),
                    vec!["row security and rights of its tables are then its owner's".to_owned()],
                )
            } else if lost("security_barrier") {
                (
                    format!("{id} loses security_barrier: may functions of whoever reads it see rows that it hides?"),
                    Vec::new(),
                )
            } else {
                return None;
            }
        }
        Kind::Function => return definer(changed, id),
        _ => return None,
    };
    let mut item = Item::new(Sort::Security, id, text);
    item.evidence = evidence;
    item.default = "as declared".to_owned();
    Some(item)
}

/// In what a policy is wider for more roles or commands.
fn widened(old: &Value, new: &Value) -> Vec<String> {
    let roles = |value: &Value| -> Vec<String> {
        let roles = value.get("roles").and_then(Value::as_array).into_iter().flatten();
        roles.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (before, mut lines) = (roles(old), Vec::new());
    let more: Vec<String> = roles(new).into_iter().filter(|role| !before.contains(role)).collect();
    if !more.is_empty() && !before.iter().any(|role| role == "public") {
        lines.push(format!("wider: it is for {} too", more.join(", ")));
    }
    let command = |value: &Value| value.get("command").and_then(Value::as_str).unwrap_or_default().to_owned();
    if command(new) == "ALL" && command(old) != "ALL" {
        lines.push(format!("wider: it was for {} only", command(old)));
    }
    lines
}

/// A routine that runs with its owner's rights and finds what it names wherever the caller says.
fn definer(changed: &Changed, id: &Id) -> Option<Item> {
    let text = |value: Value| value.get("definition").and_then(Value::as_str).map(str::to_owned);
    // Between the head and the body stands a line for each sort of attribute, as pg_get_functiondef prints it.
    let is_open = |definition: &str| {
        let is_body = |line: &&str| !["AS ", "BEGIN ATOMIC", "RETURN "].iter().any(|start| line.starts_with(start));
        let attributes: Vec<&str> = definition
            .lines()
            .skip(1)
            .take_while(is_body)
            .filter(|line| line.starts_with(' '))
            .map(str::trim)
            .collect();
        let is_definer = |line: &&str| !line.starts_with("SET ") && line.split(' ').any(|word| word == "SECURITY");
        attributes.iter().any(is_definer) && !attributes.iter().any(|line| line.starts_with("SET search_path "))
    };
    let new = text(changed.new?.compared())?;
    let old = changed.old.as_ref().and_then(|(_, attributes)| text(attributes.compared()));
    if !is_open(&new) || old.is_some_and(|old| is_open(&old)) {
        return None;
    }
    let question = "who calls it can put other objects in the way of what it names; is that meant?";
    let mut item = Item::new(Sort::Security, id, format!("{id} is SECURITY DEFINER without a search_path: {question}"));
    item.evidence.push("`SET search_path = …` in its definition closes this".to_owned());
    item.default = "made as declared".to_owned();
    Some(item)
}

/// `permissive for select to public using (…) with check (…)`.
fn policy(value: &Value) -> String {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let roles: Vec<&str> =
        value.get("roles").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let is_permissive = value.get("permissive").and_then(Value::as_bool).unwrap_or(true);
    let mut words = format!(
        "{} for {} to {}",
        if is_permissive { "permissive" } else { "restrictive" },
        text("command"),
        roles.join(", ")
    );
    for (name, clause) in [("using", "using"), ("check", "with check")] {
        if !text(name).is_empty() {
            words.push_str(&format!(" {clause} ({})", text(name)));
        }
    }
    words
}
