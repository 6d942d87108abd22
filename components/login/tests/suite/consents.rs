//! A client is for its organisation and for its roles, and one that is not the fund's asks before the first code.

use http::Request;
use serde_json::{Value, json};

use crate::support::{
    Answer, Application, Browser, CLAIRE, OWN_APP, RETURN, Stage, claims_of, exchange, push,
};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";

/// Claire, signed in without any client.
async fn signed_in() -> (Stage, Browser) {
    let stage = Stage::new();
    let mut browser = Browser::default();
    browser.activate(&stage, IDENTIFIER).await;
    assert_eq!(browser.get(&stage, "/login/suite").await.location(), "/login/sessions");
    (stage, browser)
}

/// Comes from this client, with what it asks for changed so.
async fn come(
    stage: &Stage,
    browser: &mut Browser,
    client: &Application,
    changes: &[(&str, &str)],
) -> Answer {
    let pushed = push(stage, client, changes).await;
    assert_eq!(pushed.status, 201, "{}", pushed.text());
    browser.authorize(stage, client, &pushed).await
}

/// The page of the question, to which the browser was led.
async fn question(stage: &Stage, browser: &mut Browser, led: &Answer) -> Answer {
    assert!(led.location().starts_with("/login/accord"), "{}", led.location());
    browser.get(stage, led.location()).await
}

/// What the person answers to the question on this page.
async fn say(stage: &Stage, browser: &mut Browser, page: &Answer, answer: &str) -> Answer {
    let text = page.text();
    let reference = text.split("name=\"demande\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    browser.post(stage, "/login/accord", &[("demande", reference), ("reponse", answer)]).await
}

/// Comes from Claire's organisation's application for the first time, and lets it in: its tokens.
async fn let_in(stage: &Stage, browser: &mut Browser) -> Value {
    let led = come(stage, browser, &Application::own(), &[]).await;
    let page = question(stage, browser, &led).await;
    let back = say(stage, browser, &page, "autoriser").await;
    let code = back.location_parameter("code").unwrap();
    let tokens = exchange(stage, &Application::own(), &code, &[]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text());
    tokens.json()
}

/// What a resource answers to this token: 403 when it believes it, as nobody here is an officer.
async fn believed(stage: &Stage, tokens: &Value) -> u16 {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let request = Request::get("/login/clients").header("authorization", bearer);
    stage.send(request, "").await.status.as_u16()
}

async fn refreshed(stage: &Stage, tokens: &Value) -> Answer {
    let token = tokens["refresh_token"].as_str().unwrap();
    let parameters = [("grant_type", "refresh_token"), ("refresh_token", token)];
    Application::own().post(stage, "/oauth/token", &parameters).await
}

fn told(stage: &Stage, kind: &str) -> Value {
    let events = stage.events();
    events.into_iter().rfind(|event| event["fait"]["type"] == kind).unwrap_or_default()
}

#[tokio::test]
async fn an_application_gets_nobody_of_another_organisation() {
    let (stage, mut browser) = signed_in().await;
    let answer = come(&stage, &mut browser, &Application::strange(), &[]).await;
    assert_eq!(answer.status, 403);
    let page = answer.text();
    assert!(page.contains("n'est pas ouverte") || page.contains("n&#39;est pas ouverte"), "{page}");
    assert!(page.contains(&format!("{RETURN}?error=access_denied")), "{page}");
    assert!(!page.contains("code="), "{page}");
    let quiet = come(&stage, &mut browser, &Application::strange(), &[("prompt", "none")]).await;
    assert_eq!(quiet.location_parameter("error").unwrap(), "access_denied");
}

#[tokio::test]
async fn an_application_of_the_fund_acts_for_its_roles_alone() {
    let stage = Stage::new();
    let roles = json!(["professionnel"]);
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let mut browser = Browser::default();
    browser.activate(&stage, "odile.garnier@caf.exemple.fr").await;
    assert_eq!(browser.get(&stage, "/login/suite").await.location(), "/login/sessions");
    let narrow =
        "UPDATE clients SET registration = json_set(registration, '$.acts_for', json(?)) WHERE id = ?";
    let portal = Application::portal();
    let code = come(&stage, &mut browser, &portal, &[]).await.location_parameter("code").unwrap();
    connection.execute(narrow, &[roles.to_string().as_str().into(), portal.id.into()]).await.unwrap();
    exchange(&stage, &portal, &code, &[]).await.assert_error(400, "invalid_grant", "at the exchange");
    let answer = come(&stage, &mut browser, &portal, &[]).await;
    assert_eq!(answer.status, 403, "at the code");
}

#[tokio::test]
async fn a_refresh_judges_the_roles_anew() {
    let (stage, mut browser) = signed_in().await;
    let tokens = let_in(&stage, &mut browser).await;
    assert_eq!(claims_of(tokens["access_token"].as_str().unwrap())["roles"], json!(["professionnel"]));
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let other =
        "UPDATE clients SET registration = json_set(registration, '$.acts_for', json('[\"gestionnaire\"]'))
        WHERE id = ?";
    connection.execute(other, &[OWN_APP.into()]).await.unwrap();
    refreshed(&stage, &tokens).await.assert_error(400, "invalid_grant", "its roles are others now");
}

#[tokio::test]
async fn a_partners_application_asks_before_the_first_code() {
    let (stage, mut browser) = signed_in().await;
    let led = come(&stage, &mut browser, &Application::own(), &[]).await;
    let page = question(&stage, &mut browser, &led).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Cantine de la mairie"), "it is named");
    assert!(page.text().contains("consulter des dossiers"), "what it could do is said");
    assert!(
        page.header("content-security-policy").contains("form-action 'self' https://portail.exemple.fr;")
    );
    let back = say(&stage, &mut browser, &page, "autoriser").await;
    assert!(back.location().starts_with(&format!("{RETURN}?")), "{}", back.location());
    let given = told(&stage, "ConsentGiven");
    assert_eq!(given["fait"]["client"], OWN_APP);
    assert_eq!((&given["agent"], &given["client"]), (&json!(CLAIRE), &json!(OWN_APP)));
    let again = come(&stage, &mut browser, &Application::own(), &[]).await;
    assert!(again.location_parameter("code").is_some(), "it is remembered");
    let anew = come(&stage, &mut browser, &Application::own(), &[("prompt", "consent")]).await;
    question(&stage, &mut browser, &anew).await;
}

#[tokio::test]
async fn a_wider_scope_is_asked_for_again() {
    let (stage, mut browser) = signed_in().await;
    let own = Application::own();
    let led = come(&stage, &mut browser, &own, &[("scope", "openid")]).await;
    let page = question(&stage, &mut browser, &led).await;
    assert!(!page.text().contains("consulter des dossiers"));
    say(&stage, &mut browser, &page, "autoriser").await;
    let same = come(&stage, &mut browser, &own, &[("scope", "openid")]).await;
    assert!(same.location_parameter("code").is_some());
    let wider = come(&stage, &mut browser, &own, &[("scope", "openid dossiers")]).await;
    question(&stage, &mut browser, &wider).await;
}

#[tokio::test]
async fn a_refused_application_gets_no_code() {
    let (stage, mut browser) = signed_in().await;
    let led = come(&stage, &mut browser, &Application::own(), &[]).await;
    let page = question(&stage, &mut browser, &led).await;
    assert_eq!(say(&stage, &mut browser, &page, "peut-être").await.status, 422);
    let back = say(&stage, &mut browser, &page, "refuser").await;
    assert_eq!(back.location_parameter("error").unwrap(), "access_denied");
    assert_eq!(back.location_parameter("state").unwrap(), "etat-1");
    assert!(back.location_parameter("code").is_none());
    let refused = told(&stage, "ConsentGiven");
    assert_eq!((&refused["issue"], &refused["agent"]), (&json!("refuse"), &json!(CLAIRE)));
}

#[tokio::test]
async fn nobody_is_asked_nor_let_in_silently() {
    let (stage, mut browser) = signed_in().await;
    let quiet = come(&stage, &mut browser, &Application::own(), &[("prompt", "none")]).await;
    assert_eq!(quiet.location_parameter("error").unwrap(), "consent_required");
    let_in(&stage, &mut browser).await;
    let quiet = come(&stage, &mut browser, &Application::own(), &[("prompt", "none")]).await;
    assert!(quiet.location_parameter("code").is_some());
}

#[tokio::test]
async fn no_consent_is_kept_without_a_trace() {
    let (stage, mut browser) = signed_in().await;
    let led = come(&stage, &mut browser, &Application::own(), &[]).await;
    let page = question(&stage, &mut browser, &led).await;
    stage.world.network.cut("audit");
    assert_eq!(say(&stage, &mut browser, &page, "autoriser").await.status, 503);
    stage.mend_audit();
    let again = come(&stage, &mut browser, &Application::own(), &[]).await;
    question(&stage, &mut browser, &again).await;
}

#[tokio::test]
async fn a_consent_withdrawn_stops_tokens_at_once() {
    let (stage, mut browser) = signed_in().await;
    let tokens = let_in(&stage, &mut browser).await;
    assert_eq!(believed(&stage, &tokens).await, 403, "the honest case");
    let page = browser.get(&stage, "/login/applications").await.text();
    assert!(page.contains("Cantine de la mairie"), "{page}");
    let answer = browser.post(&stage, "/login/applications", &[("application", OWN_APP)]).await;
    assert_eq!(answer.location(), "/login/applications");
    assert_eq!(believed(&stage, &tokens).await, 401, "the next request");
    refreshed(&stage, &tokens).await.assert_error(400, "invalid_grant", "withdrawn");
    let withdrawn = told(&stage, "ConsentWithdrawn");
    assert_eq!(withdrawn["fait"]["client"], OWN_APP);
    assert_eq!((&withdrawn["fait"]["compte"], &withdrawn["agent"]), (&json!(CLAIRE), &json!(CLAIRE)));
    let page = browser.get(&stage, "/login/applications").await.text();
    assert!(!page.contains("Cantine de la mairie"), "{page}");
    let again = come(&stage, &mut browser, &Application::own(), &[]).await;
    question(&stage, &mut browser, &again).await;
}

#[tokio::test]
async fn a_code_serves_no_more_once_consent_is_withdrawn() {
    let (stage, mut browser) = signed_in().await;
    let_in(&stage, &mut browser).await;
    let back = come(&stage, &mut browser, &Application::own(), &[]).await;
    let code = back.location_parameter("code").unwrap();
    browser.post(&stage, "/login/applications", &[("application", OWN_APP)]).await;
    exchange(&stage, &Application::own(), &code, &[]).await.assert_error(400, "invalid_grant", "withdrawn");
}

#[tokio::test]
async fn the_fund_withdraws_a_persons_consent() {
    let (stage, mut browser) = signed_in().await;
    let tokens = let_in(&stage, &mut browser).await;
    let officer = crate::clients::officer_token(&stage).await;
    let path = format!("/login/comptes/{CLAIRE}/applications/{OWN_APP}");
    let withdraw = || Request::delete(&path).header("authorization", format!("Bearer {officer}"));
    assert_eq!(stage.send(withdraw(), "").await.status, 204);
    assert_eq!(believed(&stage, &tokens).await, 401);
    assert_eq!(stage.send(withdraw(), "").await.status, 404, "there is none any more");
    assert_eq!(told(&stage, "ConsentWithdrawn")["fait"]["compte"], CLAIRE);
}

#[tokio::test]
async fn an_application_that_is_closed_stops_at_once() {
    let (stage, mut browser) = signed_in().await;
    let tokens = let_in(&stage, &mut browser).await;
    let officer = crate::clients::officer_token(&stage).await;
    let close = Request::delete(format!("/login/clients/{OWN_APP}"));
    let close = close.header("authorization", format!("Bearer {officer}"));
    assert_eq!(believed(&stage, &tokens).await, 403, "the honest case");
    assert_eq!(stage.send(close, "").await.status, 204);
    assert_eq!(believed(&stage, &tokens).await, 401, "the next request");
    refreshed(&stage, &tokens).await.assert_error(401, "invalid_client", "closed");
}

/// With the journal down a consent ends all the same, and the journal is told with the next act.
#[tokio::test]
async fn a_consent_ends_without_the_journal_which_is_told_later() {
    let (stage, mut browser) = signed_in().await;
    let tokens = let_in(&stage, &mut browser).await;
    stage.world.network.cut("audit");
    let led = browser.post(&stage, "/login/applications", &[("application", OWN_APP)]).await;
    assert_eq!(led.location(), "/login/applications");
    assert_eq!(believed(&stage, &tokens).await, 401);
    stage.mend_audit();
    Application::alone().token(&stage).await;
    let withdrawn = |event: &&Value| event["fait"]["type"] == "ConsentWithdrawn";
    let told = stage.events();
    let told: Vec<_> = told.iter().filter(withdrawn).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["fait"], json!({ "type": "ConsentWithdrawn", "client": OWN_APP, "compte": CLAIRE }));
}

#[tokio::test]
async fn a_narrowed_consent_narrows_what_was_given() {
    let (stage, mut browser) = signed_in().await;
    let tokens = let_in(&stage, &mut browser).await;
    let wide_code =
        come(&stage, &mut browser, &Application::own(), &[]).await.location_parameter("code").unwrap();
    let narrow = [("scope", "openid"), ("prompt", "consent")];
    let led = come(&stage, &mut browser, &Application::own(), &narrow).await;
    let page = question(&stage, &mut browser, &led).await;
    say(&stage, &mut browser, &page, "autoriser").await;
    assert_eq!(refreshed(&stage, &tokens).await.json()["scope"], "openid");
    let exchanged = exchange(&stage, &Application::own(), &wide_code, &[]).await.json();
    assert_eq!(exchanged["scope"], "openid", "a code given before it");
    let token = tokens["refresh_token"].as_str().unwrap();
    let wide = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid dossiers")];
    let refused = Application::own().post(&stage, "/oauth/token", &wide).await;
    refused.assert_error(400, "invalid_scope", "more than is consented now");
}

#[tokio::test]
async fn a_withdrawn_application_ends_no_session() {
    let (stage, mut browser) = signed_in().await;
    let tokens = let_in(&stage, &mut browser).await;
    browser.post(&stage, "/login/applications", &[("application", OWN_APP)]).await;
    for token in ["access_token", "refresh_token"] {
        let revoked = [("token", tokens[token].as_str().unwrap())];
        assert_eq!(Application::own().post(&stage, "/oauth/revoke", &revoked).await.status, 200);
    }
    assert_eq!(browser.get(&stage, "/login/sessions").await.status, 200);
}

#[tokio::test]
async fn a_sign_in_asked_anew_is_asked_once() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let (secret, _) = browser.activate(&stage, IDENTIFIER).await;
    for age in ["0", "1"] {
        stage.advance(30);
        let led =
            come(&stage, &mut browser, &Application::own(), &[("max_age", age), ("prompt", "consent")]).await;
        assert_eq!(led.location(), "/login/connexion", "{age}");
        stage.advance(1);
        let back = browser.sign_in(&stage, IDENTIFIER, &secret).await;
        stage.advance(20);
        let page = question(&stage, &mut browser, &back).await;
        let code = say(&stage, &mut browser, &page, "autoriser").await.location_parameter("code");
        assert!(code.is_some(), "{age}");
    }
}

#[tokio::test]
async fn an_ended_session_gives_no_consent() {
    let (stage, mut browser) = signed_in().await;
    let led = come(&stage, &mut browser, &Application::own(), &[]).await;
    let page = question(&stage, &mut browser, &led).await;
    let told = crate::meanwhile::run_at(&stage, "ConsentGiven", crate::meanwhile::END_SESSIONS);
    assert_eq!(say(&stage, &mut browser, &page, "autoriser").await.location(), "/login/connexion");
    assert_eq!(*told.lock().unwrap(), ["ConsentGiven fait", "ConsentGiven refuse"]);
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    assert!(connection.execute("SELECT client FROM consents", &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_consent_holds_for_one_habilitation() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let (secret, _) = browser.activate(&stage, IDENTIFIER).await;
    let mandate = "00000000-0000-7000-8000-0000000000b1";
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let widen = "UPDATE clients SET registration =
        json_set(registration, '$.acts_for', json('[\"professionnel\",\"responsable_legal\"]'))
        WHERE id = ?";
    connection.execute(widen, &[OWN_APP.into()]).await.unwrap();
    let attach = "INSERT INTO attachments (id, account, habilitation, organisation, roles, label, opened_at, accepted_at)
        SELECT ?, account, ?, organisation, '[\"responsable_legal\"]', 'Mandat', opened_at, accepted_at
        FROM attachments WHERE account = ?";
    connection.execute(attach, &[mandate.into(), mandate.into(), CLAIRE.into()]).await.unwrap();
    let_in(&stage, &mut browser).await;
    stage.advance(30);
    let mut other = Browser::default();
    let led = come(&stage, &mut other, &Application::own(), &[]).await;
    assert_eq!(led.location(), "/login/connexion");
    assert_eq!(other.sign_in(&stage, IDENTIFIER, &secret).await.location(), "/login/habilitation");
    let led = other.post(&stage, "/login/habilitation", &[("rattachement", mandate)]).await;
    let page = question(&stage, &mut other, &led).await;
    assert!(page.text().contains("Mandat"), "it says as what: {}", page.text());
    let code = say(&stage, &mut other, &page, "autoriser").await.location_parameter("code").unwrap();
    let tokens = exchange(&stage, &Application::own(), &code, &[]).await.json();
    assert_eq!(claims_of(tokens["access_token"].as_str().unwrap())["roles"], json!(["responsable_legal"]));
    let page = other.get(&stage, "/login/applications").await.text();
    assert!(page.contains("(Professionnel)") && page.contains("(Mandat)"), "{page}");
    assert_eq!(page.matches("Retirer mon accord").count(), 1, "one button takes all back");
    other.post(&stage, "/login/applications", &[("application", OWN_APP)]).await;
    assert_eq!(believed(&stage, &tokens).await, 401);
}
