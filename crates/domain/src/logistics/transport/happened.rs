//! What can have happened to what has no lifecycle: the reports of vehicles.

use crate::labels;

labels! {
    /// What has happened to a vehicle's report.
    pub enum VehicleEventHappened {
        /// It was recorded.
        Recorded = "recorded",
    }
}
