//! Who may call what: the role table of the agreement service.

use domain::shared::Role::{
    self, Aggregator, Coordinator, PlatformAdmin, RegionalSigner, Supplier, TechnicalAgency,
};
use web::Who::{Anyone, Public, Roles};
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

/// The businesses of a contract.
const TRADERS: &[Role] = &[Supplier, Aggregator, Role::Buyer];
/// Who writes the text of a contract.
const WRITERS: &[Role] = &[Supplier, Aggregator, Role::Buyer, Coordinator];

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

    create_contract: CreateContract, Create, "agreement.contracts.write", Roles(WRITERS), 2;
    list_contracts: ListContracts, List, "agreement.contracts.read", Anyone, 1;
    get_contract: GetContract, Read, "agreement.contracts.read", Anyone, 1;
    update_contract: UpdateContract, Patch, "agreement.contracts.write", Roles(WRITERS), 2;
    get_contract_text: GetContractText, Read, "agreement.contracts.read", Anyone, 1;
    list_contract_transitions: ListContractTransitions, List, "agreement.contracts.read", Anyone, 1;
    submit_contract: SubmitContract, Transition, "agreement.contracts.write", Roles(TRADERS), 2;
    request_contract_changes: RequestContractChanges, Transition, "agreement.contracts.write", Roles(&[Coordinator]), 2;
    endorse_contract: EndorseContract, Transition, "agreement.contracts.write", Roles(&[Coordinator]), 2;
    sign_contract: SignContract, Transition, "agreement.contracts.write", Roles(TRADERS), 2;
    activate_contract: ActivateContract, Transition, "agreement.contracts.write", Roles(&[Coordinator]), 2;
    suspend_contract: SuspendContract, Transition, "agreement.contracts.write", Roles(&[Coordinator]), 2;
    reinstate_contract: ReinstateContract, Transition, "agreement.contracts.write", Roles(&[Coordinator]), 2;
    fulfill_contract: FulfillContract, Transition, "agreement.contracts.write", Roles(TRADERS), 2;
    terminate_contract: TerminateContract, Transition, "agreement.contracts.write", Roles(&[Coordinator]), 2;
    cancel_contract: CancelContract, Transition, "agreement.contracts.write", Roles(TRADERS), 2;
    close_contract: CloseContract, Transition, "agreement.contracts.write", Roles(&[Coordinator, Role::Buyer]), 2;
    check_authenticity: CheckAuthenticity, Read, "", Public, 5;
    get_agreement_realization: GetAgreementRealization, Read, "agreement.agreements.read", Anyone, 5;
    list_agreement_work_items: ListAgreementWorkItems, List, "agreement.work_items.read", Anyone, 2;

    issue_token: IssueToken, Plain, "", Public, 2;
    revoke_token: RevokeToken, Plain, "", Public, 2;
    get_authorization_server: GetAuthorizationServer, Read, "", Public, 1;
    get_jwks: GetJwks, Read, "", Public, 1;

    create_membership: CreateMembership, Create, "agreement.memberships.write", Roles(&[Coordinator, PlatformAdmin]), 2;
    list_memberships: ListMemberships, List, "agreement.memberships.read", Anyone, 1;
    get_membership: GetMembership, Read, "agreement.memberships.read", Anyone, 1;
    update_membership: UpdateMembership, Patch, "agreement.memberships.write", Roles(&[Coordinator, PlatformAdmin]), 2;
    delete_membership: DeleteMembership, Delete, "agreement.memberships.write", Roles(&[Coordinator, PlatformAdmin]), 2;
    create_client: CreateClient, Create, "agreement.clients.write", Roles(&[Coordinator, PlatformAdmin]), 2;
    list_clients: ListClients, List, "agreement.clients.read", Anyone, 1;
    get_client: GetClient, Read, "agreement.clients.read", Anyone, 1;
    change_client_credential: ChangeClientCredential, Transition, "agreement.clients.write", Roles(&[Coordinator, PlatformAdmin]), 2;
    delete_client: DeleteClient, Delete, "agreement.clients.write", Roles(&[Coordinator, PlatformAdmin]), 2;

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
