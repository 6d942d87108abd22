use http::{HeaderValue, Request};

use super::{make_absolute, prepare, strip};
use crate::routing::Match;

fn request(uri: &str, headers: &[(&str, &str)]) -> Request<()> {
    let mut request = Request::builder().uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap()
}

fn values<'a>(request: &'a Request<()>, name: &str) -> Vec<&'a HeaderValue> {
    request.headers().get_all(name).iter().collect()
}

#[test]
fn a_client_cannot_address_a_component_by_its_host() {
    for host in ["audit.spin.internal", "audit.spin.internal:80"] {
        let mut chaining = request("/", &[("host", host), ("connection", "keep-alive"), ("accept", "*/*")]);
        strip(&mut chaining);
        assert_eq!(chaining.headers().keys().map(|name| name.as_str()).collect::<Vec<_>>(), ["accept"]);
    }
}

#[test]
fn an_ordinary_host_stays() {
    let mut ordinary = request("/", &[("host", "example.com")]);
    strip(&mut ordinary);
    assert_eq!(values(&ordinary, "host"), ["example.com"]);
}

#[test]
fn the_authority_comes_from_the_host_or_from_the_uri_and_they_agree() {
    let mut from_header = request("/a?b", &[("host", "example.com:3000")]);
    make_absolute(&mut from_header).unwrap();
    assert_eq!(from_header.uri(), "http://example.com:3000/a?b");
    let mut from_uri = request("http://example.com/a", &[]);
    make_absolute(&mut from_uri).unwrap();
    assert_eq!(from_uri.uri(), "http://example.com/a");
    assert!(make_absolute(&mut request("/", &[])).is_err());
    assert!(make_absolute(&mut request("http://a.test/", &[("host", "b.test")])).is_err());
}

#[test]
fn headers_of_spin_come_after_those_a_client_forged() {
    let mut forged =
        request("http://example.com/a/b", &[("host", "example.com"), ("spin-client-addr", "6.6.6.6:6")]);
    let found = Match {
        trigger: 0,
        route: "/:first/...".to_owned(),
        based_route: "/:first/...".to_owned(),
        trailing: "/b".to_owned(),
        named: vec![("first".to_owned(), "a".to_owned())],
    };
    prepare(&mut forged, &found, "127.0.0.1:9".parse().unwrap()).unwrap();
    assert_eq!(values(&forged, "spin-client-addr"), ["6.6.6.6:6", "127.0.0.1:9"]);
    assert_eq!(values(&forged, "spin-full-url"), ["http://example.com/a/b"]);
    assert_eq!(values(&forged, "spin-path-info"), ["/b"]);
    assert_eq!(values(&forged, "spin-matched-route"), ["/:first/..."]);
    assert_eq!(values(&forged, "spin-component-route"), ["/:first"]);
    assert_eq!(values(&forged, "spin-path-match-first"), ["a"]);
}

#[test]
fn without_a_host_the_full_url_says_localhost() {
    let mut chained = request("http://audit.spin.internal/events", &[]);
    prepare(&mut chained, &Match::chained(0, "/events"), "0.0.0.0:0".parse().unwrap()).unwrap();
    assert_eq!(values(&chained, "spin-full-url"), ["http://localhost/events"]);
}

#[test]
fn a_header_that_is_not_utf8_is_refused() {
    let mut broken = request("http://example.com/", &[]);
    broken.headers_mut().insert("x", HeaderValue::from_bytes(b"\xff").unwrap());
    assert!(prepare(&mut broken, &Match::chained(0, "/"), "0.0.0.0:0".parse().unwrap()).is_err());
}
