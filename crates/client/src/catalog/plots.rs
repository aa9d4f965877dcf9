//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreatePlotRequest, ListPlotsQuery, PlotView, UpdatePlotRequest};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::PlotId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The plots that the caller may read, in order of registration.
    pub fn list_plots(&self, query: &ListPlotsQuery) -> Call<'_, Page<PlotView>> {
        self.api.get("/v1/plots").query(query)
    }

    /// Registers a plot of the caller's party.
    pub fn create_plot(&self, body: &CreatePlotRequest) -> Call<'_, PlotView> {
        self.api.post("/v1/plots").json(body)
    }

    /// One plot.
    pub fn get_plot(&self, id: PlotId) -> Call<'_, PlotView> {
        self.api.get(format!("/v1/plots/{id}"))
    }

    /// Changes a plot's name, size and place.
    pub fn update_plot(&self, id: PlotId, if_match: &str, body: &UpdatePlotRequest) -> Call<'_, PlotView> {
        self.api.patch(format!("/v1/plots/{id}")).if_match(if_match).json(body)
    }

    /// Retires a plot for good.
    pub fn retire_plot(&self, id: PlotId, if_match: &str, body: &TransitionRequest) -> Call<'_, PlotView> {
        self.api.post(format!("/v1/plots/{id}/retirements")).if_match(if_match).json(body)
    }

    /// The history of a plot, oldest first.
    pub fn list_plot_transitions(
        &self,
        id: PlotId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/plots/{id}/transitions")).query(query)
    }
}
