//! Which news of a receipt may be the one that tells of its posting.

use super::receipt::ReceiptHappened;

impl ReceiptHappened {
    /// Whether it is the posting, or can only follow it. A feed keeps the last event of a resource alone, so that any of these
    /// may be the one that tells of the posting.
    pub fn tells_of_posting(self) -> bool {
        match self {
            Self::Posted | Self::Confirmed | Self::Objected | Self::Reversed => true,
            Self::Submitted
            | Self::Inspected
            | Self::Conflicted
            | Self::Resolved
            | Self::Withdrawn
            | Self::Captured
            | Self::Changed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::{ReceiptEvent, ReceiptState};
    use crate::shared::Lifecycle as _;

    #[test]
    fn what_can_follow_the_posting_tells_of_it_and_nothing_else() {
        let after = [ReceiptState::Posted, ReceiptState::Confirmed, ReceiptState::Objected];
        for event in ReceiptState::EVENTS.iter().copied() {
            let follows = after.iter().any(|state| state.next(event).is_some());
            let tells = follows || event == ReceiptEvent::Post;
            assert_eq!(ReceiptHappened::from(event).tells_of_posting(), tells, "{event}");
        }
    }
}
