//! What can be done with pictures.

use api_types::Check;
use api_types::catalog::CreateImageRequest;
use domain::catalog::{ImageKind, ImageSize, MOST_IMAGES};
use domain::shared::{Id as _, ImageId, Invalid, LARGEST_FILE, PartyId};
use service::files::{expect_room, known, new_name, undamaged};
use service::{Error, Tx};
use web::{ApiError, Caller, Command, Reply, RequestMeta, Upload};

use super::access::op;
use super::queries;
use super::renditions::Rendition;
use super::rows::{ImageRow, RenditionRow};
use crate::context::Context;
use crate::outside::expect_arrived;

/// Declares a picture of the caller's party; 201.
pub(super) async fn create_image(
    context: &Context,
    command: Command<op::CreateImage, CreateImageRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let owner = tx.caller().party();
            expect_arrived(tx.conn, owner).await?;
            let mut check = Check::new();
            check.require((1..=LARGEST_FILE).contains(&body.size), || {
                Invalid::new(
                    "/size",
                    "out-of-range",
                    "Gambar paling besar 5 MiB dan tidak kosong; perkecil dahulu.",
                    "A picture has at most 5 MiB and is not empty; make it smaller first.",
                )
            });
            let shows = check.line("/shows", &body.shows, 1..=200);
            check.finish()?;
            let brought = queries::lock_use(tx.conn, owner, tx.now).await?;
            expect_room(tx, brought, body.size).await?;
            let row = ImageRow {
                id: tx.new_id(),
                party_id: owner,
                media_type: body.media_type,
                size: body.size,
                sha256: body.sha256.to_string(),
                shows,
                uploaded_at: None,
                version: 1,
                created_at: tx.now,
            };
            queries::insert_image(tx.conn, &row).await?;
            Ok(Reply::created(format!("/v1/images/{}", row.id), &row.etag(), &row.view()?)?)
        })
        .await
}

/// Takes the bytes of a declared picture and keeps its sizes; the same bytes again are as good as the first time. 200.
pub(super) async fn upload_image_content(
    context: &Context,
    id: ImageId,
    upload: Upload<op::UploadImageContent>,
) -> Result<Reply, ApiError> {
    let (image, now) = {
        let mut conn = context.core.read().await?;
        queries::find_own_image(&mut conn, upload.meta.caller.party(), id).await?
    };
    image.declared().expect_media_type(&upload.media_type)?;
    let (bytes, hash, kind) = known(upload.bytes, ImageKind::of).await?;
    image.declared().check(bytes.len(), &hash, kind.map(ImageKind::label))?;
    if image.uploaded_at.is_some() {
        return Reply::ok(&image.etag(), &image.view()?);
    }
    // In a task of its own, as every write: who goes away meanwhile leaves no bytes without a row.
    let (context, meta) = (context.clone(), upload.meta);
    let stored = actix_web::rt::spawn(async move {
        let _alone = context.uploads.begin(id.uuid())?;
        let renditions = context.workshop.render(bytes, image.media_type).await?;
        let mut rows = Vec::new();
        for one in renditions {
            let row = rendition_row(id, new_name(now), &one);
            context.files.put(&row.stored_as, one.bytes).await.map_err(Error::from)?;
            rows.push(row);
        }
        record_upload(&context, id, meta, rows).await
    });
    stored.await.map_err(|error| Error::Internal(format!("the upload ended: {error}")))?
}

/// Says where the sizes of a picture are. Where others were there first theirs stay, and these go.
async fn record_upload(
    context: &Context,
    id: ImageId,
    meta: RequestMeta,
    rows: Vec<RenditionRow>,
) -> Result<Reply, ApiError> {
    context
        .core
        .write(meta, async move |tx| {
            let mut image = queries::lock_own_image(tx.conn, tx.caller().party(), id).await?;
            if image.uploaded_at.is_none() {
                image = queries::record_renditions(tx.conn, id, &rows, tx.now).await?;
            } else {
                for row in &rows {
                    db::files::let_go(tx.conn, &row.stored_as).await?;
                }
            }
            Ok(Reply::ok(&image.etag(), &image.view()?)?)
        })
        .await
}

/// Which bytes of a picture the caller may read are those of a size; 404 before they have arrived.
pub(super) async fn find_content(
    context: &Context,
    caller: &Caller,
    id: ImageId,
    size: ImageSize,
) -> Result<RenditionRow, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_image(&mut conn, caller, id).await?.ok_or(Error::NotFound)?;
    Ok(queries::find_rendition(&mut conn, id, size).await?.ok_or(Error::NotFound)?)
}

/// The bytes of a picture in a size.
pub(super) async fn content(context: &Context, row: &RenditionRow) -> Result<Vec<u8>, ApiError> {
    let bytes = context.files.get(&row.stored_as).await.map_err(Error::from)?;
    undamaged(bytes, &row.sha256, row.image_id).await
}

fn rendition_row(id: ImageId, stored_as: String, one: &Rendition) -> RenditionRow {
    // No side is longer than 1,280 points.
    let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    RenditionRow {
        image_id: id,
        size: one.size,
        stored_as,
        sha256: one.sha256.to_string(),
        width: side(one.width),
        height: side(one.height),
    }
}

/// At most so many pictures are named in `/image_ids` and at least `least`, none twice.
pub(crate) fn check_images(check: &mut Check, ids: &[ImageId], least: usize) {
    check.length("/image_ids", ids, least..=MOST_IMAGES);
    for (place, id) in ids.iter().enumerate() {
        check.require(!ids[..place].contains(id), || {
            Invalid::new(
                format!("/image_ids/{place}"),
                "repeated",
                "Gambar ini sudah tercantum; hapus yang berulang.",
                "This picture is listed already; remove the repeat.",
            )
        });
    }
}

/// Refers to pictures of a party, which stay from now on.
///
/// # Errors
/// 422 that names in `/image_ids` those that are not the party's, or whose bytes have not arrived.
pub(crate) async fn attach(tx: &mut Tx<'_>, owner: PartyId, ids: &[ImageId]) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    let found = queries::attach_own_uploads(tx.conn, owner, ids).await?;
    let mut check = Check::new();
    for (place, id) in ids.iter().enumerate() {
        check.require(found.contains(id), || {
            Invalid::new(
                format!("/image_ids/{place}"),
                "unknown-image",
                "Gambar ini bukan milik pihak Anda, atau isinya belum tiba; daftarkan di /v1/images, unggah isinya, lalu coba lagi.",
                "This picture is not your party's, or its bytes have not arrived; declare it at /v1/images, upload it, then try again.",
            )
        });
    }
    Ok(check.finish()?)
}
