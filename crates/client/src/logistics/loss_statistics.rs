//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::logistics::{ListLossStatisticsQuery, LossStatisticView};

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// What was lost on the way, per route, commodity and measure.
    pub fn list_loss_statistics(&self, query: &ListLossStatisticsQuery) -> Call<'_, Page<LossStatisticView>> {
        self.api.get("/v1/loss-statistics").query(query)
    }
}
