//! Who may call what: this feature's rows of the role table.

use domain::logistics::{SignalEvent, SignalState};
use web::Who::Anyone;
use web::operations;

operations! {
    list_signals: ListSignals, List, "logistics.signals.read", Anyone, 2;
    get_signal: GetSignal, Read, "logistics.signals.read", Anyone, 1;
    list_signal_transitions: ListSignalTransitions, List, "logistics.signals.read", Anyone, 1;
    transitions of SignalState as SignalEvent, "logistics.signals.write" {
        assess_signal: AssessSignal = Assess, 2;
    }
}
