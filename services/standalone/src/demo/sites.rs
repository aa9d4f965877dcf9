//! Places and what is kept, gathered and promised there, as data: the slaughterhouse that was visited, cattle for a festival, and
//! the chillies of a cooperative's members. Where the sources are silent values are illustrative.

use domain::catalog::FacilityPaperType;

/// What a paper of a facility says: type, number, who issued it when, and its last day.
pub(super) type Paper = (FacilityPaperType, [&'static str; 3], Option<&'static str>);

/// An inspection of a slaughterhouse by a delegation from Jakarta.
pub(super) struct Visit {
    /// Whose slaughterhouse it is, and who keeps it.
    pub(super) keeper: [&'static str; 2],
    /// Who came, an organisation and a person of it.
    pub(super) visitor: &'static str,
    /// Who accepts its papers.
    pub(super) agency: &'static str,
    /// What it is called, and where it stands.
    pub(super) place: [&'static str; 2],
    /// Heads that it slaughters on a day.
    pub(super) heads: &'static str,
    /// What it shows: type, number, who issued it when, and its last day.
    pub(super) papers: &'static [Paper],
    /// The day of the visit.
    pub(super) day: &'static str,
    /// What did not hold, by the code of the checklist, and what was seen.
    pub(super) not_met: [&'static str; 2],
    /// Name and position of one who inspected and of one of the owner's.
    pub(super) participants: [[&'static str; 2]; 2],
    /// When they came, and when they handed in what they saw.
    pub(super) times: [&'static str; 2],
    /// What was mended, and when.
    pub(super) mended: [&'static str; 2],
    /// When it was seen to be mended.
    pub(super) verified: &'static str,
}

/// RPH Dimoro, visited on 26 September 2025; what was found there is illustrative.
pub(super) const DIMORO: Visit = Visit {
    keeper: ["blitar", "blitar.abattoir"],
    visitor: "dharma_jaya",
    agency: "blitar.agency",
    place: ["RPH Dimoro", "Jalan Dimoro, Kota Blitar"],
    heads: "30",
    papers: &[
        (
            FacilityPaperType::VeterinaryControlNumber,
            ["RPH-3572-001", "Dinas Peternakan Provinsi Jawa Timur", "2024-03-04"],
            Some("2029-03-03"),
        ),
        (FacilityPaperType::HalalCertificate, ["ID35110000123450424", "BPJPH", "2024-04-22"], None),
    ],
    day: "2025-09-26",
    not_met: ["lairage", "Atap kandang istirahat bocor di sisi timur."],
    participants: [["drh. Ratna Dewi", "Dokter hewan Dharma Jaya"], ["Suwarno", "Kepala RPH Dimoro"]],
    times: ["2025-09-26T09:00:00+07:00", "2025-09-26T11:30:00+07:00"],
    mended: ["Atap kandang istirahat sisi timur diganti.", "2025-10-13T14:00:00+07:00"],
    verified: "2025-10-20T10:00:00+07:00",
};

/// Cattle that a buyer holds for a festival.
pub(super) struct Cattle {
    /// Who keeps them.
    pub(super) supplier: &'static str,
    /// Who holds them.
    pub(super) buyer: &'static str,
    /// The contract with both.
    pub(super) contract: &'static str,
    /// Their tags begin with this; the number follows.
    pub(super) tag: &'static str,
    /// How many are on offer.
    pub(super) offered: u32,
    /// How many of them are held.
    pub(super) held: u32,
    /// The last day on which they are held without being taken: the eve of the festival.
    pub(super) until: &'static str,
    /// Breed.
    pub(super) breed: &'static str,
    /// Rupiah for a kilogram of live weight.
    pub(super) price: i64,
    /// Why one of them gave way to another.
    pub(super) substituted: &'static str,
}

/// Fifty head of SUJ for Idul Adha 1448 H.
pub(super) const CATTLE: Cattle = Cattle {
    supplier: "suj",
    buyer: "dharma_jaya",
    contract: "suj-cattle",
    tag: "SUJ-1872-",
    offered: 52,
    held: 50,
    until: "2027-05-15",
    breed: "Limosin",
    price: 64_000,
    substituted: "Kaki belakang terkilir; diganti sapi sekelas.",
};

/// What the members of a cooperative bring to its hub for one order.
pub(super) struct Gathering {
    /// The cooperative, and who acts for it.
    pub(super) cooperative: &'static str,
    /// Who buys.
    pub(super) buyer: &'static str,
    /// Coordinator of the cooperative's region.
    pub(super) coordinator: &'static str,
    /// Who seals beside it.
    pub(super) agency: &'static str,
    /// The hub: name and address.
    pub(super) hub: [&'static str; 2],
    /// The hub's own paper.
    pub(super) paper: Paper,
    /// Title of the contract.
    pub(super) contract: &'static str,
    /// The largest amount it may reach, in rupiah.
    pub(super) value_limit: i64,
    /// Rupiah for a kilogram of each grade.
    pub(super) prices: [(&'static str, i64); 2],
    /// Kilograms of each grade on order.
    pub(super) ordered: [(&'static str, &'static str); 2],
    /// Kilograms of each that go on to an outlet.
    pub(super) to_outlet: [&'static str; 2],
    /// Where to.
    pub(super) destination: [&'static str; 2],
    /// The truck.
    pub(super) plate: &'static str,
    /// What the hub keeps of the proceeds, in basis points.
    pub(super) hub_fee_bp: i64,
    /// Fertiliser that the first members were given, in rupiah each.
    pub(super) input: i64,
}

/// Red chillies of thirty members of Koperasi Merah Putih, through the Blitar Trade Center.
pub(super) const CHILLIES: Gathering = Gathering {
    cooperative: "blitar_eggs",
    buyer: "pasar_jaya",
    coordinator: "blitar.coordinator",
    agency: "blitar.agency",
    hub: ["Hub Blitar Trade Center", "Blitar Trade Center, Jalan Kalimantan, Kota Blitar"],
    paper: (FacilityPaperType::BusinessId, ["1203000456789", "Lembaga OSS", "2022-03-12"], None),
    contract: "Cabai merah anggota KMP Blitar - Pasar Jaya",
    value_limit: 2_000_000_000,
    prices: [("grade_a", 38_000), ("grade_b", 31_000)],
    ordered: [("grade_a", "420"), ("grade_b", "155")],
    to_outlet: ["180.5", "64.25"],
    destination: ["Pasar Induk Kramat Jati", "Jl. Raya Bogor, Jakarta Timur"],
    plate: "AG 8207 PB",
    hub_fee_bp: 250,
    input: 150_000,
};

/// The members who bring them; names are illustrative.
pub(super) const MEMBERS: [&str; 30] = [
    "Suparno",
    "Sri Wahyuni",
    "Mulyono",
    "Siti Aminah",
    "Hariyanto",
    "Endang Lestari",
    "Slamet Riyadi",
    "Wiwik Handayani",
    "Bambang Sutrisno",
    "Sumiati",
    "Joko Prasetyo",
    "Ngatinah",
    "Agus Purnomo",
    "Tutik Rahayu",
    "Sugeng Widodo",
    "Kartini",
    "Imam Syafi'i",
    "Lilik Suryani",
    "Budi Santoso",
    "Rukmini",
    "Eko Cahyono",
    "Sulastri",
    "Djumadi",
    "Nur Hidayah",
    "Supriyadi",
    "Mariyem",
    "Wahyudi",
    "Yuliana",
    "Katimin",
    "Parti",
];
