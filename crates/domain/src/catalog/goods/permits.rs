//! Permits of a product (izin edar): which exist, how their numbers look, and whether they stand on a day.
//!
//! Owns: the form of a permit, its derived validity, and the question whether a product has all it needs.
//! The figures (terms, groups, dates, legal bases) are data, handed in as [`PermitRules`]; see [`seed_permit_rules`].
//! Refuses with `product-permits-missing`, naming every missing permit and where to get it.
//!
//! [`seed_permit_rules`]: crate::catalog::seed_permit_rules

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::catalog::CommodityGroup;
use crate::shared::{Bilingual, BusinessSize, Dated, DatedRule, Invalid, Refusal, RefusalCode, Unmet};
use crate::{labels, say, words};

labels! {
    /// A permit or certificate a product can carry.
    pub enum PermitType {
        /// SPP-IRT, of a regency or city, for food made at home.
        HomeFoodPermit = "home_food_permit",
        /// BPOM MD, national, for industrially made food.
        IndustrialFoodPermit = "industrial_food_permit",
        /// Sertifikat halal of BPJPH.
        HalalCertificate = "halal_certificate",
        /// NKV (nomor kontrol veteriner), of the unit that handles animal products.
        VeterinaryControlNumber = "veterinary_control_number",
        /// PSAT registration of fresh food of plant origin.
        FreshFoodRegistration = "fresh_food_registration",
        /// SNI mark (Indonesian national standard).
        NationalStandard = "national_standard",
    }
}

labels! {
    /// What a product is or holds, where rules look at it.
    pub enum ProductTrait {
        /// Milk or a product of milk.
        Milk = "milk",
        /// Meat or a product of meat.
        Meat = "meat",
        /// Kept frozen.
        Frozen = "frozen",
        /// Natural and unprocessed, exempt from halal certification, such as fresh eggs (KMA 1360/2021).
        NaturallyHalal = "naturally_halal",
        /// Made of what cannot be halal, and labelled so.
        NonHalal = "non_halal",
        /// No food at all: crafts, textiles.
        NotFood = "not_food",
    }
}

labels! {
    /// Where a permit stands on a day.
    pub enum PermitStatus {
        /// Issued on a later day.
        NotYetValid = "not_yet_valid",
        /// Valid on the day.
        Standing = "standing",
        /// Its last day has passed.
        Expired = "expired",
    }
}

/// A permit as registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// Which permit.
    pub kind: PermitType,
    /// Its number, normalised by [`permit_number`].
    pub number: String,
    /// First day.
    pub issued_on: NaiveDate,
    /// Last day; none when it is issued without an end.
    pub expires_on: Option<NaiveDate>,
}

labels! {
    /// What a rule about permits says.
    pub enum PermitRuleKind {
        /// How long a permit is valid, and what it is not for.
        LongestTerm = "longest_term",
        /// Which products need a permit.
        Required = "required",
    }
}

/// What the law says of one type of permit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermitTerm {
    /// The permit.
    pub permit: PermitType,
    /// The longest time it can be valid for, in years from its issue.
    pub max_years: Option<u32>,
    /// Products it cannot be issued for.
    #[serde(default)]
    pub not_for: Vec<ProductTrait>,
}

/// A permit that some products need: one of `any_of` must stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermitRequirement {
    /// Stable name, lower snake_case.
    pub rule: String,
    /// The products it concerns.
    pub groups: Vec<CommodityGroup>,
    /// Traits that exempt a product of these groups.
    #[serde(default)]
    pub unless: Vec<ProductTrait>,
    /// The sizes of businesses whose products it concerns; empty for every size.
    #[serde(default)]
    pub sizes: Vec<BusinessSize>,
    /// Any one of these meets it.
    pub any_of: Vec<PermitType>,
    /// What to do about it.
    pub how_to_fix: Bilingual,
}

/// One row of the rules about permits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PermitRule {
    /// How long a permit is valid, and what it is not for.
    LongestTerm(PermitTerm),
    /// Which products need a permit.
    Required(PermitRequirement),
}

impl DatedRule for PermitRule {
    const TABLE: &'static str = "permit_rule";

    fn key(&self) -> String {
        match self {
            Self::LongestTerm(term) => format!("{} {}", PermitRuleKind::LongestTerm, term.permit),
            Self::Required(need) => {
                format!("{} {}{}", PermitRuleKind::Required, need.rule, BusinessSize::key(&need.sizes))
            }
        }
    }
}

/// The rules about permits, as data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PermitRules(pub Vec<Dated<PermitRule>>);

/// What the permit rules look at in a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProductNature<'a> {
    /// What kind of good it is.
    pub group: CommodityGroup,
    /// What it is or holds.
    pub traits: &'a [ProductTrait],
    /// How large the business is that supplies it; `None` where nobody has stated it.
    pub supplier_size: Option<BusinessSize>,
}

impl PermitRules {
    /// What the law said of a type of permit on a day.
    fn term(&self, kind: PermitType, day: NaiveDate) -> Option<&PermitTerm> {
        let in_force = self.0.iter().filter(|row| row.holds_on(day));
        in_force.filter_map(|row| row.rule.term()).find(|term| term.permit == kind)
    }

    /// The longest a permit of this type can be valid by the law of the day of its issue; `None` without a limit.
    fn latest_end(&self, kind: PermitType, issued_on: NaiveDate) -> Option<NaiveDate> {
        let years = self.term(kind, issued_on)?.max_years?;
        issued_on.checked_add_months(Months::new(years.saturating_mul(12)))
    }

    /// Everything about a newly registered permit that cannot be right; empty when it can.
    pub fn check(&self, permit: &Permit) -> Vec<Invalid> {
        let latest = self.latest_end(permit.kind, permit.issued_on);
        let found = match (permit.expires_on, latest) {
            (Some(end), _) if end < permit.issued_on => Some((
                "period",
                Bilingual::new(
                    "Tanggal berakhir mendahului tanggal terbit; periksa kedua tanggal pada izin.",
                    "The last day is before the day of issue; compare both dates with the permit.",
                ),
            )),
            (Some(end), Some(latest)) if end > latest => Some((
                "permit-term",
                say!(
                    "Izin ini paling lama berlaku sampai {latest}; periksa tanggal terbit dan berakhirnya.",
                    "This permit is valid until {latest} at most; check its day of issue and its last day.",
                    latest = latest,
                ),
            )),
            (None, Some(latest)) => Some((
                "permit-term",
                say!(
                    "Izin ini memiliki masa berlaku; isikan tanggal berakhirnya, paling lama {latest}.",
                    "This permit has a term; give its last day, {latest} at most.",
                    latest = latest,
                ),
            )),
            _ => None,
        };
        found.into_iter().map(|(code, detail)| Invalid::says("/valid_until_date", code, detail)).collect()
    }

    /// Whether the permit can be used for the product at all, by the law of a day.
    fn may_cover(&self, kind: PermitType, nature: ProductNature<'_>, day: NaiveDate) -> bool {
        self.term(kind, day)
            .is_none_or(|term| !term.not_for.iter().any(|barred| nature.traits.contains(barred)))
    }

    /// Where a permit stands on a day, never beyond the longest term of its type.
    pub fn status(&self, permit: &Permit, day: NaiveDate) -> PermitStatus {
        let limit = self.latest_end(permit.kind, permit.issued_on);
        let last = [permit.expires_on, limit].into_iter().flatten().min();
        if day < permit.issued_on {
            PermitStatus::NotYetValid
        } else if last.is_some_and(|last| day > last) {
            PermitStatus::Expired
        } else {
            PermitStatus::Standing
        }
    }

    /// Whether a product has every permit it needs on a day.
    ///
    /// # Errors
    /// [`Refusal`] `product-permits-missing` with one unmet rule for each need that no standing permit meets.
    pub fn permits_standing(
        &self,
        nature: ProductNature<'_>,
        permits: &[Permit],
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        let in_force = self.0.iter().filter(|row| row.holds_on(day));
        let needs = in_force.filter_map(|row| row.rule.requirement().map(|need| (need, row.source.as_str())));
        let unmet = needs
            .filter(|(need, _)| need.groups.contains(&nature.group))
            .filter(|(need, _)| BusinessSize::is_meant(nature.supplier_size, &need.sizes))
            .filter(|(need, _)| !need.unless.iter().any(|exempt| nature.traits.contains(exempt)))
            .filter_map(|(need, law)| Some(self.unmet(need, nature, permits, day)?.by_law(law)))
            .collect();
        Refusal::unless_empty(RefusalCode::ProductPermitsMissing, unmet)
    }

    fn unmet(
        &self,
        need: &PermitRequirement,
        nature: ProductNature<'_>,
        permits: &[Permit],
        day: NaiveDate,
    ) -> Option<Unmet> {
        let usable = |kind: &PermitType| self.may_cover(*kind, nature, day);
        let held: Vec<_> = permits.iter().filter(|permit| need.any_of.contains(&permit.kind)).collect();
        if held
            .iter()
            .any(|permit| usable(&permit.kind) && self.status(permit, day) == PermitStatus::Standing)
        {
            return None;
        }
        let describe = |permit: &&Permit| {
            let state = match usable(&permit.kind) {
                true => self.status(permit, day).name(),
                false => Bilingual::new("tidak untuk produk ini", "not for this product"),
            };
            let number = Bilingual::same(&permit.number);
            say!(
                "{permit} {number} ({state})",
                "{permit} {number} ({state})",
                permit = permit.kind,
                number = number,
                state = state
            )
        };
        let wanted = words::one_of(need.any_of.iter().filter(|kind| usable(kind)).copied());
        let required = say!(
            "{wanted} yang berlaku pada {day}",
            "{wanted}, in force on {day}",
            wanted = wanted,
            day = day
        );
        let found = words::all_of(held.iter().map(describe));
        Some(Unmet::new(&need.rule, "permits", found, required, need.how_to_fix.clone()))
    }
}

impl PermitRule {
    const fn term(&self) -> Option<&PermitTerm> {
        if let Self::LongestTerm(term) = self { Some(term) } else { None }
    }

    const fn requirement(&self) -> Option<&PermitRequirement> {
        if let Self::Required(need) = self { Some(need) } else { None }
    }
}

/// Reads a permit's number and writes it in one way: PIRT as 15 digits, BPOM MD as `MD` and 12 digits, any other in
/// capitals with single spaces.
///
/// # Errors
/// [`Invalid`] `permit-number` at `pointer`, saying where the number stands on the package.
pub fn permit_number(pointer: &str, kind: PermitType, text: &str) -> Result<String, Invalid> {
    let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_uppercase();
    let compact: String = tidy.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let refuse = |id: &str, en: &str| Err(Invalid::new(pointer, "permit-number", id, en));
    match kind {
        PermitType::HomeFoodPermit => {
            let number = compact.strip_prefix("PIRT").unwrap_or(&compact);
            if digits(number, 15) {
                return Ok(number.to_owned());
            }
            refuse(
                "Nomor P-IRT terdiri dari 15 angka, misalnya 2061872010012-27; salin dari sertifikat SPP-IRT.",
                "A P-IRT number has 15 digits, such as 2061872010012-27; copy it from the SPP-IRT certificate.",
            )
        }
        PermitType::IndustrialFoodPermit => {
            let number = compact.strip_prefix("BPOM").unwrap_or(&compact);
            let number = number.strip_prefix("RI").unwrap_or(number);
            if let Some(rest) = number.strip_prefix("MD").filter(|rest| digits(rest, 12)) {
                return Ok(format!("MD{rest}"));
            }
            refuse(
                "Nomor izin edar BPOM ditulis MD diikuti 12 angka, seperti pada kemasan.",
                "A BPOM number is written MD followed by 12 digits, as on the package.",
            )
        }
        _ if (3..=60).contains(&tidy.chars().count()) && !tidy.chars().any(char::is_control) => Ok(tidy),
        _ => refuse(
            "Salin nomor persis seperti pada sertifikat (3 sampai 60 karakter).",
            "Copy the number exactly as on the certificate (3 to 60 characters).",
        ),
    }
}

#[cfg(test)]
#[path = "permits_tests.rs"]
mod tests;
