//! Rows of pictures.

use api_types::catalog::ImageView;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::catalog::{ImageKind, ImageSize};
use domain::shared::{ImageId, PartyId};
use service::Error;
use service::files::Declared;
use web::Etag;

use crate::schema::{image, image_rendition};

/// A picture as stored, without its bytes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = image)]
pub(super) struct ImageRow {
    pub(super) id: ImageId,
    pub(super) party_id: PartyId,
    pub(super) media_type: ImageKind,
    pub(super) size: i64,
    pub(super) sha256: String,
    pub(super) shows: String,
    pub(super) uploaded_at: Option<DateTime<Utc>>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
}

impl ImageRow {
    pub(super) fn etag(&self) -> Etag {
        Etag::of(self.version)
    }

    pub(super) fn declared(&self) -> Declared<'_> {
        Declared { media_type: self.media_type.label(), size: self.size, sha256: &self.sha256 }
    }

    pub(super) fn view(&self) -> Result<ImageView, Error> {
        let sha256 = self.sha256.parse();
        Ok(ImageView {
            id: self.id,
            etag: self.etag().to_string(),
            party_id: self.party_id,
            media_type: self.media_type,
            size: self.size,
            sha256: sha256.map_err(|_| Error::Internal("a stored hash does not read".to_owned()))?,
            shows: self.shows.clone(),
            uploaded_at: self.uploaded_at,
            created_at: self.created_at,
        })
    }
}

/// A picture in one size.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = image_rendition)]
pub(super) struct RenditionRow {
    pub(super) image_id: ImageId,
    pub(super) size: ImageSize,
    pub(super) stored_as: String,
    pub(super) sha256: String,
    pub(super) width: i32,
    pub(super) height: i32,
}
