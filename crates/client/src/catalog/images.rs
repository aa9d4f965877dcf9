//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateImageRequest, ImageContentQuery, ImageView};
use domain::shared::ImageId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// Declares a picture; its bytes follow.
    pub fn create_image(&self, body: &CreateImageRequest) -> Call<'_, ImageView> {
        self.api.post("/v1/images").json(body)
    }

    /// One picture, without its bytes.
    pub fn get_image(&self, id: ImageId) -> Call<'_, ImageView> {
        self.api.get(format!("/v1/images/{id}"))
    }

    /// The picture itself, as JPEG.
    pub fn get_image_content(&self, id: ImageId, query: &ImageContentQuery) -> Call<'_, Vec<u8>> {
        self.api.get_bytes(format!("/v1/images/{id}/content")).query(query)
    }

    /// The bytes of a declared picture.
    pub fn upload_image_content(&self, id: ImageId, media_type: &str, bytes: Vec<u8>) -> Call<'_, ImageView> {
        self.api.put(format!("/v1/images/{id}/content")).bytes(media_type, bytes)
    }
}
