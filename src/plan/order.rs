//! One stable topological sort of everything that a plan does. A cycle is an error that prints its path.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::absorb::root;
use super::{Action, Bond, Decisions, PlannedStep, Prior, Why};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::kind::{Alter, Step};

/// One thing to do: an edge leads from what comes first to what comes after it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    action: Action,
    id: Id,
}

/// What binds one to the other, and whether PostgreSQL insists on the order, or it is only a good guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Hard(Bond),
    Soft(Bond),
}

/// The statements of all that was decided, in an order in which each finds what it needs.
pub(super) fn order(from: &Catalog, to: &Catalog, decisions: &Decisions) -> Result<Vec<PlannedStep>> {
    let mut work = Work::new(decisions);
    work.connect_builds(to);
    work.connect_teardowns(from);
    work.connect_names(from, to);
    work.forget_guesses_in_cycles();
    let mut steps = Vec::new();
    for index in work.sorted(from, to)? {
        let node = &work.graph[index];
        let id = &node.id;
        let written = match node.action {
            Action::TearDown => from.get(id).map(|object| object.drop(&decisions.at(id, from, to))),
            Action::Build => to.get(id).map(|object| object.create(&decisions.at(id, to, from))),
            Action::Alter => {
                from.get(id).zip(to.get(id)).map(|(old, new)| match old.alter(new, &decisions.at(id, to, from)) {
                    Alter::InPlace(steps) => steps,
                    Alter::Replace => unreachable!("expand tears down whatever can't be altered in place"),
                })
            }
        };
        let written: Vec<Step> = written.into_iter().flatten().collect();
        if !written.is_empty() {
            let why = Some(Why { because: decisions.because(id), after: work.after(index) });
            let planned = |step| PlannedStep { id: id.clone(), action: node.action, step, why: why.clone() };
            steps.extend(written.into_iter().map(planned));
        }
    }
    Ok(steps)
}

struct Work<'a> {
    decisions: &'a Decisions,
    graph: DiGraph<Node, Edge>,
    nodes: HashMap<Node, NodeIndex>,
}

impl<'a> Work<'a> {
    fn new(decisions: &'a Decisions) -> Work<'a> {
        let mut work = Work { decisions, graph: DiGraph::new(), nodes: HashMap::new() };
        let torn_down = decisions.torn_down.difference(&decisions.dropped_with_parent);
        let built = decisions.built.difference(&decisions.built_with_parent);
        let actions = torn_down
            .map(|id| (Action::TearDown, id))
            .chain(built.map(|id| (Action::Build, id)))
            .chain(decisions.altered.iter().map(|id| (Action::Alter, id)));
        for (action, id) in actions {
            let node = Node { action, id: id.clone() };
            let index = work.graph.add_node(node.clone());
            work.nodes.insert(node, index);
        }
        work
    }

    fn node(&self, action: Action, id: &Id) -> Option<NodeIndex> {
        self.nodes.get(&Node { action, id: id.clone() }).copied()
    }

    /// Where the wanted state of `id` comes about, if this plan has anything to do with it.
    fn made(&self, id: &Id) -> Option<NodeIndex> {
        self.node(Action::Build, root(id, &self.decisions.built_with_parent)).or_else(|| self.node(Action::Alter, id))
    }

    /// Where `id` goes away.
    fn gone(&self, id: &Id) -> Option<NodeIndex> {
        self.node(Action::TearDown, root(id, &self.decisions.dropped_with_parent))
    }

    fn connect(&mut self, first: Option<NodeIndex>, then: Option<NodeIndex>, edge: Edge) {
        let (Some(first), Some(then)) = (first, then) else { return };
        if first == then {
            return;
        }
        // Some edges come twice, which harms nothing: to look for them takes a walk along all edges of a node, and
        // everything needs its schema.
        self.graph.add_edge(first, then, edge);
    }

    /// What is made comes after what it needs.
    fn connect_builds(&mut self, to: &Catalog) {
        let decisions = self.decisions;
        for id in decisions.built.iter().chain(&decisions.altered) {
            let made = self.made(id);
            for needed in to.needs(id).chain(id.parent()) {
                self.connect(self.made(needed), made, Edge::Hard(Bond::Needs));
                // A column that stays doesn't say whether what it belongs to does.
                let parent = needed.parent().and_then(|parent| self.node(Action::Alter, parent));
                self.connect(parent, made, Edge::Soft(Bond::BelongsTo));
            }
            for mentioned in to.mentions(id) {
                self.connect(self.made(mentioned), made, Edge::Soft(Bond::Mentions));
            }
        }
    }

    /// What goes comes after what needed it has gone, or has let go of it.
    fn connect_teardowns(&mut self, from: &Catalog) {
        let decisions = self.decisions;
        for id in &decisions.torn_down {
            let gone = self.gone(id);
            for needed in from.needs(id).chain(id.parent()) {
                self.connect(gone, self.gone(needed), Edge::Hard(Bond::IsNeededBy));
                self.connect(gone, self.node(Action::Alter, needed), Edge::Hard(Bond::IsNeededBy));
            }
            for mentioned in from.mentions(id) {
                self.connect(gone, self.gone(mentioned), Edge::Soft(Bond::IsNeededBy));
            }
        }
        for id in &decisions.altered {
            let altered = self.node(Action::Alter, id);
            for needed in from.needs(id) {
                self.connect(altered, self.gone(needed), Edge::Hard(Bond::IsNeededBy));
            }
        }
    }

    /// A name is free once what has it is gone.
    fn connect_names(&mut self, from: &Catalog, to: &Catalog) {
        let mut taken: HashMap<String, &Id> = HashMap::new();
        for id in &self.decisions.torn_down {
            for slot in from.get(id).map(|object| object.slots(id)).unwrap_or_default() {
                taken.insert(slot, id);
            }
        }
        for id in &self.decisions.built {
            for slot in to.get(id).map(|object| object.slots(id)).unwrap_or_default() {
                if let Some(holder) = taken.get(&slot) {
                    self.connect(self.gone(holder), self.made(id), Edge::Hard(Bond::Name));
                }
            }
        }
    }

    fn forget_guesses_in_cycles(&mut self) {
        let mut component = vec![usize::MAX; self.graph.node_count()];
        for (number, nodes) in petgraph::algo::tarjan_scc(&self.graph).into_iter().enumerate() {
            for node in nodes {
                component[node.index()] = number;
            }
        }
        self.graph.retain_edges(|graph, edge| {
            let within = graph.edge_endpoints(edge).is_some_and(|(a, b)| component[a.index()] == component[b.index()]);
            matches!(graph[edge], Edge::Hard(_)) || !within
        });
    }

    /// Kahn's algorithm with a heap: among all that could come next, teardown before building, then the order of kinds
    /// (backwards for teardown), then the names.
    fn sorted(&self, from: &Catalog, to: &Catalog) -> Result<Vec<NodeIndex>> {
        let key = |node: &Node| {
            let (down, up) = match node.action {
                Action::TearDown => (Some(Reverse(node.id.kind())), None),
                Action::Alter | Action::Build => (None, Some(node.id.kind())),
            };
            let rank = to.get(&node.id).or_else(|| from.get(&node.id)).map_or(0, |object| object.rank());
            (up, down, node.id.parent().cloned(), rank, node.id.clone(), node.action)
        };
        let mut waits: Vec<usize> = self
            .graph
            .node_indices()
            .map(|node| self.graph.edges_directed(node, Direction::Incoming).count())
            .collect();
        let mut ready: BinaryHeap<_> = self
            .graph
            .node_indices()
            .filter(|node| waits[node.index()] == 0)
            .map(|node| Reverse((key(&self.graph[node]), node.index())))
            .collect();
        let mut sorted = Vec::new();
        while let Some(Reverse((_, index))) = ready.pop() {
            let node = NodeIndex::new(index);
            sorted.push(node);
            for edge in self.graph.edges(node) {
                let next = edge.target();
                waits[next.index()] -= 1;
                if waits[next.index()] == 0 {
                    ready.push(Reverse((key(&self.graph[next]), next.index())));
                }
            }
        }
        match sorted.len() == self.graph.node_count() {
            true => Ok(sorted),
            false => Err(self.cycle(&waits)),
        }
    }

    /// What comes before a node, each once.
    fn after(&self, node: NodeIndex) -> Vec<Prior> {
        let mut bonds: HashMap<NodeIndex, Bond> = HashMap::new();
        for edge in self.graph.edges_directed(node, Direction::Incoming) {
            let (Edge::Hard(bond) | Edge::Soft(bond)) = *edge.weight();
            bonds.entry(edge.source()).and_modify(|known| *known = bond.min(*known)).or_insert(bond);
        }
        let prior = |(source, bond): (NodeIndex, Bond)| {
            let Node { action, id } = self.graph[source].clone();
            Prior { action, id, bond }
        };
        let mut after: Vec<Prior> = bonds.into_iter().map(prior).collect();
        after.sort_by(|one, other| (one.action, &one.id).cmp(&(other.action, &other.id)));
        after
    }

    /// Walks backwards from anything that never became ready until something comes up again.
    fn cycle(&self, waits: &[usize]) -> Error {
        let is_stuck = |node: &NodeIndex| waits[node.index()] > 0;
        let mut path: Vec<NodeIndex> = self.graph.node_indices().filter(is_stuck).take(1).collect();
        let mut seen: HashSet<NodeIndex> = path.iter().copied().collect();
        while let Some(last) = path.last() {
            let Some(before) = self.graph.neighbors_directed(*last, Direction::Incoming).find(is_stuck) else { break };
            path.push(before);
            if !seen.insert(before) {
                break;
            }
        }
        let start = path.iter().position(|node| Some(node) == path.last()).unwrap_or_default();
        let mut names: Vec<String> = path[start..]
            .iter()
            .map(|node| {
                let Node { action, id } = &self.graph[*node];
                let verb = match action {
                    Action::TearDown => "drop",
                    Action::Alter => "alter",
                    Action::Build => "create",
                };
                format!("{verb} {id}")
            })
            .collect();
        names.reverse();
        Error::Cycle { path: names }
    }
}
