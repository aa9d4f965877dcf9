//! Several parties say yes to one text: confirmations, council approvals, endorsements, signatures.
//!
//! A consent names who gave it and the hash of the text it was given to. Refuses: a consent to any
//! text but the current one, and the same consent twice. A changed text has another hash, so that
//! earlier consents stop counting by themselves. Reopening a text (`open_discussion`, `request_changes`)
//! begins a new round: callers pass the consents given since then, so that the same text can be agreed again.

use crate::labels;
use crate::shared::{Bilingual, Refusal, RefusalCode, TextHash, Unmet};

use crate::agreement::cooperation::agreement::{AgreementState, Side};
use crate::agreement::cooperation::agreement_terms::AgreementTerms;

labels! {
    /// One of the two businesses of a contract.
    pub enum Business {
        /// Sells.
        Supplier = "supplier",
        /// Buys.
        Buyer = "buyer",
    }
}

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

/// A yes of one party to one text; `W` is [`Side`] or [`Business`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent<W> {
    /// Who said yes.
    pub by: W,
    /// The text they said yes to.
    pub hash: TextHash,
}

/// How far a set of consents has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentProgress {
    /// Somebody is still to say yes.
    Partial,
    /// Everybody needed has said yes to the same text.
    Complete,
}

/// Why a consent is not recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// The same party said yes to this text before (409 `duplicate`); the label of who.
    #[error("{0} has already done this for the present text")]
    AlreadyGiven(String),
    /// The submitted hash is not that of the present text (422 `text-changed`).
    #[error("the submitted hash is not that of the present text")]
    OtherText(Refusal),
}

/// Who of `needed` has not yet said yes to the text with this hash.
pub fn missing_consents<W: Copy + Eq>(given: &[Consent<W>], hash: &TextHash, needed: &[W]) -> Vec<W> {
    let said_yes = |who: &W| given.iter().any(|consent| consent.by == *who && consent.hash == *hash);
    needed.iter().copied().filter(|who| !said_yes(who)).collect()
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

/// Judges one more consent; the caller records it when this is `Ok` and moves on by the progress.
///
/// # Errors
/// [`ConsentError`] when the hash is not the present one, or the party consented to it before.
pub fn give_consent<W: Copy + Eq + ToString>(
    given: &[Consent<W>],
    new: &Consent<W>,
    present: &TextHash,
    needed: &[W],
) -> Result<ConsentProgress, ConsentError> {
    if new.hash != *present {
        return Err(ConsentError::OtherText(text_changed(&new.hash, present)));
    }
    if given.contains(new) {
        return Err(ConsentError::AlreadyGiven(new.by.to_string()));
    }
    let waiting = missing_consents(given, present, needed).into_iter().any(|who| who != new.by);
    Ok(if waiting { ConsentProgress::Partial } else { ConsentProgress::Complete })
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

fn text_changed(submitted: &TextHash, present: &TextHash) -> Refusal {
    let how = Bilingual::new(
        "Naskah telah berubah atau berbeda. Buka kembali naskah terbaru, baca, lalu kirim hash yang tertera padanya.",
        "The text has changed or is another one. Open the latest text again, read it, and submit the hash shown with it.",
    );
    let (found, required) = (Bilingual::same(submitted.as_str()), Bilingual::same(present.as_str()));
    Refusal::rule(RefusalCode::TextChanged, vec![Unmet::new("same_text", "text_hash", found, required, how)])
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
    fn the_second_signature_completes_and_the_first_does_not() {
        let hash = TextHash::of_bytes(b"text");
        let first = yes(Side::Initiator, "text");
        let progress = give_consent(&[], &first, &hash, Side::ALL).expect("the present text");
        assert_eq!(progress, ConsentProgress::Partial);
        let second = yes(Side::Counterpart, "text");
        let progress = give_consent(&[first], &second, &hash, Side::ALL).expect("the present text");
        assert_eq!(progress, ConsentProgress::Complete);
    }

    #[test]
    fn signing_twice_or_signing_another_text_is_refused() {
        let hash = TextHash::of_bytes(b"text");
        let first = yes(Side::Initiator, "text");
        let twice = give_consent(std::slice::from_ref(&first), &first, &hash, Side::ALL);
        assert_eq!(twice, Err(ConsentError::AlreadyGiven("initiator".to_owned())));
        let other = give_consent(&[], &yes(Side::Initiator, "old"), &hash, Side::ALL);
        assert!(
            matches!(other, Err(ConsentError::OtherText(refusal)) if refusal.code == RefusalCode::TextChanged)
        );
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
