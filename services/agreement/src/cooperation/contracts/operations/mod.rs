//! What can be done with contracts: draft and change; the rest by kind of step in [`agree`] (consents to
//! the text), [`advance`] (plain transitions, activation with the guarantee chain) and [`end`] (how it ends).

mod advance;
mod agree;
mod draft;
mod end;
mod prices;
mod sources;

pub(super) use advance::advance_contract;
pub(crate) use advance::{ChainText, agreement_at, check_chain};
pub(super) use agree::{endorse_contract, sign_contract};
pub(crate) use draft::{check_harvest, read_festival, read_lines, read_value_limit};
pub(super) use end::{
    closing_statement, conclude_contract, end_contract_short, notice_contract_breach, terminate_contract,
};
pub(crate) use end::{end_with_agreement, notice_contract};
pub(crate) use prices::expect_prices;
pub(crate) use sources::settle_sources;

use api_types::agreement::{CreateContractRequest, UpdateContractRequest};
use db::outbox;
use domain::agreement::{ContractHappened, ContractState};
use domain::shared::{ContractId, PartyId, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Command, Reply};

use super::queries;
use super::rows::ContractLineRow;
use super::rows::{ContractRow, WholeContract};
use crate::context::Context;
use crate::cooperation::agreements::businesses_under;
use crate::cooperation::contracts::access::op;

/// Drafts a contract; 201.
pub(super) async fn create_contract(
    context: &Context,
    command: Command<op::CreateContract, CreateContractRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (row, lines) = draft::new_contract(tx, &body).await?;
            show_to_newcomers(tx, &row).await?;
            queries::insert_contract(tx.conn, &row, &lines).await?;
            let whole = queries::complete_one(tx.conn, row).await?;
            tx.emit(&whole, ContractHappened::Drafted).await?;
            let (location, day) = (format!("/v1/contracts/{}", whole.row.id), tx.today());
            Ok(Reply::created(location, &whole.etag(day), &whole.view(tx.caller(), day)?)?)
        })
        .await
}

/// Who trades under an agreement for the first time reads it from now on, and its auditors read of the supplier.
async fn show_to_newcomers(tx: &mut Tx<'_>, row: &ContractRow) -> Result<(), Error> {
    let known = businesses_under(tx.conn, row.agreement_id).await?;
    let is_new = |party: &PartyId| !known.iter().any(|one| one.party == *party);
    let new: Vec<PartyId> = [row.supplier_id, row.buyer_id].into_iter().filter(is_new).collect();
    outbox::show(tx.conn, &[row.agreement_id.to_string()], &new).await?;
    if new.contains(&row.supplier_id) {
        let (auditors, verifications) = queries::audited(tx.conn, row).await?;
        outbox::show(tx.conn, &verifications, &auditors).await?;
    }
    Ok(())
}

/// Changes the text while it may be edited; 200.
pub(super) async fn update_contract(
    context: &Context,
    id: ContractId,
    command: Command<op::UpdateContract, UpdateContractRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            if !whole.row.may_write(tx.caller()) {
                return Err(not_theirs());
            }
            tx.expect(&whole.etag(tx.today()))?;
            if !whole.row.state.may_change() {
                return Err(Error::unchangeable(whole.row.state));
            }
            let before = whole.clone().view(tx.caller(), tx.today())?;
            let lines = draft::apply_changes(tx, &mut whole, &body).await?;
            if let Some(lines) = lines {
                queries::replace_lines(tx.conn, id, &lines).await?;
                whole.lines = lines;
            }
            let replaced = replaced(&before, &whole.clone().view(tx.caller(), tx.today())?)?;
            let open = whole.row.state != ContractState::Draft;
            tx.revise(&mut whole, UPDATE, ContractHappened::Changed, open.then_some(replaced)).await?;
            reply(tx, whole).await
        })
        .await
}

/// Answers with the contract as it is now.
async fn reply(tx: &mut Tx<'_>, whole: WholeContract) -> Result<Reply, Error> {
    let (whole, day) = (queries::complete_one(tx.conn, whole.row).await?, tx.today());
    Ok(Reply::ok(&whole.etag(day), &whole.view(tx.caller(), day)?)?)
}

fn not_theirs() -> Error {
    Error::Forbidden(super::rows::another_side())
}

/// The commodities of a contract's lines.
fn commodities(whole: &WholeContract) -> Result<Vec<domain::shared::CommodityCode>, Error> {
    whole.lines.iter().map(ContractLineRow::commodity).collect()
}
