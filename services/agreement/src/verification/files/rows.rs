//! Rows of files.

use api_types::agreement::FileView;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::agreement::FileKind;
use domain::shared::{FileId, PartyId};
use service::Error;
use service::files::Declared;
use web::Etag;

use crate::schema::file;

/// A file as stored, without its bytes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = file)]
pub(super) struct FileRow {
    pub(super) id: FileId,
    pub(super) party_id: PartyId,
    pub(super) media_type: FileKind,
    pub(super) size: i64,
    pub(super) sha256: String,
    pub(super) name: String,
    pub(super) uploaded_at: Option<DateTime<Utc>>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    /// Its name in the store; none before the bytes are there, and for those that still lie in the database.
    pub(super) stored_as: Option<String>,
}

impl FileRow {
    pub(super) fn etag(&self) -> Etag {
        Etag::of(self.version)
    }

    pub(super) fn declared(&self) -> Declared<'_> {
        Declared { media_type: self.media_type.label(), size: self.size, sha256: &self.sha256 }
    }

    pub(super) fn view(&self) -> Result<FileView, Error> {
        let sha256 = self.sha256.parse();
        Ok(FileView {
            id: self.id,
            etag: self.etag().to_string(),
            party_id: self.party_id,
            media_type: self.media_type,
            size: self.size,
            sha256: sha256.map_err(|_| Error::Internal("a stored hash does not read".to_owned()))?,
            name: self.name.clone(),
            uploaded_at: self.uploaded_at,
            created_at: self.created_at,
        })
    }
}
