use super::{AllowedHosts, chaining_target};

fn allows(entry: &str, url: &str) -> bool {
    let components = ["audit".to_owned(), "login".to_owned()];
    AllowedHosts::parse(&[entry.to_owned()], &components).unwrap().allow(url)
}

fn refuses_to_parse(entry: &str) -> bool {
    AllowedHosts::parse(&[entry.to_owned()], &[]).is_err()
}

#[test]
fn nothing_is_allowed_by_default() {
    assert!(!AllowedHosts::default().allow("http://example.com"));
    assert!(!AllowedHosts::default().allow_self());
}

#[test]
fn scheme_host_and_port_must_all_match() {
    assert!(allows("http://example.com", "http://example.com/path?query"));
    assert!(allows("http://example.com", "http://example.com:80/"));
    assert!(!allows("http://example.com", "https://example.com/"));
    assert!(!allows("http://example.com", "http://example.com:8080/"));
    assert!(!allows("http://example.com", "http://www.example.com/"));
    assert!(!allows("http://example.com", "http://example.com.evil.test/"));
}

#[test]
fn user_information_does_not_stand_for_the_host() {
    assert!(!allows("http://example.com", "http://example.com@evil.test/"));
    assert!(allows("http://example.com", "http://someone:secret@example.com/"));
}

#[test]
fn ports_may_be_any_one_or_a_range_without_its_end() {
    assert!(allows("http://example.com:*", "http://example.com:8080/"));
    assert!(allows("http://example.com:8080", "http://example.com:8080/"));
    assert!(allows("http://example.com:8080..8082", "http://example.com:8081/"));
    assert!(!allows("http://example.com:8080..8082", "http://example.com:8082/"));
}

#[test]
fn wildcards_stand_for_one_part() {
    assert!(allows("*://example.com:443", "https://example.com/"));
    assert!(allows("https://*", "https://anything.test/"));
    assert!(!allows("https://*", "https://anything.test:444/"));
    assert!(allows("https://*.example.com", "https://a.b.example.com/"));
    assert!(!allows("https://*.example.com", "https://example.com/"));
    assert!(!allows("https://*.example.com", "https://evilexample.com/"));
}

#[test]
fn networks_match_addresses_and_never_names() {
    assert!(allows("http://10.0.0.0/8", "http://10.1.2.3/"));
    assert!(!allows("http://10.0.0.0/8", "http://11.1.2.3/"));
    assert!(!allows("http://10.0.0.0/8", "http://ten.test/"));
    assert!(allows("http://127.0.0.1:8080", "http://127.0.0.1:8080/"));
    assert!(allows("http://[::1]:8080", "http://[::1]:8080/"));
}

#[test]
fn components_are_named_one_by_one_or_by_the_wildcard_of_their_domain() {
    assert!(allows("http://audit.spin.internal", "http://audit.spin.internal/events"));
    assert!(!allows("http://audit.spin.internal", "http://login.spin.internal/"));
    assert!(allows("http://*.spin.internal", "http://login.spin.internal/"));
    assert!(!allows("http://*.spin.internal", "http://stranger.spin.internal/"));
}

/// Spin's general wildcards do grant chaining: a manifest that must not grant it must not use them.
#[test]
fn general_wildcards_grant_chaining() {
    assert!(allows("*://*:*", "http://audit.spin.internal/"));
    assert!(allows("http://*.internal", "http://audit.spin.internal/"));
}

#[test]
fn self_is_only_for_requests_to_oneself() {
    let own = AllowedHosts::parse(&["http://self".to_owned()], &[]).unwrap();
    assert!(own.allow_self());
    assert!(!own.allow("http://self/"));
    assert!(!AllowedHosts::parse(&["http://example.com".to_owned()], &[]).unwrap().allow_self());
}

#[test]
fn what_is_not_an_allowed_host_is_refused() {
    for entry in [
        "",
        "*",
        "example.com",
        "http://",
        "http://a*b.test",
        "http://*.*.test",
        "http://example.com/path",
        "ftp://example.com",
        "http://example.com:port",
        "http://example.com:80/path",
        "{http}://example.com",
        "insecure:allow-all",
    ] {
        assert!(refuses_to_parse(entry), "{entry}");
    }
}

#[test]
fn a_chaining_host_has_exactly_one_label_before_the_domain() {
    assert_eq!(chaining_target("audit.spin.internal"), Some("audit"));
    assert_eq!(chaining_target("audit.spin.internal:80"), Some("audit"));
    assert_eq!(chaining_target("a.audit.spin.internal"), None);
    assert_eq!(chaining_target("spin.internal"), None);
    assert_eq!(chaining_target("audit.spin.internal.evil.test"), None);
}
