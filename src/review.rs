//! What only a person can judge about a plan: questions with evidence, and what happens unless somebody decides otherwise.
//! Nothing here talks to a server.

mod index;
mod loss;
mod mention;
mod role;
mod secret;
mod security;
mod subscription;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::catalog::Catalog;
use crate::diff::Change;
use crate::id::Id;
use crate::plan::rename::{Candidate, Decision, Rename, Renaming};
use crate::plan::{Action, Plan, PlannedStep};
pub use role::MissingRole;

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    Rename,
    PartialIndex,
    DataLoss,
    Security,
    /// Rows may have to be changed first.
    NeedsData,
    NotReversible,
    /// A role that the server lacks.
    Role,
    /// An old name that PostgreSQL doesn't follow.
    Mention,
}

impl Sort {
    pub const ALL: &[Sort] = &[
        Sort::Rename,
        Sort::PartialIndex,
        Sort::DataLoss,
        Sort::Security,
        Sort::NeedsData,
        Sort::NotReversible,
        Sort::Role,
        Sort::Mention,
    ];

    /// As the configuration calls it.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Rename => "rename",
            Sort::PartialIndex => "partial-index",
            Sort::DataLoss => "data-loss",
            Sort::Security => "security",
            Sort::NeedsData => "needs-data",
            Sort::NotReversible => "not-reversible",
            Sort::Role => "role",
            Sort::Mention => "mention",
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A question only a person can answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// `R1`, `R2`, in the order of the plan.
    pub id: String,
    pub sort: Sort,
    /// What it is about, by its name in the wanted catalog if it is there, else in the first.
    pub subject: Id,
    /// The question, in one line: `column public.users.full_name → display_name: is it a rename?`
    pub text: String,
    /// What speaks for an answer, a line each.
    pub evidence: Vec<String>,
    /// What happens unless somebody decides otherwise.
    pub default: String,
    /// Whether the upgrade waits for the answer, as far as this item goes.
    pub blocks: bool,
    /// Both names, where the question is whether they are one object's.
    pub renamed: Option<Rename>,
    /// What the downgrade brings back of the subject.
    pub restoration: Restoration,
}

/// What a step of a downgrade brings back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Restoration {
    /// Everything that was there before the upgrade.
    #[default]
    Exact,
    /// The object, but not what it held; and why.
    StructureOnly(String),
    /// Nothing that could be relied on; and why.
    Irreversible(String),
}

/// A statement that the proof could run on empty tables only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    pub statement: String,
    /// What the server said.
    pub message: String,
    /// Of the upgrade, not of the downgrade.
    pub is_up: bool,
}

/// A change with the object's states. The old one is found by its name before the renames.
pub(crate) struct Changed<'a> {
    pub change: &'a Change,
    pub old: Option<(Id, &'a crate::kind::Attributes)>,
    pub new: Option<&'a crate::kind::Attributes>,
    /// What it belongs to was there before, so that somebody may use it.
    pub is_in_use: bool,
    pub to: &'a Catalog,
}

/// The questions about the way from one catalog to another, in the order of the upgrade.
pub fn review(
    from: &Catalog,
    to: &Catalog,
    up: &Plan,
    candidates: &[Candidate],
    blockers: &[Blocker],
    missing_roles: &[MissingRole],
) -> Vec<Item> {
    let back: Vec<Rename> = candidates
        .iter()
        .filter(|candidate| candidate.is_taken())
        .map(|candidate| candidate.rename().reversed())
        .collect();
    let origin = Renaming::of(&back);
    let mut items: Vec<Item> = candidates.iter().filter_map(|candidate| rename(candidate, candidates)).collect();

    // A change stands where its first step does.
    let mut place: HashMap<&Id, usize> = HashMap::new();
    for (index, step) in up.steps.iter().enumerate() {
        place.entry(&step.id).or_insert(index);
    }
    let mut found: BTreeMap<(usize, usize), Item> = BTreeMap::new();
    let mut add = |id: &Id, item: Item| {
        let at = id.lineage().find_map(|id| place.get(id)).copied().unwrap_or(usize::MAX);
        let number = found.len();
        found.insert((at, number), item);
    };
    for change in &up.changes {
        let before = origin.image(change.id());
        let is_in_use = before.parent().is_none_or(|parent| from.contains(parent));
        let old = from.get(&before).map(|attributes| (before, attributes));
        let changed = Changed { change, old, new: to.get(change.id()), is_in_use, to };
        let told = [index::partial, loss::change, security::change, subscription::change];
        for item in told.iter().filter_map(|tell| tell(&changed)) {
            add(change.id(), item);
        }
    }
    for item in loss::torn_down(from, to, up, &origin).into_iter().chain(secret::left_out(from, to, up, &origin)) {
        let id = item.subject.clone();
        add(&id, item);
    }
    items.extend(found.into_values());
    items.extend(mention::left_behind(from, to, candidates));
    items.extend(missing_roles.iter().map(role::missing));
    items.extend(blockers.iter().filter_map(|blocker| blocked(blocker, up)));
    for (number, item) in items.iter_mut().enumerate() {
        item.id = format!("R{}", number + 1);
    }
    items
}

impl Item {
    /// An item whose number comes later.
    pub(crate) fn new(sort: Sort, subject: &Id, text: String) -> Item {
        let (evidence, default) = (Vec::new(), String::new());
        let (subject, restoration) = (subject.clone(), Restoration::Exact);
        Item { id: String::new(), sort, subject, text, evidence, default, blocks: true, renamed: None, restoration }
    }
}

/// What each step of the downgrade brings back.
pub fn restorations(items: &[Item], down: &Plan, renames: &[Rename], blockers: &[Blocker]) -> Vec<Restoration> {
    let back: Vec<Rename> = renames.iter().map(Rename::reversed).collect();
    let origin = Renaming::of(&back);
    let lossy = items.iter().filter(|item| item.restoration != Restoration::Exact);
    let lossy: Vec<(Id, &Restoration)> = lossy.map(|item| (origin.image(&item.subject), &item.restoration)).collect();
    // What makes an object makes what belongs to it, too.
    let (mut of, mut within) = (HashMap::new(), HashMap::new());
    for (subject, restoration) in &lossy {
        of.entry(subject).or_insert(*restoration);
        subject.lineage().for_each(|id| _ = within.entry(id).or_insert(*restoration));
    }
    let restoration = |step: &PlannedStep| {
        let barred = blockers.iter().find(|blocker| !blocker.is_up && blocker.statement == step.step.sql);
        if let Some(Blocker { message, .. }) = barred {
            let message = message.lines().next().unwrap_or_default();
            return Restoration::Irreversible(format!("it fails where there are rows: {message}"));
        }
        let found = match step.action {
            Action::TearDown => None,
            Action::Alter => of.get(&step.id),
            Action::Build => within.get(&step.id),
        };
        found.map(|restoration| (*restoration).clone()).unwrap_or_default()
    };
    down.steps.iter().map(restoration).collect()
}

fn rename(candidate: &Candidate, candidates: &[Candidate]) -> Option<Item> {
    let Candidate { rename, score, evidence, decision, holds_data } = candidate;
    let Rename { from, to } = rename;
    let words = rename.words();
    let (text, default, blocks) = match decision {
        Decision::Answered { .. } => return None,
        // Where only the name differs and nothing is stored, there is nothing to lose by either answer.
        Decision::Likely => (
            match from.name() == to.name() {
                true => format!("{words}: is it the same in another schema?"),
                false => format!("{words}: is it the same under another name?"),
            },
            "renamed, so that nothing is lost".to_owned(),
            *holds_data,
        ),
        Decision::Unlikely => (
            format!("{words}: is it a rename after all?"),
            match holds_data {
                true => "not renamed: dropped with what it holds, and the other made empty".to_owned(),
                false => "not renamed: dropped, and the other made".to_owned(),
            },
            *holds_data,
        ),
    };
    let subject = if candidate.is_taken() { to } else { from };
    let mut item = Item::new(Sort::Rename, subject, text);
    item.evidence = evidence.clone();
    item.evidence.extend(mention::followers(candidate, candidates));
    item.evidence.push(format!("likeness {score:.2} of 1"));
    (item.default, item.blocks, item.renamed) = (default, blocks, Some(candidate.rename()));
    Some(item)
}

fn blocked(blocker: &Blocker, up: &Plan) -> Option<Item> {
    let Blocker { statement, message, is_up } = blocker;
    let step = up.steps.iter().find(|step| step.step.sql == *statement).or(up.steps.first())?;
    let first_line = statement.lines().next().unwrap_or_default();
    let mut item = match is_up {
        true => {
            let mut item = Item::new(Sort::NeedsData, &step.id, format!("{}: needs data first: {first_line}", step.id));
            item.default = "the upgrade fails where there are such rows, and nothing is changed".to_owned();
            item
        }
        false => {
            let text = format!("the downgrade fails where there are rows: {first_line}");
            let mut item = Item::new(Sort::NotReversible, &step.id, text);
            item.default = "the downgrade works on empty tables only".to_owned();
            item
        }
    };
    item.evidence = message.lines().map(str::trim).map(str::to_owned).collect();
    Some(item)
}
