//! What can have happened to what has no lifecycle: parties, machines, grants, keys and tokens.

use crate::labels;

labels! {
    /// What has happened to a party.
    pub enum PartyHappened {
        /// It was registered.
        Registered = "registered",
        /// Its names, numbers or address changed.
        Changed = "changed",
    }
}

labels! {
    /// What has happened to a machine client.
    pub enum ClientHappened {
        /// It was registered.
        Registered = "registered",
        /// It has another secret or key.
        CredentialChanged = "credential_changed",
        /// It ended.
        Ended = "ended",
    }
}

labels! {
    /// What has happened to a signing key.
    pub enum SigningKeyHappened {
        /// It was made, or is to retire.
        Changed = "changed",
    }
}

labels! {
    /// What has happened to a file that two parties show.
    pub enum FileMatchHappened {
        /// It became a paper of the second one.
        Found = "found",
    }
}

labels! {
    /// What has happened to a token.
    pub enum TokenHappened {
        /// It ended before its time.
        Revoked = "revoked",
    }
}
