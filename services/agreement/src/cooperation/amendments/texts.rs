//! The texts that amendments make, as they are kept with what they change: whole, the first one first.

use api_types::WireMoney;
use api_types::agreement::{AgreementVersionView, AmendedTermsView};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{AgreementText, ContractText, Festival, TextLine};
use domain::shared::{AmendmentId, Money, Period, in_force_at};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::Error;
use web::Caller;

use crate::cooperation::contracts::{ContractLineRow, Judged, festival_view};

/// What an amendment may change, as stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredText {
    pub(crate) title: String,
    pub(crate) valid_from: NaiveDate,
    pub(crate) valid_until: NaiveDate,
    /// The largest amount that a contract may reach, where something limits that.
    #[serde(default)]
    pub(crate) value_limit_rupiah: Option<i64>,
    /// Of a contract.
    #[serde(default)]
    pub(crate) lines: Vec<ContractLineRow>,
    /// Of an agreement.
    #[serde(default)]
    pub(crate) commodities: Vec<String>,
    /// Of a trial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) evaluation_due: Option<NaiveDate>,
    /// Of a festival hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) festival: Option<Festival>,
}

/// One of the texts of an agreement or a contract.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredVersion {
    pub(crate) number: i32,
    /// None for the first.
    pub(crate) amendment_id: Option<AmendmentId>,
    pub(crate) in_force_from: NaiveDate,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) text_sha256: String,
    pub(crate) text: StoredText,
}

pub(super) fn unreadable() -> Error {
    Error::Internal("a stored text is unreadable".to_owned())
}

/// The texts of an agreement, in its column.
pub(crate) fn versions(stored: &Value) -> Result<Vec<StoredVersion>, Error> {
    Vec::deserialize(stored).map_err(|_| unreadable())
}

/// The text in force on a day, as far as it was recorded by then; none where nothing was amended.
pub(crate) fn version_at(
    versions: &[StoredVersion],
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> Option<&StoredVersion> {
    in_force_at(versions, |one| (one.in_force_from, one.recorded_at), day, known_at)
}

impl StoredText {
    fn period(&self) -> Period {
        Period { from: self.valid_from, until: Some(self.valid_until) }
    }

    /// The last day on which goods come by it: that of the festival, else its own.
    pub(super) fn delivers_until(&self) -> NaiveDate {
        self.festival.as_ref().map_or(self.valid_until, |festival| festival.festival_date)
    }

    /// It as a text of a contract.
    pub(crate) fn of_contract(&self) -> Result<ContractText, Error> {
        let line = |line: &ContractLineRow| {
            Ok::<_, Error>(TextLine { id: line.id, number: line.number, terms: line.terms()? })
        };
        Ok(ContractText {
            title: self.title.clone(),
            period: self.period(),
            value_limit: self.value_limit_rupiah.map(Money),
            lines: self.lines.iter().map(line).collect::<Result<_, _>>()?,
            evaluation_due: self.evaluation_due,
            festival: self.festival.clone(),
        })
    }

    /// It as a text of an agreement.
    pub(crate) fn of_agreement(&self) -> Result<AgreementText, Error> {
        let codes = self.commodities.iter().map(|code| code.parse());
        let commodities = codes
            .collect::<Result<_, _>>()
            .map_err(|_| Error::Internal("an unreadable commodity".to_owned()))?;
        Ok(AgreementText { title: self.title.clone(), period: self.period(), commodities })
    }

    /// It as a caller reads it; of a contract with what its prices are held against.
    pub(crate) fn view(&self, caller: &Caller, judged: Option<&Judged>) -> Result<AmendedTermsView, Error> {
        Ok(AmendedTermsView {
            title: self.title.clone(),
            valid_from_date: self.valid_from,
            valid_until_date: self.valid_until,
            evaluation_due_date: self.evaluation_due,
            value_limit: shown_value(self.value_limit_rupiah, caller),
            lines: self.lines.iter().map(|line| line.view(caller, judged)).collect::<Result<_, _>>()?,
            commodities: self.commodities.clone(),
            festival: self.festival.clone().map(festival_view),
        })
    }
}

/// Rupiah for who trades or accounts for trade.
pub(crate) fn shown_value(rupiah: Option<i64>, caller: &Caller) -> Option<WireMoney> {
    rupiah.filter(|_| caller.reads_prices()).map(|rupiah| Money(rupiah).into())
}

impl StoredVersion {
    /// A text of an agreement.
    pub(crate) fn of_agreement(self) -> AgreementVersionView {
        AgreementVersionView {
            number: self.number,
            amendment_id: self.amendment_id,
            in_force_from_date: self.in_force_from,
            recorded_at: self.recorded_at,
            title: self.text.title,
            valid_until_date: self.text.valid_until,
            commodities: self.text.commodities,
        }
    }
}
