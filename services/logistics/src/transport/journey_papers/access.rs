//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::{Aggregator, Carrier, Client, FieldOfficer, Receiver, Supplier, VetOfficer};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    add_journey_paper: AddJourneyPaper, Create, "logistics.shipments.write", Roles(&[Supplier, Aggregator, Carrier, FieldOfficer]), 2, [StateConflict, NotYetKnown];
    get_journey_paper: GetJourneyPaper, Read, "logistics.shipments.read", Anyone, 1;
    confirm_journey_paper: ConfirmJourneyPaper, Transition, "logistics.journey_papers.write", Roles(&[VetOfficer, Receiver, Client]), 2, [StateConflict, FourEyes];
}
