//! Who may call what: this feature's rows of the role table.

use domain::catalog::{FACILITY_KEEPERS, FacilityEvent, FacilityState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_facility: CreateFacility, Create, "catalog.facilities.write", Roles(FACILITY_KEEPERS), 2, [Duplicate, NotYetKnown];
    list_facilities: ListFacilities, List, "catalog.facilities.read", Anyone, 1;
    get_facility: GetFacility, Read, "catalog.facilities.read", Anyone, 1;
    get_facility_usability: GetFacilityUsability, Read, "catalog.facilities.read", Anyone, 2;
    list_facility_usabilities: ListFacilityUsabilities, List, "catalog.facilities.read", Anyone, 4;
    update_facility: UpdateFacility, Patch, "catalog.facilities.write", Roles(FACILITY_KEEPERS), 2, [StateConflict, Duplicate];
    list_facility_transitions: ListFacilityTransitions, List, "catalog.facilities.read", Anyone, 1;
    transitions of FacilityState as FacilityEvent, "catalog.facilities.write" {
        close_facility: CloseFacility = Close, 2;
    }
}
