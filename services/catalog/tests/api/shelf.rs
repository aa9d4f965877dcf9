//! What curation and listing tests begin with: a published small-business product, an outlet, a curation.

use catalog::projections::MemberRow;
use domain::shared::{MembershipId, Role};
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, Response, party, seeded};

use crate::projections::{know, know_parties};
use crate::{kpms, pasar_jaya, start};

/// The curator of Pasar Jaya.
pub(crate) fn curator() -> Actor {
    Actor::new(party(20), "31", &[Role::Curator])
}

/// The curator of the government of Metro, where the supplier is at home.
pub(crate) fn home_curator() -> Actor {
    Actor::new(party(2), "18.72", &[Role::Curator])
}

/// Another supplier of Metro.
pub(crate) fn kuj() -> Actor {
    Actor::new(party(12), "18.72", &[Role::Supplier])
}

/// Lets the service know the curators of the tests: one of each party, by its number.
async fn know_curators(app: &App) {
    for (number, actor) in [(1, curator()), (2, home_curator())] {
        know(
            app,
            &MemberRow {
                id: seeded(number),
                party_id: actor.party,
                person: actor.subject.clone(),
                judges: true,
                active: true,
                display_name: Some("Kurator".to_owned()),
                version: 1,
            },
        )
        .await;
    }
}

/// A running service with a published variant of KPMS and a Jakmart outlet of Pasar Jaya.
pub(crate) struct Shelf {
    pub(crate) app: App,
    pub(crate) supplier: Caller,
    pub(crate) buyer: Caller,
    pub(crate) curator: Caller,
    pub(crate) product: String,
    pub(crate) variant: String,
    pub(crate) outlet: String,
    /// A picture of the variant.
    pub(crate) photo: String,
}

impl Shelf {
    pub(crate) async fn start() -> Self {
        let app = start().await;
        know_parties(&app).await;
        know_curators(&app).await;
        let (supplier, buyer, curator) =
            (app.caller(&kpms()), app.caller(&pasar_jaya()), app.caller(&curator()));
        let product =
            json!({"name": "Keripik Pisang Metro", "commodity_code": "msme_goods", "form_code": "packaged"});
        let product = supplier.post("/v1/products", product).await.expect(201).id();
        let variant = variant_of(&supplier, &product).await;
        supplier.act(&format!("/v1/products/{product}/publications"), json!({})).await.expect(200);
        let outlet =
            json!({"name": "Jakmart Pramuka", "kind": "outlet", "chain": "Jakmart", "region_code": "31"});
        let outlet = buyer.post("/v1/outlets", outlet).await.expect(201).id();
        let photo = crate::images::uploaded(&supplier).await;
        Self { app, supplier, buyer, curator, product, variant, outlet, photo }
    }

    /// A draft curation for the outlet.
    pub(crate) async fn curation(&self) -> String {
        let body = json!({"variant_id": self.variant, "channels": [{"outlet_id": self.outlet}]});
        self.supplier.post("/v1/curations", body).await.expect(201).header("location").to_owned()
    }

    /// What goes with a submission.
    pub(crate) fn submission(&self) -> Value {
        json!({"image_ids": [self.photo]})
    }

    /// A curation that the panel has begun to review.
    pub(crate) async fn in_review(&self) -> String {
        let path = self.curation().await;
        self.supplier.act(&format!("{path}/submissions"), self.submission()).await.expect(200);
        self.curator.act(&format!("{path}/screenings"), json!({})).await.expect(200);
        self.curator.act(&format!("{path}/reviews"), review()).await.expect(200);
        path
    }

    /// A curation that everybody on the panel has scored.
    pub(crate) async fn scored(&self) -> String {
        let path = self.in_review().await;
        self.score(&path).await;
        path
    }

    /// Each member of the panel scores.
    pub(crate) async fn score(&self, path: &str) {
        let home = self.app.caller(&home_curator());
        for (member, points) in [(&self.curator, [80, 70]), (&home, [71, 75])] {
            member.act(&format!("{path}/scores"), sheet(points)).await.expect(200);
        }
    }

    /// An approved curation.
    pub(crate) async fn approved(&self, until: &str) -> String {
        let path = self.scored().await;
        self.curator.act(&format!("{path}/decisions"), approval(until)).await.expect(200);
        path
    }

    /// Asks for the variant in the outlet.
    pub(crate) async fn list(&self, by: &Caller) -> Response {
        let price = json!({"amount": 15000, "currency": "IDR"});
        let volume = json!({"value": "100", "unit": "H87"});
        let body = json!({"variant_id": self.variant, "outlet_id": self.outlet, "price": price, "monthly_volume": volume});
        by.post("/v1/listings", body).await
    }

    /// Goods of another maker in the outlet, which need neither permits nor curation; gives their variant.
    pub(crate) async fn of_another_maker(&self) -> String {
        let maker = self.app.caller(&kuj());
        let product = json!({"name": "Cabai Merah Metro", "commodity_code": "chilli", "form_code": "red"});
        let product = maker.post("/v1/products", product).await.expect(201).id();
        let variant = json!({
            "name": "Cabai Merah 1 kg", "net_content": {"value": "1", "unit": "KGM"}, "ingredients": ["cabai"],
            "producer": "KUJ, Kota Metro", "storage": "chilled",
        });
        let variant = maker.post(&format!("/v1/products/{product}/variants"), variant).await.expect(201).id();
        maker.act(&format!("/v1/products/{product}/publications"), json!({})).await.expect(200);
        self.buyer
            .post("/v1/listings", json!({"variant_id": variant, "outlet_id": self.outlet}))
            .await
            .expect(201);
        variant
    }

    /// Prints another ingredient on the label.
    pub(crate) async fn change_label(&self) {
        let path = format!("/v1/variants/{}", self.variant);
        let etag = self.supplier.get(&path).await.expect(200).etag().to_owned();
        let label = json!({"ingredients": ["pisang", "minyak kelapa", "garam"]});
        self.supplier.patch(&path, label, &etag).await.expect(200);
    }
}

/// A variant of a small-business product with all its permits.
async fn variant_of(supplier: &Caller, product: &str) -> String {
    let variant = json!({
        "name": "Keripik Pisang 250 g", "net_content": {"value": "250", "unit": "GRM"},
        "ingredients": ["pisang", "minyak sawit", "garam"], "producer": "KPMS, Kota Metro",
        "storage": "room_temperature", "best_before_days": 180,
    });
    let variant = supplier.post(&format!("/v1/products/{product}/variants"), variant).await.expect(201).id();
    for permit in [
        json!({"type": "home_food_permit", "number": "2061872010012-27", "issuer": "Dinkes Kota Metro",
            "issued_date": "2024-01-10", "valid_until_date": "2028-01-09"}),
        json!({"type": "halal_certificate", "number": "ID18110000123456", "issuer": "BPJPH",
            "issued_date": "2024-02-01"}),
    ] {
        supplier.post(&format!("/v1/variants/{variant}/permits"), permit).await.expect(201);
    }
    variant
}

/// The id of a member, the same in every run.
pub(crate) fn member(number: u128) -> String {
    seeded::<MembershipId>(number).to_string()
}

/// A panel of two, of Pasar Jaya and of Metro.
pub(crate) fn review() -> Value {
    json!({
        "panel": [{"member_id": member(1), "party_id": party(20)}, {"member_id": member(2), "party_id": party(2)}],
        "criteria": ["taste", "label"],
    })
}

/// The full sheet of one member of [`review`].
pub(crate) fn sheet([taste, label]: [u32; 2]) -> Value {
    json!({"scores": [{"criterion": "taste", "points": taste}, {"criterion": "label", "points": label}]})
}

/// The decision to approve until a day.
pub(crate) fn approval(until: &str) -> Value {
    json!({"outcome": "approved", "valid_until_date": until, "monthly_ceiling": {"value": "1000", "unit": "H87"}})
}
