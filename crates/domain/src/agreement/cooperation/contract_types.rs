//! What types of contracts ask for besides quantities: a share line the commitment it delivers on, cultivation its seasons, a
//! hold its festival, a spot harvest few days.
//!
//! Refuses: a commitment, seasons or a festival where none belong, and days outside the contract's.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::shared::{CalendarPeriod, CommitmentId, Invalid, Period, SeasonId, Unit};
use crate::{say, words};

use crate::agreement::cooperation::contract::ContractType;

/// Where the goods of a line come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineSource {
    /// The accepted share of a need that a line of a share contract delivers on; it says how much.
    pub commitment: Option<CommitmentId>,
    /// The seasons in which the goods of a line of cultivation grow.
    pub seasons: Vec<SeasonId>,
}

impl LineSource {
    /// Most seasons of a line.
    pub const MAX_SEASONS: usize = 50;

    /// Every field that does not fit the type of its contract, with pointers below `at`.
    pub fn validate(&self, contract_type: ContractType, at: &str) -> Vec<Invalid> {
        let shares = contract_type == ContractType::ShareOfDemand;
        let mut found = Vec::new();
        if shares && self.commitment.is_none() {
            found.push(Invalid::new(
                format!("{at}/commitment_id"),
                "required",
                "Baris kontrak bagian kebutuhan menyebut komitmen yang disepakati. Isi id komitmennya.",
                "A line of a share contract names the accepted commitment it delivers on. Give its id.",
            ));
        }
        if !shares && self.commitment.is_some() {
            found.push(Invalid::new(
                format!("{at}/commitment_id"),
                "commitment-absent",
                "Hanya kontrak bagian kebutuhan yang menyebut komitmen. Hapus, atau pilih jenis kontrak itu.",
                "Only contracts of a share of demand name a commitment. Remove it, or choose that type.",
            ));
        }
        if contract_type != ContractType::OnFarm && !self.seasons.is_empty() {
            found.push(Invalid::new(
                format!("{at}/season_ids"),
                "seasons-absent",
                "Hanya kontrak budi daya yang menyebut musim tanam. Hapus, atau pilih jenis kontrak itu.",
                "Only contracts of cultivation name seasons. Remove them, or choose that type.",
            ));
        }
        if self.seasons.len() > Self::MAX_SEASONS {
            found.push(Invalid::new(
                format!("{at}/season_ids"),
                "item-count",
                "Sebuah baris menyebut paling banyak 50 musim tanam.",
                "A line names at most 50 seasons.",
            ));
        }
        let again = |(place, season): &(usize, &SeasonId)| self.seasons[..*place].contains(season);
        found.extend(self.seasons.iter().enumerate().filter(again).map(|(place, _)| {
            Invalid::new(
                format!("{at}/season_ids/{place}"),
                "duplicate",
                "Musim tanam ini sudah disebut; cukup sekali.",
                "This season is named already; once is enough.",
            )
        }));
        found
    }
}

/// The festival that animals are held for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Festival {
    /// What it is called, such as Idul Adha.
    pub name: String,
    /// Its day: the last on which the animals are delivered.
    pub festival_date: NaiveDate,
    /// From which day on they are held.
    pub hold_from_date: NaiveDate,
}

impl Festival {
    fn validate(&self, period: &Period) -> Vec<Invalid> {
        let mut found = Vec::new();
        if self.name.trim().is_empty() || self.name.chars().count() > CalendarPeriod::MAX_NAME {
            found.push(Invalid::new(
                "/festival/name",
                "length",
                "Isi nama hari rayanya, paling panjang 100 karakter.",
                "Give the name of the festival, of at most 100 characters.",
            ));
        }
        let dates = [("festival_date", self.festival_date), ("hold_from_date", self.hold_from_date)];
        for (field, _) in dates.into_iter().filter(|(_, date)| !period.contains(*date)) {
            let detail = say!(
                "Pilih hari dalam jangka waktu kontrak: {period}.",
                "Choose a day within the period of the contract: {period}.",
                period = period,
            );
            found.push(Invalid::says(format!("/festival/{field}"), "outside-contract", detail));
        }
        if self.hold_from_date > self.festival_date {
            found.push(Invalid::new(
                "/festival/hold_from_date",
                "period",
                "Ternak ditahan sebelum hari rayanya, bukan sesudahnya.",
                "Animals are held before the festival, not after it.",
            ));
        }
        found
    }
}

/// What does not fit a contract's type of its festival, and of the units of its lines.
pub(super) fn check_festival(
    contract_type: ContractType,
    festival: Option<&Festival>,
    units: impl Iterator<Item = Unit>,
    period: &Period,
) -> Vec<Invalid> {
    match (contract_type, festival) {
        (ContractType::FestivalHold, Some(festival)) => {
            let mut found = festival.validate(period);
            let other = units.enumerate().filter(|(_, unit)| *unit != Unit::Hea);
            found.extend(other.map(|(index, _)| {
                Invalid::new(
                    format!("/lines/{index}/unit"),
                    "heads",
                    "Ternak untuk hari raya dihitung per ekor.",
                    "Animals for a festival are counted by head.",
                )
            }));
            found
        }
        (ContractType::FestivalHold, None) => vec![Invalid::new(
            "/festival",
            "required",
            "Isi hari raya yang dituju: nama, tanggal, dan sejak kapan ternak ditahan.",
            "Give the festival: its name, its day and from which day on animals are held.",
        )],
        (_, Some(_)) => vec![Invalid::new(
            "/festival",
            "festival-absent",
            "Hanya kontrak ternak hari raya yang menyebut hari raya. Hapus, atau pilih jenis kontrak itu.",
            "Only contracts of a festival hold name a festival. Remove it, or choose that type.",
        )],
        (_, None) => Vec::new(),
    }
}

/// A spot harvest is one harvest: its contract has at most `days` days.
pub fn check_spot_harvest(contract_type: ContractType, period: &Period, days: u16) -> Option<Invalid> {
    let last = period.until?;
    let long = (last - period.from).num_days() >= i64::from(days);
    (contract_type == ContractType::SpotHarvest && long).then(|| {
        let detail = say!(
            "Panen di tempat adalah satu kali panen: paling lama {days} hari. Perpendek jangka waktunya, atau pilih jenis kontrak \
             lain.",
            "A spot harvest is one harvest: {days} days at most. Shorten the period, or choose another type of contract.",
            days = words::count(i32::from(days)),
        );
        Invalid::says("/valid_until_date", "one-harvest", detail)
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::Id as _;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn codes(found: &[Invalid]) -> Vec<(&str, &str)> {
        found.iter().map(|one| (one.pointer.as_str(), one.code)).collect()
    }

    #[test]
    fn commitments_belong_to_shares_and_seasons_to_cultivation() {
        let season = SeasonId::from_uuid(Uuid::from_u128(1));
        let commitment = Some(CommitmentId::from_uuid(Uuid::from_u128(2)));
        let nothing = LineSource::default();
        let share = LineSource { commitment, seasons: vec![] };
        let grown = LineSource { commitment: None, seasons: vec![season] };
        for kind in ContractType::ALL.iter().copied() {
            let on = |source: &LineSource| source.validate(kind, "/lines/0");
            let shares = kind == ContractType::ShareOfDemand;
            let (asked, forbidden): (&[_], &[_]) = (
                &[("/lines/0/commitment_id", "required")],
                &[("/lines/0/commitment_id", "commitment-absent")],
            );
            assert_eq!(codes(&on(&nothing)), if shares { asked } else { &[] }, "{kind}");
            assert_eq!(codes(&on(&share)), if shares { &[] } else { forbidden }, "{kind}");
            let grows = on(&grown).iter().all(|one| one.code != "seasons-absent");
            assert_eq!(grows, kind == ContractType::OnFarm, "{kind}");
        }
        let twice = LineSource { commitment: None, seasons: vec![season, season] };
        let found = twice.validate(ContractType::OnFarm, "/lines/0");
        assert_eq!(codes(&found), [("/lines/0/season_ids/1", "duplicate")]);
    }

    #[test]
    fn a_festival_lies_within_the_contract_and_animals_are_counted_by_head() {
        let period = Period { from: day("2027-03-01"), until: Some(day("2027-05-31")) };
        let held = |festival: &str, from: &str| Festival {
            name: "Idul Adha 1448 H".to_owned(),
            festival_date: day(festival),
            hold_from_date: day(from),
        };
        let on = |kind, festival: Option<&Festival>, unit| {
            let found = check_festival(kind, festival, std::iter::once(unit), &period);
            found.into_iter().map(|one| format!("{} {}", one.pointer, one.code)).collect::<Vec<_>>()
        };
        use ContractType::{FestivalHold, FixedQuota};
        let good = held("2027-05-16", "2027-04-01");
        assert!(on(FestivalHold, Some(&good), Unit::Hea).is_empty());
        assert_eq!(on(FestivalHold, Some(&good), Unit::Kgm), ["/lines/0/unit heads"]);
        assert_eq!(on(FestivalHold, None, Unit::Hea), ["/festival required"]);
        assert_eq!(on(FixedQuota, Some(&good), Unit::Hea), ["/festival festival-absent"]);
        let outside = held("2027-06-01", "2027-02-28");
        assert_eq!(
            on(FestivalHold, Some(&outside), Unit::Hea),
            ["/festival/festival_date outside-contract", "/festival/hold_from_date outside-contract"]
        );
        let backwards = held("2027-04-01", "2027-04-02");
        assert_eq!(on(FestivalHold, Some(&backwards), Unit::Hea), ["/festival/hold_from_date period"]);
    }

    #[test]
    fn a_spot_harvest_is_one_harvest() {
        let on = |kind, until: &str| {
            let period = Period { from: day("2027-03-01"), until: Some(day(until)) };
            check_spot_harvest(kind, &period, 31).is_none()
        };
        assert!(on(ContractType::SpotHarvest, "2027-03-31"));
        assert!(!on(ContractType::SpotHarvest, "2027-04-01"));
        assert!(on(ContractType::StandbyBuyer, "2027-12-31"));
    }
}
