//! Whether the sides of a merge stand beside each other: they touch different objects, and any order of them reaches the
//! same catalog.

use std::collections::{BTreeMap, BTreeSet};

use super::walk::Walk;
use crate::catalog::Catalog;
use crate::diff::{Change, diff};
use crate::error::{Error, Result};
use crate::history::{Chain, Direction, FileStatement, Revision, RevisionId, changes_rows};
use crate::id::Id;
use crate::source::differences;
use crate::sql::lexer;

/// What running the sides of a merge in one order and in the reverse has shown.
#[derive(Debug, Clone)]
pub struct Joined {
    /// `PostgreSQL 15.18`.
    pub server: String,
    /// After all sides, and who owns there what nobody gave an owner; none where they clash.
    pub after: Option<(Catalog, String)>,
    pub clashes: Vec<Clash>,
    /// Statements that change rows, if several sides have some: whether their order matters, no catalog shows.
    pub rows: Vec<String>,
}

/// What keeps two sides from standing beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// `both sides touch column public.posts.likes`.
    pub what: String,
    /// The statements of both sides, each with its place: `migrations/….up.sql:12: ALTER TABLE …`.
    pub statements: Vec<String>,
}

/// What a revision touches, by what became of the catalog.
type Touched = BTreeMap<RevisionId, Vec<Change>>;

/// The revisions of each tip that not all tips have in common.
fn sides(chain: &Chain, tips: &[RevisionId]) -> (BTreeSet<RevisionId>, Vec<BTreeSet<RevisionId>>) {
    let all: Vec<BTreeSet<RevisionId>> = tips.iter().map(|tip| chain.ancestors([*tip])).collect();
    let is_common = |id: &RevisionId| all.iter().all(|ancestors| ancestors.contains(id));
    let common: BTreeSet<RevisionId> = all.iter().flatten().copied().filter(is_common).collect();
    let sides = all.iter().map(|ancestors| ancestors.difference(&common).copied().collect()).collect();
    (common, sides)
}

/// Runs the sides in the order of their tips and in the reverse, each time on what they have in common.
///
/// # Errors
/// Where what they have in common fails already, or a side by itself. That they don't go together is no error.
pub async fn join(walk: &mut Walk<'_>, chain: &Chain, tips: &[RevisionId]) -> Result<Joined> {
    let (common, sides) = sides(chain, tips);
    let mut touched = Touched::new();
    let mut clashes = Vec::new();
    let mut ends = Vec::new();
    walk.to(&common).await?;
    let server = walk.server().await?;
    let orders: [Vec<&BTreeSet<RevisionId>>; 2] = [sides.iter().collect(), sides.iter().rev().collect()];
    for order in orders {
        walk.to(&common).await?;
        match run(walk, chain, &order, &mut touched).await? {
            None => ends.push((walk.catalog().await?, walk.default_owner().await?)),
            Some(failure) => clashes.push(failure),
        }
        walk.end().await?;
    }
    let clashes: Vec<Clash> = clashes.iter().map(|failure| failed(chain, failure, &touched)).collect();
    let mut clashes: Vec<Clash> = clashes.into_iter().chain(overlaps(chain, &sides, &touched)).collect();
    if let [(one, _), (other, _)] = &ends[..] {
        let left = diff(one, other);
        if !left.is_empty() {
            let revisions = chain.ordered().filter(|one| sides.iter().any(|side| side.contains(&one.id)));
            let statements =
                revisions.flat_map(|revision| left.iter().flat_map(move |change| about(revision, change.id())));
            let what = format!("the order of the sides decides: {}", differences(one, other).join("; "));
            clashes.push(Clash { what, statements: once(statements) });
        }
    }
    let rows: Vec<Vec<String>> = sides.iter().map(|side| rows(chain, side)).filter(|rows| !rows.is_empty()).collect();
    Ok(Joined {
        server,
        after: ends.into_iter().next().filter(|_| clashes.is_empty()),
        clashes,
        rows: if rows.len() > 1 { rows.concat() } else { Vec::new() },
    })
}

/// A statement that failed where another side had run before.
struct Failure {
    revision: RevisionId,
    line: usize,
    cause: String,
    /// The sides that had run.
    before: BTreeSet<RevisionId>,
}

/// Runs sides one after the other, and notes what each revision touches. Gives the first statement that fails because of
/// a side before its own.
async fn run(
    walk: &mut Walk<'_>,
    chain: &Chain,
    order: &[&BTreeSet<RevisionId>],
    touched: &mut Touched,
) -> Result<Option<Failure>> {
    let mut done = BTreeSet::new();
    for (number, side) in order.iter().enumerate() {
        for revision in chain.ordered().filter(|one| side.contains(&one.id)) {
            if done.contains(&revision.id) {
                continue;
            }
            let before = walk.catalog().await?;
            match walk.up(revision.id).await {
                Ok(()) => {}
                Err(Error::Apply { place, cause, .. }) if number > 0 => {
                    let before = done.difference(side).copied().collect();
                    let (line, cause) = (place.line, cause.message);
                    return Ok(Some(Failure { revision: revision.id, line, cause, before }));
                }
                Err(error) => return Err(error),
            }
            let changes = diff(&before, &walk.catalog().await?);
            touched.entry(revision.id).or_default().extend(changes);
            done.insert(revision.id);
        }
    }
    Ok(None)
}

fn failed(chain: &Chain, failure: &Failure, touched: &Touched) -> Clash {
    let Failure { revision, line, cause, before } = failure;
    let revision = chain.get(*revision).expect("it was run");
    let statement = revision.up.statements.iter().find(|statement| statement.line == *line);
    let sql = statement.map(|statement| revision.up.sql(statement)).unwrap_or_default();
    let mut statements = vec![told(revision, *line, sql)];
    for (id, changes) in touched.iter().filter(|(id, _)| before.contains(id)) {
        let other = chain.get(*id).expect("it was run");
        let named = changes.iter().filter(|change| names(sql, change.id().whole()));
        statements.extend(named.flat_map(|change| about(other, change.id())));
    }
    Clash { what: format!("a statement fails after the other side: {cause}"), statements: once(statements) }
}

/// The objects that two sides touch, each with the statements of both.
fn overlaps(chain: &Chain, sides: &[BTreeSet<RevisionId>], touched: &Touched) -> Vec<Clash> {
    let mut found: BTreeMap<&Id, BTreeSet<RevisionId>> = BTreeMap::new();
    for (number, side) in sides.iter().enumerate() {
        for other in &sides[number + 1..] {
            let changes = |these: &BTreeSet<RevisionId>, those: &BTreeSet<RevisionId>| {
                let own: Vec<RevisionId> = these.difference(those).copied().collect();
                own.into_iter().flat_map(|id| touched.get(&id).into_iter().flatten().map(move |change| (id, change)))
            };
            let theirs: Vec<_> = changes(other, side).collect();
            for (one, change) in changes(side, other) {
                for (another, rival) in theirs.iter().filter(|(_, rival)| meet(change, rival)) {
                    let inner = if change.id().is_within(rival.id()) { change.id() } else { rival.id() };
                    found.entry(inner).or_default().extend([one, *another]);
                }
            }
        }
    }
    // What belongs to something that is told already needn't be told as well.
    let outermost = found.iter().filter(|(id, _)| id.lineage().skip(1).all(|outer| !found.contains_key(outer)));
    let clash = |(id, revisions): (&&Id, &BTreeSet<RevisionId>)| {
        let revisions = revisions.iter().filter_map(|revision| chain.get(*revision));
        Clash {
            what: format!("both sides touch {id}"),
            statements: revisions.flat_map(|revision| about(revision, id)).collect(),
        }
    };
    outermost.map(clash).collect()
}

/// Whether two changes are of one object, or one drops what the other's belongs to.
fn meet(one: &Change, other: &Change) -> bool {
    let drops_whole =
        |outer: &Change, inner: &Change| matches!(outer, Change::Drop { .. }) && inner.id().is_within(outer.id());
    one.id() == other.id() || drops_whole(one, other) || drops_whole(other, one)
}

/// Each of them, once, in its order.
fn once(statements: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    statements.into_iter().filter(|statement| seen.insert(statement.clone())).collect()
}

fn rows(chain: &Chain, side: &BTreeSet<RevisionId>) -> Vec<String> {
    let revisions = chain.ordered().filter(|one| side.contains(&one.id));
    let statements = revisions.flat_map(|revision| {
        let script = &revision.up;
        let wanted = script.statements.iter().filter(|one| !one.directives.preflight && changes_rows(script.sql(one)));
        wanted.map(|statement| told(revision, statement.line, script.sql(statement)))
    });
    statements.collect()
}

/// The statements of a revision that name an object, or what people would call it by; all of them if none does.
fn about(revision: &Revision, id: &Id) -> Vec<String> {
    let script = &revision.up;
    let steps = script.statements.iter().filter(|statement| !statement.directives.preflight);
    let told = |statement: &FileStatement| told(revision, statement.line, script.sql(statement));
    for wanted in [id, id.whole()] {
        let naming: Vec<String> = steps
            .clone()
            .filter(|statement| names(script.sql(statement), wanted) && names(script.sql(statement), id.whole()))
            .map(told)
            .collect();
        if !naming.is_empty() {
            return naming;
        }
    }
    steps.map(told).collect()
}

/// Whether a statement has an object's name in it.
fn names(sql: &str, id: &Id) -> bool {
    let name = id.lineage().map(Id::bare_name).find(|name| !name.is_empty()).unwrap_or_default();
    lexer::tokens(sql).any(|token| {
        let text = token.text(sql);
        text.trim_matches('"') == name || text.eq_ignore_ascii_case(name)
    })
}

/// `migrations/….up.sql:12: ALTER TABLE …`.
fn told(revision: &Revision, line: usize, sql: &str) -> String {
    let first = sql.lines().next().unwrap_or_default();
    let more = if sql.lines().nth(1).is_some() { " …" } else { "" };
    format!("{}:{line}: {first}{more}", revision.path(Direction::Up).display())
}
