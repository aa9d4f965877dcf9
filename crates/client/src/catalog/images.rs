//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateImageRequest, ImageView};
use domain::shared::ImageId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// Declares a picture; its bytes follow.
    pub fn create_image(&self, body: &CreateImageRequest) -> Call<'_, ImageView> {
        self.api.post("/v1/images").json(body)
    }

    /// The bytes of a declared picture.
    pub fn upload_image_content(&self, id: ImageId, media_type: &str, bytes: Vec<u8>) -> Call<'_, ImageView> {
        self.api.put(format!("/v1/images/{id}/content")).bytes(media_type, bytes)
    }
}
