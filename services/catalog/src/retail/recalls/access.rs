//! Who may call what: this feature's rows of the role table.

use domain::catalog::{RECALLERS, RecallEvent, RecallState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_recall: CreateRecall, Create, "catalog.recalls.write", Roles(RECALLERS), 2, [NotYetKnown];
    list_recalls: ListRecalls, List, "catalog.recalls.read", Anyone, 2;
    get_recall: GetRecall, Read, "catalog.recalls.read", Anyone, 1;
    list_recall_transitions: ListRecallTransitions, List, "catalog.recalls.read", Anyone, 1;
    transitions of RecallState as RecallEvent, "catalog.recalls.write" {
        lift_recall: LiftRecall = Lift, 2;
    }
}
