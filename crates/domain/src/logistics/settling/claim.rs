//! A claim: what one business of a contract asks of the other for goods that came short, damaged, late or not as agreed.
//!
//! Owns its kinds, its lifecycle and what it bars. Refuses: loss within the allowance, which is physics and no claim; what
//! figures show is opened by the server from them, never by hand.

use super::terms::claim_refused;
use crate::logistics::ReceiptState;
use crate::shared::{Begun, Bilingual, Refusal, RefusalCode, Role, Unmet, Waiting, Waits};
use crate::{labels, lifecycle, say};

labels! {
    /// What a claim is about.
    pub enum ClaimKind {
        /// Goods that were loaded and are not there.
        Short = "short",
        /// Goods that were damaged.
        Damage = "damage",
        /// Goods of another quality than agreed.
        Quality = "quality",
        /// Animals that died beyond the allowance.
        Death = "death",
        /// Weight lost beyond the allowance.
        ShrinkExcess = "shrink_excess",
        /// Goods that came too late.
        Late = "late",
        /// Papers that are missing or wrong.
        Document = "document",
        /// Another price than agreed.
        Price = "price",
        /// Goods of another origin or maker than they were sold as.
        Identity = "identity",
    }
}

labels! {
    /// Where a claim stands.
    pub enum ClaimState {
        /// Opened, by figures or by hand; the other side answers.
        Open = "open",
        /// Both sides have spoken; what one offers the other may take.
        Responded = "responded",
        /// They do not come to terms; the coordinators of both regions are asked.
        Disputed = "disputed",
        /// A coordinator or the facilitator has heard both sides.
        Mediated = "mediated",
        /// Both businesses agreed on the same terms.
        Agreed = "agreed",
        /// Both coordinators gave the same decision.
        Decided = "decided",
        /// Counted in a statement of what is owed.
        Settled = "settled",
        /// Given up by who claimed, or with the receipt that it is about.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What can happen to a claim.
    pub enum ClaimEvent {
        /// A side answers, perhaps with an offer.
        Respond = "respond",
        /// A side does not come to terms with the other.
        Dispute = "dispute",
        /// A coordinator or the facilitator hears both sides.
        Mediate = "mediate",
        /// A side takes what the other offers.
        Agree = "agree",
        /// A coordinator decides; the same decision of both ends it.
        Decide = "decide",
        /// It counts in a statement of what is owed.
        Settle = "settle",
        /// It is given up.
        Withdraw = "withdraw",
    }
}

labels! {
    /// What dates decide of a claim; derived, never stored.
    pub enum ClaimCondition {
        /// Both coordinators should have decided by now.
        Overdue = "overdue",
        /// Nobody pursued it in time: no step but giving it up is left.
        TimeBarred = "time_barred",
    }
}

/// Who trades.
const BUSINESSES: &[Role] = &[Role::Supplier, Role::Aggregator, Role::Buyer];
/// Who may hear both sides.
const MEDIATORS: &[Role] = &[Role::Coordinator, Role::Facilitator];

lifecycle! {
    /// What has happened to a claim.
    pub enum ClaimHappened: ClaimState, ClaimEvent {
        Respond (Responded = "responded", Optional, BUSINESSES):
            Open | Responded => Responded, Disputed => Disputed, Mediated => Mediated;
        Dispute (Disputed = "disputed", ToMend, BUSINESSES): Open | Responded => Disputed;
        Mediate (Mediated = "mediated", Required, MEDIATORS): Disputed | Mediated => Mediated;
        Agree (Agreed = "agreed", Optional, BUSINESSES): Open | Responded | Disputed | Mediated => Agreed;
        Decide (Decided = "decided", Required, &[Role::Coordinator]): Mediated => Decided;
        Settle (Settled = "settled", Optional, &[]): Agreed | Decided => Settled;
        Withdraw (Withdrawn = "withdrawn", Required, BUSINESSES):
            Open | Responded | Disputed | Mediated => Withdrawn;
    }
    also {
        /// It was opened.
        Opened = "opened",
        /// A coordinator decided; that of the other region has not, or otherwise.
        DecisionGiven = "decision_given",
    }
}

impl Waits for ClaimState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Open, action: "respond_to_claim", roles: BUSINESSES },
        Waiting { state: Self::Responded, action: "accept_claim_offer", roles: BUSINESSES },
        Waiting { state: Self::Disputed, action: "mediate_claim", roles: &[Role::Coordinator] },
        Waiting { state: Self::Mediated, action: "decide_claim", roles: &[Role::Coordinator] },
    ];
    const RESTING: &'static [Self] = &[];
    const BEGUN: &'static [Begun<Self>] = &[Begun {
        states: &[Self::Disputed, Self::Mediated],
        action: "mediate_claim",
        roles: &[Role::Facilitator],
    }];
}

impl ClaimState {
    /// Whether it goes on: nothing is agreed, decided or given up.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Responded | Self::Disputed | Self::Mediated)
    }

    /// Whether it has an outcome that is owed.
    pub const fn has_outcome(self) -> bool {
        matches!(self, Self::Agreed | Self::Decided | Self::Settled)
    }

    /// What the day by which something should be done decides, once it has passed.
    pub const fn when_due_has_passed(self) -> Option<ClaimCondition> {
        match self {
            Self::Open | Self::Responded => Some(ClaimCondition::TimeBarred),
            Self::Disputed | Self::Mediated => Some(ClaimCondition::Overdue),
            _ => None,
        }
    }
}

impl ClaimKind {
    /// Whether the server opens it from the figures of a receipt, and nobody by hand.
    pub const fn is_of_figures(self) -> bool {
        matches!(self, Self::Short | Self::Death | Self::ShrinkExcess)
    }

    /// Whether it is of goods that were accepted; what was lost or missing never was.
    pub const fn is_of_accepted_goods(self) -> bool {
        !self.is_of_figures()
    }

    /// Whether the supplier may claim it of the buyer.
    pub const fn is_suppliers(self) -> bool {
        matches!(self, Self::Price | Self::Document)
    }

    /// Whether it can be of goods that no receipt names yet.
    const fn needs_no_receipt(self) -> bool {
        matches!(self, Self::Late | Self::Document | Self::Identity)
    }
}

/// What a claim by hand is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimSubject {
    /// A line of a receipt that stands so.
    ReceiptLine(ReceiptState),
    /// Goods of a shipment for a contract line.
    Shipment,
}

/// Whether a side may open a claim of a kind by hand on what it is about; every rule that is not met.
///
/// # Errors
/// `claim-rule`.
pub fn check_kind(kind: ClaimKind, by_supplier: bool, subject: ClaimSubject) -> Result<(), Refusal> {
    let mut unmet = Vec::new();
    if kind.is_of_figures() {
        let how = Bilingual::new(
            "Kekurangan serta susut dan kematian di atas batas wajar menjadi klaim dari angka penerimaan itu sendiri; yang masih wajar tidak dapat diklaim.",
            "What is missing, and shrinkage and deaths above the allowance, become claims by the figures of the receipt itself; what is within it is not claimed.",
        );
        let required = Bilingual::new("klaim yang diajukan orang", "a claim that people make");
        unmet.push(Unmet::new("shown_by_figures", "kind", kind, required, how));
    }
    if by_supplier && !kind.is_suppliers() {
        let how = Bilingual::new(
            "Pemasok mengklaim harga atau dokumen; angka penerimaan disanggah pada penerimaan itu.",
            "A supplier claims a price or papers; to the figures of a receipt it objects on that receipt.",
        );
        let required = crate::words::one_of([ClaimKind::Price, ClaimKind::Document]);
        unmet.push(Unmet::new("claimed_by_its_side", "kind", kind, required, how));
    }
    match subject {
        ClaimSubject::ReceiptLine(state) if !state.counts() => {
            let how = Bilingual::new(
                "Klaim hanya atas penerimaan yang dibukukan dan tidak dibatalkan; ajukan atas penerimaan yang benar.",
                "A claim is on a receipt that is posted and was not taken back; make it on the one that is right.",
            );
            unmet.push(Unmet::new("receipt_stands", "receipt_line_id", state, ReceiptState::Posted, how));
        }
        ClaimSubject::Shipment if !kind.needs_no_receipt() => {
            let how = Bilingual::new(
                "Sebutkan baris penerimaan (`receipt_line_id`) yang diklaim.",
                "Name the line of the receipt (`receipt_line_id`) that is claimed.",
            );
            let required = crate::words::one_of([ClaimKind::Late, ClaimKind::Document, ClaimKind::Identity]);
            unmet.push(Unmet::new("claimed_on_a_receipt", "kind", kind, required, how));
        }
        _ => {}
    }
    Refusal::unless_empty(RefusalCode::ClaimRule, unmet)
}

/// Whether a receipt may be taken back: no claim on it was agreed or decided. `outcomes` names those with their states.
///
/// # Errors
/// `receipt-final` naming each.
pub fn check_not_agreed(outcomes: &[(String, ClaimState)]) -> Result<(), Refusal> {
    let how = || {
        Bilingual::new(
            "Klaim atas penerimaan ini sudah berakhir dengan kesepakatan atau keputusan; koreksi lain diajukan sebagai klaim baru.",
            "A claim on this receipt has ended by agreement or decision; whatever else is to be corrected is a new claim.",
        )
    };
    let required = || Bilingual::new("belum ada hasilnya", "without an outcome");
    let unmet = outcomes
        .iter()
        .map(|(number, state)| Unmet::new("no_claim_agreed", number, *state, required(), how()));
    Refusal::unless_empty(RefusalCode::ReceiptFinal, unmet.collect())
}

/// What bars new orders of a supplier whose goods are claimed to be of another identity; `numbers` names the claims that the
/// reader may see, `others` counts the rest.
pub fn unmet_by_identity_claims(numbers: &[String], others: usize) -> Vec<Unmet> {
    let unmet = |subject: String| {
        let how = Bilingual::new(
            "Pesanan baru kepada pemasok ini ditahan sampai klaim itu diputuskan atau ditarik kembali.",
            "New orders of this supplier are held until that claim is decided or withdrawn.",
        );
        let found = say!("klaim {kind}", "a claim of {kind}", kind = ClaimKind::Identity);
        let required = Bilingual::new("tidak ada klaim yang terbuka", "no open claim");
        Unmet::new("no_identity_claim", subject, found, required, how)
    };
    let unseen = (others > 0).then(|| "supplier".to_owned());
    numbers.iter().cloned().chain(unseen).map(unmet).collect()
}

/// Whether a supplier takes new orders: nobody claims that its goods are of another identity.
///
/// # Errors
/// `identity-claim-open` naming each claim that the reader may see.
pub fn check_no_identity_claim(numbers: &[String], others: usize) -> Result<(), Refusal> {
    Refusal::unless_empty(RefusalCode::IdentityClaimOpen, unmet_by_identity_claims(numbers, others))
}

/// Whether a step is still possible: the claim is not barred by time.
///
/// # Errors
/// `claim-window-closed`.
pub(super) fn barred(required: Bilingual) -> Refusal {
    let how = Bilingual::new(
        "Tidak ada yang menindaklanjuti klaim ini pada waktunya; tarik kembali klaim ini.",
        "Nobody pursued this claim in time; withdraw it.",
    );
    let unmet = Unmet::new("claim_pursued_in_time", "claim", ClaimCondition::TimeBarred, required, how);
    claim_refused(RefusalCode::ClaimWindowClosed, unmet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Lifecycle as _, waiting::assert_waits};

    #[test]
    fn every_state_that_goes_on_waits() {
        assert_waits::<ClaimState>();
    }

    #[test]
    fn the_way_of_a_claim_has_no_short_cut() {
        use ClaimEvent as E;
        use ClaimState as S;
        for event in [E::Mediate, E::Decide, E::Settle] {
            assert_eq!(S::Open.next(event), None, "{event}");
            assert_eq!(S::Responded.next(event), None, "{event}");
        }
        assert_eq!(S::Disputed.next(E::Decide), None, "both sides are heard before");
        assert_eq!(S::Mediated.next(E::Decide), Some(S::Decided));
        for state in [S::Agreed, S::Decided] {
            assert_eq!(state.next(E::Settle), Some(S::Settled));
            assert_eq!(state.next(E::Withdraw), None);
        }
        for state in S::ALL {
            assert_eq!(state.is_open(), state.next(E::Withdraw).is_some(), "{state}");
            assert!(!(state.is_open() && state.has_outcome()), "{state}");
            assert_eq!(state.when_due_has_passed().is_some(), state.is_open(), "{state}");
        }
    }

    fn rules(result: Result<(), Refusal>) -> Vec<String> {
        result.err().map_or_else(Vec::new, |refusal| refusal.unmet.into_iter().map(|one| one.rule).collect())
    }

    #[test]
    fn by_hand_is_claimed_what_people_see_on_a_receipt_that_stands() {
        let posted = ClaimSubject::ReceiptLine(ReceiptState::Posted);
        for kind in ClaimKind::ALL {
            let figures = matches!(kind, ClaimKind::Short | ClaimKind::Death | ClaimKind::ShrinkExcess);
            assert_eq!(check_kind(*kind, false, posted).is_err(), figures, "{kind}");
        }
        assert_eq!(
            rules(check_kind(ClaimKind::Death, true, posted)),
            ["shown_by_figures", "claimed_by_its_side"]
        );
        assert_eq!(check_kind(ClaimKind::Price, true, posted), Ok(()));
        for state in ReceiptState::ALL {
            let judged = rules(check_kind(ClaimKind::Quality, false, ClaimSubject::ReceiptLine(*state)));
            assert_eq!(judged.is_empty(), state.counts(), "{state}");
        }
        assert_eq!(
            rules(check_kind(ClaimKind::Quality, false, ClaimSubject::Shipment)),
            ["claimed_on_a_receipt"]
        );
        assert_eq!(check_kind(ClaimKind::Late, false, ClaimSubject::Shipment), Ok(()));
    }

    #[test]
    fn a_claim_of_identity_is_named_to_who_may_see_it_alone() {
        assert_eq!(check_no_identity_claim(&[], 0), Ok(()));
        let refusal = check_no_identity_claim(&["KLM/2026/000001".to_owned()], 1).expect_err("held");
        assert_eq!(refusal.code, RefusalCode::IdentityClaimOpen);
        let subjects: Vec<_> = refusal.unmet.iter().map(|one| one.subject.as_str()).collect();
        assert_eq!(subjects, ["KLM/2026/000001", "supplier"]);
    }

    #[test]
    fn a_receipt_whose_claim_was_agreed_is_not_taken_back() {
        assert_eq!(check_not_agreed(&[]), Ok(()));
        let refusal =
            check_not_agreed(&[("KLM/2026/000001".to_owned(), ClaimState::Agreed)]).expect_err("agreed");
        assert_eq!(refusal.code, RefusalCode::ReceiptFinal);
    }
}
