//! Recording what a cooperative gave a member.

use api_types::Check;
use api_types::catalog::PutMemberInputRequest;
use domain::catalog::{check_debts, check_member};
use domain::shared::{DateSense, MemberInputId, Money};
use service::{Error, Tx};
use web::{Command, Reply};

use super::access::op;
use super::queries::{self, debts_of};
use super::rows::MemberInputRow;
use crate::context::Context;
use crate::outside::{AGREEMENT, find_roll_member, lock_roll_members};

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
            if let Some((before, current)) = queries::find_input(tx.conn, id).await? {
                return repeated(tx, before, current, &body);
            }
            expect_replaceable(tx, &row).await?;
            lock_roll_members(tx.conn, &[row.member_id]).await?;
            if !queries::insert_input(tx.conn, &row).await.map_err(replaced_already)? {
                let (before, current) = queries::find_input(tx.conn, id).await?.ok_or_else(taken)?;
                return repeated(tx, before, current, &body);
            }
            let debts = debts_of(tx.conn, &[row.member_id]).await?;
            check_debts(debts.into_values())?;
            let (etag, view) = row.view(true, tx.caller());
            Ok(Reply::created(format!("/v1/member-inputs/{id}"), &etag, &view)?)
        })
        .await
}

/// What was given where its id is known: 200 for the same content, a conflict for other.
fn repeated(
    tx: &Tx<'_>,
    before: MemberInputRow,
    current: bool,
    body: &PutMemberInputRequest,
) -> Result<Reply, Error> {
    if before.party_id != tx.caller().party() || !before.is_said_by(body) {
        return Err(taken());
    }
    let (etag, view) = before.view(current, tx.caller());
    Ok(Reply::ok(&etag, &view)?)
}

/// What is replaced is an entry of the same cooperative for the same member: a debt does not move to another.
async fn expect_replaceable(tx: &Tx<'_>, row: &MemberInputRow) -> Result<(), Error> {
    let Some(id) = row.replaces_id else { return Ok(()) };
    let same = |one: &MemberInputRow| one.party_id == row.party_id && one.member_id == row.member_id;
    match queries::find_input(tx.conn, id).await? {
        Some((before, _)) if same(&before) => Ok(()),
        _ => Err(Error::field(
            "/replaces_input_id",
            "unknown-input",
            "Sebutkan catatan koperasi Anda untuk anggota yang sama; daftarnya di /v1/member-inputs?member_id=.",
            "Name an entry of your cooperative for the same member; the list is at /v1/member-inputs?member_id=.",
        )),
    }
}

/// Checks the request and completes it to a row.
async fn checked(
    tx: &mut Tx<'_>,
    id: MemberInputId,
    body: &PutMemberInputRequest,
) -> Result<MemberInputRow, Error> {
    let mut check = Check::new();
    let nothing = body.replaces_input_id.is_some() && body.amount == Money(0).into();
    if !nothing {
        check.price("/amount", &body.amount);
    }
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
        replaces_id: body.replaces_input_id,
    })
}

fn replaced_already(error: Error) -> Error {
    error.when_unique("member_input_replaces", || {
        Error::field(
            "/replaces_input_id",
            "replaced-already",
            "Catatan itu sudah diganti; sebutkan catatan yang berlaku sekarang.",
            "That entry has been replaced already; name the one that counts now.",
        )
    })
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Catatan dengan id ini sudah ada dengan isi lain; beri id baru untuk catatan baru.",
        "An entry with this id was recorded with other content; give a new one a new id.",
    )
}
