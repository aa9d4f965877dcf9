//! What can be done with members. Whoever enters one holds the party's row locked: of two who enter the same person at once
//! the second is refused, and the database says nothing of either.

use api_types::agreement::{
    CreateMemberRequest, EraseMemberRequest, MemberFiguresView, RecordMemberDepartureRequest,
    UpdateMemberRequest,
};
use api_types::{Check, TransitionRequest};
use db::Connection;
use domain::agreement::{MOST_ON_ROLL, MemberEvent, MemberHappened, check_has_roll, check_room};
use domain::shared::{MemberId, PartyId, UPDATE, read_village};
use service::{Error, Tx};
use web::{ApiError, Caller, Command, Etag, Reply};

use super::access::op;
use super::person::{Told, read_consent, read_name, read_number};
use super::rows::MemberRow;
use super::{figures, queries, visibility};
use crate::context::Context;
use crate::identity::parties::{PartyRow, find_party, lock_party};

/// Enters a person into the roll of the caller's party; 201.
pub(super) async fn create_member(
    context: &Context,
    command: Command<op::CreateMember, CreateMemberRequest>,
) -> Result<Reply, ApiError> {
    let (body, key) = (command.body, context.persons.clone());
    context
        .core
        .write(context.persons.seal(command.meta), async move |tx| {
            let party = lock_roll(tx, 1).await?;
            let person = told(&body).read(tx.today())?;
            let hash = person.nik_hash(party, &key);
            expect_free_number(tx, party, &person.number).await?;
            if !queries::present(tx.conn, party, std::slice::from_ref(&hash)).await?.is_empty() {
                return Err(member_already());
            }
            let row = person.row(tx, party, hash);
            queries::insert_member(tx.conn, &row).await?;
            tx.first(&row, MemberHappened::Registered).await?;
            let (location, etag) = (format!("/v1/members/{}", row.id), Etag::of(row.version));
            row.reply(|view| Reply::created(location.clone(), &etag, view))
        })
        .await
}

/// Changes what the roll says of a member; 200.
pub(super) async fn update_member(
    context: &Context,
    id: MemberId,
    command: Command<op::UpdateMember, UpdateMemberRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_member(tx.conn, tx.caller(), id).await?;
            row.expect_own(tx.caller())?;
            tx.expect(&Etag::of(row.version))?;
            if !row.state.may_change() {
                return Err(Error::unchangeable(row.state));
            }
            let former = row.number.clone();
            change(&mut row, &body, tx)?;
            if let Some(number) = row.number.clone().filter(|_| row.number != former) {
                lock_party(tx.conn, row.party_id).await?;
                expect_free_number(tx, row.party_id, &number).await?;
            }
            // What was said of the person before is not kept: it would outlast the erasure.
            tx.revise(&mut row, UPDATE, MemberHappened::Changed, None).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view())?)
        })
        .await
}

/// Says that a member left; 200.
pub(super) async fn record_member_departure(
    context: &Context,
    id: MemberId,
    command: Command<op::RecordMemberDeparture, RecordMemberDepartureRequest>,
) -> Result<Reply, ApiError> {
    let RecordMemberDepartureRequest { reason, occurred_at } = command.body;
    let request = because(reason.label(), occurred_at);
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_member(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, MemberEvent::Leave, &request).await?;
            row.left_date = Some(step.occurred.day());
            tx.finish(&mut row, step).await?;
            let etag = Etag::of(row.version);
            row.reply(|view| Reply::ok(&etag, view))
        })
        .await
}

/// Removes the person of a member; 200. The history says that it was done, by whom and why.
pub(super) async fn erase_member(
    context: &Context,
    id: MemberId,
    command: Command<op::EraseMember, EraseMemberRequest>,
) -> Result<Reply, ApiError> {
    let EraseMemberRequest { reason, occurred_at } = command.body;
    let request = because(reason.label(), occurred_at);
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_member(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, MemberEvent::Erase, &request).await?;
            row.forget();
            row.left_date = row.left_date.or(Some(step.occurred.day()));
            tx.finish(&mut row, step).await?;
            let etag = Etag::of(row.version);
            row.reply(|view| Reply::ok(&etag, view))
        })
        .await
}

/// How many members a party has, for its people and the government that keeps it.
pub(super) async fn get_member_figures(
    context: &Context,
    caller: &Caller,
    party: PartyId,
) -> Result<MemberFiguresView, Error> {
    let mut conn = context.core.read().await?;
    find_party(&conn, party).await?.ok_or(Error::NotFound)?;
    if !visibility::counts(&mut conn, caller, party).await? {
        return Err(Error::NotFound);
    }
    Ok(figures::view(party, &queries::count_members(&mut conn, party).await?))
}

/// The caller's party, locked, where it has a roll with room for so many more.
///
/// # Errors
/// As [`expect_roll`]; database errors.
pub(super) async fn lock_roll(tx: &mut Tx<'_>, more: u64) -> Result<PartyId, Error> {
    let party = lock_party(tx.conn, tx.caller().party()).await?;
    expect_roll(tx.conn, &party, more).await?;
    Ok(party.id)
}

/// A party has a roll, with room for so many more.
///
/// # Errors
/// [`Error::Forbidden`] for other kinds of parties, `role-rule`; database errors.
pub(super) async fn expect_roll(conn: &mut Connection, party: &PartyRow, more: u64) -> Result<(), Error> {
    check_has_roll(party.kind).map_err(Error::Forbidden)?;
    let more = i64::try_from(more).unwrap_or(MOST_ON_ROLL);
    Ok(check_room(queries::count_on_roll(conn, party.id).await? + more - 1, MOST_ON_ROLL)?)
}

fn told(body: &CreateMemberRequest) -> Told<'_> {
    Told {
        number: &body.number,
        name: &body.name,
        nik: &body.nik,
        village_code: &body.village_code,
        sex: body.sex,
        consent_date: body.consent_date,
    }
}

fn change(row: &mut MemberRow, body: &UpdateMemberRequest, tx: &Tx<'_>) -> Result<(), Error> {
    let mut check = Check::new();
    if let Some(number) = &body.number {
        row.number = Some(read_number(&mut check, number, tx.today()));
    }
    if let Some(name) = &body.name {
        row.name = Some(read_name(&mut check, name, tx.today()));
    }
    if let Some(village) = &body.village_code {
        row.village_code = check.take(read_village("/village_code", village));
    }
    if let Some(date) = body.consent_date {
        row.consent_date = Some(read_consent(&mut check, date, tx.today()));
    }
    row.sex = body.sex.unwrap_or(row.sex);
    Ok(check.finish()?)
}

/// The circumstances of a step: a reason of a closed list, and no words of anybody.
fn because(reason: &str, occurred_at: Option<chrono::DateTime<chrono::Utc>>) -> TransitionRequest {
    TransitionRequest { reason_code: Some(reason.to_owned()), occurred_at, ..TransitionRequest::default() }
}

async fn expect_free_number(tx: &mut Tx<'_>, party: PartyId, number: &str) -> Result<(), Error> {
    if queries::taken_numbers(tx.conn, party, &[number.to_owned()]).await?.is_empty() {
        return Ok(());
    }
    Err(Error::duplicate(
        "/number",
        "Nomor ini sudah dipakai dalam daftar anggota Anda, mungkin oleh anggota yang sudah keluar. Pakai nomor lain.",
        "This number stands in your roll already, perhaps of a member who left. Use another.",
    ))
}

fn member_already() -> Error {
    Error::duplicate(
        "/nik",
        "Orang dengan NIK ini sudah terdaftar sebagai anggota. Cari dengan empat angka terakhirnya, lalu ubah datanya bila perlu.",
        "The person with this NIK is a member already. Look for the last four digits, and change the entry where it is wrong.",
    )
}
