//! What a fact follows from: goods leave after their order was accepted, and are received after they left.
//!
//! Owns: the rule that the time of a fact is not before the times of what it follows from, whichever was recorded first.

use chrono::{DateTime, Utc};

use crate::say;
use crate::words::date_times;

use super::{Bilingual, Refusal, RefusalCode, Unmet};

/// Something that a fact follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What it is, inside a sentence: `penerimaan pesanan SP/2026/000001`.
    pub what: Bilingual,
    /// When it happened, as it was accepted.
    pub at: DateTime<Utc>,
}

impl Cause {
    /// Something that happened at a time.
    pub fn new(what: Bilingual, at: DateTime<Utc>) -> Self {
        Self { what, at }
    }
}

/// Whether a fact happened at the times of what it follows from, or later.
///
/// # Errors
/// `occurred-time-before-cause` naming each cause that is said to be later.
pub fn check_not_before(occurred: DateTime<Utc>, causes: &[Cause]) -> Result<(), Refusal> {
    let later = causes.iter().filter(|cause| cause.at > occurred).map(|cause| {
        let fix = say!(
            "Waktu ini mendahului {what}. Periksa tanggal dan jamnya, lalu isi waktu yang sebenarnya.",
            "This time lies before {what}. Check date and hour, then give the time at which it happened.",
            what = cause.what.clone(),
        );
        let (occurred, at) = date_times(occurred, cause.at);
        let required = say!("paling awal {at}", "at the earliest {at}", at = at);
        Unmet::new("occurred_time_not_before_cause", "occurred_at", occurred, required, fix)
    });
    Refusal::unless_empty(RefusalCode::OccurredTimeBeforeCause, later.collect())
}

/// Whether a fact happened no later than what follows from it and is known already: a departure that is reported after
/// the arrival.
///
/// # Errors
/// `occurred-time-before-cause` naming each consequence that is said to be earlier.
pub fn check_not_after(occurred: DateTime<Utc>, consequences: &[Cause]) -> Result<(), Refusal> {
    let earlier = consequences.iter().filter(|one| one.at < occurred).map(|one| {
        let fix = say!(
            "Waktu ini sesudah {what} yang sudah tercatat. Periksa tanggal dan jamnya, lalu isi waktu yang sebenarnya.",
            "This time lies after {what}, which is recorded already. Check date and hour, then give the time at which it \
             happened.",
            what = one.what.clone(),
        );
        let (occurred, at) = date_times(occurred, one.at);
        let required = say!("paling lambat {at}", "at the latest {at}", at = at);
        Unmet::new("occurred_time_not_after_consequence", "occurred_at", occurred, required, fix)
    });
    Refusal::unless_empty(RefusalCode::OccurredTimeBeforeCause, earlier.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn cause(time: &str) -> Cause {
        Cause::new(Bilingual::new("keberangkatan BE 1", "the departure of BE 1"), at(time))
    }

    #[test]
    fn a_fact_may_be_of_the_same_instant_as_its_cause_and_no_earlier() {
        let causes = [cause("2022-07-11T09:00:00Z"), cause("2022-07-10T09:00:00Z")];
        assert_eq!(check_not_before(at("2022-07-11T09:00:00Z"), &causes), Ok(()));
        let refusal = check_not_before(at("2022-07-11T08:59:59Z"), &causes).expect_err("a second too early");
        assert_eq!((refusal.code, refusal.unmet.len()), (RefusalCode::OccurredTimeBeforeCause, 1));
        assert!(refusal.unmet[0].how_to_fix.en.contains("the departure of BE 1"));
        assert!(refusal.unmet[0].how_to_fix.id.contains("keberangkatan BE 1"));
        let both = check_not_before(at("2022-07-09T00:00:00Z"), &causes).expect_err("before both");
        assert_eq!(both.unmet.len(), 2);
    }

    #[test]
    fn what_is_reported_late_may_not_lie_after_what_followed_from_it() {
        let known = [cause("2022-07-11T09:00:00Z")];
        assert_eq!(check_not_after(at("2022-07-11T09:00:00Z"), &known), Ok(()));
        let refusal = check_not_after(at("2022-07-11T09:00:01Z"), &known).expect_err("a second too late");
        assert_eq!(refusal.code, RefusalCode::OccurredTimeBeforeCause);
        assert_eq!(refusal.unmet[0].rule, "occurred_time_not_after_consequence");
    }
}
