//! Refresh, revocation (RFC 7009), introspection (RFC 7662).

use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, Application, Browser, Key, Stage, claims_of, exchange};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";

async fn signed_in(client: &Application) -> (Stage, Value) {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let (secret, _) = browser.activate(&stage, CLAIRE).await;
    stage.advance(30);
    let code = Browser::default().code_for(&stage, client, CLAIRE, &secret).await;
    let tokens = exchange(&stage, client, &code, &[]).await.json();
    (stage, tokens)
}

async fn refresh(stage: &Stage, client: &Application, token: &Value, scope: &str) -> Answer {
    let parameters =
        [("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap()), ("scope", scope)];
    client.post(stage, "/oauth/token", &parameters).await
}

async fn introspect(stage: &Stage, client: &Application, token: &Value) -> Value {
    client.post(stage, "/oauth/introspect", &[("token", token.as_str().unwrap())]).await.json()
}

/// FAPI 2.0 Security Profile §5.3.2.1: no rotation for clients that prove their key.
#[tokio::test]
async fn a_lost_answer_to_a_refresh_costs_nothing() {
    for client in [Application::portal(), Application::team()] {
        let (stage, tokens) = signed_in(&client).await;
        let lost = refresh(&stage, &client, &tokens["refresh_token"], "").await;
        assert_eq!(lost.status, 200, "{}", lost.text());
        let again = refresh(&stage, &client, &tokens["refresh_token"], "").await;
        assert_eq!(again.status, 200, "{}", again.text());
        assert_eq!(again.json()["refresh_token"], tokens["refresh_token"], "it stays the same");
        for answer in [lost, again] {
            let state = introspect(&stage, &client, &answer.json()["access_token"]).await;
            assert_eq!(state["active"], true);
        }
    }
}

#[tokio::test]
async fn refuses_a_refresh_token_of_another_client_key_or_scope() {
    let team = Application::team();
    let (stage, tokens) = signed_in(&team).await;
    let token = &tokens["refresh_token"];
    refresh(&stage, &Application::portal(), token, "").await.assert_error(
        400,
        "invalid_grant",
        "another client",
    );
    let same_key = Application { proof_key: Application::team().proof_key, ..Application::portal() };
    let other = refresh(&stage, &same_key, token, "").await;
    other.assert_error(400, "invalid_grant", "another client that holds the key");
    let thief = Application { proof_key: Some(Key::ed25519(66)), ..Application::team() };
    refresh(&stage, &thief, token, "").await.assert_error(400, "invalid_grant", "another key");
    let unproved = Application { proof_key: None, ..Application::team() };
    refresh(&stage, &unproved, token, "").await.assert_error(400, "invalid_grant", "no key");
    let access = &tokens["access_token"];
    refresh(&stage, &team, access, "").await.assert_error(400, "invalid_grant", "an access token");
    team.post(&stage, "/oauth/token", &[("grant_type", "refresh_token")]).await.assert_error(
        400,
        "invalid_request",
        "nothing",
    );
    refresh(&stage, &team, token, "openid admin").await.assert_error(400, "invalid_scope", "a wider scope");
    refresh(&stage, &team, &json!("inconnu"), "").await.assert_error(400, "invalid_grant", "no token");
    assert_eq!(refresh(&stage, &team, token, "dossiers").await.json()["scope"], "dossiers");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_tabs_refresh_at_once() {
    let portal = Application::portal();
    let (stage, tokens) = signed_in(&portal).await;
    let parameters =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    let answers = stage.send_at_once(|| portal.request("/oauth/token", &parameters, stage.now())).await;
    answers.iter().for_each(|answer| assert_eq!(answer.status, 200, "{answer:?}"));
    assert_eq!(introspect(&stage, &portal, &tokens["access_token"]).await["active"], true);
}

#[tokio::test]
async fn believes_nothing_but_an_access_token_in_front_of_a_resource() {
    let portal = Application::portal();
    let (stage, tokens) = signed_in(&portal).await;
    for (name, status) in [("access_token", 403), ("refresh_token", 401), ("id_token", 401)] {
        let bearer = format!("Bearer {}", tokens[name].as_str().unwrap());
        let answer = stage.send(Request::get("/login/clients").header("authorization", bearer), "").await;
        assert_eq!(answer.status, status, "{name}");
    }
}

#[tokio::test]
async fn refuses_to_refresh_once_the_session_idled() {
    let portal = Application::portal();
    let (stage, tokens) = signed_in(&portal).await;
    stage.advance(15 * 60);
    let late = refresh(&stage, &portal, &tokens["refresh_token"], "").await;
    late.assert_error(400, "invalid_grant", "idle");
}

#[tokio::test]
async fn ends_the_session_of_a_token_that_is_revoked() {
    for name in ["refresh_token", "access_token"] {
        let portal = Application::portal();
        let (stage, tokens) = signed_in(&portal).await;
        let answer = portal.post(&stage, "/oauth/revoke", &[("token", tokens[name].as_str().unwrap())]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(introspect(&stage, &portal, &tokens["access_token"]).await, json!({"active": false}));
        let after = refresh(&stage, &portal, &tokens["refresh_token"], "").await;
        after.assert_error(400, "invalid_grant", name);
        assert!(stage.recorded().contains(&("SignedOut".to_owned(), "fait".to_owned())));
    }
}

#[tokio::test]
async fn revokes_nothing_for_another_client_and_does_not_say_so() {
    let portal = Application::portal();
    let (stage, tokens) = signed_in(&portal).await;
    for token in [&tokens["refresh_token"], &tokens["access_token"], &json!("inconnu")] {
        let answer =
            Application::team().post(&stage, "/oauth/revoke", &[("token", token.as_str().unwrap())]).await;
        assert_eq!(answer.status, 200);
    }
    assert_eq!(introspect(&stage, &portal, &tokens["access_token"]).await["active"], true);
    for path in ["/oauth/revoke", "/oauth/introspect"] {
        for parameters in [&[][..], &[("token", "")]] {
            portal.post(&stage, path, parameters).await.assert_error(400, "invalid_request", path);
        }
    }
}

/// RFC 7009 §2.1, RFC 7662 §2.1: a hint may be wrong, and speeds up a search at most.
#[tokio::test]
async fn finds_a_token_whatever_the_hint() {
    let portal = Application::portal();
    let (stage, tokens) = signed_in(&portal).await;
    let token = tokens["refresh_token"].as_str().unwrap();
    for hint in ["access_token", "refresh_token", "inconnu"] {
        let parameters = [("token", token), ("token_type_hint", hint)];
        let state = portal.post(&stage, "/oauth/introspect", &parameters).await.json();
        assert_eq!(state["active"], true, "{hint}");
    }
    let parameters = [("token", token), ("token_type_hint", "access_token")];
    assert_eq!(portal.post(&stage, "/oauth/revoke", &parameters).await.status, 200);
    assert_eq!(introspect(&stage, &portal, &tokens["refresh_token"]).await, json!({"active": false}));
    assert_eq!(portal.post(&stage, "/oauth/revoke", &parameters).await.status, 200, "already revoked");
}

#[tokio::test]
async fn says_that_an_applications_token_cannot_be_revoked() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let answer = application.post(&stage, "/oauth/revoke", &[("token", &token)]).await;
    answer.assert_error(400, "unsupported_token_type", "an application's");
}

#[tokio::test]
async fn tells_a_client_of_its_own_tokens_alone() {
    let portal = Application::portal();
    let (stage, tokens) = signed_in(&portal).await;
    let access = introspect(&stage, &portal, &tokens["access_token"]).await;
    assert_eq!(access["active"], true);
    assert_eq!(access["sub"], claims_of(tokens["access_token"].as_str().unwrap())["sub"]);
    assert_eq!(access["token_type"], "Bearer");
    assert_eq!(introspect(&stage, &portal, &tokens["refresh_token"]).await["active"], true);
    for token in [&tokens["access_token"], &tokens["refresh_token"], &tokens["id_token"], &json!("inconnu")] {
        assert_eq!(introspect(&stage, &Application::team(), token).await, json!({"active": false}));
    }
    assert_eq!(introspect(&stage, &portal, &tokens["id_token"]).await, json!({"active": false}));
    let forged = Key::ed25519(99).sign(
        &json!({"alg": "EdDSA", "typ": "at+jwt"}),
        &claims_of(tokens["access_token"].as_str().unwrap()),
    );
    assert_eq!(introspect(&stage, &portal, &json!(forged)).await, json!({"active": false}));
    refresh(&stage, &portal, &tokens["refresh_token"], "").await;
    assert_eq!(introspect(&stage, &portal, &tokens["refresh_token"]).await["active"], true, "refreshed");
    stage.advance(300);
    assert_eq!(introspect(&stage, &portal, &tokens["access_token"]).await, json!({"active": false}));
}
