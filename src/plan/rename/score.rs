//! How much speaks for two objects being one: what they are, what they carry, where they stand, who needs them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::likeness::{likeness, numbers};
use super::matching::{COMMON, Matching, Pair};
use super::shape::{Names, attributes, form, owned, shape, without_name};
use crate::catalog::{Catalog, Object};
use crate::id::{Id, Kind};

/// From which score on the plan renames unasked.
const LIKELY: f64 = 0.45;
const LIKELY_WITH_CHILDREN: f64 = 0.5;

/// From which score on a rename is worth a question.
const THINKABLE: f64 = 0.25;

impl<'a> Matching<'a> {
    /// Compares two objects.
    pub(super) fn pair(&self, old: Object<'a>, new: Object<'a>, names: &Names) -> Pair<'a> {
        let alike = likeness(old.id.bare_name(), new.id.bare_name());
        let of_one_form = form(old, names) == form(new, &Names::default());
        let (first, second) = (attributes(old, names), attributes(new, &Names::default()));
        let differing: Vec<&String> = second.keys().filter(|key| first.get(*key) != second.get(*key)).collect();
        let mut evidence = Vec::new();
        for (key, value) in &second {
            let is_telling = first.get(key) == Some(value) && value.as_str().is_some_and(|text| !text.contains('\n'));
            if is_telling {
                evidence.push(format!("same {key} {}", value.as_str().unwrap_or_default()));
            }
        }
        evidence.extend(differing.iter().map(|key| {
            let show = |value: Option<&Value>| value.cloned().unwrap_or_default().to_string();
            format!("{} is {} instead of {}", key.replace('_', " "), show(second.get(*key)), show(first.get(*key)))
        }));
        let listed = shared_labels(&first, &second);
        let equal = if differing.is_empty() { 1.0 } else { listed.unwrap_or(0.0) };
        let carried = |catalog: &'a Catalog, id: &Id, names: &Names| -> BTreeMap<(Kind, &'a str), String> {
            let carried = catalog.children(id).filter(|child| child.attributes.holds_data());
            carried.map(|child| ((child.id.kind(), child.id.name()), form(child, names))).collect()
        };
        let (mine, yours) = (carried(self.from, old.id, names), carried(self.to, new.id, &Names::default()));
        let (score, is_likely) = match mine.len().max(yours.len()) {
            0 => {
                let score = 0.5 * alike
                    + 0.2 * self.same_place(old, new, &mut evidence)
                    + 0.15 * self.same_children(old, new, names, &mut evidence)
                    + 0.15 * equal
                    + 0.1 * self.same_users(old, new, names, &mut evidence);
                (score.clamp(0.0, 1.0), score >= LIKELY && listed.is_none_or(|share| share > 0.5))
            }
            most => {
                let shared = yours.iter().filter(|(key, form)| mine.get(key) == Some(form)).count();
                let word = mine.keys().chain(yours.keys()).next().map(|(kind, _)| kind.word()).unwrap_or_default();
                evidence.push(format!("{shared} of {most} {word}s agree in name and form"));
                let agreement = shared as f64 / most as f64;
                let may_agree = renamed_inside(&mine, &yours);
                if may_agree > 0 {
                    evidence.push(format!("{may_agree} more may be renamed"));
                }
                // That few agree says less than that many do.
                let weight = 1.0 - 1.0 / (most as f64 + 1.0);
                let score = 0.6 * (agreement + may_agree as f64 / most as f64 / 2.0) * weight
                    + 0.3 * alike
                    + 0.1 * equal
                    + 0.05 * self.same_users(old, new, names, &mut evidence);
                // One column of a common form says nothing.
                let is_all = shared == most
                    && differing.is_empty()
                    && stored_parts(self.from, old.id) > 1
                    && shape(self.from, old, names) == shape(self.to, new, &Names::default());
                if is_all {
                    evidence.push("only the name differs".to_owned());
                }
                let score = if is_all { score.max(0.6 + 0.3 * alike) } else { score };
                (score, score >= LIKELY_WITH_CHILDREN && agreement > 0.5)
            }
        };
        evidence.push(format!("names {alike:.1} alike"));
        let is_likely = is_likely
            && !self.is_another_part(old, new, &mut evidence)
            && !self.hangs_elsewhere(old, new, &mut evidence)
            && !self.is_held_there(old, new, &mut evidence);
        let thinkable = score >= THINKABLE && (of_one_form || alike >= 0.6);
        let score = if thinkable { score } else { 0.0 };
        Pair { old, new, score, is_likely: is_likely && of_one_form, evidence }
    }

    /// Whether both are parts of a whole, and not the same one: by their bounds, or else by the numbers in their names.
    /// The rows of one don't belong into the other, so that they'd bar the rename.
    fn is_another_part(&self, old: Object, new: Object, evidence: &mut Vec<String>) -> bool {
        let part = |catalog: &'a Catalog, id: &Id| {
            catalog.children(id).find(|child| child.attributes.shows_rows_to().is_some()).map(|part| part.attributes)
        };
        let (Some(first), Some(second)) = (part(self.from, old.id), part(self.to, new.id)) else { return false };
        let is_another = match (first.bound(), second.bound()) {
            (Some(first), Some(second)) => first != second,
            _ => numbers(old.id.bare_name()) != numbers(new.id.bare_name()),
        };
        if is_another {
            evidence.push("another part of the whole".to_owned());
        }
        is_another
    }

    /// Whether they are tied to other objects, as a sequence is to the column that owns it.
    fn hangs_elsewhere(&self, old: Object, new: Object, evidence: &mut Vec<String>) -> bool {
        let ties = |catalog: &Catalog, id: &Id| -> BTreeMap<Kind, BTreeSet<Id>> {
            let own = owned(catalog, id).filter(|child| !child.id.has_name_of_its_own());
            own.map(|child| (child.id.kind(), catalog.needs(child.id).cloned().collect())).collect()
        };
        let (first, second) = (ties(self.from, old.id), ties(self.to, new.id));
        let hangs_elsewhere = first.iter().any(|(kind, ties)| {
            let ties: BTreeSet<Id> = ties.iter().map(|id| self.renamed(id)).collect();
            second.get(kind).is_some_and(|others| ties.is_disjoint(others) && !ties.is_empty() && !others.is_empty())
        });
        if hangs_elsewhere {
            evidence.push("tied to another object".to_owned());
        }
        hangs_elsewhere
    }

    /// Whether another schema, which the object would move to, has the name of it or of one of its parts already.
    pub(super) fn is_held_there(&self, old: Object, new: Object, evidence: &mut Vec<String>) -> bool {
        if old.id.parent().and_then(|schema| self.image.get(schema)) == new.id.parent() {
            return false;
        }
        let parts = std::iter::once(old).chain(self.from.children(old.id));
        let ties = self.from.children(old.id).flat_map(|part| self.from.needed_by(part.id));
        let taken_along = ties.filter_map(|tie| {
            let tie = self.from.object(tie).filter(|tie| tie.attributes.moves_parent_with().is_some())?;
            self.from.object(tie.id.parent()?)
        });
        let of_parts = parts.flat_map(|part| part.attributes.slots(&part.id.renamed(old.id, new.id)));
        let of_others = taken_along.flat_map(|object| {
            object.attributes.slots(&Id::new(object.id.kind(), new.id.parent().cloned(), object.id.name()))
        });
        let is_held = of_parts.chain(of_others).any(|slot| self.held().contains(&slot));
        if is_held {
            evidence.push("its name, or that of a part, is taken there".to_owned());
        }
        is_held
    }

    /// What an object is called after the renames so far.
    fn renamed(&self, id: &Id) -> Id {
        match (self.taken.get(id), id.parent()) {
            (Some(candidate), _) => candidate.rename.to.clone(),
            (None, Some(parent)) => Id::new(id.kind(), Some(self.renamed(parent)), id.name()),
            (None, None) => id.clone(),
        }
    }

    /// Whether both stand after the same sibling that stays, and as far from it, where siblings have an order.
    fn same_place(&self, old: Object, new: Object, evidence: &mut Vec<String>) -> f64 {
        if old.attributes.rank() == 0 {
            return 0.5;
        }
        let before = |catalog: &'a Catalog, object: Object| -> Vec<Object<'a>> {
            let Some(parent) = object.id.parent() else { return Vec::new() };
            let mut siblings: Vec<_> = catalog
                .children(parent)
                .filter(|sibling| sibling.id.kind() == object.id.kind())
                .filter(|sibling| sibling.attributes.rank() < object.attributes.rank())
                .collect();
            siblings.sort_by_key(|sibling| sibling.attributes.rank());
            siblings
        };
        let (first, second) = (before(self.from, old), before(self.to, new));
        let last = first.iter().rev().position(|sibling| self.image.contains_key(sibling.id));
        let after = second.iter().rev().position(|sibling| self.origin.contains_key(sibling.id));
        let name = |siblings: &[Object<'a>], behind: Option<usize>| {
            behind.map(|behind| siblings[siblings.len() - 1 - behind].id.clone())
        };
        let (before, behind) = (name(&first, last), name(&second, after));
        if before.as_ref().and_then(|id| self.image.get(id)) != behind.as_ref() {
            evidence.push("another place".to_owned());
            return 0.0;
        }
        let is_as_far = last.unwrap_or(first.len()) == after.unwrap_or(second.len());
        let place = behind.map_or_else(|| "the first".to_owned(), |sibling| format!("after {}", sibling.name()));
        evidence.push(format!("{}, {place}", if is_as_far { "same place" } else { "near the same place" }));
        if is_as_far { 1.0 } else { 0.5 }
    }

    /// Whether they have the same default, comment and the like.
    fn same_children(&self, old: Object, new: Object, names: &Names, evidence: &mut Vec<String>) -> f64 {
        let own = |catalog: &'a Catalog, id: &Id, names: &Names| -> BTreeMap<Kind, String> {
            let children = owned(catalog, id).filter(|child| !child.id.has_name_of_its_own());
            children.map(|child| (child.id.kind(), shape(catalog, child, names))).collect()
        };
        let (first, second) = (own(self.from, old.id, names), own(self.to, new.id, &Names::default()));
        if first.is_empty() && second.is_empty() {
            return 0.5;
        }
        let kinds: BTreeSet<Kind> = first.keys().chain(second.keys()).copied().collect();
        let mut agreement = 1.0;
        for kind in kinds {
            match first.get(&kind) == second.get(&kind) {
                true => evidence.push(format!("same {}", kind.word())),
                false => {
                    evidence.push(format!("another {}", kind.word()));
                    agreement = -1.0;
                }
            }
        }
        agreement
    }

    /// Whether what needs them is the same: from 1, all of it, to -1, where nothing is.
    fn same_users(&self, old: Object, new: Object, names: &Names, evidence: &mut Vec<String>) -> f64 {
        let users = |catalog: &Catalog, id: &Id, names: &Names| {
            let users = catalog.needed_by(id).filter_map(|user| catalog.object(user));
            let mut users: Vec<(Kind, String)> =
                users.map(|user| (user.id.kind(), without_name(user, id, names))).collect();
            users.sort();
            users
        };
        let (first, second) = (users(self.from, old.id, names), users(self.to, new.id, &Names::default()));
        if first.is_empty() || second.is_empty() {
            return 0.0;
        }
        let mut left = second.clone();
        let shared: Vec<String> = first
            .iter()
            .filter_map(|user| Some(left.remove(left.iter().position(|other| other == user)?).0.word()))
            .collect();
        if shared.is_empty() {
            evidence.push("needed by others".to_owned());
            return -1.0;
        }
        evidence.push(format!("needed by the same: {}", shared.join(", ")));
        shared.len() as f64 / first.len().max(second.len()) as f64
    }
}

/// How many parts of an object, and parts of those, hold what users stored.
fn stored_parts(catalog: &Catalog, id: &Id) -> usize {
    let parts = catalog.children(id).filter(|child| child.attributes.holds_data());
    parts.map(|child| 1 + stored_parts(catalog, child.id)).sum()
}

/// How many of those that don't agree in name have the form, and something of the name, of one on the other side.
fn renamed_inside(mine: &BTreeMap<(Kind, &str), String>, yours: &BTreeMap<(Kind, &str), String>) -> usize {
    let mut left: Vec<_> = yours.iter().filter(|(key, _)| !mine.contains_key(*key)).take(COMMON).collect();
    let gone = mine.iter().filter(|(key, _)| !yours.contains_key(*key)).take(COMMON);
    gone.filter(|((kind, name), form)| {
        let found = left.iter().position(|((other, other_name), other_form)| {
            kind == other && form == other_form && likeness(name, other_name) >= 0.4
        });
        found.map(|index| left.remove(index)).is_some()
    })
    .count()
}

/// Which share of what either lists (an enum's values) is in both, where lists of texts differ.
fn shared_labels(first: &BTreeMap<String, Value>, second: &BTreeMap<String, Value>) -> Option<f64> {
    let texts = |value: &Value| -> Option<Vec<String>> {
        value.as_array()?.iter().map(|label| label.as_str().map(str::to_owned)).collect()
    };
    let (mut shared, mut all) = (0, 0);
    for (key, value) in second.iter().filter(|(key, value)| first.get(*key) != Some(value)) {
        let (old, new) = (texts(first.get(key)?)?, texts(value)?);
        shared += new.iter().filter(|label| old.contains(label)).count();
        all += old.len().max(new.len());
    }
    (all > 0).then(|| shared as f64 / all as f64)
}
