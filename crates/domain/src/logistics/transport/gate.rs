//! The document gate of a shipment: which papers its goods need on its route on its day.
//!
//! Which papers are required is data ([`GateRule`]) with a legal basis and dates; what each paper must
//! show is code here. The gate stands at `ready` and again at departure, and lists every unmet rule.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::shared::{Bilingual, PartyKind, Period, Refusal, RefusalCode, RegionCode, Unit, Unmet};
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
    }
}

labels! {
    /// What a rule demands of the goods it holds for.
    pub enum Requirement {
        /// Health certificates (SKKH) for at least the heads loaded, this origin, this destination.
        AnimalHealthCertificate = "animal_health_certificate",
        /// A veterinary control number (NKV) of level I or II.
        VeterinaryNumberBetweenProvinces = "veterinary_number_between_provinces",
        /// A veterinary control number (NKV) of any level.
        VeterinaryNumber = "veterinary_number",
        /// A home (PIRT) or industrial (BPOM MD) food permit.
        FoodPermit = "food_permit",
        /// A halal certificate.
        HalalCertificate = "halal_certificate",
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
    }
}

labels! {
    /// Kinds of papers that travel with a shipment.
    pub enum CertificateKind {
        /// SKKH.
        AnimalHealthCertificate = "animal_health_certificate",
        /// NKV.
        VeterinaryControlNumber = "veterinary_control_number",
        /// PIRT.
        HomeFoodPermit = "home_food_permit",
        /// BPOM MD.
        IndustrialFoodPermit = "industrial_food_permit",
        /// Halal.
        HalalCertificate = "halal_certificate",
    }
}

impl CertificateKind {
    /// The kind of paper goods hold wherever they travel; `None` for a health certificate, which is made
    /// out for one journey.
    pub const fn held(self) -> Option<DocumentKind> {
        match self {
            Self::AnimalHealthCertificate => None,
            Self::VeterinaryControlNumber => Some(DocumentKind::VeterinaryControlNumber),
            Self::HomeFoodPermit => Some(DocumentKind::HomeFoodPermit),
            Self::IndustrialFoodPermit => Some(DocumentKind::IndustrialFoodPermit),
            Self::HalalCertificate => Some(DocumentKind::HalalCertificate),
        }
    }
}

labels! {
    /// Level of a veterinary control number.
    pub enum VeterinaryLevel {
        /// For export.
        One = "I",
        /// Between provinces.
        Two = "II",
        /// Inside a province.
        Three = "III",
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
    /// What is needed.
    pub requirement: Requirement,
    /// The law or regulation it comes from.
    pub legal_basis: String,
    /// The days it holds.
    pub valid: Period,
}

/// A health certificate (SKKH) that travels with a shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnimalCertificate {
    /// Its number; the same number counts once.
    pub number: String,
    /// Code of the commodity it is for, such as `cattle`.
    pub commodity: String,
    /// For how many heads.
    pub heads: i64,
    /// From where; a province stands for all of its cities.
    pub origin: RegionCode,
    /// To where; a province stands for all of its cities.
    pub destination: RegionCode,
    /// The days it is valid.
    pub valid: Period,
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

/// Goods loaded on a shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateLoad {
    /// What a person recognises them by: product, supplier, vehicle.
    pub subject: String,
    /// Code of the commodity.
    pub commodity: String,
    /// The group of rules.
    pub goods: GoodsKind,
    /// What kind of party supplies them.
    pub supplier_kind: PartyKind,
    /// Heads loaded; 0 for goods that are not live animals.
    pub heads: i64,
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
    /// The health certificates that travel along.
    pub certificates: Vec<AnimalCertificate>,
}

/// Whether a shipment may become ready, or depart, on its day.
///
/// # Errors
/// `document-gate` listing every unmet rule: 30 head on a certificate for 20 gives found 20, required 30.
pub fn check_document_gate(rules: &[GateRule], facts: &GateFacts) -> Result<(), Refusal> {
    let mut missing: Vec<Unmet> = Vec::new();
    let mut herds: BTreeMap<&str, (i64, &GateRule)> = BTreeMap::new();
    for load in &facts.loads {
        for rule in rules.iter().filter(|rule| rule.holds_for(load, facts)) {
            if rule.requirement == Requirement::AnimalHealthCertificate {
                let herd = herds.entry(&load.commodity).or_insert((0, rule));
                herd.0 = herd.0.saturating_add(load.heads);
            } else if !load.documents.iter().any(|paper| rule.requirement.met_by(paper, facts.day)) {
                missing.push(paper_missing(rule, load, facts.day));
            }
        }
    }
    let uncertified = herds.into_iter().filter_map(|(commodity, (loaded, rule))| {
        let certified = facts.certified_heads(commodity);
        (certified < loaded).then(|| heads_missing(rule, commodity, certified, loaded, facts))
    });
    missing.extend(uncertified);
    Refusal::unless_empty(RefusalCode::DocumentGate, missing)
}

impl GateRule {
    fn holds_for(&self, load: &GateLoad, facts: &GateFacts) -> bool {
        let crosses = facts.origin.crosses_province(&facts.destination);
        let route = match self.route {
            RouteKind::Any => true,
            RouteKind::WithinProvince => !crosses,
            RouteKind::BetweenProvinces => crosses,
        };
        self.goods == load.goods
            && route
            && self.supplier_kind.is_none_or(|kind| kind == load.supplier_kind)
            && self.valid.contains(facts.day)
    }
}

impl Requirement {
    fn met_by(self, paper: &HeldDocument, day: NaiveDate) -> bool {
        use DocumentKind as D;
        let right = match self {
            Self::AnimalHealthCertificate => false,
            Self::VeterinaryNumber => paper.kind == D::VeterinaryControlNumber,
            Self::VeterinaryNumberBetweenProvinces => {
                paper.kind == D::VeterinaryControlNumber
                    && matches!(paper.level, Some(VeterinaryLevel::One | VeterinaryLevel::Two))
            }
            Self::FoodPermit => matches!(paper.kind, D::HomeFoodPermit | D::IndustrialFoodPermit),
            Self::HalalCertificate => paper.kind == D::HalalCertificate,
        };
        right && paper.valid.contains(day)
    }

    fn how_to_fix(self) -> Bilingual {
        let (id, en) = match self {
            Self::AnimalHealthCertificate => (
                "Minta SKKH dari dokter hewan berwenang di daerah asal, lalu lampirkan pada pengiriman ini.",
                "Ask the veterinary authority of the origin for a health certificate (SKKH) and attach it to this shipment.",
            ),
            Self::VeterinaryNumber | Self::VeterinaryNumberBetweenProvinces => (
                "Unggah sertifikat NKV yang masih berlaku; antarprovinsi perlu tingkat I atau II. Urus di dinas peternakan provinsi.",
                "Upload a valid veterinary control number (NKV); between provinces it must be level I or II. The provincial \
                 livestock agency issues it.",
            ),
            Self::FoodPermit => (
                "Unggah izin PIRT atau BPOM MD yang masih berlaku. PIRT diurus lewat OSS bersama dinas kesehatan.",
                "Upload a valid PIRT or BPOM MD permit. PIRT is obtained through OSS with the health agency.",
            ),
            Self::HalalCertificate => (
                "Unggah sertifikat halal yang masih berlaku. Usaha mikro dan kecil dapat mengurusnya lewat ptsp.halal.go.id.",
                "Upload a valid halal certificate. Micro and small businesses can apply at ptsp.halal.go.id.",
            ),
        };
        Bilingual::new(id, en)
    }
}

impl GateFacts {
    /// Heads of a commodity on certificates for this route, valid that day; each number once.
    fn certified_heads(&self, commodity: &str) -> i64 {
        let mut seen = BTreeSet::new();
        let fitting = self.certificates.iter().filter(|paper| {
            paper.commodity == commodity
                && covers(&paper.origin, &self.origin)
                && covers(&paper.destination, &self.destination)
                && paper.valid.contains(self.day)
        });
        fitting
            .filter(|paper| seen.insert(paper.number.as_str()))
            .fold(0, |sum, paper| sum.saturating_add(paper.heads.max(0)))
    }
}

/// The same region, or the province the region lies in.
fn covers(certified: &RegionCode, region: &RegionCode) -> bool {
    certified == region || certified.as_str() == region.province()
}

fn paper_missing(rule: &GateRule, load: &GateLoad, day: NaiveDate) -> Unmet {
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
        .by_law(&rule.legal_basis)
}

fn heads_missing(rule: &GateRule, commodity: &str, certified: i64, loaded: i64, facts: &GateFacts) -> Unmet {
    let heads = |number: i64| words::amount(number, Unit::Hea);
    let fix = say!(
        "Lampirkan SKKH untuk {short} ekor lagi (asal {from}, tujuan {to}, berlaku pada {day}), atau turunkan {short} \
         ekor dari kendaraan.",
        "Attach health certificates for {short} more head (origin {from}, destination {to}, valid on {day}), or unload \
         {short} head.",
        short = loaded.saturating_sub(certified),
        from = &facts.origin,
        to = &facts.destination,
        day = facts.day,
    );
    Unmet::new(rule.requirement.label(), commodity, heads(certified), heads(loaded), fix)
        .by_law(&rule.legal_basis)
}
