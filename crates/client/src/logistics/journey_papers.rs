//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{ConfirmJourneyPaperRequest, JourneyPaperRequest, JourneyPaperView};
use domain::shared::{JourneyPaperId, ShipmentId};

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// One paper of a shipment.
    pub fn get_journey_paper(&self, id: JourneyPaperId) -> Call<'_, JourneyPaperView> {
        self.api.get(format!("/v1/journey-papers/{id}"))
    }

    /// Confirms that a paper is genuine and fits what is on board.
    pub fn confirm_journey_paper(
        &self,
        id: JourneyPaperId,
        if_match: &str,
        body: &ConfirmJourneyPaperRequest,
    ) -> Call<'_, JourneyPaperView> {
        self.api.post(format!("/v1/journey-papers/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// Shows one more paper of a shipment that is not at its end.
    pub fn add_journey_paper(
        &self,
        id: ShipmentId,
        body: &JourneyPaperRequest,
    ) -> Call<'_, JourneyPaperView> {
        self.api.post(format!("/v1/shipments/{id}/journey-papers")).json(body)
    }
}
