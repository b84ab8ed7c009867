//! The roles that a plan names and its server lacks. They are the server's, not the database's: a plan makes one only
//! where the configuration says so, and none takes one away.

use std::collections::BTreeSet;

use super::Plan;
use crate::config::Roles;
use crate::definition;
use crate::kind::Step;
use crate::plan::{Action, PlannedStep};
use crate::prove::{Cost, Proof};
use crate::review::MissingRole;
use crate::source::{Sourced, roles};
use crate::sql::{quote_identifier, quote_literal};

/// The roles that the statements of a plan name, and that weren't there before it, each with the object that names it
/// first. What is there is known of a live server; of another source, only which roles it names.
pub(super) fn missing(from: &Sourced, up: &Plan, may_be_made: &Roles) -> Vec<MissingRole> {
    let known = from.roles.clone().unwrap_or_else(|| {
        let declared = from.loaded.iter().flat_map(|loaded| loaded.roles_declared.iter().cloned());
        roles(&from.catalog).into_iter().chain(declared).collect()
    });
    let mut seen = BTreeSet::new();
    let mut missing = Vec::new();
    for planned in &up.steps {
        for role in definition::roles_in(&planned.step.sql) {
            let is_made = may_be_made.includes(&role);
            // Of what isn't live, nobody knows which roles there are.
            let counts = is_made || from.roles.is_some();
            if counts && !known.contains(&role) && seen.insert(role.clone()) {
                missing.push(MissingRole { role, named_by: planned.id.clone(), is_made });
            }
        }
    }
    missing
}

/// Puts the statements that make roles before all others. No proof runs them, as scratch has the roles already.
pub(super) fn make(missing: &[MissingRole], up: &mut Plan, proof: Option<&mut Proof>) {
    let made = || missing.iter().filter(|missing| missing.is_made);
    if let Some(proof) = proof {
        proof.steps.splice(0..0, made().map(|_| Cost::default()));
    }
    let steps = made()
        .map(|missing| PlannedStep::first(missing.named_by.clone(), Action::Build, Step::new(making(&missing.role))));
    up.steps.splice(0..0, steps.collect::<Vec<_>>());
}

/// Makes a role, unless it was made with another database of the same server.
fn making(role: &str) -> String {
    let (literal, name) = (quote_literal(role), quote_identifier(role));
    let body = format!(
        "\nBEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal}) THEN\n        \
         CREATE ROLE {name};\n    END IF;\nEND\n"
    );
    if body.contains("$$") { format!("DO {}", quote_literal(&body)) } else { format!("DO $${body}$$") }
}

#[cfg(test)]
mod tests {
    use super::making;

    #[test]
    fn a_role_of_any_name_is_made() {
        assert!(making("alice").starts_with("DO $$\nBEGIN\n    IF NOT EXISTS"), "{}", making("alice"));
        let dollars = making("a$$'b");
        assert!(dollars.starts_with("DO '") && dollars.contains("CREATE ROLE \"a$$''b\";"), "{dollars}");
    }
}
