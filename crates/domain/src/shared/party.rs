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
        /// Keeps the platform; has no business rights.
        PlatformAdmin = "platform_admin",
        /// One of the platform's own three services reading another's feed.
        Service = "service",
    }
}
