//! What can be done with memberships. Ending one, or changing its roles, ends its tokens; roles that decide wait for a second
//! person and for their holder.

use api_types::agreement::{CreateMembershipRequest, UpdateMembershipRequest};
use api_types::{Check, TransitionRequest};
use domain::agreement::{
    Confirmation, Holder, MOST_MEMBERS, MembershipEvent, MembershipHappened, MembershipState, adds_decision,
    check_confirmation, check_coordinator_first, check_roles, check_room,
};
use domain::say;
use domain::shared::{
    Bilingual, Invalid, MembershipId, PartyId, PartyKind, Refusal, RefusalCode, Role, Unmet,
};
use service::{Error, OccurredAt, Stateful as _, Tx, Versioned as _};
use web::{Caller, Command, Reply};

use super::queries;
use super::rows::{MembershipRow, NewMember, read_roles};
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
            let mut member = NewMember {
                id: tx.new_id(),
                party_id: party.id,
                issuer: check.line("/issuer", &body.issuer, 1..=300),
                subject: check.line("/subject", &body.subject, 1..=200),
                display_name: check.optional_line("/display_name", body.display_name.as_deref(), 1..=120),
                roles: granted_roles(&mut check, &body.roles),
                granted_by: tx.caller().subject().to_owned(),
                vetted: false,
                accepted: false,
            };
            tokens.check_trusted(&mut check, "/issuer", &member.issuer);
            check.finish()?;
            check_grant(tx.caller(), &party, &body.roles, Holder::Person)?;
            expect_room(tx, &party).await?;
            let holder = format!("{}#{}", member.issuer, member.subject);
            member.vetted = is_vetted(tx, &party, &holder).await?;
            let row = member.row(tx.now);
            not_oneself(tx.caller(), &row)?;
            queries::insert_membership(tx.conn, &row).await.map_err(member_already)?;
            tx.first(&row, MembershipHappened::Granted).await?;
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
            if !row.state.may_change() {
                return Err(Error::unchangeable(row.state));
            }
            let mut check = Check::new();
            if let Some(name) = &body.display_name {
                row.display_name = check.optional_line("/display_name", name.as_deref(), 1..=120);
            }
            let roles = body.roles.as_deref().map(|roles| granted_roles(&mut check, roles));
            check.finish()?;
            match roles {
                Some(roles) => give(tx, &mut row, &party, roles).await?,
                None => tx.change(&mut row, MembershipHappened::Changed).await?,
            }
            Ok(Reply::ok(&row.etag(tx.today()), &row.view())?)
        })
        .await?;
    context.tokens.learn(&context.core).await?;
    Ok(reply)
}

/// A second person confirms roles that decide; 200.
pub(super) async fn confirm_membership(
    context: &Context,
    id: MembershipId,
    command: Command<op::ConfirmMembership, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    let reply = context
        .core
        .write(command.meta, async move |tx| {
            let (mut row, party) = load(tx, id).await?;
            let mut step = tx.begin(&row, MembershipEvent::Confirm, &body).await?;
            check_grant(tx.caller(), &party, &read_roles(&row.wanted_roles), Holder::Person)?;
            check_confirmation(Confirmation {
                granted_by: &row.granted_by,
                holder: &row.person(),
                confirms: tx.caller().subject(),
                is_machine: tx.caller().is_machine(),
            })?;
            if let Some((waited, days)) =
                queries::coordinator_first(tx.conn, tx.caller(), &row, &party, tx.now).await?
            {
                check_coordinator_first(waited, days)?;
            }
            row.confirmed_by = Some(tx.caller().subject().to_owned());
            if row.accepted {
                step.leads_to(MembershipState::Active);
                take_on(tx, &mut row, &party).await?;
            }
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&row.etag(tx.today()), &row.view())?)
        })
        .await?;
    context.tokens.learn(&context.core).await?;
    Ok(reply)
}

/// The person takes the roles on; tokens with the former ones end. 200.
pub(super) async fn accept_membership(
    context: &Context,
    id: MembershipId,
    command: Command<op::AcceptMembership, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    let reply = context
        .core
        .write(command.meta, async move |tx| {
            let (mut row, party) = queries::lock_membership(tx.conn, id).await?.ok_or(Error::NotFound)?;
            if !row.is_of(tx.caller()) {
                keeps_in_sight(tx.caller(), &party)?;
                return Err(Error::Forbidden(row.not_theirs(MembershipEvent::Accept)));
            }
            let step = tx.begin_as(None, &row, MembershipEvent::Accept, &body).await?;
            take_on(tx, &mut row, &party).await?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&row.etag(tx.today()), &row.view())?)
        })
        .await?;
    context.tokens.learn(&context.core).await?;
    Ok(reply)
}

/// Ends a membership and its tokens: who keeps the party, or the person, who leaves. 200.
pub(super) async fn end_membership(
    context: &Context,
    id: MembershipId,
    command: Command<op::EndMembership, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    let reply = context
        .core
        .write(command.meta, async move |tx| {
            let (mut row, party) = queries::lock_membership(tx.conn, id).await?.ok_or(Error::NotFound)?;
            let step = if row.is_of(tx.caller()) {
                tx.begin_as(None, &row, MembershipEvent::End, &body).await?
            } else {
                expect_keeper(tx.caller(), &row, &party)?;
                check_grant(tx.caller(), &party, &[], Holder::Person)?;
                tx.begin(&row, MembershipEvent::End, &body).await?
            };
            expect_keeper_stays(tx, &party, &row, &[]).await?;
            end_tokens(tx, row.id).await?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&row.etag(tx.today()), &row.view())?)
        })
        .await?;
    context.tokens.learn(&context.core).await?;
    Ok(reply)
}

/// Gives other roles: at once, or, where one is added that decides, once they are confirmed and accepted.
async fn give(
    tx: &mut Tx<'_>,
    row: &mut MembershipRow,
    party: &PartyRow,
    roles: Vec<String>,
) -> Result<(), Error> {
    let (held, wanted) = (read_roles(&row.roles), read_roles(&roles));
    not_oneself(tx.caller(), row)?;
    expect_keeper_stays(tx, party, row, &wanted).await?;
    check_grant(tx.caller(), party, &wanted, Holder::Person)?;
    tx.caller().subject().clone_into(&mut row.granted_by);
    (row.confirmed_by, row.accepted) = (None, false);
    let event = if adds_decision(&held, &wanted) {
        row.wanted_roles = roles;
        MembershipEvent::Propose
    } else {
        (row.roles, row.wanted_roles) = (roles, Vec::new());
        end_tokens(tx, row.id).await?;
        MembershipEvent::Change
    };
    let (now, request) = (OccurredAt::now(tx.now), TransitionRequest::default());
    tx.follow(row, event, now, &request).await?;
    if row.state == MembershipState::Proposed && is_vetted(tx, party, &row.person()).await? {
        tx.follow(row, MembershipEvent::Confirm, now, &request).await?;
    }
    Ok(())
}

/// The roles that waited are in use; tokens with the former ones end. Since they were given, others may have gone.
async fn take_on(tx: &mut Tx<'_>, row: &mut MembershipRow, party: &PartyRow) -> Result<(), Error> {
    expect_keeper_stays(tx, party, row, &read_roles(&row.wanted_roles)).await?;
    row.roles = std::mem::take(&mut row.wanted_roles);
    end_tokens(tx, row.id).await
}

/// Whether the platform's administrator grants where nobody else could confirm: the first coordinator of a government.
async fn is_vetted(tx: &mut Tx<'_>, party: &PartyRow, holder: &str) -> Result<bool, Error> {
    let caller = tx.caller();
    let those = [caller.subject(), holder];
    Ok(caller.has(Role::PlatformAdmin) && !queries::has_confirmer(tx.conn, party, those).await?)
}

/// A party has so many people and no more; two who grant or invite at once take turns.
///
/// # Errors
/// `role-rule`; database errors.
pub(crate) async fn expect_room(tx: &mut Tx<'_>, party: &PartyRow) -> Result<(), Error> {
    lock_party(tx.conn, party.id).await?;
    Ok(check_room(queries::count_members(tx.conn, party.id).await?, MOST_MEMBERS)?)
}

/// The membership, locked: absent for who neither keeps nor is the party, forbidden for who only is it.
async fn load(tx: &mut Tx<'_>, id: MembershipId) -> Result<(MembershipRow, PartyRow), Error> {
    let (row, party) = queries::lock_membership(tx.conn, id).await?.ok_or(Error::NotFound)?;
    expect_keeper(tx.caller(), &row, &party)?;
    Ok((row, party))
}

fn expect_keeper(caller: &Caller, row: &MembershipRow, party: &PartyRow) -> Result<(), Error> {
    keeps_in_sight(caller, party)?;
    let all = row.roles.iter().chain(&row.wanted_roles).cloned().collect::<Vec<_>>();
    if !read_roles(&all).into_iter().any(Role::decides) || party.kept_by(caller) {
        return Ok(());
    }
    Err(Error::Forbidden(Bilingual::new(
        "Keanggotaan dengan peran yang memutuskan diatur oleh koordinator daerah asal.",
        "A membership with a role that decides is kept by the coordinator of the home region.",
    )))
}

/// Nobody grants to himself.
fn not_oneself(caller: &Caller, row: &MembershipRow) -> Result<(), Error> {
    if !row.is_of(caller) {
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

/// A government keeps a coordinator, and the platform an administrator, whoever asks: without one nobody acts for its region, and whoever came next would be
/// confirmed by nobody.
async fn expect_keeper_stays(
    tx: &mut Tx<'_>,
    party: &PartyRow,
    row: &MembershipRow,
    will_have: &[Role],
) -> Result<(), Error> {
    let platform = party.kind == PartyKind::PlatformOperator;
    let keeps = if platform { Role::PlatformAdmin } else { Role::Coordinator };
    let was = read_roles(&row.roles).contains(&keeps);
    if !was || will_have.contains(&keeps) {
        return Ok(());
    }
    lock_party(tx.conn, party.id).await?;
    if queries::has_another(tx.conn, party.id, keeps, row.id).await? {
        return Ok(());
    }
    if platform {
        let how = Bilingual::new(
            "Beri peran administrator platform kepada orang lain lebih dahulu.",
            "Give another person the role of the platform's administrator first.",
        );
        let found = Bilingual::new("administrator terakhir", "the last administrator");
        let required = Bilingual::new("satu administrator lain", "one other administrator");
        let unmet = Unmet::new("administrator_stays", "memberships", found, required, how);
        return Err(Refusal::rule(RefusalCode::RoleRule, vec![unmet]).into());
    }
    let how = Bilingual::new(
        "Beri peran koordinator kepada orang lain lebih dahulu; seorang koordinator atau administrator platform lain mengukuhkannya.",
        "Give another person the role of coordinator first; a coordinator or another administrator of the platform confirms it.",
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
