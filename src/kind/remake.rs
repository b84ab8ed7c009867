//! How a type or collation that PostgreSQL can't redefine is made anew under the columns that have it, so that their
//! rows stay: the old one steps aside under another name, the columns move over, the old one goes.

use super::column::{Column, alter_column, using_clause};
use super::domain::Domain;
use super::{At, Attributes, Kind, Model, Object, Step};
use crate::id::Id;
use crate::sql::quote_literal;

/// The steps around `create`. `action` gives what ALTER COLUMN says for a column, from its old and its wanted state;
/// none for a column that has nothing to do with the object. `replaced` are the values of an enum that others take the
/// place of, with those.
pub(super) fn remade(
    at: &At,
    noun: &str,
    create: Vec<Step>,
    replaced: &[(String, String)],
    action: impl Fn(&Id, &Column, &Column) -> Option<String>,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut old_names = Vec::new();
    let mut step_aside = |steps: &mut Vec<Step>, noun: &str, id: &Id| {
        let aside = name_aside(&at.with(id));
        steps.push(Step::new(format!("ALTER {noun} {} RENAME TO {}", id.dotted(), aside.quoted())));
        old_names.push(format!("{noun} {}", aside.dotted()));
    };
    step_aside(&mut steps, noun, at.id);
    steps.extend(create);
    let domains = carried_domains(at);
    for (id, new) in &domains {
        step_aside(&mut steps, "DOMAIN", id);
        steps.extend(new.create(&at.with(id)));
    }
    for object in at.other.objects() {
        let Attributes::Column(old) = object.attributes else { continue };
        let Some(Attributes::Column(new)) = at.catalog.get(object.id) else { continue };
        if is_going(at, object.id) || new.follows_parent(&at.with(object.id)) {
            continue;
        }
        let by_domain = || {
            domains.iter().find_map(|(id, domain)| {
                let is_array = old.type_name.ends_with("[]") || holds_array(domain, &domains);
                through_text(object.id, (&id.dotted(), is_array), replaced, old, new)
            })
        };
        let action = action(object.id, old, new).or_else(by_domain);
        steps.extend(action.map(|action| alter_column(object.id, action)));
    }
    steps.extend(old_names.iter().rev().map(|name| Step::new(format!("DROP {name}"))));
    steps
}

/// Whether a domain's values are arrays, itself or through the domain that it is over.
fn holds_array(domain: &Domain, domains: &[(&Id, &Domain)]) -> bool {
    let base = || domains.iter().find(|(id, _)| id.dotted() == domain.base);
    domain.base.ends_with("[]") || base().is_some_and(|(_, base)| holds_array(base, domains))
}

/// What ALTER COLUMN says for a column that has the type `name`, or did: its values go over as text, or as an array of
/// that.
pub(super) fn through_text(
    id: &Id,
    (name, is_array): (&str, bool),
    replaced: &[(String, String)],
    old: &Column,
    new: &Column,
) -> Option<String> {
    if !uses(&old.type_name, name) {
        return None;
    }
    if !uses(&new.type_name, name) {
        return Some(old.retyping(id, new));
    }
    let array = if old.type_name.ends_with("[]") { "[]" } else { "" };
    let text = match (replaced, is_array) {
        ([], _) => format!("{}::text{array}", id.quoted()),
        (replaced, true) => replaced.iter().fold(format!("{}::text[]", id.quoted()), |text, (old, new)| {
            format!("array_replace({text}, {}, {})", quote_literal(old), quote_literal(new))
        }),
        (replaced, false) => {
            let pair =
                |(old, new): &(String, String)| format!(" WHEN {} THEN {}", quote_literal(old), quote_literal(new));
            let pairs: String = replaced.iter().map(pair).collect();
            let value = format!("{}::text", id.quoted());
            format!("(CASE {value}{pairs} ELSE {value} END)")
        }
    };
    let using = using_clause(id, &format!("{text}::{name}{array}"));
    Some(format!("TYPE {name}{array}{using}"))
}

/// Whether an object of the first catalog goes, with what it belongs to or by itself.
pub(super) fn is_going(at: &At, id: &Id) -> bool {
    id.lineage().any(|id| at.is_torn_down(id))
}

/// The domains that can't stay what they are while `at.id` is made anew, with their wanted state, the needed first.
fn carried_domains<'a>(at: &At<'a>) -> Vec<(&'a Id, &'a Domain)> {
    let mut domains: Vec<(&Id, &Domain)> = Vec::new();
    let mut next = 0;
    let mut needed = at.id;
    loop {
        for id in at.other.needed_by(needed) {
            if let Some(object) = at.catalog.object(id)
                && let Attributes::Domain(domain) = object.attributes
                && !is_going(at, id)
                && !domains.iter().any(|(known, _)| *known == id)
            {
                domains.push((object.id, domain));
            }
        }
        let Some((id, _)) = domains.get(next) else { break };
        needed = id;
        next += 1;
    }
    let mut ordered: Vec<(&Id, &Domain)> = Vec::new();
    while let Some(place) = domains
        .iter()
        .position(|(id, _)| !at.other.needs(id).any(|needed| domains.iter().any(|(other, _)| *other == needed)))
    {
        ordered.push(domains.remove(place));
    }
    ordered
}

/// A name in the same schema that nothing has, before or after.
fn name_aside(at: &At) -> Id {
    // The server cuts names off after 63 bytes.
    let stem: String = at.id.name().char_indices().take_while(|(start, _)| *start < 52).map(|(_, c)| c).collect();
    let named = |name: String| Id::new(at.id.kind(), at.id.parent().cloned(), name);
    let is_taken = |name: &str| {
        Kind::ALL.iter().any(|kind| {
            let id = Id::new(*kind, at.id.parent().cloned(), name);
            at.catalog.contains(&id) || at.other.contains(&id)
        })
    };
    let mut name = format!("{stem}__old");
    let mut number = 1;
    while is_taken(&name) {
        number += 1;
        name = format!("{stem}__old{number}");
    }
    named(name)
}

/// Whether a type, as `format_type` prints it, is the type `name` or an array of it.
pub(super) fn uses(type_name: &str, name: &str) -> bool {
    type_name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest == "[]")
}

/// Whether a dependent is carried over to the new object.
pub(super) fn carries(dependent: &Object) -> bool {
    match dependent.attributes {
        Attributes::Column(column) => column.expression.is_none() && !column.in_partition_key,
        Attributes::Domain(_) => true,
        _ => false,
    }
}

/// Whether a dependent can neither be carried over to the new object nor stay, and is made anew after it. The children
/// of the old object (owner, grants, comment) are not the new one's.
pub(super) fn stands_in_the_way(dependent: &Object) -> bool {
    !carries(dependent) && !matches!(dependent.attributes, Attributes::Attribute(_) | Attributes::Table(_))
}

/// The same for a dependent of what is carried over: of a domain, or of a column, where it is what would bar ALTER
/// COLUMN TYPE.
pub(super) fn bars(carried: &Object, dependent: &Object) -> bool {
    if carried.id.kind() == Kind::Domain {
        return stands_in_the_way(dependent);
    }
    match dependent.attributes {
        Attributes::Column(column) => column.expression.is_some() || column.in_partition_key,
        // While only one side has the new type, there is nothing to compare the two sides with.
        Attributes::Constraint(constraint) => constraint.constraint_type == "f",
        _ => matches!(
            dependent.id.kind(),
            Kind::View
                | Kind::MaterializedView
                | Kind::Rule
                | Kind::Policy
                | Kind::Trigger
                | Kind::Function
                | Kind::PublicationTable
        ),
    }
}
