//! The plain transitions of a contract; activation judges the guarantee chain and issues the code.

use api_types::{Check, TransitionRequest};
use domain::agreement::{
    AuthenticityCode, ConsentKind, ContractEvent, GuaranteeContract, GuaranteeFacts, GuaranteeParty,
    GuaranteePurpose, check_guarantee, check_umbrella,
};
use domain::shared::{Bilingual, ContractId, Lifecycle as _, jakarta_date};
use service::{Error, NoteRule, Tx, check_transition};
use web::{Command, Operation, Reply};

use super::{Step, acting_role, commodities, finish, not_yours, queries};
use crate::agreements::share_agreement;
use crate::backfill_grants::{Claim, claimed_time};
use crate::consents::{ConsentRow, consents_by};
use crate::context::Context;
use crate::contracts::rows::WholeContract;
use crate::verifications;

/// Moves a contract by a plain event; 200.
pub(in crate::contracts) async fn advance_contract<O: Operation>(
    context: &Context,
    id: ContractId,
    event: ContractEvent,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            let role = acting_role(&whole.row, tx.caller(), event).ok_or_else(not_yours)?;
            tx.expect(&whole.etag(jakarta_date(tx.now)))?;
            let from = whole.row.state;
            let to = from.apply(event)?;
            let mut check = Check::new();
            check_transition(&mut check, &body, note_rule(event));
            check.finish()?;
            let claim = claimed_time(tx, body.occurred_at).await?;
            take_effect(tx, &mut whole, event, claim).await?;
            whole.row.state = to;
            let step = Step { event, role, request: body.clone(), claim, from };
            let activated = event == ContractEvent::Activate;
            let reply = finish(tx, whole.row, step, past(event)).await;
            if activated { reply.map_err(code_taken) } else { reply }
        })
        .await
}

/// What an event asks for and changes besides the state.
async fn take_effect(
    tx: &mut Tx<'_>,
    whole: &mut WholeContract,
    event: ContractEvent,
    claim: Claim,
) -> Result<(), Error> {
    match event {
        ContractEvent::Submit => submit(tx, whole).await?,
        ContractEvent::RequestChanges => whole.row.round += 1,
        ContractEvent::Activate => {
            guarantee(tx, whole).await?;
            let code = AuthenticityCode::from_random(web::random_bytes());
            whole.row.authenticity_code = Some(code.to_string());
            whole.row.activated_at = Some(claim.occurred_at);
            whole.row.activation_recorded_at = Some(tx.now);
        }
        ContractEvent::Suspend => whole.row.suspended_by_party_id = Some(tx.caller().party()),
        ContractEvent::Reinstate => {
            if whole.row.suspended_by_party_id.is_some_and(|by| by != tx.caller().party()) {
                return Err(Error::Forbidden(Bilingual::new(
                    "Hanya pemerintah yang menangguhkan yang dapat memulihkannya.",
                    "Only the government that suspended it can reinstate it.",
                )));
            }
            whole.row.suspended_by_party_id = None;
        }
        ContractEvent::Terminate => {
            whole.row.terminated_at = Some(claim.occurred_at);
            whole.row.termination_recorded_at = Some(tx.now);
        }
        _ => {}
    }
    Ok(())
}

/// A contract is handed in only under an agreement that is in force and covers its goods.
async fn submit(tx: &mut Tx<'_>, whole: &WholeContract) -> Result<(), Error> {
    let agreement = share_agreement(tx.conn, whole.row.agreement_id).await?.ok_or(Error::NotFound)?;
    Ok(check_umbrella(&agreement.facts()?.guarantee(), &commodities(whole)?, jakarta_date(tx.now))?)
}

/// Judges the whole guarantee chain, today in Jakarta, whatever time is claimed.
async fn guarantee(tx: &mut Tx<'_>, whole: &WholeContract) -> Result<(), Error> {
    let (row, day) = (&whole.row, jakarta_date(tx.now));
    // Held until this transaction is done: a suspension waits, or is seen.
    let agreement = share_agreement(tx.conn, row.agreement_id).await?.ok_or(Error::NotFound)?.facts()?;
    let supplier = verifications::standing(tx.conn, row.supplier_id, day).await?;
    let (selling, buying) = row.regions()?;
    let (commodities, text) = (commodities(whole)?, row.text()?);
    let round: Vec<ConsentRow> =
        whole.consents.iter().filter(|one| one.round == row.round).cloned().collect();
    let endorsements = consents_by(&round, ConsentKind::Endorsement)?;
    let facts = GuaranteeFacts {
        purpose: GuaranteePurpose::Activation,
        day,
        agreement: agreement.guarantee(),
        contract: GuaranteeContract {
            id: row.id,
            state: row.state,
            period: row.period(),
            commodities: &commodities,
            text: &text,
            endorsements: &endorsements,
        },
        supplier: GuaranteeParty { id: row.supplier_id, region: &selling },
        buyer: GuaranteeParty { id: row.buyer_id, region: &buying },
        standing: &supplier.standing,
    };
    Ok(check_guarantee(&facts)?)
}

/// Two contracts drew the same of 2^40 codes: the client tries again.
fn code_taken(error: Error) -> Error {
    error.when_unique("contract_authenticity_code_unique", || {
        let again = Bilingual::new("Coba lagi sebentar lagi.", "Try again in a moment.");
        Error::Unavailable(again, 1)
    })
}

/// To refuse, suspend or end early needs a reason the others can read.
const fn note_rule(event: ContractEvent) -> NoteRule {
    match event {
        ContractEvent::RequestChanges | ContractEvent::Suspend | ContractEvent::Terminate => {
            NoteRule::Required
        }
        _ => NoteRule::Optional,
    }
}

/// The name of the feed's event.
const fn past(event: ContractEvent) -> &'static str {
    use ContractEvent as E;
    match event {
        E::Submit => "contract.submitted",
        E::RequestChanges => "contract.changes_requested",
        E::Endorse => "contract.endorsed",
        E::Sign => "contract.signed",
        E::Activate => "contract.activated",
        E::Suspend => "contract.suspended",
        E::Reinstate => "contract.reinstated",
        E::Fulfill => "contract.fulfilled",
        E::Close => "contract.closed",
        E::Terminate => "contract.terminated",
        E::Cancel => "contract.cancelled",
    }
}
