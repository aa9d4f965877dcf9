//! What can be done with party applications.

use api_types::agreement::{CreatePartyApplicationRequest, CreatePartyRequest};
use api_types::{Check, TransitionRequest};
use domain::agreement::{
    MembershipHappened, PartyApplicationEvent, PartyApplicationHappened, PartyApplicationState,
    PartyHappened, applicants_roles, can_be_applied_for,
};
use domain::shared::{Bilingual, Invalid, MembershipId, PartyApplicationId, acts_for_two_parties};
use service::{Error, Tx};
use web::{ApiError, Command, Etag, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::PartyApplicationRow;
use crate::context::Context;
use crate::identity::memberships::{NewMember, insert_membership};
use crate::identity::parties::{PartyRow, has_government, insert_party, new_party, taken};

/// Asks for a party of the caller's own business; 201.
pub(super) async fn create_party_application(
    context: &Context,
    command: Command<op::CreatePartyApplication, CreatePartyApplicationRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (issuer, subject) = tx.caller().subject().split_once('#').ok_or_else(for_people)?;
            let mut check = Check::new();
            let applicant_name = check.line("/applicant_name", &body.applicant_name, 1..=120);
            check.require(can_be_applied_for(body.kind), not_a_business);
            check.finish()?;
            let party = new_party(tx, &registration(&body)).await?;
            if !has_government(tx.conn, &party.keeper_region_code).await? {
                return Err(Error::Invalid(vec![no_government()]));
            }
            let row = PartyApplicationRow {
                id: tx.new_id(),
                issuer: issuer.to_owned(),
                subject: subject.to_owned(),
                applicant_name,
                region_code: party.region_code.clone(),
                party: serde_json::to_value(&body).map_err(|error| Error::Internal(error.to_string()))?,
                title: party.legal_name,
                state: PartyApplicationState::Submitted,
                note: None,
                party_id: None,
                membership_id: None,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
                keeper_region_code: party.keeper_region_code,
            };
            queries::insert_party_application(tx.conn, &row).await.map_err(one_at_a_time)?;
            tx.first(&row, PartyApplicationHappened::Submitted).await?;
            let location = format!("/v1/party-applications/{}", row.id);
            Ok(Reply::created(location, &Etag::of(row.version), &row.view()?)?)
        })
        .await
}

/// Registers the party and makes the applicant its first member, or says why not; 200.
pub(super) async fn answer_party_application<O: Transition<State = PartyApplicationState>>(
    context: &Context,
    id: PartyApplicationId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_party_application(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, O::EVENT, &body).await?;
            if row.is_of(tx.caller()) {
                return Err(acts_for_two_parties().into());
            }
            if O::EVENT == PartyApplicationEvent::Accept {
                register(tx, &mut row).await?;
            }
            row.note.clone_from(&body.note);
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view()?)?)
        })
        .await
}

/// The party that was asked for, with its applicant as the first member.
async fn register(tx: &mut Tx<'_>, row: &mut PartyApplicationRow) -> Result<(), Error> {
    let party = new_party(tx, &registration(&row.wanted()?)).await?;
    insert_party(tx.conn, &party).await.map_err(taken)?;
    tx.emit(&party, PartyHappened::Registered).await?;
    row.membership_id = Some(let_in(tx, row, &party).await?);
    row.party_id = Some(party.id);
    Ok(())
}

/// The applicant takes it back; 200.
pub(super) async fn withdraw_party_application(
    context: &Context,
    id: PartyApplicationId,
    command: Command<op::WithdrawPartyApplication, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_party_application(tx.conn, tx.caller(), id).await?;
            if !row.is_of(tx.caller()) {
                return Err(Error::Forbidden(not_the_applicant()));
            }
            let step = tx.begin_as(None, &row, PartyApplicationEvent::Withdraw, &body).await?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view()?)?)
        })
        .await
}

/// The applicant's membership in the new party.
async fn let_in(tx: &mut Tx<'_>, row: &PartyApplicationRow, party: &PartyRow) -> Result<MembershipId, Error> {
    let member = NewMember {
        id: tx.new_id(),
        party_id: party.id,
        issuer: row.issuer.clone(),
        subject: row.subject.clone(),
        display_name: Some(row.applicant_name.clone()),
        roles: applicants_roles(party.kind).iter().map(|role| role.label().to_owned()).collect(),
        granted_by: tx.caller().subject().to_owned(),
        vetted: false,
        accepted: true,
    }
    .row(tx.now);
    insert_membership(tx.conn, &member).await?;
    tx.first(&member, MembershipHappened::Granted).await?;
    Ok(member.id)
}

fn registration(body: &CreatePartyApplicationRequest) -> CreatePartyRequest {
    CreatePartyRequest {
        kind: body.kind,
        legal_name: body.legal_name.clone(),
        short_name: body.short_name.clone(),
        region_code: body.region_code.clone(),
        business_id: body.business_id.clone(),
        tax_id: body.tax_id.clone(),
        address: body.address.clone(),
        business_size: body.business_size,
        tax_registered: body.tax_registered,
    }
}

fn not_a_business() -> Invalid {
    Invalid::new(
        "/kind",
        "not-a-business",
        "Hanya usaha dan pengangkut yang dapat mengajukan diri. Pihak lain didaftarkan oleh koordinator daerahnya.",
        "Only businesses and carriers can apply. Other parties are registered by the coordinator of their region.",
    )
}

fn no_government() -> Invalid {
    Invalid::new(
        "/region_code",
        "no-government",
        "Pemerintah daerah ini belum bergabung, sehingga belum ada yang dapat menjawab permohonan Anda.",
        "The government of this region has not joined yet, so nobody could answer your application.",
    )
}

fn for_people() -> Error {
    Error::Forbidden(Bilingual::new(
        "Hanya orang yang sudah masuk lewat penyedia login yang dapat mengajukan pihak.",
        "Only a person who has signed in at a provider can apply for a party.",
    ))
}

pub(super) fn not_the_applicant() -> Bilingual {
    Bilingual::new(
        "Permohonan hanya dapat ditarik kembali oleh pemohonnya.",
        "Only the applicant takes an application back.",
    )
}

fn one_at_a_time(error: Error) -> Error {
    error.when_unique("party_application_one", || {
        Error::duplicate(
            "",
            "Anda sudah mempunyai permohonan yang belum dijawab; tunggu jawabannya atau tarik kembali.",
            "You have an application that is not answered yet; wait for the answer or take it back.",
        )
    })
}
