//! Pictures of goods: what is taken, who sees them, and when they go.

use std::io::Cursor;

use catalog::Images;
use diesel_async::SimpleAsyncConnection as _;
use domain::shared::{FileQuota, TextHash, seed_file_quotas};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use service::files::{FileStore, copy, restore, tend};
use testkit::{Actor, App, Caller, Response, party};
use web::Environment;

use crate::shelf::{Shelf, curator, kuj};
use crate::{admin, blitar_supplier, kpms, pasar_jaya};

/// A plain picture.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let plain = DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, Rgb([200, 120, 40])));
    plain.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn declare(owner: &Caller, media_type: &str, bytes: &[u8]) -> Response {
    let body = json!({"media_type": media_type, "size": bytes.len(), "sha256": TextHash::of_bytes(bytes),
        "shows": "Kemasan dari depan"});
    owner.post("/v1/images", body).await
}

async fn send(owner: &Caller, id: &str, media_type: &str, bytes: &[u8]) -> Response {
    let request = owner.request("PUT", &format!("/v1/images/{id}/content"));
    owner.send(request.header("content-type", media_type).body(bytes.to_vec())).await
}

/// A picture that is declared and has not arrived.
pub(crate) async fn declared(owner: &Caller) -> String {
    declare(owner, "image/png", &picture(8, 8)).await.expect(201).id()
}

/// A picture that has arrived.
pub(crate) async fn uploaded(owner: &Caller) -> String {
    let (id, bytes) = (declared(owner).await, picture(8, 8));
    send(owner, &id, "image/png", &bytes).await.expect(200);
    id
}

/// Shows a variant by pictures.
async fn show(shelf: &Shelf, images: Value) -> Response {
    let path = format!("/v1/variants/{}", shelf.variant);
    let etag = shelf.supplier.get(&path).await.expect(200).etag().to_owned();
    shelf.supplier.patch(&path, json!({"image_ids": images}), &etag).await
}

fn content(id: &str) -> String {
    format!("/v1/images/{id}/content")
}

async fn sql(app: &App, text: &str) {
    app.core.db.own().await.unwrap().batch_execute(text).await.unwrap();
}

/// One turn of what no request asks for.
async fn tend_images(app: &App) {
    let store = store(app).of_database(&app.core).await.unwrap();
    tend::<Images>(&app.core, &store).await.unwrap();
}

fn store(app: &App) -> FileStore {
    FileStore::open(app.files.to_str().unwrap(), &Environment::of([])).unwrap()
}

/// How many files lie in the store.
fn stored(app: &App) -> usize {
    fn below(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        entries.map(|place| if place.is_dir() { below(&place) } else { 1 }).sum()
    }
    below(&app.files)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_shown_in_two_sizes_that_may_be_kept() {
    let shelf = Shelf::start().await;
    let bytes = picture(2000, 1000);
    let id = declare(&shelf.supplier, "image/png", &bytes).await.expect(201).id();
    shelf.supplier.get(&content(&id)).await.expect_problem(404, "not-found");
    let sent = send(&shelf.supplier, &id, "image/png", &bytes).await.expect(200);
    assert_ne!(sent.json["uploaded_at"], Value::Null);
    assert_eq!(send(&shelf.supplier, &id, "image/png", &bytes).await.expect(200).json, sent.json);
    let mut seen = Vec::new();
    for (size, expected) in [("?size=thumbnail", (320, 160)), ("?size=web", (1280, 640)), ("", (1280, 640))] {
        let path = format!("{}{size}", content(&id));
        let raw = shelf.supplier.request("GET", &path).send().await.unwrap();
        let etag = raw.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(raw.headers()["content-type"], "image/jpeg");
        assert!(raw.headers()["cache-control"].to_str().unwrap().contains("max-age=86400"));
        let shown = image::load_from_memory(&raw.bytes().await.unwrap()).unwrap();
        assert_eq!((shown.width(), shown.height()), expected);
        let known = shelf.supplier.request("GET", &path).header("if-none-match", &etag);
        let again = known.send().await.unwrap();
        assert_eq!(
            (again.status().as_u16(), again.headers()["etag"].to_str().unwrap()),
            (304, etag.as_str())
        );
        assert!(again.bytes().await.unwrap().is_empty());
        seen.push(etag);
    }
    assert_ne!(seen[0], seen[1]);
    assert_eq!(stored(&shelf.app), 4, "two sizes each of this one and of the shelf's own");
    let wrong = format!("{}?size=original", content(&id));
    shelf.supplier.get(&wrong).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_not_what_was_declared_are_stored_nowhere() {
    let shelf = Shelf::start().await;
    let before = stored(&shelf.app);
    let (good, pdf) = (picture(8, 8), b"%PDF-1.7 a scan".to_vec());
    let huge = picture(5000, 5000);
    for (media_type, declared, sent, code) in [
        ("image/png", &good, &good[..good.len() - 1], "size-mismatch"),
        ("image/jpeg", &good, &good[..], "not-its-kind"),
        ("image/png", &pdf, &pdf[..], "not-its-kind"),
        ("image/png", &good[..40].to_vec(), &good[..40], "not-its-kind"),
        ("image/png", &huge, &huge[..], "image-too-large"),
    ] {
        let id = declare(&shelf.supplier, media_type, declared).await.expect(201).id();
        let refused =
            send(&shelf.supplier, &id, media_type, sent).await.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["code"], code, "{media_type}");
        let view = shelf.supplier.get(&format!("/v1/images/{id}")).await.expect(200);
        assert_eq!(view.json["uploaded_at"], Value::Null);
    }
    assert_eq!(stored(&shelf.app), before);
    let body =
        json!({"media_type": "image/gif", "size": 5, "sha256": TextHash::of_bytes(b"x"), "shows": "x"});
    shelf.supplier.post("/v1/images", body).await.expect_problem(422, "validation-failed");
    let id = declared(&shelf.supplier).await;
    send(&shelf.supplier, &id, "image/webp", &good).await.expect_problem(415, "unsupported-media-type");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_seen_by_who_reads_what_it_shows() {
    let shelf = Shelf::start().await;
    let id = uploaded(&shelf.supplier).await;
    let (other, curator) = (shelf.app.caller(&blitar_supplier()), shelf.app.caller(&curator()));
    for stranger in [&other, &curator] {
        stranger.get(&format!("/v1/images/{id}")).await.expect_problem(404, "not-found");
        stranger.get(&content(&id)).await.expect_problem(404, "not-found");
    }
    send(&other, &id, "image/png", &picture(8, 8)).await.expect_problem(404, "not-found");
    // With a curation: who reads the curation.
    let path = shelf.curation().await;
    shelf.supplier.act(&format!("{path}/submissions"), json!({"image_ids": [id]})).await.expect(200);
    curator.get(&format!("/v1/images/{id}")).await.expect(200);
    assert_eq!(curator.request("GET", &content(&id)).send().await.unwrap().status(), 200);
    other.get(&content(&id)).await.expect_problem(404, "not-found");
    // On a published variant: everybody.
    let shown = show(&shelf, json!([id])).await.expect(200);
    assert_eq!(shown.json["image_ids"], json!([id]));
    assert_eq!(other.request("GET", &content(&id)).send().await.unwrap().status(), 200);
    let variant = other.get(&format!("/v1/variants/{}", shelf.variant)).await.expect(200);
    assert_eq!(variant.json["image_ids"], json!([id]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variant_shows_its_own_pictures_in_order_and_they_are_no_part_of_its_version() {
    let shelf = Shelf::start().await;
    let before = shelf.supplier.get(&format!("/v1/variants/{}", shelf.variant)).await.expect(200);
    let (one, two) = (uploaded(&shelf.supplier).await, uploaded(&shelf.supplier).await);
    let shown = show(&shelf, json!([two, one])).await.expect(200);
    assert_eq!(shown.json["image_ids"], json!([two, one]));
    assert_eq!(shown.json["version_hash"], before.json["version_hash"]);
    assert_ne!(shown.etag(), before.etag());
    let foreign = uploaded(&shelf.app.caller(&kuj())).await;
    let refused = show(&shelf, json!([one, foreign])).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["pointer"], "/image_ids/1");
    let many: Vec<&str> = vec![&one; 9];
    show(&shelf, json!(many)).await.expect_problem(422, "validation-failed");
    let product =
        json!({"name": "Keripik Singkong", "commodity_code": "msme_goods", "form_code": "packaged"});
    let product = shelf.supplier.post("/v1/products", product).await.expect(201).id();
    let variant = json!({"name": "Keripik Singkong 250 g", "net_content": {"value": "250", "unit": "GRM"},
        "ingredients": ["singkong"], "producer": "KPMS, Kota Metro", "storage": "room_temperature", "image_ids": [one]});
    let made = shelf.supplier.post(&format!("/v1/products/{product}/variants"), variant).await.expect(201);
    assert_eq!(made.json["image_ids"], json!([one]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_nothing_shows_goes_after_a_day() {
    let shelf = Shelf::start().await;
    let (kept, dropped, never) =
        (uploaded(&shelf.supplier).await, uploaded(&shelf.supplier).await, uploaded(&shelf.supplier).await);
    show(&shelf, json!([kept, dropped])).await.expect(200);
    show(&shelf, json!([kept])).await.expect(200);
    sql(&shelf.app, "update image set recorded_at = now() - interval '25 hours'").await;
    tend_images(&shelf.app).await;
    for gone in [&dropped, &never, &shelf.photo] {
        shelf.supplier.get(&format!("/v1/images/{gone}")).await.expect_problem(404, "not-found");
    }
    shelf.supplier.get(&format!("/v1/images/{kept}")).await.expect(200);
    assert_eq!(stored(&shelf.app), 2, "the bytes went with the rows");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_brings_as_many_pictures_a_day_as_the_row_says() {
    let shelf = Shelf::start().await;
    let conn = shelf.app.core.read().await.unwrap();
    assert_eq!(service::dated::rules::<FileQuota>(&conn).await.unwrap(), seed_file_quotas());
    drop(conn);
    let (keeper, path) = (shelf.app.caller(&admin()), "/v1/image-quotas");
    let first = keeper.get(path).await.expect(200).json["items"][0].clone();
    assert_eq!(first["files_a_day"], 200);
    let row = json!({"files_a_day": 2, "bytes_a_day": 100 << 20, "unattached_bytes": 50 << 20,
        "in_force_from_date": "2026-11-22", "source": "Keputusan pengelola"});
    shelf.supplier.post(path, row.clone()).await.expect_problem(403, "forbidden");
    let ending = json!({"in_force_until_date": "2026-11-21", "note": "Cukup dua"});
    keeper.act(&format!("{path}/{}/endings", first["id"].as_str().unwrap()), ending).await.expect(200);
    keeper.post(path, row).await.expect(201);
    declared(&shelf.supplier).await;
    let refused = declare(&shelf.supplier, "image/png", &picture(8, 8)).await;
    refused.expect_problem(429, "file-quota-reached");
    declared(&shelf.app.caller(&kuj())).await;
    let buyer = shelf.app.caller(&pasar_jaya());
    declare(&buyer, "image/png", &picture(8, 8)).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_holds_every_picture_and_is_put_back_beside_what_is_there() {
    let shelf = Shelf::start().await;
    show(&shelf, json!([shelf.photo])).await.expect(200);
    let folder = shelf.app.files.join("copy");
    let copied = copy::<Images>(&shelf.app.database_url, &store(&shelf.app), &folder).await.unwrap().unwrap();
    assert_eq!((copied.files, copied.damaged), (2, Vec::new()));
    let restored = restore::<Images>(&shelf.app.database_url, &store(&shelf.app), &folder, &[]).await;
    assert_eq!(restored.unwrap(), 2);
    let own = store(&shelf.app).of_database(&shelf.app.core).await.unwrap();
    assert_eq!(own.folder().unwrap().read_dir().unwrap().count(), 1, "in a part of its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_send_one_picture_at_once_leave_its_bytes_once() {
    let shelf = Shelf::start().await;
    let (before, bytes) = (stored(&shelf.app), picture(600, 600));
    let id = declare(&shelf.supplier, "image/png", &bytes).await.expect(201).id();
    let sent =
        futures_util::future::join_all((0..8).map(|_| send(&shelf.supplier, &id, "image/png", &bytes))).await;
    assert!(sent.iter().any(|one| one.status == 200));
    for busy in sent.into_iter().filter(|one| one.status != 200) {
        busy.expect_problem(503, "resource-busy");
    }
    tend_images(&shelf.app).await;
    assert_eq!(stored(&shelf.app), before + 2);
    let stranger = shelf.app.caller(&Actor::new(party(10), "18.72", kpms().roles.as_slice()));
    stranger.get(&format!("/v1/images/{id}")).await.expect(200);
}
