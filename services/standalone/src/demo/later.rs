//! What came after the first deliveries, as data: amendments, animals for a festival, a need and who takes a share of it, fields,
//! how a trial was evaluated. Where the sources are silent values are illustrative.

use domain::catalog::LandKind;

use super::story::{KPMS, Product};

/// The days of an amendment, all illustrative.
pub(super) struct AmendedOn {
    /// When it was proposed.
    pub(super) proposed: &'static str,
    /// When both regions agreed.
    pub(super) agreed: &'static str,
    /// When it was signed.
    pub(super) signed: &'static str,
    /// From which day on it holds.
    pub(super) effective: &'static str,
}

/// How the cooperation of Metro grew: more eggs, and chillies. Its days are illustrative.
pub(super) struct Growth {
    /// The contract of the eggs.
    pub(super) contract: &'static str,
    /// Who sells them.
    pub(super) supplier: &'static str,
    /// Who buys them.
    pub(super) buyer: &'static str,
    /// In kilograms, from its day on.
    pub(super) raised_to: &'static str,
    /// In kilograms, on order meanwhile.
    pub(super) on_order: &'static str,
    /// When that was ordered.
    pub(super) ordered: &'static str,
    /// When it is wanted.
    pub(super) wanted: &'static str,
    /// Where to.
    pub(super) destination: [&'static str; 2],
    /// When the terms were amended.
    pub(super) amended: AmendedOn,
}

/// Metro's.
pub(super) const METRO_GROWS: Growth = Growth {
    contract: "kuj-eggs",
    supplier: "kuj",
    buyer: "dharma_jaya",
    raised_to: "200000",
    on_order: "20000",
    ordered: "2022-08-08T09:00:00+07:00",
    wanted: "2022-10-10",
    destination: ["Gudang Dharma Jaya Cakung", "Jl. Penggilingan Raya, Cakung, Jakarta Timur"],
    amended: AmendedOn {
        proposed: "2022-08-15T09:00:00+07:00",
        agreed: "2022-08-22T10:00:00+07:00",
        signed: "2022-08-25T10:00:00+07:00",
        effective: "2022-09-01",
    },
};

/// When the products of small businesses, twelve of them by then, got a price each.
pub(super) const PRICE_LIST: AmendedOn = AmendedOn {
    proposed: "2022-12-05T09:00:00+07:00",
    agreed: "2022-12-12T10:00:00+07:00",
    signed: "2022-12-15T10:00:00+07:00",
    effective: "2023-01-01",
};

/// A product that came later: reference, name, description, variant, grams, ingredients, maker, home food permits, halal
/// certificate, retail price and what the buyer pays.
const fn came_later(
    reference: &'static str,
    [name, description, variant, grams]: [&'static str; 4],
    ingredients: &'static [&'static str],
    producer: &'static str,
    permits: [&'static str; 3],
    [price, sold_at]: [i64; 2],
) -> Product {
    Product {
        maker: KPMS,
        reference,
        name,
        description,
        variant: [variant, grams],
        ingredients,
        producer,
        permits,
        price,
        sold_at,
    }
}

/// The products of KPMS that came after the first; all but the kind of product is illustrative.
pub(super) const MORE_PRODUCTS: &[Product] = &[
    came_later(
        "KPMS-003",
        [
            "Kopi robusta biji Metro",
            "Biji kopi robusta Lampung sangrai sedang",
            "Kopi robusta biji 250 g",
            "250",
        ],
        &["biji kopi robusta"],
        "UMKM Kopi Sumber Rejo, Metro",
        ["511187201001425", "511187201001430", "ID18110000123470621"],
        [32_000, 25_500],
    ),
    came_later(
        "KPMS-004",
        [
            "Keripik singkong balado",
            "Keripik singkong tipis berbumbu balado",
            "Keripik singkong balado 200 g",
            "200",
        ],
        &["singkong", "minyak kelapa sawit", "cabai", "gula", "garam"],
        "UMKM Singkong Iring Mulyo, Metro",
        ["206187201001525", "206187201001530", "ID18110000123480621"],
        [14_000, 11_000],
    ),
    came_later(
        "KPMS-005",
        ["Keripik tempe", "Keripik tempe kedelai dengan daun jeruk", "Keripik tempe 150 g", "150"],
        &["kedelai", "tepung beras", "minyak kelapa sawit", "daun jeruk", "garam"],
        "UMKM Tempe Yosodadi, Metro",
        ["206187201001625", "206187201001630", "ID18110000123490621"],
        [13_500, 10_500],
    ),
    came_later(
        "KPMS-006",
        ["Kemplang ikan tenggiri", "Kemplang panggang ikan tenggiri", "Kemplang tenggiri 200 g", "200"],
        &["ikan tenggiri", "tepung tapioka", "garam", "bawang putih"],
        "UMKM Kemplang Hadimulyo, Metro",
        ["202187201001725", "202187201001730", "ID18110000123500621"],
        [22_000, 17_500],
    ),
    came_later(
        "KPMS-007",
        ["Gula aren semut", "Gula aren bubuk dari nira Lampung", "Gula aren semut 500 g", "500"],
        &["nira aren"],
        "UMKM Aren Mulyojati, Metro",
        ["609187201001825", "609187201001830", "ID18110000123510621"],
        [27_500, 22_000],
    ),
    came_later(
        "KPMS-008",
        ["Madu hutan Lampung", "Madu hutan murni tanpa pemanasan", "Madu hutan 350 g", "350"],
        &["madu hutan"],
        "UMKM Madu Ganjar Agung, Metro",
        ["609187201001925", "609187201001930", "ID18110000123520621"],
        [68_000, 55_000],
    ),
    came_later(
        "KPMS-009",
        ["Sambal bawang Metro", "Sambal bawang goreng pedas dalam botol", "Sambal bawang 180 g", "180"],
        &["cabai rawit", "bawang merah", "bawang putih", "minyak kelapa sawit", "garam"],
        "UMKM Sambal Tejo Agung, Metro",
        ["412187201002025", "412187201002030", "ID18110000123530621"],
        [26_000, 20_500],
    ),
    came_later(
        "KPMS-010",
        ["Emping melinjo", "Emping melinjo tumbuk tangan", "Emping melinjo 250 g", "250"],
        &["melinjo", "garam"],
        "UMKM Emping Karangrejo, Metro",
        ["206187201002125", "206187201002130", "ID18110000123540621"],
        [24_500, 19_500],
    ),
    came_later(
        "KPMS-011",
        ["Abon ikan lele", "Abon ikan lele gurih manis", "Abon lele 100 g", "100"],
        &["ikan lele", "gula aren", "bawang merah", "ketumbar", "garam"],
        "UMKM Lele Rejomulyo, Metro",
        ["202187201002225", "202187201002230", "ID18110000123550621"],
        [29_000, 23_500],
    ),
    came_later(
        "KPMS-012",
        ["Dodol pisang", "Dodol pisang ambon dalam bungkus kecil", "Dodol pisang 300 g", "300"],
        &["pisang ambon", "tepung ketan", "gula", "santan kelapa"],
        "UMKM Pisang Lestari, Metro",
        ["206187201002325", "206187201002330", "ID18110000123560621"],
        [19_500, 15_500],
    ),
];

/// Animals promised for a festival.
pub(super) struct Hold {
    /// Title of the contract.
    pub(super) title: &'static str,
    /// Who keeps them.
    pub(super) supplier: &'static str,
    /// Who buys them.
    pub(super) buyer: &'static str,
    /// Coordinator of the supplier's region.
    pub(super) coordinator: &'static str,
    /// First and last day of the contract.
    pub(super) days: [&'static str; 2],
    /// The festival.
    pub(super) festival: &'static str,
    /// Its day.
    pub(super) festival_day: &'static str,
    /// From which day on the animals are held.
    pub(super) held_from: &'static str,
    /// How many.
    pub(super) heads: &'static str,
    /// Rupiah for a kilogram of live weight of an animal fit for it.
    pub(super) price: i64,
    /// When it was handed in, endorsed and signed.
    pub(super) concluded: &'static str,
}

/// Cattle of SUJ, held for Dharma Jaya for Idul Adha 2023, whose day is that of the joint decree on holidays; the other days,
/// how many, and the price are illustrative.
pub(super) const IDUL_ADHA: Hold = Hold {
    title: "Sapi kurban Idul Adha 1444 H SUJ - Dharma Jaya",
    supplier: "suj",
    buyer: "dharma_jaya",
    coordinator: "metro.coordinator",
    days: ["2023-02-01", "2023-07-10"],
    festival: "Idul Adha 1444 H",
    festival_day: "2023-06-29",
    held_from: "2023-04-29",
    heads: "60",
    price: 72_800,
    concluded: "2023-02-01T10:00:00+07:00",
};

/// What a buyer needs by the month, and who takes how much of it.
pub(super) struct Need {
    /// Title.
    pub(super) title: &'static str,
    /// Who needs it.
    pub(super) buyer: &'static str,
    /// Commodity and form.
    pub(super) goods: [&'static str; 2],
    /// Tonnes each month.
    pub(super) each_month: &'static str,
    /// Coordinator of the region that takes a share of it.
    pub(super) coordinator: &'static str,
    /// Who is to supply it.
    pub(super) supplier: &'static str,
    /// The share, in basis points.
    pub(super) share_bp: u16,
}

/// Most of the need is to come from Blitar; how much that is in figures is illustrative.
pub(super) const NEED: Need = Need {
    title: "Kebutuhan telur ayam Pasar Jaya",
    buyer: "pasar_jaya",
    goods: ["eggs", "fresh_shell"],
    each_month: "500",
    coordinator: "blitar.coordinator",
    supplier: "blitar_eggs",
    share_bp: 6_000,
};

/// Fields and what is grown on them.
pub(super) struct Fields {
    /// Who grows.
    pub(super) grower: &'static str,
    /// Who looks at the land.
    pub(super) agency: &'static str,
    /// Name of the fields.
    pub(super) name: &'static str,
    /// How large they are, in square metres.
    pub(super) area_m2: i64,
    /// A point on them: longitude and latitude in ten millionths of a degree.
    pub(super) point: [i64; 2],
    /// What kind of land.
    pub(super) land_kind: LandKind,
    /// Commodity and form.
    pub(super) goods: [&'static str; 2],
    /// Variety.
    pub(super) variety: &'static str,
    /// Days from planting to the first and the last day of the harvest.
    pub(super) grows: [u64; 2],
    /// Tonnes expected in the first weeks.
    pub(super) expected: &'static [&'static str],
    /// The contract they are grown for.
    pub(super) contract: Cultivation,
}

/// A contract for what is grown.
pub(super) struct Cultivation {
    /// Title.
    pub(super) title: &'static str,
    /// Who buys.
    pub(super) buyer: &'static str,
    /// Coordinator of the grower's region.
    pub(super) coordinator: &'static str,
    /// The form it counts in; the form that grows may be delivered instead.
    pub(super) form: &'static str,
    /// Tonnes of that.
    pub(super) tonnes: &'static str,
    /// Rupiah for a kilogram of that.
    pub(super) price: i64,
}

/// The rice of Sari Makmur, from buying the harvest to growing it for the buyer; days and expectations are illustrative.
pub(super) const FIELDS: Fields = Fields {
    grower: "sari_makmur",
    agency: "metro.agency",
    name: "Sawah Gapoktan Sari Makmur, 150 ha",
    area_m2: 1_500_000,
    point: [1_053_066_700, -51_131_000],
    land_kind: LandKind::IrrigatedField,
    goods: ["rice", "paddy_mill_dry"],
    variety: "Ciherang",
    grows: [110, 138],
    expected: &["180", "260", "210"],
    contract: Cultivation {
        title: "Budi daya padi Ciherang Sari Makmur - Food Station",
        buyer: "food_station",
        coordinator: "metro.coordinator",
        form: "milled_rice_medium",
        tonnes: "400",
        price: 12_600,
    },
};

/// How a trial was evaluated.
pub(super) struct Trial {
    /// The contract.
    pub(super) contract: &'static str,
    /// Who evaluated it.
    pub(super) buyer: &'static str,
    /// Who answered.
    pub(super) supplier: &'static str,
    /// What the buyer found.
    pub(super) note: &'static str,
    /// When it was evaluated.
    pub(super) evaluated: &'static str,
    /// When the supplier agreed.
    pub(super) confirmed: &'static str,
}

/// Blitar's; its days and words are illustrative.
pub(super) const BLITAR_TRIAL: Trial = Trial {
    contract: "blitar-eggs",
    buyer: "pasar_jaya",
    supplier: "blitar_eggs",
    note: "Telur datang tepat waktu dan utuh; kami ingin melanjutkan dengan kuota.",
    evaluated: "2025-09-15T10:00:00+07:00",
    confirmed: "2025-09-16T10:00:00+07:00",
};

/// A month that was settled and paid.
pub(super) struct Paid {
    /// The contract.
    pub(super) contract: &'static str,
    /// Who sold.
    pub(super) supplier: &'static str,
    /// Who bought.
    pub(super) buyer: &'static str,
    /// The month.
    pub(super) month: &'static str,
    /// When the supplier, and when the buyer confirmed its statement.
    pub(super) confirmed: [&'static str; 2],
    /// The day on which it was paid.
    pub(super) paid: &'static str,
    /// The bank's reference.
    pub(super) reference: &'static str,
    /// The account that was paid to.
    pub(super) account: &'static str,
    /// When the supplier had it.
    pub(super) arrived: &'static str,
}

/// The nine tonnes of eggs; its days, its reference and its account are illustrative.
pub(super) const SETTLED: Paid = Paid {
    contract: "kuj-eggs",
    supplier: "kuj",
    buyer: "dharma_jaya",
    month: "2022-07",
    confirmed: ["2022-08-02T10:00:00+07:00", "2022-08-03T10:00:00+07:00"],
    paid: "2022-08-12",
    reference: "TRF-20220812-0042",
    account: "Bank Lampung 380.00.01.23456",
    arrived: "2022-08-13T09:00:00+07:00",
};
