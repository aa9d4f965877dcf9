//! Who may call what: this feature's rows of the role table.

use domain::catalog::{INSPECTORS, InspectionEvent, InspectionState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    schedule_inspection: ScheduleInspection, Create, "catalog.inspections.write", Roles(INSPECTORS), 2, [NotYetKnown];
    list_inspections: ListInspections, List, "catalog.inspections.read", Anyone, 2;
    get_inspection: GetInspection, Read, "catalog.inspections.read", Anyone, 1;
    list_inspection_transitions: ListInspectionTransitions, List, "catalog.inspections.read", Anyone, 1;
    put_inspection_answer: PutInspectionAnswer, Put, "catalog.inspections.write", Roles(INSPECTORS), 1, [Duplicate, StateConflict, NotYetKnown, BackfillNotGranted, OccurredTimeInFuture];
    list_inspection_answers: ListInspectionAnswers, List, "catalog.inspections.read", Anyone, 1;
    transitions of InspectionState as InspectionEvent, "catalog.inspections.write" {
        start_inspection: StartInspection = Start, 2, [InspectionRule];
        submit_inspection: SubmitInspection = Submit, 3, [InspectionRule];
        correct_inspection: CorrectInspection = Correct, 3, [InspectionRule, FourEyes];
        close_inspection: CloseInspection = Close, 2, [InspectionRule];
        cancel_inspection: CancelInspection = Cancel, 2;
    }
}
