//! Functions and procedures.

use super::builder::{Builder, Relation, Section};
use super::{object, shape};
use crate::definition::cursor::Cursor;

/// Writes `CREATE FUNCTION` or `CREATE PROCEDURE`.
pub(super) fn routine<'a>(builder: &mut Builder<'a>, name: &Relation, section: &Section<'a>, kind: &str) {
    let what = if kind == "FUNCTION" { "a function" } else { "a procedure" };
    builder.allow(section, if kind == "FUNCTION" { &shape::FUNCTION } else { &shape::PROCEDURE });
    builder.renamed_from(section);
    builder.mark(name.at);
    builder.push(&format!("CREATE {kind} {}(", name.to_sql()));
    let arguments = builder.list(section, "arguments");
    builder.raw_list(&arguments);
    builder.push(")");
    builder.clause(section, "returns", "\n    RETURNS ", "");
    builder.clause(section, "language", "\n    LANGUAGE ", "");
    builder.clause(section, "volatility", " ", "");
    for (key, words) in [("leakproof", " LEAKPROOF"), ("strict", " STRICT"), ("window", " WINDOW")] {
        if builder.flag(section, key) {
            builder.push(words);
        }
    }
    builder.clause(section, "security", " SECURITY ", "");
    builder.clause(section, "parallel", " PARALLEL ", "");
    builder.clause(section, "cost", " COST ", "");
    builder.clause(section, "rows", " ROWS ", "");
    builder.clause(section, "support", " SUPPORT ", "");
    for (setting, value) in builder.entries(section, "set") {
        builder.push("\n    SET ");
        builder.raw(&setting);
        builder.push(" = ");
        let values = builder.as_list(value);
        builder.raw_list(&values);
    }
    body(builder, section, what);
    builder.push(";\n");

    let written = arguments.iter().map(|argument| argument.value).collect::<Vec<_>>().join(", ");
    let address = format!("{}({})", name.to_sql(), without_defaults(&written));
    object::described(builder, kind, &address, section);
}

/// The options of `CREATE AGGREGATE` that have a value, and those that are there or not.
const AGGREGATE_OPTIONS: &[&str] = &[
    "sfunc",
    "stype",
    "sspace",
    "finalfunc",
    "finalfunc_modify",
    "combinefunc",
    "serialfunc",
    "deserialfunc",
    "initcond",
    "msfunc",
    "minvfunc",
    "mstype",
    "msspace",
    "mfinalfunc",
    "mfinalfunc_modify",
    "minitcond",
    "sortop",
    "parallel",
];
const AGGREGATE_FLAGS: &[&str] = &["finalfunc_extra", "mfinalfunc_extra", "hypothetical"];

/// Writes `CREATE AGGREGATE`; without arguments it is one over rows, `*`.
pub(super) fn aggregate<'a>(builder: &mut Builder<'a>, name: &Relation, section: &Section<'a>) {
    builder.allow(section, &shape::AGGREGATE);
    builder.renamed_from(section);
    builder.mark(name.at);
    builder.push(&format!("CREATE AGGREGATE {}(", name.to_sql()));
    let arguments = builder.list(section, "arguments");
    builder.raw_list(&arguments);
    builder.push(if arguments.is_empty() { "*) (" } else { ") (" });
    for required in ["sfunc", "stype"] {
        builder.required(section, "an aggregate", required);
    }
    let mut before = "\n    ";
    for option in AGGREGATE_OPTIONS.iter().filter(|option| section.has(option)) {
        builder.clause(section, option, &format!("{before}{option} = "), "");
        before = ",\n    ";
    }
    for flag in AGGREGATE_FLAGS {
        if builder.flag(section, flag) {
            builder.push(&format!("{before}{flag}"));
            before = ",\n    ";
        }
    }
    builder.push("\n);\n");

    let written = arguments.iter().map(|argument| argument.value).collect::<Vec<_>>().join(", ");
    let written = if written.is_empty() { "*" } else { &written };
    object::described(builder, "AGGREGATE", &format!("{}({written})", name.to_sql()), section);
}

/// A body of SQL stands as it is; any other is quoted with dollars.
fn body<'a>(builder: &mut Builder<'a>, section: &Section<'a>, what: &str) {
    let Some(body) = builder.required(section, what, "body") else { return };
    let is_sql = builder.text(section, "language").is_none_or(|language| language.value.eq_ignore_ascii_case("sql"));
    if is_sql && is_parsed(body.value) {
        builder.push("\n");
        return builder.raw(&body);
    }
    let mut tag = "$body$".to_owned();
    while body.value.contains(&tag) {
        tag.insert(1, '_');
    }
    builder.push(&format!("\n    AS {tag}"));
    builder.raw(&body);
    builder.push(&tag);
}

/// Whether a body begins as one does that PostgreSQL parses when the routine is made: `BEGIN ATOMIC`, `RETURN`.
pub(in crate::definition) fn is_parsed(body: &str) -> bool {
    let cursor = Cursor::new(body, 0..body.len());
    cursor.moved_to(0).eat(&["begin", "atomic"]) || cursor.moved_to(0).eat(&["return"])
}

/// The arguments as `COMMENT` and `GRANT` want them.
fn without_defaults(arguments: &str) -> String {
    let cursor = Cursor::new(arguments, 0..arguments.len());
    let elements = cursor.elements(0..cursor.tokens.len()).into_iter().filter(|element| !element.is_empty());
    let kept = elements.map(|element| {
        let end = element
            .clone()
            .find(|index| cursor.is_word(*index, "default") || cursor.is_mark(*index, "="))
            .unwrap_or(element.end);
        &arguments[cursor.bytes(element.start..end.max(element.start + 1))]
    });
    kept.collect::<Vec<_>>().join(", ")
}
