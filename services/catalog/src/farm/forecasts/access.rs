//! Who may call what: this feature's rows of the role table.

use domain::catalog::GROWERS;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    put_harvest_forecast: PutHarvestForecast, Put, "catalog.harvest_forecasts.write", Roles(GROWERS), 1, [Duplicate, StateConflict, NotYetKnown, BackfillNotGranted, OccurredTimeInFuture];
    list_harvest_forecasts: ListHarvestForecasts, List, "catalog.harvest_forecasts.read", Anyone, 2;
}
