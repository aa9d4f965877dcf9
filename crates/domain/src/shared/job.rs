//! Jobs: what takes too long for an answer, done by one worker after the other; all of it or nothing.

use super::IllegalTransition;
use crate::{labels, lifecycle};

labels! {
    /// Where a job stands.
    pub enum JobState {
        /// Nobody has taken it up.
        Waiting = "waiting",
        /// A worker is at it.
        Running = "running",
        /// It was done.
        Done = "done",
        /// It came to nothing, and says why.
        Failed = "failed",
        /// Its party wanted it no more; nothing came of it.
        Cancelled = "cancelled",
    }
}

labels! {
    /// What happens to a job.
    pub enum JobEvent {
        /// A worker takes it up; one that was lost with its worker is taken up again from its start.
        TakeUp = "take_up",
        /// Its worker stops and lets another one begin anew.
        GiveBack = "give_back",
        /// Its worker has done it.
        Finish = "finish",
        /// Its worker cannot do it.
        GiveUp = "give_up",
        /// Its party cancels it.
        Cancel = "cancel",
    }
}

lifecycle! {
    /// What has happened to a job; no feed tells it.
    pub enum JobHappened: JobState, JobEvent {
        TakeUp (TakenUp = "taken_up", Optional, &[]): Waiting | Running => Running;
        GiveBack (GivenBack = "given_back", Optional, &[]): Running => Waiting;
        Finish (Finished = "finished", Optional, &[]): Running => Done;
        GiveUp (Failed = "failed", Optional, &[]): Running => Failed;
        Cancel (Cancelled = "cancelled", Optional, &[]): Waiting | Running => Cancelled;
    }
    also {}
}

impl JobState {
    /// The states in which an event may happen to a job.
    pub fn before(event: JobEvent) -> Vec<Self> {
        use super::Lifecycle as _;
        Self::ALL.iter().copied().filter(|state| state.next(event).is_some()).collect()
    }

    /// What is said to who cancels a job that has ended.
    pub fn ended_already(self) -> IllegalTransition {
        IllegalTransition::of(self, JobEvent::Cancel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_ended_stays_as_it_is() {
        for ended in [JobState::Done, JobState::Failed, JobState::Cancelled] {
            assert!(!JobEvent::ALL.iter().any(|event| JobState::before(*event).contains(&ended)), "{ended}");
        }
        assert_eq!(JobState::before(JobEvent::Cancel), [JobState::Waiting, JobState::Running]);
        assert_eq!(JobState::before(JobEvent::Finish), [JobState::Running], "of one that is run, and once");
    }
}
