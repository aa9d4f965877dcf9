//! Where goods are loaded: a facility that may be used on the day, and what it handles in a day.

use chrono::NaiveDate;

use crate::say;
use crate::shared::{Bilingual, Quantity, Refusal, RefusalCode, Unmet};

/// A facility on the day on which goods are to be ready there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadingPlace {
    /// What its people call it.
    pub name: String,
    /// What it handles in a day; none where that is not known.
    pub capacity: Option<Quantity>,
    /// The rules about it that are not met on the day.
    pub unmet: Vec<Unmet>,
}

/// Whether goods may be made ready at a facility on a day. `taken` and `more` are what is ready there already and what is to
/// be added, in the base unit of its capacity.
///
/// # Errors
/// [`Refusal`] `facility-not-usable` with every unmet rule: 20 head on a day that has 15 of 30 taken gives found 35, required 30.
pub fn check_loading_place(
    place: &LoadingPlace,
    taken: i64,
    more: i64,
    day: NaiveDate,
) -> Result<(), Refusal> {
    let mut unmet = place.unmet.clone();
    unmet.extend(place.capacity.and_then(|capacity| full(place, capacity, taken.saturating_add(more), day)));
    Refusal::unless_empty(RefusalCode::FacilityNotUsable, unmet)
}

fn full(place: &LoadingPlace, capacity: Quantity, wanted: i64, day: NaiveDate) -> Option<Unmet> {
    if wanted <= capacity.base() {
        return None;
    }
    let found = say!(
        "{wanted} pada {day}, bersama pengiriman lain",
        "{wanted} on {day}, other shipments included",
        wanted = Quantity::from_stored(wanted, capacity.unit()),
        day = day,
    );
    let required = say!("paling banyak {capacity} sehari", "at most {capacity} a day", capacity = capacity);
    let how = Bilingual::new(
        "Siapkan sebagian pada hari lain, atau di fasilitas lain.",
        "Make a part of it ready on another day, or at another facility.",
    );
    Some(Unmet::new("capacity_of_the_day", &place.name, found, required, how))
}

/// What is refused where a supplier names none of its own facilities in the region in which it loads.
pub fn loading_place_unnamed(own: &str) -> Refusal {
    let how = Bilingual::new(
        "Sebutkan fasilitas tempat barang dimuat pada `origin_facility_id`; daftarnya di /v1/facilities.",
        "Name the facility where the goods are loaded in `origin_facility_id`; they are listed at /v1/facilities.",
    );
    let required = say!(
        "fasilitas asal, misalnya {own}",
        "the facility of origin, such as {own}",
        own = Bilingual::same(own),
    );
    let unmet =
        Unmet::new("origin_facility_named", "origin_facility_id", crate::words::none(), required, how);
    Refusal::rule(RefusalCode::FacilityNotUsable, vec![unmet])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Unit;

    fn dimoro(unmet: Vec<Unmet>) -> LoadingPlace {
        LoadingPlace {
            name: "RPH Dimoro".to_owned(),
            capacity: Some(Quantity::from_stored(30, Unit::Hea)),
            unmet,
        }
    }

    fn day() -> NaiveDate {
        "2026-11-30".parse().expect("a date")
    }

    #[test]
    fn a_day_takes_what_the_facility_handles_and_no_head_more() {
        assert_eq!(check_loading_place(&dimoro(Vec::new()), 15, 15, day()), Ok(()));
        let refused = check_loading_place(&dimoro(Vec::new()), 15, 16, day()).expect_err("31 head");
        assert_eq!(refused.code, RefusalCode::FacilityNotUsable);
        assert_eq!(refused.unmet[0].found.en, "31 head on 30 November 2026, other shipments included");
        assert_eq!(refused.unmet[0].required.en, "at most 30 head a day");
        let unknown = LoadingPlace { capacity: None, ..dimoro(Vec::new()) };
        assert_eq!(check_loading_place(&unknown, i64::MAX, 1, day()), Ok(()));
    }

    #[test]
    fn every_rule_is_named_beside_a_full_day() {
        let lapsed = loading_place_unnamed("RPH Dimoro").unmet;
        let refused = check_loading_place(&dimoro(lapsed), 30, 1, day()).expect_err("two rules");
        let rules: Vec<&str> = refused.unmet.iter().map(|unmet| unmet.rule.as_str()).collect();
        assert_eq!(rules, ["origin_facility_named", "capacity_of_the_day"]);
    }
}
