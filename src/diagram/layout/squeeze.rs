//! Draws layers together: `dagre` keeps long lines straight, and pays with empty space where there are many.

use std::collections::BTreeMap;

/// Something that takes room in a layer: a table, or a line that passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// What those in one layer have in common.
    pub layer: i64,
    pub middle: f64,
    /// With half the room that it needs above and below.
    pub height: f64,
}

/// How much of the height may stay empty in the fullest layer.
const AIR: f64 = 1.2;

/// The middles of all items, nearer to each other where a layer allows it, in the same order.
pub(super) fn squeezed(items: &[Item]) -> Vec<f64> {
    let mut layers: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (number, item) in items.iter().enumerate() {
        layers.entry(item.layer).or_default().push(number);
    }
    let top = items.iter().map(|item| item.middle - item.height / 2.0).fold(f64::INFINITY, f64::min);
    let bottom = items.iter().map(|item| item.middle + item.height / 2.0).fold(f64::NEG_INFINITY, f64::max);
    let heights = layers.values().map(|layer| layer.iter().map(|number| items[*number].height).sum::<f64>());
    let needed = heights.fold(0.0, f64::max) * AIR;
    let mut middles: Vec<f64> = items.iter().map(|item| item.middle).collect();
    if needed >= 0.9 * (bottom - top) {
        return middles;
    }
    let share = needed / (bottom - top);
    for layer in layers.values_mut() {
        layer.sort_by(|one, other| items[*one].middle.total_cmp(&items[*other].middle).then(one.cmp(other)));
        let wanted: Vec<f64> = layer.iter().map(|number| (items[*number].middle - top) * share).collect();
        let heights: Vec<f64> = layer.iter().map(|number| items[*number].height).collect();
        for (number, middle) in layer.iter().zip(apart(&wanted, &heights)) {
            middles[*number] = middle.round();
        }
    }
    middles
}

/// The places nearest to those that are wanted at which nothing lies on anything else. What would overlap moves together,
/// to where its mean was wanted.
fn apart(wanted: &[f64], heights: &[f64]) -> Vec<f64> {
    // Of each block: what its items want for the first one's middle, added up, and how many there are.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    let mut offsets = Vec::new();
    for (number, (middle, height)) in wanted.iter().zip(heights).enumerate() {
        let before = if number == 0 { 0.0 } else { offsets[number - 1] + (heights[number - 1] + height) / 2.0 };
        offsets.push(before);
        blocks.push((middle - before, 1));
        while let [.., (one, one_count), (other, other_count)] = blocks.as_slice() {
            if one / *one_count as f64 <= other / *other_count as f64 {
                break;
            }
            let joined = (one + other, one_count + other_count);
            blocks.truncate(blocks.len() - 2);
            blocks.push(joined);
        }
    }
    let firsts = blocks.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f64, *count));
    firsts.zip(offsets).map(|(first, offset)| first + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_lies_on_anything_else_and_the_order_stays() {
        let item = |layer, middle, height| Item { layer, middle, height };
        let items = [item(0, 50.0, 100.0), item(0, 5000.0, 60.0), item(1, 900.0, 80.0), item(1, 905.0, 8.0)];
        let middles = squeezed(&items);
        assert!(middles[1] - middles[0] >= 80.0, "{middles:?}");
        assert!(middles[3] - middles[2] >= 44.0, "{middles:?}");
        assert!(middles[1] < 400.0, "{middles:?}");
        assert_eq!(apart(&[0.0, 1.0, 100.0], &[10.0, 10.0, 10.0]), [-4.5, 5.5, 100.0]);
    }
}
