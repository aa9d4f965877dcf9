//! What can be done with files.

use api_types::Check;
use api_types::agreement::CreateFileRequest;
use domain::agreement::LARGEST_FILE;
use domain::say;
use domain::shared::{Bilingual, FileId, Invalid, TextHash};
use service::Error;
use web::{ApiError, Command, ProblemCode, Reply, Upload};

use super::queries;
use super::rows::FileRow;
use crate::context::Context;
use crate::identity::find_party;
use crate::verification::files::access::op;

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
    let media_type = upload.media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let hashed = tokio::task::spawn_blocking(move || {
        let hash = TextHash::of_bytes(&upload.bytes);
        (upload.bytes, hash)
    });
    let (bytes, hash) = hashed.await.map_err(|error| Error::Internal(error.to_string()))?;
    context
        .core
        .write(upload.meta, async move |tx| {
            let file = queries::lock_own_file(tx.conn, tx.caller().party(), id).await?;
            if media_type != file.media_type.label() {
                let want = file.media_type.label();
                let wrong = ApiError::new(ProblemCode::UnsupportedMediaType);
                return Err(wrong
                    .detail(Bilingual::new(
                        format!("Kirim berkas sebagai `{want}`."),
                        format!("Send the file as `{want}`."),
                    ))
                    .into());
            }
            check_bytes(&file, &bytes, &hash)?;
            let file = match file.uploaded_at {
                Some(_) => file,
                None => queries::store_content(tx.conn, id, &bytes, tx.now).await?,
            };
            Ok(Reply::ok(&file.etag(), &file.view()?)?)
        })
        .await
}

/// The bytes are what was declared, and what their kind says.
fn check_bytes(file: &FileRow, bytes: &[u8], hash: &TextHash) -> Result<(), Error> {
    let mut check = Check::new();
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    check.require(size == file.size, || {
        let detail = say!(
            "Ukuran berkas yang Anda daftarkan {declared} byte, yang tiba {arrived} byte. Kirim ulang.",
            "This file was declared with {declared} bytes, {arrived} arrived. Send it again.",
            declared = file.size,
            arrived = size,
        );
        Invalid::says("", "size-mismatch", detail)
    });
    check.require(hash.as_str() == file.sha256, || {
        Invalid::new(
            "",
            "sha256-mismatch",
            "Isi berkas berbeda dari hash SHA-256 yang Anda daftarkan. Kirim ulang, atau daftarkan berkas baru.",
            "The bytes differ from the SHA-256 you declared. Send them again, or declare a new file.",
        )
    });
    check.require(file.media_type.is_kind_of(bytes), || {
        Invalid::new(
            "",
            "not-its-kind",
            format!("Isi berkas bukan `{}`; unggah berkas berjenis itu.", file.media_type),
            format!("The bytes are not `{}`; upload a file of that kind.", file.media_type),
        )
    });
    Ok(check.finish()?)
}

fn unregistered() -> Error {
    Error::Forbidden(Bilingual::new(
        "Hanya pihak yang terdaftar yang memiliki berkas.",
        "Only a registered party owns files.",
    ))
}
