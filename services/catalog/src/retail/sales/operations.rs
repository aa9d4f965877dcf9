//! What can be done with sales reports.

use std::collections::BTreeSet;

use api_types::Check;
use api_types::catalog::{PutSalesReportRequest, SalesLineRequest};
use db::outbox::Audience;
use domain::catalog::{
    MOST_PIECES, MOST_SALES_LINES, SalesReportHappened, check_sales_period, read_sales_period,
};
use domain::shared::{CalendarPeriod, Invalid, PartyId, SalesReportId};
use service::{Error, Tx};
use web::{Command, Reply};

use super::access::op;
use super::queries;
use super::rows::{SalesLineRow, SalesReportRow, etag};
use crate::context::Context;
use crate::retail::outlets::{OutletRow, lock_outlet, unknown_outlet};

/// Records what an outlet sold in a period; 201, or 200 for the same content again.
pub(super) async fn put_sales_report(
    context: &Context,
    id: SalesReportId,
    command: Command<op::PutSalesReport, PutSalesReportRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            // Reports of one outlet come one after the other, so that their periods are judged against each other.
            let outlet = lock_outlet(tx.conn, body.outlet_id, tx.today()).await;
            let outlet = outlet.map_err(|error| error.when_not_found(no_outlet))?;
            outlet.expect_own(tx.caller())?;
            if let Some((before, lines)) = queries::find_report(tx.conn, id).await? {
                let same =
                    before.0.operator_party_id == tx.caller().party() && before.0.is_said_by(&lines, &body);
                return if same { answered(tx, before, false).await } else { Err(taken()) };
            }
            let (row, lines) = checked(tx, id, &outlet, &body).await?;
            if !queries::insert_report(tx.conn, &row, &lines).await? {
                return Err(taken());
            }
            let mut readers: Vec<PartyId> = lines.iter().map(|line| line.supplier_id).collect();
            readers.push(row.operator_party_id);
            // Whose goods are in it no more is told so, too.
            readers.extend(queries::makers_told(tx.conn, &row).await?);
            tx.emit_to(id, Audience::of(&readers), SalesReportHappened::Recorded, row.event_data())?;
            answered(tx, (row, true), true).await
        })
        .await
}

/// Checks the request and completes it to rows.
async fn checked(
    tx: &mut Tx<'_>,
    id: SalesReportId,
    outlet: &OutletRow,
    body: &PutSalesReportRequest,
) -> Result<(SalesReportRow, Vec<SalesLineRow>), Error> {
    let mut check = Check::new();
    check.length("/lines", &body.lines, 0..=MOST_SALES_LINES);
    let period = check.take(read_sales_period(&body.period, tx.today()));
    if let Some(period) = &period {
        let days = (period.first(), period.last());
        let told = queries::periods_told(tx.conn, outlet.id, days).await?;
        let told: Result<Vec<CalendarPeriod>, _> =
            told.iter().map(|code| CalendarPeriod::parse(code, None)).collect();
        let told = told.map_err(|error| Error::Internal(format!("a stored period: {error}")))?;
        if body.lines.is_empty() {
            check.require(told.contains(period), nothing_told);
        } else {
            check.take(check_sales_period(period, &outlet.outlet()?, &told, tx.today()));
        }
    }
    let lines = sold(tx, &mut check, id, body).await?;
    check.finish()?;
    let period = period.ok_or_else(|| Error::Internal("a checked report says when".to_owned()))?;
    let row = SalesReportRow {
        id,
        outlet_id: outlet.id,
        operator_party_id: outlet.operator_party_id,
        period: period.code(),
        first_date: period.first(),
        last_date: period.last(),
        actor_subject: tx.caller().subject().to_owned(),
        recorded_at: tx.now,
    };
    Ok((row, lines))
}

/// The lines of a report: each variant once, of what is or was listed in the outlet.
async fn sold(
    tx: &mut Tx<'_>,
    check: &mut Check,
    report_id: SalesReportId,
    body: &PutSalesReportRequest,
) -> Result<Vec<SalesLineRow>, Error> {
    let asked: Vec<_> = body.lines.iter().take(MOST_SALES_LINES).collect();
    let variants: Vec<_> = asked.iter().map(|line| line.variant_id).collect();
    let makers = queries::makers_in(tx.conn, body.outlet_id, &variants).await?;
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for (number, line) in (0..).zip(asked) {
        let maker = makers.get(&line.variant_id).filter(|_| seen.insert(line.variant_id));
        check.require(maker.is_some(), || not_sold_here(number));
        let amount_rupiah = sum(check, number, line);
        lines.extend(maker.map(|supplier_id| SalesLineRow {
            report_id,
            number,
            variant_id: line.variant_id,
            supplier_id: *supplier_id,
            pieces: line.pieces,
            amount_rupiah,
        }));
    }
    Ok(lines)
}

/// How many pieces for how much: nothing was paid for none.
fn sum(check: &mut Check, number: i32, line: &SalesLineRequest) -> Option<i64> {
    check.whole(&format!("/lines/{number}/pieces"), line.pieces, 0..=MOST_PIECES);
    let pointer = format!("/lines/{number}/amount");
    let amount = line.amount.as_ref()?;
    if line.pieces == 0 && amount.amount == 0 && amount.currency == "IDR" {
        return Some(0);
    }
    check.require(line.pieces > 0, || {
        Invalid::new(
            pointer.as_str(),
            "nothing-sold",
            "Tanpa barang yang terjual tidak ada hasil penjualan; isi 0 atau kosongkan.",
            "Where nothing was sold nothing was paid; give 0 or leave it out.",
        )
    });
    check.value_limit(&pointer, amount).map(|money| money.0)
}

/// The answer that shows a report; 201 where it is new, else 200.
async fn answered(tx: &mut Tx<'_>, row: (SalesReportRow, bool), new: bool) -> Result<Reply, Error> {
    let caller = tx.caller().clone();
    let view = queries::view(tx.conn, &caller, row).await?;
    let (tag, location) = (etag(view.current), format!("/v1/sales-reports/{}", view.id));
    Ok(if new { Reply::created(location, &tag, &view)? } else { Reply::ok(&tag, &view)? })
}

fn nothing_told() -> Invalid {
    Invalid::new(
        "/lines",
        "nothing-told",
        "Tanpa baris, laporan ini mencabut laporan periode yang sama, tetapi periode itu belum dilaporkan; isi barisnya, dengan 0 untuk yang tidak terjual.",
        "Without lines it takes back what was told of the same period, and nothing was; give lines, with 0 for what was not sold.",
    )
}

fn no_outlet() -> Error {
    Error::Invalid(vec![unknown_outlet("/outlet_id")])
}

fn not_sold_here(number: i32) -> Invalid {
    Invalid::new(
        format!("/lines/{number}/variant_id"),
        "not-listed-here",
        "Sebutkan, sekali saja, varian yang dipajang atau pernah dipajang di gerai ini; lihat /v1/listings?outlet_id=...",
        "Name, once, a variant that is or was listed in this outlet; see /v1/listings?outlet_id=...",
    )
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Laporan dengan id ini sudah dicatat dengan isi lain; beri id baru untuk laporan baru.",
        "A report with this id was recorded with other content; give a new report a new id.",
    )
}
