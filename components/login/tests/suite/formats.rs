//! What real clients write in other ways than ours, and their standards allow.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, Application, ISSUER, Key, Stage, form};

const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const TYPE: (&str, &str) =
    ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

fn fresh_proof(stage: &Stage) -> String {
    Application::proof(&Key::ed25519(11), &Application::proof_claims("POST", "/oauth/token", stage.now()))
}

/// Asks for a token with this header and these claims in the assertion.
async fn with_assertion(stage: &Stage, header: Value, changes: &[(&str, Value)]) -> Answer {
    let application = Application::alone();
    let mut all = json!({"alg": "EdDSA"});
    all.as_object_mut().unwrap().extend(header.as_object().unwrap().clone());
    let mut claims = application.claims(stage.now());
    changes.iter().for_each(|(name, value)| claims[*name] = value.clone());
    let assertion = application.key.sign(&all, &claims);
    Application::post_with(stage, "/oauth/token", &assertion, &[fresh_proof(stage)], &[GRANT]).await
}

/// Asks for a token with a proof of this header and these claims.
async fn with_proof(stage: &Stage, header: Value, changes: &[(&str, Value)]) -> Answer {
    let (application, key) = (Application::alone(), Key::ed25519(11));
    let mut all = json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": key.jwk()});
    all.as_object_mut().unwrap().extend(header.as_object().unwrap().clone());
    let mut claims = Application::proof_claims("POST", "/oauth/token", stage.now());
    changes.iter().for_each(|(name, value)| claims[*name] = value.clone());
    let assertion = application.assertion(&application.claims(stage.now()));
    Application::post_with(stage, "/oauth/token", &assertion, &[key.sign(&all, &claims)], &[GRANT]).await
}

/// RFC 7515 §4: an unknown parameter is ignored, `crit` alone is not; a type may have its prefix, in any case (§4.1.9); the
/// name of a key is a hint (§4.1.4). The key that is registered here has none.
#[tokio::test]
async fn an_assertion_may_say_more_or_less() {
    let stage = Stage::new();
    let headers = [
        json!({}),
        json!({"typ": "JWT"}),
        json!({"typ": "jwt"}),
        json!({"typ": "application/JWT"}),
        json!({"typ": "client-authentication+jwt"}),
        json!({"kid": "une-cle"}),
        json!({"kid": null}),
        json!({"alg": "Ed25519"}),
        json!({"cty": "JWT", "x5t": "abc", "inconnu": {"a": [1]}}),
    ];
    for header in headers {
        let answer = with_assertion(&stage, header.clone(), &[]).await;
        assert_eq!(answer.status, 200, "{header}: {}", answer.text());
    }
    let now = stage.now();
    let claims: [(&str, Value); 5] = [
        ("exp", json!(f64::from(i32::try_from(now + 59).unwrap()) + 0.5)),
        ("nbf", Value::Null),
        ("iat", json!(f64::from(i32::try_from(now).unwrap()) - 0.25)),
        ("inconnu", json!({"a": 1})),
        ("jti", json!("é/+ ")),
    ];
    for change in claims {
        let answer = with_assertion(&stage, json!({}), std::slice::from_ref(&change)).await;
        assert_eq!(answer.status, 200, "{change:?}: {}", answer.text());
    }
    let critical = with_assertion(&stage, json!({"crit": ["inconnu"], "inconnu": 1}), &[]).await;
    critical.assert_error(401, "invalid_client", "what must be understood is not ignored");
}

/// RFC 9449 §4.3 with RFC 3986 §6.2.2 and §6.2.3: one URI has several spellings.
#[tokio::test]
async fn a_proof_may_spell_its_target_otherwise() {
    let stage = Stage::new();
    let host = ISSUER.strip_prefix("https://").unwrap();
    let same = [
        format!("HTTPS://{host}/oauth/token"),
        format!("https://{}/oauth/token", host.to_uppercase()),
        format!("https://{host}:443/oauth/token"),
        format!("https://{host}/oauth/%74oken"),
        format!("https://{host}/oauth/token?x=1#y"),
        format!("https://{host}/./oauth/token"),
    ];
    for target in same {
        let answer = with_proof(&stage, json!({}), &[("htu", json!(target))]).await;
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
    }
    let others = [
        format!("http://{host}/oauth/token"),
        format!("https://{host}:8443/oauth/token"),
        format!("https://{host}/oauth/par"),
        format!("https://{host}/oauth/token/"),
        format!("https://{host}/oauth%2Ftoken"),
        format!("https://{host}@ailleurs.fr/oauth/token"),
        format!("https://x@{host}/oauth/token"),
        "/oauth/token".to_owned(),
    ];
    for target in others {
        let answer = with_proof(&stage, json!({}), &[("htu", json!(target))]).await;
        answer.assert_error(400, "invalid_dpop_proof", &target);
    }
}

#[tokio::test]
async fn a_proof_may_say_more() {
    let stage = Stage::new();
    let mut key = Key::ed25519(11).jwk();
    key.as_object_mut().unwrap().extend(
        json!({"kid": "une-cle", "use": "sig", "alg": "EdDSA", "key_ops": ["verify"], "inconnu": 1})
            .as_object()
            .unwrap()
            .clone(),
    );
    for header in [
        json!({"jwk": key}),
        json!({"typ": "DPoP+JWT"}),
        json!({"typ": "application/dpop+jwt"}),
        json!({"kid": "autre", "inconnu": true}),
    ] {
        let answer = with_proof(&stage, header.clone(), &[]).await;
        assert_eq!(answer.status, 200, "{header}: {}", answer.text());
    }
    let now = f64::from(i32::try_from(stage.now()).unwrap());
    for change in [("iat", json!(now + 0.75)), ("exp", json!(0)), ("nonce", json!("x")), ("ath", json!("x"))]
    {
        let answer = with_proof(&stage, json!({}), std::slice::from_ref(&change)).await;
        assert_eq!(answer.status, 200, "{change:?}: {}", answer.text());
    }
}

/// RFC 6749 §3.2 and appendix B: unknown parameters are ignored, those without a value are absent.
#[tokio::test]
async fn a_form_may_be_written_otherwise() {
    let stage = Stage::new();
    let application = Application::alone();
    let forms: [&[(&str, &str)]; 8] = [
        &[GRANT],
        &[GRANT, ("client_id", application.id)],
        &[GRANT, ("scope", "")],
        &[GRANT, ("scope", ""), ("scope", "")],
        &[GRANT, ("scope", ""), ("scope", "dossiers")],
        &[GRANT, ("scope", "dossiers comptes")],
        &[GRANT, ("inconnu", "x"), ("audience", "y"), ("device_id", "z")],
        &[("client_id", ""), GRANT, ("code", ""), ("refresh_token", "")],
    ];
    let types = [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded;charset=UTF-8",
        "Application/X-WWW-Form-Urlencoded; charset=utf-8",
    ];
    for (parameters, media_type) in forms.iter().flat_map(|form| types.map(|media_type| (form, media_type))) {
        for spelled in [|body: String| body, |body: String| body.replace('+', "%20")] {
            let assertion = application.assertion(&application.claims(stage.now()));
            let own = [TYPE, ("client_assertion", &assertion)];
            let body = spelled(form(&[&own[..], parameters].concat()));
            let request = Request::post("/oauth/token")
                .header("content-type", media_type)
                .header("dpop", fresh_proof(&stage));
            let answer = stage.send(request, body).await;
            assert_eq!(answer.status, 200, "{parameters:?} {media_type}: {}", answer.text());
        }
    }
}

/// The honest ways must not have opened a dishonest one: two values of one parameter are two requests.
#[tokio::test]
async fn a_parameter_with_two_values_is_refused() {
    let stage = Stage::new();
    let twice = [GRANT, ("scope", "dossiers"), ("scope", "comptes")];
    let answer = Application::alone().post(&stage, "/oauth/token", &twice).await;
    answer.assert_error(400, "invalid_request", "scope twice");
}
