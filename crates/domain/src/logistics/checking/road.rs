//! What the reports of vehicles show: two vehicles of one plate on the road together, a speed that no truck has.
//!
//! Owns findings that depend on what was reported and not on the order in which it came in: a later report only ever adds to
//! the time that a vehicle is known to have been on the road, and to the pairs of its positions.

use chrono::{DateTime, TimeDelta, Utc};

use crate::shared::Place;

/// What is known of the time that a vehicle was on the road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnTheRoad {
    /// When it left.
    pub left: DateTime<Utc>,
    /// The last that it reported from the way.
    pub last_report: Option<DateTime<Utc>>,
    /// When it arrived.
    pub arrived: Option<DateTime<Utc>>,
}

impl OnTheRoad {
    /// Until when it was certainly on the road. One that says no more may have arrived and not said so: it counts for the time
    /// within which nobody brings goods to another region.
    pub fn until(&self, turnaround: TimeDelta) -> DateTime<Utc> {
        let silent = || self.left.checked_add_signed(turnaround).unwrap_or(self.left);
        let end = self.arrived.unwrap_or_else(silent);
        self.last_report.map_or(end, |report| end.max(report))
    }
}

/// From when until when two vehicles were on the road together; none where one had come before the other left.
pub fn together(
    one: &OnTheRoad,
    other: &OnTheRoad,
    turnaround: TimeDelta,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let from = one.left.max(other.left);
    let until = one.until(turnaround).min(other.until(turnaround));
    (from < until).then_some((from, until))
}

/// Where a vehicle was at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// When.
    pub at: DateTime<Utc>,
    /// Where.
    pub place: Place,
}

/// How far apart two positions are, and how fast that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFast {
    /// Along the great circle.
    pub metres: i64,
    /// Between them.
    pub seconds: i64,
    /// The least speed by which both can be right, in whole kilometres per hour.
    pub km_per_hour: i64,
}

/// How fast a vehicle must have driven from one position to the other, where that is beyond a limit even if the positions are
/// wrong by a slack together.
pub fn too_fast(one: &Position, other: &Position, limit: i64, slack_metres: i64) -> Option<TooFast> {
    let metres = one.place.metres_to(other.place);
    let seconds = (one.at - other.at).num_seconds().abs();
    let driven = i128::from(metres.saturating_sub(slack_metres).max(0));
    // 3,600 seconds an hour, 1,000 metres a kilometre.
    if driven * 36 <= i128::from(limit) * i128::from(seconds) * 10 {
        return None;
    }
    let km_per_hour = driven * 36 / (i128::from(seconds.max(1)) * 10);
    Some(TooFast { metres, seconds, km_per_hour: i64::try_from(km_per_hour).unwrap_or(i64::MAX) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + minute * 60, 0).expect("an instant")
    }

    fn road(left: i64, last: Option<i64>, arrived: Option<i64>) -> OnTheRoad {
        OnTheRoad { left: at(left), last_report: last.map(at), arrived: arrived.map(at) }
    }

    const TURNAROUND: TimeDelta = TimeDelta::minutes(180);

    fn meets(one: OnTheRoad, other: OnTheRoad) -> bool {
        let found = together(&one, &other, TURNAROUND);
        assert_eq!(found, together(&other, &one, TURNAROUND));
        found.is_some()
    }

    #[test]
    fn a_vehicle_is_on_the_road_until_it_arrives() {
        let first = road(0, None, Some(600));
        assert!(meets(first, road(599, None, None)));
        assert!(!meets(first, road(600, None, None)), "it leaves again the minute it came");
        assert!(!meets(first, road(700, None, Some(900))));
    }

    #[test]
    fn one_that_says_no_more_may_have_arrived_without_saying_so() {
        assert!(meets(road(0, None, None), road(179, None, None)));
        assert!(!meets(road(0, None, None), road(180, None, None)), "an arrival may be on its way");
        assert!(meets(road(0, Some(400), None), road(300, None, None)), "it was still on the way");
        assert!(meets(road(0, Some(700), Some(600)), road(650, None, None)), "it travelled on");
    }

    #[test]
    fn whatever_comes_in_later_never_takes_a_finding_back_but_an_arrival_within_the_turnaround() {
        for left in [0_i64, 30, 200, 400] {
            for last in [None, Some(250), Some(420)] {
                let known = road(0, last, None);
                let later = road(0, last, Some(450));
                let other = road(left, None, Some(left + 500));
                assert!(!meets(known, other) || meets(later, other), "{left} {last:?}");
            }
        }
    }

    /// A place so many metres north of Metro.
    fn north(metres: i64) -> Place {
        Place { longitude_e7: 1_053_066_700, latitude_e7: -51_131_000 + metres * 90 }
    }

    fn speed(metres: i64, minutes: i64) -> Option<i64> {
        let one = Position { at: at(0), place: north(0) };
        let other = Position { at: at(minutes), place: north(metres) };
        let found = too_fast(&one, &other, 90, 2_000);
        assert_eq!(found, too_fast(&other, &one, 90, 2_000));
        found.map(|found| found.km_per_hour)
    }

    #[test]
    fn a_speed_is_told_beyond_the_limit_alone() {
        assert_eq!(speed(91_900, 60), None);
        assert_eq!(speed(93_200, 60), Some(91));
        assert_eq!(speed(600_000, 60), Some(598));
        assert_eq!(speed(1_900, 0), None, "two phones at one gate");
        assert!(speed(50_000, 0).is_some(), "two places at once");
    }
}
