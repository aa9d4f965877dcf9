//! What can be done with prices that were seen.

use api_types::Check;
use api_types::catalog::PutPriceObservationRequest;
use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{GoodsLimit, PriceObservationHappened, check_observed_date};
use domain::shared::{
    Bilingual, CommodityCode, Dated, GradeCode, Invalid, PartyId, PartyKind, PriceObservationId, Role,
};
use service::{Error, Tx, dated};
use web::{Command, Reply};

use super::access::op;
use super::queries;
use super::rows::PriceObservationRow;
use crate::context::Context;
use crate::goods::commodities::expect_priced_form;
use crate::outside::{expect_arrived, kind_of};

/// Records a price that was seen; 201, or 200 for the same content again.
pub(super) async fn put_price_observation(
    context: &Context,
    id: PriceObservationId,
    command: Command<op::PutPriceObservation, PutPriceObservationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            expect_observer(tx).await?;
            if let Some(before) = queries::find_observation(tx.conn, id).await? {
                return repeated(before, &body);
            }
            let row = checked(tx, id, &body).await?;
            let corrected = correct(tx, &row).await?;
            if !queries::insert_observation(tx.conn, &row).await? {
                // The same, sent twice at once, may have come in meanwhile.
                let before = queries::find_observation(tx.conn, id).await?.ok_or_else(taken)?;
                return repeated(before, &body);
            }
            if let Some(corrected) = corrected {
                tx.emit(&corrected, PriceObservationHappened::Corrected).await?;
            }
            tx.emit(&row, PriceObservationHappened::Recorded).await?;
            let location = format!("/v1/price-observations/{id}");
            Ok(Reply::created(location, &row.etag(), &row.view())?)
        })
        .await
}

/// Refuses field officers of businesses: a price that one side wishes for is not one that was seen.
pub(super) async fn expect_observer(tx: &mut Tx<'_>) -> Result<(), Error> {
    let (caller, party) = (tx.caller(), tx.caller().party());
    if [Role::Coordinator, Role::TechnicalAgency, Role::Facilitator].iter().any(|role| caller.has(*role)) {
        return Ok(());
    }
    expect_arrived(tx.conn, party).await?;
    if kind_of(tx.conn, party).await? == Some(PartyKind::RegionalGovernment) {
        return Ok(());
    }
    Err(Error::Forbidden(Bilingual::new(
        "Harga hanya dicatat oleh pemerintah daerah dan fasilitator, bukan oleh pelaku usaha.",
        "Prices are recorded by regional governments and facilitators, not by businesses.",
    )))
}

/// Checks the request and completes it to a row.
async fn checked(
    tx: &mut Tx<'_>,
    id: PriceObservationId,
    body: &PutPriceObservationRequest,
) -> Result<PriceObservationRow, Error> {
    // How old a price may be counts when it is first recorded: what was wrong is corrected whenever it is seen.
    let limits = match body.corrects_observation_id {
        Some(_) => Vec::new(),
        None => dated::rules::<GoodsLimit>(tx.conn).await?,
    };
    let seen = read(body, &limits, tx.today())?;
    expect_priced_form(tx.conn, &body.commodity_code, &body.form_code, body.price_basis).await?;
    let by = (tx.caller().party(), tx.caller().subject().to_owned());
    Ok(seen.row(id, body, by, tx.now))
}

/// What is told of a price that was seen, besides what needs no reading.
pub(super) struct Seen {
    source: String,
}

/// Reads and judges it by itself; that its form is measured in what the price counts is judged apart.
///
/// # Errors
/// Every field that cannot be accepted.
pub(super) fn read(
    body: &PutPriceObservationRequest,
    limits: &[Dated<GoodsLimit>],
    today: NaiveDate,
) -> Result<Seen, Vec<Invalid>> {
    let mut check = Check::new();
    check.take(CommodityCode::from_field("/commodity_code", &body.commodity_code));
    if let Some(grade) = &body.grade {
        check.take(GradeCode::from_field("/grade", grade));
    }
    check.price("/price", &body.price);
    check.take(check_observed_date(limits, "/observed_date", body.observed_date, today));
    let source = check.line("/source", &body.source, 3..=200);
    check.finish()?;
    Ok(Seen { source })
}

impl Seen {
    /// The row of it.
    pub(super) fn row(
        self,
        id: PriceObservationId,
        body: &PutPriceObservationRequest,
        (party, subject): (PartyId, String),
        now: DateTime<Utc>,
    ) -> PriceObservationRow {
        PriceObservationRow {
            id,
            commodity_code: body.commodity_code.clone(),
            form_code: body.form_code.clone(),
            grade: body.grade.clone(),
            region_code: body.region_code.clone(),
            level: body.level,
            price_basis: body.price_basis,
            price_rupiah: body.price.amount,
            observed_date: body.observed_date,
            source: self.source,
            corrects_id: body.corrects_observation_id,
            corrected_by_id: None,
            party_id: party,
            actor_subject: subject,
            recorded_at: now,
        }
    }
}

/// The observation that another corrects, which counts no more from now on.
async fn correct(tx: &mut Tx<'_>, by: &PriceObservationRow) -> Result<Option<PriceObservationRow>, Error> {
    let Some(id) = by.corrects_id else { return Ok(None) };
    let own = queries::lock_observation(tx.conn, id).await?.filter(|row| row.party_id == by.party_id);
    let Some(mut corrected) = own else {
        return Err(Error::field(
            "/corrects_observation_id",
            "unknown-observation",
            "Sebutkan harga yang dicatat oleh pihak Anda sendiri; pihak lain membetulkan catatannya sendiri.",
            "Name a price that your own party recorded; others correct their own.",
        ));
    };
    if corrected.corrected_by_id.is_some() {
        return Err(Error::field(
            "/corrects_observation_id",
            "corrected-already",
            "Harga ini sudah dibetulkan; betulkan pembetulannya.",
            "This price has been corrected already; correct the correction.",
        ));
    }
    queries::mark_corrected(tx.conn, id, by.id).await?;
    corrected.corrected_by_id = Some(by.id);
    Ok(Some(corrected))
}

fn repeated(before: PriceObservationRow, body: &PutPriceObservationRequest) -> Result<Reply, Error> {
    if !before.is_said_by(body) {
        return Err(taken());
    }
    Ok(Reply::ok(&before.etag(), &before.view())?)
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Harga dengan id ini sudah dicatat dengan isi lain; beri id baru untuk harga baru.",
        "A price with this id was recorded with other content; give a new price a new id.",
    )
}
