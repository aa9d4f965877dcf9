//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{
    AllocateLotRequest, ConsolidationLotView, CreateConsolidationLotRequest, GradeLotRequest,
    ListConsolidationLotsQuery, ReleaseLotAllocationRequest, SealLotRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::ConsolidationLotId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The consolidation lots that the caller may read, in order of opening.
    pub fn list_consolidation_lots(
        &self,
        query: &ListConsolidationLotsQuery,
    ) -> Call<'_, Page<ConsolidationLotView>> {
        self.api.get("/v1/consolidation-lots").query(query)
    }

    /// Opens a lot at a hub.
    pub fn create_consolidation_lot(
        &self,
        body: &CreateConsolidationLotRequest,
    ) -> Call<'_, ConsolidationLotView> {
        self.api.post("/v1/consolidation-lots").json(body)
    }

    /// One consolidation lot.
    pub fn get_consolidation_lot(&self, id: ConsolidationLotId) -> Call<'_, ConsolidationLotView> {
        self.api.get(format!("/v1/consolidation-lots/{id}"))
    }

    /// Frees what is set aside for an order line and was not loaded, with a reason: such as an order that was cancelled.
    pub fn release_lot_allocation(
        &self,
        id: ConsolidationLotId,
        if_match: &str,
        body: &ReleaseLotAllocationRequest,
    ) -> Call<'_, ConsolidationLotView> {
        self.api
            .post(format!("/v1/consolidation-lots/{id}/allocation-releases"))
            .if_match(if_match)
            .json(body)
    }

    /// Sets a part of a lot aside for an order line.
    pub fn allocate_consolidation_lot(
        &self,
        id: ConsolidationLotId,
        if_match: &str,
        body: &AllocateLotRequest,
    ) -> Call<'_, ConsolidationLotView> {
        self.api.post(format!("/v1/consolidation-lots/{id}/allocations")).if_match(if_match).json(body)
    }

    /// Says that everything of a lot that goes has left.
    pub fn dispatch_consolidation_lot(
        &self,
        id: ConsolidationLotId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ConsolidationLotView> {
        self.api.post(format!("/v1/consolidation-lots/{id}/dispatches")).if_match(if_match).json(body)
    }

    /// Gives a lot up, with a reason.
    pub fn dissolve_consolidation_lot(
        &self,
        id: ConsolidationLotId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ConsolidationLotView> {
        self.api.post(format!("/v1/consolidation-lots/{id}/dissolutions")).if_match(if_match).json(body)
    }

    /// Says how contributions are sorted.
    pub fn grade_consolidation_lot(
        &self,
        id: ConsolidationLotId,
        if_match: &str,
        body: &GradeLotRequest,
    ) -> Call<'_, ConsolidationLotView> {
        self.api.post(format!("/v1/consolidation-lots/{id}/gradings")).if_match(if_match).json(body)
    }

    /// Seals what is in a lot.
    pub fn seal_consolidation_lot(
        &self,
        id: ConsolidationLotId,
        if_match: &str,
        body: &SealLotRequest,
    ) -> Call<'_, ConsolidationLotView> {
        self.api.post(format!("/v1/consolidation-lots/{id}/seals")).if_match(if_match).json(body)
    }

    /// Settles a lot with its members.
    pub fn settle_consolidation_lot(
        &self,
        id: ConsolidationLotId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ConsolidationLotView> {
        self.api.post(format!("/v1/consolidation-lots/{id}/settlements")).if_match(if_match).json(body)
    }

    /// The history of a consolidation lot, oldest first.
    pub fn list_consolidation_lot_transitions(
        &self,
        id: ConsolidationLotId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/consolidation-lots/{id}/transitions")).query(query)
    }
}
