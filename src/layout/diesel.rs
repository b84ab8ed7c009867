//! Diesel: a directory for each migration, with `up.sql` and `down.sql`, each sent as a whole, and a `metadata.toml` where
//! neither way is to be in a transaction.

use super::OutputFile;
use super::part::Part;

pub fn files(part: &Part) -> Vec<OutputFile> {
    let name = part.name();
    let file = |direction: &str, piece| part.file(format!("{name}/{direction}.sql"), "", piece);
    let mut files = vec![file("up", part.up.as_ref()), file("down", part.down.as_ref())];
    if !part.is_transaction() {
        let path = format!("{name}/metadata.toml").into();
        let text = "run_in_transaction = false\n".to_owned();
        files.push(OutputFile { path, text, revision: part.revision, transaction: false });
    }
    files
}
