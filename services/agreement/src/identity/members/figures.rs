//! How many members a party has, as it may be shown.

use std::collections::BTreeMap;

use api_types::agreement::{MemberFiguresView, MembersOfSexView, MembersOfVillageView};
use domain::agreement::{Sex, shown_counts};
use domain::shared::PartyId;

/// The figures of a party from its counts by sex and village: two tables of one sum, of which neither shows what the other
/// leaves out.
pub(super) fn view(party_id: PartyId, counts: &[(Option<Sex>, String, i64)]) -> MemberFiguresView {
    let all: i64 = counts.iter().map(|(.., count)| count).sum();
    let mut villages: BTreeMap<&str, i64> = BTreeMap::new();
    for (_, village, count) in counts {
        *villages.entry(village).or_default() += count;
    }
    let of_sex = |sex| counts.iter().filter(|(one, ..)| *one == sex).map(|(.., count)| count).sum();
    let sexes = [Some(Sex::Female), Some(Sex::Male), None].map(|sex| (sex, of_sex(sex)));
    let sexes: Vec<(Option<Sex>, i64)> = sexes.into_iter().filter(|(_, count)| *count > 0).collect();
    let villages: Vec<(&str, i64)> = villages.into_iter().collect();
    let row_of_sex = |(sex, members)| MembersOfSexView { sex, members };
    let row_of_village =
        |(village, members): (&str, _)| MembersOfVillageView { village_code: village.to_owned(), members };
    MemberFiguresView {
        party_id,
        members: if all == 0 { Some(0) } else { shown_counts(&[all]).into_iter().flatten().next() },
        by_sex: shown(sexes).into_iter().map(row_of_sex).collect(),
        by_village: shown(villages).into_iter().map(row_of_village).collect(),
    }
}

/// The cells of one sum as they may be shown.
fn shown<T>(cells: Vec<(T, i64)>) -> Vec<(T, Option<i64>)> {
    let counts: Vec<i64> = cells.iter().map(|(_, count)| *count).collect();
    cells.into_iter().zip(shown_counts(&counts)).map(|((of, _), count)| (of, count)).collect()
}
