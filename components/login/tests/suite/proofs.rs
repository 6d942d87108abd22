//! Proofs of possession (RFC 9449), at the token endpoint and in front of a resource.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, Application, ISSUER, Key, Stage, send};

const GRANT: &[(&str, &str)] = &[("grant_type", "client_credentials")];
const RESOURCE: &str = "/login/clients";

async fn grant_with(stage: &Stage, proofs: &[String]) -> Answer {
    let application = Application::alone();
    let assertion = application.assertion(&application.claims(stage.now()));
    Application::post_with(stage, "/oauth/token", &assertion, proofs, GRANT).await
}

fn fresh(stage: &Stage) -> Value {
    Application::proof_claims("POST", "/oauth/token", stage.now())
}

#[tokio::test]
async fn binds_the_token_to_the_key_that_was_proved() {
    let stage = Stage::new();
    let token = Application::alone().token(&stage).await;
    let key = jose::Jwk::parse(&Key::ed25519(11).jwk()).unwrap();
    assert_eq!(crate::support::claims_of(&token)["cnf"]["jkt"], key.thumbprint());
}

#[tokio::test]
async fn refuses_a_grant_without_a_proof_or_with_two() {
    let stage = Stage::new();
    grant_with(&stage, &[]).await.assert_error(400, "invalid_dpop_proof", "none");
    let key = Key::ed25519(11);
    let two = [Application::proof(&key, &fresh(&stage)), Application::proof(&key, &fresh(&stage))];
    grant_with(&stage, &two).await.assert_error(400, "invalid_dpop_proof", "two");
}

#[tokio::test]
async fn refuses_each_claim_of_a_proof_that_is_missing_or_wrong() {
    let stage = Stage::new();
    let now = stage.now();
    let cases: &[(&str, Value)] = &[
        ("jti", Value::Null),
        ("jti", json!("")),
        ("jti", json!("x".repeat(257))),
        ("htm", Value::Null),
        ("htm", json!("GET")),
        ("htm", json!("post")),
        ("htu", Value::Null),
        ("htu", json!(format!("{ISSUER}/oauth/par"))),
        ("htu", json!("https://ailleurs.exemple.fr/oauth/token")),
        ("iat", Value::Null),
        ("iat", json!(now - 61)),
        ("iat", json!(now + 11)),
        ("iat", json!("maintenant")),
    ];
    let key = Key::ed25519(11);
    for (name, value) in cases {
        let mut claims = fresh(&stage);
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(*name)),
            value => claims[*name] = value.clone(),
        }
        let answer = grant_with(&stage, &[Application::proof(&key, &claims)]).await;
        answer.assert_error(400, "invalid_dpop_proof", &format!("{name} = {value}"));
    }
}

#[tokio::test]
async fn refuses_each_header_of_a_proof_that_is_wrong() {
    let stage = Stage::new();
    let key = Key::ed25519(11);
    let mut private = key.jwk();
    private["d"] = jose::encode(&[11; 32]).into();
    let headers = [
        json!({"alg": "EdDSA", "typ": "JWT", "jwk": key.jwk()}),
        json!({"alg": "EdDSA", "jwk": key.jwk()}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt"}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": private}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": Key::ed25519(12).jwk()}),
        json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": key.jwk()}),
        json!({"alg": "none", "typ": "dpop+jwt", "jwk": key.jwk()}),
        json!({"alg": "HS256", "typ": "dpop+jwt", "jwk": {"kty": "oct", "k": "AQAB"}}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": key.jwk(), "crit": ["exp"]}),
    ];
    for header in headers {
        let proof = key.sign(&header, &fresh(&stage));
        grant_with(&stage, &[proof]).await.assert_error(400, "invalid_dpop_proof", &header.to_string());
    }
}

#[tokio::test]
async fn ignores_the_query_of_the_target() {
    let stage = Stage::new();
    let mut claims = fresh(&stage);
    claims["htu"] = format!("{ISSUER}/oauth/token?a=b#c").into();
    assert_eq!(grant_with(&stage, &[Application::proof(&Key::ed25519(11), &claims)]).await.status, 200);
}

#[tokio::test]
async fn counts_a_proof_once_over_all_instances() {
    let mut stage = Stage::new();
    let proof = Application::proof(&Key::ed25519(11), &fresh(&stage));
    assert_eq!(grant_with(&stage, std::slice::from_ref(&proof)).await.status, 200);
    stage.app = stage.other_instance();
    grant_with(&stage, &[proof]).await.assert_error(401, "invalid_client", "replayed");
}

/// Asks for a resource, whose answer tells whether the caller was believed: 403, as it is no officer.
async fn ask(stage: &Stage, headers: &[(&'static str, String)]) -> Answer {
    let request =
        headers.iter().fold(Request::get(RESOURCE), |request, (name, value)| request.header(*name, value));
    stage.send(request, "").await
}

#[tokio::test]
async fn believes_a_token_with_its_proof_once() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let headers = application.present(&token, "GET", RESOURCE, stage.now());
    assert_eq!(ask(&stage, &headers).await.status, 403, "believed, and not an officer");
    let replayed = ask(&stage, &headers).await;
    assert_eq!(replayed.status, 401);
    assert!(replayed.header("www-authenticate").starts_with("DPoP error=\"invalid_dpop_proof\""));
    let again = application.present(&token, "GET", RESOURCE, stage.now());
    assert_eq!(ask(&stage, &again).await.status, 403, "a remembered token with a new proof");
}

#[tokio::test]
async fn refuses_a_stolen_token() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let thief = Application { proof_key: Some(Key::ed25519(66)), ..Application::alone() };
    let now = stage.now();
    let own_proof = application.present(&token, "GET", RESOURCE, now).remove(1);
    let without_hash =
        Application::proof(&Key::ed25519(11), &Application::proof_claims("GET", RESOURCE, now));
    let cases: Vec<(&str, Vec<(&'static str, String)>)> = vec![
        ("another key", thief.present(&token, "GET", RESOURCE, now)),
        ("as a bearer's", vec![("authorization", format!("Bearer {token}"))]),
        (
            "as a bearer's with its proof",
            vec![("authorization", format!("Bearer {token}")), own_proof.clone()],
        ),
        ("without a proof", vec![("authorization", format!("DPoP {token}"))]),
        ("a proof without ath", vec![("authorization", format!("DPoP {token}")), ("dpop", without_hash)]),
        ("another method", application.present(&token, "POST", RESOURCE, now)),
        ("another resource", application.present(&token, "GET", "/v1/dossiers", now)),
        ("an old proof", application.present(&token, "GET", RESOURCE, now - 61)),
        ("two proofs", [application.present(&token, "GET", RESOURCE, now), vec![own_proof]].concat()),
    ];
    for (case, headers) in cases {
        assert_eq!(ask(&stage, &headers).await.status, 401, "{case}");
    }
}

#[tokio::test]
async fn refuses_what_is_no_token_of_ours() {
    let stage = Stage::new();
    let now = stage.now();
    let signing = Key::ed25519(0x11);
    let kid = jose::Jwk::parse(&signing.jwk()).unwrap().thumbprint();
    let claims = json!({
        "iss": ISSUER, "aud": ISSUER, "sub": crate::support::APP, "client_id": crate::support::APP,
        "iat": now, "exp": now + 300, "jti": crate::support::APP, "scope": "", "roles": ["agent_caf"],
    });
    let header = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": kid});
    let bearer = |token: String| vec![("authorization", format!("Bearer {token}"))];
    let changed = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        bearer(signing.sign(&header, &claims))
    };
    assert_eq!(ask(&stage, &bearer(signing.sign(&header, &claims))).await.status, 200, "the honest case");
    let other_header = |header: Value| bearer(signing.sign(&header, &claims));
    let cases = [
        ("another issuer", changed("iss", json!("https://ailleurs.exemple.fr"))),
        ("another audience", changed("aud", json!("https://ailleurs.exemple.fr"))),
        ("several audiences", changed("aud", json!([ISSUER]))),
        ("expired", changed("exp", json!(now))),
        ("from the future", changed("iat", json!(now + 11))),
        ("an ID token", other_header(json!({"alg": "EdDSA", "typ": "JWT", "kid": kid}))),
        ("no type", other_header(json!({"alg": "EdDSA", "kid": kid}))),
        ("no key", other_header(json!({"alg": "EdDSA", "typ": "at+jwt"}))),
        ("an unknown key", other_header(json!({"alg": "EdDSA", "typ": "at+jwt", "kid": "x"}))),
        ("another algorithm", other_header(json!({"alg": "ES256", "typ": "at+jwt", "kid": kid}))),
        ("another signer", bearer(Key::ed25519(0x12).sign(&header, &claims))),
        ("no token", bearer(String::new())),
        ("text", bearer("abc".to_owned())),
    ];
    for (case, headers) in cases {
        let answer = ask(&stage, &headers).await;
        assert_eq!(answer.status, 401, "{case}");
        assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""), "{case}");
    }
}

#[tokio::test]
async fn says_how_to_prove_who_asks() {
    let stage = Stage::new();
    let answer = stage.get(RESOURCE).await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.header("www-authenticate"),
        format!(
            "DPoP algs=\"EdDSA ES256\", resource_metadata=\"{ISSUER}/.well-known/oauth-protected-resource\", \
             Bearer resource_metadata=\"{ISSUER}/.well-known/oauth-protected-resource\""
        )
    );
    assert_eq!(answer.json()["type"], "/problemes/identification-requise");
}

#[tokio::test]
async fn refuses_credentials_given_twice() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let mut headers = application.present(&token, "GET", RESOURCE, stage.now());
    headers.push(("authorization", format!("DPoP {token}")));
    let answer = ask(&stage, &headers).await;
    assert_eq!(answer.status, 401);
    assert!(answer.header("www-authenticate").contains("error=\"invalid_request\""));
}

#[tokio::test]
async fn forgets_a_remembered_token_when_it_expires() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let present = |now| application.present(&token, "GET", RESOURCE, now);
    assert_eq!(ask(&stage, &present(stage.now())).await.status, 403);
    stage.advance(299);
    assert_eq!(ask(&stage, &present(stage.now())).await.status, 403);
    stage.advance(1);
    assert_eq!(ask(&stage, &present(stage.now())).await.status, 401);
}

#[tokio::test]
async fn takes_the_target_from_the_setting_and_not_from_the_host_header() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let mut claims = Application::proof_claims("GET", RESOURCE, stage.now());
    claims["htu"] = format!("https://ailleurs.exemple.fr{RESOURCE}").into();
    claims["ath"] = jose::digest(&token).into();
    let headers = [
        ("host", "ailleurs.exemple.fr".to_owned()),
        ("authorization", format!("DPoP {token}")),
        ("dpop", Application::proof(&Key::ed25519(11), &claims)),
    ];
    assert_eq!(ask(&stage, &headers).await.status, 401);
}

#[tokio::test]
async fn answers_other_components_about_proofs_once() {
    let stage = Stage::new();
    let id = jose::encode(&[7; 32]);
    let question = json!({"client": crate::support::APP, "preuve": id, "expire_le": "2026-03-02T09:01:00Z"});
    let ask =
        async || stage.ask("POST", "/prive/preuves", question.clone()).await.json()["est_acceptee"].clone();
    assert_eq!(ask().await, json!(true));
    assert_eq!(ask().await, json!(false));
    let unknown =
        json!({"client": "x", "preuve": jose::encode(&[8; 32]), "expire_le": "2026-03-02T09:01:00Z"});
    assert_eq!(stage.ask("POST", "/prive/preuves", unknown).await.json()["est_acceptee"], false);
    let outside = Request::post("/prive/preuves").header("content-type", "application/json");
    let outside = outside.body(http_body_util::Full::new(question.to_string().into())).unwrap();
    assert_eq!(send(&stage.app, outside).await.status, 404, "private");
}
