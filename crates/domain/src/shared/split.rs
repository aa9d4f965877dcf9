//! Exact split: a whole divided by weights in whole units, so that the parts sum to it.
//!
//! By largest remainder: everybody gets the whole units of the own part, and what is left goes one by one to the largest
//! remainders, ties to the smaller key. The order in which weights come decides nothing.

use std::collections::BTreeMap;

/// Splits `total` (of any sign) by `weights`; a weight below zero counts as zero. A part is never more than the weight where
/// the total is no more than the sum of the weights. `None` where there is something to split and nobody has a weight.
pub fn exact_split<K: Copy + Ord>(total: i64, weights: &BTreeMap<K, i64>) -> Option<BTreeMap<K, i64>> {
    let sum: i128 = weights.values().map(|weight| i128::from((*weight).max(0))).sum();
    if sum == 0 {
        return (total == 0).then(|| weights.keys().map(|key| (*key, 0)).collect());
    }
    let whole = i128::from(total.unsigned_abs());
    let sign = i128::from(total.signum());
    let mut left = whole;
    let mut parts: Vec<(K, i128, i128)> = Vec::with_capacity(weights.len());
    for (key, weight) in weights {
        let share = whole * i128::from((*weight).max(0));
        left -= share / sum;
        parts.push((*key, share / sum, share % sum));
    }
    parts.sort_by(|(one, _, more), (other, _, less)| less.cmp(more).then(one.cmp(other)));
    let part = |(place, (key, units, _)): (usize, (K, i128, i128))| {
        // Fewer units are left than there are parts.
        let extra = i128::from(i128::try_from(place).is_ok_and(|place| place < left));
        Some((key, i64::try_from(sign * (units + extra)).ok()?))
    };
    parts.into_iter().enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(total: i64, weights: &[i64]) -> Option<Vec<i64>> {
        let weights = weights.iter().copied().enumerate().collect();
        exact_split(total, &weights).map(|parts| parts.into_values().collect())
    }

    #[test]
    fn the_largest_remainders_take_what_is_left_and_ties_go_to_the_smaller_key() {
        assert_eq!(split(10, &[1, 1, 1]), Some(vec![4, 3, 3]));
        assert_eq!(split(11, &[1, 1, 1]), Some(vec![4, 4, 3]));
        assert_eq!(split(10, &[2, 3, 6]), Some(vec![2, 3, 5]), "1.82, 2.73 and 5.45");
        assert_eq!(split(100, &[1, 2]), Some(vec![33, 67]));
        assert_eq!(split(-10, &[1, 1, 1]), Some(vec![-4, -3, -3]));
        assert_eq!(split(7, &[0, 5, 0]), Some(vec![0, 7, 0]));
        assert_eq!(split(i64::MAX, &[i64::MAX, i64::MAX]), Some(vec![i64::MAX / 2 + 1, i64::MAX / 2]));
    }

    #[test]
    fn nothing_is_split_among_nobody() {
        assert_eq!(split(0, &[0, 0]), Some(vec![0, 0]));
        assert_eq!((split(1, &[0, 0]), split(1, &[])), (None, None));
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole_and_differ_from_the_exact_part_by_less_than_one(
            total in 0..1_000_000_000_i64,
            weights in prop::collection::vec(0..1_000_000_i64, 1..60),
        ) {
            let sum: i64 = weights.iter().sum();
            prop_assume!(sum > 0);
            let parts = split(total, &weights).expect("weights");
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            for (part, weight) in parts.iter().zip(&weights) {
                let off = i128::from(*part) * i128::from(sum) - i128::from(total) * i128::from(*weight);
                prop_assert!(off.abs() < i128::from(sum));
                prop_assert!(total > sum || part <= weight);
            }
        }
    }
}
