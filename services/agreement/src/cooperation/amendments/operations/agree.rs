//! The consents to the text of an amendment: of both regions, then of everybody who signed the first text.

use api_types::TransitionRequest;
use api_types::agreement::{SignContractRequest, SignatoryRequest, TextConsentRequest};
use domain::agreement::{
    AmendmentHappened, AmendmentState, ConsentKind, ContractState, Side, Signature, SignedAct, SignsFor,
    check_signature,
};
use domain::shared::{
    AmendmentId, Bilingual, Business, ConsentProgress, Id as _, Period, Refusal, RefusalCode, TextHash, Unmet,
};
use service::{Error, OccurredAt, Stateful as _, Step, Tx};
use web::{ApiError, Command, Reply, RequestMeta, Transition};

use super::effects::{follow_trial, put_into_force};
use super::{day_of, reply};
use crate::context::Context;
use crate::cooperation::amendments::access::op;
use crate::cooperation::amendments::queries::lock_amendment;
use crate::cooperation::amendments::reductions::{check_takes_nothing, expect_capped};
use crate::cooperation::amendments::rows::Amendment;
use crate::cooperation::amendments::subject::{Signer, Subject};
use crate::cooperation::consents::{Given, consents_by, give, read_signatory, stored};
use crate::cooperation::contracts::{ChainText, ContractLineRow, References, check_chain, expect_prices};

/// A coordinator confirms or endorses the text for its region; the second one moves it. 200.
pub(in crate::cooperation::amendments) async fn agree_amendment<O: Transition<State = AmendmentState>>(
    context: &Context,
    id: AmendmentId,
    command: Command<O, TextConsentRequest>,
) -> Result<Reply, ApiError> {
    let (request, hash) = (command.body.transition(), command.body.text_sha256);
    agree(context, id, command.meta, Yes { event: O::EVENT, hash, signatory: None, request }).await
}

/// Who signed the first text signs this one; with the last signature it holds from its day on. 200.
pub(in crate::cooperation::amendments) async fn sign_amendment(
    context: &Context,
    id: AmendmentId,
    command: Command<op::SignAmendment, SignContractRequest>,
) -> Result<Reply, ApiError> {
    let request = command.body.transition();
    let SignContractRequest { text_sha256: hash, signatory, .. } = command.body;
    let event = domain::agreement::AmendmentEvent::Sign;
    agree(context, id, command.meta, Yes { event, hash, signatory: Some(signatory), request }).await
}

/// A consent as it is asked for.
struct Yes {
    event: domain::agreement::AmendmentEvent,
    /// The text agreed to.
    hash: TextHash,
    /// Who signs.
    signatory: Option<SignatoryRequest>,
    request: TransitionRequest,
}

async fn agree(context: &Context, id: AmendmentId, meta: RequestMeta, yes: Yes) -> Result<Reply, ApiError> {
    context
        .core
        .write(meta, async move |tx| {
            let mut amendment = lock_amendment(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&amendment, yes.event, &yes.request).await?;
            tx.expect_one_side(&[amendment.subject.id()]).await?;
            amendment.subject.expect_in_force(tx.today())?;
            expect_open(tx, &amendment)?;
            let given = judge(tx, &amendment, &yes, &step)?;
            if given.kind == ConsentKind::Endorsement {
                expect_note(tx, &amendment, &yes.request, &step).await?;
            }
            let (kind, progress) = (given.kind, given.progress);
            if kind == ConsentKind::Endorsement {
                let day = day_of(tx, step.occurred);
                follow_trial(tx, &amendment, (amendment.row.effective_date.max(day), day)).await?;
            }
            let signatory = yes.signatory.as_ref().map(stored);
            let new = given.record(tx, (id.uuid(), 1), signatory, step.occurred.at).await?;
            amendment.consents.push(new);
            match (kind, progress) {
                (ConsentKind::Signature, ConsentProgress::Complete) => {
                    conclude(tx, &mut amendment, step.occurred).await?;
                }
                (_, ConsentProgress::Complete) => {}
                (kind, ConsentProgress::Partial) => {
                    step.leads_to(amendment.state());
                    step.is_told_as(match kind {
                        ConsentKind::Signature => AmendmentHappened::SignatureGiven,
                        _ => AmendmentHappened::ConsentGiven,
                    });
                }
            }
            tx.finish(&mut amendment, step).await?;
            reply(tx, &amendment).await
        })
        .await
}

/// Who endorses a price outside its reference says why.
async fn expect_note(
    tx: &Tx<'_>,
    amendment: &Amendment,
    request: &TransitionRequest,
    step: &Step<AmendmentState>,
) -> Result<(), Error> {
    let lines = amendment.row.after()?.lines;
    let references = References::of(tx.conn, &lines).await?;
    let judged = amendment.judged(&references, step.occurred.day())?;
    judged.map_or(Ok(()), |judged| judged.expect_note(&lines, request))
}

/// A proposal that waited too long is proposed anew.
fn expect_open(tx: &Tx<'_>, amendment: &Amendment) -> Result<(), Error> {
    let Some(until) = amendment.row.open_until.filter(|until| *until < tx.today()) else { return Ok(()) };
    let how = Bilingual::new(
        "Usulan ini menunggu terlalu lama. Tarik kembali, lalu usulkan lagi.",
        "This proposal waited too long. Take it back and propose it anew.",
    );
    let unmet = Unmet::new("proposal_open", amendment.row.id, until, tx.today(), how);
    Err(Refusal::rule(RefusalCode::AmendmentRule, vec![unmet]).into())
}

/// Who consents in the caller's place, and how far that leads.
fn judge(tx: &Tx<'_>, amendment: &Amendment, yes: &Yes, step: &Step<AmendmentState>) -> Result<Given, Error> {
    let present = amendment.row.text_hash()?;
    let (before, texts) = (&amendment.consents, (&yes.hash, &present));
    let theirs = || Error::Forbidden(amendment.not_theirs(yes.event));
    let Some(who) = &yes.signatory else {
        let side = amendment.subject.agreement().side_of(tx.caller().party()).ok_or_else(theirs)?;
        let kind = match &amendment.subject {
            Subject::Contract(..) => ConsentKind::Endorsement,
            Subject::Agreement(_) => ConsentKind::Confirmation,
        };
        return give(before, (kind, side), texts, Side::ALL);
    };
    let signer = amendment.subject.signs_as(tx.caller()).ok_or_else(theirs)?;
    check_signer(tx, amendment, who, (signer, step))?;
    match signer {
        Signer::Business(by) => give(before, (ConsentKind::Signature, by), texts, Business::ALL),
        Signer::Side(by) => give(before, (ConsentKind::Signature, by), texts, Side::ALL),
    }
}

/// Who signs does so in a capacity of its own, or by a letter that holds on the day of signing.
fn check_signer(
    tx: &Tx<'_>,
    amendment: &Amendment,
    who: &SignatoryRequest,
    (signer, step): (Signer, &Step<AmendmentState>),
) -> Result<(), Error> {
    let region = match signer {
        Signer::Side(side) => Some(amendment.subject.agreement().region(side)?),
        Signer::Business(_) => None,
    };
    let after = amendment.row.after()?;
    Ok(check_signature(&Signature {
        signatory: &read_signatory(who, tx.today())?,
        signs_for: region.as_ref().map_or(SignsFor::Business, SignsFor::Region),
        act: match signer {
            Signer::Side(_) => SignedAct::AgreementSignature,
            Signer::Business(_) => SignedAct::ContractSignature,
        },
        period: &Period { from: after.valid_from, until: Some(after.valid_until) },
        day: step.occurred.day(),
    })?)
}

/// The last signature: the whole guarantee chain is judged for the new text, and what it takes away is still free. It holds
/// from its day on, from that of the last signature where that is later.
async fn conclude(tx: &mut Tx<'_>, amendment: &mut Amendment, occurred: OccurredAt) -> Result<(), Error> {
    let from = amendment.row.effective_date.max(day_of(tx, occurred));
    if let Subject::Contract(whole, _) = &amendment.subject {
        let after = amendment.row.after()?;
        let text = ChainText {
            from,
            // What is judged is whether this text could come into force, as the first one did.
            state: ContractState::Signed,
            period: Period { from: after.valid_from, until: Some(after.valid_until) },
            lines: after.lines.iter().map(ContractLineRow::terms).collect::<Result<_, _>>()?,
            hash: amendment.row.text_hash()?,
            endorsements: consents_by(&amendment.consents, ConsentKind::Endorsement)?,
        };
        check_chain(tx, whole, occurred, text).await?;
        follow_trial(tx, amendment, (from, day_of(tx, occurred))).await?;
        expect_prices(tx, &after.lines, from.max(after.valid_from)).await?;
    }
    expect_capped(tx, amendment).await?;
    check_takes_nothing(tx, amendment).await?;
    put_into_force(tx, amendment, from).await
}
