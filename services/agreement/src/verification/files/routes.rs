//! HTTP of files.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post, put};
use api_types::agreement::{CreateFileRequest, FileView};
use domain::shared::FileId;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply, Upload};

use super::{operations, queries};
use crate::context::Context;
use crate::verification::files::access::op;
use crate::verification::verifications::Viewer;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_file).service(get_file).service(upload_file_content).service(get_file_content);
}

/// Declares a file; its bytes follow.
///
/// A party may declare so many files and bytes a day, and have so many bytes that nothing refers to (429
/// `file-quota-reached`, which says when there is room again). A file that nothing refers to is deleted after 24 hours.
#[utoipa::path(tag = "files", request_body = CreateFileRequest, responses((status = 201, body = FileView)))]
#[post("/v1/files")]
async fn create_file(
    command: Command<op::CreateFile, CreateFileRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_file(&context, command).await
}

/// One file, without its bytes.
#[utoipa::path(tag = "files", params(("id" = FileId, Path)), responses((status = 200, body = FileView)))]
#[get("/v1/files/{id}")]
async fn get_file(
    query: Query<op::GetFile, NoParams>,
    id: Path<FileId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let file = queries::find_file(&mut conn, &Viewer::of(query.caller()), id.0).await?;
    let file = file.ok_or(Error::NotFound)?;
    Reply::ok(&file.etag(), &file.view()?)
}

/// The bytes of a declared file.
///
/// Size, SHA-256 and kind, as the bytes themselves show it, must be as declared; the same bytes again are accepted again.
#[utoipa::path(tag = "files", params(("id" = FileId, Path)),
    request_body(content(
        (Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png")
    )),
    responses((status = 200, body = FileView)))]
#[put("/v1/files/{id}/content")]
async fn upload_file_content(
    upload: Upload<op::UploadFileContent>,
    id: Path<FileId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::upload_file_content(&context, id.0, upload).await
}

/// The bytes of a file, as an attachment.
#[utoipa::path(tag = "files", params(("id" = FileId, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
#[get("/v1/files/{id}/content")]
async fn get_file_content(
    query: Query<op::GetFileContent, NoParams>,
    id: Path<FileId>,
    context: Data<Context>,
) -> Result<HttpResponse, ApiError> {
    let (file, bytes) = operations::file_content(&context, &Viewer::of(query.caller()), id.0).await?;
    Ok(operations::attachment(&file, bytes))
}
