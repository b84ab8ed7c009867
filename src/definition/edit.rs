//! Definitions edited in place: the smallest change of text after which files say something else, with comments, order and
//! split of the files as they were.
//!
//! Nothing here talks to a server, and nothing here is sure of what a text means: the words of the definitions before and
//! after, as autogen writes them, show what changes, and our text is changed where it has the same words. Whether it says
//! what is wanted is for the server to judge, and what it finds wrong is tried again with less care for the text.

mod column;
mod element;
mod form;
mod sheet;
mod subject;
mod table;
mod token;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::File;
use super::cursor::Cursor;
use super::head::{Action, head};
use crate::id::{Id, Kind};
use crate::render::terminated;
pub(super) use element::elements;
use form::Form;
pub(super) use form::{directly_above as directly_above_in_toml, said};
pub(super) use sheet::{Piece, Sheet, comments, directly_above};
pub(super) use subject::{described_by, names_of};
use subject::{is_about, is_same_subject};
use table::Constraint;
use token::{is_same_but_for_types, likeness, words};
use toml_edit::{DocumentMut, Item};

/// How much of a text may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Reach {
    /// Columns, clauses and words.
    #[default]
    Words,
    /// Whole statements; comments inside of them are put above.
    Statements,
    /// All statements about the object.
    Object,
}

/// A statement, and what it makes.
pub type Said = (Id, String);

/// What changes about an object, with all that is defined in its file.
#[derive(Debug, Clone)]
pub struct Change {
    pub home: Id,
    /// Its name afterwards.
    pub becomes: Id,
    /// The statements that make what the files say now, as autogen writes them.
    pub before: Vec<Said>,
    /// And those for what they are to say.
    pub after: Vec<Said>,
    /// The file that defines it, or is to.
    pub file: PathBuf,
    /// Where that is TOML, both as the text of such a file.
    pub forms: Option<(String, String)>,
    pub reach: Reach,
}

/// What becomes of files.
#[derive(Debug, Clone, Default)]
pub struct Edited {
    /// The text of each file that changes; none for one that says nothing any more.
    pub files: BTreeMap<PathBuf, Option<String>>,
    /// Comments that go with what they are about, each with its file.
    pub lost: Vec<(PathBuf, String)>,
}

/// The files with the changes made.
pub fn edit(files: &[File], changes: &[Change]) -> Edited {
    let mut editor = Editor::new(files);
    // What goes makes room for what takes its name.
    let (gone, stays): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.after.is_empty());
    for change in gone.into_iter().chain(stays) {
        editor.change(change);
    }
    editor.finish(files)
}

/// Which piece of which page.
type At = (usize, usize);

/// Statements: a file of SQL, or what stands under `sql` in a file of TOML.
struct Page {
    file: PathBuf,
    sheet: Sheet,
}

struct Editor {
    pages: Vec<Page>,
    forms: Vec<Form>,
    lost: Vec<(PathBuf, String)>,
}

impl Editor {
    fn new(files: &[File]) -> Editor {
        let (mut pages, mut forms) = (Vec::new(), Vec::new());
        for file in files {
            let path = PathBuf::from(&file.name);
            let sql = match file.name.ends_with(".toml") {
                true => {
                    let Ok(document) = file.text.parse::<DocumentMut>() else { continue };
                    let sql = document.get("sql").and_then(Item::as_str).map(str::to_owned);
                    forms.push(Form { file: path.clone(), document });
                    sql
                }
                false => Some(file.text.clone()),
            };
            if let Some(sheet) = sql.and_then(|sql| Sheet::new(&sql)) {
                pages.push(Page { file: path, sheet });
            }
        }
        Editor { pages, forms, lost: Vec::new() }
    }

    fn finish(mut self, files: &[File]) -> Edited {
        let mut edited = Edited { files: BTreeMap::new(), lost: self.lost };
        let mut texts: BTreeMap<PathBuf, Option<String>> = BTreeMap::new();
        for page in self.pages {
            let text = page.sheet.text();
            if page.file.extension().is_none_or(|extension| extension != "toml") {
                texts.insert(page.file, (!page.sheet.is_empty()).then_some(text));
            } else if let Some(form) = self.forms.iter_mut().find(|form| form.file == page.file) {
                form.say(&text);
            }
        }
        for form in self.forms {
            let text = form.document.to_string();
            texts.insert(form.file, (!text.trim().is_empty()).then_some(text));
        }
        for (path, text) in texts {
            let old = files.iter().find(|file| Path::new(&file.name) == path).map(|file| &file.text);
            let has_crlf =
                old.is_some_and(|old| old.contains("\r\n")) && path.extension().is_some_and(|one| one == "toml");
            let text = text.map(|text| if has_crlf { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text });
            if old != text.as_ref() {
                edited.files.insert(path, text);
            }
        }
        edited
    }

    fn piece(&self, (page, piece): At) -> &Piece {
        &self.pages[page].sheet.pieces[piece]
    }

    fn pieces(&self) -> impl Iterator<Item = (At, &Piece)> {
        self.pages.iter().enumerate().flat_map(|(page, one)| {
            let pieces = one.sheet.pieces.iter().enumerate().filter(|(_, piece)| piece.is_definition);
            pieces.map(move |(index, piece)| ((page, index), piece))
        })
    }

    fn change(&mut self, change: &Change) {
        let Some((before, after)) = &change.forms else { return self.change_statements(change) };
        let known = self.forms.iter().position(|form| form.file == change.file);
        let form = known.unwrap_or_else(|| {
            self.forms.push(Form { file: change.file.clone(), document: DocumentMut::new() });
            self.forms.len() - 1
        });
        let lost = form::merge(&mut self.forms[form].document, before, after, change.reach);
        self.lost.extend(lost.into_iter().map(|comment| (change.file.clone(), comment)));
        let left = |said: &[Said], text: &str| -> Vec<Said> {
            let document = text.parse::<DocumentMut>().unwrap_or_default();
            let sql = document.get("sql").and_then(Item::as_str).unwrap_or_default().to_owned();
            said.iter().filter(|(_, one)| sql.contains(&terminated(one))).cloned().collect()
        };
        let rest = Change {
            before: left(&change.before, before),
            after: left(&change.after, after),
            forms: None,
            ..change.clone()
        };
        if !rest.before.is_empty() || !rest.after.is_empty() {
            self.change_statements(&rest);
        }
    }

    fn change_statements(&mut self, change: &Change) {
        let matched = self.matched(change);
        let mut work = Work { change, matched, inserted: None };
        match (change.after.is_empty(), change.reach) {
            (true, _) => self.remove_all(&mut work),
            (false, Reach::Object) => self.rewrite_all(&mut work),
            (false, Reach::Words | Reach::Statements) => {
                self.constraints(&mut work);
                self.statements(&mut work);
            }
        }
    }

    /// The piece that says what each statement before says.
    fn matched(&self, change: &Change) -> Vec<Option<At>> {
        let mut claimed: HashSet<At> = HashSet::new();
        let mut matched = vec![None; change.before.len()];
        let schema_of = |id: &Id| id.schema().unwrap_or("public").to_owned();
        let candidates: Vec<Vec<(At, f64)>> = change
            .before
            .iter()
            .map(|(id, sql)| {
                let own_schema = schema_of(id);
                let own = head(&Cursor::new(sql, 0..sql.len()));
                let alike = self.pieces().filter(|(_, piece)| {
                    is_same_subject((&own, sql, &own_schema), (&piece.head, &piece.text, &piece.schema))
                });
                alike
                    .map(|(at, piece)| (at, likeness(&words(sql, &own_schema), &words(&piece.text, &piece.schema))))
                    .collect()
            })
            .collect();
        for least in [1.0, 0.5, 0.0] {
            for (index, found) in
                candidates.iter().enumerate().filter(|(index, _)| matched[*index].is_none()).collect::<Vec<_>>()
            {
                let sql = &change.before[index].1;
                let own = head(&Cursor::new(sql, 0..sql.len()));
                let is_only_one = matches!(own.action, Action::Create { .. } | Action::Describe);
                let free = found.iter().filter(|(at, likeness)| !claimed.contains(at) && *likeness >= least);
                let best =
                    free.max_by(|(_, one), (_, other)| one.total_cmp(other)).filter(|_| least > 0.0 || is_only_one);
                if let Some((at, _)) = best {
                    claimed.insert(*at);
                    matched[index] = Some(*at);
                }
            }
        }
        matched
    }

    /// The piece that makes the object itself.
    fn main(&self, work: &Work) -> Option<At> {
        let mut before = work.change.before.iter().zip(&work.matched);
        let own = before.find(|((id, _), at)| *id == work.change.home && at.is_some()).and_then(|(_, at)| *at);
        own.or_else(|| {
            let mut pieces = self.pieces();
            let makes =
                |piece: &Piece| matches!(piece.head.action, Action::Create { .. }) && piece.head.table.is_none();
            pieces.find(|(_, piece)| makes(piece) && is_about(piece, &work.change.home)).map(|(at, _)| at)
        })
    }

    /// The last piece that is about the object, in the file that makes it.
    fn last(&self, work: &Work) -> Option<At> {
        let main = self.main(work)?;
        let of_home =
            self.pieces().filter(|(at, piece)| is_about(piece, &work.change.home) || work.matched.contains(&Some(*at)));
        of_home.map(|(at, _)| at).filter(|at| at.0 == main.0).max()
    }

    fn replace(&mut self, (page, piece): At, text: &str) {
        self.pages[page].sheet.replace(piece, text);
    }

    fn lose(&mut self, page: usize, comments: Vec<String>) {
        let file = self.pages[page].file.clone();
        self.lost.extend(comments.into_iter().map(|comment| (file.clone(), comment)));
    }

    fn remove(&mut self, work: &mut Work, (page, piece): At) {
        let comments = self.pages[page].sheet.remove(piece);
        self.lose(page, comments);
        work.moved((page, piece), false);
    }

    fn insert(&mut self, work: &mut Work, sql: &str) {
        let schema = work.change.home.schema().unwrap_or("public").to_owned();
        let behind = work.inserted.or_else(|| self.last(work));
        let (page, behind) = match behind {
            Some((page, piece)) => (page, Some(piece)),
            None => {
                let known = self.pages.iter().position(|page| page.file == work.change.file);
                let page = known.unwrap_or_else(|| {
                    let sheet = Sheet::new("").expect("nothing is open in an empty text");
                    self.pages.push(Page { file: work.change.file.clone(), sheet });
                    self.pages.len() - 1
                });
                (page, self.pages[page].sheet.pieces.len().checked_sub(1))
            }
        };
        let at = self.pages[page].sheet.insert(behind, sql.trim_end(), &schema);
        work.moved((page, at), true);
        work.inserted = Some((page, at));
    }

    /// Changes constraints where they are written: in the table's statement, or in one of their own.
    fn constraints(&mut self, work: &mut Work) {
        let Some(main) = self.main(work) else { return };
        let schema = self.piece(main).schema.clone();
        let (before, after) = (constraints(&work.change.before), constraints(&work.change.after));
        let name = |said: &[Said]| {
            let (_, sql) = said.iter().find(|(id, _)| *id == work.change.home)?;
            Some(head(&Cursor::new(sql, 0..sql.len())).names)
        };
        // PostgreSQL leaves constraints the names that it chose after the old name of the table.
        let is_renamed = name(&work.change.before) != name(&work.change.after);
        for old in &before {
            let new = after.iter().find(|new| new.name == old.name);
            if !is_renamed && new.is_some_and(|new| is_same_but_for_types(&new.definition, &old.definition, &schema)) {
                continue;
            }
            let text = self.piece(main).text.clone();
            let own = self.pieces().find(|(_, piece)| {
                let adds = Constraint::read(&piece.text).is_some_and(|one| one.name == old.name);
                matches!(piece.head.action, Action::Alter) && is_about(piece, &work.change.home) && adds
            });
            let own = own.map(|(at, _)| at);
            match (new, own) {
                (None, Some(own)) => self.remove(work, own),
                (None, None) => {
                    if let Some((text, lost)) = table::without(&text, old, &schema) {
                        self.replace(main, &text);
                        self.lose(main.0, lost);
                    }
                }
                (Some(new), Some(own)) => {
                    let present = self.piece(own).text.clone();
                    let text =
                        token::merged(&old.text, &new.text, &present[present.len() - tail_of(&present)..], &schema);
                    let start = present.len() - tail_of(&present);
                    let text = text.unwrap_or_else(|| new.text.clone());
                    self.replace(own, &format!("{}{text}", &present[..start]));
                }
                (Some(new), None) => {
                    if let Some(text) = table::with_changed(&text, old, new, &schema, is_renamed) {
                        self.replace(main, &text);
                    }
                }
            }
        }
        for new in after.iter().filter(|new| before.iter().all(|old| old.name != new.name)) {
            let text = self.piece(main).text.clone();
            if !new.is_foreign_key() || table::has_foreign_keys(&text) {
                match table::with_added(&text, new) {
                    Some(text) => self.replace(main, &text),
                    None => self.insert(work, &format!("ALTER TABLE {} ADD {}", work.change.home.dotted(), new.text)),
                }
            } else {
                self.insert(work, &format!("ALTER TABLE {} ADD {}", work.change.home.dotted(), new.text));
            }
        }
    }

    /// Changes, takes out and adds statements.
    fn statements(&mut self, work: &mut Work) {
        let change = work.change;
        let has_main = self.main(work).is_some();
        let by_constraints = |sql: &str| {
            has_main && change.home.kind() == Kind::Table && Constraint::read(sql).is_some() && sql.starts_with("ALTER")
        };
        let before = numbered(&change.before);
        let after = numbered(&change.after);
        for (key, (index, old)) in &before {
            if by_constraints(old) {
                continue;
            }
            match (after.get(key), work.matched[*index]) {
                (Some((_, new)), _) if new == old => {}
                (Some((_, new)), Some(at)) => self.alter(work, at, old, new),
                (Some((_, new)), None) => {
                    if !matches!(head(&Cursor::new(new, 0..new.len())).action, Action::Create { .. }) {
                        self.insert(work, new);
                    }
                }
                (None, Some(at)) => self.remove(work, at),
                (None, None) => {}
            }
        }
        let mut added: Vec<_> =
            after.iter().filter(|(key, _)| !before.contains_key(*key)).map(|(_, said)| said).collect();
        added.sort();
        for (_, new) in added {
            if !by_constraints(new) && !self.is_said(work, new) {
                self.insert(work, new);
            }
        }
    }

    /// Whether a statement is there already, in these words.
    fn is_said(&self, work: &Work, sql: &str) -> bool {
        let schema = work.change.home.schema().unwrap_or("public");
        let wanted = words(sql, schema);
        self.pieces().any(|(_, piece)| words(&piece.text, &piece.schema) == wanted)
    }

    fn alter(&mut self, work: &mut Work, at: At, old: &str, new: &str) {
        let (text, schema) = (self.piece(at).text.clone(), self.piece(at).schema.clone());
        let merged = match work.change.reach {
            Reach::Words if is_same_but_for_types(old, new, &schema) => return,
            Reach::Words => match element::elements(old) {
                Some(_) => table::merged(old, new, &text, &schema),
                None => token::merged(old, new, &text, &schema).map(|text| (text, Vec::new())),
            },
            Reach::Statements | Reach::Object => None,
        };
        match merged {
            Some((text, lost)) => {
                self.replace(at, &text);
                self.lose(at.0, lost);
            }
            None => self.pages[at.0].sheet.rewrite(at.1, new.trim_end()),
        }
    }

    /// Takes out all that is about an object which is no more.
    fn remove_all(&mut self, work: &mut Work) {
        let home = &work.change.home;
        let about = self.pieces().filter(|(at, piece)| {
            work.matched.contains(&Some(*at)) || piece.head.names.len() < 2 && is_about(piece, home)
        });
        let about: Vec<At> = about.map(|(at, _)| at).collect();
        for at in about.into_iter().rev() {
            self.remove(work, at);
        }
    }

    /// Says all of an object in new statements, with the comments of the old ones above them.
    fn rewrite_all(&mut self, work: &mut Work) {
        let change = work.change;
        let before = numbered(&change.before);
        let mut kept: HashSet<At> = HashSet::new();
        let mut added = Vec::new();
        for (key, (index, new)) in numbered(&change.after) {
            let at = before.get(&key).and_then(|(index, _)| work.matched[*index]);
            match at {
                Some(at) => {
                    if words(&self.piece(at).text, &self.piece(at).schema)
                        != words(new, change.home.schema().unwrap_or("public"))
                    {
                        self.pages[at.0].sheet.rewrite(at.1, new.trim_end());
                    }
                    kept.insert(at);
                }
                None => added.push((index, new)),
            }
        }
        let about = self.pieces().filter(|(at, piece)| {
            !kept.contains(at)
                && (work.matched.contains(&Some(*at)) || piece.head.names.len() < 2 && is_about(piece, &change.home))
        });
        let about: Vec<At> = about.map(|(at, _)| at).collect();
        for (page, piece) in about.into_iter().rev() {
            self.pages[page].sheet.dissolve(piece);
            work.moved((page, piece), false);
        }
        added.sort();
        for (_, new) in added {
            self.insert(work, new);
        }
    }
}

/// How far the change of one object is.
struct Work<'a> {
    change: &'a Change,
    /// The piece of each statement before.
    matched: Vec<Option<At>>,
    /// The last piece that was put in.
    inserted: Option<At>,
}

impl Work<'_> {
    /// A piece came to this place, or went from it.
    fn moved(&mut self, (page, piece): At, came: bool) {
        for at in self.matched.iter_mut().chain([&mut self.inserted]) {
            match at {
                Some(own) if own.0 == page && own.1 == piece && !came => *at = None,
                Some(own) if own.0 == page && own.1 >= piece => own.1 = if came { own.1 + 1 } else { own.1 - 1 },
                _ => {}
            }
        }
    }
}

/// Statements by what they make, and which of several for that they are; with their place among all.
fn numbered(said: &[Said]) -> BTreeMap<(&Id, usize), (usize, &str)> {
    let mut numbered = BTreeMap::new();
    for (index, (id, sql)) in said.iter().enumerate() {
        let mut number = 0;
        while numbered.contains_key(&(id, number)) {
            number += 1;
        }
        numbered.insert((id, number), (index, sql.as_str()));
    }
    numbered
}

/// The constraints that statements make, with the table or by themselves.
fn constraints(said: &[Said]) -> Vec<Constraint> {
    said.iter()
        .filter(|(id, _)| matches!(id.kind(), Kind::Table | Kind::Constraint))
        .flat_map(|(id, sql)| match id.kind() {
            Kind::Table => table::constraints(sql),
            _ => Constraint::read(sql).filter(|_| sql.contains(" ADD CONSTRAINT ")).into_iter().collect(),
        })
        .collect()
}

/// How long the constraint at the end of a statement that adds it is.
fn tail_of(sql: &str) -> usize {
    let tokens = element::solid(sql);
    let constraint = tokens.iter().find(|token| token.is_word(sql, "constraint"));
    constraint.map_or(0, |token| sql.len() - token.range.start)
}

/// The file in which a statement stands that says the same.
pub fn file_of(files: &[File], said: &Said) -> Option<PathBuf> {
    let editor = Editor::new(files);
    let (id, sql) = said;
    let schema = id.schema().unwrap_or("public");
    let own = head(&Cursor::new(sql, 0..sql.len()));
    let mut pieces = editor.pieces();
    let found =
        pieces.find(|(_, piece)| is_same_subject((&own, sql, schema), (&piece.head, &piece.text, &piece.schema)))?.0;
    Some(editor.pages[found.0].file.clone())
}
