//! A place on the map, and how far it is from another; in integers, so that every reader finds the same.

use serde::{Deserialize, Serialize};

use super::Invalid;

/// A place on the map, in ten-millionths of a degree, about a centimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Degrees east, times ten million.
    pub longitude_e7: i64,
    /// Degrees north, times ten million; negative in the south.
    pub latitude_e7: i64,
}

/// The longitudes and latitudes between which the country lies.
const EAST: std::ops::RangeInclusive<i64> = 949_000_000..=1_411_000_000;
const NORTH: std::ops::RangeInclusive<i64> = -111_000_000..=61_000_000;

/// One, for figures that are kept in billionths.
const ONE: i128 = 1_000_000_000;
/// Ten degrees in radians, in billionths: pi / 18.
const RADIANS: i128 = 174_532_925;
/// A billion ten-millionths of a degree of a great circle, in metres, of the mean radius 6,371,009 m.
const METRES: i128 = 11_119_508;

impl Place {
    /// Whether it lies where the country does.
    pub fn is_in_the_country(self) -> bool {
        EAST.contains(&self.longitude_e7) && NORTH.contains(&self.latitude_e7)
    }

    /// What is said to who gives another place, `at` a field.
    pub fn outside_the_country(at: impl Into<String>) -> Invalid {
        Invalid::new(
            at,
            "outside-the-country",
            "Koordinat ini tidak di Indonesia; periksa bujur dan lintangnya (derajat kali sepuluh juta, lintang selatan negatif).",
            "This place is not in Indonesia; look at longitude and latitude again (degrees times ten million, south negative).",
        )
    }

    /// Metres to another place in the country, along the great circle; right to three thousandths from one end of the country
    /// to the other, and far better between cities.
    pub fn metres_to(self, other: Self) -> i64 {
        let apart = |one: i64, other: i64| i128::from(one) - i128::from(other);
        let middle = (i128::from(self.latitude_e7) + i128::from(other.latitude_e7)) / 2;
        let east = apart(self.longitude_e7, other.longitude_e7) * cosine(middle) / ONE;
        let north = apart(self.latitude_e7, other.latitude_e7);
        let metres = (east * east + north * north).isqrt() * METRES / ONE;
        i64::try_from(metres).unwrap_or(i64::MAX)
    }
}

/// The cosine of a latitude near the equator, in billionths.
fn cosine(latitude_e7: i128) -> i128 {
    let radians = latitude_e7 * RADIANS / (ONE / 10);
    let square = radians * radians / ONE;
    ONE - square / 2 + square * square / ONE / 24
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(longitude_e7: i64, latitude_e7: i64) -> Place {
        Place { longitude_e7, latitude_e7 }
    }

    #[test]
    fn distances_are_those_of_the_great_circle() {
        let metro = place(1_053_066_700, -51_131_000);
        let bakauheni = place(1_057_540_000, -58_710_000);
        let blitar = place(1_121_609_000, -80_954_000);
        let jakarta = place(1_068_650_000, -61_750_000);
        let sabang = place(953_200_000, 58_900_000);
        let merauke = place(1_404_000_000, -84_900_000);
        // By the haversine formula with the same radius.
        for (one, other, metres) in [
            (metro, bakauheni, 97_743),
            (metro, jakarta, 208_989),
            (blitar, jakarta, 622_085),
            (sabang, merauke, 5_247_519),
        ] {
            let found = one.metres_to(other);
            assert_eq!(found, other.metres_to(one));
            assert!((found - metres).abs() * 200 < metres, "{found} is not {metres}");
        }
        assert_eq!(metro.metres_to(metro), 0);
        assert_eq!(metro.metres_to(place(metro.longitude_e7, metro.latitude_e7 + 90_000)), 1_000);
    }

    #[test]
    fn coordinates_that_were_swapped_are_no_place_of_the_country() {
        assert!(place(1_053_066_700, -51_131_000).is_in_the_country());
        assert!(!place(-51_131_000, 1_053_066_700).is_in_the_country());
    }
}
