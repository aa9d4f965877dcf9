//! What can be done with invitations; taking one up is a part of the sign-in, see [`super::accept()`].

use api_types::agreement::CreateInvitationRequest;
use api_types::{Check, TransitionRequest};
use domain::agreement::{
    Holder, INVITATION_LASTS, InvitationEvent, InvitationHappened, InvitationState, MOST_OPEN_INVITATIONS,
    check_room,
};
use domain::shared::{InvitationId, PartyId, Role, TextHash};
use service::Error;
use web::{ApiError, Command, Etag, Reply};

use super::access::op;
use super::queries;
use super::rows::InvitationRow;
use crate::context::Context;
use crate::identity::memberships::{check_grant, expect_room, granted_roles, keeps};
use crate::identity::parties::find_party;

/// Letters of a code: none that is mistaken for another.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Letters in a code: a hundred random bits.
const LENGTH: usize = 20;

/// Invites a person into a party; 201 with the code.
pub(super) async fn create_invitation(
    context: &Context,
    party: PartyId,
    command: Command<op::CreateInvitation, CreateInvitationRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let party = find_party(tx.conn, party).await?.ok_or(Error::NotFound)?;
            keeps(tx.caller(), &party)?;
            let mut check = Check::new();
            let display_name = check.line("/display_name", &body.display_name, 1..=120);
            let roles = granted_roles(&mut check, &body.roles);
            check.finish()?;
            check_grant(tx.caller(), &party, &body.roles, Holder::Person)?;
            expect_room(tx, &party).await?;
            check_room(queries::count_open(tx.conn, party.id, tx.now).await?, MOST_OPEN_INVITATIONS)?;
            let code = draw_code();
            let row = InvitationRow {
                id: tx.new_id(),
                party_id: party.id,
                display_name,
                roles,
                code_sha256: TextHash::of_bytes(code.as_bytes()).to_string(),
                invited_by: tx.caller().subject().to_owned(),
                expires_at: tx.now + INVITATION_LASTS,
                state: InvitationState::Open,
                membership_id: None,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
                vetted: tx.caller().has(Role::PlatformAdmin),
            };
            queries::insert_invitation(tx.conn, &row).await?;
            tx.first(&row, InvitationHappened::Given).await?;
            let (location, etag) = (format!("/v1/invitations/{}", row.id), Etag::of(row.version));
            // What is kept for a repeat is the answer without the code, of which nothing but the hash is stored.
            let kept = Reply::created(location.clone(), &etag, &row.clone().view(None))?;
            Ok(Reply::created(location, &etag, &row.view(Some(code)))?.kept_as(kept))
        })
        .await
}

/// Takes an invitation back before it is taken up; 200.
pub(super) async fn withdraw_invitation(
    context: &Context,
    id: InvitationId,
    command: Command<op::WithdrawInvitation, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (mut row, party) = queries::lock_invitation(tx.conn, tx.caller(), id).await?;
            keeps(tx.caller(), &party)?;
            let step = tx.begin(&row, InvitationEvent::Withdraw, &body).await?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(None))?)
        })
        .await
}

/// A new code.
fn draw_code() -> String {
    let bytes: [u8; LENGTH] = web::random_bytes();
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}
