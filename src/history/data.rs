//! Which statements of a file are about rows. What isn't is about structure, and two catalogs show all that it does.
//!
//! This goes by words: it may take a statement for one that changes rows which doesn't, hardly the other way round.

use crate::sql::lexer;

/// Whether a statement changes rows, or may, since it runs code or converts what is there by an expression of its own.
pub fn changes_rows(sql: &str) -> bool {
    let tokens = lexer::tokens(sql).filter(|token| !token.is_trivia());
    let words: Vec<String> = tokens.map(|token| token.text(sql).to_ascii_uppercase()).collect();
    let has = |word: &str| words.iter().any(|other| other == word);
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    match word(0) {
        "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "COPY" | "TRUNCATE" | "DO" | "CALL" | "SELECT" | "WITH"
        | "VALUES" | "EXECUTE" | "REFRESH" => true,
        "CREATE" if word(1) == "TABLE" || word(2) == "TABLE" => {
            // `GENERATED ALWAYS AS (…)` isn't `CREATE TABLE … AS SELECT`.
            words.windows(2).any(|pair| pair[1] == "AS" && pair[0] != "ALWAYS")
        }
        // Where a sequence stands is no part of a catalog.
        "ALTER" if has("RESTART") => true,
        "ALTER" if word(1) == "TABLE" => has("USING") && has("TYPE"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::changes_rows;

    #[test]
    fn rows_and_structure_are_told_apart() {
        for sql in [
            "insert into a values (1)",
            "/* all */ UPDATE a SET b = 1",
            "with c as (select 1) select * from c",
            "do $$ begin end $$",
            "create table a as select 1",
            "create unlogged table a (b) as select 1",
            "alter table a alter b type int using length(b)",
            "alter sequence a restart with 100",
        ] {
            assert!(changes_rows(sql), "{sql}");
        }
        for sql in [
            "create table a (b int generated always as (1) stored)",
            "create view a as select 1",
            "create index a on b using btree (c)",
            "alter table a add constraint c exclude using gist (b with &&)",
            "alter table a alter b type bigint",
        ] {
            assert!(!changes_rows(sql), "{sql}");
        }
    }
}
