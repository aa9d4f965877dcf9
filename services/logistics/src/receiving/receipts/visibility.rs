//! Who may read a receipt: those who may read the contracts of its shipment. Queries and events read the same rows.

use db::Connection;
use diesel::pg::Pg;
use diesel::prelude::*;
use service::Error;
use web::Caller;

use super::rows::{ReceiptRow, WholeReceipt};
use crate::schema::receipt;
use crate::transport::{traded_by, traders};

/// Rows of receipts.
type Boxed = receipt::BoxedQuery<'static, Pg, diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<ReceiptRow, Pg>>>;

/// The receipts that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Boxed {
    let rows = receipt::table.select(ReceiptRow::as_select()).into_boxed();
    if caller.is_service() { rows } else { rows.filter(receipt::shipment_id.eq_any(traded_by(caller))) }
}

impl WholeReceipt {
    /// Everybody who may read it.
    pub(super) async fn readers(&self, conn: &Connection) -> Result<Vec<uuid::Uuid>, Error> {
        traders(conn, self.row.shipment_id).await
    }
}
