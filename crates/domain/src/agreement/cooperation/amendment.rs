//! The life of an amendment (adendum): the whole new terms of an agreement or of a contract in force, agreed on by the same
//! people as the first text.
//!
//! Owns: the states, the facts that move them, who records which, and what dates derive (in force, lapsed). Refuses: every
//! fact the state does not allow. What differs between two texts stands in `amended_terms`.

use chrono::NaiveDate;

use crate::shared::{Role, Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// Where an amendment stands. In force and lapsed are derived, see [`amendment_condition`].
    pub enum AmendmentState {
        /// Written by one side; the other side reads it already.
        Draft = "draft",
        /// Put to both regions. What it reduces is not ordered beyond the lower of the two texts from now on.
        Proposed = "proposed",
        /// Both regions said yes to the same text.
        Agreed = "agreed",
        /// Everybody who signed the first text signed; it changes the terms from its day on.
        Signed = "signed",
        /// A side does not want it.
        Rejected = "rejected",
        /// Taken back by the side that wrote it.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// A fact that moves an amendment, named for the sub-resource that records it.
    pub enum AmendmentEvent {
        /// Puts the text to both regions.
        Propose = "propose",
        /// The second region confirmed the text, of an agreement.
        ConfirmText = "confirm_text",
        /// The second region endorsed the text, of a contract.
        Endorse = "endorse",
        /// The second signature.
        Sign = "sign",
        /// A side does not want it.
        Reject = "reject",
        /// The side that wrote it takes it back.
        Withdraw = "withdraw",
    }
}

/// Who writes an amendment: the businesses of a contract, and the coordinators of the two regions.
pub const AMENDMENT_WRITERS: &[Role] = &[Role::Supplier, Role::Aggregator, Role::Buyer, Role::Coordinator];
const COORDINATOR: &[Role] = &[Role::Coordinator];
/// Businesses sign that of a contract, the signers of the two regions that of an agreement.
const SIGNERS: &[Role] = &[Role::Supplier, Role::Aggregator, Role::Buyer, Role::RegionalSigner];

lifecycle! {
    /// What has happened to an amendment.
    pub enum AmendmentHappened: AmendmentState, AmendmentEvent {
        Propose (Proposed = "proposed", Optional, AMENDMENT_WRITERS): Draft => Proposed;
        ConfirmText (TextConfirmed = "text_confirmed", Optional, COORDINATOR): Proposed => Agreed;
        Endorse (Endorsed = "endorsed", Optional, COORDINATOR): Proposed => Agreed;
        Sign (Signed = "signed", Optional, SIGNERS): Agreed => Signed;
        Reject (Rejected = "rejected", ToMend, AMENDMENT_WRITERS): Draft | Proposed | Agreed => Rejected;
        Withdraw (Withdrawn = "withdrawn", Optional, AMENDMENT_WRITERS): Draft | Proposed | Agreed => Withdrawn;
    }
    also {
        /// A side began to write it.
        Drafted = "drafted",
        /// One of the two regions confirmed or endorsed the text.
        ConsentGiven = "consent_given",
        /// One of the two signed.
        SignatureGiven = "signature_given",
    }
}

impl Waits for AmendmentState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Draft, action: "propose_amendment", roles: AMENDMENT_WRITERS },
        Waiting { state: Self::Proposed, action: "confirm_amendment_text", roles: COORDINATOR },
        Waiting { state: Self::Proposed, action: "endorse_amendment", roles: COORDINATOR },
        Waiting { state: Self::Agreed, action: "sign_amendment", roles: SIGNERS },
    ];
    const RESTING: &'static [Self] = &[];
}

impl AmendmentState {
    /// Whether it waits for somebody: of one text there is one such at a time.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Proposed | Self::Agreed)
    }

    /// Whether what it reduces is held back already.
    pub const fn caps(self) -> bool {
        matches!(self, Self::Proposed | Self::Agreed)
    }
}

labels! {
    /// What dates derive about an amendment.
    pub enum AmendmentCondition {
        /// Its day has come.
        InForce = "in_force",
        /// It waited longer than a proposal may.
        Lapsed = "lapsed",
    }
}

/// What is derived about an amendment on `day`: signed ones are in force from a day on, open ones lapse after their last.
pub fn amendment_condition(
    state: AmendmentState,
    in_force_from: Option<NaiveDate>,
    open_until: Option<NaiveDate>,
    day: NaiveDate,
) -> Option<AmendmentCondition> {
    if state == AmendmentState::Signed {
        return in_force_from.filter(|from| *from <= day).map(|_| AmendmentCondition::InForce);
    }
    let lapsed = state.is_open() && open_until.is_some_and(|until| until < day);
    lapsed.then_some(AmendmentCondition::Lapsed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_amendment_table_is_as_agreed() {
        let table = "\
| state | propose | confirm_text | endorse | sign | reject | withdraw |
|---|---|---|---|---|---|---|
| draft | proposed | - | - | - | rejected | withdrawn |
| proposed | - | agreed | agreed | - | rejected | withdrawn |
| agreed | - | - | - | signed | rejected | withdrawn |
| signed | - | - | - | - | - | - |
| rejected | - | - | - | - | - | - |
| withdrawn | - | - | - | - | - | - |
";
        assert_eq!(transition_table::<AmendmentState>(), table);
        crate::shared::waiting::assert_waits::<AmendmentState>();
    }

    #[test]
    fn dates_put_it_into_force_and_let_it_lapse() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let on = |state, at: &str| {
            amendment_condition(state, Some(day("2022-09-01")), Some(day("2022-08-31")), day(at))
        };
        assert_eq!(on(AmendmentState::Signed, "2022-08-31"), None);
        assert_eq!(on(AmendmentState::Signed, "2022-09-01"), Some(AmendmentCondition::InForce));
        assert_eq!(on(AmendmentState::Agreed, "2022-08-31"), None);
        assert_eq!(on(AmendmentState::Proposed, "2022-09-01"), Some(AmendmentCondition::Lapsed));
        assert_eq!(on(AmendmentState::Withdrawn, "2022-09-01"), None);
    }
}
