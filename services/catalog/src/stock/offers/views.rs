//! Stock offers as they are shown: with what is left of them on the day.

use api_types::catalog::StockOfferView;
use chrono::NaiveDate;
use db::Connection;
use service::{Error, Tx};
use web::{Caller, Reply};

use super::queries;
use super::rows::{Offer, StockOfferRow};

/// Some offers, in their order.
pub(super) async fn shown(
    conn: &mut Connection,
    rows: Vec<StockOfferRow>,
    caller: &Caller,
    today: NaiveDate,
) -> Result<Vec<StockOfferView>, Error> {
    let offers = queries::with_rest(conn, rows, today).await?;
    Ok(offers.into_iter().map(|offer| offer.view(caller.reads_prices(), today)).collect())
}

/// One offer.
pub(super) async fn one(conn: &mut Connection, row: StockOfferRow, today: NaiveDate) -> Result<Offer, Error> {
    queries::with_rest(conn, vec![row], today).await?.pop().ok_or(Error::NotFound)
}

/// The answer that shows an offer; 200.
pub(super) fn reply(tx: &Tx<'_>, offer: Offer) -> Result<Reply, Error> {
    let (etag, prices) = (offer.derived_etag(tx.today()), tx.caller().reads_prices());
    Ok(Reply::ok(&etag, &offer.view(prices, tx.today()))?)
}

/// The answer that shows an offer just written down; 201.
pub(super) fn created(tx: &Tx<'_>, offer: Offer) -> Result<Reply, Error> {
    let location = format!("/v1/stock-offers/{}", offer.row.id);
    let (etag, prices) = (offer.derived_etag(tx.today()), tx.caller().reads_prices());
    Ok(Reply::created(location, &etag, &offer.view(prices, tx.today()))?)
}
