//! What facts of parties show: an account that was changed before a payment, a paper whose scan another party showed before.

use api_types::logistics::{SignalAccount, SignalEvidence, SignalFile, SignalMeasured};
use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::{SignalFigure, SignalFigures, SignalKind, account_changed_before};
use domain::shared::{PartyId, PaymentId, ShipmentId, jakarta_date, jakarta_midnight};
use service::Error;

use super::queries::{self, PaidRow};
use super::trades::Trades;
use crate::checking::signals::Finding;
use crate::outside::{BankAccountRow, changed_accounts, file_matches_of};

/// Looks at a payment: whether the account of who is paid came into the place of another just before.
pub(super) async fn look_at_payment(
    conn: &mut Connection,
    figures: &SignalFigures,
    id: PaymentId,
) -> Result<Vec<Finding>, Error> {
    let Some(paid) = queries::paid(conn, id).await? else { return Ok(Vec::new()) };
    let accounts = changed_accounts(conn, paid.supplier_id).await?;
    Ok(accounts.iter().filter_map(|(account, from)| soon_after(figures, account, *from, &paid)).collect())
}

/// Looks at the accounts of a party: what was paid soon after one of them came into the place of another.
pub(super) async fn look_at_party(
    conn: &mut Connection,
    figures: &SignalFigures,
    party: PartyId,
) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for (account, from) in changed_accounts(conn, party).await? {
        let changed = jakarta_date(from);
        let days = figures.on(SignalFigure::AccountChangeDays, changed).unwrap_or_default();
        let paid = queries::paid_to(conn, party, changed, days).await?;
        found.extend(paid.iter().filter_map(|paid| soon_after(figures, &account, from, paid)));
    }
    Ok(found)
}

fn soon_after(
    figures: &SignalFigures,
    account: &BankAccountRow,
    in_use_from: DateTime<Utc>,
    paid: &PaidRow,
) -> Option<Finding> {
    let days = figures.on(SignalFigure::AccountChangeDays, jakarta_date(in_use_from))?;
    if !account_changed_before(in_use_from, paid.paid_date, days) {
        return None;
    }
    let since = (paid.paid_date - jakarta_date(in_use_from)).num_days();
    Some(Finding {
        kind: SignalKind::AccountChanged,
        agreement_id: paid.agreement_id,
        contract_ids: vec![paid.contract_id],
        key: format!("{} {}", paid.id, account.id),
        evidence: SignalEvidence {
            measured: Some(SignalMeasured {
                figure: Some(SignalFigure::AccountChangeDays),
                found: since,
                limit: days.saturating_add(1),
            }),
            account: Some(SignalAccount {
                bank_account_id: account.id,
                party_id: account.party_id,
                last_four: account.last_four.clone(),
                in_use_from,
                payment_id: paid.id,
                paid_date: paid.paid_date,
            }),
            ..SignalEvidence::default()
        },
        happened_at: jakarta_midnight(paid.paid_date),
    })
}

/// Looks at the papers of a party: those whose scans another one showed before. Told to those who oversee its trade, that of a
/// shipment or all of it.
pub(super) async fn look_at_files(
    conn: &mut Connection,
    party: PartyId,
    shipment: Option<ShipmentId>,
    now: DateTime<Utc>,
) -> Result<Vec<Finding>, Error> {
    let matches = file_matches_of(conn, party).await?;
    if matches.is_empty() {
        return Ok(Vec::new());
    }
    let agreements = match shipment {
        Some(shipment) => Trades::of(conn, &[shipment]).await?.agreements(),
        None => queries::agreements_of(conn, party).await?,
    };
    let mut found = Vec::new();
    for (agreement_id, contract_ids) in agreements {
        let trades_here = queries::trading_under(conn, agreement_id, &matches).await?;
        for one in &matches {
            let other = trades_here.contains(&one.other_party_id);
            let file = |party, file, named: bool| SignalFile {
                party_id: named.then_some(party),
                file_id: named.then_some(file),
                sha256: one.sha256.clone(),
            };
            found.push(Finding {
                kind: SignalKind::FileOfAnother,
                agreement_id,
                contract_ids: contract_ids.clone(),
                key: one.id.to_string(),
                evidence: SignalEvidence {
                    files: vec![
                        file(one.party_id, one.id, true),
                        file(one.other_party_id, one.other_file_id, other),
                    ],
                    ..SignalEvidence::default()
                },
                happened_at: now,
            });
        }
    }
    Ok(found)
}
