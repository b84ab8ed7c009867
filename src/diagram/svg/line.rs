//! The line of a link: a crow's foot where many rows may refer, a ring where none need be referred to.

use std::fmt::Write;

use super::table::height_of;
use super::{Sheet, Side, escaped, is_key};
use crate::diagram::layout::Point;
use crate::diagram::{Link, Mark};

/// How wide a letter of a link's name is.
pub(super) const LETTER: f64 = 6.1;
/// How far a line leaves a box before it turns.
const STUB: f64 = 18.0;

/// Draws a link, unless it was cut or isn't there at this end of the change.
pub(super) fn draw(sheet: &Sheet, number: usize, link: &Link, side: Side, svg: &mut String) {
    let tables = &sheet.diagram.tables;
    let ends_are_there = [link.from, link.to].iter().all(|table| side.has(tables[*table].mark));
    let Some(route) = sheet.layout.routes[number].as_ref().filter(|_| ends_are_there && side.has(link.mark)) else {
        return;
    };
    let middle = |table: usize| sheet.layout.boxes[table].x + sheet.layout.boxes[table].width / 2.0;
    let end = |table: usize, column: Option<&String>, next: Option<&Point>, other: usize| {
        let place = sheet.layout.boxes[table];
        let next = next.map_or_else(|| middle(other), |(x, _)| *x);
        let is_left = next < middle(table) || table == other;
        let y = place.y + height_of(&tables[table], column, side);
        if is_left { (place.x, y, -1.0) } else { (place.x + place.width, y, 1.0) }
    };
    let (x0, y0, out) = end(link.from, link.columns.first(), route.first(), link.to);
    let (x1, y1, into) = end(link.to, link.referenced.first(), route.last(), link.from);
    let mut path = format!("M{x0} {y0}");
    match link.from == link.to {
        true => {
            let far = x0 - 26.0;
            let (top, bottom) = if (y0 - y1).abs() < 1.0 { (y0, y1 + 14.0) } else { (y0, y1) };
            let _ = write!(path, "H{}C{far} {top} {far} {bottom} {} {bottom}H{x1}", x0 - 12.0, x1 - 12.0);
        }
        false => {
            let mut last = (x0 + out * STUB, y0);
            let _ = write!(path, "H{}", last.0);
            for (x, y) in route.iter().copied().chain([(x1 + into * STUB, y1)]) {
                match (y - last.1).abs() < 1.0 {
                    true => {
                        let _ = write!(path, "H{x}");
                    }
                    false => {
                        let middle = ((last.0 + x) / 2.0).round();
                        let _ = write!(path, "C{middle} {} {middle} {y} {x} {y}", last.1);
                    }
                }
                last = (x, y);
            }
            let _ = write!(path, "H{x1}");
        }
    }
    let mark = if side == Side::Before && link.mark != Mark::Dropped { Mark::Same } else { link.mark };
    let dashed = if is_key(link.sort) { "" } else { " dashed" };
    let _ = write!(
        svg,
        "<g class=\"link {}{dashed}\"><title>{}</title><path d=\"{path}{}\"/>",
        mark.word(),
        escaped(&told(sheet, link)),
        feet(link, (x0, y0, out), (x1, y1, into))
    );
    if is_key(link.sort) && link.is_optional {
        let _ = write!(svg, "<circle cx=\"{}\" cy=\"{y1}\" r=\"3.5\"/>", x1 + into * 11.0);
    }
    let label = sheet.layout.labels.get(number).copied().flatten();
    if let Some((x, y)) = label.filter(|_| sheet.is_named && !link.name.is_empty()) {
        let _ = write!(svg, "<text x=\"{x}\" y=\"{}\">{}</text>", y - 4.0, escaped(&link.name));
    } else if mark != Mark::Same {
        // The sign says what the colour says.
        let _ = write!(svg, "<text class=\"sign\" x=\"{}\" y=\"{}\">{}</text>", x0 + out * 14.0, y0 - 5.0, mark.sign());
    }
    svg.push_str("</g>\n");
}

/// What stands at both ends: (x, y, direction).
fn feet(link: &Link, (x0, y0, out): (f64, f64, f64), (x1, y1, into): (f64, f64, f64)) -> String {
    if !is_key(link.sort) {
        return format!("M{} {}L{x1} {y1}L{} {}", x1 + into * 8.0, y1 - 4.0, x1 + into * 8.0, y1 + 4.0);
    }
    let one = |x: f64, y: f64| format!("M{x} {}v10", y - 5.0);
    let many = format!("M{x0} {}L{} {y0}L{x0} {}", y0 - 5.0, x0 + out * 10.0, y0 + 5.0);
    let referrer = if link.is_unique { one(x0 + out * 6.0, y0) } else { many };
    let target = if link.is_optional { String::new() } else { one(x1 + into * 6.0, y1) };
    referrer + &target
}

fn told(sheet: &Sheet, link: &Link) -> String {
    let name = |table: usize| sheet.diagram.tables[table].id.dotted();
    let columns = |names: &[String]| if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    let mut text = format!(
        "{}{} {} {}{}",
        name(link.from),
        columns(&link.columns),
        link.sort.word(),
        name(link.to),
        columns(&link.referenced)
    );
    if !link.name.is_empty() {
        text = format!("{}: {text}", link.name);
    }
    if link.mark != Mark::Same {
        text += &format!(", {}", link.mark.word());
    }
    text
}
