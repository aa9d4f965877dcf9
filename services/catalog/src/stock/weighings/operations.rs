//! What can be done with weighings.

use api_types::Check;
use api_types::catalog::PutWeighingRequest;
use domain::catalog::{AnimalState, WeighingHappened, check_scale, is_weighed_twice};
use domain::shared::{DateSense, WeighingId};
use service::{Error, Tx, occurred_by};
use web::{Command, Reply};

use super::access::op;
use super::queries;
use super::rows::WeighingRow;
use crate::context::Context;
use crate::stock::animals::{AnimalRow, find_own_animal, owners_own};

/// What an animal may weigh: three tonnes at most.
const GRAMS: std::ops::RangeInclusive<i64> = 1..=3_000_000;

/// Records what an animal weighed; 201, or 200 for the same content again.
pub(super) async fn put_weighing(
    context: &Context,
    id: WeighingId,
    command: Command<op::PutWeighing, PutWeighingRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let animal = find_own_animal(tx.conn, tx.caller(), body.animal_id).await?;
            let animal = animal.ok_or_else(unknown_animal)?;
            if animal.owner_party_id != tx.caller().party() {
                return Err(Error::Forbidden(owners_own()));
            }
            if let Some(before) = queries::find_weighing(tx.conn, id).await? {
                return repeated(before, &body);
            }
            let row = checked(tx, id, &animal, &body).await?;
            if animal.state == AnimalState::Dead {
                return Err(Error::not_allowed(animal.state, "weigh"));
            }
            expect_once(tx, &row).await?;
            if !queries::insert_weighing(tx.conn, &row).await? {
                // The same id, sent at once for another animal, may have come in meanwhile.
                let before = queries::find_weighing(tx.conn, id).await?.ok_or_else(taken)?;
                return repeated(before, &body);
            }
            let readers = animal.readers(tx.conn).await?;
            tx.emit_to(id, readers, WeighingHappened::Recorded, row.event_data())?;
            Ok(Reply::created(format!("/v1/weighings/{id}"), &WeighingRow::etag(), &row.view())?)
        })
        .await
}

/// The answer where its id is known: 200 for the same content, a conflict for other.
fn repeated(before: WeighingRow, body: &PutWeighingRequest) -> Result<Reply, Error> {
    if !before.is_said_by(body) {
        return Err(taken());
    }
    Ok(Reply::ok(&WeighingRow::etag(), &before.view())?)
}

/// Checks the request and completes it to a row.
async fn checked(
    tx: &mut Tx<'_>,
    id: WeighingId,
    animal: &AnimalRow,
    body: &PutWeighingRequest,
) -> Result<WeighingRow, Error> {
    let mut check = Check::new();
    check.whole("/grams", body.grams, GRAMS);
    let scale = check.line("/scale", &body.scale, 1..=60);
    let until = body.scale_verified_until_date;
    check.date("/scale_verified_until_date", until, DateSense::Ends, tx.today());
    check.finish()?;
    let said = occurred_by(tx.conn, tx.caller().party(), tx.now, body.weighed_at, async || Ok(None)).await?;
    check_scale("/scale_verified_until_date", until, said.day())
        .map_err(|invalid| Error::Invalid(vec![invalid]))?;
    Ok(WeighingRow {
        id,
        animal_id: animal.id,
        owner_party_id: animal.owner_party_id,
        grams: body.grams,
        scale,
        scale_verified_until_date: until,
        weighed_at: said.at,
        claimed_at: said.claimed,
        backfilled: said.backfilled,
        party_id: tx.caller().party(),
        actor_subject: tx.caller().subject().to_owned(),
        recorded_at: tx.now,
    })
}

/// No other weighing of the animal is less than a minute away. The animal is locked: no other comes in meanwhile.
async fn expect_once(tx: &Tx<'_>, row: &WeighingRow) -> Result<(), Error> {
    let near = queries::weighed_near(tx.conn, row.animal_id, row.weighed_at).await?;
    if near.into_iter().any(|other| is_weighed_twice(other, row.weighed_at)) {
        return Err(Error::duplicate(
            "/weighed_at",
            "Hewan ini sudah ditimbang kurang dari satu menit dari waktu itu; kalau memang ditimbang lagi, isi waktu yang benar.",
            "This animal was weighed less than a minute from that time; if it was weighed again, give the right time.",
        ));
    }
    Ok(())
}

fn unknown_animal() -> Error {
    Error::field(
        "/animal_id",
        "unknown-animal",
        "Sebutkan hewan milik pihak Anda; daftarnya di /v1/animals.",
        "Name an animal of your own party; the list is at /v1/animals.",
    )
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Penimbangan dengan id ini sudah dicatat dengan isi lain; beri id baru untuk penimbangan baru.",
        "A weighing with this id was recorded with other content; give a new weighing a new id.",
    )
}
