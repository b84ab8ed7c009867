//! Cuts tables into pieces that are laid out by themselves: what is linked stays together as long as it isn't too much.

use std::collections::{BTreeSet, VecDeque};

use super::{Graph, LARGEST, Piece, layered, pack};

/// How many tables a piece has that was cut out of too many. Small ones can be read.
const CUT: usize = 48;
/// How far such a piece reaches from its middle.
const REACH: usize = 6;
/// Where more than so many tables hang together, those that more than so many refer to aren't linked with lines: these
/// would be most of the picture, and lead nowhere that the eye could follow.
const MANY: usize = 48;
const HUB: usize = 12;

/// The pieces that these tables make. Links between pieces are left out.
pub(super) fn pieces(graph: Graph, tables: &[usize]) -> Vec<Piece> {
    let neighbours = neighbours(graph, tables);
    let mut parts = Vec::new();
    for component in components(tables, &neighbours) {
        match component.len() > LARGEST {
            true => parts.extend(cut(&component, &neighbours)),
            false => parts.push(component),
        }
    }
    let (alone, linked): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.len() == 1);
    let mut pieces: Vec<Piece> = linked.iter().map(|part| layered::layered(graph, part)).collect();
    let alone: Vec<usize> = alone.into_iter().flatten().collect();
    if !alone.is_empty() {
        pieces.push(pack::columns(graph, &alone));
    }
    pieces
}

/// Which links lead to what too much refers to.
pub(super) fn hub_links(graph: Graph) -> Vec<bool> {
    let tables: Vec<usize> = (0..graph.sizes.len()).collect();
    let neighbours = neighbours(graph, &tables);
    let mut referrers = vec![BTreeSet::new(); tables.len()];
    graph.links.iter().filter(|(from, to)| from != to).for_each(|(from, to)| _ = referrers[*to].insert(*from));
    let mut is_hub = vec![false; tables.len()];
    for component in components(&tables, &neighbours).iter().filter(|component| component.len() > MANY) {
        component.iter().for_each(|table| is_hub[*table] = referrers[*table].len() > HUB);
    }
    graph.links.iter().map(|(from, to)| from != to && is_hub[*to]).collect()
}

/// The groups, those together between which links lead.
pub(super) fn linked_groups(graph: Graph) -> Vec<BTreeSet<usize>> {
    let mut sets: Vec<BTreeSet<usize>> = Vec::new();
    let own = graph.groups.iter().map(|group| (*group, *group));
    for (from, to) in own.chain(graph.links.iter().map(|(from, to)| (graph.groups[*from], graph.groups[*to]))) {
        let (joined, others): (Vec<_>, Vec<_>) =
            sets.into_iter().partition(|set| set.contains(&from) || set.contains(&to));
        sets = others;
        sets.push(joined.into_iter().flatten().chain([from, to]).collect());
    }
    sets.sort();
    sets
}

/// Who is linked with whom, among these.
pub(super) fn neighbours(graph: Graph, tables: &[usize]) -> Vec<BTreeSet<usize>> {
    let mut is_here = vec![false; graph.sizes.len()];
    tables.iter().for_each(|table| is_here[*table] = true);
    let mut neighbours = vec![BTreeSet::new(); graph.sizes.len()];
    for (from, to) in graph.links.iter().filter(|(from, to)| from != to && is_here[*from] && is_here[*to]) {
        neighbours[*from].insert(*to);
        neighbours[*to].insert(*from);
    }
    neighbours
}

/// What is linked, directly or through others.
fn components(tables: &[usize], neighbours: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let mut free: BTreeSet<usize> = tables.iter().copied().collect();
    let mut components = Vec::new();
    while let Some(first) = free.first().copied() {
        components.push(grown(first, &mut free, neighbours, (usize::MAX, usize::MAX)));
    }
    components
}

/// Cuts a component: around the table with the most links, then around the one with the most of those that are left.
fn cut(component: &[usize], neighbours: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let mut free: BTreeSet<usize> = component.iter().copied().collect();
    let mut seeds = component.to_vec();
    seeds.sort_by_key(|table| (std::cmp::Reverse(neighbours[*table].len()), *table));
    let mut parts = Vec::new();
    for seed in seeds {
        if free.contains(&seed) {
            parts.push(grown(seed, &mut free, neighbours, (CUT, REACH)));
        }
    }
    parts
}

/// The nearest of the free tables, up to so many, and so far away.
fn grown(
    seed: usize,
    free: &mut BTreeSet<usize>,
    neighbours: &[BTreeSet<usize>],
    (most, reach): (usize, usize),
) -> Vec<usize> {
    free.remove(&seed);
    let (mut part, mut queue) = (vec![seed], VecDeque::from([(seed, 0)]));
    while let Some((table, distance)) = queue.pop_front() {
        for neighbour in &neighbours[table] {
            if distance < reach && part.len() < most && free.remove(neighbour) {
                part.push(*neighbour);
                queue.push_back((*neighbour, distance + 1));
            }
        }
    }
    part.sort_unstable();
    part
}
