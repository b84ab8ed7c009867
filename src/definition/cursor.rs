//! Walks over the tokens of one statement and picks out words and names. It knows no grammar.

use std::ops::Range;
use std::sync::Arc;

use crate::sql::lexer::{Token, TokenKind, tokens_from};
use crate::sql::quote_identifier;

/// A name as a statement writes it, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name {
    pub schema: Option<String>,
    pub name: String,
}

impl Name {
    /// The name as SQL.
    pub fn to_sql(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", quote_identifier(schema), quote_identifier(&self.name)),
            None => quote_identifier(&self.name),
        }
    }
}

/// The tokens of a statement, without whitespace and comments, and how far it was read.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    pub source: &'a str,
    pub tokens: Arc<[Token]>,
    /// The index of the next token.
    pub at: usize,
}

impl<'a> Cursor<'a> {
    /// The tokens within these bytes of a text.
    pub fn new(source: &'a str, range: Range<usize>) -> Cursor<'a> {
        let tokens = tokens_from(&source[..range.end], range.start).filter(|token| !token.is_trivia()).collect();
        Cursor { source, tokens, at: 0 }
    }

    /// The same tokens, to be read from this index on.
    pub fn moved_to(&self, at: usize) -> Cursor<'a> {
        Cursor { source: self.source, tokens: Arc::clone(&self.tokens), at }
    }

    /// The text of a token, empty behind the last one.
    pub fn text(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| token.text(self.source))
    }

    /// Whether the token at this index is this bare word.
    pub fn is_word(&self, index: usize, word: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| token.is_word(self.source, word))
    }

    /// Whether the token at this index is this mark.
    pub fn is_mark(&self, index: usize, mark: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| token.is_mark(self.source, mark))
    }

    /// Whether the next token is this word.
    pub fn sees(&self, word: &str) -> bool {
        self.is_word(self.at, word)
    }

    pub fn sees_mark(&self, mark: &str) -> bool {
        self.is_mark(self.at, mark)
    }

    /// Steps over these words if they are next.
    pub fn eat(&mut self, words: &[&str]) -> bool {
        let all = words.iter().enumerate().all(|(index, word)| self.is_word(self.at + index, word));
        if all {
            self.at += words.len();
        }
        all
    }

    /// Steps over the first of these words that is next.
    pub fn eat_any<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        words.iter().copied().find(|word| self.eat(&[word]))
    }

    pub fn eat_mark(&mut self, mark: &str) -> bool {
        let is = self.sees_mark(mark);
        self.at += usize::from(is);
        is
    }

    /// The operator at this index.
    pub fn operator(&self, index: usize) -> Option<&'a str> {
        self.tokens.get(index).filter(|token| token.kind == TokenKind::Operator).map(|token| token.text(self.source))
    }

    pub fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The next word, in lower case, without stepping over it; empty when what is next is no bare word.
    pub fn word(&self) -> String {
        self.tokens
            .get(self.at)
            .filter(|token| token.kind == TokenKind::Word)
            .map(|token| token.text(self.source).to_ascii_lowercase())
            .unwrap_or_default()
    }

    /// Steps over one name without a schema.
    pub fn identifier(&mut self) -> Option<String> {
        let name = self.tokens.get(self.at)?.name(self.source)?;
        self.at += 1;
        Some(name)
    }

    /// Steps over the parts of a dotted name.
    pub fn parts(&mut self) -> Option<Vec<String>> {
        let mut parts = vec![self.identifier()?];
        while self.sees_mark(".") {
            self.at += 1;
            match self.identifier() {
                Some(part) => parts.push(part),
                None => break,
            }
        }
        Some(parts)
    }

    /// Steps over a name that may have a schema; a database before the schema is dropped.
    pub fn name(&mut self) -> Option<Name> {
        let mut parts = self.parts()?;
        let name = parts.pop()?;
        Some(Name { schema: parts.pop(), name })
    }

    /// Steps over a parenthesis and what is inside; gives the indexes of the tokens inside.
    pub fn parenthesis(&mut self) -> Option<Range<usize>> {
        if !self.sees_mark("(") {
            return None;
        }
        let start = self.at + 1;
        let mut depth = 0;
        while self.at < self.tokens.len() {
            if self.sees_mark("(") {
                depth += 1;
            } else if self.sees_mark(")") {
                depth -= 1;
            }
            self.at += 1;
            if depth == 0 {
                return Some(start..self.at - 1);
            }
        }
        Some(start..self.at)
    }

    /// Steps forward to the next such word outside of parentheses, and over it.
    pub fn seek(&mut self, word: &str) -> bool {
        while !self.is_done() {
            if self.eat(&[word]) {
                return true;
            }
            if self.parenthesis().is_none() {
                self.at += 1;
            }
        }
        false
    }

    /// The token indexes of each element of a list, cut at the commas outside of inner parentheses.
    pub fn elements(&self, list: Range<usize>) -> Vec<Range<usize>> {
        let mut elements = Vec::new();
        let mut depth = 0usize;
        let mut start = list.start;
        for index in list.clone() {
            match self.text(index) {
                "(" | "[" if self.tokens[index].kind == TokenKind::Punctuation => depth += 1,
                ")" | "]" if self.tokens[index].kind == TokenKind::Punctuation => depth = depth.saturating_sub(1),
                "," if depth == 0 => {
                    elements.push(start..index);
                    start = index + 1;
                }
                _ => {}
            }
        }
        if start < list.end {
            elements.push(start..list.end);
        }
        elements
    }

    /// The bytes from the first to the last of these tokens.
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens[tokens.start].range.start;
        start..self.tokens[tokens.end - 1].range.end.max(start)
    }
}
