//! The JSON Schema of a file of definitions, made of the table that its reader goes by.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::shape::{FILE, Key, Shape, Sort};

/// The schema, in draft 7, which editors know best.
pub fn schema() -> Value {
    let mut shapes = BTreeMap::new();
    let mut schema = object(&FILE, &mut shapes);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("Definitions of a PostgreSQL schema, for autogen");
    schema["definitions"] = shapes.into_iter().collect::<Map<_, _>>().into();
    schema
}

type Shapes = BTreeMap<String, Value>;

fn object(shape: &'static Shape, shapes: &mut Shapes) -> Value {
    let properties: Map<String, Value> = shape
        .keys()
        .map(|Key(name, sort, about)| {
            let mut value = value(*sort, shapes);
            // Beside `$ref`, draft 7 hears nothing else.
            if value.get("$ref").is_some() {
                value = json!({ "allOf": [value] });
            }
            value["description"] = json!(about);
            ((*name).to_owned(), value)
        })
        .collect();
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !shape.needs.is_empty() {
        object["required"] = json!(shape.needs);
    }
    object
}

fn value(sort: Sort, shapes: &mut Shapes) -> Value {
    let text = || json!({ "type": ["string", "number", "boolean"] });
    match sort {
        Sort::Text => text(),
        Sort::Like(usual) => json!({ "anyOf": [{ "enum": usual }, text()] }),
        Sort::Word(words) => {
            let plain = words.iter().filter_map(|word| word.parse::<bool>().ok()).map(Value::from);
            json!({ "enum": plain.chain(words.iter().map(|word| json!(word))).collect::<Vec<_>>() })
        }
        Sort::Flag => json!({ "type": "boolean" }),
        Sort::Texts => json!({ "type": "array", "items": text() }),
        Sort::List => json!({ "anyOf": [text(), { "type": "array", "items": text() }] }),
        Sort::Of(shape) => reference(shape, shapes),
        Sort::Several(shape) => {
            let one = reference(shape, shapes);
            json!({ "anyOf": [one, { "type": "array", "items": one }] })
        }
        Sort::Named(sort) => json!({ "type": "object", "additionalProperties": value(*sort, shapes) }),
        Sort::Either(sorts) => {
            json!({ "anyOf": sorts.iter().map(|sort| value(*sort, shapes)).collect::<Vec<_>>() })
        }
    }
}

fn reference(shape: &'static Shape, shapes: &mut Shapes) -> Value {
    // "a materialized view"
    let name = shape.what.split_once(' ').map_or(shape.what, |(_, name)| name).replace(' ', "_");
    if !shapes.contains_key(&name) {
        shapes.insert(name.clone(), Value::Null);
        let object = object(shape, shapes);
        shapes.insert(name.clone(), object);
    }
    json!({ "$ref": format!("#/definitions/{name}") })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::definition::File;
    use crate::definition::toml::source;

    /// Values of a sort, each of which the reader takes.
    fn samples(sort: Sort) -> Vec<Value> {
        match sort {
            Sort::Text => vec![json!("sample"), json!(7)],
            Sort::Like(words) => words.iter().map(|word| json!(word)).collect(),
            Sort::Word(words) => words.iter().map(|word| json!(word)).chain([json!(true)]).collect(),
            Sort::Flag => vec![json!(true), json!(false)],
            Sort::Texts => vec![json!(["one", "two"])],
            Sort::List => vec![json!("one"), json!(["one", "two"])],
            Sort::Of(shape) => vec![least(shape)],
            Sort::Several(shape) => vec![least(shape), json!([least(shape), least(shape)])],
            Sort::Named(sort) => samples(*sort).into_iter().map(|sample| json!({ "name": sample })).collect(),
            Sort::Either(sorts) => sorts.iter().flat_map(|sort| samples(*sort)).collect(),
        }
    }

    /// A table with what it needs and no more.
    fn least(shape: &Shape) -> Value {
        // A column needs its type, but for one of a partition; what is generated is stored or virtual.
        let usual = [("a column", "type"), ("a generated column", "stored")];
        let is_needed = |key: &str| shape.needs.contains(&key) || usual.contains(&(shape.what, key));
        let needed = shape.keys().filter(|key| is_needed(key.0));
        needed.map(|Key(name, sort, _)| ((*name).to_owned(), samples(*sort)[0].clone())).collect::<Map<_, _>>().into()
    }

    /// The SQL of a document, if the reader takes it.
    fn sql(document: &Value) -> Result<String, String> {
        let text = toml::to_string(document).expect("it is a table");
        let file = File { name: "sample.toml".to_owned(), text };
        source(&file).map(|source| source.text).map_err(|errors| format!("{errors:?}\n{}", file.text))
    }

    /// Tries every key of a table, which `within` puts into a document, and of the tables below it.
    fn try_all(shape: &'static Shape, seen: &mut BTreeSet<&'static str>, within: &dyn Fn(Value) -> Value) {
        if !seen.insert(shape.what) {
            return;
        }
        for Key(name, sort, about) in shape.keys() {
            assert!(about.ends_with('.') || about.ends_with('`'), "{}.{name} isn't told in sentences", shape.what);
            let with = |value: &Value| {
                let mut table = least(shape);
                // Which rows a partition takes is said of partitions alone.
                if *name == "bounds" {
                    table["partition_of"] = json!("parent");
                }
                table[*name] = value.clone();
                within(table)
            };
            let without = sql(&within(least(shape)));
            let samples = samples(*sort);
            let texts = samples.iter().map(|sample| match (sql(&with(sample)), *name) {
                (Ok(text), _) => Ok(text),
                // A partition needs both.
                (Err(_), "partition_of") => Ok(String::new()),
                (Err(error), _) => panic!("{}.{name} isn't taken: {error}", shape.what),
            });
            let texts: Vec<Result<String, String>> = texts.collect();
            // Tables that need nothing may say nothing by themselves.
            let says_nothing = samples.iter().all(|sample| sample.as_object().is_some_and(Map::is_empty));
            assert!(says_nothing || texts.iter().any(|text| *text != without), "{}.{name} changes nothing", shape.what);
            let (inner, is_named) = match *sort {
                Sort::Named(inner) => (*inner, true),
                sort => (sort, false),
            };
            let sorts = match &inner {
                Sort::Either(sorts) => sorts,
                one => std::slice::from_ref(one),
            };
            for sort in sorts {
                if let Sort::Of(below) | Sort::Several(below) = *sort {
                    let wrap = |value: Value| if is_named { json!({ "name": value }) } else { value };
                    try_all(below, seen, &|value| with(&wrap(value)));
                }
            }
        }
        let text = sql(&within(json!({ "no_such_key": 1 })));
        assert!(text.is_err_and(|error| error.contains("has no key `no_such_key`")), "{}", shape.what);
    }

    #[test]
    fn every_key_of_the_schema_is_taken_and_does_something() {
        let mut seen = BTreeSet::new();
        try_all(&FILE, &mut seen, &|document| document);
        let named = schema()["definitions"].as_object().map(Map::len);
        assert_eq!(named, Some(seen.len() - 1), "{seen:?}");
    }

    #[test]
    fn what_a_table_needs_is_what_the_reader_asks_for() {
        let text =
            sql(&json!({ "trigger": 1, "table": { "t": { "trigger": { "x": {} } } } })).expect_err("it is wrong");
        assert!(text.contains("needs the key `timing`") && text.contains("needs the key `function`"), "{text}");
    }
}
