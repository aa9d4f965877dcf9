//! What governments and businesses agree on: the lives and texts of agreements and contracts, consents, the guarantee chain,
//! signatures, papers of stages, endings, the public check.

pub(crate) mod advice;
pub(crate) mod agreement;
pub(crate) mod agreement_terms;
pub(crate) mod amended_terms;
pub(crate) mod amendment;
pub(crate) mod authenticity;
pub(crate) mod backfill_grant;
pub(crate) mod consent;
pub(crate) mod contract;
pub(crate) mod contract_terms;
pub(crate) mod contract_types;
pub(crate) mod endings;
pub(crate) mod evaluation;
pub(crate) mod evaluation_due;
pub(crate) mod flagged_price;
pub(crate) mod guarantee;
pub(crate) mod limits;
pub(crate) mod line_forms;
pub(crate) mod plausible_price;
pub(crate) mod public_check;
pub(crate) mod recommendation;
pub(crate) mod reductions;
pub(crate) mod report;
pub(crate) mod signing;
pub(crate) mod stages;
pub(crate) mod trial_figures;
pub(crate) mod trial_threshold;
pub(crate) mod value_limit;

pub use agreement::{
    AgreementCondition, AgreementDays, AgreementEvent, AgreementHappened, AgreementState, Side,
    may_reinstate, side_of_event,
};
pub use agreement_terms::{AgreementTerms, Attached, Government, PerSide, SidePlan, check_sides};
pub use amended_terms::{
    AgreementText, AmendmentKind, AmendmentTerms, Change, ContractText, TextLine, amendment_kinds,
};
pub use amendment::{
    AMENDMENT_WRITERS, AmendmentCondition, AmendmentEvent, AmendmentHappened, AmendmentState,
    amendment_condition,
};
pub use authenticity::{AuthenticityCode, AuthenticityCodeError};
pub use backfill_grant::{BackfillGrantEvent, BackfillGrantHappened, BackfillGrantState};
pub use consent::{
    ConsentKind, confirmations_complete, contract_signatures_complete, endorsements_complete, settle_text,
    signatures_complete,
};
pub use contract::{
    ContractEvent, ContractHappened, ContractState, ContractType, DerivedCondition, QuantityRule,
    contract_condition,
};
pub use contract_terms::{ContractLineTerms, ContractTerms};
pub use contract_types::{Festival, LineSource, check_spot_harvest};
pub use endings::{
    ClosingStatement, ContractBelow, ContractOutcome, LineDelivery, OpenKind, OpenThing, StatedContract,
    StatedLine, StatedOutcome, TerminationGround, TerminationStatement, check_fulfilment, check_nothing_open,
    check_outcomes, counts_until, ends_after_notice,
};
pub use evaluation::{
    EVALUATORS, Evaluated, EvaluationEvent, EvaluationHappened, EvaluationResult, EvaluationState,
};
pub use flagged_price::{HeldPrice, check_note_on_prices};
pub use guarantee::{
    GuaranteeAgreement, GuaranteeContract, GuaranteeFacts, GuaranteeParty, GuaranteePurpose, check_guarantee,
    check_umbrella, contract_sides,
};
pub use limits::{CooperationLimit, LimitKind, limit_on};
pub use line_forms::check_forms;
pub use plausible_price::{PlausiblePrice, seed_plausible_prices};
pub use public_check::{
    AuthenticityStatus, CheckedContract, NotNowReason, PaperKind, Progress, Worth, contract_worth,
    paper_worth,
};
pub use recommendation::{
    RECOMMENDATION_AUTHORS, RecommendationAnswer, RecommendationEvent, RecommendationHappened,
    RecommendationState, answered,
};
pub use reductions::{Reduction, Taken, check_earliest_end, check_reductions};
pub use report::{ReportEvent, ReportHappened, ReportState};
pub use signing::{
    PowerOfAttorney, Signatory, Signature, SignedAct, SignerCapacity, SignsFor, check_signature,
};
pub use stages::{
    AgreementStage, GivenPaper, PaperFrom, StageRequirement, check_numbered, check_stage, paper_of,
};
pub use trial_figures::{Delivered, LineFigures, Ordered, line_figures};
pub use trial_threshold::{Promised, Quota, TrialThreshold, check_trial, seed_trial_thresholds};
pub use value_limit::{TakenValue, check_value_reduction};
