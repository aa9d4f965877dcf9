//! Days that endings and bank accounts are judged by: rows with dates, read in the transaction that judges by them.

use chrono::{DateTime, Days, NaiveDate, Utc};
use db::Connection;
use domain::agreement::{CooperationLimit, LimitKind, limit_on};
use domain::shared::jakarta_date;
use service::dated::rules;
use service::{Error, Tx};

/// How many days before its end the termination of an agreement is told to the other side.
pub(crate) async fn notice_days(tx: &Tx<'_>) -> Result<u16, Error> {
    days(tx.conn, LimitKind::TerminationNotice, tx.now).await
}

/// For how many days a grant to record the past may be used once both sides agreed.
pub(crate) async fn grant_days(tx: &Tx<'_>) -> Result<u16, Error> {
    days(tx.conn, LimitKind::BackfillUse, tx.now).await
}

/// How many days after its last day the evaluation of a trial may be due.
pub(crate) async fn evaluation_days(tx: &Tx<'_>) -> Result<u16, Error> {
    days(tx.conn, LimitKind::TrialEvaluation, tx.now).await
}

/// How many days of 24 hours a confirmed bank account waits before it is the one to pay.
pub(crate) async fn cooling_days(tx: &Tx<'_>) -> Result<u16, Error> {
    days(tx.conn, LimitKind::BankAccountCooling, tx.now).await
}

/// The last day of what is offered to be renewed on a day; none where no row says how long before.
pub(crate) async fn renewed_until(conn: &Connection, day: NaiveDate) -> Result<Option<NaiveDate>, Error> {
    let rows = rules::<CooperationLimit>(conn).await?;
    let before = limit_on(&rows, LimitKind::RenewalOffered, day);
    Ok(before.and_then(|days| day.checked_add_days(Days::new(days.into()))))
}

async fn days(conn: &Connection, kind: LimitKind, now: DateTime<Utc>) -> Result<u16, Error> {
    let rows = rules::<CooperationLimit>(conn).await?;
    limit_on(&rows, kind, jakarta_date(now))
        .ok_or_else(|| Error::Internal(format!("no row says how long {kind} is")))
}
