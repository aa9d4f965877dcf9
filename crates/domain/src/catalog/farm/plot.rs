//! Plots: the land that goods grow on, and whether it is in use.

use crate::catalog::GROWERS;
use crate::shared::{Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// What kind of land it is.
    pub enum LandKind {
        /// Sawah irigasi.
        IrrigatedField = "irrigated_field",
        /// Sawah tadah hujan.
        RainfedField = "rainfed_field",
        /// Tegalan, ladang.
        DryField = "dry_field",
        /// Kebun.
        Garden = "garden",
        /// Padang penggembalaan.
        Pasture = "pasture",
        /// Kolam, tambak.
        Pond = "pond",
        /// Kandang, rumah kaca.
        Building = "building",
    }
}

labels! {
    /// Where a plot stands.
    pub enum PlotState {
        /// Seasons are planned on it.
        InUse = "in_use",
        /// Nothing more is planned on it; kept for history.
        Retired = "retired",
    }
}

labels! {
    /// What happens to a plot.
    pub enum PlotEvent {
        /// Its owner gives it up.
        Retire = "retire",
    }
}

lifecycle! {
    /// What has happened to a plot.
    pub enum PlotHappened: PlotState, PlotEvent {
        Retire (Retired = "retired", Optional, GROWERS): InUse => Retired;
    }
    also {
        /// Its owner registered it.
        Registered = "registered",
        /// Its name, size or place changed.
        Changed = "changed",
    }
    changed in InUse;
}

impl Waits for PlotState {
    const WAITING: &'static [Waiting<Self>] = &[];
    const RESTING: &'static [Self] = &[Self::InUse];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_a_plot_is_this_table() {
        let table = "\
| state | retire |
|---|---|
| in_use | retired |
| retired | - |
";
        assert_eq!(transition_table::<PlotState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<PlotState>();
    }
}
