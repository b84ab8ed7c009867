//! golang-migrate: `<version>_<name>.up.sql` and `.down.sql`, each sent as a whole. It opens no transaction of its own, and
//! the server opens one for several statements: so a file begins and commits, or has one statement.

use super::OutputFile;
use super::part::{Part, Piece};

pub fn files(part: &Part) -> Vec<OutputFile> {
    let file = |direction: &str, piece: Option<&Piece>| {
        let mut file = part.file(format!("{}.{direction}.sql", part.name()), "", piece);
        if piece.is_some_and(|piece| piece.transaction) {
            let (heading, statements) = file.text.split_at(part.heading().len());
            file.text = format!("{heading}\nBEGIN;\n{statements}\nCOMMIT;\n");
        }
        file
    };
    vec![file("up", part.up.as_ref()), file("down", part.down.as_ref())]
}
