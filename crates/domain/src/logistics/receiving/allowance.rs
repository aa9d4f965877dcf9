//! The allowance for loss on the road: a table of dated rows with sources, never constants in a rule.
//!
//! Owns how a row is found and applied. A journey shorter than anything measured has no allowance; a
//! journey between two measured bands takes the lower one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::labels;
use crate::logistics::{HeadCount, WeightCount};
use crate::shared::{Dated, DatedRule, Period, RegionCode};

labels! {
    /// How goods travel.
    pub enum TransportMode {
        /// Truck, a ferry crossing included.
        Road = "road",
        /// Livestock or cargo ship.
        Sea = "sea",
    }
}

labels! {
    /// What a row allows.
    pub enum AllowanceKind {
        /// Loss of weight.
        Shrink = "shrink",
        /// Deaths of animals.
        Deaths = "deaths",
    }
}

/// One row: what is allowed for a commodity, a mode and a time on the road.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Loss of weight or deaths.
    pub kind: AllowanceKind,
    /// Code of the commodity, such as `cattle`.
    pub commodity_code: String,
    /// How it travels.
    pub mode: TransportMode,
    /// Measured from this province; a row of a route goes before rows for any route.
    pub from_province_code: Option<RegionCode>,
    /// Measured to this province.
    pub to_province_code: Option<RegionCode>,
    /// Hours on the road from which the row holds.
    pub hours_from: u32,
    /// Hours on the road before which it holds; `None` for any longer journey.
    pub hours_to: Option<u32>,
    /// What is allowed, in basis points: 370 is 3.7 %.
    pub basis_points: u32,
}

impl DatedRule for Allowance {
    const TABLE: &'static str = "allowance";

    fn key(&self) -> String {
        let province = |code: &Option<RegionCode>| code.as_ref().map_or("any", RegionCode::as_str).to_owned();
        let (from, to) = (province(&self.from_province_code), province(&self.to_province_code));
        format!("{} {} {} {from} {to} {}", self.kind, self.commodity_code, self.mode, self.hours_from)
    }

    /// They allow something for the same goods on the same way, and for an hour that both hold for.
    fn meets(&self, other: &Self) -> bool {
        let subject = |row: &Self| {
            (
                row.kind,
                row.commodity_code.clone(),
                row.mode,
                row.from_province_code.clone(),
                row.to_province_code.clone(),
            )
        };
        let end = |row: &Self| row.hours_to.unwrap_or(u32::MAX);
        subject(self) == subject(other) && self.hours_from.max(other.hours_from) < end(self).min(end(other))
    }
}

/// A journey, as far as the table asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Code of the commodity.
    pub commodity: String,
    /// How it travelled.
    pub mode: TransportMode,
    /// Region of departure.
    pub origin: RegionCode,
    /// Region of arrival.
    pub destination: RegionCode,
    /// Whole minutes from departure to arrival.
    pub minutes: u32,
    /// Day of departure in Jakarta.
    pub day: NaiveDate,
}

/// The rows in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowanceTable(pub Vec<Dated<Allowance>>);

impl AllowanceTable {
    /// The row for a journey: one measured on its route, else the general one for its hours.
    pub fn find(&self, kind: AllowanceKind, journey: &Journey) -> Option<&Allowance> {
        let in_force = self.0.iter().filter(|row| row.holds_on(journey.day)).map(|row| &row.rule);
        let fits = |row: &&Allowance| row.kind == kind && row.holds_for(journey);
        in_force.filter(fits).max_by_key(|row| (row.is_of_a_route(), row.hours_from))
    }

    /// `table(commodity, mode, hours) x (loaded - removed - missing)`, in grams, rounded down.
    pub fn shrink_allowed(&self, journey: &Journey, weight: &WeightCount) -> i64 {
        let travelled = i128::from(weight.loaded) - i128::from(weight.removed) - i128::from(weight.missing);
        self.share(AllowanceKind::Shrink, journey, travelled)
    }

    /// Deaths that are nobody's fault, in heads of those loaded, rounded down.
    pub fn deaths_allowed(&self, journey: &Journey, heads: &HeadCount) -> i64 {
        self.share(AllowanceKind::Deaths, journey, i128::from(heads.loaded))
    }

    fn share(&self, kind: AllowanceKind, journey: &Journey, of: i128) -> i64 {
        let basis_points = self.find(kind, journey).map_or(0, |row| row.basis_points);
        let share = (of.max(0) * i128::from(basis_points)).div_euclid(10_000);
        // Only a row above 100 % of an amount near 64 bits saturates.
        i64::try_from(share).unwrap_or(i64::MAX)
    }
}

impl Allowance {
    const fn is_of_a_route(&self) -> bool {
        self.from_province_code.is_some() || self.to_province_code.is_some()
    }

    fn holds_for(&self, journey: &Journey) -> bool {
        let hours = journey.minutes / 60;
        let lies_in = |province: &Option<RegionCode>, region: &RegionCode| {
            province.as_ref().is_none_or(|province| province.province() == region.province())
        };
        self.commodity_code == journey.commodity
            && self.mode == journey.mode
            && lies_in(&self.from_province_code, &journey.origin)
            && lies_in(&self.to_province_code, &journey.destination)
            && hours >= self.hours_from
            && self.hours_to.is_none_or(|end| hours < end)
    }
}

/// The rows to start with (DOMAIN section 7): measured averages and maxima, to be replaced by own data.
pub fn seed_allowances() -> Vec<Dated<Allowance>> {
    let row = |kind, commodity: &str, hours_from, hours_to, basis_points, source: &str| Dated {
        rule: Allowance {
            kind,
            commodity_code: commodity.to_owned(),
            mode: TransportMode::Road,
            from_province_code: None,
            to_province_code: None,
            hours_from,
            hours_to,
            basis_points,
        },
        in_force: Period { from: FIRST_DAY, until: None },
        source: source.to_owned(),
    };
    let mut lampung_palembang = row(
        AllowanceKind::Shrink,
        "cattle",
        0,
        None,
        950,
        "Measured loss of live weight, cattle, Lampung-Palembang: 9.3-9.5 %",
    );
    lampung_palembang.rule.from_province_code = "18".parse().ok();
    lampung_palembang.rule.to_province_code = "16".parse().ok();
    vec![
        row(
            AllowanceKind::Shrink,
            "cattle",
            5,
            Some(7),
            370,
            "Measured loss of live weight, cattle by road: 3.7 % at 5-6 hours",
        ),
        row(
            AllowanceKind::Shrink,
            "cattle",
            7,
            Some(48),
            530,
            "Measured loss of live weight, cattle by road: 5.3 % at 7-8 hours",
        ),
        row(
            AllowanceKind::Shrink,
            "cattle",
            48,
            None,
            2_000,
            "Measured loss of live weight, cattle by road: up to 20 % over two days",
        ),
        lampung_palembang,
        row(AllowanceKind::Deaths, "goat", 0, None, 30, "Mortality of goats on the road: about 0.3 %"),
    ]
}

/// The seed rows are used from the first year of recorded trade.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");

#[cfg(test)]
mod tests {
    use super::*;

    fn journey(commodity: &str, origin: &str, destination: &str, minutes: u32) -> Journey {
        Journey {
            commodity: commodity.to_owned(),
            mode: TransportMode::Road,
            origin: origin.parse().expect("a region"),
            destination: destination.parse().expect("a region"),
            minutes,
            day: NaiveDate::from_ymd_opt(2022, 7, 1).expect("a day"),
        }
    }

    fn found(journey: &Journey) -> Option<u32> {
        AllowanceTable(seed_allowances()).find(AllowanceKind::Shrink, journey).map(|row| row.basis_points)
    }

    #[test]
    fn of_two_bands_of_one_subject_no_hour_is_in_both() {
        let band = |hours_from, hours_to| {
            let seed = seed_allowances().swap_remove(0).rule;
            Allowance { hours_from, hours_to, ..seed }
        };
        assert!(band(0, Some(10)).meets(&band(5, Some(20))));
        assert!(band(5, Some(20)).meets(&band(0, None)));
        assert!(!band(0, Some(10)).meets(&band(10, Some(20))), "the last hour is not in the band");
        let route = Allowance { from_province_code: "18".parse().ok(), ..band(0, Some(10)) };
        assert!(!route.meets(&band(0, Some(10))), "a route of its own goes before");
        let deaths = Allowance { kind: AllowanceKind::Deaths, ..band(0, Some(10)) };
        assert!(!deaths.meets(&band(0, Some(10))));
        let rows = seed_allowances();
        for (index, row) in rows.iter().enumerate() {
            assert!(rows[index + 1..].iter().all(|other| !row.rule.meets(&other.rule)), "{row:?}");
        }
    }

    #[test]
    fn cattle_lose_more_the_longer_they_travel() {
        let after = |minutes| found(&journey("cattle", "18.72", "31", minutes));
        assert_eq!(after(4 * 60 + 59), None);
        assert_eq!(after(5 * 60), Some(370));
        assert_eq!(after(6 * 60 + 59), Some(370));
        assert_eq!(after(7 * 60), Some(530));
        assert_eq!(after(47 * 60 + 59), Some(530));
        assert_eq!(after(48 * 60), Some(2_000));
    }

    #[test]
    fn a_measured_route_goes_before_the_hours() {
        assert_eq!(found(&journey("cattle", "18.72", "16.71", 8 * 60)), Some(950));
        assert_eq!(found(&journey("cattle", "16.71", "18.72", 8 * 60)), Some(530));
        assert_eq!(found(&journey("cattle", "18.72", "16.71", 50 * 60)), Some(950));
    }

    #[test]
    fn a_row_ends_with_its_last_hour_where_no_other_follows() {
        let last =
            seed_allowances().into_iter().find(|row| row.rule.basis_points == 370).expect("5 to 6 hours");
        let table = AllowanceTable(vec![last]);
        let after = |minutes| {
            let journey = journey("cattle", "18.72", "31", minutes);
            table.find(AllowanceKind::Shrink, &journey).map(|row| row.basis_points)
        };
        assert_eq!((after(7 * 60 - 1), after(7 * 60)), (Some(370), None));
    }

    #[test]
    fn other_goods_modes_and_days_have_their_own_rows_or_none() {
        assert_eq!(found(&journey("eggs", "18.72", "31", 480)), None);
        assert_eq!(
            found(&Journey { mode: TransportMode::Sea, ..journey("cattle", "18.72", "31", 480) }),
            None
        );
        let before = NaiveDate::from_ymd_opt(2021, 12, 31).expect("a day");
        assert_eq!(found(&Journey { day: before, ..journey("cattle", "18.72", "31", 480) }), None);
    }

    #[test]
    fn the_allowance_is_of_what_travelled_to_the_end_rounded_down() {
        let table = AllowanceTable(seed_allowances());
        let weight = WeightCount { loaded: 10_500, removed: 300, missing: 201, ..WeightCount::default() };
        assert_eq!(table.shrink_allowed(&journey("cattle", "18.72", "31", 480), &weight), 529);
        let empty = WeightCount { loaded: 1, removed: 2, ..WeightCount::default() };
        assert_eq!(table.shrink_allowed(&journey("cattle", "18.72", "31", 480), &empty), 0);
    }

    #[test]
    fn few_goats_may_not_die_but_some_of_a_thousand_may() {
        let table = AllowanceTable(seed_allowances());
        let allowed = |loaded| {
            table.deaths_allowed(
                &journey("goat", "18.72", "31", 480),
                &HeadCount { loaded, ..HeadCount::default() },
            )
        };
        assert_eq!((allowed(333), allowed(334), allowed(1_000)), (0, 1, 3));
    }
}
