//! Who may call what: this feature's rows of the role table.

use domain::agreement::{CORRECTION_AUTHORS, PartyCorrectionEvent, PartyCorrectionState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_party_correction: CreatePartyCorrection, Create, "agreement.party_corrections.write", Roles(CORRECTION_AUTHORS), 2, [Duplicate];
    list_party_corrections: ListPartyCorrections, List, "agreement.party_corrections.read", Anyone, 1;
    get_party_correction: GetPartyCorrection, Read, "agreement.party_corrections.read", Anyone, 1;
    list_party_correction_transitions: ListPartyCorrectionTransitions, List, "agreement.party_corrections.read", Anyone, 1;
    transitions of PartyCorrectionState as PartyCorrectionEvent, "agreement.party_corrections.write" {
        confirm_party_correction: ConfirmPartyCorrection = Confirm, 2, [Duplicate];
        refuse_party_correction: RefusePartyCorrection = Refuse, 2;
        withdraw_party_correction: WithdrawPartyCorrection = Withdraw, 2;
    }
}
