//! What other services tell and what this one tells them.

pub(crate) mod feed;
pub mod projections;
pub(crate) mod work_items;

pub(crate) use projections::{
    AgreementSides, BankAccountRow, Contract, ContractLineRow, ContractRow, FileMatchRow, LotRow, Nameless,
    Names, OverseenAgreements, PeriodSays, VisibleContracts, changed_accounts, contract_lines_of,
    contracts_by_id, counted_by_head, expect_commodity, facility_in_use, feed_age, file_matches_of,
    find_contract, find_facility, find_party, groups_of, guarantees_of, holds_by_id, known_references,
    lines_by_id, lock_contract, lock_facility, lots_by_id, makers_of, operates_outlets, outlets_of,
    overseen_agreements, papers_of, recalled_among, recalled_lots, reference_prices, shelves_of, short_names,
    sides_of, tasks, variant_papers, visible_contracts, yields,
};
