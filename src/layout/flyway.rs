//! Flyway: `V<version>__<name>.sql`, `U….sql` to undo it, and beside either a `.conf` for what differs from its defaults: a
//! transaction for the file, and `${…}` replaced.

use super::OutputFile;
use super::part::{Part, Piece};

pub fn files(part: &Part) -> Vec<OutputFile> {
    let mut files = Vec::new();
    for (letter, piece) in [("V", &part.up), ("U", &part.down)] {
        let name = format!("{letter}{}__{}.sql", part.version, part.slug);
        let file = part.file(name.clone(), "", piece.as_ref());
        let conf = conf(&file, piece.as_ref());
        let transaction = file.transaction;
        files.push(file);
        if !conf.is_empty() {
            let path = format!("{name}.conf").into();
            files.push(OutputFile { path, text: conf, revision: part.revision, transaction });
        }
    }
    files
}

fn conf(file: &OutputFile, piece: Option<&Piece>) -> String {
    let mut conf = String::new();
    if piece.is_some_and(|piece| !piece.transaction) {
        conf.push_str("executeInTransaction=false\n");
    }
    if file.text.contains("${") {
        conf.push_str("placeholderReplacement=false\n");
    }
    conf
}
