//! A fund with its people and its partners, the journal and `login` played by the test.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use access::{Principal, Role, Scope};
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
pub struct ByHeader;

#[async_trait]
impl Authenticator for ByHeader {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Principal, Problem> {
        let word =
            credentials.headers.get("test-principal").ok_or(Problem::new(web::kinds::UNAUTHENTICATED))?;
        Ok(serde_json::from_slice(word.as_bytes()).unwrap())
    }
}

/// What the journal received, by event id.
pub type Events = Arc<Mutex<BTreeMap<Uuid, Value>>>;

pub struct Fund {
    pub world: World,
    pub app: web::App,
    pub events: Events,
    /// What `login` was asked to write letters for.
    pub letters: Arc<Mutex<Vec<Value>>>,
    /// Officers of whom `login` says that they left.
    pub gone: Arc<Mutex<BTreeSet<Uuid>>>,
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
        client: Uuid::from_u128(0x0190_c000).to_string(),
        scopes: Scope::ALL.into_iter().collect(),
    }
}

pub fn officer() -> Principal {
    person(Role::AgentCaf)
}

/// Another officer of the fund.
pub fn colleague() -> Principal {
    Principal { subject: Uuid::from_u128(0x0190_b000), ..officer() }
}

fn app(world: &World) -> web::App {
    conventions::app(world.platform()).authenticated_by(Arc::new(ByHeader))
}

impl Fund {
    pub fn new() -> Self {
        let world = World::new().unwrap();
        let fund = Self {
            app: app(&world),
            world,
            events: Events::default(),
            letters: Arc::default(),
            gone: Arc::default(),
        };
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
        let (letters, gone) = (self.letters.clone(), self.gone.clone());
        self.world.network.plug("login", move |request| {
            let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
            let answer = match request.uri().path() {
                path if path.starts_with("/prive/agents/") => {
                    let asked: Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
                    json!({ "est_en_fonction": !gone.lock().unwrap().contains(&asked) })
                }
                "/prive/comptes" => {
                    letters.lock().unwrap().push(body.clone());
                    json!({ "compte": body["habilitation"], "courrier": "a_envoyer", "est_active": false })
                }
                "/prive/comptes/titulaire" => json!({ "est_disponible": true, "compte": null }),
                _ => json!({ "compte": Uuid::nil() }),
            };
            async move { Ok(Response::new(Bytes::from(answer.to_string()))) }
        });
    }

    /// The names of organisations, as `audit` asks for them.
    pub async fn names(&self, organisations: &[Uuid]) -> Value {
        let body = json!({ "organisations": organisations });
        let (status, answer) =
            ask(&self.app, &officer(), Method::POST, "/prive/organisations/noms", body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer["noms"].clone()
    }

    /// Asks as `principal`; gives the status and the document.
    pub async fn ask(
        &self,
        principal: &Principal,
        method: Method,
        path: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let before = self.told();
        let (status, answer) = ask(&self.app, principal, method.clone(), path, body).await;
        if status.is_success() && answer["est_trace"] != false {
            self.assert_told(principal, (&method, path), &before);
        }
        (status, answer)
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

    pub async fn standing(&self, habilitation: &str) -> Value {
        standing(&self.app, habilitation).await
    }
}

/// A bulletin d'adhésion, for a clerk or for whoever holds a mandate.
pub fn bulletin(contract: &str, email: &str, code: &str) -> Value {
    let is_mandated = ["gestion@", "direction@"].iter().any(|mandated| email.starts_with(mandated));
    let (nom, prenoms) = if is_mandated { ("Genêt", "Ambre") } else { ("Basalte", "Iris") };
    json!({
        "contrat": contract, "personne": { "email": email, "nom": nom, "prenoms": prenoms },
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
    standing_from(app, habilitation, json!({})).await
}

/// The standing in the consultation of dossiers, for who comes from `origin`.
pub async fn standing_from(app: &web::App, habilitation: &str, origin: Value) -> Value {
    let mut question = json!({ "module": "cdap" });
    question.as_object_mut().unwrap().extend(origin.as_object().unwrap().clone());
    let (status, answer) = situation(app, habilitation, question).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

/// The private question as a component asks it.
pub async fn situation(app: &web::App, habilitation: &str, question: Value) -> (StatusCode, Value) {
    let id = habilitation.rsplit('/').next().unwrap();
    let path = format!("/prive/habilitations/{id}/situation");
    ask(app, &officer(), Method::POST, &path, question).await
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
        .header(
            "spin-client-addr",
            if path.starts_with("/prive") { "0.0.0.0:0" } else { "198.51.100.7:4242" },
        )
        .body(Full::new(Bytes::from(body.to_string())))
        .unwrap();
    let response = app.handle(request).await;
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}
