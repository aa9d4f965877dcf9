//! The organisations register and their people are signed up.

use serde_json::json;

use super::super::issuer::ISSUER;
use super::super::people::{ORGANISATIONS, PEOPLE, Person};
use super::super::stage::{Service, Stage, text};
use super::{World, in_agreement};

pub(in super::super) async fn play(stage: &Stage<'_>, world: &mut World) -> anyhow::Result<()> {
    // A coordinator registers the businesses of its region: governments and their people come first.
    for organisation in ORGANISATIONS {
        let body = json!({
            "kind": organisation.kind, "legal_name": organisation.legal_name,
            "short_name": organisation.short_name, "region_code": organisation.region,
        });
        let same = |party: &serde_json::Value| {
            party["legal_name"] == organisation.legal_name && party["region_code"] == organisation.region
        };
        let list = format!("/v1/parties?region_code={}", organisation.region);
        let found = stage.find(organisation.registered_by, Service::Agreement, &list, same).await?;
        let what = format!("registers {}", organisation.short_name);
        let deed = in_agreement(organisation.registered_by, &what, "/v1/parties", body);
        let party = stage.create(found, deed).await?;
        world.parties.insert(organisation.key, text(&party, "id")?.to_owned());
        for person in PEOPLE.iter().filter(|person| person.organisation == organisation.key) {
            sign_up(stage, world, person, organisation.registered_by).await?;
        }
    }
    Ok(())
}

async fn sign_up(
    stage: &Stage<'_>,
    world: &mut World,
    person: &'static Person,
    by: &str,
) -> anyhow::Result<()> {
    let path = format!("/v1/parties/{}/memberships", world.party(person.organisation)?);
    let same = |member: &serde_json::Value| member["subject"] == person.subject && member["issuer"] == ISSUER;
    let found = stage.find(by, Service::Agreement, &path, same).await?;
    let body = json!({
        "issuer": ISSUER, "subject": person.subject, "display_name": person.subject, "roles": person.roles,
    });
    let what = format!("signs up {}", person.subject);
    let member = stage.create(found, in_agreement(by, &what, path, body)).await?;
    world.members.insert(person.subject, text(&member, "id")?.to_owned());
    Ok(())
}
