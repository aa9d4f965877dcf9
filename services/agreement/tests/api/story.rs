//! The story's parties and papers, through the public API: two governments, a facilitator, an agreement.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, App, Caller};

use crate::{admin, start};

/// A running service with the two governments of the story.
pub(crate) struct Story {
    /// The service.
    pub(crate) app: App,
    /// Coordinator of Kota Metro, which offers.
    pub(crate) metro: Actor,
    /// Mayor of Metro.
    pub(crate) mayor: Actor,
    /// Coordinator of DKI Jakarta, which answers.
    pub(crate) jakarta: Actor,
    /// Governor of DKI Jakarta.
    pub(crate) governor: Actor,
    /// Bank Indonesia Lampung.
    pub(crate) facilitator: Actor,
}

/// Registers a party as the administrator and gives somebody in it.
pub(crate) async fn register(app: &App, kind: &str, name: &str, region: &str, roles: &[Role]) -> Actor {
    let body = json!({"kind": kind, "legal_name": name, "region_code": region});
    let party = app.caller(&admin()).post("/v1/parties", body).await.expect(201);
    Actor::new(party.id().parse().unwrap(), region, roles)
}

/// The same party, in other roles and as another person.
pub(crate) fn also(actor: &Actor, roles: &[Role]) -> Actor {
    Actor::new(actor.party, actor.region.as_ref().unwrap().as_str(), roles)
}

impl Story {
    /// Starts the service and registers the governments and the facilitator.
    pub(crate) async fn start() -> Self {
        let app = start().await;
        let government = "regional_government";
        let metro = register(&app, government, "Pemerintah Kota Metro", "18.72", &[Role::Coordinator]).await;
        let jakarta = register(&app, government, "Pemerintah DKI Jakarta", "31", &[Role::Coordinator]).await;
        let facilitator =
            register(&app, "facilitator", "Bank Indonesia Lampung", "18", &[Role::Facilitator]).await;
        let mayor = also(&metro, &[Role::RegionalSigner]);
        let governor = also(&jakarta, &[Role::RegionalSigner]);
        Self { app, metro, mayor, jakarta, governor, facilitator }
    }

    /// An HTTP caller.
    pub(crate) fn as_(&self, actor: &Actor) -> Caller {
        self.app.caller(actor)
    }

    /// What Metro drafts.
    pub(crate) fn draft(&self) -> Value {
        json!({
            "title": "Kerja sama pangan Kota Metro dan DKI Jakarta",
            "counterpart_party_id": self.jakarta.party,
            "facilitator_party_id": self.facilitator.party,
            "valid_from_date": "2022-06-10", "valid_until_date": "2027-06-09",
            "commodities": ["rice", "eggs", "cattle"],
            "plan": {"burdens_public": false, "in_regional_budget": true, "note": "Metro sends goods."},
        })
    }

    /// Drafts, offers and takes into discussion; gives the path.
    pub(crate) async fn discussed(&self) -> String {
        let drafted = self.as_(&self.metro).post("/v1/agreements", self.draft()).await.expect(201);
        let path = drafted.header("location").to_owned();
        self.as_(&self.metro).act(&format!("{path}/offers"), json!({})).await.expect(200);
        self.as_(&self.jakarta).act(&format!("{path}/discussions"), json!({})).await.expect(200);
        path
    }

    /// The hash of the present text.
    pub(crate) async fn hash(&self, path: &str) -> String {
        let text = self.as_(&self.metro).get(&format!("{path}/text")).await.expect(200);
        text.json["text_sha256"].as_str().unwrap().to_owned()
    }

    /// Confirmed by both coordinators.
    pub(crate) async fn confirmed(&self) -> String {
        let path = self.discussed().await;
        let body = json!({"text_sha256": self.hash(&path).await});
        for side in [&self.metro, &self.jakarta] {
            let confirm = format!("{path}/text-confirmations");
            self.as_(side).act(&confirm, body.clone()).await.expect(200);
        }
        path
    }

    /// A signature of the head of a region.
    pub(crate) async fn signature(&self, path: &str, name: &str) -> Value {
        json!({"text_sha256": self.hash(path).await, "signatory": {"name": name, "position": "Kepala Daerah"}})
    }

    /// Signed by both heads.
    pub(crate) async fn signed(&self) -> String {
        let path = self.confirmed().await;
        for (head, name) in [(&self.mayor, "Wahdi"), (&self.governor, "Anies Baswedan")] {
            let body = self.signature(&path, name).await;
            self.as_(head).act(&format!("{path}/signatures"), body).await.expect(200);
        }
        path
    }

    /// In force.
    pub(crate) async fn active(&self) -> String {
        let path = self.signed().await;
        self.as_(&self.jakarta).act(&format!("{path}/activations"), json!({})).await.expect(200);
        path
    }
}
