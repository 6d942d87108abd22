//! Proofs of possession (RFC 9449), at the token endpoint and in front of a resource.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, Application, Browser, ISSUER, Key, Stage, exchange, send, sign_with_secret};

const GRANT: &[(&str, &str)] = &[("grant_type", "client_credentials")];
const RESOURCE: &str = "/login/clients";

type Headers = Vec<(&'static str, String)>;

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
        ("jti", json!(7)),
        ("htm", Value::Null),
        ("htm", json!("GET")),
        ("htm", json!("post")),
        ("htu", Value::Null),
        ("htu", json!(format!("{ISSUER}/oauth/par"))),
        ("htu", json!("")),
        ("htu", json!("/oauth/token")),
        ("htu", json!("https://ailleurs.exemple.fr/oauth/token")),
        ("htu", json!(format!("{ISSUER}.ailleurs.exemple.fr/oauth/token"))),
        ("htu", json!(format!("{ISSUER}@ailleurs.exemple.fr/oauth/token"))),
        ("htu", json!(format!("{ISSUER}:8443/oauth/token"))),
        ("htu", json!(format!("{ISSUER}/oauth/token/"))),
        ("htu", json!(format!("{ISSUER}/oauth/TOKEN"))),
        ("htu", json!(format!("{ISSUER}/oauth/token/../par"))),
        ("htu", json!("http://partenaires.exemple.fr/oauth/token")),
        ("iat", Value::Null),
        ("iat", json!(now - 61)),
        ("iat", json!(now - 3600)),
        ("iat", json!(now + 11)),
        ("iat", json!(now + 3600)),
        ("iat", json!(-1)),
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
    let with = |mut jwk: Value, name: &str, value: &str| {
        jwk[name] = value.into();
        jwk
    };
    let private = with(key.jwk(), "d", &jose::encode(&[11; 32]));
    let rsa = json!({"kty": "RSA", "n": jose::encode(&[0xff; 256]), "e": "AQAB"});
    let off_the_curve = with(Key::p256(12).jwk(), "y", &jose::encode(&[1; 32]));
    let headers = [
        json!({"typ": "dpop+jwt", "jwk": key.jwk()}),
        json!({"alg": "EdDSA", "typ": "at+jwt", "jwk": key.jwk()}),
        json!({"alg": "EdDSA", "typ": "", "jwk": key.jwk()}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": "clé"}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": {"keys": [key.jwk()]}}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": {"kty": "oct", "k": "AQAB"}}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": with(key.jwk(), "k", "AQAB")}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": with(key.jwk(), "use", "enc")}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": with(key.jwk(), "x", &jose::encode(&[0; 32]))}),
        json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": off_the_curve}),
        json!({"alg": "RS256", "typ": "dpop+jwt", "jwk": rsa}),
        json!({"alg": "RS256", "typ": "dpop+jwt", "jwk": key.jwk()}),
        json!({"alg": "PS256", "typ": "dpop+jwt", "jwk": rsa}),
        json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": rsa}),
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
async fn refuses_what_is_no_proof() {
    let stage = Stage::new();
    let key = Key::ed25519(11);
    let proof = Application::proof(&key, &fresh(&stage));
    let (signed, signature) = proof.rsplit_once('.').unwrap();
    let other = Application::proof(&key, &fresh(&stage));
    let cases = [
        String::new(),
        "abc".to_owned(),
        "a.b.c".to_owned(),
        signed.to_owned(),
        format!("{signed}."),
        format!("{proof}="),
        format!("{proof}.x.y"),
        format!("{proof}, {other}"),
        format!("{signed}.{}", other.rsplit_once('.').unwrap().1),
        format!("{}.{signature}", other.rsplit_once('.').unwrap().0),
        json!({"payload": "x", "signatures": []}).to_string(),
        "x".repeat(16 * 1024),
    ];
    for case in cases {
        let answer = grant_with(&stage, std::slice::from_ref(&case)).await;
        answer.assert_error(400, "invalid_dpop_proof", &case);
    }
    assert_eq!(grant_with(&stage, &[proof]).await.status, 200, "the honest case");
}

/// A server that let the header choose would verify these with the public key as the secret.
#[tokio::test]
async fn refuses_the_public_key_as_a_secret() {
    let stage = Stage::new();
    let jwk = Key::ed25519(11).jwk();
    for secret in [jose::decode(jwk["x"].as_str().unwrap()).unwrap(), jwk.to_string().into_bytes()] {
        let header = json!({"alg": "HS256", "typ": "dpop+jwt", "jwk": jwk});
        let proof = sign_with_secret(&secret, &header, &fresh(&stage));
        grant_with(&stage, &[proof]).await.assert_error(400, "invalid_dpop_proof", "HS256");
    }
}

#[tokio::test]
async fn refuses_at_each_endpoint_a_proof_made_for_another() {
    let stage = Stage::new();
    let application = Application::alone();
    for path in ["/oauth/par", "/oauth/revoke", "/oauth/introspect"] {
        let assertion = application.assertion(&application.claims(stage.now()));
        let proof = Application::proof(&Key::ed25519(11), &fresh(&stage));
        let answer = Application::post_with(&stage, path, &assertion, &[proof], &[("token", "x")]).await;
        answer.assert_error(400, "invalid_dpop_proof", path);
    }
}

#[tokio::test]
async fn demands_a_proof_for_each_grant_of_a_client_whose_tokens_are_bound() {
    let stage = Stage::new();
    let team = Application { proof_key: None, ..Application::team() };
    let code = [("grant_type", "authorization_code"), ("code", "x")];
    team.post(&stage, "/oauth/token", &code).await.assert_error(400, "invalid_dpop_proof", "a code");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    team.post(&stage, "/oauth/token", &refresh).await.assert_error(400, "invalid_grant", "a refresh token");
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
    grant_with(&stage, &[proof]).await.assert_error(400, "invalid_dpop_proof", "replayed");
}

#[tokio::test]
async fn remembers_a_proof_as_long_as_it_could_be_believed() {
    let stage = Stage::new();
    let early = Application::proof_claims("POST", "/oauth/token", stage.now() + 10);
    let proof = Application::proof(&Key::ed25519(11), &early);
    assert_eq!(grant_with(&stage, std::slice::from_ref(&proof)).await.status, 200);
    for seconds in [1, 59, 10, 1] {
        stage.advance(seconds);
        Application::alone().token(&stage).await;
        let again = grant_with(&stage, std::slice::from_ref(&proof)).await;
        again.assert_error(400, "invalid_dpop_proof", &seconds.to_string());
    }
}

/// The other component runs on another host, whose clock is ten seconds late.
#[tokio::test]
async fn remembers_a_proof_that_a_late_clock_still_believes() {
    let stage = Stage::new();
    let (made_at, address) = (stage.world.platform().clock.now(), format!("{ISSUER}{RESOURCE}"));
    let proof =
        Application::proof(&Key::ed25519(11), &Application::proof_claims("GET", RESOURCE, stage.now()));
    let believed = |seconds: i64| {
        let now = made_at + jiff::SignedDuration::from_secs(seconds);
        let target = jose::Target { method: "GET", uri: &address, access_token: None, now };
        let proof = jose::Proof::verify(&proof, &target).unwrap();
        json!({
            "client": crate::support::APP, "preuve": jose::encode(&proof.id),
            "expire_le": proof.expires_at.to_string(),
        })
    };
    let taken = stage.ask("POST", "/prive/preuves", believed(0)).await;
    assert_eq!(taken.json()["est_acceptee"], true);
    stage.advance(69);
    let replayed = stage.ask("POST", "/prive/preuves", believed(59)).await;
    assert_eq!(replayed.json()["est_acceptee"], false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn believes_one_of_the_proofs_sent_at_once() {
    let stage = Stage::new();
    let application = Application::alone();
    let proof = Application::proof(&Key::ed25519(11), &fresh(&stage));
    let granted = stage.send_at_once(|| {
        let assertion = application.assertion(&application.claims(stage.now()));
        Application::request_with("/oauth/token", &assertion, std::slice::from_ref(&proof), GRANT)
    });
    let granted = granted.await.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(granted, 1, "at the token endpoint");
    let token = application.token(&stage).await;
    let headers = application.present(&token, "GET", RESOURCE, stage.now());
    let believed = stage.send_at_once(|| (with(Request::get(RESOURCE), &headers), String::new()));
    let believed = believed.await.iter().filter(|answer| answer.status == 403).count();
    assert_eq!(believed, 1, "in front of a resource");
}

/// Asks for a resource, whose answer tells whether the caller was believed: 403, as it is no officer.
async fn ask(stage: &Stage, headers: &[(&'static str, String)]) -> Answer {
    stage.send(with(Request::get(RESOURCE), headers), "").await
}

fn with(request: http::request::Builder, headers: &[(&'static str, String)]) -> http::request::Builder {
    headers.iter().fold(request, |request, (name, value)| request.header(*name, value))
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
    let other_proof = application.present(&application.token(&stage).await, "GET", RESOURCE, now).remove(1);
    let (bearer, dpop) =
        (("authorization", format!("Bearer {token}")), ("authorization", format!("DPoP {token}")));
    let (no_token, no_proof) = ("invalid_token", "invalid_dpop_proof");
    let cases: [(&str, Headers, &str); 13] = [
        ("another key", thief.present(&token, "GET", RESOURCE, now), no_proof),
        ("as a bearer's", vec![bearer.clone()], no_token),
        ("as a bearer's with its proof", vec![bearer, own_proof.clone()], no_token),
        ("without a proof", vec![dpop.clone()], no_proof),
        ("a proof without ath", vec![dpop.clone(), ("dpop", without_hash)], no_proof),
        ("a proof for another token", vec![dpop.clone(), other_proof], no_proof),
        ("no proof at all", vec![dpop.clone(), ("dpop", "abc".to_owned())], no_proof),
        ("the token as the proof", vec![dpop, ("dpop", token.clone())], no_proof),
        ("another method", application.present(&token, "POST", RESOURCE, now), no_proof),
        ("another resource", application.present(&token, "GET", "/v1/dossiers", now), no_proof),
        ("an old proof", application.present(&token, "GET", RESOURCE, now - 61), no_proof),
        ("an early proof", application.present(&token, "GET", RESOURCE, now + 11), no_proof),
        (
            "two proofs",
            [application.present(&token, "GET", RESOURCE, now), vec![own_proof]].concat(),
            no_proof,
        ),
    ];
    for (case, headers, error) in cases {
        let answer = ask(&stage, &headers).await;
        assert_eq!(answer.status, 401, "{case}");
        let challenge = answer.header("www-authenticate");
        assert!(challenge.starts_with(&format!("DPoP error=\"{error}\"")), "{case}: {challenge}");
    }
}

#[tokio::test]
async fn believes_no_proof_that_brings_a_private_key() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let key = Key::ed25519(11);
    let mut jwk = key.jwk();
    jwk["d"] = jose::encode(&[11; 32]).into();
    let mut claims = Application::proof_claims("GET", RESOURCE, stage.now());
    claims["ath"] = jose::digest(&token).into();
    let proof = key.sign(&json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": jwk}), &claims);
    let answer = ask(&stage, &[("authorization", format!("DPoP {token}")), ("dpop", proof)]).await;
    assert_eq!(answer.status, 401);
    assert!(answer.header("www-authenticate").contains("invalid_dpop_proof"));
}

/// RFC 9700 §4.3.2: a token in an address ends up in logs and histories.
#[tokio::test]
async fn reads_no_token_from_the_query_nor_from_a_form() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let body = crate::support::form(&[("access_token", &token)]);
    let proof = application.present(&token, "GET", RESOURCE, stage.now()).remove(1);
    let in_query = with(Request::get(format!("{RESOURCE}?{body}")), &[proof]);
    assert_eq!(stage.send(in_query, "").await.status, 401);
    let proof = application.present(&token, "POST", RESOURCE, stage.now()).remove(1);
    let in_form = with(Request::post(RESOURCE), &[proof]);
    let in_form = in_form.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(stage.send(in_form, body).await.status, 401);
}

#[tokio::test]
async fn refuses_what_is_no_token_of_ours() {
    let stage = Stage::new();
    let now = stage.now();
    let signing = Key::ed25519(0x11);
    let kid = jose::Jwk::parse(&signing.jwk()).unwrap().thumbprint();
    let claims = json!({
        "iss": ISSUER, "aud": ISSUER, "sub": crate::support::APP, "client_id": crate::support::APP,
        "iat": now, "exp": now + 300, "jti": crate::support::APP, "scope": "comptes", "roles": ["agent_caf"],
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
    let unnamed = other_header(json!({"alg": "EdDSA", "typ": "at+jwt"}));
    assert_eq!(ask(&stage, &unnamed).await.status, 200, "the name of the key is a hint");
    let cases = [
        ("another issuer", changed("iss", json!("https://ailleurs.exemple.fr"))),
        ("another audience", changed("aud", json!("https://ailleurs.exemple.fr"))),
        ("several audiences", changed("aud", json!([ISSUER]))),
        ("expired", changed("exp", json!(now))),
        ("from the future", changed("iat", json!(now + 11))),
        ("an ID token", other_header(json!({"alg": "EdDSA", "typ": "JWT", "kid": kid}))),
        ("no type", other_header(json!({"alg": "EdDSA", "kid": kid}))),
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
    let unlike = vec![("authorization", "Bearer x".to_owned()), ("authorization", format!("DPoP {token}"))];
    for malformed in [headers, unlike, vec![("authorization", "DPoP".to_owned())]] {
        let answer = ask(&stage, &malformed).await;
        assert_eq!(answer.status, 400, "RFC 6750 §3.1: {malformed:?}");
        assert!(answer.header("www-authenticate").contains("error=\"invalid_request\""), "{malformed:?}");
    }
}

#[tokio::test]
async fn refuses_as_bound_a_token_that_is_not() {
    let stage = Stage::new();
    let token = bearer_token(&stage).await;
    let application = Application::alone();
    let answer = ask(&stage, &application.present(&token, "GET", RESOURCE, stage.now())).await;
    assert_eq!(answer.status, 401);
    assert!(answer.header("www-authenticate").starts_with("DPoP error=\"invalid_token\""));
    let as_issued = Application::portal().present(&token, "GET", RESOURCE, stage.now());
    assert_eq!(ask(&stage, &as_issued).await.status, 403, "the honest case");
}

/// A person's token of the client that does without proofs.
async fn bearer_token(stage: &Stage) -> String {
    let (portal, claire) = (Application::portal(), "claire.lefebvre@ccas.exemple.fr");
    let (secret, _) = Browser::default().activate(stage, claire).await;
    stage.advance(30);
    let code = Browser::default().code_for(stage, &portal, claire, &secret).await;
    let tokens = exchange(stage, &portal, &code, &[]).await.json();
    tokens["access_token"].as_str().unwrap().to_owned()
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
