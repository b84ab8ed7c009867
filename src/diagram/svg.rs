//! A diagram as SVG: one file that needs nothing else, to be read in light and dark, and by those who can't see it.

mod line;
mod table;

use std::fmt::Write;

use super::layout::{self, Graph, Layout, Rectangle};
use super::{Diagram, LinkSort, Mark, Sort, Table};

/// The colours and letters of a diagram, for a page that has several.
pub const STYLE: &str = include_str!("svg/diagram.css");

/// Around everything.
const MARGIN: f64 = 24.0;
const LEGEND: f64 = 34.0;
/// Of more links than these, names are told only where the pointer rests.
const MOST_NAMES: usize = 60;
/// So many tables are described in words, for those who can't see them.
const MOST_DESCRIBED: usize = 150;

/// Which end of a change is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Both,
    Before,
    After,
}

impl Side {
    /// Whether it has what is marked so.
    fn has(self, mark: Mark) -> bool {
        match self {
            Side::Both => true,
            Side::Before => mark != Mark::Created,
            Side::After => mark != Mark::Dropped,
        }
    }
}

/// A picture, and what isn't in it.
#[derive(Debug)]
pub struct Drawing {
    pub svg: String,
    /// How many links aren't lines, because too much hangs together: the column names its target instead.
    pub cut: usize,
}

/// The three pictures of a change, with everything in the same place.
#[derive(Debug)]
pub struct Views {
    pub both: String,
    pub before: String,
    pub after: String,
    pub cut: usize,
}

/// The diagram as a file of its own.
pub fn draw(diagram: &Diagram, title: &str) -> Drawing {
    let sheet = Sheet::of(diagram, diagram.links.len() <= MOST_NAMES);
    let cut = sheet.layout.cut();
    let svg = sheet.svg(Side::Both, "t", Some(title));
    Drawing { svg, cut }
}

/// The diagram of a change for a page that brings the style.
pub fn views(diagram: &Diagram) -> Views {
    let sheet = Sheet::of(diagram, false);
    Views {
        both: sheet.svg(Side::Both, "c", None),
        before: sheet.svg(Side::Before, "b", None),
        after: sheet.svg(Side::After, "a", None),
        cut: sheet.layout.cut(),
    }
}

/// A diagram with the place of everything.
struct Sheet<'a> {
    diagram: &'a Diagram,
    layout: Layout,
    is_named: bool,
}

impl<'a> Sheet<'a> {
    fn of(diagram: &'a Diagram, is_named: bool) -> Sheet<'a> {
        let sizes: Vec<(f64, f64)> = diagram.tables.iter().map(table::size).collect();
        let schemas = diagram.schemas();
        let group = |table: &Table| schemas.iter().position(|schema| Some(*schema) == table.id.schema()).unwrap_or(0);
        let groups: Vec<usize> = diagram.tables.iter().map(group).collect();
        let links: Vec<(usize, usize)> = diagram.links.iter().map(|link| (link.from, link.to)).collect();
        let labels: Vec<f64> = match is_named {
            true => diagram.links.iter().map(|link| table::width_of(&link.name, line::LETTER)).collect(),
            false => Vec::new(),
        };
        let graph = Graph { sizes: &sizes, groups: &groups, links: &links, labels: &labels };
        Sheet { layout: layout::layout(graph), diagram, is_named }
    }

    fn svg(&self, side: Side, prefix: &str, title: Option<&str>) -> String {
        let Layout { width, height, .. } = self.layout;
        let legend = if title.is_some() { LEGEND } else { 0.0 };
        let (width, height) = ((width + 2.0 * MARGIN).max(420.0), height + 2.0 * MARGIN + legend);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"diagram\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{prefix}-title {prefix}-desc\">\n"
        );
        let spoken = title.unwrap_or(match side {
            Side::Both => "The tables with what changes",
            Side::Before => "The tables before the change",
            Side::After => "The tables after the change",
        });
        let _ = writeln!(svg, "<title id=\"{prefix}-title\">{}</title>", escaped(spoken));
        let _ = writeln!(svg, "<desc id=\"{prefix}-desc\">{}</desc>", escaped(&self.description(side)));
        if title.is_some() {
            let _ = writeln!(svg, "<style>{STYLE}</style>\n<rect class=\"sheet\" width=\"100%\" height=\"100%\"/>");
        }
        let _ = writeln!(svg, "<g transform=\"translate({MARGIN} {MARGIN})\">");
        self.frames(&mut svg);
        for (number, link) in self.diagram.links.iter().enumerate() {
            line::draw(self, number, link, side, &mut svg);
        }
        for (number, table) in self.diagram.tables.iter().enumerate().filter(|(_, table)| side.has(table.mark)) {
            let cut = self.cut_of(number);
            let rectangle = self.layout.boxes[number];
            table::draw(table, rectangle, &cut, side, &format!("{prefix}{number}"), &mut svg);
        }
        svg += "</g>\n";
        if title.is_some() {
            self.legend(height - LEGEND + 8.0, &mut svg);
        }
        svg + "</svg>\n"
    }

    /// The columns whose links aren't lines, with the names of the tables that they refer to.
    fn cut_of(&self, table: usize) -> Vec<(&str, String)> {
        let links = self.diagram.links.iter().zip(&self.layout.routes);
        let cut = links.filter(|(link, route)| link.from == table && route.is_none());
        let target = |link: &super::Link| {
            let target = &self.diagram.tables[link.to].id;
            let is_near = target.schema() == self.diagram.tables[table].id.schema();
            if is_near { target.name().to_owned() } else { target.dotted() }
        };
        cut.filter_map(|(link, _)| Some((link.columns.first()?.as_str(), target(link)))).collect()
    }

    fn frames(&self, svg: &mut String) {
        let schemas = self.diagram.schemas();
        for (group, Rectangle { x, y, width, height }) in &self.layout.frames {
            let _ = writeln!(
                svg,
                "<g class=\"schema\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>\
                 <text x=\"{}\" y=\"{}\">{}</text></g>",
                x + 12.0,
                y + 17.0,
                escaped(schemas.get(*group).copied().unwrap_or_default())
            );
        }
    }

    fn legend(&self, y: f64, svg: &mut String) {
        let mut parts =
            vec!["PK primary key", "FK foreign key", "U unique", "\u{25cf} NOT NULL", "\u{25cb} may be null"];
        if self.layout.cut() > 0 {
            parts.push("\u{2197} refers to a table elsewhere");
        }
        let _ = writeln!(svg, "<text class=\"legend\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", parts.join("\u{2003}"));
    }

    /// The picture in words.
    fn description(&self, side: Side) -> String {
        let tables = &self.diagram.tables;
        let mut text = format!("{}.", self.diagram.summary());
        if tables.len() > MOST_DESCRIBED {
            return text;
        }
        for (number, table) in tables.iter().enumerate().filter(|(_, table)| side.has(table.mark)) {
            let links = self.diagram.links.iter().filter(|link| link.from == number && side.has(link.mark));
            let links: Vec<String> =
                links.map(|link| format!("{} {}", link.sort.word(), tables[link.to].id.name())).collect();
            let sort = if table.sort == Sort::Table { String::new() } else { format!(" ({})", table.sort.word()) };
            let mark = if table.mark == Mark::Same { String::new() } else { format!(" is {}", table.mark.word()) };
            let links = if links.is_empty() { String::new() } else { format!(": {}", links.join(", ")) };
            let _ = write!(text, " {}{sort}{mark}{links}.", table.id.name());
        }
        text
    }
}

/// Text in XML. What XML can't hold becomes a replacement character.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' | '\r' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Whether a link is a foreign key, or something that is only dashed.
fn is_key(sort: LinkSort) -> bool {
    sort == LinkSort::ForeignKey
}
