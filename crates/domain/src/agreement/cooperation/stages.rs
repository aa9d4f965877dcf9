//! The papers that each stage of an agreement asks for: data with dates and a legal basis, judged here.
//!
//! Owns: which papers a stage still lacks, for which side, and by when they are due. Refuses: a step whose stage lacks a
//! paper that bars it.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::shared::{Bilingual, Dated, DatedRule, Refusal, RefusalCode, Unmet};
use crate::{labels, say, words};

use crate::agreement::cooperation::agreement::{AgreementEvent, AgreementState, Side};

labels! {
    /// A stage of an agreement, named for the step that ends it.
    pub enum AgreementStage {
        /// The initiator offers.
        Offer = "offer",
        /// The counterpart answers.
        Discussion = "discussion",
        /// Both confirm one text.
        Confirmation = "confirmation",
        /// The regional councils (DPRD) that must approve do so.
        CouncilApproval = "council_approval",
        /// Both sign.
        Signature = "signature",
        /// It comes into force.
        Activation = "activation",
        /// Both complete it.
        Completion = "completion",
    }
}

impl AgreementStage {
    /// The stage that a step ends.
    pub const fn of(event: AgreementEvent) -> Option<Self> {
        match event {
            AgreementEvent::Offer => Some(Self::Offer),
            AgreementEvent::OpenDiscussion => Some(Self::Discussion),
            AgreementEvent::ConfirmText => Some(Self::Confirmation),
            AgreementEvent::ApproveCouncil => Some(Self::CouncilApproval),
            AgreementEvent::Sign => Some(Self::Signature),
            AgreementEvent::Activate => Some(Self::Activation),
            AgreementEvent::Complete => Some(Self::Completion),
            _ => None,
        }
    }

    /// The stage that an agreement in this state is in; none where it has ended.
    pub const fn present(state: AgreementState) -> Option<Self> {
        match state {
            AgreementState::Draft => Some(Self::Offer),
            AgreementState::Offered => Some(Self::Discussion),
            AgreementState::InDiscussion => Some(Self::Confirmation),
            AgreementState::AwaitingCouncil => Some(Self::CouncilApproval),
            AgreementState::ReadyToSign => Some(Self::Signature),
            AgreementState::Signed => Some(Self::Activation),
            AgreementState::Active | AgreementState::Suspended => Some(Self::Completion),
            _ => None,
        }
    }
}

labels! {
    /// Which side gives a paper.
    pub enum PaperFrom {
        /// The government that offered.
        Initiator = "initiator",
        /// The government that answers.
        Counterpart = "counterpart",
        /// Each of the two.
        Each = "each",
        /// Each whose regional council (DPRD) must approve.
        CouncilRequired = "council_required",
    }
}

impl PaperFrom {
    /// The sides that give it.
    pub fn sides(self, councils: &[Side]) -> Vec<Side> {
        match self {
            Self::Initiator => vec![Side::Initiator],
            Self::Counterpart => vec![Side::Counterpart],
            Self::Each => Side::ALL.to_vec(),
            Self::CouncilRequired => councils.to_vec(),
        }
    }
}

/// A paper that a stage asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRequirement {
    /// The stage.
    pub stage: AgreementStage,
    /// Kind of paper, lower snake_case; an approval that a council gave counts as `council_approval`.
    pub paper: String,
    /// Who gives it.
    pub from: PaperFrom,
    /// Whether the stage does not end without it.
    pub bars: bool,
    /// Days after the stage began by which it is due.
    pub due_days: Option<u16>,
}

impl DatedRule for StageRequirement {
    const TABLE: &'static str = "stage_requirement";

    fn key(&self) -> String {
        format!("{} {} {}", self.stage, self.paper, self.from)
    }
}

impl StageRequirement {
    /// The day by which it is due, in a stage that began on `since`.
    pub fn due(&self, since: NaiveDate) -> Option<NaiveDate> {
        since.checked_add_signed(TimeDelta::days(i64::from(self.due_days?)))
    }
}

/// A paper that a side has given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenPaper {
    /// Its kind.
    pub paper: String,
    /// Its number.
    pub number: String,
    /// Who gave it; none where it belongs to the text and so to both.
    pub by: Option<Side>,
}

/// The paper that answers a requirement for a side, if it is there.
pub fn paper_of<'a>(
    requirement: &StageRequirement,
    side: Side,
    given: &'a [GivenPaper],
) -> Option<&'a GivenPaper> {
    given.iter().find(|one| one.paper == requirement.paper && one.by.is_none_or(|by| by == side))
}

/// A stage ends once every paper is there that bars it; a step that only one side takes asks for that side's papers.
///
/// # Errors
/// `agreement-rule` naming every paper that is missing.
pub fn check_stage(
    requirements: &[Dated<StageRequirement>],
    stage: AgreementStage,
    councils: &[Side],
    acting: &BTreeSet<Side>,
    given: &[GivenPaper],
) -> Result<(), Refusal> {
    let barring = requirements.iter().filter(|one| one.rule.bars && one.rule.stage == stage);
    let wanted =
        barring.flat_map(|one| one.rule.from.sides(councils).into_iter().map(move |side| (one, side)));
    let missing =
        wanted.filter(|(one, side)| acting.contains(side) && paper_of(&one.rule, *side, given).is_none());
    let unmet = missing.map(|(one, side)| {
        let Dated { rule, source, .. } = one;
        let paper = words::name(&rule.paper);
        let how = say!(
            "Lampirkan {paper} pihak {side} pada `documents` langkah ini, atau catat lebih dahulu.",
            "Name the {paper} of the {side} in `documents` of this step, or record it first.",
            paper = paper.clone(),
            side = side,
        );
        let subject = format!("{}/{}/{side}", rule.stage, rule.paper);
        Unmet::new("stage_paper_given", subject, words::none(), paper, how).by_law(source)
    });
    Refusal::unless_empty(RefusalCode::AgreementRule, unmet.collect())
}

/// An agreement has a number before it is signed.
///
/// # Errors
/// `agreement-rule`.
pub fn check_numbered(number: Option<&str>) -> Result<(), Refusal> {
    if number.is_some_and(|number| !number.trim().is_empty()) {
        return Ok(());
    }
    let how = Bilingual::new(
        "Isi nomor kesepakatan seperti pada naskahnya (`number`), lalu tandatangani.",
        "Give the number that stands on the paper (`number`), then sign.",
    );
    let required = Bilingual::new("nomor kesepakatan", "a number of the agreement");
    let unmet = Unmet::new("agreement_numbered", "number", words::none(), required, how);
    Err(Refusal::rule(RefusalCode::AgreementRule, vec![unmet]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Period;

    fn requirement(paper: &str, from: PaperFrom, bars: bool) -> Dated<StageRequirement> {
        let stage = AgreementStage::Activation;
        let rule = StageRequirement { stage, paper: paper.to_owned(), from, bars, due_days: Some(10) };
        let in_force = Period { from: NaiveDate::MIN, until: None };
        Dated { rule, in_force, source: "PP 28/2018".to_owned() }
    }

    fn given(paper: &str, by: Option<Side>) -> GivenPaper {
        GivenPaper { paper: paper.to_owned(), number: "1".to_owned(), by }
    }

    #[test]
    fn a_council_that_must_approve_bars_activation_until_it_has() {
        let rows = [requirement("council_approval", PaperFrom::CouncilRequired, true)];
        let both: BTreeSet<Side> = Side::ALL.iter().copied().collect();
        let judge = |councils: &[Side], papers: &[GivenPaper]| {
            check_stage(&rows, AgreementStage::Activation, councils, &both, papers).err().map_or(
                0,
                |refusal| {
                    assert_eq!(refusal.unmet[0].rule, "stage_paper_given");
                    refusal.unmet.len()
                },
            )
        };
        assert_eq!(judge(&[], &[]), 0);
        assert_eq!(judge(Side::ALL, &[]), 2);
        assert_eq!(judge(Side::ALL, &[given("council_approval", Some(Side::Initiator))]), 1);
        assert_eq!(judge(&[Side::Initiator], &[given("council_approval", Some(Side::Initiator))]), 0);
        assert_eq!(judge(Side::ALL, &[given("council_approval", None)]), 0);
    }

    #[test]
    fn only_what_bars_bars_and_only_its_own_stage_and_side() {
        let rows =
            [requirement("work_plan", PaperFrom::Each, true), requirement("minutes", PaperFrom::Each, false)];
        let one: BTreeSet<Side> = [Side::Initiator].into();
        let unmet =
            |stage| check_stage(&rows, stage, &[], &one, &[]).err().map_or(0, |refusal| refusal.unmet.len());
        assert_eq!(unmet(AgreementStage::Activation), 1);
        assert_eq!(unmet(AgreementStage::Signature), 0);
    }

    #[test]
    fn a_paper_is_due_so_many_days_after_its_stage_began() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let row = requirement("work_plan", PaperFrom::Each, false).rule;
        assert_eq!(row.due(day("2026-11-28")), Some(day("2026-12-08")));
        assert_eq!(StageRequirement { due_days: None, ..row }.due(day("2026-11-28")), None);
    }

    #[test]
    fn every_state_that_goes_on_is_in_the_stage_of_a_step_it_takes() {
        use crate::shared::Lifecycle as _;
        for state in AgreementState::STATES {
            let Some(stage) = AgreementStage::present(*state) else {
                assert!(state.ended(), "{state}");
                continue;
            };
            let ends = |event: &&AgreementEvent| AgreementStage::of(**event) == Some(stage);
            let event = AgreementState::EVENTS.iter().find(ends).expect("a step");
            assert!(state.next(*event).is_some() || *state == AgreementState::Suspended, "{state} {stage}");
        }
    }

    #[test]
    fn a_number_stands_before_a_signature() {
        assert!(check_numbered(Some("119/KS/2022")).is_ok());
        for none in [None, Some(" ")] {
            assert_eq!(check_numbered(none).expect_err("refused").unmet[0].rule, "agreement_numbered");
        }
    }
}
