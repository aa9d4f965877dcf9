//! What can be done with memberships. Ending one, or changing its roles, ends its tokens.

use api_types::Check;
use api_types::agreement::{CreateMembershipRequest, UpdateMembershipRequest};
use domain::agreement::{Holder, MembershipHappened, check_roles};
use domain::say;
use domain::shared::{Bilingual, Invalid, MembershipId, PartyId, Refusal, RefusalCode, Role, Unmet};
use service::{Error, Tx, Versioned as _};
use web::{Caller, Command, Reply};

use super::queries;
use super::rows::{MembershipRow, read_roles};
use crate::context::Context;
use crate::identity::memberships::access::op;
use crate::identity::parties::{PartyRow, find_party, lock_party};
use crate::identity::tokens::end_tokens;

/// Makes a person a member of a party; 201.
pub(super) async fn create_membership(
    context: &Context,
    party: PartyId,
    command: Command<op::CreateMembership, CreateMembershipRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    let tokens = context.tokens.clone();
    context
        .core
        .write(command.meta, async move |tx| {
            let party = find_party(tx.conn, party).await?.ok_or(Error::NotFound)?;
            keeps(tx.caller(), &party)?;
            let mut check = Check::new();
            let row = MembershipRow {
                id: tx.new_id(),
                party_id: party.id,
                issuer: check.line("/issuer", &body.issuer, 1..=300),
                subject: check.line("/subject", &body.subject, 1..=200),
                display_name: check.optional_line("/display_name", body.display_name.as_deref(), 1..=120),
                roles: granted_roles(&mut check, &body.roles),
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
            };
            tokens.check_trusted(&mut check, "/issuer", &row.issuer);
            check.finish()?;
            not_oneself(tx.caller(), &row)?;
            check_grant(tx.caller(), &party, &body.roles, Holder::Person)?;
            queries::insert_membership(tx.conn, &row).await.map_err(member_already)?;
            tx.emit(&row, MembershipHappened::Granted).await?;
            Ok(Reply::created(format!("/v1/memberships/{}", row.id), &row.etag(tx.today()), &row.view())?)
        })
        .await
}

/// Changes roles or name; 200.
pub(super) async fn update_membership(
    context: &Context,
    id: MembershipId,
    command: Command<op::UpdateMembership, UpdateMembershipRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    let reply = context
        .core
        .write(command.meta, async move |tx| {
            let (mut row, party) = load(tx, id).await?;
            tx.expect(&row.etag(tx.today()))?;
            let mut check = Check::new();
            if let Some(roles) = &body.roles {
                not_oneself(tx.caller(), &row)?;
                check_coordinator_stays(tx, &party, &row, roles).await?;
                row.roles = granted_roles(&mut check, roles);
            }
            if let Some(name) = &body.display_name {
                row.display_name = check.optional_line("/display_name", name.as_deref(), 1..=120);
            }
            check.finish()?;
            check_grant(tx.caller(), &party, &read_roles(&row.roles), Holder::Person)?;
            tx.change(&mut row, MembershipHappened::Changed).await?;
            if body.roles.is_some() {
                end_tokens(tx, row.id).await?;
            }
            Ok(Reply::ok(&row.etag(tx.today()), &row.view())?)
        })
        .await?;
    context.tokens.learn(&context.core).await?;
    Ok(reply)
}

/// Ends a membership and its tokens; 204.
pub(super) async fn delete_membership(
    context: &Context,
    id: MembershipId,
    command: Command<op::DeleteMembership, ()>,
) -> Result<Reply, web::ApiError> {
    let reply = context
        .core
        .write(command.meta, async move |tx| {
            let (row, party) = load(tx, id).await?;
            check_grant(tx.caller(), &party, &[], Holder::Person)?;
            tx.expect(&row.etag(tx.today()))?;
            check_coordinator_stays(tx, &party, &row, &[]).await?;
            end_tokens(tx, row.id).await?;
            queries::delete_membership(tx.conn, id).await?;
            tx.emit(&row, MembershipHappened::Ended).await?;
            Ok(Reply::no_content())
        })
        .await?;
    context.tokens.learn(&context.core).await?;
    Ok(reply)
}

/// The membership, locked: absent for who neither keeps nor is the party, forbidden for who only is it.
async fn load(tx: &mut Tx<'_>, id: MembershipId) -> Result<(MembershipRow, PartyRow), Error> {
    let (row, party) = queries::lock_membership(tx.conn, id).await?.ok_or(Error::NotFound)?;
    keeps_in_sight(tx.caller(), &party)?;
    let decides = read_roles(&row.roles).into_iter().any(Role::decides);
    if decides && !party.kept_by(tx.caller()) {
        return Err(Error::Forbidden(Bilingual::new(
            "Keanggotaan dengan peran yang memutuskan diatur oleh koordinator daerah asal.",
            "A membership with a role that decides is kept by the coordinator of the home region.",
        )));
    }
    Ok((row, party))
}

/// Nobody grants to himself.
fn not_oneself(caller: &Caller, row: &MembershipRow) -> Result<(), Error> {
    if caller.subject() != row.person() {
        return Ok(());
    }
    Err(Error::Forbidden(Bilingual::new(
        "Anda tidak dapat memberi peran kepada diri sendiri. Mintalah orang lain yang berwenang.",
        "You cannot grant roles to yourself. Ask somebody else who may.",
    )))
}

/// Members and machines of a party are kept by the coordinator of its region, the platform, or its own administrator.
///
/// # Errors
/// [`Error::Forbidden`].
pub(crate) fn keeps(caller: &Caller, party: &PartyRow) -> Result<(), Error> {
    let administers = caller.has(Role::PartyAdmin) && party.id == caller.party();
    if party.kept_by(caller) || administers {
        return Ok(());
    }
    Err(Error::Forbidden(Bilingual::new(
        "Anggota dan klien mesin sebuah pihak diatur oleh koordinator daerah asalnya atau administrator pihak itu.",
        "Members and machine clients of a party are kept by the coordinator of its home region or its administrator.",
    )))
}

/// The same for one membership or machine: absent for who neither keeps nor is the party.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub(crate) fn keeps_in_sight(caller: &Caller, party: &PartyRow) -> Result<(), Error> {
    if !party.kept_by(caller) && party.id != caller.party() {
        return Err(Error::NotFound);
    }
    keeps(caller, party)
}

/// Whether the caller may give these roles in the party.
///
/// # Errors
/// `role-rule` with every unmet rule.
pub(crate) fn check_grant(
    caller: &Caller,
    party: &PartyRow,
    roles: &[Role],
    holder: Holder,
) -> Result<(), Error> {
    if let Some(stays) = party.absorbed_by_party_id.filter(|_| !roles.is_empty()) {
        return Err(Error::Invalid(vec![joined(stays)]));
    }
    let theirs = party.id == caller.party() || party.is_kept_by_region_of(caller);
    Ok(check_roles(party.kind, roles, holder, caller.roles(), theirs)?)
}

/// The labels to store: at least one role, each once.
pub(crate) fn granted_roles(check: &mut Check, roles: &[Role]) -> Vec<String> {
    check.length("/roles", roles, 1..=12);
    let repeated = roles.iter().enumerate().any(|(index, role)| roles[..index].contains(role));
    check.require(!repeated, || {
        Invalid::new("/roles", "repeated", "Sebutkan setiap peran sekali.", "Name each role once.")
    });
    roles.iter().map(|role| role.label().to_owned()).collect()
}

fn joined(stays: PartyId) -> Invalid {
    let stays = Bilingual::same(stays.to_string());
    let detail = say!(
        "Pihak ini sudah digabungkan; atur anggota dan klien mesin pada {stays}.",
        "This party has been joined to another; keep members and machine clients at {stays}.",
        stays = stays,
    );
    Invalid::says("", "party-joined", detail)
}

/// A government keeps a coordinator: without one nobody acts for its region.
async fn check_coordinator_stays(
    tx: &mut Tx<'_>,
    party: &PartyRow,
    row: &MembershipRow,
    will_have: &[Role],
) -> Result<(), Error> {
    let was = read_roles(&row.roles).contains(&Role::Coordinator);
    let platform = tx.caller().has(Role::PlatformAdmin);
    if platform || !was || will_have.contains(&Role::Coordinator) {
        return Ok(());
    }
    lock_party(tx.conn, party.id).await?;
    if queries::has_another_coordinator(tx.conn, party.id, row.id).await? {
        return Ok(());
    }
    let how = Bilingual::new(
        "Beri peran koordinator kepada orang lain lebih dahulu, atau mintalah administrator platform.",
        "Give another person the role of coordinator first, or ask the platform's administrator.",
    );
    let found = Bilingual::new("koordinator terakhir", "the last coordinator");
    let required = Bilingual::new("satu koordinator lain", "one other coordinator");
    let unmet = Unmet::new("coordinator_stays", "memberships", found, required, how);
    Err(Refusal::rule(RefusalCode::RoleRule, vec![unmet]).into())
}

fn member_already(error: Error) -> Error {
    error.when_unique("membership_person_unique", || {
        Error::duplicate(
            "/subject",
            "Orang ini sudah menjadi anggota pihak ini; ubah perannya.",
            "This person is a member of this party already; change the roles.",
        )
    })
}
