//! Who may call what: this feature's rows of the role table.

use domain::agreement::{CommitmentEvent, CommitmentState, EXPLAINERS};
use domain::shared::Role::{self, Buyer, Coordinator, Supplier};
use web::Who::{Anyone, Roles};
use web::operations;

/// Who says which contract lines deliver: the businesses and the committing region.
pub(super) const LINKERS: &[Role] = &[Coordinator, Supplier, Buyer];

operations! {
    create_commitment: CreateCommitment, Create, "agreement.commitments.write", Roles(&[Coordinator]), 2, [ContractNotGuaranteed, FourEyes];
    list_commitments: ListCommitments, List, "agreement.commitments.read", Anyone, 2;
    get_commitment: GetCommitment, Read, "agreement.commitments.read", Anyone, 1;
    list_commitment_offers: ListCommitmentOffers, List, "agreement.commitments.read", Anyone, 1;
    explain_commitment: ExplainCommitment, Transition, "agreement.commitments.write", Roles(EXPLAINERS), 2, [StateConflict, FourEyes];
    link_contract_lines: LinkContractLines, Transition, "agreement.commitments.write", Roles(LINKERS), 2, [StateConflict, Duplicate, FourEyes];
    end_contract_line_link: EndContractLineLink, Transition, "agreement.commitments.write", Roles(LINKERS), 2, [StateConflict, FourEyes];
    list_commitment_transitions: ListCommitmentTransitions, List, "agreement.commitments.read", Anyone, 1;
    transitions of CommitmentState as CommitmentEvent, "agreement.commitments.write" {
        counter_commitment: CounterCommitment = Counter, 2;
        accept_commitment: AcceptCommitment = Accept, 2, [TextChanged, DemandRule, ShareExceeded, ContractNotGuaranteed];
        withdraw_commitment: WithdrawCommitment = Withdraw, 2;
        decline_commitment: DeclineCommitment = Decline, 2;
        close_commitment_short: CloseCommitmentShort = CloseShort, 2;
    }
}
