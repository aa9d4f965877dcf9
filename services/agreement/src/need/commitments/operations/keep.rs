//! What becomes of accepted commitments: closed short, explained, and which contract lines deliver on them.

use api_types::agreement::{
    CloseCommitmentShortRequest, EndContractLineLinkRequest, ExplainCommitmentRequest,
    LinkContractLinesRequest,
};
use api_types::{Check, TransitionRequest};
use domain::agreement::{
    CommitmentCondition, CommitmentEvent, CommitmentHappened, CommitmentState, ContractState, EXPLAINERS,
};
use domain::shared::{CommitmentId, ContractId, ContractLineId, Id as _, Invalid, Role};
use service::{Error, OccurredAt, Stateful as _, Tx, Versioned as _};
use web::{ApiError, Command, Reply};

use super::{begin, reply};
use crate::context::Context;
use crate::cooperation::reschedule;
use crate::need::commitments::access::{LINKERS, op};
use crate::need::commitments::queries::{self, LineToLink};
use crate::need::commitments::rows::{WholeCommitment, another_side};
use crate::need::coverage::settle_demand;

/// A side ends it with less than agreed; 200.
pub(in crate::need::commitments) async fn close_commitment_short(
    context: &Context,
    id: CommitmentId,
    command: Command<op::CloseCommitmentShort, CloseCommitmentShortRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_commitment(tx.conn, tx.caller(), id).await?;
            let request = TransitionRequest {
                reason_code: Some(body.reason.label().to_owned()),
                note: Some(body.note.clone()),
                ..Default::default()
            };
            let step = begin(tx, &whole, CommitmentEvent::CloseShort, &request).await?;
            // What was decided is not closed short afterwards.
            if !whole.is_undecided(tx.today())? {
                return Err(Error::not_allowed(whole.row.state, "close_short"));
            }
            whole.row.closed_date = Some(tx.today());
            whole.row.closing_reason = Some(body.reason);
            whole.row.closing_rolls_over = Some(body.rolls_over);
            tx.finish(&mut whole, step).await?;
            settle_demand(tx.conn, whole.row.demand_id, tx.today()).await?;
            reschedule(tx, whole.row.demand_id).await?;
            reply(tx, whole).await
        })
        .await
}

/// The committing side says why less was delivered; 200.
pub(in crate::need::commitments) async fn explain_commitment(
    context: &Context,
    id: CommitmentId,
    command: Command<op::ExplainCommitment, ExplainCommitmentRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (mut whole, role) = theirs(tx, id, EXPLAINERS).await?;
            let due = whole.condition(tx.today())? == Some(CommitmentCondition::AwaitingExplanation);
            if !due {
                return Err(Error::not_allowed(whole.row.state, "explain"));
            }
            let mut check = Check::new();
            whole.row.explanation = Some(check.text("/explanation", &body.explanation, 1..=2000));
            check.finish()?;
            whole.row.explained_at = Some(tx.now);
            tx.change_on_record(&mut whole, "explain", role, CommitmentHappened::Explained).await?;
            reply(tx, whole).await
        })
        .await
}

/// Lines of contracts deliver on it from now on; 200.
pub(in crate::need::commitments) async fn link_contract_lines(
    context: &Context,
    id: CommitmentId,
    command: Command<op::LinkContractLines, LinkContractLinesRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (mut whole, role) = accepted(tx, id).await?;
            let mut check = Check::new();
            check.length("/contract_line_ids", &body.contract_line_ids, 1..=50);
            let known = queries::lines_to_link(tx.conn, tx.caller(), &body.contract_line_ids).await?;
            let mut lines: Vec<(ContractLineId, ContractId)> = Vec::new();
            for (index, wanted) in body.contract_line_ids.iter().enumerate() {
                let once = lines.iter().all(|(line, _)| line != wanted);
                let found = known.iter().find(|line| line.id == *wanted && once && delivers(line, &whole));
                check.require(found.is_some(), || unfit(index));
                lines.extend(found.map(|line| (line.id, line.contract)));
            }
            check.finish()?;
            queries::insert_links(tx.conn, id, &lines, tx.now).await.map_err(linked_already)?;
            tx.change_on_record(&mut whole, "link", role, CommitmentHappened::LinesLinked).await?;
            reply(tx, whole).await
        })
        .await
}

/// A line of a contract delivers on it no longer; 200.
pub(in crate::need::commitments) async fn end_contract_line_link(
    context: &Context,
    id: CommitmentId,
    command: Command<op::EndContractLineLink, EndContractLineLinkRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            // Also of one that was closed short: the line may deliver on another from now on.
            let (mut whole, role) = theirs(tx, id, LINKERS).await?;
            if !matches!(whole.row.state, CommitmentState::Accepted | CommitmentState::ShortClosed) {
                return Err(Error::not_allowed(whole.row.state, "unlink"));
            }
            let mut check = Check::new();
            let note = check.text("/note", &body.note, 1..=2000);
            let ended = queries::Ended { at: tx.now, counts_until: body.until_date };
            check.require(body.until_date.is_none_or(|until| until <= tx.today()), until_later);
            let named = queries::is_named(tx.conn, id, body.contract_line_id).await?;
            check.require(!named, named_by_contract);
            check.finish()?;
            if queries::end_link(tx.conn, id, body.contract_line_id, ended).await? == 0 {
                return Err(Error::Invalid(vec![Invalid::new(
                    "/contract_line_id",
                    "not-linked",
                    "Baris kontrak ini tidak tertaut pada komitmen ini; lihat `contract_lines`.",
                    "This contract line does not deliver on the commitment; look at `contract_lines`.",
                )]));
            }
            let request = TransitionRequest { note: Some(note), ..Default::default() };
            let reasons = (&request, OccurredAt::now(tx.now));
            let happened = CommitmentHappened::LinkEnded;
            tx.change_with_reasons(&mut whole, "unlink", role, happened, reasons).await?;
            reply(tx, whole).await
        })
        .await
}

/// A locked commitment in the version the caller has seen, and the role in which the caller acts on it.
async fn theirs(tx: &mut Tx<'_>, id: CommitmentId, roles: &[Role]) -> Result<(WholeCommitment, Role), Error> {
    let whole = queries::lock_commitment(tx.conn, tx.caller(), id).await?;
    let role = roles.iter().copied().find(|role| whole.holds(tx.caller(), *role));
    let role = role.ok_or_else(|| Error::Forbidden(another_side()))?;
    tx.expect(&whole.etag(tx.today()))?;
    tx.expect_one_side(&[whole.row.id.uuid(), whole.row.demand_id.uuid()]).await?;
    Ok((whole, role))
}

async fn accepted(tx: &mut Tx<'_>, id: CommitmentId) -> Result<(WholeCommitment, Role), Error> {
    let (whole, role) = theirs(tx, id, LINKERS).await?;
    if whole.row.state == CommitmentState::Accepted {
        Ok((whole, role))
    } else {
        Err(Error::not_allowed(whole.row.state, "link"))
    }
}

/// A line of a signed contract of the same agreement and buyer, of the same goods, of the supplier that is named.
fn delivers(line: &LineToLink, whole: &WholeCommitment) -> bool {
    let (row, goods) = (&whole.row, &whole.demand.line);
    let signed =
        matches!(line.state, ContractState::Signed | ContractState::Active | ContractState::Suspended);
    signed
        && line.agreement == row.agreement_id
        && line.buyer == row.buyer_id
        && row.supplier_id.is_none_or(|supplier| supplier == line.supplier)
        && line.commodity_code == goods.commodity_code
        && line.form_code == goods.form_code
        && line.unit.dimension() == goods.unit.dimension()
        && line.named.is_none_or(|named| named == row.id)
}

fn unfit(index: usize) -> Invalid {
    Invalid::new(
        format!("/contract_line_ids/{index}"),
        "unfit-contract-line",
        "Pilih sekali saja baris kontrak yang sudah ditandatangani, dengan kesepakatan, pembeli, dan barang yang sama.",
        "Choose, once, a line of a signed contract of the same agreement, buyer and goods.",
    )
}

fn named_by_contract() -> Invalid {
    Invalid::new(
        "/contract_line_id",
        "named-by-contract",
        "Kontraknya sendiri menyebut komitmen ini; ubah kontraknya lewat adendum.",
        "The contract itself names this commitment; amend the contract.",
    )
}

fn until_later() -> Invalid {
    Invalid::new(
        "/until_date",
        "later-than-today",
        "Isi hari ini atau hari sebelumnya.",
        "Give today or a day before.",
    )
}

fn linked_already(error: Error) -> Error {
    error.when_unique("commitment_link_once", || {
        Error::duplicate(
            "/contract_line_ids",
            "Salah satu baris kontrak sudah tertaut pada sebuah komitmen; akhiri tautannya dahulu.",
            "One of the contract lines delivers on a commitment already; end that link first.",
        )
    })
}
