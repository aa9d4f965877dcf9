//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::logistics::{LateVehicleView, ListLateVehiclesQuery};

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The vehicles that are late now, of the shipments that the caller may read, in the order they were planned.
    pub fn list_late_vehicles(&self, query: &ListLateVehiclesQuery) -> Call<'_, Page<LateVehicleView>> {
        self.api.get("/v1/late-vehicles").query(query)
    }
}
