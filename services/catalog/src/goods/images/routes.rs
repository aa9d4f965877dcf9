//! HTTP of pictures.

use actix_web::http::StatusCode;
use actix_web::http::header::{EntityTag, Header as _, IfNoneMatch};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post, put};
use api_types::catalog::{CreateImageRequest, ImageContentQuery, ImageView};
use domain::catalog::ImageSize;
use domain::shared::ImageId;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply, Upload};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;

/// The bytes of an id and size never change; who may not read them any more is not asked again for a day.
const CACHED: &str = "private, max-age=86400, immutable";

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_image).service(get_image).service(upload_image_content).service(get_image_content);
}

/// Declares a picture; its bytes follow.
///
/// A party may declare so many pictures and bytes a day, and have so many bytes that nothing shows (429
/// `file-quota-reached`, which says when there is room again). A picture that nothing shows is deleted after 24 hours.
#[utoipa::path(tag = "images", request_body = CreateImageRequest, responses((status = 201, body = ImageView)))]
#[post("/v1/images")]
async fn create_image(
    command: Command<op::CreateImage, CreateImageRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_image(&context, command).await
}

/// One picture, without its bytes.
#[utoipa::path(tag = "images", params(("id" = ImageId, Path)), responses((status = 200, body = ImageView)))]
#[get("/v1/images/{id}")]
async fn get_image(
    query: Query<op::GetImage, NoParams>,
    id: Path<ImageId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let image = queries::find_image(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::ok(&image.etag(), &image.view()?)
}

/// The bytes of a declared picture.
///
/// Size, SHA-256 and format must be as declared, and it has at most 24 million points. What is kept are smaller pictures
/// made of it, without what the camera wrote; the same bytes again are accepted again.
#[utoipa::path(tag = "images", params(("id" = ImageId, Path)),
    request_body(content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp")
    )),
    responses((status = 200, body = ImageView)))]
#[put("/v1/images/{id}/content")]
async fn upload_image_content(
    upload: Upload<op::UploadImageContent>,
    id: Path<ImageId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::upload_image_content(&context, id.0, upload).await
}

/// The picture itself, as JPEG.
///
/// It never changes under its id and size: it may be kept for a day, and asked again with `If-None-Match`.
#[utoipa::path(tag = "images", params(("id" = ImageId, Path), ImageContentQuery),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg")))]
#[get("/v1/images/{id}/content")]
async fn get_image_content(
    query: Query<op::GetImageContent, ImageContentQuery>,
    id: Path<ImageId>,
    request: HttpRequest,
    context: Data<Context>,
) -> Result<HttpResponse, ApiError> {
    let size = query.params.size.unwrap_or(ImageSize::Web);
    let found = operations::find_content(&context, query.caller(), id.0, size).await?;
    let etag = EntityTag::new_strong(found.sha256.clone());
    let seen = has(&request, &etag);
    let mut answer = HttpResponse::build(if seen { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    answer
        .insert_header(("etag", etag.to_string()))
        .insert_header(("cache-control", CACHED))
        .insert_header(("content-security-policy", "sandbox; default-src 'none'"));
    if seen {
        return Ok(answer.finish());
    }
    let bytes = operations::content(&context, &found).await?;
    Ok(answer.content_type("image/jpeg").body(bytes))
}

/// Whether the client has it already.
fn has(request: &HttpRequest, etag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(etag)),
        Err(_) => false,
    }
}
