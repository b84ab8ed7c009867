//! What a report says, whatever form it takes. Every form is written from this alone.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::error;
use crate::id::Id;

/// The number of the JSON form. It grows when something is taken away or changes its meaning, not when something is added.
pub const VERSION: u32 = 1;

/// Everything that a command has to say.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Report<'a> {
    /// The number of this form; it grows when something is taken away or changes its meaning.
    pub version: u32,
    /// `diff`, `check`, `verify`, `show` or `explain`.
    pub command: &'static str,
    /// What was looked at: `schema/ against postgres://app@localhost/app`.
    pub title: String,
    /// The outcome in a sentence.
    pub headline: String,
    /// As the exit code says it.
    pub verdict: Verdict,
    /// What there is to find fault with, or to know, each with its place.
    pub findings: Vec<Finding>,
    /// What differs, for a command that compares two states.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
    /// What became of each revision, for a command that is about some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<Revision>,
    /// How the revisions stand in the live database, for `check`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Both states, for the diagrams.
    #[serde(skip)]
    #[schemars(skip)]
    pub catalogs: Option<(&'a Catalog, &'a Catalog)>,
}

/// The outcome of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 0
    InStep,
    /// 1
    Different,
    /// 2
    Trouble,
    /// 3
    Undecided,
}

/// One thing that a reader, an editor or a CI server should be shown at its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// What it is about.
    pub rule: Rule,
    /// How much it weighs.
    pub level: Level,
    /// One line.
    pub message: String,
    /// What speaks for it, a line each.
    pub evidence: Vec<String>,
    /// `column public.posts.likes`.
    pub object: Option<String>,
    /// Where it is declared.
    pub place: Option<Place>,
    /// What mends it: a command, or what to look at.
    pub help: Option<String>,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Note,
    Warning,
    /// The command fails for it.
    Error,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// An object has to be created.
    Create,
    /// An object has to be dropped.
    Drop,
    /// An object has to be altered.
    Alter,
    /// An object gets another name.
    Rename,
    /// A question that only a person can decide.
    Review,
    /// An answer about a rename changes nothing any more.
    StaleAnswer,
    /// The live server lacks a role.
    MissingRole,
    /// A revision isn't applied to the live database.
    NotApplied,
    /// A revision isn't proved as it is.
    NotProved,
    /// A revision fails, or leads elsewhere than its head says.
    Unsound,
    /// Objects that autogen doesn't compare.
    NotCompared,
    /// A statement takes a lock that others wait for.
    Lock,
    /// What differs, and is let be for now.
    Ignored,
    /// The history ends in several revisions.
    SeveralHeads,
    /// The files of an applied revision aren't what they were.
    Edited,
    /// Something kept the command from an answer.
    Trouble,
}

impl Rule {
    pub const ALL: &[Rule] = &[
        Rule::Create,
        Rule::Drop,
        Rule::Alter,
        Rule::Rename,
        Rule::Review,
        Rule::StaleAnswer,
        Rule::MissingRole,
        Rule::NotApplied,
        Rule::NotProved,
        Rule::Unsound,
        Rule::NotCompared,
        Rule::Lock,
        Rule::Ignored,
        Rule::SeveralHeads,
        Rule::Edited,
        Rule::Trouble,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Rule::Create => "create",
            Rule::Drop => "drop",
            Rule::Alter => "alter",
            Rule::Rename => "rename",
            Rule::Review => "review",
            Rule::StaleAnswer => "stale-answer",
            Rule::MissingRole => "missing-role",
            Rule::NotApplied => "not-applied",
            Rule::NotProved => "not-proved",
            Rule::Unsound => "unsound",
            Rule::NotCompared => "not-compared",
            Rule::Lock => "lock",
            Rule::Ignored => "ignored",
            Rule::SeveralHeads => "several-heads",
            Rule::Edited => "edited",
            Rule::Trouble => "trouble",
        }
    }

    /// What the rule is, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Rule::Create => "An object is declared and isn't there.",
            Rule::Drop => "An object is there and isn't declared.",
            Rule::Alter => "An object isn't as it is declared.",
            Rule::Rename => "An object is declared under another name.",
            Rule::Review => "Only a person can decide this.",
            Rule::StaleAnswer => "What was said about a rename changes nothing any more.",
            Rule::MissingRole => "The server lacks a role that a statement names.",
            Rule::NotApplied => "A revision isn't applied to the database.",
            Rule::NotProved => "A revision wasn't proved as it is.",
            Rule::Unsound => "A revision fails, or leads elsewhere than its head says.",
            Rule::NotCompared => "autogen doesn't know objects of this kind, and doesn't compare them.",
            Rule::Lock => "A statement keeps others from reading or writing while it runs.",
            Rule::Ignored => "What differs here is let be, up to a day that autogen.toml names.",
            Rule::SeveralHeads => "The history ends in several revisions, and no database can be at one of them alone.",
            Rule::Edited => "The files of a revision aren't those that were applied.",
            Rule::Trouble => "Something kept autogen from an answer.",
        }
    }
}

/// Where something stands in a file of the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// From the directory where the command ran.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl From<&error::Place> for Place {
    fn from(place: &error::Place) -> Place {
        Place { file: place.file.clone(), line: place.line }
    }
}

/// What differs between two states, the way there and back, and what a person must judge.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Difference {
    /// Whether nothing differs.
    pub in_step: bool,
    /// Where the upgrade begins.
    pub from: End,
    /// Where it ends.
    pub to: End,
    /// What differs, an object each; renames stand by themselves.
    pub changes: Vec<Change>,
    /// What gets another name.
    pub renames: Vec<Rename>,
    /// The definitions of whole objects (a table with all that sits on it), before and after.
    pub objects: Vec<Object>,
    /// The statements of the upgrade.
    pub steps: Vec<Step>,
    /// Those of the downgrade.
    pub down: Vec<Step>,
    /// Queries that have to find no rows before the upgrade.
    pub preflight: Vec<Preflight>,
    /// The same of the downgrade.
    pub down_preflight: Vec<Preflight>,
    /// What the replay in scratch has shown; none where nobody asked for one, or nothing differs.
    pub proof: Option<Proof>,
    /// Of the relations that the steps name, by their quoted names, where they were read from a live database.
    pub sizes: BTreeMap<String, Size>,
    /// The questions that only a person can decide.
    pub items: Vec<Item>,
    /// Answers about renames that change nothing any more.
    pub stale_answers: Vec<StaleAnswer>,
    /// Roles that the upgrade names and the live server lacks.
    pub missing_roles: Vec<String>,
    /// What nobody compares.
    pub unmodelled: Vec<String>,
    /// Tables of other migration runners.
    #[schemars(with = "Vec<Vec<String>>")]
    pub left_alone: Vec<Id>,
}

impl Difference {
    /// `1 change`, `3 changes`: what comes or goes with its parent counts with that.
    pub fn count(&self) -> String {
        let changes = self.changes.iter().filter(|change| !change.goes_with_parent).count() + self.renames.len();
        counted(changes, "change")
    }
}

/// `1 statement`, `2 statements`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// One of the two states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct End {
    /// `sha256:…`, of its catalog without what isn't managed.
    pub fingerprint: String,
    /// In whose words its definitions are.
    pub server_major: u32,
}

/// One object that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What happens to it.
    pub change: Verb,
    /// Kinds and names from the outermost: `["schema", "public", "table", "posts"]`.
    #[schemars(with = "Vec<String>")]
    pub id: Id,
    /// `table public.posts`.
    pub object: String,
    /// The attributes that differ, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<String>,
    /// Where it is declared, or what it belongs to: in the second source, else in the first.
    pub place: Option<Place>,
    /// Whether it comes or goes with what it belongs to, so that a short list leaves it out.
    pub goes_with_parent: bool,
}

/// What happens to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Create,
    Drop,
    Alter,
}

impl Verb {
    pub fn word(self) -> &'static str {
        match self {
            Verb::Create => "create",
            Verb::Drop => "drop",
            Verb::Alter => "alter",
        }
    }

    /// `created`.
    pub fn done(self) -> &'static str {
        match self {
            Verb::Create => "created",
            Verb::Drop => "dropped",
            Verb::Alter => "changed",
        }
    }
}

/// An object that gets another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rename {
    /// The old identity: kinds and names from the outermost.
    #[schemars(with = "Vec<String>")]
    pub from: Id,
    /// The new identity.
    #[schemars(with = "Vec<String>")]
    pub to: Id,
    /// Where the new name is declared.
    pub place: Option<Place>,
}

/// A whole object, with its definition before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Object {
    /// Kinds and names from the outermost: `["schema", "public", "table", "posts"]`.
    #[schemars(with = "Vec<String>")]
    pub id: Id,
    /// `table public.posts`, or `table public.posts → articles`.
    pub heading: String,
    /// What happens to it.
    pub change: Verb,
    /// Where it is declared.
    pub place: Option<Place>,
    /// Empty where it isn't there.
    pub before: String,
    /// The same after the change.
    pub after: String,
    /// The unified diff of both, a hunk each; empty where the definitions are the same, and `attributes` says what isn't.
    pub hunks: Vec<Vec<Line>>,
    /// What no definition shows: `index public.ix: is_valid`.
    pub attributes: Vec<String>,
}

/// A line of a unified diff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    /// Of which side it is.
    pub sign: Sign,
    /// Without its end.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Sign {
    #[serde(rename = " ")]
    Same,
    #[serde(rename = "-")]
    Old,
    #[serde(rename = "+")]
    New,
}

impl Sign {
    pub fn character(self) -> char {
        match self {
            Sign::Same => ' ',
            Sign::Old => '-',
            Sign::New => '+',
        }
    }
}

/// A statement of a plan or of a revision's file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Step {
    /// Counted from 1, as the file counts.
    pub number: usize,
    /// The statement, without its semicolon.
    pub sql: String,
    /// What it is there for; none where a person wrote it.
    pub object: Option<String>,
    /// Kinds and names from the outermost; none where a person wrote it.
    #[schemars(with = "Option<Vec<String>>")]
    pub id: Option<Id>,
    /// What it does with its object; none where a person wrote it.
    pub action: Option<Verb>,
    /// Where the statement stands, in a file.
    pub place: Option<Place>,
    /// Where what it is there for is declared.
    pub declared: Option<Place>,
    /// False for what PostgreSQL refuses in a transaction.
    pub in_transaction: bool,
    /// Whether what follows needs it committed.
    pub commit_after: bool,
    /// Why it is there, and why there.
    pub reasons: Reasons,
    /// `ACCESS EXCLUSIVE on public.posts · no rewrite`; empty where it locks nothing that others use, or nobody knows.
    pub cost: String,
    /// None where it wasn't measured, as for all that follows.
    pub locks: Option<Vec<Lock>>,
    /// What others can't do meanwhile: `reads`, `writes`.
    pub blocks: Option<Vec<String>>,
    /// The tables whose rows are written anew.
    pub rewrites: Option<Vec<String>>,
    /// Those that are read from the first row to the last.
    pub scans: Option<Vec<String>>,
    /// With one row in each table.
    pub wal_bytes: Option<u64>,
    /// Of a downgrade: `exact`, `structure-only` or `irreversible`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restores: Option<&'static str>,
    /// Why it doesn't restore all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Why a statement is there, and why there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Reasons {
    /// The differences that it makes good, as numbers of `changes`, counted from 0.
    pub changes: Vec<usize>,
    /// Where its own object doesn't differ, what leads from that to one that does:
    /// `view public.v needs column public.posts.likes`.
    pub because: Vec<String>,
    /// The statements that it comes after by necessity.
    pub after: Vec<After>,
    /// The first and the last place where it could stand, all others staying where they are.
    pub could_stand: Option<(usize, usize)>,
    /// What else could have been done.
    pub otherwise: Vec<String>,
}

/// A statement that has to come before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct After {
    /// Its number, counted from 1.
    pub step: usize,
    /// `needs table public.users`.
    pub because: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lock {
    /// In the manual's words: `ACCESS EXCLUSIVE`.
    pub mode: String,
    /// Its quoted name.
    pub relation: String,
}

/// A query that has to find no rows before anything runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Preflight {
    /// In words: `column public.posts.likes`.
    pub object: String,
    /// What is looked for: `rows without a value of email`.
    pub about: String,
    /// The statement, without its semicolon.
    pub sql: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proof {
    /// `PostgreSQL 15.18, up reaches the schema, down restores, rows kept`.
    pub summary: String,
    /// The server of the replay: `PostgreSQL 15.18`.
    pub server: String,
    /// Statements that rows may stand in the way of.
    pub data_blockers: Vec<Blocker>,
    /// The same of the downgrade.
    pub down_blockers: Vec<Blocker>,
    /// Preflight queries that the server refuses.
    pub unasked: Vec<Blocker>,
    /// What the upgrade drops, with what it held.
    pub given_up: Vec<String>,
}

/// A statement, and what the server said to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blocker {
    /// The statement, without its semicolon.
    pub sql: String,
    /// In words.
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Size {
    /// As of the last VACUUM or ANALYZE.
    pub rows: Option<u64>,
    /// With indexes and TOAST.
    pub bytes: u64,
}

/// A question that only a person can decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// `R1`.
    pub id: String,
    /// `data-loss`.
    pub sort: String,
    /// The object that it is about.
    pub subject: String,
    /// The question, in a line.
    pub question: String,
    /// What speaks for an answer, a line each.
    pub evidence: Vec<String>,
    /// What happens unless somebody decides otherwise.
    pub default: String,
    /// Whether an upgrade waits for the answer.
    pub blocks: bool,
    /// What can be answered.
    pub answers: Vec<&'static str>,
    /// Where what it is about is declared, or the box stands in a file.
    pub place: Option<Place>,
    /// In a revision's file: whether somebody has decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_decided: Option<bool>,
}

/// An answer about a rename that changes nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StaleAnswer {
    /// As it was given: `public.users.display_name renamed from full_name`.
    pub answer: String,
    /// Where it was given; none for the command line.
    pub file: Option<String>,
    /// Counted from 1.
    pub line: Option<usize>,
    /// Why that is so.
    pub why: String,
}

/// How the revisions stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Standing {
    /// The names of those that aren't applied; none where nobody may know.
    pub pending: Option<Vec<String>>,
    /// The questions in them that nobody has decided.
    pub open: Vec<Open>,
    /// What was let be, by `[check] ignore` or `--ignore`; none of it is among the changes.
    pub ignored: Vec<Ignored>,
}

/// A pattern, and what it let be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ignored {
    /// Which objects: `public.tmp_*`.
    pub pattern: String,
    /// The last day, as `2027-01-31`; none for `--ignore`.
    pub until: Option<String>,
    /// Why that is so.
    pub why: String,
    /// In `autogen.toml`; none for `--ignore`.
    pub place: Option<Place>,
    /// `table public.tmp_a`; none where nothing differs that the pattern is about.
    pub objects: Vec<String>,
}

/// A question of a revision that nobody has decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Open {
    /// Its id.
    pub revision: String,
    /// In words.
    pub text: String,
}

/// What became of a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Revision {
    /// Its id.
    pub revision: String,
    /// In words.
    pub message: String,
    /// Whether it was shown to lead where its head says, and back.
    pub proved: bool,
    /// What was shown, or what failed.
    pub summary: String,
    /// The file of the upgrade.
    pub up: String,
    /// The file of the downgrade.
    pub down: String,
    /// Whether that was written into the heads of the files.
    pub written: bool,
    /// Of the statement that fails, or of the head of the upgrade file.
    pub place: Place,
}
