//! Campaigns that renew passwords: told beforehand, then the former password opens nothing but its own renewal.

use http::Request;
use serde_json::{Value, json};

use crate::support::{
    Answer, Application, Browser, CLAIRE, OFFICER, ORGANISATION, PASSWORD, SECURITY, Stage, claims_of,
    exchange, push, totp,
};

const CLAIRES: &str = "claire.lefebvre@ccas.exemple.fr";
const OFFICERS: &str = "odile.garnier@caf.exemple.fr";
const SECURITYS: &str = "sonia.roux@caf.exemple.fr";
const CHOSEN: &str = "grenier pinceau comète";
const DAY: i64 = 24 * 3600;

/// A person who signs in: their second factor.
struct Holder {
    identifier: &'static str,
    factor: String,
}

impl Holder {
    async fn first(stage: &Stage, identifier: &'static str) -> Self {
        let (factor, _) = Browser::default().activate(stage, identifier).await;
        stage.advance(30);
        Self { identifier, factor }
    }

    async fn tokens(&self, stage: &Stage) -> Value {
        stage.advance(30);
        let code =
            Browser::default().code_for(stage, &Application::portal(), self.identifier, &self.factor).await;
        exchange(stage, &Application::portal(), &code, &[]).await.json()
    }

    async fn token(&self, stage: &Stage) -> String {
        self.tokens(stage).await["access_token"].as_str().unwrap().to_owned()
    }

    /// Proves both factors, on the way back to the portal.
    async fn prove(&self, stage: &Stage, browser: &mut Browser) -> Answer {
        stage.advance(30);
        let pushed = push(stage, &Application::portal(), &[]).await;
        browser.authorize(stage, &Application::portal(), &pushed).await;
        browser.sign_in(stage, self.identifier, &self.factor).await
    }
}

async fn ask(stage: &Stage, token: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("authorization", format!("Bearer {token}"));
    match body {
        Some(body) => stage.send(request.header("content-type", "application/json"), body.to_string()).await,
        None => stage.send(request, "").await,
    }
}

/// Starts a campaign as two persons do: its path.
async fn start(stage: &Stage, (security, officer): (&Holder, &Holder), order: Value) -> String {
    let (security, officer) = (security.token(stage).await, officer.token(stage).await);
    let proposed = ask(stage, &security, "POST", "/login/campagnes", Some(order)).await;
    assert_eq!(proposed.status, 201, "{}", proposed.text());
    let id = proposed.json()["proposition"].as_str().unwrap().to_owned();
    let path = format!("/login/propositions/{id}/confirmation");
    assert_eq!(ask(stage, &security, "POST", &path, None).await.status, 403, "not alone");
    let confirmed = ask(stage, &officer, "POST", &path, None).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    format!("/login/campagnes/{}", confirmed.json()["campagne"].as_str().unwrap())
}

fn renewal(password: &str) -> [(&str, &str); 2] {
    [("nouveau_mot_de_passe", password), ("confirmation", password)]
}

/// A stage, the two who start campaigns, and Claire.
async fn three() -> (Stage, Holder, Holder, Holder) {
    let stage = Stage::new();
    let security = Holder::first(&stage, SECURITYS).await;
    let officer = Holder::first(&stage, OFFICERS).await;
    let claire = Holder::first(&stage, CLAIRES).await;
    (stage, security, officer, claire)
}

fn for_claire() -> Value {
    json!({"cible": {"portee": "compte", "compte": CLAIRE}, "delai_jours": 15})
}

#[tokio::test]
async fn people_are_told_before_the_deadline() {
    let (stage, security, officer, claire) = three().await;
    start(&stage, (&security, &officer), for_claire()).await;
    let mut browser = Browser::default();
    assert_eq!(claire.prove(&stage, &mut browser).await.location(), "/login/renouvellement");
    let page = browser.get(&stage, "/login/renouvellement").await.text();
    assert!(page.contains("avant le 17 mars 2026") && page.contains("Plus tard"), "{page}");
    let choice = browser.get(&stage, "/login/habilitation").await.text();
    let id = choice.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let later = browser.post(&stage, "/login/habilitation", &[("rattachement", &id)]).await;
    assert!(later.location_parameter("code").is_some(), "the former password still opens");
    let sessions = browser.get(&stage, "/login/sessions").await.text();
    assert!(sessions.contains("Renouvelez votre mot de passe avant le 17 mars 2026"), "{sessions}");
}

#[tokio::test]
async fn the_former_password_then_opens_its_renewal_alone() {
    let (stage, security, officer, claire) = three().await;
    let campaign = start(&stage, (&security, &officer), for_claire()).await;
    stage.advance(15 * DAY - 8 * 60);
    let mut early = Browser::default();
    claire.prove(&stage, &mut early).await;
    let choice = early.get(&stage, "/login/habilitation").await.text();
    let id = choice.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let back = early.post(&stage, "/login/habilitation", &[("rattachement", &id)]).await;
    let code = back.location_parameter("code").unwrap();
    let tokens = exchange(&stage, &Application::portal(), &code, &[]).await.json();
    let refresh = tokens["refresh_token"].as_str().unwrap();
    stage.advance(3 * 60);
    assert_eq!(early.get(&stage, "/login/sessions").await.status, 200);
    stage.advance(5 * 60);
    assert_eq!(
        early.get(&stage, "/login/sessions").await.location(),
        "/login/connexion",
        "the session ended"
    );
    let parameters = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let refreshed = Application::portal().post(&stage, "/oauth/token", &parameters).await;
    refreshed.assert_error(400, "invalid_grant", "no token either");
    let mut browser = Browser::default();
    assert_eq!(claire.prove(&stage, &mut browser).await.location(), "/login/renouvellement");
    for path in ["/login/habilitation", "/login/rattachement", "/login/suite"] {
        let answer = browser.get(&stage, path).await;
        assert!(["/login/renouvellement", "/login/habilitation"].contains(&answer.location()), "{path}");
    }
    assert_eq!(
        browser.post(&stage, "/login/habilitation", &[("rattachement", &id)]).await.location(),
        "/login/renouvellement"
    );
    assert!(browser.cookie("__Host-session").is_none(), "no session before");
    assert_eq!(
        browser.post(&stage, "/login/renouvellement", &renewal(PASSWORD)).await.status,
        422,
        "the former"
    );
    let back = browser.post(&stage, "/login/renouvellement", &renewal(CHOSEN)).await;
    assert!(back.location_parameter("code").is_some(), "{back:?}");
    stage.advance(30);
    let security = security.token(&stage).await;
    let progress = ask(&stage, &security, "GET", &campaign, None).await.json();
    assert_eq!(
        (&progress["concernes"], &progress["renouveles"], &progress["restants"]),
        (&json!(1), &json!(1), &json!(0))
    );
}

#[tokio::test]
async fn a_renewal_hashes_a_few_times_at_once() {
    let (stage, security, officer, claire) = three().await;
    start(&stage, (&security, &officer), for_claire()).await;
    let mut browser = Browser::default();
    claire.prove(&stage, &mut browser).await;
    let former = renewal(PASSWORD);
    let answers = stage.send_at_once(|| browser.form("/login/renouvellement", &former)).await;
    let hashed = answers.iter().filter(|answer| answer.status == 422).count();
    assert!(hashed <= 5, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert_eq!(browser.post(&stage, "/login/renouvellement", &former).await.status, 429);
    stage.advance(60);
    let back = browser.post(&stage, "/login/renouvellement", &renewal(CHOSEN)).await;
    assert!(back.location_parameter("code").is_some(), "{back:?}");
}

#[tokio::test]
async fn a_renewal_waits_for_both_factors() {
    let (stage, security, officer, claire) = three().await;
    start(&stage, (&security, &officer), for_claire()).await;
    stage.advance(16 * DAY);
    let mut thief = Browser::default();
    thief.get(&stage, "/login/connexion").await;
    thief.post(&stage, "/login/connexion", &[("identifiant", CLAIRES), ("mot_de_passe", PASSWORD)]).await;
    assert_eq!(thief.get(&stage, "/login/renouvellement").await.location(), "/login/facteur");
    assert_eq!(
        thief.post(&stage, "/login/renouvellement", &renewal(CHOSEN)).await.location(),
        "/login/facteur"
    );
    let mut browser = Browser::default();
    assert_eq!(
        claire.prove(&stage, &mut browser).await.location(),
        "/login/renouvellement",
        "it is unchanged"
    );
}

#[tokio::test]
async fn a_campaign_names_all_an_organisation_a_role_or_one() {
    let (stage, security, officer, _) = three().await;
    for (target, expected) in [
        (json!({"portee": "tous"}), 3),
        (json!({"portee": "organisation", "organisation": ORGANISATION}), 3),
        (json!({"portee": "organisation", "organisation": CLAIRE}), 0),
        (json!({"portee": "role", "role": "agent_caf"}), 1),
        (json!({"portee": "compte", "compte": CLAIRE}), 1),
    ] {
        let order = json!({"cible": target, "delai_jours": 30});
        // Whoever is told goes through the notice, so that tokens are taken before.
        let tokens = (security.tokens_of_two(&stage, &officer)).await;
        let campaign = start_with(&stage, &tokens, order).await;
        let progress = ask(&stage, &tokens.0, "GET", &campaign, None).await.json();
        assert_eq!(progress["concernes"], expected, "{target}");
        let end = format!("{campaign}/cloture");
        assert_eq!(ask(&stage, &tokens.0, "POST", &end, None).await.status, 204);
    }
    assert_eq!(stage.recorded().pop().unwrap().0, "CampaignEnded");
}

impl Holder {
    async fn tokens_of_two(&self, stage: &Stage, other: &Self) -> (String, String) {
        (self.token(stage).await, other.token(stage).await)
    }
}

async fn start_with(stage: &Stage, (security, officer): &(String, String), order: Value) -> String {
    let proposed = ask(stage, security, "POST", "/login/campagnes", Some(order)).await;
    assert_eq!(proposed.status, 201, "{}", proposed.text());
    let id = proposed.json()["proposition"].as_str().unwrap().to_owned();
    let path = format!("/login/propositions/{id}/confirmation");
    let confirmed = ask(stage, officer, "POST", &path, None).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    format!("/login/campagnes/{}", confirmed.json()["campagne"].as_str().unwrap())
}

#[tokio::test]
async fn an_end_before_the_deadline_frees_everyone() {
    let (stage, security, officer, claire) = three().await;
    let tokens = security.tokens_of_two(&stage, &officer).await;
    let campaign = start_with(&stage, &tokens, for_claire()).await;
    assert_eq!(ask(&stage, &tokens.0, "POST", &format!("{campaign}/cloture"), None).await.status, 204);
    let again = ask(&stage, &tokens.0, "POST", &format!("{campaign}/cloture"), None).await;
    assert_eq!(again.status, 404);
    stage.advance(16 * DAY);
    claire.token(&stage).await;
}

#[tokio::test]
async fn an_end_after_the_deadline_frees_nobody() {
    let (stage, security, officer, claire) = three().await;
    let tokens = security.tokens_of_two(&stage, &officer).await;
    let campaign = start_with(&stage, &tokens, for_claire()).await;
    stage.advance(16 * DAY);
    let security = security.token(&stage).await;
    assert_eq!(ask(&stage, &security, "POST", &format!("{campaign}/cloture"), None).await.status, 204);
    let answer = claire.prove(&stage, &mut Browser::default()).await;
    assert_eq!(answer.location(), "/login/renouvellement");
}

#[tokio::test]
async fn an_exception_gives_one_other_person_more_time() {
    let (stage, security, officer, claire) = three().await;
    let tokens = security.tokens_of_two(&stage, &officer).await;
    let order = json!({"cible": {"portee": "tous"}, "delai_jours": 15});
    let campaign = start_with(&stage, &tokens, order).await;
    let exception =
        |account: &str, until: &str| json!({"compte": account, "jusqu_au": until, "motif": "absence"});
    let path = format!("{campaign}/exceptions");
    for (account, until, status) in [
        (SECURITY, "2026-03-30T00:00:00Z", 403),
        (CLAIRE, "2026-03-10T00:00:00Z", 422),
        (CLAIRE, "2026-09-30T00:00:00Z", 422),
        (ORGANISATION, "2026-03-30T00:00:00Z", 409),
        (CLAIRE, "2026-03-30T00:00:00Z", 204),
    ] {
        let answer = ask(&stage, &tokens.0, "POST", &path, Some(exception(account, until))).await;
        assert_eq!(answer.status, status, "{account} {until}: {}", answer.text());
    }
    let told = stage.events().pop().unwrap();
    assert_eq!((&told["fait"]["motif"], &told["agent"]), (&json!("absence"), &json!(SECURITY)));
    stage.advance(16 * DAY);
    let mut browser = Browser::default();
    claire.prove(&stage, &mut browser).await;
    let page = browser.get(&stage, "/login/renouvellement").await.text();
    assert!(page.contains("avant le 30 mars 2026") && page.contains("Plus tard"), "{page}");
    let mut other = Browser::default();
    officer.prove(&stage, &mut other).await;
    assert!(!other.get(&stage, "/login/renouvellement").await.text().contains("Plus tard"));
    stage.advance(13 * DAY);
    let mut late = Browser::default();
    claire.prove(&stage, &mut late).await;
    assert!(
        !late.get(&stage, "/login/renouvellement").await.text().contains("Plus tard"),
        "its time is over"
    );
}

#[tokio::test]
async fn one_person_may_be_asked_at_once() {
    let (stage, _, officer, claire) = three().await;
    let officer = officer.token(&stage).await;
    let token = claire.token(&stage).await;
    let sid = claims_of(&token)["sid"].as_str().unwrap().to_owned();
    let path = format!("/login/comptes/{CLAIRE}/renouvellement");
    let demanded = ask(&stage, &officer, "POST", &path, Some(json!({}))).await;
    assert_eq!((demanded.status.as_u16(), &demanded.json()["concernes"]), (201, &json!(1)));
    let told = stage.events().pop().unwrap();
    assert_eq!((&told["fait"]["type"], &told["agent"]), (&json!("RenewalDemanded"), &json!(OFFICER)));
    assert_eq!(ask(&stage, &token, "GET", "/login/agents", None).await.status, 401, "session {sid} ended");
    let answer = claire.prove(&stage, &mut Browser::default()).await;
    assert_eq!(answer.location(), "/login/renouvellement");
    let nobody = format!("/login/comptes/{ORGANISATION}/renouvellement");
    assert_eq!(ask(&stage, &officer, "POST", &nobody, Some(json!({}))).await.status, 404);
}

#[tokio::test]
async fn nobody_else_starts_a_campaign_and_none_without_notice() {
    let (stage, security, officer, claire) = three().await;
    let (claire, officer, security) =
        (claire.token(&stage).await, officer.token(&stage).await, security.token(&stage).await);
    for token in [&claire, &officer] {
        let answer = ask(&stage, token, "POST", "/login/campagnes", Some(for_claire())).await;
        assert_eq!(answer.status, 403);
    }
    let path = format!("/login/comptes/{CLAIRE}/renouvellement");
    assert_eq!(ask(&stage, &claire, "POST", &path, Some(json!({}))).await.status, 403);
    for days in [0, 14, 91] {
        let order = json!({"cible": {"portee": "tous"}, "delai_jours": days});
        let answer = ask(&stage, &security, "POST", "/login/campagnes", Some(order)).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["type"]),
            (422, &json!("/problemes/delai-de-prevenance"))
        );
    }
}

#[tokio::test]
async fn a_password_changed_beforehand_counts_as_renewed() {
    let (stage, security, officer, claire) = three().await;
    let tokens = security.tokens_of_two(&stage, &officer).await;
    let mut browser = Browser::default();
    stage.advance(30);
    browser.sign_in(&stage, CLAIRES, &claire.factor).await;
    let campaign = start_with(&stage, &tokens, for_claire()).await;
    let fields = [("mot_de_passe", PASSWORD), ("nouveau_mot_de_passe", CHOSEN), ("confirmation", CHOSEN)];
    assert_eq!(browser.post(&stage, "/login/mot-de-passe", &fields).await.location(), "/login/securite");
    let progress = ask(&stage, &tokens.0, "GET", &campaign, None).await.json();
    assert_eq!((&progress["renouveles"], &progress["comptes_restants"]), (&json!(1), &json!([])));
    stage.advance(16 * DAY);
    browser.get(&stage, "/login/connexion").await;
    browser.post(&stage, "/login/connexion", &[("identifiant", CLAIRES), ("mot_de_passe", CHOSEN)]).await;
    let code = totp(&claire.factor, stage.now());
    assert_eq!(
        browser.post(&stage, "/login/facteur", &[("code", &code)]).await.location(),
        "/login/sessions"
    );
}

/// Claire's sign-in in which both factors are proved, and which waits at this page.
async fn waiting(stage: &Stage, claire: &Holder) -> Browser {
    let mut browser = Browser::default();
    assert_eq!(claire.prove(stage, &mut browser).await.location(), "/login/renouvellement");
    browser
}

#[tokio::test]
async fn ending_sessions_ends_the_sign_ins_under_way() {
    let (stage, _, officer, claire) = three().await;
    let token = officer.token(&stage).await;
    let demand = format!("/login/comptes/{CLAIRE}/renouvellement");
    assert_eq!(ask(&stage, &token, "POST", &demand, Some(json!({"delai_jours": 30}))).await.status, 201);
    let mut thief = waiting(&stage, &claire).await;
    let sessions = format!("/login/comptes/{CLAIRE}/sessions");
    assert_eq!(ask(&stage, &token, "DELETE", &sessions, None).await.status, 204);
    let answer = thief.post(&stage, "/login/habilitation", &[("rattachement", CLAIRE)]).await;
    assert_eq!(answer.location(), "/login/connexion");
    assert!(thief.cookie("__Host-session").is_none());
}

#[tokio::test]
async fn a_demand_at_once_ends_the_sign_ins() {
    let (stage, _, officer, claire) = three().await;
    let token = officer.token(&stage).await;
    let demand = format!("/login/comptes/{CLAIRE}/renouvellement");
    assert_eq!(ask(&stage, &token, "POST", &demand, Some(json!({"delai_jours": 30}))).await.status, 201);
    let mut thief = waiting(&stage, &claire).await;
    assert_eq!(ask(&stage, &token, "POST", &demand, Some(json!({}))).await.status, 201);
    let answer = thief.post(&stage, "/login/renouvellement", &renewal(CHOSEN)).await;
    assert_eq!(answer.location(), "/login/connexion", "who waited chooses no password");
    let mut owner = waiting(&stage, &claire).await;
    assert!(
        owner
            .post(&stage, "/login/renouvellement", &renewal(CHOSEN))
            .await
            .location_parameter("code")
            .is_some()
    );
}

#[tokio::test]
async fn nobody_renews_a_password_without_being_asked() {
    let (stage, _, _, claire) = three().await;
    let opening = json!({
        "habilitation": "00000000-0000-7000-8000-0000000000aa", "organisation": ORGANISATION, "roles": ["professionnel"],
        "personne": {"identifiant": CLAIRES, "nom": "Lefebvre", "prenoms": "Claire"},
    });
    assert_eq!(stage.open(opening).await.status, 200);
    let mut thief = Browser::default();
    assert_eq!(claire.prove(&stage, &mut thief).await.location(), "/login/habilitation");
    let answer = thief.post(&stage, "/login/renouvellement", &renewal(CHOSEN)).await;
    assert_eq!(answer.location(), "/login/habilitation");
    assert_eq!(claire.prove(&stage, &mut Browser::default()).await.status, 303, "the password is as it was");
}

#[tokio::test]
async fn no_exception_lifts_a_deadline_that_is_past() {
    let (stage, security, officer, claire) = three().await;
    let tokens = security.tokens_of_two(&stage, &officer).await;
    let own = claire.token(&stage).await;
    let path = format!("/login/comptes/{CLAIRE}/renouvellement");
    let demanded = ask(&stage, &tokens.0, "POST", &path, Some(json!({}))).await.json();
    stage.advance(60);
    let exceptions = format!("/login/campagnes/{}/exceptions", demanded["campagne"].as_str().unwrap());
    let exception =
        json!({"compte": CLAIRE, "jusqu_au": "2026-05-01T00:00:00Z", "motif": "difficulte_technique"});
    let refused = ask(&stage, &tokens.0, "POST", &exceptions, Some(exception)).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["type"]),
        (409, &json!("/problemes/rien-a-renouveler"))
    );
    assert_eq!(ask(&stage, &own, "GET", "/login/agents", None).await.status, 401, "its sessions stay ended");
}

#[tokio::test]
async fn everyone_who_remains_may_be_excepted() {
    let (stage, security, officer, _) = three().await;
    let tokens = security.tokens_of_two(&stage, &officer).await;
    let crowd = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
        INSERT INTO accounts (id, identifier, last_name, first_names, opened_at, password_hash)
        SELECT printf('10000000-0000-7000-8000-%012d', i), 'x' || i || '@a.fr', 'a', 'b', '2026-01-01T00:00:00Z', 'x'
        FROM n";
    stage.world.platform().sql.open("login").await.unwrap().execute(crowd, &[]).await.unwrap();
    let campaign = start_with(&stage, &tokens, json!({"cible": {"portee": "tous"}})).await;
    for account in ["10000000-0000-7000-8000-000000000001", "10000000-0000-7000-8000-000000001100"] {
        let exception = json!({"compte": account, "jusqu_au": "2026-04-01T00:00:00Z", "motif": "absence"});
        let answer = ask(&stage, &tokens.0, "POST", &format!("{campaign}/exceptions"), Some(exception)).await;
        assert_eq!(answer.status, 204, "{account}: {}", answer.text());
    }
}
