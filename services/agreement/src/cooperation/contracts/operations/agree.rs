//! Consents to the one text of a contract: endorsements of both regions, signatures of both businesses.

use api_types::TransitionRequest;
use api_types::agreement::{SignContractRequest, SignatoryRequest, TextConsentRequest};
use domain::agreement::{
    Business, Consent, ConsentKind, ConsentProgress, ContractEvent, ContractHappened, ContractState, Side,
    Signature, SignedAct, SignsFor, check_signature, give_consent,
};
use domain::shared::{ContractId, Id as _, Role, TextHash, TransitionId};
use service::{Error, Step, Tx};
use web::{Command, Reply, RequestMeta};

use super::{not_theirs, queries, reply};
use crate::context::Context;
use crate::cooperation::agreements::find_agreement_by_id;
use crate::cooperation::consents::{
    ConsentRow, consents_by, insert_consent, read_signatory, refused, stored,
};
use crate::cooperation::contracts::access::op;
use crate::cooperation::contracts::rows::WholeContract;

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
            let new = ConsentRow {
                id: tx.new_id::<TransitionId>().uuid(),
                subject_id: id.uuid(),
                round: whole.row.round,
                kind: given.kind,
                given_by: given.by,
                text_sha256: yes.hash.to_string(),
                signatory: yes.signatory.as_ref().map(stored),
                occurred_at: step.occurred.at,
                recorded_at: tx.now,
                counts_until: None,
            };
            insert_consent(tx, &new).await?;
            if given.progress == ConsentProgress::Partial {
                step.leads_to(whole.row.state);
                step.is_told_as(given.partly);
            }
            tx.finish(&mut whole, step).await?;
            reply(tx, whole).await
        })
        .await
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

/// A consent as judged.
struct Given {
    kind: ConsentKind,
    by: String,
    progress: ConsentProgress,
    /// What the feed calls it while the other's consent is missing.
    partly: ContractHappened,
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
        let (kind, partly) = (ConsentKind::Signature, ContractHappened::SignatureGiven);
        let new = Consent { by, hash: hash.clone() };
        let progress =
            give_consent(&consents_by(&rows, kind)?, &new, &present, Business::ALL).map_err(refused)?;
        return Ok(Given { kind, by: by.to_string(), progress, partly });
    }
    let agreement = find_agreement_by_id(tx.conn, row.agreement_id).await?.ok_or(Error::NotFound)?;
    let by = agreement.side_of(tx.caller().party()).ok_or_else(not_theirs)?;
    let (kind, partly) = (ConsentKind::Endorsement, ContractHappened::EndorsementGiven);
    let new = Consent { by, hash: hash.clone() };
    let progress = give_consent(&consents_by(&rows, kind)?, &new, &present, Side::ALL).map_err(refused)?;
    Ok(Given { kind, by: by.to_string(), progress, partly })
}
