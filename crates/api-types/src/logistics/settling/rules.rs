//! Rule tables of settling: in how many days buyers pay, and the value added tax on goods.

use chrono::NaiveDate;
use domain::shared::PartyId;

crate::dated_rows! {
    /// Adds in how many days a buyer pays.
    pub struct CreatePaymentTermRequest;
    /// What events of such a row tell.
    pub struct PaymentTermEventData;
    /// In how many days after both sides have confirmed a monthly statement it is paid.
    pub struct PaymentTermView of PaymentTermId by source ("Who decided it, and where.", "Keputusan bersama koordinator, 1 Juli 2026") {
        /// The buyer it is for; null for every buyer without a row of its own.
        #[schema(example = json!(null))]
        #[serde(default)]
        buyer_party_id: Option<PartyId>,
        /// Days after the second confirmation.
        #[schema(example = 14, minimum = 0, maximum = 365)]
        due_days: i64,
    }
}

crate::list_query! {
    /// Filters of the days in which buyers pay.
    pub struct ListPaymentTermsQuery {
        /// Only those of this buyer.
        buyer_party_id: PartyId,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

crate::dated_rows! {
    /// Adds a rate of value added tax.
    pub struct CreateVatRateRequest;
    /// What events of such a rate tell.
    pub struct VatRateEventData;
    /// The value added tax on goods of suppliers that are registered for it.
    pub struct VatRateView of VatRateId by source ("The law it comes from.", "UU 7/2021; PMK 131/2024") {
        /// The commodity; null for every one without a row of its own.
        #[schema(example = "eggs", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        #[serde(default)]
        commodity_code: Option<String>,
        /// Basis points of the amount: 1100 is 11 %.
        #[schema(example = 1100, minimum = 0, maximum = 10_000)]
        basis_points: i64,
    }
}

crate::list_query! {
    /// Filters of the rates of value added tax.
    pub struct ListVatRatesQuery {
        /// Only those of this commodity.
        #[param(example = "eggs", max_length = 40)]
        commodity_code: String,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
