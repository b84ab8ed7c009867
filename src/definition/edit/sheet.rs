//! A text of SQL as statements with what stands between them, so that one can be exchanged and all else stays byte for byte.

use std::sync::Arc;

use super::super::accept::{Verdict, verdict};
use super::super::cursor::Cursor;
use super::super::head::{Action, Head, head};
use super::super::setting::Settings;
use crate::sql::lexer::{Token, TokenKind, tokens};
use crate::sql::{self, StatementKind};

/// The statements of a text.
#[derive(Debug, Clone)]
pub(in crate::definition) struct Sheet {
    start: String,
    pub pieces: Vec<Piece>,
    rest: String,
    newline: &'static str,
}

/// A statement with what belongs to it.
#[derive(Debug, Clone)]
pub(in crate::definition) struct Piece {
    /// What stands above it: blank lines and comments.
    pub leading: String,
    pub text: String,
    /// Its semicolon, and what follows on that line.
    tail: String,
    pub head: Head,
    /// The schema of a name that is written without one.
    pub schema: String,
    /// False for settings, and for what isn't the server's.
    pub is_definition: bool,
}

impl Piece {
    /// What follows the statement on its line.
    pub fn tail(&self) -> &str {
        &self.tail
    }

    pub fn makes(&self) -> bool {
        matches!(self.head.action, Action::Create { .. })
    }
}

impl Sheet {
    /// What stands before the first statement and isn't about it.
    pub fn start(&self) -> &str {
        &self.start
    }

    /// What stands behind the last statement.
    pub fn rest(&self) -> &str {
        &self.rest
    }

    /// The statements of a text; none where a quote or a comment never ends.
    pub fn new(text: &str) -> Option<Sheet> {
        let statements = sql::split(text).ok()?;
        let mut settings = Arc::new(Settings::default());
        let mut pieces: Vec<Piece> = Vec::new();
        let mut at = statements.first().map_or(0, |first| first.leading.start);
        let start = text[..at].to_owned();
        for (index, statement) in statements.iter().enumerate() {
            let leading = text[at..statement.range.start].to_owned();
            at = statements
                .get(index + 1)
                .map_or_else(|| end_behind(text, statement.range.end), |next| next.leading.start);
            at = at.max(statement.range.end);
            at += end_of_line(&text[at..]);
            let cursor = Cursor::new(text, statement.range.clone());
            let head = head(&cursor);
            let mut is_definition = statement.kind == StatementKind::Sql;
            if is_definition {
                match verdict(&cursor, &head, statement.text(text)) {
                    Verdict::Set(setting) => {
                        Arc::make_mut(&mut settings).set(setting);
                        is_definition = false;
                    }
                    Verdict::Reset(name) => {
                        Arc::make_mut(&mut settings).reset(name.as_deref());
                        is_definition = false;
                    }
                    Verdict::Skip | Verdict::Role(_) | Verdict::Refuse { .. } => is_definition = false,
                    Verdict::Load => {}
                }
            }
            pieces.push(Piece {
                leading,
                text: statement.text(text).to_owned(),
                tail: text[statement.range.end..at].to_owned(),
                head,
                schema: settings.schema().to_owned(),
                is_definition,
            });
        }
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Some(Sheet { start, pieces, rest: text[at..].to_owned(), newline })
    }

    pub fn text(&self) -> String {
        let mut text = self.start.clone();
        for piece in &self.pieces {
            text.push_str(&piece.leading);
            text.push_str(&piece.text);
            text.push_str(&piece.tail);
        }
        text + &self.rest
    }

    pub fn is_empty(&self) -> bool {
        let has_comment = |text: &str| !text.trim().trim_start_matches('\u{feff}').is_empty();
        self.pieces.is_empty() && !has_comment(&self.start) && !has_comment(&self.rest)
    }

    /// Puts another text in the place of a statement.
    pub fn replace(&mut self, index: usize, text: &str) {
        let text = with_newlines(text, self.newline);
        let piece = &mut self.pieces[index];
        let cursor = Cursor::new(&text, 0..text.len());
        piece.head = head(&cursor);
        piece.text = text;
    }

    /// The same, with the comments that stood inside of the statement put above it.
    pub fn rewrite(&mut self, index: usize, text: &str) {
        let piece = &self.pieces[index];
        let inside = comments(&piece.text).map(|comment| comment.to_owned() + self.newline).collect::<String>();
        self.pieces[index].leading.push_str(&inside);
        self.replace(index, text);
    }

    /// Puts a statement behind another, or at the end. Gives its place.
    pub fn insert(&mut self, behind: Option<usize>, text: &str, schema: &str) -> usize {
        let text = with_newlines(text, self.newline);
        let newline = self.newline;
        if behind.is_none() && !self.rest.trim().is_empty() {
            // Comments at the end stay above what comes behind them.
            self.rest = self.rest.trim_end().to_owned() + newline;
        }
        let leading = match behind.map(|index| &self.pieces[index]) {
            Some(above) => {
                let is_short = !above.text.contains('\n') && !text.contains('\n');
                let is_dense = !above.leading.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
                let ends_line = above.tail.ends_with('\n');
                let blank = if is_short && is_dense { "" } else { newline };
                if ends_line { blank.to_owned() } else { format!("{newline}{blank}") }
            }
            None if self.rest.trim().is_empty() && self.start.trim().is_empty() => String::new(),
            None => std::mem::take(&mut self.rest) + newline,
        };
        if let Some(above) = behind.filter(|_| true)
            && !self.pieces[above].tail.contains(';')
            && self.pieces[above].is_definition
        {
            self.pieces[above].tail.insert(0, ';');
        }
        let cursor = Cursor::new(&text, 0..text.len());
        let piece = Piece {
            leading,
            head: head(&cursor),
            tail: format!(";{newline}"),
            text,
            schema: schema.to_owned(),
            is_definition: true,
        };
        let at = behind.map_or(self.pieces.len(), |index| index + 1);
        self.pieces.insert(at, piece);
        at
    }

    /// Takes a statement out, with the comments directly above it and beside it, which are given back.
    pub fn remove(&mut self, index: usize) -> Vec<String> {
        let piece = self.pieces.remove(index);
        let (kept, above) = piece.leading.split_at(directly_above(&piece.leading));
        let lost = [above, &piece.text, &piece.tail].into_iter().flat_map(comments).map(str::to_owned).collect();
        let kept = kept.trim_end();
        let is_first = index == 0 && self.start.trim_start_matches('\u{feff}').is_empty();
        let next = self.pieces.get_mut(index).map_or(&mut self.rest, |next| &mut next.leading);
        if !kept.is_empty() {
            *next = format!("{kept}{}{next}", self.newline);
        } else if is_first {
            *next = next.trim_start_matches(['\n', '\r']).to_owned();
        }
        if index == self.pieces.len() && self.rest.trim().is_empty() {
            self.rest.clear();
        }
        lost
    }

    /// Takes a statement out whose object stays; its comments stay, too.
    pub fn dissolve(&mut self, index: usize) {
        let piece = &self.pieces[index];
        let inside = [&piece.text, &piece.tail].into_iter().flat_map(|text| comments(text));
        let inside: String = inside.map(|comment| comment.to_owned() + self.newline).collect();
        let kept = piece.leading.clone() + &inside;
        self.pieces[index].tail.clear();
        self.pieces[index].text.clear();
        self.pieces[index].leading.clear();
        self.remove(index);
        if !kept.trim().is_empty() {
            let next = self.pieces.get_mut(index).map_or(&mut self.rest, |next| &mut next.leading);
            *next = kept + next;
        }
    }
}

/// The comments of a text.
pub(in crate::definition) fn comments(text: &str) -> impl Iterator<Item = &str> {
    tokens(text).filter(|token| token.kind == TokenKind::Comment).map(move |token| token.text(text).trim_end())
}

/// Where the comments begin that stand directly above what follows the text: no blank line is between.
pub(in crate::definition) fn directly_above(text: &str) -> usize {
    let all: Vec<Token> = tokens(text).collect();
    let mut start = text.len();
    let mut newlines = 0;
    for token in all.iter().rev() {
        match token.kind {
            TokenKind::Comment => {
                start = token.range.start;
                newlines = 0;
            }
            TokenKind::Whitespace => {
                newlines += token.text(text).matches('\n').count();
                if newlines > 1 {
                    break;
                }
            }
            _ => break,
        }
    }
    start
}

/// The text with these line ends where they are no part of a string.
fn with_newlines(text: &str, newline: &str) -> String {
    if newline == "\n" {
        return text.to_owned();
    }
    tokens(text)
        .map(|token| match token.is_trivia() {
            true => token.text(text).replace("\r\n", "\n").replace('\n', newline),
            false => token.text(text).to_owned(),
        })
        .collect()
}

/// How much of the text stands on its first line, with comments and the line's end; nothing if there is something else.
fn end_of_line(text: &str) -> usize {
    for token in tokens(text) {
        match token.kind {
            TokenKind::Whitespace => {
                if let Some(newline) = token.text(text).find('\n') {
                    return token.range.start + newline + 1;
                }
            }
            TokenKind::Comment if !token.text(text).contains('\n') => {}
            _ => return 0,
        }
    }
    text.len()
}

/// The end of the semicolon behind a statement that is the last one.
fn end_behind(text: &str, end: usize) -> usize {
    let semicolon = tokens(&text[end..]).find(|token| !token.is_trivia());
    semicolon.filter(|token| token.text(&text[end..]) == ";").map_or(end, |token| end + token.range.end)
}
