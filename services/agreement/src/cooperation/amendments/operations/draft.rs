//! Writing an amendment: the whole new terms, set against the text that holds.

use std::collections::BTreeSet;

use api_types::agreement::{
    AmendedLineRequest, CreateAgreementAmendmentRequest, CreateContractAmendmentRequest,
};
use api_types::{Check, TransitionRequest};
use chrono::NaiveDate;
use domain::agreement::{AmendmentEvent, AmendmentHappened, AmendmentState, AmendmentTerms, check_umbrella};
use domain::say;
use domain::shared::{
    AgreementId, AmendmentId, Bilingual, CanonicalText, CommodityCode, ContractId, DateSense, Id as _,
    Invalid,
};
use service::{Error, OccurredAt, Tx, Versioned as _};
use web::{ApiError, Command, Reply};

use crate::context::Context;
use crate::cooperation::agreements::{
    AgreementRow, attachments, expect_known, json, keep_scans, lock_agreement, named_papers,
};
use crate::cooperation::amendments::access::op;
use crate::cooperation::amendments::queries::{find_open, insert_amendment, last_number};
use crate::cooperation::amendments::rows::{Amendment, AmendmentRow, Known};
use crate::cooperation::amendments::subject::{Subject, with_agreement};
use crate::cooperation::amendments::texts::StoredText;
use crate::cooperation::contracts::{
    ContractLineRow, ContractRow, WholeContract, check_harvest, lock_contract, read_festival, read_lines,
    read_value_limit,
};
use crate::cooperation::limits::evaluation_days;

use super::advance::open_until;
use super::effects::lift_cap;

/// Drafts an amendment of a contract; 201.
pub(in crate::cooperation::amendments) async fn create_contract_amendment(
    context: &Context,
    id: ContractId,
    command: Command<op::CreateContractAmendment, CreateContractAmendmentRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let whole = lock_contract(tx.conn, tx.caller(), id).await?;
            let mut subject = with_agreement(tx.conn, whole).await?;
            expect_place(tx, &mut subject).await?;
            let Subject::Contract(whole, agreement) = &subject else { return Err(Error::NotFound) };
            let mut draft = Draft::read(tx, (&body.rationale, body.effective_date, body.valid_until_date))?;
            let before = whole.last_text().text;
            let title = draft.title(body.title.as_deref(), &before.title);
            let evaluation_due = body.evaluation_due_date;
            let at = "/evaluation_due_date";
            draft.check.optional_date(at, evaluation_due, DateSense::Ends, tx.today());
            let papers = attachments(&mut draft.check, &body.attachments);
            let limit = read_value_limit(&mut draft.check, body.value_limit.as_ref());
            let lines = new_lines(tx, draft.check, whole, (&body.lines, body.valid_until_date)).await?;
            keep_scans(tx, draft.id.uuid(), &body.attachments).await?;
            let festival = body.festival.as_ref().map(read_festival).or(before.festival.clone());
            let value_limit_rupiah = limit.or(before.value_limit_rupiah);
            let valid_until = body.valid_until_date;
            let after = StoredText {
                title,
                valid_until,
                evaluation_due,
                value_limit_rupiah,
                festival,
                lines,
                ..before
            };
            let terms = contract_terms(whole, &after)?;
            let on = body.effective_date.max(tx.today());
            let mut invalid = terms.validate(&agreement.last_days()?.holds());
            invalid.extend(terms.late_evaluation(evaluation_days(tx).await?));
            // The first day stays: what does not lie within the agreement is the last.
            for one in invalid.iter_mut().filter(|one| one.pointer == "/valid_from_date") {
                one.pointer = "/valid_until_date".to_owned();
            }
            invalid.extend(check_harvest(tx, &terms).await?);
            expect_valid(invalid)?;
            let goods: Vec<CommodityCode> =
                after.lines.iter().map(ContractLineRow::commodity).collect::<Result<_, _>>()?;
            check_umbrella(&agreement.facts_on(on)?.guarantee(), &goods, tx.today())?;
            let ids = after.lines.iter().map(|line| line.id).collect();
            let row = Row { terms: terms.canonical(), line_ids: ids, after, attachments: json(&papers) };
            write(tx, subject, draft.id, (&draft.rationale, body.effective_date), row).await
        })
        .await
}

/// Drafts an amendment of an agreement; 201.
pub(in crate::cooperation::amendments) async fn create_agreement_amendment(
    context: &Context,
    id: AgreementId,
    command: Command<op::CreateAgreementAmendment, CreateAgreementAmendmentRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let agreement = lock_agreement(tx.conn, tx.caller(), id).await?;
            let mut subject = Subject::Agreement(Box::new(agreement));
            expect_place(tx, &mut subject).await?;
            let mut draft = Draft::read(tx, (&body.rationale, body.effective_date, body.valid_until_date))?;
            let before = subject.last_text()?.text;
            let title = draft.title(body.title.as_deref(), &before.title);
            let codes: BTreeSet<CommodityCode> = body
                .commodities
                .iter()
                .enumerate()
                .filter_map(|(index, code)| {
                    draft.check.take(CommodityCode::from_field(&format!("/commodities/{index}"), code))
                })
                .collect();
            let papers = attachments(&mut draft.check, &body.attachments);
            draft.check.finish()?;
            expect_known(tx, &body.commodities).await?;
            keep_scans(tx, draft.id.uuid(), &body.attachments).await?;
            let commodities = codes.into_iter().map(String::from).collect();
            let after = StoredText { title, valid_until: body.valid_until_date, commodities, ..before };
            let terms = agreement_terms(subject.agreement(), &after)?;
            expect_valid(terms.validate())?;
            let row =
                Row { terms: terms.canonical(), line_ids: Vec::new(), after, attachments: json(&papers) };
            write(tx, subject, draft.id, (&draft.rationale, body.effective_date), row).await
        })
        .await
}

/// The caller may amend it, it is in force, and nothing waits of it; what waited too long is taken back.
async fn expect_place(tx: &mut Tx<'_>, subject: &mut Subject) -> Result<(), Error> {
    use domain::agreement::AMENDMENT_WRITERS;
    if !AMENDMENT_WRITERS.iter().any(|role| subject.holds(tx.caller(), *role)) {
        return Err(Error::Forbidden(not_a_writer()));
    }
    subject.expect_in_force(tx.today())?;
    tx.expect_one_side(&[subject.id()]).await?;
    let Some(row) = find_open(tx.conn, subject).await? else { return Ok(()) };
    if row.condition(tx.today()).is_none() {
        return Err(waits_already(row.id));
    }
    let mut lapsed = Amendment { row, subject: subject.clone(), consents: Vec::new() };
    let request = TransitionRequest::default();
    lift_cap(tx, &mut lapsed).await?;
    tx.follow(&mut lapsed, AmendmentEvent::Withdraw, OccurredAt::now(tx.now), &request).await?;
    *subject = lapsed.subject;
    Ok(())
}

/// What both kinds of amendments say alike, as it is read.
struct Draft {
    id: AmendmentId,
    check: Check,
    rationale: String,
}

impl Draft {
    fn read(tx: &Tx<'_>, (rationale, effective, until): (&str, NaiveDate, NaiveDate)) -> Result<Self, Error> {
        let mut check = Check::new();
        let rationale = check.text("/rationale", rationale, 1..=2000);
        check.date("/effective_date", effective, DateSense::Begins, tx.today());
        check.date("/valid_until_date", until, DateSense::Ends, tx.today());
        check.require(effective <= until, || {
            Invalid::new(
                "/effective_date",
                "period",
                "Tanggal mulai berlaku tidak boleh melewati hari terakhir.",
                "The day from which it holds must not come after the last day.",
            )
        });
        Ok(Self { id: tx.new_id(), check, rationale })
    }

    fn title(&mut self, given: Option<&str>, before: &str) -> String {
        self.check.optional_line("/title", given, 1..=300).unwrap_or_else(|| before.to_owned())
    }
}

/// Lines of the new text: those it has keep their ids and places, new ones follow.
async fn new_lines(
    tx: &mut Tx<'_>,
    mut check: Check,
    whole: &WholeContract,
    (lines, until): (&[AmendedLineRequest], NaiveDate),
) -> Result<Vec<ContractLineRow>, Error> {
    let before = whole.last_text().text.lines;
    let mut named = BTreeSet::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(id) = line.contract_line_id else { continue };
        let at = format!("/lines/{index}");
        let old = before.iter().find(|old| old.id == id);
        check.require(old.is_some(), || unknown_line(&at));
        check.require(named.insert(id), || named_twice(&at));
        let same = |old: &ContractLineRow| {
            (&old.commodity_code, &old.form_code, old.unit)
                == (&line.commodity_code, &line.form_code, line.unit)
        };
        check.require(old.is_none_or(same), || other_goods(&at));
        check.require(old.is_none_or(|old| old.commitment_id == line.commitment_id), || other_share(&at));
        // Of a share there is no figure that a lower tolerance could be set against: what has begun stays as it was.
        let lower = |old: &ContractLineRow| {
            old.commitment_id.is_some() && i32::from(line.over_tolerance_bp) < old.over_tolerance_bp
        };
        check.require(!old.is_some_and(lower), || lower_tolerance(&at));
    }
    let requests: Vec<_> = lines.iter().map(AmendedLineRequest::line).collect();
    let contract = ContractRow { valid_until: until, ..whole.row.clone() };
    let mut rows = read_lines(tx, check, &contract, (&requests, &before)).await?;
    let every = whole.versions.iter().flat_map(|one| &one.text.lines).chain(&whole.lines);
    let mut last = every.map(|line| line.number).max().unwrap_or_default();
    for (row, request) in rows.iter_mut().zip(lines) {
        let old = before.iter().find(|old| Some(old.id) == request.contract_line_id);
        if let Some(old) = old {
            (row.id, row.number, row.amendment_id) = (old.id, old.number, old.amendment_id);
        } else {
            last += 1;
            row.number = last;
        }
    }
    Ok(rows)
}

/// A new text as it is written.
struct Row {
    terms: CanonicalText,
    line_ids: Vec<domain::shared::ContractLineId>,
    after: StoredText,
    attachments: serde_json::Value,
}

/// Writes the draft of an amendment that changes something.
async fn write(
    tx: &mut Tx<'_>,
    subject: Subject,
    id: AmendmentId,
    (rationale, effective_date): (&str, NaiveDate),
    new: Row,
) -> Result<Reply, Error> {
    let last = subject.last_text()?;
    if effective_date < last.in_force_from {
        return Err(before_the_last(last.in_force_from));
    }
    if last.text.valid_until.succ_opt().is_some_and(|next| effective_date > next) {
        return Err(after_the_end(last.text.valid_until));
    }
    let number = last_number(tx.conn, &subject).await? + 1;
    let Row { terms, line_ids, mut after, attachments } = new;
    let known: BTreeSet<_> = last.text.lines.iter().map(|line| line.id).collect();
    for line in after.lines.iter_mut().filter(|line| !known.contains(&line.id)) {
        line.amendment_id = Some(id);
    }
    let (contract, agreement_id) = match &subject {
        Subject::Contract(whole, _) => (Some(whole.row.id), whole.row.agreement_id),
        Subject::Agreement(row) => (None, row.id),
    };
    let before_sha256 = last.text_sha256.parse().map_err(|_| unreadable())?;
    let papers = serde_json::from_value(attachments.clone()).map_err(|_| unreadable())?;
    let text = AmendmentTerms {
        amends: contract.map_or_else(|| agreement_id.to_string(), |id| id.to_string()),
        number,
        before: &before_sha256,
        rationale,
        effective_date,
        terms: &terms.text,
        lines: line_ids,
        attachments: named_papers(papers, crate::cooperation::agreements::WHOLE_PAPERS),
    };
    let CanonicalText { text, hash } = text.canonical();
    let row = AmendmentRow {
        id,
        agreement_id,
        contract_id: contract,
        number,
        state: AmendmentState::Draft,
        party_id: tx.caller().party(),
        rationale: rationale.to_owned(),
        effective_date,
        in_force_from: None,
        open_until: open_until(tx).await?,
        capped_version: None,
        before: json(&last.text),
        after: json(&after),
        attachments,
        text,
        text_sha256: hash.to_string(),
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    if row.changes()?.is_empty() {
        return Err(nothing_changed());
    }
    insert_amendment(tx.conn, &row).await?;
    let amendment = Amendment { row, subject, consents: Vec::new() };
    tx.first(&amendment, AmendmentHappened::Drafted).await?;
    let known = Known::of(tx.conn, [&amendment]).await?;
    let view = amendment.view(tx.caller(), tx.today(), &known)?;
    Ok(Reply::created(format!("/v1/amendments/{id}"), &amendment.etag(tx.today()), &view)?)
}

/// The whole terms of a contract with a new text.
pub(super) fn contract_terms(
    whole: &WholeContract,
    text: &StoredText,
) -> Result<domain::agreement::ContractTerms, Error> {
    let mut row = whole.row.clone();
    row.title.clone_from(&text.title);
    row.festival = text.festival.as_ref().map(json);
    (row.valid_until, row.evaluation_due) = (text.valid_until, text.evaluation_due);
    row.value_limit_rupiah = text.value_limit_rupiah;
    row.terms(&text.lines)
}

fn agreement_terms(
    row: &AgreementRow,
    text: &StoredText,
) -> Result<domain::agreement::AgreementTerms, Error> {
    let mut terms = row.terms()?;
    let changed = text.of_agreement()?;
    (terms.title, terms.period, terms.commodities) = (changed.title, changed.period, changed.commodities);
    Ok(terms)
}

fn expect_valid(invalid: Vec<Invalid>) -> Result<(), Error> {
    if invalid.is_empty() { Ok(()) } else { Err(Error::Invalid(invalid)) }
}

fn unreadable() -> Error {
    Error::Internal("an amended text is unreadable".to_owned())
}

fn not_a_writer() -> Bilingual {
    Bilingual::new(
        "Adendum disusun oleh para pihaknya: kedua usaha dan koordinator kedua daerah pada kontrak, koordinator kedua daerah \
         pada kesepakatan.",
        "An amendment is written by the sides of what it changes: both businesses and the coordinators of both regions of a \
         contract, the coordinators of both regions of an agreement.",
    )
}

fn waits_already(id: AmendmentId) -> Error {
    Error::duplicate(
        "",
        format!("Adendum {id} atas naskah ini masih menunggu; selesaikan atau tarik dulu adendum itu."),
        format!("Amendment {id} of this text still waits; finish it or take it back first."),
    )
}

fn nothing_changed() -> Error {
    Error::field(
        "",
        "nothing-changed",
        "Naskah baru sama dengan naskah yang berlaku; ubah paling sedikit satu hal.",
        "The new text is the one that holds; change at least one thing.",
    )
}

fn before_the_last(from: NaiveDate) -> Error {
    let detail = say!(
        "Naskah terakhir berlaku mulai {from}; pilih hari itu atau sesudahnya.",
        "The last text holds from {from} on; choose that day or a later one.",
        from = from,
    );
    Error::Invalid(vec![Invalid::says("/effective_date", "before-last-text", detail)])
}

fn after_the_end(until: NaiveDate) -> Error {
    let detail = say!(
        "Naskah yang berlaku berakhir pada {until}; adendum menyambungnya paling lambat hari sesudahnya.",
        "The text that holds ends on {until}; an amendment follows it on the day after at the latest.",
        until = until,
    );
    Error::Invalid(vec![Invalid::says("/effective_date", "after-last-text", detail)])
}

fn unknown_line(at: &str) -> Invalid {
    Invalid::new(
        format!("{at}/contract_line_id"),
        "unknown-line",
        "Baris ini bukan baris kontrak yang berlaku; hapus id-nya untuk baris baru.",
        "This is no line of the contract as it holds; leave the id out for a new line.",
    )
}

fn named_twice(at: &str) -> Invalid {
    Invalid::new(
        format!("{at}/contract_line_id"),
        "duplicate",
        "Baris ini sudah disebut; sebut setiap baris satu kali.",
        "This line is named already; name each line once.",
    )
}

fn other_share(at: &str) -> Invalid {
    Invalid::new(
        format!("{at}/commitment_id"),
        "other-commitment",
        "Sebuah baris tetap pada komitmennya; untuk komitmen lain, tambahkan baris baru tanpa id.",
        "A line keeps its commitment; for another one add a new line without an id.",
    )
}

fn lower_tolerance(at: &str) -> Invalid {
    Invalid::new(
        format!("{at}/over_tolerance_bp"),
        "share-tolerance",
        "Toleransi baris bagian kebutuhan tidak dapat diturunkan; biarkan seperti semula atau naikkan.",
        "The tolerance of a share line is not lowered; leave it as it was, or raise it.",
    )
}

fn other_goods(at: &str) -> Invalid {
    Invalid::new(
        format!("{at}/contract_line_id"),
        "other-goods",
        "Sebuah baris tetap pada komoditas, bentuk, dan satuannya; untuk barang lain, tambahkan baris baru tanpa id.",
        "A line keeps its commodity, form and unit; for other goods add a new line without an id.",
    )
}
