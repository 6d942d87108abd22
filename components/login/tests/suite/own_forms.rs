//! A form counts when a page of the service sent it, by what browsers say of that page.

use http::Request;

use crate::support::{ACTIVATION, Answer, CLAIRE, ISSUER, PASSWORD, Stage, form};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";

/// Every page that takes a form.
fn form_pages() -> Vec<&'static str> {
    let routes = login::routes();
    let forms = routes.table().iter().filter(|route| route.method == "POST");
    let forms = forms.filter(|route| route.format.produces == "text/html");
    forms.map(|route| route.path).collect()
}

async fn post(stage: &Stage, path: &str, said: &[(&str, &str)]) -> Answer {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    let request = said.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let body = [("identifiant", IDENTIFIER), ("code", ACTIVATION), ("mot_de_passe", PASSWORD)];
    stage.send(request, form(&body)).await
}

fn is_refused(answer: &Answer) -> bool {
    answer.status == 403 && answer.text().contains("Envoi refusé")
}

#[tokio::test]
async fn every_form_of_another_site_is_refused() {
    let stage = Stage::new();
    let other: &[&[(&str, &str)]] = &[
        &[],
        &[("origin", "null")],
        &[("origin", "https://ailleurs.exemple.fr")],
        &[("origin", "https://ailleurs.exemple.fr"), ("sec-fetch-site", "cross-site")],
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        &[("origin", "https://portail.exemple.fr"), ("sec-fetch-site", "same-site")],
        &[("origin", ISSUER), ("sec-fetch-site", "none")],
    ];
    assert!(form_pages().len() >= 8, "{:?}", form_pages());
    for path in form_pages() {
        for said in other {
            assert!(is_refused(&post(&stage, path, said).await), "{path} {said:?}");
        }
    }
    assert!(stage.recorded().is_empty(), "nothing was tried: {:?}", stage.recorded());
}

#[tokio::test]
async fn every_form_of_an_own_page_is_taken() {
    let stage = Stage::new();
    let own: &[&[(&str, &str)]] = &[
        &[("origin", ISSUER)],
        &[("origin", ISSUER), ("sec-fetch-site", "same-origin")],
        &[("origin", "null"), ("sec-fetch-site", "same-origin")],
    ];
    for path in form_pages() {
        for said in own {
            assert!(!is_refused(&post(&stage, path, said).await), "{path} {said:?}");
        }
    }
}

#[tokio::test]
async fn pages_let_browsers_tell_their_origin() {
    let stage = Stage::new();
    for path in ["/login/connexion", "/login/activation"] {
        let page = stage.get(path).await;
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
    }
    let refused = post(&stage, "/login/connexion", &[]).await;
    assert_eq!(refused.header("referrer-policy"), "same-origin", "a page that refuses");
    let document = stage.get("/.well-known/openid-configuration").await;
    assert_eq!(document.header("referrer-policy"), "no-referrer");
    let unknown = stage.ask("GET", &format!("/prive/sessions/{CLAIRE}"), "".into()).await;
    assert_eq!(unknown.header("referrer-policy"), "no-referrer");
}
