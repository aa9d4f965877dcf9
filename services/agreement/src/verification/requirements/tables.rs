//! The tables, what is wrong with a row by itself, and what filters ask for.

use api_types::Check;
use api_types::agreement::{CreateDocumentRequirementRequest, CreateFileQuotaRequest};
use domain::agreement::DocumentRequirement;
use domain::shared::{CommodityCode, FileQuota, Invalid, LARGEST_FILE};
use serde_json::{Map, Value};
use service::dated::RuleTable;
use service::{Error, Tx};

use crate::verification::verifications::tell_standings;

/// Papers that suppliers need.
pub(super) struct DocumentRequirements;

impl RuleTable for DocumentRequirements {
    type Rule = DocumentRequirement;
    type New = CreateDocumentRequirementRequest;

    fn check(new: &CreateDocumentRequirementRequest, check: &mut Check) {
        let reads = new.commodity.as_ref().is_none_or(|code| code.parse::<CommodityCode>().is_ok());
        check.require(reads, || {
            Invalid::new(
                "/commodity",
                "code",
                "Pilih kode komoditas dari /v1/commodities, misalnya `eggs`.",
                "Choose the code of a commodity from /v1/commodities, such as `eggs`.",
            )
        });
    }

    /// What verifications are worth is kept by other services, too.
    async fn tell(tx: &mut Tx<'_>, rule: &DocumentRequirement) -> Result<(), Error> {
        tell_standings(tx, rule.kind).await
    }

    /// What is needed for a commodity is what is needed for it alone, and what is needed for any.
    fn alternatives(filters: Map<String, Value>) -> Vec<Value> {
        let any = filters.contains_key("commodity").then(|| {
            let mut any = filters.clone();
            any.insert("commodity".to_owned(), Value::Null);
            Value::Object(any)
        });
        any.into_iter().chain([Value::Object(filters)]).collect()
    }
}

/// How many files a party may bring.
pub(super) struct FileQuotas;

/// The most that a row says: a tebibyte.
const MOST_BYTES: i64 = 1 << 40;

impl RuleTable for FileQuotas {
    type Rule = FileQuota;
    type New = CreateFileQuotaRequest;

    fn check(new: &CreateFileQuotaRequest, check: &mut Check) {
        check.whole("/files_a_day", new.files_a_day, 1..=100_000);
        // A file of the largest size fits.
        check.whole("/bytes_a_day", new.bytes_a_day, LARGEST_FILE..=MOST_BYTES);
        check.whole("/unattached_bytes", new.unattached_bytes, LARGEST_FILE..=MOST_BYTES);
    }
}
