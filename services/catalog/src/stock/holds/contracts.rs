//! The contract that a hold is made and converted under: of the buyer with the supplier, and in force on the day.

use chrono::NaiveDate;
use db::Connection;
use domain::say;
use domain::shared::{Bilingual, ContractId, Invalid, PartyId, Refusal, RefusalCode, Unmet};
use service::Error;

use crate::outside::{AGREEMENT, ContractRow, find_contract};

/// Makes sure that a contract is one of the two sides, and in force on a day.
///
/// # Errors
/// 422 that names the field, or `stock-rule`, once all of the agreement service's news has been read.
pub(super) async fn expect_contract(
    conn: &Connection,
    id: ContractId,
    (supplier, buyer): (PartyId, PartyId),
    day: NaiveDate,
) -> Result<(), Error> {
    let sides = |one: &ContractRow| one.supplier_id == supplier && one.buyer_id == buyer;
    let Some(contract) = find_contract(conn, id).await?.filter(sides) else {
        return Err(Error::behind(AGREEMENT, vec![unknown_contract()]));
    };
    match not_in_force(&contract, day) {
        None => Ok(()),
        Some(unmet) => Err(Error::behind(AGREEMENT, Refusal::rule(RefusalCode::StockRule, vec![unmet]))),
    }
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
