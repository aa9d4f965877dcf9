//! The rule table of the farm, and what is wrong with a row by itself.

use api_types::Check;
use api_types::catalog::CreateHarvestYieldRequest;
use db::Connection;
use domain::catalog::HarvestYield;
use domain::shared::{CommodityCode, Invalid};
use service::Error;
use service::dated::RuleTable;

use crate::goods::{expect_form, unknown_form};

/// What a hectare is expected to give.
pub(super) struct HarvestYields;

impl RuleTable for HarvestYields {
    type Rule = HarvestYield;
    type New = CreateHarvestYieldRequest;

    fn check(new: &CreateHarvestYieldRequest, check: &mut Check) {
        check.take(CommodityCode::from_field("/commodity_code", &new.commodity_code));
        check.require(new.form_code.parse::<domain::shared::FormCode>().is_ok(), || {
            unknown_form("/form_code")
        });
        check.positive("/per_hectare", &new.per_hectare);
    }

    async fn expect_known(conn: &mut Connection, rule: &HarvestYield) -> Result<(), Error> {
        let form = expect_form(conn, rule.commodity_code.as_str(), rule.form_code.as_str()).await?;
        if form.unit.dimension() == rule.per_hectare.dimension() {
            return Ok(());
        }
        Err(Error::Invalid(vec![Invalid::new(
            "/per_hectare/unit",
            "unit",
            "Tulis hasil per hektare dalam satuan bentuk komoditas ini.",
            "Write what a hectare gives in the unit of this form.",
        )]))
    }
}
