//! What a member brings to a lot: weighed on a scale that may be trusted that day, by somebody who was a member then.

use chrono::NaiveDate;

use crate::say;
use crate::shared::{Dimension, Invalid, PartyId, Quantity};

/// The most contributions of a lot, those replaced among them.
pub const MOST_CONTRIBUTIONS: i64 = 2_000;

/// The net weight in grams: gross less tare, more than nothing.
///
/// # Errors
/// [`Invalid`] at `/gross/unit`, `/tare/unit` or `/tare`.
pub fn net_weight(gross: Quantity, tare: Quantity) -> Result<i64, Invalid> {
    for (field, quantity) in [("gross", gross), ("tare", tare)] {
        if quantity.dimension() != Dimension::Mass {
            return Err(not_a_weight(format!("/{field}/unit")));
        }
    }
    let net = gross.base() - tare.base();
    if net > 0 {
        return Ok(net);
    }
    let detail = say!(
        "Berat bersih harus lebih dari nol: berat kotor {gross}, wadah {tare}; timbang lagi keduanya.",
        "The net weight must be more than nothing: gross {gross}, tare {tare}; weigh both again.",
        gross = gross,
        tare = tare,
    );
    Err(Invalid::says("/tare", "no-net-weight", detail))
}

/// Goods of lots are weighed; another measure is refused at its unit.
pub fn not_a_weight(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "unit",
        "Tulis berat dalam kilogram, gram, atau ton.",
        "Write a weight in kilograms, grams or tonnes.",
    )
}

/// What is known of a member outside the roll: whose, and since when no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownMember {
    /// The cooperative or farmer group.
    pub party: PartyId,
    /// Whether the person is a member now.
    pub active: bool,
    /// The day on which the person left, where that is known.
    pub left: Option<NaiveDate>,
}

/// Goods come from members of the lot's cooperative, up to the day on which they leave. Who belongs to another is not told
/// from who is on no roll.
///
/// # Errors
/// [`Invalid`] at `/member_id`.
pub fn check_member(
    member: Option<KnownMember>,
    cooperative: PartyId,
    day: NaiveDate,
) -> Result<(), Invalid> {
    let Some(member) = member.filter(|member| member.party == cooperative) else {
        return Err(Invalid::new(
            "/member_id",
            "unknown-member",
            "Sebutkan anggota koperasi lot ini; daftarnya di /v1/members.",
            "Name a member of the cooperative of this lot; the roll is at /v1/members.",
        ));
    };
    if member.active || member.left.is_some_and(|left| day <= left) {
        return Ok(());
    }
    Err(Invalid::new(
        "/member_id",
        "member-left",
        "Anggota ini sudah keluar sebelum hari itu; barangnya tidak dapat ditimbang untuk lot ini.",
        "This member left before that day; the goods cannot be weighed in for this lot.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Id as _, Unit};

    fn kilograms(value: &str) -> Quantity {
        Quantity::parse(value, Unit::Kgm).expect("a quantity")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn net_is_gross_less_tare_and_more_than_nothing() {
        assert_eq!(net_weight(kilograms("52.35"), kilograms("2.5")), Ok(49_850));
        assert_eq!(net_weight(kilograms("0.001"), kilograms("0")), Ok(1));
        for (gross, tare) in [("2.5", "2.5"), ("2", "2.5")] {
            let refused = net_weight(kilograms(gross), kilograms(tare)).expect_err("nothing");
            assert_eq!((refused.pointer.as_str(), refused.code), ("/tare", "no-net-weight"));
        }
        let heads = Quantity::parse("3", Unit::Hea).expect("heads");
        assert_eq!(net_weight(kilograms("3"), heads).expect_err("heads").pointer, "/tare/unit");
        assert_eq!(net_weight(heads, heads).expect_err("heads").pointer, "/gross/unit");
    }

    #[test]
    fn a_member_of_the_cooperative_brings_goods_up_to_the_day_of_leaving() {
        let party = |number| PartyId::from_uuid(uuid::Uuid::from_u128(number));
        let member =
            |active, left: Option<&str>| KnownMember { party: party(1), active, left: left.map(day) };
        let judged = |known, of| check_member(known, party(of), day("2026-11-30")).map_err(|one| one.code);
        assert_eq!(judged(Some(member(true, None)), 1), Ok(()));
        assert_eq!(judged(Some(member(false, Some("2026-11-30"))), 1), Ok(()));
        assert_eq!(judged(Some(member(false, Some("2026-11-29"))), 1), Err("member-left"));
        assert_eq!(judged(Some(member(false, None)), 1), Err("member-left"), "nobody knows since when");
        assert_eq!(judged(Some(member(true, None)), 2), Err("unknown-member"));
        assert_eq!(judged(None, 1), Err("unknown-member"));
    }
}
