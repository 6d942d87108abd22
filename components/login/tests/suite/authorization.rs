//! The code flow of people: RFC 9126 (pushed requests), RFC 7636 (PKCE), RFC 9207 (issuer), RFC 9700.

use http::Request;

use crate::support::{
    Application, Browser, ISSUER, Key, PASSWORD, PORTAL, RETURN, Stage, TEAM, VERIFIER, claims_of, exchange,
    form, push,
};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";

/// A stage on which Claire has activated her account and may sign in.
async fn stage_with_claire() -> (Stage, String) {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, CLAIRE).await;
    stage.advance(30);
    (stage, secret)
}

#[tokio::test]
async fn leads_a_person_from_the_client_back_to_it() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let mut browser = Browser::default();
    let pushed = push(&stage, &portal, &[]).await;
    assert_eq!(pushed.status, 201);
    assert_eq!(pushed.json()["expires_in"], 599);
    browser.authorize(&stage, &portal, &pushed).await;
    let back = browser.sign_in(&stage, CLAIRE, &secret).await;
    assert!(back.location().starts_with(&format!("{RETURN}?")));
    assert_eq!(back.location_parameter("state").unwrap(), "etat-1");
    assert_eq!(back.location_parameter("iss").unwrap(), ISSUER);
    let answer = exchange(&stage, &portal, &back.location_parameter("code").unwrap(), &[]).await.json();
    assert_eq!(answer["token_type"], "Bearer");
    let access = claims_of(answer["access_token"].as_str().unwrap());
    assert_eq!(access["sub"], crate::support::CLAIRE);
    assert_eq!(access["roles"], serde_json::json!(["professionnel"]));
    let identity = claims_of(answer["id_token"].as_str().unwrap());
    assert_eq!(identity["aud"], PORTAL);
    assert_eq!(identity["nonce"], "nonce-1");
    assert_eq!(identity["sid"], access["sid"]);
    assert_eq!(identity["family_name"], "Lefebvre");
}

#[tokio::test]
async fn does_not_ask_again_whoever_is_signed_in() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    let portal = Application::portal();
    let pushed = push(&stage, &portal, &[]).await;
    assert!(browser.authorize(&stage, &portal, &pushed).await.location_parameter("code").is_some());
    let pushed = push(&stage, &portal, &[("prompt", "login")]).await;
    assert_eq!(browser.authorize(&stage, &portal, &pushed).await.location(), "/login/connexion");
    let pushed = push(&stage, &portal, &[("prompt", "none")]).await;
    let refused = Browser::default().authorize(&stage, &portal, &pushed).await;
    assert_eq!(refused.location_parameter("error").unwrap(), "login_required");
    assert_eq!(refused.location_parameter("iss").unwrap(), ISSUER);
    assert_eq!(refused.location_parameter("state").unwrap(), "etat-1");
    assert!(refused.location().starts_with(&format!("{RETURN}?")));
    assert!(refused.location_parameter("code").is_none());
}

#[tokio::test]
async fn a_closed_application_gets_nobody_back() {
    let (stage, _) = stage_with_claire().await;
    let portal = Application::portal();
    let pushed = push(&stage, &portal, &[("prompt", "none")]).await;
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let close = format!("UPDATE clients SET closed_at = approved_at WHERE id = '{}'", portal.id);
    connection.execute(&close, &[]).await.unwrap();
    let answer = Browser::default().authorize(&stage, &portal, &pushed).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "{}", answer.text());
}

#[tokio::test]
async fn asks_again_when_one_of_the_prompts_or_the_age_of_the_sign_in_demands_it() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    let portal = Application::portal();
    stage.advance(60);
    for (name, value) in [("prompt", "consent login"), ("max_age", "59"), ("max_age", "0")] {
        let pushed = push(&stage, &portal, &[(name, value)]).await;
        let answer = browser.authorize(&stage, &portal, &pushed).await;
        assert_eq!(answer.location(), "/login/connexion", "{name}={value}");
    }
    let silent = push(&stage, &portal, &[("prompt", "none"), ("max_age", "59")]).await;
    let refused = browser.authorize(&stage, &portal, &silent).await;
    assert_eq!(refused.location_parameter("error").unwrap(), "login_required");
    let recent = push(&stage, &portal, &[("max_age", "60")]).await;
    assert!(browser.authorize(&stage, &portal, &recent).await.location_parameter("code").is_some());
}

/// A password alone, in a browser where somebody is signed in, is no new sign-in.
#[tokio::test]
async fn takes_no_session_from_before_for_the_sign_in_that_was_asked_for() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    stage.advance(60);
    let pushed = push(&stage, &Application::portal(), &[("prompt", "login")]).await;
    browser.authorize(&stage, &Application::portal(), &pushed).await;
    let parameters = [("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)];
    assert_eq!(browser.post(&stage, "/login/connexion", &parameters).await.location(), "/login/facteur");
    let resumed = browser.get(&stage, "/login/suite").await;
    assert_eq!(resumed.location_parameter("code"), None, "{}", resumed.location());
}

/// RFC 9207: without the issuer in each answer, a client of two servers sends one the code of the other.
#[tokio::test]
async fn gives_back_the_state_to_the_letter_beside_the_issuer() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    let state = "é &iss=https://ailleurs.exemple.fr#\r\nLocation: x";
    for (state, prompt) in [(state, ""), ("", "")] {
        let pushed = push(&stage, &portal, &[("state", state), ("prompt", prompt)]).await;
        let back = browser.authorize(&stage, &portal, &pushed).await;
        assert_eq!(back.location_parameter("state").unwrap_or_default(), state);
        assert_eq!(back.location_parameter("iss").unwrap(), ISSUER);
        assert_eq!(back.location().matches("iss=").count(), 1, "{}", back.location());
    }
}

#[tokio::test]
async fn refuses_each_parameter_that_is_missing_or_wrong() {
    let stage = Stage::new();
    let portal = Application::portal();
    let cases = [
        ("response_type", "", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "code id_token", "unsupported_response_type"),
        ("response_type", "code code", "unsupported_response_type"),
        ("response_type", "id_token", "unsupported_response_type"),
        ("response_type", "none", "unsupported_response_type"),
        ("response_mode", "fragment", "invalid_request"),
        ("response_mode", "form_post", "invalid_request"),
        ("response_mode", "jwt", "invalid_request"),
        ("redirect_uri", "", "invalid_request"),
        ("redirect_uri", "https://portail.exemple.fr/retour/", "invalid_request"),
        ("redirect_uri", "https://portail.exemple.fr/retour?a=b", "invalid_request"),
        ("redirect_uri", "https://portail.exemple.fr/retour#a", "invalid_request"),
        ("redirect_uri", "https://portail.exemple.fr/retour/../autre", "invalid_request"),
        ("redirect_uri", "https://portail.exemple.fr", "invalid_request"),
        ("redirect_uri", "https://PORTAIL.exemple.fr/retour", "invalid_request"),
        ("redirect_uri", "https://portail.exemple.fr:443/retour", "invalid_request"),
        ("redirect_uri", "https://portail.exemple.fr@ailleurs.exemple.fr/retour", "invalid_request"),
        ("redirect_uri", "http://portail.exemple.fr/retour", "invalid_request"),
        ("redirect_uri", "https://ailleurs.exemple.fr/retour", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "trop-court", "invalid_request"),
        ("code_challenge", &format!("{}=", jose::digest(VERIFIER)), "invalid_request"),
        ("code_challenge", &format!("{}x", jose::digest(VERIFIER)), "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "s256", "invalid_request"),
        ("code_challenge_method", "S512", "invalid_request"),
        ("scope", "admin", "invalid_scope"),
        ("scope", "openid dossiers admin", "invalid_scope"),
        ("scope", "openid  dossiers", "invalid_scope"),
        ("prompt", "none login", "invalid_request"),
        ("prompt", &"login ".repeat(100), "invalid_request"),
        ("state", &"a".repeat(513), "invalid_request"),
        ("nonce", &"a".repeat(513), "invalid_request"),
        ("max_age", "hier", "invalid_request"),
        ("max_age", "-1", "invalid_request"),
        ("dpop_jkt", "autre", "invalid_request"),
        ("request", "a.b.c", "request_not_supported"),
        ("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request"),
        ("request_uri", "https://ailleurs.exemple.fr/demande", "invalid_request"),
        ("resource", "https://ailleurs.exemple.fr", "invalid_target"),
    ];
    for (name, value, error) in cases {
        let answer = push(&stage, &portal, &[(name, value)]).await;
        answer.assert_error(400, error, &format!("{name}={value}"));
    }
    let other = push(&stage, &portal, &[("client_id", TEAM)]).await;
    other.assert_error(401, "invalid_client", "another client");
    let alone = push(&stage, &Application::alone(), &[]).await;
    alone.assert_error(400, "unauthorized_client", "an application that signs nobody in");
}

#[tokio::test]
async fn takes_a_pushed_request_in_time_and_from_its_client() {
    let stage = Stage::new();
    let portal = Application::portal();
    let pushed = push(&stage, &portal, &[]).await;
    stage.advance(598);
    assert_eq!(Browser::default().authorize(&stage, &portal, &pushed).await.status, 303);
    stage.advance(1);
    assert_eq!(Browser::default().authorize(&stage, &portal, &pushed).await.status, 400, "expired");
    let pushed = push(&stage, &portal, &[]).await;
    let other = Browser::default().authorize(&stage, &Application::team(), &pushed).await;
    assert_eq!(other.status, 400, "another client's");
    assert_eq!(other.header("location"), "", "never a redirection for another client");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn gives_one_code_for_a_request_sent_at_once() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    let session = format!("__Host-session={}", browser.cookie("__Host-session").unwrap());
    let pushed = push(&stage, &Application::portal(), &[]).await.json();
    let query = form(&[("client_id", PORTAL), ("request_uri", pushed["request_uri"].as_str().unwrap())]);
    let request = || Request::get(format!("/oauth/authorize?{query}")).header("cookie", &session);
    let answers = stage.send_at_once(|| (request(), String::new())).await;
    let codes = answers.iter().filter(|answer| answer.header("location").contains("code=")).count();
    assert_eq!(codes, 1);
    assert!(answers.iter().all(|answer| [200, 303, 400].contains(&answer.status.as_u16())), "{answers:?}");
}

#[tokio::test]
async fn heeds_nothing_beside_the_reference_of_what_was_pushed() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    let pushed = push(&stage, &portal, &[]).await.json();
    let query = form(&[
        ("client_id", PORTAL),
        ("request_uri", pushed["request_uri"].as_str().unwrap()),
        ("redirect_uri", "https://ailleurs.exemple.fr/retour"),
        ("state", "autre"),
        ("code_challenge", &jose::digest(&"x".repeat(43))),
        ("code_challenge_method", "plain"),
        ("response_mode", "fragment"),
        ("scope", "admin"),
    ]);
    let back = browser.get(&stage, &format!("/oauth/authorize?{query}")).await;
    assert!(back.location().starts_with(&format!("{RETURN}?")));
    assert_eq!(back.location_parameter("state").unwrap(), "etat-1");
    let tokens = exchange(&stage, &portal, &back.location_parameter("code").unwrap(), &[]).await.json();
    assert_eq!(tokens["scope"], "openid dossiers comptes");
}

#[tokio::test]
async fn refuses_a_request_that_was_not_pushed() {
    let stage = Stage::new();
    let challenge = jose::digest("x");
    let plain = form(&[
        ("client_id", PORTAL),
        ("response_type", "code"),
        ("redirect_uri", RETURN),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    let pushed = push(&stage, &Application::portal(), &[]).await.json();
    let request_uri = pushed["request_uri"].as_str().unwrap();
    let reference = request_uri.rsplit(':').next().unwrap();
    let of_portal = |name: &str, value: &str| form(&[("client_id", PORTAL), (name, value)]);
    let cases = [
        plain.clone(),
        format!("{plain}&request=a.b.c"),
        String::new(),
        "request_uri=x".to_owned(),
        "client_id=a&client_id=b".to_owned(),
        form(&[("request_uri", request_uri)]),
        of_portal("request", "a.b.c"),
        of_portal("request_uri", ""),
        of_portal("request_uri", reference),
        of_portal("request_uri", &format!("{request_uri}x")),
        of_portal("request_uri", "https://ailleurs.exemple.fr/demande"),
        of_portal("request_uri", "urn:ietf:params:oauth:request_uri:inconnue"),
        format!("{}&client_id={TEAM}", of_portal("request_uri", request_uri)),
    ];
    for query in cases {
        let answer = stage.get(&format!("/oauth/authorize?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.header("location"), "", "never a redirection to what was not checked");
    }
}

#[tokio::test]
async fn refuses_each_way_to_misuse_a_code() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let cases = [
        ("code_verifier", "", "invalid_grant"),
        ("code_verifier", "court", "invalid_grant"),
        ("code_verifier", &"x".repeat(43), "invalid_grant"),
        ("code_verifier", &jose::digest(VERIFIER), "invalid_grant"),
        ("redirect_uri", "", "invalid_request"),
        ("redirect_uri", "https://ailleurs.exemple.fr/retour", "invalid_grant"),
        ("redirect_uri", "https://portail.exemple.fr/retour/", "invalid_grant"),
        ("code", "", "invalid_request"),
        ("code", "inconnu", "invalid_grant"),
    ];
    for (name, value, error) in cases {
        let code = Browser::default().code_for(&stage, &portal, CLAIRE, &secret).await;
        let answer = exchange(&stage, &portal, &code, &[(name, value)]).await;
        answer.assert_error(400, error, &format!("{name}={value}"));
        stage.advance(30);
    }
    let code = Browser::default().code_for(&stage, &portal, CLAIRE, &secret).await;
    let other = exchange(&stage, &Application::team(), &code, &[]).await;
    other.assert_error(400, "invalid_grant", "another client's code");
    stage.advance(60);
    exchange(&stage, &portal, &code, &[]).await.assert_error(400, "invalid_grant", "expired");
}

/// RFC 7636 §4.1: each of these answers its challenge, and is no verifier.
#[tokio::test]
async fn refuses_a_verifier_that_is_too_short_too_long_or_of_other_letters() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    let cases = [
        ("x".repeat(42), 400),
        ("x".repeat(43), 200),
        ("x".repeat(128), 200),
        ("x".repeat(129), 400),
        (format!("{} ", "x".repeat(43)), 400),
        (format!("{}é", "x".repeat(43)), 400),
    ];
    for (verifier, status) in cases {
        let pushed = push(&stage, &portal, &[("code_challenge", &jose::digest(&verifier))]).await;
        let back = browser.authorize(&stage, &portal, &pushed).await;
        let code = back.location_parameter("code").unwrap();
        let answer = exchange(&stage, &portal, &code, &[("code_verifier", &verifier)]).await;
        assert_eq!(answer.status, status, "{verifier}: {}", answer.text());
    }
}

#[tokio::test]
async fn lets_nobody_guess_the_verifier_of_a_code() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let code = Browser::default().code_for(&stage, &portal, CLAIRE, &secret).await;
    let guess = exchange(&stage, &portal, &code, &[("code_verifier", &"x".repeat(43))]).await;
    guess.assert_error(400, "invalid_grant", "a guess");
    exchange(&stage, &portal, &code, &[]).await.assert_error(400, "invalid_grant", "the code is used up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn exchanges_one_of_the_codes_sent_at_once_and_ends_its_session() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let code = Browser::default().code_for(&stage, &portal, CLAIRE, &secret).await;
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", RETURN),
        ("code_verifier", VERIFIER),
    ];
    let answers = stage.send_at_once(|| portal.request("/oauth/token", &parameters, stage.now())).await;
    let (granted, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert!(granted.len() <= 1, "{granted:?}");
    refused.iter().for_each(|answer| answer.assert_error(400, "invalid_grant", "at once"));
    for answer in granted {
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        let [(name, value)] =
            portal.present(&token, "GET", "/login/clients", stage.now()).try_into().unwrap();
        let used = stage.send(Request::get("/login/clients").header(name, value), "").await;
        assert_eq!(used.status, 401, "what the first got is worth nothing");
    }
}

#[tokio::test]
async fn ends_the_session_of_a_code_that_comes_back() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let code = Browser::default().code_for(&stage, &portal, CLAIRE, &secret).await;
    let tokens = exchange(&stage, &portal, &code, &[]).await.json();
    let sid = claims_of(tokens["access_token"].as_str().unwrap())["sid"].clone();
    let path = format!("/prive/sessions/{}/applications/{PORTAL}", sid.as_str().unwrap());
    assert_eq!(stage.ask("GET", &path, "".into()).await.json()["est_active"], true);
    exchange(&stage, &portal, &code, &[]).await.assert_error(400, "invalid_grant", "used");
    assert_eq!(stage.ask("GET", &path, "".into()).await.json()["est_active"], false);
    assert!(stage.recorded().contains(&("TokenReuseDetected".to_owned(), "refuse".to_owned())));
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let used = stage.send(Request::get("/login/clients").header("authorization", bearer), "").await;
    assert_eq!(used.status, 401, "the token given before");
    let refresh =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    let refreshed = portal.post(&stage, "/oauth/token", &refresh).await;
    refreshed.assert_error(400, "invalid_grant", "the refresh token given before");
}

#[tokio::test]
async fn believes_the_code_of_another_client_no_more_once_it_is_used() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let code = Browser::default().code_for(&stage, &portal, CLAIRE, &secret).await;
    let tokens = exchange(&stage, &portal, &code, &[]).await.json();
    let other = exchange(&stage, &Application::team(), &code, &[]).await;
    other.assert_error(400, "invalid_grant", "another client's");
    let sid = claims_of(tokens["access_token"].as_str().unwrap())["sid"].as_str().unwrap().to_owned();
    let state =
        stage.ask("GET", &format!("/prive/sessions/{sid}/applications/{PORTAL}"), "".into()).await.json();
    assert_eq!(state["est_active"], true, "a stranger ends nobody's session");
}

#[tokio::test]
async fn binds_a_code_to_the_key_that_was_proved_when_it_was_pushed() {
    let (stage, secret) = stage_with_claire().await;
    let team = Application::team();
    let code = Browser::default().code_for(&stage, &team, CLAIRE, &secret).await;
    let thief = Application { proof_key: Some(Key::ed25519(66)), ..Application::team() };
    exchange(&stage, &thief, &code, &[]).await.assert_error(400, "invalid_grant", "another key");
    let mismatch = push(&stage, &team, &[("dpop_jkt", "autre")]).await;
    mismatch.assert_error(400, "invalid_dpop_proof", "dpop_jkt");
    stage.advance(30);
    let code = Browser::default().code_for(&stage, &team, CLAIRE, &secret).await;
    let answer = exchange(&stage, &team, &code, &[]).await;
    assert_eq!(answer.json()["token_type"], "DPoP", "{}", answer.text());
}

#[tokio::test]
async fn binds_a_code_to_the_key_that_was_named_when_it_was_pushed() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    let named = jose::Jwk::parse(&Key::ed25519(77).jwk()).unwrap().thumbprint();
    for (proof_key, is_granted) in [(None, false), (Some(66), false), (Some(77), true)] {
        let pushed = push(&stage, &portal, &[("dpop_jkt", &named)]).await;
        let code = browser.authorize(&stage, &portal, &pushed).await.location_parameter("code").unwrap();
        let holder = Application { proof_key: proof_key.map(Key::ed25519), ..Application::portal() };
        let answer = exchange(&stage, &holder, &code, &[]).await;
        match is_granted {
            true => assert_eq!(answer.json()["token_type"], "DPoP", "{}", answer.text()),
            false => answer.assert_error(400, "invalid_grant", &format!("{proof_key:?}")),
        }
    }
}

#[tokio::test]
async fn keeps_the_clients_request_through_a_first_connection() {
    let stage = Stage::new();
    let portal = Application::portal();
    let mut browser = Browser::default();
    let pushed = push(&stage, &portal, &[]).await;
    browser.authorize(&stage, &portal, &pushed).await;
    browser.activate(&stage, CLAIRE).await;
    let back = browser.get(&stage, "/login/suite").await;
    let code = back.location_parameter("code").unwrap();
    assert_eq!(exchange(&stage, &portal, &code, &[]).await.status, 200);
}
