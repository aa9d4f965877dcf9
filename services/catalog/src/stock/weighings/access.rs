//! Who may call what: this feature's rows of the role table.

use domain::catalog::GROWERS;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    put_weighing: PutWeighing, Put, "catalog.weighings.write", Roles(GROWERS), 1, [Duplicate, StateConflict, NotYetKnown, BackfillNotGranted, OccurredTimeInFuture];
    list_weighings: ListWeighings, List, "catalog.weighings.read", Anyone, 1;
}
