//! From a request to the rows of a shipment: every field checked, every reference resolved.

use std::collections::BTreeMap;

use api_types::Check;
use api_types::logistics::{ShipmentItemRequest, VehicleRequest};
use db::Connection;
use domain::logistics::GoodsKind;
use domain::say;
use domain::shared::{
    AgreementId, CallOffId, CallOffLineId, ContractId, ContractLineId, DateSense, Dimension, Invalid,
    PartyId, ShipmentId, Unit, VariantId, paper_key,
};
use service::{Error, Tx};

use super::gate::Goods;
use super::lots::check_lots;
use super::rows::{ItemRow, VehicleRow, distinct};
use crate::ordering::Order;
use crate::outside::{lines_by_id, makers_of};

/// An order line that goods may be loaded for.
pub(super) struct ServedLine {
    call_off_id: CallOffId,
    contract_line_id: ContractLineId,
    contract_id: ContractId,
    agreement_id: AgreementId,
    commodity_code: String,
    form_code: String,
    unit: Unit,
    /// The product variant ordered.
    variant_id: Option<VariantId>,
}

/// The lines of orders, with what their contracts say of them.
pub(super) async fn lines_of(
    conn: &Connection,
    orders: &[Order],
) -> Result<BTreeMap<CallOffLineId, ServedLine>, Error> {
    let named = orders.iter().flat_map(|order| &order.lines).map(|line| line.contract_line_id);
    let terms = lines_by_id(conn, &distinct(named)).await?;
    let mut served = BTreeMap::new();
    for order in orders {
        for line in &order.lines {
            let Some(terms) = terms.get(&line.contract_line_id) else { continue };
            let line_served = ServedLine {
                call_off_id: order.row.id,
                contract_line_id: terms.id,
                contract_id: order.contract.row.id,
                agreement_id: order.contract.row.agreement_id,
                commodity_code: terms.commodity_code.clone(),
                form_code: line.form_code.clone().unwrap_or_else(|| terms.form_code.clone()),
                unit: terms.unit,
                variant_id: line.variant_id,
            };
            served.insert(line.id, line_served);
        }
    }
    Ok(served)
}

/// One shipment goes from one supplier to one buyer under one agreement, so that everybody who may see a
/// part of it may see all of it.
pub(super) fn check_one_trade(orders: &[Order]) -> Result<(), Error> {
    let agreements = distinct(orders.iter().map(|order| order.contract.row.agreement_id));
    let buyers = distinct(orders.iter().map(|order| order.row.buyer_id));
    if agreements.len() == 1 && buyers.len() == 1 {
        return Ok(());
    }
    Err(Error::field(
        "/call_off_ids",
        "several-buyers",
        "Satu pengiriman hanya untuk satu pembeli dan satu kesepakatan; buat pengiriman tersendiri untuk yang lain.",
        "A shipment is for one buyer under one agreement; plan another shipment for the others.",
    ))
}

/// What vehicles are loaded for.
pub(super) struct Loading<'a> {
    /// The shipment.
    pub(super) shipment: ShipmentId,
    /// Whose goods they are.
    pub(super) supplier: PartyId,
    /// The order lines they may be for.
    pub(super) lines: &'a BTreeMap<CallOffLineId, ServedLine>,
}

impl Loading<'_> {
    /// Checks the vehicles and their items and completes them to rows.
    pub(super) async fn rows(
        &self,
        tx: &mut Tx<'_>,
        vehicles: &[VehicleRequest],
    ) -> Result<(Vec<VehicleRow>, Vec<ItemRow>), Error> {
        let mut check = Check::new();
        check.length("/vehicles", vehicles, 1..=50);
        let (mut vehicle_rows, mut places, mut items) = (Vec::new(), Vec::new(), Vec::new());
        for (place, vehicle) in (0_i32..).zip(vehicles) {
            let at = format!("/vehicles/{place}");
            let driver = vehicle.driver_name.as_deref();
            let row = VehicleRow {
                id: tx.new_id(),
                shipment_id: self.shipment,
                number: place,
                plate: check.line(&format!("{at}/plate"), &vehicle.plate, 2..=20),
                driver_name: check.optional_line(&format!("{at}/driver_name"), driver, 1..=100),
                departed_at: None,
                arrived_at: None,
                seals: seals(&mut check, &at, &vehicle.seals),
            };
            let same = |other: &VehicleRow| paper_key(&other.plate) == paper_key(&row.plate);
            check.require(!vehicle_rows.iter().any(same), || twice(format!("{at}/plate")));
            check.length(&format!("{at}/items"), &vehicle.items, 1..=100);
            for (index, item) in vehicle.items.iter().enumerate() {
                let at = format!("{at}/items/{index}");
                if let Some(item) = self.item(tx, &mut check, &at, &row, item) {
                    places.push(at);
                    items.push(item);
                }
            }
            vehicle_rows.push(row);
        }
        check.finish()?;
        for (number, item) in (0_i32..).zip(&mut items) {
            item.number = number;
        }
        check_herds(tx.conn, &places, &items).await?;
        check_variants(tx.conn, self.supplier, &places, &items).await?;
        check_lots(tx.conn, self.supplier, &places, &items).await?;
        Ok((vehicle_rows, items))
    }

    /// An item of a vehicle; its number is given once all are read.
    fn item(
        &self,
        tx: &Tx<'_>,
        check: &mut Check,
        at: &str,
        vehicle: &VehicleRow,
        item: &ShipmentItemRequest,
    ) -> Option<ItemRow> {
        let quantity = check.positive(&format!("{at}/quantity"), &item.quantity);
        let weight = item.weight.as_ref().map(|weight| check.positive(&format!("{at}/weight"), weight));
        let count = |check: &mut Check, name: &str, count: Option<i64>| {
            if let Some(count) = count {
                check.whole(&format!("{at}/{name}"), count, 0..=1_000_000);
            }
        };
        count(check, "heads", item.heads);
        count(check, "packages", item.packages);
        let line = self.lines.get(&item.call_off_line_id);
        check.require(line.is_some(), || unknown_line(format!("{at}/call_off_line_id")));
        let made = item.production_date;
        let production_date =
            check.optional_date(&format!("{at}/production_date"), made, DateSense::Happened, tx.today());
        let (line, quantity) = (line?, quantity?);
        let weight = match weight {
            Some(weight) => Some(weight?),
            None => None,
        };
        check.require(quantity.dimension() == line.unit.dimension(), || {
            unlike(format!("{at}/quantity/unit"), line.unit)
        });
        check.require(weight.is_none_or(|weight| weight.dimension() == Dimension::Mass), || {
            unlike(format!("{at}/weight/unit"), Unit::Kgm)
        });
        let both = item.variant_id.zip(line.variant_id);
        check.require(both.is_none_or(|(loaded, ordered)| loaded == ordered), || {
            other_variant(format!("{at}/variant_id"))
        });
        let by_head = quantity.dimension() == Dimension::Head;
        check.require(!by_head || item.heads.is_none_or(|heads| heads == quantity.base()), || {
            Invalid::new(
                format!("{at}/heads"),
                "differs-from-quantity",
                "Jumlah ekor harus sama dengan jumlah barang.",
                "The number of heads must equal the quantity.",
            )
        });
        Some(ItemRow {
            id: tx.new_id(),
            shipment_id: self.shipment,
            vehicle_id: vehicle.id,
            number: 0,
            call_off_line_id: item.call_off_line_id,
            call_off_id: line.call_off_id,
            contract_line_id: line.contract_line_id,
            contract_id: line.contract_id,
            agreement_id: line.agreement_id,
            commodity_code: line.commodity_code.clone(),
            form_code: line.form_code.clone(),
            quantity_base: quantity.base(),
            quantity_unit: quantity.unit(),
            heads: item.heads.filter(|_| !by_head),
            weight_base: weight.map(|weight| weight.base()),
            weight_unit: weight.map(|weight| weight.unit()),
            packages: item.packages,
            variant_id: item.variant_id.or(line.variant_id),
            received: false,
            consolidation_lot_id: item.consolidation_lot_id,
            production_date,
        })
    }
}

/// The numbers of seals, each once.
fn seals(check: &mut Check, at: &str, numbers: &[String]) -> Vec<String> {
    check.length(&format!("{at}/seals"), numbers, 0..=10);
    let mut seals: Vec<String> = Vec::new();
    for (index, number) in numbers.iter().enumerate() {
        let pointer = format!("{at}/seals/{index}");
        let number = check.line(&pointer, number, 1..=40);
        check.require(!seals.contains(&number), || {
            Invalid::new(
                pointer,
                "repeated",
                "Nomor segel ini sudah disebut; sebutkan sekali saja.",
                "This seal is named already; name it once.",
            )
        });
        seals.push(number);
    }
    seals
}

/// Live animals are counted when they are loaded, whatever they are ordered by.
async fn check_herds(conn: &mut Connection, places: &[String], items: &[ItemRow]) -> Result<(), Error> {
    let goods = Goods::of(conn, items).await?;
    let mut check = Check::new();
    for (at, item) in places.iter().zip(items) {
        let kind = goods.kind(&item.commodity_code, &item.form_code, item.quantity_unit.dimension());
        let counted =
            kind != GoodsKind::LiveAnimal || item.loaded_in(Dimension::Head).is_some_and(|heads| heads > 0);
        check.require(counted, || {
            Invalid::new(
                format!("{at}/heads"),
                "required",
                "Isi jumlah ekor hewan yang dimuat.",
                "Give the number of animals loaded.",
            )
        });
    }
    Ok(check.finish()?)
}

async fn check_variants(
    conn: &mut Connection,
    supplier: PartyId,
    places: &[String],
    items: &[ItemRow],
) -> Result<(), Error> {
    let wanted: Vec<VariantId> = distinct(items.iter().filter_map(|item| item.variant_id));
    let known = makers_of(conn, &wanted).await?;
    let mut named = places.iter().zip(items.iter().map(|item| item.variant_id));
    let unknown = named.find(|(_, variant)| variant.is_some_and(|id| !known.contains_key(&id)));
    if let Some((at, _)) = unknown {
        return Err(Error::unknown("catalog", format!("{at}/variant_id"), "unknown-variant"));
    }
    if known.values().all(|maker| maker.supplier_id == supplier) {
        return Ok(());
    }
    Err(Error::field(
        "/vehicles",
        "foreign-variant",
        "Varian produk harus milik pemasok pengiriman ini.",
        "A product variant must belong to the supplier of this shipment.",
    ))
}

fn other_variant(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "other-variant",
        "Muat varian produk yang dipesan pada baris pesanan ini, atau hapus varian di sini.",
        "Load the product variant that this order line asks for, or leave it out here.",
    )
}

fn unknown_line(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-order-line",
        "Pilih baris dari surat pesanan yang disebut dalam `call_off_ids`.",
        "Choose a line of an order named in `call_off_ids`.",
    )
}

fn twice(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "repeated",
        "Kendaraan ini sudah ada pada pengiriman ini; gabungkan muatannya, atau catat perjalanan keduanya sebagai pengiriman lain.",
        "This vehicle is on this shipment already; put its goods together, or plan its second journey as another shipment.",
    )
}

fn unlike(pointer: String, unit: Unit) -> Invalid {
    let detail = say!(
        "Gunakan satuan yang sejenis dengan {unit}.",
        "Use a unit of the same measure as {unit}.",
        unit = unit
    );
    Invalid::says(pointer, "unlike-unit", detail)
}
