//! The rule table of stock, and what is wrong with a row by itself.

use api_types::Check;
use api_types::catalog::CreateLiveWeightClassRequest;
use db::Connection;
use domain::catalog::LiveWeightClass;
use domain::shared::{CommodityCode, Dimension, GradeCode, Invalid};
use service::Error;
use service::dated::RuleTable;

use crate::goods::counts_heads;

/// The classes of live weight.
pub(super) struct LiveWeightClasses;

impl RuleTable for LiveWeightClasses {
    type Rule = LiveWeightClass;
    type New = CreateLiveWeightClassRequest;

    fn check(new: &CreateLiveWeightClassRequest, check: &mut Check) {
        check.take(CommodityCode::from_field("/commodity_code", &new.commodity_code));
        check.require(new.class.parse::<GradeCode>().is_ok(), || {
            Invalid::new(
                "/class",
                "code",
                "Tulis kelas dengan 2 sampai 40 huruf kecil, angka, dan garis bawah, misalnya `class_a`.",
                "Write the class in 2 to 40 lower-case letters, digits and underscores, such as `class_a`.",
            )
        });
        check.positive("/from_weight", &new.from_weight);
        check.require(new.from_weight.unit.dimension() == Dimension::Mass, || {
            Invalid::new(
                "/from_weight/unit",
                "unit",
                "Tulis beratnya dalam kilogram atau gram.",
                "Write the weight in kilograms or grams.",
            )
        });
    }

    async fn expect_known(conn: &mut Connection, rule: &LiveWeightClass) -> Result<(), Error> {
        if counts_heads(conn, rule.commodity_code.as_str()).await? {
            return Ok(());
        }
        Err(Error::Invalid(vec![CommodityCode::unknown("/commodity_code")]))
    }
}
