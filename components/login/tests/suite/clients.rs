//! Registration of applications by the fund.

use http::Request;
use serde_json::{Value, json};

use crate::support::{
    Answer, Application, Browser, Key, OFFICER, ORGANISATION, RETURN, SECURITY, Stage, exchange,
};

async fn token_of(stage: &Stage, identifier: &str) -> String {
    let mut browser = Browser::default();
    let (secret, _) = browser.activate(stage, identifier).await;
    stage.advance(30);
    let code = Browser::default().code_for(stage, &Application::portal(), identifier, &secret).await;
    let tokens = exchange(stage, &Application::portal(), &code, &[]).await.json();
    tokens["access_token"].as_str().unwrap().to_owned()
}

pub async fn officer_token(stage: &Stage) -> String {
    token_of(stage, "odile.garnier@caf.exemple.fr").await
}

/// Someone else of the fund.
async fn security_token(stage: &Stage) -> String {
    token_of(stage, "sonia.roux@caf.exemple.fr").await
}

async fn approve(stage: &Stage, token: &str, id: &str) -> Answer {
    let request = Request::post(format!("/login/clients/{id}/approbation"))
        .header("authorization", format!("Bearer {token}"));
    stage.send(request, "").await
}

/// Registers an application and has someone else approve it: its id, and the token of its author.
pub async fn registered(stage: &Stage, registration: &Value) -> (&'static str, String) {
    let officer = officer_token(stage).await;
    let answer = register(stage, &officer, registration).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let id = answer.json()["client_id"].as_str().unwrap().to_owned();
    let approved = approve(stage, &security_token(stage).await, &id).await;
    assert_eq!(approved.status, 200, "{}", approved.text());
    (id.leak(), officer)
}

async fn register(stage: &Stage, token: &str, registration: &Value) -> Answer {
    let request = Request::post("/login/clients")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    stage.send(request, registration.to_string()).await
}

pub fn registration() -> Value {
    json!({
        "client_name": "Cantine", "jwks": {"keys": [Key::p256(40).jwk()]}, "grant_types": ["client_credentials"],
        "scope": "dossiers comptes", "roles": ["application"],
    })
}

fn canteen(id: &str) -> Application {
    Application { id: id.to_owned().leak(), key: Key::p256(40), proof_key: Some(Key::p256(41)) }
}

async fn granted(stage: &Stage, application: &Application) -> Answer {
    application.post(stage, "/oauth/token", &[("grant_type", "client_credentials")]).await
}

#[tokio::test]
async fn registers_an_application_that_then_gets_tokens_until_it_is_closed() {
    let stage = Stage::new();
    let (id, token) = registered(&stage, &registration()).await;
    let application = canteen(id);
    let access = application.token(&stage).await;
    let close = Request::delete(format!("/login/clients/{}", application.id))
        .header("authorization", format!("Bearer {token}"));
    assert_eq!(stage.send(close, "").await.status, 204);
    granted(&stage, &application).await.assert_error(401, "invalid_client", "closed");
    let request = application.present(&access, "GET", "/login/clients", stage.now());
    let request =
        request.iter().fold(Request::get("/login/clients"), |r, (name, value)| r.header(*name, value));
    assert_eq!(stage.send(request, "").await.status, 401, "the very next request with the token it has");
}

#[tokio::test]
async fn nobody_alone_lets_an_application_in() {
    let stage = Stage::new();
    let officer = officer_token(&stage).await;
    let proposed = register(&stage, &officer, &registration()).await.json();
    assert_eq!(proposed["est_approuvee"], false);
    let id = proposed["client_id"].as_str().unwrap();
    granted(&stage, &canteen(id)).await.assert_error(401, "invalid_client", "nobody approved it");
    let own = approve(&stage, &officer, id).await;
    assert_eq!(
        (own.status.as_u16(), &own.json()["type"]),
        (403, &json!("/problemes/approbation-par-son-auteur"))
    );
    granted(&stage, &canteen(id)).await.assert_error(401, "invalid_client", "its author alone approved it");
    let security = security_token(&stage).await;
    let approved = approve(&stage, &security, id).await.json();
    assert_eq!((&approved["auteur"], &approved["approbateur"]), (&json!(OFFICER), &json!(SECURITY)));
    assert_eq!(granted(&stage, &canteen(id)).await.status, 200, "two persons let it in");
    assert_eq!(approve(&stage, &security, id).await.json(), approved, "done again, it changes nothing");
}

#[tokio::test]
async fn both_acts_are_journaled_with_their_authors() {
    let stage = Stage::new();
    let (id, _) = registered(&stage, &registration()).await;
    let acts = [("ClientRegistered", OFFICER), ("ClientApproved", SECURITY)];
    for (kind, author) in acts {
        let event = stage.events().into_iter().find(|event| event["fait"]["type"] == kind).unwrap();
        assert_eq!((&event["fait"]["client"], &event["agent"]), (&json!(id), &json!(author)), "{kind}");
    }
}

#[tokio::test]
async fn nothing_is_approved_without_a_trace() {
    let stage = Stage::new();
    let id = register(&stage, &officer_token(&stage).await, &registration()).await.json();
    let id = id["client_id"].as_str().unwrap();
    let security = security_token(&stage).await;
    stage.world.network.cut("audit");
    assert_eq!(approve(&stage, &security, id).await.status, 503);
    stage.mend_audit();
    granted(&stage, &canteen(id)).await.assert_error(401, "invalid_client", "the journal was down");
}

#[tokio::test]
async fn nobody_else_approves_nor_anything_unknown() {
    let stage = Stage::new();
    let id = register(&stage, &officer_token(&stage).await, &registration()).await.json();
    let professional = token_of(&stage, "claire.lefebvre@ccas.exemple.fr").await;
    assert_eq!(approve(&stage, &professional, id["client_id"].as_str().unwrap()).await.status, 403);
    let security = security_token(&stage).await;
    assert_eq!(approve(&stage, &security, OFFICER).await.status, 404);
}

#[tokio::test]
async fn refuses_each_registration_that_is_not_safe() {
    let stage = Stage::new();
    let token = officer_token(&stage).await;
    let mut private = Key::ed25519(40).jwk();
    private["d"] = jose::encode(&[40; 32]).into();
    let code = json!(["authorization_code"]);
    let people = |acts_for: Value| {
        let returns =
            [("grant_types", code.clone()), ("roles", json!([])), ("redirect_uris", json!([RETURN]))];
        [returns.to_vec(), vec![("acts_for", acts_for)]].concat()
    };
    let returning_to = |uri: &str| {
        vec![("grant_types", code.clone()), ("roles", json!([])), ("redirect_uris", json!([uri]))]
    };
    let many: Vec<_> = (1..=17).map(|n| Key::ed25519(n).jwk()).collect();
    let cases = [
        vec![("client_name", json!(" "))],
        vec![("client_name", json!("Cantine\u{202e}eniatnac"))],
        vec![("client_name", json!("Cantine\nde la mairie"))],
        vec![("jwks", json!({"keys": []}))],
        vec![("jwks", json!({"keys": [private]}))],
        vec![("jwks", json!({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}))],
        vec![("jwks", json!({"keys": many}))],
        vec![("jwks", Value::Null)],
        vec![("jwks_uri", json!("https://cles.exemple.fr/jwks"))],
        vec![("jwks", Value::Null), ("jwks_uri", json!("http://cles.exemple.fr/jwks"))],
        vec![("jwks", Value::Null), ("jwks_uri", json!("https://audit.spin.internal/prive/etat"))],
        vec![("redirect_uris", json!([RETURN]))],
        vec![("dpop_bound_access_tokens", json!(false))],
        vec![("roles", json!([]))],
        vec![("roles", json!(["agent_caf"]))],
        vec![("roles", json!(["systeme_caf"])), ("organisation", json!(ORGANISATION))],
        vec![("roles", json!(["ordonnanceur"])), ("organisation", json!(ORGANISATION))],
        vec![("acts_for", json!(["professionnel"]))],
        vec![("scope", json!(""))],
        people(json!([])),
        people(json!(["application"])),
        people(json!(["systeme_caf"])),
        [people(json!(["agent_caf"])), vec![("organisation", json!(ORGANISATION))]].concat(),
        [people(json!(["professionnel", "auditeur"])), vec![("organisation", json!(ORGANISATION))]].concat(),
        vec![("grant_types", code.clone()), ("roles", json!([]))],
        returning_to("http://exemple.fr/"),
        returning_to("https://a.fr/#b"),
        returning_to("http://[::1]:3000/retour"),
        returning_to("https://a.fr;b/"),
        returning_to("javascript:alert(1)"),
    ];
    for changes in cases {
        let mut refused = registration();
        for (name, value) in &changes {
            refused[*name] = value.clone();
        }
        let answer = register(&stage, &token, &refused).await;
        assert_eq!(answer.status, 422, "{changes:?}");
        assert_eq!(answer.json()["type"], "/problemes/enregistrement-refuse", "{changes:?}");
    }
}

#[tokio::test]
async fn a_registration_names_scopes_that_exist() {
    let stage = Stage::new();
    let token = officer_token(&stage).await;
    for scope in ["admin", "dossiers admin", "DOSSIERS"] {
        let mut unknown = registration();
        unknown["scope"] = scope.into();
        let answer = register(&stage, &token, &unknown).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["pointeur"]), (422, &json!("/scope")), "{scope}");
    }
}

#[tokio::test]
async fn lets_nobody_else_register() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let headers = application.present(&token, "POST", "/login/clients", stage.now());
    let request = Request::post("/login/clients").header("content-type", "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    assert_eq!(stage.send(request, registration().to_string()).await.status, 403);
}

async fn list(stage: &Stage, token: &str, after: &str) -> Vec<String> {
    let request =
        Request::get(format!("/login/clients{after}")).header("authorization", format!("Bearer {token}"));
    let listed = stage.send(request, "").await.json();
    let clients = listed["clients"].as_array().unwrap();
    clients.iter().map(|client| client["client_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn registrations_that_wait_are_bounded_and_expire() {
    let stage = Stage::new();
    let officer = officer_token(&stage).await;
    let security = security_token(&stage).await;
    let mut waiting = Vec::new();
    for number in 0..200 {
        let mut one = registration();
        one["client_name"] = format!("Bruit {number}").into();
        let answer = register(&stage, &officer, &one).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        waiting.push(answer.json()["client_id"].as_str().unwrap().to_owned());
    }
    let full = register(&stage, &officer, &registration()).await;
    assert_eq!(
        (full.status.as_u16(), &full.json()["type"]),
        (409, &json!("/problemes/trop-de-propositions"))
    );
    let close = Request::delete(format!("/login/clients/{}", waiting[2]));
    let close = close.header("authorization", format!("Bearer {officer}"));
    assert_eq!(stage.send(close, "").await.status, 204);
    let waits = "SELECT count(*) FROM clients WHERE approved_at IS NULL";
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let rows = connection.execute(waits, &[]).await.unwrap();
    assert_eq!(rows[0].get::<i64>(0).unwrap(), 199, "what never acted leaves nothing");
    assert_eq!(register(&stage, &officer, &registration()).await.status, 201);
    assert_eq!(approve(&stage, &security, &waiting[0]).await.status, 200);
    assert_eq!(register(&stage, &officer, &registration()).await.status, 201, "one waits no more");
    let late =
        "UPDATE clients SET registered_at = '2026-02-15T00:00:00.000000000Z' WHERE approved_at IS NULL";
    stage.world.platform().sql.open("login").await.unwrap().execute(late, &[]).await.unwrap();
    assert_eq!(approve(&stage, &security, &waiting[1]).await.status, 404, "fifteen days later");
    assert_eq!(register(&stage, &officer, &registration()).await.status, 201, "they take no place any more");
    let listed = list(&stage, &officer, "").await;
    assert!(listed.contains(&waiting[0]) && !listed.contains(&waiting[1]), "{listed:?}");
}

#[tokio::test]
async fn applications_are_listed_page_by_page() {
    let stage = Stage::new();
    let officer = officer_token(&stage).await;
    let before = list(&stage, &officer, "").await.len();
    for _ in 0..60 {
        assert_eq!(register(&stage, &officer, &registration()).await.status, 201);
    }
    let first = list(&stage, &officer, "").await;
    assert_eq!(first.len(), 50);
    let rest = list(&stage, &officer, &format!("?apres={}", first[49])).await;
    assert_eq!(rest.len(), before + 10);
    assert!(rest.iter().all(|id| !first.contains(id)));
    let request =
        Request::get("/login/clients?apres=moi").header("authorization", format!("Bearer {officer}"));
    assert_eq!(stage.send(request, "").await.status, 422);
}

#[tokio::test]
async fn keys_are_published_at_a_name_outside() {
    let stage = Stage::new();
    let token = officer_token(&stage).await;
    for (uri, status) in [
        ("https://login.spin.INTERNAL/prive/cles", 422),
        ("https://login.spin.internal./prive/cles", 422),
        ("https://127.0.0.1/jwks", 422),
        ("https://127.1/jwks", 422),
        ("https://[::ffff:127.0.0.1]/jwks", 422),
        ("https://localhost./jwks", 422),
        ("https://CLES.exemple.fr./jwks", 201),
    ] {
        let mut published = registration();
        published["jwks"] = Value::Null;
        published["jwks_uri"] = uri.into();
        let answer = register(&stage, &token, &published).await;
        assert_eq!(answer.status, status, "{uri}: {}", answer.text());
    }
}
