//! A section of a TOML file, and how its keys and values are written.

use std::fmt;

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    /// A text of many lines.
    Block(String),
    Flag(bool),
    Number(i64),
    List(Vec<String>),
    Table(Vec<(String, Value)>),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// A table of those keys that have a value.
    pub fn table(entries: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
        let said = entries.into_iter().filter_map(|(key, value)| value.map(|value| (key.to_owned(), value)));
        Value::Table(said.collect())
    }

    /// True, where something is so; else nothing.
    pub fn if_so(is_so: bool) -> Option<Value> {
        is_so.then_some(Value::Flag(true))
    }
}

/// `[table.posts]` with all below it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    kind: &'static str,
    name: String,
    /// By their dotted keys.
    entries: Vec<(Vec<String>, Value)>,
}

impl Section {
    pub fn new(kind: &'static str, name: impl Into<String>) -> Section {
        Section { kind, name: name.into(), entries: Vec::new() }
    }

    pub fn put(&mut self, path: &[&str], value: Value) {
        self.entries.push((path.iter().map(|key| (*key).to_owned()).collect(), value));
    }

    /// Puts a value that may not be there.
    pub fn put_if(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.put(&[key], value);
        }
    }

    /// Whether what hangs on another object can hang on this: a view has no policies, and no indexes unless it is
    /// materialized.
    pub fn has_room_for(&self, key: &str) -> bool {
        match (key, self.kind) {
            // GRANT names an aggregate in another way than all else does.
            ("grant", "aggregate") => false,
            ("owner" | "grant", kind) => kind != "extension",
            (key, "view") => key == "trigger",
            (key, "materialized_view") => key == "index",
            _ => true,
        }
    }

    /// Puts a comment to what stands at a path, which becomes a table for it.
    pub fn comment(&mut self, path: &[&str], comment: &str) -> Option<()> {
        let (_, value) = self.entries.iter_mut().find(|(known, _)| known == path)?;
        let only_key = match path[0] {
            "check" => "expression",
            "attribute" => "type",
            _ => "columns",
        };
        let mut entries = match value.clone() {
            Value::Table(entries) => entries,
            value => vec![(only_key.to_owned(), value)],
        };
        entries.push(("comment".to_owned(), Value::text(comment)));
        *value = Value::Table(entries);
        Some(())
    }
}

impl Section {
    /// What stands between the brackets.
    pub fn header(&self) -> String {
        format!("{}.{}", self.kind, key(&self.name))
    }

    /// The section as text; one of several with the same header is an element of an array.
    pub fn to_text(&self, is_element: bool) -> String {
        let header = self.header();
        let mut text = if is_element { format!("[[{header}]]\n") } else { format!("[{header}]\n") };
        for (path, value) in &self.entries {
            let path: Vec<_> = path.iter().map(|part| key(part)).collect();
            text.push_str(&format!("{} = {value}\n", path.join(".")));
        }
        text
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(&quoted(text)),
            Value::Block(text) => f.write_str(&block(text)),
            Value::Flag(is_so) => write!(f, "{is_so}"),
            Value::Number(number) => write!(f, "{number}"),
            Value::List(texts) => {
                write!(f, "[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
            }
            Value::Table(entries) => {
                let entries: Vec<_> = entries.iter().map(|(name, value)| format!("{} = {value}", key(name))).collect();
                write!(f, "{{ {} }}", entries.join(", "))
            }
        }
    }
}

fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.chars().all(|one| one.is_ascii_alphanumeric() || "_-".contains(one));
    if is_bare { name.to_owned() } else { quoted(name) }
}

/// A string on one line.
fn quoted(text: &str) -> String {
    let is_plain = !text.contains('\'') && !text.chars().any(char::is_control);
    match is_plain && text.contains(['"', '\\']) {
        true => format!("'{text}'"),
        false => format!("\"{}\"", escaped(text)),
    }
}

/// A string of many lines, with as little escaping as can be.
pub(super) fn block(text: &str) -> String {
    let is_printable = text.chars().all(|one| !one.is_control() || matches!(one, '\n' | '\t'));
    if is_printable && !text.contains('\\') && !text.contains("\"\"\"") && !text.ends_with('"') {
        format!("\"\"\"\n{text}\"\"\"")
    } else if is_printable && !text.contains("'''") && !text.ends_with('\'') {
        format!("'''\n{text}'''")
    } else {
        format!("\"\"\"\n{}\"\"\"", text.split('\n').map(escaped).collect::<Vec<_>>().join("\n"))
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for one in text.chars() {
        match one {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            one if one.is_control() => escaped.push_str(&format!("\\u{:04X}", u32::from(one))),
            one => escaped.push(one),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let texts =
            ["plain", "it's", "say \"x\"", "a\\b", "two\nlines\n", "'\"\\", "\r\n", "\u{7f}\u{1}", "'''\"\"\"", ""];
        for text in texts {
            for written in [quoted(text), block(text)] {
                let read: toml::Table = toml::from_str(&format!("a = {written}\n")).expect("it is TOML");
                assert_eq!(read["a"].as_str(), Some(text), "{written}");
            }
        }
    }
}
