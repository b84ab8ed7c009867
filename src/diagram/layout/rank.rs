//! Which layer a table stands in: to the right of all that it refers to, and none so high that the rest looks thin.

use std::collections::{BTreeMap, BTreeSet};

use super::{BETWEEN_TABLES, Graph};

/// The layers of linked tables, from 0. Who refers stands in a later one than what it refers to, except where tables
/// refer to each other in a circle. `share` makes layers lower, and the whole wider.
pub(super) fn ranks(graph: Graph, tables: &[usize], share: f64) -> BTreeMap<usize, usize> {
    let targets = without_circles(graph, tables);
    let mut referrers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (table, targets) in &targets {
        targets.iter().for_each(|target| referrers.entry(*target).or_default().push(*table));
    }
    let heights = heights(tables, &referrers);
    let budget = budget(graph, tables) * share;
    let mut ranks: BTreeMap<usize, usize> = BTreeMap::new();
    let mut waiting: Vec<usize> = tables.to_vec();
    // What the most hangs on comes first.
    waiting.sort_by_key(|table| (std::cmp::Reverse(heights[table]), *table));
    let mut rank = 0;
    while !waiting.is_empty() {
        let mut filled = 0.0;
        let mut taken = BTreeSet::new();
        for table in &waiting {
            let is_ready = targets[table].iter().all(|target| ranks.contains_key(target));
            let height = graph.sizes[*table].1 + BETWEEN_TABLES;
            if is_ready && (filled == 0.0 || filled + height <= budget) {
                filled += height;
                taken.insert(*table);
            }
        }
        waiting.retain(|table| !taken.contains(table));
        ranks.extend(taken.into_iter().map(|table| (table, rank)));
        rank += 1;
    }
    // What refers to nothing stands beside those that refer to it.
    for table in tables.iter().filter(|table| targets[table].is_empty()) {
        let nearest = referrers.get(table).into_iter().flatten().map(|referrer| ranks[referrer]).min();
        if let Some(nearest) = nearest {
            ranks.insert(*table, nearest.saturating_sub(1));
        }
    }
    ranks
}

/// How high a layer may be.
fn budget(graph: Graph, tables: &[usize]) -> f64 {
    let sizes = tables.iter().map(|table| graph.sizes[*table]);
    let area: f64 = sizes.map(|(width, height)| (width + 90.0) * (height + BETWEEN_TABLES)).sum();
    (area / super::pack::ASPECT).sqrt().max(640.0)
}

/// What each refers to, less what closes a circle.
fn without_circles(graph: Graph, tables: &[usize]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut all: BTreeMap<usize, BTreeSet<usize>> = tables.iter().map(|table| (*table, BTreeSet::new())).collect();
    for (from, to) in graph.links.iter().filter(|(from, to)| from != to) {
        if all.contains_key(to)
            && let Some(targets) = all.get_mut(from)
        {
            targets.insert(*to);
        }
    }
    let mut kept: BTreeMap<usize, BTreeSet<usize>> = all.keys().map(|table| (*table, BTreeSet::new())).collect();
    let (mut done, mut open) = (BTreeSet::new(), BTreeSet::new());
    for start in tables {
        if done.contains(start) {
            continue;
        }
        // Depth first, without recursion: a chain of tables may be long.
        let mut path = vec![(*start, all[start].iter())];
        open.insert(*start);
        while let Some((table, targets)) = path.last_mut() {
            let table = *table;
            match targets.next() {
                Some(target) if open.contains(target) => {}
                Some(target) => {
                    kept.get_mut(&table).expect("it is one of them").insert(*target);
                    if !done.contains(target) {
                        open.insert(*target);
                        path.push((*target, all[target].iter()));
                    }
                }
                None => {
                    open.remove(&table);
                    done.insert(table);
                    path.pop();
                }
            }
        }
    }
    kept
}

/// How many layers hang on each table.
fn heights(tables: &[usize], referrers: &BTreeMap<usize, Vec<usize>>) -> BTreeMap<usize, usize> {
    let mut heights: BTreeMap<usize, usize> = tables.iter().map(|table| (*table, 0)).collect();
    // No table is farther than all tables, and each round is right for one more layer.
    for _ in tables {
        let mut is_changed = false;
        for table in tables {
            let height = referrers.get(table).into_iter().flatten().map(|referrer| heights[referrer] + 1).max();
            if let Some(height) = height.filter(|height| *height > heights[table]) {
                heights.insert(*table, height);
                is_changed = true;
            }
        }
        if !is_changed {
            break;
        }
    }
    heights
}
