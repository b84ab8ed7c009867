//! What a statement leaves behind in its session, for the statements that come after it.

use super::lexer::{Token, tokens};

/// What outlives the transaction of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionChange {
    /// A setting, which can be set again in another session.
    Setting,
    /// Temporary tables, prepared statements and the like.
    Other,
}

/// Takes every setting of a session back to what it was when it began: `RESET ALL` leaves the role.
pub const AFRESH: &str = "RESET ALL; RESET SESSION AUTHORIZATION; RESET ROLE";

/// Takes the role back for the rest of a transaction, after which it is again what it was.
pub const OWN_ROLE: &str = "SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL role = DEFAULT";

/// Whether a statement changes the session, by its first words. What a function does isn't seen.
pub fn session_change(sql: &str) -> Option<SessionChange> {
    let tokens: Vec<Token> = tokens(sql).filter(|token| !token.is_trivia()).take(2).collect();
    let is = |at: usize, words: &[&str]| {
        tokens.get(at).is_some_and(|token: &Token| words.iter().any(|word| token.is_word(sql, word)))
    };
    match () {
        () if is(0, &["SET"]) => (!is(1, &["LOCAL", "CONSTRAINTS", "TRANSACTION"])).then_some(SessionChange::Setting),
        () if is(0, &["RESET"]) => Some(SessionChange::Setting),
        () if is(0, &["CREATE"]) => is(1, &["TEMP", "TEMPORARY", "LOCAL", "GLOBAL"]).then_some(SessionChange::Other),
        () => {
            is(0, &["DISCARD", "PREPARE", "DEALLOCATE", "LISTEN", "UNLISTEN", "LOAD"]).then_some(SessionChange::Other)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_session_keeps_outlives_the_transaction() {
        use SessionChange::{Other, Setting};
        for (sql, expected) in [
            ("set search_path = app", Some(Setting)),
            ("SET SESSION AUTHORIZATION alice", Some(Setting)),
            ("SET LOCAL search_path = app", None),
            ("SET CONSTRAINTS ALL DEFERRED", None),
            ("reset all", Some(Setting)),
            ("/* x */ create temp table a (b int)", Some(Other)),
            ("create table temp (b int)", None),
            ("LISTEN changes", Some(Other)),
            ("ALTER TABLE a SET SCHEMA b", None),
        ] {
            assert_eq!(session_change(sql), expected, "{sql}");
        }
    }
}
