//! Cuts SQL text into statements, where psql cuts it, and finds the directives that stand above them.
//!
//! The statements keep their bytes. Besides SQL a file may hold what pg_dump writes for psql: backslash lines and the
//! data of a `COPY … FROM stdin`.

use std::ops::Range;

use super::directive::{Directive, directive_text};
use super::lexer::{Token, TokenKind, tokens_from};
use super::line_at;

/// A statement, by the bytes it has in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// From its first token to its last; without the semicolon, and without comments around it.
    pub range: Range<usize>,
    /// Of its first byte, counted from 1.
    pub line: usize,
    pub kind: StatementKind,
    /// What stands between the statement before and this one: whitespace and comments.
    pub leading: Range<usize>,
    /// In the order in which they are written.
    pub directives: Vec<Directive>,
}

impl Statement {
    /// The statement's own text, out of the text it was cut from.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        &source[self.range.clone()]
    }
}

/// Who a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// The server.
    Sql,
    /// The statement before, a `COPY … FROM stdin`: its rows, without the line `\.` that ends them.
    CopyData,
    /// psql: a backslash and the rest of its line.
    MetaCommand,
}

/// A quote or a comment that never ends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what} never ends")]
pub struct SplitError {
    /// Of the place where it begins, counted from 1.
    pub line: usize,
    /// The byte where it begins.
    pub offset: usize,
    pub what: &'static str,
}

/// The statements of a text, in order. Empty ones are left out.
///
/// # Errors
/// Where the text ends inside a quote or a comment.
pub fn split(source: &str) -> Result<Vec<Statement>, SplitError> {
    let mut splitter = Splitter { source, ..Splitter::default() };
    // psql, too, skips the mark that some editors put first.
    let mut at = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    splitter.leading_start = at;
    while let Some(next) = splitter.read_from(at)? {
        at = next;
    }
    splitter.finish(source.len());
    Ok(splitter.statements)
}

/// Enough to tell a routine, and a `COPY schema.table FROM stdin`, by.
const WORDS_KEPT: usize = 8;

#[derive(Default)]
struct Splitter<'a> {
    source: &'a str,
    statements: Vec<Statement>,
    /// The end of the statement before.
    leading_start: usize,
    /// The statement being read: its bytes so far, and the line of the first.
    current: Option<(Range<usize>, usize)>,
    /// Of the statement being read, as long as they may matter.
    words: Vec<&'a str>,
    parentheses: usize,
    /// `BEGIN ATOMIC`, and each `CASE` inside it, counts until its `END`.
    blocks: usize,
    last_word_was_begin: bool,
    directives: Vec<Directive>,
    /// The directives from here on stand above something that hasn't come yet.
    directives_open: usize,
    /// How many newlines there are before the byte `counted_to`.
    newlines: usize,
    counted_to: usize,
    /// The first token of the present line, if it has one.
    first_of_line: Option<usize>,
}

impl<'a> Splitter<'a> {
    /// Reads tokens until the text must be read in another way; gives the offset to go on from.
    fn read_from(&mut self, start: usize) -> Result<Option<usize>, SplitError> {
        for token in tokens_from(self.source, start) {
            if !token.is_closed {
                return Err(self.never_ends(&token));
            }
            match token.kind {
                TokenKind::Whitespace => {
                    if token.text(self.source).contains('\n') {
                        self.first_of_line = None;
                    }
                }
                TokenKind::Comment => self.comment(&token),
                TokenKind::Punctuation if token.text(self.source) == "\\" => {
                    self.finish(token.range.start);
                    return Ok(Some(self.meta_command(token.range.start)));
                }
                TokenKind::Punctuation if token.text(self.source) == ";" && self.is_at_top() => {
                    let takes_data = self.takes_data();
                    self.finish(token.range.end);
                    if takes_data {
                        return Ok(Some(self.copy_data(token.range.end)));
                    }
                }
                _ => self.token(&token),
            }
        }
        Ok(None)
    }

    fn is_at_top(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn token(&mut self, token: &Token) {
        let start = token.range.start;
        self.first_of_line.get_or_insert(start);
        for directive in &mut self.directives[self.directives_open..] {
            directive.subject = start;
        }
        self.directives_open = self.directives.len();
        match &mut self.current {
            Some((range, _)) => range.end = token.range.end,
            None => self.current = Some((token.range.clone(), self.line_of(start))),
        }

        let text = token.text(self.source);
        match token.kind {
            TokenKind::Punctuation if text == "(" => self.parentheses += 1,
            TokenKind::Punctuation if text == ")" => self.parentheses = self.parentheses.saturating_sub(1),
            TokenKind::Word if self.parentheses == 0 => self.word(text),
            _ => {}
        }
        self.last_word_was_begin = token.is_word(self.source, "begin");
    }

    fn word(&mut self, word: &'a str) {
        if self.words.len() < WORDS_KEPT {
            self.words.push(word);
        }
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        if is("atomic") && self.last_word_was_begin && self.blocks == 0 && self.makes_routine() {
            self.blocks = 1;
        } else if is("case") && self.blocks > 0 {
            self.blocks += 1;
        } else if is("end") && self.blocks > 0 {
            self.blocks -= 1;
        }
    }

    /// Only a routine has a body of SQL; elsewhere `begin` and `atomic` may be names.
    fn makes_routine(&self) -> bool {
        let starts = |keywords: &[&str]| {
            self.words.len() >= keywords.len()
                && self.words.iter().zip(keywords).all(|(word, keyword)| word.eq_ignore_ascii_case(keyword))
        };
        ["function", "procedure"]
            .into_iter()
            .any(|kind| starts(&["create", kind]) || starts(&["create", "or", "replace", kind]))
    }

    fn takes_data(&self) -> bool {
        let is = |word: &str, keyword: &str| word.eq_ignore_ascii_case(keyword);
        self.words.first().is_some_and(|word| is(word, "copy"))
            && self.words.windows(2).any(|pair| is(pair[0], "from") && is(pair[1], "stdin"))
    }

    fn comment(&mut self, token: &Token) {
        let Some(text) = directive_text(token.text(self.source)) else { return };
        let line = self.line_of(token.range.start);
        let mut directive =
            Directive { text: text.to_owned(), line, offset: token.range.start, subject: token.range.end };
        match self.first_of_line {
            None => self.directives.push(directive),
            Some(first) => {
                directive.subject = first;
                match self.statements.last_mut() {
                    // It stands behind the semicolon.
                    Some(statement) if self.current.is_none() => {
                        directive.subject = first.max(statement.range.start);
                        statement.directives.push(directive);
                    }
                    _ => {
                        self.directives.push(directive);
                        self.directives_open = self.directives.len();
                    }
                }
            }
        }
    }

    /// Ends the statement being read, if there is one; the next begins somewhere after `end`.
    fn finish(&mut self, end: usize) {
        if let Some((range, line)) = self.current.take() {
            let mut directives = std::mem::take(&mut self.directives);
            // What nothing follows any more is about the statement as a whole.
            for directive in &mut directives[self.directives_open..] {
                directive.subject = range.start;
            }
            self.push(range, line, StatementKind::Sql, directives);
        }
        self.leading_start = end;
        self.words.clear();
        self.parentheses = 0;
        self.blocks = 0;
        self.last_word_was_begin = false;
        self.directives_open = 0;
    }

    fn push(&mut self, range: Range<usize>, line: usize, kind: StatementKind, directives: Vec<Directive>) {
        self.statements.push(Statement { leading: self.leading_start..range.start, line, range, kind, directives });
    }

    /// Reads the backslash command at `start`; gives the offset after its line.
    fn meta_command(&mut self, start: usize) -> usize {
        let end = line_end(self.source, start);
        let text = self.source[start..end].trim_end();
        let line = self.line_of(start);
        self.push(start..start + text.len(), line, StatementKind::MetaCommand, Vec::new());
        self.leading_start = end;
        self.first_of_line = None;
        end
    }

    /// Reads the rows that follow the line of a `COPY … FROM stdin;`; gives the offset after the line that ends them.
    fn copy_data(&mut self, semicolon_end: usize) -> usize {
        let start = line_end(self.source, semicolon_end);
        let start = (start + 1).min(self.source.len());
        let mut rows_end = start;
        let mut end = start;
        while rows_end < self.source.len() {
            end = line_end(self.source, rows_end);
            if self.source[rows_end..end].trim_end_matches('\r') == "\\." {
                break;
            }
            end = (end + 1).min(self.source.len());
            rows_end = end;
        }
        let line = self.line_of(start);
        self.push(start..rows_end, line, StatementKind::CopyData, Vec::new());
        self.leading_start = end;
        self.first_of_line = None;
        end
    }

    /// The line of a byte that isn't before one asked for earlier.
    fn line_of(&mut self, offset: usize) -> usize {
        self.newlines += line_at(&self.source[self.counted_to..offset], usize::MAX) - 1;
        self.counted_to = offset;
        self.newlines + 1
    }

    fn never_ends(&self, token: &Token) -> SplitError {
        let what = match token.kind {
            TokenKind::QuotedIdentifier => "a quoted name",
            TokenKind::Comment => "a comment",
            TokenKind::DollarString => "a dollar-quoted string",
            _ => "a quoted string",
        };
        SplitError { line: line_at(self.source, token.range.start), offset: token.range.start, what }
    }
}

/// Where the line of a byte ends: at its newline, or with the text.
fn line_end(source: &str, offset: usize) -> usize {
    source[offset..].find('\n').map_or(source.len(), |length| offset + length)
}

#[cfg(test)]
mod tests {
    use super::StatementKind::*;
    use super::*;

    fn check(source: &str, expected: &[(usize, StatementKind, &str)]) {
        let statements = split(source).expect("the text is whole");
        let seen: Vec<_> = statements.iter().map(|s| (s.line, s.kind, s.text(source))).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_statement_has_neither_semicolon_nor_comments_around_it() {
        check("-- a\nselect 1 /* b */ ;; /* c */\n select\n2 -- d\n", &[(2, Sql, "select 1"), (3, Sql, "select\n2")]);
        check("\u{feff}select ';' -- ;\n", &[(1, Sql, "select ';'")]);
    }

    #[test]
    fn what_stands_between_is_kept() {
        let source = "select 1; -- a\n\n-- b\nselect 2;";
        let statements = split(source).expect("the text is whole");
        assert_eq!(&source[statements[1].leading.clone()], " -- a\n\n-- b\n");
    }

    #[test]
    fn a_body_of_sql_is_whole() {
        let body =
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 2;\nEND";
        check(&format!("{body}; select 1"), &[(1, Sql, body), (3, Sql, "select 1")]);
        check(
            "begin; select 1; end; begin atomic; end",
            &[(1, Sql, "begin"), (1, Sql, "select 1"), (1, Sql, "end"), (1, Sql, "begin atomic"), (1, Sql, "end")],
        );
    }

    #[test]
    fn a_rule_of_several_commands_is_whole() {
        let rule = "create rule r as on insert to t do (select 1; select 2)";
        check(&format!("{rule};select 3"), &[(1, Sql, rule), (1, Sql, "select 3")]);
    }

    #[test]
    fn rows_of_a_copy_are_no_sql() {
        check(
            "COPY public.a (b) FROM stdin;\n1;'\n\\.\n\nselect 1;",
            &[(1, Sql, "COPY public.a (b) FROM stdin"), (2, CopyData, "1;'\n"), (5, Sql, "select 1")],
        );
        check("copy a from stdin;\n1\n", &[(1, Sql, "copy a from stdin"), (2, CopyData, "1\n")]);
        check("copy a from '/stdin'; select 1", &[(1, Sql, "copy a from '/stdin'"), (1, Sql, "select 1")]);
    }

    #[test]
    fn a_backslash_line_is_for_psql() {
        check(
            "\\restrict aB'1\nselect 1;\n\\connect x \nselect 2 \\g\n",
            &[
                (1, MetaCommand, "\\restrict aB'1"),
                (2, Sql, "select 1"),
                (3, MetaCommand, "\\connect x"),
                (4, Sql, "select 2"),
                (4, MetaCommand, "\\g"),
            ],
        );
    }

    #[test]
    fn a_quote_that_never_ends_is_named_with_its_line() {
        let error = split("select 1;\nselect 'a;\n").expect_err("the quote is open");
        assert_eq!((error.line, error.offset), (2, 17));
        assert_eq!(error.to_string(), "line 2: a quoted string never ends");
        assert!(split("select $a$ $b$").is_err());
        assert!(split("/* /* */").is_err());
    }

    /// The directives of the only statement: their lines, texts, and what they are about.
    fn check_directives(source: &str, expected: &[(usize, &str, &str)]) {
        let statements = split(source).expect("the text is whole");
        let seen: Vec<_> = statements
            .iter()
            .flat_map(|statement| &statement.directives)
            .map(|d| (d.line, d.text.as_str(), source[d.subject..].split_whitespace().next().unwrap_or_default()))
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_directive_is_about_the_line_below() {
        check_directives(
            "select 1;\n-- autogen: renamed from a\n-- other\n--autogen:no-transaction\nalter table b;",
            &[(2, "renamed from a", "alter"), (4, "no-transaction", "alter")],
        );
        check_directives(
            "create table a (\n  b int,\n  -- autogen: renamed from x\n  c int\n)",
            &[(3, "renamed from x", "c")],
        );
        check_directives("select '-- autogen: no'", &[]);
    }

    #[test]
    fn a_directive_at_the_end_of_a_line_is_about_that_line() {
        check_directives(
            "create table a (\n  b int, -- autogen: renamed from x\n  c int\n)",
            &[(2, "renamed from x", "b")],
        );
        check_directives(
            "select 1;\ncreate table a (); -- autogen: renamed from x\nselect 2",
            &[(2, "renamed from x", "create")],
        );
    }
}
