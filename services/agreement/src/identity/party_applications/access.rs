//! Who may call what: this feature's rows of the role table.

use domain::agreement::{PartyApplicationEvent, PartyApplicationState};
use web::Who::Anyone;
use web::operations;

operations! {
    create_party_application: CreatePartyApplication, Create, "agreement.party_applications.write", Anyone, 5, [Duplicate];
    list_party_applications: ListPartyApplications, List, "agreement.party_applications.read", Anyone, 1;
    get_party_application: GetPartyApplication, Read, "agreement.party_applications.read", Anyone, 1;
    list_party_application_transitions: ListPartyApplicationTransitions, List, "agreement.party_applications.read", Anyone, 1;
    withdraw_party_application: WithdrawPartyApplication, Transition, "agreement.party_applications.write", Anyone, 2, [StateConflict];
    transitions of PartyApplicationState as PartyApplicationEvent, "agreement.party_applications.write" {
        accept_party_application: AcceptPartyApplication = Accept, 2, [Duplicate];
        refuse_party_application: RefusePartyApplication = Refuse, 2;
    }
}
