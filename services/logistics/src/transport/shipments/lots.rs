//! Goods of consolidation lots on a shipment: what the lot sets aside for their order line, and no more.

use std::collections::{BTreeMap, BTreeSet};

use db::Connection;
use domain::shared::{
    Bilingual, CallOffLineId, ConsolidationLotId, Dimension, Invalid, PartyId, Refusal, RefusalCode, Unit,
    Unmet,
};
use domain::{say, words};
use service::Error;

use super::queries::loaded_from_lots;
use super::rows::{ItemRow, WholeShipment, distinct};
use crate::outside::{LotRow, lots_by_id};

/// A lot and an order line.
type Pair = (ConsolidationLotId, CallOffLineId);

/// Each item that names a lot names one of its supplier's, of the same goods, that is sealed and has not left; with all other
/// shipments it carries no more than the lot sets aside for its order line. The orders are locked.
pub(super) async fn check_lots(
    conn: &mut Connection,
    supplier: PartyId,
    places: &[String],
    items: &[ItemRow],
) -> Result<(), Error> {
    let named: Vec<(&String, &ItemRow, ConsolidationLotId)> = places
        .iter()
        .zip(items)
        .filter_map(|(at, item)| Some((at, item, item.consolidation_lot_id?)))
        .collect();
    let Some((_, first, _)) = named.first() else { return Ok(()) };
    let ids = distinct(named.iter().map(|(.., lot)| *lot));
    let lots = lots_by_id(conn, &ids).await?;
    let mut wrong = Vec::new();
    for (at, item, id) in &named {
        let lot = lots.get(id).filter(|lot| lot.is_run_by(supplier));
        wrong.extend(unfit(at, item, lot));
    }
    if !wrong.is_empty() {
        return Err(Error::behind("catalog", wrong));
    }
    let mut sums: BTreeMap<Pair, i64> = loaded_from_lots(conn, first.shipment_id, &ids).await?;
    for (at, item, id) in named {
        let sum = sums.entry((id, item.call_off_line_id)).or_default();
        *sum += item.quantity_base;
        let Some(lot) = lots.get(&id) else { continue };
        let aside = lot.allocated_for(item.call_off_line_id)?;
        if *sum > aside {
            wrong.push(too_much(at, *sum, aside));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::behind("catalog", wrong)) }
}

/// The lots still set aside what a shipment carries of them, with all other shipments, when it becomes ready and when it leaves:
/// what is set aside may have been freed since it was planned. The orders are locked.
///
/// # Errors
/// `lot-rule` with each order line for which too little is set aside.
pub(super) async fn expect_set_aside(conn: &mut Connection, whole: &WholeShipment) -> Result<(), Error> {
    let named: Vec<(&ItemRow, ConsolidationLotId)> =
        whole.items.iter().filter_map(|item| Some((item, item.consolidation_lot_id?))).collect();
    if named.is_empty() {
        return Ok(());
    }
    let ids = distinct(named.iter().map(|(_, lot)| *lot));
    let lots = lots_by_id(conn, &ids).await?;
    let mut sums: BTreeMap<Pair, i64> = loaded_from_lots(conn, whole.row.id, &ids).await?;
    for (item, id) in &named {
        *sums.entry((*id, item.call_off_line_id)).or_default() += item.quantity_base;
    }
    let own: BTreeSet<Pair> = named.iter().map(|(item, id)| (*id, item.call_off_line_id)).collect();
    let mut unmet = Vec::new();
    for (pair @ (id, line), loaded) in sums {
        let Some(lot) = lots.get(&id).filter(|_| own.contains(&pair)) else { continue };
        let aside = lot.allocated_for(line)?;
        if loaded > aside {
            unmet.push(too_little(line, loaded, aside));
        }
    }
    Refusal::unless_empty(RefusalCode::LotRule, unmet).map_err(|refusal| Error::behind("catalog", refusal))
}

fn too_little(line: CallOffLineId, loaded: i64, aside: i64) -> Unmet {
    let how = Bilingual::new(
        "Kurangi muatan dari lot ini, atau alokasikan lagi untuk baris pesanannya.",
        "Carry less of this lot, or set more of it aside for the order line.",
    );
    let (found, most) = (words::amount(loaded, Unit::Kgm), words::amount(aside, Unit::Kgm));
    Unmet::new("set_aside_by_lot", line, found, most, how)
}

/// What is wrong with a lot for these goods.
fn unfit(at: &str, item: &ItemRow, lot: Option<&LotRow>) -> Option<Invalid> {
    let pointer = format!("{at}/consolidation_lot_id");
    let Some(lot) = lot else {
        return Some(Invalid::new(
            pointer,
            "unknown-lot",
            "Sebutkan lot yang dijalankan pemasok pengiriman ini; daftarnya di /v1/consolidation-lots.",
            "Name a lot that the supplier of this shipment runs; the list is at /v1/consolidation-lots.",
        ));
    };
    if !lot.state.is_loadable() {
        let detail = say!(
            "Lot ini {state}; muat hanya dari lot yang disegel atau dialokasikan ke pesanan.",
            "This lot is {state}; load only from a lot that is sealed or allocated to orders.",
            state = lot.state,
        );
        return Some(Invalid::says(pointer, "lot-not-loadable", detail));
    }
    let same = (&lot.commodity_code, &lot.form_code) == (&item.commodity_code, &item.form_code);
    let weighed = item.quantity_unit.dimension() == Dimension::Mass;
    (!same || !weighed).then(|| {
        Invalid::new(
            pointer,
            "other-goods",
            "Lot ini berisi barang lain daripada baris pesanannya; pilih lot untuk barang yang dipesan.",
            "This lot holds other goods than its order line asks for; choose a lot of the goods ordered.",
        )
    })
}

fn too_much(at: &str, loaded: i64, aside: i64) -> Invalid {
    let detail = say!(
        "Lot ini mengalokasikan {aside} untuk baris pesanan ini, sedangkan semua pengiriman memuat {loaded}; kurangi muatan atau tambah alokasinya.",
        "This lot sets {aside} aside for this order line, and all shipments load {loaded}; load less, or set more aside.",
        aside = words::amount(aside, Unit::Kgm),
        loaded = words::amount(loaded, Unit::Kgm),
    );
    Invalid::says(format!("{at}/quantity"), "beyond-allocation", detail)
}
