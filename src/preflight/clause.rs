//! Takes apart what PostgreSQL prints of constraints and indexes: `UNIQUE (a, lower(b))`, `EXCLUDE USING gist (…) WHERE (…)`.

use crate::sql::lexer::{Token, TokenKind, tokens};

/// The first pair of parentheses with what is in it, and what stands behind.
pub(super) fn parenthesised(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    let mut open = None;
    for token in tokens(text) {
        if token.is_mark(text, "(") {
            depth += 1;
            open = open.or(Some(token.range.start));
        } else if token.is_mark(text, ")") {
            depth -= 1;
            if depth == 0 {
                return Some((&text[open?..token.range.end], &text[token.range.end..]));
            }
        }
    }
    None
}

/// The condition without parentheses that say nothing: `(a > 0)` of `((a > 0))`.
pub(super) fn inner(condition: &str) -> &str {
    let inside = &condition[1..condition.len() - 1];
    match parenthesised(inside) {
        Some((group, "")) if inside.starts_with('(') => group,
        _ => condition,
    }
}

/// What stands between the commas of a pair of parentheses.
pub(super) fn elements(parenthesised: &str) -> Vec<&str> {
    let text = &parenthesised[1..parenthesised.len() - 1];
    let mut depth = 0;
    let mut elements = Vec::new();
    let mut start = 0;
    for token in tokens(text) {
        if token.is_mark(text, "(") || token.is_mark(text, "[") {
            depth += 1;
        } else if token.is_mark(text, ")") || token.is_mark(text, "]") {
            depth -= 1;
        } else if depth == 0 && token.is_mark(text, ",") {
            elements.push(text[start..token.range.start].trim());
            start = token.range.end;
        }
    }
    elements.push(text[start..].trim());
    elements
}

/// What an element of a key is computed from, with its collation and without operator class, direction and the like.
pub(super) fn expression(element: &str) -> String {
    let told: Vec<Token> = tokens(element).filter(|token| !token.is_trivia()).collect();
    let mut end = 0;
    let mut rest = told.iter().peekable();
    // A name, dotted or not, and the arguments behind it; or parentheses.
    while let Some(token) = rest.peek() {
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdentifier);
        let continues = end == 0 || element[..end].ends_with('.');
        if (is_name && continues) || (token.is_mark(element, ".") && end > 0) {
            end = token.range.end;
            rest.next();
        } else if token.is_mark(element, "(") {
            let group = parenthesised(&element[token.range.start..]);
            end = token.range.start + group.map_or(0, |(group, _)| group.len());
            break;
        } else {
            break;
        }
    }
    let behind = &element[end..];
    let collation = collation(behind).map(|name| format!(" COLLATE {name}")).unwrap_or_default();
    format!("{}{collation}", &element[..end])
}

/// `pg_catalog."C"` of ` COLLATE pg_catalog."C" DESC`.
fn collation(behind: &str) -> Option<&str> {
    let told: Vec<Token> = tokens(behind).filter(|token| !token.is_trivia()).collect();
    let (first, name) = told.split_first().filter(|(first, _)| first.is_word(behind, "COLLATE"))?;
    let is_dotted = name.get(1).is_some_and(|dot| dot.is_mark(behind, "."));
    let last = name.get(if is_dotted { 2 } else { 0 })?;
    Some(behind[first.range.end..last.range.end].trim())
}

/// What rows have to meet, without what else a constraint says: when it is checked, and of which rows.
pub(super) fn condition(definition: &str) -> &str {
    // Where a condition stands in parentheses, it ends with them; a word of these may be in a string there.
    let words = ["DEFERRABLE", "NOT", "NO"];
    let mut depth = 0;
    for token in tokens(definition) {
        if token.is_mark(definition, "(") {
            depth += 1;
        } else if token.is_mark(definition, ")") {
            depth -= 1;
        } else if depth == 0 && words.iter().any(|word| token.is_word(definition, word)) {
            let rest = &definition[token.range.start..];
            if ["DEFERRABLE", "NOT VALID", "NOT ENFORCED", "NO INHERIT"].iter().any(|end| rest.starts_with(end)) {
                return definition[..token.range.start].trim_end();
            }
        }
    }
    definition
}

/// What stands behind `USING` in the definition of an index, whose name may be anything.
pub(super) fn behind_using(definition: &str) -> Option<&str> {
    let using = tokens(definition).find(|token| token.is_word(definition, "USING"))?;
    Some(&definition[using.range.end..])
}

/// A condition in parentheses of its own.
pub(super) fn grouped(condition: &str) -> String {
    match parenthesised(condition) {
        Some((_, "")) if condition.starts_with('(') => condition.to_owned(),
        _ => format!("({condition})"),
    }
}

/// The condition of a partial key, in parentheses.
pub(super) fn predicate(behind: &str) -> Option<&str> {
    let (_, rest) = behind.split_once(" WHERE ")?;
    parenthesised(rest).map(|(predicate, _)| predicate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_key() {
        let definition = "UNIQUE NULLS NOT DISTINCT (a, lower((b)::text), \"C, d\") INCLUDE (e)";
        let (list, behind) = parenthesised(definition).expect("there is a list");
        assert_eq!(elements(list), ["a", "lower((b)::text)", "\"C, d\""]);
        assert_eq!(behind, " INCLUDE (e)");
        let expressions = [
            ("email", "email"),
            ("lower(email) COLLATE \"C\" text_pattern_ops DESC", "lower(email) COLLATE \"C\""),
            ("((a + b)) NULLS FIRST", "((a + b))"),
            ("public.f(a, ')') int4_ops WITH =", "public.f(a, ')')"),
            ("name COLLATE public.\"De\" DESC", "name COLLATE public.\"De\""),
        ];
        for (element, wanted) in expressions {
            assert_eq!(expression(element), wanted);
        }
    }

    #[test]
    fn parentheses_that_say_nothing() {
        assert_eq!(inner("((a > 0))"), "(a > 0)");
        assert_eq!(inner("(((a > 0) OR (b)))"), "((a > 0) OR (b))");
        assert_eq!(inner("((a) = (b))"), "((a) = (b))");
        assert_eq!(inner("(f(a))"), "(f(a))");
    }

    #[test]
    fn what_a_constraint_says_besides_its_condition() {
        assert_eq!(condition("CHECK ((a > 0)) NOT VALID"), "CHECK ((a > 0))");
        assert_eq!(
            condition("CHECK ((r <> 'a NOT VALID b'::text)) NO INHERIT"),
            "CHECK ((r <> 'a NOT VALID b'::text))"
        );
        assert_eq!((grouped("is_primary"), grouped("(a > 0)")), ("(is_primary)".into(), "(a > 0)".into()));
        assert_eq!(grouped("(a).b"), "((a).b)");
        assert_eq!(behind_using("CREATE INDEX \"u USING (x\" ON t USING btree (a)"), Some(" btree (a)"));
        assert_eq!(condition("UNIQUE (a) DEFERRABLE INITIALLY DEFERRED"), "UNIQUE (a)");
        assert_eq!(predicate(" WITH (fillfactor='70') WHERE ((a > 0)) DEFERRABLE"), Some("((a > 0))"));
    }
}
