//! What a supplier submits: a version of the variant, with pictures; and what differs from what it submitted before.

use std::collections::HashMap;

use api_types::Check;
use api_types::catalog::{CurationChange, SubmitCurationRequest};
use db::Connection;
use domain::catalog::{CurationEvent, LEAST_PHOTOS, ProductState, check_published, version_changes};
use domain::shared::{CurationId, ImageId, VariantId};
use serde_json::{Map, Value};
use service::{Error, Tx};
use web::{Command, Reply};

use super::access::op;
use super::rows::{CurationRow, PhotoRow, SubmissionRow};
use super::{queries, views};
use crate::context::Context;
use crate::goods::{attach_images, check_images, find_judged, version_of};

/// Hands the version as it is now to the curators, with pictures of it; 200.
pub(super) async fn submit_curation(
    context: &Context,
    id: CurationId,
    command: Command<op::SubmitCuration, SubmitCurationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_curation(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, CurationEvent::Submit, &body.circumstances()).await?;
            let mut check = Check::new();
            check_images(&mut check, &body.image_ids, LEAST_PHOTOS);
            check.finish()?;
            row.submitted_at = Some(step.occurred.at);
            submit(tx, &mut row, &body.image_ids).await?;
            tx.finish(&mut row, step).await?;
            let day = tx.today();
            views::reply(tx.conn, row, day).await
        })
        .await
}

/// What the supplier took back for good is neither submitted nor approved.
pub(super) async fn check_not_withdrawn(conn: &mut Connection, variant: VariantId) -> Result<(), Error> {
    let variant = find_judged(conn, variant).await?.ok_or(Error::NotFound)?;
    if variant.state == ProductState::Withdrawn {
        check_published(variant.state)?;
    }
    Ok(())
}

async fn submit(tx: &mut Tx<'_>, row: &mut CurationRow, images: &[ImageId]) -> Result<(), Error> {
    check_not_withdrawn(tx.conn, row.variant_id).await?;
    let (content, version) =
        version_of(tx.conn, tx.caller(), row.variant_id).await?.ok_or(Error::NotFound)?;
    attach_images(tx, row.supplier_id, images).await?;
    row.round += 1;
    row.version_hash = Some(version.to_string());
    row.criteria = Vec::new();
    let submission = SubmissionRow {
        curation_id: row.id,
        round: row.round,
        content,
        submitted_at: row.submitted_at.unwrap_or(tx.now),
    };
    let photo = |(position, image_id): (i32, &ImageId)| PhotoRow {
        curation_id: row.id,
        round: row.round,
        position,
        image_id: *image_id,
    };
    let photos: Vec<PhotoRow> = (0..).zip(images).map(photo).collect();
    queries::insert_submission(tx.conn, &submission, &photos).await
}

/// The last two submissions of curations, and their pictures.
pub(super) struct Submitted {
    contents: HashMap<CurationId, Vec<SubmissionRow>>,
    photos: HashMap<CurationId, Vec<PhotoRow>>,
}

impl Submitted {
    pub(super) async fn of(conn: &mut Connection, ids: &[CurationId]) -> Result<Self, Error> {
        Ok(Self {
            contents: queries::last_submissions_of(conn, ids).await?,
            photos: queries::last_photos_of(conn, ids).await?,
        })
    }

    /// The pictures of a round, in order.
    pub(super) fn images(&self, id: CurationId, round: i32) -> Vec<ImageId> {
        let all = self.photos.get(&id).into_iter().flatten();
        all.filter(|photo| photo.round == round).map(|photo| photo.image_id).collect()
    }

    /// What the submission of a round says otherwise than the one before; nothing where either is not known by its words.
    pub(super) fn changes(&self, id: CurationId, round: i32) -> Vec<CurationChange> {
        let (Some(before), Some(after)) = (self.content(id, round - 1), self.content(id, round)) else {
            return Vec::new();
        };
        let changes = version_changes(&before, &after).into_iter();
        changes
            .map(|change| CurationChange { field: change.field, before: change.before, after: change.after })
            .collect()
    }

    fn content(&self, id: CurationId, round: i32) -> Option<Map<String, Value>> {
        let submitted = self.contents.get(&id)?.iter().find(|one| one.round == round)?;
        let mut content = submitted.content.as_object()?.clone();
        let images = self.images(id, round).iter().map(|image| Value::from(image.to_string())).collect();
        content.insert("image_ids".to_owned(), Value::Array(images));
        Some(content)
    }
}
