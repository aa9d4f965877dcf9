//! What happens here that whoever guards the platform is told of by the log: who may act, and by what.

use web::SecurityEvent;

/// Types of events, and what they are in the log.
pub(crate) const WATCHED: &[(&str, SecurityEvent)] = &[
    ("id.kad.membership.granted", SecurityEvent::GrantGiven),
    ("id.kad.membership.proposed", SecurityEvent::GrantChanged),
    ("id.kad.membership.confirmed", SecurityEvent::GrantChanged),
    ("id.kad.membership.accepted", SecurityEvent::GrantChanged),
    ("id.kad.membership.changed", SecurityEvent::GrantChanged),
    ("id.kad.membership.ended", SecurityEvent::GrantEnded),
    ("id.kad.backfill_grant.proposed", SecurityEvent::GrantGiven),
    ("id.kad.backfill_grant.granted", SecurityEvent::GrantGiven),
    ("id.kad.backfill_grant.confirmed", SecurityEvent::GrantChanged),
    ("id.kad.backfill_grant.ended", SecurityEvent::GrantEnded),
    ("id.kad.backfill_grant.withdrawn", SecurityEvent::GrantEnded),
    ("id.kad.invitation.given", SecurityEvent::InvitationMade),
    ("id.kad.invitation.accepted", SecurityEvent::InvitationUsed),
    ("id.kad.invitation.withdrawn", SecurityEvent::InvitationWithdrawn),
    ("id.kad.client.registered", SecurityEvent::ClientRegistered),
    ("id.kad.client.credential_changed", SecurityEvent::ClientSecretChanged),
    ("id.kad.client.ended", SecurityEvent::ClientEnded),
];

#[cfg(test)]
mod tests {
    use api_types::FeedEvent as _;
    use api_types::agreement::AgreementFeedEvent;

    use super::WATCHED;

    #[test]
    fn all_that_can_happen_to_who_may_act_is_watched_and_nothing_else() {
        let who = ["membership", "backfill_grant", "invitation", "client"];
        let told = AgreementFeedEvent::resources().iter().filter(|(resource, _)| who.contains(resource));
        let mut told: Vec<String> = told
            .flat_map(|(resource, all)| all.iter().map(move |one| format!("id.kad.{resource}.{one}")))
            .collect();
        let mut watched: Vec<String> = WATCHED.iter().map(|(kind, _)| (*kind).to_owned()).collect();
        told.sort_unstable();
        watched.sort_unstable();
        assert_eq!(watched, told);
    }
}
