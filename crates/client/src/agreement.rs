//! The agreement service: one method per operation id.

use api_types::agreement::{
    AddVerificationDocumentRequest, AgreementView, AssignAuditorRequest, AuthenticityView, BackfillGrantView,
    ChangeClientCredentialRequest, CheckDocumentsRequest, ClientView, ContractView, CreateAgreementRequest,
    CreateBackfillGrantRequest, CreateClientRequest, CreateContractRequest, CreateFileRequest,
    CreateMembershipRequest, CreateSupplierVerificationRequest, DecideVerificationRequest, FileView,
    ListAgreementsQuery, ListBackfillGrantsQuery, ListClientsQuery, ListContractsQuery, ListMembershipsQuery,
    ListSupplierVerificationsQuery, MembershipView, RealizationQuery, RealizationView, SignAgreementRequest,
    StandingView, SupplierVerificationView, TextConsentRequest, TextView, UpdateAgreementRequest,
    UpdateContractRequest, UpdateMembershipRequest,
};
use api_types::{
    EventPage, ListEventsQuery, ListTransitionsQuery, ListWorkItemsQuery, TransitionRequest, TransitionView,
    WorkItemView,
};
use domain::shared::{AgreementId, BackfillGrantId, ContractId};
use domain::shared::{ClientId, FileId, MembershipId, PartyId, SupplierVerificationId};

use crate::methods::methods;
use crate::{Answer, Api, ClientError};

/// Calls the agreement service.
#[derive(Debug, Clone)]
pub struct AgreementApi {
    /// The connection, for calls without a typed method.
    pub api: Api,
}

impl AgreementApi {
    /// A client over a connection.
    pub fn new(api: Api) -> Self {
        Self { api }
    }

    /// A slice of the feed.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn list_agreement_events(&self, query: &ListEventsQuery) -> Result<EventPage, ClientError> {
        self.api.get_with("/v1/agreement-events", query).await.map(|answer| answer.value)
    }

    /// The bytes of a declared file.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn upload_file_content(
        &self,
        id: FileId,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<Answer<FileView>, ClientError> {
        self.api.put_bytes(&format!("/v1/files/{id}/content"), media_type, bytes).await
    }

    /// Ends a membership.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn delete_membership(&self, id: MembershipId, if_match: &str) -> Result<(), ClientError> {
        self.api.delete(&format!("/v1/memberships/{id}"), if_match).await.map(|answer| answer.value)
    }

    /// Ends a machine client.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn delete_client(&self, id: ClientId, if_match: &str) -> Result<(), ClientError> {
        self.api.delete(&format!("/v1/clients/{id}"), if_match).await.map(|answer| answer.value)
    }
}

methods! { AgreementApi {
    /// Drafts an agreement.
    create create_agreement(CreateAgreementRequest) -> AgreementView, "/v1/agreements";
    /// The agreements the caller may see.
    list list_agreements(ListAgreementsQuery) -> AgreementView, "/v1/agreements";
    /// One agreement.
    read get_agreement(AgreementId) -> AgreementView, "/v1/agreements/", "";
    /// Changes the text of an agreement.
    patch update_agreement(AgreementId, UpdateAgreementRequest) -> AgreementView, "/v1/agreements/";
    /// The one text to be confirmed and signed.
    read get_agreement_text(AgreementId) -> TextView, "/v1/agreements/", "/text";
    /// The history of an agreement.
    sublist list_agreement_transitions(AgreementId, ListTransitionsQuery) -> TransitionView, "/v1/agreements/", "/transitions";
    /// Lets an auditor read the agreement.
    act assign_agreement_auditor(AgreementId, AssignAuditorRequest) -> AgreementView, "/v1/agreements/", "/auditors";
    /// Confirms the text for the caller's side.
    act confirm_agreement_text(AgreementId, TextConsentRequest) -> AgreementView, "/v1/agreements/", "/text-confirmations";
    /// Records the approval of the council of the caller's side.
    act record_council_approval(AgreementId, TextConsentRequest) -> AgreementView, "/v1/agreements/", "/council-approvals";
    /// Signs the text for the caller's side.
    act sign_agreement(AgreementId, SignAgreementRequest) -> AgreementView, "/v1/agreements/", "/signatures";
    /// Sends the offer to the other government.
    act offer_agreement(AgreementId, TransitionRequest) -> AgreementView, "/v1/agreements/", "/offers";
    /// Takes the text into discussion.
    act discuss_agreement(AgreementId, TransitionRequest) -> AgreementView, "/v1/agreements/", "/discussions";
    /// Brings a signed agreement into force.
    act activate_agreement(AgreementId, TransitionRequest) -> AgreementView, "/v1/agreements/", "/activations";
    /// Stops new contracts and call-offs.
    act suspend_agreement(AgreementId, TransitionRequest) -> AgreementView, "/v1/agreements/", "/suspensions";
    /// Lifts a suspension.
    act reinstate_agreement(AgreementId, TransitionRequest) -> AgreementView, "/v1/agreements/", "/reinstatements";
    /// Ends an agreement as planned.
    act complete_agreement(AgreementId, TransitionRequest) -> AgreementView, "/v1/agreements/", "/completions";
    /// Ends an agreement before its time.
    act terminate_agreement(AgreementId, TransitionRequest) -> AgreementView, "/v1/agreements/", "/terminations";
    /// Declines the offer or the text.
    act reject_agreement(AgreementId, TransitionRequest) -> AgreementView, "/v1/agreements/", "/rejections";
    /// Takes an unsigned agreement back.
    act withdraw_agreement(AgreementId, TransitionRequest) -> AgreementView, "/v1/agreements/", "/withdrawals";
    /// What has been accepted since the signature.
    report get_agreement_realization(AgreementId, RealizationQuery) -> RealizationView, "/v1/agreements/", "/realization";
    /// Lets a party record facts of the past.
    add create_backfill_grant(AgreementId, CreateBackfillGrantRequest) -> BackfillGrantView, "/v1/agreements/", "/backfill-grants";
    /// Backfill grants the caller may see.
    list list_backfill_grants(ListBackfillGrantsQuery) -> BackfillGrantView, "/v1/backfill-grants";
    /// One backfill grant.
    read get_backfill_grant(BackfillGrantId) -> BackfillGrantView, "/v1/backfill-grants/", "";
    /// Drafts a contract.
    create create_contract(CreateContractRequest) -> ContractView, "/v1/contracts";
    /// The contracts the caller may see.
    list list_contracts(ListContractsQuery) -> ContractView, "/v1/contracts";
    /// One contract.
    read get_contract(ContractId) -> ContractView, "/v1/contracts/", "";
    /// Changes the text of a contract.
    patch update_contract(ContractId, UpdateContractRequest) -> ContractView, "/v1/contracts/";
    /// The one text to be endorsed and signed.
    read get_contract_text(ContractId) -> TextView, "/v1/contracts/", "/text";
    /// The history of a contract.
    sublist list_contract_transitions(ContractId, ListTransitionsQuery) -> TransitionView, "/v1/contracts/", "/transitions";
    /// Endorses the text for the caller's region.
    act endorse_contract(ContractId, TextConsentRequest) -> ContractView, "/v1/contracts/", "/endorsements";
    /// Signs the text for the caller's business.
    act sign_contract(ContractId, TextConsentRequest) -> ContractView, "/v1/contracts/", "/signatures";
    /// Hands the text to both regions.
    act submit_contract(ContractId, TransitionRequest) -> ContractView, "/v1/contracts/", "/submissions";
    /// Asks the businesses for changes.
    act request_contract_changes(ContractId, TransitionRequest) -> ContractView, "/v1/contracts/", "/change-requests";
    /// Brings a signed contract into force.
    act activate_contract(ContractId, TransitionRequest) -> ContractView, "/v1/contracts/", "/activations";
    /// Stops new call-offs.
    act suspend_contract(ContractId, TransitionRequest) -> ContractView, "/v1/contracts/", "/suspensions";
    /// Lifts a suspension.
    act reinstate_contract(ContractId, TransitionRequest) -> ContractView, "/v1/contracts/", "/reinstatements";
    /// Says that what was promised has been delivered.
    act fulfill_contract(ContractId, TransitionRequest) -> ContractView, "/v1/contracts/", "/fulfilments";
    /// Ends a signed contract before its time.
    act terminate_contract(ContractId, TransitionRequest) -> ContractView, "/v1/contracts/", "/terminations";
    /// Gives up an unsigned contract.
    act cancel_contract(ContractId, TransitionRequest) -> ContractView, "/v1/contracts/", "/cancellations";
    /// Settles and files a fulfilled contract.
    act close_contract(ContractId, TransitionRequest) -> ContractView, "/v1/contracts/", "/closures";
    /// What an authenticity code is worth today; needs no token.
    read check_authenticity(&str) -> AuthenticityView, "/v1/authenticity/", "";
    /// Declares a file.
    create create_file(CreateFileRequest) -> FileView, "/v1/files";
    /// One file, without its bytes.
    read get_file(FileId) -> FileView, "/v1/files/", "";
    /// Begins the verification of the caller's own party.
    create create_supplier_verification(CreateSupplierVerificationRequest) -> SupplierVerificationView, "/v1/supplier-verifications";
    /// Verifications the caller may see.
    list list_supplier_verifications(ListSupplierVerificationsQuery) -> SupplierVerificationView, "/v1/supplier-verifications";
    /// One verification with its papers.
    read get_supplier_verification(SupplierVerificationId) -> SupplierVerificationView, "/v1/supplier-verifications/", "";
    /// Shows a paper.
    add add_verification_document(SupplierVerificationId, AddVerificationDocumentRequest) -> SupplierVerificationView, "/v1/supplier-verifications/", "/documents";
    /// Hands the verification in.
    act submit_supplier_verification(SupplierVerificationId, TransitionRequest) -> SupplierVerificationView, "/v1/supplier-verifications/", "/submissions";
    /// Records findings on papers.
    act check_verification_documents(SupplierVerificationId, CheckDocumentsRequest) -> SupplierVerificationView, "/v1/supplier-verifications/", "/document-checks";
    /// Records a visit to the place.
    act check_verification_field(SupplierVerificationId, TransitionRequest) -> SupplierVerificationView, "/v1/supplier-verifications/", "/field-checks";
    /// Decides.
    act decide_supplier_verification(SupplierVerificationId, DecideVerificationRequest) -> SupplierVerificationView, "/v1/supplier-verifications/", "/decisions";
    /// Stops a verified supplier for a time.
    act suspend_supplier_verification(SupplierVerificationId, TransitionRequest) -> SupplierVerificationView, "/v1/supplier-verifications/", "/suspensions";
    /// Lifts a suspension.
    act reinstate_supplier_verification(SupplierVerificationId, TransitionRequest) -> SupplierVerificationView, "/v1/supplier-verifications/", "/reinstatements";
    /// Takes a verification away for good.
    act revoke_supplier_verification(SupplierVerificationId, TransitionRequest) -> SupplierVerificationView, "/v1/supplier-verifications/", "/revocations";
    /// The history of a verification.
    sublist list_supplier_verification_transitions(SupplierVerificationId, ListTransitionsQuery) -> TransitionView, "/v1/supplier-verifications/", "/transitions";
    /// What a party's verification is worth today.
    read get_party_standing(PartyId) -> StandingView, "/v1/parties/", "/standing";
    /// Makes a person a member of a party.
    add create_membership(PartyId, CreateMembershipRequest) -> MembershipView, "/v1/parties/", "/memberships";
    /// The members of a party.
    sublist list_memberships(PartyId, ListMembershipsQuery) -> MembershipView, "/v1/parties/", "/memberships";
    /// One membership.
    read get_membership(MembershipId) -> MembershipView, "/v1/memberships/", "";
    /// Changes a membership's roles or name.
    patch update_membership(MembershipId, UpdateMembershipRequest) -> MembershipView, "/v1/memberships/";
    /// Registers a machine client of a party.
    add create_client(PartyId, CreateClientRequest) -> ClientView, "/v1/parties/", "/clients";
    /// The machine clients of a party.
    sublist list_clients(PartyId, ListClientsQuery) -> ClientView, "/v1/parties/", "/clients";
    /// One machine client.
    read get_client(ClientId) -> ClientView, "/v1/clients/", "";
    /// Replaces a client's credential.
    act change_client_credential(ClientId, ChangeClientCredentialRequest) -> ClientView, "/v1/clients/", "/credential-changes";
    /// What waits for the caller's party.
    list list_agreement_work_items(ListWorkItemsQuery) -> WorkItemView, "/v1/agreement-work-items";
}}
