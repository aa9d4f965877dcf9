//! The catalog service. Written by `cargo run -p xtask -- regen`.

mod animals;
mod available_stock;
mod checklists;
mod commodities;
mod consolidation_lots;
mod contributions;
mod curation_grades;
mod curations;
mod events;
mod facilities;
mod facility_papers;
mod facility_rules;
mod findings;
mod goods_limits;
mod harvest_forecasts;
mod harvest_yields;
mod holds;
mod hub_fee_limits;
mod image_quotas;
mod images;
mod inspections;
mod jobs;
mod listings;
mod live_weight_classes;
mod lot_settlements;
mod member_inputs;
mod outlet_exceptions;
mod outlets;
mod permit_rules;
mod permits;
mod plots;
mod price_observations;
mod price_series;
mod products;
mod recalls;
mod reference_prices;
mod sales_reports;
mod seasons;
mod stock_offers;
mod variants;
mod weighings;
mod work_items;
mod yields;

use crate::Api;

/// Calls the catalog service: one method per operation id.
#[derive(Debug, Clone)]
pub struct CatalogApi {
    /// The connection, for calls without a method.
    pub api: Api,
}

impl CatalogApi {
    /// A client over a connection.
    pub fn new(api: Api) -> Self {
        Self { api }
    }
}
