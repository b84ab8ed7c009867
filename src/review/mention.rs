//! What keeps the old name of something renamed: names that PostgreSQL chose after it, the string bodies of routines, and
//! comments. PostgreSQL follows a rename in none of them.

use super::{Item, Sort};
use crate::catalog::{Catalog, Object};
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::plan::rename::{Candidate, Rename, Renaming};
use crate::sql::lexer::{self, TokenKind};

/// Words after which a string of a body may be run.
const RUN_STRINGS: &[&str] = &["execute", "format", "nextval", "currval", "setval", "regclass", "regproc", "regtype"];

/// The names that PostgreSQL chose after what is renamed, and that are renamed with it: evidence, a line each.
pub(super) fn followers(candidate: &Candidate, candidates: &[Candidate]) -> Vec<String> {
    let Rename { from, to } = &candidate.rename;
    let is_renamed = candidate.is_taken() && from.name() != to.name();
    let taken = candidates.iter().filter(|other| is_renamed && other.is_taken());
    let named =
        taken.filter(|other| named_after(other.rename.from.name(), from, to) == Some(other.rename.to.name().into()));
    let lines = named.map(|other| {
        let Rename { from, to } = &other.rename;
        format!("{} {} follows: {}", from.kind().word(), from.quoted(), to.quoted())
    });
    lines.collect()
}

/// What keeps the old names, an item for each rename that leaves some.
pub(super) fn left_behind(from: &Catalog, to: &Catalog, candidates: &[Candidate]) -> Vec<Item> {
    let renames: Vec<Rename> = candidates.iter().filter(|one| one.is_taken()).map(Candidate::rename).collect();
    if renames.is_empty() {
        return Vec::new();
    }
    let texts: Vec<Text> = to.objects().filter_map(Text::of).collect();
    let items = renames.iter().filter_map(|rename| {
        let mut evidence = names_that_stay(from, to, rename, &renames);
        let is_taken_again = to.contains(&Id::new(rename.to.kind(), rename.to.parent().cloned(), rename.from.name()));
        if !is_taken_again && rename.from.name() != rename.to.name() {
            evidence.extend(texts.iter().flat_map(|text| text.mentions(to, rename)));
        }
        if evidence.is_empty() {
            return None;
        }
        let text = format!("{}: the old name is still here", rename.words());
        let mut item = Item::new(Sort::Mention, &rename.to, text);
        (item.evidence, item.blocks) = (evidence, false);
        item.default = "left as the definitions have it".to_owned();
        Some(item)
    });
    items.collect()
}

/// `people_pkey`, for `users_pkey` of `users`, which is `people` now; none for a name that isn't made of the old one.
fn named_after(name: &str, from: &Id, to: &Id) -> Option<String> {
    let table = from.parent().zip(to.parent()).filter(|(parent, _)| parent.kind() != Kind::Schema);
    let (prefix, new) = match table {
        None => (format!("{}_", from.name()), format!("{}_", to.name())),
        Some((old, new)) => (format!("{}_{}_", old.name(), from.name()), format!("{}_{}_", new.name(), to.name())),
    };
    name.strip_prefix(&prefix).map(|rest| format!("{new}{rest}"))
}

/// Keys, checks, indexes and sequences whose names begin with the old name, and stay as they are.
fn names_that_stay(from: &Catalog, to: &Catalog, rename: &Rename, renames: &[Rename]) -> Vec<String> {
    let renaming = Renaming::of(renames);
    let Some(table) = rename.from.lineage().find(|id| matches!(id.kind(), Kind::Table | Kind::MaterializedView)) else {
        return Vec::new();
    };
    let columns = from.children(table).filter(|child| child.id.kind() == Kind::Column);
    let owned = columns.flat_map(|column| from.needed_by(column.id)).filter(|id| id.kind() == Kind::OwnedBy);
    let sequences = owned.filter_map(|tie| from.object(tie.parent()?));
    let parts = from.children(table).filter(|child| matches!(child.id.kind(), Kind::Constraint | Kind::Index));
    let lines = parts.chain(sequences).filter_map(|part| {
        let now = renaming.image(part.id);
        let wanted = named_after(part.id.name(), &rename.from, &rename.to)?;
        let stays = now.name() == part.id.name() && to.contains(&now) && wanted != part.id.name();
        let step = part.attributes.rename(&now, &wanted).filter(|_| stays)?;
        let word = now.kind().word();
        Some(format!("{word} {} stays, as it is declared; declared as {wanted} it follows: {}", now.quoted(), step.sql))
    });
    lines.collect()
}

/// What PostgreSQL keeps as it was written.
struct Text<'a> {
    id: &'a Id,
    text: &'a str,
    /// The names in it with their lines, from 0.
    words: Vec<(String, usize)>,
    is_body: bool,
}

impl<'a> Text<'a> {
    fn of(object: Object<'a>) -> Option<Text<'a>> {
        let (text, is_body) = match object.attributes {
            Attributes::Function(function) if !matches!(function.language.as_str(), "c" | "internal") => {
                (function.body.as_ref()?, true)
            }
            Attributes::Comment(comment) => (&comment.text, false),
            _ => return None,
        };
        let prose = |text: &str| -> Vec<(String, usize)> {
            let is_mark = |letter: char| !letter.is_alphanumeric() && letter != '_';
            let lines = text.lines().enumerate();
            lines.flat_map(|(number, line)| line.split(is_mark).map(move |word| (word.to_owned(), number))).collect()
        };
        let words = if is_body { words(text, 0) } else { prose(text) };
        Some(Text { id: object.id, text, words, is_body })
    }

    /// Where it says the old name, a line each.
    fn mentions(&self, to: &Catalog, rename: &Rename) -> Vec<String> {
        let is_meant = if self.is_body { is_about(&self.words, to, rename) } else { speaks_of(self.id, rename) };
        let old = rename.from.bare_name();
        let mut lines: Vec<usize> =
            self.words.iter().filter(|(word, _)| is_meant && word == old).map(|(_, line)| *line).collect();
        lines.dedup();
        let show = |line: usize| self.text.lines().nth(line).unwrap_or_default().trim();
        lines.into_iter().map(|line| format!("{}, line {}: {}", self.id, line + 1, show(line))).collect()
    }
}

/// A part's name (a column's) says nothing without that of what it is a part of, which may be that of the whole.
fn is_about(words: &[(String, usize)], to: &Catalog, rename: &Rename) -> bool {
    let (Some(old), Some(new)) = (rename.from.parent(), rename.to.parent()) else { return true };
    if old.kind() == Kind::Schema {
        return true;
    }
    let wholes = to.children(new).filter_map(|part| part.attributes.shows_rows_to());
    let names: Vec<String> = [old.name().to_owned(), new.name().to_owned()]
        .into_iter()
        .chain(wholes.map(|id| id.name().to_owned()))
        .collect();
    words.iter().any(|(word, _)| names.contains(word))
}

/// Whether a comment may mean what is renamed: that of a part only within the whole.
fn speaks_of(comment: &Id, rename: &Rename) -> bool {
    match rename.to.parent().filter(|parent| parent.kind() != Kind::Schema) {
        Some(parent) => comment.is_within(parent),
        None => true,
    }
}

/// The names in a body with the lines they are on, from 0, without its comments. A string counts where it may be run.
fn words(body: &str, first_line: usize) -> Vec<(String, usize)> {
    let tokens: Vec<lexer::Token> = lexer::tokens(body).collect();
    let runs_strings = tokens.iter().any(|token| RUN_STRINGS.iter().any(|word| token.is_word(body, word)));
    let mut words = Vec::new();
    for token in tokens {
        let line = first_line + body[..token.range.start].matches('\n').count();
        let text = token.text(body);
        match token.kind {
            TokenKind::String if runs_strings => {
                let inner = text.trim_matches('\'').replace("''", "'");
                words.extend(self::words(&inner, line));
            }
            TokenKind::DollarString if runs_strings => {
                let tag = text.match_indices('$').nth(1).map_or(0, |(at, _)| at + 1);
                if text.len() >= 2 * tag {
                    words.extend(self::words(&text[tag..text.len() - tag], line));
                }
            }
            _ => words.extend(token.name(body).map(|name| (name, line))),
        }
    }
    words
}
