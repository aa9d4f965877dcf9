//! A thousand honest days, and some frauds among them: how often what is honest raises a signal.
//!
//! The days, all drawn by one generator: eight to twelve trucks of a fleet of thirty leave Metro for Jakarta (209 km), each for one
//! of four suppliers, the same plate for another on another day; two in five leave in a convoy at ten in the evening, within
//! twenty minutes. They take six to eleven hours, the ferry included, and rest between trips for two hours at least. Phones
//! report from the way every forty minutes or so, wrong by up to 700 m, with clocks wrong by up to 90 s; one truck in four
//! reports no arrival, and counts as come with its receipt, up to three hours later; reports come in in any order. Loads
//! weigh nine tonnes, give or take 400 kg; two scales in four round to 10 kg, one to 20 kg, one to 1 kg. Prices swing by a fifth
//! about the band of their reference, which is a tenth wide. A supplier changes its account once a year and is paid twice a month.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::figures::{SignalFigure, SignalFigures, seed_signal_rules};
use super::goods::{account_changed_before, is_telling_weight, price_far_outside, repeats_within};
use super::road::{OnTheRoad, Position, together, too_fast};
use crate::shared::{Money, Place, PriceBasis, PriceLevel, ReferencePrice, jakarta_date};

const DAYS: i64 = 1_000;
const PLATES: u64 = 30;
const SUPPLIERS: u64 = 4;
const METRO: Place = Place { longitude_e7: 1_053_066_700, latitude_e7: -51_131_000 };
const JAKARTA: Place = Place { longitude_e7: 1_068_650_000, latitude_e7: -61_750_000 };

/// A generator of our own, so that every run draws the same days.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn between(&mut self, from: i64, until: i64) -> i64 {
        from + i64::try_from(self.below((until - from + 1).unsigned_abs())).expect("a small number")
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).expect("a place");
            items.swap(last, other);
        }
    }
}

fn start() -> DateTime<Utc> {
    "2024-01-01T00:00:00Z".parse().expect("an instant")
}

/// A truck on its way, as it is known in the end.
struct Trip {
    plate: u64,
    supplier: u64,
    road: OnTheRoad,
    positions: Vec<Position>,
    grams: i64,
    received: DateTime<Utc>,
}

fn part_of_the_way(done: i64, whole: i64) -> Place {
    let part = |from: i64, until: i64| from + (until - from) * done / whole;
    Place {
        longitude_e7: part(METRO.longitude_e7, JAKARTA.longitude_e7),
        latitude_e7: part(METRO.latitude_e7, JAKARTA.latitude_e7),
    }
}

/// An honest trip that leaves at a time.
fn trip(draws: &mut Draws, plate: u64, left: DateTime<Utc>) -> Trip {
    let supplier = draws.below(SUPPLIERS);
    let minutes = draws.between(360, 660);
    let arrived = left + TimeDelta::minutes(minutes);
    let mut positions = Vec::new();
    let mut minute = 0;
    while minute <= minutes {
        let mut place = part_of_the_way(minute, minutes);
        // 90 ten-millionths are a metre.
        place.longitude_e7 += draws.between(-500, 500) * 90;
        place.latitude_e7 += draws.between(-500, 500) * 90;
        let clock = TimeDelta::seconds(draws.between(-90, 90));
        positions.push(Position { at: left + TimeDelta::minutes(minute) + clock, place });
        minute += draws.between(25, 55);
    }
    draws.shuffle(&mut positions);
    let silent = draws.below(4) == 0;
    let received = arrived + TimeDelta::minutes(draws.between(10, 180));
    let step = [10_000, 10_000, 20_000, 1_000][usize::try_from(supplier).expect("a supplier")];
    let kilograms = 9_000 + draws.between(-200, 200) + draws.between(-200, 200);
    let last_report = positions.iter().map(|position| position.at.min(arrived)).max();
    let road = OnTheRoad { left, last_report, arrived: Some(if silent { received } else { arrived }) };
    Trip { plate, supplier, road, positions, grams: kilograms * 1_000 / step * step, received }
}

fn honest_trips(draws: &mut Draws) -> Vec<Trip> {
    let mut trips: Vec<Trip> = Vec::new();
    let mut free: BTreeMap<u64, DateTime<Utc>> = BTreeMap::new();
    for day in 0..DAYS {
        for _ in 0..draws.between(8, 12) {
            let convoy = draws.below(5) < 2;
            let minute = if convoy { 15 * 60 + draws.between(0, 20) } else { draws.between(0, 14 * 60) };
            let wanted = start() + TimeDelta::days(day) + TimeDelta::minutes(minute);
            let plate = draws.below(PLATES);
            // It comes home first, and is loaded.
            if free.get(&plate).is_some_and(|free| *free > wanted) {
                continue;
            }
            let trip = trip(draws, plate, wanted);
            let home = trip.received + TimeDelta::minutes(draws.between(120, 600));
            free.insert(plate, home);
            trips.push(trip);
        }
    }
    trips
}

/// How often each kind is raised: each truck against all others of its plate, whatever came in first.
fn raised(trips: &[Trip]) -> BTreeMap<&'static str, usize> {
    let figures = SignalFigures(seed_signal_rules());
    let figure = |figure| figures.on(figure, jakarta_date(start())).expect("a row");
    let turnaround = TimeDelta::minutes(figure(SignalFigure::TurnaroundMinutes));
    let (limit, slack) = (figure(SignalFigure::SpeedLimit), figure(SignalFigure::PositionSlack));
    let (count, days) = (figure(SignalFigure::EqualWeightCount), figure(SignalFigure::EqualWeightDays));
    let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (number, trip) in trips.iter().enumerate() {
        let same_plate = trips[..number].iter().filter(|other| other.plate == trip.plate);
        let twice = same_plate.filter(|other| together(&trip.road, &other.road, turnaround).is_some());
        *found.entry("plate").or_default() += twice.count();
        let pairs =
            |one: &Position| trip.positions.iter().any(|other| too_fast(one, other, limit, slack).is_some());
        *found.entry("speed").or_default() += usize::from(trip.positions.iter().any(pairs));
    }
    let mut weighed: BTreeMap<(u64, u64, i64), Vec<DateTime<Utc>>> = BTreeMap::new();
    for trip in
        trips.iter().filter(|trip| is_telling_weight(trip.grams, figure(SignalFigure::ScaleStep), None))
    {
        weighed.entry((trip.supplier, trip.plate, trip.grams)).or_default().push(trip.received);
    }
    let repeated = weighed.values().filter(|times| repeats_within(times, count, days));
    found.insert("weight", repeated.count());
    found
}

/// How often prices and accounts of honest days are told.
fn told_of_money(draws: &mut Draws, shipments: usize) -> usize {
    let figures = SignalFigures(seed_signal_rules());
    let figure = |figure| figures.on(figure, jakarta_date(start())).expect("a row");
    let reference = ReferencePrice {
        commodity_code: "eggs".parse().expect("a code"),
        form_code: "fresh_shell".parse().expect("a code"),
        grade: None,
        region_code: None,
        level: PriceLevel::Producer,
        price_basis: PriceBasis::PerKgNet,
        low_rupiah: Some(23_000),
        high_rupiah: Some(25_300),
    };
    let gap = figure(SignalFigure::PriceGap);
    let price = |draws: &mut Draws| Money(24_150 + draws.between(-4_830, 4_830));
    let prices =
        (0..shipments).filter(|_| price_far_outside(&reference, price(draws), gap).is_some()).count();
    let change_days = figure(SignalFigure::AccountChangeDays);
    let mut accounts = 0;
    for _ in 0..SUPPLIERS {
        let changes: Vec<_> = (0..DAYS / 365)
            .map(|year| start() + TimeDelta::days(year * 365 + draws.between(0, 364)))
            .collect();
        let paid = (0..DAYS / 15).map(|half| jakarta_date(start() + TimeDelta::days(half * 15)));
        let soon = |day| changes.iter().any(|change| account_changed_before(*change, day, change_days));
        accounts += paid.filter(|day| soon(*day)).count();
    }
    prices + accounts
}

#[test]
fn honest_days_raise_a_signal_for_less_than_one_shipment_in_a_hundred() {
    let mut draws = Draws(2_026);
    let trips = honest_trips(&mut draws);
    assert!(trips.len() > 7_000, "{} trips", trips.len());
    let of_road = raised(&trips);
    let alarms = of_road.values().sum::<usize>() + told_of_money(&mut draws, trips.len());
    println!("{alarms} false alarms over {} shipments, of the road and the scales {of_road:?}", trips.len());
    assert!(alarms * 100 < trips.len(), "{alarms} false alarms over {} shipments: {of_road:?}", trips.len());
}

#[test]
fn frauds_among_honest_days_are_found() {
    let mut draws = Draws(7);
    let mut trips = honest_trips(&mut draws);
    let before = raised(&trips);
    // A truck that never drove: its phone was carried on an aeroplane.
    let at = start() + TimeDelta::days(DAYS + 10);
    let mut sped_up = trip(&mut draws, PLATES + 1, at);
    sped_up.positions = [(0, METRO), (90, JAKARTA)]
        .map(|(minute, place)| Position { at: at + TimeDelta::minutes(minute), place })
        .to_vec();
    trips.push(sped_up);
    // A load that was written down while its truck was elsewhere.
    let real = trip(&mut draws, PLATES + 2, at);
    let phantom = trip(&mut draws, PLATES + 2, at + TimeDelta::minutes(150));
    trips.extend([real, phantom]);
    // Weights that were copied.
    for day in 0..3 {
        let mut copied = trip(&mut draws, PLATES + 3, at + TimeDelta::days(day));
        (copied.supplier, copied.grams) = (3, 9_012_345);
        trips.push(copied);
    }
    let after = raised(&trips);
    for kind in ["speed", "plate", "weight"] {
        assert_eq!(after[kind], before[kind] + 1, "{kind}");
    }
}
