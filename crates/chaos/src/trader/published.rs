//! Reports that were given out: they never move, and what is told of their days afterwards shows that it was told later.

use anyhow::ensure;
use api_types::agreement::{RealizationQuery, RealizationView};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::shared::{jakarta_date, jakarta_midnight};

use super::HOME;
use crate::caller::Request;
use crate::trade::Trade;
use crate::{AGREEMENT, LOGISTICS, Stack};

/// A report as it was given out.
#[derive(Debug)]
pub struct Published {
    as_of: NaiveDate,
    known_at: DateTime<Utc>,
    lines: String,
}

/// The days whose reports are given out: today, yesterday, and one of a year of which the past is told.
fn days(now: DateTime<Utc>) -> [NaiveDate; 3] {
    const PAST: NaiveDate = NaiveDate::from_ymd_opt(2022, 9, 3).expect("a day of September");
    let today = jakarta_date(now);
    [today, today - Days::new(1), PAST]
}

/// Gives reports out: what happened until each day, as known now.
///
/// # Errors
/// When one is refused.
pub async fn publish(trade: &Trade, now: DateTime<Utc>) -> anyhow::Result<Vec<Published>> {
    let mut published = Vec::new();
    for as_of in days(now) {
        let lines = figures(trade, as_of, Some(now)).await?;
        published.push(Published { as_of, known_at: now, lines });
    }
    Ok(published)
}

impl Published {
    /// Asked for again in the same words, it says the same, whatever was recorded since; asked for as known today, it says
    /// something else only where something of its days was recorded later.
    ///
    /// # Errors
    /// When it does not.
    pub async fn still_stands(&self, trade: &Trade, stack: &Stack) -> anyhow::Result<()> {
        let Self { as_of, known_at, lines } = self;
        let again = figures(trade, *as_of, Some(*known_at)).await?;
        ensure!(again == *lines, "a report of {as_of} as known at {known_at} moved from {lines} to {again}");
        let now = figures(trade, *as_of, None).await?;
        let unmoved = now == *lines || self.is_marked(stack).await?;
        ensure!(
            unmoved,
            "a report of {as_of} moved from {lines} to {now}, and nothing of it was recorded later"
        );
        Ok(())
    }

    /// Whether a receipt, a reversal, or what became of a contract is of its days and was recorded after it was given out.
    async fn is_marked(&self, stack: &Stack) -> anyhow::Result<bool> {
        const RECEIPTS: &str = "select count(*) from receipt where posted_at > $1::text::timestamptz and received_at < $2::text::timestamptz";
        const CONTRACTS: &str = "select count(*) from contract, \
            (select $1::text::timestamptz as known, $2::text::timestamptz as until) asked \
            where activated_at < until and activation_recorded_at > known \
            or terminated_at < until and termination_recorded_at > known";
        let until = jakarta_midnight(self.as_of + Days::new(1)).to_rfc3339();
        let known = self.known_at.to_rfc3339();
        for (service, question) in [(LOGISTICS, RECEIPTS), (AGREEMENT, CONTRACTS)] {
            let row = stack.sql(service).await?.query_one(question, &[&known, &until]).await?;
            if row.get::<_, i64>(0) > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

async fn figures(trade: &Trade, as_of: NaiveDate, known_at: Option<DateTime<Utc>>) -> anyhow::Result<String> {
    let id = trade.reports.metro.agreement_id;
    let query =
        RealizationQuery { as_of: Some(as_of), known_at: known_at.map(api_types::AskedTime::Instant) };
    let read = Request::agreement(HOME, |api| api.get_agreement_realization(id, &query));
    let report: RealizationView = trade.caller.done(&read).await?.read()?;
    Ok(serde_json::to_string(&(report.lines, report.sentence))?)
}
