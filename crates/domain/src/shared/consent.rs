//! Several parties say yes to one text.
//!
//! A consent names who gave it and the hash of the text it was given to. Refuses: a consent to any text but the current one, and
//! the same consent twice. A changed text has another hash, so that earlier consents stop counting by themselves.

use super::{Bilingual, Refusal, RefusalCode, TextHash, Unmet};
use crate::labels;

labels! {
    /// One of the two businesses of a contract.
    pub enum Business {
        /// Sells.
        Supplier = "supplier",
        /// Buys.
        Buyer = "buyer",
    }
}

/// A yes of one party to one text; `W` names the sides, such as [`Business`].
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

    fn yes(by: Business, text: &str) -> Consent<Business> {
        Consent { by, hash: TextHash::of_bytes(text.as_bytes()) }
    }

    #[test]
    fn the_second_signature_completes_and_the_first_does_not() {
        let hash = TextHash::of_bytes(b"text");
        let first = yes(Business::Supplier, "text");
        let progress = give_consent(&[], &first, &hash, Business::ALL).expect("the present text");
        assert_eq!(progress, ConsentProgress::Partial);
        let second = yes(Business::Buyer, "text");
        let progress = give_consent(&[first], &second, &hash, Business::ALL).expect("the present text");
        assert_eq!(progress, ConsentProgress::Complete);
    }

    #[test]
    fn signing_twice_or_signing_another_text_is_refused() {
        let hash = TextHash::of_bytes(b"text");
        let first = yes(Business::Supplier, "text");
        let twice = give_consent(std::slice::from_ref(&first), &first, &hash, Business::ALL);
        assert_eq!(twice, Err(ConsentError::AlreadyGiven("supplier".to_owned())));
        let other = give_consent(&[], &yes(Business::Supplier, "old"), &hash, Business::ALL);
        assert!(
            matches!(other, Err(ConsentError::OtherText(refusal)) if refusal.code == RefusalCode::TextChanged)
        );
    }
}
