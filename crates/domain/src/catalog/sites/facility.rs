//! Facilities: what they are, how much they handle, and whether they are in use.

use crate::catalog::FACILITY_KEEPERS;
use crate::shared::{Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// What kind of facility it is.
    pub enum FacilityKind {
        /// Peternakan, kebun.
        Farm = "farm",
        /// Rumah potong hewan (RPH).
        Slaughterhouse = "slaughterhouse",
        /// Penggilingan.
        Mill = "grain_mill",
        /// Pusat konsolidasi.
        Hub = "hub",
        /// Gudang.
        Warehouse = "warehouse",
        /// Dapur.
        Kitchen = "kitchen",
    }
}

impl FacilityKind {
    /// Whether such a facility handles the goods of other parties too, for a fee: what stands on a farm, in a warehouse or a
    /// kitchen is its owner's.
    pub fn serves_others(self) -> bool {
        matches!(self, Self::Slaughterhouse | Self::Mill | Self::Hub)
    }
}

labels! {
    /// The time in which a facility handles its capacity once.
    pub enum CapacityPeriod {
        /// A day in Jakarta.
        Day = "day",
    }
}

labels! {
    /// Where a facility stands.
    pub enum FacilityState {
        /// In use.
        Active = "active",
        /// Given up for good; kept for history.
        Closed = "closed",
    }
}

labels! {
    /// What happens to a facility.
    pub enum FacilityEvent {
        /// Its owner gives it up.
        Close = "close",
    }
}

lifecycle! {
    /// What has happened to a facility.
    pub enum FacilityHappened: FacilityState, FacilityEvent {
        Close (Closed = "closed", Required, FACILITY_KEEPERS): Active => Closed;
    }
    also {
        /// Its owner registered it.
        Registered = "registered",
        /// Its name, place or capacity changed.
        Changed = "changed",
    }
    changed in Active;
}

impl Waits for FacilityState {
    const WAITING: &'static [Waiting<Self>] = &[];
    const RESTING: &'static [Self] = &[Self::Active];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_a_facility_is_this_table() {
        let table = "\
| state | close |
|---|---|
| active | closed |
| closed | - |
";
        assert_eq!(transition_table::<FacilityState>(), table);
        assert!(FacilityState::Active.may_change() && !FacilityState::Closed.may_change());
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<FacilityState>();
    }
}
