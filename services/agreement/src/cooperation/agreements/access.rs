//! Who may call what: this feature's rows of the role table.

use domain::agreement::{AgreementEvent, AgreementState};
use domain::shared::Role::Coordinator;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_agreement: CreateAgreement, Create, "agreement.agreements.write", Roles(&[Coordinator]), 2, [AgreementSides, NotYetKnown];
    list_agreements: ListAgreements, List, "agreement.agreements.read", Anyone, 1;
    get_agreement: GetAgreement, Read, "agreement.agreements.read", Anyone, 1;
    update_agreement: UpdateAgreement, Patch, "agreement.agreements.write", Roles(&[Coordinator]), 2, [StateConflict, NotYetKnown];
    get_agreement_text: GetAgreementText, Read, "agreement.agreements.read", Anyone, 1;
    get_agreement_attachment: GetAgreementAttachment, Read, "agreement.agreements.read", Anyone, 2, [FilesUnavailable];
    get_agreement_closing_statement: GetAgreementClosingStatement, Read, "agreement.agreements.read", Anyone, 2, [DependencyUnavailable];
    get_agreement_stages: GetAgreementStages, Read, "agreement.agreements.read", Anyone, 2;
    list_agreement_transitions: ListAgreementTransitions, List, "agreement.agreements.read", Anyone, 1;
    end_agreement_auditor: EndAgreementAuditor, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2, [StateConflict, FourEyes];
    assign_agreement_auditor: AssignAgreementAuditor, Transition, "agreement.agreements.write", Roles(&[Coordinator]), 2, [StateConflict, Duplicate, FourEyes];
    transitions of AgreementState as AgreementEvent, "agreement.agreements.write" {
        offer_agreement: OfferAgreement = Offer, 2, [AgreementRule];
        discuss_agreement: DiscussAgreement = OpenDiscussion, 2, [AgreementRule];
        confirm_agreement_text: ConfirmAgreementText = ConfirmText, 2, [Duplicate, TextChanged, AgreementRule];
        record_council_approval: RecordCouncilApproval = ApproveCouncil, 2, [Duplicate, TextChanged, AgreementRule];
        sign_agreement: SignAgreement = Sign, 2, [Duplicate, TextChanged, SignatureNotValid, AgreementRule];
        activate_agreement: ActivateAgreement = Activate, 2, [AgreementRule];
        suspend_agreement: SuspendAgreement = Suspend, 2;
        reinstate_agreement: ReinstateAgreement = Reinstate, 2, [AgreementRule];
        complete_agreement: CompleteAgreement = Complete, 2, [Duplicate, TextChanged, AgreementRule, EndingNotAllowed, NotYetKnown, DependencyUnavailable];
        terminate_agreement: TerminateAgreement = Terminate, 2, [Duplicate, TextChanged, SignatureNotValid, EndingNotAllowed];
        reject_agreement: RejectAgreement = Reject, 2;
        withdraw_agreement: WithdrawAgreement = Withdraw, 2;
    }
}
