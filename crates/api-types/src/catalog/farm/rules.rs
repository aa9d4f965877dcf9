//! What a hectare is expected to give.

use chrono::NaiveDate;

use crate::WireQuantity;

crate::dated_rows! {
    /// Adds what a hectare is expected to give.
    pub struct CreateHarvestYieldRequest;
    /// What events of a harvest yield tell.
    pub struct HarvestYieldEventData;
    /// What a hectare is expected to give of a form of a commodity in one season.
    pub struct HarvestYieldView of HarvestYieldId by source ("Where the figure comes from.", "BPS, Luas Panen dan Produksi Padi 2022") {
        /// The commodity.
        #[schema(example = "rice", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        commodity_code: String,
        /// The form it is harvested in.
        #[schema(example = "paddy_mill_dry", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        form_code: String,
        /// So much from a hectare.
        per_hectare: WireQuantity,
    }
}

crate::list_query! {
    /// Filters of the harvest yields.
    pub struct ListHarvestYieldsQuery {
        /// Only those of this commodity.
        #[param(example = "rice", max_length = 40)]
        commodity_code: String,
        /// Only those of this form.
        #[param(example = "paddy_mill_dry", max_length = 40)]
        form_code: String,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
