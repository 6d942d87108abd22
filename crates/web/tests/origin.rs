//! A form is taken from the service's own pages, and from nowhere else.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use http::HeaderMap;
use proptest::prelude::*;
use web::{is_own_form, origin_of};

const OWN: &str = "https://partenaires.exemple.fr";

fn is_own(said: &[(&'static str, &str)]) -> bool {
    let mut headers = HeaderMap::new();
    for (name, value) in said {
        headers.append(*name, value.parse().unwrap());
    }
    is_own_form(&headers, OWN)
}

#[test]
fn takes_what_a_browser_says_of_own_pages() {
    let site = "sec-fetch-site";
    // What a page under `Referrer-Policy: no-referrer` makes browsers send.
    assert!(is_own(&[(site, "same-origin"), ("origin", "null")]));
    assert!(is_own(&[(site, "same-origin"), ("origin", OWN)]));
    assert!(is_own(&[(site, "same-origin")]));
    assert!(is_own(&[("origin", OWN)]), "a browser that does not know Sec-Fetch-Site");
}

#[test]
fn refuses_what_proves_no_own_page() {
    let site = "sec-fetch-site";
    let cases: &[&[(&'static str, &str)]] = &[
        &[],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "https://ailleurs.exemple.fr")],
        &[("origin", "http://partenaires.exemple.fr")],
        &[("origin", "https://partenaires.exemple.fr:8443")],
        &[("origin", "https://partenaires.exemple.fr.ailleurs.fr")],
        &[("origin", OWN), ("origin", "null")],
        &[("origin", "https://partenaires.exemple.fr, null")],
        &[("referer", "https://partenaires.exemple.fr/login/connexion")],
        &[(site, "cross-site"), ("origin", OWN)],
        &[(site, "same-site"), ("origin", OWN)],
        &[(site, "none"), ("origin", OWN)],
        &[(site, "none")],
        &[(site, ""), ("origin", OWN)],
        &[(site, "SAME-ORIGIN")],
        &[(site, "same-origin, cross-site")],
        &[(site, "same-origin"), (site, "cross-site")],
    ];
    for case in cases {
        assert!(!is_own(case), "{case:?}");
    }
}

#[test]
fn writes_an_origin_as_browsers_do() {
    let cases = [
        ("https://Partenaires.Exemple.fr", Some("https://partenaires.exemple.fr")),
        ("https://partenaires.exemple.fr:443/retour?a=b", Some("https://partenaires.exemple.fr")),
        ("http://127.0.0.1:80/", Some("http://127.0.0.1")),
        ("http://127.0.0.1:3000/portail/retour", Some("http://127.0.0.1:3000")),
        ("https://nom@portail.exemple.fr/retour", Some("https://portail.exemple.fr")),
        ("http://[::1]:3000/retour", None),
        ("https://portail.exemple.fr;script-src/", None),
        ("com.exemple.portail:/retour", None),
        ("ftp://portail.exemple.fr/", None),
        ("/retour", None),
        ("", None),
    ];
    for (address, origin) in cases {
        assert_eq!(origin_of(address).as_deref(), origin, "{address}");
    }
}

proptest! {
    #[test]
    fn takes_no_origin_but_its_own(origin in "(https?://)?[a-z0-9.:,; -]{0,40}") {
        let origin = origin.trim();
        prop_assert_eq!(is_own(&[("origin", origin)]), origin == OWN);
    }

    #[test]
    fn takes_no_site_but_its_own(site in "[ -~]{0,20}") {
        let site = site.trim();
        prop_assert_eq!(is_own(&[("sec-fetch-site", site), ("origin", OWN)]), site == "same-origin");
    }

    #[test]
    fn an_origin_never_ends_a_directive(address in "https://[!-~]{1,30}") {
        let origin = origin_of(&address).unwrap_or_default();
        prop_assert!(!origin.contains([';', ',', ' ', '*', '\'']), "{}", origin);
    }
}
