//! Who may read a bank account: its party, the coordinators of the region that keeps it, the buyers of its signed contracts and the
//! coordinators of both sides of these. Computed when read, the same for queries and for events; how much of the number each
//! reads stands in [`super::sight`].

use db::Connection;
use db::outbox::Audience;
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use diesel_async::RunQueryDsl;
use domain::agreement::ACCOUNT_READERS;
use domain::shared::{PartyId, Role};
use service::Error;
use web::Caller;

use super::rows::BankAccountRow;
use crate::identity::parties::{PartyRow, SIGNED};
use crate::identity::regions::keeper_of_party;
use crate::identity::{governed_by, governments_of};
use crate::schema::{bank_account, contract};

/// A condition on bank accounts.
type Condition = Box<dyn BoxableExpression<bank_account::table, Pg, SqlType = Bool>>;
/// A condition on contracts.
type OnContracts = Box<dyn BoxableExpression<contract::table, Pg, SqlType = Nullable<Bool>>>;

/// What the caller may read; services read all of it but the number.
pub(super) fn visible(caller: &Caller) -> Condition {
    if caller.is_service() {
        return Box::new(diesel::dsl::sql::<Bool>("true"));
    }
    let through = contract::table
        .filter(contract::state.eq_any(SIGNED))
        .filter(concerns(caller))
        .select(contract::supplier_id)
        .into_boxed();
    let own = bank_account::party_id.eq(caller.party());
    let read = own.or(bank_account::party_id.eq_any(through));
    match caller.region().filter(|_| caller.has(Role::Coordinator)) {
        Some(region) => Box::new(read.or(keeper_of_party(bank_account::party_id).eq(region.to_string()))),
        None => Box::new(read),
    }
}

/// Whether the caller may read the accounts of a party.
pub(super) async fn reads(conn: &mut Connection, caller: &Caller, party: &PartyRow) -> Result<bool, Error> {
    if caller.is_service() || caller.party() == party.id || party.is_coordinated_by(caller) {
        return Ok(true);
    }
    let through = contract::table
        .filter(contract::state.eq_any(SIGNED))
        .filter(concerns(caller))
        .filter(contract::supplier_id.eq(party.id));
    Ok(diesel::select(exists(through)).get_result(conn).await?)
}

/// The contracts by which the caller reads the accounts of their suppliers: as a buyer, or as a coordinator of a side.
fn concerns(caller: &Caller) -> OnContracts {
    let me = caller.party();
    let vouches = contract::supplier_government_id
        .eq(me)
        .or(contract::buyer_government_id.eq(me))
        .or(contract::buyer_region_code.nullable().eq(governed_by(me)));
    let buys = contract::buyer_id.eq(me);
    match (caller.acting_as(ACCOUNT_READERS).is_some(), caller.has(Role::Coordinator)) {
        (true, true) => Box::new(buys.or(vouches)),
        (true, false) => Box::new(buys.nullable()),
        (false, true) => Box::new(vouches),
        (false, false) => Box::new(diesel::dsl::sql::<Nullable<Bool>>("false")),
    }
}

/// Those of some parties whose contracts the caller buys by.
pub(super) async fn bought_from(
    conn: &mut Connection,
    caller: &Caller,
    parties: &[PartyId],
) -> Result<Vec<PartyId>, Error> {
    if caller.acting_as(ACCOUNT_READERS).is_none() {
        return Ok(Vec::new());
    }
    let signed = contract::table
        .filter(contract::state.eq_any(SIGNED))
        .filter(contract::buyer_id.eq(caller.party()))
        .filter(contract::supplier_id.eq_any(parties));
    Ok(signed.select(contract::supplier_id).distinct().load(conn).await?)
}

/// Who is told: the party, the government that keeps it, the buyers of its signed contracts and the governments of both sides.
pub(super) async fn audience(conn: &mut Connection, row: &BankAccountRow) -> Result<Audience, Error> {
    let signed = contract::table
        .filter(contract::state.eq_any(SIGNED))
        .filter(contract::supplier_id.eq(row.party_id))
        .distinct()
        .select((
            contract::buyer_id,
            contract::supplier_government_id,
            contract::buyer_government_id,
            contract::buyer_region_code,
        ));
    let sides: Vec<(PartyId, PartyId, PartyId, String)> = signed.load(conn).await?;
    let mut told = vec![row.party_id];
    told.extend(sides.iter().flat_map(|(buyer, one, other, _)| [*buyer, *one, *other]));
    let regions = sides.iter().map(|(.., region)| region.as_str()).chain([row.keeper_region_code.as_str()]);
    told.extend(governments_of(conn, &regions.collect::<Vec<_>>()).await?);
    Ok(Audience::of(&told))
}
