//! Why a step is there, and why it stands where it stands.

use super::Action;
use crate::id::Id;

/// Why a step is there, and what it had to come after.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Why {
    /// What leads from the step's object to one that differs, a link each. Empty where the step's object, or what is made
    /// or dropped with it, is itself what differs, and for a rename.
    pub because: Vec<Link>,
    /// The steps that had to come before it, as far as they are bound to it directly.
    pub after: Vec<Prior>,
}

/// What binds an object to another one, to which something happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub bond: Bond,
    pub to: Id,
}

/// How an object is bound to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bond {
    /// It is a part of it, and goes with it.
    BelongsTo,
    /// It needs it, and can't be there without it.
    Needs,
    /// A part of it has to go, which can't go alone.
    Holds,
    /// What goes takes it along.
    GoesWith,
    /// The other one can't be altered while it is there.
    Bars,
    /// It is mentioned in a text that PostgreSQL doesn't look into.
    Mentions,
    /// The other one has the name that it is to have.
    Name,
    /// The other one needs it, and has to let go of it first.
    IsNeededBy,
}

impl Bond {
    /// Between the names of both: `view public.v` *needs* `column public.posts.likes`.
    pub fn words(self) -> &'static str {
        match self {
            Bond::BelongsTo => "belongs to",
            Bond::Needs => "needs",
            Bond::Holds => "holds what has to go:",
            Bond::GoesWith => "goes along with",
            Bond::Bars => "stands in the way of altering",
            Bond::Mentions => "mentions",
            Bond::Name => "gets the name of",
            Bond::IsNeededBy => "is needed by",
        }
    }
}

/// A step that comes before another, and what binds that one to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prior {
    pub action: Action,
    pub id: Id,
    pub bond: Bond,
}
