//! The statements that rename, in an order in which each finds its name free.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Rename, Renaming};
use crate::catalog::Catalog;
use crate::id::Id;
use crate::kind::{self, Attributes};
use crate::plan::{Action, PlannedStep};

/// The statements that make `renames`, parents before what belongs to them; swaps and chains go through a temporary name.
///
/// What PostgreSQL renames with something else (an inherited column) has no statement; what it leaves behind (the NOT NULL
/// of 18) has one of its own, in the end.
pub fn steps(from: &Catalog, to: &Catalog, renames: &[Rename]) -> Vec<PlannedStep> {
    let mut levels: BTreeMap<usize, Vec<&Rename>> = BTreeMap::new();
    for rename in renames {
        levels.entry(rename.from.lineage().count()).or_default().push(rename);
    }
    let renaming = Renaming::of(renames);
    let mut steps = Vec::new();
    let mut schemas: HashSet<Id> =
        from.objects().filter(|object| object.id.parent().is_none()).map(|object| renaming.image(object.id)).collect();
    for level in levels.into_values() {
        for rename in level.iter().filter(|rename| is_move(rename, &renaming)) {
            let schema = rename.to.owner();
            if schemas.insert(schema.clone()) {
                steps.push(PlannedStep::first(schema.clone(), Action::Build, kind::schema::make(schema)));
            }
        }
        Level::new(from, level, &renaming).write(&mut steps);
    }
    for object in from.objects() {
        let new = renaming.image(object.id);
        if new != *object.id
            && let Some(wanted) = to.get(&new)
            && let Some(step) = object.attributes.follow(wanted, object.id, from, &new)
        {
            steps.push(PlannedStep::first(new, Action::Alter, step));
        }
    }
    steps
}

/// Whether an object gets into another schema.
fn is_move(rename: &Rename, renaming: &Renaming) -> bool {
    rename.from.parent().map(|parent| renaming.image(parent)).as_ref() != rename.to.parent()
}

/// Whether what owns an object takes it along into another schema.
fn is_taken_along(from: &Catalog, id: &Id) -> bool {
    from.children(id).any(|tie| tie.attributes.moves_parent_with().is_some())
}

/// The renames at one depth, whose parents have their new names already.
struct Level<'a> {
    from: &'a Catalog,
    waiting: Vec<Waiting<'a>>,
    /// Who has each name that a rename wants, if anybody.
    holders: HashMap<String, Id>,
}

struct Waiting<'a> {
    rename: &'a Rename,
    /// As it is called at this moment.
    now: Id,
    wanted: Vec<String>,
}

impl<'a> Level<'a> {
    fn new(from: &'a Catalog, mut renames: Vec<&'a Rename>, renaming: &Renaming) -> Level<'a> {
        // What moves with its owner has its new name there.
        renames.sort_by_key(|rename| (is_move(rename, renaming) && is_taken_along(from, &rename.from), *rename));
        let slots = |old: &Id, name: &Id| from.get(old).map(|object| object.slots(name)).unwrap_or_default();
        let waiting: Vec<Waiting> = renames
            .into_iter()
            .map(|rename| Waiting {
                rename,
                now: Id::new(
                    rename.from.kind(),
                    rename.from.parent().map(|parent| renaming.image(parent)),
                    rename.from.name(),
                ),
                wanted: slots(&rename.from, &rename.to),
            })
            .collect();
        let wanted: HashSet<&String> = waiting.iter().flat_map(|waiting| &waiting.wanted).collect();
        let mut holders = HashMap::new();
        for object in from.objects().filter(|object| object.id.has_name_of_its_own()) {
            let parent = object.id.parent().map(|parent| renaming.image(parent));
            let now = Id::new(object.id.kind(), parent, object.id.name());
            for slot in object.attributes.slots(&now) {
                if wanted.contains(&slot) {
                    holders.insert(slot, object.id.clone());
                }
            }
        }
        Level { from, waiting, holders }
    }

    fn write(mut self, steps: &mut Vec<PlannedStep>) {
        let mut aside = 0;
        while !self.waiting.is_empty() {
            let free = self.waiting.iter().position(|waiting| self.blocker(waiting).is_none());
            match free {
                Some(free) => {
                    let Waiting { rename, now, wanted: _ } = self.waiting.remove(free);
                    self.release(&rename.from);
                    steps.extend(self.step(&rename.from, &now, &rename.to));
                }
                None => {
                    let blocker = self.blocker(&self.waiting[0]).cloned().expect("nothing was free");
                    aside += 1;
                    self.put_aside(&blocker, aside, steps);
                }
            }
        }
    }

    /// Who has the name that is wanted, other than the object itself.
    fn blocker(&self, waiting: &Waiting) -> Option<&Id> {
        waiting.wanted.iter().filter_map(|slot| self.holders.get(slot)).find(|holder| **holder != waiting.rename.from)
    }

    fn release(&mut self, id: &Id) {
        self.holders.retain(|_, holder| holder != id);
    }

    /// Gives the object a name that nobody wants, until its own turn comes; or for good, if it is to be dropped.
    fn put_aside(&mut self, id: &Id, number: usize, steps: &mut Vec<PlannedStep>) {
        self.release(id);
        let parent =
            self.waiting.iter().find(|waiting| waiting.rename.from == *id).map(|waiting| waiting.now.parent().cloned());
        let parent = parent.unwrap_or_else(|| id.parent().cloned());
        let now = Id::new(id.kind(), parent.clone(), id.name());
        let aside = Id::new(id.kind(), parent, format!("autogen_renamed_{number}{}", id.signature().1));
        steps.extend(self.step(id, &now, &aside));
        for waiting in self.waiting.iter_mut().filter(|waiting| waiting.rename.from == *id) {
            waiting.now = aside.clone();
        }
    }

    /// The statements that bring an object, called `now`, under its schema and name in `to`.
    fn step(&self, id: &Id, now: &Id, to: &Id) -> Vec<PlannedStep> {
        let Some(object) = self.from.get(id) else { return Vec::new() };
        let moved = Id::new(to.kind(), to.parent().cloned(), now.name());
        let renamed = Id::new(to.kind(), now.parent().cloned(), to.name());
        let goes_alone = moved != *now && !is_taken_along(self.from, id);
        let is_other = now.name() != to.name();
        let mut steps = Vec::new();
        if goes_alone && is_other && self.is_held(object, &moved) {
            steps.extend(object.rename(now, to.name()));
            steps.extend(object.move_to(&renamed, to.owner()));
        } else {
            steps.extend(to.parent().filter(|_| goes_alone).and_then(|schema| object.move_to(now, schema)));
            steps.extend(object.rename(&moved, to.name()).filter(|_| is_other));
        }
        steps.into_iter().map(|step| PlannedStep::first(to.clone(), Action::Alter, step)).collect()
    }

    /// Whether another object has a name that this one would have as `id`.
    fn is_held(&self, object: &Attributes, id: &Id) -> bool {
        let slots = object.slots(id);
        self.from.objects().any(|other| other.attributes.slots(other.id).iter().any(|slot| slots.contains(slot)))
    }
}
