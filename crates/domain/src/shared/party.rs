//! Who acts: kinds of organisations and the roles held in them (docs/API.md, access).

use crate::labels;

labels! {
    /// What kind of organisation a party is.
    pub enum PartyKind {
        /// City, regency or provincial government (pemkot, pemkab, pemprov).
        RegionalGovernment = "regional_government",
        /// Enterprise owned by a region (BUMD, Perumda).
        RegionalEnterprise = "regional_enterprise",
        /// Private company.
        Company = "company",
        /// Federation of farmer groups (gapoktan).
        FarmerGroup = "farmer_group",
        /// Cooperative (koperasi).
        Cooperative = "cooperative",
        /// Micro, small or medium enterprise (UMKM).
        Msme = "msme",
        /// Facilitator, such as an office of Bank Indonesia.
        Facilitator = "facilitator",
        /// Hub that consolidates stock, such as the Blitar Trade Center.
        AggregationHub = "aggregation_hub",
        /// Body that audits agreements, such as an inspectorate or an audit board.
        AuditBody = "audit_body",
        /// Carrier of goods that neither sells nor buys them.
        Carrier = "carrier",
        /// Agency of the central government, such as the quarantine agency.
        CentralAgency = "central_agency",
        /// The operator of the platform itself; has no business rights.
        PlatformOperator = "platform_operator",
    }
}

labels! {
    /// A role, always held in a party.
    pub enum Role {
        /// KAD coordinator of a region.
        Coordinator = "coordinator",
        /// Head of region, or an official with a power of attorney.
        RegionalSigner = "regional_signer",
        /// Technical agency of a region (dinas), checks documents.
        TechnicalAgency = "technical_agency",
        /// Facilitates an agreement; reads, changes no trade data.
        Facilitator = "facilitator",
        /// Sells.
        Supplier = "supplier",
        /// Consolidates the goods of several suppliers.
        Aggregator = "aggregator",
        /// Buys and calls off.
        Buyer = "buyer",
        /// Receives goods at the buyer's place.
        Receiver = "receiver",
        /// Curates small-business products.
        Curator = "curator",
        /// Inspects facilities.
        Inspector = "inspector",
        /// Veterinary officer.
        VetOfficer = "vet_officer",
        /// Drives goods.
        Carrier = "carrier",
        /// Records events in the field, from a phone.
        FieldOfficer = "field_officer",
        /// Reads the agreements it is assigned to.
        Auditor = "auditor",
        /// A machine of a party.
        Client = "client",
        /// Grants roles that decide nothing within its own party.
        PartyAdmin = "party_admin",
        /// Keeps the platform; has no business rights.
        PlatformAdmin = "platform_admin",
        /// One of the platform's own three services reading another's feed.
        Service = "service",
    }
}

labels! {
    /// How large a business is (UU 20/2008, PP 7/2021).
    pub enum BusinessSize {
        /// Micro (usaha mikro).
        Micro = "micro",
        /// Small (usaha kecil).
        Small = "small",
        /// Medium (usaha menengah).
        Medium = "medium",
        /// Large (usaha besar).
        Large = "large",
    }
}

impl BusinessSize {
    /// Whether a rule for some sizes, for every size where it names none, holds for a business of a size. A size that
    /// nobody has stated counts as large.
    pub fn is_meant(size: Option<Self>, sizes: &[Self]) -> bool {
        sizes.is_empty() || sizes.contains(&size.unwrap_or(Self::Large))
    }

    /// Sizes as the end of a rule's key, in whatever order they are named: ` micro small`; nothing for every size.
    pub fn key(sizes: &[Self]) -> String {
        let named = Self::ALL.iter().filter(|size| sizes.contains(size));
        named.map(|size| format!(" {size}")).collect()
    }
}

impl PartyKind {
    /// Whether the platform's administrator alone registers it: it acts in more than one region.
    pub const fn is_national(self) -> bool {
        matches!(self, Self::CentralAgency | Self::PlatformOperator)
    }

    /// Whether it can be a side of a contract.
    pub const fn trades(self) -> bool {
        matches!(
            self,
            Self::RegionalEnterprise
                | Self::Company
                | Self::FarmerGroup
                | Self::Cooperative
                | Self::Msme
                | Self::AggregationHub
        )
    }
}

impl Role {
    /// Whether its holder decides for a government or the platform: such roles are people's, and are granted by the
    /// coordinator of the home region or the platform.
    pub const fn decides(self) -> bool {
        matches!(
            self,
            Self::Coordinator
                | Self::RegionalSigner
                | Self::TechnicalAgency
                | Self::Curator
                | Self::Inspector
                | Self::VetOfficer
                | Self::PlatformAdmin
        )
    }

    /// The roles that trade or account for trade: they read prices and amounts, other members of a party do not.
    pub const COMMERCIAL: &'static [Self] = &[
        Self::Supplier,
        Self::Aggregator,
        Self::Buyer,
        Self::Coordinator,
        Self::RegionalSigner,
        Self::Facilitator,
        Self::Auditor,
        Self::Service,
    ];
}
