//! Functions and procedures.

use super::object::in_schema;
use super::said::Said;
use super::section::{Section, Value};
use super::table::Definition;
use crate::definition::toml::is_parsed;
use crate::id::Id;
use crate::kind::aggregate::modification;

/// A routine with a body in SQL or in quotes; one in C is a statement.
pub(super) fn routine(id: &Id, said: &mut Said) -> Option<Section> {
    let kind = if said.text("kind")? == "p" { "procedure" } else { "function" };
    let (language, result) = (said.text("language")?, said.text("result"));
    let text = said.text("definition")?;
    said.pass(&["arguments", "defaults"]);
    let mut section = in_schema(kind, id)?;
    let mut definition = Definition::new(&text);
    definition.0.eat(&["create", "or", "replace", kind]).then_some(())?;
    definition.0.name()?;
    let arguments = definition.elements()?;
    section.put_if("arguments", (!arguments.is_empty()).then_some(Value::List(arguments)));

    // From here on the deparser breaks lines where it always does.
    let mut rest = &text[definition.0.bytes(0..definition.0.at).end..];
    if let Some(result) = result {
        rest = rest.strip_prefix("\n RETURNS ")?.strip_prefix(&result)?;
        section.put(&["returns"], Value::Text(result));
    }
    let behind = rest.strip_prefix("\n LANGUAGE ")?;
    let (quoted, mut rest) = behind.split_once('\n')?;
    section.put(&["language"], Value::text(quoted));
    while let Some(line) = rest.strip_prefix(' ') {
        let (line, behind) = line.split_once('\n')?;
        match line.strip_prefix("SET ") {
            Some(setting) => {
                let (name, value) = setting.split_once(" TO ")?;
                section.put(&["set", name], Value::text(value));
            }
            None => properties(line, &mut section)?,
        }
        rest = behind;
    }
    let body = match said.text("body") {
        // The reader takes it for one that stands without quotes.
        Some(body) if language == "sql" && is_parsed(&body) => return None,
        Some(body) => body,
        None if language == "sql" && is_parsed(rest) => rest.to_owned(),
        None => return None,
    };
    section.put(&["body"], Value::Block(body));
    Some(section)
}

/// An aggregate, whose options are keys.
pub(super) fn aggregate(id: &Id, said: &mut Said) -> Option<Section> {
    let mut section = in_schema("aggregate", id)?;
    // They follow from the arguments and the functions.
    said.pass(&["kind", "result"]);
    let arguments = said.text("arguments")?;
    section.put_if("arguments", (arguments != "*").then(|| Value::List(vec![arguments])));
    for (name, value) in said.pairs("options") {
        let value = match (name.as_str(), value.as_str()) {
            (_, "") => Value::Flag(true),
            ("FINALFUNC_MODIFY" | "MFINALFUNC_MODIFY", code) => Value::text(modification(code)),
            (_, _) => Value::Text(value),
        };
        section.put(&[&name.to_lowercase()], value);
    }
    Some(section)
}

/// What the deparser puts on one line: `IMMUTABLE PARALLEL SAFE STRICT`.
fn properties(line: &str, section: &mut Section) -> Option<()> {
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        let mut behind = || words.next().map(|word| Value::Text(word.to_lowercase()));
        let (key, value) = match word {
            "IMMUTABLE" | "STABLE" | "VOLATILE" => ("volatility", Value::Text(word.to_lowercase())),
            "WINDOW" => ("window", Value::Flag(true)),
            "STRICT" => ("strict", Value::Flag(true)),
            "LEAKPROOF" => ("leakproof", Value::Flag(true)),
            "SECURITY" => ("security", behind()?),
            "PARALLEL" => ("parallel", behind()?),
            "COST" => ("cost", behind()?),
            "ROWS" => ("rows", behind()?),
            // A support function in C, with a name.
            _ => return None,
        };
        section.put(&[key], value);
    }
    Some(())
}
