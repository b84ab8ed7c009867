//! Finds the pairs of a dropped and a created object that may be one object renamed.
//!
//! Only objects of one kind under the same parent (itself perhaps renamed) are compared, the outermost first. Large
//! groups are narrowed by what their objects have in common before any two are compared.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::likeness::{likeness, words};
use super::shape::{Names, is_same, shape};
use super::{Answer, Answers, By, Candidate, Decision, Rename, Said, is_at};
use crate::catalog::{Catalog, Object};
use crate::id::{Id, Kind};

/// Groups with more pairs than this are narrowed first.
const PAIRS: usize = 2_500;

/// What this many objects have in common says nothing about any of them.
pub(super) const COMMON: usize = 40;

/// Two that are no further apart than this can't be told from each other.
const CLOSE: f64 = 0.15;

/// All possible renames between two catalogs, taken or not: parents before what belongs to them.
pub fn candidates(from: &Catalog, to: &Catalog, answers: &Answers) -> Vec<Candidate> {
    let mut matching = Matching {
        from,
        to,
        answers,
        image: HashMap::new(),
        origin: HashMap::new(),
        taken: BTreeMap::new(),
        slots: OnceCell::new(),
    };
    // What the first pass finds changes how texts read in the second: a sequence's table, a key's column.
    let mut refused = matching.pass();
    if !matching.taken.is_empty() {
        refused = matching.pass();
    }
    // What was only thinkable in its own schema may have been found in another one.
    let is_open = |one: &Candidate| {
        !matching.taken.contains_key(&one.rename.from) && !matching.origin.contains_key(&one.rename.to)
    };
    refused.retain(is_open);
    let mut all: Vec<Candidate> = matching.taken.into_values().collect();
    all.append(&mut refused);
    let depth = |candidate: &Candidate| candidate.rename.from.lineage().count();
    all.sort_by(|one, other| (depth(one), &one.rename).cmp(&(depth(other), &other.rename)));
    all
}

pub(super) struct Matching<'a> {
    pub(super) from: &'a Catalog,
    pub(super) to: &'a Catalog,
    answers: &'a Answers,
    /// What each object of the first catalog is in the wanted one.
    pub(super) image: HashMap<Id, Id>,
    /// The same, backwards.
    pub(super) origin: HashMap<Id, Id>,
    /// The renames so far, by the old identity.
    pub(super) taken: BTreeMap<Id, Candidate>,
    /// All names that are taken in the first catalog, once somebody has asked.
    slots: OnceCell<HashSet<String>>,
}

/// Dropped and created objects of one kind and parent.
#[derive(Default)]
struct Group<'a> {
    old: Vec<Object<'a>>,
    new: Vec<Object<'a>>,
}

/// Two objects that may be one.
pub(super) struct Pair<'a> {
    pub old: Object<'a>,
    pub new: Object<'a>,
    pub score: f64,
    pub is_likely: bool,
    pub evidence: Vec<String>,
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
                groups.entry((object.id.kind(), object.id.parent().cloned())).or_default().new.push(*object);
            }
            for object in old.iter().filter(|object| !self.image.contains_key(object.id)) {
                if let Some(wanted) = self.wanted(object.id)
                    && let Some(group) = groups.get_mut(&(object.id.kind(), wanted.parent().cloned()))
                    && object.attributes.rename(object.id, object.id.name()).is_some()
                {
                    group.old.push(*object);
                }
            }
            let mut moves: HashMap<&Id, Vec<Object>> = HashMap::new();
            for Group { old, new } in self.moved(old, new) {
                old.iter().for_each(|object| moves.entry(object.id).or_default().extend(&new));
                new.iter().for_each(|object| moves.entry(object.id).or_default().extend(&old));
            }
            for group in groups.values().filter(|group| !group.old.is_empty()) {
                self.match_group(group, &moves, &mut refused);
            }
            for group in self.moved(old, new) {
                self.match_group(&group, &HashMap::new(), &mut refused);
            }
        }
        refused
    }

    /// What is left in one schema and comes in another, of one kind and name.
    fn moved(&self, old: &[Object<'a>], new: &[Object<'a>]) -> Vec<Group<'a>> {
        let mut groups: BTreeMap<(Kind, &str), Group> = BTreeMap::new();
        let refused = |id: &Id| {
            let is_no = |said: &Said| matches!(&said.answer, Answer::NotRenamed { path } if is_at(id, path));
            self.answers.iter().any(is_no)
        };
        for object in new.iter().filter(|object| !self.origin.contains_key(object.id) && !refused(object.id)) {
            groups.entry((object.id.kind(), object.id.name())).or_default().new.push(*object);
        }
        for object in old.iter().filter(|object| !self.image.contains_key(object.id) && !refused(object.id)) {
            if let Some(group) = groups.get_mut(&(object.id.kind(), object.id.name()))
                && self.can_move(object)
            {
                group.old.push(*object);
            }
        }
        groups.into_values().filter(|group| !group.old.is_empty()).collect()
    }

    pub(super) fn held(&self) -> &HashSet<String> {
        let all = || self.from.objects().flat_map(|object| object.attributes.slots(object.id)).collect();
        self.slots.get_or_init(all)
    }

    fn can_move(&self, object: &Object) -> bool {
        object.id.parent().is_some_and(|schema| object.attributes.move_to(object.id, schema).is_some())
    }

    /// The identity that an object keeps if only its parents are renamed; none if a parent is gone.
    fn wanted(&self, id: &Id) -> Option<Id> {
        match id.parent() {
            None => Some(id.clone()),
            Some(parent) => {
                let schema = self.moved_along(id).or_else(|| self.image.get(parent).cloned());
                schema.map(|parent| Id::new(id.kind(), Some(parent), id.name()))
            }
        }
    }

    /// The schema that an object gets into with what owns it.
    fn moved_along(&self, id: &Id) -> Option<Id> {
        let owner = self.from.children(id).find_map(|tie| tie.attributes.moves_parent_with())?;
        let table = owner.parent()?;
        let schema = self.taken.get(table)?.rename.to.parent()?;
        (self.image.get(table.parent()?) != Some(schema)).then(|| schema.clone())
    }

    fn keep(&mut self, object: Object<'a>) {
        if self.image.contains_key(object.id) {
            return;
        }
        if let Some(wanted) = self.wanted(object.id)
            && let Some(new) = self.to.object(&wanted)
            && !self.origin.contains_key(&wanted)
        {
            match wanted
                .parent()
                .is_none_or(|parent| object.id.parent().and_then(|id| self.image.get(id)) == Some(parent))
            {
                true => self.link(object.id.clone(), wanted),
                false => {
                    let evidence = vec!["it moves with what owns it".to_owned()];
                    let pair = Pair { old: object, new, score: 1.0, is_likely: true, evidence };
                    self.take(pair.decided(Decision::Likely));
                }
            }
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
            if self.image.contains_key(object.id) || object.attributes.rename(object.id, object.id.name()).is_none() {
                continue;
            }
            let others = siblings.iter().filter(|((kind, _), _)| *kind == object.id.kind() && self.can_move(object));
            for other in others.flat_map(|(_, others)| others) {
                let is_free = !self.origin.contains_key(other.id);
                if is_free && let Some(by) = self.answers.moves(object.id, other.id) {
                    said.push((*object, *other, by));
                }
            }
            let Some(wanted) = self.wanted(object.id) else { continue };
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
            by.stays()
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

    /// `moves` are the objects of the same name that come, or go, in another schema.
    fn match_group(&mut self, group: &Group<'a>, moves: &HashMap<&Id, Vec<Object<'a>>>, refused: &mut Vec<Candidate>) {
        let names = self.names();
        let attributes = group.old[0].attributes;
        let mut pairs = if attributes.holds_data() { Vec::new() } else { self.equal(group, &names) };
        if attributes.is_stored() {
            let equal: HashSet<(&Id, &Id)> = pairs.iter().map(|pair| (pair.old.id, pair.new.id)).collect();
            let near = self.near(group, &names).into_iter().filter(|(old, new)| !equal.contains(&(old.id, new.id)));
            pairs.extend(near.map(|(old, new)| self.pair(old, new, &names)).collect::<Vec<_>>());
        }
        let worth = pairs.into_iter().filter(|pair| pair.is_likely || pair.score > 0.0);
        // What a person has ruled out is no rival to anything.
        let (ruled_out, mut pairs): (Vec<_>, Vec<_>) =
            worth.partition(|pair| matches!(self.answers.about(pair.old.id, pair.new.id), Some((false, _))));
        for mut pair in ruled_out.into_iter().filter(|pair| pair.is_likely) {
            if let Some((false, by)) = self.answers.about(pair.old.id, pair.new.id) {
                pair.evidence.insert(0, said_by(by, false));
                refused.push(pair.decided(Decision::Answered { yes: false, by }));
            }
        }
        pairs.sort_by(|one, other| {
            let best_first = (other.is_likely, other.score).partial_cmp(&(one.is_likely, one.score));
            let order = best_first.expect("a score is a number");
            order.then_with(|| (one.old.id, one.new.id).cmp(&(other.old.id, other.new.id)))
        });
        let (mut done, mut made) = (HashSet::new(), HashSet::new());
        let (mut best, rest): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|pair| {
            let is_free = !done.contains(pair.old.id) && !made.contains(pair.new.id);
            is_free && done.insert(pair.old.id) && made.insert(pair.new.id)
        });
        let mut rivals: HashMap<&Id, Vec<&Pair>> = HashMap::new();
        for other in &rest {
            rivals.entry(other.old.id).or_default().push(other);
            rivals.entry(other.new.id).or_default().push(other);
        }
        for pair in best.iter_mut().filter(|pair| pair.is_likely && pair.old.attributes.holds_data()) {
            // One that became two, or two that became one, is no rename.
            let others = [pair.old.id, pair.new.id].into_iter().filter_map(|id| rivals.get(id)).flatten();
            let rival = others.filter(|other| other.score >= pair.score - CLOSE).find_map(|other| {
                let comes_too = other.old.id == pair.old.id && !made.contains(other.new.id);
                let goes_too = other.new.id == pair.new.id && !done.contains(other.old.id);
                comes_too.then_some(other.new.id).or(goes_too.then_some(other.old.id))
            });
            if let Some(rival) = rival {
                pair.is_likely = false;
                pair.evidence.push(format!("{} may be it as well", rival.name()));
            }
        }
        for pair in best.iter_mut().filter(|pair| pair.is_likely && pair.old.attributes.holds_data()) {
            let elsewhere = moves.get(pair.old.id).into_iter().flatten().map(|new| (pair.old, *new));
            let from_elsewhere = moves.get(pair.new.id).into_iter().flatten().map(|old| (*old, pair.new));
            let is_rival = |one: &Pair| one.is_likely && one.score >= pair.score - CLOSE;
            let moved = elsewhere.chain(from_elsewhere).map(|(old, new)| self.pair(old, new, &names));
            let rivals: Vec<String> = moved
                .filter(is_rival)
                .map(|one| format!("{} may have moved to {} instead", one.old.id.dotted(), one.new.id.dotted()))
                .collect();
            pair.evidence.extend(rivals);
        }
        for pair in best {
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
        let is_small = group.old.len() * group.new.len() <= PAIRS;
        let mut pairs = Vec::new();
        for old in &group.old {
            let of_one_shape = by_shape.get(&shape(self.from, *old, names)).into_iter().flatten().take(COMMON);
            let others = group.new.iter().filter(|_| is_small);
            let same = others.filter(|new| is_same((self.from, *old), (self.to, **new), names));
            let alike: BTreeMap<&Id, Object<'a>> = of_one_shape.chain(same).map(|new| (new.id, *new)).collect();
            for new in alike.into_values() {
                let score = 0.9 + likeness(old.id.bare_name(), new.id.bare_name()) / 10.0;
                let mut evidence = vec!["only the name differs".to_owned()];
                let is_likely = !self.is_held_there(*old, new, &mut evidence);
                pairs.push(Pair { old: *old, new, score, is_likely, evidence });
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
        By::Configuration => "autogen.toml",
        By::Person => "an answer",
    };
    format!("{who} says that it is {}", if yes { "renamed" } else { "not renamed" })
}
