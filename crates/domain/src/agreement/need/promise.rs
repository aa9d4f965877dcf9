//! The terms of a commitment: quantities of its own, or a share of what is needed; what they come to, and the text that is
//! accepted.

use chrono::NaiveDate;
use serde::Serialize;

use crate::shared::{
    AgreementId, Bilingual, CanonicalText, CommitmentId, DemandLineId, Invalid, PartyId, Quantity, Refusal,
    RefusalCode, Scheduled, TextHash, Unmet,
};
use crate::{labels, say, words};

use super::revision::NeedLine;
use super::share::ShareBp;

labels! {
    /// How a commitment says how much.
    pub enum CommitmentKind {
        /// Quantities of its own, by period.
        Absolute = "absolute",
        /// A share of what the line needs.
        Share = "share",
    }
}

/// How much is promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Promise {
    /// These quantities.
    Absolute(Vec<Scheduled>),
    /// This share of every period of the line.
    Share(ShareBp),
}

impl Promise {
    /// Its kind.
    pub const fn kind(&self) -> CommitmentKind {
        match self {
            Self::Absolute(_) => CommitmentKind::Absolute,
            Self::Share(_) => CommitmentKind::Share,
        }
    }

    /// What it comes to by what the line needs, in order of the days: of a share every period that had not ended on the day it
    /// was accepted; of one closed short only what had begun on that day.
    pub fn comes_to(
        &self,
        needs: &[Scheduled],
        accepted: NaiveDate,
        closed: Option<NaiveDate>,
    ) -> Vec<Scheduled> {
        let mut promised: Vec<Scheduled> = match self {
            Self::Absolute(schedule) => schedule.clone(),
            Self::Share(share) => {
                let of = |need: &Scheduled| Scheduled {
                    period: need.period.clone(),
                    quantity: Quantity::from_stored(share.of(need.quantity.base()), need.quantity.unit()),
                };
                needs.iter().filter(|need| !need.period.ended(accepted)).map(of).collect()
            }
        };
        promised.retain(|one| closed.is_none_or(|day| one.period.begun(day)));
        promised.sort_by(|one, other| one.period.cmp(&other.period));
        promised
    }

    /// What cannot be promised on a line today: periods outside those of the line, and such as have ended.
    pub fn check(&self, needs: &[Scheduled], at: &str, today: NaiveDate) -> Vec<Invalid> {
        let Self::Absolute(schedule) = self else {
            let over = needs.iter().all(|need| need.period.ended(today));
            let passed = || {
                Invalid::new(
                    at,
                    "period-ended",
                    "Semua periode baris ini sudah lewat; pilih baris lain.",
                    "All periods of this line have passed; choose another line.",
                )
            };
            return over.then(passed).into_iter().collect();
        };
        let mut found = Vec::new();
        for (index, one) in schedule.iter().enumerate() {
            let pointer = format!("{at}/{index}/period");
            if !needs.iter().any(|need| need.period.covers(&one.period)) {
                let detail = say!(
                    "{period} tidak termasuk dalam satu periode kebutuhan ini; pilih dari periodenya: {periods}.",
                    "{period} lies in no period of this need; choose among its periods: {periods}.",
                    period = one.period.words(),
                    periods = words::one_of(needs.iter().take(12).map(|need| need.period.words())),
                );
                found.push(Invalid::says(pointer, "outside-demand", detail));
            } else if one.period.ended(today) {
                let detail = say!(
                    "{period} sudah lewat; hapus periode ini.",
                    "{period} has passed; remove it.",
                    period = one.period.words(),
                );
                found.push(Invalid::says(pointer, "period-ended", detail));
            }
        }
        found
    }
}

/// An offer, as both sides agree on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferTerms {
    /// The commitment.
    pub commitment: CommitmentId,
    /// The number of the offer, from 1.
    pub number: i32,
    /// The line of the demand.
    pub line: DemandLineId,
    /// The agreement it is made under.
    pub agreement: AgreementId,
    /// The supplier who is to deliver, where one is named.
    pub supplier: Option<PartyId>,
    /// How much.
    pub promise: Promise,
    /// How much less counts as kept, in basis points.
    pub tolerance_bp: u16,
    /// Whether what one period did not take goes on to the next.
    pub rolls_over: bool,
    /// What else is said.
    pub note: Option<String>,
}

#[derive(Serialize)]
struct OfferText<'a> {
    commitment: CommitmentId,
    number: i32,
    line: DemandLineId,
    agreement: AgreementId,
    supplier: Option<PartyId>,
    kind: CommitmentKind,
    share_bp: Option<u16>,
    periods: Vec<PeriodText>,
    tolerance_bp: u16,
    rolls_over: bool,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct PeriodText {
    period: String,
    name: Option<String>,
    quantity: String,
}

impl OfferTerms {
    /// The one text, whose hash is accepted.
    pub fn canonical(&self) -> CanonicalText {
        let (share_bp, schedule) = match &self.promise {
            Promise::Absolute(schedule) => (None, schedule.as_slice()),
            Promise::Share(share) => (Some(share.basis_points()), &[][..]),
        };
        let period = |one: &Scheduled| PeriodText {
            period: one.period.code(),
            name: one.period.name().map(str::to_owned),
            quantity: one.quantity.to_string(),
        };
        CanonicalText::of(&OfferText {
            commitment: self.commitment,
            number: self.number,
            line: self.line,
            agreement: self.agreement,
            supplier: self.supplier,
            kind: self.promise.kind(),
            share_bp,
            periods: schedule.iter().map(period).collect(),
            tolerance_bp: self.tolerance_bp,
            rolls_over: self.rolls_over,
            note: self.note.as_deref(),
        })
    }
}

/// Whether what is accepted is the offer that stands.
///
/// # Errors
/// [`Refusal`] `text-changed`.
pub fn check_offer(accepted: &TextHash, stands: &TextHash) -> Result<(), Refusal> {
    if accepted == stands {
        return Ok(());
    }
    let how = Bilingual::new(
        "Tawaran telah berubah. Baca tawaran terakhir, lalu kirim hash yang tertera padanya.",
        "The offer has changed. Read the last offer and send the hash it shows.",
    );
    let hash = |hash: &TextHash| Bilingual::same(hash.as_str());
    let rule = Unmet::new("offer_unchanged", "text_sha256", hash(accepted), hash(stands), how);
    Err(Refusal::rule(RefusalCode::TextChanged, vec![rule]))
}

/// Whether a demand may end: nothing of it is committed any more.
///
/// # Errors
/// [`Refusal`] `demand-rule`, with each commitment that runs.
pub fn check_nothing_runs(running: &[CommitmentId]) -> Result<(), Refusal> {
    let unmet = |id: &CommitmentId| {
        let how = Bilingual::new(
            "Tunggu sampai komitmen ini terpenuhi atau lewat masanya, atau tutup dahulu dengan alasannya.",
            "Wait until this commitment is met or has lapsed, or close it short with a reason first.",
        );
        let found = Bilingual::new("komitmen yang masih berjalan", "a commitment that runs");
        let required = Bilingual::new("tidak ada komitmen yang berjalan", "no commitment that runs");
        Unmet::new("nothing_committed", id, found, required, how)
    };
    Refusal::unless_empty(RefusalCode::DemandRule, running.iter().map(unmet).collect())
}

/// Whether one more share fits on a line on which these are accepted.
///
/// # Errors
/// [`Refusal`] `share-exceeded`, with what is left.
pub fn check_shares(accepted: &[ShareBp], new: ShareBp, oversubscribed: bool) -> Result<(), Refusal> {
    let taken: u32 = accepted.iter().map(|share| u32::from(share.basis_points())).sum();
    let sum = taken + u32::from(new.basis_points());
    if oversubscribed || sum <= u32::from(ShareBp::WHOLE) {
        return Ok(());
    }
    let left = u32::from(ShareBp::WHOLE).saturating_sub(taken);
    let how = say!(
        "Masih tersisa {left} dari kebutuhan ini; ajukan tawaran balik dengan bagian yang lebih kecil, atau pembeli mengizinkan kelebihan lewat versi baru.",
        "Of this need {left} is left; counter with a smaller share, or let the buyer allow more by a new version.",
        left = percent(left),
    );
    let rule =
        Unmet::new("shares_within_need", "share_bp", percent(sum), percent(ShareBp::WHOLE.into()), how);
    Err(Refusal::rule(RefusalCode::ShareExceeded, vec![rule]))
}

fn percent(basis_points: u32) -> Bilingual {
    words::percent(basis_points.into())
}

/// What was accepted of a line, that a new version of the demand has to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedOnLine {
    /// The line.
    pub line: DemandLineId,
    /// What was promised.
    pub promise: Promise,
}

/// What a new version takes away of what was accepted: quantities that were promised stand in a period of their line, and
/// accepted shares fit on it. `oversubscribed` says of each line of the new version whether more is allowed.
pub fn check_accepted_stays(
    accepted: &[AcceptedOnLine],
    after: &[(NeedLine, bool)],
    today: NaiveDate,
) -> Vec<Invalid> {
    let mut found = Vec::new();
    for one in accepted {
        let Promise::Absolute(schedule) = &one.promise else {
            let told = found.iter().any(|one: &Invalid| one.code == "line-committed");
            if !told && !after.iter().any(|(line, _)| line.id == one.line) {
                found.push(Invalid::new(
                    "/lines",
                    "line-committed",
                    "Sebagian dari baris ini sudah disepakati; pertahankan barisnya, atau tutup dahulu komitmennya.",
                    "Shares of this line have been agreed on; keep the line, or close the commitments short first.",
                ));
            }
            continue;
        };
        let place = after.iter().position(|(line, _)| line.id == one.line);
        let needs = place.map_or(&[][..], |index| &after[index].0.schedule);
        let at = place.map_or_else(|| "/lines".to_owned(), |index| format!("/lines/{index}/periods"));
        let kept = |one: &Scheduled| needs.iter().any(|need| need.period.covers(&one.period));
        for gone in schedule.iter().filter(|one| !one.period.ended(today) && !kept(one)) {
            let detail = say!(
                "Untuk {period} sudah disepakati {quantity}; pertahankan periodenya, atau tutup dahulu komitmennya.",
                "For {period} {quantity} has been agreed on; keep the period, or close the commitment short first.",
                period = gone.period.words(),
                quantity = gone.quantity,
            );
            found.push(Invalid::says(at.clone(), "period-committed", detail));
        }
    }
    for (index, (line, oversubscribed)) in after.iter().enumerate() {
        let shares = accepted.iter().filter(|one| one.line == line.id).filter_map(|one| match &one.promise {
            Promise::Share(share) => Some(u32::from(share.basis_points())),
            Promise::Absolute(_) => None,
        });
        let sum: u32 = shares.sum();
        if sum > u32::from(ShareBp::WHOLE) && !oversubscribed {
            let detail = say!(
                "Bagian yang sudah disepakati berjumlah {sum}; biarkan `oversubscribed` tetap `true`.",
                "The shares agreed on sum to {sum}; leave `oversubscribed` at `true`.",
                sum = percent(sum),
            );
            found.push(Invalid::says(format!("/lines/{index}/oversubscribed"), "shares-exceed", detail));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::agreement::need::revision::LineGoods;
    use crate::shared::{CalendarPeriod, Id as _, Unit};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn schedule(needs: &[(&str, i64)]) -> Vec<Scheduled> {
        let one = |(code, base): &(&str, i64)| Scheduled {
            period: CalendarPeriod::parse(code, None).expect("a period"),
            quantity: Quantity::from_base(*base, Unit::Grm).expect("a quantity"),
        };
        needs.iter().map(one).collect()
    }

    fn share(basis_points: u16) -> ShareBp {
        ShareBp::new(basis_points).expect("a share")
    }

    fn told(schedule: &[Scheduled]) -> Vec<(String, i64)> {
        schedule.iter().map(|one| (one.period.code(), one.quantity.base())).collect()
    }

    fn pairs(all: &[(&str, i64)]) -> Vec<(String, i64)> {
        all.iter().map(|(code, base)| ((*code).to_owned(), *base)).collect()
    }

    #[test]
    fn a_share_comes_to_a_part_of_every_period_that_had_not_ended_when_it_was_accepted() {
        let needs = schedule(&[("2026-01", 101), ("2026-02", 101), ("2026-03", 101)]);
        let half = Promise::Share(share(5_000));
        let accepted = half.comes_to(&needs, day("2026-02-28"), None);
        assert_eq!(told(&accepted), pairs(&[("2026-02", 50), ("2026-03", 50)]));
        let closed = half.comes_to(&needs, day("2026-01-01"), Some(day("2026-02-01")));
        assert_eq!(
            told(&closed),
            pairs(&[("2026-01", 50), ("2026-02", 50)]),
            "what had begun stays committed"
        );
    }

    #[test]
    fn quantities_of_its_own_are_what_they_are_until_it_is_closed_short() {
        let own = Promise::Absolute(schedule(&[("2026-02", 9), ("2026-01", 5)]));
        assert_eq!(
            told(&own.comes_to(&[], day("2026-06-01"), None)),
            pairs(&[("2026-01", 5), ("2026-02", 9)])
        );
        assert_eq!(told(&own.comes_to(&[], day("2025-12-01"), Some(day("2025-12-31")))), pairs(&[]));
    }

    #[test]
    fn what_is_promised_lies_in_a_period_of_the_need_that_has_not_ended() {
        let needs = schedule(&[("2026-01", 100), ("2026-02", 100)]);
        let codes = |own: &[(&str, i64)]| {
            let found = Promise::Absolute(schedule(own)).check(&needs, "/p", day("2026-02-01"));
            found.into_iter().map(|one| (one.pointer, one.code)).collect::<Vec<_>>()
        };
        assert!(codes(&[("2026-W06", 1), ("2026-02-28", 1)]).is_empty());
        assert_eq!(codes(&[("2026-01", 1)]), [("/p/0/period".to_owned(), "period-ended")]);
        assert_eq!(codes(&[("2026-W09", 1)]), [("/p/0/period".to_owned(), "outside-demand")]);
        let of_share =
            |today| Promise::Share(share(1)).check(&needs, "/p", day(today)).into_iter().map(|one| one.code);
        assert_eq!(of_share("2026-02-28").collect::<Vec<_>>(), [""; 0]);
        assert_eq!(of_share("2026-03-01").collect::<Vec<_>>(), ["period-ended"]);
    }

    #[test]
    fn shares_fill_a_need_and_no_more_unless_on_purpose() {
        let taken = [share(6_000), share(3_999)];
        assert!(check_shares(&taken, share(1), false).is_ok());
        let refused = check_shares(&taken, share(2), false).expect_err("one too many");
        assert_eq!(refused.code, RefusalCode::ShareExceeded);
        assert_eq!(
            (refused.unmet[0].found.en.as_str(), refused.unmet[0].required.en.as_str()),
            ("100.01%", "100%")
        );
        assert!(
            refused.unmet[0].how_to_fix.en.contains("0.01% is left"),
            "{}",
            refused.unmet[0].how_to_fix.en
        );
        assert!(check_shares(&taken, share(10_000), true).is_ok());
    }

    #[test]
    fn a_new_version_keeps_what_was_accepted() {
        let id = DemandLineId::from_uuid(Uuid::from_u128(1));
        let line = |needs: &[(&str, i64)]| {
            let goods = LineGoods {
                commodity_code: "eggs".to_owned(),
                form_code: "fresh".to_owned(),
                grade: None,
                unit: Unit::Grm,
                region_code: "31".to_owned(),
            };
            NeedLine { id, goods, schedule: schedule(needs) }
        };
        let own = AcceptedOnLine {
            line: id,
            promise: Promise::Absolute(schedule(&[("2026-01", 1), ("2026-W08", 1)])),
        };
        let shares =
            [6_000, 5_000].map(|one| AcceptedOnLine { line: id, promise: Promise::Share(share(one)) });
        let accepted = [own, shares[0].clone(), shares[1].clone()];
        let codes = |after: &[(NeedLine, bool)]| {
            let found = check_accepted_stays(&accepted, after, day("2026-02-01"));
            found.into_iter().map(|one| (one.pointer, one.code)).collect::<Vec<_>>()
        };
        assert!(
            codes(&[(line(&[("2026-02", 1)]), true)]).is_empty(),
            "less is needed, and January has ended"
        );
        let gone = [("/lines/0/periods".to_owned(), "period-committed")];
        assert_eq!(codes(&[(line(&[("2026-03", 1)]), true)]), gone);
        let both = ["period-committed", "line-committed"].map(|code| ("/lines".to_owned(), code));
        assert_eq!(codes(&[]), both);
        let once = [("/lines/0/oversubscribed".to_owned(), "shares-exceed")];
        assert_eq!(codes(&[(line(&[("2026-02", 1)]), false)]), once);
    }

    #[test]
    fn the_hash_names_the_whole_offer() {
        let terms = OfferTerms {
            commitment: CommitmentId::from_uuid(Uuid::from_u128(1)),
            number: 1,
            line: DemandLineId::from_uuid(Uuid::from_u128(2)),
            agreement: AgreementId::from_uuid(Uuid::from_u128(3)),
            supplier: None,
            promise: Promise::Share(share(2_500)),
            tolerance_bp: 0,
            rolls_over: true,
            note: None,
        };
        let hash = terms.canonical().hash;
        assert!(check_offer(&hash, &terms.canonical().hash).is_ok());
        for other in [
            OfferTerms { number: 2, ..terms.clone() },
            OfferTerms { promise: Promise::Share(share(2_501)), ..terms.clone() },
            OfferTerms { promise: Promise::Absolute(schedule(&[("2026-01", 1)])), ..terms.clone() },
            OfferTerms { tolerance_bp: 1, ..terms.clone() },
            OfferTerms { rolls_over: false, ..terms.clone() },
            OfferTerms { note: Some("x".to_owned()), ..terms.clone() },
            OfferTerms { supplier: Some(PartyId::from_uuid(Uuid::from_u128(4))), ..terms.clone() },
        ] {
            let refused = check_offer(&hash, &other.canonical().hash).expect_err("another offer");
            assert_eq!(refused.code, RefusalCode::TextChanged);
        }
    }
}
