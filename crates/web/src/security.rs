//! What somebody who guards the platform looks for: who was refused, who was given or lost what, which limit was reached.
//! One target of the log with the same fields on every line; never a token, a secret or the code of an invitation.

use std::net::IpAddr;

use domain::shared::{Id as _, PartyId};

use crate::token::{Claims, TokenError, claims_of};

/// The target of these lines.
pub(crate) const TARGET: &str = "security";
/// How much of a text goes into a line, in characters: some of it is a stranger's.
const LONGEST: usize = 200;

/// What happened; the log calls it by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecurityEvent {
    /// No token was given, or none taken back, for what the token endpoint was sent.
    SignInRefused,
    /// A token that was brought does not count.
    TokenRefused,
    /// A caller who is known may not do this.
    AccessRefused,
    /// Somebody was told to wait, or cut off.
    LimitReached,
    /// Somebody was given roles, or a party the right to record the past.
    GrantGiven,
    /// What was given was changed, confirmed or accepted.
    GrantChanged,
    /// What was given ended.
    GrantEnded,
    /// Somebody was invited.
    InvitationMade,
    /// An invitation was taken up.
    InvitationUsed,
    /// An invitation was taken back.
    InvitationWithdrawn,
    /// A machine was registered.
    ClientRegistered,
    /// A machine has another secret or key.
    ClientSecretChanged,
    /// A machine ended.
    ClientEnded,
    /// A token was ended before its time.
    TokenEnded,
    /// The platform has its first administrator.
    AdministratorMade,
    /// Tokens are signed with another key.
    KeyRotated,
    /// A key that lay open in the database was encrypted.
    KeyEncrypted,
}

impl SecurityEvent {
    /// All there are.
    pub const ALL: [Self; 17] = [
        Self::SignInRefused,
        Self::TokenRefused,
        Self::AccessRefused,
        Self::LimitReached,
        Self::GrantGiven,
        Self::GrantChanged,
        Self::GrantEnded,
        Self::InvitationMade,
        Self::InvitationUsed,
        Self::InvitationWithdrawn,
        Self::ClientRegistered,
        Self::ClientSecretChanged,
        Self::ClientEnded,
        Self::TokenEnded,
        Self::AdministratorMade,
        Self::KeyRotated,
        Self::KeyEncrypted,
    ];

    /// The name in the log, which never changes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignInRefused => "sign_in_refused",
            Self::TokenRefused => "token_refused",
            Self::AccessRefused => "access_refused",
            Self::LimitReached => "limit_reached",
            Self::GrantGiven => "grant_given",
            Self::GrantChanged => "grant_changed",
            Self::GrantEnded => "grant_ended",
            Self::InvitationMade => "invitation_made",
            Self::InvitationUsed => "invitation_used",
            Self::InvitationWithdrawn => "invitation_withdrawn",
            Self::ClientRegistered => "client_registered",
            Self::ClientSecretChanged => "client_secret_changed",
            Self::ClientEnded => "client_ended",
            Self::TokenEnded => "token_ended",
            Self::AdministratorMade => "administrator_made",
            Self::KeyRotated => "key_rotated",
            Self::KeyEncrypted => "key_encrypted",
        }
    }
}

/// A line of the target `security`. What is not known of it is left out.
#[derive(Debug, Clone)]
pub struct SecurityLine {
    event: SecurityEvent,
    reason: String,
    address: Option<IpAddr>,
    subject: Option<String>,
    party: Option<PartyId>,
    client: Option<String>,
    about: Option<String>,
    left_out: u64,
}

impl SecurityLine {
    /// What happened, and why or how.
    pub fn new(event: SecurityEvent, reason: impl Into<String>) -> Self {
        Self {
            event,
            reason: reason.into(),
            address: None,
            subject: None,
            party: None,
            client: None,
            about: None,
            left_out: 0,
        }
    }

    /// Why a token does not count, and whose it was where it is one of ours.
    pub(crate) fn of_token(error: TokenError, token: &str) -> Self {
        let line = Self::new(SecurityEvent::TokenRefused, error.to_string());
        let ours = matches!(error, TokenError::Time | TokenError::Revoked);
        match claims_of(token).filter(|_| ours) {
            Some(claims) => line.by(&claims),
            None => line,
        }
    }

    /// From where.
    #[must_use]
    pub fn from(mut self, address: IpAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// By whom, as the token says.
    #[must_use]
    pub fn by(self, claims: &Claims) -> Self {
        self.by_client(&claims.client_id).by_subject(&claims.sub).of_party(claims.party)
    }

    /// By which person or machine.
    #[must_use]
    pub fn by_subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// By which client.
    #[must_use]
    pub fn by_client(mut self, client: impl Into<String>) -> Self {
        self.client = Some(client.into());
        self
    }

    /// For which party; nobody's is none.
    #[must_use]
    pub fn of_party(mut self, party: PartyId) -> Self {
        self.party = (!party.uuid().is_nil()).then_some(party);
        self
    }

    /// The membership, machine, invitation or key that it is about.
    #[must_use]
    pub fn about(mut self, id: impl Into<String>) -> Self {
        self.about = Some(id.into());
        self
    }

    /// The same circumstances of something else.
    #[must_use]
    pub(crate) fn told_as(mut self, event: SecurityEvent, reason: &str) -> Self {
        self.event = event;
        reason.clone_into(&mut self.reason);
        self
    }

    /// So many like it were left out before.
    #[must_use]
    pub(crate) fn after(mut self, left_out: u64) -> Self {
        self.left_out = left_out;
        self
    }

    /// Writes it to the log.
    pub fn write(&self) {
        tracing::info!(
            target: TARGET,
            event = self.event.name(),
            address = self.address.map(tracing::field::display),
            subject = self.subject.as_deref().map(bounded),
            party = self.party.map(tracing::field::display),
            client = self.client.as_deref().map(bounded),
            about = self.about.as_deref().map(bounded),
            reason = bounded(&self.reason),
            lines.left_out = (self.left_out > 0).then_some(self.left_out),
            "security event"
        );
    }
}

/// The beginning of a text that may be of any length.
fn bounded(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_name_of_its_own() {
        let mut names = SecurityEvent::ALL.map(SecurityEvent::name).to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SecurityEvent::ALL.len());
    }

    #[test]
    fn a_text_of_any_length_takes_bounded_room() {
        assert_eq!(bounded("short"), "short");
        assert_eq!(bounded(&"é".repeat(5000)).chars().count(), LONGEST);
    }
}
