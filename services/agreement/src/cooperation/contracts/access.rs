//! Who may call what: this feature's rows of the role table.

use domain::agreement::{ContractEvent, ContractState};
use domain::shared::Role::{self, Aggregator, Coordinator, Supplier};
use web::Who::{Anyone, Roles};
use web::operations;

/// Who writes the text of a contract.
pub(crate) const WRITERS: &[Role] = &[Supplier, Aggregator, Role::Buyer, Coordinator];

operations! {
    create_contract: CreateContract, Create, "agreement.contracts.write", Roles(WRITERS), 2, [NotYetKnown, ContractNotGuaranteed, Duplicate];
    list_contracts: ListContracts, List, "agreement.contracts.read", Anyone, 1;
    get_contract: GetContract, Read, "agreement.contracts.read", Anyone, 1;
    list_contract_versions: ListContractVersions, List, "agreement.contracts.read", Anyone, 1;
    update_contract: UpdateContract, Patch, "agreement.contracts.write", Roles(WRITERS), 2, [StateConflict, NotYetKnown, Duplicate];
    get_contract_text: GetContractText, Read, "agreement.contracts.read", Roles(Role::COMMERCIAL), 1;
    get_contract_attachment: GetContractAttachment, Read, "agreement.contracts.read", Roles(Role::COMMERCIAL), 2, [FilesUnavailable];
    get_contract_closing_statement: GetContractClosingStatement, Read, "agreement.contracts.read", Anyone, 2, [DependencyUnavailable];
    notice_contract_breach: NoticeContractBreach, Transition, "agreement.contracts.write", Roles(WRITERS), 2, [StateConflict];
    list_contract_transitions: ListContractTransitions, List, "agreement.contracts.read", Anyone, 1;
    transitions of ContractState as ContractEvent, "agreement.contracts.write" {
        submit_contract: SubmitContract = Submit, 2, [ContractNotGuaranteed, TrialRule, PriceNotFound, NotYetKnown];
        request_contract_changes: RequestContractChanges = RequestChanges, 2;
        endorse_contract: EndorseContract = Endorse, 2, [Duplicate, TextChanged, TrialRule, PriceNeedsNote, NotYetKnown];
        sign_contract: SignContract = Sign, 2, [Duplicate, TextChanged, SignatureNotValid];
        activate_contract: ActivateContract = Activate, 2, [ContractNotGuaranteed, TrialRule, NotYetKnown, PriceNotFound];
        suspend_contract: SuspendContract = Suspend, 2;
        reinstate_contract: ReinstateContract = Reinstate, 2;
        fulfill_contract: FulfillContract = Fulfill, 2, [EndingNotAllowed, NotYetKnown, DependencyUnavailable];
        end_contract_short: EndContractShort = EndShort, 2, [Duplicate, TextChanged, EndingNotAllowed, NotYetKnown, DependencyUnavailable];
        terminate_contract: TerminateContract = Terminate, 2, [Duplicate];
        cancel_contract: CancelContract = Cancel, 2;
        close_contract: CloseContract = Close, 2, [EndingNotAllowed, NotYetKnown, DependencyUnavailable];
    }
}
