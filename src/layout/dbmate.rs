//! dbmate: one file with both ways, `-- migrate:up` and `-- migrate:down`, each sent as a whole and in a transaction unless
//! its line says otherwise.

use super::OutputFile;
use super::part::{Part, Piece, is_transaction, statements};

pub fn files(part: &Part) -> Vec<OutputFile> {
    let section = |direction: &str, piece: Option<&Piece>| {
        let option = if is_transaction(piece) { "" } else { " transaction:false" };
        format!("-- migrate:{direction}{option}\n\n{}", statements(piece))
    };
    let (up, down) = (section("up", part.up.as_ref()), section("down", part.down.as_ref()));
    let text = format!("{}\n{up}\n{down}", part.heading());
    let path = format!("{}.sql", part.name()).into();
    vec![OutputFile { path, text, revision: part.revision, transaction: part.is_transaction() }]
}
