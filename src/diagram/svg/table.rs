//! A table's box: how large it is, and what stands in it.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::{Side, escaped};
use crate::diagram::layout::Rectangle;
use crate::diagram::{Column, Mark, Table, short_type};

/// How high the head of a box and each line under it are.
const HEAD: f64 = 32.0;
const ROW: f64 = 20.0;
const FOOT: f64 = 7.0;
/// Where a column's sign, key, dot and name begin.
const SIGN: f64 = 9.0;
const KEY: f64 = 22.0;
const DOT: f64 = 43.0;
const NAME: f64 = 56.0;
const PADDING: f64 = 12.0;
/// The widths of a letter in the sizes that style.css gives, of a font whose letters are all equally wide.
const HEAD_LETTER: f64 = 7.9;
const NAME_LETTER: f64 = 7.3;
const TYPE_LETTER: f64 = 6.7;
const SMALL_LETTER: f64 = 6.1;
/// What is longer is cut.
const LONGEST_NAME: usize = 34;
const LONGEST_TYPE: usize = 30;
const MOST_NOTES: usize = 6;

/// How large the box is. Both ends of a change have the same, so that nothing jumps.
pub(super) fn size(table: &Table) -> (f64, f64) {
    let title = width_of(&short(&title(table, Side::Both), LONGEST_NAME + 6), HEAD_LETTER);
    let word = width_of(&word(table, Side::Both), SMALL_LETTER);
    let head = 2.0 * PADDING + title + if word > 0.0 { word + 14.0 } else { 0.0 };
    let lines = lines(table, Side::Both);
    let widths = lines.iter().map(|line| match line {
        Line::Column(column) => {
            let cells = Cells::of(column, Side::Both);
            NAME + width_of(&cells.name, NAME_LETTER) + 18.0 + width_of(&cells.type_name, TYPE_LETTER) + PADDING
        }
        Line::Note(_, text) => KEY + width_of(text, SMALL_LETTER) + PADDING,
    });
    let width = widths.fold(head, f64::max).clamp(120.0, 520.0).ceil();
    let rows = lines.len() as f64;
    (width, HEAD + if rows > 0.0 { rows * ROW + FOOT } else { 0.0 })
}

/// How wide a text is in letters of this width.
pub(super) fn width_of(text: &str, letter: f64) -> f64 {
    text.width() as f64 * letter
}

/// A line of a box.
enum Line<'a> {
    Column(&'a Column),
    Note(Mark, String),
}

fn lines(table: &Table, side: Side) -> Vec<Line<'_>> {
    let columns = table.columns.iter().filter(|column| side.has(column.mark));
    let mut lines: Vec<Line> = columns.map(Line::Column).collect();
    let mut say = |text: String| lines.push(Line::Note(Mark::Same, text));
    match (table.hidden, table.columns.is_empty()) {
        (0, _) | (_, true) => {}
        (hidden, false) => say(format!("\u{2026} {hidden} more {}", plural(hidden, "column", "columns"))),
    }
    if table.partitions > 0 {
        say(format!("{} {}", table.partitions, plural(table.partitions, "partition", "partitions")));
    }
    let notes: Vec<_> = table.notes.iter().filter(|(mark, _)| side.has(*mark)).collect();
    for (mark, text) in notes.iter().take(MOST_NOTES) {
        lines.push(Line::Note(*mark, short(text, LONGEST_NAME + 12)));
    }
    if notes.len() > MOST_NOTES {
        lines.push(Line::Note(Mark::Same, format!("\u{2026} {} more", notes.len() - MOST_NOTES)));
    }
    lines
}

fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

/// The height in its box at which a line to this column begins: beside its name, or at the head.
pub(super) fn height_of(table: &Table, column: Option<&String>, side: Side) -> f64 {
    let is_named = |line: &Line| match line {
        Line::Column(one) => Some(&one.name) == column || one.was.as_ref().is_some_and(|was| Some(&was.name) == column),
        Line::Note(..) => false,
    };
    match lines(table, side).iter().position(is_named) {
        Some(place) => HEAD + ROW * place as f64 + ROW / 2.0,
        None => HEAD / 2.0,
    }
}

fn title(table: &Table, side: Side) -> String {
    match (&table.was, side) {
        (Some(was), Side::Before) => was.name().to_owned(),
        (Some(was), Side::Both) => {
            let old = if was.schema() == table.id.schema() { was.name().to_owned() } else { was.dotted() };
            format!("{old} \u{2192} {}", table.id.name())
        }
        _ => table.id.name().to_owned(),
    }
}

/// What stands at the right of the head.
fn word(table: &Table, side: Side) -> String {
    let mark = match side {
        Side::Before if table.mark != Mark::Dropped => String::new(),
        _ if table.mark == Mark::Same => String::new(),
        _ => format!("{} {}", table.mark.sign(), table.mark.word()),
    };
    [table.sort.word().to_owned(), mark].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What a column's line says.
struct Cells {
    mark: Mark,
    key: &'static str,
    not_null: bool,
    name: String,
    type_name: String,
}

impl Cells {
    fn of(column: &Column, side: Side) -> Cells {
        let shown = match (&column.was, side) {
            (Some(was), Side::Before) => was,
            _ => column,
        };
        let key = match shown {
            Column { is_primary: true, .. } => "PK",
            Column { is_foreign: true, .. } => "FK",
            Column { is_unique: true, .. } => "U",
            _ => "",
        };
        let (mut name, mut type_name) = (shown.name.clone(), short_type(&shown.type_name));
        if let (Some(was), Side::Both) = (&column.was, side) {
            if was.name != name {
                name = format!("{} \u{2192} {name}", was.name);
            }
            let old = short_type(&was.type_name);
            if old != type_name {
                type_name = format!("{old} \u{2192} {type_name}");
            }
            if was.not_null != column.not_null {
                type_name += if column.not_null { ", + NOT NULL" } else { ", \u{2212} NOT NULL" };
            }
        }
        let mark = if side == Side::Before && column.mark != Mark::Dropped { Mark::Same } else { column.mark };
        let (name, type_name) = (short(&name, LONGEST_NAME), short(&type_name, LONGEST_TYPE));
        Cells { mark, key, not_null: shown.not_null, name, type_name }
    }
}

fn short(text: &str, longest: usize) -> String {
    match text.chars().count() > longest {
        true => text.chars().take(longest - 1).chain(['\u{2026}']).collect(),
        false => text.to_owned(),
    }
}

/// Draws a table; `cut` are the columns whose links aren't lines, and what they refer to.
pub(super) fn draw(
    table: &Table,
    rectangle: Rectangle,
    cut: &[(&str, String)],
    side: Side,
    id: &str,
    svg: &mut String,
) {
    let Rectangle { x, y, width, height: _ } = rectangle;
    let lines = lines(table, side);
    let height = HEAD + if lines.is_empty() { 0.0 } else { lines.len() as f64 * ROW + FOOT };
    let mark = if side == Side::Before && table.mark != Mark::Dropped { Mark::Same } else { table.mark };
    let _ = write!(
        svg,
        "<g class=\"table {} {}\" id=\"{id}\" transform=\"translate({x} {y})\"><title>{}</title>\
         <rect class=\"box\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>",
        mark.word(),
        table.sort.word().replace(' ', "-"),
        escaped(&told(table))
    );
    if !lines.is_empty() {
        let _ = write!(svg, "<path class=\"rule\" d=\"M0 {HEAD}h{width}\"/>");
    }
    let _ = write!(
        svg,
        "<text class=\"name\" x=\"{PADDING}\" y=\"21\">{}</text>",
        escaped(&short(&title(table, side), LONGEST_NAME + 6))
    );
    let word = word(table, side);
    if !word.is_empty() {
        let _ = write!(svg, "<text class=\"word\" x=\"{}\" y=\"21\">{}</text>", width - PADDING, escaped(&word));
    }
    for (number, line) in lines.iter().enumerate() {
        let top = HEAD + ROW * number as f64 + 3.0;
        match line {
            Line::Column(column) => column_line(column, cut, side, (top, width), svg),
            Line::Note(mark, text) => {
                let _ = write!(
                    svg,
                    "<text class=\"note {}\" y=\"{}\"><tspan x=\"{SIGN}\">{}</tspan><tspan x=\"{KEY}\">{}</tspan></text>",
                    mark.word(),
                    top + 14.0,
                    mark.sign(),
                    escaped(text)
                );
            }
        }
    }
    svg.push_str("</g>\n");
}

fn column_line(column: &Column, cut: &[(&str, String)], side: Side, (top, width): (f64, f64), svg: &mut String) {
    let cells = Cells::of(column, side);
    let elsewhere = cut.iter().find(|(name, _)| *name == column.name);
    if cells.mark != Mark::Same {
        let _ = write!(
            svg,
            "<rect class=\"band {}\" x=\"1\" y=\"{top}\" width=\"{}\" height=\"{ROW}\"/>",
            cells.mark.word(),
            width - 2.0
        );
    }
    let _ = write!(svg, "<text class=\"column {}\" y=\"{}\">", cells.mark.word(), top + 14.0);
    if elsewhere.is_some() || cells.mark != Mark::Same || cells.name.ends_with('\u{2026}') {
        let _ = write!(svg, "<title>{}</title>", escaped(&told_column(column, elsewhere.map(|(_, target)| &**target))));
    }
    if cells.mark != Mark::Same {
        let _ = write!(svg, "<tspan class=\"sign\" x=\"{SIGN}\">{}</tspan>", cells.mark.sign());
    }
    if !cells.key.is_empty() {
        let _ = write!(svg, "<tspan class=\"key\" x=\"{KEY}\">{}</tspan>", cells.key);
    }
    let dot = if cells.not_null { '\u{25cf}' } else { '\u{25cb}' };
    let _ = write!(
        svg,
        "<tspan class=\"dot\" x=\"{DOT}\">{dot}</tspan><tspan class=\"label\" x=\"{NAME}\">{}</tspan>",
        escaped(&cells.name)
    );
    let room = ((width - PADDING - NAME - 12.0 - width_of(&cells.name, NAME_LETTER)) / TYPE_LETTER).max(6.0) as usize;
    let type_name = match elsewhere {
        Some((_, target)) => short(&format!("\u{2197} {target}"), room),
        None => cells.type_name,
    };
    let _ = write!(svg, "<tspan class=\"type\" x=\"{}\">{}</tspan></text>", width - PADDING, escaped(&type_name));
}

/// What is said of a table where the pointer rests.
fn told(table: &Table) -> String {
    let mut text = table.id.dotted();
    if let Some(was) = &table.was {
        text += &format!(", was {}", was.dotted());
    }
    if table.mark != Mark::Same {
        text += &format!(", {}", table.mark.word());
    }
    if let Some(comment) = &table.comment {
        text += &format!(": {}", short(comment, 300));
    }
    text
}

fn told_column(column: &Column, target: Option<&str>) -> String {
    let is_null = if column.not_null { " NOT NULL" } else { "" };
    let mut text = format!("{} {}{is_null}", column.name, column.type_name);
    if let Some(target) = target {
        text += &format!(", refers to {target}");
    }
    if column.mark != Mark::Same {
        text += &format!(", {}", column.mark.word());
    }
    if let Some(was) = &column.was {
        let is_null = if was.not_null { " NOT NULL" } else { "" };
        text += &format!(", was {} {}{is_null}", was.name, was.type_name);
    }
    text
}
