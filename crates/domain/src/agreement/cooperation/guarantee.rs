//! The guarantee chain: what both governments vouch for before a contract starts and before each call-off.
//!
//! Owns: the one function that judges the chain and names every broken link. Refuses: an agreement that
//! is not in force or does not cover the commodity, a text not endorsed by both regions, a supplier
//! not verified that day, parties from elsewhere, a contract that is not ready.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::shared::{
    AgreementId, Bilingual, CommodityCode, Consent, ContractId, PartyId, Period, Refusal, RefusalCode,
    RegionCode, TextHash, Unmet, missing_consents,
};
use crate::{labels, say, words};

use crate::agreement::cooperation::advice;
use crate::agreement::cooperation::agreement::{AgreementState, Side};
use crate::agreement::cooperation::agreement_terms::PerSide;
use crate::agreement::cooperation::contract::ContractState;
use crate::agreement::verification::standing::{Standing, unmet_standing};

labels! {
    /// What the chain is judged for.
    pub enum GuaranteePurpose {
        /// A signed contract comes into force.
        Activation = "activation",
        /// The buyer calls off a part.
        CallOff = "call_off",
    }
}

/// The agreement, as far as the chain needs it.
#[derive(Debug, Clone)]
pub struct GuaranteeAgreement<'a> {
    /// Its id.
    pub id: AgreementId,
    /// Where it stands.
    pub state: AgreementState,
    /// Its days.
    pub period: Period,
    /// The commodities it covers.
    pub commodities: &'a BTreeSet<CommodityCode>,
    /// Its two regions.
    pub regions: PerSide<&'a RegionCode>,
}

/// The contract, as far as the chain needs it.
#[derive(Debug, Clone)]
pub struct GuaranteeContract<'a> {
    /// Its id.
    pub id: ContractId,
    /// Where it stands.
    pub state: ContractState,
    /// Its days.
    pub period: Period,
    /// The commodities of its lines, or of the lines called off.
    pub commodities: &'a [CommodityCode],
    /// Hash of its present text.
    pub text: &'a TextHash,
    /// Endorsements recorded so far.
    pub endorsements: &'a [Consent<Side>],
}

/// One business of the contract.
#[derive(Debug, Clone)]
pub struct GuaranteeParty<'a> {
    /// The party.
    pub id: PartyId,
    /// Its home region.
    pub region: &'a RegionCode,
}

/// Everything the chain is judged by, as of one day.
#[derive(Debug, Clone)]
pub struct GuaranteeFacts<'a> {
    /// What for.
    pub purpose: GuaranteePurpose,
    /// The civil date in Asia/Jakarta.
    pub day: NaiveDate,
    /// The umbrella.
    pub agreement: GuaranteeAgreement<'a>,
    /// The contract under it.
    pub contract: GuaranteeContract<'a>,
    /// Who sells.
    pub supplier: GuaranteeParty<'a>,
    /// Who buys.
    pub buyer: GuaranteeParty<'a>,
    /// The supplier's standing on that day.
    pub standing: &'a Standing,
}

/// The law on cooperation between regions.
const BASIS: &str = "PP 28/2018";

/// Judges the whole chain.
///
/// # Errors
/// `contract-not-guaranteed` naming every link that does not hold, in the order of the line: agreement,
/// commodity, parties, contract, endorsement, supplier.
pub fn check_guarantee(facts: &GuaranteeFacts<'_>) -> Result<(), Refusal> {
    let mut broken = agreement_links(&facts.agreement, facts.day);
    broken.extend(commodity_links(facts.agreement.commodities, facts.contract.commodities));
    broken.extend(party_links(facts));
    broken.extend(contract_links(facts));
    broken.extend(endorsement_links(facts));
    broken.extend(unmet_standing(&facts.supplier.id.to_string(), facts.standing, facts.day));
    Refusal::unless_empty(RefusalCode::ContractNotGuaranteed, broken)
}

/// Whether a contract for these commodities may be drafted and submitted under an agreement on `day`: early
/// word of what would bar its activation.
///
/// # Errors
/// `contract-not-guaranteed` naming what keeps the agreement from being in force and what it does not cover.
pub fn check_umbrella(
    agreement: &GuaranteeAgreement<'_>,
    commodities: &[CommodityCode],
    day: NaiveDate,
) -> Result<(), Refusal> {
    let mut broken = agreement_links(agreement, day);
    broken.extend(commodity_links(agreement.commodities, commodities));
    Refusal::unless_empty(RefusalCode::ContractNotGuaranteed, broken)
}

/// The sides of the agreement from which supplier and buyer come.
///
/// # Errors
/// `contract-not-guaranteed` when they do not come one from each region.
pub fn contract_sides(
    regions: &PerSide<&RegionCode>,
    supplier: &RegionCode,
    buyer: &RegionCode,
) -> Result<(Side, Side), Refusal> {
    let from = |side: Side| belongs(supplier, regions.of(side)) && belongs(buyer, regions.of(side.other()));
    if let Some(side) = Side::ALL.iter().copied().find(|side| from(*side)) {
        return Ok((side, side.other()));
    }
    let (one, other) = (regions.initiator, regions.counterpart);
    let how = say!(
        "Pemasok dan pembeli harus berasal masing-masing dari {one} dan {other}.",
        "Supplier and buyer must come one from {one} and one from {other}.",
        one = one,
        other = other,
    );
    let found = say!(
        "pemasok dari {supplier}, pembeli dari {buyer}",
        "supplier from {supplier}, buyer from {buyer}",
        supplier = supplier,
        buyer = buyer,
    );
    let required = say!(
        "satu dari {one}, satu dari {other}",
        "one from {one}, one from {other}",
        one = one,
        other = other,
    );
    let rule = Unmet::new("parties_of_the_two_regions", "parties", found, required, how).by_law(BASIS);
    Err(Refusal::rule(RefusalCode::ContractNotGuaranteed, vec![rule]))
}

fn agreement_links(agreement: &GuaranteeAgreement<'_>, day: NaiveDate) -> Vec<Unmet> {
    let GuaranteeAgreement { id, state, period, .. } = agreement;
    let mut broken = Vec::new();
    if *state != AgreementState::Active {
        let rule =
            Unmet::new("agreement_active", id, *state, AgreementState::Active, advice::on_agreement(*state));
        broken.push(rule.by_law(BASIS));
    }
    if !period.contains(day) {
        let how = if day < period.from {
            say!(
                "Kesepakatan kedua daerah baru berlaku mulai {from}. Tunggu sampai hari itu.",
                "The agreement of the two regions holds from {from}. Wait for that day.",
                from = period.from,
            )
        } else {
            Bilingual::new(
                "Jangka waktu kesepakatan kedua daerah sudah berakhir. Tanyakan kelanjutannya kepada koordinator KAD.",
                "The period of the agreement of the two regions has ended. Ask the KAD coordinator how it goes on.",
            )
        };
        broken.push(Unmet::new("agreement_not_expired", id, period, includes(day), how).by_law(BASIS));
    }
    broken
}

fn includes(day: NaiveDate) -> Bilingual {
    say!("jangka waktu yang mencakup {day}", "a period that includes {day}", day = day)
}

fn commodity_links(covered: &BTreeSet<CommodityCode>, commodities: &[CommodityCode]) -> Vec<Unmet> {
    let wanted: BTreeSet<&CommodityCode> = commodities.iter().collect();
    let list = || words::one_of(covered);
    let missing = wanted.into_iter().filter(|code| !covered.contains(*code));
    missing
        .map(|code| {
            let how = say!(
                "Kesepakatan tidak mencakup {goods}. Pilih kesepakatan lain yang mencakupnya, atau hapus barisnya.",
                "The agreement does not cover {goods}. Choose another one that does, or remove the line.",
                goods = code,
            );
            let found = say!("{goods} tidak tercakup", "{goods} is not covered", goods = code);
            Unmet::new("commodity_covered", code, found, list(), how)
        })
        .collect()
}

/// The two businesses come one from each region of the agreement.
fn party_links(facts: &GuaranteeFacts<'_>) -> Vec<Unmet> {
    let sides = contract_sides(&facts.agreement.regions, facts.supplier.region, facts.buyer.region);
    sides.err().map(|refusal| refusal.unmet).unwrap_or_default()
}

/// Whether a home region belongs to a region of the agreement: the same, or a city or regency of that province.
fn belongs(home: &RegionCode, region: &RegionCode) -> bool {
    home == region || region.as_str() == home.province()
}

fn contract_links(facts: &GuaranteeFacts<'_>) -> Vec<Unmet> {
    let GuaranteeContract { id, state, period, .. } = &facts.contract;
    let required = match facts.purpose {
        GuaranteePurpose::Activation => ContractState::Signed,
        GuaranteePurpose::CallOff => ContractState::Active,
    };
    let mut broken = Vec::new();
    if *state != required {
        broken.push(Unmet::new("contract_state", id, *state, required, advice::on_contract(*state)));
    }
    let too_early = facts.purpose == GuaranteePurpose::CallOff && facts.day < period.from;
    if period.ended(facts.day) || too_early {
        let how = say!(
            "Kontrak tidak berlaku pada {day}. Periksa jangka waktunya, atau buat kontrak baru.",
            "The contract does not hold on {day}. Check its period, or make a new contract.",
            day = facts.day,
        );
        broken.push(Unmet::new("contract_not_expired", id, period, includes(facts.day), how));
    }
    broken
}

fn endorsement_links(facts: &GuaranteeFacts<'_>) -> Vec<Unmet> {
    let GuaranteeContract { text, endorsements, .. } = &facts.contract;
    let missing = missing_consents(endorsements, text, Side::ALL).into_iter();
    missing
        .map(|side| {
            let region = facts.agreement.regions.of(side);
            let found = match endorsements.iter().find(|consent| consent.by == side) {
                Some(consent) => say!(
                    "mengesahkan naskah lain, {hash}",
                    "endorsed another text, {hash}",
                    hash = Bilingual::same(consent.hash.as_str()),
                ),
                None => Bilingual::new("belum disahkan", "not endorsed"),
            };
            let how = say!(
                "Minta koordinator KAD {region} mengesahkan naskah kontrak yang terbaru.",
                "Ask the KAD coordinator of {region} to endorse the present text of the contract.",
                region = *region,
            );
            let required = say!(
                "pengesahan naskah {hash}",
                "endorsement of the text {hash}",
                hash = Bilingual::same(text.as_str()),
            );
            Unmet::new("endorsed_by_both_regions", region, found, required, how).by_law(BASIS)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::verification::documents::DocumentType;
    use crate::agreement::verification::lifecycle::VerificationState;
    use crate::agreement::verification::standing::Gap;
    use crate::shared::Id as _;
    use uuid::Uuid;

    struct Story {
        commodities: BTreeSet<CommodityCode>,
        wanted: Vec<CommodityCode>,
        metro: RegionCode,
        jakarta: RegionCode,
        text: TextHash,
        endorsements: Vec<Consent<Side>>,
        standing: Standing,
    }

    fn story() -> Story {
        let text = TextHash::of_bytes(b"contract");
        Story {
            commodities: ["eggs", "rice"].map(|code| code.parse().expect("a code")).into(),
            wanted: vec!["eggs".parse().expect("a code")],
            metro: "18.72".parse().expect("a region"),
            jakarta: "31".parse().expect("a region"),
            endorsements: Side::ALL.iter().map(|by| Consent { by: *by, hash: text.clone() }).collect(),
            text,
            standing: Standing::Verified,
        }
    }

    fn facts(story: &Story) -> GuaranteeFacts<'_> {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let period = Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) };
        GuaranteeFacts {
            purpose: GuaranteePurpose::Activation,
            day: day("2026-11-22"),
            agreement: GuaranteeAgreement {
                id: AgreementId::from_uuid(Uuid::from_u128(1)),
                state: AgreementState::Active,
                period,
                commodities: &story.commodities,
                regions: PerSide { initiator: &story.metro, counterpart: &story.jakarta },
            },
            contract: GuaranteeContract {
                id: ContractId::from_uuid(Uuid::from_u128(2)),
                state: ContractState::Signed,
                period,
                commodities: &story.wanted,
                text: &story.text,
                endorsements: &story.endorsements,
            },
            supplier: GuaranteeParty { id: PartyId::from_uuid(Uuid::from_u128(3)), region: &story.metro },
            buyer: GuaranteeParty { id: PartyId::from_uuid(Uuid::from_u128(4)), region: &story.jakarta },
            standing: &story.standing,
        }
    }

    fn rules(facts: &GuaranteeFacts<'_>) -> Vec<String> {
        match check_guarantee(facts) {
            Ok(()) => vec![],
            Err(refusal) => {
                assert_eq!(refusal.code, RefusalCode::ContractNotGuaranteed);
                refusal.unmet.into_iter().map(|unmet| unmet.rule).collect()
            }
        }
    }

    #[test]
    fn a_whole_chain_lets_a_contract_start_and_call_off() {
        let story = story();
        let mut facts = facts(&story);
        assert!(rules(&facts).is_empty());
        facts.purpose = GuaranteePurpose::CallOff;
        assert_eq!(rules(&facts), ["contract_state"]);
        facts.contract.state = ContractState::Active;
        assert!(rules(&facts).is_empty());
    }

    #[test]
    fn every_broken_link_is_named_at_once() {
        let mut story = story();
        story.wanted.push("cattle".parse().expect("a code"));
        story.endorsements[1].hash = TextHash::of_bytes(b"another");
        story.standing = Standing::Lapsed(vec![Gap { what: DocumentType::HalalCertificate, on: None }]);
        let elsewhere: RegionCode = "35.72".parse().expect("a region");
        let mut facts = facts(&story);
        facts.agreement.state = AgreementState::Suspended;
        facts.day = "2027-06-10".parse().expect("a date");
        facts.supplier.region = &elsewhere;
        facts.contract.state = ContractState::Endorsed;
        assert_eq!(
            rules(&facts),
            [
                "agreement_active",
                "agreement_not_expired",
                "commodity_covered",
                "parties_of_the_two_regions",
                "contract_state",
                "contract_not_expired",
                "endorsed_by_both_regions",
                "supplier_document_valid",
            ]
        );
    }

    #[test]
    fn the_two_businesses_come_from_the_two_regions() {
        let story = story();
        let mut facts = facts(&story);
        facts.buyer.region = &story.metro;
        assert_eq!(rules(&facts), ["parties_of_the_two_regions"]);
        facts.supplier.region = &story.jakarta;
        assert!(rules(&facts).is_empty(), "the producing region may be either side");
        let south: RegionCode = "31.74".parse().expect("a region");
        facts.supplier.region = &south;
        assert!(rules(&facts).is_empty(), "a city belongs to its province");
    }

    #[test]
    fn a_supplier_without_a_decision_is_refused() {
        let mut story = story();
        story.standing = Standing::NotVerified(VerificationState::Suspended);
        story.endorsements.clear();
        assert_eq!(
            rules(&facts(&story)),
            ["endorsed_by_both_regions", "endorsed_by_both_regions", "supplier_verified"]
        );
    }

    #[test]
    fn a_contract_may_be_activated_before_its_first_day_but_takes_no_call_off() {
        let story = story();
        let mut facts = facts(&story);
        facts.contract.period.from = "2026-12-01".parse().expect("a date");
        assert!(rules(&facts).is_empty());
        facts.purpose = GuaranteePurpose::CallOff;
        facts.contract.state = ContractState::Active;
        assert_eq!(rules(&facts), ["contract_not_expired"]);
        facts.day = facts.contract.period.from;
        assert!(rules(&facts).is_empty(), "from its first day on it does");
    }

    #[test]
    fn an_endorsement_of_another_text_is_told_from_none() {
        let mut story = story();
        let other = TextHash::of_bytes(b"another");
        story.endorsements[0].hash = other.clone();
        story.endorsements.truncate(1);
        let refused = check_guarantee(&facts(&story)).expect_err("nobody endorsed this text");
        let found: Vec<_> = refused.unmet.iter().map(|unmet| unmet.found.en.clone()).collect();
        assert_eq!(found, [format!("endorsed another text, {other}"), "not endorsed".to_owned()]);
        assert!(refused.unmet.iter().all(|unmet| unmet.legal_basis.as_deref() == Some(BASIS)));
    }

    #[test]
    fn a_contract_joins_one_business_of_each_region() {
        let region = |code: &str| code.parse::<RegionCode>().expect("a region");
        let (metro, jakarta) = (region("18.72"), region("31"));
        let regions = PerSide { initiator: &metro, counterpart: &jakarta };
        let sides = |supplier: &str, buyer: &str| contract_sides(&regions, &region(supplier), &region(buyer));
        assert_eq!(sides("18.72", "31.71"), Ok((Side::Initiator, Side::Counterpart)));
        assert_eq!(sides("31", "18.72"), Ok((Side::Counterpart, Side::Initiator)));
        for (supplier, buyer) in [("18.72", "18.72"), ("31", "31"), ("18.71", "31"), ("35.72", "18.72")] {
            let refused = sides(supplier, buyer).expect_err("refused");
            assert_eq!(refused.unmet[0].rule, "parties_of_the_two_regions");
        }
    }

    #[test]
    fn only_an_agreement_in_force_that_covers_the_goods_carries_a_contract() {
        let story = story();
        let facts = facts(&story);
        assert_eq!(check_umbrella(&facts.agreement, &story.wanted, facts.day), Ok(()));
        let suspended = GuaranteeAgreement { state: AgreementState::Suspended, ..facts.agreement.clone() };
        let cattle = ["cattle".parse().expect("a code")];
        let refused = check_umbrella(&suspended, &cattle, facts.day).expect_err("refused");
        let rules: Vec<_> = refused.unmet.iter().map(|unmet| unmet.rule.as_str()).collect();
        assert_eq!(rules, ["agreement_active", "commodity_covered"]);
    }
}
