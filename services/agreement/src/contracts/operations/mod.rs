//! What can be done with contracts: draft and change; the rest by kind of step in [`agree`] (consents to
//! the text) and [`advance`] (plain transitions, activation with the guarantee chain).

mod advance;
mod agree;
mod draft;

pub(super) use advance::advance_contract;
pub(super) use agree::{endorse_contract, sign_contract};

use api_types::TransitionRequest;
use api_types::agreement::{CreateContractRequest, UpdateContractRequest};
use db::outbox::Audience;
use domain::agreement::{ContractEvent, ContractState, contract_roles};
use domain::shared::{Bilingual, ContractId, Id as _, IllegalTransition, Role, allowed_events, jakarta_date};
use service::{Error, NewTransition, Tx};
use web::{Caller, Command, Reply};

use super::queries;
use super::rows::{ContractRow, WholeContract};
use crate::access::op;
use crate::backfill_grants::Claim;
use crate::context::Context;

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
            queries::insert_contract(tx.conn, &row, &lines).await?;
            push(tx, "contract.drafted", &row);
            let location = format!("/v1/contracts/{}", row.id);
            let whole = queries::complete_one(tx.conn, row).await?;
            let day = jakarta_date(tx.now);
            let etag = whole.etag(day);
            Ok(Reply::created(location, &etag, &whole.view(day)?)?)
        })
        .await
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
            if !may_write(&whole.row, tx.caller()) {
                return Err(not_yours());
            }
            tx.expect(&whole.etag(jakarta_date(tx.now)))?;
            let state = whole.row.state;
            if !state.editable() {
                return Err(not_allowed(state, "update"));
            }
            let lines = draft::apply_changes(tx, &mut whole, &body).await?;
            if let Some(lines) = lines {
                queries::replace_lines(tx.conn, id, &lines).await?;
            }
            save(tx, &mut whole.row).await?;
            push(tx, "contract.changed", &whole.row);
            answer(tx, whole.row).await
        })
        .await
}

/// A step in the life of a contract, to be recorded.
struct Step {
    event: ContractEvent,
    role: Role,
    request: TransitionRequest,
    claim: Claim,
    from: ContractState,
}

/// Saves the row, records the step, tells the readers, answers.
async fn finish(tx: &mut Tx<'_>, mut row: ContractRow, step: Step, what: &str) -> Result<Reply, Error> {
    let version = row.version;
    save(tx, &mut row).await?;
    tx.record(NewTransition {
        subject: row.id.uuid(),
        event: step.event.label(),
        from: step.from.label(),
        to: row.state.label(),
        version,
        role: Some(step.role),
        request: &step.request,
        occurred_at: step.claim.occurred_at,
        backfilled: step.claim.backfilled,
    });
    push(tx, what, &row);
    answer(tx, row).await
}

async fn save(tx: &mut Tx<'_>, row: &mut ContractRow) -> Result<(), Error> {
    let seen = row.version;
    row.version += 1;
    row.updated_at = tx.now;
    queries::save_contract(tx.conn, row, seen).await
}

async fn answer(tx: &mut Tx<'_>, row: ContractRow) -> Result<Reply, Error> {
    let whole = queries::complete_one(tx.conn, row).await?;
    let day = jakarta_date(tx.now);
    let etag = whole.etag(day);
    Ok(Reply::ok(&etag, &whole.view(day)?)?)
}

fn push(tx: &mut Tx<'_>, what: &str, row: &ContractRow) {
    let audience = Audience::Parties(row.readers.iter().map(|party| party.uuid()).collect());
    let data = serde_json::json!({
        "contract_id": row.id, "agreement_id": row.agreement_id, "state": row.state, "version": row.version,
    });
    tx.push(what, row.id, audience, data);
}

/// The role in which the caller may record an event: businesses in their own contract, coordinators of its
/// two regions.
fn acting_role(row: &ContractRow, caller: &Caller, event: ContractEvent) -> Option<Role> {
    contract_roles(event).iter().copied().find(|role| holds(row, caller, *role))
}

/// Whether the caller may write the text: the two businesses, and the coordinators who help them.
fn may_write(row: &ContractRow, caller: &Caller) -> bool {
    let roles = [Role::Supplier, Role::Aggregator, Role::Buyer, Role::Coordinator];
    roles.into_iter().any(|role| holds(row, caller, role))
}

/// Whether the caller holds a role in the party of the contract that the role belongs to.
fn holds(row: &ContractRow, caller: &Caller, role: Role) -> bool {
    let party = caller.party();
    let place = match role {
        Role::Supplier | Role::Aggregator => party == row.supplier_id,
        Role::Buyer => party == row.buyer_id,
        Role::Coordinator => party == row.supplier_government_id || party == row.buyer_government_id,
        _ => false,
    };
    place && caller.has(role)
}

fn not_yours() -> Error {
    Error::Forbidden(Bilingual::new(
        "Langkah ini milik pihak atau peran lain pada kontrak ini.",
        "This step belongs to another party or role of this contract.",
    ))
}

fn not_allowed(state: ContractState, event: &str) -> Error {
    let (current, event) = (state.to_string(), event.to_owned());
    Error::State(IllegalTransition { current, event, allowed: allowed_events(state) })
}

/// The commodities of a contract's lines.
fn commodities(whole: &WholeContract) -> Result<Vec<domain::shared::CommodityCode>, Error> {
    whole.lines.iter().map(super::rows::ContractLineRow::commodity).collect()
}
