//! What is expected of seasons week by week: the latest forecasts, added by the week in which their days begin.

use std::collections::{BTreeMap, HashMap};

use api_types::catalog::ForecastWeekView;
use chrono::NaiveDate;
use db::Connection;
use domain::catalog::{GoodsLimit, iso_week};
use domain::shared::{Quantity, SeasonId, Unit};
use service::{Error, dated};

use super::queries;

/// What is expected of some seasons, in order of week and form; forms are never added to each other.
pub(crate) async fn weeks_of(
    conn: &mut Connection,
    seasons: &[SeasonId],
    today: NaiveDate,
) -> Result<HashMap<SeasonId, Vec<ForecastWeekView>>, Error> {
    let limits = dated::rules::<GoodsLimit>(conn).await?;
    let mut sums: BTreeMap<(SeasonId, String, String), (i64, bool, Unit)> = BTreeMap::new();
    for row in queries::current_of(conn, seasons).await? {
        let stale = row.is_stale(&limits, today);
        let key = (row.season_id, iso_week(row.from_date), row.form_code);
        // Quantities of a form are all of its dimension.
        let plain = row.quantity_unit.dimension().plain_unit();
        let (base, old, _) = sums.get(&key).copied().unwrap_or((0, false, plain));
        sums.insert(key, (base.saturating_add(row.quantity_base), old || stale, plain));
    }
    let mut found: HashMap<SeasonId, Vec<ForecastWeekView>> = HashMap::new();
    for ((season, week, form_code), (base, stale, unit)) in sums {
        let quantity = Quantity::from_stored(base, unit).into();
        found.entry(season).or_default().push(ForecastWeekView { week, form_code, quantity, stale });
    }
    Ok(found)
}
