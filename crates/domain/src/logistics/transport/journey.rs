//! The papers of one journey: made out for these goods, from here to there, for some days.
//!
//! Which are required is data ([`JourneyRequirement`]); whether those at hand are enough is code here: live animals need
//! papers for as many heads as are loaded, other goods one paper.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::gate::covers;
use crate::logistics::{GateFacts, GoodsKind, RouteKind};
use crate::shared::{
    Bilingual, Dated, DatedRule, PartyKind, Period, Refusal, RefusalCode, RegionCode, Unit, Unmet, paper_key,
};
use crate::{labels, say, words};

labels! {
    /// Kinds of papers that are made out for one journey.
    pub enum JourneyPaperKind {
        /// Veterinary certificate (sertifikat veteriner, SKKH) of the authority of the origin.
        VeterinaryCertificate = "veterinary_certificate",
        /// Quarantine certificate between islands.
        QuarantineCertificate = "quarantine_certificate",
        /// Recommendation of the region of destination to let the goods in.
        EntryRecommendation = "entry_recommendation",
        /// List of the cargo between islands (manifes domestik).
        InterIslandManifest = "inter_island_manifest",
    }
}

/// Whose officer confirms a paper, and whose machine reports it: the authority that issues it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// The government of the region the goods leave, or of its province.
    Origin,
    /// The government of the region they come to, or of its province.
    Destination,
    /// The quarantine authority, a central agency; the government of the region they come to where it is shown at the port.
    Quarantine,
}

impl JourneyPaperKind {
    /// Who issues it.
    pub const fn issuer(self) -> Issuer {
        match self {
            Self::VeterinaryCertificate | Self::InterIslandManifest => Issuer::Origin,
            Self::EntryRecommendation => Issuer::Destination,
            Self::QuarantineCertificate => Issuer::Quarantine,
        }
    }

    /// Whether an officer of a party of this kind and region confirms such a paper from one region to another.
    pub fn is_confirmed_by(
        self,
        party: (PartyKind, &RegionCode),
        origin: &RegionCode,
        destination: &RegionCode,
    ) -> bool {
        let (kind, home) = party;
        let governs = |region: &RegionCode| home == region || home.as_str() == region.province();
        match (self.issuer(), kind) {
            (Issuer::Origin, PartyKind::RegionalGovernment) => governs(origin),
            (Issuer::Destination | Issuer::Quarantine, PartyKind::RegionalGovernment) => governs(destination),
            (Issuer::Quarantine, PartyKind::CentralAgency) => true,
            _ => false,
        }
    }
}

impl Issuer {
    /// Who it is, in a sentence that refuses somebody else.
    pub fn refuses_others(self) -> Bilingual {
        let (id, en) = match self {
            Self::Origin => (
                "Dokumen ini dikonfirmasi dokter hewan berwenang pemerintah daerah asal barang, atau penerima saat barang tiba.",
                "A veterinary officer of the government of the goods' origin confirms this paper, or the receiver at arrival.",
            ),
            Self::Destination => (
                "Dokumen ini dikonfirmasi dokter hewan berwenang pemerintah daerah tujuan, atau penerima saat barang tiba.",
                "A veterinary officer of the government of the destination confirms this paper, or the receiver at arrival.",
            ),
            Self::Quarantine => (
                "Dokumen karantina dikonfirmasi petugas karantina, dokter hewan berwenang daerah tujuan, atau penerima saat barang tiba.",
                "An officer of the quarantine authority or of the destination's government confirms this paper, or the receiver at arrival.",
            ),
        };
        Bilingual::new(id, en)
    }
}

/// One row: these goods on this route travel with this paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JourneyRequirement {
    /// Which goods.
    pub goods: GoodsKind,
    /// On which routes.
    pub route: RouteKind,
    /// Only into this region, or the cities of this province; `None` for every destination.
    pub destination_region_code: Option<RegionCode>,
    /// The paper.
    pub paper: JourneyPaperKind,
    /// Whether it counts only once an officer has confirmed it or its authority has reported it.
    #[serde(default)]
    pub needs_confirmation: bool,
}

impl DatedRule for JourneyRequirement {
    const TABLE: &'static str = "journey_requirement";

    fn key(&self) -> String {
        let into = self.destination_region_code.as_ref().map_or("any", RegionCode::as_str);
        format!("{} {} {into} {}", self.goods, self.route, self.paper)
    }
}

/// A paper that travels with a shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyPaper {
    /// Its kind.
    pub kind: JourneyPaperKind,
    /// Its number; the same number counts once.
    pub number: String,
    /// Code of the commodity it is for, such as `cattle`; `None` for whatever is on board.
    pub commodity: Option<String>,
    /// For how many heads of live animals, without those of other shipments that travel under it.
    pub heads: Option<i64>,
    /// Whether an officer has confirmed it, or its authority has reported that it issued it.
    pub confirmed: bool,
    /// From where; a province stands for all of its cities.
    pub origin: RegionCode,
    /// To where; a province stands for all of its cities.
    pub destination: RegionCode,
    /// The days it is valid.
    pub valid: Period,
    /// Whether a shipment that has left travelled under it and it says something else there.
    pub contradicted: bool,
}

/// How many heads of what is loaded travel under each of the papers, in their order. Papers made out for a herd are used
/// before those for whatever is on board, those that somebody has confirmed before others.
pub fn heads_used(facts: &GateFacts) -> Vec<i64> {
    let herds = herds(facts, GoodsKind::LiveAnimal);
    let mut used = vec![0_i64; facts.papers.len()];
    for kind in JourneyPaperKind::ALL.iter().filter(|kind| kind.counts_heads()) {
        spread(&herds, facts, |paper, herd| paper.kind == *kind && paper.fits(herd, facts), &mut used);
    }
    used
}

/// Spreads herds over the papers that fit them and adds what each takes; gives what is left without one, per herd. Papers
/// for one herd go first, so that what is left of the others is enough whenever it can be.
fn spread(
    herds: &BTreeMap<&str, i64>,
    facts: &GateFacts,
    fits: impl Fn(&JourneyPaper, &str) -> bool,
    used: &mut [i64],
) -> Vec<i64> {
    let mut order: Vec<usize> = (0..facts.papers.len()).collect();
    order.sort_by_key(|index| {
        let paper = &facts.papers[*index];
        (paper.commodity.is_none(), !paper.confirmed)
    });
    let mut left: Vec<i64> = herds.values().copied().collect();
    for index in order {
        let paper = &facts.papers[index];
        for (_, rest) in herds.keys().zip(&mut left).filter(|(herd, _)| fits(paper, herd)) {
            let free = paper.heads.unwrap_or_default().saturating_sub(used[index]);
            let taken = free.clamp(0, *rest);
            (used[index], *rest) = (used[index] + taken, *rest - taken);
        }
    }
    left
}

/// The heads of some goods, by commodity.
fn herds(facts: &GateFacts, goods: GoodsKind) -> BTreeMap<&str, i64> {
    let mut herds = BTreeMap::new();
    for load in facts.loads.iter().filter(|load| load.goods == goods) {
        let heads: &mut i64 = herds.entry(load.commodity.as_str()).or_default();
        *heads = heads.saturating_add(load.heads.max(0));
    }
    herds
}

/// Whether as many live animals as came had papers: what is accepted of them beyond the heads certified is held. `facts`
/// carries what was accepted. Only papers made out for heads are asked, whatever their way and days: those were judged when
/// the animals left.
///
/// # Errors
/// `document-gate` naming each kind of paper and herd.
pub fn check_heads_arrived(facts: &GateFacts) -> Result<(), Refusal> {
    let herds = herds(facts, GoodsKind::LiveAnimal);
    let mut unmet = Vec::new();
    for kind in JourneyPaperKind::ALL.iter().filter(|kind| kind.counts_heads()) {
        let counts = |paper: &JourneyPaper| paper.kind == *kind && paper.heads.is_some();
        if !facts.papers.iter().any(counts) {
            continue;
        }
        let mut used = vec![0; facts.papers.len()];
        let left = spread(&herds, facts, |paper, herd| counts(paper) && paper.is_for(herd), &mut used);
        let short = herds.iter().zip(left).filter(|(_, left)| *left > 0);
        unmet.extend(short.map(|((herd, came), left)| more_than_certified(*kind, herd, *came, left)));
    }
    Refusal::unless_empty(RefusalCode::DocumentGate, unmet)
}

fn more_than_certified(kind: JourneyPaperKind, herd: &str, came: i64, left: i64) -> Unmet {
    let heads = |number: i64| words::amount(number, Unit::Hea);
    let fix = say!(
        "Terima paling banyak {certified}; catat {left} sebagai kelebihan yang ditahan, atau lampirkan {paper} untuknya.",
        "Accept at most {certified}; record {left} as held excess, or attach a {paper} for them.",
        certified = heads(came.saturating_sub(left)),
        left = heads(left),
        paper = kind,
    );
    Unmet::new(kind.label(), herd, heads(came), heads(came.saturating_sub(left)), fix)
}

/// The required papers of the journey that are not there. Loads of one commodity are judged together; heads of all of them
/// that travel under one paper add up.
pub(super) fn unmet_on_journey(rows: &[Dated<JourneyRequirement>], facts: &GateFacts) -> Vec<Unmet> {
    let mut missing = Vec::new();
    let in_force = rows.iter().filter(|row| row.holds_on(facts.day) && row.rule.on_the_way(facts));
    for row in in_force {
        let herds = herds(facts, row.rule.goods);
        if row.rule.goods == GoodsKind::LiveAnimal && row.rule.paper.counts_heads() {
            missing.extend(unmet_heads(row, &herds, facts));
        } else {
            let without = herds.keys().filter(|commodity| !has_paper(row, commodity, facts));
            missing.extend(without.map(|commodity| none_at_hand(row, commodity, facts)));
        }
    }
    missing
}

fn counts_for(row: &Dated<JourneyRequirement>, paper: &JourneyPaper, herd: &str, facts: &GateFacts) -> bool {
    paper.kind == row.rule.paper
        && paper.fits(herd, facts)
        && (paper.confirmed || !row.rule.needs_confirmation)
}

fn has_paper(row: &Dated<JourneyRequirement>, commodity: &str, facts: &GateFacts) -> bool {
    facts.papers.iter().any(|paper| counts_for(row, paper, commodity, facts))
}

/// The herds that have fewer heads certified than loaded. The same number counts once.
fn unmet_heads(
    row: &Dated<JourneyRequirement>,
    herds: &BTreeMap<&str, i64>,
    facts: &GateFacts,
) -> Vec<Unmet> {
    let mut seen = BTreeSet::new();
    let mut once = facts.clone();
    let any = |paper: &JourneyPaper| herds.keys().any(|herd| counts_for(row, paper, herd, facts));
    once.papers
        .retain(|paper| any(paper) && seen.insert((paper_key(&paper.number), paper.commodity.clone())));
    let mut used = vec![0; once.papers.len()];
    let left = spread(herds, &once, |paper, herd| counts_for(row, paper, herd, facts), &mut used);
    let short = herds.iter().zip(left).filter(|(_, left)| *left > 0);
    short.map(|((herd, loaded), left)| heads_missing(row, herd, *loaded - left, *loaded, facts)).collect()
}

impl JourneyRequirement {
    fn on_the_way(&self, facts: &GateFacts) -> bool {
        self.route.fits(&facts.origin, &facts.destination)
            && self.destination_region_code.as_ref().is_none_or(|into| covers(into, &facts.destination))
    }
}

impl JourneyPaperKind {
    /// Whether it is made out for a number of animals.
    pub const fn counts_heads(self) -> bool {
        matches!(self, Self::VeterinaryCertificate | Self::QuarantineCertificate)
    }

    fn issued_by(self) -> Bilingual {
        let (id, en) = match self {
            Self::VeterinaryCertificate => {
                ("dokter hewan berwenang di daerah asal", "the veterinary authority of the origin")
            }
            Self::QuarantineCertificate => {
                ("Badan Karantina Indonesia di pelabuhan keluar", "the quarantine agency at the port of exit")
            }
            Self::EntryRecommendation => (
                "dinas yang membidangi di daerah tujuan",
                "the agency in charge of the region of destination",
            ),
            Self::InterIslandManifest => ("pemilik muatan", "the owner of the cargo"),
        };
        Bilingual::new(id, en)
    }

    /// What to do where it is not there: the owner of the cargo writes the manifest, an authority every other paper.
    fn how_to_get(self) -> Bilingual {
        if self == Self::InterIslandManifest {
            return Bilingual::new(
                "Laporkan muatan ini sebagai pemiliknya dalam sistem manifes domestik Kementerian Perdagangan sebelum dimuat \
                 ke kapal, lalu lampirkan pindaian manifesnya pada pengiriman ini.",
                "Declare this cargo as its owner in the manifest system of the Ministry of Trade before it is loaded on the \
                 ship, then attach the scan of the manifest to this shipment.",
            );
        }
        say!(
            "Minta {paper} dari {issuer}, lalu lampirkan pindaiannya pada pengiriman ini.",
            "Ask {issuer} for the {paper} and attach its scan to this shipment.",
            paper = self,
            issuer = self.issued_by(),
        )
    }
}

impl JourneyPaper {
    fn is_for(&self, commodity: &str) -> bool {
        self.commodity.as_ref().is_none_or(|own| own == commodity)
    }

    fn fits(&self, commodity: &str, facts: &GateFacts) -> bool {
        self.is_for(commodity)
            && !self.contradicted
            && covers(&self.origin, &facts.origin)
            && covers(&self.destination, &facts.destination)
            && self.valid.contains(facts.day)
    }

    fn described(&self) -> Bilingual {
        say!(
            "{number} dari {from} ke {to} ({days})",
            "{number} from {from} to {to} ({days})",
            number = Bilingual::same(&self.number),
            from = &self.origin,
            to = &self.destination,
            days = &self.valid,
        )
    }
}

fn none_at_hand(row: &Dated<JourneyRequirement>, commodity: &str, facts: &GateFacts) -> Unmet {
    let paper = row.rule.paper;
    // What is there of this kind and does not count: for another way or other days, or not confirmed.
    let there = facts.papers.iter().filter(|held| held.kind == paper && held.is_for(commodity));
    let found = words::all_of(there.map(JourneyPaper::described));
    let confirmed = if row.rule.needs_confirmation {
        Bilingual::new(", sudah dikonfirmasi petugas", ", confirmed by an officer")
    } else {
        Bilingual::same("")
    };
    let required = say!(
        "{paper} dari {from} ke {to} yang berlaku pada {day}{confirmed}",
        "{paper} from {from} to {to}, valid on {day}{confirmed}",
        paper = paper,
        confirmed = confirmed,
        from = &facts.origin,
        to = &facts.destination,
        day = facts.day,
    );
    Unmet::new(paper.label(), commodity, found, required, paper.how_to_get()).by_law(&row.source)
}

fn heads_missing(
    row: &Dated<JourneyRequirement>,
    commodity: &str,
    certified: i64,
    loaded: i64,
    facts: &GateFacts,
) -> Unmet {
    let heads = |number: i64| words::amount(number, Unit::Hea);
    let fix = say!(
        "Lampirkan {paper} untuk {short} ekor lagi (asal {from}, tujuan {to}, berlaku pada {day}; diterbitkan {issuer}), \
         atau turunkan {short} ekor dari kendaraan.",
        "Attach a {paper} for {short} more head (origin {from}, destination {to}, valid on {day}; issued by {issuer}), or \
         unload {short} head.",
        paper = row.rule.paper,
        short = loaded.saturating_sub(certified),
        from = &facts.origin,
        to = &facts.destination,
        day = facts.day,
        issuer = row.rule.paper.issued_by(),
    );
    Unmet::new(row.rule.paper.label(), commodity, heads(certified), heads(loaded), fix).by_law(&row.source)
}

#[cfg(test)]
#[path = "journey_tests.rs"]
mod tests;
