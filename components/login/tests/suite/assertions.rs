//! Client authentication with signed assertions: RFC 7523 §3, FAPI 2.0 Security Profile §5.3.2.1.

use http::Request;
use serde_json::{Value, json};

use crate::support::{APP, Answer, Application, ISSUER, Key, PORTAL, Stage, form, sign_with_secret};

const GRANT: &[(&str, &str)] = &[("grant_type", "client_credentials")];
const ENDPOINTS: [&str; 4] = ["/oauth/par", "/oauth/token", "/oauth/revoke", "/oauth/introspect"];
const FORM: &str = "application/x-www-form-urlencoded";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn proof_for(stage: &Stage, path: &str) -> String {
    Application::proof(&Key::ed25519(11), &Application::proof_claims("POST", path, stage.now()))
}

async fn grant_with(stage: &Stage, assertion: &str) -> Answer {
    let proof = proof_for(stage, "/oauth/token");
    Application::post_with(stage, "/oauth/token", assertion, &[proof], GRANT).await
}

async fn post_to(stage: &Stage, path: &str, assertion: &str) -> Answer {
    Application::post_with(stage, path, assertion, &[proof_for(stage, path)], GRANT).await
}

#[tokio::test]
async fn grants_a_token_to_both_algorithms() {
    let stage = Stage::new();
    for application in [Application::alone(), Application::other()] {
        let answer = application.post(&stage, "/oauth/token", GRANT).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let token = answer.json();
        assert_eq!(token["token_type"], "DPoP");
        assert_eq!(token["expires_in"], 300);
        assert_eq!(token["scope"], "dossiers comptes");
        assert!(token.get("refresh_token").is_none(), "RFC 6749 §4.4.3");
        let claims = crate::support::claims_of(token["access_token"].as_str().unwrap());
        assert_eq!(claims["aud"], ISSUER);
        assert_eq!(claims["sub"], application.id);
        assert_eq!(claims["roles"], json!(["application"]));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    }
}

#[tokio::test]
async fn refuses_each_claim_that_is_missing_or_wrong() {
    let stage = Stage::new();
    let now = stage.now();
    let cases: &[(&str, Value)] = &[
        ("iss", Value::Null),
        ("iss", json!(7)),
        ("iss", json!("someone")),
        ("iss", json!(PORTAL)),
        ("sub", Value::Null),
        ("sub", json!("someone")),
        ("sub", json!(PORTAL)),
        ("aud", Value::Null),
        ("aud", json!("")),
        ("aud", json!([ISSUER])),
        ("aud", json!([ISSUER, "https://ailleurs.exemple.fr"])),
        ("aud", json!(format!("{ISSUER}/"))),
        ("aud", json!(format!("{ISSUER}/oauth/token"))),
        ("aud", json!("https://ailleurs.exemple.fr")),
        ("jti", Value::Null),
        ("jti", json!("")),
        ("jti", json!("x".repeat(257))),
        ("jti", json!(7)),
        ("exp", Value::Null),
        ("exp", json!(now)),
        ("exp", json!(now - 1)),
        ("exp", json!(now + 311)),
        ("exp", json!("demain")),
        ("nbf", json!(now + 11)),
        ("nbf", json!(now + 61)),
        ("nbf", json!("demain")),
        ("iat", json!(now + 11)),
        ("iat", json!(now - 301)),
    ];
    let application = Application::alone();
    for (name, value) in cases {
        let mut claims = application.claims(now);
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(*name)),
            value => claims[*name] = value.clone(),
        }
        let answer = grant_with(&stage, &application.assertion(&claims)).await;
        answer.assert_error(401, "invalid_client", &format!("{name} = {value}"));
    }
}

#[tokio::test]
async fn refuses_a_claim_given_twice_and_what_is_no_json() {
    let stage = Stage::new();
    let application = Application::alone();
    let claims = application.claims(stage.now()).to_string();
    let header = r#"{"alg":"EdDSA"}"#;
    let honest = application.key.sign_text(header, &claims);
    assert_eq!(grant_with(&stage, &honest).await.status, 200, "the honest case");
    let claims = application.claims(stage.now()).to_string();
    let cases = [
        (header, claims.replacen('{', &format!(r#"{{"iss":"{PORTAL}","#), 1)),
        (header, claims.replacen('{', r#"{"aud":"https://ailleurs.exemple.fr","#, 1)),
        (r#"{"alg":"none","alg":"EdDSA"}"#, claims.clone()),
        (r#"{"typ":"JWT"}"#, claims.clone()),
        ("[]", claims.clone()),
        (header, format!("[{claims}]")),
        (header, "texte".to_owned()),
    ];
    for (header, claims) in cases {
        let assertion = application.key.sign_text(header, &claims);
        grant_with(&stage, &assertion).await.assert_error(
            401,
            "invalid_client",
            &format!("{header} {claims}"),
        );
    }
}

#[tokio::test]
async fn refuses_a_client_that_nobody_registered() {
    let stage = Stage::new();
    let unknown = Application { id: "00000000-0000-7000-8000-000000000099", ..Application::alone() };
    let assertion = unknown.assertion(&unknown.claims(stage.now()));
    grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", "unknown");
}

/// Whoever chooses the header would otherwise choose the audience.
#[tokio::test]
async fn takes_the_audience_from_the_setting_and_not_from_the_host_header() {
    let stage = Stage::new();
    let application = Application::alone();
    let mut claims = application.claims(stage.now());
    claims["aud"] = json!("https://ailleurs.exemple.fr");
    let assertion = application.assertion(&claims);
    let proof = [proof_for(&stage, "/oauth/token")];
    let (request, body) = Application::request_with("/oauth/token", &assertion, &proof, GRANT);
    let request = request
        .header("host", "ailleurs.exemple.fr")
        .header("forwarded", "host=ailleurs.exemple.fr;proto=https")
        .header("x-forwarded-host", "ailleurs.exemple.fr");
    stage.send(request, body).await.assert_error(401, "invalid_client", "host");
}

#[tokio::test]
async fn demands_an_assertion_for_the_issuer_at_each_endpoint() {
    let stage = Stage::new();
    let application = Application::alone();
    for path in ENDPOINTS {
        let unproved = form(&[("client_id", APP), ("token", "x"), ("response_type", "code")]);
        let request = Request::post(path).header("content-type", FORM);
        stage.send(request, unproved).await.assert_error(401, "invalid_client", path);
        let own_address = json!(format!("{ISSUER}{path}"));
        for audience in [own_address.clone(), json!([own_address]), json!([ISSUER])] {
            let mut claims = application.claims(stage.now());
            claims["aud"] = audience;
            let answer = post_to(&stage, path, &application.assertion(&claims)).await;
            answer.assert_error(401, "invalid_client", &format!("{path} {claims}"));
        }
    }
}

#[tokio::test]
async fn accepts_a_clock_ten_seconds_ahead() {
    let stage = Stage::new();
    let application = Application::alone();
    let claims = application.claims(stage.now() + 10);
    assert_eq!(grant_with(&stage, &application.assertion(&claims)).await.status, 200);
}

#[tokio::test]
async fn refuses_other_algorithms_and_confusions() {
    let stage = Stage::new();
    let application = Application::alone();
    let claims = application.claims(stage.now());
    for algorithm in
        ["none", "None", "nOnE", "HS256", "RS256", "PS256", "ES384", "ES512", "ES256", "eddsa", ""]
    {
        let assertion = application.key.sign(&json!({"alg": algorithm}), &claims);
        grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", algorithm);
    }
    let unsigned = application.assertion(&claims).rsplit_once('.').unwrap().0.to_owned() + ".";
    grant_with(&stage, &unsigned).await.assert_error(401, "invalid_client", "no signature");
    let none =
        format!("{}.{}.", jose::encode(br#"{"alg":"none"}"#), jose::encode(claims.to_string().as_bytes()));
    grant_with(&stage, &none).await.assert_error(401, "invalid_client", "none, and no signature");
}

/// A server that let the header choose would verify this with the public key as the secret.
#[tokio::test]
async fn refuses_the_public_key_as_a_secret() {
    let stage = Stage::new();
    let application = Application::alone();
    let claims = application.claims(stage.now());
    let jwk = application.key.jwk();
    let coordinate = jwk["x"].as_str().unwrap();
    let secrets = [
        jose::decode(coordinate).unwrap(),
        coordinate.as_bytes().to_vec(),
        jwk.to_string().into_bytes(),
        APP.as_bytes().to_vec(),
        Vec::new(),
    ];
    for secret in secrets {
        for algorithm in ["HS256", "EdDSA"] {
            let assertion = sign_with_secret(&secret, &json!({"alg": algorithm}), &claims);
            grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", algorithm);
        }
    }
}

#[tokio::test]
async fn refuses_what_the_key_signed_for_another_use() {
    let stage = Stage::new();
    let application = Application::alone();
    let sign = |header: Value| application.key.sign(&header, &application.claims(stage.now()));
    for typ in ["dpop+jwt", "at+jwt", "application/at+jwt", "token-introspection+jwt", ""] {
        let assertion = sign(json!({"alg": "EdDSA", "typ": typ}));
        grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", typ);
    }
    for header in [
        json!({"alg": "EdDSA", "crit": ["exp"]}),
        json!({"alg": "EdDSA", "crit": []}),
        json!({"alg": "EdDSA", "crit": ["b64"], "b64": false}),
    ] {
        let case = header.to_string();
        grant_with(&stage, &sign(header)).await.assert_error(401, "invalid_client", &case);
    }
    for typ in ["JWT", "jwt", "application/jwt", "client-authentication+jwt"] {
        let assertion = sign(json!({"alg": "EdDSA", "typ": typ}));
        assert_eq!(grant_with(&stage, &assertion).await.status, 200, "{typ}");
    }
}

#[tokio::test]
async fn refuses_another_key_even_one_that_the_assertion_brings() {
    let stage = Stage::new();
    let application = Application::alone();
    let claims = application.claims(stage.now());
    for stranger in [Key::ed25519(99), Key::p256(99), Application::portal().key, Application::other().key] {
        let alg = stranger.algorithm();
        let headers = [
            json!({"alg": alg}),
            json!({"alg": alg, "kid": "inconnue"}),
            json!({"alg": alg, "jwk": stranger.jwk()}),
            json!({"alg": alg, "jku": "https://ailleurs.exemple.fr/jwks"}),
            json!({"alg": alg, "x5u": "https://ailleurs.exemple.fr/certificat"}),
        ];
        for header in headers {
            let answer = grant_with(&stage, &stranger.sign(&header, &claims)).await;
            answer.assert_error(401, "invalid_client", &header.to_string());
        }
    }
}

#[tokio::test]
async fn accepts_an_assertion_once_over_all_instances() {
    let mut stage = Stage::new();
    let application = Application::alone();
    let assertion = application.assertion(&application.claims(stage.now()));
    assert_eq!(grant_with(&stage, &assertion).await.status, 200);
    grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", "replayed");
    stage.app = stage.other_instance();
    grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", "replayed elsewhere");
    for path in ENDPOINTS {
        post_to(&stage, path, &assertion).await.assert_error(401, "invalid_client", path);
    }
}

#[tokio::test]
async fn remembers_an_assertion_until_it_expires() {
    let stage = Stage::new();
    let application = Application::alone();
    let mut claims = application.claims(stage.now() + 10);
    claims["exp"] = json!(stage.now() + 310);
    let assertion = application.assertion(&claims);
    assert_eq!(grant_with(&stage, &assertion).await.status, 200);
    for seconds in [1, 298, 10, 1] {
        stage.advance(seconds);
        application.token(&stage).await;
        grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", &seconds.to_string());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn accepts_one_of_the_assertions_sent_at_once() {
    let stage = Stage::new();
    let application = Application::alone();
    let assertion = application.assertion(&application.claims(stage.now()));
    let answers = stage.send_at_once(|| {
        Application::request_with("/oauth/token", &assertion, &[proof_for(&stage, "/oauth/token")], GRANT)
    });
    let (granted, refused): (Vec<_>, Vec<_>) =
        answers.await.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(granted.len(), 1);
    refused.iter().for_each(|answer| answer.assert_error(401, "invalid_client", "at once"));
}

#[tokio::test]
async fn refuses_any_other_way_to_authenticate() {
    let stage = Stage::new();
    let application = Application::alone();
    let assertion = application.assertion(&application.claims(stage.now()));
    let bodies = [
        form(&[("grant_type", "client_credentials"), ("client_id", APP)]),
        form(&[("grant_type", "client_credentials"), ("client_id", APP), ("client_secret", "secret")]),
        form(&[("grant_type", "client_credentials"), ("client_assertion", &assertion)]),
        form(&[("client_assertion_type", JWT_BEARER), ("grant_type", "client_credentials")]),
        form(&[("client_assertion_type", "saml2-bearer"), ("client_assertion", &assertion)]),
        form(&[("client_assertion_type", JWT_BEARER), ("client_assertion", "a.b.c")]),
        form(&[("client_assertion_type", JWT_BEARER), ("client_assertion", &format!("{assertion}.x.y"))]),
        form(&[("client_assertion_type", JWT_BEARER), ("client_assertion", &format!(" {assertion}"))]),
        form(&[
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", &assertion),
            ("client_id", PORTAL),
        ]),
    ];
    for body in bodies {
        let request = Request::post("/oauth/token").header("content-type", FORM);
        stage.send(request, body.clone()).await.assert_error(401, "invalid_client", &body);
    }
    let url = format!(
        "/oauth/token?{}",
        form(&[("client_assertion_type", JWT_BEARER), ("client_assertion", &assertion)])
    );
    let in_query = Request::post(url).header("content-type", FORM);
    stage.send(in_query, form(GRANT)).await.assert_error(401, "invalid_client", "in the query");
    assert_eq!(grant_with(&stage, &assertion).await.status, 200, "none of them used it up");
}

/// RFC 6749 §5.2: what the header tried is refused with a challenge, and several ways at once make no request.
#[tokio::test]
async fn refuses_a_header_that_authenticates_and_several_ways_at_once() {
    let stage = Stage::new();
    let application = Application::alone();
    let assertion = application.assertion(&application.claims(stage.now()));
    let with_header = |credentials: &str| {
        Request::post("/oauth/token").header("content-type", FORM).header("authorization", credentials)
    };
    let basic = stage.send(with_header("Basic YTpi"), form(GRANT)).await;
    basic.assert_error(401, "invalid_client", "Basic");
    assert!(basic.header("www-authenticate").starts_with("Basic realm="));
    let proved = [("client_assertion_type", JWT_BEARER), ("client_assertion", assertion.as_str())];
    let proved_twice = [proved.as_slice(), &[("client_secret", "secret")]].concat();
    let cases = [
        (with_header("Basic YTpi"), form(&proved)),
        (with_header("Bearer abc"), form(&proved)),
        (with_header("Basic YTpi"), form(&[("client_id", APP), ("client_secret", "secret")])),
        (Request::post("/oauth/token").header("content-type", FORM), form(&proved_twice)),
    ];
    for (request, body) in cases {
        stage.send(request, body.clone()).await.assert_error(400, "invalid_request", &body);
    }
}

#[tokio::test]
async fn refuses_malformed_requests() {
    let stage = Stage::new();
    let cases = [
        ("", "grant_type=client_credentials"),
        ("application/json", "{}"),
        ("text/plain", "grant_type=client_credentials"),
        ("multipart/form-data", "grant_type=client_credentials"),
        (FORM, "grant_type=a&grant_type=b"),
        (FORM, "client_assertion=a&client_assertion=b"),
        (FORM, "client_assertion=a&client_assertion="),
        (FORM, "client_id=a&client_id=a"),
        (FORM, "dpop_jkt=a&dpop_jkt=b"),
    ];
    for (path, (media_type, body)) in ENDPOINTS.iter().flat_map(|path| cases.map(|case| (path, case))) {
        let request = Request::post(*path).header("content-type", media_type);
        stage.send(request, body).await.assert_error(400, "invalid_request", &format!("{path} {body}"));
    }
    for path in ENDPOINTS {
        let request = Request::post(path).header("content-type", FORM);
        let answer = stage.send(request, format!("scope={}", "x".repeat(1024 * 1024))).await;
        answer.assert_error(413, "invalid_request", path);
    }
}

#[tokio::test]
async fn refuses_any_other_method() {
    let stage = Stage::new();
    for (path, method) in ENDPOINTS.iter().flat_map(|path| ["GET", "PUT", "DELETE"].map(|one| (path, one))) {
        let request = Request::builder().method(method).uri(*path).header("content-type", FORM);
        let answer = stage.send(request, "grant_type=client_credentials").await;
        assert_eq!(answer.status, 405, "{method} {path}");
        assert_eq!(answer.header("allow"), "POST", "{method} {path}");
    }
}

#[tokio::test]
async fn refuses_grants_and_scopes_that_are_not_the_clients() {
    let stage = Stage::new();
    let application = Application::alone();
    let cases: [(&[(&str, &str)], &str); 8] = [
        (&[], "invalid_request"),
        (&[("grant_type", "password")], "unsupported_grant_type"),
        (&[("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")], "unsupported_grant_type"),
        (&[("grant_type", "refresh_token"), ("refresh_token", "x")], "unauthorized_client"),
        (&[("grant_type", "client_credentials"), ("scope", "dossiers  comptes")], "invalid_scope"),
        (&[("grant_type", "authorization_code"), ("code", "x")], "unauthorized_client"),
        (&[("grant_type", "client_credentials"), ("scope", "admin")], "invalid_scope"),
        (&[("grant_type", "client_credentials"), ("scope", "dossiers admin")], "invalid_scope"),
    ];
    for (parameters, error) in cases {
        let answer = application.post(&stage, "/oauth/token", parameters).await;
        answer.assert_error(400, error, &format!("{parameters:?}"));
    }
    let person = Application::portal().post(&stage, "/oauth/token", GRANT).await;
    person.assert_error(400, "unauthorized_client", "one in which people sign in");
    let narrowed = [("grant_type", "client_credentials"), ("scope", "comptes")];
    assert_eq!(application.post(&stage, "/oauth/token", &narrowed).await.json()["scope"], "comptes");
}
