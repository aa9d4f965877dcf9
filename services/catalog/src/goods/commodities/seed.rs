//! The reference data of an empty catalog, written once together with its events.

use chrono::{DateTime, Utc};
use db::Connection;
use domain::catalog::{Commodity, CommodityHappened, seed_commodities};
use service::{Announced as _, Core, Emitted, Error};

use super::queries;
use super::rows::{CommodityRow, FormRow};

/// Fills an empty catalog; of two instances that start at once, one does it.
///
/// # Errors
/// Database errors; nothing has been written then.
pub(crate) async fn seed(core: &Core) -> Result<(), Error> {
    core.db
        .transact("seed_commodities", async |conn| {
            if !queries::lock_if_empty(conn).await? {
                return Ok(());
            }
            let now = core.clock.now();
            for commodity in seed_commodities() {
                let (row, forms) = rows_of(core, commodity, now);
                queries::insert_commodity(conn, &row, &forms).await?;
                announce(core, conn, &row).await?;
            }
            Ok(())
        })
        .await
}

async fn announce(core: &Core, conn: &mut Connection, row: &CommodityRow) -> Result<(), Error> {
    let (audience, happened) = (row.audience(conn).await?, CommodityHappened::Registered);
    core.emit(conn, Emitted { subject: row.id, audience, happened, data: row.event_data() }).await
}

fn rows_of(core: &Core, commodity: Commodity, now: DateTime<Utc>) -> (CommodityRow, Vec<FormRow>) {
    let code = commodity.code;
    let forms = commodity.forms.into_iter().zip(0..).map(|(form, place)| FormRow {
        commodity_code: code.to_string(),
        code: form.code.to_string(),
        place,
        name_id: form.name.id,
        name_en: form.name.en,
        unit: form.unit,
        second_unit: form.second_unit,
        natural_unit: Some(form.natural_unit),
    });
    let forms = forms.collect();
    let row = CommodityRow {
        id: core.clock.new_id(),
        code,
        name_id: commodity.name.id,
        name_en: commodity.name.en,
        goods_group: commodity.group,
        natural_unit: commodity.natural_unit,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    (row, forms)
}
