//! sqlx: `<version>_<name>.up.sql` and `.down.sql`, each sent as a whole, in a transaction unless the first line says otherwise.

use super::OutputFile;
use super::part::{Part, Piece, is_transaction};

pub fn files(part: &Part) -> Vec<OutputFile> {
    let file = |direction: &str, piece: Option<&Piece>| {
        let first = if is_transaction(piece) { "" } else { "-- no-transaction\n" };
        part.file(format!("{}.{direction}.sql", part.name()), first, piece)
    };
    vec![file("up", part.up.as_ref()), file("down", part.down.as_ref())]
}
