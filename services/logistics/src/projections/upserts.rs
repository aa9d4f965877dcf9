//! Writing the projections: idempotent, the higher version wins.

use api_types::WireQuantity;
use api_types::agreement::PartyView;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
// For `do update ... where`, which the prelude lacks.
use diesel::query_dsl::methods::FilterDsl as _;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use domain::shared::Quantity;
use service::Error;
use web::Etag;

use super::facts::{
    AgreementFact, BackfillGrantFact, CommodityFact, ContractFact, ContractLineFact, Fact, StandingFact,
    VariantFact,
};
use super::rows::{AgreementRow, ContractLineRow, ContractRow, VariantRow};
use crate::schema::{
    contract_line_lock, projected_agreement, projected_backfill_grant, projected_commodity,
    projected_contract, projected_contract_line, projected_form, projected_party, projected_standing,
    projected_variant,
};

/// Applies a fact read at a position of its feed. Older versions than the one known change nothing.
///
/// # Errors
/// Database errors; [`Error::Internal`] when the source speaks another language than ours.
pub async fn apply(conn: &mut Connection, fact: Fact, position: i64) -> Result<(), Error> {
    match fact {
        Fact::Party(party) => apply_party(conn, *party).await,
        Fact::Standing(standing) => apply_standing(conn, standing, position).await,
        Fact::Agreement(agreement) => apply_agreement(conn, *agreement, position).await,
        Fact::Contract(contract) => apply_contract(conn, *contract, position).await,
        Fact::BackfillGrant(grant) => apply_grant(conn, grant).await,
        Fact::Commodity(commodity) => apply_commodity(conn, commodity, position).await,
        Fact::Variant(variant) => apply_variant(conn, *variant).await,
    }
}

fn version(etag: &str) -> Result<i64, Error> {
    let etag: Etag = etag.parse().map_err(|_| Error::Internal(format!("{etag} is no ETag of ours")))?;
    Ok(etag.version().0)
}

async fn apply_party(conn: &mut Connection, party: PartyView) -> Result<(), Error> {
    use projected_party as p;
    let row = (
        p::kind.eq(party.kind),
        p::legal_name.eq(party.legal_name),
        p::short_name.eq(party.short_name),
        p::region_code.eq(party.region_code),
        p::version.eq(version(&party.etag)?),
    );
    diesel::insert_into(p::table)
        .values((p::id.eq(party.id), row.clone()))
        .on_conflict(p::id)
        .do_update()
        .set(row)
        .filter(p::version.le(excluded(p::version)))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

async fn apply_standing(conn: &mut Connection, standing: StandingFact, position: i64) -> Result<(), Error> {
    use projected_standing as s;
    let row = (
        s::standing.eq(standing.standing),
        s::verified_until.eq(standing.verified_until_date),
        s::position.eq(position),
    );
    diesel::insert_into(s::table)
        .values((s::party_id.eq(standing.party_id), row))
        .on_conflict(s::party_id)
        .do_update()
        .set(row)
        .filter(s::position.le(excluded(s::position)))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

async fn apply_agreement(conn: &mut Connection, fact: AgreementFact, position: i64) -> Result<(), Error> {
    use projected_agreement as a;
    let row = AgreementRow {
        id: fact.id,
        version: version(&fact.etag)?,
        number: fact.number,
        title: fact.title,
        state: fact.state,
        initiator_id: fact.initiator_party_id,
        counterpart_id: fact.counterpart_party_id,
        facilitator_id: fact.facilitator_party_id,
        valid_from: fact.valid_from_date,
        valid_until: fact.valid_until_date,
        position,
    };
    let changed = diesel::insert_into(a::table)
        .values(&row)
        .on_conflict(a::id)
        .do_update()
        .set(&row)
        .filter(a::version.le(excluded(a::version)))
        .prepared()
        .execute(conn)
        .await?;
    if changed == 0 {
        return Ok(());
    }
    // A contract shows the facilitator of its agreement and has no event of its own when that changes.
    diesel::update(projected_contract::table)
        .filter(projected_contract::agreement_id.eq(row.id))
        .set(projected_contract::facilitator_id.eq(row.facilitator_id))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

async fn apply_contract(conn: &mut Connection, fact: ContractFact, position: i64) -> Result<(), Error> {
    use projected_contract as c;
    let row = ContractRow {
        id: fact.id,
        version: version(&fact.etag)?,
        number: fact.number,
        agreement_id: fact.agreement_id,
        kind: fact.r#type,
        state: fact.state,
        supplier_id: fact.supplier_id,
        buyer_id: fact.buyer_id,
        supplier_government_id: fact.supplier_government_id,
        buyer_government_id: fact.buyer_government_id,
        facilitator_id: fact.facilitator_id,
        supplier_region_code: fact.supplier_region_code,
        buyer_region_code: fact.buyer_region_code,
        valid_from: fact.valid_from_date,
        valid_until: fact.valid_until_date,
        terms_position: position,
    };
    let changed = diesel::insert_into(c::table)
        .values(&row)
        .on_conflict(c::id)
        .do_update()
        .set(&row)
        .filter(c::version.le(excluded(c::version)))
        .prepared()
        .execute(conn)
        .await?;
    if changed == 0 {
        return Ok(());
    }
    apply_lines(conn, &row, fact.lines).await
}

/// Replaces the lines of a contract. A line that left a draft goes; its lock may stay.
async fn apply_lines(
    conn: &mut Connection,
    contract: &ContractRow,
    lines: Vec<ContractLineFact>,
) -> Result<(), Error> {
    use projected_contract_line as l;
    let kept: Vec<_> = lines.iter().map(|line| line.id).collect();
    diesel::delete(l::table)
        .filter(l::contract_id.eq(contract.id))
        .filter(l::id.ne_all(&kept))
        .execute(conn)
        .await?;
    for line in lines {
        let row = line_row(contract, line)?;
        diesel::insert_into(l::table)
            .values(&row)
            .on_conflict(l::id)
            .do_update()
            .set(&row)
            .prepared()
            .execute(conn)
            .await?;
    }
    let locks: Vec<_> = kept.into_iter().map(|id| contract_line_lock::contract_line_id.eq(id)).collect();
    diesel::insert_into(contract_line_lock::table)
        .values(locks)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

fn line_row(contract: &ContractRow, line: ContractLineFact) -> Result<ContractLineRow, Error> {
    let committed = line.quantity.as_ref().map(exact).transpose()?;
    Ok(ContractLineRow {
        id: line.id,
        contract_id: contract.id,
        number: line.number,
        commodity_code: line.commodity_code.into(),
        form_code: line.form_code.into(),
        unit: line.unit,
        committed_base: committed.map(Quantity::base),
        over_tolerance_bp: i32::from(line.over_tolerance_bp),
        price_rupiah: line.price.amount,
        price_basis: line.price_basis,
        description: line.description,
    })
}

fn exact(quantity: &WireQuantity) -> Result<Quantity, Error> {
    Quantity::parse(&quantity.value, quantity.unit)
        .map_err(|error| Error::Internal(format!("{quantity:?} of a contract line: {error}")))
}

async fn apply_grant(conn: &mut Connection, grant: BackfillGrantFact) -> Result<(), Error> {
    use projected_backfill_grant as g;
    // A grant never changes.
    diesel::insert_into(g::table)
        .values((
            g::id.eq(grant.id),
            g::party_id.eq(grant.party_id),
            g::from_date.eq(grant.from_date),
            g::until_date.eq(grant.until_date),
        ))
        .on_conflict_do_nothing()
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

async fn apply_commodity(conn: &mut Connection, fact: CommodityFact, position: i64) -> Result<(), Error> {
    use {projected_commodity as c, projected_form as f};
    let code: String = fact.code.into();
    let row = (
        c::name_id.eq(fact.name.id),
        c::name_en.eq(fact.name.en),
        c::commodity_group.eq(fact.group),
        c::natural_unit.eq(fact.natural_unit),
        c::position.eq(position),
    );
    let changed = diesel::insert_into(c::table)
        .values((c::code.eq(&code), row.clone()))
        .on_conflict(c::code)
        .do_update()
        .set(row)
        .filter(c::position.le(excluded(c::position)))
        .prepared()
        .execute(conn)
        .await?;
    if changed == 0 {
        return Ok(());
    }
    diesel::delete(f::table).filter(f::commodity_code.eq(&code)).execute(conn).await?;
    let forms: Vec<_> = fact
        .forms
        .into_iter()
        .map(|form| {
            (
                f::commodity_code.eq(&code),
                f::code.eq(String::from(form.code)),
                f::name_id.eq(form.name.id),
                f::name_en.eq(form.name.en),
                f::unit.eq(form.unit),
                f::second_unit.eq(form.second_unit),
            )
        })
        .collect();
    diesel::insert_into(f::table).values(forms).execute(conn).await?;
    Ok(())
}

async fn apply_variant(conn: &mut Connection, fact: VariantFact) -> Result<(), Error> {
    use projected_variant as v;
    let row = VariantRow {
        id: fact.id,
        version: version(&fact.etag)?,
        product_id: fact.product_id,
        supplier_id: fact.supplier_id,
        commodity_code: fact.commodity_code.into(),
        form_code: fact.form_code.into(),
        name: fact.name,
        gtin: fact.gtin,
        state: fact.state,
        version_hash: fact.version_hash,
        permits: fact.permits,
        listing_ready: fact.listing_ready,
    };
    diesel::insert_into(v::table)
        .values(&row)
        .on_conflict(v::id)
        .do_update()
        .set(&row)
        .filter(v::version.le(excluded(v::version)))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}
