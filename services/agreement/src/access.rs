//! Who may call what: the role table of the agreement service.

use domain::shared::Role::{Coordinator, PlatformAdmin};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_regions: ListRegions, List, "agreement.regions.read", Anyone, 1;
    get_region: GetRegion, Read, "agreement.regions.read", Anyone, 1;

    create_party: CreateParty, Create, "agreement.parties.write", Roles(&[Coordinator, PlatformAdmin]), 2;
    list_parties: ListParties, List, "agreement.parties.read", Anyone, 1;
    get_party: GetParty, Read, "agreement.parties.read", Anyone, 1;
    update_party: UpdateParty, Patch, "agreement.parties.write", Roles(&[Coordinator, PlatformAdmin]), 2;

    list_agreement_events: ListAgreementEvents, List, "agreement.events.read", Anyone, 1;
    stream_agreement_events: StreamAgreementEvents, List, "agreement.events.read", Anyone, 5;
}
