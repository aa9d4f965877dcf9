//! Who plays: the organisations of the story and the people who act for them.
//!
//! From the cooperation of Metro and Blitar with DKI Jakarta; what the sources leave open is marked illustrative.

/// An organisation of the story.
#[derive(Debug)]
pub struct Organisation {
    /// Its name in the story.
    pub key: &'static str,
    /// Kind of party.
    pub kind: &'static str,
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
    pub roles: &'static [&'static str],
}

/// The first administrator, made before the story begins.
pub const ADMINISTRATOR: &str = "platform.admin";

const fn organisation(
    key: &'static str,
    kind: &'static str,
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
        "regional_government",
        ["Pemerintah Kota Metro", "Kota Metro"],
        "18.72",
        ADMINISTRATOR,
    ),
    organisation(
        "jakarta",
        "regional_government",
        ["Pemerintah Provinsi DKI Jakarta", "DKI Jakarta"],
        "31",
        ADMINISTRATOR,
    ),
    organisation(
        "blitar",
        "regional_government",
        ["Pemerintah Kota Blitar", "Kota Blitar"],
        "35.72",
        ADMINISTRATOR,
    ),
    organisation(
        "bi_lampung",
        "facilitator",
        ["Kantor Perwakilan Bank Indonesia Provinsi Lampung", "BI Lampung"],
        "18",
        ADMINISTRATOR,
    ),
    organisation("kuj", "company", ["PT Kuasa Omega Jaya", "KUJ"], "18.72", METRO),
    organisation("suj", "company", ["PT SUJ", "SUJ"], "18.72", METRO),
    organisation("sari_makmur", "farmer_group", ["Gapoktan Sari Makmur", "Sari Makmur"], "18.72", METRO),
    organisation("kpms", "cooperative", ["Koperasi Pertanian Metro Sejahtera", "KPMS"], "18.72", METRO),
    organisation("food_station", "regional_enterprise", ["PT Food Station", "Food Station"], "31", JAKARTA),
    organisation("pasar_jaya", "regional_enterprise", ["Perumda Pasar Jaya", "Pasar Jaya"], "31", JAKARTA),
    organisation("dharma_jaya", "regional_enterprise", ["Perumda Dharma Jaya", "Dharma Jaya"], "31", JAKARTA),
    // Illustrative: the sources do not name who sent Blitar's trial tonne.
    organisation(
        "blitar_eggs",
        "cooperative",
        ["Koperasi Merah Putih Blitar", "KMP Blitar"],
        "35.72",
        BLITAR,
    ),
];

const fn person(subject: &'static str, organisation: &'static str, roles: &'static [&'static str]) -> Person {
    Person { subject, organisation, roles }
}

/// The people, in the order they are signed up.
pub const PEOPLE: &[Person] = &[
    person("metro.coordinator", "metro", &["coordinator"]),
    person("metro.signer", "metro", &["regional_signer"]),
    person("metro.agency", "metro", &["technical_agency"]),
    person("jakarta.coordinator", "jakarta", &["coordinator"]),
    person("jakarta.signer", "jakarta", &["regional_signer"]),
    person("blitar.coordinator", "blitar", &["coordinator"]),
    person("blitar.signer", "blitar", &["regional_signer"]),
    person("blitar.agency", "blitar", &["technical_agency"]),
    person("bi.lampung", "bi_lampung", &["facilitator"]),
    person("kuj", "kuj", &["supplier", "field_officer"]),
    person("suj", "suj", &["supplier", "field_officer"]),
    person("sari_makmur", "sari_makmur", &["supplier", "field_officer"]),
    person("kpms", "kpms", &["supplier", "field_officer"]),
    person("blitar_eggs", "blitar_eggs", &["supplier", "field_officer"]),
    person("food_station", "food_station", &["buyer"]),
    person("food_station.receiver", "food_station", &["receiver"]),
    person("pasar_jaya", "pasar_jaya", &["buyer"]),
    person("pasar_jaya.receiver", "pasar_jaya", &["receiver"]),
    person("pasar_jaya.curator", "pasar_jaya", &["curator"]),
    person("dharma_jaya", "dharma_jaya", &["buyer"]),
    person("dharma_jaya.receiver", "dharma_jaya", &["receiver"]),
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
