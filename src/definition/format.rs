//! Definitions in one layout: only the space between tokens changes, so that a text means what it meant.
//!
//! Nothing here knows a grammar: strings, bodies, names, comments and the case of words stay byte for byte, and the order of
//! everything. What isn't sure to be layout is left as it is.

mod toml;

use crate::error::{Error, Result};
use crate::sql::lexer::{Token, TokenKind, tokens};
use crate::sql::{self, StatementKind};

use super::File;
use super::edit::elements;

/// The text of a file in our layout.
///
/// # Errors
/// For a quote or a comment that never ends, and for TOML that isn't.
pub fn format(file: &File) -> Result<String> {
    let formatted = match file.name.ends_with(".toml") {
        true => toml::formatted(file)?,
        false => formatted(file)?,
    };
    Ok(formatted)
}

/// The indentation of the elements of a list.
const INDENT: &str = "    ";

fn formatted(file: &File) -> Result<String> {
    let text = file.text.as_str();
    let statements = sql::split(text).map_err(|error| Error::Load {
        place: sql::place(&file.name, text, error.offset),
        message: format!("{} never ends", error.what),
        hint: None,
    })?;
    // Rows and commands of psql are no SQL, and a loader says what is wrong with them.
    if statements.iter().any(|statement| statement.kind != StatementKind::Sql) {
        return Ok(text.to_owned());
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut made = String::new();
    let mut at = start;
    for statement in &statements {
        between(&mut made, &text[at..statement.range.start], true);
        made.push_str(&inside(statement.text(text)));
        at = statement.range.end;
    }
    between(&mut made, &text[at..], false);
    let made = format!("{}{}", &text[..start], made.trim_end_matches([' ', '\t', '\n', '\r']));
    let made = if made.len() == start { made } else { made + "\n" };
    let made = with_newlines(&made, newline);
    let said = |text: &str| {
        let solid = tokens(text).filter(|token| token.kind != TokenKind::Whitespace);
        solid.map(|token| token.text(text).replace("\r\n", "\n")).collect::<Vec<_>>()
    };
    match said(text) == said(&made) {
        true => Ok(made),
        false => Err(Error::usage(format!("{} can't be formatted without changing what it says", file.name))),
    }
}

/// Puts what stands between two statements: semicolons, comments, and no more than one blank line.
fn between(made: &mut String, text: &str, is_followed: bool) {
    let mut newlines = 0;
    let mut has_space = false;
    for token in tokens(text) {
        if token.kind == TokenKind::Whitespace {
            newlines += token.text(text).matches('\n').count();
            has_space = true;
            continue;
        }
        let is_mark = token.kind != TokenKind::Comment;
        let is_right_behind = is_mark && !ends_in_comment(made) && newlines == 0;
        if !made.is_empty() && !is_right_behind {
            gap(made, newlines, has_space || !is_mark);
        } else if is_mark && ends_in_comment(made) {
            made.push('\n');
        }
        made.push_str(token.text(text).trim_end_matches('\r'));
        (newlines, has_space) = (0, false);
    }
    if is_followed && !made.is_empty() {
        let is_behind_block = made.ends_with("*/");
        gap(made, if is_behind_block { newlines } else { newlines.max(1) }, true);
    }
}

fn ends_in_comment(made: &str) -> bool {
    let line = made.rsplit('\n').next().unwrap_or_default();
    tokens(line).last().is_some_and(|token| token.kind == TokenKind::Comment && token.text(line).starts_with("--"))
}

fn gap(made: &mut String, newlines: usize, has_space: bool) {
    match newlines {
        0 if has_space => made.push(' '),
        0 => {}
        1 => made.push('\n'),
        _ => made.push_str("\n\n"),
    }
}

/// A statement, whose list (of a table's columns, say) has an element a line if it has several lines at all.
fn inside(statement: &str) -> String {
    let all: Vec<Token> = tokens(statement).filter(|token| token.kind != TokenKind::Whitespace).collect();
    let list = List::of(statement, &all);
    let mut made = String::new();
    for (index, token) in all.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).map(|before| &all[before]) {
            let space = &statement[before.range.end..token.range.start];
            let layout = list.as_ref().and_then(|list| list.space(statement, before, token, space));
            made.push_str(&layout.unwrap_or_else(|| tidied(space)));
        }
        made.push_str(token.text(statement));
    }
    made
}

/// Space without what can't be seen at the ends of lines, and with no more than one blank line.
fn tidied(space: &str) -> String {
    match space.rfind('\n') {
        None => space.to_owned(),
        Some(last) => {
            let newlines = space.matches('\n').count().min(2);
            "\n".repeat(newlines) + &space[last + 1..]
        }
    }
}

/// A list of many lines, by the bytes of its statement.
struct List {
    /// Of the parentheses.
    open: usize,
    close: usize,
    elements: Vec<std::ops::Range<usize>>,
}

impl List {
    fn of(statement: &str, all: &[Token]) -> Option<List> {
        let elements: Vec<_> = elements(statement)?.into_iter().map(|element| element.range).collect();
        let (first, last) = (elements.first()?.start, elements.last()?.end);
        let open = all.iter().rfind(|token| token.range.end <= first && token.is_mark(statement, "("))?.range.start;
        let close = all.iter().find(|token| token.range.start >= last && token.is_mark(statement, ")"))?.range.start;
        let list = List { open, close, elements };
        let breaks = |range: std::ops::Range<usize>| statement[range].contains('\n');
        let has_lines = breaks(open..first)
            || breaks(last..close)
            || list.elements.windows(2).any(|pair| breaks(pair[0].end..pair[1].start));
        has_lines.then_some(list)
    }

    /// The space between two tokens; none where it is no matter of the list.
    fn space(&self, statement: &str, before: &Token, token: &Token, space: &str) -> Option<String> {
        let at = token.range.start;
        if before.range.start < self.open || at > self.close {
            return None;
        }
        let newlines = space.matches('\n').count();
        let within = self.elements.iter().find(|element| element.start < at && at < element.end);
        if let Some(element) = within.filter(|element| before.range.end > element.start) {
            // Lines that go on move with their first one.
            let (first, last) = (&statement[..element.start], space.rfind('\n')?);
            let line = &first[first.rfind('\n').map_or(0, |newline| newline + 1)..];
            let old = if line.trim().is_empty() { line.chars().count() } else { INDENT.len() };
            let indent = space[last + 1..].chars().count();
            let moved = (indent + INDENT.len()).saturating_sub(old).max(INDENT.len());
            return Some("\n".repeat(newlines.min(2)) + &" ".repeat(moved));
        }
        let is_comment = token.kind == TokenKind::Comment;
        let is_behind_line = before.kind == TokenKind::Comment && before.text(statement).starts_with("--");
        if is_comment && newlines == 0 {
            return Some(" ".to_owned());
        }
        if token.is_mark(statement, ",") && !is_behind_line {
            return Some(String::new());
        }
        let is_beside = before.kind == TokenKind::Comment && !is_behind_line && newlines == 0;
        if is_beside {
            return Some(" ".to_owned());
        }
        if at == self.close {
            return Some("\n".to_owned());
        }
        let is_first = before.range.start == self.open;
        let is_behind_comma = before.is_mark(statement, ",");
        let leads = is_behind_comma
            && newlines == 0
            && statement[..before.range.start].trim_end_matches([' ', '\t']).ends_with('\n')
            && self.is_behind_comment(statement, before);
        match leads {
            // A comma that can't stand before a comment.
            true => Some(" ".to_owned()),
            false => Some(if newlines > 1 && !is_first { "\n\n" } else { "\n" }.to_owned() + INDENT),
        }
    }

    /// Whether a comment that ends its line stands before a token.
    fn is_behind_comment(&self, statement: &str, token: &Token) -> bool {
        let above =
            tokens(&statement[self.open..token.range.start]).filter(|one| one.kind != TokenKind::Whitespace).last();
        above.is_some_and(|above| above.kind == TokenKind::Comment)
    }
}

/// The text with these line ends where they are no part of a string.
fn with_newlines(text: &str, newline: &str) -> String {
    if newline == "\n" {
        return text.to_owned();
    }
    let ends = |token: &Token| match token.kind {
        TokenKind::Whitespace => token.text(text).replace("\r\n", "\n").replace('\n', newline),
        _ => token.text(text).to_owned(),
    };
    tokens(text).map(|token| ends(&token)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &str) {
        let file = |text: &str| File { name: "a.sql".to_owned(), text: text.to_owned() };
        let once = format(&file(text)).expect("it can be formatted");
        assert_eq!(once, wanted);
        assert_eq!(format(&file(&once)).expect("it can be formatted"), once);
    }

    #[test]
    fn a_list_of_many_lines_has_an_element_a_line() {
        check(
            "\n\ncreate table t (a int,  -- one  \n  -- two\n b text default 'x  \n  y', c int check (\n   c > 0)\n  )   ;   -- end\n\n\n\ncomment on table t\n   is 'y';create view v as\n  select 1  \n ;",
            "create table t (\n    a int, -- one  \n    -- two\n    b text default 'x  \n  y',\n    c int check (\n    c > 0)\n); -- end\n\ncomment on table t\n   is 'y';\ncreate view v as\n  select 1\n;\n",
        );
        check("create table t (a int, b int)", "create table t (a int, b int)\n");
        check(
            "create table t (\n\ta int\n\t, b int -- b\n\t, c int\n)",
            "create table t (\n    a int,\n    b int -- b\n    , c int\n)\n",
        );
        check("create table t (\r\n a int\r\n);\r\n", "create table t (\r\n    a int\r\n);\r\n");
        check("create type m as enum ('a',\n'b' /* c */\n)", "create type m as enum (\n    'a',\n    'b' /* c */\n)\n");
        check("-- only words", "-- only words\n");
        check("", "");
    }
}
