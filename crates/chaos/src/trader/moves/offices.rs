//! Roles that are given to people, and grants to record the past.

use api_types::agreement::{
    BackfillGrantView, CreateBackfillGrantRequest, CreateMembershipRequest, MembershipView,
    UpdateMembershipRequest,
};
use chrono::{Months, NaiveDate};
use domain::agreement::{BackfillGrantState, MembershipState};
use domain::shared::Role;
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use standalone::demo::{ADMINISTRATOR, ISSUER};

use super::{ASIDE, Move, ON, OVER, REGIONS, Shows, actor, circumstances, key, occurred, pick};
use crate::caller::Request;
use crate::trader::{AWAY, Member, NEWCOMERS, World};

pub(super) fn names() -> Vec<&'static str> {
    vec![
        "give roles",
        "change roles",
        "confirm roles",
        "take on roles",
        "end membership",
        "propose grant",
        "confirm grant",
        "withdraw grant",
        "end grant",
    ]
}

/// Roles that are offered: mostly both of those that check and decide on suppliers.
fn roles(dice: &mut StdRng) -> Vec<Role> {
    match dice.random_range(0..8) {
        0 => vec![Role::Coordinator],
        1 => vec![Role::TechnicalAgency],
        2 => vec![Role::Inspector],
        3 => vec![Role::FieldOfficer],
        _ => vec![Role::Coordinator, Role::TechnicalAgency],
    }
}

pub(super) fn membership(world: &World, dice: &mut StdRng) -> Option<Move> {
    let holder = *NEWCOMERS.choose(dice)?;
    let known = world.people.members.iter().find(|member| member.holder == holder);
    let Some(member) = known.filter(|member| member.view.state != MembershipState::Ended) else {
        return give(world, holder, dice);
    };
    let wanted: &[(&'static str, u32)] = match member.view.state {
        MembershipState::Proposed => {
            &[("confirm roles", ON), ("change roles", OVER), ("end membership", OVER)]
        }
        MembershipState::Confirmed => {
            &[("take on roles", ON), ("change roles", OVER), ("end membership", OVER)]
        }
        _ => &[("change roles", ASIDE), ("end membership", OVER)],
    };
    on_member(world, member, pick(world, wanted, dice)?, dice)
}

/// Who keeps the people of the government.
fn keepers(world: &World) -> Vec<&'static str> {
    [ADMINISTRATOR].into_iter().chain(world.people.coordinators()).collect()
}

fn of_member(name: &'static str, request: Request, may: Vec<&'static str>) -> Move {
    Move { name, request, shows: Shows::Member, contracts: Vec::new(), may, begins: false, said: None }
}

fn give(world: &World, holder: &'static str, dice: &mut StdRng) -> Option<Move> {
    let (may, party) = (keepers(world), world.people.party("metro")?);
    let body = CreateMembershipRequest {
        issuer: ISSUER.to_owned(),
        subject: holder.to_owned(),
        display_name: None,
        roles: roles(dice),
    };
    let request = Request::agreement(actor(&may, dice), |api| api.create_membership(party, &body));
    Some(of_member("give roles", request.keyed(key(dice)), may))
}

fn on_member(world: &World, member: &Member, name: &'static str, dice: &mut StdRng) -> Option<Move> {
    let MembershipView { id, .. } = member.view;
    let mut may = keepers(world);
    match name {
        "take on roles" => may = vec![member.holder],
        "end membership" => may.push(member.holder),
        _ => {}
    }
    // Nobody gives himself a role, nor confirms it.
    let tempted = name == "confirm roles" && dice.random_ratio(1, 6);
    let by = if tempted { member.holder } else { actor(&may, dice) };
    let (said, change) = (
        occurred(world, &[], dice),
        UpdateMembershipRequest { roles: Some(roles(dice)), ..Default::default() },
    );
    let body = circumstances(said);
    let request = Request::agreement(by, |api| match name {
        "change roles" => api.update_membership(id, "*", &change),
        "confirm roles" => api.confirm_membership(id, "*", &body),
        "take on roles" => api.accept_membership(id, "*", &body),
        _ => api.end_membership(id, "*", &body),
    });
    let said = said.filter(|_| name != "change roles");
    Some(Move { said, ..of_member(name, request, may) })
}

pub(super) fn grant(world: &World, dice: &mut StdRng) -> Option<Move> {
    use BackfillGrantState::{InForce, Proposed};
    let open = |grant: &&BackfillGrantView| [Proposed, InForce].contains(&grant.state);
    let open: Vec<&BackfillGrantView> = world.people.grants.iter().filter(open).collect();
    if open.len() < 3 && (open.is_empty() || dice.random_ratio(1, 3)) {
        return propose(world, dice);
    }
    let grant =
        if dice.random_ratio(1, 10) { world.people.grants.choose(dice)? } else { *open.choose(dice)? };
    let wanted: &[(&'static str, u32)] = match grant.state {
        Proposed => &[("confirm grant", ON), ("withdraw grant", ASIDE)],
        _ => &[("end grant", ASIDE)],
    };
    on_grant(world, grant, pick(world, wanted, dice)?, dice)
}

fn of_grant(name: &'static str, request: Request, may: Vec<&'static str>) -> Move {
    Move { name, request, shows: Shows::Grant, contracts: Vec::new(), may, begins: false, said: None }
}

/// A month or more after the days for which the story has grants.
fn propose(world: &World, dice: &mut StdRng) -> Option<Move> {
    let people = &world.people;
    let first = NaiveDate::from_ymd_opt(2023, 7, 1)? + Months::new(dice.random_range(0..8));
    let organisation = *["sari_makmur", "food_station", "metro", "jakarta"].choose(dice)?;
    let body = CreateBackfillGrantRequest {
        party_id: people.party(organisation)?,
        from_date: first,
        until_date: first + Months::new(dice.random_range(1..6)),
        reason: "because".to_owned(),
    };
    let mut may = people.coordinators();
    may.push(AWAY);
    let by = actor(&may, dice);
    let request = Request::agreement(by, |api| api.create_backfill_grant(people.agreement, &body));
    Some(of_grant("propose grant", request.keyed(key(dice)), may))
}

fn on_grant(world: &World, grant: &BackfillGrantView, name: &'static str, dice: &mut StdRng) -> Option<Move> {
    let of_metro = Some(grant.granted_by_party_id) == world.people.party("metro");
    let (metro, jakarta) = (world.people.coordinators(), vec![AWAY]);
    let (proposer, other) = if of_metro { (metro, jakarta) } else { (jakarta, metro) };
    let may = match name {
        "confirm grant" => other,
        "withdraw grant" => proposer,
        _ => [proposer, other].concat(),
    };
    // One side alone would like to.
    let by = if dice.random_ratio(1, 5) { *REGIONS.choose(dice)? } else { actor(&may, dice) };
    let said = occurred(world, &[], dice);
    let body = circumstances(said);
    let request = Request::agreement(by, |api| match name {
        "confirm grant" => api.confirm_backfill_grant(grant.id, "*", &body),
        "withdraw grant" => api.withdraw_backfill_grant(grant.id, "*", &body),
        _ => api.end_backfill_grant(grant.id, "*", &body),
    });
    Some(Move { said, ..of_grant(name, request, may) })
}
