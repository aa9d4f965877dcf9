//! Rolls of members from files.

use domain::shared::TextHash;
use serde_json::{Value, json};
use testkit::{Caller, Response, fresh_key};

use crate::members::{House, of, person, registered};

const HEAD: &str = "nomor anggota;nama;nik;kode desa;jenis kelamin;tanggal persetujuan\n";
/// How many members the file of the story has.
const MEMBERS: u32 = 427;

/// A file of so many people.
fn file(numbers: std::ops::RangeInclusive<u32>) -> String {
    let text = |body: &Value, field: &str| body[field].as_str().unwrap_or_default().to_owned();
    let row = |number| {
        let body = person(number);
        let cells = ["number", "name", "nik", "village_code"].map(|field| text(&body, field)).join(";");
        format!("{cells};L;2026-01-05\n")
    };
    numbers.map(row).fold(HEAD.to_owned(), |file, row| file + &row)
}

async fn send(keeper: &Caller, query: &str, file: impl Into<Vec<u8>>) -> Response {
    let request = keeper.request("POST", &format!("/v1/member-imports{query}"));
    let request = request.header("idempotency-key", fresh_key()).header("content-type", "text/csv");
    keeper.send(request.body(file.into())).await
}

/// What stands for a file in the answers to a party.
async fn hash(keeper: &Caller, file: &str) -> String {
    let tried = send(keeper, "?dry_run=true", file).await.expect(200).json;
    tried["sha256"].as_str().unwrap().to_owned()
}

/// Enters the people of a file.
async fn enter(keeper: &Caller, file: &str) -> Response {
    let hash = hash(keeper, file).await;
    send(keeper, &format!("?sha256={hash}"), file).await
}

async fn on_roll(keeper: &Caller) -> usize {
    let (mut all, mut cursor) = (0, String::new());
    loop {
        let page = keeper.get(&format!("/v1/members?limit=200{cursor}")).await.expect(200).json;
        all += page["items"].as_array().unwrap().len();
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_hundred_members_are_tried_and_entered_from_one_file() {
    let house = House::start().await;
    let keeper = house.keeps();
    let roll = file(1..=MEMBERS);
    let tried = send(&keeper, "?dry_run=true", roll.clone()).await.expect(200).json;
    let hash = hash(&keeper, &roll).await;
    assert_ne!(
        hash,
        TextHash::of_bytes(roll.as_bytes()).as_str(),
        "a file of persons could be guessed by its SHA-256"
    );
    assert_eq!(
        tried,
        json!({"sha256": hash, "rows": MEMBERS, "entered": 0, "findings": [], "findings_in_all": 0})
    );
    assert_eq!(on_roll(&keeper).await, 0, "nothing is kept of a file that was only tried");

    let key = fresh_key();
    let commit = async || {
        let request = keeper.request("POST", &format!("/v1/member-imports?sha256={hash}"));
        let request =
            request.header("idempotency-key", &key).header("content-type", "text/csv; charset=utf-8");
        keeper.send(request.body(roll.clone())).await
    };
    let entered = commit().await.expect(200);
    assert_eq!((&entered.json["entered"], &entered.json["findings_in_all"]), (&json!(MEMBERS), &json!(0)));
    let again = commit().await.expect(200);
    assert_eq!((again.header("idempotency-replayed"), &again.text), ("true", &entered.text));
    assert_eq!(on_roll(&keeper).await, 427);
    let told =
        house.app.feed(&house.coordinator, "/v1/agreement-events?types=id.kad.member.registered").await;
    assert_eq!(told.len(), 427);
    let first = keeper.get("/v1/members?limit=1").await.expect(200).json["items"][0].clone();
    assert_eq!((&first["number"], &first["sex"]), (&json!("A-0001"), &json!("male")));
    let history = keeper.get(&format!("/v1/members/{}/transitions", first["id"].as_str().unwrap())).await;
    assert_eq!(history.expect(200).json["items"][0]["event"], "registered");
    let figures = keeper.get(&format!("/v1/parties/{}/member-figures", house.party)).await.expect(200).json;
    assert_eq!(figures["by_village"], json!([{"village_code": "18.72.01.1001", "members": MEMBERS}]));

    // The same file under another key: everybody is there already.
    let refused = enter(&keeper, &roll).await.expect_problem(422, "validation-failed").json;
    assert_eq!(refused["errors"].as_array().unwrap().len(), 200);
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][1]["pointer"]),
        (&json!("/rows/2/number"), &json!("/rows/2/nik"))
    );
    let tried = send(&keeper, "?dry_run=true", roll).await.expect(200).json;
    assert_eq!(
        (&tried["findings_in_all"], &tried["findings"][1]["column"]),
        (&json!(2 * MEMBERS), &json!(3))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_row_keeps_everybody_out_and_is_told_in_both_languages() {
    let house = House::start().await;
    let keeper = house.keeps();
    let bad = file(1..=30).replace("1872011708850017", "1872011713850017").replace("A-0020", "=A20");
    let tried = send(&keeper, "?dry_run=true", bad.clone()).await.expect(200);
    let findings = tried.json["findings"].as_array().unwrap();
    let told: Vec<_> = findings
        .iter()
        .map(|one| (one["row"].as_u64().unwrap(), one["column"].as_u64(), one["code"].as_str().unwrap()))
        .collect();
    assert!(told.contains(&(18, Some(3), "population-number")), "{told:?}");
    assert!(told.contains(&(21, Some(1), "formula")), "{told:?}");
    assert!(findings.iter().all(|one| one["detail"]["id"] != one["detail"]["en"]));
    assert!(!tried.text.contains("1872011713850017") && !tried.text.contains("=A20"), "{}", tried.text);
    let refused = enter(&keeper, &bad).await.expect_problem(422, "validation-failed");
    assert!(!refused.text.contains("1872011713850017"));
    assert_eq!(on_roll(&keeper).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_that_was_tried_is_entered_and_no_other() {
    let house = House::start().await;
    let keeper = house.keeps();
    let (tried, other) = (file(1..=3), file(1..=4));
    for (query, code) in
        [(String::new(), "required"), (format!("?sha256={}", hash(&keeper, &tried).await), "other-file")]
    {
        let refused =
            send(&keeper, &query, other.clone()).await.expect_problem(422, "validation-failed").json;
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!("?sha256"), &json!(code))
        );
    }
    send(&keeper, "?sha256=abc", other.clone()).await.expect_problem(422, "validation-failed");
    send(&keeper, "?dry_run=perhaps", other.clone()).await.expect_problem(422, "validation-failed");
    send(&keeper, "?sheet=2", other.clone()).await.expect_problem(400, "malformed-request");
    assert_eq!(on_roll(&keeper).await, 0);
    enter(&keeper, &other).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_of_members_is_refused_and_nothing_of_it_is_kept() {
    let house = House::start().await;
    let keeper = house.keeps();
    let person = file(1..=1);
    let many = |rows: u32| format!("{HEAD}{}", "x;y;z;1;L;2026-01-05\n".repeat(rows as usize));
    for (bytes, row, code) in [
        (Vec::new(), 1, "no-rows"),
        (HEAD.as_bytes().to_vec(), 1, "no-rows"),
        (person.replace("nama", "umur").into_bytes(), 1, "unknown-heading"),
        (person.replace("nik;", "").into_bytes(), 1, "required"),
        ([person.as_bytes(), b"A-2;Andr\xe9;1;1;L;2026-01-05\n".as_slice()].concat(), 3, "not-utf8"),
        (b"\xff\xfen\0o\0m\0o\0r\0".to_vec(), 1, "not-utf8"),
        (format!("{person}{}", "x".repeat(17_000)).into_bytes(), 3, "line-too-long"),
        (format!("{person}A-2;Budi\n").into_bytes(), 3, "cell-count"),
        (many(10_001).into_bytes(), 10_002, "too-many-rows"),
    ] {
        let tried = send(&keeper, "?dry_run=true", bytes).await.expect(200).json;
        let findings = tried["findings"].as_array().unwrap();
        let all = tried["findings_in_all"].as_u64().unwrap();
        let found = findings.iter().any(|one| one["row"] == row && one["code"] == code);
        assert!(found || (all > 200 && code == "too-many-rows"), "{code}: {tried}");
    }
    let large = vec![b'x'; 2 * 1024 * 1024 + 1];
    send(&keeper, "?dry_run=true", large).await.expect_problem(413, "payload-too-large");
    let request = keeper.request("POST", "/v1/member-imports?dry_run=true");
    let request = request.header("idempotency-key", fresh_key()).header("content-type", "application/json");
    keeper.send(request.body("{}")).await.expect_problem(415, "unsupported-media-type");
    let keyless =
        keeper.request("POST", "/v1/member-imports?dry_run=true").header("content-type", "text/csv");
    keeper.send(keyless.body(person.clone())).await.expect_problem(400, "idempotency-key-required");
    assert_eq!(on_roll(&keeper).await, 0);

    let company = registered(&house.app, "company", "PT Lain", "18.72").await;
    let company = house.app.caller(&of(&company, "18.72", domain::shared::Role::Supplier));
    send(&company, "?dry_run=true", person.clone()).await.expect_problem(403, "forbidden");
    let entered = send(&company, &format!("?sha256={}", hash(&keeper, &person).await), person.clone()).await;
    entered.expect_problem(422, "validation-failed");
    let coordinator = house.app.caller(&house.coordinator);
    send(&coordinator, "?dry_run=true", person).await.expect_problem(403, "forbidden");
}
