//! A receipt: its lifecycle, and the measures of one line with the rules for posting them.
//!
//! Live animals carry heads and live weight, eggs may carry crates and kilograms; neither is derived
//! from the other, and only the contract line's own measure draws it down.

use crate::logistics::{HeadCount, Measure, WeightCount};
use crate::shared::{Bilingual, Dimension, Refusal, RefusalCode, Role, Unmet, Waiting, Waits};
use crate::words;
use crate::{labels, lifecycle, say};

labels! {
    /// Where a receipt stands.
    pub enum ReceiptState {
        /// Being captured, perhaps on a phone without network.
        Draft = "draft",
        /// Captured; documents seen before goods were counted.
        Submitted = "submitted",
        /// Quality judged; rejections have their reasons.
        Inspected = "inspected",
        /// Counts; its lines close. The supplier may confirm or object.
        Posted = "posted",
        /// Counts; the supplier has confirmed it.
        Confirmed = "confirmed",
        /// Counts; the supplier has objected to it.
        Objected = "objected",
        /// No longer counts; a new receipt names it as what it corrects.
        Reversed = "reversed",
        /// Another phone captured the same goods; a person decides.
        Conflicted = "conflicted",
        /// Given up before it was posted; its goods are free for another capture.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What can happen to a receipt.
    pub enum ReceiptEvent {
        /// The receiver hands it in.
        Submit = "submit",
        /// The inspector judges quality.
        Inspect = "inspect",
        /// It is posted; lines and balance are checked.
        Post = "post",
        /// The supplier confirms it, perhaps after an objection.
        Confirm = "confirm",
        /// The supplier objects to it.
        Object = "object",
        /// A new receipt takes it back.
        Reverse = "reverse",
        /// Another capture of the same goods turns up.
        Conflict = "conflict",
        /// A person chooses this one among the captures; the others stay conflicted.
        Resolve = "resolve",
        /// The buyer's side gives it up before it is posted.
        Withdraw = "withdraw",
    }
}

impl ReceiptState {
    /// Whether somebody still works on it, so that its goods go nowhere else: captured and not posted.
    pub const fn is_in_progress(self) -> bool {
        matches!(self, Self::Draft | Self::Submitted | Self::Inspected | Self::Conflicted)
    }

    /// Whether its accepted amounts draw the contract line down.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Posted | Self::Confirmed | Self::Objected)
    }

    /// Whether it has come to an end without counting: no capture of its goods any more.
    pub const fn is_given_up(self) -> bool {
        matches!(self, Self::Reversed | Self::Withdrawn)
    }
}

/// Who answers for what was received.
const ANSWERABLE: &[Role] = &[Role::Receiver, Role::Buyer];
/// Who sold the goods, and is told what became of them.
const SELLS: &[Role] = &[Role::Supplier, Role::Aggregator];

lifecycle! {
    /// What has happened to a receipt.
    pub enum ReceiptHappened: ReceiptState, ReceiptEvent {
        Submit (Submitted = "submitted", Optional, &[Role::Receiver, Role::Buyer, Role::FieldOfficer]):
            Draft => Submitted;
        Inspect (Inspected = "inspected", Optional,
            &[Role::Inspector, Role::Receiver, Role::Buyer, Role::FieldOfficer]): Submitted => Inspected;
        Post (Posted = "posted", Optional, ANSWERABLE): Inspected => Posted;
        Confirm (Confirmed = "confirmed", Optional, SELLS): Posted | Objected => Confirmed;
        Object (Objected = "objected", ToMend, SELLS): Posted => Objected;
        Reverse (Reversed = "reversed", Required, ANSWERABLE): Posted | Confirmed | Objected => Reversed;
        Conflict (Conflicted = "conflicted", Optional, &[]): Draft | Submitted | Inspected => Conflicted;
        Resolve (Resolved = "resolved", Required, ANSWERABLE): Conflicted => Submitted;
        Withdraw (Withdrawn = "withdrawn", Required, &[Role::Receiver, Role::Buyer, Role::FieldOfficer]):
            Draft | Submitted | Inspected | Conflicted => Withdrawn;
    }
    also {
        /// Somebody captured what came off a vehicle.
        Captured = "captured",
        /// Its figures changed.
        Changed = "changed",
    }
    changed in Draft | Submitted | Inspected | Conflicted;
}

impl Waits for ReceiptState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Draft, action: "submit_receipt", roles: ReceiptEvent::Submit.roles() },
        Waiting { state: Self::Submitted, action: "inspect_receipt", roles: ReceiptEvent::Inspect.roles() },
        Waiting { state: Self::Inspected, action: "post_receipt", roles: ReceiptEvent::Post.roles() },
        Waiting { state: Self::Posted, action: "confirm_receipt", roles: ReceiptEvent::Confirm.roles() },
        Waiting { state: Self::Objected, action: "reverse_receipt", roles: ReceiptEvent::Reverse.roles() },
        Waiting { state: Self::Conflicted, action: "resolve_receipt", roles: ReceiptEvent::Resolve.roles() },
    ];
    const RESTING: &'static [Self] = &[Self::Confirmed];
}

/// What was counted and weighed for one receipt line; each measure stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReceiptMeasures {
    /// Heads of live animals.
    pub heads: Option<HeadCount>,
    /// Pieces.
    pub pieces: Option<HeadCount>,
    /// Packages: crates of eggs, sacks of rice.
    pub packages: Option<HeadCount>,
    /// Weight in grams; live weight for live animals.
    pub weight: Option<WeightCount>,
    /// Volume in millilitres.
    pub volume: Option<WeightCount>,
}

impl ReceiptMeasures {
    /// What was accepted in one measure, in its base unit; `None` when it was not taken.
    pub fn accepted_in(&self, dimension: Dimension) -> Option<i64> {
        match dimension {
            Dimension::Head => self.heads.map(|count| count.accepted),
            Dimension::Piece => self.pieces.map(|count| count.accepted),
            Dimension::Mass => self.weight.map(|count| count.accepted),
            Dimension::Volume => self.volume.map(|count| count.accepted),
        }
    }

    /// What a posted line accepts in the contract line's measure, in base units, once everything closes.
    /// `line` names the receipt line in a refusal.
    ///
    /// # Errors
    /// `receipt-line-does-not-close` naming each figure that is negative, each measure that does not
    /// close, and each measure that is required (the contract line's own; heads and live weight of animals)
    /// but was not taken.
    pub fn check(&self, drawdown: Dimension, line: &str) -> Result<i64, Refusal> {
        let mut broken = self.broken_identities(line);
        let accepted = self.accepted_in(drawdown);
        if accepted.is_none() {
            broken.push(not_taken(drawdown, line));
        }
        if self.is_live(drawdown) {
            let both = [Dimension::Head, Dimension::Mass];
            let untaken = both.into_iter().filter(|d| *d != drawdown && self.accepted_in(*d).is_none());
            broken.extend(untaken.map(|dimension| not_taken(dimension, line)));
        }
        Refusal::unless_empty(RefusalCode::ReceiptLineDoesNotClose, broken)?;
        // A missing measure was refused above.
        Ok(accepted.unwrap_or_default())
    }

    /// Whether goods that weigh more than was loaded can be the difference of two scales: at most `most_bp` basis points of
    /// what was loaded. More is a surplus, or somebody weighed wrong. `line` names the receipt line.
    ///
    /// # Errors
    /// `receipt-line-does-not-close` naming each measure that gained more.
    pub fn check_gain(&self, most_bp: i64, line: &str) -> Result<(), Refusal> {
        let weighed = [(self.weight, Measure::Mass), (self.volume, Measure::Volume)];
        let gained = weighed.into_iter().filter_map(|(count, measure)| {
            let count = count?;
            let most = i128::from(count.loaded) * i128::from(most_bp) / 10_000;
            let gain = -i128::from(count.shrink);
            (gain > most).then(|| gained_too_much(measure, gain, most, line))
        });
        Refusal::unless_empty(RefusalCode::ReceiptLineDoesNotClose, gained.collect())
    }

    /// A line that draws down in heads, or counts heads at all, is of live animals.
    const fn is_live(&self, drawdown: Dimension) -> bool {
        matches!(drawdown, Dimension::Head) || self.heads.is_some()
    }

    fn broken_identities(&self, line: &str) -> Vec<Unmet> {
        let subject = |measure: &str| format!("{line}.{measure}");
        let counted =
            [(self.heads, Measure::Head), (self.pieces, Measure::Piece), (self.packages, Measure::Package)];
        let weighed = [(self.weight, Measure::Mass), (self.volume, Measure::Volume)];
        let mut broken = Vec::new();
        for (count, measure) in counted {
            broken.extend(count.iter().flat_map(|count| count.unmet(measure, &subject(measure.field()))));
        }
        for (count, measure) in weighed {
            broken.extend(count.iter().flat_map(|count| count.unmet(measure, &subject(measure.field()))));
        }
        broken
    }
}

fn gained_too_much(measure: Measure, gain: i128, most: i128, line: &str) -> Unmet {
    let found = say!("{gain} lebih", "{gain} more", gain = measure.amount(gain));
    let required = say!("paling banyak {most} lebih", "at most {most} more", most = measure.amount(most));
    let how = Bilingual::new(
        "Timbang lagi. Bila memang lebih banyak dari yang dimuat, catat selisihnya sebagai kelebihan kiriman (`surplus`).",
        "Weigh again. If there is more than was loaded, record the difference as `surplus`.",
    );
    Unmet::new("gain_is_surplus", format!("{line}.{}", measure.field()), found, required, how)
}

/// What the shipment says was loaded of an item, in base units; `None` where it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loaded {
    /// Heads.
    pub heads: Option<i64>,
    /// Pieces.
    pub pieces: Option<i64>,
    /// Packages.
    pub packages: Option<i64>,
    /// Grams.
    pub weight: Option<i64>,
    /// Millilitres.
    pub volume: Option<i64>,
}

impl Loaded {
    /// What it says in one measure.
    pub(super) const fn of(&self, measure: Measure) -> Option<i64> {
        match measure {
            Measure::Head => self.heads,
            Measure::Piece => self.pieces,
            Measure::Package => self.packages,
            Measure::Mass => self.weight,
            Measure::Volume => self.volume,
        }
    }

    /// Whether a receipt line starts from what the shipment says was loaded: more than that is `surplus`,
    /// less is `missing`, never another loaded figure. `line` names the receipt line.
    ///
    /// # Errors
    /// `receipt-line-does-not-close` naming each measure with another loaded figure.
    pub fn check(&self, measures: &ReceiptMeasures, line: &str) -> Result<(), Refusal> {
        let pairs = [
            (Measure::Head, measures.heads.map(|count| count.loaded)),
            (Measure::Piece, measures.pieces.map(|count| count.loaded)),
            (Measure::Package, measures.packages.map(|count| count.loaded)),
            (Measure::Mass, measures.weight.map(|count| count.loaded)),
            (Measure::Volume, measures.volume.map(|count| count.loaded)),
        ];
        let differing = pairs.into_iter().filter_map(|(measure, written)| {
            let (shipped, written) = (self.of(measure)?, written?);
            (shipped != written).then(|| loaded_differs(measure, shipped, written, line))
        });
        Refusal::unless_empty(RefusalCode::ReceiptLineDoesNotClose, differing.collect())
    }
}

/// Whether the papers were seen before the goods were counted; a receipt is not submitted otherwise.
///
/// # Errors
/// `documents-not-seen`.
pub fn check_documents_seen(seen: bool) -> Result<(), Refusal> {
    if seen {
        return Ok(());
    }
    let fix = Bilingual::new(
        "Periksa surat jalan dan sertifikat yang menyertai barang, lalu nyatakan bahwa dokumen sudah dilihat.",
        "Look at the delivery note and the certificates that came along, then say that the papers were seen.",
    );
    let (found, required) =
        (Bilingual::new("belum dilihat", "not seen"), Bilingual::new("sudah dilihat", "seen"));
    let unmet = Unmet::new("documents_seen_first", "documents_seen", found, required, fix);
    Err(Refusal::rule(RefusalCode::DocumentsNotSeen, vec![unmet]))
}

/// Whether a capture may be chosen: none of the others of the same goods is posted. `posted` names those.
///
/// # Errors
/// `receipt-conflict` naming each posted one.
pub fn check_resolvable(posted: &[String]) -> Result<(), Refusal> {
    let fix = || {
        Bilingual::new(
            "Batalkan dahulu penerimaan yang sudah dibukukan itu, lalu pilih yang ini.",
            "Reverse that posted receipt first, then choose this one.",
        )
    };
    let required = || Bilingual::new("belum dibukukan", "not posted");
    let unmet = posted
        .iter()
        .map(|id| Unmet::new("no_other_capture_posted", id, ReceiptState::Posted, required(), fix()));
    Refusal::unless_empty(RefusalCode::ReceiptConflict, unmet.collect())
}

/// Whether a shipment may turn back or be given up as lost: nobody at the receiver's is busy with its goods. `captured` names
/// the receipts that are captured and not posted.
///
/// # Errors
/// `receipt-in-progress` naming each.
pub fn check_none_captured(captured: &[(String, ReceiptState)]) -> Result<(), Refusal> {
    let fix = || {
        Bilingual::new(
            "Mintalah pembeli membukukan penerimaan ini, atau menariknya kembali.",
            "Ask the buyer to post this receipt, or to withdraw it.",
        )
    };
    let required = || Bilingual::new("dibukukan atau ditarik kembali", "posted or withdrawn");
    let unmet = captured
        .iter()
        .map(|(number, state)| Unmet::new("no_receipt_in_progress", number, *state, required(), fix()));
    Refusal::unless_empty(RefusalCode::ReceiptInProgress, unmet.collect())
}

fn loaded_differs(measure: Measure, shipped: i64, written: i64, line: &str) -> Unmet {
    let fix = Bilingual::new(
        "Tulis angka muat seperti pada pengiriman; yang lebih ditulis sebagai kelebihan kiriman, yang kurang sebagai hilang.",
        "Write the loaded figure of the shipment; what is more is surplus, what is less is missing.",
    );
    let subject = format!("{line}.{}.loaded", measure.field());
    Unmet::new("loaded_as_shipped", subject, measure.amount(written), measure.amount(shipped), fix)
}

fn not_taken(dimension: Dimension, line: &str) -> Unmet {
    let (id, en) = match dimension {
        Dimension::Head => ("Hitung hewan (ekor).", "Count the animals (heads)."),
        Dimension::Mass => {
            ("Timbang barang; hewan hidup juga ditimbang.", "Weigh the goods; live animals too.")
        }
        Dimension::Piece => ("Hitung barang per butir atau buah.", "Count the pieces."),
        Dimension::Volume => ("Ukur isi dalam liter.", "Measure the volume in litres."),
    };
    Unmet::new("measure_taken", line, words::none(), dimension, Bilingual::new(id, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    const TABLE: &str = "\
| state | submit | inspect | post | confirm | object | reverse | conflict | resolve | withdraw |
|---|---|---|---|---|---|---|---|---|---|
| draft | submitted | - | - | - | - | - | conflicted | - | withdrawn |
| submitted | - | inspected | - | - | - | - | conflicted | - | withdrawn |
| inspected | - | - | posted | - | - | - | conflicted | - | withdrawn |
| posted | - | - | - | confirmed | objected | reversed | - | - | - |
| confirmed | - | - | - | - | - | reversed | - | - | - |
| objected | - | - | - | confirmed | - | reversed | - | - | - |
| reversed | - | - | - | - | - | - | - | - | - |
| conflicted | - | - | - | - | - | - | - | submitted | withdrawn |
| withdrawn | - | - | - | - | - | - | - | - | - |
";

    #[test]
    fn the_whole_table_is_this() {
        assert_eq!(transition_table::<ReceiptState>(), TABLE);
    }

    #[test]
    fn nothing_turns_back_while_a_receipt_of_it_is_in_progress() {
        assert_eq!(check_none_captured(&[]), Ok(()));
        let captured = [("BAST/2026/000001".to_owned(), ReceiptState::Inspected)];
        let refusal = check_none_captured(&captured).expect_err("somebody counts the goods");
        assert_eq!(refusal.code, RefusalCode::ReceiptInProgress);
        assert_eq!((refusal.unmet[0].subject.as_str(), refusal.unmet.len()), ("BAST/2026/000001", 1));
        for state in ReceiptState::ALL {
            let sorts = [state.counts(), state.is_given_up(), state.is_in_progress()];
            assert_eq!(sorts.iter().filter(|is_one| **is_one).count(), 1, "{state}");
        }
    }

    #[test]
    fn what_weighs_more_than_two_scales_differ_is_a_surplus() {
        let weighed = |accepted, shrink, surplus| {
            let weight = WeightCount { loaded: 10_000, accepted, shrink, surplus, ..WeightCount::default() };
            ReceiptMeasures { weight: Some(weight), ..ReceiptMeasures::default() }.check_gain(200, "line 1")
        };
        assert_eq!(weighed(10_200, -200, 0), Ok(()));
        assert_eq!(weighed(20_000, 0, 10_000), Ok(()));
        let refusal = weighed(10_201, -201, 0).expect_err("more than two scales differ");
        assert_eq!((refusal.unmet[0].rule.as_str(), refusal.unmet.len()), ("gain_is_surplus", 1));
        assert_eq!(refusal.unmet[0].required.en, "at most 0.2 kg more");
    }

    fn cattle() -> ReceiptMeasures {
        ReceiptMeasures {
            heads: Some(HeadCount { loaded: 30, accepted: 30, ..HeadCount::default() }),
            weight: Some(WeightCount {
                loaded: 9_000,
                accepted: 8_600,
                shrink: 400,
                ..WeightCount::default()
            }),
            ..ReceiptMeasures::default()
        }
    }

    fn rules(measures: &ReceiptMeasures, drawdown: Dimension) -> Vec<String> {
        let refusal = measures.check(drawdown, "lines/0").expect_err("does not close");
        assert_eq!(refusal.code, RefusalCode::ReceiptLineDoesNotClose);
        refusal
            .unmet
            .into_iter()
            .map(|unmet| format!("{} {} {}", unmet.rule, unmet.subject, unmet.required.en))
            .collect()
    }

    #[test]
    fn live_animals_need_heads_and_live_weight_and_neither_gives_the_other() {
        assert_eq!(cattle().check(Dimension::Head, "lines/0"), Ok(30));
        assert_eq!(cattle().check(Dimension::Mass, "lines/0"), Ok(8_600));
        let unweighed = ReceiptMeasures { weight: None, ..cattle() };
        assert_eq!(rules(&unweighed, Dimension::Head), ["measure_taken lines/0 weight"]);
        let uncounted = ReceiptMeasures { heads: None, ..cattle() };
        assert_eq!(rules(&uncounted, Dimension::Head), ["measure_taken lines/0 heads"]);
        assert_eq!(rules(&ReceiptMeasures::default(), Dimension::Head).len(), 2);
    }

    #[test]
    fn eggs_may_carry_crates_but_draw_down_by_weight() {
        let eggs = ReceiptMeasures {
            pieces: Some(HeadCount { loaded: 600, accepted: 599, rejected: 1, ..HeadCount::default() }),
            weight: Some(WeightCount { loaded: 9_000_000, accepted: 9_000_000, ..WeightCount::default() }),
            ..ReceiptMeasures::default()
        };
        assert_eq!(eggs.check(Dimension::Mass, "lines/0"), Ok(9_000_000));
        assert_eq!(ReceiptMeasures { pieces: None, ..eggs }.check(Dimension::Mass, "lines/0"), Ok(9_000_000));
        assert_eq!(rules(&eggs, Dimension::Volume), ["measure_taken lines/0 volume"]);
    }

    #[test]
    fn each_measure_closes_by_itself() {
        let mut measures = cattle();
        measures.heads = measures.heads.map(|heads| HeadCount { accepted: 29, ..heads });
        measures.weight = measures.weight.map(|weight| WeightCount { accepted: 8_000, ..weight });
        let expected = [
            "receipt_line_closes lines/0.heads missing 1 head",
            "receipt_line_closes lines/0.weight shrinkage 1 kg",
        ];
        assert_eq!(rules(&measures, Dimension::Head), expected);
    }

    #[test]
    fn a_line_starts_from_what_was_shipped_where_the_shipment_says_so() {
        let shipped = Loaded { heads: Some(30), ..Loaded::default() };
        assert_eq!(shipped.check(&cattle(), "lines/0"), Ok(()));
        let other = Loaded { heads: Some(31), weight: Some(9_000), ..Loaded::default() };
        let refusal = other.check(&cattle(), "lines/0").expect_err("other heads");
        let unmet = &refusal.unmet[0];
        assert_eq!(refusal.unmet.len(), 1);
        assert_eq!((unmet.found.id.as_str(), unmet.required.id.as_str()), ("30 ekor", "31 ekor"));
    }

    #[test]
    fn a_capture_is_chosen_only_while_no_other_is_posted() {
        assert_eq!(check_resolvable(&[]), Ok(()));
        let refusal = check_resolvable(&["rcp_1".to_owned()]).expect_err("one is posted");
        assert_eq!(
            (refusal.code, refusal.unmet[0].subject.as_str()),
            (RefusalCode::ReceiptConflict, "rcp_1")
        );
    }

    #[test]
    fn papers_are_seen_before_goods_are_counted() {
        assert_eq!(check_documents_seen(true), Ok(()));
        assert_eq!(check_documents_seen(false).expect_err("not seen").code, RefusalCode::DocumentsNotSeen);
    }

    #[test]
    fn pieces_and_volume_close_too() {
        let milk = WeightCount { loaded: 5_000, accepted: 5_000, ..WeightCount::default() };
        let jars = HeadCount { loaded: 12, accepted: 12, ..HeadCount::default() };
        let measures =
            ReceiptMeasures { volume: Some(milk), pieces: Some(jars), ..ReceiptMeasures::default() };
        assert_eq!(measures.check(Dimension::Volume, "lines/0"), Ok(5_000));
        assert_eq!(measures.check(Dimension::Piece, "lines/0"), Ok(12));
        let spilt = ReceiptMeasures { volume: Some(WeightCount { accepted: 4_000, ..milk }), ..measures };
        assert_eq!(rules(&spilt, Dimension::Piece), ["receipt_line_closes lines/0.volume shrinkage 1 litre"]);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<ReceiptState>();
    }
}
