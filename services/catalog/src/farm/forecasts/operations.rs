//! What can be done with harvest forecasts.

use api_types::Check;
use api_types::catalog::PutHarvestForecastRequest;
use db::outbox::Audience;
use domain::catalog::{GoodsLimit, HarvestForecastHappened, read_window};
use domain::shared::{Bilingual, HarvestForecastId, Invalid};
use service::{Error, Tx, dated, occurred_by};
use web::{Command, Reply};

use super::access::op;
use super::queries;
use super::rows::{HarvestForecastRow, etag};
use crate::context::Context;
use crate::farm::seasons::{SeasonRow, lock_season_row};
use crate::goods::expect_form;

/// Records what a season is expected to give; 201, or 200 for the same content again.
pub(super) async fn put_harvest_forecast(
    context: &Context,
    id: HarvestForecastId,
    command: Command<op::PutHarvestForecast, PutHarvestForecastRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let season =
                lock_season_row(tx.conn, tx.caller(), body.season_id).await?.ok_or_else(unknown_season)?;
            if season.owner_party_id != tx.caller().party() {
                return Err(Error::Forbidden(growers_own()));
            }
            if let Some((before, current)) = queries::find_forecast(tx.conn, id).await? {
                return if before.is_said_by(&body) {
                    answered(tx, before, current, false).await
                } else {
                    Err(taken())
                };
            }
            let row = checked(tx, id, &season, &body).await?;
            if !season.state.is_open() {
                return Err(Error::not_allowed(season.state, "forecast"));
            }
            let readers = season.readers(tx.conn).await?;
            if !queries::insert_forecast(tx.conn, &row).await? {
                // The same, sent twice at once, may have come in meanwhile.
                let (before, current) = queries::find_forecast(tx.conn, id).await?.ok_or_else(taken)?;
                let same = before.is_said_by(&body);
                return if same { answered(tx, before, current, false).await } else { Err(taken()) };
            }
            let data = row.event_data();
            tx.emit_to(id, Audience::of(&readers), HarvestForecastHappened::Recorded, data)?;
            let (row, current) = queries::find_forecast(tx.conn, id).await?.ok_or(Error::NotFound)?;
            answered(tx, row, current, true).await
        })
        .await
}

/// Checks the request and completes it to a row.
async fn checked(
    tx: &mut Tx<'_>,
    id: HarvestForecastId,
    season: &SeasonRow,
    body: &PutHarvestForecastRequest,
) -> Result<HarvestForecastRow, Error> {
    let mut check = Check::new();
    let quantity = check.quantity("/quantity", &body.quantity);
    let window = read_window(body.week.as_deref(), body.from_date, body.until_date, tx.today());
    let window = check.take(window);
    check.finish()?;
    if window.is_some_and(|(_, until)| until < season.planting_date) {
        return Err(Error::field(
            if body.week.is_some() { "/week" } else { "/from_date" },
            "before-planting",
            "Pilih hari setelah tanam musim ini.",
            "Choose days after the planting of this season.",
        ));
    }
    let form = expect_form(tx.conn, &season.commodity_code, &body.form_code).await?;
    let (Some(quantity), Some((from_date, until_date))) = (quantity, window) else {
        return Err(Error::Internal("a checked forecast says how much and when".to_owned()));
    };
    if quantity.dimension() != form.unit.dimension() {
        return Err(Error::Invalid(vec![Invalid::new(
            "/quantity/unit",
            "unit",
            "Tulis jumlah dalam satuan bentuk komoditas ini.",
            "Write the quantity in the unit of this form.",
        )]));
    }
    let said = occurred_by(tx.conn, tx.caller().party(), tx.now, body.captured_at, async || Ok(None)).await?;
    Ok(HarvestForecastRow {
        id,
        season_id: season.id,
        owner_party_id: season.owner_party_id,
        region_code: season.region_code.clone(),
        commodity_code: season.commodity_code.clone(),
        form_code: body.form_code.clone(),
        from_date,
        until_date,
        quantity_base: quantity.base(),
        quantity_unit: quantity.unit(),
        captured_at: said.at,
        claimed_at: said.claimed,
        backfilled: said.backfilled,
        party_id: tx.caller().party(),
        actor_subject: tx.caller().subject().to_owned(),
        recorded_at: tx.now,
    })
}

/// The answer that shows a forecast; 201 where it is new, else 200.
async fn answered(
    tx: &mut Tx<'_>,
    row: HarvestForecastRow,
    current: bool,
    new: bool,
) -> Result<Reply, Error> {
    let (limits, today) = (dated::rules::<GoodsLimit>(tx.conn).await?, tx.today());
    let location = format!("/v1/harvest-forecasts/{}", row.id);
    let tag = etag(current, row.is_stale(&limits, today));
    let view = row.view(current, &limits, today);
    Ok(if new { Reply::created(location, &tag, &view)? } else { Reply::ok(&tag, &view)? })
}

fn unknown_season() -> Error {
    Error::field(
        "/season_id",
        "unknown-season",
        "Sebutkan musim tanam milik pihak Anda; daftarnya di /v1/seasons.",
        "Name a season of your own party; the list is at /v1/seasons.",
    )
}

fn growers_own() -> Bilingual {
    Bilingual::new(
        "Perkiraan panen dicatat oleh pemilik lahan sendiri.",
        "What a season is expected to give is recorded by its owner alone.",
    )
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Perkiraan dengan id ini sudah dicatat dengan isi lain; beri id baru untuk perkiraan baru.",
        "A forecast with this id was recorded with other content; give a new forecast a new id.",
    )
}
