//! A reader that is hurried while it renews its token.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use client::{Credentials, TokenSource};
use db::outbox::Audience;
use service::consumer::Source;
use testkit::{Actor, eventually};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::{Steady, judged_when_read, push, reader, source};

/// A token endpoint that lets its first caller wait for ever and answers the others; counts who asks.
async fn token_endpoint(token: String) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/oauth/token", listener.local_addr().expect("an address"));
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut line, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = line.read(&mut request).await;
            if counter.fetch_add(1, Ordering::SeqCst) == 0 {
                silent.push(line);
                continue;
            }
            let body = format!(r#"{{"access_token":"{token}","expires_in":900}}"#);
            let head =
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length";
            let _ = line.write_all(format!("{head}: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
        }
    });
    (address, asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_hurried_while_it_renews_its_token_asks_anew_and_reads_on() {
    let app = source().await;
    let (_database, core) = reader().await;
    let (endpoint, asked) = token_endpoint(app.token(&Actor::service())).await;
    let credentials =
        Credentials { endpoint, client_id: "reader".to_owned(), client_secret: "secret".to_owned() };
    let address = app.api(&Actor::service()).base().to_owned();
    let api = client::Api::new(address, TokenSource::credentials(credentials)).expect("a client");
    push(&app, 1, Audience::Services).await;
    let hurrying = async {
        eventually("the token is asked for", async || (asked.load(Ordering::SeqCst) > 0).then_some(())).await;
        judged_when_read(&core, 1).await.expect("what was told is read");
    };
    tokio::select! {
        () = service::consumer::run(core.clone(), Source { name: "agreement", api }, Steady) => panic!("it goes on"),
        () = hurrying => {}
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2, "the first question was given up, the second one answered");
}
