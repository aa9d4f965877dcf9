//! Files: what a party may bring, where the bytes lie, and when they go.

use std::path::{Path, PathBuf};

use agreement::Papers;
use chrono::{NaiveDate, TimeDelta};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use domain::shared::{FileQuota, Id as _, PartyId, Role, TextHash, seed_file_quotas};
use futures_util::future::join_all;
use serde_json::{Value, json};
use service::files::{FileStore, copy, restore, tend};
use testkit::{Actor, App, Caller, Response, test_time};
use web::Environment;

use crate::verifications::{PDF, upload};
use crate::{admin, metro, start, start_with};

/// A company of Metro that brings files.
struct Case {
    app: App,
    party: PartyId,
    owner: Caller,
}

async fn case() -> Case {
    with(start().await).await
}

async fn with(app: App) -> Case {
    let (party, owner) = company(&app, "PT Kuasa Omega Jaya").await;
    Case { app, party, owner }
}

async fn company(app: &App, name: &str) -> (PartyId, Caller) {
    let company = json!({"kind": "company", "legal_name": name, "region_code": "18.72"});
    let made = app.caller(&metro()).post("/v1/parties", company).await.expect(201);
    let party: PartyId = made.id().parse().unwrap();
    (party, app.caller(&Actor::new(party, "18.72", &[Role::Supplier])))
}

impl Case {
    fn store(&self) -> FileStore {
        FileStore::open(self.app.files.to_str().unwrap(), &Environment::of([])).unwrap()
    }

    /// One turn of what no request asks for.
    async fn tend(&self) {
        let store = self.store().of_database(&self.app.core).await.unwrap();
        tend::<Papers>(&self.app.core, &store).await.unwrap();
    }

    async fn sql(&self, sql: &str) {
        self.app.core.db.own().await.unwrap().batch_execute(sql).await.unwrap();
    }

    /// Sets back when a file was declared, by the database's clock.
    async fn age(&self, id: &str, hours: u32) {
        let id = uuid_of(id);
        self.sql(&format!(
            "update file set recorded_at = now() - interval '{hours} hours' where id = '{id}'"
        ))
        .await;
    }

    /// One value, as text.
    async fn ask(&self, sql: &str) -> String {
        let mut conn = self.app.core.db.own().await.unwrap();
        let asked = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>(&format!("({sql})::text")));
        asked.get_result(&mut conn).await.unwrap()
    }

    /// The files of the store, by their whole names.
    fn stored(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        below(&self.app.files, &mut found);
        found.sort();
        found
    }

    async fn content(&self, id: &str) -> Response {
        self.owner.get(&format!("/v1/files/{id}/content")).await
    }

    /// The verification that papers are added to.
    async fn verification(&self) -> String {
        let begun = self.owner.post("/v1/supplier-verifications", json!({"party_id": self.party})).await;
        begun.expect(201).header("location").to_owned()
    }

    async fn attach(&self, verification: &str, file: &str, number: usize) -> Response {
        let paper = json!({"type": "deed", "number": format!("{number}"), "issuer": "Notaris", "issued_date": "2021-01-01",
            "file_id": file});
        self.owner.post(&format!("{verification}/documents"), paper).await
    }

    async fn quota(&self, files: i64, bytes: i64, unattached: i64) {
        let row = json!({"files_a_day": files, "bytes_a_day": bytes, "unattached_bytes": unattached});
        self.sql(&format!("update dated_row set content = '{row}' where rule_table = 'file_quota'")).await;
    }
}

fn uuid_of(id: &str) -> String {
    id.parse::<domain::shared::FileId>().unwrap().uuid().to_string()
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let place = entry.unwrap().path();
        if place.is_dir() { below(&place, found) } else { found.push(place) }
    }
}

/// Declares a file of so many bytes, which need not come.
async fn declare(owner: &Caller, size: usize) -> Response {
    let body = json!({"media_type": "application/pdf", "size": size, "sha256": TextHash::of_bytes(PDF), "name": "scan.pdf"});
    owner.post("/v1/files", body).await
}

fn wait_of(refused: &Response) -> i64 {
    refused.header("retry-after").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_lie_in_the_store_and_not_in_the_database() {
    let case = case().await;
    let id = upload(&case.owner, PDF).await;
    assert_eq!(case.ask("select count(*) from file_content").await, "0");
    let stored = case.stored();
    assert_eq!(stored.len(), 1);
    assert_eq!(std::fs::read(&stored[0]).unwrap(), PDF);
    let content = case.content(&id).await.expect(200);
    assert_eq!(content.text.as_bytes(), PDF);
    assert_eq!(content.etag(), format!("\"{}\"", TextHash::of_bytes(PDF)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_is_said_and_heals_and_damaged_bytes_are_never_shown() {
    let case = case().await;
    let id = upload(&case.owner, PDF).await;
    let aside = case.app.files.with_extension("aside");
    std::fs::rename(&case.app.files, &aside).unwrap();
    let gone = case.content(&id).await.expect_problem(503, "files-unavailable");
    assert!(wait_of(&gone) > 0);
    // Where a file is there is no folder.
    std::fs::write(&case.app.files, b"").unwrap();
    let next = declare(&case.owner, PDF.len()).await.expect(201).id();
    let request = || {
        let request = case.owner.request("PUT", &format!("/v1/files/{next}/content"));
        case.owner.send(request.header("content-type", "application/pdf").body(PDF.to_vec()))
    };
    request().await.expect_problem(503, "files-unavailable");
    let view = case.owner.get(&format!("/v1/files/{next}")).await.expect(200);
    assert_eq!(view.json["uploaded_at"], Value::Null, "no row without bytes");
    std::fs::remove_file(&case.app.files).unwrap();
    std::fs::rename(&aside, &case.app.files).unwrap();
    case.content(&id).await.expect(200);
    request().await.expect(200);

    let first = case.stored().into_iter().next().unwrap();
    std::fs::write(first, b"%PDF-1.7 a scam").unwrap();
    let (id, next) = (case.content(&id).await, case.content(&next).await);
    let (damaged, whole) = if id.status == 503 { (id, next) } else { (next, id) };
    damaged.expect_problem(503, "files-unavailable");
    whole.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_of_the_release_before_are_read_where_they_are_and_move_to_the_store() {
    let case = case().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let id = declare(&case.owner, PDF.len()).await.expect(201).id();
        let (uuid, bytes) = (uuid_of(&id), String::from_utf8_lossy(PDF));
        case.sql(&format!(
            "insert into file_content values ('{uuid}', '{bytes}'); update file set uploaded_at = now() where id = '{uuid}'"
        ))
        .await;
        ids.push(id);
    }
    case.tend().await;
    assert!(case.stored().is_empty(), "servers of the release before read them in the database for a while");
    case.content(&ids[0]).await.expect(200);
    case.sql("update file_place set since = now() - interval '2 hours'").await;
    case.tend().await;
    assert_eq!(case.stored().len(), 3);
    let left = "select count(*) + (select count(*) from file where stored_as is null) from file_content";
    assert_eq!(case.ask(left).await, "0");
    for id in &ids {
        assert_eq!(case.content(id).await.expect(200).text.as_bytes(), PDF);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quota_starts_with_the_row_of_the_domain() {
    let app = start().await;
    let conn = app.core.read().await.unwrap();
    assert_eq!(service::dated::rules::<FileQuota>(&conn).await.unwrap(), seed_file_quotas());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quota_is_a_row_that_ends_and_is_followed() {
    let case = case().await;
    let (keeper, path) = (case.app.caller(&admin()), "/v1/file-quotas");
    let first = keeper.get(path).await.expect(200).json["items"][0].clone();
    assert_eq!(first["files_a_day"], 200);
    let row = |files: i64, bytes: i64| {
        json!({"files_a_day": files, "bytes_a_day": bytes, "unattached_bytes": 50 << 20,
            "in_force_from_date": "2026-11-23", "source": "Keputusan pengelola"})
    };
    keeper.post(path, row(0, 100 << 20)).await.expect_problem(422, "validation-failed");
    // The largest file fits whatever the row says.
    keeper.post(path, row(1, 1)).await.expect_problem(422, "validation-failed");
    keeper.post(path, row(1, 100 << 20)).await.expect_problem(409, "duplicate");
    case.owner.post(path, row(1, 100 << 20)).await.expect_problem(403, "forbidden");
    let ending = json!({"in_force_until_date": "2026-11-22", "note": "Cukup satu"});
    let endings = format!("{path}/{}/endings", first["id"].as_str().unwrap());
    keeper.act(&endings, ending).await.expect(200);
    keeper.post(path, row(1, 100 << 20)).await.expect(201);
    for _ in 0..2 {
        declare(&case.owner, 10).await.expect(201);
    }
    case.app.clock.set("2026-11-23T03:00:00Z".parse().unwrap());
    let owner = case.app.caller(&Actor::new(case.party, "18.72", &[Role::Supplier]));
    declare(&owner, 10).await.expect(201);
    declare(&owner, 10).await.expect_problem(429, "file-quota-reached");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_brings_as_many_files_a_day_as_the_row_says_and_others_are_free() {
    let case = case().await;
    case.quota(3, 1_000_000, 1_000_000).await;
    let made = join_all((0..10).map(|_| declare(&case.owner, 10))).await;
    let taken = made.iter().filter(|one| one.status == 201).count();
    assert_eq!(taken, 3, "of ten at once three are taken");
    for refused in made.into_iter().filter(|one| one.status != 201) {
        let refused = refused.expect_problem(429, "file-quota-reached");
        // It is ten in the morning in Jakarta.
        assert_eq!(wait_of(&refused), 14 * 3600);
        let detail = refused.json["detail"].as_str().unwrap();
        assert!(detail.contains("23 November 2026"), "{detail}");
    }
    let (_, other) = company(&case.app, "PT Sari Makmur").await;
    declare(&other, 10).await.expect(201);
    case.app.clock.set(test_time() + TimeDelta::hours(14));
    let tomorrow = case.app.caller(&Actor::new(case.party, "18.72", &[Role::Supplier]));
    declare(&tomorrow, 10).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_brings_as_many_bytes_a_day_as_the_row_says() {
    let case = case().await;
    case.quota(100, 1000, 1_000_000).await;
    declare(&case.owner, 600).await.expect(201);
    let refused = declare(&case.owner, 401).await.expect_problem(429, "file-quota-reached");
    assert_eq!(wait_of(&refused), 14 * 3600);
    declare(&case.owner, 400).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_refers_to_is_bounded_until_it_is_attached_or_goes() {
    let case = case().await;
    let size = i64::try_from(PDF.len()).unwrap();
    case.quota(100, 1_000_000, 2 * size).await;
    let first = upload(&case.owner, PDF).await;
    case.age(&first, 23).await;
    upload(&case.owner, PDF).await;
    let refused = declare(&case.owner, 1).await.expect_problem(429, "file-quota-reached");
    let wait = wait_of(&refused);
    assert!((3500..=3600).contains(&wait), "the first goes in an hour, not in {wait} s");
    let verification = case.verification().await;
    case.attach(&verification, &first, 1).await.expect(201);
    let third = declare(&case.owner, PDF.len()).await.expect(201).id();
    declare(&case.owner, 1).await.expect_problem(429, "file-quota-reached");
    // What is due goes, and makes room.
    case.age(&third, 25).await;
    case.tend().await;
    declare(&case.owner, PDF.len()).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_nothing_refers_to_goes_after_a_day_and_an_attached_one_never() {
    let case = case().await;
    let verification = case.verification().await;
    let (attached, orphan, young) =
        (upload(&case.owner, PDF).await, upload(&case.owner, PDF).await, upload(&case.owner, PDF).await);
    let declared = declare(&case.owner, 10).await.expect(201).id();
    case.attach(&verification, &attached, 1).await.expect(201);
    for id in [&attached, &orphan, &declared] {
        case.age(id, 25).await;
    }
    case.tend().await;
    for gone in [&orphan, &declared] {
        case.owner.get(&format!("/v1/files/{gone}")).await.expect_problem(404, "not-found");
    }
    for there in [&attached, &young] {
        case.content(there).await.expect(200);
    }
    assert_eq!(case.stored().len(), 2, "the bytes went with the row");
    assert_eq!(case.ask("select count(*) from file_gone").await, "0");
    case.attach(&verification, &orphan, 2).await.expect_problem(422, "validation-failed");
    // By the database's clock: what the service believes of the time changes nothing.
    case.app.clock.set(test_time() + TimeDelta::days(30));
    case.tend().await;
    assert_eq!(case.stored().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_the_release_before_attached_stays() {
    let case = case().await;
    let verification = case.verification().await;
    let id = upload(&case.owner, PDF).await;
    case.attach(&verification, &id, 1).await.expect(201);
    case.sql("update file set attached_at = null").await;
    case.age(&id, 25).await;
    case.tend().await;
    case.content(&id).await.expect(200);
    assert_eq!(case.ask("select count(attached_at) from file").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn attaching_and_deleting_one_file_at_once_never_leaves_a_paper_without_bytes() {
    let case = case().await;
    let verification = case.verification().await;
    // Held by who refers to it: left alone.
    let held = upload(&case.owner, PDF).await;
    case.age(&held, 25).await;
    let mut conn = AsyncPgConnection::establish(&case.app.database_url).await.unwrap();
    let uuid = uuid_of(&held);
    conn.batch_execute(&format!("begin; update file set attached_at = now() where id = '{uuid}'"))
        .await
        .unwrap();
    case.tend().await;
    conn.batch_execute("commit").await.unwrap();
    case.tend().await;
    case.content(&held).await.expect(200);
    // Let go without: it goes.
    let freed = upload(&case.owner, PDF).await;
    case.age(&freed, 25).await;
    let uuid = uuid_of(&freed);
    conn.batch_execute(&format!("begin; update file set attached_at = now() where id = '{uuid}'"))
        .await
        .unwrap();
    case.tend().await;
    case.content(&freed).await.expect(200);
    conn.batch_execute("rollback").await.unwrap();
    case.tend().await;
    case.content(&freed).await.expect_problem(404, "not-found");

    for round in 0..20 {
        let id = upload(&case.owner, PDF).await;
        case.age(&id, 25).await;
        let (attached, ()) = tokio::join!(case.attach(&verification, &id, round + 10), case.tend());
        if attached.status == 201 {
            case.tend().await;
            case.content(&id).await.expect(200);
        } else {
            let refused = attached.expect_problem(422, "validation-failed");
            assert_eq!(refused.json["errors"][0]["code"], "no-upload");
            case.content(&id).await.expect_problem(404, "not-found");
        }
    }
    let lost = "select count(*) from verification_document where file_id not in (select id from file)";
    assert_eq!(case.ask(lost).await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_without_a_row_go_after_a_day() {
    let case = case().await;
    let id = upload(&case.owner, PDF).await;
    let known = case.stored().remove(0);
    let (today, own) = (known.parent().unwrap(), known.parent().unwrap().parent().unwrap());
    // The known file came long ago, and so did one that no row knows.
    let old = "2026-01-31".parse::<NaiveDate>().unwrap();
    let folder = own.join(old.to_string());
    std::fs::create_dir(&folder).unwrap();
    std::fs::rename(&known, folder.join("known")).unwrap();
    case.sql(&format!("update file set stored_as = '{old}/known'")).await;
    for name in ["orphan", "half#1"] {
        std::fs::write(folder.join(name), b"bytes").unwrap();
    }
    std::fs::write(today.join("young"), b"bytes").unwrap();
    case.tend().await;
    assert_eq!(case.stored(), {
        let mut left = vec![folder.join("known"), today.join("young")];
        left.sort();
        left
    });
    case.content(&id).await.expect(200);
    let swept: String = case.ask("select current_date - swept_until from file_place").await;
    assert!(["2", "3", "1"].contains(&swept.as_str()), "{swept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_send_one_file_at_once_leave_its_bytes_once() {
    let case = case().await;
    let id = declare(&case.owner, PDF.len()).await.expect(201).id();
    let path = format!("/v1/files/{id}/content");
    let send = || {
        let request = case.owner.request("PUT", &path).header("content-type", "application/pdf");
        case.owner.send(request.body(PDF.to_vec()))
    };
    let sent = join_all((0..8).map(|_| send())).await;
    assert!(sent.iter().any(|one| one.status == 200));
    for busy in sent.into_iter().filter(|one| one.status != 200) {
        busy.expect_problem(503, "resource-busy");
    }
    send().await.expect(200);
    case.tend().await;
    assert_eq!(case.stored().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_what_it_is_declared_as() {
    let case = case().await;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0" as &[u8];
    let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01" as &[u8];
    let send = async |declared: &str, bytes: &[u8]| {
        let body = json!({"media_type": declared, "size": bytes.len(), "sha256": TextHash::of_bytes(bytes), "name": "a"});
        let id = case.owner.post("/v1/files", body).await.expect(201).id();
        let request = case.owner.request("PUT", &format!("/v1/files/{id}/content"));
        case.owner.send(request.header("content-type", declared).body(bytes.to_vec())).await
    };
    send("image/png", png).await.expect(200);
    send("image/jpeg", jpeg).await.expect(200);
    for (declared, bytes) in [
        ("image/png", jpeg),
        ("image/jpeg", png),
        ("application/pdf", png),
        ("application/pdf", b"<html>%PDF-1.7 <script>" as &[u8]),
        ("application/pdf", b"%PDF-"),
        ("image/png", b"\x89PNG\r\n\x1a\n<script>"),
        ("image/jpeg", b"\xff\xd8\xff<script>"),
    ] {
        let refused = send(declared, bytes).await.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["code"], "not-its-kind", "{declared}");
    }
    assert_eq!(case.stored().len(), 2, "what is refused is stored nowhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_ends_when_the_disk_of_the_files_is_nearly_full() {
    let full = start_with([("KAD_FREE_DISK_MIB", "999999999999".to_owned())]).await;
    let said = full.stranger().get("/readyz").await;
    assert_eq!(said.status, 503);
    assert!(said.text.contains("files") && said.text.contains("MiB left"), "{}", said.text);
    assert_eq!(start().await.stranger().get("/readyz").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_holds_every_file_and_is_put_back_beside_what_is_there() {
    let case = case().await;
    let verification = case.verification().await;
    let (kept, lost, unused) =
        (upload(&case.owner, PDF).await, upload(&case.owner, PDF).await, upload(&case.owner, PDF).await);
    case.attach(&verification, &kept, 1).await.expect(201);
    case.attach(&verification, &lost, 2).await.expect(201);
    let name = async |id: &str| -> String {
        case.ask(&format!("select stored_as from file where id = '{}'", uuid_of(id))).await
    };
    let (lost_name, unused_name) = (name(&lost).await, name(&unused).await);
    for file in case.stored() {
        let stands = |name: &str| file.ends_with(name);
        if stands(&lost_name) || stands(&unused_name) {
            std::fs::remove_file(&file).unwrap();
        }
    }
    let folder = case.app.files.join("copy");
    let copied = copy::<Papers>(&case.app.database_url, &case.store(), &folder).await.unwrap().unwrap();
    assert_eq!((copied.files, copied.damaged.clone()), (1, vec![lost_name.clone()]));
    let before = case.stored().len();
    let restored = restore::<Papers>(&case.app.database_url, &case.store(), &folder, &[]).await;
    assert!(restored.unwrap_err().to_string().contains(&lost_name), "a copy without a file is no copy");
    let restored = restore::<Papers>(&case.app.database_url, &case.store(), &folder, &copied.damaged).await;
    assert_eq!(restored.unwrap(), 1);
    assert!(case.stored().len() > before, "what was there stays");
    let store = case.store().of_database(&case.app.core).await.unwrap();
    let place: String = case.ask("select id from file_place").await;
    assert!(store.folder().unwrap().ends_with(&place));
    let there = case.stored().into_iter().filter(|file| file.starts_with(store.folder().unwrap())).count();
    assert_eq!(there, 1);
}
