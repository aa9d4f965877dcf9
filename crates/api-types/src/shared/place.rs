//! Places on the map.

use domain::shared::Place;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A place on the map, in exact ten-millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Place)]
#[serde(deny_unknown_fields)]
pub struct WirePlace {
    /// Degrees east, times ten million.
    #[schema(example = 1053066700, minimum = 949000000, maximum = 1411000000)]
    pub longitude_e7: i64,
    /// Degrees north, times ten million; negative in the south.
    #[schema(example = -51131000, minimum = -111000000, maximum = 61000000)]
    pub latitude_e7: i64,
}

impl From<Place> for WirePlace {
    fn from(place: Place) -> Self {
        Self { longitude_e7: place.longitude_e7, latitude_e7: place.latitude_e7 }
    }
}

impl From<WirePlace> for Place {
    fn from(place: WirePlace) -> Self {
        Self { longitude_e7: place.longitude_e7, latitude_e7: place.latitude_e7 }
    }
}
