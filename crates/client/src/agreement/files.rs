//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CreateFileRequest, FileView};
use domain::shared::FileId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Declares a file; its bytes follow.
    pub fn create_file(&self, body: &CreateFileRequest) -> Call<'_, FileView> {
        self.api.post("/v1/files").json(body)
    }

    /// One file, without its bytes.
    pub fn get_file(&self, id: FileId) -> Call<'_, FileView> {
        self.api.get(format!("/v1/files/{id}"))
    }

    /// The bytes of a file, as an attachment.
    pub fn get_file_content(&self, id: FileId) -> Call<'_, Vec<u8>> {
        self.api.get_bytes(format!("/v1/files/{id}/content"))
    }

    /// The bytes of a declared file.
    pub fn upload_file_content(&self, id: FileId, media_type: &str, bytes: Vec<u8>) -> Call<'_, FileView> {
        self.api.put(format!("/v1/files/{id}/content")).bytes(media_type, bytes)
    }
}
