//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{
    CreateStockOfferRequest, ListStockOffersQuery, StockOfferView, UpdateStockOfferRequest,
};
use api_types::{ImportQuery, JobView, ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::StockOfferId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// Asks for a job that tries a file of stock offers, or drafts its offers.
    pub fn create_stock_offer_import(
        &self,
        query: &ImportQuery,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Call<'_, JobView> {
        self.api.post("/v1/stock-offer-imports").query(query).bytes(media_type, bytes)
    }

    /// The offers that the caller may read, oldest first: its own, and all that were published.
    pub fn list_stock_offers(&self, query: &ListStockOffersQuery) -> Call<'_, Page<StockOfferView>> {
        self.api.get("/v1/stock-offers").query(query)
    }

    /// Writes down what the caller's party has to offer.
    pub fn create_stock_offer(&self, body: &CreateStockOfferRequest) -> Call<'_, StockOfferView> {
        self.api.post("/v1/stock-offers").json(body)
    }

    /// One offer, with what is left of it today.
    pub fn get_stock_offer(&self, id: StockOfferId) -> Call<'_, StockOfferView> {
        self.api.get(format!("/v1/stock-offers/{id}"))
    }

    /// Changes what an offer says.
    pub fn update_stock_offer(
        &self,
        id: StockOfferId,
        if_match: &str,
        body: &UpdateStockOfferRequest,
    ) -> Call<'_, StockOfferView> {
        self.api.patch(format!("/v1/stock-offers/{id}")).if_match(if_match).json(body)
    }

    /// Publishes an offer.
    pub fn publish_stock_offer(
        &self,
        id: StockOfferId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, StockOfferView> {
        self.api.post(format!("/v1/stock-offers/{id}/publications")).if_match(if_match).json(body)
    }

    /// The history of an offer, oldest first.
    pub fn list_stock_offer_transitions(
        &self,
        id: StockOfferId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/stock-offers/{id}/transitions")).query(query)
    }

    /// Withdraws an offer.
    pub fn withdraw_stock_offer(
        &self,
        id: StockOfferId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, StockOfferView> {
        self.api.post(format!("/v1/stock-offers/{id}/withdrawals")).if_match(if_match).json(body)
    }
}
