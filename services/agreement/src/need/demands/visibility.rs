//! Who may read a demand: its buyer; once it was published the governments of the buyer's region, and of each of its
//! commodities the governments, verified suppliers, facilitators and auditors of the agreements that have not ended between
//! the buyer's region and another. Computed when read, the same for queries and for events.

use chrono::NaiveDate;
use db::Connection;
use db::outbox::Audience;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Text, Uuid};
use diesel_async::RunQueryDsl;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::rows::{DemandRow, WholeDemand};
use crate::identity::{find_keeper, governments_of};
use crate::schema::{demand, demand_line};

diesel::define_sql_function! {
    /// The regions whose government a party is on a day.
    fn regions_governed_by(government: Uuid, day: Date) -> Array<Text>;
}
diesel::define_sql_function! {
    /// Of which buyers' regions a party reads the published needs of which commodities on a day, as `31 eggs`.
    fn needs_open_to(reader: Uuid, day: Date) -> Array<Text>;
}
diesel::define_sql_function! {
    /// Who reads the published needs of a buyer's region for some commodities on a day.
    fn readers_of_need(region: Text, goods: Array<Text>, day: Date) -> Array<Uuid>;
}

/// What a caller reads of needs on a day.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    /// The day.
    pub(crate) day: NaiveDate,
    /// The caller's party.
    pub(crate) party: PartyId,
    /// Services read all.
    pub(crate) all: bool,
    /// The regions it governs.
    pub(crate) governed: Vec<String>,
    /// Regions and commodities that agreements open to it, as `31 eggs`.
    pub(crate) open: Vec<String>,
}

impl Sight {
    /// What a caller reads on a day.
    pub(crate) async fn of(conn: &mut Connection, caller: &Caller, day: NaiveDate) -> Result<Self, Error> {
        let (party, all) = (caller.party(), caller.is_service());
        let select = diesel::select((regions_governed_by(party, day), needs_open_to(party, day)));
        let (governed, open) = if all { (vec![], vec![]) } else { select.get_result(conn).await? };
        Ok(Self { day, party, all, governed, open })
    }

    /// Whether it reads every line of a demand that it reads at all.
    pub(crate) fn reads_all_of(&self, row: &DemandRow) -> bool {
        self.all || self.party == row.buyer_id || self.governed.contains(&row.buyer_region_code)
    }

    /// Whether it reads a line for a commodity of a demand that it reads at all.
    pub(crate) fn reads_line(&self, row: &DemandRow, commodity: &str) -> bool {
        self.reads_all_of(row) || self.open.contains(&format!("{} {commodity}", row.buyer_region_code))
    }
}

/// All demands that a caller may read.
pub(super) fn visible(sight: &Sight) -> demand::BoxedQuery<'static, Pg> {
    let all = demand::table.into_boxed();
    if sight.all {
        return all;
    }
    let open = sql::<Bool>(
        "exists (select from demand_line where demand_line.demand_id = demand.id
            and demand.buyer_region_code || ' ' || demand_line.commodity_code = any(",
    )
    .bind::<Array<Text>, _>(sight.open.clone())
    .sql("))");
    let told = demand::buyer_region_code.eq_any(sight.governed.clone()).or(open);
    all.filter(demand::buyer_id.eq(sight.party).or(demand::published_at.is_not_null().and(told)))
}

impl WholeDemand {
    /// Everybody who is told of it: before it is published its buyer alone.
    pub(super) async fn readers(&self, conn: &mut Connection) -> Result<Audience, Error> {
        let row = &self.row;
        let mut readers = vec![row.buyer_id];
        if row.published_at.is_some() {
            let region = row.buyer_region_code.as_str();
            let keeper = find_keeper(conn, region).await?;
            readers.extend(governments_of(conn, &[region, &keeper]).await?);
            // Also of lines that a version left out: who read them is told what became of the demand.
            let ever = demand_line::table.filter(demand_line::demand_id.eq(row.id));
            let goods: Vec<String> = ever.select(demand_line::commodity_code).distinct().load(conn).await?;
            let partners = diesel::select(readers_of_need(region, goods, self.day));
            readers.extend(partners.get_result::<Vec<PartyId>>(conn).await?);
        }
        Ok(Audience::of(&readers))
    }
}
