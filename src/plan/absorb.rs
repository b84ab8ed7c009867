//! Which objects are made, or dropped, by the statement of the object that they belong to.
//!
//! A child is spelled out by its parent's CREATE unless a path leads from the child's own needs back to the parent.
//! Contracting every child into its parent shows these paths as cycles, so one pass over the strongly connected
//! components finds all children that have to stand alone.

use std::collections::{HashMap, HashSet};

use petgraph::graph::{DiGraph, NodeIndex};

use super::Decisions;
use crate::catalog::Catalog;
use crate::id::Id;

/// Decides which built objects their parents' statements make, and which torn-down ones go with their parents.
pub(super) fn absorb(from: &Catalog, to: &Catalog, decisions: &mut Decisions) {
    let built_with_parent = decisions.built.iter().filter(|id| {
        let Some((child, parent)) = to.object(id).zip(id.parent()) else { return false };
        decisions.built.contains(parent)
            && !child.attributes.stands_alone()
            && to.get(parent).is_some_and(|attributes| attributes.absorbs(&child))
    });
    let built_with_parent = without_cycles(to, &decisions.built, built_with_parent.cloned().collect());
    let dropped_with_parent = decisions.torn_down.iter().filter(|id| {
        let Some((child, parent)) = from.object(id).zip(id.parent()) else { return false };
        decisions.torn_down.contains(parent) && from.get(parent).is_some_and(|attributes| attributes.drop_takes(&child))
    });
    let dropped_with_parent = without_cycles(from, &decisions.torn_down, dropped_with_parent.cloned().collect());
    decisions.built_with_parent = built_with_parent;
    decisions.dropped_with_parent = dropped_with_parent;
}

/// The object whose statement deals with `id`.
pub(super) fn root<'a>(id: &'a Id, absorbed: &HashSet<Id>) -> &'a Id {
    id.lineage().find(|id| !absorbed.contains(*id)).unwrap_or(id)
}

/// Takes those children out of `absorbed` which need something that needs their parent.
fn without_cycles(catalog: &Catalog, acting: &HashSet<Id>, mut absorbed: HashSet<Id>) -> HashSet<Id> {
    loop {
        let components = components(catalog, acting, &absorbed);
        let mut alone: Vec<Id> = Vec::new();
        for id in &absorbed {
            let own = components.get(root(id, &absorbed));
            let leads_back = catalog.needs(id).filter(|needed| acting.contains(*needed)).any(|needed| {
                let other = root(needed, &absorbed);
                other != root(id, &absorbed) && own.is_some() && components.get(other) == own
            });
            if leads_back {
                alone.push(id.clone());
            }
        }
        if alone.is_empty() {
            return absorbed;
        }
        for id in alone {
            absorbed.remove(&id);
        }
    }
}

/// The number of the cycle that each object stands in, if any.
fn components(catalog: &Catalog, acting: &HashSet<Id>, absorbed: &HashSet<Id>) -> HashMap<Id, usize> {
    let mut graph: DiGraph<&Id, ()> = DiGraph::new();
    let mut nodes: HashMap<&Id, NodeIndex> = HashMap::new();
    for id in acting {
        let root = root(id, absorbed);
        nodes.entry(root).or_insert_with(|| graph.add_node(root));
    }
    for id in acting {
        let own = root(id, absorbed);
        let parent = id.parent().filter(|parent| acting.contains(*parent));
        for needed in catalog.needs(id).filter(|needed| acting.contains(*needed)).chain(parent) {
            let other = root(needed, absorbed);
            if other != own
                && let (Some(own), Some(other)) = (nodes.get(own), nodes.get(other))
            {
                graph.add_edge(*own, *other, ());
            }
        }
    }
    let mut numbers = HashMap::new();
    for (number, component) in petgraph::algo::tarjan_scc(&graph).into_iter().enumerate() {
        if component.len() > 1 {
            numbers.extend(component.into_iter().map(|node| (graph[node].clone(), number)));
        }
    }
    numbers
}
