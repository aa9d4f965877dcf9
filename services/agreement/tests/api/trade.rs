//! The story's trade: a supplier of Metro and a buyer of Jakarta under an agreement in force.

use diesel_async::SimpleAsyncConnection as _;
use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, Caller};

use crate::story::{Story, also, head, register};
use crate::verifications::{PDF, upload};

/// A running service with everything a contract needs, and no contract yet.
pub(crate) struct Trade {
    pub(crate) story: Story,
    /// Path of the active agreement.
    pub(crate) agreement: String,
    pub(crate) supplier: Actor,
    pub(crate) buyer: Actor,
}

impl Trade {
    pub(crate) async fn start() -> Self {
        let story = Story::start().await;
        let agreement = story.active().await;
        let roles = [Role::Supplier];
        let supplier = register(&story.app, "company", "PT Kuasa Omega Jaya", "18.72", &roles).await;
        let enterprise = "regional_enterprise";
        let buyer = register(&story.app, enterprise, "Perumda Dharma Jaya", "31", &[Role::Buyer]).await;
        Self { story, agreement, supplier, buyer }
    }

    /// Runs SQL against the service's database: what only another service could have told.
    pub(crate) async fn seed(&self, sql: &str) {
        self.story.app.core.read().await.unwrap().batch_execute(sql).await.unwrap();
    }

    pub(crate) fn as_(&self, actor: &Actor) -> Caller {
        self.story.as_(actor)
    }

    /// The id of the agreement.
    pub(crate) fn agreement_id(&self) -> &str {
        self.agreement.rsplit('/').next().unwrap()
    }

    /// A contract over nine tonnes of eggs.
    pub(crate) fn draft(&self) -> Value {
        json!({
            "agreement_id": self.agreement_id(), "type": "fixed_quota", "title": "Telur KUJ untuk Dharma Jaya",
            "supplier_id": self.supplier.party, "buyer_id": self.buyer.party,
            "valid_from_date": "2022-06-10", "valid_until_date": "2027-06-09",
            "lines": [{"commodity_code": "eggs", "form_code": "fresh", "unit": "KGM",
                "quantity": {"value": "9000", "unit": "KGM"}, "price": {"amount": 22500, "currency": "IDR"},
                "price_basis": "per_kg_net", "description": "Telur ayam ras"}],
        })
    }

    /// Endorsed by both regions and signed by both businesses.
    pub(crate) async fn endorse_and_sign(&self, path: &str) {
        let text = self.as_(&self.supplier).get(&format!("{path}/text")).await.expect(200);
        let hash = text.json["text_sha256"].clone();
        self.endorse(path, &hash).await;
        self.sign_endorsed(path).await;
    }

    /// Signed by both businesses.
    pub(crate) async fn sign_endorsed(&self, path: &str) {
        let text = self.as_(&self.supplier).get(&format!("{path}/text")).await.expect(200);
        let hash = &text.json["text_sha256"];
        let body = json!({"text_sha256": hash, "signatory": head("Sari Wulandari", "director")});
        for actor in [&self.supplier, &self.buyer] {
            self.as_(actor).act(&format!("{path}/signatures"), body.clone()).await.expect(200);
        }
    }

    async fn endorse(&self, path: &str, hash: &Value) {
        for actor in [&self.story.metro, &self.story.jakarta] {
            let body = json!({"text_sha256": hash, "note": "Harga telah dibicarakan."});
            self.as_(actor).act(&format!("{path}/endorsements"), body).await.expect(200);
        }
    }

    /// A contract of a draft, endorsed by both regions; its path.
    pub(crate) async fn endorsed(&self, draft: Value) -> String {
        let supplier = self.as_(&self.supplier);
        let drafted = supplier.post("/v1/contracts", draft).await.expect(201);
        let path = drafted.header("location").to_owned();
        supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
        self.endorse(&path, &drafted.json["text_sha256"]).await;
        path
    }

    /// Both coordinators terminate a contract.
    pub(crate) async fn terminate(&self, path: &str) {
        for (coordinator, ends) in [(&self.story.metro, false), (&self.story.jakarta, true)] {
            let said = json!({"note": "Selesai."});
            let answer = self.as_(coordinator).act(&format!("{path}/terminations"), said).await.expect(200);
            assert_eq!(answer.json["state"] == "terminated", ends);
        }
    }

    /// The feed of logistics was heard at the app's time.
    pub(crate) async fn hear_logistics(&self) {
        self.story.hear("logistics").await;
    }

    /// A signed contract; its path.
    pub(crate) async fn signed(&self) -> String {
        self.signed_as(self.draft()).await
    }

    /// A signed contract of a draft; its path.
    pub(crate) async fn signed_as(&self, draft: Value) -> String {
        let supplier = self.as_(&self.supplier);
        let drafted = supplier.post("/v1/contracts", draft).await.expect(201);
        let path = drafted.header("location").to_owned();
        supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
        self.endorse_and_sign(&path).await;
        path
    }

    /// An active contract; its path.
    pub(crate) async fn active(&self) -> String {
        self.active_as(self.draft()).await
    }

    /// An active contract of a draft; its path.
    pub(crate) async fn active_as(&self, draft: Value) -> String {
        let path = self.signed_as(draft).await;
        self.verify("2030-01-01").await;
        self.as_(&self.story.metro).act(&format!("{path}/activations"), json!({})).await.expect(200);
        path
    }

    /// Verifies the supplier with a halal certificate until a day.
    pub(crate) async fn verify(&self, halal: &str) {
        let supplier = self.as_(&self.supplier);
        let body = json!({"party_id": self.supplier.party});
        let created = supplier.post("/v1/supplier-verifications", body).await.expect(201);
        let path = created.header("location").to_owned();
        for (kind, number, until) in [
            ("business_id", "9120001234567", None),
            ("tax_id", "0123456789012345", None),
            ("deed", "12", None),
            ("bank_account_proof", "1", None),
            ("halal_certificate", "ID1", Some(halal)),
        ] {
            let file = upload(&supplier, PDF).await;
            let body = json!({"type": kind, "number": number, "issuer": "OSS", "issued_date": "2021-01-01",
                "valid_until_date": until, "file_id": file});
            supplier.post(&format!("{path}/documents"), body).await.expect(201);
        }
        supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
        let agency = self.as_(&also(&self.story.metro, &[Role::TechnicalAgency]));
        let view = agency.get(&path).await.expect(200);
        let checks: Vec<Value> = view.json["documents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| json!({"document_id": one["id"], "outcome": "accepted"}))
            .collect();
        agency.act(&format!("{path}/document-checks"), json!({"checks": checks})).await.expect(200);
        let decided = json!({"decision": "verified"});
        self.as_(&self.story.metro).act(&format!("{path}/decisions"), decided).await.expect(200);
    }
}
