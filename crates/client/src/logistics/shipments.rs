//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{
    CreateShipmentRequest, DeliveryNoteView, DivertShipmentRequest, ListShipmentsQuery, ShipmentView,
    UpdateShipmentRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::ShipmentId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The shipments the caller may see, in order of planning.
    pub fn list_shipments(&self, query: &ListShipmentsQuery) -> Call<'_, Page<ShipmentView>> {
        self.api.get("/v1/shipments").query(query)
    }

    /// Plans a shipment.
    pub fn create_shipment(&self, body: &CreateShipmentRequest) -> Call<'_, ShipmentView> {
        self.api.post("/v1/shipments").json(body)
    }

    /// One shipment with its vehicles, items and papers.
    pub fn get_shipment(&self, id: ShipmentId) -> Call<'_, ShipmentView> {
        self.api.get(format!("/v1/shipments/{id}"))
    }

    /// Changes a shipment that is planned or loading.
    pub fn update_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &UpdateShipmentRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.patch(format!("/v1/shipments/{id}")).if_match(if_match).json(body)
    }

    /// It reaches the receiver.
    pub fn arrive_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/arrivals")).if_match(if_match).json(body)
    }

    /// It is given up before departure.
    pub fn cancel_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/cancellations")).if_match(if_match).json(body)
    }

    /// Nothing more will be recorded.
    pub fn close_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/closures")).if_match(if_match).json(body)
    }

    /// The delivery note (surat jalan) of a shipment.
    pub fn get_delivery_note(&self, id: ShipmentId) -> Call<'_, DeliveryNoteView> {
        self.api.get(format!("/v1/shipments/{id}/delivery-note"))
    }

    /// It leaves.
    pub fn depart_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/departures")).if_match(if_match).json(body)
    }

    /// It is sent to another place.
    pub fn divert_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &DivertShipmentRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/diversions")).if_match(if_match).json(body)
    }

    /// Loading begins, or begins again.
    pub fn load_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/loadings")).if_match(if_match).json(body)
    }

    /// It is given up as lost.
    pub fn lose_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/losses")).if_match(if_match).json(body)
    }

    /// Loading is done.
    pub fn make_shipment_ready(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/readiness")).if_match(if_match).json(body)
    }

    /// It is back at the supplier.
    pub fn take_back_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/return-arrivals")).if_match(if_match).json(body)
    }

    /// It goes back to the supplier.
    pub fn turn_back_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/returns")).if_match(if_match).json(body)
    }

    /// The history of a shipment, oldest first.
    pub fn list_shipment_transitions(
        &self,
        id: ShipmentId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/shipments/{id}/transitions")).query(query)
    }

    /// Unloading begins.
    pub fn unload_shipment(
        &self,
        id: ShipmentId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ShipmentView> {
        self.api.post(format!("/v1/shipments/{id}/unloadings")).if_match(if_match).json(body)
    }
}
