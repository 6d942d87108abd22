//! One file a topic; each test says what a host does, and runs on every runtime there is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test tool reports by panicking"
)]

mod capabilities;
mod chaining;
mod errors;
mod host_extras;
mod http_headers;
mod instances;
mod key_value;
mod refusals;
mod routing;
mod sqlite;
mod sqlite_connections;
mod static_response;
mod variables;

/// A GET on a connection of its own.
fn get(target: &str, headers: &[&str]) -> Vec<u8> {
    let mut request = format!("GET {target} HTTP/1.1\r\nhost: example.test\r\nconnection: close\r\n");
    for header in headers {
        request.push_str(header);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    request.into_bytes()
}
