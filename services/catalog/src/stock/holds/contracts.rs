//! The contract that a hold is made and converted under: of the buyer with the supplier, in force on the day, and about what
//! is offered.

use chrono::NaiveDate;
use db::Connection;
use domain::say;
use domain::shared::{Bilingual, ContractId, Invalid, PartyId, Refusal, RefusalCode, Unmet};
use service::Error;

use crate::outside::{AGREEMENT, ContractRow, find_contract};
use crate::stock::offers::Offer;

/// The contract, where it is one of the two sides, and in force on a day.
///
/// # Errors
/// 422 that names the field, or `stock-rule`, once all of the agreement service's news has been read.
pub(super) async fn expect_contract(
    conn: &Connection,
    id: ContractId,
    (supplier, buyer): (PartyId, PartyId),
    day: NaiveDate,
) -> Result<ContractRow, Error> {
    let sides = |one: &ContractRow| one.supplier_id == supplier && one.buyer_id == buyer;
    let Some(contract) = find_contract(conn, id).await?.filter(sides) else {
        return Err(Error::behind(AGREEMENT, vec![unknown_contract()]));
    };
    match not_in_force(&contract, day) {
        None => Ok(contract),
        Some(unmet) => Err(Error::behind(AGREEMENT, Refusal::rule(RefusalCode::StockRule, vec![unmet]))),
    }
}

/// Makes sure that a contract is about the goods of an offer: one of its lines may be met in them.
///
/// # Errors
/// 422 that names the field, once all of the agreement service's news has been read.
pub(super) fn expect_about(contract: &ContractRow, offer: &Offer) -> Result<(), Error> {
    if contract.is_about(&offer.row.commodity_code, &offer.row.form_code) {
        return Ok(());
    }
    let invalid = Invalid::new(
        "/contract_id",
        "other-goods",
        "Sebutkan kontrak yang salah satu barisnya memuat komoditas dan bentuk penawaran ini, atau ubah kontrak itu dengan \
         adendum.",
        "Name a contract one of whose lines is of the commodity and form of this offer, or amend the contract.",
    );
    Err(Error::behind(AGREEMENT, vec![invalid]))
}

/// Why a contract that has arrived is not in force on a day, if it is not.
pub(super) fn not_in_force(contract: &ContractRow, day: NaiveDate) -> Option<Unmet> {
    if contract.is_in_force(day) {
        return None;
    }
    let found = match (contract.state, contract.valid_from_date, contract.valid_until_date) {
        (Some(state), Some(from), Some(until)) => say!(
            "{state}, berlaku {from} sampai {until}",
            "{state}, valid from {from} to {until}",
            state = state,
            from = from,
            until = until,
        ),
        _ => Bilingual::new("belum diketahui", "not known yet"),
    };
    let required = say!("aktif pada {day}", "active on {day}", day = day);
    let how = Bilingual::new(
        "Aktifkan atau perpanjang kontrak ini, atau pakai kontrak lain dengan pemasok yang sama.",
        "Put this contract into force or renew it, or use another with the same supplier.",
    );
    Some(Unmet::new("contract_in_force", contract.id, found, required, how))
}

fn unknown_contract() -> Invalid {
    Invalid::new(
        "/contract_id",
        "unknown-contract",
        "Sebutkan kontrak antara pihak Anda sebagai pembeli dan pemasok penawaran ini.",
        "Name a contract of your own party as the buyer with the supplier of this offer.",
    )
}
