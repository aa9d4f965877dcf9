//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::{Coordinator, PlatformAdmin};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_party: CreateParty, Create, "agreement.parties.write", Roles(&[Coordinator, PlatformAdmin]), 2, [Duplicate];
    list_parties: ListParties, List, "agreement.parties.read", Anyone, 1;
    get_party: GetParty, Read, "agreement.parties.read", Anyone, 1;
    list_party_names: ListPartyNames, List, "agreement.parties.read", Anyone, 1;
    update_party: UpdateParty, Patch, "agreement.parties.write", Roles(&[Coordinator, PlatformAdmin]), 2;
}
