//! The fund's own people: two persons let someone in, one suffices to send someone out, and the seed undoes neither.

use http::Request;
use serde_json::{Value, json};

use crate::{
    meanwhile::{END_SESSIONS, run_at},
    support::{
        ACTIVATION, Answer, Application, Browser, CLAIRE, OFFICER, ORGANISATION, PORTAL, SECURITY, Stage,
        claims_of, exchange,
    },
};

const CLAIRES: &str = "claire.lefebvre@ccas.exemple.fr";
const OFFICERS: &str = "odile.garnier@caf.exemple.fr";
const SECURITYS: &str = "sonia.roux@caf.exemple.fr";

pub async fn token(stage: &Stage, identifier: &str) -> String {
    let (secret, _) = Browser::default().activate(stage, identifier).await;
    stage.advance(30);
    let code = Browser::default().code_for(stage, &Application::portal(), identifier, &secret).await;
    let tokens = exchange(stage, &Application::portal(), &code, &[]).await.json();
    tokens["access_token"].as_str().unwrap().to_owned()
}

pub async fn ask(stage: &Stage, token: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("authorization", format!("Bearer {token}"));
    match body {
        Some(body) => stage.send(request.header("content-type", "application/json"), body.to_string()).await,
        None => stage.send(request, "").await,
    }
}

pub fn future(identifier: &str, roles: &[&str]) -> Value {
    json!({"identifiant": identifier, "nom": "Petit", "prenoms": "Luc", "roles": roles})
}

/// What is proposed: its path.
pub async fn propose(stage: &Stage, token: &str, path: &str, body: Value) -> String {
    let answer = ask(stage, token, "POST", path, Some(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    format!("/login/propositions/{}", answer.json()["proposition"].as_str().unwrap())
}

pub async fn confirm(stage: &Stage, token: &str, proposal: &str) -> Answer {
    ask(stage, token, "POST", &format!("{proposal}/confirmation"), None).await
}

async fn listed(stage: &Stage, token: &str) -> Vec<(String, Value)> {
    let list = ask(stage, token, "GET", "/login/agents", None).await.json();
    let agents = list["agents"].as_array().unwrap();
    agents
        .iter()
        .map(|agent| (agent["identifiant"].as_str().unwrap().to_owned(), agent["roles"].clone()))
        .collect()
}

pub fn is_refused(answer: &Answer, status: u16, slug: &str) {
    let expected = (status, format!("/problemes/{slug}"));
    assert_eq!((answer.status.as_u16(), answer.json()["type"].as_str().unwrap().to_owned()), expected);
}

#[tokio::test]
async fn two_persons_let_someone_in() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let luc = future("luc.petit@caf.exemple.fr", &["agent_caf"]);
    let proposal = propose(&stage, &officer, "/login/agents", luc.clone()).await;
    let made = stage.events().pop().unwrap();
    assert_eq!((&made["fait"]["type"], &made["agent"]), (&json!("ProposalMade"), &json!(OFFICER)));
    is_refused(&confirm(&stage, &officer, &proposal).await, 403, "seconde-personne-requise");
    assert_eq!(listed(&stage, &security).await.len(), 2, "nobody came in yet");
    let waiting = ask(&stage, &security, "GET", "/login/propositions", None).await.json();
    assert_eq!(waiting["propositions"][0]["auteur"], OFFICER);
    assert_eq!(confirm(&stage, &security, &proposal).await.status, 200);
    let found = listed(&stage, &officer).await;
    assert_eq!(found[2], ("luc.petit@caf.exemple.fr".to_owned(), json!(["agent_caf"])));
    let told: Vec<_> = stage.events().into_iter().rev().take(2).collect();
    assert_eq!([&told[1]["fait"]["type"], &told[0]["fait"]["type"]], ["ProposalConfirmed", "AccountCreated"]);
    assert!(told.iter().all(|event| event["agent"] == SECURITY && event["client"] == PORTAL));
    is_refused(&confirm(&stage, &security, &proposal).await, 404, "proposition-inconnue");
    let again = ask(&stage, &officer, "POST", "/login/agents", Some(luc)).await;
    is_refused(&again, 409, "identifiant-deja-utilise");
    let letter = stage.letter_to("luc.petit@caf.exemple.fr").await;
    let secret = letter["secret"].as_str().unwrap();
    let (factor, _) = Browser::default().activate_with(&stage, "luc.petit@caf.exemple.fr", secret).await;
    stage.advance(30);
    let portal = Application::portal();
    let code = Browser::default().code_for(&stage, &portal, "luc.petit@caf.exemple.fr", &factor).await;
    let tokens = exchange(&stage, &portal, &code, &[]).await.json();
    let claims = claims_of(tokens["access_token"].as_str().unwrap());
    assert_eq!((&claims["roles"], claims.get("org")), (&json!(["agent_caf"]), None));
}

#[tokio::test]
async fn nobody_else_decides_on_the_fund_s_people() {
    let stage = Stage::new();
    let stranger = token(&stage, CLAIRES).await;
    let (agent, proposal) = (format!("/login/agents/{SECURITY}"), format!("/login/propositions/{CLAIRE}"));
    let role = json!({"role": "responsable_securite"});
    for (method, path, body) in [
        ("GET", "/login/agents".to_owned(), None),
        ("POST", "/login/agents".to_owned(), Some(future("luc.petit@caf.exemple.fr", &["agent_caf"]))),
        ("POST", format!("{agent}/roles"), Some(role)),
        ("DELETE", format!("{agent}/roles/responsable_securite"), None),
        ("DELETE", agent, None),
        ("GET", "/login/propositions".to_owned(), None),
        ("DELETE", proposal.clone(), None),
        ("POST", format!("{proposal}/confirmation"), None),
    ] {
        let answer = ask(&stage, &stranger, method, &path, body).await;
        assert_eq!(answer.status, 403, "{method} {path}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_role_takes_two_persons_and_never_oneself() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let role = json!({"role": "responsable_securite"});
    let own = format!("/login/agents/{OFFICER}/roles");
    let refused = ask(&stage, &officer, "POST", &own, Some(role.clone())).await;
    is_refused(&refused, 403, "seconde-personne-requise");
    let proposal = propose(&stage, &security, &own, role.clone()).await;
    is_refused(&confirm(&stage, &security, &proposal).await, 403, "seconde-personne-requise");
    is_refused(&confirm(&stage, &officer, &proposal).await, 403, "seconde-personne-requise");
    let supervising = ask(&stage, &security, "POST", &own, Some(json!({"role": "auditeur"}))).await;
    is_refused(&supervising, 422, "roles-incompatibles");
    let held = ask(&stage, &security, "POST", &own, Some(json!({"role": "agent_caf"}))).await;
    is_refused(&held, 409, "role-inchange");
}

#[tokio::test]
async fn a_role_is_taken_at_once() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let third = "00000000-0000-7000-8000-000000000004";
    give_third(&stage, third).await;
    let other = token_of_third(&stage).await;
    let waiting =
        propose(&stage, &other, "/login/agents", future("luc.petit@caf.exemple.fr", &["auditeur"])).await;
    let path = format!("/login/agents/{third}/roles/agent_caf");
    assert_eq!(ask(&stage, &officer, "DELETE", &path, None).await.status, 204);
    let told = stage.events().pop().unwrap();
    assert_eq!(told["fait"], json!({"type": "RoleWithdrawn", "compte": third, "role": "agent_caf"}));
    assert_eq!(ask(&stage, &other, "GET", "/login/agents", None).await.status, 401, "the very next request");
    is_refused(&confirm(&stage, &security, &waiting).await, 404, "proposition-inconnue");
    let last = format!("/login/agents/{third}/roles/responsable_securite");
    is_refused(&ask(&stage, &officer, "DELETE", &last, None).await, 409, "dernier-role");
}

const THIRDS: &str = "ines.roche@caf.exemple.fr";

/// Someone more of the fund, with two roles, whom the seed brings.
async fn give_third(stage: &Stage, id: &str) {
    let seed = stage.world.platform().settings.get("login_seed").await.unwrap();
    let mut seed: Value = serde_json::from_str(&seed).unwrap();
    seed["comptes"][id] = json!({
        "identifiant": THIRDS, "nom": "Roche", "prenoms": "Inès", "roles": ["agent_caf", "responsable_securite"],
        "secret_activation": ACTIVATION,
    });
    stage.world.settings.set("login_seed", &seed.to_string());
    let activation =
        Request::post("/login/activation").header("content-type", "application/x-www-form-urlencoded");
    let request =
        activation.header("spin-client-addr", "203.0.113.7:40000").header("sec-fetch-site", "same-origin");
    let body = http_body_util::Full::new("identifiant=personne".into());
    crate::support::send(&stage.other_instance(), request.body(body).unwrap()).await;
}

async fn token_of_third(stage: &Stage) -> String {
    token(stage, THIRDS).await
}

#[tokio::test]
async fn the_fund_keeps_a_security_officer() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let path = format!("/login/agents/{SECURITY}");
    is_refused(&ask(&stage, &officer, "DELETE", &path, None).await, 409, "dernier-responsable-securite");
    give_third(&stage, "00000000-0000-7000-8000-000000000004").await;
    let refused = ask(&stage, &officer, "DELETE", &path, None).await;
    is_refused(&refused, 409, "dernier-responsable-securite");
    token_of_third(&stage).await;
    assert_eq!(ask(&stage, &officer, "DELETE", &path, None).await.status, 204, "another is in office");
    assert_eq!(stage.events().pop().unwrap()["fait"], json!({"type": "AccountClosed", "compte": SECURITY}));
    assert_eq!(ask(&stage, &security, "GET", "/login/agents", None).await.status, 401);
    let again =
        Browser::default().first_password(&stage, SECURITYS, ACTIVATION, crate::support::PASSWORD).await;
    assert_eq!(again.status, 403, "closed for good");
}

#[tokio::test]
async fn the_seed_never_brings_back_who_left() {
    let stage = Stage::new();
    let security = token(&stage, SECURITYS).await;
    token(&stage, OFFICERS).await;
    let path = format!("/login/agents/{OFFICER}");
    assert_eq!(ask(&stage, &security, "DELETE", &path, None).await.status, 204);
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    connection.execute("PRAGMA foreign_keys = OFF", &[]).await.unwrap();
    for statement in ["DELETE FROM attachments WHERE account = ?", "DELETE FROM accounts WHERE id = ?"] {
        connection.execute(statement, &[OFFICER.into()]).await.unwrap();
    }
    give_third(&stage, "00000000-0000-7000-8000-000000000004").await;
    let found: Vec<_> =
        listed(&stage, &security).await.into_iter().map(|(identifier, _)| identifier).collect();
    assert_eq!(found, [SECURITYS, THIRDS], "the seed brings whom it never brought, and nobody else");
}

#[tokio::test]
async fn refuses_a_proposal_that_cannot_be_done() {
    let stage = Stage::new();
    let officer = token(&stage, OFFICERS).await;
    let before = stage.recorded().len();
    let luc = "luc.petit@caf.exemple.fr";
    for (asked, status, slug) in [
        (future(CLAIRES, &["agent_caf"]), 409, "identifiant-deja-utilise"),
        (future(luc, &[]), 422, "roles-incompatibles"),
        (future(luc, &["agent_caf", "auditeur"]), 422, "roles-incompatibles"),
        (future(luc, &["professionnel"]), 422, "donnees-invalides"),
        (future(luc, &["systeme_caf"]), 422, "donnees-invalides"),
        (future("luc", &["agent_caf"]), 422, "donnees-invalides"),
        (
            json!({"identifiant": luc, "nom": " ", "prenoms": "Luc", "roles": ["agent_caf"]}),
            422,
            "donnees-invalides",
        ),
    ] {
        is_refused(&ask(&stage, &officer, "POST", "/login/agents", Some(asked)).await, status, slug);
    }
    let nobody = format!("/login/agents/{ORGANISATION}/roles");
    let refused = ask(&stage, &officer, "POST", &nobody, Some(json!({"role": "auditeur"}))).await;
    is_refused(&refused, 404, "agent-inconnu");
    assert_eq!(stage.recorded().len(), before, "a refusal leaves nothing");
}

#[tokio::test]
async fn a_proposal_waits_fifteen_days_or_is_refused() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let luc = future("luc.petit@caf.exemple.fr", &["agent_caf"]);
    let refused = propose(&stage, &officer, "/login/agents", luc.clone()).await;
    assert_eq!(ask(&stage, &security, "DELETE", &refused, None).await.status, 204);
    assert_eq!(stage.recorded().pop().unwrap().0, "ProposalRefused");
    is_refused(&confirm(&stage, &security, &refused).await, 404, "proposition-inconnue");
    let late = propose(&stage, &officer, "/login/agents", luc).await;
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let past = "UPDATE proposals SET expires_at = '2026-03-01T00:00:00.000000000Z'";
    connection.execute(past, &[]).await.unwrap();
    is_refused(&confirm(&stage, &security, &late).await, 404, "proposition-inconnue");
}

#[tokio::test]
async fn nobody_comes_in_without_the_journal() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let luc = future("luc.petit@caf.exemple.fr", &["agent_caf"]);
    stage.world.network.cut("audit");
    let untold = ask(&stage, &officer, "POST", "/login/agents", Some(luc.clone())).await;
    assert_eq!(untold.status, 503);
    stage.mend_audit();
    let proposal = propose(&stage, &officer, "/login/agents", luc).await;
    stage.world.network.cut("audit");
    assert_eq!(confirm(&stage, &security, &proposal).await.status, 503);
    stage.mend_audit();
    assert_eq!(listed(&stage, &security).await.len(), 2);
    assert_eq!(confirm(&stage, &security, &proposal).await.status, 200, "it still waits");
}

#[tokio::test]
async fn confirms_wholly_or_not_at_all() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let mut failures = 0;
    for statement in 1..=20 {
        let someone = future(&format!("luc.petit{statement}@caf.exemple.fr"), &["agent_caf"]);
        let proposal = propose(&stage, &officer, "/login/agents", someone).await;
        let before = listed(&stage, &security).await.len();
        stage.world.faults.fail_statement(statement);
        let answer = confirm(&stage, &security, &proposal).await;
        stage.world.faults.clear();
        let came_in = listed(&stage, &security).await.len() - before;
        failures += usize::from(answer.status == 503);
        assert_eq!(came_in, usize::from(answer.status == 200), "statement {statement}: {}", answer.text());
    }
    assert!(failures >= 6, "the faults reached {failures} statements");
}

#[tokio::test]
async fn who_left_lets_no_application_in() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let registration = crate::clients::registration();
    let registered = ask(&stage, &officer, "POST", "/login/clients", Some(registration)).await.json();
    let client = registered["client_id"].as_str().unwrap();
    assert_eq!(ask(&stage, &security, "DELETE", &format!("/login/agents/{OFFICER}"), None).await.status, 204);
    let approved =
        ask(&stage, &security, "POST", &format!("/login/clients/{client}/approbation"), None).await;
    is_refused(&approved, 404, "application-inconnue");
}

#[tokio::test]
async fn who_was_ended_meanwhile_proposes_nothing() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let luc = future("luc.petit@caf.exemple.fr", &["agent_caf"]);
    let proposal = propose(&stage, &officer, "/login/agents", luc.clone()).await;
    for (kind, path, body) in [
        ("ProposalMade", "/login/agents", Some(luc)),
        ("ClientRegistered", "/login/clients", Some(crate::clients::registration())),
        ("ProposalConfirmed", &format!("{proposal}/confirmation"), None),
    ] {
        let told = run_at(&stage, kind, END_SESSIONS);
        let live = "UPDATE sessions SET ended_at = NULL";
        stage.world.platform().sql.open("login").await.unwrap().execute(live, &[]).await.unwrap();
        let caller = if body.is_some() { &officer } else { &security };
        let answer = ask(&stage, caller, "POST", path, body).await;
        assert_eq!(answer.status, 401, "{kind}: {}", answer.text());
        assert!(told.lock().unwrap().contains(&format!("{kind} refuse")), "{kind}");
    }
    let live = "UPDATE sessions SET ended_at = NULL";
    stage.world.platform().sql.open("login").await.unwrap().execute(live, &[]).await.unwrap();
    let waiting = ask(&stage, &security, "GET", "/login/propositions", None).await.json();
    assert_eq!(waiting["propositions"].as_array().unwrap().len(), 1, "the first one alone");
}

#[tokio::test]
async fn a_confirmation_that_came_late_is_told() {
    let stage = Stage::new();
    let (officer, security) = (token(&stage, OFFICERS).await, token(&stage, SECURITYS).await);
    let luc = future("luc.petit@caf.exemple.fr", &["agent_caf"]);
    let proposal = propose(&stage, &officer, "/login/agents", luc).await;
    let told = run_at(&stage, "ProposalConfirmed", "DELETE FROM proposals");
    is_refused(&confirm(&stage, &security, &proposal).await, 404, "proposition-inconnue");
    let expected = [
        "ProposalConfirmed fait",
        "AccountCreated fait",
        "ProposalConfirmed refuse",
        "AccountCreated refuse",
    ];
    assert_eq!(*told.lock().unwrap(), expected);
}
