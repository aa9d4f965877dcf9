//! Consents to the one text of a contract: endorsements of both regions, signatures of both businesses.

use api_types::TransitionRequest;
use api_types::agreement::{SignContractRequest, SignatoryRequest, TextConsentRequest};
use domain::agreement::{
    ConsentKind, ContractEvent, ContractHappened, ContractState, Side, Signature, SignedAct, SignsFor,
    check_signature,
};
use domain::shared::{Business, ConsentProgress, ContractId, Id as _, Role, TextHash};
use service::{Error, Step, Tx};
use web::{Command, Reply, RequestMeta};

use super::advance::follow_trial;
use super::{not_theirs, queries, reply};
use crate::context::Context;
use crate::cooperation::agreements::find_agreement_by_id;
use crate::cooperation::consents::{ConsentRow, Given, give, read_signatory, stored};
use crate::cooperation::contracts::access::op;
use crate::cooperation::contracts::rows::WholeContract;
use crate::identity::{governments_of, show_accounts};

/// A coordinator endorses the text for its region; the second endorsement moves the contract. 200.
pub(in crate::cooperation::contracts) async fn endorse_contract(
    context: &Context,
    id: ContractId,
    command: Command<op::EndorseContract, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    let (event, request) = (ContractEvent::Endorse, command.body.transition());
    let hash = command.body.text_sha256;
    agree(context, id, command.meta, Yes { event, hash, signatory: None, request }).await
}

/// A business signs the endorsed text; the second signature moves the contract. 200.
pub(in crate::cooperation::contracts) async fn sign_contract(
    context: &Context,
    id: ContractId,
    command: Command<op::SignContract, SignContractRequest>,
) -> Result<Reply, web::ApiError> {
    let (event, request) = (ContractEvent::Sign, command.body.transition());
    let SignContractRequest { text_sha256: hash, signatory, .. } = command.body;
    agree(context, id, command.meta, Yes { event, hash, signatory: Some(signatory), request }).await
}

/// A consent as it is asked for.
struct Yes {
    event: ContractEvent,
    /// The text agreed to.
    hash: TextHash,
    /// Who signs.
    signatory: Option<SignatoryRequest>,
    request: TransitionRequest,
}

async fn agree(
    context: &Context,
    id: ContractId,
    meta: RequestMeta,
    yes: Yes,
) -> Result<Reply, web::ApiError> {
    context
        .core
        .write(meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&whole, yes.event, &yes.request).await?;
            if let Some(who) = &yes.signatory {
                check_signer(tx, &whole, who, &step)?;
            }
            let given = judge(tx, &whole, &step, &yes.hash).await?;
            if given.kind == ConsentKind::Endorsement {
                let day = step.occurred.day();
                whole.judged(day, day)?.expect_note(&whole.lines, &yes.request)?;
                follow_trial(tx, &whole, day).await?;
            }
            if given.progress == ConsentProgress::Partial {
                step.leads_to(whole.row.state);
                step.is_told_as(match given.kind {
                    ConsentKind::Signature => ContractHappened::SignatureGiven,
                    _ => ContractHappened::EndorsementGiven,
                });
            }
            let signatory = yes.signatory.as_ref().map(stored);
            given.record(tx, (id.uuid(), whole.row.round), signatory, step.occurred.at).await?;
            tx.finish(&mut whole, step).await?;
            if whole.row.state == ContractState::Signed {
                show_to_partners(tx, &whole).await?;
            }
            reply(tx, whole).await
        })
        .await
}

/// Who is to pay and who vouches for it is told from now on where the supplier is paid.
async fn show_to_partners(tx: &mut Tx<'_>, whole: &WholeContract) -> Result<(), Error> {
    let row = &whole.row;
    let mut told = governments_of(tx.conn, &[&row.buyer_region_code]).await?;
    told.extend([row.buyer_id, row.supplier_government_id, row.buyer_government_id]);
    show_accounts(tx.conn, row.supplier_id, &told).await
}

/// Who signs for a business does so in a capacity of its own, or by a letter that holds on the day of signing.
fn check_signer(
    tx: &Tx<'_>,
    whole: &WholeContract,
    who: &SignatoryRequest,
    step: &Step<ContractState>,
) -> Result<(), Error> {
    Ok(check_signature(&Signature {
        signatory: &read_signatory(who, tx.today())?,
        signs_for: SignsFor::Business,
        act: SignedAct::ContractSignature,
        period: &whole.row.period(),
        day: step.occurred.day(),
    })?)
}

/// Who consents in the caller's place, and how far that leads.
async fn judge(
    tx: &mut Tx<'_>,
    whole: &WholeContract,
    step: &Step<ContractState>,
    hash: &TextHash,
) -> Result<Given, Error> {
    let row = &whole.row;
    let rows: Vec<ConsentRow> = whole.consents.iter().filter(|one| one.round == row.round).cloned().collect();
    let present = row.text()?;
    if step.to() == ContractState::Signed {
        let by = if step.role() == Some(Role::Buyer) { Business::Buyer } else { Business::Supplier };
        return give(&rows, (ConsentKind::Signature, by), (hash, &present), Business::ALL);
    }
    let agreement = find_agreement_by_id(tx.conn, row.agreement_id).await?.ok_or(Error::NotFound)?;
    let by = agreement.side_of(tx.caller().party()).ok_or_else(not_theirs)?;
    give(&rows, (ConsentKind::Endorsement, by), (hash, &present), Side::ALL)
}
