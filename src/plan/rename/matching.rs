//! Finds the pairs of a dropped and a created object that may be one object renamed.
//!
//! Only objects of one kind under the same parent (itself perhaps renamed) are compared, the outermost first. Large
//! groups are narrowed by what their objects have in common before any two are compared.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::likeness::{likeness, numbers, words};
use super::shape::{Names, attributes, shape};
use super::{Answers, By, Candidate, Decision, Rename};
use crate::catalog::{Catalog, Object};
use crate::id::{Id, Kind};

/// Groups with more pairs than this are narrowed first.
const PAIRS: usize = 2_500;

/// What this many objects have in common says nothing about any of them.
const COMMON: usize = 40;

/// From which score on the plan renames unasked.
const LIKELY: f64 = 0.45;
const LIKELY_WITH_CHILDREN: f64 = 0.5;

/// From which score on a rename is worth a question.
const THINKABLE: f64 = 0.25;

/// All possible renames between two catalogs, taken or not: parents before what belongs to them.
pub fn candidates(from: &Catalog, to: &Catalog, answers: &Answers) -> Vec<Candidate> {
    let mut matching =
        Matching { from, to, answers, image: HashMap::new(), origin: HashMap::new(), taken: BTreeMap::new() };
    // What the first pass finds changes how texts read in the second: a sequence's table, a key's column.
    let mut refused = matching.pass();
    if !matching.taken.is_empty() {
        refused = matching.pass();
    }
    let mut all: Vec<Candidate> = matching.taken.into_values().collect();
    all.append(&mut refused);
    let depth = |candidate: &Candidate| candidate.rename.from.lineage().count();
    all.sort_by(|one, other| (depth(one), &one.rename).cmp(&(depth(other), &other.rename)));
    all
}

struct Matching<'a> {
    from: &'a Catalog,
    to: &'a Catalog,
    answers: &'a Answers,
    /// What each object of the first catalog is in the wanted one.
    image: HashMap<Id, Id>,
    /// The same, backwards.
    origin: HashMap<Id, Id>,
    /// The renames so far, by the old identity.
    taken: BTreeMap<Id, Candidate>,
}

/// Dropped and created objects of one kind and parent.
#[derive(Default)]
struct Group<'a> {
    old: Vec<Object<'a>>,
    new: Vec<Object<'a>>,
}

/// Two objects that may be one.
struct Pair<'a> {
    old: Object<'a>,
    new: Object<'a>,
    score: f64,
    is_likely: bool,
    evidence: Vec<String>,
}

impl<'a> Matching<'a> {
    /// Looks through both catalogs once, keeping what is taken already. Gives what is not taken.
    fn pass(&mut self) -> Vec<Candidate> {
        let (from, to) = (self.from, self.to);
        self.image.clear();
        self.origin.clear();
        let mut refused = Vec::new();
        let (old, new) = (by_depth(from), by_depth(to));
        for (old, new) in old.iter().zip(&new) {
            self.answered(old, new);
            for object in old {
                self.keep(*object);
            }
            let mut groups: BTreeMap<(Kind, Option<Id>), Group> = BTreeMap::new();
            for object in new.iter().filter(|object| !self.origin.contains_key(object.id)) {
                if object.id.parent().is_none_or(|parent| self.origin.contains_key(parent)) {
                    groups.entry((object.id.kind(), object.id.parent().cloned())).or_default().new.push(*object);
                }
            }
            for object in old.iter().filter(|object| !self.image.contains_key(object.id)) {
                if let Some(wanted) = self.wanted(object.id)
                    && let Some(group) = groups.get_mut(&(object.id.kind(), wanted.parent().cloned()))
                    && object.attributes.rename(object.id, object.id.name()).is_some()
                {
                    group.old.push(*object);
                }
            }
            for group in groups.values().filter(|group| !group.old.is_empty()) {
                self.match_group(group, &mut refused);
            }
        }
        refused
    }

    /// The identity that an object keeps if only its parents are renamed; none if a parent is gone.
    fn wanted(&self, id: &Id) -> Option<Id> {
        match id.parent() {
            None => Some(id.clone()),
            Some(parent) => self.image.get(parent).map(|parent| Id::new(id.kind(), Some(parent.clone()), id.name())),
        }
    }

    fn keep(&mut self, object: Object) {
        if self.image.contains_key(object.id) {
            return;
        }
        if let Some(wanted) = self.wanted(object.id)
            && self.to.contains(&wanted)
            && !self.origin.contains_key(&wanted)
        {
            self.link(object.id.clone(), wanted);
        }
    }

    fn link(&mut self, from: Id, to: Id) {
        self.origin.insert(to.clone(), from.clone());
        self.image.insert(from, to);
    }

    fn take(&mut self, candidate: Candidate) {
        let Rename { from, to } = candidate.rename();
        self.link(from.clone(), to);
        self.taken.insert(from, candidate);
    }

    /// Takes what a person has said, at one depth, and what an earlier pass has found.
    fn answered(&mut self, old: &[Object<'a>], new: &[Object<'a>]) {
        let earlier: Vec<Candidate> = old.iter().filter_map(|object| self.taken.get(object.id)).cloned().collect();
        for candidate in earlier {
            self.take(candidate);
        }
        if self.answers.is_empty() {
            return;
        }
        let mut said: Vec<(Object<'a>, Object<'a>, By)> = Vec::new();
        let mut siblings: HashMap<(Kind, Option<Id>), Vec<Object<'a>>> = HashMap::new();
        for object in new.iter().filter(|object| self.answers.concern(object.id)) {
            siblings.entry((object.id.kind(), object.id.parent().cloned())).or_default().push(*object);
        }
        for object in old {
            let Some(wanted) = self.wanted(object.id) else { continue };
            if self.image.contains_key(object.id) || object.attributes.rename(object.id, object.id.name()).is_none() {
                continue;
            }
            for other in siblings.get(&(wanted.kind(), wanted.parent().cloned())).into_iter().flatten() {
                let is_free = !self.origin.contains_key(other.id) && *other.id != wanted;
                if is_free && let Some((true, by)) = self.answers.about(object.id, other.id) {
                    said.push((*object, *other, by));
                }
            }
        }
        for (old, new, by) in self.still_to_do(said) {
            let mut pair = self.pair(old, new, &self.names());
            pair.evidence.insert(0, said_by(by, true));
            self.take(pair.decided(Decision::Answered { yes: true, by }));
        }
    }

    /// Leaves out answers that were followed before: whose new name is there and isn't given away by another answer.
    fn still_to_do(&self, mut said: Vec<(Object<'a>, Object<'a>, By)>) -> Vec<(Object<'a>, Object<'a>, By)> {
        let (mut given, mut got) = (HashSet::new(), HashSet::new());
        said.retain(|(old, new, _)| given.insert(old.id.clone()) && got.insert(new.id.clone()));
        let before = |object: &Object<'a>| {
            let parent = object.id.parent().and_then(|parent| self.origin.get(parent)).cloned();
            self.from.object(&Id::new(object.id.kind(), parent, object.id.name()))
        };
        // A swap leaves all names in place: only what they name tells whether it was made.
        let next: HashMap<Id, Id> =
            said.iter().filter_map(|(old, new, _)| Some((old.id.clone(), before(new)?.id.clone()))).collect();
        let goes_round =
            |id: &Id| std::iter::successors(next.get(id), |id| next.get(*id)).take(said.len()).any(|at| at == id);
        let round: HashSet<Id> = given.into_iter().filter(|id| goes_round(id)).collect();
        let names = Names::default();
        let is_made = |(old, new, by): &(Object<'a>, Object<'a>, By)| {
            *by == By::Definition
                && round.contains(old.id)
                && before(new).is_some_and(|old| shape(self.from, old, &names) == shape(self.to, *new, &names))
        };
        said.retain(|answer| !is_made(answer));
        loop {
            let leaving: HashSet<Id> = said.iter().map(|(old, _, _)| old.id.clone()).collect();
            let count = said.len();
            said.retain(|(_, new, _)| before(new).is_none_or(|old| leaving.contains(old.id)));
            if said.len() == count {
                return said;
            }
        }
    }

    fn names(&self) -> Names {
        Names::of(self.taken.values().map(|candidate| &candidate.rename))
    }

    fn match_group(&mut self, group: &Group<'a>, refused: &mut Vec<Candidate>) {
        let names = self.names();
        let mut pairs: Vec<Pair<'a>> = match group.old[0].attributes.holds_data() {
            true => self.near(group, &names).into_iter().map(|(old, new)| self.pair(old, new, &names)).collect(),
            false => self.equal(group, &names),
        };
        pairs.retain(|pair| pair.is_likely || pair.score > 0.0);
        pairs.sort_by(|one, other| {
            let best_first = (other.is_likely, other.score).partial_cmp(&(one.is_likely, one.score));
            let order = best_first.expect("a score is a number");
            order.then_with(|| (one.old.id, one.new.id).cmp(&(other.old.id, other.new.id)))
        });
        let (mut done, mut made) = (HashSet::new(), HashSet::new());
        for mut pair in pairs {
            if done.contains(pair.old.id) || made.contains(pair.new.id) {
                continue;
            }
            if let Some((false, by)) = self.answers.about(pair.old.id, pair.new.id) {
                if pair.is_likely {
                    pair.evidence.insert(0, said_by(by, false));
                    refused.push(pair.decided(Decision::Answered { yes: false, by }));
                }
                continue;
            }
            done.insert(pair.old.id);
            made.insert(pair.new.id);
            match pair.is_likely {
                true => self.take(pair.decided(Decision::Likely)),
                false => refused.push(pair.decided(Decision::Unlikely)),
            }
        }
    }

    /// The pairs whose objects differ in nothing but the name.
    fn equal(&self, group: &Group<'a>, names: &Names) -> Vec<Pair<'a>> {
        let mut by_shape: HashMap<String, Vec<Object<'a>>> = HashMap::new();
        for object in &group.new {
            by_shape.entry(shape(self.to, *object, &Names::default())).or_default().push(*object);
        }
        let mut pairs = Vec::new();
        for old in &group.old {
            for new in by_shape.get(&shape(self.from, *old, names)).into_iter().flatten().take(COMMON) {
                let score = 0.9 + likeness(old.id.bare_name(), new.id.bare_name()) / 10.0;
                let evidence = vec!["only the name differs".to_owned()];
                pairs.push(Pair { old: *old, new: *new, score, is_likely: true, evidence });
            }
        }
        pairs
    }

    /// The pairs that are worth a comparison.
    fn near(&self, group: &Group<'a>, names: &Names) -> Vec<(Object<'a>, Object<'a>)> {
        if group.old.len() * group.new.len() <= PAIRS {
            let every = group.old.iter().flat_map(|old| group.new.iter().map(|new| (*old, *new)));
            return every.collect();
        }
        let mut having: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, object) in group.new.iter().enumerate() {
            for feature in features(self.to, *object, &Names::default()) {
                having.entry(feature).or_default().push(index);
            }
        }
        let mut pairs = Vec::new();
        for old in &group.old {
            let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
            for feature in features(self.from, *old, names) {
                let alike = having.get(&feature).filter(|alike| alike.len() <= COMMON);
                for index in alike.into_iter().flatten() {
                    *votes.entry(*index).or_default() += 1;
                }
            }
            let mut votes: Vec<(usize, usize)> = votes.into_iter().map(|(index, votes)| (votes, index)).collect();
            votes.sort_by_key(|(votes, index)| (std::cmp::Reverse(*votes), *index));
            pairs.extend(votes.iter().take(8).map(|(_, index)| (*old, group.new[*index])));
        }
        pairs
    }

    /// Compares two objects.
    fn pair(&self, old: Object<'a>, new: Object<'a>, names: &Names) -> Pair<'a> {
        let alike = likeness(old.id.bare_name(), new.id.bare_name());
        let of_one_form = old.attributes.form() == new.attributes.form();
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
            let show = |value: Option<&serde_json::Value>| value.cloned().unwrap_or_default().to_string();
            format!("{} is {} instead of {}", key.replace('_', " "), show(second.get(*key)), show(first.get(*key)))
        }));
        let equal = if differing.is_empty() { 1.0 } else { 0.0 };
        let carried = |catalog: &'a Catalog, id: &Id| -> BTreeMap<(Kind, &'a str), String> {
            let carried = catalog.children(id).filter(|child| child.attributes.holds_data());
            carried.map(|child| ((child.id.kind(), child.id.name()), child.attributes.form())).collect()
        };
        let (mine, yours) = (carried(self.from, old.id), carried(self.to, new.id));
        let (score, is_likely) = match mine.len().max(yours.len()) {
            0 => {
                let score = 0.5 * alike
                    + 0.2 * self.same_place(old, new, &mut evidence)
                    + 0.15 * self.same_children(old, new, names, &mut evidence)
                    + 0.15 * equal
                    + 0.1 * self.same_users(old, new, &mut evidence);
                (score.clamp(0.0, 1.0), score >= LIKELY)
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
                    + 0.05 * self.same_users(old, new, &mut evidence);
                (score, score >= LIKELY_WITH_CHILDREN && agreement > 0.5)
            }
        };
        evidence.push(format!("names {alike:.1} alike"));
        let is_likely = is_likely && !self.is_another_part(old, new, &mut evidence);
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

    /// Whether both stand after the same sibling, where siblings have an order.
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
        let last = first.iter().rev().find_map(|sibling| self.image.get(sibling.id));
        let after = second.iter().rev().find(|sibling| self.origin.contains_key(sibling.id)).map(|sibling| sibling.id);
        if last != after {
            evidence.push("another place".to_owned());
            return 0.0;
        }
        evidence.push(match after {
            Some(sibling) => format!("same place, after {}", sibling.name()),
            None => "same place, the first".to_owned(),
        });
        1.0
    }

    /// Whether they have the same default, comment and the like.
    fn same_children(&self, old: Object, new: Object, names: &Names, evidence: &mut Vec<String>) -> f64 {
        let own = |catalog: &'a Catalog, id: &Id, names: &Names| -> BTreeMap<Kind, String> {
            let children = catalog.children(id).filter(|child| !child.id.has_name_of_its_own());
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

    /// Whether the same kinds of objects need them.
    fn same_users(&self, old: Object, new: Object, evidence: &mut Vec<String>) -> f64 {
        let kinds = |catalog: &Catalog, id: &Id| {
            let mut kinds: Vec<Kind> = catalog.needed_by(id).map(Id::kind).collect();
            kinds.sort();
            kinds
        };
        let (first, second) = (kinds(self.from, old.id), kinds(self.to, new.id));
        if first.is_empty() || first != second {
            return 0.0;
        }
        let words: Vec<String> = first.iter().map(|kind| kind.word()).collect();
        evidence.push(format!("needed by the same: {}", words.join(", ")));
        1.0
    }
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

impl Pair<'_> {
    fn decided(self, decision: Decision) -> Candidate {
        Candidate {
            rename: Rename { from: self.old.id.clone(), to: self.new.id.clone() },
            score: self.score,
            evidence: self.evidence,
            decision,
            holds_data: self.old.attributes.holds_data(),
        }
    }
}

/// What objects may have in common, as texts.
fn features(catalog: &Catalog, object: Object, names: &Names) -> Vec<String> {
    let mut features = vec![shape(catalog, object, names)];
    features.extend(words(object.id.name()).into_iter().map(|word| format!("word {word}")));
    features.extend(catalog.children(object.id).map(|child| format!("{} {}", child.id.kind().word(), child.id.name())));
    features
}

/// The objects that have a name of their own, by how many they belong to.
fn by_depth(catalog: &Catalog) -> Vec<Vec<Object<'_>>> {
    let mut levels: Vec<Vec<Object>> = vec![Vec::new(); 4];
    for object in catalog.objects().filter(|object| object.id.has_name_of_its_own()) {
        let depth = object.id.lineage().count() - 1;
        if levels.len() <= depth {
            levels.resize(depth + 1, Vec::new());
        }
        levels[depth].push(object);
    }
    levels
}

fn said_by(by: By, yes: bool) -> String {
    let who = match by {
        By::Definition => "the definition",
        By::Person => "an answer",
    };
    format!("{who} says that it is {}", if yes { "renamed" } else { "not renamed" })
}
