//! Puts pieces side by side, so that the whole is about as wide as a screen.

use super::{BETWEEN_PIECES, BETWEEN_TABLES, Graph, Piece, Rectangle};

/// How much wider than high the whole is to be.
pub(super) const ASPECT: f64 = 1.5;

/// Pieces in rows, the highest first, so that those in a row are of about the same height.
pub(super) fn shelves(mut pieces: Vec<Piece>) -> Piece {
    pieces.sort_by(|one, other| other.height.total_cmp(&one.height));
    let area: f64 = pieces.iter().map(|piece| (piece.width + BETWEEN_PIECES) * (piece.height + BETWEEN_PIECES)).sum();
    let widest = pieces.iter().map(|piece| piece.width).fold(0.0, f64::max);
    let wanted = widest.max((area * ASPECT).sqrt());
    let (mut sheet, mut x, mut y, mut row) = (Piece::default(), 0.0, 0.0, 0.0_f64);
    for piece in pieces {
        if x > 0.0 && x + piece.width > wanted {
            (x, y, row) = (0.0, y + row + BETWEEN_PIECES, 0.0);
        }
        let (width, height) = (piece.width, piece.height);
        sheet.take(piece, x, y);
        sheet.width = sheet.width.max(x + width);
        sheet.height = sheet.height.max(y + height);
        (x, row) = (x + width + BETWEEN_PIECES, row.max(height));
    }
    sheet
}

/// Tables that nothing links, in columns, in their order.
pub(super) fn columns(graph: Graph, tables: &[usize]) -> Piece {
    let size = |table: &usize| graph.sizes[*table];
    let width = tables.iter().map(|table| size(table).0).fold(0.0, f64::max);
    let total: f64 = tables.iter().map(|table| size(table).1 + BETWEEN_TABLES).sum();
    let wanted = (total * (width + BETWEEN_TABLES) / ASPECT).sqrt();
    let count = ((total / wanted).ceil() as usize).clamp(1, tables.len());
    let mut ends = vec![0.0_f64; count];
    let mut piece = Piece::default();
    for table in tables {
        let shortest = (0..count).min_by(|one, other| ends[*one].total_cmp(&ends[*other])).expect("there is a column");
        let (own_width, height) = size(table);
        let x = shortest as f64 * (width + BETWEEN_TABLES);
        piece.boxes.push((*table, Rectangle { x, y: ends[shortest], width: own_width, height }));
        piece.height = piece.height.max(ends[shortest] + height);
        ends[shortest] += height + BETWEEN_TABLES;
    }
    piece.width = count as f64 * (width + BETWEEN_TABLES) - BETWEEN_TABLES;
    piece
}
