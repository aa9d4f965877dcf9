//! Consents to the one text of a contract: endorsements of both regions, signatures of both businesses.

use api_types::Check;
use api_types::agreement::TextConsentRequest;
use domain::agreement::{
    Business, Consent, ConsentKind, ConsentProgress, ContractEvent, ContractState, Side, after_consent,
    give_consent,
};
use domain::shared::{ContractId, Id as _, Lifecycle as _, Role, TextHash, TransitionId, jakarta_date};
use service::{Error, NoteRule, Tx, check_transition};
use web::{Command, Operation, Reply};

use super::{Step, acting_role, finish, not_yours, queries};
use crate::access::op;
use crate::agreements::find_agreement_by_id;
use crate::backfill_grants::claimed_time;
use crate::consents::{ConsentRow, consents_by, insert_consent, refused};
use crate::context::Context;
use crate::contracts::rows::WholeContract;

/// A coordinator endorses the text for its region; the second makes the contract endorsed.
pub(in crate::contracts) async fn endorse_contract(
    context: &Context,
    id: ContractId,
    command: Command<op::EndorseContract, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    agree(context, id, ContractEvent::Endorse, command).await
}

/// A business signs the endorsed text; the second signature makes the contract signed.
pub(in crate::contracts) async fn sign_contract(
    context: &Context,
    id: ContractId,
    command: Command<op::SignContract, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    agree(context, id, ContractEvent::Sign, command).await
}

async fn agree<O: Operation>(
    context: &Context,
    id: ContractId,
    event: ContractEvent,
    command: Command<O, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            let role = acting_role(&whole.row, tx.caller(), event).ok_or_else(not_yours)?;
            tx.expect(&whole.etag(jakarta_date(tx.now)))?;
            let from = whole.row.state;
            from.apply(event)?;
            let mut check = Check::new();
            let request = body.transition();
            check_transition(&mut check, &request, NoteRule::Optional);
            check.finish()?;
            let claim = claimed_time(tx, body.occurred_at).await?;
            let (kind, by, progress) = judge(tx, &whole, event, (role, &body.text_sha256)).await?;
            let new = ConsentRow {
                id: tx.new_id::<TransitionId>().uuid(),
                subject_id: id.uuid(),
                round: whole.row.round,
                kind,
                given_by: by,
                text_sha256: body.text_sha256.to_string(),
                signatory: None,
                occurred_at: claim.occurred_at,
                recorded_at: tx.now,
            };
            insert_consent(tx.conn, &new).await?;
            whole.row.state = after_consent(from, event, progress)?;
            let what = past(event, whole.row.state);
            finish(tx, whole.row, Step { event, role, request, claim, from }, what).await
        })
        .await
}

/// Who consents in the caller's place, and how far that leads.
async fn judge(
    tx: &mut Tx<'_>,
    whole: &WholeContract,
    event: ContractEvent,
    (role, hash): (Role, &TextHash),
) -> Result<(ConsentKind, String, ConsentProgress), Error> {
    let row = &whole.row;
    let rows: Vec<ConsentRow> = whole.consents.iter().filter(|one| one.round == row.round).cloned().collect();
    let present = row.text()?;
    if event == ContractEvent::Sign {
        let by = if role == Role::Buyer { Business::Buyer } else { Business::Supplier };
        let given = consents_by(&rows, ConsentKind::Signature)?;
        let new = Consent { by, hash: hash.clone() };
        let progress = give_consent(&given, &new, &present, Business::ALL).map_err(refused)?;
        return Ok((ConsentKind::Signature, by.to_string(), progress));
    }
    let agreement = find_agreement_by_id(tx.conn, row.agreement_id).await?.ok_or(Error::NotFound)?;
    let by = agreement.side_of(tx.caller().party()).ok_or_else(not_yours)?;
    let given = consents_by(&rows, ConsentKind::Endorsement)?;
    let new = Consent { by, hash: hash.clone() };
    let progress = give_consent(&given, &new, &present, Side::ALL).map_err(refused)?;
    Ok((ConsentKind::Endorsement, by.to_string(), progress))
}

/// The name of the feed's event; `endorsed` and `signed` only once both have.
const fn past(event: ContractEvent, state: ContractState) -> &'static str {
    match (event, state) {
        (ContractEvent::Sign, ContractState::Signed) => "contract.signed",
        (ContractEvent::Sign, _) => "contract.signature_given",
        (_, ContractState::Endorsed) => "contract.endorsed",
        _ => "contract.endorsement_given",
    }
}
