//! Many products from one file, each drafted as one by itself would be.

use api_types::Check;
use api_types::catalog::{CreateProductRequest, ProductEventData};
use chrono::{DateTime, Utc};
use db::Connection;
use domain::catalog::{CommodityGroup, ProductHappened};
use domain::shared::{Bilingual, Id as _, Invalid, PartyId, ProductId};
use service::imports::{Collision, File, Import, Judge, Line};
use service::{Announced as _, Error, Tx};
use sheet::{Column, Layout, Row, same_as};

use super::operations::{NUMBER_TAKEN, home, taken};
use super::{draft, queries, visibility};
use crate::context::Context;
use crate::goods::commodities::Nomenclature;

/// A file of products.
pub(super) struct Products;

impl Import<Context> for Products {
    const LAYOUT: Layout = Layout {
        columns: &[
            Column::required("name", &["nama", "nama produk"]),
            Column::optional("description", &["keterangan", "deskripsi"]),
            Column::required("commodity_code", &["kode komoditas", "commodity code"]),
            Column::required("form_code", &["kode bentuk", "form code"]),
            Column::optional("group", &["kelompok"]),
            Column::optional("external_reference", &["nomor", "nomor produk", "external reference"]),
        ],
        most_rows: sheet::MOST_ROWS,
    };
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("commodity_code", "text"),
        ("form_code", "text"),
        ("goods_group", "text"),
        ("name", "text"),
        ("description", "text"),
        ("external_reference", "text"),
    ];
    type Judge = Drafting;

    async fn expect(tx: &mut Tx<'_>) -> Result<(), Error> {
        home(tx.caller()).map(drop)
    }

    async fn judge(_: &Context, conn: &mut Connection, file: File<'_>) -> Result<Drafting, Error> {
        let goods = Nomenclature::load(conn).await?;
        Ok(Drafting { goods, home: home(file.caller)?, now: file.now, clock: file.clock.clone() })
    }

    async fn collisions(tx: &mut Tx<'_>) -> Result<Vec<Collision>, Error> {
        let found = queries::staged_references(tx.conn, tx.caller().party()).await?;
        Ok(found.into_iter().map(|(line, first)| collision(line, first)).collect())
    }

    async fn enter(tx: &mut Tx<'_>) -> Result<(), Error> {
        let (supplier, region) = home(tx.caller())?;
        queries::insert_staged(tx.conn, (supplier, &region), tx.now).await.map_err(taken)?;
        let readers = visibility::readers_of_draft(supplier);
        tx.emit_staged::<ProductId, ProductEventData>(readers, ProductHappened::Drafted).await
    }
}

/// What judges the rows.
pub(super) struct Drafting {
    goods: Nomenclature,
    home: (PartyId, String),
    now: DateTime<Utc>,
    clock: web::Clock,
}

impl Judge for Drafting {
    fn judge(&mut self, row: &Row<'_>, line: &mut Line) -> Result<(), Vec<Invalid>> {
        let mut check = Check::new();
        let group = row
            .some("group")
            .and_then(|_| row.label::<CommodityGroup>(&mut check, "group", CommodityGroup::LABELS));
        let text = |name: &str| row.some(name).map(str::to_owned);
        let body = CreateProductRequest {
            name: row.cell("name").to_owned(),
            description: text("description"),
            commodity_code: row.cell("commodity_code").to_owned(),
            form_code: row.cell("form_code").to_owned(),
            group,
            external_reference: text("external_reference"),
        };
        let commodity = self.goods.commodity(&body.commodity_code);
        let form = self.goods.form(&body.commodity_code, &body.form_code);
        let draft = check.take_all(draft::read(&body, commodity, form));
        check.finish()?;
        let Some(draft) = draft else { return Ok(()) };
        let product = draft.row(self.clock.new_id(), self.home.clone(), self.now);
        line.put(product.id.uuid());
        line.put(&product.commodity_code);
        line.put(&product.form_code);
        line.put(product.goods_group);
        line.put(&product.name);
        line.put_some(product.description.as_deref());
        line.put_some(product.external_reference.as_deref());
        line.put_event(&product.event_data());
        Ok(())
    }
}

/// A number stands once in a file, and once among the products of a party.
fn collision(line: i64, first: Option<u64>) -> Collision {
    let (code, detail) = match first {
        Some(first) => ("twice-in-file", same_as(first)),
        None => ("duplicate", Bilingual::new(NUMBER_TAKEN.0, NUMBER_TAKEN.1)),
    };
    Collision { line, field: "external_reference", code, detail }
}
