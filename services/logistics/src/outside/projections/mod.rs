//! What this service knows of the others, read from their feeds and never written by anybody else.
//!
//! Owns one file per resource, by the service it comes from: its rows, how they are read from the other service, how they
//! are kept, and the queries over them. Events are thin: the resource is read through `client`, then kept; a repeat changes
//! nothing and the higher version wins. Refuses to judge: rules stand in `domain`. Start at [`agreement`].

mod agreement;
mod catalog;
mod naming;

pub use agreement::{
    AgreementRow, BackfillGrantRow, BankAccountRow, ContractLineRow, ContractRow, FileMatchRow,
    FromAgreement, PartyRow, StandingRow, WholeContract,
};
pub use catalog::{
    CommodityRow, FacilityRow, FormRow, HoldRow, ListingRow, LotRow, OutletRow, RecallRow, ReferencePriceRow,
    VariantRow, WholeCommodity, YieldRow, reference_prices, yields,
};

pub(crate) use agreement::{
    AgreementSides, Contract, OverseenAgreements, PeriodSays, VisibleContracts, changed_accounts,
    contract_lines_of, contracts_by_id, feed_age, file_matches_of, find_contract, find_party, guarantees_of,
    lines_by_id, lock_contract, overseen_agreements, papers_of, short_names, sides_of, visible_contracts,
};
pub(crate) use catalog::{
    counted_by_head, expect_commodity, facility_in_use, find_facility, groups_of, holds_by_id,
    known_references, lock_facility, lots_by_id, makers_of, operates_outlets, outlets_of, recalled_among,
    recalled_lots, shelves_of, variant_papers,
};
pub(crate) use naming::{Nameless, Names};

use api_types::WireQuantity;
use client::ClientError;
use domain::shared::Quantity;
use service::run::Task;
use service::{Core, Settings, Source, TokenFacts, consumer};

use catalog::FromCatalog;

use crate::checking::Findings;

/// The consumers of both feeds, and of the own one: signals are raised by what has been told. For ever.
pub(crate) fn tasks(core: &Core, settings: &Settings) -> anyhow::Result<Vec<Task>> {
    let agreement = Source { name: "agreement", api: settings.peer("logistics", &settings.agreement_url)? };
    let catalog = Source { name: "catalog", api: settings.peer("logistics", &settings.catalog_url)? };
    let own = Source { name: "logistics", api: settings.peer("logistics", &settings.logistics_url)? };
    Ok(vec![
        Box::pin(consumer::run(core.clone(), own, Findings::new(core.clock.clone()))),
        Box::pin(consumer::run(core.clone(), agreement.clone(), TokenFacts)),
        Box::pin(consumer::run(core.clone(), agreement, FromAgreement)),
        Box::pin(consumer::run(core.clone(), catalog, FromCatalog)),
    ])
}

/// A quantity as another service told it.
fn exact(quantity: &WireQuantity) -> Result<Quantity, ClientError> {
    Quantity::parse(&quantity.value, quantity.unit)
        .map_err(|error| ClientError::Unexpected(format!("{quantity:?} is no quantity: {error}")))
}
