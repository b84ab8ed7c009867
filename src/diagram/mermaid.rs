//! A diagram in Mermaid's words, which GitHub and GitLab draw where Markdown says `mermaid`.

use super::{Column, Diagram, Link, LinkSort, Table, short_type};

/// The most letters that Mermaid draws, unless a page says otherwise (`maxTextSize`), and the most links (`maxEdges`).
pub const MOST: (usize, usize) = (50_000, 500);

/// The diagram as `erDiagram`.
pub fn mermaid(diagram: &Diagram) -> String {
    let mut text = String::from("erDiagram\n");
    let mut schema = None;
    for (place, table) in diagram.tables.iter().enumerate() {
        if table.id.schema() != schema {
            schema = table.id.schema();
            // A comment ends with its line.
            text += &format!("    %% schema {}\n", schema.unwrap_or_default().replace(['\n', '\r'], " "));
        }
        text += &entity(place, table, diagram.schemas().len() > 1);
    }
    diagram.links.iter().for_each(|link| text += &relation(link));
    text
}

/// A table by its place, since Mermaid allows few letters in names, and its real name as what is shown.
fn entity(place: usize, table: &Table, is_qualified: bool) -> String {
    let name = if is_qualified { table.id.dotted() } else { table.id.name().to_owned() };
    let mut text = format!("    t{place}[\"{}\"]", escaped(&name));
    if !table.columns.is_empty() {
        text += " {\n";
        table.columns.iter().for_each(|column| text += &attribute(column));
        text += "    }";
    }
    text + "\n"
}

fn attribute(column: &Column) -> String {
    let type_name = short_type(&column.type_name);
    let (word, name) = (sanitized(&type_name), sanitized(&column.name));
    let keys = [(column.is_primary, "PK"), (column.is_foreign, "FK"), (column.is_unique, "UK")];
    let keys: Vec<&str> = keys.into_iter().filter(|(is, _)| *is).map(|(_, key)| key).collect();
    let mut notes = Vec::new();
    if column.not_null && !column.is_primary {
        notes.push("not null".to_owned());
    }
    if word != type_name {
        notes.push(type_name);
    }
    if name != column.name {
        notes.push(column.name.clone());
    }
    let mut line = format!("        {word} {name}");
    if !keys.is_empty() {
        line += &format!(" {}", keys.join(", "));
    }
    if !notes.is_empty() {
        line += &format!(" \"{}\"", escaped(&notes.join(", ")));
    }
    line + "\n"
}

fn relation(link: &Link) -> String {
    let (parent, child) = match (link.is_optional, link.is_unique) {
        (true, true) => ("|o", "o|"),
        (true, false) => ("|o", "o{"),
        (false, true) => ("||", "o|"),
        (false, false) => ("||", "o{"),
    };
    let line = if link.sort == LinkSort::ForeignKey { "--" } else { ".." };
    let name = if link.name.is_empty() { link.sort.word() } else { &link.name };
    format!("    t{} {parent}{line}{child} t{} : \"{}\"\n", link.to, link.from, escaped(name))
}

/// Mermaid's way to write a letter that means something to it.
fn escaped(text: &str) -> String {
    let letter = |c: char| match c {
        '"' | '#' | ';' | '<' | '>' | '&' | '\\' | '`' | '{' | '}' | '%' => format!("#{};", u32::from(c)),
        c if c.is_control() => " ".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(letter).collect()
}

/// The word that Mermaid takes for a type or a column; what it doesn't allow becomes `_`.
fn sanitized(text: &str) -> String {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '(' | ')' | '[' | ']');
    let word: String = text.chars().map(|c| if is_allowed(c) { c } else { '_' }).collect();
    match word.chars().next() {
        Some(first) if first.is_ascii_alphabetic() || first == '_' => word,
        _ => format!("_{word}"),
    }
}
