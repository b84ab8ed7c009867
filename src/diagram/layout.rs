//! Where the boxes of a diagram stand and how the lines between them run: layers from what is referred to, at the left, to
//! what refers, at the right.
//!
//! `dagre` orders the layers, finds coordinates and leads lines around boxes. Which layer a table stands in is decided
//! here, because one layer of 300 tables would be 40,000 pixels high; and what is too large for `dagre` is cut in pieces.

mod layered;
mod pack;
mod piece;
mod rank;
mod squeeze;

use std::collections::BTreeSet;

/// How far tables stand from each other.
const BETWEEN_TABLES: f64 = 28.0;
/// How far pieces stand from each other, and from the frame around them.
const BETWEEN_PIECES: f64 = 44.0;
/// What the name of a group takes at the top of its frame.
const FRAME_HEAD: f64 = 26.0;
/// How far a frame is from the tables in it.
const FRAME_SIDE: f64 = 18.0;
const FRAME_FOOT: f64 = 10.0;
/// How many tables are laid out as one at most. `dagre` takes about a second for 200 that are densely linked.
const LARGEST: usize = 160;

pub type Point = (f64, f64);

/// Boxes and lines, in pixels.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    pub width: f64,
    pub height: f64,
    /// One for each table.
    pub boxes: Vec<Rectangle>,
    /// One for each link: the points on its way, from the table that refers. None for one that isn't drawn as a line.
    pub routes: Vec<Option<Vec<Point>>>,
    /// The middle of each link's name, where names were asked for.
    pub labels: Vec<Option<Point>>,
    /// A frame for each group, where there are several.
    pub frames: Vec<(usize, Rectangle)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rectangle {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Layout {
    /// How many links aren't drawn as lines.
    pub fn cut(&self) -> usize {
        self.routes.iter().filter(|route| route.is_none()).count()
    }
}

/// A part of the layout, by itself: it begins at (0, 0).
#[derive(Debug, Clone, Default)]
struct Piece {
    width: f64,
    height: f64,
    /// Which table stands where.
    boxes: Vec<(usize, Rectangle)>,
    /// Which link runs how.
    routes: Vec<(usize, Vec<Point>)>,
    labels: Vec<(usize, Point)>,
    frames: Vec<(usize, Rectangle)>,
}

/// What is to be laid out: sizes and groups of tables, and links from one that refers to what it refers to.
#[derive(Clone, Copy)]
pub struct Graph<'a> {
    pub sizes: &'a [(f64, f64)],
    pub groups: &'a [usize],
    pub links: &'a [(usize, usize)],
    /// How wide the name of each link is; empty to draw none.
    pub labels: &'a [f64],
}

/// Places the tables, and leads the links from one to the other.
pub fn layout(whole: Graph) -> Layout {
    let is_cut = piece::hub_links(whole);
    let kept: Vec<(usize, usize)> = whole
        .links
        .iter()
        .zip(&is_cut)
        .map(|((from, to), is_cut)| match is_cut {
            // What refers to itself links nothing.
            true => (*from, *from),
            false => (*from, *to),
        })
        .collect();
    let graph = Graph { links: &kept, ..whole };
    let all: Vec<usize> = (0..graph.sizes.len()).collect();
    let sheet = match graph.groups.iter().max() {
        None | Some(0) => pack::shelves(piece::pieces(graph, &all)),
        Some(_) => pack::shelves(piece::linked_groups(graph).iter().flat_map(|groups| framed(graph, groups)).collect()),
    };
    let Piece { width, height, boxes, routes, labels, frames } = sheet;
    let mut layout = Layout { width, height, frames, ..Layout::default() };
    layout.boxes = vec![Rectangle::default(); all.len()];
    boxes.into_iter().for_each(|(table, rectangle)| layout.boxes[table] = rectangle);
    // What refers to itself needs no way around others.
    layout.routes = whole.links.iter().map(|(from, to)| (from == to).then(Vec::new)).collect();
    routes.into_iter().for_each(|(link, route)| layout.routes[link] = Some(route));
    layout.labels = vec![None; graph.links.len()];
    labels.into_iter().for_each(|(link, label)| layout.labels[link] = Some(label));
    layout
}

/// The tables of groups that are linked with each other, with frames around the groups.
fn framed(graph: Graph, groups: &BTreeSet<usize>) -> Vec<Piece> {
    let of = |wanted: &BTreeSet<usize>| -> Vec<usize> {
        (0..graph.sizes.len()).filter(|table| wanted.contains(&graph.groups[*table])).collect()
    };
    let tables = of(groups);
    if groups.len() > 1 && tables.len() <= LARGEST {
        return vec![layered::grouped(graph, &tables)];
    }
    let frame = |group: &usize| {
        let inner = pack::shelves(piece::pieces(graph, &of(&BTreeSet::from([*group]))));
        let (width, height) = (inner.width + 2.0 * FRAME_SIDE, inner.height + FRAME_HEAD + FRAME_FOOT);
        let mut piece = Piece { width, height, ..Piece::default() };
        piece.take(inner, FRAME_SIDE, FRAME_HEAD);
        piece.frames.push((*group, Rectangle { x: 0.0, y: 0.0, width, height }));
        piece
    };
    groups.iter().map(frame).collect()
}

impl Rectangle {
    /// The smallest that has both in it.
    fn with(self, other: Rectangle) -> Rectangle {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Rectangle { x, y, width: right - x, height: bottom - y }
    }
}

impl Piece {
    /// The same, moved to (0, 0).
    fn trimmed(self) -> Piece {
        let points = self.routes.iter().flat_map(|(_, route)| route);
        let points = points.map(|(x, y)| Rectangle { x: *x, y: *y, width: 0.0, height: 0.0 });
        let boxes = self.boxes.iter().map(|(_, rectangle)| *rectangle);
        let all = boxes.chain(self.frames.iter().map(|(_, frame)| *frame)).chain(points).reduce(Rectangle::with);
        let Rectangle { x, y, width, height } = all.unwrap_or_default();
        let mut piece = Piece { width, height, ..Piece::default() };
        piece.take(self, -x, -y);
        piece
    }

    /// Puts another piece here.
    fn take(&mut self, other: Piece, x: f64, y: f64) {
        let moved = |rectangle: Rectangle| Rectangle { x: rectangle.x + x, y: rectangle.y + y, ..rectangle };
        self.boxes.extend(other.boxes.into_iter().map(|(table, rectangle)| (table, moved(rectangle))));
        self.frames.extend(other.frames.into_iter().map(|(group, rectangle)| (group, moved(rectangle))));
        let routes = other
            .routes
            .into_iter()
            .map(|(link, route)| (link, route.into_iter().map(|(px, py)| (px + x, py + y)).collect()));
        self.routes.extend(routes);
        self.labels.extend(other.labels.into_iter().map(|(link, (px, py))| (link, (px + x, py + y))));
    }
}
