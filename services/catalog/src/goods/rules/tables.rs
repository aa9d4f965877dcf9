//! The rule tables of goods, and what is wrong with a row by itself.

use api_types::Check;
use api_types::catalog::{CreateImageQuotaRequest, CreatePermitRuleRequest, CreateYieldRequest};
use db::Connection;
use domain::catalog::{PermitRule, PermitRuleKind};
use domain::shared::{
    BusinessSize, CommodityCode, Dimension, FileQuota, FormCode, Invalid, LARGEST_FILE, Yield,
};
use service::Error;
use service::dated::RuleTable;

use crate::goods::commodities::find_form;

/// Rules about permits.
pub(super) struct PermitRulesTable;

impl RuleTable for PermitRulesTable {
    type Rule = PermitRule;
    type New = CreatePermitRuleRequest;

    fn check(new: &CreatePermitRuleRequest, check: &mut Check) {
        let term = new.kind == PermitRuleKind::LongestTerm;
        let (of_term, of_need) = (fields_of_a_term(new).to_vec(), fields_of_a_need(new).to_vec());
        let (own, others) = if term { (of_term, of_need) } else { (of_need, of_term) };
        for (field, there, needed) in own {
            check.require(there || !needed, || missing(field));
        }
        for (field, there, _) in others {
            check.require(!there, || misplaced(field));
        }
        check.require(new.max_years.is_none_or(|years| (1..=50).contains(&years)), || {
            Invalid::new("/max_years", "out-of-range", "Isi 1 sampai 50 tahun.", "Give 1 to 50 years.")
        });
        check.require(new.rule.as_ref().is_none_or(|name| name.parse::<CommodityCode>().is_ok()), || {
            code("/rule")
        });
        list(check, "/not_for", new.not_for.as_deref());
        list(check, "/groups", new.groups.as_deref());
        list(check, "/unless", new.unless.as_deref());
        list(check, "/any_of", new.any_of.as_deref());
        check.length("/sizes", new.sizes.as_deref().unwrap_or_default(), 0..=BusinessSize::ALL.len());
        if let Some(fix) = &new.how_to_fix {
            check.text("/how_to_fix/id", &fix.id, 1..=1_000);
            check.text("/how_to_fix/en", &fix.en, 1..=1_000);
        }
    }
}

/// A field, whether it is there, and whether its kind of rule cannot do without it.
type Field = (&'static str, bool, bool);

fn fields_of_a_term(new: &CreatePermitRuleRequest) -> [Field; 3] {
    [
        ("permit", new.permit.is_some(), true),
        ("max_years", new.max_years.is_some(), false),
        ("not_for", new.not_for.is_some(), false),
    ]
}

fn fields_of_a_need(new: &CreatePermitRuleRequest) -> [Field; 6] {
    [
        ("rule", new.rule.is_some(), true),
        ("groups", new.groups.as_ref().is_some_and(|groups| !groups.is_empty()), true),
        ("unless", new.unless.is_some(), false),
        ("sizes", new.sizes.is_some(), false),
        ("any_of", new.any_of.as_ref().is_some_and(|permits| !permits.is_empty()), true),
        ("how_to_fix", new.how_to_fix.is_some(), true),
    ]
}

fn list<T>(check: &mut Check, pointer: &str, items: Option<&[T]>) {
    check.length(pointer, items.unwrap_or_default(), 0..=20);
}

pub(crate) fn missing(field: &str) -> Invalid {
    Invalid::new(
        format!("/{field}"),
        "required",
        "Isi data ini; aturan jenis ini memerlukannya.",
        "Give this; a rule of this kind needs it.",
    )
}

pub(crate) fn misplaced(field: &str) -> Invalid {
    Invalid::new(
        format!("/{field}"),
        "misplaced",
        "Hapus data ini; aturan jenis ini tidak memakainya.",
        "Leave this out; a rule of this kind does not use it.",
    )
}

/// How forms become each other.
pub(super) struct Yields;

impl RuleTable for Yields {
    type Rule = Yield;
    type New = CreateYieldRequest;

    fn check(new: &CreateYieldRequest, check: &mut Check) {
        check.require(new.commodity_code.parse::<CommodityCode>().is_ok(), || code("/commodity_code"));
        check.require(new.from_form_code.parse::<FormCode>().is_ok(), || code("/from_form_code"));
        check.require(new.to_form_code.parse::<FormCode>().is_ok(), || code("/to_form_code"));
        check.require(new.from_form_code != new.to_form_code, || {
            Invalid::new(
                "/to_form_code",
                "same-form",
                "Pilih bentuk lain; sebuah bentuk selalu sama dengan dirinya.",
                "Choose another form; a form always equals itself.",
            )
        });
        for (field, quantity) in [("input", &new.input), ("output", &new.output)] {
            check.positive(&format!("/{field}"), quantity);
            check.require(quantity.unit.dimension() == Dimension::Mass, || {
                Invalid::new(
                    format!("/{field}/unit"),
                    "unlike-unit",
                    "Rendemen menyebut berat; tulis dalam kilogram atau ton, untuk hewan berat hidupnya.",
                    "A yield speaks of weight; write kilograms or tonnes, of animals their live weight.",
                )
            });
        }
    }

    async fn expect_known(conn: &mut Connection, rule: &Yield) -> Result<(), Error> {
        let mut check = Check::new();
        for (pointer, form) in [("/from_form_code", &rule.from), ("/to_form_code", &rule.to)] {
            let known = find_form(conn, rule.commodity.as_str(), form.as_str()).await?;
            check.require(known.is_some(), || {
                Invalid::new(
                    pointer,
                    "unknown-form",
                    "Pilih bentuk komoditas ini dari /v1/commodities.",
                    "Choose a form of this commodity from /v1/commodities.",
                )
            });
        }
        Ok(check.finish()?)
    }
}

/// How many pictures a party may bring.
pub(super) struct ImageQuotas;

/// The most that a row says: a tebibyte.
const MOST_BYTES: i64 = 1 << 40;

impl RuleTable for ImageQuotas {
    type Rule = FileQuota;
    type New = CreateImageQuotaRequest;

    fn check(new: &CreateImageQuotaRequest, check: &mut Check) {
        check.whole("/files_a_day", new.files_a_day, 1..=100_000);
        // A picture of the largest size fits.
        check.whole("/bytes_a_day", new.bytes_a_day, LARGEST_FILE..=MOST_BYTES);
        check.whole("/unattached_bytes", new.unattached_bytes, LARGEST_FILE..=MOST_BYTES);
    }
}

pub(crate) fn code(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "code",
        "Tulis kode dengan huruf kecil, angka, dan garis bawah (2 sampai 40 karakter).",
        "Write a code of 2 to 40 lower-case letters, digits and underscores.",
    )
}
