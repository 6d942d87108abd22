//! How a host starts, refuses to start, and stops. No component is needed: the answers are static.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use host::{Builder, Host};
use tempfile::TempDir;

const STATIC: &str = r#"
spin_manifest_version = 2
[application]
name = "app"
version = "1.0"
[[trigger.http]]
route = "/tea"
static_response = { status_code = 418, headers = { x-pot = "small" }, body = "short and stout" }
"#;

fn folder(manifest: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("spin.toml"), manifest).unwrap();
    folder
}

fn builder(folder: &Path) -> Builder {
    Host::builder(folder.join("spin.toml")).listen("127.0.0.1:0")
}

async fn refusal(builder: Builder) -> String {
    format!("{:#}", builder.start().await.expect_err("the host should refuse to start"))
}

fn with_component(lines: &str) -> String {
    format!(
        "{STATIC}[[trigger.http]]\nroute = \"/a\"\ncomponent = \"a\"\n[component.a]\nsource = \"a.wasm\"\n{lines}\n"
    )
}

/// Sends `request` on one connection and reads until the host closes it.
fn exchange(host: &Host, request: &str) -> String {
    let address = host.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    _ = stream.read_to_string(&mut answer);
    answer
}

fn get(host: &Host, path: &str) -> String {
    exchange(host, &format!("GET {path} HTTP/1.1\r\nhost: example.com\r\nconnection: close\r\n\r\n"))
}

#[tokio::test]
async fn a_static_response_is_given_as_written() {
    let folder = folder(STATIC);
    let host = builder(folder.path()).start().await.unwrap();
    let answer = get(&host, "//tea/");
    assert!(answer.starts_with("HTTP/1.1 418") && answer.contains("x-pot: small"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nshort and stout"), "{answer}");
    host.stop().await;
}

#[tokio::test]
async fn what_no_route_matches_is_an_empty_404() {
    let folder = folder(STATIC);
    let host = builder(folder.path()).start().await.unwrap();
    for path in ["/", "/tea/more", "/.well-known/spin/other"] {
        let answer = get(&host, path);
        assert!(answer.starts_with("HTTP/1.1 404") && answer.ends_with("\r\n\r\n"), "{path}: {answer}");
    }
    host.stop().await;
}

#[tokio::test]
async fn health_and_information_are_answered_by_the_host() {
    let folder = folder(&format!(
        "{STATIC}[[trigger.http]]\nroute = \"/...\"\nstatic_response = {{ status_code = 500 }}\n"
    ));
    let host = builder(folder.path()).start().await.unwrap();
    assert!(get(&host, "/.well-known/spin/health").ends_with("OK"));
    let information = get(&host, "/.well-known/spin/info");
    assert!(
        information.contains("\"name\": \"app\"") && information.contains("\"version\": \"1.0\""),
        "{information}"
    );
    host.stop().await;
}

#[tokio::test]
async fn a_request_that_names_no_host_gets_no_answer() {
    let folder = folder(STATIC);
    let host = builder(folder.path()).start().await.unwrap();
    assert_eq!(exchange(&host, "GET /tea HTTP/1.1\r\n\r\n"), "");
    assert_eq!(exchange(&host, "GET /tea HTTP/1.1\r\nhost: a.spin.internal\r\n\r\n"), "");
    host.stop().await;
}

#[tokio::test]
async fn a_second_host_on_the_same_folder_is_refused_until_the_first_stops() {
    let folder = folder(STATIC);
    let first = builder(folder.path()).start().await.unwrap();
    assert!(refusal(builder(folder.path())).await.contains("another host already runs on the data folder"));
    first.stop().await;
    builder(folder.path()).start().await.unwrap().stop().await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_refused_by_its_address() {
    let folder = folder(STATIC);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refusal = refusal(builder(folder.path()).listen(&address)).await;
    assert!(refusal.contains(&address) && refusal.contains("already in use"), "{refusal}");
}

#[tokio::test]
async fn a_component_that_is_not_built_is_refused_with_what_to_do() {
    let folder = folder(&with_component(""));
    let refusal = refusal(builder(folder.path())).await;
    assert!(refusal.contains("`a` is not built") && refusal.contains("a.wasm"), "{refusal}");
}

#[tokio::test]
async fn a_file_that_is_no_component_is_refused_by_name() {
    let folder = folder(&with_component(""));
    std::fs::write(folder.path().join("a.wasm"), "not wasm").unwrap();
    assert!(refusal(builder(folder.path())).await.contains("is not a component"));
    std::fs::write(folder.path().join("a.wasm"), "(component)").unwrap();
    assert!(refusal(builder(folder.path())).await.contains("must export wasi:http/handler@0.3.0"));
}

#[tokio::test]
async fn a_required_variable_without_a_value_is_refused() {
    let folder = folder(&format!("{STATIC}[variables]\nneeded_by_this_test = {{ required = true }}\n"));
    assert!(refusal(builder(folder.path())).await.contains("needed_by_this_test"));
    builder(folder.path()).variable("needed_by_this_test", "x").start().await.unwrap().stop().await;
}

#[tokio::test]
async fn a_label_without_a_definition_is_refused() {
    let folder = folder(&with_component("sqlite_databases = [\"lost\"]"));
    assert!(refusal(builder(folder.path())).await.contains("`lost`, which is not defined"));
}

#[tokio::test]
async fn a_runtime_configuration_with_an_unknown_key_is_refused() {
    let folder = folder(STATIC);
    let path = folder.path().join("runtime.toml");
    std::fs::write(&path, "surprise = 1").unwrap();
    assert!(refusal(builder(folder.path()).runtime_config(path)).await.contains("unknown field `surprise`"));
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_made_is_refused() {
    let folder = folder(STATIC);
    let file = folder.path().join("spin.toml");
    assert!(refusal(builder(folder.path()).data_dir(file.join("data"))).await.contains("cannot be written"));
}

#[tokio::test]
async fn a_manifest_that_is_not_there_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    assert!(refusal(builder(folder.path())).await.contains("spin.toml"));
}
