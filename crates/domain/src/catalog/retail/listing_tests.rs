//! The lifecycle of a listing and its gate.

use std::sync::LazyLock;

use super::*;
use crate::catalog::{Channel, OutletKind, OutletState, PermitType, seed_permit_rules};
use crate::shared::{CurationId, Id, OutletId, PartyId, Period, Quantity, Unit, transition_table};

const DAY: &str = "2025-06-01";
const NOTHING: PlannedVolume = PlannedVolume { own: None, others: 0 };

/// A version that no panel has seen.
static METRO: LazyLock<RegionCode> = LazyLock::new(|| "18.72".parse().expect("a code"));
static CHANGED: LazyLock<TextHash> = LazyLock::new(|| TextHash::of_bytes(b"changed label"));

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn permit(kind: PermitType) -> Permit {
    let (issued_on, expires_on) = (day("2024-01-01"), Some(day("2026-01-01")));
    Permit { kind, number: "1".into(), issued_on, expires_on }
}

/// Judges a product of a cooperative after `change` has spoilt something; gives code and unmet rules.
fn judged(change: impl FnOnce(&mut ListingFacts<'_>)) -> Result<(), (RefusalCode, Vec<String>)> {
    with_facts(change, |facts| may_list(facts, NOTHING, &seed_permit_rules(), day(DAY)))
        .map_err(|refusal| (refusal.code, refusal.unmet.into_iter().map(|u| u.rule).collect()))
}

/// The condition of a listing of the approved version after `change` has spoilt something.
fn condition(on: &str, change: impl FnOnce(&mut ListingFacts<'_>)) -> &'static str {
    let listed = TextHash::of_bytes(b"one");
    let terms = ListedTerms { version: &listed, starts: None, volume: NOTHING };
    with_facts(change, |facts| listing_condition(facts, terms, &seed_permit_rules(), day(on))).label()
}

fn with_facts<T>(change: impl FnOnce(&mut ListingFacts<'_>), judge: impl Fn(&ListingFacts<'_>) -> T) -> T {
    let outlet = Outlet {
        id: OutletId::from_uuid(uuid::Uuid::nil()),
        kind: OutletKind::DedicatedOutlet,
        operator: PartyId::from_uuid(uuid::Uuid::nil()),
        chain: Some("Jakmart".parse().expect("a name")),
        state: OutletState::Open,
        opens: None,
        closed: None,
        dedicated_to: Some("35.72".parse().expect("a code")),
    };
    let region = "35.72".parse().expect("a code");
    let version = TextHash::of_bytes(b"one");
    let approval = Approval {
        curation: CurationId::from_uuid(uuid::Uuid::nil()),
        version: version.clone(),
        channels: vec![Channel::Outlet(outlet.id)],
        term: Period { from: day("2025-01-01"), until: Some(day("2025-12-31")) },
        conditions: Vec::new(),
        monthly_ceiling: None,
    };
    let mut facts = ListingFacts {
        supplier: PartyKind::Cooperative,
        supplier_size: None,
        supplier_region: Some(&region),
        recalled: false,
        commodity_group: CommodityGroup::MixedGoods,
        product_group: CommodityGroup::ProcessedFood,
        traits: &[],
        state: ProductState::Published,
        version: &version,
        permits: &[permit(PermitType::HomeFoodPermit), permit(PermitType::HalalCertificate)],
        approvals: &[approval],
        outlet: &outlet,
        excepted: false,
    };
    change(&mut facts);
    judge(&facts)
}

#[test]
fn the_whole_lifecycle_of_a_listing_is_this_table() {
    let table = "\
| state | list | suspend | resume | delist |
|---|---|---|---|---|
| pending | listed | - | - | delisted |
| listed | - | suspended | - | delisted |
| suspended | - | - | listed | delisted |
| delisted | - | - | - | - |
";
    assert_eq!(transition_table::<ListingState>(), table);
}

#[test]
fn a_published_curated_product_with_its_permits_is_listed() {
    assert_eq!(judged(|_| ()), Ok(()));
}

#[test]
fn a_small_business_product_is_never_listed_unapproved() {
    let refused = Err((RefusalCode::CurationRequired, vec!["curation_valid".into()]));
    assert_eq!(judged(|f| f.approvals = &[]), refused);
    let changed = judged(|f| f.version = &CHANGED);
    assert_eq!(changed, refused);
}

#[test]
fn curation_follows_the_small_business_and_its_goods() {
    assert!(needs_curation(PartyKind::Msme, CommodityGroup::Grain));
    assert!(needs_curation(PartyKind::Cooperative, CommodityGroup::MixedGoods));
    assert!(needs_curation(PartyKind::Company, CommodityGroup::MixedGoods));
    assert!(!needs_curation(PartyKind::Cooperative, CommodityGroup::Grain));
    assert!(!needs_curation(PartyKind::Company, CommodityGroup::AnimalProduct));
    let bare_rice = judged(|f| {
        f.commodity_group = CommodityGroup::Grain;
        f.product_group = CommodityGroup::Grain;
        f.approvals = &[];
        f.permits = &[];
    });
    assert_eq!(bare_rice, Ok(()));
}

#[test]
fn every_unmet_rule_is_listed_in_one_answer() {
    let refused = judged(|f| {
        f.state = ProductState::Draft;
        f.permits = &[];
        f.approvals = &[];
    });
    let (code, rules) = refused.expect_err("nothing is met");
    assert_eq!(code, RefusalCode::ProductNotPublished);
    let all = ["product_published", "food_permit_standing", "halal_certificate_standing", "curation_valid"];
    assert_eq!(rules, all);
    let permits = judged(|f| f.permits = &[]).expect_err("no permits");
    assert_eq!(permits.0, RefusalCode::ProductPermitsMissing);
}

#[test]
fn a_small_business_lists_without_a_halal_certificate_until_its_day() {
    let size = |size| judged(|f| (f.supplier_size, f.permits) = (size, &f.permits[..1]));
    assert_eq!(size(Some(BusinessSize::Micro)), Ok(()));
    for counts_as_large in [Some(BusinessSize::Medium), None] {
        let (code, rules) = size(counts_as_large).expect_err("it needs one since 2024");
        assert_eq!(
            (code, rules),
            (RefusalCode::ProductPermitsMissing, vec!["halal_certificate_standing".into()])
        );
    }
}

#[test]
fn nothing_is_listed_in_a_closed_outlet() {
    let closed = Outlet {
        id: OutletId::from_uuid(uuid::Uuid::nil()),
        operator: PartyId::from_uuid(uuid::Uuid::nil()),
        kind: OutletKind::Outlet,
        chain: None,
        state: OutletState::Closed,
        opens: None,
        closed: None,
        dedicated_to: None,
    };
    let refused = with_facts(
        |_| (),
        |facts| {
            may_list(&ListingFacts { outlet: &closed, ..*facts }, NOTHING, &seed_permit_rules(), day(DAY))
        },
    );
    assert_eq!(refused.expect_err("closed").code, RefusalCode::OutletClosed);
}

#[test]
fn the_condition_names_what_has_lapsed_since() {
    assert_eq!(condition(DAY, |_| ()), "standing");
    assert_eq!(condition("2026-01-01", |_| ()), "curation_lapsed");
    assert_eq!(condition("2026-01-02", |_| ()), "permits_lapsed");
    assert_eq!(condition(DAY, |f| f.version = &CHANGED), "label_changed");
    assert_eq!(condition(DAY, |f| f.state = ProductState::Withdrawn), "product_not_published");
}

#[test]
fn an_outlet_set_aside_for_one_region_takes_nothing_of_another() {
    let refused = judged(|facts| facts.supplier_region = Some(&METRO));
    assert_eq!(refused, Err((RefusalCode::OutletOfAnotherRegion, vec!["supplier_of_region".into()])));
    assert_eq!(condition(DAY, |facts| facts.supplier_region = None), "outlet_of_another_region");
}

#[test]
fn what_is_listed_is_on_the_shelf_from_its_day_in_an_outlet_that_has_opened() {
    let listed = TextHash::of_bytes(b"one");
    let on = |opens: Option<&str>, starts: Option<&str>| {
        let (opens, starts) = (opens.map(day), starts.map(day));
        with_facts(
            |_| (),
            |facts| {
                let state = if opens.is_some() { OutletState::Planned } else { OutletState::Open };
                let outlet = Outlet { state, opens, ..facts.outlet.clone() };
                let facts = ListingFacts { outlet: &outlet, ..*facts };
                may_list(&facts, NOTHING, &seed_permit_rules(), day(DAY))
                    .expect("an assortment is listed before the opening");
                listing_condition(
                    &facts,
                    ListedTerms { version: &listed, starts, volume: NOTHING },
                    &seed_permit_rules(),
                    day(DAY),
                )
                .label()
            },
        )
    };
    let (before, after) =
        (day(DAY).pred_opt().unwrap().to_string(), day(DAY).succ_opt().unwrap().to_string());
    assert_eq!(on(None, Some(DAY)), "standing");
    assert_eq!(on(Some(DAY), Some(&before)), "standing");
    assert_eq!(on(None, Some(&after)), "not_started");
    assert_eq!(on(Some(&after), Some(&before)), "outlet_not_open_yet");
}

/// The first unmet rule, and the condition of a listing, with an approval of 100 packages a month.
fn planned(own: Option<i64>, others: i64) -> (Option<String>, &'static str) {
    let volume = PlannedVolume { own, others };
    let listed = TextHash::of_bytes(b"one");
    let terms = ListedTerms { version: &listed, starts: None, volume };
    with_facts(
        |_| (),
        |facts| {
            let ceiling = Some(Quantity::from_stored(100, Unit::H87));
            let approvals = [Approval { monthly_ceiling: ceiling, ..facts.approvals[0].clone() }];
            let facts = ListingFacts { approvals: &approvals, ..*facts };
            let refused = may_list(&facts, volume, &seed_permit_rules(), day(DAY)).err();
            let rule = refused.map(|refusal| {
                assert_eq!(refusal.code, RefusalCode::VolumeCeilingReached);
                refusal.unmet[0].rule.clone()
            });
            (rule, listing_condition(&facts, terms, &seed_permit_rules(), day(DAY)).label())
        },
    )
}

#[test]
fn what_is_planned_stays_within_the_ceiling_of_its_approval() {
    assert_eq!(planned(Some(100), 0), (None, "standing"));
    assert_eq!(planned(Some(40), 60), (None, "standing"));
    assert_eq!(planned(Some(41), 60), (Some("within_volume_ceiling".into()), "volume_above_ceiling"));
    assert_eq!(
        planned(Some(i64::MAX), i64::MAX),
        (Some("within_volume_ceiling".into()), "volume_above_ceiling")
    );
    // One from before stays on the shelf, and nothing new comes onto it without a volume.
    assert_eq!(planned(None, 0), (Some("volume_planned".into()), "standing"));
}

#[test]
fn an_exception_lets_a_supplier_of_another_region_in() {
    let metro = judged(|f| f.supplier_region = Some(&METRO));
    assert_eq!(metro.expect_err("of another region").0, RefusalCode::OutletOfAnotherRegion);
    let excepted = judged(|f| {
        f.supplier_region = Some(&METRO);
        f.excepted = true;
    });
    assert_eq!(excepted, Ok(()));
}
