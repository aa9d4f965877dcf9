//! The classes of live weight.

use chrono::NaiveDate;

use crate::WireQuantity;

crate::dated_rows! {
    /// Adds a class of live weight.
    pub struct CreateLiveWeightClassRequest;
    /// What events of a class of live weight tell.
    pub struct LiveWeightClassEventData;
    /// A class of live weight: animals of this weight or more, up to where the next class begins.
    pub struct LiveWeightClassView of LiveWeightClassId by source ("Where the figure comes from.", "Syarat kontrak hewan kurban Perumda Dharma Jaya") {
        /// The commodity.
        #[schema(example = "cattle", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        commodity_code: String,
        /// What the class is called.
        #[schema(example = "class_s", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        class: String,
        /// The least weight in it.
        from_weight: WireQuantity,
    }
}

crate::list_query! {
    /// Filters of the classes of live weight.
    pub struct ListLiveWeightClassesQuery {
        /// Only those of this commodity.
        #[param(example = "cattle", max_length = 40)]
        commodity_code: String,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
