//! What definitions say about the values that an enum has no more: `-- autogen: map 'old' to 'new'`.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::definition::Instruction;
use crate::error::{Error, Result};
use crate::id::{Id, Kind};
use crate::kind::Attributes;
use crate::kind::r#enum::Enum;
use crate::plan::rename::{Answer, Answers};
use crate::source::Sourced;
use crate::sql::lexer::{TokenKind, tokens};

/// A catalog with what its definitions say takes the place of which values.
///
/// # Errors
/// For a value that the enum doesn't have, and for what isn't said of an enum.
pub(super) fn with_replacements(sourced: &Sourced) -> Result<Catalog> {
    let mut replacements: BTreeMap<Id, BTreeMap<String, String>> = BTreeMap::new();
    for instruction in sourced.loaded.iter().flat_map(|loaded| &loaded.instructions) {
        let Some(pair) = mapped(&instruction.text) else { continue };
        let subject = &instruction.subject;
        let schema = Id::new(Kind::Schema, None, subject.schema.as_str());
        let id = Id::new(Kind::Enum, Some(schema), subject.name.as_str());
        let Some((old, new)) = pair else {
            return Err(refused(instruction, "it maps nothing".to_owned()));
        };
        match sourced.catalog.get(&id) {
            Some(Attributes::Enum(known)) if known.values.contains(&new) => {
                replacements.entry(id).or_default().insert(old, new);
            }
            Some(Attributes::Enum(_)) => return Err(refused(instruction, format!("{id} has no value '{new}'"))),
            _ => return Err(refused(instruction, "only the values of an enum can be mapped".to_owned())),
        }
    }
    let altered = replacements.into_iter().filter_map(|(id, replacements)| match sourced.catalog.get(&id)? {
        Attributes::Enum(known) => Some((id, Attributes::Enum(Enum { replacements, ..known.clone() }))),
        _ => None,
    });
    Ok(sourced.catalog.with(altered))
}

/// The wanted catalog with the values that are said to be others renamed, each in the place of the other.
pub(super) fn with_renamed_values(wanted: &Catalog, answers: &Answers) -> Catalog {
    let mut altered: BTreeMap<Id, Enum> = BTreeMap::new();
    for said in answers.iter() {
        let Some((id, old, new)) = renamed_value(&said.answer) else { continue };
        let Some(Attributes::Enum(known)) = wanted.get(&id) else { continue };
        if known.values.contains(new) && !known.values.contains(old) {
            let known = altered.entry(id).or_insert_with(|| known.clone());
            known.replacements.insert(old.clone(), new.clone());
        }
    }
    wanted.with(altered.into_iter().map(|(id, known)| (id, Attributes::Enum(known))))
}

/// The enum that an answer may be about, with the old and the new name of a value of it.
pub(super) fn renamed_value(answer: &Answer) -> Option<(Id, &String, &String)> {
    let (path, old, new) = match answer {
        Answer::RenamedTo { path, to } => (path, path.last()?, to.last()?),
        Answer::RenamedFrom { path, kind: Some(kind), from } if kind == "label" => (path, from.last()?, path.last()?),
        Answer::RenamedFrom { .. } | Answer::NotRenamed { .. } => return None,
    };
    let [schema, name, _] = path.as_slice() else { return None };
    let schema = Id::new(Kind::Schema, None, schema.as_str());
    Some((Id::new(Kind::Enum, Some(schema), name.as_str()), old, new))
}

fn refused(instruction: &Instruction, message: String) -> Error {
    let hint = Some("write `-- autogen: map 'old' to 'new'` above CREATE TYPE".to_owned());
    Error::Load { place: instruction.place.clone(), message, hint }
}

/// The value that goes and the one in its place. None if this says nothing of the sort, and none within where it isn't
/// understood.
fn mapped(text: &str) -> Option<Option<(String, String)>> {
    let words: Vec<(TokenKind, &str)> = tokens(text)
        .filter(|token| token.kind != TokenKind::Whitespace)
        .map(|token| (token.kind, &text[token.range.clone()]))
        .collect();
    let literal = |text: &str| text.strip_prefix('\'')?.strip_suffix('\'').map(|text| text.replace("''", "'"));
    match words.as_slice() {
        [(TokenKind::Word, "map"), (TokenKind::String, old), (TokenKind::Word, "to"), (TokenKind::String, new)] => {
            Some(literal(old).zip(literal(new)))
        }
        [(TokenKind::Word, "map"), ..] => Some(None),
        _ => None,
    }
}
