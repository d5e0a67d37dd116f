//! Places on a line.

/// Places things of size `size` on a line, each as near to where it wants to be as the others let it, in the order
/// of their wishes. None begins before 0.
///
/// Neighbours that would overlap form a block, which moves to where its members want to be on the average
/// (the pool-adjacent-violators algorithm).
pub(super) fn place(wishes: &[i32], size: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by_key(|&i| (wishes[i], i));
    // A block is the sum of its wishes, each taken back by its place in the block, and its length.
    let mut blocks: Vec<(i32, i32)> = Vec::new();
    for &i in &order {
        let mut block = (wishes[i], 1);
        while let Some(&(sum, count)) = blocks.last()
            && sum / count + count * size > block.0 / block.1
        {
            blocks.pop();
            block = (sum + block.0 - block.1 * count * size, count + block.1);
        }
        blocks.push(block);
    }
    let mut places = vec![0; wishes.len()];
    let (mut at, mut next) = (0, order.iter());
    for (sum, count) in blocks {
        at = at.max(sum / count);
        for &i in next.by_ref().take(usize::try_from(count).unwrap_or_default()) {
            places[i] = at;
            at += size;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn what_fits_stays_where_it_wants_to_be() {
        assert_eq!(place(&[100, 0, 50], 20), [100, 0, 50]);
    }

    #[test]
    fn what_overlaps_shares_the_way() {
        assert_eq!(place(&[100, 100], 20), [90, 110]);
        assert_eq!(place(&[100, 100, 115], 20), [85, 105, 125]);
    }

    #[test]
    fn nothing_begins_before_the_start_and_nothing_overlaps() {
        let places = place(&[0, 0, 0, 35, 36, 300], 20);
        assert_eq!(places[0], 0);
        for pair in places.windows(2) {
            assert!(pair[1] - pair[0] >= 20, "{places:?}");
        }
    }
}
