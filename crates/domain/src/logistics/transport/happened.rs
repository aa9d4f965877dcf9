//! What can have happened to what has no lifecycle: the reports of vehicles, the terms of contracts.

use crate::labels;

labels! {
    /// What has happened to a vehicle's report.
    pub enum VehicleEventHappened {
        /// It was recorded.
        Recorded = "recorded",
    }
}

labels! {
    /// What has happened to the terms of a contract.
    pub enum ContractTermsHappened {
        /// Orders and receipts are judged by them from now on.
        Applied = "applied",
    }
}
