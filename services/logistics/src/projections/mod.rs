//! What this service knows of the others, read from their feeds and never written by anybody else.
//!
//! Owns the projected parties, standings, agreements, contracts, backfill grants (from agreement),
//! commodities and variants (from catalog). Events are thin: the resource is read through `client`, then
//! upserted; a repeat changes nothing and the higher version wins. Refuses to judge: rules stand in
//! `domain`. Start at [`Fact`], then [`apply`].

mod facts;
mod feeds;
mod queries;
mod rows;
mod upserts;

pub use facts::{
    AgreementFact, BackfillGrantFact, CommodityFact, ContractFact, ContractLineFact, Fact, FormFact,
    StandingFact, VariantFact,
};
pub use upserts::apply;

pub(crate) use feeds::tasks;
pub(crate) use queries::{contract_lines_of, contracts_by_id, find_contract_in, guarantee_of, lines_by_id};
pub(crate) use rows::{ContractLineRow, ContractRow};
