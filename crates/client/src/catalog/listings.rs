//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateListingRequest, ListListingsQuery, ListingView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::ListingId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The listings, oldest first.
    pub fn list_listings(&self, query: &ListListingsQuery) -> Call<'_, Page<ListingView>> {
        self.api.get("/v1/listings").query(query)
    }

    /// Lists a variant in an outlet.
    pub fn create_listing(&self, body: &CreateListingRequest) -> Call<'_, ListingView> {
        self.api.post("/v1/listings").json(body)
    }

    /// One listing.
    pub fn get_listing(&self, id: ListingId) -> Call<'_, ListingView> {
        self.api.get(format!("/v1/listings/{id}"))
    }

    /// Takes on what a supplier asked for.
    pub fn accept_listing(
        &self,
        id: ListingId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ListingView> {
        self.api.post(format!("/v1/listings/{id}/acceptances")).if_match(if_match).json(body)
    }

    /// Takes a listing off the shelf for good.
    pub fn delist_listing(
        &self,
        id: ListingId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ListingView> {
        self.api.post(format!("/v1/listings/{id}/delistings")).if_match(if_match).json(body)
    }

    /// Puts a suspended listing back, through the same gate.
    pub fn resume_listing(
        &self,
        id: ListingId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ListingView> {
        self.api.post(format!("/v1/listings/{id}/resumptions")).if_match(if_match).json(body)
    }

    /// Takes a listing off the shelf for a time.
    pub fn suspend_listing(
        &self,
        id: ListingId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ListingView> {
        self.api.post(format!("/v1/listings/{id}/suspensions")).if_match(if_match).json(body)
    }

    /// The history of a listing, oldest first.
    pub fn list_listing_transitions(
        &self,
        id: ListingId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/listings/{id}/transitions")).query(query)
    }
}
