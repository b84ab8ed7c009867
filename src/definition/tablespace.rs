//! The tablespaces that definitions mention, so that a scratch server can have them first.

use std::collections::BTreeSet;

use crate::sql::{self, StatementKind};

use super::cursor::Cursor;
use super::{File, source};

/// The tablespaces that definitions put tables and indexes in.
///
/// Files that can't be read as SQL or TOML mention none; loading them says why.
pub fn tablespaces(files: &[File]) -> BTreeSet<String> {
    let mut tablespaces = BTreeSet::new();
    for file in files {
        let Ok(sources) = source::sources(std::slice::from_ref(file)) else { continue };
        for source in sources {
            // Most files have none, and looking for the word is cheap.
            if !source.text.to_ascii_lowercase().contains("tablespace") {
                continue;
            }
            for statement in sql::split(&source.text).unwrap_or_default() {
                if statement.kind == StatementKind::Sql {
                    mentioned(&Cursor::new(&source.text, statement.range), &mut tablespaces);
                }
            }
        }
    }
    tablespaces
}

fn mentioned(cursor: &Cursor, tablespaces: &mut BTreeSet<String>) {
    let makes_or_alters = cursor.is_word(0, "create") || cursor.is_word(0, "alter");
    for index in (1..cursor.tokens.len()).filter(|index| makes_or_alters && cursor.is_word(*index, "tablespace")) {
        tablespaces.extend(cursor.moved_to(index + 1).identifier());
    }
    tablespaces.retain(|tablespace| !tablespace.starts_with("pg_"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_mention_a_tablespace_is_found() {
        let text = "create table t (a int primary key using index tablespace a) tablespace \"B\";
             create index on t (a) tablespace c where a > 0; alter table t set tablespace pg_default;
             comment on table t is 'tablespace x'";
        let file = File { name: "a.sql".to_owned(), text: text.to_owned() };
        assert_eq!(tablespaces(&[file]).into_iter().collect::<Vec<_>>(), ["B", "a", "c"]);
    }
}
