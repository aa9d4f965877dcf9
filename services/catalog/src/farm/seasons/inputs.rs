//! What is given for a season, and taken back.

use api_types::Check;
use api_types::catalog::GiveInputRequest;
use domain::catalog::SeasonHappened;
use domain::shared::{Bilingual, DateSense, Invalid, SeasonId, UPDATE};
use service::{Error, Stateful as _, Tx};
use web::{Command, Etag, Reply};

use super::access::op;
use super::queries;
use super::rows::{Season, SeasonInputRow};
use crate::context::Context;
use crate::outside::find_contract;

/// Records what was given for a season, by its owner or the buyer of its contract; 201.
pub(super) async fn give_season_input(
    context: &Context,
    id: SeasonId,
    command: Command<op::GiveSeasonInput, GiveInputRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let season = queries::lock_season(tx.conn, tx.caller(), id).await?;
            expect_giver(tx, &season).await?;
            if !season.state().takes_inputs() {
                return Err(Error::not_allowed(season.state(), UPDATE));
            }
            let row = new_input(tx, id, &body)?;
            expect_reversible(tx, &row).await?;
            queries::insert_input(tx.conn, &row).await.map_err(reversed)?;
            tx.emit(&season, SeasonHappened::InputGiven).await?;
            let location = format!("/v1/seasons/{id}/inputs");
            Ok(Reply::created(location, &Etag::of(1), &row.view(tx.caller()))?)
        })
        .await
}

async fn expect_giver(tx: &mut Tx<'_>, season: &Season) -> Result<(), Error> {
    let me = tx.caller().party();
    let buyer = match season.row.contract_id {
        Some(id) => find_contract(tx.conn, id).await?.map(|contract| contract.buyer_id),
        None => None,
    };
    if season.row.owner_party_id == me || buyer == Some(me) {
        return Ok(());
    }
    Err(Error::Forbidden(Bilingual::new(
        "Sarana produksi dicatat oleh pemilik lahan atau pembeli dalam kontraknya.",
        "What is given for a season is recorded by the owner of the plots or the buyer of its contract.",
    )))
}

/// Checks the request and completes it to a row.
fn new_input(tx: &Tx<'_>, season_id: SeasonId, body: &GiveInputRequest) -> Result<SeasonInputRow, Error> {
    let mut check = Check::new();
    let quantity = body.quantity.as_ref().and_then(|quantity| check.positive("/quantity", quantity));
    check.price("/amount", &body.amount);
    check.date("/given_date", body.given_date, DateSense::Happened, tx.today());
    let note = check.optional_text("/note", body.note.as_deref(), 1..=500);
    check.finish()?;
    Ok(SeasonInputRow {
        id: tx.new_id(),
        season_id,
        kind: body.kind,
        quantity_base: quantity.map(domain::shared::Quantity::base),
        quantity_unit: quantity.map(domain::shared::Quantity::unit),
        amount_rupiah: body.amount.amount,
        deductible: body.deductible,
        given_date: body.given_date,
        note,
        reverses_id: body.reverses_input_id,
        party_id: tx.caller().party(),
        actor_subject: tx.caller().subject().to_owned(),
        recorded_at: tx.now,
    })
}

/// What is taken back was given for the same season by the same party, and says the same.
async fn expect_reversible(tx: &mut Tx<'_>, row: &SeasonInputRow) -> Result<(), Error> {
    let Some(id) = row.reverses_id else { return Ok(()) };
    let given = queries::find_input(tx.conn, row.season_id, id).await?;
    let own = given.filter(|given| given.party_id == row.party_id && given.reverses_id.is_none());
    let Some(given) = own else {
        return Err(Error::field(
            "/reverses_input_id",
            "unknown-input",
            "Sebutkan catatan pihak Anda sendiri untuk musim ini, yang bukan pembatalan.",
            "Name an entry of your own party for this season that takes nothing back itself.",
        ));
    };
    let said = |row: &SeasonInputRow| (row.kind, row.quantity_base, row.amount_rupiah, row.deductible);
    if said(&given) == said(row) && given.quantity_unit == row.quantity_unit {
        return Ok(());
    }
    Err(Error::Invalid(vec![Invalid::new(
        "/reverses_input_id",
        "differs",
        "Pembatalan menyebut jenis, jumlah, dan nilai yang sama dengan catatan yang dibatalkan; lalu catat yang benar.",
        "What is taken back is said with the same kind, quantity and amount; then record what is right.",
    )]))
}

fn reversed(error: Error) -> Error {
    error.when_unique("season_input_reverses", || {
        Error::field(
            "/reverses_input_id",
            "reversed-already",
            "Catatan ini sudah dibatalkan.",
            "This entry has been taken back already.",
        )
    })
}
