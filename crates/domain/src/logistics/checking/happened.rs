//! What can have happened to what has no lifecycle: facts of parties that the other services tell.

use crate::labels;

labels! {
    /// What has happened to a fact of a party.
    pub enum PartyFactHappened {
        /// Another service told it.
        Learned = "learned",
    }
}
