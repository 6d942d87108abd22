//! A fund with its people and its partners, the journal and `login` played by the test.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use access::{Principal, Role};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use platform::native::World;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use web::{Authenticator, Credentials, Problem};

/// Takes the caller's word, given as JSON in a header of the test.
struct ByHeader;

#[async_trait]
impl Authenticator for ByHeader {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Principal, Problem> {
        let word = credentials.headers.get("test-principal").ok_or(Problem::new(web::kinds::UNAUTHENTICATED))?;
        Ok(serde_json::from_slice(word.as_bytes()).unwrap())
    }
}

/// What the journal received, by event id.
pub type Events = Arc<Mutex<BTreeMap<Uuid, Value>>>;

pub struct Fund {
    pub world: World,
    pub app: web::App,
    pub events: Events,
    pub secrets: Arc<AtomicU64>,
}

/// An organisation with its two mandates.
pub struct Partner {
    pub id: Uuid,
    pub manager: Principal,
    pub representative: Principal,
}

pub const TEXT: &str = "Convention d'accès, texte exact.";

pub fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

pub fn person(role: Role) -> Principal {
    Principal {
        subject: Uuid::from_u128(0x0190_a000 + role as u128),
        roles: BTreeSet::from([role]),
        organisation: None,
        habilitation: None,
        session: None,
        client: "portail".to_owned(),
        scopes: BTreeSet::new(),
    }
}

pub fn officer() -> Principal {
    person(Role::AgentCaf)
}

fn app(world: &World) -> web::App {
    conventions::app(world.platform()).authenticated_by(Arc::new(ByHeader))
}

impl Fund {
    pub fn new() -> Self {
        let world = World::new().unwrap();
        let fund = Self { app: app(&world), world, events: Events::default(), secrets: Arc::default() };
        fund.plug_journal();
        fund.plug_login();
        fund
    }

    /// Another instance of the component on the same database.
    pub fn another_instance(&self) -> web::App {
        app(&self.world)
    }

    pub fn plug_journal(&self) {
        let events = self.events.clone();
        self.world.network.plug("audit", move |request| {
            let event: Value = serde_json::from_slice(request.body()).unwrap();
            let id: Uuid = serde_json::from_value(event["id"].clone()).unwrap();
            let mut events = events.lock().unwrap();
            let known = events.insert(id, event.clone());
            assert!(known.is_none_or(|known| known == event), "an id names one event");
            let receipt = json!({ "evenement": id, "rang": 0, "empreinte": "", "instant": "2026-03-02T09:00:00Z",
                "signature": "" });
            async move { Ok(Response::new(Bytes::from(receipt.to_string()))) }
        });
    }

    pub fn plug_login(&self) {
        let secrets = self.secrets.clone();
        self.world.network.plug("login", move |request| {
            let body: Value = serde_json::from_slice(request.body()).unwrap();
            let answer = if request.uri().path() == "/prive/comptes" {
                let number = secrets.fetch_add(1, Ordering::SeqCst);
                json!({ "compte": body["habilitation"], "secret_activation": format!("secret-{number}") })
            } else {
                json!({ "compte": Uuid::nil() })
            };
            async move { Ok(Response::new(Bytes::from(answer.to_string()))) }
        });
    }

    /// Asks as `principal`; gives the status and the document.
    pub async fn ask(&self, principal: &Principal, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        ask(&self.app, principal, method, path, body).await
    }

    pub async fn post(&self, principal: &Principal, path: &str, body: Value) -> (StatusCode, Value) {
        self.ask(principal, Method::POST, path, body).await
    }

    /// A POST that must succeed.
    pub async fn done(&self, principal: &Principal, path: &str, body: Value) -> Value {
        let (status, answer) = self.post(principal, path, body).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    /// A POST that must be refused; gives the problem's slug.
    pub async fn refused(&self, principal: &Principal, path: &str, body: Value) -> String {
        let (status, answer) = self.post(principal, path, body).await;
        assert!(!status.is_success(), "{path}: {answer}");
        slug(&answer)
    }

    pub async fn read(&self, principal: &Principal, path: &str) -> Value {
        let (status, answer) = self.ask(principal, Method::GET, path, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    /// An act on the present version, whose author read it just before.
    pub async fn act(&self, by: &Principal, path: &str, mut body: Value) -> Value {
        let (object, _) = path.rsplit_once('/').unwrap();
        body["version"] = self.read(&officer(), object).await["version"].clone();
        self.done(by, path, body).await
    }

    pub async fn partner(&self, siret: &str, category: &str) -> Partner {
        let body = json!({ "siret": siret, "categorie": category, "nom": "Partenaire fictif" });
        let organisation = self.done(&officer(), "/v1/conventions/organisations", body).await;
        let id: Uuid = serde_json::from_value(organisation["id"].clone()).unwrap();
        let manager = self.mandate(id, "gestionnaire", "gestion@partenaire.invalid").await;
        let representative = self.mandate(id, "responsable_legal", "direction@partenaire.invalid").await;
        Partner { id, manager, representative }
    }

    pub async fn mandate(&self, organisation: Uuid, role: &str, email: &str) -> Principal {
        let body = json!({ "role": role, "personne": { "email": email, "nom": "Genêt", "prenoms": "Ambre" } });
        let path = format!("/v1/conventions/organisations/{organisation}/mandats");
        let opening = self.done(&officer(), &path, body).await;
        let id = serde_json::from_value(opening["id"].clone()).unwrap();
        let role: Role = serde_json::from_value(json!(role)).unwrap();
        Principal { subject: id, organisation: Some(organisation), habilitation: Some(id), ..person(role) }
    }

    /// A draft convention of `partner`, its path.
    pub async fn draft(&self, partner: &Partner, changes: Value) -> String {
        let mut body = json!({
            "finalites": ["gestion_locative"], "acte_reglementaire": "Acte fictif du 1er mars 2026",
            "empreinte_acte": digest("acte"), "texte": TEXT, "debut": "2026-01-01", "fin": "2026-12-31",
        });
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = self.done(&partner.manager, "/v1/conventions", body).await;
        format!("/v1/conventions/{}", answer["id"].as_str().unwrap())
    }

    /// Takes a draft to its countersignature, that excluded.
    pub async fn bring_to_signature(&self, partner: &Partner, path: &str) {
        self.act(&partner.representative, &format!("{path}/depot"), json!({})).await;
        self.act(&officer(), &format!("{path}/prise-en-charge"), json!({})).await;
        self.act(&officer(), &format!("{path}/completude"), json!({})).await;
        let signed = json!({ "empreinte": digest(TEXT) });
        self.act(&partner.representative, &format!("{path}/signature"), signed).await;
    }

    pub async fn active_convention(&self, partner: &Partner) -> String {
        let path = self.draft(partner, json!({})).await;
        self.bring_to_signature(partner, &path).await;
        self.act(&officer(), &format!("{path}/contresignature"), json!({ "empreinte": digest(TEXT) })).await;
        path
    }

    /// A contract under an active convention, its id.
    pub async fn contract(&self, convention: &str, cap: Option<u32>) -> String {
        let body = json!({
            "module": "cdap", "debut": "2026-01-01", "fin": "2026-12-31",
            "limites": {
                "finalites": ["gestion_locative"], "profils": ["T3"], "code": "bailleur",
                "budget_mensuel": cap, "organismes": ["421"], "verification": "telephone",
            },
        });
        let answer = self.done(&officer(), &format!("{convention}/contrats"), body).await;
        answer["id"].as_str().unwrap().to_owned()
    }

    /// An habilitation that is asked for, its path.
    pub async fn request(&self, partner: &Partner, contract: &str, email: &str, code: &str) -> String {
        let answer = self.done(&partner.manager, "/v1/habilitations", bulletin(contract, email, code)).await;
        format!("/v1/habilitations/{}", answer["id"].as_str().unwrap())
    }

    /// Takes a request to its activation, that excluded.
    pub async fn bring_to_training(&self, partner: &Partner, path: &str) {
        self.act(&partner.representative, &format!("{path}/contresignature"), json!({})).await;
        self.act(&officer(), &format!("{path}/acceptation"), json!({})).await;
        let commitments = json!({ "empreinte": digest("engagements"), "signe_le": "2026-03-01" });
        self.act(&partner.manager, &format!("{path}/engagements"), commitments).await;
        self.act(&officer(), &format!("{path}/certificat"), certificate("2026-09-30")).await;
    }

    pub async fn active_habilitation(&self, partner: &Partner, contract: &str, email: &str, code: &str) -> String {
        let path = self.request(partner, contract, email, code).await;
        self.bring_to_training(partner, &path).await;
        self.act(&partner.manager, &format!("{path}/activation"), json!({})).await;
        path
    }

    /// A landlord with everything in force: partner, convention, contract, habilitation.
    pub async fn landlord(&self, cap: Option<u32>) -> (Partner, String, String, String) {
        let partner = self.partner("73282932000074", "bailleur_social").await;
        let convention = self.active_convention(&partner).await;
        let contract = self.contract(&convention, cap).await;
        let habilitation = self.active_habilitation(&partner, &contract, "clerc@partenaire.invalid", "BAIL042").await;
        (partner, convention, contract, habilitation)
    }

    pub async fn standing(&self, habilitation: &str) -> Value {
        standing(&self.app, habilitation).await
    }
}

pub fn bulletin(contract: &str, email: &str, code: &str) -> Value {
    json!({
        "contrat": contract, "personne": { "email": email, "nom": "Basalte", "prenoms": "Iris" },
        "fonction": "Chargée de gestion locative", "profil": "T3", "finalites": ["gestion_locative"],
        "code": code, "debut": "2026-03-01", "fin": "2026-12-31",
    })
}

pub fn certificate(end: &str) -> Value {
    json!({ "attestation": { "organisme": "Institut fictif", "delivree_le": "2026-02-20", "fin": end } })
}

pub fn slug(problem: &Value) -> String {
    problem["type"].as_str().unwrap().trim_start_matches("/problemes/").to_owned()
}

pub async fn standing(app: &web::App, habilitation: &str) -> Value {
    let id = habilitation.rsplit('/').next().unwrap();
    let path = format!("/prive/habilitations/{id}/situation");
    let (status, answer) = ask(app, &officer(), Method::GET, &path, Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

pub async fn ask(
    app: &web::App,
    principal: &Principal,
    method: Method,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("test-principal", serde_json::to_string(principal).unwrap())
        .header("spin-client-addr", if path.starts_with("/prive") { "0.0.0.0:0" } else { "198.51.100.7:4242" })
        .body(Full::new(Bytes::from(body.to_string())))
        .unwrap();
    let response = app.handle(request).await;
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}
