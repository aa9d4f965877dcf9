//! What came after the first deliveries, as data: amendments, a need and who takes a share of it, fields, how a trial was
//! evaluated. Where the sources are silent values are illustrative.

use domain::catalog::LandKind;

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
    /// When the amendments were proposed.
    pub(super) proposed: &'static str,
    /// When both regions agreed.
    pub(super) agreed: &'static str,
    /// When they were signed.
    pub(super) signed: &'static str,
    /// From which day on they hold.
    pub(super) effective: &'static str,
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
    proposed: "2022-08-15T09:00:00+07:00",
    agreed: "2022-08-22T10:00:00+07:00",
    signed: "2022-08-25T10:00:00+07:00",
    effective: "2022-09-01",
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
