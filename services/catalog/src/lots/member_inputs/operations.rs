//! Recording what a cooperative gave a member.

use api_types::Check;
use api_types::catalog::PutMemberInputRequest;
use domain::catalog::check_member;
use domain::shared::{DateSense, MemberInputId};
use service::{Error, Tx};
use web::{Command, Etag, Reply};

use super::access::op;
use super::queries;
use super::rows::MemberInputRow;
use crate::context::Context;
use crate::outside::{AGREEMENT, find_roll_member};

/// Records what the caller's cooperative gave a member; 201, or 200 for the same content again.
pub(super) async fn put_member_input(
    context: &Context,
    id: MemberInputId,
    command: Command<op::PutMemberInput, PutMemberInputRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            // Whose member it is comes first: nobody learns which ids others have used.
            let row = checked(tx, id, &body).await?;
            if !queries::insert_input(tx.conn, &row).await? {
                let before = queries::find_input(tx.conn, id).await?.ok_or_else(taken)?;
                return repeated(tx, before, &body);
            }
            let view = row.view(tx.caller());
            Ok(Reply::created(format!("/v1/member-inputs/{id}"), &Etag::of(1), &view)?)
        })
        .await
}

/// What was given where its id is known: 200 for the same content, a conflict for other.
fn repeated(tx: &Tx<'_>, before: MemberInputRow, body: &PutMemberInputRequest) -> Result<Reply, Error> {
    if before.party_id != tx.caller().party() || !before.is_said_by(body) {
        return Err(taken());
    }
    Ok(Reply::ok(&Etag::of(1), &before.view(tx.caller()))?)
}

/// Checks the request and completes it to a row.
async fn checked(
    tx: &mut Tx<'_>,
    id: MemberInputId,
    body: &PutMemberInputRequest,
) -> Result<MemberInputRow, Error> {
    let mut check = Check::new();
    check.price("/amount", &body.amount);
    check.date("/given_date", body.given_date, DateSense::Happened, tx.today());
    let note = check.optional_text("/note", body.note.as_deref(), 1..=500);
    check.finish()?;
    let member = find_roll_member(tx.conn, body.member_id).await?;
    check_member(member, tx.caller().party(), body.given_date)
        .map_err(|invalid| Error::behind(AGREEMENT, vec![invalid]))?;
    Ok(MemberInputRow {
        id,
        member_id: body.member_id,
        party_id: tx.caller().party(),
        amount_rupiah: body.amount.amount,
        given_date: body.given_date,
        note,
        actor_subject: tx.caller().subject().to_owned(),
        recorded_at: tx.now,
    })
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Catatan dengan id ini sudah ada dengan isi lain; beri id baru untuk catatan baru.",
        "An entry with this id was recorded with other content; give a new one a new id.",
    )
}
