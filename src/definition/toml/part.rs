//! What hangs on a table or a view: indexes, statistics, triggers, policies.

use super::builder::{Builder, Relation, Section};
use super::object::{comment_on, role};
use super::shape;

/// Writes `CREATE INDEX`. An element that is the name of a column is a name, anything else is SQL.
pub(super) fn indexes<'a>(builder: &mut Builder<'a>, table: &Relation, section: &Section<'a>, columns: &[&str]) {
    for (name, section) in builder.sections(section, "index") {
        builder.allow(&section, &shape::INDEX);
        builder.renamed_from(&section);
        builder.mark(name.span.start);
        let unique = if builder.flag(&section, "unique") { "UNIQUE " } else { "" };
        builder.push(&format!("CREATE {unique}INDEX {} ON {}", name.quoted(), table.to_sql()));
        builder.clause(&section, "using", " USING ", "");
        builder.push(" (");
        for (index, element) in builder.list(&section, "on").iter().enumerate() {
            builder.push(if index > 0 { ", " } else { "" });
            if columns.contains(&element.value) {
                builder.mark(element.span.start);
                builder.push(&element.quoted());
            } else {
                builder.raw(element);
            }
        }
        builder.push(")");
        include(builder, &section);
        if builder.flag(&section, "nulls_not_distinct") {
            builder.push(" NULLS NOT DISTINCT");
        }
        options(builder, &section);
        builder.clause(&section, "tablespace", " TABLESPACE ", "");
        builder.clause(&section, "where", " WHERE ", "");
        builder.push(";\n");
        if let Some(comment) = builder.text(&section, "comment") {
            comment_on(builder, "INDEX", &table.beside(name.value), &comment);
        }
    }
}

/// Writes `INCLUDE (…)`.
pub(super) fn include<'a>(builder: &mut Builder<'a>, section: &Section<'a>) {
    if section.has("include") {
        let columns = builder.names(section, "include");
        builder.push(&format!(" INCLUDE ({columns})"));
    }
}

/// Writes `WITH (…)` for storage parameters.
pub(super) fn options<'a>(builder: &mut Builder<'a>, section: &Section<'a>) {
    let options = builder.entries(section, "with");
    for (index, (name, value)) in options.iter().enumerate() {
        builder.push(if index > 0 { ", " } else { " WITH (" });
        builder.raw(name);
        builder.push(" = ");
        if let Some(text) = builder.as_text(value) {
            builder.raw(&text);
        }
    }
    if !options.is_empty() {
        builder.push(")");
    }
}

/// Writes `CREATE STATISTICS`.
pub(super) fn statistics<'a>(builder: &mut Builder<'a>, table: &Relation, section: &Section<'a>) {
    for (name, section) in builder.sections(section, "statistics") {
        builder.allow(&section, &shape::STATISTICS);
        builder.mark(name.span.start);
        let address = table.beside(name.value);
        builder.push(&format!("CREATE STATISTICS {address}"));
        let kinds = builder.list(&section, "kinds");
        if !kinds.is_empty() {
            builder.push(" (");
            builder.raw_list(&kinds);
            builder.push(")");
        }
        builder.push(" ON ");
        let columns = builder.list(&section, "on");
        builder.raw_list(&columns);
        builder.push(&format!(" FROM {};\n", table.to_sql()));
        builder.clause(&section, "target", &format!("ALTER STATISTICS {address} SET STATISTICS "), ";\n");
        if let Some(comment) = builder.text(&section, "comment") {
            comment_on(builder, "STATISTICS", &address, &comment);
        }
    }
}

/// Writes `CREATE TRIGGER`, on a table or a view.
pub(super) fn triggers<'a>(builder: &mut Builder<'a>, table: &Relation, section: &Section<'a>, kind: &str) {
    for (name, section) in builder.sections(section, "trigger") {
        builder.allow(&section, &shape::TRIGGER);
        builder.renamed_from(&section);
        builder.mark(name.span.start);
        let constraint = if builder.flag(&section, "constraint") { "CONSTRAINT " } else { "" };
        builder.push(&format!("CREATE {constraint}TRIGGER {} ", name.quoted()));
        if let Some(timing) = builder.required(&section, "a trigger", "timing") {
            builder.raw(&timing);
        }
        for (index, event) in builder.list(&section, "events").iter().enumerate() {
            builder.push(if index > 0 { " OR " } else { " " });
            builder.raw(event);
        }
        builder.push(&format!(" ON {}", table.to_sql()));
        builder.clause(&section, "from", " FROM ", "");
        if builder.flag(&section, "initially_deferred") {
            builder.push(" DEFERRABLE INITIALLY DEFERRED");
        } else if builder.flag(&section, "deferrable") {
            builder.push(" DEFERRABLE");
        }
        builder.clause(&section, "referencing", " REFERENCING ", "");
        builder.clause(&section, "for_each", " FOR EACH ", "");
        builder.clause(&section, "when", " WHEN (", ")");
        builder.push(" EXECUTE FUNCTION ");
        if let Some(function) = builder.required(&section, "a trigger", "function") {
            builder.raw(&function);
            builder.push(if function.value.contains('(') { "" } else { "()" });
        }
        builder.push(";\n");
        enabled(builder, &format!("ALTER {kind} {}", table.to_sql()), &name.quoted(), &section);
        if let Some(comment) = builder.text(&section, "comment") {
            comment_on(builder, "TRIGGER", &format!("{} ON {}", name.quoted(), table.to_sql()), &comment);
        }
    }
}

/// `enabled = false`, `"always"` or `"replica"`.
fn enabled<'a>(builder: &mut Builder<'a>, alter: &str, trigger: &str, section: &Section<'a>) {
    let Some(text) = builder.text(section, "enabled") else { return };
    let words = match text.value {
        "true" => return,
        "false" => "DISABLE",
        "always" => "ENABLE ALWAYS",
        "replica" => "ENABLE REPLICA",
        other => {
            let message = format!("a trigger is enabled true, false, \"always\" or \"replica\", not \"{other}\"");
            return builder.error(text.span.start, message, None);
        }
    };
    builder.mark(text.span.start);
    builder.push(&format!("{alter} {words} TRIGGER {trigger};\n"));
}

/// Writes `CREATE POLICY`.
pub(super) fn policies<'a>(builder: &mut Builder<'a>, table: &Relation, section: &Section<'a>) {
    for (name, section) in builder.sections(section, "policy") {
        builder.allow(&section, &shape::POLICY);
        builder.renamed_from(&section);
        builder.mark(name.span.start);
        builder.push(&format!("CREATE POLICY {} ON {}", name.quoted(), table.to_sql()));
        if section.has("permissive") && !builder.flag(&section, "permissive") {
            builder.push(" AS RESTRICTIVE");
        }
        builder.clause(&section, "for", " FOR ", "");
        let roles: Vec<String> = builder.list(&section, "to").iter().map(|name| role(name.value)).collect();
        if !roles.is_empty() {
            builder.push(&format!(" TO {}", roles.join(", ")));
        }
        builder.clause(&section, "using", " USING (", ")");
        builder.clause(&section, "check", " WITH CHECK (", ")");
        builder.push(";\n");
        if let Some(comment) = builder.text(&section, "comment") {
            comment_on(builder, "POLICY", &format!("{} ON {}", name.quoted(), table.to_sql()), &comment);
        }
    }
}

/// `row_level_security = true`, or `"force"` for the table's owner, too.
pub(super) fn row_level_security<'a>(builder: &mut Builder<'a>, table: &Relation, section: &Section<'a>) {
    let Some(text) = builder.text(section, "row_level_security") else { return };
    let sql = table.to_sql();
    builder.mark(text.span.start);
    match text.value {
        "false" => {}
        "true" => builder.push(&format!("ALTER TABLE {sql} ENABLE ROW LEVEL SECURITY;\n")),
        "force" => builder.push(&format!(
            "ALTER TABLE {sql} ENABLE ROW LEVEL SECURITY;\nALTER TABLE {sql} FORCE ROW LEVEL SECURITY;\n"
        )),
        other => {
            let message = format!("row-level security is true, false or \"force\", not \"{other}\"");
            builder.error(text.span.start, message, None);
        }
    }
}
