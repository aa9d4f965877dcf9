//! Who may call what: this feature's rows of the role table.

use domain::catalog::OBSERVERS;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    put_price_observation: PutPriceObservation, Put, "catalog.prices.write", Roles(OBSERVERS), 1, [Duplicate, NotYetKnown];
    create_price_observation_import: CreatePriceObservationImport, Create, "catalog.prices.write", Roles(OBSERVERS), 20, [NotYetKnown];
    list_price_observations: ListPriceObservations, List, "catalog.prices.read", Anyone, 2;
    get_price_observation: GetPriceObservation, Read, "catalog.prices.read", Anyone, 1;
    get_price_series: GetPriceSeries, Read, "catalog.prices.read", Anyone, 5;
}
