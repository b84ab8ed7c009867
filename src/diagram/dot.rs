//! A diagram in the words of Graphviz.

use super::{Column, Diagram, LinkSort, Table, short_type};

/// The diagram as a `digraph`, a cluster for each schema.
pub fn dot(diagram: &Diagram) -> String {
    let mut text = String::from(
        "digraph schema {\n    graph [rankdir=LR, fontname=\"Helvetica\"];\n    \
         node [shape=plain, fontname=\"Helvetica\", fontsize=11];\n    \
         edge [dir=both, fontname=\"Helvetica\", fontsize=9];\n",
    );
    for (number, schema) in diagram.schemas().into_iter().enumerate() {
        text += &format!("    subgraph cluster_{number} {{\n        label=\"{}\";\n", quoted(schema));
        for (place, table) in diagram.tables.iter().enumerate().filter(|(_, table)| table.id.schema() == Some(schema)) {
            text += &format!("        t{place} [label=<{}>];\n", label(table));
        }
        text += "    }\n";
    }
    for link in &diagram.links {
        let port = |table: usize, names: &[String], side: &str| {
            let columns = &diagram.tables[table].columns;
            let column = columns.iter().position(|column| Some(&column.name) == names.first());
            column.map_or_else(|| format!("t{table}"), |column| format!("t{table}:c{column}:{side}"))
        };
        let name = if link.name.is_empty() { link.sort.word() } else { &link.name };
        let head = if link.is_optional { "teeodot" } else { "tee" };
        let tail = if link.is_unique { "teeodot" } else { "crowodot" };
        let style = match link.sort {
            LinkSort::ForeignKey => format!("arrowhead={head}, arrowtail={tail}"),
            LinkSort::Reads | LinkSort::PartitionOf | LinkSort::Inherits => {
                "style=dashed, arrowhead=empty, arrowtail=none".to_owned()
            }
        };
        let (from, to) = (port(link.from, &link.columns, "e"), port(link.to, &link.referenced, "w"));
        text += &format!("    {from} -> {to} [label=\"{}\", {style}];\n", quoted(name));
    }
    text + "}\n"
}

/// The table as a table of Graphviz's HTML, a port for each column.
fn label(table: &Table) -> String {
    let word = match table.sort.word() {
        "" => String::new(),
        word => format!(" <i>{word}</i>"),
    };
    let mut text = format!(
        "<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\"><tr><td><b>{}</b>{word}</td></tr>",
        escaped(table.id.name())
    );
    for (number, column) in table.columns.iter().enumerate() {
        let Column { name, type_name, is_primary, is_foreign, is_unique, not_null, mark: _, was: _ } = column;
        let marks = [(*is_primary, " PK"), (*is_foreign, " FK"), (*is_unique, " U"), (*not_null, " NOT NULL")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        text += &format!(
            "<tr><td port=\"c{number}\" align=\"left\">{}  {}{marks}</td></tr>",
            escaped(name),
            escaped(&short_type(type_name))
        );
    }
    text + "</table>"
}

/// Text in Graphviz's HTML. What isn't allowed in XML becomes a replacement character.
fn escaped(text: &str) -> String {
    super::svg::escaped(text)
}

/// Text in double quotes.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "")
}
