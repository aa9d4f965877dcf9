//! Several parties say yes to one text: confirmations, council approvals, endorsements, signatures.
//!
//! What a consent is, and how far several have come, stands in [`crate::shared`]; here which ones agreements and contracts ask
//! for. Reopening a text (`open_discussion`, `request_changes`) begins a new round: callers pass the consents given since then,
//! so that the same text can be agreed again.

use crate::labels;
use crate::shared::{Business, Consent, TextHash, missing_consents};

use crate::agreement::cooperation::agreement::{AgreementState, Side};
use crate::agreement::cooperation::agreement_terms::AgreementTerms;

labels! {
    /// What kind of yes a consent is.
    pub enum ConsentKind {
        /// A coordinator confirms the text of an agreement.
        Confirmation = "confirmation",
        /// A regional council (DPRD) approves it.
        Approval = "approval",
        /// A coordinator endorses the text of a contract.
        Endorsement = "endorsement",
        /// A government signs an agreement, a business a contract.
        Signature = "signature",
        /// A coordinator agrees to the closing statement of an agreement.
        Completion = "completion",
        /// A government agrees to terminate an agreement together.
        Termination = "termination",
        /// A business agrees to end a contract short.
        ShortEnding = "short_ending",
    }
}

impl ConsentKind {
    /// Those by which something ends: they wait for the other side's so many days, and no longer.
    pub const ENDINGS: &'static [Self] = &[Self::Completion, Self::Termination, Self::ShortEnding];
}

/// Whether both coordinators confirmed the text with this hash.
pub fn confirmations_complete(given: &[Consent<Side>], hash: &TextHash) -> bool {
    missing_consents(given, hash, Side::ALL).is_empty()
}

/// Whether both governments signed the text with this hash.
pub fn signatures_complete(given: &[Consent<Side>], hash: &TextHash) -> bool {
    missing_consents(given, hash, Side::ALL).is_empty()
}

/// Whether both regions endorsed the contract text with this hash.
pub fn endorsements_complete(given: &[Consent<Side>], hash: &TextHash) -> bool {
    missing_consents(given, hash, Side::ALL).is_empty()
}

/// Whether both businesses signed the contract text with this hash.
pub fn contract_signatures_complete(given: &[Consent<Business>], hash: &TextHash) -> bool {
    missing_consents(given, hash, Business::ALL).is_empty()
}

/// The state of an agreement once a confirmation or a council's approval has been recorded.
///
/// In discussion: both confirmations lead to signing, or first to the councils that must approve.
/// Awaiting a council: the last needed approval of the confirmed text leads to signing.
pub fn settle_text(
    state: AgreementState,
    terms: &AgreementTerms,
    confirmations: &[Consent<Side>],
    approvals: &[Consent<Side>],
) -> AgreementState {
    let hash = terms.canonical().hash;
    let confirmed = confirmations_complete(confirmations, &hash);
    let approved = missing_consents(approvals, &hash, &terms.councils_required()).is_empty();
    match (state, confirmed, approved) {
        (AgreementState::InDiscussion | AgreementState::AwaitingCouncil, true, true) => {
            AgreementState::ReadyToSign
        }
        (AgreementState::InDiscussion, true, false) => AgreementState::AwaitingCouncil,
        _ => state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::cooperation::agreement_terms::tests::metro;

    fn yes(by: Side, text: &str) -> Consent<Side> {
        Consent { by, hash: TextHash::of_bytes(text.as_bytes()) }
    }

    #[test]
    fn only_the_same_text_counts() {
        let hash = TextHash::of_bytes(b"text");
        let one = yes(Side::Initiator, "text");
        assert!(!confirmations_complete(&[one.clone(), yes(Side::Counterpart, "other")], &hash));
        assert!(confirmations_complete(&[one, yes(Side::Counterpart, "text")], &hash));
    }

    #[test]
    fn a_council_is_asked_only_where_the_plan_needs_it() {
        let mut terms = metro();
        let both = |terms: &AgreementTerms| {
            Side::ALL.iter().map(|by| Consent { by: *by, hash: terms.canonical().hash }).collect::<Vec<_>>()
        };
        let talking = AgreementState::InDiscussion;
        assert_eq!(settle_text(talking, &terms, &both(&terms)[..1], &[]), talking);
        assert_eq!(settle_text(talking, &terms, &both(&terms), &[]), AgreementState::ReadyToSign);

        terms.plans.counterpart.burdens_public = true;
        let waiting = settle_text(talking, &terms, &both(&terms), &[]);
        assert_eq!(waiting, AgreementState::AwaitingCouncil);
        assert_eq!(settle_text(waiting, &terms, &both(&terms), &both(&terms)[..1]), waiting);
        assert_eq!(
            settle_text(waiting, &terms, &both(&terms), &both(&terms)[1..]),
            AgreementState::ReadyToSign
        );
    }
}
