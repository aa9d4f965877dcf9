//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::agreement::{
    ChangeClientCredentialRequest, ClientView, CreateClientRequest, ListClientsQuery,
};
use domain::shared::{ClientId, PartyId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Ends a machine client and its tokens.
    pub fn delete_client(&self, id: ClientId, if_match: &str) -> Call<'_, ()> {
        self.api.delete(format!("/v1/clients/{id}")).if_match(if_match)
    }

    /// One machine client.
    pub fn get_client(&self, id: ClientId) -> Call<'_, ClientView> {
        self.api.get(format!("/v1/clients/{id}"))
    }

    /// Replaces a client's credential; the former one and its tokens end at once.
    pub fn change_client_credential(
        &self,
        id: ClientId,
        if_match: &str,
        body: &ChangeClientCredentialRequest,
    ) -> Call<'_, ClientView> {
        self.api.post(format!("/v1/clients/{id}/credential-changes")).if_match(if_match).json(body)
    }

    /// The machine clients of a party, for itself and for who keeps it.
    pub fn list_clients(&self, id: PartyId, query: &ListClientsQuery) -> Call<'_, Page<ClientView>> {
        self.api.get(format!("/v1/parties/{id}/clients")).query(query)
    }

    /// Registers a machine client of a party.
    pub fn create_client(&self, id: PartyId, body: &CreateClientRequest) -> Call<'_, ClientView> {
        self.api.post(format!("/v1/parties/{id}/clients")).json(body)
    }
}
