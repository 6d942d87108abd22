//! Whoever lost their password, or their telephone and recovery codes: two of the fund give them a way back.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::support::{
    self, ACTIVATION, Answer, Application, Browser, CLAIRE, OFFICER, ORGANISATION, OWN_APP, PASSWORD, PORTAL,
    SECURITY, Stage, claims_of,
    contest::{OF_COUNTY, OF_TOWN, VICTIM, contested, secret, usable},
    exchange, push, totp,
};

const CLAIRES: &str = "claire.lefebvre@ccas.exemple.fr";
const OFFICERS: &str = "odile.garnier@caf.exemple.fr";
const SECURITYS: &str = "sonia.roux@caf.exemple.fr";
const LUC: &str = "luc.petit@caf.exemple.fr";
const CHOSEN: &str = "grenier pinceau comète";
const DAY: i64 = 24 * 3600;

/// A stage, and the second factors of the two who decide.
pub struct Fund {
    pub stage: Stage,
    officer: String,
    security: String,
}

impl Fund {
    pub async fn new() -> Self {
        Self::on(Stage::new()).await
    }

    async fn on(stage: Stage) -> Self {
        stage.hash_quickly();
        let (officer, _) = Browser::default().activate(&stage, OFFICERS).await;
        let (security, _) = Browser::default().activate(&stage, SECURITYS).await;
        Self { stage, officer, security }
    }

    pub async fn officer(&self) -> String {
        token(&self.stage, OFFICERS, &self.officer).await
    }

    pub async fn security(&self) -> String {
        token(&self.stage, SECURITYS, &self.security).await
    }

    /// Has both decide that someone starts over: the secret of their letter.
    async fn reset(&self, compte: &str, identifier: &str) -> String {
        let proposal = propose(&self.stage, &self.officer().await, compte).await;
        let confirmed = confirm(&self.stage, &self.security().await, &proposal).await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.text());
        assert_eq!(confirmed.json()["compte"], *compte);
        text(&self.stage.letter_to(identifier).await["secret"])
    }
}

/// Someone to whom two organisations attach, who accepted what the town opened: their second factor besides.
async fn between_two() -> (Fund, Value, Value, String) {
    let (stage, of_town, of_county) = contested().await;
    let fund = Fund::on(stage).await;
    let (factor, _) = Browser::default().activate_with(&fund.stage, VICTIM, secret(&of_town)).await;
    (fund, of_town, of_county, factor)
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn tokens(stage: &Stage, identifier: &str, factor: &str) -> Value {
    stage.advance(30);
    let code = Browser::default().code_for(stage, &Application::portal(), identifier, factor).await;
    exchange(stage, &Application::portal(), &code, &[]).await.json()
}

async fn token(stage: &Stage, identifier: &str, factor: &str) -> String {
    text(&tokens(stage, identifier, factor).await["access_token"])
}

pub async fn ask(stage: &Stage, token: &str, (method, path): (&str, &str), body: Value) -> Answer {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {token}"));
    stage.send(request, if body.is_null() { String::new() } else { body.to_string() }).await
}

async fn ask_for(stage: &Stage, token: &str, compte: &str) -> Answer {
    let path = format!("/login/comptes/{compte}/reinitialisation");
    ask(stage, token, ("POST", &path), json!({"motif": "Téléphone perdu avec ses codes de secours"})).await
}

/// What is proposed: its path.
pub async fn propose(stage: &Stage, token: &str, compte: &str) -> String {
    let answer = ask_for(stage, token, compte).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    format!("/login/propositions/{}", text(&answer.json()["proposition"]))
}

pub async fn confirm(stage: &Stage, token: &str, proposal: &str) -> Answer {
    ask(stage, token, ("POST", &format!("{proposal}/confirmation")), Value::Null).await
}

pub fn is_refused(answer: &Answer, status: u16, slug: &str) {
    let expected = (status, format!("/problemes/{slug}"));
    assert_eq!((answer.status.as_u16(), text(&answer.json()["type"])), expected, "{}", answer.text());
}

/// Whether this password is right.
pub async fn opens(stage: &Stage, identifier: &str, password: &str) -> bool {
    let mut browser = Browser::default();
    browser.get(stage, "/login/connexion").await;
    let fields = [("identifiant", identifier), ("mot_de_passe", password)];
    browser.post(stage, "/login/connexion", &fields).await.status == 303
}

async fn is_live(stage: &Stage, sid: &Value) -> bool {
    let path = format!("/prive/sessions/{}/applications/{PORTAL}", text(sid));
    stage.ask("GET", &path, "".into()).await.json()["est_active"].as_bool().unwrap()
}

pub async fn rows(stage: &Stage, of: &str) -> u32 {
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    connection.execute(&format!("SELECT count(*) FROM {of}"), &[]).await.unwrap()[0].get(0).unwrap()
}

/// Proves both factors for someone who is on their way to the portal.
async fn on_the_way(stage: &Stage, identifier: &str, factor: &str) -> (Browser, Answer) {
    stage.advance(30);
    let mut browser = Browser::default();
    let pushed = push(stage, &Application::portal(), &[]).await;
    browser.authorize(stage, &Application::portal(), &pushed).await;
    let answer = browser.sign_in(stage, identifier, factor).await;
    (browser, answer)
}

#[tokio::test]
async fn two_of_the_fund_give_a_way_back() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    let (factor, _) = Browser::default().activate(stage, CLAIRES).await;
    let before = claims_of(&token(stage, CLAIRES, &factor).await);
    let (officer, security) = (fund.officer().await, fund.security().await);
    let told = stage.events().len();
    let proposal = propose(stage, &officer, CLAIRE).await;
    let waiting = ask(stage, &security, ("GET", "/login/propositions"), Value::Null).await.json();
    let waiting = &waiting["propositions"][0];
    assert_eq!((&waiting["acte"], &waiting["compte"]), (&json!("reinitialisation_compte"), &json!(CLAIRE)));
    assert_eq!(waiting["motif"], "Téléphone perdu avec ses codes de secours");
    let confirmed = confirm(stage, &security, &proposal).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let letter = stage.letter_to(CLAIRES).await;
    assert!(!confirmed.text().contains(letter["secret"].as_str().unwrap()), "whoever decides is given none");
    assert_eq!(letter["page"], "/login/activation");
    let mut browser = Browser::default();
    let (factor, codes) = browser.activate_with(stage, CLAIRES, letter["secret"].as_str().unwrap()).await;
    assert_eq!(codes.text().matches("<code>").count(), 10, "new recovery codes");
    let acts: Vec<_> = stage.events().split_off(told);
    let acts: Vec<_> =
        acts.iter().map(|event| (text(&event["fait"]["type"]), text(&event["agent"]))).collect();
    let expected = [
        ("ProposalMade", OFFICER),
        ("ProposalConfirmed", SECURITY),
        ("AccountReset", SECURITY),
        ("AccountActivated", CLAIRE),
        ("FactorEnrolled", CLAIRE),
        ("SignedIn", CLAIRE),
    ];
    assert_eq!(acts, expected.map(|(kind, agent)| (kind.to_owned(), agent.to_owned())));
    let page = browser.get(stage, "/login/securite").await.text();
    assert!(page.contains("Compte réinitialisé par la Caf le 2 mars 2026"), "{page}");
    let after = claims_of(&token(stage, CLAIRES, &factor).await);
    for same in ["sub", "org", "hab", "roles"] {
        assert_eq!(after[same], before[same], "{same} stays");
    }
}

#[tokio::test]
async fn one_officer_alone_gives_no_way_back() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    let (factor, _) = Browser::default().activate(stage, CLAIRES).await;
    let officer = fund.officer().await;
    let proposal = propose(stage, &officer, CLAIRE).await;
    is_refused(&confirm(stage, &officer, &proposal).await, 403, "seconde-personne-requise");
    is_refused(&ask_for(stage, &officer, CLAIRE).await, 409, "reinitialisation-en-attente");
    assert_eq!(stage.letters().await, Vec::<Value>::new());
    tokens(stage, CLAIRES, &factor).await;
    let security = fund.security().await;
    assert_eq!(ask(stage, &security, ("DELETE", &proposal), Value::Null).await.status, 204);
    is_refused(&confirm(stage, &security, &proposal).await, 404, "proposition-inconnue");
}

#[tokio::test]
async fn nobody_resets_themself() {
    let fund = Fund::new().await;
    let (officer, security) = (fund.officer().await, fund.security().await);
    is_refused(&ask_for(&fund.stage, &officer, OFFICER).await, 403, "seconde-personne-requise");
    let proposal = propose(&fund.stage, &security, OFFICER).await;
    is_refused(&confirm(&fund.stage, &officer, &proposal).await, 403, "seconde-personne-requise");
    assert!(opens(&fund.stage, OFFICERS, PASSWORD).await);
}

#[tokio::test]
async fn what_was_lost_opens_nothing_any_more() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    let (factor, _) = Browser::default().activate(stage, CLAIRES).await;
    let tokens = tokens(stage, CLAIRES, &factor).await;
    let claims = claims_of(tokens["access_token"].as_str().unwrap());
    let consent = format!(
        "INSERT INTO consents (account, client, attachment, scopes, given_at, expires_at) \
         SELECT account, '{OWN_APP}', id, 'openid', '2026-03-02T09:00:00.000000000Z', \
         '2027-03-02T09:00:00.000000000Z' FROM attachments WHERE account = '{CLAIRE}'"
    );
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    connection.execute(&consent, &[]).await.unwrap();
    let of_claire = format!("WHERE account = '{CLAIRE}'");
    let kept = format!("attachments {of_claire} AND accepted_at IS NOT NULL AND ended_at IS NULL");
    assert!(is_live(stage, &claims["sid"]).await);
    fund.reset(CLAIRE, CLAIRES).await;
    assert!(!is_live(stage, &claims["sid"]).await);
    let bearer = tokens["access_token"].as_str().unwrap();
    assert_eq!(ask(stage, bearer, ("GET", "/login/agents"), Value::Null).await.status, 401);
    let refresh =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    Application::portal().post(stage, "/oauth/token", &refresh).await.assert_error(400, "invalid_grant", "");
    assert!(!opens(stage, CLAIRES, PASSWORD).await);
    for table in ["recovery_codes", "known_browsers", "sign_ins", "consents"] {
        assert_eq!(rows(stage, &format!("{table} {of_claire}")).await, 0, "{table}");
    }
    assert_eq!(rows(stage, &kept).await, 1, "what she holds stays");
    let again = Browser::default().first_password(stage, CLAIRES, ACTIVATION, PASSWORD).await;
    assert_eq!(again.status, 403, "nor does the secret of her first letter");
}

#[tokio::test]
async fn the_secret_of_a_reset_works_once() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let secret = fund.reset(CLAIRE, CLAIRES).await;
    let weak = Browser::default().first_password(stage, CLAIRES, &secret, "court").await;
    assert_eq!(weak.status, 422, "a password that is refused uses nothing up");
    let other = Browser::default().first_password(stage, OFFICERS, &secret, CHOSEN).await;
    assert_eq!(other.status, 403, "it is hers alone");
    Browser::default().activate_with(stage, CLAIRES, &secret).await;
    assert_eq!(Browser::default().first_password(stage, CLAIRES, &secret, CHOSEN).await.status, 403);
    assert_eq!(stage.letter_to(CLAIRES).await, Value::Null, "nothing is left of the letter");
}

#[tokio::test]
async fn an_expired_letter_leaves_a_way_back() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let late = fund.reset(CLAIRE, CLAIRES).await;
    let lost = fund.reset(CLAIRE, CLAIRES).await;
    stage.advance(40 * DAY);
    let scheduler = Application::scheduler();
    let token = scheduler.token(stage).await;
    let headers = scheduler.present(&token, "POST", "/login/purges", stage.now());
    let purge =
        headers.iter().fold(Request::post("/login/purges"), |r, (name, value)| r.header(*name, value));
    assert_eq!(stage.send(purge, "").await.status, 200);
    for secret in [late, lost] {
        assert_eq!(Browser::default().first_password(stage, CLAIRES, &secret, CHOSEN).await.status, 403);
    }
    let secret = fund.reset(CLAIRE, CLAIRES).await;
    let (factor, _) = Browser::default().activate_with(stage, CLAIRES, &secret).await;
    assert_eq!(claims_of(&self::token(stage, CLAIRES, &factor).await)["org"], ORGANISATION);
}

#[tokio::test]
async fn a_thief_delays_no_enrolment_after_a_reset() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let mut thief = Browser::at("198.51.100.9");
    for _ in 0..20 {
        stage.advance(61);
        let fields = [("identifiant", CLAIRES), ("mot_de_passe", PASSWORD)];
        thief.post(stage, "/login/connexion", &fields).await;
        thief.post(stage, "/login/facteur", &[("code", "000000")]).await;
    }
    let secret = fund.reset(CLAIRE, CLAIRES).await;
    let (factor, _) = Browser::at("203.0.113.50").activate_with(stage, CLAIRES, &secret).await;
    stage.advance(30);
    let again = Browser::at("203.0.113.60").sign_in(stage, CLAIRES, &factor).await;
    assert_eq!(again.location(), "/login/sessions", "nor what she enrolled, in another browser");
}

#[tokio::test]
async fn no_letter_of_another_starts_an_account_over() {
    let (fund, of_town, of_county, _) = between_two().await;
    let stage = &fund.stage;
    let back = fund.reset(of_town["compte"].as_str().unwrap(), VICTIM).await;
    let pages: Vec<_> = stage.letters().await.iter().map(|letter| text(&letter["page"])).collect();
    assert_eq!(pages, ["/login/rattachement", "/login/activation"]);
    let taken = Browser::default().first_password(stage, VICTIM, secret(&of_county), CHOSEN).await;
    assert_eq!(taken.status, 403, "the county's secret opens nothing of the town");
    let (factor, _) = Browser::default().activate_with(stage, VICTIM, &back).await;
    assert_eq!(usable(stage, &factor).await, [OF_TOWN]);
    let (mut browser, _) = on_the_way(stage, VICTIM, &factor).await;
    assert_eq!(browser.accept(stage, secret(&of_county)).await.location(), "/login/habilitation");
    assert_eq!(usable(stage, &factor).await, [OF_TOWN, OF_COUNTY]);
}

#[tokio::test]
async fn an_end_voids_the_letter_of_a_reset() {
    for habilitation in [json!({"habilitation": OF_TOWN}), Value::Null] {
        let (fund, of_town, of_county, _) = between_two().await;
        let stage = &fund.stage;
        let compte = text(&of_town["compte"]);
        let back = fund.reset(&compte, VICTIM).await;
        let path = format!("/prive/comptes/{compte}/fermeture");
        assert_eq!(stage.ask("POST", &path, habilitation.clone()).await.status, 200);
        let answer = Browser::default().first_password(stage, VICTIM, &back, CHOSEN).await;
        assert_eq!(answer.status, 403, "nothing that was accepted is left");
        let first = Browser::default().first_password(stage, VICTIM, secret(&of_county), CHOSEN).await;
        assert_eq!(first.status == 303, !habilitation.is_null(), "the county's is a first connection again");
    }
}

#[tokio::test]
async fn one_of_the_fund_keeps_their_roles() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    let luc = json!({"identifiant": LUC, "nom": "Petit", "prenoms": "Luc", "roles": ["auditeur"]});
    let (officer, security) = (fund.officer().await, fund.security().await);
    let proposed = ask(stage, &officer, ("POST", "/login/agents"), luc).await.json();
    let proposal = format!("/login/propositions/{}", text(&proposed["proposition"]));
    let compte = text(&confirm(stage, &security, &proposal).await.json()["compte"]);
    is_refused(&ask_for(stage, &security, &compte).await, 409, "compte-jamais-active");
    let first = text(&stage.letter_to(LUC).await["secret"]);
    Browser::default().activate_with(stage, LUC, &first).await;
    let proposal = propose(stage, &security, &compte).await;
    assert_eq!(confirm(stage, &officer, &proposal).await.status, 200);
    let secret = text(&stage.letter_to(LUC).await["secret"]);
    Browser::default().activate_with(stage, LUC, &secret).await;
    let agents = ask(stage, &officer, ("GET", "/login/agents"), Value::Null).await.json();
    let found = agents["agents"].as_array().unwrap().iter().find(|agent| agent["compte"] == *compte).unwrap();
    assert_eq!((&found["roles"], &found["est_active"]), (&json!(["auditeur"]), &json!(true)));
}

#[tokio::test]
async fn refuses_a_reset_that_cannot_be_done() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    let (officer, security) = (fund.officer().await, fund.security().await);
    is_refused(&ask_for(stage, &officer, CLAIRE).await, 409, "compte-jamais-active");
    is_refused(&ask_for(stage, &officer, ORGANISATION).await, 404, "compte-inconnu");
    let (factor, _) = Browser::default().activate(stage, CLAIRES).await;
    is_refused(&ask_for(stage, &security, CLAIRE).await, 403, "action-interdite");
    let own = token(stage, CLAIRES, &factor).await;
    is_refused(&ask_for(stage, &own, OFFICER).await, 403, "action-interdite");
    let officer = fund.officer().await;
    let path = format!("/login/comptes/{CLAIRE}/reinitialisation");
    for body in [json!({}), json!({"motif": "  "}), json!({"motif": "x".repeat(501)})] {
        is_refused(&ask(stage, &officer, ("POST", &path), body).await, 422, "donnees-invalides");
    }
    let proposal = propose(stage, &officer, CLAIRE).await;
    stage.ask("POST", &format!("/prive/comptes/{CLAIRE}/fermeture"), Value::Null).await;
    is_refused(&confirm(stage, &fund.security().await, &proposal).await, 409, "compte-ferme");
    is_refused(&ask_for(stage, &officer, CLAIRE).await, 409, "compte-ferme");
}

#[tokio::test]
async fn nothing_is_reset_without_the_journal() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let (officer, security) = (fund.officer().await, fund.security().await);
    stage.world.network.cut("audit");
    assert_eq!(ask_for(stage, &officer, CLAIRE).await.status, 503);
    stage.mend_audit();
    let proposal = propose(stage, &officer, CLAIRE).await;
    stage.world.network.cut("audit");
    assert_eq!(confirm(stage, &security, &proposal).await.status, 503);
    stage.mend_audit();
    assert!(opens(stage, CLAIRES, PASSWORD).await);
    assert_eq!(stage.letters().await, Vec::<Value>::new());
    assert_eq!(confirm(stage, &security, &proposal).await.status, 200, "it still waits");
}

#[tokio::test]
async fn resets_wholly_or_not_at_all() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let (officer, security) = (fund.officer().await, fund.security().await);
    let mut failures = 0;
    let mut proposal = propose(stage, &officer, CLAIRE).await;
    for statement in 1..=30 {
        stage.world.faults.fail_statement(statement);
        let answer = confirm(stage, &security, &proposal).await;
        stage.world.faults.clear();
        let is_done = answer.status == 200;
        failures += usize::from(answer.status == 503);
        assert_eq!(
            opens(stage, CLAIRES, PASSWORD).await,
            !is_done,
            "statement {statement}: {}",
            answer.text()
        );
        assert_eq!(rows(stage, "letters").await, u32::from(is_done), "statement {statement}");
        if is_done {
            let secret = text(&stage.letter_to(CLAIRES).await["secret"]);
            Browser::default().activate_with(stage, CLAIRES, &secret).await;
            proposal = propose(stage, &officer, CLAIRE).await;
        }
    }
    assert!(failures >= 12, "the faults reached {failures} statements");
}

#[tokio::test]
async fn a_reset_ends_a_sign_in_under_way() {
    let (fund, of_town, of_county, factor) = between_two().await;
    let stage = &fund.stage;
    let mut begun = Browser::default();
    begun.get(stage, "/login/connexion").await;
    let fields = [("identifiant", VICTIM), ("mot_de_passe", PASSWORD)];
    assert_eq!(begun.post(stage, "/login/connexion", &fields).await.location(), "/login/facteur");
    let (mut proved, answer) = on_the_way(stage, VICTIM, &factor).await;
    assert_eq!(answer.location(), "/login/habilitation", "the county's letter waits");
    let page = proved.get(stage, "/login/habilitation").await.text();
    let choice = page.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    fund.reset(of_town["compte"].as_str().unwrap(), VICTIM).await;
    let code = totp(&factor, stage.now());
    assert_eq!(begun.post(stage, "/login/facteur", &[("code", &code)]).await.location(), "/login/connexion");
    let chosen = proved.post(stage, "/login/habilitation", &[("rattachement", &choice)]).await;
    assert_eq!(chosen.location(), "/login/connexion");
    assert_eq!(proved.accept(stage, secret(&of_county)).await.location(), "/login/connexion");
}

/// Has a proposal confirmed while the journal is told of a sign-in: after its second factor, before its session.
fn confirm_during_sign_in(stage: &Stage, token: &str, proposal: &str) {
    let (app, bearer) = (Arc::new(stage.other_instance()), format!("Bearer {token}"));
    let path = format!("{proposal}/confirmation");
    stage.world.network.plug("audit", move |request: Request<Bytes>| {
        let event: Value = serde_json::from_slice(request.body()).unwrap();
        let confirmation = Request::post(&path).header("authorization", &bearer);
        let confirmation = confirmation.header("spin-client-addr", "203.0.113.7:40000");
        let (app, confirmation) = (app.clone(), confirmation.body(Full::default()).unwrap());
        async move {
            if event["fait"]["type"] == "SignedIn" && event["issue"] != "refuse" {
                assert_eq!(support::send(&app, confirmation).await.status, 200);
            }
            let receipt = json!({
                "evenement": event["id"], "rang": 0, "empreinte": "", "instant": "2026-03-02T09:00:00Z",
                "signature": "",
            });
            Ok(Response::new(receipt.to_string().into()))
        }
    });
}

#[tokio::test]
async fn a_reset_wins_over_a_simultaneous_sign_in() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    let (factor, _) = Browser::default().activate(stage, CLAIRES).await;
    let (officer, security) = (fund.officer().await, fund.security().await);
    let proposal = propose(stage, &officer, CLAIRE).await;
    confirm_during_sign_in(stage, &security, &proposal);
    let (browser, answer) = on_the_way(stage, CLAIRES, &factor).await;
    assert_eq!(answer.location(), "/login/connexion");
    assert_eq!(browser.cookie("__Host-session"), None);
    let live = format!("sessions WHERE account = '{CLAIRE}' AND ended_at IS NULL");
    assert_eq!(rows(stage, &live).await, 0);
    assert!(!opens(stage, CLAIRES, PASSWORD).await);
}
