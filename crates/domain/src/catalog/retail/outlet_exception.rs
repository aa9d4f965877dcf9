//! An exception of a dedicated outlet: a supplier of another region may be listed in it for a time.
//!
//! Owns the lifecycle: one coordinator proposes, of the region the outlet is set aside for or of its operator's, the other
//! agrees, and either ends it. Whether it stands is asked of the day.

use chrono::NaiveDate;

use crate::labels;
use crate::lifecycle;
use crate::say;
use crate::shared::Role::{self, Coordinator};
use crate::shared::{Bilingual, Period, Refusal, RefusalCode, Unmet, Waiting, Waits};

/// Who agrees on exceptions: the coordinators of both regions.
pub const COORDINATORS: &[Role] = &[Coordinator];

labels! {
    /// Where an exception stands.
    pub enum OutletExceptionState {
        /// One side has consented.
        Proposed = "proposed",
        /// Both have.
        Agreed = "agreed",
        /// The other side has not consented.
        Refused = "refused",
        /// Ended by either side before its last day.
        Ended = "ended",
    }
}

labels! {
    /// What happens to an exception.
    pub enum OutletExceptionEvent {
        /// The other side consents.
        Accept = "accept",
        /// The other side does not.
        Refuse = "refuse",
        /// Either side ends it, or takes it back.
        End = "end",
    }
}

lifecycle! {
    /// What has happened to an exception.
    pub enum OutletExceptionHappened: OutletExceptionState, OutletExceptionEvent {
        Accept (Agreed = "agreed", Optional, COORDINATORS): Proposed => Agreed;
        Refuse (Refused = "refused", Required, COORDINATORS): Proposed => Refused;
        End (Ended = "ended", Required, COORDINATORS): Proposed | Agreed => Ended;
    }
    also {
        /// A coordinator proposed it.
        Proposed = "proposed",
    }
}

impl Waits for OutletExceptionState {
    const WAITING: &'static [Waiting<Self>] = &[Waiting {
        state: Self::Proposed,
        action: "accept_outlet_exception",
        roles: OutletExceptionEvent::Accept.roles(),
    }];
    const RESTING: &'static [Self] = &[Self::Agreed];
}

impl OutletExceptionState {
    /// Whether an exception in this state lets the supplier in on a day of its term.
    pub fn stands(self, term: Period, day: NaiveDate) -> bool {
        self == Self::Agreed && term.contains(day)
    }
}

/// An exception is accepted by another person than the one who proposed it, also where one government stands on both sides, and
/// before its last day is over.
///
/// # Errors
/// [`Refusal`] `four-eyes`, or `outlet-of-another-region` once its days are over.
pub fn check_acceptance(
    person: &str,
    proposed_by: &str,
    until: NaiveDate,
    today: NaiveDate,
) -> Result<(), Refusal> {
    if person == proposed_by {
        let how = Bilingual::new(
            "Mintalah koordinator lain menyetujui pengecualian ini.",
            "Ask another coordinator to accept this exception.",
        );
        let found = Bilingual::new("orang yang mengusulkan", "the person who proposed it");
        return Err(Refusal::another_person("four_eyes", "acceptance", found, how));
    }
    if today <= until {
        return Ok(());
    }
    let how = Bilingual::new(
        "Usulkan pengecualian baru dengan hari terakhir yang belum lewat.",
        "Propose a new exception with a last day that is still to come.",
    );
    let unmet = Unmet::new(
        "exception_term",
        "until_date",
        today,
        say!("paling lambat {day}", "{day} at most", day = until),
        how,
    );
    Err(Refusal::rule(RefusalCode::OutletOfAnotherRegion, vec![unmet]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_an_exception_is_this_table() {
        let table = "\
| state | accept | refuse | end |
|---|---|---|---|
| proposed | agreed | refused | ended |
| agreed | - | - | ended |
| refused | - | - | - |
| ended | - | - | - |
";
        assert_eq!(transition_table::<OutletExceptionState>(), table);
    }

    #[test]
    fn it_stands_on_the_days_of_its_term_once_both_have_agreed() {
        use OutletExceptionState::{Agreed, Ended, Proposed, Refused};
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let term = Period { from: day("2026-12-01"), until: Some(day("2026-12-31")) };
        assert!(Agreed.stands(term, day("2026-12-01")) && Agreed.stands(term, day("2026-12-31")));
        assert!(!Agreed.stands(term, day("2026-11-30")) && !Agreed.stands(term, day("2027-01-01")));
        for other in [Proposed, Refused, Ended] {
            assert!(!other.stands(term, day("2026-12-01")));
        }
    }

    #[test]
    fn another_person_accepts_while_its_days_are_not_over() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let until = day("2026-12-31");
        let code = |person, today: &str| {
            check_acceptance(person, "Ani", until, day(today)).err().map(|one| one.code)
        };
        assert_eq!(code("Budi", "2026-12-31"), None);
        assert_eq!(code("Ani", "2026-12-31"), Some(RefusalCode::FourEyes));
        assert_eq!(code("Budi", "2027-01-01"), Some(RefusalCode::OutletOfAnotherRegion));
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<OutletExceptionState>();
    }
}
