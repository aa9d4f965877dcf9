//! The plain transitions of a contract; activation judges the guarantee chain and issues the code.

use api_types::TransitionRequest;
use chrono::NaiveDate;
use domain::agreement::{
    AuthenticityCode, ConsentKind, ContractEvent, ContractState, GuaranteeContract, GuaranteeFacts,
    GuaranteeParty, GuaranteePurpose, check_guarantee, check_umbrella,
};
use domain::shared::{Bilingual, ContractId};
use service::{Error, OccurredAt, Tx};
use web::{Command, Reply, Transition};

use super::{commodities, queries, reply};
use crate::context::Context;
use crate::cooperation::agreements::share_agreement;
use crate::cooperation::consents::{ConsentRow, consents_by};
use crate::cooperation::contracts::rows::WholeContract;
use crate::verification::standing;

/// Moves a contract by a plain step; 200.
pub(in crate::cooperation::contracts) async fn advance_contract<O: Transition<State = ContractState>>(
    context: &Context,
    id: ContractId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&whole, O::EVENT, &body).await?;
            take_effect(tx, &mut whole, O::EVENT, step.occurred).await?;
            tx.finish(&mut whole, step).await.map_err(code_taken)?;
            reply(tx, whole).await
        })
        .await
}

/// What an event asks for and changes besides the state.
async fn take_effect(
    tx: &mut Tx<'_>,
    whole: &mut WholeContract,
    event: ContractEvent,
    occurred: OccurredAt,
) -> Result<(), Error> {
    match event {
        ContractEvent::Submit => submit(tx, whole, occurred.day()).await?,
        ContractEvent::RequestChanges => whole.row.round += 1,
        ContractEvent::Activate => {
            guarantee(tx, whole, occurred.day()).await?;
            let code = AuthenticityCode::from_random(web::random_bytes());
            whole.row.authenticity_code = Some(code.to_string());
            whole.row.activated_at = Some(occurred.at);
            whole.row.activation_recorded_at = Some(tx.now);
        }
        ContractEvent::Suspend => whole.row.suspended_by_party_id = Some(tx.caller().party()),
        ContractEvent::Reinstate => whole.row.suspended_by_party_id = None,
        ContractEvent::Terminate => {
            whole.row.terminated_at = Some(occurred.at);
            whole.row.termination_recorded_at = Some(tx.now);
        }
        _ => {}
    }
    Ok(())
}

/// A contract is handed in only under an agreement that is in force that day and covers its goods.
async fn submit(tx: &mut Tx<'_>, whole: &WholeContract, day: NaiveDate) -> Result<(), Error> {
    let agreement = share_agreement(tx.conn, whole.row.agreement_id).await?.ok_or(Error::NotFound)?;
    Ok(check_umbrella(&agreement.facts()?.guarantee(), &commodities(whole)?, day)?)
}

/// Judges the whole guarantee chain on the day the contract is put into force.
async fn guarantee(tx: &mut Tx<'_>, whole: &WholeContract, day: NaiveDate) -> Result<(), Error> {
    let row = &whole.row;
    // Held until this transaction is done: a suspension waits, or is seen.
    let agreement = share_agreement(tx.conn, row.agreement_id).await?.ok_or(Error::NotFound)?.facts()?;
    let supplier = standing(tx.conn, row.supplier_id, day).await?;
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
