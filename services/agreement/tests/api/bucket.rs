//! Files in a bucket: a small server that speaks as S3 does, reached by configuration alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use agreement::Papers;
use diesel_async::SimpleAsyncConnection as _;
use domain::shared::Role;
use serde_json::json;
use service::files::{FileStore, tend};
use testkit::Actor;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use web::Environment;

use crate::verifications::{PDF, upload};
use crate::{metro, start_with};

type Objects = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

/// Answers as a bucket named `papers` would; gives its address.
async fn serve(objects: Objects) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, objects.clone()));
        }
    });
    format!("http://{address}")
}

async fn answer(stream: TcpStream, objects: Objects) {
    let mut stream = BufReader::new(stream);
    let (mut first, mut length, mut signed) = (String::new(), 0, false);
    stream.read_line(&mut first).await.unwrap();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        length = line.strip_prefix("content-length: ").map_or(length, |length| length.parse().unwrap());
        signed |= line.starts_with("authorization: aws4-hmac-sha256 credential=a-key/");
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let (status, body) =
        if signed { act(method, target, body, &objects) } else { ("403 Forbidden", Vec::new()) };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\netag: \"e\"\r\nlast-modified: Sun, 22 Nov 2026 03:00:00 GMT\r\n\
         connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
}

fn act(method: &str, target: &str, body: Vec<u8>, objects: &Objects) -> (&'static str, Vec<u8>) {
    let mut objects = objects.lock().unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let key = path.strip_prefix("/papers").unwrap().trim_start_matches('/').to_owned();
    match method {
        "PUT" => {
            objects.insert(key, body);
            ("200 OK", Vec::new())
        }
        "DELETE" => {
            objects.remove(&key);
            ("204 No Content", Vec::new())
        }
        _ if query.contains("list-type=2") => ("200 OK", list(query, &objects)),
        _ => objects.get(&key).map_or(("404 Not Found", Vec::new()), |bytes| ("200 OK", bytes.clone())),
    }
}

fn list(query: &str, objects: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let prefix = query.split('&').find_map(|one| one.strip_prefix("prefix=")).unwrap_or_default();
    let prefix = prefix.replace("%2F", "/");
    let (mut found, mut folders) = (String::new(), BTreeSet::new());
    for (key, bytes) in objects.iter().filter(|(key, _)| key.starts_with(&prefix)) {
        match key[prefix.len()..].split_once('/') {
            Some((folder, _)) if query.contains("delimiter=") => {
                folders.insert(format!("<CommonPrefixes><Prefix>{prefix}{folder}/</Prefix></CommonPrefixes>"));
            }
            _ => found.push_str(&format!(
                "<Contents><Key>{key}</Key><LastModified>2026-11-22T03:00:00.000Z</LastModified><ETag>e</ETag>\
                 <Size>{}</Size></Contents>",
                bytes.len()
            )),
        }
    }
    let folders: String = folders.into_iter().collect();
    format!("<ListBucketResult><IsTruncated>false</IsTruncated>{found}{folders}</ListBucketResult>")
        .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_lie_in_a_bucket_by_configuration_alone() {
    let objects = Objects::default();
    let endpoint = serve(objects.clone()).await;
    let settings = || {
        [
            ("KAD_FILES", "s3://papers/kad".to_owned()),
            ("AWS_ENDPOINT", endpoint.clone()),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_REGION", "ap-southeast-3".to_owned()),
            ("AWS_ACCESS_KEY_ID", "a-key".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "a-secret".to_owned()),
        ]
    };
    let app = start_with(settings()).await;
    let company = json!({"kind": "company", "legal_name": "PT Kuasa Omega Jaya", "region_code": "18.72"});
    let party = app.caller(&metro()).post("/v1/parties", company).await.expect(201).id().parse().unwrap();
    let owner = app.caller(&Actor::new(party, "18.72", &[Role::Supplier]));
    let id = upload(&owner, PDF).await;
    let keys = || objects.lock().unwrap().keys().cloned().collect::<Vec<_>>();
    assert!(keys().len() == 1 && keys()[0].starts_with("kad/"), "{:?}", keys());
    let content = owner.get(&format!("/v1/files/{id}/content")).await.expect(200);
    assert_eq!(content.text.as_bytes(), PDF);

    let own = keys()[0].rsplit_once('/').unwrap().0.rsplit_once('/').unwrap().0.to_owned();
    objects.lock().unwrap().insert(format!("{own}/2026-01-31/orphan"), b"bytes".to_vec());
    let store = FileStore::open("s3://papers/kad", &Environment::of(settings())).unwrap();
    let store = store.of_database(&app.core).await.unwrap();
    tend::<Papers>(&app.core, &store).await.unwrap();
    assert_eq!(keys().len(), 1, "what no row knows is found in a bucket too");
    app.core
        .db
        .own()
        .await
        .unwrap()
        .batch_execute("update file set recorded_at = now() - interval '25 hours'")
        .await
        .unwrap();
    tend::<Papers>(&app.core, &store).await.unwrap();
    assert!(keys().is_empty(), "{:?}", keys());
    owner.get(&format!("/v1/files/{id}/content")).await.expect_problem(404, "not-found");
}
