//! Many prices from one file, each recorded as one by itself would be. A row of a file of a party always has the same id, so that
//! the same file sent twice records nothing twice.

use api_types::catalog::{PriceObservationEventData, PutPriceObservationRequest};
use api_types::{Check, WireMoney};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use domain::catalog::{GoodsLimit, PriceObservationHappened};
use domain::shared::{
    Bilingual, Dated, Id as _, Invalid, Money, PartyId, PriceBasis, PriceLevel, PriceObservationId, TextHash,
    jakarta_date,
};
use service::imports::{Collision, File, Import, Judge, Line, id_of_row};
use service::{Announced as _, Error, Tx, dated};
use sheet::{Column, Layout, Row, same_as};

use super::operations::{expect_observer, read};
use super::queries;
use crate::context::Context;
use crate::goods::commodities::{Nomenclature, check_priced};

/// A file of prices that were seen.
pub(super) struct Prices;

impl Import<Context> for Prices {
    const LAYOUT: Layout = Layout {
        columns: &[
            Column::required("commodity_code", &["kode komoditas", "commodity code"]),
            Column::required("form_code", &["kode bentuk", "form code"]),
            Column::optional("grade", &["mutu"]),
            Column::required("region_code", &["kode wilayah", "region code"]),
            Column::required("level", &["tingkat"]),
            Column::required("price_basis", &["dasar harga", "price basis"]),
            Column::required("price", &["harga"]),
            Column::required("observed_date", &["tanggal", "observed date"]),
            Column::required("source", &["sumber"]),
        ],
        most_rows: sheet::MOST_ROWS,
    };
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("commodity_code", "text"),
        ("form_code", "text"),
        ("grade", "text"),
        ("region_code", "text"),
        ("level", "text"),
        ("price_basis", "text"),
        ("price_rupiah", "bigint"),
        ("observed_date", "date"),
        ("source", "text"),
    ];
    type Judge = Recording;

    async fn expect(tx: &mut Tx<'_>) -> Result<(), Error> {
        expect_observer(tx).await
    }

    async fn judge(_: &Context, conn: &mut Connection, file: File<'_>) -> Result<Recording, Error> {
        Ok(Recording {
            goods: Nomenclature::load(conn).await?,
            limits: dated::rules::<GoodsLimit>(conn).await?,
            by: (file.caller.party(), file.caller.subject().to_owned()),
            sha256: file.sha256.clone(),
            now: file.now,
        })
    }

    async fn collisions(tx: &mut Tx<'_>) -> Result<Vec<Collision>, Error> {
        let found = queries::staged_already(tx.conn).await?;
        Ok(found.into_iter().map(|(line, first)| collision(line, first)).collect())
    }

    async fn enter(tx: &mut Tx<'_>) -> Result<(), Error> {
        let by = (tx.caller().party(), tx.caller().subject().to_owned());
        queries::insert_staged(tx.conn, by, tx.now).await?;
        let (readers, happened) = (Audience::Everybody, PriceObservationHappened::Recorded);
        tx.emit_staged::<PriceObservationId, PriceObservationEventData>(readers, happened).await
    }
}

/// A price stands once in a file, and a file is recorded once.
fn collision(line: i64, first: Option<u64>) -> Collision {
    let recorded = || {
        Bilingual::new(
            "Baris ini sudah dicatat dari berkas yang sama. Berkas ini tidak perlu dikirim lagi.",
            "This row has been recorded from the same file. The file need not be sent again.",
        )
    };
    let (code, detail) =
        first.map_or_else(|| ("duplicate", recorded()), |first| ("twice-in-file", same_as(first)));
    Collision { line, field: "", code, detail }
}

/// What judges the rows.
pub(super) struct Recording {
    goods: Nomenclature,
    limits: Vec<Dated<GoodsLimit>>,
    by: (PartyId, String),
    sha256: TextHash,
    now: DateTime<Utc>,
}

impl Judge for Recording {
    fn judge(&mut self, row: &Row<'_>, line: &mut Line) -> Result<(), Vec<Invalid>> {
        let mut check = Check::new();
        let body = told(row, &mut check);
        let Some(body) = body else { return check.finish() };
        let seen = check.take_all(read(&body, &self.limits, jakarta_date(self.now)));
        if let Some(form) = check.take(self.goods.expect_form(&body.commodity_code, &body.form_code)) {
            check.take_all(check_priced(form, body.price_basis));
        }
        check.finish()?;
        let Some(seen) = seen else { return Ok(()) };
        let id = id_of_row((self.by.0, &self.sha256), row.line);
        let price = seen.row(PriceObservationId::from_uuid(id), &body, self.by.clone(), self.now);
        line.put(id);
        line.put(&price.commodity_code);
        line.put(&price.form_code);
        line.put_some(price.grade.as_deref());
        line.put(&price.region_code);
        line.put(price.level);
        line.put(price.price_basis);
        line.put(price.price_rupiah);
        line.put(price.observed_date);
        line.put(&price.source);
        line.put_event(&price.event_data());
        Ok(())
    }
}

/// The request that a row stands for.
fn told(row: &Row<'_>, check: &mut Check) -> Option<PutPriceObservationRequest> {
    let region = row.region(check, "region_code");
    let level = row.label(check, "level", PriceLevel::LABELS);
    let basis = row.label(check, "price_basis", PriceBasis::LABELS);
    let price = row.whole(check, "price");
    let date = row.date(check, "observed_date");
    Some(PutPriceObservationRequest {
        commodity_code: row.cell("commodity_code").to_owned(),
        form_code: row.cell("form_code").to_owned(),
        grade: row.some("grade").map(str::to_owned),
        region_code: region?.to_string(),
        level: level?,
        price_basis: basis?,
        price: WireMoney::from(Money(price?)),
        observed_date: date?,
        source: row.cell("source").to_owned(),
        corrects_observation_id: None,
    })
}
