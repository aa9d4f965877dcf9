//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateOutletExceptionRequest, ListOutletExceptionsQuery, OutletExceptionView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::OutletExceptionId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The exceptions of the caller's side, oldest first.
    pub fn list_outlet_exceptions(
        &self,
        query: &ListOutletExceptionsQuery,
    ) -> Call<'_, Page<OutletExceptionView>> {
        self.api.get("/v1/outlet-exceptions").query(query)
    }

    /// Proposes that a supplier of another region may be listed in a dedicated outlet.
    pub fn create_outlet_exception(
        &self,
        body: &CreateOutletExceptionRequest,
    ) -> Call<'_, OutletExceptionView> {
        self.api.post("/v1/outlet-exceptions").json(body)
    }

    /// One exception.
    pub fn get_outlet_exception(&self, id: OutletExceptionId) -> Call<'_, OutletExceptionView> {
        self.api.get(format!("/v1/outlet-exceptions/{id}"))
    }

    /// Agrees to an exception.
    pub fn accept_outlet_exception(
        &self,
        id: OutletExceptionId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, OutletExceptionView> {
        self.api.post(format!("/v1/outlet-exceptions/{id}/acceptances")).if_match(if_match).json(body)
    }

    /// Ends an exception, or takes a proposal back.
    pub fn end_outlet_exception(
        &self,
        id: OutletExceptionId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, OutletExceptionView> {
        self.api.post(format!("/v1/outlet-exceptions/{id}/endings")).if_match(if_match).json(body)
    }

    /// Does not agree to an exception.
    pub fn refuse_outlet_exception(
        &self,
        id: OutletExceptionId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, OutletExceptionView> {
        self.api.post(format!("/v1/outlet-exceptions/{id}/refusals")).if_match(if_match).json(body)
    }

    /// The history of an exception, oldest first.
    pub fn list_outlet_exception_transitions(
        &self,
        id: OutletExceptionId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/outlet-exceptions/{id}/transitions")).query(query)
    }
}
