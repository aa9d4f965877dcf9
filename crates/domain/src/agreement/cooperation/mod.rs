//! What governments and businesses agree on: the lives and texts of agreements and contracts, consents, the guarantee chain,
//! signatures, the public check.

pub(crate) mod advice;
pub(crate) mod agreement;
pub(crate) mod agreement_terms;
pub(crate) mod authenticity;
pub(crate) mod consent;
pub(crate) mod contract;
pub(crate) mod contract_terms;
pub(crate) mod guarantee;
pub(crate) mod recommendation;
pub(crate) mod signing;

pub use agreement::{
    AgreementCondition, AgreementEvent, AgreementHappened, AgreementState, Side, may_reinstate, side_of_event,
};
pub use agreement_terms::{AgreementTerms, CanonicalText, Government, PerSide, SidePlan, check_sides};
pub use authenticity::{AuthenticityCode, AuthenticityCodeError};
pub use consent::{
    Business, Consent, ConsentError, ConsentKind, ConsentProgress, after_consent, confirmations_complete,
    contract_signatures_complete, endorsements_complete, give_consent, missing_consents, settle_text,
    signatures_complete,
};
pub use contract::{
    AuthenticityStatus, ContractEvent, ContractHappened, ContractState, ContractType, DerivedCondition,
    QuantityRule, authenticity_status, contract_condition,
};
pub use contract_terms::{ContractLineTerms, ContractTerms};
pub use guarantee::{
    GuaranteeAgreement, GuaranteeContract, GuaranteeFacts, GuaranteeParty, GuaranteePurpose, check_guarantee,
    check_umbrella, contract_sides,
};
pub use recommendation::{
    RECOMMENDATION_AUTHORS, RecommendationEvent, RecommendationHappened, RecommendationState,
};
pub use signing::{PowerOfAttorney, Signatory, SignatoryCapacity, check_signature};
