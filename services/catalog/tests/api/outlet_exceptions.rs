//! Exceptions of dedicated outlets.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, party};

use crate::projections::know;
use crate::projections::known_party;
use crate::shelf::Shelf;
use domain::shared::PartyKind;

/// A dedicated outlet for Blitar, run by Pasar Jaya, and the two coordinators.
struct Case {
    shelf: Shelf,
    outlet: String,
    blitar: Caller,
    jakarta: Caller,
}

async fn case() -> Case {
    let shelf = Shelf::start().await;
    know(&shelf.app, &known_party(4, PartyKind::RegionalGovernment, "Kota Blitar", "35.72", 1)).await;
    let outlet = json!({"name": "Toko Blitar", "kind": "dedicated_outlet", "region_code": "31", "dedicated_region_code": "35.72"});
    let outlet = shelf.buyer.post("/v1/outlets", outlet).await.expect(201).id();
    let blitar = shelf.app.caller(&Actor::new(party(4), "35.72", &[Role::Coordinator]));
    let jakarta = shelf.app.caller(&Actor::new(party(3), "31", &[Role::Coordinator]));
    Case { shelf, outlet, blitar, jakarta }
}

impl Case {
    fn body(&self) -> Value {
        json!({"outlet_id": self.outlet, "supplier_id": party(12), "note": "Panen gagal", "until_date": "2026-12-31"})
    }

    async fn proposed(&self) -> String {
        let made = self.blitar.post("/v1/outlet-exceptions", self.body()).await.expect(201);
        made.header("location").to_owned()
    }

    /// Lists chilli of a maker of Metro in the outlet.
    async fn list(&self, variant: &str) -> Response {
        self.shelf.buyer.post("/v1/listings", json!({"variant_id": variant, "outlet_id": self.outlet})).await
    }
}

fn actions(page: &Response) -> Vec<&str> {
    page.json["items"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplier_of_another_region_is_listed_once_both_coordinators_agree_and_while_they_do() {
    let case = case().await;
    let variant = case.shelf.of_another_maker().await;
    case.list(&variant).await.expect_problem(422, "outlet-of-another-region");
    let path = case.proposed().await;
    case.list(&variant).await.expect_problem(422, "outlet-of-another-region");
    assert_eq!(
        actions(&case.jakarta.get("/v1/catalog-work-items").await.expect(200)),
        ["accept_outlet_exception"]
    );
    assert!(actions(&case.blitar.get("/v1/catalog-work-items").await.expect(200)).is_empty());
    case.blitar.act(&format!("{path}/acceptances"), json!({})).await.expect_problem(403, "forbidden");
    let agreed = case.jakarta.act(&format!("{path}/acceptances"), json!({})).await.expect(200);
    assert_eq!((&agreed.json["state"], &agreed.json["stands"]), (&json!("agreed"), &json!(true)));
    let listed = case.list(&variant).await.expect(201);
    let condition = async |caller: &Caller| {
        caller.get(listed.header("location")).await.expect(200).json["condition"].as_str().unwrap().to_owned()
    };
    assert_eq!(condition(&case.shelf.buyer).await, "standing");
    case.jakarta.act(&format!("{path}/endings"), json!({})).await.expect_problem(422, "validation-failed");
    case.jakarta.act(&format!("{path}/endings"), json!({"note": "Panen pulih"})).await.expect(200);
    assert_eq!(condition(&case.shelf.buyer).await, "outlet_of_another_region");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_ends_with_its_last_day_and_with_the_dedication_it_is_from() {
    let case = case().await;
    let variant = case.shelf.of_another_maker().await;
    let path = case.proposed().await;
    case.jakarta.act(&format!("{path}/acceptances"), json!({})).await.expect(200);
    let listed = case.list(&variant).await.expect(201);
    let outlet = format!("/v1/outlets/{}", case.outlet);
    let move_to = async |region: &str| {
        let etag = case.shelf.buyer.get(&outlet).await.expect(200).etag().to_owned();
        case.shelf.buyer.patch(&outlet, json!({"dedicated_region_code": region}), &etag).await.expect(200);
        let view = case.shelf.buyer.get(listed.header("location")).await.expect(200);
        view.json["condition"].as_str().unwrap().to_owned()
    };
    assert_eq!(move_to("35.73").await, "outlet_of_another_region");
    assert_eq!(move_to("35.72").await, "standing");
    case.shelf.app.clock.set("2026-12-31T17:00:00Z".parse().unwrap());
    let buyer = case.shelf.app.caller(&crate::pasar_jaya());
    let later = buyer.get(listed.header("location")).await.expect(200);
    assert_eq!(later.json["condition"], "outlet_of_another_region");
    assert_ne!(later.etag(), listed.etag());
    let exception = buyer.get(&path).await.expect(200);
    assert_eq!((&exception.json["state"], &exception.json["stands"]), (&json!("agreed"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_two_coordinators_propose_and_only_those_concerned_read() {
    let case = case().await;
    let metro = case.shelf.app.caller(&crate::metro());
    metro.post("/v1/outlet-exceptions", case.body()).await.expect_problem(403, "forbidden");
    case.shelf.buyer.post("/v1/outlet-exceptions", case.body()).await.expect_problem(403, "forbidden");
    let path = case.proposed().await;
    let supplier = case.shelf.app.caller(&crate::shelf::kuj());
    for reader in [&case.blitar, &case.jakarta, &case.shelf.buyer, &supplier] {
        let shown = reader.get(&path).await.expect(200).json;
        assert_eq!(reader.get("/v1/outlet-exceptions").await.expect(200).json["items"], json!([shown]));
    }
    for stranger in [&metro, &case.shelf.supplier] {
        stranger.get(&path).await.expect_problem(404, "not-found");
        stranger.get(&format!("{path}/transitions")).await.expect_problem(404, "not-found");
        assert_eq!(stranger.get("/v1/outlet-exceptions").await.expect(200).json["items"], json!([]));
    }
    case.jakarta.act(&format!("{path}/refusals"), json!({"note": "Tidak perlu"})).await.expect(200);
    case.jakarta.act(&format!("{path}/acceptances"), json!({})).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn for_a_day_one_exception_is_proposed_whoever_asks_and_however_often_at_once() {
    let case = case().await;
    let ask = async |from: &str, until: &str| {
        let mut body = case.body();
        (body["from_date"], body["until_date"]) = (json!(from), json!(until));
        case.jakarta.post("/v1/outlet-exceptions", body).await
    };
    let (one, two) = tokio::join!(ask("2026-12-01", "2026-12-31"), ask("2026-12-31", "2027-01-31"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let refused = if one.status == 409 { one } else { two };
    assert_eq!(refused.expect_problem(409, "duplicate").json["errors"][0]["pointer"], "/supplier_id");
    ask("2027-02-01", "2027-02-28").await.expect(201);
    let open = case.blitar.get("/v1/outlet-exceptions?state=proposed").await.expect(200);
    let first = format!("/v1/outlet-exceptions/{}", open.json["items"][0]["id"].as_str().unwrap());
    let days = open.json["items"][0].clone();
    case.blitar.act(&format!("{first}/refusals"), json!({"note": "Belum perlu"})).await.expect(200);
    let day = |name: &str| days[name].as_str().unwrap().to_owned();
    ask(&day("from_date"), &day("until_date")).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_is_for_a_dedicated_outlet_and_a_supplier_of_another_region() {
    let case = case().await;
    let refused = async |change: Value| {
        let mut body = case.body();
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let refused =
            case.jakarta.post("/v1/outlet-exceptions", body).await.expect_problem(422, "validation-failed");
        let error = &refused.json["errors"][0];
        format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())
    };
    assert_eq!(refused(json!({"outlet_id": case.shelf.outlet})).await, "/outlet_id not-dedicated");
    assert_eq!(refused(json!({"supplier_id": party(11)})).await, "/supplier_id of-the-region");
    assert_eq!(refused(json!({"until_date": "2026-11-21"})).await, "/until_date implausible-date");
    assert_eq!(refused(json!({"from_date": "2027-01-01"})).await, "/until_date period");
    assert_eq!(refused(json!({"note": " "})).await, "/note length");
}
