//! Differences that somebody lets be for a while: `[check] ignore` in `autogen.toml`. Only `check` asks this.

use std::collections::HashSet;

use jiff::civil::Date;
use wildmatch::WildMatch;

use super::Comparison;
use crate::error::{Error, Place, Result};
use crate::id::Id;
use crate::plan::Plan;

/// What is let be, until when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// With `*` and `?`: an identity as it is printed (`table public.tmp_*`), or only its name (`public.tmp_*`).
    pub pattern: String,
    /// The last day; none for the command line, which is said anew each time.
    pub until: Option<Date>,
    pub why: String,
    /// None for the command line.
    pub place: Option<Place>,
}

/// What was let be of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    pub ignore: Ignore,
    /// The objects that differ, in the order of the plan.
    pub objects: Vec<Id>,
}

/// Refuses what is older than its date.
///
/// # Errors
/// [`Error::Load`] with the place of the first that is.
pub fn in_force(ignores: &[Ignore], today: Date) -> Result<()> {
    let expired = |ignore: &&Ignore| ignore.until.is_some_and(|until| until < today);
    match ignores.iter().find(expired) {
        None => Ok(()),
        Some(Ignore { pattern, until, why, place }) => {
            let until = until.map(|until| until.to_string()).unwrap_or_default();
            let place = place.clone().unwrap_or_default();
            Err(Error::Load {
                place,
                message: format!("`{pattern}` was to be ignored until {until}, and today is {today}: {why}"),
                hint: Some("mend the difference and take the line out, or give it a later date".to_owned()),
            })
        }
    }
}

/// Takes what is ignored out of a comparison: its changes, with the steps and questions that are about them. Gives each
/// pattern with what it took. A rename is ignored where both names are.
pub fn take_out(comparison: &mut Comparison, ignores: &[Ignore]) -> Vec<Ignored> {
    let mut ignored: Vec<Ignored> =
        ignores.iter().map(|ignore| Ignored { ignore: ignore.clone(), objects: Vec::new() }).collect();
    let mut take = |ids: &[&Id], object: &Id| {
        let by = ignored.iter_mut().find(|one| ids.iter().all(|id| one.ignore.is_about(id)));
        by.map(|by| by.objects.push(object.clone())).is_some()
    };
    let Comparison { renames, up, down, items, restorations, .. } = comparison;
    renames.retain(|rename| !take(&[&rename.from, &rename.to], &rename.to));
    up.changes.retain(|change| !take(&[change.id()], change.id()));
    if up.changes.is_empty() && renames.is_empty() {
        // Whatever else there was to do, the ignored changes forced it.
        (*up, *down) = (Plan::default(), Plan::default());
        items.clear();
    }
    let is_ignored = |id: &Id| ignores.iter().any(|ignore| ignore.is_about(id));
    down.changes.retain(|change| !is_ignored(change.id()));
    // Each belongs to the step at its place.
    let mut steps = down.steps.iter();
    restorations.retain(|_| steps.next().is_some_and(|step| !is_ignored(&step.id)));
    for plan in [up, down] {
        plan.steps.retain(|step| !is_ignored(&step.id));
        plan.preflight.retain(|asked| !is_ignored(&asked.subject));
    }
    items.retain(|item| !is_ignored(&item.subject));
    for Ignored { objects, .. } in &mut ignored {
        // What belongs to one of them needs no line of its own.
        let all: HashSet<Id> = objects.iter().cloned().collect();
        objects.retain(|id| !id.lineage().skip(1).any(|whole| all.contains(whole)));
    }
    ignored
}

impl Ignore {
    /// Whether an object, or one that it belongs to, is meant.
    fn is_about(&self, id: &Id) -> bool {
        let pattern = WildMatch::new(&self.pattern);
        id.lineage().any(|one| pattern.matches(&one.to_string()) || pattern.matches(&one.dotted()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Kind;

    #[test]
    fn what_belongs_to_an_object_goes_with_it() {
        let schema = Id::new(Kind::Schema, None, "public");
        let table = Id::new(Kind::Table, Some(schema), "tmp_a");
        let column = Id::new(Kind::Column, Some(table), "id");
        let is_about = |pattern: &str| {
            let ignore = Ignore { pattern: pattern.to_owned(), until: None, why: String::new(), place: None };
            ignore.is_about(&column)
        };
        assert!(is_about("table public.tmp_?"));
        assert!(is_about("public.tmp_a"));
        assert!(is_about("column public.tmp_a.id"));
        assert!(!is_about("index public.*"));
    }
}
