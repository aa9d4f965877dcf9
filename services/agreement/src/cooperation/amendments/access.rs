//! Who may call what: this feature's rows of the role table.

use domain::agreement::{AMENDMENT_WRITERS, AmendmentEvent, AmendmentState};
use domain::shared::Role::{self, Coordinator};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_contract_amendment: CreateContractAmendment, Create, "agreement.amendments.write", Roles(AMENDMENT_WRITERS), 2, [NotYetKnown, ContractNotGuaranteed, AmendmentRule, StateConflict, Duplicate, FourEyes];
    create_agreement_amendment: CreateAgreementAmendment, Create, "agreement.amendments.write", Roles(&[Coordinator]), 2, [NotYetKnown, AmendmentRule, StateConflict, Duplicate, FourEyes];
    list_amendments: ListAmendments, List, "agreement.amendments.read", Anyone, 1;
    get_amendment: GetAmendment, Read, "agreement.amendments.read", Anyone, 1;
    get_amendment_text: GetAmendmentText, Read, "agreement.amendments.read", Roles(Role::COMMERCIAL), 1;
    get_amendment_attachment: GetAmendmentAttachment, Read, "agreement.amendments.read", Roles(Role::COMMERCIAL), 2, [FilesUnavailable];
    list_amendment_transitions: ListAmendmentTransitions, List, "agreement.amendments.read", Anyone, 1;
    transitions of AmendmentState as AmendmentEvent, "agreement.amendments.write" {
        propose_amendment: ProposeAmendment = Propose, 2, [TrialRule, NotYetKnown, ContractNotGuaranteed, AmendmentRule, DependencyUnavailable];
        confirm_amendment_text: ConfirmAmendmentText = ConfirmText, 2, [Duplicate, TextChanged, AmendmentRule];
        endorse_amendment: EndorseAmendment = Endorse, 2, [TrialRule, Duplicate, TextChanged, AmendmentRule, PriceNeedsNote, NotYetKnown];
        sign_amendment: SignAmendment = Sign, 2, [TrialRule, Duplicate, TextChanged, SignatureNotValid, NotYetKnown, ContractNotGuaranteed, PriceNotFound, AmendmentRule, DependencyUnavailable];
        reject_amendment: RejectAmendment = Reject, 2;
        withdraw_amendment: WithdrawAmendment = Withdraw, 2;
    }
}
