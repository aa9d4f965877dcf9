//! The order of what one vehicle reports: it is loaded, leaves, travels, arrives, is unloaded. Phones upload in any order;
//! what they say of the time must make sense.

use chrono::{DateTime, Utc};

use crate::logistics::VehicleEventType;
use crate::say;
use crate::shared::{Cause, Invalid, Refusal, Unit, check_not_after, check_not_before};
use crate::words::amount;

/// Something a vehicle is known to have done, and when.
pub type Report = (VehicleEventType, DateTime<Utc>);

impl VehicleEventType {
    /// Its place on the way of a vehicle; what is of one place may come in any order.
    const fn place(self) -> u8 {
        match self {
            Self::LoadingStarted => 0,
            Self::LoadingFinished => 1,
            Self::Departed => 2,
            Self::Checkpoint
            | Self::RestStop
            | Self::Delayed
            | Self::Breakdown
            | Self::AnimalLoss
            | Self::Diverted => 3,
            Self::Arrived => 4,
            Self::UnloadingStarted => 5,
            Self::UnloadingFinished => 6,
            Self::Returned => 7,
        }
    }

    /// Whether a vehicle that reports it is on the road: it has left, and has not come.
    pub const fn is_on_the_road(self) -> bool {
        matches!(self, Self::Departed) || self.is_under_way()
    }

    /// Whether it happens between two places.
    const fn is_under_way(self) -> bool {
        self.place() == 3
    }
}

/// Whether a report's time fits to what else is known of its vehicle. One that was sent elsewhere (`rerouted`) travels on
/// after it had arrived.
///
/// # Errors
/// `occurred-time-before-cause` naming each report it contradicts.
pub fn check_report(
    kind: VehicleEventType,
    at: DateTime<Utc>,
    known: &[Report],
    rerouted: bool,
) -> Result<(), Refusal> {
    let named = |other: VehicleEventType, at| {
        Cause::new(say!("laporan {kind}", "the report “{kind}”", kind = other), at)
    };
    let times = |other: VehicleEventType| {
        known.iter().filter(move |(known, _)| *known == other).map(|(_, known_at)| *known_at)
    };
    let others = || VehicleEventType::ALL.iter().copied();
    // Two phones may report the same twice: the first of what came before counts, the last of what came after. What
    // happens under way happens as often as it is reported, and each time counts.
    let earliest = |other: VehicleEventType| times(other).min();
    let latest = |other: VehicleEventType| times(other).max();
    let before = others().filter(|other| other.place() < kind.place());
    let before = before.filter(|other| !(rerouted && other.is_under_way()));
    let cause = |other: VehicleEventType| if other.is_under_way() { latest(other) } else { earliest(other) };
    let causes: Vec<Cause> = before.filter_map(|other| Some(named(other, cause(other)?))).collect();
    check_not_before(at, &causes)?;
    let travels_on = rerouted && kind.is_under_way();
    let after = others().filter(|other| other.place() > kind.place() && !travels_on);
    let consequence =
        |other: VehicleEventType| if other.is_under_way() { earliest(other) } else { latest(other) };
    let consequences: Vec<Cause> =
        after.filter_map(|other| Some(named(other, consequence(other)?))).collect();
    check_not_after(at, &consequences)
}

/// What is wrong with the heads that a report names: of a loss of animals some, no more than its vehicle was loaded with; of
/// everything else none.
pub fn check_heads(kind: VehicleEventType, heads: Option<i64>, loaded: i64) -> Option<Invalid> {
    if kind != VehicleEventType::AnimalLoss {
        return heads.map(|_| {
            Invalid::new(
                "/heads",
                "not-applicable",
                "Jumlah ekor hanya diisi pada laporan hewan mati; hapus isian ini.",
                "Heads are given with a loss of animals alone; leave them out.",
            )
        });
    }
    if loaded == 0 {
        return Some(Invalid::new(
            "/type",
            "no-animals",
            "Kendaraan ini tidak memuat hewan; pilih jenis laporan lain.",
            "This vehicle carries no animals; choose another type of report.",
        ));
    }
    let Some(heads) = heads else {
        return Some(Invalid::new(
            "/heads",
            "required",
            "Isi berapa ekor yang mati atau dipotong paksa.",
            "Give how many heads died or were slaughtered.",
        ));
    };
    (!(1..=loaded).contains(&heads)).then(|| {
        let detail = say!(
            "Isi paling sedikit 1 ekor, paling banyak yang dimuat: {loaded}.",
            "Give 1 head at least, and at most what was loaded: {loaded}.",
            loaded = amount(loaded, Unit::Hea),
        );
        Invalid::says("/heads", "out-of-range", detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::RefusalCode;
    use VehicleEventType as V;

    fn hour(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_657_500_000 + hour * 3_600, 0).expect("an instant")
    }

    fn refused(kind: V, at: i64, known: &[(V, i64)], rerouted: bool) -> bool {
        let known: Vec<Report> = known.iter().map(|(kind, at)| (*kind, hour(*at))).collect();
        match check_report(kind, hour(at), &known, rerouted) {
            Ok(()) => false,
            Err(refusal) => {
                assert_eq!(refusal.code, RefusalCode::OccurredTimeBeforeCause);
                true
            }
        }
    }

    #[test]
    fn each_report_lies_between_what_comes_before_and_after_it_on_the_way() {
        let way = [
            (V::LoadingStarted, 1),
            (V::LoadingFinished, 2),
            (V::Departed, 3),
            (V::Checkpoint, 4),
            (V::Arrived, 5),
            (V::UnloadingStarted, 6),
            (V::UnloadingFinished, 7),
            (V::Returned, 8),
        ];
        for (index, (kind, at)) in way.iter().enumerate() {
            let others: Vec<_> = way.iter().copied().filter(|(other, _)| other != kind).collect();
            assert!(!refused(*kind, *at, &others, false), "{kind} in its place");
            if index > 0 {
                assert!(refused(*kind, at - 2, &others, false), "{kind} before what it follows from");
            }
            if index + 1 < way.len() {
                assert!(refused(*kind, at + 2, &others, false), "{kind} after what follows from it");
            }
        }
    }

    #[test]
    fn a_loss_of_animals_names_some_of_those_on_board() {
        let found = |kind, heads, loaded| check_heads(kind, heads, loaded).map(|one| (one.pointer, one.code));
        let at = |pointer: &str, code| Some((pointer.to_owned(), code));
        assert_eq!(found(V::AnimalLoss, Some(1), 30), None);
        assert_eq!(found(V::AnimalLoss, Some(30), 30), None);
        assert_eq!(found(V::AnimalLoss, None, 30), at("/heads", "required"));
        for heads in [0, -1, 31] {
            assert_eq!(found(V::AnimalLoss, Some(heads), 30), at("/heads", "out-of-range"), "{heads}");
        }
        assert_eq!(found(V::AnimalLoss, Some(1), 0), at("/type", "no-animals"), "a truck of eggs");
        assert_eq!(found(V::RestStop, Some(1), 30), at("/heads", "not-applicable"));
        assert_eq!(found(V::RestStop, None, 0), None);
    }

    #[test]
    fn two_phones_that_report_the_same_do_not_contradict_each_other() {
        assert!(!refused(V::Departed, 4, &[(V::Departed, 3)], false));
        assert!(!refused(V::Arrived, 4, &[(V::Departed, 3), (V::Departed, 5)], false));
    }

    #[test]
    fn a_vehicle_leaves_before_everything_that_happens_under_way_and_arrives_after_it() {
        let under_way = [(V::Checkpoint, 4), (V::Checkpoint, 6)];
        assert!(!refused(V::Departed, 4, &under_way, false));
        assert!(refused(V::Departed, 5, &under_way, false));
        assert!(!refused(V::Arrived, 6, &under_way, false));
        assert!(refused(V::Arrived, 5, &under_way, false));
    }

    #[test]
    fn a_vehicle_that_is_sent_elsewhere_travels_on_after_it_arrived() {
        let known = [(V::Departed, 1), (V::Arrived, 5)];
        assert!(refused(V::RestStop, 7, &known, false));
        assert!(!refused(V::RestStop, 7, &known, true));
        assert!(refused(V::RestStop, 0, &known, true));
    }
}
