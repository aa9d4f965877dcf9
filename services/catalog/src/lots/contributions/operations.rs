//! What phones weigh in: recorded under ids of their own, replaced but never changed.

use api_types::Check;
use api_types::catalog::PutContributionRequest;
use domain::catalog::{LotHappened, MOST_CONTRIBUTIONS, check_member, check_scale, net_weight};
use domain::shared::{ContributionId, Invalid, Quantity, UPDATE};
use service::{Error, OccurredAt, Tx, occurred_by};
use web::{Command, Reply};

use super::access::op;
use super::queries::{self, Shown};
use super::rows::ContributionRow;
use crate::context::Context;
use crate::lots::consolidation_lots::{LotRow, run_by_two, share_lot};
use crate::outside::{AGREEMENT, find_roll_member};

/// Weighs goods of a member into a lot; 201, or 200 for the same content again.
pub(super) async fn put_contribution(
    context: &Context,
    id: ContributionId,
    command: Command<op::PutContribution, PutContributionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let lot = share_lot(tx.conn, tx.caller(), body.consolidation_lot_id).await?;
            let lot = lot.ok_or_else(unknown_lot)?;
            if !lot.row.is_run_by(tx.caller().party()) {
                return Err(Error::Forbidden(run_by_two()));
            }
            if let Some(before) = queries::find_contribution(tx.conn, id).await? {
                return repeated(before, &body);
            }
            let row = checked(tx, id, &lot.row, &body).await?;
            if !lot.row.state.takes_contributions() {
                return Err(Error::not_allowed(lot.row.state, UPDATE));
            }
            expect_room(tx, &row).await?;
            if !queries::insert_contribution(tx.conn, &row).await.map_err(replaced)? {
                // The same, sent twice at once, may have come in meanwhile.
                let before = queries::find_contribution(tx.conn, id).await?.ok_or_else(taken)?;
                return repeated(before, &body);
            }
            tx.emit(&lot, LotHappened::ContributionRecorded).await?;
            let (etag, view) = row.view(true, None)?;
            Ok(Reply::created(format!("/v1/contributions/{id}"), &etag, &view)?)
        })
        .await
}

/// The contribution where its id is known: 200 for the same content, a conflict for other.
fn repeated((before, current, grading): Shown, body: &PutContributionRequest) -> Result<Reply, Error> {
    if !before.is_said_by(body) {
        return Err(taken());
    }
    let (etag, view) = before.view(current, grading)?;
    Ok(Reply::ok(&etag, &view)?)
}

/// Checks the request and completes it to a row.
async fn checked(
    tx: &mut Tx<'_>,
    id: ContributionId,
    lot: &LotRow,
    body: &PutContributionRequest,
) -> Result<ContributionRow, Error> {
    let said = occurred_by(tx.conn, tx.caller().party(), tx.now, body.captured_at, async || Ok(None)).await?;
    let mut check = Check::new();
    let (gross, tare) = (check.positive("/gross", &body.gross), check.quantity("/tare", &body.tare));
    let weights = gross.zip(tare);
    if let Some((gross, tare)) = weights {
        check.take(net_weight(gross, tare));
    }
    let scale_reference = check.line("/scale/reference", &body.scale.reference, 1..=60);
    check.take(check_scale("/scale/verified_until_date", body.scale.verified_until_date, said.day()));
    check.finish()?;
    let member = find_roll_member(tx.conn, body.member_id).await?;
    check_member(member, lot.cooperative_party_id, said.day())
        .map_err(|invalid| Error::behind(AGREEMENT, vec![invalid]))?;
    let (gross, tare) = weights.ok_or_else(|| Error::Internal("checked weights".to_owned()))?;
    let row = weighed_in(tx, id, body, (gross, tare), said);
    expect_replaceable(tx, &row).await?;
    Ok(ContributionRow { scale_reference, ..row })
}

fn weighed_in(
    tx: &Tx<'_>,
    id: ContributionId,
    body: &PutContributionRequest,
    (gross, tare): (Quantity, Quantity),
    said: OccurredAt,
) -> ContributionRow {
    ContributionRow {
        id,
        lot_id: body.consolidation_lot_id,
        member_id: body.member_id,
        gross_grams: gross.base(),
        gross_unit: gross.unit(),
        tare_grams: tare.base(),
        tare_unit: tare.unit(),
        scale_reference: String::new(),
        scale_verified_until_date: body.scale.verified_until_date,
        replaces_id: body.replaces_contribution_id,
        captured_at: said.at,
        claimed_at: said.claimed,
        backfilled: said.backfilled,
        party_id: tx.caller().party(),
        actor_subject: tx.caller().subject().to_owned(),
        recorded_at: tx.now,
    }
}

/// What is replaced was brought by the same member to the same lot.
async fn expect_replaceable(tx: &Tx<'_>, row: &ContributionRow) -> Result<(), Error> {
    let Some(id) = row.replaces_id else { return Ok(()) };
    let before = queries::find_contribution(tx.conn, id).await?;
    let same = |one: ContributionRow| one.lot_id == row.lot_id && one.member_id == row.member_id;
    if before.is_some_and(|(before, ..)| same(before)) {
        return Ok(());
    }
    Err(Error::field(
        "/replaces_contribution_id",
        "unknown-contribution",
        "Sebutkan setoran anggota yang sama pada lot ini.",
        "Name a contribution of the same member to this lot.",
    ))
}

async fn expect_room(tx: &Tx<'_>, row: &ContributionRow) -> Result<(), Error> {
    if queries::count_contributions(tx.conn, row.lot_id).await? < MOST_CONTRIBUTIONS {
        return Ok(());
    }
    Err(Error::field(
        "/consolidation_lot_id",
        "full",
        "Lot ini sudah memuat setoran sebanyak yang dapat dicatat; buka lot baru.",
        "This lot has as many contributions as can be recorded; open another.",
    ))
}

fn unknown_lot() -> Error {
    Error::Invalid(vec![Invalid::new(
        "/consolidation_lot_id",
        "unknown-lot",
        "Sebutkan lot yang dijalankan pihak Anda; daftarnya di /v1/consolidation-lots.",
        "Name a lot that your party runs; the list is at /v1/consolidation-lots.",
    )])
}

fn replaced(error: Error) -> Error {
    error.when_unique("contribution_replaces", || {
        Error::field(
            "/replaces_contribution_id",
            "replaced-already",
            "Setoran itu sudah diganti; sebutkan yang berlaku sekarang.",
            "That contribution has been replaced already; name the one that counts now.",
        )
    })
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Setoran dengan id ini sudah dicatat dengan isi lain; beri id baru untuk setoran baru.",
        "A contribution with this id was recorded with other content; give a new one a new id.",
    )
}
