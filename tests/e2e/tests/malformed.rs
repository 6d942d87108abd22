//! Requests of every malformed kind get a problem document, never a 500, never an empty body.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

use e2e::Application;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Sends bytes that no polite client would, and reads status, headers and body of the answer.
async fn exchange(application: &Application, request: &[u8]) -> (u16, String, Vec<u8>) {
    let authority = application.url("").replace("http://", "");
    let mut stream = TcpStream::connect(&authority).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer with headers");
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_lowercase(), answer[end + 4..].to_vec())
}

fn request(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let head =
        format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{length}{headers}\r\n");
    [head.as_bytes(), body].concat()
}

struct Case {
    name: String,
    request: Vec<u8>,
    status: u16,
}

fn case(status: u16, method: &str, path: &str, headers: &str, body: &[u8]) -> Case {
    let name =
        format!("{method} {path} {} {} bytes", headers.chars().take(60).collect::<String>(), body.len());
    Case { name, request: request(method, path, headers, body), status }
}

fn unknown_paths() -> impl Iterator<Item = Case> {
    let names =
        ["v1", "v1/", "v1/etatx", "v1/etat/x", "prive/etat", "login/prive/etat", "login/%00", "log/../prive"];
    let odd = ["%2e%2e/%2e%2e/etc/passwd", "%ff%fe", "v1%2fetat", "a;b=c", "v1/etat%20", "V1/ETAT", "*"];
    let long = ["a".repeat(4_000), "a/".repeat(2_000), "%61".repeat(2_000)];
    let paths: Vec<String> = names.iter().chain(&odd).map(|&path| path.to_owned()).chain(long).collect();
    ["GET", "POST", "PUT", "DELETE"].into_iter().flat_map(move |method| {
        paths.clone().into_iter().map(move |path| case(404, method, &format!("/{path}"), "", b""))
    })
}

fn unknown_methods() -> impl Iterator<Item = Case> {
    let standard = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
    let invented = (0..30).map(|index| format!("METHOD{index}"));
    let all: Vec<String> = standard.into_iter().map(str::to_owned).chain(invented).collect();
    all.into_iter().map(|method| case(405, &method, "/v1/etat", "", b""))
}

fn unacceptable_formats() -> impl Iterator<Item = Case> {
    let ranges =
        ["text/html", "image/*", "application/xml", "application/json;q=0", "*/*;q=0", "text/*, image/png"];
    ranges.into_iter().map(|range| case(406, "GET", "/v1/etat", &format!("accept: {range}\r\n"), b""))
}

fn refused_methods_with_bodies() -> impl Iterator<Item = Case> {
    let json: &[u8] = br#"{"organisme":"422","matricule":"1234567","finalite":"gestion_locative"}"#;
    let truncated = (0..json.len()).map(move |end| json[..end].to_vec());
    let broken = (0x80..=0xff_u8).step_by(8).map(move |byte| [&[byte], json].concat());
    let huge = [100_000, 1_000_000].map(|size| vec![b'['; size]);
    truncated
        .chain(broken)
        .chain(huge)
        .map(|body| case(405, "POST", "/v1/etat", "content-type: application/json\r\n", &body))
}

fn floods() -> impl Iterator<Item = Case> {
    let many = (0..90).map(|index| format!("x-flood-{index}: {index}\r\n")).collect::<String>();
    let long = format!("x-flood: {}\r\n", "a".repeat(30_000));
    let cookies = "cookie: a=b\r\n".repeat(90);
    [many, long, cookies].into_iter().map(|headers| case(405, "POST", "/v1/etat", &headers, b""))
}

#[tokio::test]
async fn malformed_requests_get_a_problem_and_the_server_goes_on() {
    let application = Application::start().await;
    let cases: Vec<Case> = unknown_paths()
        .chain(unknown_methods())
        .chain(unacceptable_formats())
        .chain(refused_methods_with_bodies())
        .chain(floods())
        .collect();
    assert!(cases.len() >= 200, "{}", cases.len());
    for case in &cases {
        let (status, head, body) = exchange(&application, &case.request).await;
        assert_eq!(status, case.status, "{}", case.name);
        assert!(head.contains("content-type: application/problem+json"), "{}: {head}", case.name);
        let problem: serde_json::Value = serde_json::from_slice(&body).expect(&case.name);
        assert_eq!(problem["status"], case.status, "{}", case.name);
    }
    assert_eq!(reqwest::get(application.url("/v1/etat")).await.unwrap().status(), 200);
}
