//! Asking the running application.

use crate::wire::{self, Held, Reply};
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use std::net::SocketAddr;

/// The application, on one runtime.
pub struct App {
    url: String,
    client: Client,
}

impl App {
    /// The application at that address.
    pub fn new(url: &str) -> Self {
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { url: url.trim_end_matches('/').to_owned(), client }
    }

    /// The address that serves.
    pub fn address(&self) -> SocketAddr {
        self.url.trim_start_matches("http://").parse().expect("an address")
    }

    /// The answer to a GET.
    pub async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).send().await.expect("an answer")
    }

    /// The JSON answer to a GET, which must be a 200.
    pub async fn read(&self, path: &str) -> Value {
        json(self.get(path).await).await
    }

    /// The answer to a POST of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.client.post(format!("{}{path}", self.url)).json(body).send().await.expect("an answer")
    }

    /// The JSON answer to a POST of JSON, which must be a 200.
    pub async fn ask(&self, path: &str, body: &Value) -> Value {
        json(self.post(path, body).await).await
    }

    /// The answer to these very bytes, or none when the connection ends without one.
    pub async fn send(&self, request: impl AsRef<[u8]>) -> Option<Reply> {
        wire::send(self.address(), request.as_ref()).await
    }

    /// The same from a client that closes its side once it has sent them.
    pub async fn send_and_shut(&self, request: impl AsRef<[u8]>) -> Option<Reply> {
        wire::send_and_shut(self.address(), request.as_ref()).await
    }

    /// A POST whose body does not end yet.
    pub async fn hold(&self, path: &str) -> Held {
        Held::open(self.address(), path).await
    }
}

async fn json(response: Response) -> Value {
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.expect("a JSON body")
}

/// The values of a header, in their order, in what the probe's `echo` tells.
pub fn values<'a>(seen: &'a Value, name: &str) -> Vec<&'a str> {
    let headers = seen["headers"].as_array().expect("headers");
    headers.iter().filter(|header| header[0] == name).filter_map(|header| header[1].as_str()).collect()
}
