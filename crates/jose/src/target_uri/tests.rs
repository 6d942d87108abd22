use super::normalized;

const URI: &str = "https://caf.example/v1/dossiers/imports";

#[test]
fn spellings_of_one_uri_are_alike() {
    for spelling in [
        URI,
        "HTTPS://caf.example/v1/dossiers/imports",
        "https://CAF.Example/v1/dossiers/imports",
        "https://caf.example:443/v1/dossiers/imports",
        "https://caf.example:/v1/dossiers/imports",
        "https://caf.example/v1/dossiers/%69mports",
        "https://caf.example/v1/dossiers/imports?x=1#y",
        "https://caf.example/v1/./habilitations/../dossiers/imports",
    ] {
        assert_eq!(normalized(spelling).as_deref(), Some(URI), "{spelling}");
    }
    let root = Some("http://127.0.0.1:3000/".to_owned());
    assert_eq!(normalized("http://127.0.0.1:3000"), root);
    assert_eq!(normalized("HTTP://127.0.0.1:3000/"), root);
    assert_eq!(normalized("https://h/%e9%2f"), normalized("https://h/%E9%2F"));
}

#[test]
fn another_uri_stays_another() {
    for other in [
        "http://caf.example/v1/dossiers/imports",
        "https://caf.example:8443/v1/dossiers/imports",
        "https://caf.example:80/v1/dossiers/imports",
        "https://caf.example.evil/v1/dossiers/imports",
        "https://caf.example/v1/dossiers",
        "https://caf.example/v1/dossiers/imports/",
        "https://caf.example/v1/dossiers/Imports",
        "https://caf.example/v1/dossiers%2Fimports",
        "https://caf.example//v1/dossiers/imports",
        "https://caf.example/v1/dossiers/%2569mports",
        "https://agent@caf.example/v1/dossiers/imports",
        "https://caf.example%2Fv1/dossiers/imports",
        "https:/caf.example/v1/dossiers/imports",
        "//caf.example/v1/dossiers/imports",
        "/v1/dossiers/imports",
        "https://caf.example/v1/dossiers/%6",
        "https://caf.example/v1/dossiers/%+69mports",
        "",
    ] {
        assert_ne!(normalized(other).as_deref(), Some(URI), "{other}");
    }
}

#[test]
fn a_normal_form_is_its_own() {
    for uri in [URI, "http://h/a/../..", "https://h:443/%7Euser/./x/", "https://h/a//b/..", "https://h/.."] {
        let once = normalized(uri).unwrap_or_default();
        assert_eq!(normalized(&once).as_deref(), Some(&*once), "{uri}");
    }
}
