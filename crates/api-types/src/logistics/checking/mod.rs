//! What shows that trade may not be what it seems.

mod signal_rules;
mod signals;

pub use signal_rules::{CreateSignalRuleRequest, ListSignalRulesQuery, SignalRuleEventData, SignalRuleView};
pub use signals::{
    AssessSignalRequest, ListSignalsQuery, SignalAccount, SignalAssessmentView, SignalEvidence, SignalFile,
    SignalMeasured, SignalOrigin, SignalPaper, SignalPosition, SignalPrice, SignalVehicle, SignalView,
    SignalWeighing,
};
