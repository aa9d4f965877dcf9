//! Where a plot lies: a point, or the ring of its boundary, in exact ten-millionths of a degree.

use crate::shared::{Invalid, Place};

/// The most corners of a boundary.
const MOST: usize = 200;

/// The point of a plot, or the corners of its boundary, each once: a ring that comes back to its first corner is closed by
/// leaving that out.
///
/// # Errors
/// [`Invalid`] that names the corner, or the boundary.
pub fn check_place(point: Option<Place>, boundary: Option<Vec<Place>>) -> Result<Vec<Place>, Invalid> {
    let (at, mut places) = match (point, boundary) {
        (Some(point), None) => ("/point", vec![point]),
        (None, Some(boundary)) => ("/boundary", boundary),
        _ => {
            return Err(Invalid::new(
                "/boundary",
                "point-or-boundary",
                "Isi titik lokasi atau batas lahan, salah satu saja.",
                "Give the point of the plot or its boundary, one of the two.",
            ));
        }
    };
    if let Some(far) = places.iter().position(|place| !place.is_in_the_country()) {
        let at = if at == "/point" { at.to_owned() } else { format!("{at}/{far}") };
        return Err(Place::outside_the_country(at));
    }
    if at == "/point" {
        return Ok(places);
    }
    if places.len() > 1 && places.first() == places.last() {
        places.pop();
    }
    check_ring(&places).map(|()| places)
}

/// Whether corners make a ring that encloses something: three at least, each once, no two edges with a place in common but
/// for the corner between them.
fn check_ring(ring: &[Place]) -> Result<(), Invalid> {
    let distinct: std::collections::HashSet<_> = ring.iter().collect();
    if ring.len() < 3 || ring.len() > MOST {
        return Err(Invalid::new(
            "/boundary",
            "item-count",
            "Batas lahan memerlukan 3 sampai 200 titik sudut yang berbeda.",
            "A boundary needs 3 to 200 different corners.",
        ));
    }
    let edge = |place: usize| (ring[place], ring[(place + 1) % ring.len()]);
    let crosses = |one: usize| (one + 1..ring.len()).any(|other| meets(edge(one), edge(other)));
    if distinct.len() < ring.len() || (0..ring.len()).any(crosses) {
        return Err(Invalid::new(
            "/boundary",
            "crosses-itself",
            "Garis batas lahan ini memotong dirinya sendiri atau melewati satu titik dua kali; urutkan titik sudutnya mengelilingi lahan.",
            "This boundary crosses itself or passes a corner twice; give its corners in order around the plot.",
        ));
    }
    Ok(())
}

type Edge = (Place, Place);

/// Whether two edges have more in common than the corner that one ends and the other begins with.
fn meets(one: Edge, other: Edge) -> bool {
    let shared = if one.1 == other.0 {
        Some((one.0, one.1, other.1))
    } else if other.1 == one.0 {
        Some((other.0, other.1, one.1))
    } else {
        None
    };
    match shared {
        // Neighbours meet where they turn back upon each other.
        Some((before, corner, after)) => {
            turn(before, corner, after) == 0
                && (lies_on((before, corner), after) || lies_on((corner, after), before))
        }
        None => {
            let sides = |edge: Edge, of: Edge| (turn(edge.0, edge.1, of.0), turn(edge.0, edge.1, of.1));
            let ((a, b), (c, d)) = (sides(one, other), sides(other, one));
            (a.signum() * b.signum() < 0 && c.signum() * d.signum() < 0)
                || lies_on(one, other.0)
                || lies_on(one, other.1)
                || lies_on(other, one.0)
                || lies_on(other, one.1)
        }
    }
}

/// Twice the area of a triangle: positive to the left, negative to the right, zero on one line.
fn turn(from: Place, over: Place, to: Place) -> i128 {
    let across = |one: i64, other: i64| i128::from(one) - i128::from(other);
    across(over.longitude_e7, from.longitude_e7) * across(to.latitude_e7, from.latitude_e7)
        - across(over.latitude_e7, from.latitude_e7) * across(to.longitude_e7, from.longitude_e7)
}

fn lies_on((from, to): Edge, place: Place) -> bool {
    let between = |one: i64, other: i64, it: i64| (one.min(other)..=one.max(other)).contains(&it);
    turn(from, to, place) == 0
        && between(from.longitude_e7, to.longitude_e7, place.longitude_e7)
        && between(from.latitude_e7, to.latitude_e7, place.latitude_e7)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Corners near Kota Metro, in thousandths of a degree from one of them.
    fn ring(corners: &[(i64, i64)]) -> Vec<Place> {
        let place = |(east, north): &(i64, i64)| Place {
            longitude_e7: 1_053_000_000 + east * 10_000,
            latitude_e7: -51_200_000 + north * 10_000,
        };
        corners.iter().map(place).collect()
    }

    fn judged(corners: &[(i64, i64)]) -> Result<usize, &'static str> {
        check_place(None, Some(ring(corners))).map(|ring| ring.len()).map_err(|invalid| invalid.code)
    }

    #[test]
    fn a_ring_is_closed_and_may_have_dents() {
        assert_eq!(judged(&[(0, 0), (4, 0), (4, 4), (0, 4)]), Ok(4));
        assert_eq!(
            judged(&[(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]),
            Ok(4),
            "it came back to its first corner"
        );
        assert_eq!(judged(&[(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)]), Ok(5));
        assert_eq!(judged(&[(0, 0), (2, 0), (4, 0), (4, 4)]), Ok(4), "a corner on a straight edge");
    }

    #[test]
    fn what_encloses_nothing_or_crosses_itself_is_no_boundary() {
        for (corners, code) in [
            (&[(0, 0), (4, 0)][..], "item-count"),
            (&[(0, 0), (4, 0), (0, 0)], "item-count"),
            (&[(0, 0), (4, 0), (2, 0)], "crosses-itself"),
            (&[(0, 0), (4, 4), (4, 0), (0, 4)], "crosses-itself"),
            (&[(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)], "crosses-itself"),
            (&[(0, 0), (4, 0), (4, 4), (4, 0), (0, 4)], "crosses-itself"),
            (&[(0, 0), (4, 0), (6, 0), (4, 0), (4, 4)], "crosses-itself"),
            (&[(0, 0), (4, 0), (4, 4), (4, 2), (0, 4)], "crosses-itself"),
        ] {
            assert_eq!(judged(corners), Err(code), "{corners:?}");
        }
        let many: Vec<(i64, i64)> = (0..201).map(|step| (step, step * step % 7)).collect();
        assert_eq!(judged(&many), Err("item-count"));
    }

    #[test]
    fn a_plot_has_a_point_or_a_boundary_in_the_country() {
        let metro = ring(&[(0, 0)])[0];
        assert_eq!(check_place(Some(metro), None), Ok(vec![metro]));
        let code =
            |point, boundary| check_place(point, boundary).map_err(|invalid| (invalid.pointer, invalid.code));
        let either = || Err(("/boundary".to_owned(), "point-or-boundary"));
        assert_eq!(code(None, None), either());
        assert_eq!(code(Some(metro), Some(ring(&[(0, 0), (4, 0), (4, 4)]))), either());
        let swapped = Place { longitude_e7: metro.latitude_e7, latitude_e7: metro.longitude_e7 };
        assert_eq!(code(Some(swapped), None), Err(("/point".to_owned(), "outside-the-country")));
        let mut far = ring(&[(0, 0), (4, 0), (4, 4)]);
        far[1].latitude_e7 = 520_000_000;
        assert_eq!(code(None, Some(far)), Err(("/boundary/1".to_owned(), "outside-the-country")));
    }
}
