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
//! fields with a list of `Invalid`, states with an `IllegalTransition`. Start reading at `lifecycle`.

mod advice;
mod authenticity;
mod bank_account;
mod consent;
mod contract_lifecycle;
mod contract_terms;
mod documents;
mod files;
mod guarantee;
mod happened;
mod lifecycle;
mod realization;
mod roles;
mod signing;
mod standing;
mod terms;
mod verification;

#[cfg(test)]
mod edges;

pub use authenticity::{AuthenticityCode, AuthenticityCodeError};
pub use bank_account::{BankAccountChange, BankAccountConfirmation, check_bank_account_change};
pub use consent::{
    Business, Consent, ConsentError, ConsentKind, ConsentProgress, after_consent, confirmations_complete,
    contract_signatures_complete, endorsements_complete, give_consent, missing_consents, settle_text,
    signatures_complete,
};
pub use contract_lifecycle::{
    AuthenticityStatus, ContractEvent, ContractHappened, ContractState, ContractType, DerivedCondition, QuantityRule,
    authenticity_status, contract_condition,
};
pub use contract_terms::{ContractLineTerms, ContractTerms};
pub use documents::{
    DocumentRequirement, DocumentType, read_business_id, read_document_number, read_tax_id,
    required_documents, seed_requirements,
};
pub use files::{FileKind, LARGEST_FILE};
pub use guarantee::{
    GuaranteeAgreement, GuaranteeContract, GuaranteeFacts, GuaranteeParty, GuaranteePurpose, check_guarantee,
    check_umbrella, contract_sides,
};
pub use happened::{PartyHappened, MembershipHappened, ClientHappened, BackfillGrantHappened, SigningKeyHappened, TokenHappened};
pub use lifecycle::{
    AgreementCondition, AgreementEvent, AgreementHappened, AgreementState, Side, side_of_event, may_reinstate,
};
pub use realization::{
    NaturalAmount, RealizationLine, RealizationReport, RealizationRow, committed_in, realize,
};
pub use roles::{Holder, check_roles, granted_scopes, narrow_scopes, roles_of_kind};
pub use signing::{PowerOfAttorney, Signatory, SignatoryCapacity, check_signature};
pub use standing::{
    AcceptedDocument, Gap, Standing, StandingKind, check_standing, standing_on, verified_until,
};
pub use terms::{AgreementTerms, CanonicalText, Government, PerSide, SidePlan, check_sides};
pub use verification::{
    DocumentCheckOutcome, DocumentCheckState, Reviewer, VerificationDecision, VerificationEvent,
    VerificationHappened, VerificationState, check_checker, check_decider, check_favourable,
};
