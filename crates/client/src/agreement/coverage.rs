//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::agreement::{
    DemandCoverageView, DemandForecastsView, DemandGapView, DemandQuery, ListDemandGapsQuery,
};
use domain::shared::DemandId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The periods of published needs for which less was promised than is needed, the earliest first.
    pub fn list_demand_gaps(&self, query: &ListDemandGapsQuery) -> Call<'_, Page<DemandGapView>> {
        self.api.get("/v1/demand-gaps").query(query)
    }

    /// How a demand is covered: needed, committed, contracted, ordered, accepted, and the gap.
    pub fn get_demand_coverage(&self, id: DemandId, query: &DemandQuery) -> Call<'_, DemandCoverageView> {
        self.api.get(format!("/v1/demands/{id}/coverage")).query(query)
    }

    /// What growers expect to bring in, set against a demand: forecasts and needs, period by period.
    pub fn get_demand_forecasts(&self, id: DemandId, query: &DemandQuery) -> Call<'_, DemandForecastsView> {
        self.api.get(format!("/v1/demands/{id}/forecasts")).query(query)
    }
}
