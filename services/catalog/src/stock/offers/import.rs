//! Many stock offers from one file, each drafted as one by itself would be; animals that are alike are told apart in the offer
//! afterwards.

use std::collections::HashMap;

use api_types::catalog::CreateStockOfferRequest;
use api_types::{Check, WireMoney, WireQuantity};
use chrono::{DateTime, Utc};
use db::Connection;
use domain::catalog::{StockOfferHappened, StockOfferState};
use domain::shared::{
    FacilityId, Id as _, Invalid, Money, PartyId, PriceBasis, StockOfferId, Unit, jakarta_date,
};
use service::imports::{Collision, File, Import, Judge, Line};
use service::{Announced as _, Error, Tx};
use sheet::{Column, Layout, Row};

use super::rows::Offer;
use super::terms::{check_facility, check_measured, no_facility, read};
use super::{queries, visibility};
use crate::context::Context;
use crate::goods::Nomenclature;
use crate::outside::expect_arrived;
use crate::sites::facilities_of;

/// A file of stock offers.
pub(super) struct Offers;

impl Import<Context> for Offers {
    const LAYOUT: Layout = Layout {
        columns: &[
            Column::required("commodity_code", &["kode komoditas", "commodity code"]),
            Column::required("form_code", &["kode bentuk", "form code"]),
            Column::optional("quantity", &["jumlah"]),
            Column::optional("unit", &["satuan"]),
            Column::optional("heads", &["ekor"]),
            Column::optional("least_lot", &["jumlah terkecil", "least lot"]),
            Column::optional("step", &["kelipatan"]),
            Column::required("region_code", &["kode wilayah", "region code"]),
            Column::optional("facility_id", &["fasilitas", "facility id"]),
            Column::required("available_from_date", &["tersedia dari", "available from date"]),
            Column::required("available_until_date", &["tersedia sampai", "available until date"]),
            Column::optional("price", &["harga"]),
            Column::optional("price_basis", &["dasar harga", "price basis"]),
        ],
        most_rows: sheet::MOST_ROWS,
    };
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("commodity_code", "text"),
        ("form_code", "text"),
        ("region_code", "text"),
        ("facility_id", "uuid"),
        ("offered_base", "bigint"),
        ("quantity_unit", "text"),
        ("least_lot_base", "bigint"),
        ("step_base", "bigint"),
        ("available_from_date", "date"),
        ("available_until_date", "date"),
        ("price_rupiah", "bigint"),
        ("price_basis", "text"),
    ];
    type Judge = Drafting;

    async fn expect(tx: &mut Tx<'_>) -> Result<(), Error> {
        expect_arrived(tx.conn, tx.caller().party()).await
    }

    async fn judge(_: &Context, conn: &mut Connection, file: File<'_>) -> Result<Drafting, Error> {
        let supplier = file.caller.party();
        let (goods, facilities) = (Nomenclature::load(conn).await?, facilities_of(conn, supplier).await?);
        Ok(Drafting { goods, facilities, supplier, now: file.now, clock: file.clock.clone() })
    }

    /// A facility may have been closed since the rows were read.
    async fn collisions(tx: &mut Tx<'_>) -> Result<Vec<Collision>, Error> {
        let lines = queries::staged_elsewhere(tx.conn, tx.caller().party()).await?;
        let Invalid { code, detail, .. } = no_facility();
        let closed = |line| Collision { line, field: "facility_id", code, detail: detail.clone() };
        Ok(lines.into_iter().map(closed).collect())
    }

    async fn enter(tx: &mut Tx<'_>) -> Result<(), Error> {
        let supplier = tx.caller().party();
        queries::insert_staged(tx.conn, supplier, tx.now).await?;
        let (readers, state) = (visibility::readers_of_draft(supplier), StockOfferState::Draft);
        tx.first_staged::<StockOfferId, Offer>(readers, state, StockOfferHappened::Drafted).await
    }
}

/// What judges the rows.
pub(super) struct Drafting {
    goods: Nomenclature,
    /// The supplier's facilities in use, with their regions.
    facilities: HashMap<FacilityId, String>,
    supplier: PartyId,
    now: DateTime<Utc>,
    clock: web::Clock,
}

impl Judge for Drafting {
    fn judge(&mut self, row: &Row<'_>, line: &mut Line) -> Result<(), Vec<Invalid>> {
        let mut check = Check::new();
        let Some(body) = told(row, &mut check) else { return check.finish() };
        let said = check.take_all(read(&body, jakarta_date(self.now)));
        let form = check.take(self.goods.expect_form(&body.commodity_code, &body.form_code));
        if let (Some(said), Some(form)) = (&said, form) {
            check.take_all(check_measured(&body, said.terms.offered, form));
        }
        if let Some(facility) = body.facility_id {
            let found = self.facilities.get(&facility).map(String::as_str);
            check.take(check_facility(found, &body.region_code));
        }
        check.finish()?;
        let Some(said) = said else { return Ok(()) };
        let offer = said.offer(&body, self.clock.new_id(), self.supplier, self.now);
        line.put(offer.row.id.uuid());
        line.put(&offer.row.commodity_code);
        line.put(&offer.row.form_code);
        line.put(&offer.row.region_code);
        line.put_some(offer.row.facility_id.map(|facility| facility.uuid()));
        line.put(offer.row.offered_base);
        line.put(offer.row.quantity_unit);
        line.put(offer.row.least_lot_base);
        line.put(offer.row.step_base);
        line.put(offer.row.available_from_date);
        line.put(offer.row.available_until_date);
        line.put_some(offer.row.price_rupiah);
        line.put_some(offer.row.price_basis);
        line.put_event(&offer.event_data());
        Ok(())
    }
}

/// The request that a row stands for.
fn told(row: &Row<'_>, check: &mut Check) -> Option<CreateStockOfferRequest> {
    let heads = row.some("heads").map(|_| row.whole(check, "heads"));
    let unit = match (heads, row.some("quantity"), row.some("unit")) {
        (Some(_), None, None) => Some(Unit::Hea),
        _ => row.label(check, "unit", Unit::LABELS),
    };
    let amount = |name: &str| {
        let value = row.some(name)?.to_owned();
        unit.map(|unit| WireQuantity { value, unit })
    };
    let (quantity, least_lot, step) = (amount("quantity"), amount("least_lot"), amount("step"));
    let region = row.region(check, "region_code");
    let facility = row.some("facility_id").map(|text| check.take(text.parse().map_err(|_| no_facility())));
    let from = row.date(check, "available_from_date");
    let until = row.date(check, "available_until_date");
    let price = row.some("price").map(|_| row.whole(check, "price"));
    let basis = row.some("price_basis").map(|_| row.label(check, "price_basis", PriceBasis::LABELS));
    unit?;
    Some(CreateStockOfferRequest {
        commodity_code: row.cell("commodity_code").to_owned(),
        form_code: row.cell("form_code").to_owned(),
        quantity,
        heads: given(heads)?,
        least_lot,
        step,
        region_code: region?.to_string(),
        facility_id: given(facility)?,
        available_from_date: from?,
        available_until_date: until?,
        price: given(price)?.map(|rupiah| WireMoney::from(Money(rupiah))),
        price_basis: given(basis)?,
        groups: Vec::new(),
    })
}

/// What stands in a cell that may be empty; none where it does not read.
fn given<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}
