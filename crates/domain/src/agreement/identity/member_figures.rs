//! Figures of members: counted, and shown so that nobody is recognised.
//!
//! A cell of fewer than five people is not shown (DOMAIN: section 9). What is left out cannot be found by subtracting either: of
//! the cells of one sum so many are left out that they hold five people and are at least two.

/// How many people a cell that is shown has at least.
pub const FEWEST_SHOWN: i64 = 5;

/// The counts of one sum as they may be shown, in the same order; nothing in the place of one that is left out. A cell
/// without people tells of nobody and is not asked about.
pub fn shown_counts(counts: &[i64]) -> Vec<Option<i64>> {
    let mut smallest: Vec<usize> = (0..counts.len()).collect();
    smallest.sort_by_key(|at| counts[*at]);
    let mut shown: Vec<Option<i64>> = counts.iter().copied().map(Some).collect();
    let (mut hidden, mut people) = (0_usize, 0_i64);
    for at in smallest {
        let closed = hidden == 0 || (hidden > 1 && people >= FEWEST_SHOWN);
        if counts[at] >= FEWEST_SHOWN && closed {
            break;
        }
        shown[at] = None;
        hidden += 1;
        people = people.saturating_add(counts[at]);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_fewer_than_five_are_left_out_and_not_found_by_subtracting() {
        assert_eq!(shown_counts(&[]), []);
        assert_eq!(shown_counts(&[5]), [Some(5)]);
        assert_eq!(shown_counts(&[4]), [None]);
        assert_eq!(shown_counts(&[12, 5, 7]), [Some(12), Some(5), Some(7)]);
        assert_eq!(shown_counts(&[12, 4, 7]), [Some(12), None, None], "4 is the sum less the others");
        assert_eq!(shown_counts(&[12, 3, 3]), [Some(12), None, None], "six people in two cells");
        assert_eq!(shown_counts(&[12, 1, 1, 9]), [Some(12), None, None, None], "two people in two cells");
        assert_eq!(shown_counts(&[20, 1]), [None, None]);
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_left_out_holds_five_people_or_all(counts in proptest::collection::vec(1_i64..40, 0..12)) {
            let shown = shown_counts(&counts);
            let hidden: Vec<i64> = counts.iter().zip(&shown).filter(|(_, one)| one.is_none()).map(|(count, _)| *count).collect();
            let all = hidden.len() == counts.len();
            assert!(shown.iter().flatten().all(|one| *one >= FEWEST_SHOWN));
            assert!(hidden.is_empty() || all || (hidden.len() > 1 && hidden.iter().sum::<i64>() >= FEWEST_SHOWN));
        }
    }
}
