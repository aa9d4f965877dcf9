//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_traces: ListTraces, List, "logistics.traces.read", Anyone, 5;
}
