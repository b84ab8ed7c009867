//! A statement with a list, changed where the list changes: columns and labels one by one, and constraints wherever they
//! are written, as an element or beside a column.

use super::column::{self, Clause, Sort, clauses, with_space_before};
use super::element::{self, Element, Name, elements, inserted, removed, replaced, solid};
use super::token::{self, likeness, words};

/// Our text of a statement with what differs between two others, but for its constraints; and the comments that went. None
/// where that can't be done surely.
pub(super) fn merged(base: &str, new: &str, ours: &str, schema: &str) -> Option<(String, Vec<String>)> {
    let (old, wanted) = (elements(base)?, elements(new)?);
    let mut text = ours.to_owned();
    let mut lost = Vec::new();
    elements(&text)?;
    let find = |all: &[Element], name: &Name| all.iter().position(|element| element.name == *name);
    let is_column = |element: &&Element| matches!(element.name, Name::Column(_) | Name::Label(_));
    let rest = |element: &Element, sql: &str| words(element.text(sql), schema).split_off(1);

    // One that has another name only stays where it is.
    let gone: Vec<&Element> = old.iter().filter(is_column).filter(|one| find(&wanted, &one.name).is_none()).collect();
    let come: Vec<&Element> = wanted.iter().filter(is_column).filter(|one| find(&old, &one.name).is_none()).collect();
    if let ([gone], [come]) = (&gone[..], &come[..])
        && find(&old, &gone.name) == find(&wanted, &come.name)
        && rest(gone, base) == rest(come, new)
        && let Some(own) = find(&elements(&text)?, &gone.name)
    {
        let element = &elements(&text)?[own];
        let name = |text: &str| solid(text).first().map(|token| token.range.clone());
        let (own_name, new_name) = (name(element.text(&text))?, name(come.text(new))?);
        let changed = come.text(new)[new_name].to_owned() + &element.text(&text)[own_name.end..];
        text = replaced(&text, element, &changed);
    }
    for element in old.iter().filter(is_column).filter(|one| find(&wanted, &one.name).is_none()) {
        let own = elements(&text)?;
        if let Some(index) = find(&own, &element.name) {
            let (without, mut comments) = removed(&text, &own, index);
            text = without;
            lost.append(&mut comments);
            // Nothing is left to stand behind.
            elements(&text)?;
        }
    }
    let mut behind = None;
    for element in wanted.iter().filter(is_column) {
        let own = elements(&text)?;
        let wanted_text = element.text(new);
        match (find(&own, &element.name), find(&old, &element.name)) {
            (Some(index), Some(before)) => {
                let (before, present) = (old[before].text(base), own[index].text(&text));
                if words(before, schema) != words(wanted_text, schema) {
                    let changed = column::merged(before, wanted_text, present, schema);
                    text = replaced(&text, &own[index], &changed);
                }
                behind = Some(index);
            }
            (Some(index), None) => behind = Some(index),
            (None, Some(_)) => return None,
            (None, None) => {
                text = inserted(&text, &own, behind, wanted_text);
                behind = Some(behind.map_or(0, |index| index + 1));
            }
        }
    }
    let span = |all: &[Element]| all[0].range.start..all[all.len() - 1].range.end;
    let with_new_list = [&base[..span(&old).start], &new[span(&wanted)], &base[span(&old).end..]].concat();
    if words(&with_new_list, schema) != words(new, schema) {
        text = token::merged(&with_new_list, new, &text, schema)?;
    }
    Some((text, lost))
}

/// A constraint as the catalog has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Constraint {
    pub name: String,
    /// What follows the name: `PRIMARY KEY (id)`.
    pub definition: String,
    /// `CONSTRAINT name definition`.
    pub text: String,
}

impl Constraint {
    /// The constraint that stands in an element, or that a statement adds.
    pub fn read(text: &str) -> Option<Constraint> {
        let tokens = solid(text);
        let at = tokens.iter().position(|token| token.is_word(text, "constraint"))?;
        let is_added = at == 0 || tokens[at - 1].is_word(text, "add") && tokens[0].is_word(text, "alter");
        let (first, name) = (tokens.get(at)?, tokens.get(at + 1)?);
        is_added.then_some(())?;
        Some(Constraint {
            name: name.name(text)?,
            definition: text[name.range.end..].trim().to_owned(),
            text: text[first.range.start..].trim().to_owned(),
        })
    }

    pub fn is_foreign_key(&self) -> bool {
        self.definition.starts_with("FOREIGN")
    }

    /// The column that it is about if there is one, and how it is written beside that.
    fn beside_column(&self) -> Option<(String, String)> {
        let open = self.definition.find('(')?;
        let close = open + self.definition[open..].find(')')?;
        let columns = solid(&self.definition[open + 1..close]);
        let [column] = &columns[..] else { return None };
        let column = column.name(&self.definition[open + 1..close])?;
        let (head, rest) = (self.definition[..open].trim(), self.definition[close + 1..].trim());
        match head {
            "FOREIGN KEY" => Some((column, rest.to_owned())),
            "PRIMARY KEY" | "UNIQUE" | "UNIQUE NULLS NOT DISTINCT" => {
                Some((column, format!("{head} {rest}").trim().to_owned()))
            }
            _ => None,
        }
    }
}

/// The constraints among the elements of a statement.
pub(super) fn constraints(sql: &str) -> Vec<Constraint> {
    elements(sql)
        .into_iter()
        .flatten()
        .filter_map(|element| match element.name {
            Name::Constraint(_) => Constraint::read(element.text(sql)),
            Name::Column(_) | Name::Label(_) | Name::None => None,
        })
        .collect()
}

/// Where a constraint is written in a statement.
enum Place {
    Element(usize),
    Beside(usize, Clause),
}

fn place(sql: &str, own: &[Element], constraint: &Constraint, schema: &str) -> Option<Place> {
    let beside = || {
        own.iter().enumerate().filter(|(_, element)| matches!(element.name, Name::Column(_))).flat_map(
            |(index, element)| {
                let all = clauses(element.text(sql)).into_iter().filter(|clause| clause.sort == Sort::Constraint);
                all.map(move |clause| (index, clause))
            },
        )
    };
    if let Some(index) = own.iter().position(|element| element.name == Name::Constraint(constraint.name.clone())) {
        return Some(Place::Element(index));
    }
    if let Some((index, clause)) = beside().find(|(_, clause)| clause.name.as_deref() == Some(&constraint.name)) {
        return Some(Place::Beside(index, clause));
    }
    let wanted = words(&constraint.definition, schema);
    let unnamed = || own.iter().enumerate().filter(|(_, element)| element.name == Name::None);
    let is_check = wanted.first().is_some_and(|word| word == "check");
    let alike = |text: &str| {
        let words = words(text, schema);
        match is_check {
            true if words.first() != wanted.first() => 0.0,
            true => likeness(&words, &wanted),
            false if words == wanted => 1.0,
            // What a foreign key is to is left out where it is the primary key.
            false if constraint.is_foreign_key() && words.len() > 5 && wanted.starts_with(&words) => 0.9,
            false => 0.0,
        }
    };
    let as_element = unnamed().map(|(index, element)| (alike(element.text(sql)), Place::Element(index)));
    let (column, text) = constraint.beside_column().unwrap_or_default();
    let wanted_beside = words(&text, schema);
    let as_clause = beside().filter(|(_, clause)| clause.name.is_none()).map(|(index, clause)| {
        let clause_text = clause.text(own[index].text(sql));
        let own_words = words(clause_text, schema);
        let is_of_column = own[index].name == Name::Column(column.clone());
        let is_reference = constraint.is_foreign_key() && own_words.first().is_some_and(|word| word == "references");
        let likeness = match (is_check, is_of_column) {
            (true, _) => alike(clause_text),
            (false, true) if is_reference && own_words.get(1) == wanted_beside.get(1) => 0.9,
            (false, true) if own_words == wanted_beside => 1.0,
            (false, _) => 0.0,
        };
        (likeness, Place::Beside(index, clause))
    });
    let best = as_element.chain(as_clause).filter(|(likeness, _)| *likeness > 0.4);
    best.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, place)| place)
}

/// The statement without a constraint, and the comments that went; none if it isn't written there.
pub(super) fn without(sql: &str, constraint: &Constraint, schema: &str) -> Option<(String, Vec<String>)> {
    let own = elements(sql)?;
    match place(sql, &own, constraint, schema)? {
        Place::Element(index) => Some(removed(sql, &own, index)),
        Place::Beside(index, clause) => {
            let column = own[index].text(sql);
            let range = with_space_before(column, clause.range);
            let lost = super::sheet::comments(&column[range.clone()]).map(str::to_owned).collect();
            let changed = format!("{}{}", &column[..range.start], &column[range.end..]);
            Some((replaced(sql, &own[index], &changed), lost))
        }
    }
}

/// The statement with another definition of a constraint, in the place of the old one, with its name if that isn't the one
/// that PostgreSQL would choose.
pub(super) fn with_changed(
    sql: &str,
    old: &Constraint,
    new: &Constraint,
    schema: &str,
    has_to_be_named: bool,
) -> Option<String> {
    let own = elements(sql)?;
    let keeps_name = old.name == new.name && !has_to_be_named;
    match place(sql, &own, old, schema)? {
        Place::Element(index) => {
            let present = own[index].text(sql);
            let keeps_words = element::solid(present).iter().any(|token| token.is_word(present, "constraint"));
            let merged = token::merged(&old.text, &new.text, present, schema).filter(|_| keeps_name);
            let text = if keeps_words || !keeps_name { &new.text } else { &new.definition };
            Some(replaced(sql, &own[index], merged.as_ref().unwrap_or(text)))
        }
        Place::Beside(index, clause) => {
            let column = own[index].text(sql);
            let present = &column[clause.range.clone()];
            let merged = token::merged(&old.definition, &new.definition, present, schema);
            if let Some(merged) = merged.filter(|merged| keeps_name && clause.name.is_none() && merged != present) {
                let changed = format!("{}{merged}{}", &column[..clause.range.start], &column[clause.range.end..]);
                return Some(replaced(sql, &own[index], &changed));
            }
            // The column may have another name by now.
            let is_of_column =
                |one: &Constraint| one.beside_column().is_some_and(|(name, _)| own[index].name == Name::Column(name));
            let beside = new.beside_column().filter(|_| is_of_column(new) || is_of_column(old));
            let definition = match beside {
                Some((_, text)) => text,
                None if new.definition.starts_with("CHECK") => new.definition.clone(),
                None => return None,
            };
            let is_named = clause.name.is_some() || !keeps_name;
            let named = format!("CONSTRAINT {} {definition}", crate::sql::quote_identifier(&new.name));
            let text = if is_named { named } else { definition };
            let changed = format!("{}{text}{}", &column[..clause.range.start], &column[clause.range.end..]);
            Some(replaced(sql, &own[index], &changed))
        }
    }
}

/// The statement with one more constraint at its end.
pub(super) fn with_added(sql: &str, constraint: &Constraint) -> Option<String> {
    let own = elements(sql)?;
    let last = own.len().checked_sub(1)?;
    Some(inserted(sql, &own, Some(last), &constraint.text))
}

/// Whether the statement has foreign keys in it.
pub(super) fn has_foreign_keys(sql: &str) -> bool {
    solid(sql).iter().any(|token| token.is_word(sql, "references"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "create table posts (\n    -- The key.\n    id bigint primary key, -- never reused\n    author int references users,\n    title text, unique (title),\n    check (id > 0)\n)";

    #[test]
    fn a_column_comes_and_goes_in_its_place() {
        let base = "CREATE TABLE public.posts (\n    id bigint NOT NULL,\n    author integer,\n    title text\n)";
        let new = "CREATE TABLE public.posts (\n    id bigint NOT NULL,\n    author bigint,\n    likes integer DEFAULT 0 NOT NULL,\n    title text\n)";
        let (text, lost) = merged(base, new, OURS, "public").expect("it can be done");
        let wanted = OURS.replace(
            "author int references users,",
            "author bigint references users,\n    likes integer DEFAULT 0 NOT NULL,",
        );
        assert_eq!((text.as_str(), lost.len()), (wanted.as_str(), 0));
    }

    #[test]
    fn a_constraint_is_found_however_it_is_written() {
        let constraint = |definition: &str| {
            Constraint::read(&format!("ALTER TABLE posts ADD CONSTRAINT c {definition}")).expect("it is one")
        };
        for (definition, gone) in [
            ("PRIMARY KEY (id)", " primary key"),
            ("FOREIGN KEY (author) REFERENCES public.users(id)", " references users"),
            ("UNIQUE (title)", " unique (title),"),
        ] {
            let (text, _) = without(OURS, &constraint(definition), "public").expect("it is found");
            assert_eq!(text, OURS.replace(gone, ""), "{definition}");
        }
        let (old, new) = (
            constraint("FOREIGN KEY (author) REFERENCES public.users(id)"),
            constraint("FOREIGN KEY (author) REFERENCES public.users(id) ON DELETE CASCADE"),
        );
        let text = with_changed(OURS, &old, &new, "public", false).expect("it is found");
        assert_eq!(text, OURS.replace("references users", "REFERENCES public.users(id) ON DELETE CASCADE"));
    }
}
