//! The first administrator of an installation that has none; refused while somebody administers it.

use db::Connection;
use db::outbox::Audience;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{MembershipState, PartyHappened};
use domain::shared::{ClientId, MembershipId, PartyId, PartyKind, RegionCode, Role, TextHash};
use service::{Announced as _, Core, Emitted, Error};
use web::{SecurityEvent, SecurityLine};

use crate::identity::{ClientRow, NewMember, PartyRow};
use crate::schema::{machine_client, membership, party};

/// Who shall administer the platform first.
#[derive(Debug, Clone)]
pub struct BootstrapAdmin {
    /// Legal name of the organisation that operates the platform.
    pub operator_name: String,
    /// Its home region.
    pub region: RegionCode,
    /// How the administrator proves who they are.
    pub credential: AdminCredential,
}

/// How the first administrator proves who they are.
#[derive(Debug, Clone)]
pub enum AdminCredential {
    /// A person, by the sign-in of a trusted OpenID provider.
    Person {
        /// Issuer of the sign-in.
        issuer: String,
        /// The person at that issuer.
        subject: String,
    },
    /// A machine, by the SHA-256 of a secret of 256 random bits.
    Machine {
        /// The hash; the secret stays with the caller.
        secret_sha256: TextHash,
    },
}

/// What was made.
#[derive(Debug, Clone, Copy)]
pub struct Bootstrapped {
    /// The operator of the platform.
    pub party_id: PartyId,
    /// The administrator's membership, if a person.
    pub membership_id: Option<MembershipId>,
    /// The administrator's client, if a machine.
    pub client_id: Option<ClientId>,
}

/// Makes the operator of the platform and its first administrator; where the last administrator is gone, a new one of the
/// operator there is, whose name and region stay.
///
/// # Errors
/// When somebody administers the platform, or the database fails; nothing has happened then.
pub async fn bootstrap(core: &Core, admin: BootstrapAdmin) -> anyhow::Result<Bootstrapped> {
    let made: Result<Option<Bootstrapped>, Error> =
        core.db.transact("bootstrap", async |conn| make(core, conn, &admin).await).await;
    let made = made?.ok_or_else(|| anyhow::anyhow!("this installation has an administrator already"))?;
    let (member, client) =
        (made.membership_id.map(|id| id.to_string()), made.client_id.map(|id| id.to_string()));
    let line = SecurityLine::new(SecurityEvent::AdministratorMade, "bootstrap").of_party(made.party_id);
    member.or(client).into_iter().fold(line, SecurityLine::about).write();
    Ok(made)
}

async fn make(
    core: &Core,
    conn: &mut Connection,
    admin: &BootstrapAdmin,
) -> Result<Option<Bootstrapped>, Error> {
    // Two starts at once: the second waits, then finds the first's administrator.
    diesel::sql_query("lock table membership, machine_client in exclusive mode").execute(conn).await?;
    if administered(conn).await? {
        return Ok(None);
    }
    let operator = match known_operator(conn).await? {
        Some(known) => known,
        None => operator(core, conn, admin).await?,
    };
    let mut made = Bootstrapped { party_id: operator, membership_id: None, client_id: None };
    let (now, roles) = (core.clock.now(), vec![Role::PlatformAdmin.label().to_owned()]);
    match &admin.credential {
        AdminCredential::Person { issuer, subject } => {
            let row = NewMember {
                id: core.clock.new_id(),
                party_id: operator,
                issuer: issuer.clone(),
                subject: subject.clone(),
                display_name: None,
                roles,
                granted_by: "bootstrap".to_owned(),
                vetted: true,
                accepted: true,
            }
            .row(now);
            diesel::insert_into(membership::table).values(&row).execute(conn).await?;
            made.membership_id = Some(row.id);
        }
        AdminCredential::Machine { secret_sha256 } => {
            let row = ClientRow {
                id: core.clock.new_id(),
                party_id: operator,
                name: "bootstrap".to_owned(),
                roles,
                scopes: None,
                secret_sha256: Some(secret_sha256.to_string()),
                public_jwk: None,
                credential_changed_at: now,
                version: 1,
                created_at: now,
                updated_at: now,
            };
            diesel::insert_into(machine_client::table).values(&row).execute(conn).await?;
            made.client_id = Some(row.id);
        }
    }
    Ok(Some(made))
}

/// Whether anybody acts as administrator of the platform: whose membership is over, or was never taken on, does not, and who
/// holds other roles of the operator neither.
async fn administered(conn: &mut Connection) -> Result<bool, Error> {
    let operators = || party::table.filter(party::kind.eq(PartyKind::PlatformOperator)).select(party::id);
    let role = || vec![Role::PlatformAdmin.label().to_owned()];
    let people = membership::table
        .filter(membership::party_id.eq_any(operators()))
        .filter(membership::state.ne(MembershipState::Ended))
        .filter(membership::roles.contains(role()));
    let machines = machine_client::table
        .filter(machine_client::party_id.eq_any(operators()))
        .filter(machine_client::roles.contains(role()));
    let person: bool = diesel::select(exists(people)).get_result(conn).await?;
    let machine: bool = diesel::select(exists(machines)).get_result(conn).await?;
    Ok(person || machine)
}

/// The operator there is, the first of several.
async fn known_operator(conn: &mut Connection) -> Result<Option<PartyId>, Error> {
    let known =
        party::table.filter(party::kind.eq(PartyKind::PlatformOperator)).order(party::created_at.asc());
    Ok(known.select(party::id).first(conn).await.optional()?)
}

/// A new party for the operator, with its event.
async fn operator(core: &Core, conn: &mut Connection, admin: &BootstrapAdmin) -> Result<PartyId, Error> {
    let (id, now) = (core.clock.new_id::<PartyId>(), core.clock.now());
    let row = PartyRow {
        id,
        kind: PartyKind::PlatformOperator,
        legal_name: admin.operator_name.clone(),
        short_name: admin.operator_name.chars().take(60).collect(),
        region_code: admin.region.to_string(),
        business_id: None,
        tax_id: None,
        address: None,
        version: 1,
        created_at: now,
        updated_at: now,
        business_size: None,
        tax_registered: false,
        absorbed_by_party_id: None,
        keeper_region_code: admin.region.to_string(),
    };
    diesel::insert_into(party::table).values(&row).execute(conn).await?;
    let emitted = Emitted {
        subject: id,
        audience: Audience::Everybody,
        happened: PartyHappened::Registered,
        data: row.event_data(),
    };
    core.emit(conn, emitted).await?;
    Ok(id)
}
