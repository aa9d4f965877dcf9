//! What can be done with files.

use actix_web::HttpResponse;
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use api_types::Check;
use api_types::agreement::CreateFileRequest;
use db::Connection;
use domain::agreement::FileKind;
use domain::shared::{Bilingual, FileId, Id as _, Invalid, LARGEST_FILE, TextHash};
use service::Error;
use service::files::{expect_room, known, new_name, undamaged};
use uuid::Uuid;
use web::{ApiError, Command, Reply, RequestMeta, Upload};

use super::queries;
use super::rows::FileRow;
use crate::context::Context;
use crate::identity::find_party;
use crate::verification::files::access::op;
use crate::verification::verifications::Viewer;

/// Declares a file of the caller's party; 201.
pub(super) async fn create_file(
    context: &Context,
    command: Command<op::CreateFile, CreateFileRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let owner = tx.caller().party();
            find_party(tx.conn, owner).await?.ok_or_else(unregistered)?;
            let mut check = Check::new();
            check.require((1..=LARGEST_FILE).contains(&body.size), || {
                Invalid::new(
                    "/size",
                    "out-of-range",
                    "Berkas paling besar 5 MiB dan tidak kosong; perkecil pindaiannya.",
                    "A file has at most 5 MiB and is not empty; scan it smaller.",
                )
            });
            let name = check.line("/name", &body.name, 1..=120);
            check.finish()?;
            let brought = queries::lock_use(tx.conn, owner, tx.now).await?;
            expect_room(tx, brought, body.size).await?;
            let row = FileRow {
                id: tx.new_id(),
                party_id: owner,
                media_type: body.media_type,
                size: body.size,
                sha256: body.sha256.to_string(),
                name,
                uploaded_at: None,
                version: 1,
                created_at: tx.now,
                stored_as: None,
            };
            queries::insert_file(tx.conn, &row).await?;
            Ok(Reply::created(format!("/v1/files/{}", row.id), &row.etag(), &row.view()?)?)
        })
        .await
}

/// Takes the bytes of a declared file; the same bytes again are as good as the first time. 200.
pub(super) async fn upload_file_content(
    context: &Context,
    id: FileId,
    upload: Upload<op::UploadFileContent>,
) -> Result<Reply, ApiError> {
    let (file, now) = {
        let mut conn = context.core.read().await?;
        queries::find_own_file(&mut conn, upload.meta.caller.party(), id).await?
    };
    file.declared().expect_media_type(&upload.media_type)?;
    let meta = upload.meta;
    let (bytes, hash, kind) = known(upload.bytes, FileKind::of).await?;
    file.declared().check(bytes.len(), &hash, kind.map(FileKind::label))?;
    if file.uploaded_at.is_some() {
        return Reply::ok(&file.etag(), &file.view()?);
    }
    // In a task of its own, as every write: who goes away meanwhile leaves no bytes without a row.
    let (context, name) = (context.clone(), new_name(now));
    let stored = actix_web::rt::spawn(async move {
        let _alone = context.uploads.begin(id.uuid())?;
        context.files.put(&name, bytes).await.map_err(Error::from)?;
        record_upload(&context, id, meta, name).await
    });
    stored.await.map_err(|error| Error::Internal(format!("the upload ended: {error}")))?
}

/// Says where the bytes of a file are. Where others were there first theirs stay, and these go.
async fn record_upload(
    context: &Context,
    id: FileId,
    meta: RequestMeta,
    name: String,
) -> Result<Reply, ApiError> {
    context
        .core
        .write(meta, async move |tx| {
            let mut file = queries::lock_own_file(tx.conn, tx.caller().party(), id).await?;
            if file.uploaded_at.is_none() {
                file = queries::record_content(tx.conn, id, &name, tx.now).await?;
            } else if file.stored_as.as_ref() != Some(&name) {
                db::files::let_go(tx.conn, &name).await?;
            }
            Ok(Reply::ok(&file.etag(), &file.view()?)?)
        })
        .await
}

/// The bytes of a file that the caller may read, as they came.
pub(super) async fn file_content(
    context: &Context,
    viewer: &Viewer,
    id: FileId,
) -> Result<(FileRow, Vec<u8>), ApiError> {
    bytes_of(context, async |conn| queries::find_file(conn, viewer, id).await).await
}

/// The scan with a hash that its owner attached to a text; the caller has checked that the text may be read, and names it.
///
/// # Errors
/// 404 where nobody attached one; `files-unavailable`.
pub(crate) async fn scan(context: &Context, text: Uuid, hash: &TextHash) -> Result<HttpResponse, ApiError> {
    let (file, bytes) = bytes_of(context, async |conn| queries::find_scan(conn, text, hash).await).await?;
    Ok(attachment(&file, bytes))
}

/// From the store, or from the database where they came before there was one.
async fn bytes_of(
    context: &Context,
    find: impl AsyncFn(&mut Connection) -> Result<Option<FileRow>, Error>,
) -> Result<(FileRow, Vec<u8>), ApiError> {
    // What moves between the two reads is found by the second.
    for _ in 0..2 {
        let mut conn = context.core.read().await?;
        let file = find(&mut conn).await?.ok_or(Error::NotFound)?;
        let id = file.id;
        let kept = match &file.stored_as {
            Some(_) => None,
            None => queries::find_content(&mut conn, id).await?,
        };
        drop(conn);
        let bytes = match (&file.stored_as, kept) {
            (Some(name), _) => context.files.get(name).await.map_err(Error::from)?,
            (None, Some(bytes)) => bytes,
            (None, None) => continue,
        };
        let bytes = undamaged(bytes, &file.sha256, id).await?;
        return Ok((file, bytes));
    }
    Err(Error::NotFound.into())
}

fn unregistered() -> Error {
    Error::Forbidden(Bilingual::new(
        "Hanya pihak yang terdaftar yang memiliki berkas.",
        "Only a registered party owns files.",
    ))
}

/// Served so that no browser ever runs it: as an attachment, of the declared type, in a sandbox.
pub(super) fn attachment(file: &FileRow, bytes: Vec<u8>) -> HttpResponse {
    let name = ExtendedValue {
        charset: actix_web::http::header::Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: file.name.clone().into_bytes(),
    };
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(name)],
    };
    HttpResponse::Ok()
        .content_type(file.media_type.label())
        .insert_header(disposition)
        .insert_header(("etag", format!("\"{}\"", file.sha256)))
        .insert_header(("cache-control", "private, no-cache"))
        .insert_header(("content-security-policy", "sandbox; default-src 'none'"))
        .body(bytes)
}
