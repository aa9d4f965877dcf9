//! What waits for a supplier: permits to renew.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use db::Connection;
use domain::catalog::SELLERS;
use domain::shared::{Id as _, PermitId, jakarta_date};
use service::Error;
use service::work_items::{After, Found, Item, Task, Wanted};
use uuid::Uuid;

use super::queries;
use super::rows::PermitRow;
use crate::goods::permit_rules;

/// The operation that an ending permit waits for.
const ADD_PERMIT: &str = "add_permit";

/// How long before its last day a permit waits to be renewed: issuers take weeks.
const RENEWAL: Days = Days::new(60);

/// Permits of the caller's goods that end within 60 days or have ended, and that no later one replaces.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let Some(role) = wanted.caller.acting_as(SELLERS).filter(|_| wanted.is(ADD_PERMIT)) else {
        return Ok(Vec::new());
    };
    let today = jakarta_date(wanted.now);
    let until = today + RENEWAL;
    let after = wanted.after().map(ended_before);
    let rows = queries::permits_until(conn, wanted.caller.party(), until, after, wanted.limit).await?;
    let rules = permit_rules(conn).await?;
    let item = |(row, name): (PermitRow, String)| {
        let item = Item {
            id: row.id,
            state: rules.status(&row.permit(), today).label().to_owned(),
            title: format!("{name}: {} {}", row.type_.name().id, row.number),
            counterpart: None,
            since: waits_since(row.expires_on.unwrap_or(until)),
            due: row.expires_on,
        };
        wanted.view(item, Task { action: ADD_PERMIT, role })
    };
    Ok(rows.into_iter().map(item).collect())
}

/// The first instant, in Jakarta, of the day from which a permit waits.
fn waits_since(last_day: NaiveDate) -> DateTime<Utc> {
    (last_day - RENEWAL).and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(7)
}

/// The last day and id of permits that come at or before a position.
fn ended_before(after: After<PermitId>) -> (NaiveDate, PermitId) {
    let last_day = jakarta_date(after.at) + RENEWAL;
    // Later on the same day, all that waits since its first instant has come already.
    let all = PermitId::from_uuid(Uuid::max());
    (last_day, if waits_since(last_day) == after.at { after.id } else { all })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permit_waits_from_midnight_in_jakarta_sixty_days_before_its_last_day() {
        let last_day: NaiveDate = "2026-12-31".parse().expect("a day");
        assert_eq!(waits_since(last_day).to_rfc3339(), "2026-10-31T17:00:00+00:00");
        let at = waits_since(last_day);
        let first = PermitId::from_uuid(Uuid::nil());
        assert_eq!(ended_before(After { at, id: first }), (last_day, first));
        let later = After { at: at + TimeDelta::hours(3), id: first };
        assert_eq!(ended_before(later), (last_day, PermitId::from_uuid(Uuid::max())));
    }
}
