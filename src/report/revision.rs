//! A revision's files as a report tells them: the statements that stand there, each with what the plan says of it, or, where
//! a person wrote it, with what it was seen to do.

use std::collections::{BTreeMap, VecDeque};

use super::difference::restored;
use super::model::{After, Change, Difference, Item, Place, Reasons, Step};
use super::step::{set_cost, set_room};
use crate::diff::{self, diff};
use crate::history::{Direction, FileStatement, Revision, Script};
use crate::prove::{Effect, Sizes, Trial};
use crate::review::Sort;
use crate::sql::lexer::tokens;

/// How many statements written by hand are looked at one by one: for each, the whole catalog is read.
const MOST: usize = 200;

/// The statements of a file to be run one by one, and which of them the planned steps don't explain.
pub fn trials(script: &Script, planned: &[Step]) -> Vec<Trial> {
    let numbers = matched(script, planned);
    let mut looked_at = 0;
    let statements = script.steps().zip(numbers).map(|(statement, number)| {
        // The rows of a COPY change no catalog.
        let is_unknown = number.is_none() && statement.data.is_none();
        looked_at += usize::from(is_unknown);
        let sql = script.sql(statement);
        let batch = statement.directives.batch.as_ref();
        Trial {
            sql: batch.map_or_else(|| sql.to_owned(), |batch| batch.whole(sql)),
            in_transaction: !statement.directives.no_transaction && batch.is_none(),
            is_wanted: is_unknown && looked_at <= MOST,
        }
    });
    statements.collect()
}

/// Puts the statements and the questions of a revision's files in the place of those that a plan would have.
pub fn as_written(
    difference: &mut Difference,
    revision: &Revision,
    path: impl Fn(Direction) -> String,
    effects: [&[Option<Effect>]; 2],
) {
    let (up, down) = (path(Direction::Up), path(Direction::Down));
    let changes = &difference.changes;
    difference.steps = steps(&revision.up, &up, &difference.steps, changes, effects[0]);
    difference.down = steps(&revision.down, &down, &difference.down, changes, effects[1]);
    for (step, statement) in difference.down.iter_mut().zip(revision.down.steps()) {
        (step.restores, step.why) = restored(&statement.directives.restoration);
    }
    difference.items = revision.reviews.iter().map(|one| item(one, &up)).collect();
}

/// For each statement of a file, the planned step that it is, word for word but for spaces and comments.
fn matched(script: &Script, planned: &[Step]) -> Vec<Option<usize>> {
    let mut known: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
    for (index, step) in planned.iter().enumerate() {
        known.entry(words(&step.sql)).or_default().push_back(index);
    }
    let statements = script.steps().map(|statement| known.get_mut(&words(script.sql(statement)))?.pop_front());
    statements.collect()
}

fn words(sql: &str) -> String {
    let words: Vec<&str> = tokens(sql).filter(|token| !token.is_trivia()).map(|token| token.text(sql)).collect();
    words.join(" ")
}

fn steps(script: &Script, file: &str, planned: &[Step], changes: &[Change], effects: &[Option<Effect>]) -> Vec<Step> {
    let numbers = matched(script, planned);
    // From the number in the plan to that in the file.
    let there: BTreeMap<usize, usize> =
        numbers.iter().enumerate().filter_map(|(index, number)| Some((number.as_ref()? + 1, index + 1))).collect();
    let statements = script.steps().enumerate().map(|(index, statement)| {
        let place = Some(Place { file: file.to_owned(), line: statement.line });
        match numbers[index] {
            Some(number) => {
                let mut step = Step { number: index + 1, place, ..planned[number].clone() };
                let after = step.reasons.after.into_iter();
                let in_file = |one: After| Some(After { step: *there.get(&one.step)?, ..one });
                step.reasons.after = after.filter_map(in_file).filter(|one| one.step <= index).collect();
                step.in_transaction = !statement.directives.no_transaction;
                step
            }
            None => {
                let effect = effects.get(index).and_then(Option::as_ref);
                by_hand(index + 1, script, statement, place, changes, effect)
            }
        }
    });
    let mut steps: Vec<Step> = statements.collect();
    let is_sorted: Vec<bool> = numbers
        .iter()
        .map(|number| number.is_some_and(|number| planned[number].reasons.could_stand.is_some()))
        .collect();
    set_room(&mut steps, &is_sorted);
    steps
}

/// A statement that no plan has.
fn by_hand(
    number: usize,
    script: &Script,
    statement: &FileStatement,
    place: Option<Place>,
    changes: &[Change],
    effect: Option<&Effect>,
) -> Step {
    let done: Vec<diff::Change> = effect.map(|effect| diff(&effect.before, &effect.after)).unwrap_or_default();
    let made = |change: &Change| done.iter().any(|one| *one.id() == change.id);
    let mut because: Vec<String> = done.iter().filter(|one| stands_alone(one, &done)).map(seen).collect();
    match (&statement.data, effect) {
        (Some(_), _) => because.push("written by hand: it brings rows".to_owned()),
        (None, None) => because.push("written by hand: what it does by itself wasn't seen".to_owned()),
        (None, Some(_)) if done.is_empty() => {
            because.push("written by hand: it changes no object, but rows or settings".to_owned());
        }
        (None, Some(_)) => because.insert(0, "written by hand, and seen to do this:".to_owned()),
    }
    let mut step = Step {
        number,
        sql: script.sql(statement).to_owned(),
        object: done.iter().find(|one| stands_alone(one, &done)).map(|one| one.id().to_string()),
        place,
        in_transaction: !statement.directives.no_transaction,
        commit_after: statement.directives.commit_after,
        reasons: Reasons {
            changes: changes.iter().enumerate().filter(|(_, change)| made(change)).map(|(index, _)| index).collect(),
            because,
            ..Reasons::default()
        },
        // What its author wrote above it, where nothing was measured.
        cost: statement.step.clone().unwrap_or_default(),
        ..Step::default()
    };
    if let Some(cost) = effect.map(|effect| &effect.cost).filter(|cost| cost.is_measured) {
        set_cost(&mut step, cost, &Sizes::new());
    }
    step
}

/// Whether a change isn't told with that of what it belongs to.
fn stands_alone(change: &diff::Change, all: &[diff::Change]) -> bool {
    let goes_with = |parent| all.iter().any(|one| one.id() == parent && !matches!(one, diff::Change::Alter { .. }));
    !change.id().parent().is_some_and(goes_with)
}

fn seen(change: &diff::Change) -> String {
    match change {
        diff::Change::Create { id } => format!("creates {id}"),
        diff::Change::Drop { id } => format!("drops {id}"),
        diff::Change::Alter { id, attributes } => {
            let names: Vec<&str> = attributes.iter().map(String::as_str).collect();
            format!("alters {id}: {}", names.join(", "))
        }
    }
}

fn item(one: &crate::history::ReviewBox, file: &str) -> Item {
    let mut lines = one.text.lines();
    let first = lines.next().unwrap_or_default();
    let sort = Sort::ALL.iter().map(|sort| sort.word()).find(|word| first.starts_with(&word.replace('-', " ")));
    let mut evidence: Vec<String> = lines.map(str::to_owned).collect();
    let default = evidence.last().and_then(|last| last.strip_prefix("as written: ")).map(str::to_owned);
    if default.is_some() {
        evidence.pop();
    }
    Item {
        id: one.id.clone(),
        sort: sort.unwrap_or_default().to_owned(),
        subject: String::new(),
        question: first.to_owned(),
        evidence,
        default: default.unwrap_or_default(),
        blocks: !one.ticked,
        answers: vec!["accept", "later"],
        place: Some(Place { file: file.to_owned(), line: one.line }),
        is_decided: Some(one.ticked),
    }
}
