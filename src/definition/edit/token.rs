//! Statements as the tokens that mean something, and a change of one text carried over to another that says the same.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::sql::lexer::{Token, TokenKind, tokens};
use crate::sql::quote_identifier;

/// A token in the form that all ways to write it share.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    pub text: String,
    pub range: Range<usize>,
}

/// The tokens of a text, without what a name in `schema` needn't say.
pub(super) fn plain(text: &str, schema: &str) -> Vec<Plain> {
    let all: Vec<Token> = tokens(text).filter(|token| !token.is_trivia()).collect();
    let mut plain: Vec<Plain> = Vec::new();
    let is_dot = |index: usize| all.get(index).is_some_and(|token| token.is_mark(text, "."));
    let mut index = 0;
    while let Some(token) = all.get(index) {
        let name = token.name(text);
        let is_path = name.as_ref().is_some_and(|name| name == schema || name == "pg_catalog");
        if is_path && is_dot(index + 1) && (index == 0 || !is_dot(index - 1)) {
            index += 2;
            continue;
        }
        let words = match token.kind {
            TokenKind::Word => spelled_out(&name.unwrap_or_default()),
            TokenKind::QuotedIdentifier => vec![quote_identifier(&name.unwrap_or_default())],
            TokenKind::DollarString => vec![format!("${}", body(token.text(text)))],
            TokenKind::String => vec![string(token.text(text))],
            _ => vec![token.text(text).to_owned()],
        };
        plain.extend(words.into_iter().map(|text| Plain { text, range: token.range.clone() }));
        index += 1;
    }
    plain
}

/// Only the texts, to be compared.
pub(super) fn words(text: &str, schema: &str) -> Vec<String> {
    plain(text, schema).into_iter().map(|plain| plain.text).collect()
}

/// Whether two texts are the same but for what the deparser adds where a type is another: casts and parentheses.
pub(super) fn is_same_but_for_types(one: &str, other: &str, schema: &str) -> bool {
    loose(one, schema) == loose(other, schema)
}

/// The words of a text without casts and parentheses.
fn loose(text: &str, schema: &str) -> Vec<String> {
    let all = words(text, schema);
    let mut loose = Vec::new();
    let mut index = 0;
    while index < all.len() {
        match all[index].as_str() {
            "::" => {
                let parts: &[&str] = match all.get(index + 1).map(String::as_str) {
                    Some("character") => &["varying"],
                    Some("timestamp" | "time") => &["with", "without", "time", "zone"],
                    Some("double") => &["precision"],
                    _ => &[],
                };
                index += 2;
                while all.get(index).is_some_and(|word| parts.contains(&word.as_str()) || word == "[" || word == "]") {
                    index += 1;
                }
                continue;
            }
            "(" | ")" => {}
            word => loose.push(word.to_owned()),
        }
        index += 1;
    }
    loose
}

/// How much of two texts is the same, from 0 to 1.
pub(super) fn likeness(one: &[String], other: &[String]) -> f64 {
    let same: usize = capture_diff_slices(Algorithm::Myers, one, other)
        .iter()
        .map(|op| match op {
            DiffOp::Equal { len, .. } => *len,
            _ => 0,
        })
        .sum();
    2.0 * same as f64 / (one.len() + other.len()).max(1) as f64
}

/// `ours`, which says what `base` says, with what differs between `base` and `new`. None where it isn't sure to which of
/// our tokens the change belongs, or where a comment would be lost.
pub(super) fn merged(base: &str, new: &str, ours: &str, schema: &str) -> Option<String> {
    let (old, wanted, own) = (plain(base, schema), plain(new, schema), plain(ours, schema));
    let texts = |all: &[Plain]| all.iter().map(|plain| plain.text.clone()).collect::<Vec<_>>();
    let (old_texts, own_texts) = (texts(&old), texts(&own));
    let mut own_of = vec![None; old.len()];
    for op in capture_diff_slices(Algorithm::Myers, &old_texts, &own_texts) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            for offset in 0..len {
                own_of[old_index + offset] = Some(new_index + offset);
            }
        }
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_texts, &texts(&wanted)) {
        let (gone, come) = (op.old_range(), op.new_range());
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let before = own_of[..gone.start].iter().rposition(Option::is_some)?;
        let after = own_of[gone.end..].iter().position(Option::is_some).map_or(old.len(), |skipped| gone.end + skipped);
        let is_near = |skipped: &[Plain]| skipped.iter().all(|one| is_the_deparsers(&one.text));
        if !is_near(&old[before + 1..gone.start]) || !gone.is_empty() && !is_near(&old[gone.end..after]) {
            return None;
        }
        let before = own_of[before]?;
        let after = own_of.get(after).copied().flatten().unwrap_or(own.len());
        let start = own[before].range.end;
        let is_insertion = gone.is_empty() || before + 1 == after;
        let end = if is_insertion { start } else { own[after.checked_sub(1)?].range.end };
        if end < start || own.get(before + 1).is_some_and(|next| next.range == own[before].range) {
            return None;
        }
        if tokens(&ours[start..end]).any(|token| token.kind == TokenKind::Comment) {
            return None;
        }
        let text = match (wanted.get(come.start), come.end.checked_sub(1).and_then(|last| wanted.get(last))) {
            (Some(first), Some(last)) if !come.is_empty() => &new[first.range.start..last.range.end],
            _ => "",
        };
        let is_tight = text.is_empty() || text.starts_with([',', ')', '(', ';', '.', ':', '[', ']']);
        let is_tight = is_tight || ours[..start].ends_with(['(', '.', '[', ':']);
        edits.push((start..end, if is_tight { text.to_owned() } else { format!(" {text}") }));
    }
    let mut merged = ours.to_owned();
    for (range, text) in edits.into_iter().rev() {
        merged.replace_range(range, &text);
    }
    Some(merged)
}

/// Whether the deparser writes a word where people don't: parentheses and casts.
fn is_the_deparsers(word: &str) -> bool {
    matches!(word, "(" | ")" | "::" | "text" | "character" | "varying" | "numeric" | "bigint" | "date" | "regclass")
}

/// A word as the deparser has it, which spells types out.
fn spelled_out(word: &str) -> Vec<String> {
    let words: &[&str] = match word {
        "int" | "int4" => &["integer"],
        "int8" => &["bigint"],
        "int2" => &["smallint"],
        "bool" => &["boolean"],
        "decimal" => &["numeric"],
        "float4" => &["real"],
        "float8" => &["double", "precision"],
        "varchar" => &["character", "varying"],
        "char" => &["character"],
        "timestamptz" => &["timestamp", "with", "time", "zone"],
        "timetz" => &["time", "with", "time", "zone"],
        word => &[word],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// What stands between the delimiters of a dollar string.
fn body(text: &str) -> &str {
    let delimiter = text[1..].find('$').map_or(0, |end| end + 2);
    text.get(delimiter..text.len().saturating_sub(delimiter)).unwrap_or(text)
}

/// A string that may be written in several ways, in the form of a dollar string.
fn string(text: &str) -> String {
    match text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        Some(inside) => format!("${}", inside.replace("''", "'")),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, new: &str, ours: &str, wanted: Option<&str>) {
        assert_eq!(merged(base, new, ours, "public").as_deref(), wanted);
    }

    #[test]
    fn a_change_goes_where_the_same_words_stand() {
        check(
            "CREATE INDEX i ON public.t USING btree (a)",
            "CREATE INDEX i ON public.t USING btree (a, b DESC)",
            "create index i on t\n  using btree (a)",
            Some("create index i on t\n  using btree (a, b DESC)"),
        );
        check(
            "COMMENT ON TABLE public.t IS 'old'",
            "COMMENT ON TABLE public.t IS 'new'",
            "comment on table t is $$old$$",
            Some("comment on table t is 'new'"),
        );
        check(
            "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $function$ select 1 $function$",
            "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS $function$ select 1 $function$",
            "create function f() returns int -- whole\n language sql as ' select 1 '",
            Some("create function f() returns bigint -- whole\n language sql as ' select 1 '"),
        );
    }

    #[test]
    fn what_is_written_otherwise_is_not_guessed() {
        check("SELECT a, b", "SELECT a", "select a, /* why */ b", None);
        check("SELECT a", "SELECT b", "with x as (y) table x", None);
    }
}
