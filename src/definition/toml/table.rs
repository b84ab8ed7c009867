//! Tables with their constraints.

use super::builder::{Builder, Relation, Section, Text};
use super::{column, object, part, shape};

/// Writes `CREATE TABLE` and all that hangs on the table.
pub(super) fn table<'a>(builder: &mut Builder<'a>, name: &Relation, section: &Section<'a>) {
    builder.allow(section, &shape::TABLE);
    builder.renamed_from(section);
    builder.mark(name.at);
    let unlogged = if builder.flag(section, "unlogged") { "UNLOGGED " } else { "" };
    builder.push(&format!("CREATE {unlogged}TABLE {}", name.to_sql()));
    let columns = builder.sections(section, "column");
    // A partition that says what its columns are is a table of its own, and attached.
    let is_attached = section.has("partition_of") && columns.iter().any(|(_, column)| column.has("type"));
    let is_partition = section.has("partition_of") && !is_attached;
    if section.has("partition_of") {
        builder.required(section, "a partition", "bounds");
    }
    if is_partition {
        builder.clause(section, "partition_of", " PARTITION OF ", "");
    }

    let mut elements = Elements { is_open: false };
    for (column, section) in &columns {
        elements.next(builder);
        column::column(builder, column, section, is_partition);
    }
    constraints(builder, section, &mut elements);
    if elements.is_open {
        builder.push("\n)");
    } else if !is_partition {
        builder.push(" ()");
    }
    if is_partition {
        builder.clause(section, "bounds", " ", "");
    }
    let parents = builder.list(section, "inherits");
    if !parents.is_empty() {
        builder.push(" INHERITS (");
        builder.raw_list(&parents);
        builder.push(")");
    }
    builder.clause(section, "partition_by", " PARTITION BY ", "");
    builder.clause(section, "using", " USING ", "");
    part::options(builder, section);
    builder.clause(section, "tablespace", " TABLESPACE ", "");
    builder.push(";\n");

    for (column, section) in &columns {
        column::settings(builder, name, column, section);
    }
    foreign_keys(builder, name, section);
    part::indexes(builder, name, section, &columns.iter().map(|(column, _)| column.value).collect::<Vec<_>>());
    part::statistics(builder, name, section);
    part::triggers(builder, name, section, "TABLE");
    part::policies(builder, name, section);
    part::row_level_security(builder, name, section);
    if let Some(identity) = builder.text(section, "replica_identity") {
        builder.push(&format!("ALTER TABLE {} REPLICA IDENTITY ", name.to_sql()));
        builder.raw(&identity);
        builder.push(";\n");
    }
    if is_attached {
        builder.clause(section, "partition_of", "ALTER TABLE ", &format!(" ATTACH PARTITION {}", name.to_sql()));
        builder.clause(section, "bounds", " ", ";\n");
    }
    object::described(builder, "TABLE", &name.to_sql(), section);
    for kind in ["unique", "check", "exclude", "foreign_key"] {
        constraint_comments(builder, name, section, kind);
    }
}

/// The elements between the parentheses of a table.
struct Elements {
    is_open: bool,
}

impl Elements {
    /// Writes what stands before the next element.
    fn next(&mut self, builder: &mut Builder) {
        builder.push(if self.is_open { ",\n    " } else { " (\n    " });
        self.is_open = true;
    }
}

fn constraints<'a>(builder: &mut Builder<'a>, section: &Section<'a>, elements: &mut Elements) {
    if let Some(value) = section.value("primary_key") {
        elements.next(builder);
        builder.mark(value.span().start);
        let keyed = value.get_ref().as_table().map(|table| Section::new(table, value.span().start));
        if let Some(name) = keyed.and_then(|keyed| builder.text(&keyed, "name")) {
            builder.push(&format!("CONSTRAINT {} ", name.quoted()));
        }
        match keyed {
            Some(keyed) => {
                builder.allow(&keyed, &shape::PRIMARY_KEY);
                key(builder, "PRIMARY KEY", &keyed);
            }
            None => {
                let columns: Vec<String> = builder.as_list(value).iter().map(Text::quoted).collect();
                builder.push(&format!("PRIMARY KEY ({})", columns.join(", ")));
            }
        }
    }
    for (name, value) in builder.entries(section, "unique") {
        elements.next(builder);
        builder.mark(name.span.start);
        builder.push(&format!("CONSTRAINT {} ", name.quoted()));
        if let Some(table) = value.get_ref().as_table() {
            let keyed = Section::new(table, name.span.start);
            builder.allow(&keyed, &shape::UNIQUE);
            let words = if builder.flag(&keyed, "nulls_not_distinct") { "UNIQUE NULLS NOT DISTINCT" } else { "UNIQUE" };
            key(builder, words, &keyed);
        } else {
            let columns: Vec<String> = builder.as_list(value).iter().map(Text::quoted).collect();
            builder.push(&format!("UNIQUE ({})", columns.join(", ")));
        }
    }
    for (name, value) in builder.entries(section, "check") {
        elements.next(builder);
        builder.mark(name.span.start);
        builder.push(&format!("CONSTRAINT {} CHECK (", name.quoted()));
        let keyed = value.get_ref().as_table().map(|table| Section::new(table, name.span.start));
        let expression = match &keyed {
            Some(keyed) => {
                builder.allow(keyed, &shape::CHECK);
                builder.required(keyed, "a check", "expression")
            }
            None => builder.as_text(value),
        };
        if let Some(expression) = expression {
            builder.raw(&expression);
        }
        builder.push(")");
        if keyed.is_some_and(|keyed| builder.flag(&keyed, "no_inherit")) {
            builder.push(" NO INHERIT");
        }
    }
    for (name, section) in builder.sections(section, "exclude") {
        builder.allow(&section, &shape::EXCLUSION);
        elements.next(builder);
        builder.mark(name.span.start);
        builder.push(&format!("CONSTRAINT {} EXCLUDE", name.quoted()));
        builder.clause(&section, "using", " USING ", "");
        builder.push(" (");
        let list = builder.list(&section, "elements");
        builder.raw_list(&list);
        builder.push(")");
        part::include(builder, &section);
        builder.clause(&section, "where", " WHERE (", ")");
        deferral(builder, &section);
    }
}

fn key<'a>(builder: &mut Builder<'a>, words: &str, section: &Section<'a>) {
    let columns = builder.names(section, "columns");
    builder.push(&format!("{words} ({columns})"));
    part::include(builder, section);
    deferral(builder, section);
}

/// Foreign keys are added afterwards, so that tables may need each other.
fn foreign_keys<'a>(builder: &mut Builder<'a>, table: &Relation, section: &Section<'a>) {
    for (name, section) in builder.sections(section, "foreign_key") {
        builder.allow(&section, &shape::FOREIGN_KEY);
        builder.mark(name.span.start);
        let columns = builder.names(&section, "columns");
        let table = table.to_sql();
        builder.push(&format!("ALTER TABLE {table} ADD CONSTRAINT {} FOREIGN KEY ({columns}) ", name.quoted()));
        builder.push("REFERENCES ");
        if let Some(target) = builder.required(&section, "a foreign key", "references") {
            builder.raw(&target);
        }
        builder.clause(&section, "match", " MATCH ", "");
        builder.clause(&section, "on_delete", " ON DELETE ", "");
        builder.clause(&section, "on_update", " ON UPDATE ", "");
        deferral(builder, &section);
        if builder.flag(&section, "not_valid") {
            builder.push(" NOT VALID");
        }
        builder.push(";\n");
    }
}

fn deferral<'a>(builder: &mut Builder<'a>, section: &Section<'a>) {
    if builder.flag(section, "initially_deferred") {
        builder.push(" DEFERRABLE INITIALLY DEFERRED");
    } else if builder.flag(section, "deferrable") {
        builder.push(" DEFERRABLE");
    }
}

fn constraint_comments<'a>(builder: &mut Builder<'a>, table: &Relation, section: &Section<'a>, kind: &str) {
    for (name, value) in builder.entries(section, kind) {
        let Some(keyed) = value.get_ref().as_table().map(|table| Section::new(table, name.span.start)) else {
            continue;
        };
        if let Some(comment) = builder.text(&keyed, "comment") {
            let address = format!("{} ON {}", name.quoted(), table.to_sql());
            object::comment_on(builder, "CONSTRAINT", &address, &comment);
        }
    }
}
