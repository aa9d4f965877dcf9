//! What can be done with agreements: draft and change; the rest by kind of step in [`agree`] (consents to the text),
//! [`advance`] (plain transitions), [`auditors`] and [`end`]; papers of stages in [`stages`].

mod advance;
mod agree;
mod auditors;
mod end;
mod stages;

pub(super) use advance::advance_agreement;
pub(super) use agree::{agree_agreement, sign_agreement};
pub(super) use auditors::{assign_agreement_auditor, end_agreement_auditor};
pub(super) use end::{closing_statement, complete_agreement, terminate_agreement};
pub(super) use stages::stages_of;

use std::collections::BTreeSet;

use api_types::Check;
use api_types::agreement::{Attachment, CreateAgreementRequest, Plan, UpdateAgreementRequest};
use domain::agreement::{
    AgreementHappened, AgreementState, ConsentKind, Government, PerSide, Side, check_sides,
};
use domain::shared::{AgreementId, CommodityCode, DateSense, Id as _, PartyKind, TextHash, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use uuid::Uuid;
use web::{Command, Reply};

use super::queries;
use super::rows::{AgreementRow, WHOLE_PAPERS};
use crate::context::Context;
use crate::cooperation::agreements::access::op;
use crate::cooperation::consents::list_consents;
use crate::identity::{PartyRow, find_party};
use crate::outside::list_commodities;
use crate::verification::attach_scans;

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
            let row = new_agreement(tx, &body, (&initiator, &counterpart)).await?;
            queries::insert_agreement(tx.conn, &row).await?;
            tx.emit(&row, AgreementHappened::Drafted).await?;
            let day = tx.today();
            let (etag, location) = (row.etag(day), format!("/v1/agreements/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view(tx.caller(), &[], day)?)?)
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
            tx.expect(&row.etag(tx.today()))?;
            // Nobody signs another number than the other side did.
            if !row.state.may_change() && (!only_numbers(&row, &body) || is_signed(tx, &row).await?) {
                return Err(Error::unchangeable(row.state));
            }
            let before = row.terms()?;
            apply_changes(tx, &mut row, &body, side).await?;
            let replaced = replaced(&before, &row.terms()?)?;
            let open = row.state != AgreementState::Draft;
            tx.revise(&mut row, UPDATE, AgreementHappened::Changed, open.then_some(replaced)).await?;
            reply(tx, row).await
        })
        .await
}

/// Whether a side has signed the present text.
async fn is_signed(tx: &mut Tx<'_>, row: &AgreementRow) -> Result<bool, Error> {
    let consents = list_consents(tx.conn, &row.agreed_to()?).await?;
    Ok(consents.iter().any(|one| one.kind == ConsentKind::Signature && one.round == row.round))
}

/// Answers with the agreement as it is now.
async fn reply(tx: &mut Tx<'_>, row: AgreementRow) -> Result<Reply, Error> {
    let consents = list_consents(tx.conn, &row.agreed_to()?).await?;
    let day = tx.today();
    Ok(Reply::ok(&row.etag(day), &row.view(tx.caller(), &consents, day)?)?)
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

async fn new_agreement(
    tx: &mut Tx<'_>,
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
        offered_at: None,
        termination: None,
        ends_date: None,
        initiator_auditors: Vec::new(),
        counterpart_auditors: Vec::new(),
        text_format: WHOLE_PAPERS,
        text_number: None,
        amended: serde_json::json!([]),
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
    apply_changes(tx, &mut row, &changes, Side::Initiator).await?;
    Ok(row)
}

/// Checks the changes of one side, applies them and settles the new text's hash.
async fn apply_changes(
    tx: &mut Tx<'_>,
    row: &mut AgreementRow,
    body: &UpdateAgreementRequest,
    side: Side,
) -> Result<(), Error> {
    let mut check = Check::new();
    if let Some(title) = &body.title {
        row.title = check.line("/title", title, 1..=300);
    }
    if let Some(number) = check.optional_line("/number", body.number.as_deref(), 1..=100) {
        row.number = Some(number);
    }
    row.valid_from = body.valid_from_date.unwrap_or(row.valid_from);
    row.valid_until = body.valid_until_date.unwrap_or(row.valid_until);
    check.date("/valid_from_date", row.valid_from, DateSense::Begins, tx.today());
    check.date("/valid_until_date", row.valid_until, DateSense::Ends, tx.today());
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
    keep_scans(tx, row.id.uuid(), body.attachments.as_deref().unwrap_or_default()).await?;
    if row.state.may_change() {
        row.text_format = WHOLE_PAPERS;
        row.text_number.clone_from(&row.number);
    }
    let terms = row.terms()?;
    let invalid = terms.validate();
    if !invalid.is_empty() {
        return Err(Error::Invalid(invalid));
    }
    row.text_sha256 = terms.canonical().hash.to_string();
    match &body.commodities {
        Some(codes) => expect_known(tx, codes).await,
        None => Ok(()),
    }
}

/// A number stands before the signatures, and may be written while a settled text that names none waits for them.
fn only_numbers(row: &AgreementRow, body: &UpdateAgreementRequest) -> bool {
    let rest = UpdateAgreementRequest { number: None, ..body.clone() };
    let waits = matches!(row.state, AgreementState::AwaitingCouncil | AgreementState::ReadyToSign);
    waits && row.text_number.is_none() && body.number.is_some() && rest == UpdateAgreementRequest::default()
}

/// The catalog has told of every commodity.
pub(crate) async fn expect_known(tx: &mut Tx<'_>, codes: &[String]) -> Result<(), Error> {
    let known = list_commodities(tx.conn, codes).await?;
    let mut check = Check::new();
    for (index, code) in codes.iter().enumerate() {
        let told = known.iter().any(|row| row.code == *code);
        check.require(told, || CommodityCode::unknown(&format!("/commodities/{index}")));
    }
    check.finish().map_err(|unknown| Error::behind("catalog", unknown))
}

fn commodities(check: &mut Check, codes: &[String]) -> Vec<String> {
    let mut known = BTreeSet::new();
    for (index, code) in codes.iter().enumerate() {
        known.extend(check.take(CommodityCode::from_field(&format!("/commodities/{index}"), code)));
    }
    known.into_iter().map(String::from).collect()
}

/// Checks the names of attached papers, of agreements and contracts alike.
pub(crate) fn attachments(check: &mut Check, files: &[Attachment]) -> Vec<Attachment> {
    let one = |(index, file): (usize, &Attachment)| Attachment {
        r#type: check.line(&format!("/attachments/{index}/type"), &file.r#type, 1..=60),
        number: check.line(&format!("/attachments/{index}/number"), &file.number, 1..=100),
        sha256: file.sha256.clone(),
    };
    files.iter().enumerate().map(one).collect()
}

/// What the caller's party has brought of attached papers stays with the text, an agreement's or a contract's.
pub(crate) async fn keep_scans(tx: &mut Tx<'_>, text: Uuid, papers: &[Attachment]) -> Result<(), Error> {
    let hashes: Vec<TextHash> = papers.iter().map(|paper| paper.sha256.clone()).collect();
    // A paper that was not uploaded is named all the same.
    attach_scans(tx.conn, tx.caller().party(), text, &hashes).await?;
    Ok(())
}

/// The hash of the paper that is asked for of those a text names; of the first where none is said.
///
/// # Errors
/// [`Error::NotFound`] where it names no such paper.
pub(crate) fn named(papers: Vec<Attachment>, asked: Option<&TextHash>) -> Result<TextHash, Error> {
    let is_asked = |paper: &Attachment| asked.is_none_or(|hash| paper.sha256 == *hash);
    papers.into_iter().find(is_asked).map(|paper| paper.sha256).ok_or(Error::NotFound)
}

/// A column of plain values, of agreements and contracts alike: always writable as JSON.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn not_a_side() -> Error {
    Error::Forbidden(super::rows::another_side())
}

fn unknown_party(pointer: &str) -> Error {
    Error::field(
        pointer,
        "unknown-party",
        "Pihak ini tidak terdaftar; cari di /v1/parties.",
        "This party is not registered; look in /v1/parties.",
    )
}
