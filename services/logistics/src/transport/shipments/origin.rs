//! The facility where goods are loaded: which it can be, and whether it may be used on the day.

use chrono::NaiveDate;
use db::Connection;
use domain::logistics::{LoadingPlace, check_loading_place, loading_place_unnamed};
use domain::shared::{FacilityId, PartyId};
use service::Error;

use super::queries;
use super::rows::{ItemRow, WholeShipment};
use crate::outside::{facility_in_use, find_facility, lock_facility};

/// The facility named lies in the region where the goods are loaded, and is the supplier's own or one that serves others.
pub(super) async fn check_origin(
    conn: &Connection,
    supplier: PartyId,
    facility: Option<FacilityId>,
    region: &str,
) -> Result<(), Error> {
    let Some(id) = facility else { return Ok(()) };
    let known = find_facility(conn, id).await?;
    let known = known.ok_or_else(|| Error::unknown("catalog", "/origin_facility_id", "unknown-facility"))?;
    if known.owner_party_id != supplier && !known.serves_others {
        return Err(Error::field(
            "/origin_facility_id",
            "anothers-facility",
            "Peternakan, gudang, dan dapur hanya disebut oleh pemiliknya; pilih milik Anda, atau RPH, penggilingan, atau hub.",
            "A farm, warehouse or kitchen is named by its owner alone; choose your own, or a slaughterhouse, mill or hub.",
        ));
    }
    if known.region_code == region {
        return Ok(());
    }
    Err(Error::field(
        "/origin_facility_id",
        "other-region",
        "Fasilitas ini berada di daerah lain; pilih fasilitas di `origin_region_code`.",
        "This facility lies in another region; choose one in `origin_region_code`.",
    ))
}

/// Whether the goods may be ready at, or leave, the facility where they are loaded on a day. Locks the facility: what is
/// loaded there on a day is counted by one after the other.
pub(super) async fn judge_origin(
    conn: &mut Connection,
    whole: &WholeShipment,
    day: NaiveDate,
) -> Result<(), Error> {
    let Some(id) = whole.row.origin_facility_id else { return expect_named(conn, whole).await };
    let facility = lock_facility(conn, id).await?;
    let facility =
        facility.ok_or_else(|| Error::unknown("catalog", "/origin_facility_id", "unknown-facility"))?;
    let place = facility.loading_place(day)?;
    // What was ready on a day takes a part of that day; it may leave on another.
    let loaded_on = whole.row.ready_date.unwrap_or(day);
    let (taken, more) = loads(conn, whole, id, &place, loaded_on).await?;
    check_loading_place(&place, taken, more, loaded_on).map_err(|refusal| Error::behind("catalog", refusal))
}

/// What others have ready there on a day, and what this shipment carries, in the measure of the facility's capacity.
async fn loads(
    conn: &mut Connection,
    whole: &WholeShipment,
    facility: FacilityId,
    place: &LoadingPlace,
    day: NaiveDate,
) -> Result<(i64, i64), Error> {
    let Some(capacity) = place.capacity else { return Ok((0, 0)) };
    let others = queries::loaded_at(conn, facility, day, whole.row.id).await?;
    let sum = |items: &[ItemRow]| {
        let loads = items.iter().filter_map(|item| item.loaded_in(capacity.dimension()));
        loads.fold(0_i64, i64::saturating_add)
    };
    Ok((sum(&others), sum(&whole.items)))
}

/// A supplier that has facilities where it loads says at which.
async fn expect_named(conn: &Connection, whole: &WholeShipment) -> Result<(), Error> {
    match facility_in_use(conn, whole.row.supplier_id, &whole.row.origin_region_code).await? {
        None => Ok(()),
        Some(own) => Err(Error::behind("catalog", loading_place_unnamed(&own))),
    }
}
