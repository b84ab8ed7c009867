//! goose: one file with both ways, `-- +goose Up` and `-- +goose Down`, cut into statements at a semicolon that ends a line
//! unless they are bracketed. `NO TRANSACTION` holds for both ways.

use super::OutputFile;
use super::part::{NOTHING, Part, Piece, comments};

pub fn files(part: &Part) -> Vec<OutputFile> {
    let transaction = part.is_transaction();
    let option = if transaction { "" } else { "-- +goose NO TRANSACTION\n" };
    let (up, down) = (statements(part.up.as_ref()), statements(part.down.as_ref()));
    let text = format!("{option}{}\n-- +goose Up\n\n{up}\n-- +goose Down\n\n{down}", part.heading());
    vec![OutputFile { path: format!("{}.sql", part.name()).into(), text, revision: part.revision, transaction }]
}

fn statements(piece: Option<&Piece>) -> String {
    let Some(piece) = piece else { return NOTHING.to_owned() };
    let each = piece.statements.iter().map(|said| {
        let (comments, sql) = (comments(&said.comments), &said.sql);
        match sql.contains(';') {
            true => format!("{comments}-- +goose StatementBegin\n{sql};\n-- +goose StatementEnd\n"),
            false => format!("{comments}{sql};\n"),
        }
    });
    each.collect::<Vec<_>>().join("\n")
}
