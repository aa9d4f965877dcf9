//! The life of a doubt about a paper: reported by anybody, answered by a coordinator of one of its two regions.

use crate::shared::{Role, Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// Where a report stands.
    pub enum ReportState {
        /// Nobody has answered it.
        Reported = "reported",
        /// A coordinator has said what came of it.
        Answered = "answered",
    }
}

labels! {
    /// A fact that moves a report.
    pub enum ReportEvent {
        /// A coordinator says what came of it.
        Answer = "answer",
    }
}

lifecycle! {
    /// What has happened to a report.
    pub enum ReportHappened: ReportState, ReportEvent {
        Answer (Answered = "answered", Required, &[Role::Coordinator]): Reported => Answered;
    }
    also {
        /// Somebody reported it.
        Reported = "reported",
    }
}

impl Waits for ReportState {
    const WAITING: &'static [Waiting<Self>] = &[Waiting {
        state: Self::Reported,
        action: "answer_authenticity_report",
        roles: ReportEvent::Answer.roles(),
    }];
    const RESTING: &'static [Self] = &[];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Lifecycle as _;

    #[test]
    fn a_report_is_answered_once() {
        assert_eq!(ReportState::Reported.next(ReportEvent::Answer), Some(ReportState::Answered));
        assert_eq!(ReportState::Answered.next(ReportEvent::Answer), None);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<ReportState>();
    }
}
