//! A revision cut into parts that are one transaction or none each, as most runners have it for a file.

use super::{Layout, OutputFile, warning};
use crate::history::{Direction, FileStatement, Revision, RevisionId, Script};
use crate::sql::lexer::tokens;
use crate::sql::quote_literal;
use crate::sql::session::{AFRESH, session_change};

/// A part of a revision: what runs together on the way there, and what does on the way back.
#[derive(Debug, Clone)]
pub struct Part {
    pub version: RevisionId,
    /// Of the file: the revision's slug, with a number where there are several parts.
    pub slug: String,
    /// What the file says of itself, in lines without `--`.
    pub about: Vec<String>,
    pub revision: RevisionId,
    /// None where the other way has more parts.
    pub up: Option<Piece>,
    pub down: Option<Piece>,
}

/// Statements that run together.
#[derive(Debug, Clone)]
pub struct Piece {
    /// False for one statement that must run outside of a transaction.
    pub transaction: bool,
    pub statements: Vec<Said>,
}

/// A statement with what is said of it.
#[derive(Debug, Clone)]
pub struct Said {
    pub comments: Vec<String>,
    /// Without its semicolon.
    pub sql: String,
}

/// The parts of a revision; the first has this version, and each other the next second's.
pub fn parts(revision: &Revision, version: RevisionId) -> Vec<Part> {
    let ups = pieces(revision, Direction::Up);
    let mut downs = pieces(revision, Direction::Down);
    // What is done last is undone first.
    downs.reverse();
    let pairs = paired(ups, downs);
    let total = pairs.len();
    let mut version = version;
    let mut parts = Vec::new();
    for (index, (up, down)) in pairs.into_iter().enumerate() {
        if index > 0 {
            version = version.later();
        }
        let mut about = vec![revision.message.clone(), format!("written by autogen from {}", revision.name())];
        let mut slug = revision.slug.clone();
        if total > 1 {
            about.push(format!("part {} of {total}", index + 1));
            slug.push_str(&format!("_{}", index + 1));
        }
        parts.push(Part { version, slug, about, revision: revision.id, up, down });
    }
    parts
}

/// Pieces side by side where both are transactions or both are none; a file often says that for both ways.
fn paired(ups: Vec<Piece>, downs: Vec<Piece>) -> Vec<(Option<Piece>, Option<Piece>)> {
    let mut ups = ups.into_iter().peekable();
    let mut downs = downs.into_iter().peekable();
    let mut pairs = Vec::new();
    loop {
        let (one, other) = match (ups.peek(), downs.peek()) {
            (None, None) => break,
            (Some(_), None) => (true, false),
            (None, Some(_)) => (false, true),
            (Some(up), Some(down)) if up.transaction == down.transaction => (true, true),
            // The statement outside of a transaction waits for its like.
            (Some(up), Some(_)) => (up.transaction, !up.transaction),
        };
        let up = if one { ups.next() } else { None };
        pairs.push((up, if other { downs.next() } else { None }));
    }
    if pairs.is_empty() {
        pairs.push((None, None));
    }
    pairs
}

/// What runs together in one direction, in order.
pub fn pieces(revision: &Revision, direction: Direction) -> Vec<Piece> {
    let script = revision.script(direction);
    let mut guards: Vec<Said> = script
        .statements
        .iter()
        .filter(|statement| statement.directives.preflight)
        .flat_map(|query| with_timeout(query, guard(revision, direction, query)))
        .collect();
    let segments = script.segments().into_iter().filter(|segment| !segment.statements.is_empty());
    let mut pieces: Vec<Piece> = Vec::new();
    for segment in segments {
        let statements = segment.statements.iter().map(|index| &script.statements[*index]);
        let said = statements.flat_map(|statement| {
            let said = said(script, statement);
            if segment.transaction { with_timeout(statement, said) } else { vec![said] }
        });
        let mut statements: Vec<Said> = said.collect();
        if segment.transaction && statements.iter().any(|said| makes_routine(&said.sql)) {
            // Its body may speak of what is made after it.
            statements.insert(0, plain("SET LOCAL check_function_bodies = off"));
        }
        pieces.push(Piece { transaction: segment.transaction, statements });
    }
    if !guards.is_empty() {
        match pieces.first_mut().filter(|piece| piece.transaction) {
            Some(first) => {
                guards.append(&mut first.statements);
                first.statements = guards;
            }
            None => pieces.insert(0, Piece { transaction: true, statements: guards }),
        }
    }
    let changes_session = |index: &usize| session_change(script.sql(&script.statements[*index])).is_some();
    if script.segments().iter().flat_map(|segment| &segment.statements).any(changes_session) {
        // Other runners have one session for all of their files.
        let again = AFRESH.split("; ").map(plain);
        match pieces.last_mut().filter(|piece| piece.transaction) {
            Some(last) => last.statements.extend(again),
            None => pieces.push(Piece { transaction: true, statements: again.collect() }),
        }
    }
    pieces
}

fn plain(sql: &str) -> Said {
    Said { comments: Vec::new(), sql: sql.to_owned() }
}

fn said(script: &Script, statement: &FileStatement) -> Said {
    let mut comments: Vec<String> = statement.step.iter().cloned().collect();
    comments.extend(warning(&statement.directives.restoration));
    let sql = script.sql(statement);
    let sql = match &statement.directives.batch {
        // Nobody writes down how far it came.
        Some(batch) => batch.block(sql, "NULL", "NULL"),
        None => sql.to_owned(),
    };
    Said { comments, sql }
}

fn with_timeout(statement: &FileStatement, said: Said) -> Vec<Said> {
    match statement.directives.timeout {
        Some(timeout) => vec![
            plain(&format!("SET LOCAL statement_timeout = {}", timeout.as_millis())),
            said,
            plain("SET LOCAL statement_timeout = DEFAULT"),
        ],
        None => vec![said],
    }
}

/// A preflight query as a statement that fails where the query finds rows.
fn guard(revision: &Revision, direction: Direction, query: &FileStatement) -> Said {
    let name = revision.path(direction).file_name().unwrap_or_default();
    let about = query.step.as_ref().map(|about| format!(": {about}")).unwrap_or_default();
    let message = format!("rows stand in the way, as the query of {}:{} shows{about}", name.display(), query.line);
    let sql = revision.script(direction).sql(query);
    Said {
        comments: query.step.iter().cloned().collect(),
        sql: format!(
            "DO $autogen$ BEGIN\n    IF EXISTS (\n{sql}\n    ) THEN\n        RAISE EXCEPTION USING MESSAGE = {};\n    END IF;\nEND $autogen$",
            quote_literal(&message)
        ),
    }
}

fn makes_routine(sql: &str) -> bool {
    let words: Vec<String> = tokens(sql)
        .filter(|token| !token.is_trivia())
        .take(4)
        .map(|token| token.text(sql).to_ascii_uppercase())
        .collect();
    let is_routine = |word: &String| word == "FUNCTION" || word == "PROCEDURE";
    words.first().is_some_and(|word| word == "CREATE") && words.iter().any(is_routine)
}

/// What is said in a revision's files and can't be in a runner's.
pub fn lost(layout: Layout, revision: &Revision) -> Vec<String> {
    let name = revision.name();
    let mut notes = Vec::new();
    for direction in [Direction::Up, Direction::Down] {
        let statements = &revision.script(direction).statements;
        for statement in statements {
            let (directives, line) = (&statement.directives, statement.line);
            let is_alone = directives.no_transaction || directives.batch.is_some();
            if is_alone && directives.timeout.is_some() {
                notes.push(format!("{name}, line {line}: the timeout isn't kept outside of a transaction"));
            }
            if directives.batch.is_some() {
                notes.push(format!("{name}, line {line}: a batch that is broken off begins anew"));
            }
        }
        if statements.iter().any(|statement| warning(&statement.directives.restoration).is_some()) {
            let runner = layout.name();
            notes.push(format!("{name}: its downgrade doesn't bring everything back, and {runner} won't ask"));
        }
    }
    notes
}

impl Part {
    /// `20261121101502_add_likes`.
    pub fn name(&self) -> String {
        format!("{}_{}", self.version, self.slug)
    }

    /// Whether a piece of it has to run outside of a transaction.
    pub fn is_transaction(&self) -> bool {
        [&self.up, &self.down].into_iter().flatten().all(|piece| piece.transaction)
    }

    /// What the file says of itself, as comments.
    pub fn heading(&self) -> String {
        comments(&self.about)
    }

    /// A file with the statements of one direction, and `first` above them.
    pub fn file(&self, path: String, first: &str, piece: Option<&Piece>) -> OutputFile {
        let text = format!("{first}{}\n{}", self.heading(), statements(piece));
        OutputFile { path: path.into(), text, revision: self.revision, transaction: is_transaction(piece) }
    }
}

/// Whether a runner may open a transaction for it; nothing needs none.
pub fn is_transaction(piece: Option<&Piece>) -> bool {
    piece.is_none_or(|piece| piece.transaction)
}

/// What stands where there is nothing to do: not every runner takes a file without a statement.
pub const NOTHING: &str = "-- nothing to do\nSELECT 1;\n";

/// The statements as text.
pub fn statements(piece: Option<&Piece>) -> String {
    let Some(piece) = piece else { return NOTHING.to_owned() };
    let each = piece.statements.iter().map(|said| format!("{}{};\n", comments(&said.comments), said.sql));
    each.collect::<Vec<_>>().join("\n")
}

pub fn comments(lines: &[String]) -> String {
    lines.iter().map(|line| format!("-- {}\n", line.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}
