//! The elements of the list in a statement's parentheses: columns and constraints, attributes, labels. One comes, changes or
//! goes, and the lines around it stay as they are.

use std::ops::Range;

use super::super::cursor::Cursor;
use super::super::head::head;
use super::super::subject;
use super::sheet::{comments, directly_above};
use crate::sql::lexer::{Token, TokenKind, tokens};

/// What an element is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::definition) enum Name {
    /// A column, or an attribute.
    Column(String),
    Constraint(String),
    /// A value of an enum.
    Label(String),
    None,
}

impl Name {
    pub fn text(&self) -> Option<&str> {
        match self {
            Name::Column(name) | Name::Constraint(name) | Name::Label(name) => Some(name),
            Name::None => None,
        }
    }
}

/// An element of a list.
#[derive(Debug, Clone)]
pub(in crate::definition) struct Element {
    pub name: Name,
    /// Its bytes in the statement.
    pub range: Range<usize>,
}

impl Element {
    pub fn text<'a>(&self, sql: &'a str) -> &'a str {
        &sql[self.range.clone()]
    }
}

/// The elements of a statement's list; none where it has no list.
pub(in crate::definition) fn elements(sql: &str) -> Option<Vec<Element>> {
    let cursor = Cursor::new(sql, 0..sql.len());
    let head = head(&cursor);
    if !matches!(head.kind.as_str(), "table" | "foreign table" | "type") {
        return None;
    }
    let list = subject::elements(&cursor, &head);
    (!list.is_empty()).then_some(())?;
    let element =
        |tokens: Range<usize>| Element { name: name(&mut cursor.moved_to(tokens.start)), range: cursor.bytes(tokens) };
    Some(list.into_iter().filter(|tokens| !tokens.is_empty()).map(element).collect())
}

fn name(cursor: &mut Cursor) -> Name {
    if cursor.eat(&["constraint"]) {
        return cursor.identifier().map_or(Name::None, Name::Constraint);
    }
    if ["primary", "unique", "check", "foreign", "exclude", "like"].iter().any(|word| cursor.sees(word)) {
        return Name::None;
    }
    match cursor.identifier() {
        Some(column) => Name::Column(column),
        None => {
            let label = cursor.text(cursor.at);
            let label = label.strip_prefix('\'').and_then(|label| label.strip_suffix('\''));
            label.map_or(Name::None, |label| Name::Label(label.replace("''", "'")))
        }
    }
}

/// The statement with another text in the place of an element.
pub(super) fn replaced(sql: &str, element: &Element, text: &str) -> String {
    format!("{}{text}{}", &sql[..element.range.start], &sql[element.range.end..])
}

/// The statement with one more element, behind the one at this index or before all.
pub(super) fn inserted(sql: &str, elements: &[Element], behind: Option<usize>, text: &str) -> String {
    let mut sql = sql.to_owned();
    let Some(behind) = behind else {
        let first = elements[0].range.start;
        let separator = match line_start(&sql, first) {
            Some(start) => format!(",{}{}", newline(&sql), &sql[start..first]),
            None => ", ".to_owned(),
        };
        sql.insert_str(first, &format!("{text}{separator}"));
        return sql;
    };
    let own = &elements[behind].range;
    let Some(start) = line_start(&sql, own.start).or_else(|| {
        // It stands behind a comma that begins the line.
        let comma = comma_before(&sql, elements, behind)?;
        line_start(&sql, comma)
    }) else {
        sql.insert_str(own.end, &format!(", {text}"));
        return sql;
    };
    let indent: String = sql[start..].chars().take_while(|one| *one == ' ' || *one == '\t').collect();
    let comma = comma_after(&sql, own.end);
    let leads = |comma: usize| line_start(&sql, comma).is_some();
    let commas_lead = match (comma, comma_before(&sql, elements, behind)) {
        (Some(comma), _) | (None, Some(comma)) => leads(comma),
        (None, None) => false,
    };
    let newline = newline(&sql);
    if commas_lead {
        let end = end_of_line(&sql, own.end);
        let indent =
            if behind == 0 && comma.is_none() { indent } else { comma_indent(&sql, elements, behind, &indent) };
        sql.insert_str(end, &format!("{newline}{indent}, {text}"));
        return sql;
    }
    match comma {
        Some(comma) => {
            let end = end_of_line(&sql, comma + 1);
            sql.insert_str(end, &format!("{newline}{indent}{text},"));
        }
        None => {
            let end = end_of_line(&sql, own.end);
            sql.insert_str(end, &format!("{newline}{indent}{text}"));
            sql.insert(own.end, ',');
        }
    }
    sql
}

/// The statement without an element, and without the comments directly above and beside it, which are given as well.
pub(super) fn removed(sql: &str, elements: &[Element], index: usize) -> (String, Vec<String>) {
    let own = &elements[index].range;
    let next = elements.get(index + 1).map(|next| next.range.start);
    let before = index.checked_sub(1).map(|before| elements[before].range.end);
    let comma = comma_after(sql, own.end).filter(|_| next.is_some());
    let leading_comma = comma_before(sql, elements, index).filter(|comma| line_start(sql, *comma).is_some());
    let first = leading_comma.unwrap_or(own.start);
    let Some(start) = line_start(sql, first) else {
        // Several stand on one line.
        let range = match (next, before) {
            (Some(next), Some(before)) if line_start(sql, next).is_some() => before..own.end,
            (Some(next), _) => own.start..next,
            (None, Some(before)) => before..own.end,
            (None, None) => own.clone(),
        };
        return (without(sql, range.clone()), comments(&sql[range]).map(str::to_owned).collect());
    };
    let above = directly_above(&sql[..start]);
    // What stands beside the element before, or behind the parenthesis, isn't about this one.
    let above =
        if line_start(sql, above).is_some() { line_start(sql, above).unwrap_or(above) } else { next_line(sql, above) };
    let mut start = above.min(start);
    if next.is_none() {
        // The blank line that parted it from the others parts nothing any more.
        while let Some(line) =
            sql[..start].strip_suffix('\n').map(|above| above.rfind('\n').map_or(0, |newline| newline + 1))
            && sql[line..start].trim().is_empty()
        {
            start = line;
        }
    }
    let trailing_comma = comma.filter(|_| leading_comma.is_none());
    let end = end_of_line(sql, trailing_comma.map_or(own.end, |comma| comma + 1));
    let shares_line = !sql[end..].starts_with(['\n', '\r']);
    if shares_line {
        let end = next.unwrap_or(own.end);
        let begin = if next.is_some() { own.start } else { before.unwrap_or(own.start) };
        return (without(sql, begin..end), comments(&sql[begin..end]).map(str::to_owned).collect());
    }
    let mut text = sql.to_owned();
    let lost = comments(&sql[start..end]).map(str::to_owned).collect();
    text.replace_range(start..end + sql[end..].find('\n').map_or(0, |newline| newline + 1), "");
    if next.is_none() && leading_comma.is_none() {
        // The one before is the last now.
        if let Some(comma) = before.and_then(|before| comma_after(&text, before)) {
            text.remove(comma);
        }
    } else if leading_comma.is_none() && comma.is_none() || index == 0 && comma.is_some_and(|comma| comma >= end) {
        // The first of a list whose lines begin with commas.
        if let Some(comma) = comma_after(&text, start) {
            let spaces = text[comma + 1..].len() - text[comma + 1..].trim_start_matches(' ').len();
            text.replace_range(comma..comma + 1 + spaces, "");
        }
    }
    (text, lost)
}

fn without(sql: &str, range: Range<usize>) -> String {
    format!("{}{}", &sql[..range.start], &sql[range.end..])
}

/// Where the line begins that this byte is the first of, but for its indentation.
fn line_start(sql: &str, at: usize) -> Option<usize> {
    let start = sql[..at].rfind('\n').map(|newline| newline + 1)?;
    sql[start..at].trim().is_empty().then_some(start)
}

fn next_line(sql: &str, at: usize) -> usize {
    sql[at..].find('\n').map_or(sql.len(), |newline| at + newline + 1)
}

/// The next comma, if nothing but comments is before it.
fn comma_after(sql: &str, at: usize) -> Option<usize> {
    let token = tokens(&sql[at..]).find(|token| !token.is_trivia())?;
    (token.text(&sql[at..]) == ",").then_some(at + token.range.start)
}

fn comma_before(sql: &str, elements: &[Element], index: usize) -> Option<usize> {
    index.checked_sub(1).and_then(|before| comma_after(sql, elements[before].range.end))
}

fn comma_indent(sql: &str, elements: &[Element], index: usize, usual: &str) -> String {
    let comma = comma_after(sql, elements[index].range.end).or_else(|| comma_before(sql, elements, index));
    let start = comma.and_then(|comma| line_start(sql, comma).map(|start| start..comma));
    start.map_or_else(|| usual.to_owned(), |range| sql[range].to_owned())
}

/// Where the line ends behind this byte and the comments that follow it there.
fn end_of_line(sql: &str, at: usize) -> usize {
    let rest = &sql[at..];
    let mut end = at;
    for token in tokens(rest) {
        match token.kind {
            TokenKind::Whitespace if token.text(rest).contains('\n') => return end,
            TokenKind::Whitespace => {}
            TokenKind::Comment if !token.text(rest).contains('\n') => end = at + token.range.end,
            _ => return end,
        }
    }
    end
}

fn newline(sql: &str) -> &'static str {
    if sql.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The tokens of a text that aren't whitespace or comments.
pub(super) fn solid(text: &str) -> Vec<Token> {
    tokens(text).filter(|token| !token.is_trivia()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_insert(sql: &str, behind: Option<usize>, wanted: &str) {
        let list = elements(sql).expect("there is a list");
        assert_eq!(inserted(sql, &list, behind, "x int"), wanted);
    }

    fn check_remove(sql: &str, index: usize, wanted: &str) {
        let list = elements(sql).expect("there is a list");
        assert_eq!(removed(sql, &list, index).0, wanted);
    }

    #[test]
    fn an_element_comes_on_a_line_of_its_own_if_the_others_have_one() {
        let lines = "create table t (\n  a int, -- one\n  b int -- two\n)";
        check_insert(lines, Some(0), "create table t (\n  a int, -- one\n  x int,\n  b int -- two\n)");
        check_insert(lines, Some(1), "create table t (\n  a int, -- one\n  b int, -- two\n  x int\n)");
        check_insert(lines, None, "create table t (\n  x int,\n  a int, -- one\n  b int -- two\n)");
        check_insert("create table t (a int, b int)", Some(0), "create table t (a int, x int, b int)");
        check_insert(
            "create table t (\n  a int\n, b int\n)",
            Some(1),
            "create table t (\n  a int\n, b int\n, x int\n)",
        );
        check_insert(
            "create table t (\n  a int\n, b int\n)",
            Some(0),
            "create table t (\n  a int\n, x int\n, b int\n)",
        );
    }

    #[test]
    fn an_element_goes_with_its_comments_and_its_comma() {
        let lines = "create table t (\n  a int, -- one\n  -- Two.\n  b int, -- two\n\n  -- Rest.\n\n  c int\n)";
        check_remove(lines, 0, "create table t (\n  -- Two.\n  b int, -- two\n\n  -- Rest.\n\n  c int\n)");
        check_remove(lines, 1, "create table t (\n  a int, -- one\n\n  -- Rest.\n\n  c int\n)");
        check_remove(lines, 2, "create table t (\n  a int, -- one\n  -- Two.\n  b int -- two\n\n  -- Rest.\n)");
        check_remove("create table t (a int, b int)", 1, "create table t (a int)");
        check_remove("create table t (a int, b int)", 0, "create table t (b int)");
        check_remove("create table t (\n  a int\n, b int\n, c int\n)", 1, "create table t (\n  a int\n, c int\n)");
        check_remove("create table t (\n  a int\n, b int\n, c int\n)", 2, "create table t (\n  a int\n, b int\n)");
    }
}
