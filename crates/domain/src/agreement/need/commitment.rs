//! The life of a commitment: what a partner region offers to supply of a demand, countered until both sides agree, and kept,
//! closed short, explained or lapsed.
//!
//! The state says whose offer stands: `proposed` the committing side's, `countered` the buyer's; the other side answers it.
//! What dates and receipts decide of an accepted one (active, met, lapsed) is derived, see [`commitment_condition`].

use chrono::{Days, NaiveDate};

use crate::shared::{Role, Scheduled, Waiting, Waits};
use crate::{labels, lifecycle};

/// Who acts for the two sides: the coordinator of the committing region, and the buyer.
const SIDES: &[Role] = &[Role::Coordinator, Role::Buyer];
/// Who answers an offer of the committing region.
const BUYER: &[Role] = &[Role::Buyer];
/// Who answers an offer of the buyer.
const REGION: &[Role] = &[Role::Coordinator];
/// Who explains what was not delivered.
pub const EXPLAINERS: &[Role] = &[Role::Coordinator, Role::Supplier];

labels! {
    /// Where a commitment stands.
    pub enum CommitmentState {
        /// The committing region's offer waits for the buyer's answer.
        Proposed = "proposed",
        /// The buyer's offer waits for the committing region's answer.
        Countered = "countered",
        /// Both sides agreed on one offer.
        Accepted = "accepted",
        /// A side ended it with less than agreed.
        ShortClosed = "short_closed",
        /// Who made the last offer took it back.
        Withdrawn = "withdrawn",
        /// Who was to answer said no.
        Declined = "declined",
    }
}

labels! {
    /// A fact that moves a commitment.
    pub enum CommitmentEvent {
        /// The side that answers makes an offer of its own.
        Counter = "counter",
        /// The side that answers takes the offer.
        Accept = "accept",
        /// The side that made the last offer takes it back.
        Withdraw = "withdraw",
        /// The side that answers says no.
        Decline = "decline",
        /// A side ends an accepted one with less than agreed.
        CloseShort = "close_short",
    }
}

lifecycle! {
    /// What has happened to a commitment.
    pub enum CommitmentHappened: CommitmentState, CommitmentEvent {
        Counter (Countered = "countered", Optional, SIDES): Proposed => Countered, Countered => Proposed;
        Accept (Accepted = "accepted", Optional, SIDES): Proposed | Countered => Accepted;
        Withdraw (Withdrawn = "withdrawn", Optional, SIDES): Proposed | Countered => Withdrawn;
        Decline (Declined = "declined", Required, SIDES): Proposed | Countered => Declined;
        CloseShort (ShortClosed = "short_closed", Required, SIDES): Accepted => ShortClosed;
    }
    also {
        /// The committing region made its first offer.
        Proposed = "proposed",
        /// What was not delivered was explained.
        Explained = "explained",
        /// Lines of contracts deliver on it.
        LinesLinked = "lines_linked",
        /// A line of a contract delivers on it no longer.
        LinkEnded = "link_ended",
    }
}

impl Waits for CommitmentState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Proposed, action: "accept_commitment", roles: BUYER },
        Waiting { state: Self::Countered, action: "accept_commitment", roles: REGION },
        Waiting { state: Self::Accepted, action: "explain_commitment", roles: EXPLAINERS },
    ];
    const RESTING: &'static [Self] = &[];
}

labels! {
    /// A side of a commitment.
    pub enum CommitmentSide {
        /// The region that commits.
        Committing = "committing",
        /// The buyer.
        Buying = "buying",
    }
}

impl CommitmentSide {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Committing => Self::Buying,
            Self::Buying => Self::Committing,
        }
    }
}

impl CommitmentState {
    /// Whose offer waits for an answer.
    pub const fn offered_by(self) -> Option<CommitmentSide> {
        match self {
            Self::Proposed => Some(CommitmentSide::Committing),
            Self::Countered => Some(CommitmentSide::Buying),
            Self::Accepted | Self::ShortClosed | Self::Withdrawn | Self::Declined => None,
        }
    }

    /// The side whose step an event is; none where it is either's, or no offer waits.
    pub fn side_of(self, event: CommitmentEvent) -> Option<CommitmentSide> {
        match event {
            CommitmentEvent::Withdraw => self.offered_by(),
            CommitmentEvent::Counter | CommitmentEvent::Accept | CommitmentEvent::Decline => {
                self.offered_by().map(CommitmentSide::other)
            }
            CommitmentEvent::CloseShort => None,
        }
    }
}

labels! {
    /// Why a commitment was closed short.
    pub enum ShortClosingReason {
        /// The price.
        Price = "price",
        /// A disease of animals or plants.
        Disease = "disease",
        /// The weather.
        Weather = "weather",
        /// There was no transport.
        Transport = "transport",
        /// The buyer needs less.
        DemandFell = "demand_fell",
    }
}

labels! {
    /// What dates and receipts derive of an accepted commitment.
    pub enum CommitmentCondition {
        /// Its first day has come.
        Active = "active",
        /// Its last day has passed with less than agreed; it lapses unless it is explained in time.
        AwaitingExplanation = "awaiting_explanation",
        /// What was agreed was delivered, within its tolerance.
        Met = "met",
        /// Less was delivered, and why has been said in time.
        Explained = "explained",
        /// Less was delivered, and nobody said why in time.
        Lapsed = "lapsed",
    }
}

/// What is known of an accepted commitment.
#[derive(Debug, Clone, Copy)]
pub struct CommitmentFacts<'a> {
    /// What it promises, in order of the days.
    pub promised: &'a [Scheduled],
    /// What receipts accepted on its contract lines, by the day it was received, in base units.
    pub delivered: &'a [(NaiveDate, i64)],
    /// How much less counts as kept, in basis points.
    pub tolerance_bp: u16,
    /// Whether what one period did not take goes on to the next: then the whole counts, else each period.
    pub rolls_over: bool,
    /// How many days after its last it may still be delivered and explained.
    pub grace_days: u16,
    /// Whether it was explained.
    pub explained: bool,
}

impl CommitmentFacts<'_> {
    /// The last day on which it may be delivered and explained.
    pub fn due(&self) -> Option<NaiveDate> {
        let last = self.promised.iter().map(|one| one.period.last()).max()?;
        last.checked_add_days(Days::new(self.grace_days.into()))
    }

    /// What was delivered between two days.
    fn between(&self, first: NaiveDate, last: NaiveDate) -> i64 {
        let within = self.delivered.iter().filter(|(day, _)| (first..=last).contains(day));
        within.map(|(_, base)| base).sum()
    }

    fn suffices(&self, promised: i64, delivered: i64) -> bool {
        let least = i128::from(promised) * i128::from(10_000_u16.saturating_sub(self.tolerance_bp));
        i128::from(delivered) * 10_000 >= least
    }

    /// Whether what was promised has been delivered, within the tolerance.
    pub fn kept(&self) -> bool {
        let (Some(first), Some(due)) = (self.promised.first(), self.due()) else { return false };
        if self.rolls_over {
            let promised = self.promised.iter().map(|one| one.quantity.base()).sum();
            return self.suffices(promised, self.between(first.period.first(), due));
        }
        // What comes in the days of grace counts for the last period.
        let last = self.promised.iter().map(|one| one.period.last()).max();
        self.promised.iter().all(|one| {
            let until = if Some(one.period.last()) == last { due } else { one.period.last() };
            self.suffices(one.quantity.base(), self.between(one.period.first(), until))
        })
    }
}

/// What is derived of an accepted commitment on a day; none before its first day.
pub fn commitment_condition(facts: &CommitmentFacts<'_>, day: NaiveDate) -> Option<CommitmentCondition> {
    use CommitmentCondition as C;
    let first = facts.promised.iter().map(|one| one.period.first()).min()?;
    let last = facts.promised.iter().map(|one| one.period.last()).max()?;
    if day < first {
        return None;
    }
    Some(match facts.due() {
        _ if day <= last => C::Active,
        _ if facts.kept() => C::Met,
        _ if facts.explained => C::Explained,
        Some(due) if day <= due => C::AwaitingExplanation,
        _ => C::Lapsed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{CalendarPeriod, Quantity, Unit, transition_table};

    #[test]
    fn the_whole_lifecycle_of_commitment_is_this_table() {
        let table = "\
| state | counter | accept | withdraw | decline | close_short |
|---|---|---|---|---|---|
| proposed | countered | accepted | withdrawn | declined | - |
| countered | proposed | accepted | withdrawn | declined | - |
| accepted | - | - | - | - | short_closed |
| short_closed | - | - | - | - | - |
| withdrawn | - | - | - | - | - |
| declined | - | - | - | - | - |
";
        assert_eq!(transition_table::<CommitmentState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<CommitmentState>();
    }

    #[test]
    fn who_offers_withdraws_and_the_other_answers() {
        use CommitmentEvent as E;
        use CommitmentSide::{Buying, Committing};
        let side = |state: CommitmentState| {
            [E::Counter, E::Accept, E::Decline, E::Withdraw].map(|event| state.side_of(event))
        };
        assert_eq!(
            side(CommitmentState::Proposed),
            [Some(Buying), Some(Buying), Some(Buying), Some(Committing)]
        );
        assert_eq!(
            side(CommitmentState::Countered),
            [Some(Committing), Some(Committing), Some(Committing), Some(Buying)]
        );
        assert_eq!(CommitmentState::Accepted.side_of(E::CloseShort), None);
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn promised(base: i64) -> Vec<Scheduled> {
        let of = |code| Scheduled {
            period: CalendarPeriod::parse(code, None).expect("a period"),
            quantity: Quantity::from_base(base, Unit::Grm).expect("a quantity"),
        };
        vec![of("2026-01"), of("2026-02")]
    }

    fn on(delivered: &[(&str, i64)], rolls_over: bool, explained: bool, at: &str) -> Option<&'static str> {
        let promised = promised(100);
        let delivered: Vec<_> = delivered.iter().map(|(at, base)| (day(at), *base)).collect();
        let facts = CommitmentFacts {
            promised: &promised,
            delivered: &delivered,
            tolerance_bp: 500,
            rolls_over,
            grace_days: 14,
            explained,
        };
        commitment_condition(&facts, day(at)).map(CommitmentCondition::label)
    }

    #[test]
    fn days_decide_when_it_is_active_and_when_it_lapses() {
        let without = |explained, at| on(&[], true, explained, at);
        assert_eq!(without(false, "2025-12-31"), None);
        assert_eq!(without(false, "2026-01-01"), Some("active"));
        assert_eq!(without(false, "2026-02-28"), Some("active"));
        assert_eq!(without(false, "2026-03-01"), Some("awaiting_explanation"));
        assert_eq!(without(false, "2026-03-14"), Some("awaiting_explanation"));
        assert_eq!(without(false, "2026-03-15"), Some("lapsed"));
        assert_eq!(without(true, "2026-03-15"), Some("explained"));
    }

    #[test]
    fn it_is_met_within_its_tolerance_in_sum_where_it_rolls_over_else_in_each_period() {
        let after = |delivered, rolls_over| on(delivered, rolls_over, false, "2026-04-01");
        assert_eq!(after(&[("2026-02-10", 190)], true), Some("met"));
        assert_eq!(after(&[("2026-02-10", 189)], true), Some("lapsed"));
        assert_eq!(after(&[("2026-02-10", 190)], false), Some("lapsed"));
        assert_eq!(
            after(&[("2026-01-31", 95), ("2026-03-14", 95)], false),
            Some("met"),
            "in the days of grace"
        );
        assert_eq!(after(&[("2026-01-31", 95), ("2026-03-15", 95)], false), Some("lapsed"), "too late");
        assert_eq!(after(&[("2025-12-31", 95), ("2026-02-01", 100)], true), Some("lapsed"), "too early");
    }
}
