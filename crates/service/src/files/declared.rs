//! The bytes are what was declared.

use api_types::Check;
use domain::say;
use domain::shared::{Bilingual, Invalid, TextHash};
use web::{ApiError, ProblemCode};

use crate::Error;

/// What was declared of a file.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    /// Its media type.
    pub media_type: &'a str,
    /// Its bytes.
    pub size: i64,
    /// Their SHA-256.
    pub sha256: &'a str,
}

impl Declared<'_> {
    /// The content is announced as what was declared.
    ///
    /// # Errors
    /// 415 that says the media type.
    pub fn expect_media_type(&self, announced: &str) -> Result<(), ApiError> {
        let announced = announced.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if announced == self.media_type {
            return Ok(());
        }
        Err(ApiError::new(ProblemCode::UnsupportedMediaType).detail(Bilingual::new(
            format!("Kirim berkas sebagai `{}`.", self.media_type),
            format!("Send the file as `{}`.", self.media_type),
        )))
    }

    /// So many bytes with this hash are what was declared, and of its kind as they show it themselves.
    ///
    /// # Errors
    /// 422 with everything that differs.
    pub fn check(&self, len: usize, hash: &TextHash, kind: Option<&str>) -> Result<(), Error> {
        let mut check = Check::new();
        let size = i64::try_from(len).unwrap_or(i64::MAX);
        check.require(size == self.size, || {
            let detail = say!(
                "Ukuran berkas yang Anda daftarkan {declared} byte, yang tiba {arrived} byte. Kirim ulang.",
                "This file was declared with {declared} bytes, {arrived} arrived. Send it again.",
                declared = self.size,
                arrived = size,
            );
            Invalid::says("", "size-mismatch", detail)
        });
        check.require(hash.as_str() == self.sha256, || {
            Invalid::new(
                "",
                "sha256-mismatch",
                "Isi berkas berbeda dari hash SHA-256 yang Anda daftarkan. Kirim ulang, atau daftarkan berkas baru.",
                "The bytes differ from the SHA-256 you declared. Send them again, or declare a new file.",
            )
        });
        check.require(kind == Some(self.media_type), || not_its_kind(self.media_type));
        Ok(check.finish()?)
    }
}

fn not_its_kind(media_type: &str) -> Invalid {
    Invalid::new(
        "",
        "not-its-kind",
        format!("Isi berkas bukan `{media_type}`; unggah berkas berjenis itu."),
        format!("The bytes are not `{media_type}`; upload a file of that kind."),
    )
}
