//! How a signal comes to be: once for the same facts, told to who may read it.

use api_types::logistics::SignalEvidence;
use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::{SignalHappened, SignalKind, SignalState};
use domain::shared::{AgreementId, ContractId, jakarta_date};
use service::Error;
use service::projection::announce;
use web::Clock;

use super::queries;
use super::rows::SignalRow;

/// What was found under an agreement.
#[derive(Debug)]
pub(in crate::checking) struct Finding {
    pub(in crate::checking) kind: SignalKind,
    pub(in crate::checking) agreement_id: AgreementId,
    pub(in crate::checking) contract_ids: Vec<ContractId>,
    /// What the evidence is of: the same for the same facts, in whatever order they came.
    pub(in crate::checking) key: String,
    pub(in crate::checking) evidence: SignalEvidence,
    pub(in crate::checking) happened_at: DateTime<Utc>,
}

/// Raises a signal, unless one of the same facts was raised before.
pub(in crate::checking) async fn raise(
    conn: &mut Connection,
    clock: &Clock,
    finding: Finding,
) -> Result<(), Error> {
    let Finding { kind, agreement_id, contract_ids, key, evidence, happened_at } = finding;
    if queries::is_raised(conn, agreement_id, kind, &key).await? {
        return Ok(());
    }
    let evidence = serde_json::to_value(&evidence)
        .map_err(|error| Error::Internal(format!("the evidence of a signal is no JSON: {error}")))?;
    let now = clock.now();
    let row = SignalRow {
        id: clock.new_id(),
        number: queries::next_number(conn, jakarta_date(now)).await?,
        kind,
        state: SignalState::Open,
        agreement_id,
        contract_ids,
        evidence_key: key,
        evidence,
        happened_at,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    if !queries::insert_signal(conn, &row).await? {
        return Ok(());
    }
    for whole in queries::complete(conn, vec![row]).await? {
        announce(conn, clock, &whole, SignalHappened::Raised).await?;
    }
    Ok(())
}
