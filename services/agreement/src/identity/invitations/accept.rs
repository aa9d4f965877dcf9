//! Taking up an invitation, as a part of the sign-in.

use db::Connection;
use domain::agreement::{InvitationEvent, InvitationState, MembershipHappened};
use domain::shared::{InvitationId, MembershipId, PartyId, TextHash};
use service::{Core, Error, SigningIn};

use super::queries;
use crate::identity::memberships::{NewMember, find_member, has_confirmer, insert_membership};
use crate::identity::parties::find_party;

/// An invitation that was taken up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Joined {
    /// The party.
    pub(crate) party: PartyId,
    /// What was made of which; nothing where it had been taken up before.
    pub(crate) now: Option<(InvitationId, MembershipId)>,
}

/// Makes the person of a sign-in a member by the code of an invitation; gives the party, or nothing where the code is of
/// no use to this person: unknown, used, withdrawn, out of date, or given by the person itself.
///
/// # Errors
/// Database errors.
pub(crate) async fn accept(
    core: &Core,
    conn: &mut Connection,
    (issuer, subject): (&str, &str),
    code: &str,
) -> Result<Option<Joined>, Error> {
    let now = core.clock.now();
    let hash = TextHash::of_bytes(code.trim().to_ascii_uppercase().as_bytes());
    let Some(mut invitation) = queries::lock_by_code(conn, hash.as_str()).await? else { return Ok(None) };
    let Some(party) = find_party(conn, invitation.party_id).await? else { return Ok(None) };
    let person = format!("{issuer}#{subject}");
    // The same person may have missed the answer: the second sign-in is as good as the first.
    if invitation.state == InvitationState::Accepted {
        let member = find_member(conn, party.id, (issuer, subject)).await?;
        let same = member.filter(|id| invitation.membership_id == Some(*id));
        return Ok(same.map(|_| Joined { party: party.id, now: None }));
    }
    let known = find_member(conn, party.id, (issuer, subject)).await?.is_some();
    let usable = invitation.state.is_usable(invitation.expires_at, now);
    if !usable || known || invitation.invited_by == person {
        return Ok(None);
    }
    let row = NewMember {
        id: core.clock.new_id(),
        party_id: party.id,
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        display_name: Some(invitation.display_name.clone()),
        roles: invitation.roles.clone(),
        granted_by: invitation.invited_by.clone(),
        vetted: invitation.vetted && !has_confirmer(conn, &party, [&invitation.invited_by, &person]).await?,
        accepted: true,
    }
    .row(now);
    insert_membership(conn, &row).await?;
    let by = SigningIn { subject: &person, party: party.id };
    core.first_at_sign_in(conn, &row, MembershipHappened::Granted, by).await?;
    invitation.membership_id = Some(row.id);
    core.step_at_sign_in(conn, &mut invitation, InvitationEvent::Accept, by).await?;
    Ok(Some(Joined { party: party.id, now: Some((invitation.id, row.id)) }))
}
