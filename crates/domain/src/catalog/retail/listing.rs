//! Listing: a product version in an outlet.
//!
//! Owns the lifecycle and the gate before `listed`. Refuses a product that is not published, lacks a permit, or, if
//! it is a small-business product, has no valid curation; every unmet rule in one answer.

use chrono::NaiveDate;

use crate::catalog::{
    Approval, CommodityGroup, LISTING_SIDES, OPERATORS, Outlet, OutletState, Permit, PermitRules,
    ProductNature, ProductState, ProductTrait, check_not_recalled, standing_approval,
};
use crate::shared::{
    Bilingual, BusinessSize, PartyKind, Quantity, Refusal, RefusalCode, RegionCode, TextHash, Unmet, Waiting,
    Waits,
};
use crate::{labels, lifecycle, say};

labels! {
    /// Where a listing stands.
    pub enum ListingState {
        /// Asked for.
        Pending = "pending",
        /// On the shelf.
        Listed = "listed",
        /// Off the shelf for a time.
        Suspended = "suspended",
        /// Off the shelf for good.
        Delisted = "delisted",
    }
}

labels! {
    /// What happens to a listing.
    pub enum ListingEvent {
        /// The outlet takes it on, when the gate lets it.
        List = "list",
        /// Taken off for a time, for a reason.
        Suspend = "suspend",
        /// Back on the shelf, through the same gate.
        Resume = "resume",
        /// Taken off for good.
        Delist = "delist",
    }
}

lifecycle! {
    /// What has happened to a listing.
    pub enum ListingHappened: ListingState, ListingEvent {
        List (Listed = "listed", Optional, OPERATORS): Pending => Listed;
        Suspend (Suspended = "suspended", ToMend, LISTING_SIDES): Listed => Suspended;
        Resume (Resumed = "resumed", Optional, OPERATORS): Suspended => Listed;
        Delist (Delisted = "delisted", Required, LISTING_SIDES): Pending | Listed | Suspended => Delisted;
    }
    also {
        /// The supplier asks the operator for it.
        Requested = "requested",
    }
}

impl Waits for ListingState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Pending, action: "accept_listing", roles: ListingEvent::List.roles() }];
    const RESTING: &'static [Self] = &[Self::Listed, Self::Suspended];
}

labels! {
    /// Whether a listing still holds on a day; derived when asked, never stored. The first that applies is shown.
    pub enum ListingCondition {
        /// Everything it was listed on still stands.
        Standing = "standing",
        /// The goods are recalled.
        Recalled = "recalled",
        /// The outlet has closed.
        OutletClosed = "outlet_closed",
        /// The outlet is set aside for the products of another region.
        OutletOfAnotherRegion = "outlet_of_another_region",
        /// The product is not published any more.
        ProductNotPublished = "product_not_published",
        /// A permit is missing or has lapsed.
        PermitsLapsed = "permits_lapsed",
        /// The label, recipe or a permit has changed; this version needs curation again.
        LabelChanged = "label_changed",
        /// The approval has ended, or never covered this outlet.
        CurationLapsed = "curation_lapsed",
        /// What is planned before it fills the ceiling of the approval that holds now.
        VolumeAboveCeiling = "volume_above_ceiling",
        /// The outlet opens on a later day.
        OutletNotOpenYet = "outlet_not_open_yet",
        /// It is for sale from a later day on.
        NotStarted = "not_started",
    }
}

/// Whether a product needs curation before it is listed: whatever a small business sells, and small-business goods
/// whoever sells them, such as their cooperative.
pub fn needs_curation(supplier: PartyKind, group: CommodityGroup) -> bool {
    supplier == PartyKind::Msme || group == CommodityGroup::MixedGoods
}

/// The facts by which a listing is judged.
#[derive(Debug, Clone, Copy)]
pub struct ListingFacts<'a> {
    /// What kind of party sells it.
    pub supplier: PartyKind,
    /// How large that party is; `None` where nobody has stated it.
    pub supplier_size: Option<BusinessSize>,
    /// The region of that party.
    pub supplier_region: Option<&'a RegionCode>,
    /// The group of the commodity it belongs to, which decides whether it needs curation.
    pub commodity_group: CommodityGroup,
    /// The group of the product itself, which decides the permits (a small business's chips are processed food).
    pub product_group: CommodityGroup,
    /// What the product is or holds.
    pub traits: &'a [ProductTrait],
    /// Where the product stands.
    pub state: ProductState,
    /// The hash of the version to list.
    pub version: &'a TextHash,
    /// The product's permits.
    pub permits: &'a [Permit],
    /// What panels have approved of this product, any version.
    pub approvals: &'a [Approval],
    /// Whether it is recalled.
    pub recalled: bool,
    /// Where it would be listed.
    pub outlet: &'a Outlet,
    /// Whether the regions concerned let a supplier of another region into the outlet.
    pub excepted: bool,
}

impl<'a> ListingFacts<'a> {
    /// The approval under which a product that needs one stands in the outlet on a day.
    pub fn approval(&self, day: NaiveDate) -> Option<&'a Approval> {
        let needed = needs_curation(self.supplier, self.commodity_group);
        needed.then(|| standing_approval(self.approvals, self.version, self.outlet, day).ok()).flatten()
    }
}

/// What is planned to be sold of a variant, in packages a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedVolume {
    /// In this outlet; none where nobody has said it.
    pub own: Option<i64>,
    /// In the other outlets that count before it, under the same approval.
    pub others: i64,
}

/// Whether a product may be on the shelf of the outlet on a day with what is planned; asked on `list` and `resume`.
///
/// # Errors
/// [`Refusal`] `goods-recalled`, `outlet-closed`, `outlet-of-another-region`, `product-not-published`, `product-permits-missing`,
/// `curation-required` or `volume-ceiling-reached`: the first that applies gives its name, and all their unmet rules are
/// listed together.
pub fn may_list(
    facts: &ListingFacts<'_>,
    volume: PlannedVolume,
    rules: &PermitRules,
    day: NaiveDate,
) -> Result<(), Refusal> {
    let together = |mut first: Refusal, next: Refusal| {
        first.unmet.extend(next.unmet);
        first
    };
    let ceiling = facts.approval(day).map_or(Ok(()), |approval| check_ceiling(approval, volume));
    let gates = gates(facts, rules, day).into_iter().chain([ceiling]);
    gates.filter_map(Result::err).reduce(together).map_or(Ok(()), Err)
}

/// Whether what is planned stays within what the panel approved, where it set a ceiling.
fn check_ceiling(approval: &Approval, volume: PlannedVolume) -> Result<(), Refusal> {
    let Some(ceiling) = approval.monthly_ceiling else { return Ok(()) };
    let fix = Bilingual::new(
        "Rencanakan volume yang lebih kecil, turunkan produk ini dari gerai lain, atau ajukan kurasi baru dengan volume yang lebih besar.",
        "Plan less, take the product off in another outlet, or ask for a curation with a larger volume.",
    );
    let unmet = match volume.own {
        None => Unmet::new(
            "volume_planned",
            approval.curation,
            Bilingual::new("volume sebulan belum disebutkan", "no monthly volume said"),
            Bilingual::new("volume yang direncanakan sebulan", "the volume planned for a month"),
            Bilingual::new(
                "Ajukan pemajangan ini lagi dengan `monthly_volume`.",
                "Ask for this listing anew with `monthly_volume`.",
            ),
        ),
        Some(own) if own.saturating_add(volume.others) > ceiling.base() => {
            let planned = Quantity::from_stored(own.saturating_add(volume.others), ceiling.unit());
            Unmet::new("within_volume_ceiling", approval.curation, planned, ceiling, fix)
        }
        Some(_) => return Ok(()),
    };
    Err(Refusal::rule(RefusalCode::VolumeCeilingReached, vec![unmet]))
}

/// What a listing is: the version listed, from when on it is for sale, and what is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedTerms<'a> {
    /// The version that passed the gate.
    pub version: &'a TextHash,
    /// From when on it is for sale, where that was said.
    pub starts: Option<NaiveDate>,
    /// What is planned in it, and in those listed before it.
    pub volume: PlannedVolume,
}

/// Whether a listing holds on a day, for the product as it is now. Only what is `standing` is on the shelf: of those planned
/// under one approval never more than its ceiling. One from before ceilings were set plans nothing, and stands.
pub fn listing_condition(
    facts: &ListingFacts<'_>,
    listed: ListedTerms<'_>,
    rules: &PermitRules,
    day: NaiveDate,
) -> ListingCondition {
    let starts = listed.starts;
    let curation = if facts.version == listed.version {
        ListingCondition::CurationLapsed
    } else {
        ListingCondition::LabelChanged
    };
    let names = [
        ListingCondition::Recalled,
        ListingCondition::OutletClosed,
        ListingCondition::OutletOfAnotherRegion,
        ListingCondition::ProductNotPublished,
        ListingCondition::PermitsLapsed,
        curation,
    ];
    let failing = gates(facts, rules, day).into_iter().zip(names).find(|(gate, _)| gate.is_err());
    if let Some((_, name)) = failing {
        return name;
    }
    let over =
        |approval: &Approval| listed.volume.own.is_some() && check_ceiling(approval, listed.volume).is_err();
    if facts.approval(day).is_some_and(over) {
        return ListingCondition::VolumeAboveCeiling;
    }
    begun(facts.outlet, starts, day)
}

/// What nothing is wrong with stands in an open outlet from its day on.
fn begun(outlet: &Outlet, starts: Option<NaiveDate>, day: NaiveDate) -> ListingCondition {
    if outlet.state.on(outlet.opens, day) == OutletState::Planned {
        ListingCondition::OutletNotOpenYet
    } else if starts.is_some_and(|starts| day < starts) {
        ListingCondition::NotStarted
    } else {
        ListingCondition::Standing
    }
}

/// Recall, outlet, region, product, permits, curation: in the order in which they are named.
fn gates(facts: &ListingFacts<'_>, rules: &PermitRules, day: NaiveDate) -> [Result<(), Refusal>; 6] {
    let nature = ProductNature {
        group: facts.product_group,
        traits: facts.traits,
        supplier_size: facts.supplier_size,
    };
    let curation = if needs_curation(facts.supplier, facts.commodity_group) {
        standing_approval(facts.approvals, facts.version, facts.outlet, day).map(|_| ())
    } else {
        Ok(())
    };
    [
        check_not_recalled(facts.recalled.then(|| "variant".to_owned())),
        not_closed(facts.outlet),
        admitted(facts),
        check_published(facts.state),
        rules.permits_standing(nature, facts.permits, day),
        curation,
    ]
}

fn not_closed(outlet: &Outlet) -> Result<(), Refusal> {
    if outlet.state != OutletState::Closed {
        return Ok(());
    }
    let fix = Bilingual::new(
        "Gerai ini sudah tutup; pilih gerai lain yang masih buka.",
        "This outlet has closed; choose another that is open.",
    );
    let unmet = Unmet::new("outlet_open", outlet.id, outlet.state, OutletState::Open, fix);
    Err(Refusal::rule(RefusalCode::OutletClosed, vec![unmet]))
}

fn admitted(facts: &ListingFacts<'_>) -> Result<(), Refusal> {
    let Some(region) =
        facts.outlet.dedicated_to.as_ref().filter(|_| !facts.outlet.admits(facts.supplier_region))
    else {
        return Ok(());
    };
    if facts.excepted {
        return Ok(());
    }
    let fix = say!(
        "Gerai ini khusus untuk produk pemasok dari {region}; pilih gerai lain, atau minta pengecualian dari koordinator kedua daerah.",
        "This outlet is set aside for products of suppliers of {region}; choose another, or ask the coordinators of both regions for an exception.",
        region = region,
    );
    let unknown = || Bilingual::new("belum diketahui", "not known");
    let is = facts.supplier_region.map_or_else(unknown, Bilingual::from);
    let unmet = Unmet::new("supplier_of_region", facts.outlet.id, is, region, fix);
    Err(Refusal::rule(RefusalCode::OutletOfAnotherRegion, vec![unmet]))
}

/// Whether a product is published: only then can others look at it, curate it or list it.
///
/// # Errors
/// [`Refusal`] `product-not-published`.
pub fn check_published(state: ProductState) -> Result<(), Refusal> {
    if state == ProductState::Published {
        return Ok(());
    }
    let fix = match state {
        ProductState::Withdrawn => Bilingual::new(
            "Produk ini sudah ditarik; buat lagi sebagai produk baru, lalu terbitkan.",
            "This product was withdrawn; make it again as a new product, then publish that.",
        ),
        _ => Bilingual::new("Terbitkan produk ini dahulu.", "Publish this product first."),
    };
    let unmet = Unmet::new("product_published", "product", state, ProductState::Published, fix);
    Err(Refusal::rule(RefusalCode::ProductNotPublished, vec![unmet]))
}

#[cfg(test)]
#[path = "listing_tests.rs"]
mod tests;

#[cfg(test)]
mod waiting_tests {
    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<super::ListingState>();
    }
}
