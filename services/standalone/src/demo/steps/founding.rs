//! The organisations register and their people are signed up.

use api_types::TransitionRequest;
use api_types::agreement::{
    CreateMembershipRequest, CreatePartyRequest, ListMembershipsQuery, ListPartiesQuery, MembershipView,
    PartyView,
};
use domain::agreement::MembershipState;
use domain::shared::{MembershipId, Role};

use super::super::issuer::ISSUER;
use super::super::people::{ADMINISTRATOR, ORGANISATIONS, Organisation, PEOPLE, Person};
use super::super::player::{Player, action};
use super::World;

pub(in super::super) async fn play(player: &Player<'_>, world: &mut World) -> anyhow::Result<()> {
    // A coordinator registers the businesses of its region: governments and their people come first.
    for organisation in ORGANISATIONS {
        let party = register(player, organisation).await?;
        world.parties.insert(organisation.key, party.id);
        for person in PEOPLE.iter().filter(|person| person.organisation == organisation.key) {
            sign_up(player, world, person, organisation.registered_by).await?;
        }
    }
    Ok(())
}

async fn register(player: &Player<'_>, organisation: &Organisation) -> anyhow::Result<PartyView> {
    let by = organisation.registered_by;
    let query = ListPartiesQuery { region_code: Some(organisation.region.into()), ..Default::default() };
    let same = |party: &PartyView| {
        party.legal_name == organisation.legal_name && party.region_code == organisation.region
    };
    let found = player.find(by, |services| services.agreement.list_parties(&query), same).await?;
    let body = CreatePartyRequest {
        kind: organisation.kind,
        legal_name: organisation.legal_name.into(),
        short_name: Some(organisation.short_name.into()),
        region_code: organisation.region.into(),
        business_id: None,
        tax_id: None,
        address: None,
        business_size: None,
        tax_registered: false,
    };
    let what = format!("registers {}", organisation.short_name);
    player.create(found, action(by, &what), |services| services.agreement.create_party(&body)).await
}

async fn sign_up(
    player: &Player<'_>,
    world: &mut World,
    person: &'static Person,
    by: &str,
) -> anyhow::Result<()> {
    let (party, query) = (world.party(person.organisation)?, ListMembershipsQuery::default());
    let same = |member: &MembershipView| member.subject == person.subject && member.issuer == ISSUER;
    let found = player.find(by, |services| services.agreement.list_memberships(party, &query), same).await?;
    let body = CreateMembershipRequest {
        issuer: ISSUER.into(),
        subject: person.subject.into(),
        display_name: Some(person.subject.into()),
        roles: person.roles.to_vec(),
    };
    let what = format!("signs up {}", person.subject);
    let create = action(by, &what);
    let member =
        player.create(found, create, |services| services.agreement.create_membership(party, &body)).await?;
    world.members.insert(person.subject, member.id);
    if person.roles.iter().any(|role| role.decides()) {
        let confirmer = if by == ADMINISTRATOR { coordinator_of(person.organisation) } else { ADMINISTRATOR };
        take_office(player, member.id, person, confirmer).await?;
    }
    Ok(())
}

/// A role that decides is confirmed by a second person, then accepted by who shall hold it. The first coordinator of a
/// government needs nobody but the administrator.
async fn take_office(
    player: &Player<'_>,
    id: MembershipId,
    person: &'static Person,
    confirmer: &str,
) -> anyhow::Result<()> {
    let nothing = TransitionRequest::default();
    if confirmer != person.subject {
        let what = format!("confirms {}", person.subject);
        player
            .act(
                action(confirmer, &what),
                |services| services.agreement.get_membership(id),
                |member| member.state != MembershipState::Proposed,
                |services, etag| services.agreement.confirm_membership(id, etag, &nothing),
            )
            .await?;
    }
    player
        .act(
            action(person.subject, "takes on the role"),
            |services| services.agreement.get_membership(id),
            |member| member.state == MembershipState::Active,
            |services, etag| services.agreement.accept_membership(id, etag, &nothing),
        )
        .await?;
    // What was signed in as a guest signs in anew, with the roles.
    player.forget(person.subject).await;
    Ok(())
}

fn coordinator_of(organisation: &str) -> &'static str {
    let coordinates =
        |person: &&Person| person.organisation == organisation && person.roles.contains(&Role::Coordinator);
    PEOPLE.iter().find(coordinates).map_or(ADMINISTRATOR, |person| person.subject)
}
