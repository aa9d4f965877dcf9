//! The agreement room: from two governments' handshake to the sentence they give the press.
//!
//! Two regional governments settle an agreement ([`AgreementState`], [`AgreementTerms`]): both confirm one
//! text, a council approves where it must, both sign. Under it a supplier and a buyer conclude a contract
//! ([`ContractState`], [`ContractTerms`]): both regions endorse one text, both businesses sign it. A text is
//! known by its hash, and every yes to it is a [`Consent`].
//!
//! Before a contract starts, and before each call-off, [`check_guarantee`] judges the whole chain and names
//! every broken link. One link is the supplier's verification ([`VerificationState`]), which decays with its
//! papers: [`standing_on`] derives what it is worth on a day.
//!
//! [`AuthenticityCode`] lets anybody check a contract; [`realize`] makes the realisation report.
//!
//! Pure: days and random bytes are passed in. Rules say no with a `Refusal` naming every unmet rule, ill-formed
//! fields with a list of `Invalid`, states with an `IllegalTransition`. Start reading at `cooperation`.

mod cooperation;
mod identity;
mod need;
mod reporting;
mod verification;

#[cfg(test)]
mod edges;

pub use cooperation::*;
pub use identity::*;
pub use need::*;
pub use reporting::*;
pub use verification::*;
