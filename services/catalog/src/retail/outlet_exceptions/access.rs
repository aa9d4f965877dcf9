//! Who may call what: this feature's rows of the role table.

use domain::catalog::{COORDINATORS, OutletExceptionEvent, OutletExceptionState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_outlet_exception: CreateOutletException, Create, "catalog.outlets.write", Roles(COORDINATORS), 2, [NotYetKnown, Duplicate];
    list_outlet_exceptions: ListOutletExceptions, List, "catalog.outlets.read", Anyone, 2;
    get_outlet_exception: GetOutletException, Read, "catalog.outlets.read", Anyone, 1;
    list_outlet_exception_transitions: ListOutletExceptionTransitions, List, "catalog.outlets.read", Anyone, 1;
    transitions of OutletExceptionState as OutletExceptionEvent, "catalog.outlets.write" {
        accept_outlet_exception: AcceptOutletException = Accept, 2, [FourEyes, OutletOfAnotherRegion];
        refuse_outlet_exception: RefuseOutletException = Refuse, 2;
        end_outlet_exception: EndOutletException = End, 2;
    }
}
