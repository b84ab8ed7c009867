//! Alembic: a Python file for each revision, with its parents, so that branches stay branches.

use super::OutputFile;
use super::part::{Said, pieces};
use crate::history::{Chain, Direction, Revision, RevisionId};

/// The file of a revision. What came from Alembic has its id again.
pub fn file(revision: &Revision, chain: &Chain) -> OutputFile {
    let parents: Vec<String> = revision.parents.iter().filter_map(|id| chain.get(*id)).map(id_of).collect();
    let down_revision = match &parents[..] {
        [] => "None".to_owned(),
        [parent] => python(parent),
        several => format!("({})", several.iter().map(|parent| python(parent)).collect::<Vec<_>>().join(", ")),
    };
    let id = id_of(revision);
    let docstring = format!(
        "{}\n\nRevision ID: {id}\nRevises: {}\nCreate Date: {}\n\nwritten by autogen from {}\n",
        revision.message.replace('\\', "\\\\").replace('"', "'"),
        parents.join(", "),
        date(revision.id),
        revision.name()
    );
    let (up, down) = (body(revision, Direction::Up), body(revision, Direction::Down));
    let text = format!(
        "\"\"\"{docstring}\"\"\"\n\nfrom alembic import op\nfrom sqlalchemy import DDL\n\nrevision = {}\ndown_revision = \
         {down_revision}\nbranch_labels = None\ndepends_on = None\n\n\ndef upgrade() -> None:\n{up}\n\ndef downgrade() -> \
         None:\n{down}",
        python(&id)
    );
    OutputFile { path: format!("{}.py", revision.name()).into(), text, revision: revision.id, transaction: true }
}

fn id_of(revision: &Revision) -> String {
    if revision.alembic.is_empty() { revision.id.to_string() } else { revision.alembic.clone() }
}

/// `2026-11-21 10:15:02`.
fn date(id: RevisionId) -> String {
    let digits = id.to_string();
    let part = |from: usize, to: usize| &digits[from..to];
    format!("{}-{}-{} {}:{}:{}", part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14))
}

fn body(revision: &Revision, direction: Direction) -> String {
    let pieces = pieces(revision, direction);
    if pieces.is_empty() {
        return "    pass\n".to_owned();
    }
    let mut body = String::new();
    let mut is_open = false;
    for piece in pieces {
        if !piece.transaction {
            body.push_str("    with op.get_context().autocommit_block():\n");
        } else if is_open {
            body.push_str("    # What comes next needs what stands above committed.\n");
            body.push_str("    with op.get_context().autocommit_block():\n        pass\n");
        }
        is_open = piece.transaction;
        let indent = if piece.transaction { "    " } else { "        " };
        body.extend(piece.statements.iter().map(|said| statement(said, indent)));
    }
    body
}

fn statement(said: &Said, indent: &str) -> String {
    let comments: String = said.comments.iter().map(|comment| format!("{indent}# {comment}\n")).collect();
    // DDL takes `%` for a place to fill in, and leaves `:name` alone, which text() wouldn't.
    format!("{comments}{indent}op.execute(DDL({}))\n", python(&said.sql.replace('%', "%%")))
}

/// A text as Python writes it.
fn python(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\r', "\\r");
    if escaped.contains('\n') { format!("\"\"\"{escaped}\"\"\"") } else { format!("\"{escaped}\"") }
}
