//! The document gate of a shipment: which papers its goods need on its route on its day.
//!
//! Which papers are required is data: [`GateRule`] for those that a business holds, [`JourneyRequirement`] for those of one
//! journey, each with a legal basis and dates; what each paper must show is code here. The gate stands at `ready` and again
//! at departure, and lists every unmet rule.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::journey::unmet_on_journey;
use crate::logistics::{JourneyPaper, JourneyRequirement, WeightRange, check_loaded_weight};
use crate::shared::{
    Bilingual, BusinessSize, Dated, DatedRule, PartyKind, Period, Refusal, RefusalCode, RegionCode, Unmet,
    VeterinaryLevel,
};
use crate::{labels, say, words};

labels! {
    /// The group of commodity and form that rules are written for.
    pub enum GoodsKind {
        /// Live animals.
        LiveAnimal = "live_animal",
        /// Meat and carcasses.
        Meat = "meat",
        /// Eggs and raw milk.
        FreshAnimalProduct = "fresh_animal_product",
        /// Packaged or processed food, small-business products included.
        ProcessedFood = "processed_food",
        /// Rice, vegetables, fruit, fresh or milled.
        FreshPlantProduct = "fresh_plant_product",
        /// Anything that is not food.
        Other = "other",
    }
}

labels! {
    /// Which routes a rule holds for.
    pub enum RouteKind {
        /// Every route.
        Any = "any",
        /// Origin and destination in one province.
        WithinProvince = "within_province",
        /// Across a province border.
        BetweenProvinces = "between_provinces",
        /// From one island, or group of islands, to another.
        BetweenIslands = "between_islands",
    }
}

impl RouteKind {
    /// Whether a way from one region to another is of this kind.
    pub fn fits(self, origin: &RegionCode, destination: &RegionCode) -> bool {
        match self {
            Self::Any => true,
            Self::WithinProvince => !origin.crosses_province(destination),
            Self::BetweenProvinces => origin.crosses_province(destination),
            Self::BetweenIslands => origin.island_group() != destination.island_group(),
        }
    }
}

labels! {
    /// What a rule demands of the goods it holds for.
    pub enum Requirement {
        /// A veterinary control number (NKV) of level I or II.
        VeterinaryNumberBetweenProvinces = "veterinary_number_between_provinces",
        /// A veterinary control number (NKV) of any level.
        VeterinaryNumber = "veterinary_number",
        /// A home (PIRT) or industrial (BPOM MD) food permit.
        FoodPermit = "food_permit",
        /// A halal certificate.
        HalalCertificate = "halal_certificate",
        /// A registration of fresh food of plant origin (PSAT).
        FreshFoodRegistration = "fresh_food_registration",
    }
}

labels! {
    /// Kinds of papers a product, its facility or its supplier holds.
    pub enum DocumentKind {
        /// NKV.
        VeterinaryControlNumber = "veterinary_control_number",
        /// PIRT.
        HomeFoodPermit = "home_food_permit",
        /// BPOM MD.
        IndustrialFoodPermit = "industrial_food_permit",
        /// Halal.
        HalalCertificate = "halal_certificate",
        /// PSAT.
        FreshFoodRegistration = "fresh_food_registration",
    }
}

/// One row of the rules: these goods on this route need this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateRule {
    /// Which goods.
    pub goods: GoodsKind,
    /// On which routes.
    pub route: RouteKind,
    /// Of which kind of supplier; `None` for every kind.
    pub supplier_kind: Option<PartyKind>,
    /// Of suppliers of these sizes; empty for every size.
    #[serde(default)]
    pub supplier_sizes: Vec<BusinessSize>,
    /// What is needed.
    pub requirement: Requirement,
}

impl DatedRule for GateRule {
    const TABLE: &'static str = "gate_rule";

    fn key(&self) -> String {
        let supplier = self.supplier_kind.map_or("any", PartyKind::label);
        let sizes = BusinessSize::key(&self.supplier_sizes);
        format!("{} {} {supplier} {}{sizes}", self.goods, self.route, self.requirement)
    }
}

/// A paper that goods hold wherever they travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDocument {
    /// What kind of paper.
    pub kind: DocumentKind,
    /// The level of a veterinary control number.
    pub level: Option<VeterinaryLevel>,
    /// The days it is valid.
    pub valid: Period,
}

/// A variant of a product, as far as its papers may travel with goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldByVariant {
    /// Code of its commodity.
    pub commodity: String,
    /// Code of its form.
    pub form: String,
    /// Whether its product is shown to others, who can see its label and its permits.
    pub published: bool,
    /// Its papers that somebody besides its supplier has checked.
    pub documents: Vec<HeldDocument>,
}

impl HeldByVariant {
    /// The papers that count for goods of a commodity and form: those of the same goods, of a published product. A
    /// veterinary control number is a facility's: it counts from the supplier's verification, where somebody has checked it,
    /// and never from a product.
    pub fn papers_for(&self, commodity: &str, form: &str) -> Vec<HeldDocument> {
        if !self.published || self.commodity != commodity || self.form != form {
            return Vec::new();
        }
        let of_goods = |paper: &&HeldDocument| paper.kind != DocumentKind::VeterinaryControlNumber;
        self.documents.iter().filter(of_goods).cloned().collect()
    }
}

/// Goods loaded on a shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateLoad {
    /// What a person recognises them by: product, supplier, vehicle.
    pub subject: String,
    /// Code of the commodity.
    pub commodity: String,
    /// Code of its form.
    pub form: String,
    /// The group of rules.
    pub goods: GoodsKind,
    /// Where their order asks for them; `None` where it names no region.
    pub ordered_to: Option<RegionCode>,
    /// What kind of party supplies them.
    pub supplier_kind: PartyKind,
    /// How large that party is; `None` where nobody has stated it.
    pub supplier_size: Option<BusinessSize>,
    /// Heads loaded; 0 for goods that are not live animals.
    pub heads: i64,
    /// Their weight in grams; `None` where the shipment does not say.
    pub grams: Option<i64>,
    /// The papers of the product, its facility and its supplier.
    pub documents: Vec<HeldDocument>,
}

/// Everything the gate looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateFacts {
    /// Where the goods are loaded.
    pub origin: RegionCode,
    /// Where they go.
    pub destination: RegionCode,
    /// Day of departure in Jakarta.
    pub day: NaiveDate,
    /// What is loaded.
    pub loads: Vec<GateLoad>,
    /// The papers of this journey.
    pub papers: Vec<JourneyPaper>,
}

/// The rules of the gate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GateRules {
    /// The papers that businesses hold.
    pub held: Vec<Dated<GateRule>>,
    /// The papers of a journey.
    pub journey: Vec<Dated<JourneyRequirement>>,
    /// What a head plausibly weighs.
    pub weights: Vec<Dated<WeightRange>>,
}

/// Whether a shipment may become ready, depart, or be diverted, on its day. Goods that go elsewhere than their order
/// asks need what the way to either place needs: a nearer destination is no way around a paper.
///
/// # Errors
/// `document-gate` listing every unmet rule: 30 head on a certificate for 20 gives found 20, required 30.
pub fn check_document_gate(rules: &GateRules, facts: &GateFacts) -> Result<(), Refusal> {
    let mut missing = unmet_on_the_way(rules, facts);
    for ordered in facts.ordered_elsewhere() {
        let loads = facts.loads.iter().filter(|load| load.ordered_to.as_ref() == Some(&ordered)).cloned();
        let way = GateFacts { loads: loads.collect(), destination: ordered, ..facts.clone() };
        let more = unmet_on_the_way(rules, &way).into_iter().filter(|unmet| !missing.contains(unmet));
        let more: Vec<Unmet> = more.collect();
        missing.extend(more);
    }
    Refusal::unless_empty(RefusalCode::DocumentGate, missing)
}

/// What the way to the destination needs and is not there.
fn unmet_on_the_way(rules: &GateRules, facts: &GateFacts) -> Vec<Unmet> {
    let mut missing: Vec<Unmet> = Vec::new();
    for load in &facts.loads {
        for row in rules.held.iter().filter(|row| row.holds_on(facts.day) && row.rule.holds_for(load, facts))
        {
            if !load.documents.iter().any(|paper| row.rule.requirement.met_by(paper, facts.day)) {
                missing.push(paper_missing(row, load, facts.day));
            }
        }
    }
    missing.extend(unmet_on_journey(&rules.journey, facts));
    // Heads are what papers are made out for: no herd travels as fewer animals than it weighs.
    let herds = facts.loads.iter().filter(|load| load.goods == GoodsKind::LiveAnimal);
    missing.extend(herds.filter_map(|load| check_loaded_weight(&rules.weights, load, facts.day)));
    missing
}

impl GateRule {
    fn holds_for(&self, load: &GateLoad, facts: &GateFacts) -> bool {
        self.goods == load.goods
            && self.route.fits(&facts.origin, &facts.destination)
            && self.supplier_kind.is_none_or(|kind| kind == load.supplier_kind)
            && BusinessSize::is_meant(load.supplier_size, &self.supplier_sizes)
    }
}

impl Requirement {
    fn met_by(self, paper: &HeldDocument, day: NaiveDate) -> bool {
        use DocumentKind as D;
        let right = match self {
            Self::VeterinaryNumber => paper.kind == D::VeterinaryControlNumber,
            Self::VeterinaryNumberBetweenProvinces => {
                paper.kind == D::VeterinaryControlNumber
                    && matches!(paper.level, Some(VeterinaryLevel::One | VeterinaryLevel::Two))
            }
            Self::FoodPermit => matches!(paper.kind, D::HomeFoodPermit | D::IndustrialFoodPermit),
            Self::HalalCertificate => paper.kind == D::HalalCertificate,
            Self::FreshFoodRegistration => paper.kind == D::FreshFoodRegistration,
        };
        right && paper.valid.contains(day)
    }

    fn how_to_fix(self) -> Bilingual {
        let (id, en) = match self {
            Self::VeterinaryNumber | Self::VeterinaryNumberBetweenProvinces => (
                "Tambahkan sertifikat NKV pada verifikasi pemasok dan minta dinas teknis memeriksanya; antarprovinsi perlu \
                 tingkat I atau II. NKV diurus di dinas peternakan provinsi.",
                "Add the veterinary control number (NKV) to the supplier's verification and have the technical agency check it; \
                 between provinces it must be level I or II. The provincial livestock agency issues it.",
            ),
            Self::FoodPermit => (
                "Tambahkan izin PIRT atau BPOM MD pada varian produk atau pada verifikasi pemasok. PIRT diurus lewat OSS \
                 bersama dinas kesehatan.",
                "Add a PIRT or BPOM MD permit to the product's variant or to the supplier's verification. PIRT is obtained \
                 through OSS with the health agency.",
            ),
            Self::HalalCertificate => (
                "Tambahkan sertifikat halal pada varian produk atau pada verifikasi pemasok. Usaha mikro dan kecil dapat \
                 mengurusnya lewat ptsp.halal.go.id.",
                "Add a halal certificate to the product's variant or to the supplier's verification. Micro and small \
                 businesses can apply at ptsp.halal.go.id.",
            ),
            Self::FreshFoodRegistration => (
                "Tambahkan registrasi PSAT pada varian produk atau pada verifikasi pemasok. PSAT-PDUK (mikro, kecil) dan \
                 PSAT-PD diurus lewat OSS.",
                "Add the registration of fresh food (PSAT) to the product's variant or to the supplier's verification. It is \
                 obtained through OSS.",
            ),
        };
        Bilingual::new(id, en)
    }
}

impl GateFacts {
    /// Where orders ask for their goods and the shipment does not go: neither the place, nor around it, nor in it.
    fn ordered_elsewhere(&self) -> BTreeSet<RegionCode> {
        let ordered = self.loads.iter().filter_map(|load| load.ordered_to.as_ref());
        let there =
            |region: &RegionCode| covers(region, &self.destination) || covers(&self.destination, region);
        ordered.filter(|region| !there(region)).cloned().collect()
    }
}

/// The same region, or the province the region lies in.
pub(super) fn covers(certified: &RegionCode, region: &RegionCode) -> bool {
    certified == region || certified.as_str() == region.province()
}

fn paper_missing(row: &Dated<GateRule>, load: &GateLoad, day: NaiveDate) -> Unmet {
    let rule = &row.rule;
    let describe = |paper: &HeldDocument| {
        let level = paper
            .level
            .map_or_else(|| Bilingual::same(""), |level| say!(" {level}", " {level}", level = level));
        say!(
            "{paper}{level} ({days})",
            "{paper}{level} ({days})",
            paper = paper.kind,
            level = level,
            days = &paper.valid
        )
    };
    let found = words::all_of(load.documents.iter().map(describe));
    let required = say!(
        "{paper} yang berlaku pada {day}",
        "{paper} valid on {day}",
        paper = rule.requirement,
        day = day
    );
    Unmet::new(rule.requirement.label(), &load.subject, found, required, rule.requirement.how_to_fix())
        .by_law(&row.source)
}
