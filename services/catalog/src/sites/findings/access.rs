//! Who may call what: this feature's rows of the role table.

use domain::catalog::{FindingEvent, FindingState};
use web::Who::Anyone;
use web::operations;

operations! {
    list_findings: ListFindings, List, "catalog.findings.read", Anyone, 2;
    get_finding: GetFinding, Read, "catalog.findings.read", Anyone, 1;
    list_finding_transitions: ListFindingTransitions, List, "catalog.findings.read", Anyone, 1;
    transitions of FindingState as FindingEvent, "catalog.findings.write" {
        act_on_finding: ActOnFinding = Act, 2;
        verify_finding: VerifyFinding = Verify, 2, [FourEyes];
        reopen_finding: ReopenFinding = Reopen, 2;
        waive_finding: WaiveFinding = Waive, 2, [FourEyes];
    }
}
