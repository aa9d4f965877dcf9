//! The rule table of the sites, and what is wrong with a row by itself.

use api_types::Check;
use api_types::catalog::{CreateChecklistRequest, CreateFacilityRuleRequest};
use db::Connection;
use domain::catalog::{Checklist, FacilityRule, FacilityRuleKind};
use domain::shared::{CommodityCode, Invalid};
use domain::{say, words};
use service::dated::RuleTable;
use service::{Error, dated};

use crate::goods::{code, misplaced, missing};

/// What facilities are judged by.
pub(super) struct FacilityRulesTable;

impl RuleTable for FacilityRulesTable {
    type Rule = FacilityRule;
    type New = CreateFacilityRuleRequest;

    fn check(new: &CreateFacilityRuleRequest, check: &mut Check) {
        for (field, there, kinds) in fields(new) {
            match kinds.contains(&new.kind) {
                true => check.require(there, || missing(field)),
                false => check.require(!there, || misplaced(field)),
            }
        }
        if let Some(years) = new.max_years {
            check.whole("/max_years", years.into(), 1..=50);
        }
        if let Some(months) = new.months {
            check.whole("/months", months.into(), 1..=120);
        }
        if let Some(days) = new.days {
            check.whole("/days", days.into(), 0..=3650);
        }
    }
}

/// A field, whether it is there, and the kinds of rules that need it; the others do not use it.
type Field = (&'static str, bool, &'static [FacilityRuleKind]);

fn fields(new: &CreateFacilityRuleRequest) -> [Field; 7] {
    use FacilityRuleKind::{Inspection, LongestTerm, MendingTime, RenewalNotice, Required};
    [
        ("paper", new.paper.is_some(), &[LongestTerm, Required]),
        ("max_years", new.max_years.is_some(), &[LongestTerm]),
        ("facility_kind", new.facility_kind.is_some(), &[Required, Inspection]),
        ("months", new.months.is_some(), &[Inspection]),
        ("needed", new.needed.is_some(), &[Inspection]),
        ("severity", new.severity.is_some(), &[MendingTime]),
        ("days", new.days.is_some(), &[MendingTime, RenewalNotice]),
    ]
}

/// What is looked at in facilities.
pub(super) struct Checklists;

impl RuleTable for Checklists {
    type Rule = Checklist;
    type New = CreateChecklistRequest;

    fn check(new: &CreateChecklistRequest, check: &mut Check) {
        check.whole("/version", new.version.into(), 1..=10_000);
        check.length("/items", &new.items, 1..=200);
        for (place, item) in new.items.iter().enumerate() {
            let at = |field: &str| format!("/items/{place}/{field}");
            check.require(item.code.parse::<CommodityCode>().is_ok(), || code(&at("code")));
            let again = new.items[..place].iter().any(|other| other.code == item.code);
            check.require(!again, || repeated(at("code")));
            check.whole(&at("points"), item.points.into(), 1..=1000);
            if let Some(limit) = &item.limit {
                limit.check(check, &at("limit"));
            }
            check.text(&at("requirement/id"), &item.requirement.id, 1..=500);
            check.text(&at("requirement/en"), &item.requirement.en, 1..=500);
        }
    }

    /// A version has the number after the last of its kind, so that an inspection names one list for good.
    async fn expect_known(conn: &mut Connection, rule: &Checklist) -> Result<(), Error> {
        let rows = dated::rules::<Checklist>(conn).await?;
        let same = rows.iter().filter(|row| row.rule.facility_kind == rule.facility_kind);
        let next = same.map(|row| row.rule.version).max().unwrap_or(0) + 1;
        if rule.version == next {
            return Ok(());
        }
        let detail = say!(
            "Beri versi ini nomor {next}, satu lebih dari versi terakhir jenis fasilitas ini.",
            "Give this version the number {next}, one more than the last of this kind of facility.",
            next = words::count(next),
        );
        Err(Error::Invalid(vec![Invalid::says("/version", "not-next", detail)]))
    }
}

fn repeated(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "repeated",
        "Kode ini dipakai dua kali; beri setiap butir kodenya sendiri.",
        "This code stands here twice; give each item one of its own.",
    )
}
