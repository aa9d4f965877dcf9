//! Who may call what: this feature's rows of the role table.

use domain::catalog::{OPERATORS, OutletEvent, OutletState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_outlet: CreateOutlet, Create, "catalog.outlets.write", Roles(OPERATORS), 2, [NotYetKnown];
    list_outlets: ListOutlets, List, "catalog.outlets.read", Anyone, 1;
    get_outlet: GetOutlet, Read, "catalog.outlets.read", Anyone, 1;
    update_outlet: UpdateOutlet, Patch, "catalog.outlets.write", Roles(OPERATORS), 2;
    list_outlet_transitions: ListOutletTransitions, List, "catalog.outlets.read", Anyone, 1;
    transitions of OutletState as OutletEvent, "catalog.outlets.write" {
        close_outlet: CloseOutlet = Close, 2;
    }
}
