//! What happens: agreements, contracts, products and deliveries of the story, as data.
//!
//! Figures and parties as the sources give them; where they are silent (which contract carried how much, prices
//! inside the range of their year, days of delivery, Blitar's dates) values are illustrative.

use domain::agreement::ContractType;
use domain::logistics::{JourneyPaperKind, PackKind};
use domain::shared::{PriceBasis, Unit};

/// An agreement between two governments.
pub(super) struct Agreement {
    /// Its name in the story.
    pub(super) key: &'static str,
    /// Title on the paper.
    pub(super) title: &'static str,
    /// Number on the paper; illustrative.
    pub(super) number: &'static str,
    /// Coordinator of the government that offers.
    pub(super) initiator: &'static str,
    /// Who signs for it: subject, name, position.
    pub(super) initiator_signer: [&'static str; 3],
    /// Coordinator of the government that answers.
    pub(super) counterpart: &'static str,
    /// Its organisation.
    pub(super) counterpart_organisation: &'static str,
    /// Who signs for it.
    pub(super) counterpart_signer: [&'static str; 3],
    /// Who facilitates.
    pub(super) facilitator: Option<&'static str>,
    /// First and last day.
    pub(super) days: [&'static str; 2],
    /// When it was offered, settled, signed, in Jakarta.
    pub(super) offered: &'static str,
    /// When both confirmed the text.
    pub(super) confirmed: &'static str,
    /// When both signed.
    pub(super) signed: &'static str,
    /// The past that may be recorded under it.
    pub(super) past: [&'static str; 2],
    /// Who may record it: organisations.
    pub(super) recorders: &'static [&'static str],
    /// What it covers beside that.
    pub(super) also: &'static [&'static str],
    /// What was delivered: commodity, natural figure, unit.
    pub(super) delivered: &'static [(&'static str, &'static str, &'static str)],
}

/// Metro with DKI Jakarta, signed on 10 June 2022.
pub(super) const METRO: Agreement = Agreement {
    key: "metro",
    title: "Kesepakatan Bersama Pemerintah Kota Metro dan Pemerintah Provinsi DKI Jakarta",
    number: "119/KB/METRO-DKI/2022",
    initiator: "metro.coordinator",
    initiator_signer: ["metro.signer", "Wali Kota Metro", "Wali Kota"],
    counterpart: "jakarta.coordinator",
    counterpart_organisation: "jakarta",
    counterpart_signer: ["jakarta.signer", "Gubernur DKI Jakarta", "Gubernur"],
    facilitator: Some("bi_lampung"),
    days: ["2022-06-10", "2032-06-09"],
    offered: "2022-03-14T09:00:00+07:00",
    confirmed: "2022-05-30T10:00:00+07:00",
    signed: "2022-06-10T10:00:00+07:00",
    past: ["2022-03-01", "2023-06-30"],
    recorders: &[
        "metro",
        "jakarta",
        "kuj",
        "suj",
        "sari_makmur",
        "kpms",
        "food_station",
        "pasar_jaya",
        "dharma_jaya",
    ],
    also: &[],
    delivered: &[
        ("eggs", "9", "TNE"),
        ("rice", "10", "TNE"),
        ("cattle", "30", "HEA"),
        ("msme_goods", "5", "vehicle"),
    ],
};

/// Blitar with DKI Jakarta, signed and tried out with a tonne of eggs before the visit of 26 September 2025; the days are
/// illustrative.
pub(super) const BLITAR: Agreement = Agreement {
    key: "blitar",
    title: "Kesepakatan Bersama Pemerintah Kota Blitar dan Pemerintah Provinsi DKI Jakarta",
    number: "415/KB/BLITAR-DKI/2025",
    initiator: "blitar.coordinator",
    initiator_signer: ["blitar.signer", "Wali Kota Blitar", "Wali Kota"],
    counterpart: "jakarta.coordinator",
    counterpart_organisation: "jakarta",
    counterpart_signer: ["jakarta.signer", "Gubernur DKI Jakarta", "Gubernur"],
    facilitator: None,
    days: ["2025-08-18", "2030-08-17"],
    offered: "2025-07-07T09:00:00+07:00",
    confirmed: "2025-08-11T10:00:00+07:00",
    signed: "2025-08-18T10:00:00+07:00",
    past: ["2025-07-01", "2025-10-31"],
    recorders: &["blitar", "jakarta", "blitar_eggs", "pasar_jaya", "dharma_jaya"],
    also: &["msme_goods"],
    delivered: &[("eggs", "1", "TNE"), ("chilli", "0.575", "TNE")],
};

/// What a vehicle carried and what was accepted of it.
pub(super) struct Load {
    /// Number plate; illustrative.
    pub(super) plate: &'static str,
    /// Loaded, in the unit of the contract line.
    pub(super) quantity: &'static str,
    /// Weight loaded beside it, in kilograms.
    pub(super) weight: Option<&'static str>,
    /// Weight accepted beside it; what is missing shrank on the road.
    pub(super) accepted_weight: Option<&'static str>,
}

/// A contract, and the one order and shipment that were delivered under it.
pub(super) struct Contract {
    /// Its name in the story.
    pub(super) key: &'static str,
    /// The agreement it hangs under.
    pub(super) agreement: &'static str,
    /// Type.
    pub(super) kind: ContractType,
    /// Title on the paper.
    pub(super) title: &'static str,
    /// Who sells, also the name of its person.
    pub(super) supplier: &'static str,
    /// Who buys, also the name of its person.
    pub(super) buyer: &'static str,
    /// Coordinator of the supplier's region.
    pub(super) supplier_coordinator: &'static str,
    /// First and last day.
    pub(super) days: [&'static str; 2],
    /// The day by which a trial is evaluated.
    pub(super) evaluation_due: Option<&'static str>,
    /// When it was handed in, endorsed and signed.
    pub(super) concluded: &'static str,
    /// Commodity and form.
    pub(super) goods: [&'static str; 2],
    /// Unit of the line.
    pub(super) unit: Unit,
    /// Quantity committed, in the unit of the line.
    pub(super) quantity: Option<&'static str>,
    /// The largest amount it may reach in rupiah, where it states no quantity; illustrative.
    pub(super) value_limit: Option<i64>,
    /// Price in rupiah and what it counts.
    pub(super) price: (i64, PriceBasis),
    /// How much is called off, as a quantity or as packs of a kind with a content.
    pub(super) order: Order,
    /// When it was called off.
    pub(super) ordered: &'static str,
    /// Where to.
    pub(super) destination: [&'static str; 2],
    /// When it was wanted.
    pub(super) wanted: &'static str,
    /// When it left, arrived and was received.
    pub(super) times: [&'static str; 3],
    /// The vehicles.
    pub(super) loads: &'static [Load],
    /// The papers of its journey; what suppliers hold stands in their verification.
    pub(super) papers: &'static [Paper],
}

/// What is ordered.
pub(super) enum Order {
    /// A quantity in the unit of the line.
    Quantity(&'static str),
    /// So many packs of a kind, each of so many kilograms.
    Packs(i64, PackKind, &'static str),
}

/// A paper made out for the journey. Metro's goods cross the sea at Bakauheni, with quarantine and a manifest; Blitar's cross
/// none. What is needed is judged by the rules of the day: animal products travel with a veterinary certificate since 2023.
#[derive(Clone, Copy)]
pub(super) struct Paper {
    /// Its kind.
    pub(super) kind: JourneyPaperKind,
    /// Its number; illustrative.
    pub(super) number: &'static str,
    /// Who issued it.
    pub(super) issuer: &'static str,
    /// For how many heads.
    pub(super) heads: Option<i64>,
}

/// A paper of goods that are not counted by the head.
const fn paper(kind: JourneyPaperKind, number: &'static str, issuer: &'static str) -> Paper {
    Paper { kind, number, issuer, heads: None }
}

/// The manifest, which the owner of the cargo declares.
const fn manifest(number: &'static str) -> Paper {
    paper(JourneyPaperKind::InterIslandManifest, number, "Sistem manifes domestik Kementerian Perdagangan")
}

const BAKAUHENI: &str = "Karantina Pertanian Lampung, Pelabuhan Bakauheni";
const JAKARTA_AGENCY: &str = "Dinas Ketahanan Pangan, Kelautan dan Pertanian DKI Jakarta";

const fn load(plate: &'static str, quantity: &'static str) -> Load {
    Load { plate, quantity, weight: None, accepted_weight: None }
}

const fn weighed(
    plate: &'static str,
    quantity: &'static str,
    weight: &'static str,
    accepted: &'static str,
) -> Load {
    Load { plate, quantity, weight: Some(weight), accepted_weight: Some(accepted) }
}

/// The contracts, each with its delivery.
pub(super) const CONTRACTS: &[Contract] = &[
    Contract {
        key: "kuj-eggs",
        agreement: "metro",
        kind: ContractType::FixedQuota,
        title: "Pasokan telur ayam KUJ - Dharma Jaya",
        supplier: "kuj",
        buyer: "dharma_jaya",
        supplier_coordinator: "metro.coordinator",
        days: ["2022-06-20", "2032-06-09"],
        evaluation_due: None,
        concluded: "2022-06-20T10:00:00+07:00",
        goods: ["eggs", "fresh_shell"],
        unit: Unit::Kgm,
        quantity: Some("120000"),
        value_limit: None,
        price: (22_500, PriceBasis::PerKgNet),
        order: Order::Quantity("9000"),
        ordered: "2022-07-04T09:00:00+07:00",
        destination: ["Gudang Dharma Jaya Cakung", "Jl. Penggilingan Raya, Cakung, Jakarta Timur"],
        wanted: "2022-07-12",
        times: ["2022-07-11T16:00:00+07:00", "2022-07-12T04:00:00+07:00", "2022-07-12T08:00:00+07:00"],
        loads: &[load("BE 8101 MT", "4500"), load("BE 8102 MT", "4500")],
        papers: &[
            paper(JourneyPaperKind::QuarantineCertificate, "KH-12/BAKAUHENI/2022/0287", BAKAUHENI),
            manifest("MD/2022/07/004117"),
        ],
    },
    Contract {
        key: "suj-cattle",
        agreement: "metro",
        kind: ContractType::FixedQuota,
        title: "Pasokan sapi SUJ - Dharma Jaya",
        supplier: "suj",
        buyer: "dharma_jaya",
        supplier_coordinator: "metro.coordinator",
        days: ["2022-06-20", "2032-06-09"],
        evaluation_due: None,
        concluded: "2022-06-20T11:00:00+07:00",
        goods: ["cattle", "live"],
        unit: Unit::Hea,
        quantity: Some("120"),
        value_limit: None,
        price: (57_000, PriceBasis::PerKgLive),
        order: Order::Quantity("30"),
        ordered: "2022-07-18T09:00:00+07:00",
        destination: ["RPH Dharma Jaya Cakung", "Jl. Penggilingan Raya, Cakung, Jakarta Timur"],
        wanted: "2022-07-26",
        times: ["2022-07-25T15:00:00+07:00", "2022-07-26T03:00:00+07:00", "2022-07-26T06:00:00+07:00"],
        loads: &[weighed("BE 8201 MT", "15", "5175", "4916"), weighed("BE 8202 MT", "15", "5130", "4852.5")],
        papers: &[
            Paper {
                kind: JourneyPaperKind::VeterinaryCertificate,
                number: "SKKH/1872/2022/0071",
                issuer: "Dinas Ketahanan Pangan dan Pertanian Kota Metro",
                heads: Some(30),
            },
            Paper {
                kind: JourneyPaperKind::QuarantineCertificate,
                number: "KH-11/BAKAUHENI/2022/0311",
                issuer: BAKAUHENI,
                heads: Some(30),
            },
            Paper {
                kind: JourneyPaperKind::EntryRecommendation,
                number: "REK/DKPKP/2022/0204",
                issuer: JAKARTA_AGENCY,
                heads: Some(30),
            },
            manifest("MD/2022/07/004398"),
        ],
    },
    Contract {
        key: "sari-makmur-rice",
        agreement: "metro",
        kind: ContractType::StandbyBuyer,
        title: "Siaga pembeli beras pecah kulit Ciherang Sari Makmur - Food Station",
        supplier: "sari_makmur",
        buyer: "food_station",
        supplier_coordinator: "metro.coordinator",
        days: ["2022-06-10", "2032-06-09"],
        evaluation_due: None,
        concluded: "2022-06-10T13:00:00+07:00",
        goods: ["rice", "brown_rice"],
        unit: Unit::Kgm,
        quantity: None,
        value_limit: Some(50_000_000_000),
        price: (9_450, PriceBasis::PerKgNet),
        order: Order::Packs(400, PackKind::Sack, "25"),
        ordered: "2022-06-10T14:00:00+07:00",
        destination: ["Gudang Food Station Cipinang", "Jl. Pisangan Lama Selatan, Jakarta Timur"],
        wanted: "2022-06-11",
        times: ["2022-06-10T17:00:00+07:00", "2022-06-11T05:00:00+07:00", "2022-06-11T08:00:00+07:00"],
        loads: &[load("BE 8301 MT", "10000")],
        papers: &[
            paper(JourneyPaperKind::QuarantineCertificate, "KT-12/BAKAUHENI/2022/0142", BAKAUHENI),
            manifest("MD/2022/06/002086"),
        ],
    },
    Contract {
        key: "kpms-msme",
        agreement: "metro",
        kind: ContractType::PriceOnly,
        title: "Produk UMKM Metro KPMS - Pasar Jaya",
        supplier: "kpms",
        buyer: "pasar_jaya",
        supplier_coordinator: "metro.coordinator",
        days: ["2022-06-20", "2032-06-09"],
        evaluation_due: None,
        concluded: "2022-06-20T14:00:00+07:00",
        goods: ["msme_goods", "packaged"],
        unit: Unit::H87,
        quantity: None,
        value_limit: Some(5_000_000_000),
        price: (14_500, PriceBasis::PerPiece),
        order: Order::Quantity("12000"),
        ordered: "2022-08-15T09:00:00+07:00",
        destination: ["Gudang Pasar Jaya Cempaka Putih", "Jl. Cempaka Putih Raya, Jakarta Pusat"],
        wanted: "2022-08-24",
        times: ["2022-08-23T15:00:00+07:00", "2022-08-24T04:00:00+07:00", "2022-08-24T08:00:00+07:00"],
        loads: &[
            weighed("BE 8401 MT", "2400", "860", "860"),
            weighed("BE 8402 MT", "2400", "860", "860"),
            weighed("BE 8403 MT", "2400", "855.5", "855.5"),
            weighed("BE 8404 MT", "2400", "862", "862"),
            weighed("BE 8405 MT", "2400", "858", "858"),
        ],
        papers: &[manifest("MD/2022/08/005230")],
    },
    Contract {
        key: "blitar-eggs",
        agreement: "blitar",
        kind: ContractType::Trial,
        title: "Uji coba telur Blitar - Pasar Jaya",
        supplier: "blitar_eggs",
        buyer: "pasar_jaya",
        supplier_coordinator: "blitar.coordinator",
        days: ["2025-08-20", "2025-09-30"],
        evaluation_due: Some("2025-10-15"),
        concluded: "2025-08-20T10:00:00+07:00",
        goods: ["eggs", "fresh_shell"],
        unit: Unit::Kgm,
        quantity: Some("1000"),
        value_limit: None,
        price: (26_800, PriceBasis::PerKgNet),
        order: Order::Quantity("1000"),
        ordered: "2025-08-26T09:00:00+07:00",
        destination: ["Gudang Pasar Jaya Cempaka Putih", "Jl. Cempaka Putih Raya, Jakarta Pusat"],
        wanted: "2025-09-03",
        times: ["2025-09-02T15:00:00+07:00", "2025-09-03T05:00:00+07:00", "2025-09-03T08:00:00+07:00"],
        loads: &[load("AG 9101 PB", "1000")],
        papers: &[
            paper(
                JourneyPaperKind::VeterinaryCertificate,
                "SV/3572/2025/0118",
                "Dinas Ketahanan Pangan dan Pertanian Kota Blitar",
            ),
            paper(JourneyPaperKind::EntryRecommendation, "REK/DKPKP/2025/0417", JAKARTA_AGENCY),
        ],
    },
];

/// Who sells products of small businesses.
#[derive(Clone, Copy)]
pub(super) struct Maker {
    /// Who sells them.
    pub(super) supplier: &'static str,
    /// Who judges them for their home region, and for which government.
    pub(super) curator: (&'static str, &'static str),
    /// Who permits food that is made at home there.
    pub(super) health_office: &'static str,
}

/// The cooperative of Metro.
pub(super) const KPMS: Maker = Maker {
    supplier: "kpms",
    curator: ("metro.curator", "metro"),
    health_office: "Dinas Kesehatan Kota Metro",
};

/// The cooperative of Blitar.
const KMP: Maker = Maker {
    supplier: "blitar_eggs",
    curator: ("blitar.curator", "blitar"),
    health_office: "Dinas Kesehatan Kota Blitar",
};

/// A product of small businesses, sold in one variant.
pub(super) struct Product {
    /// Who sells it.
    pub(super) maker: Maker,
    /// Its number in the supplier's own system.
    pub(super) reference: &'static str,
    /// Name.
    pub(super) name: &'static str,
    /// What it is like.
    pub(super) description: &'static str,
    /// Its variant: name, net content in grams.
    pub(super) variant: [&'static str; 2],
    /// Ingredients in order of weight.
    pub(super) ingredients: &'static [&'static str],
    /// Who makes it.
    pub(super) producer: &'static str,
    /// Home food permit (PIRT) of the year of the story, its renewal, and halal certificate; numbers are illustrative.
    pub(super) permits: [&'static str; 3],
    /// Retail price.
    pub(super) price: i64,
    /// What the buyer pays for one since each has its price; illustrative.
    pub(super) sold_at: i64,
}

/// The products of KPMS that went to Jakarta; names of makers are illustrative.
pub(super) const PRODUCTS: &[Product] = &[
    Product {
        maker: KPMS,
        reference: "KPMS-001",
        name: "Keripik pisang Metro",
        description: "Keripik pisang kepok renyah rasa cokelat dari Metro",
        variant: ["Keripik pisang cokelat 250 g", "250"],
        ingredients: &["pisang kepok", "minyak kelapa", "cokelat bubuk", "gula"],
        producer: "UMKM Pisang Lestari, Metro",
        permits: ["206187201001225", "206187201001230", "ID18110000123450621"],
        price: 18_500,
        sold_at: 14_500,
    },
    Product {
        maker: KPMS,
        reference: "KPMS-002",
        name: "Kopi robusta Metro",
        description: "Kopi robusta Lampung sangrai sedang, digiling halus",
        variant: ["Kopi robusta bubuk 200 g", "200"],
        ingredients: &["biji kopi robusta"],
        producer: "UMKM Kopi Sumber Rejo, Metro",
        permits: ["511187201001325", "511187201001330", "ID18110000123460621"],
        price: 24_000,
        sold_at: 19_000,
    },
];

/// The outlet the products are listed in.
pub(super) const OUTLET: [&str; 3] =
    ["Jakmart Pasar Cempaka Putih", "Jakmart", "Jl. Cempaka Putih Raya, Jakarta Pusat"];

/// The outlet set aside for products of Blitar, which opens in the second of January to come: name, address, region.
pub(super) const DEDICATED_OUTLET: [&str; 3] =
    ["Gerai Blitar", "Pasar Kramat Jati, Jl. Raya Bogor, Jakarta Timur", "35.72"];

/// What stands there from the first day; names of makers and numbers are illustrative.
pub(super) const OF_BLITAR: &[Product] = &[
    Product {
        maker: KMP,
        reference: "KMP-001",
        name: "Sambal pecel Blitar",
        description: "Bumbu pecel kacang tanah pedas sedang khas Blitar",
        variant: ["Sambal pecel pedas sedang 250 g", "250"],
        ingredients: &["kacang tanah", "gula kelapa", "cabai", "kencur", "daun jeruk", "garam"],
        producer: "UMKM Pecel Bu Rukmini, Blitar",
        permits: ["209357201001225", "209357201001230", "ID35110000223450621"],
        price: 21_000,
        sold_at: 16_500,
    },
    Product {
        maker: KMP,
        reference: "KMP-002",
        name: "Wajik kletik Blitar",
        description: "Wajik kering ketan dan gula kelapa dalam kelobot jagung",
        variant: ["Wajik kletik 400 g", "400"],
        ingredients: &["beras ketan", "gula kelapa", "kelapa", "garam"],
        producer: "UMKM Wajik Kletik Lestari, Blitar",
        permits: ["206357201001325", "206357201001330", "ID35110000223460621"],
        price: 27_000,
        sold_at: 21_000,
    },
];
