//! The script of a whole history, cut where Alembic writes `-- Running upgrade A -> B`.
//!
//! Nothing here talks to a server or touches a file.

use super::{AlembicRevision, Project, Rendered, VersionTable};
use crate::error::{Error, Result};
use crate::sql::split as statements;

/// A part of a script.
struct Section<'a> {
    line: usize,
    from: Vec<&'a str>,
    to: Vec<&'a str>,
    text: String,
}

/// The revisions in the output of `alembic upgrade base:heads --sql`, and of `alembic downgrade heads:base --sql`.
pub fn split(up: &str, down: Option<&str>, version_table: VersionTable) -> Result<Project> {
    let ups = sections(up, "upgrade")?;
    let downs = down.map(|down| sections(down, "downgrade")).transpose()?.unwrap_or_default();
    if ups.is_empty() {
        return Err(Error::Usage {
            message: "the script has no line `-- Running upgrade … -> …`".into(),
            hint: Some("`alembic upgrade head --sql > all.sql` writes such a script".into()),
        });
    }
    if let Some(later) = ups[0].from.first() {
        return Err(Error::Usage {
            message: format!("the script begins behind {later}, and says nothing of what comes before it"),
            hint: Some("`alembic upgrade base:heads --sql` writes all of it".into()),
        });
    }
    let revisions = ups.iter().map(|section| {
        let [id] = section.to[..] else {
            let message = format!("line {}: an upgrade to one revision was awaited", section.line);
            return Err(Error::Usage { message, hint: None });
        };
        let down = downs.iter().find(|section| section.from == [id]).map(|section| section.text.clone());
        let missing = Rendered::Failed {
            error: "the script has no downgrade of it".into(),
            line: None,
            is_refusal: true,
            source: String::new(),
        };
        Ok(AlembicRevision {
            id: id.to_owned(),
            parents: section.from.iter().map(|&parent| parent.to_owned()).collect(),
            message: format!("alembic {id}"),
            created: None,
            path: None,
            asks_whether_offline: false,
            up: Rendered::Script { sql: section.text.clone() },
            down: down.map_or(missing, |sql| Rendered::Script { sql }),
        })
    });
    Ok(Project { version_table, revisions: revisions.collect::<Result<_>>()? })
}

/// Each section begins with a `BEGIN` where a transaction is open at its mark, as one may last for the whole script.
fn sections<'a>(text: &'a str, verb: &str) -> Result<Vec<Section<'a>>> {
    let statements = statements(text).map_err(|error| Error::usage(format!("the script can't be read: {error}")))?;
    let mark = format!("-- Running {verb} ");
    let ids = |ids: &'a str| ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect::<Vec<_>>();
    let mut found: Vec<(usize, Section)> = Vec::new();
    let mut in_transaction = false;
    for statement in &statements {
        // A mark is a comment between statements, and not a line of a routine's body.
        for line in text[statement.leading.clone()].lines().filter_map(|line| line.strip_prefix(&mark)) {
            let Some((from, to)) = line.split_once("->") else { continue };
            let begin = if in_transaction { "BEGIN;\n" } else { "" };
            let section = Section { line: statement.line, from: ids(from), to: ids(to), text: begin.to_owned() };
            found.push((statement.leading.start, section));
        }
        match statement.text(text) {
            "BEGIN" => in_transaction = true,
            "COMMIT" => in_transaction = false,
            _ => {}
        }
    }
    let ends: Vec<usize> = found.iter().skip(1).map(|(start, _)| *start).chain([text.len()]).collect();
    let cut = found.into_iter().zip(ends).map(|((start, mut section), end)| {
        section.text.push_str(&text[start..end]);
        section
    });
    Ok(cut.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alembic::script::steps;

    const UP: &str = "BEGIN;\n\nCREATE TABLE alembic_version (a int);\n\n-- Running upgrade  -> a\n\nSELECT 'a';\n\n\
        INSERT INTO alembic_version (version_num) VALUES ('a');\n\n-- Running upgrade a -> b\n\nSELECT 'b';\n\n\
        UPDATE alembic_version SET version_num='b';\n\nCOMMIT;\n\n";

    #[test]
    fn one_transaction_for_all_is_one_for_each() {
        let project = split(UP, None, VersionTable::default()).expect("the script is whole");
        let said = project.revisions.iter().map(|revision| {
            let Rendered::Script { sql } = &revision.up else { panic!("it is rendered") };
            let steps = steps("a", sql, &project.version_table).expect("the section is whole").into_iter();
            let steps: Vec<_> = steps.map(|step| (step.sql, step.transaction)).collect();
            (revision.id.as_str(), revision.parents.join(","), steps)
        });
        let wanted = [
            ("a", String::new(), vec![("SELECT 'a'".to_owned(), true)]),
            ("b", "a".to_owned(), vec![("SELECT 'b'".to_owned(), true)]),
        ];
        assert_eq!(said.collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn a_script_that_begins_later_is_refused() {
        let refused = |up: &str| split(up, None, VersionTable::default()).expect_err("it isn't all").to_string();
        assert!(refused(&UP.replace("  -> a", " x -> a")).contains("begins behind x"));
        assert!(refused("SELECT 1").contains("no line"));
    }
}
