//! All commodities with their forms at once, for who judges many rows.

use std::collections::HashMap;

use db::Connection;
use domain::shared::{CommodityCode, Invalid};
use service::Error;

use super::forms::unknown_form;
use super::queries::{all_commodities, all_forms};
use super::rows::{CommodityRow, FormRow};

/// Every commodity and every form, by their codes.
pub(crate) struct Nomenclature {
    commodities: HashMap<String, CommodityRow>,
    forms: HashMap<String, Vec<FormRow>>,
}

impl Nomenclature {
    /// As it is now.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn load(conn: &mut Connection) -> Result<Self, Error> {
        let commodities = all_commodities(conn).await?;
        let mut forms: HashMap<String, Vec<FormRow>> = HashMap::new();
        for form in all_forms(conn).await? {
            forms.entry(form.commodity_code.clone()).or_default().push(form);
        }
        let commodities = commodities.into_iter().map(|row| (row.code.to_string(), row)).collect();
        Ok(Self { commodities, forms })
    }

    /// The commodity of a code.
    pub(crate) fn commodity(&self, code: &str) -> Option<&CommodityRow> {
        self.commodities.get(code)
    }

    /// The form of a commodity.
    pub(crate) fn form(&self, commodity: &str, code: &str) -> Option<&FormRow> {
        self.forms.get(commodity)?.iter().find(|form| form.code == code)
    }

    /// The form that `commodity_code` and `form_code` name.
    ///
    /// # Errors
    /// The field that names nothing.
    pub(crate) fn expect_form(&self, commodity: &str, code: &str) -> Result<&FormRow, Invalid> {
        let unknown = || match self.commodity(commodity) {
            Some(_) => unknown_form("/form_code"),
            None => CommodityCode::unknown("/commodity_code"),
        };
        self.form(commodity, code).ok_or_else(unknown)
    }
}
