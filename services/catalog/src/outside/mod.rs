//! What other services tell and what this one tells them.

pub(crate) mod feed;
pub mod projections;
pub(crate) mod work_items;

pub(crate) use projections::{
    AGREEMENT, ContractRow, FromAgreement, MemberRow, expect_arrived, expect_parties, find_contract,
    government_region, governments_of, judges_among, judges_of, kind_of, list_judges, members_among,
    seats_of, short_names, sides_of, size_of,
};
