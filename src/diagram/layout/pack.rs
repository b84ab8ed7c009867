//! Puts pieces side by side, so that the whole is about as wide as a screen.

use super::{BETWEEN_PIECES, BETWEEN_TABLES, Graph, Piece, Rectangle};

/// How much wider than high the whole is to be.
pub(super) const ASPECT: f64 = 1.5;

/// Pieces in rows, the highest first; in a row, what is lower stands in columns.
pub(super) fn shelves(mut pieces: Vec<Piece>) -> Piece {
    pieces.sort_by(|one, other| other.height.total_cmp(&one.height));
    let area: f64 = pieces.iter().map(|piece| (piece.width + BETWEEN_PIECES) * (piece.height + BETWEEN_PIECES)).sum();
    let widest = pieces.iter().map(|piece| piece.width).fold(0.0, f64::max);
    let wanted = widest.max((area * ASPECT).sqrt());
    let mut sheet = Piece::default();
    // Where the row and its last column begin, how high and how wide these are, and how far the column is filled.
    let (mut top, mut row) = (0.0, 0.0_f64);
    let (mut left, mut column, mut filled) = (0.0, 0.0_f64, 0.0_f64);
    for piece in pieces {
        let fits_below = filled > 0.0 && filled + piece.height <= row && left + piece.width <= wanted;
        if !fits_below {
            let next = if filled > 0.0 { left + column + BETWEEN_PIECES } else { left };
            (left, column, filled) = (next, 0.0, 0.0);
            if left > 0.0 && left + piece.width > wanted {
                (top, row, left) = (top + row + BETWEEN_PIECES, 0.0, 0.0);
            }
        }
        let (width, height) = (piece.width, piece.height);
        sheet.take(piece, left, top + filled);
        sheet.width = sheet.width.max(left + width);
        sheet.height = sheet.height.max(top + filled + height);
        (column, row, filled) = (column.max(width), row.max(height), filled + height + BETWEEN_PIECES);
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
