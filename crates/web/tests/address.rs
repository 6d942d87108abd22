//! The client's address cannot be forged.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use http::HeaderMap;
use platform::{SettingError, native::World};
use web::{UnreadableAddress, client_address, is_chained, proxy_header};

fn headers(values: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in values {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

#[test]
fn the_last_value_counts_because_the_first_may_be_the_clients() {
    let forged = headers(&[("spin-client-addr", "10.0.0.1:1"), ("spin-client-addr", "192.0.2.7:4711")]);
    assert_eq!(client_address(&forged, None).unwrap().unwrap().to_string(), "192.0.2.7");
    let six = headers(&[("spin-client-addr", "[2001:db8::1]:443")]);
    assert_eq!(client_address(&six, None).unwrap().unwrap().to_string(), "2001:db8::1");
}

#[test]
fn a_proxys_header_counts_only_when_the_operator_named_it() {
    let proxied = headers(&[
        ("x-real-ip", "203.0.113.9"),
        ("x-forwarded-for", "198.51.100.1"),
        ("spin-client-addr", "127.0.0.1:9"),
    ]);
    assert_eq!(client_address(&proxied, Some("x-real-ip")).unwrap().unwrap().to_string(), "203.0.113.9");
    assert_eq!(client_address(&proxied, None).unwrap().unwrap().to_string(), "127.0.0.1");
    assert_eq!(client_address(&proxied, Some("x-absent")), Err(UnreadableAddress));
}

#[test]
fn one_address_is_one_however_it_is_written_and_a_list_is_refused() {
    let mapped = headers(&[("spin-client-addr", "[::ffff:192.0.2.7]:443")]);
    assert_eq!(client_address(&mapped, None).unwrap().unwrap().to_string(), "192.0.2.7");
    let list = headers(&[("x-forwarded-for", "198.51.100.1, 203.0.113.9")]);
    assert_eq!(client_address(&list, Some("x-forwarded-for")), Err(UnreadableAddress));
}

#[test]
fn an_address_that_cannot_be_read_is_no_address() {
    for text in ["", "unknown", "203.0.113.9:80", "203.0.113", "[2001:db8::1]", "\u{e9}"] {
        let mut written = HeaderMap::new();
        written.insert("x-real-ip", http::HeaderValue::from_bytes(text.as_bytes()).unwrap());
        assert_eq!(client_address(&written, Some("x-real-ip")), Err(UnreadableAddress), "{text}");
    }
    let broken = headers(&[("spin-client-addr", "192.0.2.7")]);
    assert_eq!(client_address(&broken, None), Err(UnreadableAddress));
    assert_eq!(client_address(&headers(&[]), None), Ok(None), "no host serves it");
}

#[tokio::test]
async fn the_operator_names_the_header_or_says_that_there_is_no_proxy() {
    let world = World::new().unwrap();
    let platform = world.platform();
    assert_eq!(proxy_header(&platform).await, Err(SettingError::Missing("proxy_header".to_owned())));
    world.settings.set("proxy_header", "");
    assert_eq!(proxy_header(&platform).await, Ok(None));
    world.settings.set("proxy_header", "x-real-ip");
    assert_eq!(proxy_header(&platform).await, Ok(Some("x-real-ip".to_owned())));
    world.settings.set("proxy_header", "not a header");
    assert!(matches!(proxy_header(&platform).await, Err(SettingError::Invalid { .. })));
}

#[test]
fn only_spins_own_last_word_says_that_a_request_was_chained() {
    assert!(is_chained(&headers(&[("spin-client-addr", "0.0.0.0:0")])));
    assert!(!is_chained(&headers(&[("spin-client-addr", "0.0.0.0:0"), ("spin-client-addr", "192.0.2.7:1")])));
    assert!(!is_chained(&headers(&[("spin-client-addr", "0.0.0.0:80")])));
    assert!(!is_chained(&headers(&[])));
}
