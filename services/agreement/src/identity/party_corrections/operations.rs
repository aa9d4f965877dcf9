//! What can be done with corrections of a party.

use api_types::agreement::CreatePartyCorrectionRequest;
use api_types::{Check, TransitionRequest};
use domain::agreement::{
    PartyCorrectionEvent, PartyCorrectionHappened, PartyCorrectionState, PartyHappened, check_second_person,
};
use domain::shared::{Bilingual, Invalid, PartyCorrectionId, PartyId};
use service::{Error, Tx};
use web::{ApiError, Command, Etag, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::PartyCorrectionRow;
use crate::context::Context;
use crate::identity::parties::{
    PartyRow, find_party, held_by_another, holder_of, is_at_work, lock_party, read_numbers, taken,
};

/// Asks for a correction; 201.
pub(super) async fn create_party_correction(
    context: &Context,
    party: PartyId,
    command: Command<op::CreatePartyCorrection, CreatePartyCorrectionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            // Locked: of two proposals at once the second sees the first.
            let party = lock_party(tx.conn, party).await?;
            if party.id != tx.caller().party() && !party.is_kept_by_region_of(tx.caller()) {
                return Err(not_yours());
            }
            if queries::is_proposed(tx.conn, party.id).await? {
                return Err(proposed_already());
            }
            let row = new_correction(tx, &party, &body).await?;
            queries::insert_party_correction(tx.conn, &row).await?;
            tx.emit(&row, PartyCorrectionHappened::Proposed).await?;
            let location = format!("/v1/party-corrections/{}", row.id);
            Ok(Reply::created(location, &Etag::of(row.version), &row.view())?)
        })
        .await
}

/// A second person decides, or who asked takes it back; 200.
pub(super) async fn advance_party_correction<O: Transition<State = PartyCorrectionState>>(
    context: &Context,
    id: PartyCorrectionId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_party_correction(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, O::EVENT, &body).await?;
            if O::EVENT != PartyCorrectionEvent::Withdraw {
                check_second_person(&row.requested_by, tx.caller().subject())?;
            }
            if O::EVENT == PartyCorrectionEvent::Confirm {
                put_right(tx, &mut row).await?;
            }
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view())?)
        })
        .await
}

async fn new_correction(
    tx: &mut Tx<'_>,
    party: &PartyRow,
    body: &CreatePartyCorrectionRequest,
) -> Result<PartyCorrectionRow, Error> {
    let mut check = Check::new();
    let business_id = body.business_id.as_deref();
    let [business_id, tax_id] = read_numbers(&mut check, business_id, body.tax_id.as_deref());
    let same = |new: &Option<String>, old: &Option<String>| new.is_some() && new == old;
    check.require(!same(&business_id, &party.business_id), || unchanged("/business_id"));
    check.require(!same(&tax_id, &party.tax_id), || unchanged("/tax_id"));
    let reason = check.text("/reason", &body.reason, 1..=2000);
    let numbers = body.business_id.is_some() || body.tax_id.is_some();
    check.require(numbers != body.absorbs_party_id.is_some(), || {
        Invalid::new(
            "",
            "one-correction",
            "Perbaiki nomor (`business_id`, `tax_id`) atau gabungkan pendaftaran ganda (`absorbs_party_id`), satu per satu.",
            "Correct numbers (`business_id`, `tax_id`) or join a double registration (`absorbs_party_id`), one at a time.",
        )
    });
    if let Some(other) = body.absorbs_party_id {
        let twin = find_party(tx.conn, other).await?;
        check.require(twin.is_some_and(|twin| is_twin(party, &twin)), not_a_twin);
        let strangles = strangles(tx, party.id, other).await?;
        check.require(!strangles, at_work);
    }
    check.finish()?;
    if let Some(pointer) = holder_of(tx.conn, party.id, business_id.as_deref(), tax_id.as_deref()).await? {
        return Err(held_by_another(pointer));
    }
    Ok(PartyCorrectionRow {
        id: tx.new_id(),
        party_id: party.id,
        business_id,
        tax_id,
        absorbs_party_id: body.absorbs_party_id,
        former_business_id: None,
        former_tax_id: None,
        reason,
        requested_by: tx.caller().subject().to_owned(),
        state: PartyCorrectionState::Proposed,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        keeper_region_code: party.keeper_region_code.clone(),
    })
}

/// Puts a confirmed correction into force.
async fn put_right(tx: &mut Tx<'_>, row: &mut PartyCorrectionRow) -> Result<(), Error> {
    let mut party = lock_party(tx.conn, row.party_id).await?;
    if let Some(absorbed) = row.absorbs_party_id {
        let mut absorbed = lock_party(tx.conn, absorbed).await?;
        if !is_twin(&party, &absorbed) {
            return Err(Error::Invalid(vec![not_a_twin()]));
        }
        if strangles(tx, party.id, absorbed.id).await? {
            return Err(Error::Invalid(vec![at_work()]));
        }
        // Its numbers go over to the party that stays, as far as that one has none.
        row.former_business_id = absorbed.business_id.take();
        row.former_tax_id = absorbed.tax_id.take();
        absorbed.absorbed_by_party_id = Some(party.id);
        tx.change(&mut absorbed, PartyHappened::Changed).await?;
        party.business_id = party.business_id.or(row.former_business_id.clone());
        party.tax_id = party.tax_id.or(row.former_tax_id.clone());
    } else {
        row.former_business_id.clone_from(&party.business_id);
        row.former_tax_id.clone_from(&party.tax_id);
        party.business_id = row.business_id.clone().or(party.business_id);
        party.tax_id = row.tax_id.clone().or(party.tax_id);
    }
    tx.change(&mut party, PartyHappened::Changed).await.map_err(taken)
}

/// Whether two parties can be the same organisation registered twice.
fn is_twin(party: &PartyRow, other: &PartyRow) -> bool {
    let apart = [party.absorbed_by_party_id, other.absorbed_by_party_id].iter().all(Option::is_none);
    apart
        && party.id != other.id
        && party.kind == other.kind
        && party.keeper_region_code == other.keeper_region_code
}

/// Whether a party at work would go into one that is not: contracts and verifications stay where they are.
async fn strangles(tx: &mut Tx<'_>, stays: PartyId, absorbed: PartyId) -> Result<bool, Error> {
    Ok(is_at_work(tx.conn, absorbed).await? && !is_at_work(tx.conn, stays).await?)
}

fn at_work() -> Invalid {
    Invalid::new(
        "/absorbs_party_id",
        "at-work",
        "Pihak ini sudah terverifikasi atau berkontrak, sedangkan pihak yang menerima belum. Ajukan penggabungan dari pihak ini.",
        "This party is verified or has contracts, and the one that would stay has not. Ask for the joining the other way round.",
    )
}

fn unchanged(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "unchanged",
        "Nomor ini sudah tercatat pada pihak ini. Isi nomor yang benar, atau hilangkan bidang ini.",
        "This number is on record for this party already. Give the right number, or leave the field out.",
    )
}

fn proposed_already() -> Error {
    Error::duplicate(
        "",
        "Masih ada usulan perbaikan untuk pihak ini. Tunggu keputusannya, atau tarik kembali usulan itu.",
        "A correction of this party is open. Wait for its decision, or take it back.",
    )
}

fn not_a_twin() -> Invalid {
    Invalid::new(
        "/absorbs_party_id",
        "not-a-twin",
        "Pilih pihak lain yang sejenis dan sedaerah, dan belum digabungkan.",
        "Choose another party of the same kind and region that has not been joined yet.",
    )
}

fn not_yours() -> Error {
    Error::Forbidden(Bilingual::new(
        "Perbaikan diajukan oleh pihak itu sendiri atau koordinator daerah asalnya.",
        "A correction is asked for by the party itself or the coordinator of its home region.",
    ))
}
