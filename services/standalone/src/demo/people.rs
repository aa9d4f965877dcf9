//! Who plays: the organisations of the story and the people who act for them.
//!
//! From the cooperation of Metro and Blitar with DKI Jakarta; what the sources leave open is marked illustrative.

use domain::shared::{PartyKind, Role};

/// An organisation of the story.
#[derive(Debug)]
pub struct Organisation {
    /// Its name in the story.
    pub key: &'static str,
    /// Kind of party.
    pub kind: PartyKind,
    /// Legal name.
    pub legal_name: &'static str,
    /// Name people use.
    pub short_name: &'static str,
    /// Home region.
    pub region: &'static str,
    /// Who registers it.
    pub registered_by: &'static str,
}

/// One of the story's people.
#[derive(Debug)]
pub struct Person {
    /// Subject of the sign-in.
    pub subject: &'static str,
    /// The organisation they act for.
    pub organisation: &'static str,
    /// Roles held in it.
    pub roles: &'static [Role],
}

/// The first administrator, made before the story begins.
pub const ADMINISTRATOR: &str = "platform.admin";

const fn organisation(
    key: &'static str,
    kind: PartyKind,
    [legal_name, short_name]: [&'static str; 2],
    region: &'static str,
    registered_by: &'static str,
) -> Organisation {
    Organisation { key, kind, legal_name, short_name, region, registered_by }
}

const METRO: &str = "metro.coordinator";
const JAKARTA: &str = "jakarta.coordinator";
const BLITAR: &str = "blitar.coordinator";

/// The organisations, governments first.
pub const ORGANISATIONS: &[Organisation] = &[
    organisation(
        "metro",
        PartyKind::RegionalGovernment,
        ["Pemerintah Kota Metro", "Kota Metro"],
        "18.72",
        ADMINISTRATOR,
    ),
    organisation(
        "jakarta",
        PartyKind::RegionalGovernment,
        ["Pemerintah Provinsi DKI Jakarta", "DKI Jakarta"],
        "31",
        ADMINISTRATOR,
    ),
    organisation(
        "blitar",
        PartyKind::RegionalGovernment,
        ["Pemerintah Kota Blitar", "Kota Blitar"],
        "35.72",
        ADMINISTRATOR,
    ),
    organisation(
        "bi_lampung",
        PartyKind::Facilitator,
        ["Kantor Perwakilan Bank Indonesia Provinsi Lampung", "BI Lampung"],
        "18",
        ADMINISTRATOR,
    ),
    organisation("kuj", PartyKind::Company, ["PT Kuasa Omega Jaya", "KUJ"], "18.72", METRO),
    organisation("suj", PartyKind::Company, ["PT SUJ", "SUJ"], "18.72", METRO),
    organisation(
        "sari_makmur",
        PartyKind::FarmerGroup,
        ["Gapoktan Sari Makmur", "Sari Makmur"],
        "18.72",
        METRO,
    ),
    organisation(
        "kpms",
        PartyKind::Cooperative,
        ["Koperasi Pertanian Metro Sejahtera", "KPMS"],
        "18.72",
        METRO,
    ),
    organisation(
        "food_station",
        PartyKind::RegionalEnterprise,
        ["PT Food Station Tjipinang Jaya (Perseroda)", "Food Station"],
        "31",
        JAKARTA,
    ),
    organisation(
        "pasar_jaya",
        PartyKind::RegionalEnterprise,
        ["Perumda Pasar Jaya", "Pasar Jaya"],
        "31",
        JAKARTA,
    ),
    organisation(
        "dharma_jaya",
        PartyKind::RegionalEnterprise,
        ["Perumda Dharma Jaya", "Dharma Jaya"],
        "31",
        JAKARTA,
    ),
    // Illustrative: the sources do not name who sent Blitar's trial tonne.
    organisation(
        "blitar_eggs",
        PartyKind::Cooperative,
        ["Koperasi Merah Putih Blitar", "KMP Blitar"],
        "35.72",
        BLITAR,
    ),
];

const fn person(subject: &'static str, organisation: &'static str, roles: &'static [Role]) -> Person {
    Person { subject, organisation, roles }
}

/// The people, in the order they are signed up.
pub const PEOPLE: &[Person] = &[
    person("metro.coordinator", "metro", &[Role::Coordinator]),
    person("metro.signer", "metro", &[Role::RegionalSigner]),
    person("metro.agency", "metro", &[Role::TechnicalAgency]),
    person("metro.curator", "metro", &[Role::Curator]),
    person("jakarta.coordinator", "jakarta", &[Role::Coordinator]),
    person("jakarta.signer", "jakarta", &[Role::RegionalSigner]),
    person("jakarta.curator", "jakarta", &[Role::Curator]),
    person("blitar.coordinator", "blitar", &[Role::Coordinator]),
    person("blitar.signer", "blitar", &[Role::RegionalSigner]),
    person("blitar.agency", "blitar", &[Role::TechnicalAgency]),
    person("blitar.curator", "blitar", &[Role::Curator]),
    person("blitar.abattoir", "blitar", &[Role::FieldOfficer]),
    person("bi.lampung", "bi_lampung", &[Role::Facilitator]),
    person("kuj", "kuj", &[Role::Supplier, Role::FieldOfficer]),
    person("suj", "suj", &[Role::Supplier, Role::FieldOfficer]),
    person("sari_makmur", "sari_makmur", &[Role::Supplier, Role::FieldOfficer]),
    person("kpms", "kpms", &[Role::Supplier, Role::FieldOfficer]),
    person("blitar_eggs", "blitar_eggs", &[Role::Supplier, Role::FieldOfficer]),
    person("food_station", "food_station", &[Role::Buyer]),
    person("food_station.receiver", "food_station", &[Role::Receiver]),
    person("pasar_jaya", "pasar_jaya", &[Role::Buyer]),
    person("pasar_jaya.receiver", "pasar_jaya", &[Role::Receiver]),
    person("pasar_jaya.curator", "pasar_jaya", &[Role::Curator]),
    person("dharma_jaya", "dharma_jaya", &[Role::Buyer]),
    person("dharma_jaya.receiver", "dharma_jaya", &[Role::Receiver]),
];

/// Whether somebody of this name is in the story.
pub(super) fn is_known(subject: &str) -> bool {
    subject == ADMINISTRATOR || PEOPLE.iter().any(|person| person.subject == subject)
}

/// All names, for choosing one.
pub(super) fn names() -> String {
    let people = PEOPLE.iter().map(|person| person.subject);
    [ADMINISTRATOR].into_iter().chain(people).collect::<Vec<_>>().join(", ")
}
