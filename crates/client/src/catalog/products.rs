//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateProductRequest, ListProductsQuery, ProductView, UpdateProductRequest};
use api_types::{ImportQuery, JobView, ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::ProductId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// Asks for a job that tries a file of products, or drafts its products.
    pub fn create_product_import(
        &self,
        query: &ImportQuery,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Call<'_, JobView> {
        self.api.post("/v1/product-imports").query(query).bytes(media_type, bytes)
    }

    /// Products, searched and filtered.
    pub fn list_products(&self, query: &ListProductsQuery) -> Call<'_, Page<ProductView>> {
        self.api.get("/v1/products").query(query)
    }

    /// Drafts a product of the caller's party.
    pub fn create_product(&self, body: &CreateProductRequest) -> Call<'_, ProductView> {
        self.api.post("/v1/products").json(body)
    }

    /// One product.
    pub fn get_product(&self, id: ProductId) -> Call<'_, ProductView> {
        self.api.get(format!("/v1/products/{id}"))
    }

    /// Changes a product's name and description.
    pub fn update_product(
        &self,
        id: ProductId,
        if_match: &str,
        body: &UpdateProductRequest,
    ) -> Call<'_, ProductView> {
        self.api.patch(format!("/v1/products/{id}")).if_match(if_match).json(body)
    }

    /// Publishes a draft: every caller sees it and its variants from now on.
    pub fn publish_product(
        &self,
        id: ProductId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ProductView> {
        self.api.post(format!("/v1/products/{id}/publications")).if_match(if_match).json(body)
    }

    /// History of a product, oldest first.
    pub fn list_product_transitions(
        &self,
        id: ProductId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/products/{id}/transitions")).query(query)
    }

    /// Withdraws a published product: it is no longer offered, and its barcodes become free.
    pub fn withdraw_product(
        &self,
        id: ProductId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ProductView> {
        self.api.post(format!("/v1/products/{id}/withdrawals")).if_match(if_match).json(body)
    }
}
