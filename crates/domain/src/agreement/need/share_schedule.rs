//! What a line of a share contract commits, as it was recorded: a recording is never changed, and of the recordings of a
//! period the last one counts.
//!
//! Owns: what is recorded anew when a need or a commitment changes, and which periods count by each text of a contract.
//! A period counts that lies within the contract's days; one that had begun before a later text came into force goes on to
//! count by it, so that what a begun period committed stays whatever is amended.

use chrono::{DateTime, NaiveDate, Utc};

use crate::shared::{CalendarPeriod, Period};

/// A period of a share line as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPeriod {
    /// The period.
    pub period: CalendarPeriod,
    /// What was needed in it, in base units.
    pub need: i64,
    /// The share of it, in basis points.
    pub share_bp: u16,
    /// What is committed in it, in base units; 0 once it counts no more.
    pub quantity: i64,
    /// When that was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// The recordings that counted at an instant: the last of each period, in order of the days.
pub fn counting_at(recorded: &[RecordedPeriod], known_at: DateTime<Utc>) -> Vec<&RecordedPeriod> {
    let mut found: Vec<&RecordedPeriod> = Vec::new();
    for one in recorded.iter().filter(|one| one.recorded_at <= known_at) {
        match found.iter_mut().find(|other| other.period.days() == one.period.days()) {
            Some(other) if one.recorded_at >= other.recorded_at => *other = one,
            Some(_) => {}
            None => found.push(one),
        }
    }
    found.sort_by(|one, other| one.period.cmp(&other.period));
    found
}

/// What is to be recorded, now that a line comes to this: what differs from what was recorded last, and nothing of a period
/// that has begun and was recorded.
pub fn newly_recorded(
    recorded: &[RecordedPeriod],
    comes_to: Vec<RecordedPeriod>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Vec<RecordedPeriod> {
    let last = counting_at(recorded, DateTime::<Utc>::MAX_UTC);
    let stays = |one: &RecordedPeriod| one.period.begun(today);
    let same = |one: &RecordedPeriod, other: &RecordedPeriod| one.period.days() == other.period.days();
    let gone = last.iter().filter(|old| old.quantity > 0 && !stays(old));
    let gone = gone.filter(|old| !comes_to.iter().any(|new| same(old, new)));
    let mut found: Vec<RecordedPeriod> =
        gone.map(|old| RecordedPeriod { quantity: 0, recorded_at: now, ..(*old).clone() }).collect();
    for new in comes_to {
        let old = last.iter().find(|old| same(old, &new));
        let told = |old: &&&RecordedPeriod| {
            stays(old) || (old.need, old.share_bp, old.quantity) == (new.need, new.share_bp, new.quantity)
        };
        if !old.is_some_and(|old| told(&old)) {
            found.push(RecordedPeriod { recorded_at: now, ..new });
        }
    }
    found
}

/// The days of one text of a contract, and from which day on it is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextDays {
    /// The day from which on it is in force.
    pub in_force_from: NaiveDate,
    /// First and last day of the contract by it.
    pub period: Period,
}

/// The recordings that count by each text of a contract, the first text first.
pub fn recorded_by_text(recorded: &[RecordedPeriod], texts: &[TextDays]) -> Vec<Vec<RecordedPeriod>> {
    let mut found: Vec<Vec<RecordedPeriod>> = Vec::new();
    for text in texts {
        let begun = |one: &RecordedPeriod| {
            let before = found.last().is_some_and(|before| before.contains(one));
            before && one.period.first() < text.in_force_from
        };
        let counts = |one: &&RecordedPeriod| text.period.covers(&one.period.days()) || begun(one);
        let of_text = recorded.iter().filter(counts).cloned().collect();
        found.push(of_text);
    }
    found
}

/// What a line commits on a day, of the recordings that count by a text: the sum over the periods that have begun.
pub fn committed_on(recorded: &[RecordedPeriod], day: NaiveDate) -> i64 {
    let begun =
        counting_at(recorded, DateTime::<Utc>::MAX_UTC).into_iter().filter(|one| one.period.begun(day));
    begun.map(|one| one.quantity).sum()
}

/// What is owed today of a line whose periods do not roll over, over the periods that have begun by a day: of one that has
/// ended no more than was accepted in its days, since what it did not take is not asked for any more.
pub fn owed_on(
    recorded: &[RecordedPeriod],
    accepted: &[(NaiveDate, i64)],
    begun: NaiveDate,
    today: NaiveDate,
) -> i64 {
    let begun =
        counting_at(recorded, DateTime::<Utc>::MAX_UTC).into_iter().filter(|one| one.period.begun(begun));
    let owed = begun.map(|one| {
        let within = accepted.iter().filter(|(at, _)| one.period.days().contains(*at));
        let taken: i64 = within.map(|(_, base)| base).sum();
        if one.period.ended(today) { one.quantity.min(taken) } else { one.quantity }
    });
    owed.sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::agreement::need::share::{NeedVersion, ShareBp, share_of_need};
    use crate::shared::{Quantity, Scheduled, Unit};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn at(date: NaiveDate) -> DateTime<Utc> {
        date.and_hms_opt(3, 0, 0).expect("an hour").and_utc()
    }

    fn one(code: &str, quantity: i64, recorded: &str) -> RecordedPeriod {
        RecordedPeriod {
            period: CalendarPeriod::parse(code, None).expect("a period"),
            need: quantity * 2,
            share_bp: 5_000,
            quantity,
            recorded_at: at(day(recorded)),
        }
    }

    #[test]
    fn what_has_begun_stays_and_what_goes_is_recorded_as_nothing() {
        let recorded = [one("2026-01", 50, "2026-01-01"), one("2026-02", 50, "2026-01-01")];
        let now = at(day("2026-01-15"));
        let comes_to = vec![one("2026-01", 7, "2026-01-15"), one("2026-03", 9, "2026-01-15")];
        let new = newly_recorded(&recorded, comes_to, day("2026-01-15"), now);
        let told: Vec<_> = new.iter().map(|one| (one.period.code(), one.quantity)).collect();
        assert_eq!(told, [("2026-02".to_owned(), 0), ("2026-03".to_owned(), 9)]);
        let all: Vec<_> = recorded.iter().cloned().chain(new).collect();
        let counting =
            |known| counting_at(&all, at(day(known))).iter().map(|one| one.quantity).collect::<Vec<_>>();
        assert_eq!(counting("2026-01-14"), [50, 50]);
        assert_eq!(counting("2026-01-15"), [50, 0, 9]);
        assert_eq!((committed_on(&all, day("2026-02-28")), committed_on(&all, day("2026-03-01"))), (50, 59));
        let again = vec![one("2026-01", 50, "2026-01-16"), one("2026-03", 9, "2026-01-16")];
        assert!(
            newly_recorded(&all, again, day("2026-01-16"), at(day("2026-01-16"))).is_empty(),
            "nothing new"
        );
    }

    #[test]
    fn a_period_counts_within_the_days_of_a_text_and_on_once_it_has_begun() {
        let recorded = ["2026-01", "2026-02", "2026-03", "2026-04"].map(|code| one(code, 10, "2026-01-01"));
        let text = |from: &str, until: &str| TextDays {
            in_force_from: day(from),
            period: Period { from: day("2026-01-15"), until: Some(day(until)) },
        };
        let texts = [
            text("2026-01-15", "2026-03-31"),
            text("2026-03-10", "2026-03-20"),
            text("2026-03-15", "2026-04-30"),
        ];
        let counted = recorded_by_text(&recorded, &texts);
        let codes = |rows: &[RecordedPeriod]| rows.iter().map(|one| one.period.code()).collect::<Vec<_>>();
        assert_eq!(codes(&counted[0]), ["2026-02", "2026-03"], "January is not whole within it");
        assert_eq!(codes(&counted[1]), ["2026-02", "2026-03"], "March had begun");
        assert_eq!(codes(&counted[2]), ["2026-02", "2026-03", "2026-04"]);
    }

    #[test]
    fn what_an_ended_period_did_not_take_is_not_owed() {
        let recorded = [one("2026-01", 50, "2026-01-01"), one("2026-02", 50, "2026-01-01")];
        let accepted = [(day("2026-01-10"), 20), (day("2026-02-01"), 10)];
        let owed = |begun: &str, today: &str| owed_on(&recorded, &accepted, day(begun), day(today));
        assert_eq!(owed("2026-01-31", "2026-01-31"), 50);
        assert_eq!(owed("2026-02-28", "2026-02-28"), 70);
        assert_eq!(owed("2026-03-01", "2026-03-01"), 30);
        assert_eq!(owed("2026-12-31", "2026-01-31"), 100, "what is to come is owed whole");
    }

    proptest! {
        /// A need is published again and again; what is recorded on each of those days comes to what the versions say, on
        /// every day, and nothing that had begun ever changes.
        #[test]
        fn recordings_come_to_what_the_versions_of_the_need_say(
            steps in prop::collection::vec((0_i64..60, prop::collection::vec(0_i64..1_000, 12)), 1..6),
            share in 1_u16..=10_000,
        ) {
            let share = ShareBp::new(share).expect("a share");
            let (mut today, mut versions, mut recorded) = (day("2026-01-01"), Vec::new(), Vec::new());
            for (later, needs) in steps {
                today += chrono::TimeDelta::days(later);
                let schedule: Vec<Scheduled> = (1..=12).zip(&needs).filter(|(_, base)| **base > 0).map(|(month, base)| Scheduled {
                    period: CalendarPeriod::parse(&format!("2026-{month:02}"), None).expect("a month"),
                    quantity: Quantity::from_base(*base, Unit::Grm).expect("a quantity"),
                }).collect();
                versions.push(NeedVersion { published: today, schedule });
                let comes_to = share_of_need(&versions, share, today).periods.into_iter().map(|one| RecordedPeriod {
                    need: one.need.quantity.base(),
                    share_bp: share.basis_points(),
                    quantity: one.share,
                    period: one.need.period,
                    recorded_at: at(today),
                }).collect();
                let before = committed_on(&recorded, today);
                let new = newly_recorded(&recorded, comes_to, today, at(today));
                recorded.extend(new);
                if versions.len() > 1 {
                    prop_assert_eq!(committed_on(&recorded, today), before, "what has begun does not change");
                }
                for month in 1..=12 {
                    let asked = day(&format!("2026-{month:02}-28"));
                    prop_assert_eq!(committed_on(&recorded, asked), share_of_need(&versions, share, asked).begun);
                }
            }
        }
    }
}
