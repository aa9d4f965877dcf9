//! All SQL of pictures. Who reads one: its owner, whoever reads a variant that shows it, whoever reads a curation it was sent
//! with.

use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::dsl::{exists, not, now};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::catalog::ImageSize;
use domain::shared::{Id as _, ImageId, PartyId, UNATTACHED_HOURS, jakarta_date, jakarta_midnight};
use service::Error;
use service::files::{Brought, Stored};
use web::Caller;

use super::rows::{ImageRow, RenditionRow};
use crate::curation::reads_photo;
use crate::goods::products::visible;
use crate::schema::{curation_image, image, image_rendition, product, variant, variant_image};

pub(super) async fn insert_image(conn: &mut Connection, row: &ImageRow) -> Result<(), Error> {
    diesel::insert_into(image::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// A picture that the caller may read.
pub(super) async fn find_image(
    conn: &mut Connection,
    caller: &Caller,
    id: ImageId,
) -> Result<Option<ImageRow>, Error> {
    let row: Option<ImageRow> =
        image::table.find(id).select(ImageRow::as_select()).first(conn).await.optional()?;
    let Some(row) = row else { return Ok(None) };
    let reads = caller.is_service()
        || row.party_id == caller.party()
        || shows_to(conn, caller, id).await?
        || reads_photo(conn, caller, id).await?;
    Ok(reads.then_some(row))
}

/// Whether the caller reads a variant that shows the picture.
async fn shows_to(conn: &mut Connection, caller: &Caller, id: ImageId) -> Result<bool, Error> {
    let shown = variant_image::table
        .inner_join(variant::table.on(variant::id.eq(variant_image::variant_id)))
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .filter(variant_image::image_id.eq(id))
        .filter(visible(caller))
        .select(variant_image::image_id);
    Ok(diesel::select(exists(shown)).get_result(conn).await?)
}

/// A picture in a size; none before its bytes have arrived.
pub(super) async fn find_rendition(
    conn: &mut Connection,
    id: ImageId,
    size: ImageSize,
) -> Result<Option<RenditionRow>, Error> {
    let row = image_rendition::table.find((id, size)).select(RenditionRow::as_select());
    Ok(row.first(conn).await.optional()?)
}

/// A picture of the caller's own party, and the database's time.
pub(super) async fn find_own_image(
    conn: &mut Connection,
    owner: PartyId,
    id: ImageId,
) -> Result<(ImageRow, DateTime<Utc>), Error> {
    let own = image::table.filter(image::id.eq(id)).filter(image::party_id.eq(owner));
    let row = own.select((ImageRow::as_select(), now.into_sql::<Timestamptz>())).first(conn).await;
    row.optional()?.ok_or(Error::NotFound)
}

/// The same, locked for what is said of its bytes.
pub(super) async fn lock_own_image(
    conn: &mut Connection,
    owner: PartyId,
    id: ImageId,
) -> Result<ImageRow, Error> {
    let own = image::table.filter(image::id.eq(id)).filter(image::party_id.eq(owner));
    let row = own.select(ImageRow::as_select()).for_no_key_update().first(conn).await;
    row.optional()?.ok_or(Error::NotFound)
}

/// Says where the sizes of a locked picture are, once.
pub(super) async fn record_renditions(
    conn: &mut Connection,
    id: ImageId,
    rows: &[RenditionRow],
    at: DateTime<Utc>,
) -> Result<ImageRow, Error> {
    diesel::insert_into(image_rendition::table).values(rows).execute(conn).await?;
    let stored = diesel::update(image::table.find(id))
        .set((image::uploaded_at.eq(at), image::version.eq(image::version + 1)))
        .returning(ImageRow::as_returning());
    Ok(stored.prepared().get_result(conn).await?)
}

/// Refers to those of these pictures that are a party's and whose bytes have arrived: from now on they stay. Gives them.
pub(super) async fn attach_own_uploads(
    conn: &mut Connection,
    owner: PartyId,
    ids: &[ImageId],
) -> Result<Vec<ImageId>, Error> {
    let own = image::table
        .filter(image::id.eq_any(ids))
        .filter(image::party_id.eq(owner))
        .filter(image::uploaded_at.is_not_null())
        .order(image::id)
        .select(image::id)
        .for_no_key_update();
    let found: Vec<ImageId> = own.load(conn).await?;
    // Written even where it is attached already: whoever deletes it waits, or has deleted it.
    let attached =
        diesel::update(image::table.filter(image::id.eq_any(&found))).set(image::attached_at.eq(now));
    attached.execute(conn).await?;
    Ok(found)
}

/// Lets go of those of these pictures that nothing shows any more: they go after a day. Locked before it is looked at what shows
/// them: whoever attaches one at this moment comes before or after.
pub(crate) async fn let_go_unused(conn: &mut Connection, ids: &[ImageId]) -> Result<(), Error> {
    let held = image::table.filter(image::id.eq_any(ids)).order(image::id).select(image::id);
    held.for_no_key_update().load::<ImageId>(conn).await?;
    let shown =
        variant_image::table.filter(variant_image::image_id.eq(image::id)).select(variant_image::image_id);
    let sent =
        curation_image::table.filter(curation_image::image_id.eq(image::id)).select(curation_image::image_id);
    let unused =
        image::table.filter(image::id.eq_any(ids)).filter(not(exists(shown))).filter(not(exists(sent)));
    diesel::update(unused)
        .set((image::attached_at.eq(None::<DateTime<Utc>>), image::recorded_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// What a party has brought until now; nobody else brings anything for it until the transaction ends.
pub(super) async fn lock_use(
    conn: &mut Connection,
    owner: PartyId,
    at: DateTime<Utc>,
) -> Result<Brought, Error> {
    db::files::lock_use(conn, owner.uuid()).await?;
    let own = || image::table.filter(image::party_id.eq(owner));
    let midnight = jakarta_midnight(jakarta_date(at));
    let today = own().filter(image::created_at.ge(midnight)).select(image::size).load(conn).await?;
    let unattached = own()
        .filter(image::attached_at.is_null())
        .order(image::recorded_at)
        .select((image::size, image::recorded_at, now.into_sql::<Timestamptz>()))
        .load(conn)
        .await?;
    Ok(Brought { today, unattached })
}

/// Forgets pictures that nothing referred to for a day, and notes whose bytes are to go. Whoever refers to one at this moment
/// holds its row, which is then left alone.
pub(super) async fn forget_unattached(conn: &mut Connection, most: i64) -> Result<(), Error> {
    const FORGET: &str = "
        with old as materialized (
            select id from image where attached_at is null and recorded_at < now() - make_interval(hours => $1::int)
            order by recorded_at limit $2 for update skip locked
        ), bytes as (
            insert into file_gone (stored_as) select stored_as from image_rendition join old on old.id = image_id
        )
        delete from image using old where image.id = old.id";
    let forget = diesel::sql_query(FORGET);
    forget.bind::<BigInt, _>(UNATTACHED_HOURS).bind::<BigInt, _>(most).execute(conn).await?;
    Ok(())
}

/// Those of these names that a row knows.
pub(super) async fn known_among(conn: &mut Connection, names: &[String]) -> Result<Vec<String>, Error> {
    let known = image_rendition::table.filter(image_rendition::stored_as.eq_any(names));
    Ok(known.select(image_rendition::stored_as).load(conn).await?)
}

/// All files in the store.
pub(super) async fn stored(conn: &mut Connection) -> Result<Vec<Stored>, Error> {
    let all = image_rendition::table.inner_join(image::table.on(image::id.eq(image_rendition::image_id)));
    let all = all.order((image_rendition::image_id, image_rendition::size));
    let about = (image_rendition::stored_as, image_rendition::sha256, image::attached_at.is_not_null());
    Ok(all.select(about).load(conn).await?)
}
