//! What regions promised to other needs.

use chrono::NaiveDate;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::CommitmentState;
use domain::shared::DemandId;
use service::Error;

use super::super::rows::CommitmentRow;
use super::complete;
use crate::schema::{commitment, demand_line};

/// What some regions promised of goods to other demands than one, each amount with the first day of its period.
pub(crate) async fn promised_elsewhere(
    conn: &mut Connection,
    without: DemandId,
    regions: &[&str],
    (commodity, form): (&str, &str),
) -> Result<Vec<(NaiveDate, i64)>, Error> {
    let goods = demand_line::table
        .filter(demand_line::commodity_code.eq(commodity))
        .filter(demand_line::form_code.eq(form))
        .select(demand_line::id);
    let rows = commitment::table
        .filter(commitment::region_code.eq_any(regions))
        .filter(commitment::demand_id.ne(without))
        .filter(commitment::line_id.eq_any(goods))
        .filter(commitment::state.eq_any([CommitmentState::Accepted, CommitmentState::ShortClosed]))
        .order(commitment::id)
        .select(CommitmentRow::as_select());
    let rows: Vec<CommitmentRow> = rows.load(conn).await?;
    let mut amounts = Vec::new();
    for whole in complete(conn, rows).await? {
        amounts.extend(whole.promised()?.iter().map(|one| (one.period.days().from, one.quantity.base())));
    }
    Ok(amounts)
}
