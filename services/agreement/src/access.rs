//! Who may call what: the role table of the agreement service.

use domain::shared::Role::{
    self, Aggregator, Coordinator, PlatformAdmin, RegionalSigner, Supplier, TechnicalAgency,
};
use web::Who::{Anyone, Roles};
use web::operations;

/// Those who act in trade or for a government; files are theirs.
const BUSINESS: &[Role] = &[
    Coordinator,
    RegionalSigner,
    TechnicalAgency,
    Role::Facilitator,
    Supplier,
    Aggregator,
    Role::Buyer,
    Role::Receiver,
    Role::Curator,
    Role::Inspector,
    Role::VetOfficer,
    Role::Carrier,
    Role::FieldOfficer,
    Role::Client,
];

operations! {
    list_regions: ListRegions, List, "agreement.regions.read", Anyone, 1;
    get_region: GetRegion, Read, "agreement.regions.read", Anyone, 1;

    create_party: CreateParty, Create, "agreement.parties.write", Roles(&[Coordinator, PlatformAdmin]), 2;
    list_parties: ListParties, List, "agreement.parties.read", Anyone, 1;
    get_party: GetParty, Read, "agreement.parties.read", Anyone, 1;
    update_party: UpdateParty, Patch, "agreement.parties.write", Roles(&[Coordinator, PlatformAdmin]), 2;

    create_agreement: CreateAgreement, Create, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    list_agreements: ListAgreements, List, "agreement.agreements.read", Anyone, 1;
    get_agreement: GetAgreement, Read, "agreement.agreements.read", Anyone, 1;
    update_agreement: UpdateAgreement, Patch, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    get_agreement_text: GetAgreementText, Read, "agreement.agreements.read", Anyone, 1;
    list_agreement_transitions: ListAgreementTransitions, List, "agreement.agreements.read", Anyone, 1;
    assign_agreement_auditor: AssignAgreementAuditor, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    offer_agreement: OfferAgreement, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    discuss_agreement: DiscussAgreement, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    confirm_agreement_text: ConfirmAgreementText, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    record_council_approval: RecordCouncilApproval, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    sign_agreement: SignAgreement, Transition, "agreement.agreements.write", Roles(&[RegionalSigner]), 2;
    activate_agreement: ActivateAgreement, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    suspend_agreement: SuspendAgreement, Transition, "agreement.agreements.write", Roles(&[Coordinator, RegionalSigner]), 2;
    reinstate_agreement: ReinstateAgreement, Transition, "agreement.agreements.write", Roles(&[Coordinator, RegionalSigner]), 2;
    complete_agreement: CompleteAgreement, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    terminate_agreement: TerminateAgreement, Transition, "agreement.agreements.write", Roles(&[RegionalSigner]), 2;
    reject_agreement: RejectAgreement, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2;
    withdraw_agreement: WithdrawAgreement, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2;

    create_backfill_grant: CreateBackfillGrant, Create, "agreement.backfill_grants.write", Roles(&[Coordinator]), 2;
    list_backfill_grants: ListBackfillGrants, List, "agreement.backfill_grants.read", Anyone, 1;
    get_backfill_grant: GetBackfillGrant, Read, "agreement.backfill_grants.read", Anyone, 1;
    create_file: CreateFile, Create, "agreement.files.write", Roles(BUSINESS), 2;
    get_file: GetFile, Read, "agreement.files.read", Anyone, 1;
    upload_file_content: UploadFileContent, Put, "agreement.files.write", Roles(BUSINESS), 5;
    get_file_content: GetFileContent, Read, "agreement.files.read", Anyone, 2;

    create_supplier_verification: CreateSupplierVerification, Create, "agreement.supplier_verifications.write", Roles(&[Supplier, Aggregator]), 2;
    list_supplier_verifications: ListSupplierVerifications, List, "agreement.supplier_verifications.read", Anyone, 2;
    get_supplier_verification: GetSupplierVerification, Read, "agreement.supplier_verifications.read", Anyone, 1;
    add_verification_document: AddVerificationDocument, Create, "agreement.supplier_verifications.write", Roles(&[Supplier, Aggregator]), 2;
    submit_supplier_verification: SubmitSupplierVerification, Transition, "agreement.supplier_verifications.write", Roles(&[Supplier, Aggregator]), 2;
    check_verification_documents: CheckVerificationDocuments, Transition, "agreement.supplier_verifications.write", Roles(&[TechnicalAgency]), 2;
    check_verification_field: CheckVerificationField, Transition, "agreement.supplier_verifications.write", Roles(&[TechnicalAgency]), 2;
    decide_supplier_verification: DecideSupplierVerification, Transition, "agreement.supplier_verifications.write", Roles(&[Coordinator]), 2;
    suspend_supplier_verification: SuspendSupplierVerification, Transition, "agreement.supplier_verifications.write", Roles(&[Coordinator]), 2;
    reinstate_supplier_verification: ReinstateSupplierVerification, Transition, "agreement.supplier_verifications.write", Roles(&[Coordinator]), 2;
    revoke_supplier_verification: RevokeSupplierVerification, Transition, "agreement.supplier_verifications.write", Roles(&[Coordinator]), 2;
    list_supplier_verification_transitions: ListSupplierVerificationTransitions, List, "agreement.supplier_verifications.read", Anyone, 1;
    get_party_standing: GetPartyStanding, Read, "agreement.supplier_verifications.read", Anyone, 1;

    list_agreement_events: ListAgreementEvents, List, "agreement.events.read", Anyone, 1;
    stream_agreement_events: StreamAgreementEvents, List, "agreement.events.read", Anyone, 5;
}
