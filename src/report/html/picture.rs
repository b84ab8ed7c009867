//! The diagrams of a change: all that changes, with what it is linked to.

use crate::catalog::Catalog;
use crate::diagram::{self, Diagram, LinkSort, Mark, Views, Wanted};
use crate::diff;
use crate::plan;
use crate::report::model::{Change, Rename, Verb};

/// A schema of fewer tables is shown whole.
const SMALL: usize = 24;
/// More tables than these can't be taken in.
const MOST: usize = 120;
/// A table shows what changes, its keys, and other columns up to so many.
const COLUMNS: usize = 18;
const COLUMNS_BESIDE: usize = 8;

pub(super) struct Pictures {
    pub views: Views,
    pub caption: String,
    /// Whether there is anything to see on each side.
    pub has_before: bool,
    pub has_after: bool,
    /// How many tables change.
    pub touched: usize,
}

/// None of them where no table changes.
pub(super) fn pictures(from: &Catalog, to: &Catalog, changes: &[Change], renames: &[Rename]) -> Pictures {
    let changes: Vec<diff::Change> = changes.iter().map(change).collect();
    let renames: Vec<plan::rename::Rename> = renames
        .iter()
        .map(|rename| plan::rename::Rename { from: rename.from.clone(), to: rename.to.clone() })
        .collect();
    let whole = diagram::between(from, to, &renames, &changes, Wanted::default());
    let touched = touched(&whole);
    let shown = match () {
        () if whole.tables.len() <= SMALL => whole.clone(),
        () => {
            let near = whole.around(&touched, 1);
            let only = whole.around(&touched, 0);
            if near.tables.len() <= MOST { near } else { only }
        }
    };
    let left_out = shown.tables.len().saturating_sub(MOST);
    let shown = if left_out > 0 { shown.first(MOST) } else { shown };
    let shown = shown.with_columns(COLUMNS, COLUMNS_BESIDE);
    let mut caption = match shown.tables.len() == whole.tables.len() {
        true => format!("All {}.", whole.summary()),
        false => format!(
            "{} of {} tables: what changes{}.",
            shown.tables.len(),
            whole.tables.len(),
            if shown.tables.len() > touched.len() { ", and what it is linked to" } else { "" }
        ),
    };
    if left_out > 0 {
        caption += &format!(" {left_out} more that change aren't drawn: `autogen diagram` draws all.");
    }
    let views = diagram::views(&shown);
    if views.cut > 0 {
        caption += &format!(" {} links aren't lines: there, the column names its table (\u{2197}).", views.cut);
    }
    let has = |gone: Mark| shown.tables.iter().any(|table| table.mark != gone);
    let (has_before, has_after) = (has(Mark::Created), has(Mark::Dropped));
    Pictures { views, caption, has_before, has_after, touched: touched.len() }
}

/// The tables that change, and both ends of links that do.
fn touched(diagram: &Diagram) -> Vec<usize> {
    let tables = diagram.tables.iter().enumerate().filter(|(_, table)| table.mark != Mark::Same);
    let links = diagram.links.iter().filter(|link| link.mark != Mark::Same && link.sort == LinkSort::ForeignKey);
    let mut touched: Vec<usize> = tables.map(|(place, _)| place).chain(links.map(|link| link.from)).collect();
    touched.sort_unstable();
    touched.dedup();
    touched
}

fn change(change: &Change) -> diff::Change {
    let id = change.id.clone();
    match change.change {
        Verb::Create => diff::Change::Create { id },
        Verb::Drop => diff::Change::Drop { id },
        Verb::Alter => diff::Change::Alter { id, attributes: change.attributes.iter().cloned().collect() },
    }
}
