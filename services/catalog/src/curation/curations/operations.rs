//! What can be done with curations before the panel decides: prepare, screen, ask for samples, take back.

use api_types::catalog::{CreateCurationRequest, WireChannel};
use api_types::{Check, TransitionRequest};
use domain::catalog::{ChainName, CurationHappened, CurationState, OutletState, ProductState};
use domain::shared::{Bilingual, CurationId, Invalid, OutletId, PartyId};
use service::{Error, Tx};
use web::{Command, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::{ChannelRow, CurationRow};
use super::views;
use crate::context::Context;
use crate::goods::{JudgedVariant, find_judged, unknown_variant};
use crate::outside::{expect_arrived, expect_parties};
use crate::retail::{OutletRow, bad_chain, chains_of, find_outlets, unknown_outlet};

/// Prepares a curation of the caller's variant; 201.
pub(super) async fn create_curation(
    context: &Context,
    command: Command<op::CreateCuration, CreateCurationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let variant = own_variant(tx, &body).await?;
            let mut check = Check::new();
            check.length("/channels", &body.channels, 1..=50);
            check.length("/related_party_ids", &body.related_party_ids, 0..=20);
            let note = check.optional_text("/note", body.note.as_deref(), 1..=2000);
            let outlets = find_outlets(tx.conn, &outlet_ids(&body.channels), tx.today()).await?;
            let operator = check_channels(&mut check, &body.channels, &outlets);
            check.finish()?;
            let operator =
                operator.ok_or_else(|| Error::Internal("checked channels have an operator".into()))?;
            expect_arrived(tx.conn, operator).await?;
            expect_chains(tx, operator, &body.channels).await?;
            let related = (0..).zip(&body.related_party_ids);
            expect_parties(tx.conn, related.map(|(at, id)| (format!("/related_party_ids/{at}"), *id)))
                .await?;
            let mut row = draft(tx, &variant, operator);
            row.note = note;
            row.related_party_ids = body.related_party_ids.clone();
            queries::insert_curation(tx.conn, &row, &channel_rows(row.id, &body.channels)).await?;
            tx.emit(&row, CurationHappened::Prepared).await?;
            let day = tx.today();
            let (etag, view) = views::one(tx.conn, row, day).await?;
            Ok(Reply::created(format!("/v1/curations/{}", view.id), &etag, &view)?)
        })
        .await
}

/// A step before the panel's, or that takes it back; 200.
pub(super) async fn advance_curation<O: Transition<State = CurationState>>(
    context: &Context,
    id: CurationId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_curation(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, O::EVENT, &body).await?;
            tx.finish(&mut row, step).await?;
            let day = tx.today();
            views::reply(tx.conn, row, day).await
        })
        .await
}

/// The facts of the variant, when the caller sells it.
async fn own_variant(tx: &mut Tx<'_>, body: &CreateCurationRequest) -> Result<JudgedVariant, Error> {
    let caller = tx.caller().party();
    expect_arrived(tx.conn, caller).await?;
    let found = find_judged(tx.conn, body.variant_id).await?;
    let own = found.ok_or_else(|| unknown_variant("/variant_id"))?;
    if own.supplier_id == caller {
        return Ok(own);
    }
    if own.state == ProductState::Draft {
        return Err(unknown_variant("/variant_id"));
    }
    Err(Error::Forbidden(Bilingual::new(
        "Kurasi diajukan oleh pemasok produk itu sendiri.",
        "Curation of a product is asked for by its own supplier.",
    )))
}

fn outlet_ids(channels: &[WireChannel]) -> Vec<OutletId> {
    channels.iter().filter_map(|channel| channel.outlet_id).collect()
}

/// Checks channels one by one and gives the one operator they all belong to.
fn check_channels(check: &mut Check, channels: &[WireChannel], outlets: &[OutletRow]) -> Option<PartyId> {
    let mut operator = None;
    for (place, channel) in channels.iter().enumerate() {
        let pointer = format!("/channels/{place}");
        check.require(!channels[..place].contains(channel), || repeated(&pointer));
        let found = match operator_of(channel, outlets, &pointer) {
            Ok(found) => found,
            Err(invalid) => {
                check.push(invalid);
                continue;
            }
        };
        check.require(*operator.get_or_insert(found) == found, || other_operator(&pointer));
    }
    operator
}

/// The chains named are those of outlets that the operator runs or plans.
async fn expect_chains(tx: &mut Tx<'_>, operator: PartyId, channels: &[WireChannel]) -> Result<(), Error> {
    let named: Vec<&str> = channels.iter().filter_map(|channel| channel.chain.as_deref()).collect();
    let run = chains_of(tx.conn, operator, &named).await?;
    let mut check = Check::new();
    for (place, channel) in channels.iter().enumerate() {
        let known = channel.chain.as_ref().is_none_or(|chain| run.contains(chain));
        check.require(known, || unknown_chain(&format!("/channels/{place}/chain")));
    }
    Ok(check.finish()?)
}

fn operator_of(channel: &WireChannel, outlets: &[OutletRow], pointer: &str) -> Result<PartyId, Invalid> {
    match (channel.outlet_id, channel.chain.as_deref(), channel.operator_party_id) {
        (Some(id), None, None) => {
            let open = outlets.iter().find(|row| row.id == id && row.state != OutletState::Closed);
            open.map(|row| row.operator_party_id)
                .ok_or_else(|| unknown_outlet(&format!("{pointer}/outlet_id")))
        }
        (None, Some(chain), Some(operator)) => {
            let name: Result<ChainName, _> = chain.parse();
            name.map(|_| operator).map_err(|_| bad_chain(&format!("{pointer}/chain")))
        }
        _ => Err(Invalid::new(
            pointer,
            "channel-form",
            "Isi `outlet_id` saja, atau `chain` bersama `operator_party_id`.",
            "Give `outlet_id` alone, or `chain` together with `operator_party_id`.",
        )),
    }
}

fn unknown_chain(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-chain",
        "Pengelola ini tidak punya gerai dari jaringan itu; lihat /v1/outlets?operator_party_id=...",
        "This operator has no outlet of that chain; see /v1/outlets?operator_party_id=...",
    )
}

/// Something that is listed twice.
pub(super) fn repeated(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "repeated",
        "Ini sudah tercantum; hapus yang berulang.",
        "It is listed already; remove the repeat.",
    )
}

fn other_operator(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "other-operator",
        "Satu kurasi untuk gerai satu pengelola; ajukan kurasi tersendiri kepada pengelola lain.",
        "One curation is for the outlets of one operator; ask the other operator in a curation of its own.",
    )
}

fn channel_rows(id: CurationId, channels: &[WireChannel]) -> Vec<ChannelRow> {
    let row = |(position, channel): (i32, &WireChannel)| ChannelRow {
        curation_id: id,
        position,
        outlet_id: channel.outlet_id,
        chain: channel.chain.clone(),
    };
    (0..).zip(channels).map(row).collect()
}

fn draft(tx: &Tx<'_>, variant: &JudgedVariant, operator: PartyId) -> CurationRow {
    CurationRow {
        id: tx.new_id(),
        variant_id: variant.variant_id,
        product_id: variant.product_id,
        supplier_id: variant.supplier_id,
        operator_party_id: operator,
        related_party_ids: Vec::new(),
        note: None,
        state: CurationState::Draft,
        round: 0,
        version_hash: None,
        criteria: Vec::new(),
        valid_from_date: None,
        valid_until_date: None,
        conditions: Vec::new(),
        submitted_at: None,
        decided_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        review_started_at: None,
        grade: None,
        monthly_ceiling: None,
        // A draft is judged by nobody yet.
        judging_party_ids: Vec::new(),
        home_party_ids: Vec::new(),
    }
}
