//! Whether what is kept of logistics is fresh enough to end something by it.

use chrono::{DateTime, TimeDelta, Utc};
use db::{Connection, feed, parked};
use domain::shared::{Bilingual, Refusal};
use service::Error;

/// How old the newest news of logistics may be.
const FRESH: TimeDelta = TimeDelta::seconds(60);
/// After how many seconds to try again.
const AGAIN: u32 = 5;

/// Whether everything that logistics told up to a minute ago is known here: nothing of it waits, nothing is put aside.
pub(crate) async fn logistics_is_fresh(conn: &Connection, now: DateTime<Utc>) -> Result<bool, Error> {
    if parked::any(conn, "logistics").await? {
        return Ok(false);
    }
    let known = feed::status(conn, "logistics").await?.fresh_until();
    Ok(known.is_some_and(|known| now.signed_duration_since(known) <= FRESH))
}

/// What ends by orders and shipments is judged on fresh news alone.
///
/// # Errors
/// 503 with `Retry-After`; database errors.
pub(crate) async fn expect_fresh_logistics(conn: &Connection, now: DateTime<Utc>) -> Result<(), Error> {
    if logistics_is_fresh(conn, now).await? {
        return Ok(());
    }
    let why = Bilingual::new(
        "Kabar terbaru tentang pesanan dan pengiriman belum sampai, sehingga belum dapat dipastikan bahwa tidak ada yang masih terbuka. Coba lagi sebentar lagi.",
        "The newest news of orders and shipments has not arrived, so it cannot be told yet that nothing is open. Try again in a moment.",
    );
    Err(Error::Unavailable(why, AGAIN))
}

/// A refusal that rests on what logistics has told: final once no news of it is on its way.
pub(crate) fn unless_late_news(refusal: Refusal) -> Error {
    Error::behind("logistics", refusal)
}
