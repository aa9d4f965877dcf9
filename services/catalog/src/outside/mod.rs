//! What other services tell and what this one tells them.

pub(crate) mod feed;
pub(crate) mod jobs;
pub mod projections;
pub(crate) mod work_items;

pub(crate) use projections::{
    AGREEMENT, ContractRow, FromAgreement, FromLogistics, LOGISTICS, MemberRow, OrderLine, contracts_by_id,
    expect_arrived, expect_parties, find_contract, find_order_line, find_roll_member, governed_by,
    government_region, governments_in, governments_of, governments_of_region, judges_among, judges_of,
    kind_of, list_judges, loaded_for, loads_of, lock_roll_members, members_among, orders_keeping,
    receipts_of, region_of, regions_of, seats_of, short_names, sides_of, size_of,
};
