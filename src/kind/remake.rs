//! How a type or collation that PostgreSQL can't redefine is made anew under the columns that have it, so that their
//! rows stay: the old one steps aside under another name, the columns move over, the old one goes.

use super::column::{Column, alter_column};
use super::{At, Attributes, Kind, Object, Step};
use crate::id::Id;

/// The steps around `create`. `action` gives what ALTER COLUMN says for a column, from its old and its wanted state;
/// none for a column that has nothing to do with the object.
pub(super) fn remade(
    at: &At,
    noun: &str,
    create: Vec<Step>,
    action: impl Fn(&Id, &Column, &Column) -> Option<String>,
) -> Vec<Step> {
    let aside = name_aside(at);
    let mut steps = vec![Step::new(format!("ALTER {noun} {} RENAME TO {}", at.id.dotted(), aside.quoted()))];
    steps.extend(create);
    for object in at.other.objects() {
        let Attributes::Column(old) = object.attributes else { continue };
        let Some(Attributes::Column(new)) = at.catalog.get(object.id) else { continue };
        let is_going = object.id.lineage().any(|id| at.is_torn_down(id));
        if is_going || new.follows_parent(&at.with(object.id)) {
            continue;
        }
        steps.extend(action(object.id, old, new).map(|action| alter_column(object.id, action)));
    }
    steps.push(Step::new(format!("DROP {noun} {}", aside.dotted())));
    steps
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

/// Whether a dependent can't be carried over to the new object, and is made anew after it. Columns are carried over
/// unless they are computed; the children of the old object (owner, grants, comment) are not the new one's.
pub(super) fn stands_in_the_way(dependent: &Object) -> bool {
    match dependent.attributes {
        Attributes::Column(column) => column.expression.is_some(),
        Attributes::Attribute(_) | Attributes::Table(_) => false,
        _ => true,
    }
}

/// Whether a dependent of a column that is carried over bars its way, as it would bar ALTER COLUMN TYPE.
pub(super) fn bars_column(through: &Object, dependent: &Object) -> bool {
    if through.id.kind() != Kind::Column {
        return false;
    }
    match dependent.attributes {
        Attributes::Column(column) => column.expression.is_some(),
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
