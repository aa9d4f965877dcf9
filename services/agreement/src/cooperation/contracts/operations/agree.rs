//! Consents to the one text of a contract: endorsements of both regions, signatures of both businesses.

use api_types::agreement::TextConsentRequest;
use domain::agreement::{
    Business, Consent, ConsentKind, ConsentProgress, ContractHappened, ContractState, Side, give_consent,
};
use domain::shared::{ContractId, Id as _, Role, TextHash, TransitionId};
use service::{Error, Step, Tx};
use web::{Command, Reply, Transition};

use super::{not_theirs, queries, reply};
use crate::context::Context;
use crate::cooperation::agreements::find_agreement_by_id;
use crate::cooperation::consents::{ConsentRow, consents_by, insert_consent, refused};
use crate::cooperation::contracts::rows::WholeContract;

/// Consents to the text: a coordinator endorses it for its region, a business signs the endorsed one. The second
/// consent moves the contract; 200.
pub(in crate::cooperation::contracts) async fn agree_contract<O: Transition<State = ContractState>>(
    context: &Context,
    id: ContractId,
    command: Command<O, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&whole, O::EVENT, &body.transition()).await?;
            let given = judge(tx, &whole, &step, &body.text_sha256).await?;
            let new = ConsentRow {
                id: tx.new_id::<TransitionId>().uuid(),
                subject_id: id.uuid(),
                round: whole.row.round,
                kind: given.kind,
                given_by: given.by,
                text_sha256: body.text_sha256.to_string(),
                signatory: None,
                occurred_at: step.occurred.at,
                recorded_at: tx.now,
            };
            insert_consent(tx.conn, &new).await?;
            if given.progress == ConsentProgress::Partial {
                step.leads_to(whole.row.state);
                step.is_told_as(given.partly);
            }
            tx.finish(&mut whole, step).await?;
            reply(tx, whole).await
        })
        .await
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
