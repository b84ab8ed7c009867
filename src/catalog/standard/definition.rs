//! What the standard asks about objects whose definition a catalog keeps as PostgreSQL prints it.

use crate::sql::lexer::{Token, TokenKind, tokens};

/// A type without its modifiers, as the standard's `data_type` has it, and the first modifier: `character varying`
/// and `20`.
pub(super) fn family(printed: &str) -> (String, Option<String>) {
    let (mut bare, mut modifier) = (String::new(), String::new());
    let (mut depth, mut is_quoted) = (0, false);
    for character in printed.chars() {
        match character {
            '"' if depth == 0 => {
                is_quoted = !is_quoted;
                bare.push(character);
            }
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted => depth -= 1,
            _ if depth == 0 => bare.push(character),
            _ => modifier.push(character),
        }
    }
    let element = bare.trim_end_matches("[]");
    let element = match element {
        // So `format_type` prints the types that would have a length of 1 under their standard names.
        "bpchar" => "character",
        "\"bit\"" => "bit",
        fields if fields.starts_with("interval ") => "interval",
        element => element,
    };
    let brackets = if bare.ends_with("[]") { "[]" } else { "" };
    let first = modifier.split(',').next().map(str::trim).filter(|first| !first.is_empty());
    (format!("{element}{brackets}"), first.map(str::to_owned))
}

/// How long a value of the type may be, or how exact, as the standard counts it; none where only PostgreSQL knows.
pub(super) fn length(printed: &str) -> Option<String> {
    let (family, modifier) = family(printed);
    match family.as_str() {
        "character" | "character varying" | "bit" | "bit varying" | "numeric" => {
            Some(modifier.unwrap_or_else(|| "none".to_owned()))
        }
        "interval" => Some(modifier.unwrap_or_else(|| "6".to_owned())),
        time if time.ends_with(" time zone") => Some(modifier.unwrap_or_else(|| "6".to_owned())),
        _ => None,
    }
}

/// What a routine gives, as a type: that of one value, whether it gives one or many.
pub(super) fn result(printed: &str) -> String {
    let one = printed.strip_prefix("SETOF ").unwrap_or(printed);
    let Some(columns) = one.strip_prefix("TABLE(").and_then(|rest| rest.strip_suffix(')')) else {
        return family(one).0;
    };
    let words = meaningful(columns);
    let mut depth = 0;
    let several = words.iter().any(|word| {
        match word.text(columns) {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            _ => {}
        }
        depth == 0 && word.is_mark(columns, ",")
    });
    match words.first() {
        Some(name) if !several => family(columns[name.range.end..].trim()).0,
        _ => "record".to_owned(),
    }
}

/// The columns of a key, or those that a foreign key begins with, in their order: what the first parentheses hold.
pub(super) fn key_columns(printed: &str) -> String {
    let words = meaningful(printed);
    let inside = words.iter().skip_while(|word| !word.is_mark(printed, "(")).skip(1);
    let inside = inside.take_while(|word| !word.is_mark(printed, ")"));
    // A bare name is in lower case. What isn't is a keyword: PERIOD, WITHOUT OVERLAPS (18).
    let is_keyword = |word: &Token| word.kind == TokenKind::Word && word.text(printed).starts_with(char::is_uppercase);
    let names: Vec<_> = inside.filter(|word| !is_keyword(word)).filter_map(|word| word.name(printed)).collect();
    names.join(", ")
}

/// What a foreign key does to its rows when the referenced one is changed, for `ON UPDATE` and `ON DELETE`.
pub(super) fn rule(printed: &str, event: &str) -> &'static str {
    let rules = ["CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT"];
    let actions = printed.rsplit_once(" REFERENCES ").map_or(printed, |(_, rest)| rest);
    rules.into_iter().find(|rule| actions.contains(&format!(" {event} {rule}"))).unwrap_or("NO ACTION")
}

/// What `CREATE TRIGGER` says, as far as the standard asks.
#[derive(Debug, PartialEq)]
pub(super) struct Trigger {
    pub timing: &'static str,
    /// Sorted. The standard has no TRUNCATE, so it isn't among them.
    pub events: Vec<&'static str>,
    pub orientation: &'static str,
    pub old_table: Option<String>,
    pub new_table: Option<String>,
}

/// Reads what `pg_get_triggerdef` prints.
pub(super) fn trigger(printed: &str) -> Trigger {
    let words = meaningful(printed);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|token| token.is_word(printed, word));
    let find = |from: usize, word: &str| (from..words.len()).find(|at| is(*at, word)).unwrap_or(words.len());
    // The name follows, then when it fires. Any name that is also one of these keywords is printed in quotes, or stands
    // behind them.
    let at_timing = find(0, "trigger") + 2;
    let timing = match (is(at_timing, "before"), is(at_timing, "instead")) {
        (true, _) => "BEFORE",
        (false, true) => "INSTEAD OF",
        (false, false) => "AFTER",
    };
    let at_events = at_timing + if timing == "INSTEAD OF" { 2 } else { 1 };
    let at_table = find(at_events, "on");
    let begins_event = |at: usize| at == at_events || is(at - 1, "or");
    let events = ["DELETE", "INSERT", "UPDATE"]
        .into_iter()
        .filter(|event| (at_events..at_table).any(|at| begins_event(at) && is(at, event)))
        .collect();
    let at_for = (at_table..words.len()).find(|at| is(*at, "for") && is(at + 1, "each")).unwrap_or(words.len());
    let transition = |side: &str| {
        let at = (at_table..at_for).find(|at| is(*at, side) && is(at + 1, "table") && is(at + 2, "as"))?;
        words.get(at + 3)?.name(printed)
    };
    Trigger {
        timing,
        events,
        orientation: if is(at_for + 2, "row") { "ROW" } else { "STATEMENT" },
        old_table: transition("old"),
        new_table: transition("new"),
    }
}

fn meaningful(text: &str) -> Vec<Token> {
    tokens(text).filter(|token| !token.is_trivia()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_loses_its_modifiers_and_nothing_else() {
        for (printed, bare) in [
            ("character varying(20)", "character varying"),
            ("numeric(10,2)[]", "numeric[]"),
            ("timestamp(3) with time zone", "timestamp with time zone"),
            ("interval day to second(3)", "interval"),
            ("bpchar", "character"),
            ("public.\"a(1)\"", "public.\"a(1)\""),
        ] {
            assert_eq!(family(printed).0, bare, "{printed}");
        }
        assert_eq!(length("numeric(10,2)"), Some("10".to_owned()));
        assert_eq!(length("timestamp without time zone"), Some("6".to_owned()));
        assert_eq!(length("integer"), None);
    }

    #[test]
    fn a_table_of_one_column_is_its_type() {
        assert_eq!(result("TABLE(\"A, b\" public.mood)"), "public.mood");
        assert_eq!(result("TABLE(a integer, b text)"), "record");
        assert_eq!(result("SETOF integer[]"), "integer[]");
    }

    #[test]
    fn a_key_has_its_own_columns_in_order() {
        assert_eq!(key_columns("UNIQUE NULLS NOT DISTINCT (b, \"A\") INCLUDE (c)"), "b, A");
        let foreign = "FOREIGN KEY (a) REFERENCES public.t(b) ON DELETE SET NULL (a) DEFERRABLE";
        assert_eq!(key_columns(foreign), "a");
        assert_eq!((rule(foreign, "ON DELETE"), rule(foreign, "ON UPDATE")), ("SET NULL", "NO ACTION"));
    }

    #[test]
    fn a_trigger_is_told_by_its_words() {
        let printed = "CREATE TRIGGER \"on\" AFTER UPDATE OF \"insert\", b OR TRUNCATE OR DELETE ON public.t \
                       REFERENCING OLD TABLE AS gone NEW TABLE AS \"New\" FOR EACH STATEMENT EXECUTE FUNCTION f()";
        let expected = Trigger {
            timing: "AFTER",
            events: vec!["DELETE", "UPDATE"],
            orientation: "STATEMENT",
            old_table: Some("gone".to_owned()),
            new_table: Some("New".to_owned()),
        };
        assert_eq!(trigger(printed), expected);
    }
}
