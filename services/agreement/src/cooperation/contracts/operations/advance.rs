//! The plain transitions of a contract; activation judges the guarantee chain and issues the code.

use api_types::TransitionRequest;
use chrono::NaiveDate;
use db::history;
use domain::agreement::{
    AgreementState, AuthenticityCode, ConsentKind, ContractEvent, ContractLineTerms, ContractState,
    GuaranteeContract, GuaranteeFacts, GuaranteeParty, GuaranteePurpose, Side, check_forms, check_guarantee,
    check_umbrella,
};
use domain::say;
use domain::shared::{
    AgreementId, Bilingual, Cause, CommodityCode, Consent, ContractId, Id as _, Period, Refusal, RefusalCode,
    TextHash, Unmet,
};
use service::{Error, OccurredAt, Tx};
use web::{Command, Reply, Transition};

use super::sources::{check_grown, settle_sources};
use super::{commodities, expect_prices, queries, reply};
use crate::context::Context;
use crate::cooperation::agreements::{AgreementFacts, share_agreement};
use crate::cooperation::consents::{ConsentRow, consents_by};
use crate::cooperation::contracts::rows::{ContractLineRow, WholeContract};
use crate::cooperation::evaluations::{Judged, expect_trial};
use crate::outside::yields;
use crate::verification::{PartyStanding, standing};

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
        ContractEvent::Submit => submit(tx, whole, occurred).await?,
        ContractEvent::RequestChanges => whole.row.round += 1,
        ContractEvent::Activate => {
            guarantee(tx, whole, occurred).await?;
            follow_trial(tx, whole, occurred.day()).await?;
            let lines = whole.lines.clone();
            settle_sources(tx, whole, &lines).await?;
            let code = AuthenticityCode::from_random(web::random_bytes());
            whole.row.authenticity_code = Some(code.to_string());
            whole.row.activated_at = Some(occurred.at);
            whole.row.activation_recorded_at = Some(tx.now);
        }
        ContractEvent::Suspend => whole.row.suspended_by_party_id = Some(tx.caller().party()),
        ContractEvent::Reinstate => whole.row.suspended_by_party_id = None,
        _ => {}
    }
    Ok(())
}

/// A contract is handed in only under an agreement that is in force that day and covers its goods.
async fn submit(tx: &mut Tx<'_>, whole: &WholeContract, occurred: OccurredAt) -> Result<(), Error> {
    let agreement = agreement_at(tx, whole.row.agreement_id, occurred, occurred.day()).await?;
    check_umbrella(&agreement.guarantee(), &commodities(whole)?, occurred.day())?;
    // What could not come into force is not signed first: a signed text is mended no more.
    check_grown(whole.row.contract_type, &whole.lines)?;
    expect_prices(tx, &whole.lines, whole.row.valid_from.max(occurred.day())).await?;
    follow_trial(tx, whole, occurred.day()).await
}

/// What the first text promises follows a trial, where it is large.
pub(super) async fn follow_trial(
    tx: &mut Tx<'_>,
    whole: &WholeContract,
    day: NaiveDate,
) -> Result<(), Error> {
    let text = whole.last_text().text;
    let judged = Judged { text: &text, from: text.valid_from, before: None };
    expect_trial(tx, whole, judged, day).await
}

/// The agreement by its text of a day, held until this transaction is done: a suspension waits, or is seen. For a time in the past it had to be in
/// force then as well: nothing comes into force before what it hangs under.
pub(crate) async fn agreement_at(
    tx: &mut Tx<'_>,
    id: AgreementId,
    occurred: OccurredAt,
    day: NaiveDate,
) -> Result<AgreementFacts, Error> {
    let mut facts = share_agreement(tx.conn, id).await?.ok_or(Error::NotFound)?.facts_on(day)?;
    if occurred.is_said() && facts.state == AgreementState::Active {
        let then = history::state_at(tx.conn, id.uuid(), occurred.at).await?;
        facts.state = then.and_then(|state| state.parse().ok()).unwrap_or(facts.state);
    }
    Ok(facts)
}

/// Nothing is guaranteed before the supplier was verified. What a grant lets record of the past is older than the platform
/// itself: there the papers are judged on their day.
async fn after_verification(
    tx: &mut Tx<'_>,
    supplier: &PartyStanding,
    mut occurred: OccurredAt,
) -> Result<(), Error> {
    if !occurred.is_said() || occurred.backfilled {
        return Ok(());
    }
    let decided = supplier.verified_since(tx.conn).await?;
    let what = Bilingual::new("keputusan verifikasi pemasok", "the decision on the supplier's verification");
    let cause = decided.map(|at| Cause::new(what, at));
    Ok(occurred.after(cause.as_slice())?)
}

/// Judges the whole guarantee chain on the day the contract is put into force.
async fn guarantee(tx: &mut Tx<'_>, whole: &WholeContract, occurred: OccurredAt) -> Result<(), Error> {
    let row = &whole.row;
    let round: Vec<ConsentRow> =
        whole.consents.iter().filter(|one| one.round == row.round).cloned().collect();
    let text = ChainText {
        from: occurred.day(),
        state: row.state,
        period: row.period(),
        lines: whole.lines.iter().map(ContractLineRow::terms).collect::<Result<_, _>>()?,
        hash: row.text()?,
        endorsements: consents_by(&round, ConsentKind::Endorsement)?,
    };
    let from = text.period.from.max(text.from);
    check_chain(tx, whole, occurred, text).await?;
    expect_prices(tx, &whole.lines, from).await
}

/// The text of a contract that the guarantee chain is judged for: the first, or one that an amendment makes.
pub(crate) struct ChainText {
    /// The day from which on it holds: what it trades is covered then.
    pub(crate) from: NaiveDate,
    /// Where the contract stands before the text counts.
    pub(crate) state: ContractState,
    pub(crate) period: Period,
    pub(crate) lines: Vec<ContractLineTerms>,
    pub(crate) hash: TextHash,
    pub(crate) endorsements: Vec<Consent<Side>>,
}

/// Judges the whole guarantee chain for a text of a contract.
pub(crate) async fn check_chain(
    tx: &mut Tx<'_>,
    whole: &WholeContract,
    occurred: OccurredAt,
    text: ChainText,
) -> Result<(), Error> {
    let (row, day) = (&whole.row, occurred.day());
    let commodities: Vec<CommodityCode> = text.lines.iter().map(|line| line.commodity.clone()).collect();
    let agreement = agreement_at(tx, row.agreement_id, occurred, text.from).await?;
    expect_within(row.id, &text.period, &agreement)?;
    let supplier = standing(tx.conn, row.supplier_id, day).await?;
    after_verification(tx, &supplier, occurred).await?;
    let (selling, buying) = row.regions()?;
    let facts = GuaranteeFacts {
        purpose: GuaranteePurpose::Activation,
        day,
        agreement: agreement.guarantee(),
        contract: GuaranteeContract {
            id: row.id,
            state: text.state,
            period: text.period,
            commodities: &commodities,
            text: &text.hash,
            endorsements: &text.endorsements,
        },
        supplier: GuaranteeParty { id: row.supplier_id, region: &selling },
        buyer: GuaranteeParty { id: row.buyer_id, region: &buying },
        standing: &supplier.standing,
    };
    check_guarantee(&facts)?;
    let goods: Vec<String> = commodities.into_iter().map(String::from).collect();
    let converted = yields(tx.conn, &goods).await?;
    // A yield may be on its way here.
    check_forms(&text.lines, &converted, text.from).map_err(|refusal| Error::behind("catalog", refusal))
}

/// A contract ends with its agreement at the latest, also with one that was amended since it was written.
fn expect_within(contract: ContractId, period: &Period, agreement: &AgreementFacts) -> Result<(), Error> {
    let outlives = |last: &NaiveDate| period.until.is_none_or(|until| *last < until);
    let Some(last) = agreement.last_day.filter(outlives) else { return Ok(()) };
    let how = say!(
        "Kesepakatan berakhir pada {last}. Pilih hari terakhir yang tercakup.",
        "The agreement ends on {last}. Choose a last day that is covered.",
        last = last,
    );
    let required = say!("paling lambat {last}", "{last} at the latest", last = last);
    let unmet = Unmet::new("contract_within_agreement", contract, period, required, how);
    Err(Refusal::rule(RefusalCode::ContractNotGuaranteed, vec![unmet]).into())
}

/// Two contracts drew the same of 2^40 codes: the client tries again.
fn code_taken(error: Error) -> Error {
    error.when_unique("contract_authenticity_code_unique", || {
        let again = Bilingual::new("Coba lagi sebentar lagi.", "Try again in a moment.");
        Error::Unavailable(again, 1)
    })
}
