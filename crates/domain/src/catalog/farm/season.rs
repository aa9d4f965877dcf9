//! Seasons on plots: planned, checked, planted, grown, harvested, or failed.

use chrono::NaiveDate;

use crate::catalog::{GROWERS, LAND_CHECKERS};
use crate::shared::{DateSense, Invalid, Lifecycle as _, Period, Waiting, Waits, date_within};
use crate::{labels, lifecycle};

labels! {
    /// Where a season stands.
    pub enum SeasonState {
        /// Its owner has planned it.
        Planned = "planned",
        /// The land is fit for it.
        LandChecked = "land_checked",
        /// It is in the ground.
        Planted = "planted",
        /// It has grown.
        Grown = "grown",
        /// It was looked at before the harvest.
        CheckedBeforeHarvest = "checked_before_harvest",
        /// It is in.
        Harvested = "harvested",
        /// Nothing more is to be done about it.
        Closed = "closed",
        /// Nothing comes of it.
        Failed = "failed",
    }
}

labels! {
    /// What happens to a season.
    pub enum SeasonEvent {
        /// Somebody looks at the land.
        CheckLand = "check_land",
        /// Its owner plants it.
        Plant = "plant",
        /// It grows.
        Grow = "grow",
        /// Somebody looks at what has grown.
        CheckBeforeHarvest = "check_before_harvest",
        /// Its owner brings it in.
        Harvest = "harvest",
        /// Its owner ends it.
        Close = "close",
        /// It fails.
        Fail = "fail",
    }
}

lifecycle! {
    /// What has happened to a season.
    pub enum SeasonHappened: SeasonState, SeasonEvent {
        CheckLand (LandChecked = "land_checked", Optional, LAND_CHECKERS): Planned => LandChecked;
        Plant (Planted = "planted", Optional, GROWERS): LandChecked => Planted;
        Grow (Grown = "grown", Optional, GROWERS): Planted => Grown;
        CheckBeforeHarvest (CheckedBeforeHarvest = "checked_before_harvest", Optional, LAND_CHECKERS):
            Grown => CheckedBeforeHarvest;
        Harvest (Harvested = "harvested", Optional, GROWERS): CheckedBeforeHarvest => Harvested;
        Close (Closed = "closed", Optional, GROWERS): Harvested => Closed;
        Fail (Failed = "failed", Required, GROWERS):
            Planned | LandChecked | Planted | Grown | CheckedBeforeHarvest => Failed;
    }
    also {
        /// Its owner planned it.
        Planned = "planned",
        /// Something was given for it, or taken back.
        InputGiven = "input_given",
    }
}

impl Waits for SeasonState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Planned, action: "check_land_of_season", roles: LAND_CHECKERS },
        Waiting { state: Self::LandChecked, action: "plant_season", roles: GROWERS },
        Waiting { state: Self::Planted, action: "record_growth_of_season", roles: GROWERS },
        Waiting { state: Self::Grown, action: "check_season_before_harvest", roles: LAND_CHECKERS },
        Waiting { state: Self::CheckedBeforeHarvest, action: "harvest_season", roles: GROWERS },
        Waiting { state: Self::Harvested, action: "close_season", roles: GROWERS },
    ];
    const RESTING: &'static [Self] = &[];
}

labels! {
    /// What is given for a season.
    pub enum InputKind {
        /// Benih, bibit.
        Seed = "seed",
        /// Pupuk.
        Fertilizer = "fertilizer",
        /// Pestisida.
        Pesticide = "pesticide",
        /// Alat.
        Equipment = "equipment",
        /// Tenaga, jasa.
        Labour = "labour",
        /// Uang muka.
        Advance = "advance",
        /// Something else; the note says what.
        Other = "other",
    }
}

labels! {
    /// Why a season failed.
    pub enum FailureCause {
        /// Banjir.
        Flood = "flood",
        /// Hama dan penyakit.
        Pest = "pest",
        /// Kekeringan.
        Drought = "drought",
        /// Something else; the note says what.
        Other = "other",
    }
}

/// The days of a season as it is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeasonDates {
    /// When it is to be planted.
    pub planting: NaiveDate,
    /// First day on which the harvest is expected.
    pub harvest_from: NaiveDate,
    /// Last day on which the harvest is expected.
    pub harvest_until: NaiveDate,
}

impl SeasonDates {
    /// The day by which the next fact of a season in a state is due; none once it is in, or has failed.
    pub fn due(&self, state: SeasonState) -> Option<NaiveDate> {
        match state {
            SeasonState::Planned | SeasonState::LandChecked => Some(self.planting),
            SeasonState::Planted | SeasonState::Grown => Some(self.harvest_from),
            SeasonState::CheckedBeforeHarvest => Some(self.harvest_until),
            SeasonState::Harvested | SeasonState::Closed | SeasonState::Failed => None,
        }
    }
}

impl SeasonState {
    /// Whether something still grows, or is to.
    pub fn is_open(self) -> bool {
        self.next(SeasonEvent::Fail).is_some()
    }

    /// Whether what was given for it may still be written down; of one that failed, too, since what was given stays given.
    pub fn takes_inputs(self) -> bool {
        self != Self::Closed
    }
}

/// The longest time from planting to the end of the harvest: sugar cane and cattle take longer than a year, nothing three.
const LONGEST_YEARS: u32 = 3;

/// Judges the days of a season: planted not long ago at the earliest, harvested after it was planted, within three years.
///
/// # Errors
/// Every [`Invalid`] that names a field.
pub fn check_season_dates(dates: SeasonDates, today: NaiveDate) -> Vec<Invalid> {
    let mut found = Vec::new();
    let months = |from: NaiveDate, count| from.checked_add_months(chrono::Months::new(count)).unwrap_or(from);
    let ago = today.checked_sub_months(chrono::Months::new(12)).unwrap_or(today);
    let planting = Period { from: ago, until: DateSense::Planned.range(today).until };
    found.extend(date_within("/planting_date", dates.planting, planting).err());
    if dates.harvest_from <= dates.planting {
        found.push(Invalid::new(
            "/harvest_from_date",
            "out-of-order",
            "Panen tidak dapat diharapkan pada atau sebelum hari tanam.",
            "The harvest cannot be expected on the day of planting or before.",
        ));
    }
    if dates.harvest_until < dates.harvest_from {
        found.push(Invalid::new(
            "/harvest_until_date",
            "out-of-order",
            "Hari terakhir panen tidak boleh sebelum hari pertamanya.",
            "The last day of the harvest must not lie before its first.",
        ));
    }
    if dates.harvest_until > months(dates.planting, 12 * LONGEST_YEARS) {
        found.push(Invalid::new(
            "/harvest_until_date",
            "implausible-date",
            "Satu musim berlangsung paling lama tiga tahun; periksa tahunnya.",
            "A season takes three years at most; look at the year again.",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    fn dates(planting: &str, from: &str, until: &str) -> SeasonDates {
        let day = |text: &str| text.parse().expect("a date");
        SeasonDates { planting: day(planting), harvest_from: day(from), harvest_until: day(until) }
    }

    #[test]
    fn the_whole_lifecycle_of_a_season_is_this_table() {
        let table = "\
| state | check_land | plant | grow | check_before_harvest | harvest | close | fail |
|---|---|---|---|---|---|---|---|
| planned | land_checked | - | - | - | - | - | failed |
| land_checked | - | planted | - | - | - | - | failed |
| planted | - | - | grown | - | - | - | failed |
| grown | - | - | - | checked_before_harvest | - | - | failed |
| checked_before_harvest | - | - | - | - | harvested | - | failed |
| harvested | - | - | - | - | - | closed | - |
| closed | - | - | - | - | - | - | - |
| failed | - | - | - | - | - | - | - |
";
        assert_eq!(transition_table::<SeasonState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<SeasonState>();
    }

    #[test]
    fn a_season_is_planted_before_it_is_harvested_and_ends_after_it_began() {
        let today = "2026-11-22".parse().expect("a date");
        let judged = |planting, from, until| {
            let found = check_season_dates(dates(planting, from, until), today);
            found.into_iter().map(|one| (one.pointer, one.code)).collect::<Vec<_>>()
        };
        let told = |pointer: &str, code| (pointer.to_owned(), code);
        assert_eq!(judged("2026-12-01", "2027-03-10", "2027-03-24"), []);
        assert_eq!(judged("2025-11-22", "2026-03-10", "2026-03-10"), [], "recorded late");
        assert_eq!(
            judged("2025-11-21", "2026-03-10", "2026-03-10"),
            [told("/planting_date", "implausible-date")]
        );
        let early = told("/harvest_from_date", "out-of-order");
        assert_eq!(judged("2026-12-01", "2026-12-01", "2027-03-24"), [early]);
        let backwards = told("/harvest_until_date", "out-of-order");
        assert_eq!(judged("2026-12-01", "2027-03-10", "2027-03-09"), [backwards]);
        let long = told("/harvest_until_date", "implausible-date");
        assert_eq!(judged("2026-12-01", "2027-03-10", "2029-12-02"), [long]);
        assert_eq!(judged("2026-12-01", "2027-03-10", "2029-12-01"), []);
    }

    #[test]
    fn each_fact_is_due_by_its_day() {
        let planned = dates("2026-12-01", "2027-03-10", "2027-03-24");
        let due = |state| planned.due(state).map(|day| day.to_string());
        assert_eq!(due(SeasonState::LandChecked).as_deref(), Some("2026-12-01"));
        assert_eq!(due(SeasonState::Grown).as_deref(), Some("2027-03-10"));
        assert_eq!(due(SeasonState::CheckedBeforeHarvest).as_deref(), Some("2027-03-24"));
        assert_eq!((due(SeasonState::Harvested), due(SeasonState::Failed)), (None, None));
        assert!(SeasonState::Grown.is_open() && !SeasonState::Harvested.is_open());
        assert!(SeasonState::Failed.takes_inputs() && !SeasonState::Closed.takes_inputs());
    }
}
