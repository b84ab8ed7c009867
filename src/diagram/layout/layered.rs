//! Linked tables in layers, by `dagre`.

use std::collections::{BTreeMap, BTreeSet};

use dagre::graph::{Graph as Dagre, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir, Ranker};

use super::{
    BETWEEN_TABLES, FRAME_FOOT, FRAME_HEAD, FRAME_SIDE, Graph, Piece, Point, Rectangle, pack, piece, rank, squeeze,
};
use squeeze::Item;

/// How far layers stand from each other, so that lines have room.
const BETWEEN_LAYERS: f64 = 84.0;
const BETWEEN_LINES: f64 = 8.0;
/// How high the name of a link is.
const LABEL: f64 = 14.0;

/// A piece in which everything is linked, in one group.
pub(super) fn layered(graph: Graph, tables: &[usize]) -> Piece {
    let drawn = |share: f64| Drawing::of(graph, tables, Vec::new(), share).piece();
    let mut best = drawn(1.0);
    // Lines need room too, and how much is known only afterwards.
    for share in [0.6, 0.4] {
        if best.height <= best.width * 1.25 {
            break;
        }
        let next = drawn(share);
        if next.width * next.height >= best.width * best.height {
            break;
        }
        best = next;
    }
    best
}

/// All tables, in frames for their groups.
pub(super) fn grouped(graph: Graph, tables: &[usize]) -> Piece {
    let neighbours = piece::neighbours(graph, tables);
    let (linked, alone): (Vec<usize>, Vec<usize>) = tables.iter().partition(|table| !neighbours[**table].is_empty());
    let mut blocks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for table in alone {
        blocks.entry(graph.groups[table]).or_default().push(table);
    }
    let blocks = blocks.into_iter().map(|(group, tables)| (group, pack::columns(graph, &tables))).collect();
    Drawing::of(graph, &linked, blocks, 1.0).piece()
}

struct Drawing<'a> {
    graph: Graph<'a>,
    tables: &'a [usize],
    ranks: BTreeMap<usize, usize>,
    /// How wide the layers are: all tables in one are drawn as if they were.
    widths: BTreeMap<usize, f64>,
    /// Of each group, what nothing links; empty where there is one group only.
    blocks: Vec<(usize, Piece)>,
    is_grouped: bool,
}

impl<'a> Drawing<'a> {
    fn of(graph: Graph<'a>, tables: &'a [usize], blocks: Vec<(usize, Piece)>, share: f64) -> Drawing<'a> {
        let ranks = rank::ranks(graph, tables, share);
        let mut widths: BTreeMap<usize, f64> = BTreeMap::new();
        for (table, rank) in &ranks {
            let width = widths.entry(*rank).or_default();
            *width = width.max(graph.sizes[*table].0);
        }
        let groups: BTreeSet<usize> = tables.iter().map(|table| graph.groups[*table]).collect();
        let is_grouped = groups.len() > 1 || !blocks.is_empty();
        Drawing { graph, tables, ranks, widths, blocks, is_grouped }
    }

    fn piece(self) -> Piece {
        let mut drawing: Dagre<NodeLabel, EdgeLabel> =
            Dagre::with_options(GraphOptions { directed: true, multigraph: true, compound: self.is_grouped });
        self.add_tables(&mut drawing);
        let ways = self.add_links(&mut drawing);
        let options = LayoutOptions {
            rankdir: RankDir::LR,
            nodesep: BETWEEN_TABLES,
            edgesep: BETWEEN_LINES,
            ranksep: BETWEEN_LAYERS,
            // Finds the layers again, as every link has the length that they ask for. The faster rankers move tables.
            ranker: Ranker::NetworkSimplex,
            ..LayoutOptions::default()
        };
        dagre::layout(&mut drawing, Some(options));
        self.read(&drawing, &ways)
    }

    fn add_tables(&self, drawing: &mut Dagre<NodeLabel, EdgeLabel>) {
        let node = |width: f64, height: f64| NodeLabel { width, height, ..NodeLabel::default() };
        for table in self.tables {
            let width = self.widths[&self.ranks[table]];
            drawing.set_node(table.to_string(), Some(node(width, self.graph.sizes[*table].1)));
        }
        for (group, block) in &self.blocks {
            drawing.set_node(format!("block {group}"), Some(node(block.width, block.height)));
        }
        if !self.is_grouped {
            return;
        }
        let tables = self.tables.iter().map(|table| (table.to_string(), self.graph.groups[*table]));
        let blocks = self.blocks.iter().map(|(group, _)| (format!("block {group}"), *group));
        for (node, group) in tables.chain(blocks) {
            let frame = format!("frame {group}");
            if !drawing.has_node(&frame) {
                drawing.set_node(frame.clone(), Some(NodeLabel::default()));
            }
            drawing.set_parent(&node, Some(&frame));
        }
    }

    /// Adds what links the tables. Links between the same two share a line, unless each is to have its name.
    fn add_links(&self, drawing: &mut Dagre<NodeLabel, EdgeLabel>) -> Vec<Way> {
        let mut ways = Vec::new();
        for (link, (from, to)) in self.graph.links.iter().enumerate() {
            let (Some(from_rank), Some(to_rank)) = (self.ranks.get(from), self.ranks.get(to)) else { continue };
            if from == to {
                continue;
            }
            let is_forward = from_rank < to_rank;
            let (left, right) = if is_forward { (from, to) } else { (to, from) };
            let length = from_rank.abs_diff(*to_rank).max(1);
            let mut label = EdgeLabel { minlen: length as i32, labelpos: LabelPos::Center, ..EdgeLabel::default() };
            let mut way = Way { link, left: left.to_string(), right: right.to_string(), name: None, is_forward };
            if let Some(width) = self.graph.labels.get(link) {
                (label.width, label.height) = (*width, LABEL);
                way.name = Some(link.to_string());
            }
            if !drawing.has_edge(&way.left, &way.right, way.name.as_deref()) {
                drawing.set_edge(&*way.left, &*way.right, Some(label), way.name.as_deref());
            }
            ways.push(way);
        }
        ways
    }

    fn read(&self, drawing: &Dagre<NodeLabel, EdgeLabel>, ways: &[Way]) -> Piece {
        let place = |node: &str| {
            let label = drawing.node(node).expect("it was put there");
            let (x, y) = (label.x.unwrap_or_default(), label.y.unwrap_or_default());
            let (x, y) = ((x - label.width / 2.0).round(), (y - label.height / 2.0).round());
            Rectangle { x, y, width: label.width.round(), height: label.height.round() }
        };
        let mut piece = Piece::default();
        for (group, block) in &self.blocks {
            let Rectangle { x, y, .. } = place(&format!("block {group}"));
            piece.take(block.clone(), x, y);
        }
        // The middle of each layer, and half its width: there, a line runs level.
        let mut layers: BTreeMap<i64, f64> = BTreeMap::new();
        for table in self.tables {
            let rectangle = place(&table.to_string());
            layers.insert((rectangle.x + rectangle.width / 2.0).round() as i64, rectangle.width / 2.0);
            piece.boxes.push((*table, Rectangle { width: self.graph.sizes[*table].0, ..rectangle }));
        }
        let edges: Vec<(&Way, &EdgeLabel)> = ways.iter().map(|way| (way, way.edge(drawing))).collect();
        for (way, edge) in &edges {
            if let (Some(x), Some(y), Some(width)) = (edge.x, edge.y, self.graph.labels.get(way.link)) {
                piece.labels.push((way.link, (x.round(), y.round())));
                let half = layers.entry(x.round() as i64).or_default();
                *half = half.max(width / 2.0);
            }
        }
        let mut lines: BTreeMap<Key, Vec<Point>> = BTreeMap::new();
        for (way, edge) in &edges {
            let inner = edge.points.get(1..edge.points.len().saturating_sub(1)).unwrap_or_default();
            // Between layers there is nothing to go around, unless it is a name.
            let is_needed = |x: f64| self.is_grouped || layers.contains_key(&(x.round() as i64));
            let points = inner.iter().map(|point| (point.x, point.y)).filter(|(x, _)| is_needed(*x));
            lines.insert(way.key(), points.collect());
        }
        if !self.is_grouped && self.graph.labels.is_empty() {
            squeeze(&mut piece.boxes, &mut lines);
        }
        for (way, _) in edges {
            let points = &lines[&way.key()];
            let mut route: Vec<Point> = points.iter().flat_map(|(x, y)| level(*x, *y, &layers)).collect();
            if !way.is_forward {
                route.reverse();
            }
            piece.routes.push((way.link, route));
        }
        if self.is_grouped {
            self.add_frames(drawing, &mut piece);
        }
        piece.trimmed()
    }

    fn add_frames(&self, drawing: &Dagre<NodeLabel, EdgeLabel>, piece: &mut Piece) {
        let groups: BTreeSet<usize> = drawing
            .nodes()
            .iter()
            .filter_map(|node| node.strip_prefix("frame ").and_then(|group| group.parse().ok()))
            .collect();
        for group in groups {
            let own = piece.boxes.iter().filter(|(table, _)| self.graph.groups[*table] == group);
            let mut own = own.map(|(_, rectangle)| *rectangle);
            let Some(first) = own.next() else { continue };
            let around = own.fold(first, Rectangle::with);
            piece.frames.push((
                group,
                Rectangle {
                    x: around.x - FRAME_SIDE,
                    y: around.y - FRAME_HEAD,
                    width: around.width + 2.0 * FRAME_SIDE,
                    height: around.height + FRAME_HEAD + FRAME_FOOT,
                },
            ));
        }
    }
}

/// How a link runs.
struct Way {
    link: usize,
    left: String,
    right: String,
    /// Of a line of its own.
    name: Option<String>,
    /// Whether the table at the left refers to the one at the right.
    is_forward: bool,
}

/// What those that share a line have in common: both tables, and the name of a line of its own.
type Key<'a> = (&'a str, &'a str, Option<&'a str>);

impl Way {
    fn key(&self) -> Key<'_> {
        (&self.left, &self.right, self.name.as_deref())
    }

    fn edge<'a>(&self, drawing: &'a Dagre<NodeLabel, EdgeLabel>) -> &'a EdgeLabel {
        drawing.edge(&self.left, &self.right, self.name.as_deref()).expect("it was put there")
    }
}

/// Draws tables, and lines where they pass a layer, together.
fn squeeze<K>(boxes: &mut [(usize, Rectangle)], lines: &mut BTreeMap<K, Vec<Point>>) {
    let of_box = |(_, place): &(usize, Rectangle)| Item {
        // All in a layer have the same left edge.
        layer: place.x.round() as i64,
        middle: place.y + place.height / 2.0,
        height: place.height + BETWEEN_TABLES,
    };
    let lefts: BTreeSet<i64> = boxes.iter().map(|(_, place)| place.x.round() as i64).collect();
    let layer = |x: f64| lefts.range(..=x.round() as i64).next_back().copied().unwrap_or_default();
    let of_point = |(x, y): &Point| Item { layer: layer(*x), middle: *y, height: BETWEEN_LINES };
    let items: Vec<Item> = boxes.iter().map(of_box).chain(lines.values().flatten().map(of_point)).collect();
    let mut middles = squeeze::squeezed(&items).into_iter();
    for ((_, place), middle) in boxes.iter_mut().zip(&mut middles) {
        place.y = (middle - place.height / 2.0).round();
    }
    for ((_, y), middle) in lines.values_mut().flatten().zip(&mut middles) {
        *y = middle;
    }
}

/// A point on a line's way, or both ends of the level part where it passes a layer.
fn level(x: f64, y: f64, layers: &BTreeMap<i64, f64>) -> Vec<Point> {
    match layers.get(&(x.round() as i64)) {
        Some(half) => vec![((x - half).round(), y.round()), ((x + half).round(), y.round())],
        None => vec![(x.round(), y.round())],
    }
}
