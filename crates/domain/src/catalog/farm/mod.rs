//! Where goods grow: plots, the seasons on them, and what a season is expected to give, by its area and by its growers.

pub(crate) mod forecast;
pub(crate) mod harvest_yield;
pub(crate) mod place;
pub(crate) mod plot;
pub(crate) mod season;

pub use crate::shared::Place;
pub use forecast::{HarvestForecastHappened, is_stale, iso_week, read_window};
pub use harvest_yield::{HarvestYield, expected_harvest, seed_harvest_yields};
pub use place::check_place;
pub use plot::{LandKind, PlotEvent, PlotHappened, PlotState};
pub use season::{
    FailureCause, InputKind, SeasonDates, SeasonEvent, SeasonHappened, SeasonState, check_season_dates,
};
