//! What is no request, or no request of ours: the server's own answers are problems like all others.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::{App, Response, problem};

/// Sends bytes as they are and gives the first answer.
fn say(url: &str, bytes: &[u8]) -> Response {
    let address = url.trim_start_matches("http://");
    let mut line = TcpStream::connect(address).expect("the app listens");
    line.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    // The server may have heard enough before all of it is sent.
    let _ = line.write_all(bytes);
    let mut heard = Vec::new();
    let mut piece = [0; 4096];
    loop {
        if let Some(answer) = whole(&heard) {
            return answer;
        }
        match line.read(&mut piece) {
            Ok(more) if more > 0 => heard.extend_from_slice(&piece[..more]),
            end => panic!("{end:?} after {}", String::from_utf8_lossy(&heard)),
        }
    }
}

/// The answer in these bytes, once it is whole.
fn whole(heard: &[u8]) -> Option<Response> {
    let text = String::from_utf8_lossy(heard);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut headers = reqwest::header::HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let name: reqwest::header::HeaderName = name.parse().expect("a name");
        headers.append(name, value.parse().expect("a value"));
    }
    let length: usize = headers.get("content-length")?.to_str().ok()?.parse().ok()?;
    (body.len() >= length).then(|| {
        let text = body[..length].to_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Response { status, headers, text, json }
    })
}

/// What is said, and the status of the answer.
fn cases() -> Vec<(&'static str, Vec<u8>, u16)> {
    let get =
        |path: &str, headers: &str| format!("GET {path} HTTP/1.1\r\nhost: kad\r\n{headers}\r\n").into_bytes();
    let many: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    vec![
        ("no request", b"\x16\x03\x01\x02\x00\x01\r\n\r\n".to_vec(), 400),
        ("no version", b"GET /\r\n\r\n".to_vec(), 400),
        ("a wrong length", get("/v1", "content-length: -1\r\n"), 400),
        ("two lengths", get("/v1", "content-length: 1\r\ncontent-length: 2\r\n"), 400),
        ("a length and chunks", get("/v1", "content-length: 1\r\ntransfer-encoding: chunked\r\n"), 400),
        ("a header without a name", get("/v1", ": 1\r\n"), 400),
        ("a header that folds", get("/v1", "a: 1\r\n b\r\n"), 400),
        ("too many headers", get("/v1", &many), 431),
        ("a huge header", get("/v1", &format!("a: {}\r\n", "a".repeat(200_000))), 431),
        ("a huge address", get(&format!("/{}", "a".repeat(70_000)), ""), 400),
        ("an address of nothing", get("/nothing", ""), 404),
        ("an address out of the tree", get("/../../etc/passwd", ""), 404),
        ("an address that is no text", get("/v1/%ff%00", ""), 404),
        ("a wrong method", b"BREW /v1/x HTTP/1.1\r\nhost: kad\r\n\r\n".to_vec(), 404),
        (
            "a wrong method of health",
            b"POST /livez HTTP/1.1\r\nhost: kad\r\ncontent-length: 0\r\n\r\n".to_vec(),
            405,
        ),
    ]
}

/// What is no request is answered with a problem of the right status.
///
/// # Panics
/// When it is not.
pub async fn answers_with_problems_beneath_http(app: &App) {
    for (what, bytes, status) in cases() {
        let url = app.url.clone();
        let answer = tokio::task::spawn_blocking(move || say(&url, &bytes)).await.expect("an answer");
        assert_eq!(answer.status, status, "{what}: {}", answer.text);
        problem::assert_proper(what, None, &answer);
    }
}
