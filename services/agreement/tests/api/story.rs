//! The story's parties and papers, through the public API: two governments, a facilitator, an agreement.

use diesel_async::SimpleAsyncConnection as _;
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

/// Who signs in a capacity, with the office that goes with it.
pub(crate) fn head(name: &str, capacity: &str) -> Value {
    json!({"name": name, "position": "Pimpinan", "capacity": capacity})
}

/// The commodities of the catalog, as its feed has told them.
const COMMODITIES: &str = "
    insert into projected_commodity (code, name_id, name_en, natural_unit) values
        ('eggs', 'Telur', 'Eggs', 'TNE'), ('rice', 'Beras', 'Rice', 'TNE'), ('cattle', 'Sapi', 'Cattle', 'HEA'),
        ('chilli', 'Cabai', 'Chilli', 'KGM'), ('msme_goods', 'Produk UMKM', 'UMKM products', 'vehicle');
    insert into projected_form (commodity_code, form_code, unit, second_unit) values
        ('eggs', 'fresh', 'KGM', 'H87'), ('rice', 'milled', 'KGM', null), ('cattle', 'live', 'HEA', 'KGM'),
        ('chilli', 'fresh', 'KGM', null), ('msme_goods', 'packed', 'H87', null);";

/// The same party, in other roles and as another person.
pub(crate) fn also(actor: &Actor, roles: &[Role]) -> Actor {
    Actor::new(actor.party, actor.region.as_ref().unwrap().as_str(), roles)
}

impl Story {
    /// Starts the service and registers the governments and the facilitator.
    pub(crate) async fn start() -> Self {
        let app = start().await;
        app.core.read().await.unwrap().batch_execute(COMMODITIES).await.unwrap();
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
            "title": "Kerja sama pangan Kota Metro dan DKI Jakarta", "number": "119/KS/2022",
            "counterpart_party_id": self.jakarta.party,
            "facilitator_party_id": self.facilitator.party,
            "valid_from_date": "2022-06-10", "valid_until_date": "2027-06-09",
            "commodities": ["rice", "eggs", "cattle"],
            "plan": {"burdens_public": false, "in_regional_budget": true, "note": "Metro sends goods."},
        })
    }

    /// Drafts, offers and takes into discussion; gives the path.
    pub(crate) async fn discussed(&self) -> String {
        self.discussed_as(self.draft()).await
    }

    /// The same with another draft.
    pub(crate) async fn discussed_as(&self, draft: Value) -> String {
        let drafted = self.as_(&self.metro).post("/v1/agreements", draft).await.expect(201);
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
        self.confirmed_as(self.draft()).await
    }

    /// The same with another draft.
    pub(crate) async fn confirmed_as(&self, draft: Value) -> String {
        let path = self.discussed_as(draft).await;
        let body = json!({"text_sha256": self.hash(&path).await});
        for side in [&self.metro, &self.jakarta] {
            let confirm = format!("{path}/text-confirmations");
            self.as_(side).act(&confirm, body.clone()).await.expect(200);
        }
        path
    }

    /// A signature of the head of a region.
    pub(crate) async fn signature(&self, path: &str, name: &str, capacity: &str) -> Value {
        json!({"text_sha256": self.hash(path).await, "signatory": head(name, capacity)})
    }

    /// Another service's feed was heard at the app's time.
    pub(crate) async fn hear(&self, source: &str) {
        let mut conn = self.app.core.read().await.unwrap();
        db::feed::contacted(&mut conn, source, self.app.clock.now(), None).await.unwrap();
    }

    /// Signed by both heads.
    pub(crate) async fn signed(&self) -> String {
        let path = self.confirmed().await;
        for (signer, name, capacity) in
            [(&self.mayor, "Wahdi", "mayor"), (&self.governor, "Anies Baswedan", "governor")]
        {
            let body = self.signature(&path, name, capacity).await;
            self.as_(signer).act(&format!("{path}/signatures"), body).await.expect(200);
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
