//! Cuts SQL text into tokens, at the very places where PostgreSQL's own lexer (`scan.l`) cuts it.
//!
//! Whitespace and comments are tokens too, so the tokens of a text, joined, are the text. Nothing is refused: a quote
//! that never closes gives one last token that says so.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A keyword or a bare identifier.
    Word,
    /// `"Name"` or `U&"name"`.
    QuotedIdentifier,
    /// `'text'`, also with a prefix (`E`, `B`, `X`, `N`, `U&`) and with the continuation lines that belong to it.
    String,
    /// `$$text$$` or `$tag$text$tag$`.
    DollarString,
    Number,
    /// `$1`.
    Parameter,
    /// One or more operator characters: `<=`, `->>`, `*`.
    Operator,
    /// A single `,` `;` `(` `)` `[` `]` `.` `:`, one of `::` `:=` `..`, or a character that SQL doesn't know.
    Punctuation,
    /// `-- to the end of the line`, without its newline, or `/* nested */`.
    Comment,
    Whitespace,
}

/// A piece of SQL text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// False for a quote or a comment that the text ends in the middle of.
    pub is_closed: bool,
}

impl Token {
    /// The token's own text, out of the text it was cut from.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        &source[self.range.clone()]
    }

    /// Whether it is this keyword (or bare word), in any case.
    pub fn is_word(&self, source: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text(source).eq_ignore_ascii_case(word)
    }

    /// Whether it is exactly this operator or punctuation mark.
    pub fn is_mark(&self, source: &str, mark: &str) -> bool {
        matches!(self.kind, TokenKind::Operator | TokenKind::Punctuation) && self.text(source) == mark
    }

    /// Whether the server would skip it: whitespace and comments.
    pub fn is_trivia(&self) -> bool {
        matches!(self.kind, TokenKind::Whitespace | TokenKind::Comment)
    }

    /// The name that it stands for, as the catalog would have it: words in lower case, quotes taken off and undoubled.
    /// None when it is no name. The escapes of `U&""` are left as they are.
    pub fn name(&self, source: &str) -> Option<String> {
        let text = self.text(source);
        match self.kind {
            // The server folds only ASCII in a multi-byte encoding such as UTF-8.
            TokenKind::Word => Some(text.to_ascii_lowercase()),
            TokenKind::QuotedIdentifier => {
                let open = text.find('"')? + 1;
                let close = if self.is_closed { text.len() - 1 } else { text.len() };
                Some(text[open..close].replace("\"\"", "\""))
            }
            _ => None,
        }
    }
}

/// The tokens of a text, whitespace and comments among them.
pub fn tokens(source: &str) -> impl Iterator<Item = Token> + '_ {
    tokens_from(source, 0)
}

/// The tokens of a text from a byte offset on, which must be one where a token may begin.
pub fn tokens_from(source: &str, offset: usize) -> impl Iterator<Item = Token> + '_ {
    let mut at = offset;
    std::iter::from_fn(move || {
        let token = token_at(source.as_bytes(), at)?;
        at = token.range.end;
        Some(token)
    })
}

/// The token that begins at this byte; none at the end of the text.
fn token_at(bytes: &[u8], start: usize) -> Option<Token> {
    use TokenKind::*;
    let first = *bytes.get(start)?;
    let next = bytes.get(start + 1).copied().unwrap_or(0);
    let after_next = bytes.get(start + 2).copied().unwrap_or(0);
    let open = |kind, end: Option<usize>| (kind, end.unwrap_or(bytes.len()), end.is_some());
    let closed = |kind, end| (kind, end, true);

    let (kind, end, is_closed) = match (first, next) {
        (b'\'', _) => open(String, string_end(bytes, start + 1, false)),
        (b'e' | b'E', b'\'') => open(String, string_end(bytes, start + 2, true)),
        (b'b' | b'B' | b'x' | b'X' | b'n' | b'N', b'\'') => open(String, string_end(bytes, start + 2, false)),
        (b'u' | b'U', b'&') if after_next == b'\'' => open(String, string_end(bytes, start + 3, false)),
        (b'u' | b'U', b'&') if after_next == b'"' => open(QuotedIdentifier, quoted_end(bytes, start + 3, b'"')),
        (b'"', _) => open(QuotedIdentifier, quoted_end(bytes, start + 1, b'"')),
        (b'$', b'0'..=b'9') => closed(Parameter, run(bytes, start + 1, |byte| byte.is_ascii_digit())),
        (b'$', _) => match dollar_delimiter_end(bytes, start) {
            Some(body) => open(DollarString, find(bytes, body, &bytes[start..body])),
            None => closed(Punctuation, start + 1),
        },
        (b'-', b'-') => closed(Comment, line_comment_end(bytes, start)),
        (b'/', b'*') => open(Comment, block_comment_end(bytes, start)),
        (b'0'..=b'9', _) | (b'.', b'0'..=b'9') => closed(Number, number_end(bytes, start)),
        (b':', b':' | b'=') | (b'.', b'.') => closed(Punctuation, start + 2),
        _ if is_space(first) => closed(Whitespace, run(bytes, start, is_space)),
        _ if is_identifier_start(first) => closed(Word, run(bytes, start, is_identifier_part)),
        _ if is_operator(first) => closed(Operator, operator_end(bytes, start)),
        _ => closed(Punctuation, start + 1),
    };
    Some(Token { kind, range: start..end, is_closed })
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// Every byte of a character beyond ASCII may stand in an identifier.
fn is_identifier_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_identifier_part(byte: u8) -> bool {
    is_identifier_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn is_operator(byte: u8) -> bool {
    b"~!@#^&|`?+-*/%<>=".contains(&byte)
}

/// The end of the bytes that the question holds for, from `start` on.
fn run(bytes: &[u8], start: usize, holds: impl Fn(u8) -> bool) -> usize {
    bytes[start..].iter().position(|byte| !holds(*byte)).map_or(bytes.len(), |length| start + length)
}

/// The end of the first occurrence of `needle`.
fn find(bytes: &[u8], start: usize, needle: &[u8]) -> Option<usize> {
    bytes[start..].windows(needle.len()).position(|window| window == needle).map(|at| start + at + needle.len())
}

/// The end of a quoted text whose only escape is the doubled quote.
fn quoted_end(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let mut at = start;
    while at < bytes.len() {
        if bytes[at] != quote {
            at += 1;
        } else if bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return Some(at + 1);
        }
    }
    None
}

/// The end of a string, whose first part begins (after its quote) at `start`.
fn string_end(bytes: &[u8], start: usize, has_escapes: bool) -> Option<usize> {
    let mut at = start;
    loop {
        match *bytes.get(at)? {
            b'\\' if has_escapes => at += 2,
            b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 2,
            // A string goes on, with the same escapes, on the next line.
            b'\'' => match continuation(bytes, at + 1) {
                Some(next) => at = next,
                None => return Some(at + 1),
            },
            _ => at += 1,
        }
    }
}

/// Where a string goes on, after the quote that opens its next part: only whitespace with a newline in it, and line
/// comments, may stand between.
fn continuation(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut has_newline = false;
    loop {
        match *bytes.get(at)? {
            b'\'' if has_newline => return Some(at + 1),
            b'-' if bytes.get(at + 1) == Some(&b'-') => at = line_comment_end(bytes, at),
            byte if is_space(byte) => {
                has_newline |= matches!(byte, b'\n' | b'\r');
                at += 1;
            }
            _ => return None,
        }
    }
}

/// The end of `$$` or `$tag$`, if that is what begins here.
fn dollar_delimiter_end(bytes: &[u8], start: usize) -> Option<usize> {
    let tag = start + 1;
    let end = match bytes.get(tag) {
        Some(&byte) if is_identifier_start(byte) => {
            run(bytes, tag, |byte| is_identifier_start(byte) || byte.is_ascii_digit())
        }
        _ => tag,
    };
    (bytes.get(end) == Some(&b'$')).then_some(end + 1)
}

fn line_comment_end(bytes: &[u8], start: usize) -> usize {
    run(bytes, start, |byte| byte != b'\n' && byte != b'\r')
}

fn block_comment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0;
    let mut at = start;
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The end of a number: also `0x1F`, `1_000`, `1.`, `.5`, `1e-9`; but `1..10` is a number and two dots.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let digits = |at| run_with_underscores(bytes, at, is_digit);
    if bytes[start] == b'0' {
        let end = match bytes.get(start + 1) {
            Some(b'x' | b'X') => run_with_underscores(bytes, start + 2, |byte| byte.is_ascii_hexdigit()),
            Some(b'o' | b'O') => run_with_underscores(bytes, start + 2, |byte| matches!(byte, b'0'..=b'7')),
            Some(b'b' | b'B') => run_with_underscores(bytes, start + 2, |byte| matches!(byte, b'0' | b'1')),
            _ => start,
        };
        if end > start + 2 {
            return end;
        }
    }
    let mut end = digits(start);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1) != Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
            end = digits(end + 1 + sign);
        }
    }
    end
}

/// Like [`run`], with single underscores between the digits.
fn run_with_underscores(bytes: &[u8], start: usize, is_digit: impl Fn(u8) -> bool) -> usize {
    let mut at = run(bytes, start, &is_digit);
    while bytes.get(at) == Some(&b'_') && bytes.get(at + 1).is_some_and(|byte| is_digit(*byte)) {
        at = run(bytes, at + 1, &is_digit);
    }
    at
}

/// The end of an operator: before a comment that begins inside, and without a trailing `+` or `-`, unless the operator
/// has a character that no standard operator has.
fn operator_end(bytes: &[u8], start: usize) -> usize {
    let mut end = run(bytes, start, is_operator);
    if let Some(comment) = bytes[start..end].windows(2).position(|pair| pair == b"--" || pair == b"/*") {
        end = start + comment;
    }
    let is_peculiar = |bytes: &[u8]| bytes.iter().any(|byte| b"~!@#^&|`?%".contains(byte));
    while end - start > 1 && matches!(bytes[end - 1], b'+' | b'-') && !is_peculiar(&bytes[start..end - 1]) {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::TokenKind::*;
    use super::*;

    /// The tokens that aren't whitespace, with their texts.
    fn check(source: &str, expected: &[(TokenKind, &str)]) {
        let all: Vec<Token> = tokens(source).collect();
        let joined: std::string::String = all.iter().map(|token| token.text(source)).collect();
        assert_eq!(joined, source);
        let seen: Vec<_> =
            all.iter().filter(|t| t.kind != Whitespace).map(|token| (token.kind, token.text(source))).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_dollar_inside_a_name_opens_no_string() {
        check("a$b$c $b$ x $b$", &[(Word, "a$b$c"), (DollarString, "$b$ x $b$")]);
        check("$1 $$;$$", &[(Parameter, "$1"), (DollarString, "$$;$$")]);
        check("$a$ $b$ $a$", &[(DollarString, "$a$ $b$ $a$")]);
    }

    #[test]
    fn only_an_escape_string_knows_backslashes() {
        check(r"'a\' E'b\'c'", &[(String, r"'a\'"), (String, r"E'b\'c'")]);
        check(
            "x'1f' b'0' n'z' U&'\\0061'",
            &[(String, "x'1f'"), (String, "b'0'"), (String, "n'z'"), (String, "U&'\\0061'")],
        );
        check("'it''s'", &[(String, "'it''s'")]);
    }

    #[test]
    fn a_string_goes_on_after_a_newline_only() {
        check("E'a' -- c\n 'b\\'c'", &[(String, "E'a' -- c\n 'b\\'c'")]);
        check("'a' 'b'", &[(String, "'a'"), (String, "'b'")]);
    }

    #[test]
    fn comments_nest() {
        check(
            "/* a /* b */ ; */ c -- d\r\ne",
            &[(Comment, "/* a /* b */ ; */"), (Word, "c"), (Comment, "-- d"), (Word, "e")],
        );
        check("/*/ x */y", &[(Comment, "/*/ x */"), (Word, "y")]);
    }

    #[test]
    fn names_may_hold_more_than_ascii() {
        check(
            "naïve U&\"d\\0061\" \"a\"\"b\"",
            &[(Word, "naïve"), (QuotedIdentifier, "U&\"d\\0061\""), (QuotedIdentifier, "\"a\"\"b\"")],
        );
        let source = "Größe \"A\"\"b\"";
        let names: Vec<_> = tokens(source).filter_map(|token| token.name(source)).collect();
        assert_eq!(names, ["größe", "A\"b"]);
    }

    #[test]
    fn an_operator_ends_before_a_comment_and_a_sign() {
        check("a*--b", &[(Word, "a"), (Operator, "*"), (Comment, "--b")]);
        check("1=-1", &[(Number, "1"), (Operator, "="), (Operator, "-"), (Number, "1")]);
        check("a@-1", &[(Word, "a"), (Operator, "@-"), (Number, "1")]);
        check("a->>'b'::text", &[(Word, "a"), (Operator, "->>"), (String, "'b'"), (Punctuation, "::"), (Word, "text")]);
    }

    #[test]
    fn a_number_leaves_a_range_alone() {
        check("1..10", &[(Number, "1"), (Punctuation, ".."), (Number, "10")]);
        check(
            "1.5e-3 .5 0x1F 1_000 1e",
            &[(Number, "1.5e-3"), (Number, ".5"), (Number, "0x1F"), (Number, "1_000"), (Number, "1"), (Word, "e")],
        );
    }

    #[test]
    fn an_open_quote_says_so() {
        for source in ["'a", "\"a", "$$a$", "/* a /* b */", "E'a\\'", "E'a\\"] {
            let last = tokens(source).last().expect("there is a token");
            assert!(!last.is_closed, "{source}");
            assert_eq!(last.range.end, source.len());
        }
    }
}
