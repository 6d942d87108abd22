//! Whoever comes back under the identifier of a closed account has that account again, and nothing of what opened it.

use http::Request;
use serde_json::{Value, json};

use crate::{
    agents::{ask, confirm, future, is_refused, propose, token},
    meanwhile::run_at,
    support::{
        Application, Browser, CLAIRE, OFFICER, ORGANISATION, PASSWORD, SECURITY, Stage, claims_of, exchange,
    },
};

const OFFICERS: &str = "odile.garnier@caf.exemple.fr";
const SECURITYS: &str = "sonia.roux@caf.exemple.fr";
const LUC: &str = "luc.petit@caf.exemple.fr";
const HABILITATION: &str = "00000000-0000-7000-8000-0000000000aa";
const OTHER: &str = "00000000-0000-7000-8000-0000000000ab";

/// The fund, and two who decide.
struct Fund {
    stage: Stage,
    officer: String,
    security: String,
}

impl Fund {
    async fn new() -> Self {
        let stage = Stage::new();
        let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
        Self { stage, officer, security }
    }

    async fn propose(&self, roles: &[&str]) -> String {
        propose(&self.stage, &self.officer, "/login/agents", future(LUC, roles)).await
    }

    /// Luc's account.
    async fn let_in(&self, roles: &[&str]) -> String {
        let proposal = self.propose(roles).await;
        let answer = confirm(&self.stage, &self.security, &proposal).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["compte"].as_str().unwrap().to_owned()
    }

    async fn send_out(&self, compte: &str) {
        let path = format!("/login/agents/{compte}");
        assert_eq!(ask(&self.stage, &self.security, "DELETE", &path, None).await.status, 204);
    }

    /// Luc's first connection, and a token.
    async fn enter(&self) -> String {
        let letter = self.stage.letter_to(LUC).await;
        let secret = letter["secret"].as_str().unwrap();
        let (factor, _) = Browser::default().activate_with(&self.stage, LUC, secret).await;
        self.stage.advance(30);
        let portal = Application::portal();
        let code = Browser::default().code_for(&self.stage, &portal, LUC, &factor).await;
        let tokens = exchange(&self.stage, &portal, &code, &[]).await.json();
        tokens["access_token"].as_str().unwrap().to_owned()
    }

    async fn rows(&self, of: &str) -> u32 {
        let mut connection = self.stage.world.platform().sql.open("login").await.unwrap();
        connection.execute(&format!("SELECT count(*) FROM {of}"), &[]).await.unwrap()[0].get(0).unwrap()
    }

    async fn is_in_office(&self, compte: &str) -> Value {
        let path = format!("/prive/agents/{compte}");
        self.stage.ask("GET", &path, Value::Null).await.json()["est_en_fonction"].clone()
    }
}

/// What an organisation asks for Luc, or for somebody of another name.
fn opening(habilitation: &str, nom: &str, prenoms: &str) -> Value {
    json!({
        "habilitation": habilitation, "organisation": ORGANISATION, "roles": ["professionnel"],
        "personne": {"identifiant": LUC, "nom": nom, "prenoms": prenoms},
    })
}

async fn purge(stage: &Stage) {
    let scheduler = Application::scheduler();
    let token = scheduler.token(stage).await;
    let headers = scheduler.present(&token, "POST", "/login/purges", stage.now());
    let purge =
        headers.iter().fold(Request::post("/login/purges"), |r, (name, value)| r.header(*name, value));
    assert_eq!(stage.send(purge, "").await.status, 200);
}

#[tokio::test]
async fn who_comes_back_has_the_same_account() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    let compte = fund.let_in(&["agent_caf", "responsable_securite"]).await;
    let former = fund.enter().await;
    fund.send_out(&compte).await;
    assert_eq!(fund.let_in(&["agent_caf"]).await, compte, "the same number");
    let told = stage.events().pop().unwrap();
    assert_eq!(told["fait"], json!({"type": "AccountReopened", "compte": compte}));
    assert_eq!(told["agent"], SECURITY);
    assert_eq!(ask(stage, &former, "GET", "/login/agents", None).await.status, 401);
    for table in ["recovery_codes", "known_browsers", "sign_ins", "consents", "factor_renewals"] {
        assert_eq!(fund.rows(&format!("{table} WHERE account = '{compte}'")).await, 0, "{table}");
    }
    let live = format!("sessions WHERE account = '{compte}' AND ended_at IS NULL");
    assert_eq!(fund.rows(&live).await, 0);
    let mut browser = Browser::default();
    browser.get(stage, "/login/connexion").await;
    let fields = [("identifiant", LUC), ("mot_de_passe", PASSWORD)];
    assert_eq!(browser.post(stage, "/login/connexion", &fields).await.status, 403);
    let claims = claims_of(&fund.enter().await);
    assert_eq!((&claims["sub"], &claims["roles"]), (&json!(compte), &json!(["agent_caf"])));
}

#[tokio::test]
async fn what_was_proposed_about_who_left_is_void() {
    let fund = Fund::new().await;
    let compte = fund.let_in(&["agent_caf"]).await;
    let role = json!({"role": "responsable_securite"});
    let path = format!("/login/agents/{compte}/roles");
    let proposal = propose(&fund.stage, &fund.officer, &path, role).await;
    fund.send_out(&compte).await;
    fund.let_in(&["agent_caf"]).await;
    is_refused(&confirm(&fund.stage, &fund.security, &proposal).await, 404, "proposition-inconnue");
}

#[tokio::test]
async fn an_identifier_stays_with_who_had_it() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    let compte = fund.let_in(&["agent_caf"]).await;
    fund.send_out(&compte).await;
    let other = json!({"identifiant": LUC, "nom": "Quartz", "prenoms": "Ambre", "roles": ["agent_caf"]});
    let refused = ask(stage, &fund.officer, "POST", "/login/agents", Some(other)).await;
    is_refused(&refused, 409, "identifiant-d-une-autre-personne");
    let answer = stage.open(opening(HABILITATION, "Quartz", "Ambre")).await;
    is_refused(&answer, 409, "compte-existant");
    let asked = json!({"identifiant": LUC, "nom": "Quartz", "prenoms": "Ambre"});
    let checked = stage.ask("POST", "/prive/comptes/titulaire", asked).await.json();
    assert_eq!(checked["est_disponible"], false);
    stage.advance(731 * 24 * 3600);
    purge(stage).await;
    let opened = stage.open(opening(HABILITATION, "Quartz", "Ambre")).await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    assert_ne!(opened.json()["compte"], json!(compte), "the names are forgotten by then");
}

#[tokio::test]
async fn one_person_keeps_one_number_on_both_sides() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    let first = stage.opened(opening(HABILITATION, "Petit", "Luc")).await;
    let compte = first["compte"].as_str().unwrap().to_owned();
    let refused = ask(stage, &fund.officer, "POST", "/login/agents", Some(future(LUC, &["agent_caf"]))).await;
    is_refused(&refused, 409, "identifiant-deja-utilise");
    let end = format!("/prive/comptes/{compte}/fermeture");
    assert_eq!(stage.ask("POST", &end, Value::Null).await.json()["est_ferme"], true);
    assert_eq!(fund.let_in(&["agent_caf"]).await, compte, "a partner's person becomes an officer");
    assert_eq!(stage.open(opening(OTHER, "Petit", "Luc")).await.status, 409, "nobody is of both sides");
    fund.send_out(&compte).await;
    let told = stage.recorded().len();
    let again = stage.opened(opening(OTHER, "Petit", "Luc")).await;
    assert_eq!(again["compte"], json!(compte), "and the reverse");
    assert_eq!(stage.recorded()[told].0, "AccountReopened");
    assert_eq!(fund.is_in_office(&compte).await, false);
    let roles = format!("attachments WHERE account = '{compte}' AND ended_at IS NULL");
    assert_eq!(fund.rows(&roles).await, 1, "what was now decided alone");
}

#[tokio::test]
async fn an_account_is_opened_again_once() {
    const MEANWHILE: &str =
        "UPDATE accounts SET closed_at = NULL WHERE identifier = 'luc.petit@caf.exemple.fr'";
    let fund = Fund::new().await;
    let compte = fund.let_in(&["agent_caf"]).await;
    fund.send_out(&compte).await;
    let proposal = fund.propose(&["agent_caf"]).await;
    let told = run_at(&fund.stage, "AccountReopened", MEANWHILE);
    let answer = confirm(&fund.stage, &fund.security, &proposal).await;
    is_refused(&answer, 409, "identifiant-deja-utilise");
    assert!(told.lock().unwrap().contains(&"AccountReopened refuse".to_owned()));
    let close =
        format!("UPDATE accounts SET closed_at = '2026-03-02T09:00:00.000000000Z' WHERE id = '{compte}'");
    fund.stage.world.platform().sql.open("login").await.unwrap().execute(&close, &[]).await.unwrap();
    let told = run_at(&fund.stage, "AccountReopened", MEANWHILE);
    is_refused(&fund.stage.open(opening(HABILITATION, "Petit", "Luc")).await, 409, "compte-existant");
    assert!(told.lock().unwrap().contains(&"AccountReopened refuse".to_owned()));
    assert_eq!(fund.rows(&format!("attachments WHERE habilitation = '{HABILITATION}'")).await, 0);
}

#[tokio::test]
async fn an_officer_is_in_office_until_they_leave() {
    let fund = Fund::new().await;
    let compte = fund.let_in(&["agent_caf"]).await;
    for (account, expected) in [(OFFICER, true), (SECURITY, false), (CLAIRE, false), (&compte, false)] {
        assert_eq!(fund.is_in_office(account).await, expected, "{account}");
    }
    fund.enter().await;
    assert_eq!(fund.is_in_office(&compte).await, true);
    fund.send_out(&compte).await;
    assert_eq!(fund.is_in_office(&compte).await, false);
    fund.let_in(&["responsable_securite"]).await;
    fund.enter().await;
    assert_eq!(fund.is_in_office(&compte).await, false, "back, and no officer");
}
