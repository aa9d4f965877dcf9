//! Who may call what: this feature's rows of the role table.

use domain::catalog::{FACILITY_KEEPERS, FacilityPaperEvent, FacilityPaperState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    declare_facility_paper: DeclareFacilityPaper, Create, "catalog.facility_papers.write", Roles(FACILITY_KEEPERS), 2, [NotFound, StateConflict, Duplicate];
    list_facility_papers: ListFacilityPapers, List, "catalog.facility_papers.read", Anyone, 1;
    get_facility_paper: GetFacilityPaper, Read, "catalog.facility_papers.read", Anyone, 1;
    list_facility_paper_transitions: ListFacilityPaperTransitions, List, "catalog.facility_papers.read", Anyone, 1;
    transitions of FacilityPaperState as FacilityPaperEvent, "catalog.facility_papers.write" {
        accept_facility_paper: AcceptFacilityPaper = Accept, 2, [FourEyes];
        reject_facility_paper: RejectFacilityPaper = Reject, 2, [FourEyes];
        withdraw_facility_paper: WithdrawFacilityPaper = Withdraw, 2;
    }
}
