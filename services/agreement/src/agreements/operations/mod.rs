//! What can be done with agreements: draft, change, assign auditors; the rest by kind of step in
//! [`agree`] (consents to the text) and [`advance`] (plain transitions).

mod advance;
mod agree;

pub(super) use advance::advance_agreement;
pub(super) use agree::{confirm_agreement_text, record_council_approval, sign_agreement};

use std::collections::BTreeSet;

use api_types::agreement::{
    AssignAuditorRequest, Attachment, CreateAgreementRequest, Plan, UpdateAgreementRequest,
};
use api_types::{Check, TransitionRequest};
use db::outbox::Audience;
use domain::agreement::{AgreementState, Government, PerSide, Side, check_sides};
use domain::shared::{
    AgreementId, Bilingual, CommodityCode, Id as _, IllegalTransition, Invalid, PartyId, PartyKind, Role,
    allowed_events, jakarta_date,
};
use service::{Error, NewTransition, Tx};
use web::{Command, Reply};

use super::queries;
use super::rows::AgreementRow;
use crate::access::op;
use crate::backfill_grants::Claim;
use crate::consents::list_consents;
use crate::context::Context;
use crate::parties::{PartyRow, find_party};

/// Drafts an agreement of the caller's government with another; 201.
pub(super) async fn create_agreement(
    context: &Context,
    command: Command<op::CreateAgreement, CreateAgreementRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (initiator, counterpart) = sides(tx, &body).await?;
            let row = new_agreement(tx, &body, (&initiator, &counterpart))?;
            queries::insert_agreement(tx.conn, &row).await?;
            push(tx, "agreement.drafted", &row);
            let day = jakarta_date(tx.now);
            let (etag, location) = (row.etag(day), format!("/v1/agreements/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view(&[], day)?)?)
        })
        .await
}

/// Changes the text: the initiator its draft, either side what is in discussion; 200.
pub(super) async fn update_agreement(
    context: &Context,
    id: AgreementId,
    command: Command<op::UpdateAgreement, UpdateAgreementRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_agreement(tx.conn, tx.caller(), id).await?;
            let side = row.side_of(tx.caller().party()).ok_or_else(not_a_side)?;
            tx.expect(&row.etag(jakarta_date(tx.now)))?;
            if !row.state.editable() {
                return Err(not_allowed(row.state, "update"));
            }
            apply_changes(&mut row, &body, side)?;
            save(tx, &mut row).await?;
            push(tx, "agreement.changed", &row);
            answer(tx, row).await
        })
        .await
}

/// Lets an auditor read the agreement; 200.
pub(super) async fn assign_agreement_auditor(
    context: &Context,
    id: AgreementId,
    command: Command<op::AssignAgreementAuditor, AssignAuditorRequest>,
) -> Result<Reply, web::ApiError> {
    let auditor = command.body.party_id;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_agreement(tx.conn, tx.caller(), id).await?;
            row.side_of(tx.caller().party()).ok_or_else(not_a_side)?;
            tx.expect(&row.etag(jakarta_date(tx.now)))?;
            if row.state == AgreementState::Draft {
                return Err(not_allowed(row.state, "assign_auditor"));
            }
            find_party(tx.conn, auditor).await?.ok_or_else(|| unknown_party("/party_id"))?;
            if row.readers.contains(&auditor) {
                return Err(Error::duplicate(
                    "/party_id",
                    "Pihak ini sudah dapat membaca kesepakatan ini.",
                    "This party can read this agreement already.",
                ));
            }
            row.auditor_party_ids.push(auditor);
            row.readers.push(auditor);
            let step = Step::new(tx, "assign_auditor", Role::Coordinator);
            finish(tx, row, step, "agreement.auditor_assigned").await
        })
        .await
}

/// A step in the life of an agreement, to be recorded.
struct Step {
    event: &'static str,
    role: Role,
    request: TransitionRequest,
    claim: Claim,
    /// The state before, when the step moves it.
    from: Option<AgreementState>,
}

impl Step {
    fn new(tx: &Tx<'_>, event: &'static str, role: Role) -> Self {
        let claim = Claim { occurred_at: tx.now, backfilled: false };
        Self { event, role, request: TransitionRequest::default(), claim, from: None }
    }
}

/// Saves the row, records the step, tells the readers, answers.
async fn finish(tx: &mut Tx<'_>, mut row: AgreementRow, step: Step, what: &str) -> Result<Reply, Error> {
    let version = row.version;
    save(tx, &mut row).await?;
    tx.record(NewTransition {
        subject: row.id.uuid(),
        event: step.event,
        from: step.from.unwrap_or(row.state).label(),
        to: row.state.label(),
        version,
        role: Some(step.role),
        request: &step.request,
        occurred_at: step.claim.occurred_at,
        backfilled: step.claim.backfilled,
    });
    push(tx, what, &row);
    answer(tx, row).await
}

async fn save(tx: &mut Tx<'_>, row: &mut AgreementRow) -> Result<(), Error> {
    let seen = row.version;
    row.version += 1;
    row.updated_at = tx.now;
    queries::save_agreement(tx.conn, row, seen).await
}

async fn answer(tx: &mut Tx<'_>, row: AgreementRow) -> Result<Reply, Error> {
    let consents = list_consents(tx.conn, &[row.id.uuid()]).await?;
    let day = jakarta_date(tx.now);
    Ok(Reply::ok(&row.etag(day), &row.view(&consents, day)?)?)
}

fn push(tx: &mut Tx<'_>, what: &str, row: &AgreementRow) {
    let audience = Audience::Parties(row.readers.iter().map(|party| party.uuid()).collect());
    let data = serde_json::json!({"agreement_id": row.id, "state": row.state, "version": row.version});
    tx.push(what, row.id, audience, data);
}

/// The two governments; the caller's is the initiator.
async fn sides(tx: &mut Tx<'_>, body: &CreateAgreementRequest) -> Result<(PartyRow, PartyRow), Error> {
    let initiator = find_party(tx.conn, tx.caller().party()).await?.ok_or_else(not_a_side)?;
    let counterpart = find_party(tx.conn, body.counterpart_party_id)
        .await?
        .ok_or_else(|| unknown_party("/counterpart_party_id"))?;
    let government = |party: &PartyRow| {
        let region = party.region_code.parse().map_err(|_| Error::Internal("a party's region".to_owned()))?;
        Ok::<_, Error>(Government { party: party.id, region })
    };
    let governments = PerSide { initiator: government(&initiator)?, counterpart: government(&counterpart)? };
    check_sides(&governments, &PerSide { initiator: initiator.kind, counterpart: counterpart.kind })?;
    if let Some(facilitator) = body.facilitator_party_id {
        let party = find_party(tx.conn, facilitator).await?;
        let party = party.ok_or_else(|| unknown_party("/facilitator_party_id"))?;
        if party.kind != PartyKind::Facilitator {
            return Err(Error::field(
                "/facilitator_party_id",
                "not-a-facilitator",
                "Pilih pihak berjenis fasilitator, misalnya kantor Bank Indonesia.",
                "Choose a party of the kind facilitator, such as an office of Bank Indonesia.",
            ));
        }
    }
    Ok((initiator, counterpart))
}

fn new_agreement(
    tx: &Tx<'_>,
    body: &CreateAgreementRequest,
    (initiator, counterpart): (&PartyRow, &PartyRow),
) -> Result<AgreementRow, Error> {
    // The counterpart has no plan until it writes one: nothing that needs a council.
    let no_plan = Plan { burdens_public: false, in_regional_budget: true, note: String::new() };
    let mut row = AgreementRow {
        id: tx.new_id(),
        number: None,
        title: String::new(),
        state: AgreementState::Draft,
        initiator_party_id: initiator.id,
        counterpart_party_id: counterpart.id,
        initiator_region_code: initiator.region_code.clone(),
        counterpart_region_code: counterpart.region_code.clone(),
        facilitator_party_id: body.facilitator_party_id,
        auditor_party_ids: Vec::new(),
        readers: vec![initiator.id],
        valid_from: body.valid_from_date,
        valid_until: body.valid_until_date,
        commodities: Vec::new(),
        initiator_plan: json(&body.plan),
        counterpart_plan: json(&no_plan),
        attachments: json(&body.attachments),
        text_sha256: String::new(),
        round: 0,
        suspended_by: None,
        signed_date: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let changes = UpdateAgreementRequest {
        title: Some(body.title.clone()),
        number: body.number.clone(),
        valid_from_date: Some(body.valid_from_date),
        valid_until_date: Some(body.valid_until_date),
        commodities: Some(body.commodities.clone()),
        plan: Some(body.plan.clone()),
        attachments: Some(body.attachments.clone()),
    };
    apply_changes(&mut row, &changes, Side::Initiator)?;
    Ok(row)
}

/// Checks the changes of one side, applies them and settles the new text's hash.
fn apply_changes(row: &mut AgreementRow, body: &UpdateAgreementRequest, side: Side) -> Result<(), Error> {
    let mut check = Check::new();
    if let Some(title) = &body.title {
        row.title = check.text("/title", title, 1..=300);
    }
    if let Some(number) = check.optional_text("/number", body.number.as_deref(), 1..=100) {
        row.number = Some(number);
    }
    row.valid_from = body.valid_from_date.unwrap_or(row.valid_from);
    row.valid_until = body.valid_until_date.unwrap_or(row.valid_until);
    if let Some(codes) = &body.commodities {
        row.commodities = commodities(&mut check, codes);
    }
    if let Some(plan) = &body.plan {
        let note =
            if plan.note.is_empty() { String::new() } else { check.text("/plan/note", &plan.note, 1..=4000) };
        let plan = json(&Plan { note, ..plan.clone() });
        match side {
            Side::Initiator => row.initiator_plan = plan,
            Side::Counterpart => row.counterpart_plan = plan,
        }
    }
    if let Some(files) = &body.attachments {
        row.attachments = json(&attachments(&mut check, files));
    }
    check.finish()?;
    let terms = row.terms()?;
    let invalid = terms.validate();
    if !invalid.is_empty() {
        return Err(Error::Invalid(invalid));
    }
    row.text_sha256 = terms.canonical().hash.to_string();
    Ok(())
}

fn commodities(check: &mut Check, codes: &[String]) -> Vec<String> {
    let mut known = BTreeSet::new();
    for (index, code) in codes.iter().enumerate() {
        match code.parse::<CommodityCode>() {
            Ok(code) => {
                known.insert(code);
            }
            Err(_) => check.push(Invalid::new(
                format!("/commodities/{index}"),
                "code",
                "Gunakan kode komoditas dari katalog, misalnya eggs.",
                "Use a commodity code of the catalog, such as eggs.",
            )),
        }
    }
    known.into_iter().map(String::from).collect()
}

/// Checks the names of attached papers, of agreements and contracts alike.
pub(crate) fn attachments(check: &mut Check, files: &[Attachment]) -> Vec<Attachment> {
    let one = |(index, file): (usize, &Attachment)| Attachment {
        r#type: check.text(&format!("/attachments/{index}/type"), &file.r#type, 1..=60),
        number: check.text(&format!("/attachments/{index}/number"), &file.number, 1..=100),
        sha256: file.sha256.clone(),
    };
    files.iter().enumerate().map(one).collect()
}

/// A column of plain values, of agreements and contracts alike: always writable as JSON.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn not_allowed(state: AgreementState, event: &str) -> Error {
    let (current, event) = (state.to_string(), event.to_owned());
    Error::State(IllegalTransition { current, event, allowed: allowed_events(state) })
}

fn not_a_side() -> Error {
    Error::Forbidden(Bilingual::new(
        "Langkah ini dilakukan oleh salah satu dari kedua pemerintah daerah pada kesepakatan.",
        "This step belongs to one of the two governments of the agreement.",
    ))
}

fn unknown_party(pointer: &str) -> Error {
    Error::field(
        pointer,
        "unknown-party",
        "Pihak ini tidak terdaftar; cari di /v1/parties.",
        "This party is not registered; look in /v1/parties.",
    )
}

fn not_your_step() -> Error {
    Error::Forbidden(Bilingual::new(
        "Langkah ini milik pihak atau peran lain pada kesepakatan ini.",
        "This step belongs to the other side or to another role of this agreement.",
    ))
}

/// The role in which a step was done, for the history.
fn role_for(tx: &Tx<'_>, roles: &[Role]) -> Role {
    tx.caller().acting_as(roles).unwrap_or(Role::Coordinator)
}

/// Who may see an agreement from its offer on; auditors join later.
fn readers(row: &AgreementRow) -> Vec<PartyId> {
    let mut readers = vec![row.initiator_party_id, row.counterpart_party_id];
    readers.extend(row.facilitator_party_id);
    readers
}
