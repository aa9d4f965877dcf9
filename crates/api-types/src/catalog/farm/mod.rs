//! Where goods grow.

mod forecasts;
mod plots;
mod rules;
mod seasons;

pub use crate::WirePlace;
pub use forecasts::{
    ForecastWeekView, HarvestForecastView, ListHarvestForecastsQuery, PutHarvestForecastRequest,
};
pub use plots::{CreatePlotRequest, ListPlotsQuery, PlotView, UpdatePlotRequest};
pub use rules::{CreateHarvestYieldRequest, HarvestYieldEventData, HarvestYieldView, ListHarvestYieldsQuery};
pub use seasons::{
    CreateSeasonRequest, FailSeasonRequest, GiveInputRequest, ListSeasonInputsQuery, ListSeasonsQuery,
    SeasonInputView, SeasonPlotView, SeasonView,
};
