//! What the agreement service tells in its feed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{
    AgreementHappened, AgreementState, AmendmentHappened, AmendmentState, BackfillGrantHappened,
    BankAccountHappened, BankAccountState, ClientHappened, CommitmentHappened, CommitmentState,
    ContractHappened, ContractState, DemandHappened, DemandState, EvaluationHappened, EvaluationResult,
    EvaluationState, FileMatchHappened, InvitationHappened, InvitationState, MemberHappened, MemberState,
    MembershipHappened, MembershipState, PartyApplicationHappened, PartyApplicationState,
    PartyCorrectionHappened, PartyCorrectionState, PartyHappened, RecommendationHappened,
    RecommendationState, ReportHappened, ReportState, SigningKeyHappened, TokenHappened,
    VerificationHappened, VerificationState,
};
use domain::shared::{
    AgreementId, AmendmentId, AuthenticityReportId, BackfillGrantId, BankAccountId, CommitmentId, ContractId,
    DemandId, EvaluationId, FileId, InvitationId, MemberId, MembershipId, PartyApplicationId,
    PartyCorrectionId, PartyId, PartyKind, RecommendationId, RuleHappened, TextHash,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    CooperationLimitEventData, DocumentRequirementEventData, FileQuotaEventData, PlausiblePriceEventData,
    StageRequirementEventData, TrialThresholdEventData,
};

crate::events! {
    /// An event of the agreement service.
    pub enum AgreementFeedEvent {
        /// A party: registered, or its names and numbers changed.
        Party(PartyHappened, PartyEventData) = "party", 1;
        /// A membership of a person in a party.
        Membership(MembershipHappened, MembershipEventData) = "membership", 1;
        /// A machine client of a party.
        Client(ClientHappened, ClientEventData) = "client", 1;
        /// The verification of a supplier.
        SupplierVerification(VerificationHappened, SupplierVerificationEventData) = "supplier_verification", 1;
        /// A paper that suppliers need.
        DocumentRequirement(RuleHappened, DocumentRequirementEventData) = "document_requirement", 1;
        /// How many files a party may bring.
        FileQuota(RuleHappened, FileQuotaEventData) = "file_quota", 1;
        /// An agreement of two governments.
        Agreement(AgreementHappened, AgreementEventData) = "agreement", 1;
        /// An amendment of an agreement or of a contract.
        Amendment(AmendmentHappened, AmendmentEventData) = "amendment", 1;
        /// A contract of two businesses.
        Contract(ContractHappened, ContractEventData) = "contract", 1;
        /// A doubt about a paper.
        AuthenticityReport(ReportHappened, AuthenticityReportEventData) = "authenticity_report", 1;
        /// A paper that a stage of agreements asks for.
        StageRequirement(RuleHappened, StageRequirementEventData) = "stage_requirement", 1;
        /// A number of days that cooperation is judged by.
        CooperationLimit(RuleHappened, CooperationLimitEventData) = "cooperation_limit", 1;
        /// The prices of a commodity that somebody can mean.
        PlausiblePrice(RuleHappened, PlausiblePriceEventData) = "plausible_price", 1;
        /// How much is promised per month without a trial.
        TrialThreshold(RuleHappened, TrialThresholdEventData) = "trial_threshold", 1;
        /// An evaluation of a trial.
        Evaluation(EvaluationHappened, EvaluationEventData) = "evaluation", 1;
        /// A grant to record facts of the past.
        BackfillGrant(BackfillGrantHappened, BackfillGrantEventData) = "backfill_grant", 1;
        /// A key that signs tokens; for the platform's own services.
        SigningKey(SigningKeyHappened, SigningKeyEventData) = "signing_key", 1;
        /// A token that ended before its time; for the platform's own services.
        Token(TokenHappened, TokenEventData) = "token", 1;
        /// A recommendation.
        Recommendation(RecommendationHappened, RecommendationEventData) = "recommendation", 1;
        /// A demand.
        Demand(DemandHappened, DemandEventData) = "demand", 1;
        /// A commitment.
        Commitment(CommitmentHappened, CommitmentEventData) = "commitment", 1;
        /// An invitation.
        Invitation(InvitationHappened, InvitationEventData) = "invitation", 1;
        /// A correction of a party's numbers, or of a double registration.
        PartyCorrection(PartyCorrectionHappened, PartyCorrectionEventData) = "party_correction", 1;
        /// A party application.
        PartyApplication(PartyApplicationHappened, PartyApplicationEventData) = "party_application", 1;
        /// A member of a cooperative or farmer group.
        Member(MemberHappened, MemberEventData) = "member", 1;
        /// A bank account of a party.
        BankAccount(BankAccountHappened, BankAccountEventData) = "bank_account", 1;
        /// A paper of a party whose very scan another one showed before; for the platform's services alone.
        FileMatch(FileMatchHappened, FileMatchEventData) = "file_match", 1;
    }
}

/// What events of a party tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyEventData {
    /// The party.
    pub party_id: PartyId,
    /// What kind of organisation it is.
    pub kind: PartyKind,
    /// Its home region.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// Its version.
    pub version: i64,
}

/// What events of a membership tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MembershipEventData {
    /// The membership; events of before 29 November 2026 name it as their subject alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership_id: Option<MembershipId>,
    /// The party.
    pub party_id: PartyId,
    /// Where it stands; events of before 29 November 2026 do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<MembershipState>,
    /// Version of the membership.
    pub version: i64,
}

/// What events of a machine client tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClientEventData {
    /// The party.
    pub party_id: PartyId,
    /// Version of the client.
    pub version: i64,
}

/// What events of a supplier verification tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupplierVerificationEventData {
    /// The supplier.
    pub party_id: PartyId,
    /// Where the verification stands.
    pub state: VerificationState,
    /// Its version.
    pub version: i64,
}

/// What events of an agreement tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgreementEventData {
    /// The agreement.
    pub agreement_id: AgreementId,
    /// Where it stands.
    pub state: AgreementState,
    /// Its version.
    pub version: i64,
}

/// What events of a contract tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractEventData {
    /// The contract.
    pub contract_id: ContractId,
    /// The agreement it hangs under.
    pub agreement_id: AgreementId,
    /// Where it stands.
    pub state: ContractState,
    /// Its version.
    pub version: i64,
}

/// What events of an amendment tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AmendmentEventData {
    /// The amendment.
    pub amendment_id: AmendmentId,
    /// The agreement it changes or stands under.
    pub agreement_id: AgreementId,
    /// The contract it changes; null where it changes the agreement.
    pub contract_id: Option<ContractId>,
    /// Where it stands.
    pub state: AmendmentState,
    /// Its version.
    pub version: i64,
}

/// What events of an evaluation tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationEventData {
    /// The evaluation.
    pub evaluation_id: EvaluationId,
    /// The trial.
    pub contract_id: ContractId,
    /// The agreement above it.
    pub agreement_id: AgreementId,
    /// Where it stands.
    pub state: EvaluationState,
    /// What the trial has shown.
    pub result: EvaluationResult,
    /// Its version.
    pub version: i64,
}

/// What events of a doubt about a paper tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthenticityReportEventData {
    /// The report.
    pub authenticity_report_id: AuthenticityReportId,
    /// Where it stands.
    pub state: ReportState,
    /// Its version.
    pub version: i64,
}

/// What events of a backfill grant tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BackfillGrantEventData {
    /// The grant.
    pub backfill_grant_id: BackfillGrantId,
    /// The agreement it was given under.
    pub agreement_id: AgreementId,
    /// Who may record the past.
    pub party_id: PartyId,
}

/// What events of a signing key tell: the public key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SigningKeyEventData {
    /// Name of the key.
    pub kid: String,
    /// The public key (RFC 7517).
    #[schema(value_type = Object)]
    pub jwk: serde_json::Value,
    /// From when on it signs no longer; absent while it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
}

/// What events of a revoked token tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenEventData {
    /// Id of the token.
    pub jti: String,
    /// When it would have ended by itself.
    pub expires_at: DateTime<Utc>,
}

/// What events of a recommendation tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecommendationEventData {
    /// The recommendation.
    pub recommendation_id: RecommendationId,
    /// The agreement it is about.
    pub agreement_id: AgreementId,
    /// Who gives it.
    pub party_id: PartyId,
    /// Where it stands.
    pub state: RecommendationState,
    /// Its version.
    pub version: i64,
}

/// What events of a demand tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DemandEventData {
    /// The demand.
    pub demand_id: DemandId,
    /// Who needs it.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: DemandState,
    /// The number of its present version of what is needed.
    pub revision: i32,
    /// Its version.
    pub version: i64,
}

/// What events of a commitment tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommitmentEventData {
    /// The commitment.
    pub commitment_id: CommitmentId,
    /// The demand.
    pub demand_id: DemandId,
    /// The agreement it is made under.
    pub agreement_id: AgreementId,
    /// Where it stands.
    pub state: CommitmentState,
    /// Its version.
    pub version: i64,
}

/// What events of an invitation tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationEventData {
    /// The invitation.
    pub invitation_id: InvitationId,
    /// The party it invites into.
    pub party_id: PartyId,
    /// Where it stands.
    pub state: InvitationState,
    /// Its version.
    pub version: i64,
}

/// What events of a party application tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyApplicationEventData {
    /// The party application.
    pub party_application_id: PartyApplicationId,
    /// The party it became; null before.
    pub party_id: Option<PartyId>,
    /// Where it stands.
    pub state: PartyApplicationState,
    /// Its version.
    pub version: i64,
}

/// What events of a correction tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyCorrectionEventData {
    /// The correction.
    pub party_correction_id: PartyCorrectionId,
    /// The party.
    pub party_id: PartyId,
    /// Where it stands.
    pub state: PartyCorrectionState,
    /// Its version.
    pub version: i64,
}

/// What events of a member tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberEventData {
    /// The member.
    pub member_id: MemberId,
    /// The cooperative or farmer group.
    pub party_id: PartyId,
    /// Where it stands.
    pub state: MemberState,
    /// The last day on which it was one, Asia/Jakarta; null while it is one.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub left_date: Option<NaiveDate>,
    /// Its version.
    pub version: i64,
}

/// What events of a bank account tell: never its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BankAccountEventData {
    /// The bank account.
    pub bank_account_id: BankAccountId,
    /// Whose it is.
    pub party_id: PartyId,
    /// Where it stands.
    pub state: BankAccountState,
    /// The last four digits of its number.
    #[schema(example = "3304")]
    pub last_four: String,
    /// A keyed hash of bank and number: the same for the same account, also of another party.
    #[schema(value_type = String, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub account_hash: TextHash,
    /// From when on it is the one to pay, without another event; null before it is confirmed, and once it was taken back or
    /// objected to.
    #[schema(example = "2026-12-03T09:15:00Z")]
    pub in_use_from: Option<DateTime<Utc>>,
    /// Its version.
    pub version: i64,
}

/// What is told of a file that two parties show as their papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileMatchEventData {
    /// The file.
    pub file_id: FileId,
    /// Who shows it now.
    pub party_id: PartyId,
    /// SHA-256 of its bytes.
    #[schema(value_type = String, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: TextHash,
    /// The file with the same bytes that was shown before.
    pub other_file_id: FileId,
    /// Who showed it.
    pub other_party_id: PartyId,
    /// 1: a file never changes.
    pub version: i64,
}
