//! What lines say of where their goods come from: shares of needs that were accepted, seasons of the supplier.

use api_types::Check;
use api_types::agreement::ContractLineRequest;
use chrono::NaiveDate;
use domain::agreement::{CommitmentState, ContractType};
use domain::shared::{
    Bilingual, CommitmentId, ContractId, ContractLineId, Invalid, Period, Refusal, RefusalCode, SeasonId,
    Unmet,
};
use service::{Error, Tx};

use crate::cooperation::contracts::queries::find_contracts;
use crate::cooperation::contracts::queries::schedules::{record_schedules, taken_shares};
use crate::cooperation::contracts::rows::{ContractLineRow, ContractRow, WholeContract};
use crate::need::{SharePromise, deliver_on, hold_shares, share_promises};
use crate::outside::{SeasonRow, seasons_by_id};

/// Checks the commitments and the seasons that lines of a contract name, but those that it has named before.
pub(super) async fn check_sources(
    tx: &mut Tx<'_>,
    check: &mut Check,
    contract: &ContractRow,
    (lines, before): (&[ContractLineRequest], &[ContractLineRow]),
) -> Result<(), Error> {
    match contract.contract_type {
        ContractType::ShareOfDemand => check_shares(tx, check, contract, (lines, before)).await,
        ContractType::OnFarm => check_seasons(tx, check, contract, (lines, before)).await,
        _ => Ok(()),
    }
}

async fn check_shares(
    tx: &mut Tx<'_>,
    check: &mut Check,
    contract: &ContractRow,
    (lines, before): (&[ContractLineRequest], &[ContractLineRow]),
) -> Result<(), Error> {
    let named: Vec<CommitmentId> = lines.iter().filter_map(|line| line.commitment_id).collect();
    if named.is_empty() {
        return Ok(());
    }
    let known = share_promises(tx.conn, &named).await?;
    for (index, line) in lines.iter().enumerate() {
        let Some(id) = line.commitment_id else { continue };
        let at = format!("/lines/{index}/commitment_id");
        let once = lines[..index].iter().all(|one| one.commitment_id != Some(id));
        check.require(once, || named_twice(&at));
        if before.iter().any(|one| one.commitment_id == Some(id)) {
            continue;
        }
        let Some(promise) = known.iter().find(|one| one.id == id && is_for(one, contract, line)) else {
            check.push(unfit_commitment(&at));
            continue;
        };
        let days = contract.period();
        let any = promise.comes_to.iter().any(|one| days.covers(&one.period.days()));
        check.require(any, || no_period(&at));
    }
    Ok(())
}

async fn check_seasons(
    tx: &mut Tx<'_>,
    check: &mut Check,
    contract: &ContractRow,
    (lines, before): (&[ContractLineRequest], &[ContractLineRow]),
) -> Result<(), Error> {
    let named: Vec<SeasonId> = lines.iter().flat_map(|line| line.season_ids.iter().copied()).collect();
    if named.is_empty() {
        return Ok(());
    }
    let known = seasons_by_id(tx.conn, &named).await?;
    for (index, line) in lines.iter().enumerate() {
        for (place, id) in line.season_ids.iter().enumerate() {
            if before.iter().any(|one| one.season_ids.contains(id)) {
                continue;
            }
            let at = format!("/lines/{index}/season_ids/{place}");
            let season = known.iter().find(|one| one.id == *id);
            let own = season.filter(|one| one.owner_party_id == contract.supplier_id);
            let wrong = own.map_or_else(|| Some(unknown_season(&at)), |one| unfit(one, contract, line, &at));
            wrong.into_iter().for_each(|wrong| check.push(wrong));
        }
    }
    Ok(())
}

/// An accepted share under the same agreement, from the supplier's side to the buyer, of the same goods.
fn is_for(promise: &SharePromise, contract: &ContractRow, line: &ContractLineRequest) -> bool {
    promise.state == CommitmentState::Accepted
        && promise.agreement == contract.agreement_id
        && promise.buyer == contract.buyer_id
        && promise.government == contract.supplier_government_id
        && promise.supplier.is_none_or(|supplier| supplier == contract.supplier_id)
        && promise.commodity_code == line.commodity_code
        && promise.form_code == line.form_code
        && promise.dimension == line.unit.dimension()
}

/// A season that goes on, of the same commodity, and grown for this contract.
fn unfit(
    season: &SeasonRow,
    contract: &ContractRow,
    line: &ContractLineRequest,
    at: &str,
) -> Option<Invalid> {
    let (code, id, en) = if season.commodity_code != line.commodity_code {
        (
            "other-goods",
            "Musim tanam ini menghasilkan komoditas lain; pilih musim untuk komoditas baris ini.",
            "This season grows another commodity; choose one of the commodity of this line.",
        )
    } else if season.contract_id != Some(contract.id) {
        (
            "other-contract",
            "Musim tanam ini tidak ditanam untuk kontrak ini; rencanakan musim dengan `contract_id` kontrak ini.",
            "This season is not grown for this contract; plan one with the `contract_id` of this contract.",
        )
    } else if season.has_ended() {
        (
            "season-ended",
            "Musim tanam ini sudah selesai atau gagal; pilih musim yang masih berjalan.",
            "This season is over or has failed; choose one that goes on.",
        )
    } else {
        return None;
    };
    Some(Invalid::new(at, code, id, en))
}

/// Each line of cultivation names a season at least.
pub(super) fn check_grown(contract_type: ContractType, lines: &[ContractLineRow]) -> Result<(), Refusal> {
    let grown = contract_type == ContractType::OnFarm;
    let without = lines.iter().filter(|line| grown && line.season_ids.is_empty());
    Refusal::unless_empty(RefusalCode::ContractNotGuaranteed, without.map(no_season).collect())
}

/// What a text that comes into force names is there: accepted shares that no other contract delivers on, and a season at
/// least of each line of cultivation. Its share lines deliver on their commitments from now on, and what they commit is
/// recorded.
pub(crate) async fn settle_sources(
    tx: &mut Tx<'_>,
    whole: &mut WholeContract,
    lines: &[ContractLineRow],
) -> Result<(), Error> {
    let shares: Vec<(CommitmentId, ContractLineId)> =
        lines.iter().filter_map(|line| Some((line.commitment_id?, line.id))).collect();
    let commitments: Vec<CommitmentId> = shares.iter().map(|(commitment, _)| *commitment).collect();
    let promises = if shares.is_empty() { Vec::new() } else { hold_shares(tx.conn, &commitments).await? };
    let mut unmet = Vec::new();
    let text = whole.last_text().text;
    let days = Period { from: text.valid_from, until: Some(text.valid_until) };
    let new = |line: &&ContractLineRow| !whole.schedules.knows(line.id);
    for line in lines.iter().filter(new) {
        let Some(id) = line.commitment_id else { continue };
        let promise = promises.iter().find(|one| one.id == id);
        if promise.is_none_or(|one| one.state != CommitmentState::Accepted) {
            unmet.push(not_accepted(id));
        } else if is_taken(tx, whole.row.id, id).await? {
            unmet.push(taken_already(id));
        } else if promise.is_some_and(|one| !one.comes_to.iter().any(|one| days.covers(&one.period.days()))) {
            unmet.push(no_period_within(id, &days));
        }
    }
    Refusal::unless_empty(RefusalCode::ContractNotGuaranteed, unmet)?;
    check_grown(whole.row.contract_type, lines)?;
    if shares.is_empty() {
        return Ok(());
    }
    deliver_on(tx, whole.row.id, &shares).await?;
    record_schedules(tx, whole, lines, &promises).await?;
    Ok(())
}

/// Whether another contract in force delivers on a commitment, by the text in force or one signed for later.
async fn is_taken(tx: &mut Tx<'_>, contract: ContractId, id: CommitmentId) -> Result<bool, Error> {
    let others = taken_shares(tx.conn, &[id], contract).await?;
    let today: NaiveDate = tx.today();
    let names = |lines: &[ContractLineRow]| lines.iter().any(|line| line.commitment_id == Some(id));
    let taken = find_contracts(tx.conn, &others).await?;
    let mut taken = taken.values().filter(|one| !one.period_on(today).ended(today));
    Ok(taken.any(|one| names(one.lines_on(today)) || names(&one.last_text().text.lines)))
}

fn named_twice(at: &str) -> Invalid {
    Invalid::new(
        at,
        "duplicate",
        "Komitmen ini sudah disebut baris lain; sebut setiap komitmen satu kali.",
        "Another line names this commitment; name each commitment once.",
    )
}

fn unfit_commitment(at: &str) -> Invalid {
    Invalid::new(
        at,
        "unfit-commitment",
        "Pilih komitmen berupa bagian kebutuhan (`share`) yang sudah disepakati, dengan kesepakatan, pemasok, pembeli, dan \
         barang yang sama.",
        "Choose an accepted commitment to a share, of the same agreement, supplier, buyer and goods.",
    )
}

fn no_period(at: &str) -> Invalid {
    Invalid::new(
        at,
        "no-period",
        "Tidak ada periode komitmen ini yang seluruhnya berada dalam jangka waktu kontrak. Sesuaikan jangka waktunya.",
        "No period of this commitment lies whole within the days of the contract. Change the days.",
    )
}

/// The days of a contract were changed since its line named the commitment.
fn no_period_within(id: CommitmentId, days: &Period) -> Unmet {
    let how = Bilingual::new(
        "Ubah jangka waktu kontrak sehingga memuat paling sedikit satu periode komitmen ini seluruhnya.",
        "Change the days of the contract, so that one period of this commitment at least lies whole within them.",
    );
    let found = Bilingual::new("tidak ada periode di dalamnya", "no period lies within them");
    Unmet::new("period_within_contract", id, found, days, how)
}

fn unknown_season(at: &str) -> Invalid {
    Invalid::new(
        at,
        "unknown-season",
        "Pilih musim tanam milik pemasok kontrak ini; daftarnya di /v1/seasons.",
        "Choose a season of the supplier of this contract; the list is at /v1/seasons.",
    )
}

fn not_accepted(id: CommitmentId) -> Unmet {
    let how = Bilingual::new(
        "Komitmen ini tidak berlaku lagi. Sepakati komitmen baru, lalu perbaiki naskah kontrak.",
        "This commitment holds no longer. Agree on another one, and change the text of the contract.",
    );
    let found = Bilingual::new("tidak berlaku", "not in force");
    Unmet::new("commitment_accepted", id, found, Bilingual::new("disepakati", "accepted"), how)
}

fn taken_already(id: CommitmentId) -> Unmet {
    let how = Bilingual::new(
        "Kontrak lain yang berlaku sudah memenuhi komitmen ini. Akhiri atau ubah dulu kontrak itu.",
        "Another contract in force delivers on this commitment. End or amend that one first.",
    );
    let found = Bilingual::new("dipenuhi kontrak lain", "delivered on by another contract");
    let required = Bilingual::new("satu kontrak per komitmen", "one contract for a commitment");
    Unmet::new("commitment_free", id, found, required, how)
}

fn no_season(line: &ContractLineRow) -> Unmet {
    let how = Bilingual::new(
        "Minta pemasok merencanakan musim tanam untuk kontrak ini, lalu sebut di `season_ids` baris ini.",
        "Have the supplier plan a season for this contract, and name it in `season_ids` of this line.",
    );
    let required = Bilingual::new("paling sedikit satu musim tanam", "at least one season");
    Unmet::new("season_named", format!("/lines/{}", line.number - 1), domain::words::none(), required, how)
}
