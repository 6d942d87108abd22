//! A component in a world where the test plays the journal and the conventions.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking; each test uses a part"
)]

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use access::{Principal, Role, Scope};
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use jiff::SignedDuration;
use platform::native::World;
use serde_json::{Value, json};
use uuid::Uuid;
use web::testing::StaticAuthenticator;

pub const KEY_A: &str = "0101010101010101010101010101010101010101010101010101010101010101";
pub const KEY_B: &str = "0202020202020202020202020202020202020202020202020202020202020202";

/// The stage: the world, and what the played components say and heard.
pub struct Stage {
    pub world: World,
    pub standing: Arc<Mutex<Value>>,
    pub budget: Arc<Mutex<Value>>,
    /// What the journal says that a beneficiary is owed.
    pub view: Arc<Mutex<Value>>,
    pub events: Arc<Mutex<Vec<Value>>>,
    pub calls: Arc<Mutex<u32>>,
}

/// An answer, read.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.text).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn slug(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap().to_owned()
    }
}

/// A financial analyst of a CCAS, in force: the base from which a test departs.
pub fn analyst() -> Value {
    standing("T2", "aide_financiere", "ccas")
}

pub fn standing(profile: &str, purpose: &str, category: &str) -> Value {
    json!({
        "en_vigueur": true, "profil": { "code": profile, "version": 1 }, "finalites": [purpose],
        "codes": { "bailleur": demo::LANDLORD, "instructeur": format!("{}7", demo::SERVICE) },
        "organismes": [demo::FUND, demo::OTHER_FUND], "verification": "telephone",
        "organisation": { "id": organisation(), "categorie": category },
    })
}

pub fn organisation() -> Uuid {
    Uuid::from_u128(0x5d1e_77f4_c2a9_4b38_9e60_1fd4_ab83_c7e5)
}

/// Registered too, and not the agent's.
pub fn other_organisation() -> Uuid {
    Uuid::from_u128(0x0b52_6c1d_9a7e_4f03_8d41_77c0_e2f5_9b18)
}

pub fn principal(role: Role) -> Principal {
    Principal {
        subject: Uuid::from_u128(0xa7c3_91de_5b02_4f6e_8d17_22bb_90fe_63a1),
        roles: BTreeSet::from([role]),
        organisation: Some(organisation()),
        habilitation: Some(Uuid::from_u128(9)),
        session: None,
        client: "portal".to_owned(),
        scopes: Scope::ALL.into_iter().collect(),
    }
}

impl Stage {
    pub fn new() -> Self {
        let stage = Self {
            world: World::new().unwrap(),
            standing: Arc::new(Mutex::new(analyst())),
            budget: Arc::new(Mutex::new(
                json!({ "est_accorde": true, "consomme": 1, "plafond": 10, "est_alerte": false }),
            )),
            view: Arc::new(Mutex::new(json!({ "data": [], "preuve": {}, "recepisse": {} }))),
            events: Arc::default(),
            calls: Arc::default(),
        };
        stage.world.settings.set("proxy_header", "");
        stage.world.settings.set("dossier_sealing_keys", KEY_A);
        stage.world.settings.set("dossier_index_key", &"03".repeat(32));
        stage.world.settings.set("journal_pseudonym_key", &"04".repeat(32));
        stage.play_conventions();
        stage.play_audit();
        stage
    }

    /// A stage with dossiers 1 to `count`.
    pub async fn with_dossiers(count: u32) -> Self {
        let stage = Self::new();
        let lines: String = (1..=count).map(|n| format!("{}\n", demo::dossier(n))).collect();
        let answer = stage.import(lines).await;
        assert_eq!(answer.json()["enregistres"], count, "{}", answer.json());
        stage.events.lock().unwrap().clear();
        stage
    }

    pub fn play_audit(&self) {
        let (events, calls, view) = (self.events.clone(), self.calls.clone(), self.view.clone());
        self.world.network.plug("audit", move |request| {
            if request.uri().path() == "/prive/consultations-du-dossier" {
                let mut view = view.lock().unwrap().clone();
                view["question"] = serde_json::from_slice(request.body()).unwrap();
                return std::future::ready(Ok(answer(&view)));
            }
            let event: Value = serde_json::from_slice(request.body()).unwrap();
            let receipt = json!({
                "evenement": event["id"], "rang": 0, "empreinte": "e30=", "instant": "2026-03-02T09:00:00Z", "signature": "— x",
            });
            events.lock().unwrap().push(event);
            *calls.lock().unwrap() += 1;
            std::future::ready(Ok(answer(&receipt)))
        });
    }

    fn play_conventions(&self) {
        let (standing, budget, calls) = (self.standing.clone(), self.budget.clone(), self.calls.clone());
        self.world.network.plug("conventions", move |request| {
            let body = match request.uri().path() {
                "/prive/budgets/consommation" => budget.lock().unwrap().clone(),
                "/prive/organisations/noms" => names(request.body()),
                _ => standing.lock().unwrap().clone(),
            };
            *calls.lock().unwrap() += 1;
            async move { Ok(answer(&body)) }
        });
    }

    /// Nobody has failed yet.
    pub async fn forget_failures(&self) {
        let mut connection = self.world.platform().sql.open("dossier_counts").await.unwrap();
        connection.execute("DELETE FROM tries", &[]).await.unwrap();
    }

    pub fn set_standing(&self, standing: Value) {
        *self.standing.lock().unwrap() = standing;
    }

    pub async fn send(
        &self,
        role: Role,
        method: &str,
        path: &str,
        media_type: &str,
        body: impl Into<Bytes>,
    ) -> Answer {
        let authenticator = Arc::new(StaticAuthenticator(principal(role)));
        self.send_as(authenticator, method, path, media_type, body.into()).await
    }

    pub async fn send_as(
        &self,
        authenticator: Arc<StaticAuthenticator>,
        method: &str,
        path: &str,
        media_type: &str,
        body: Bytes,
    ) -> Answer {
        let app = dossier::app_authenticated_by(self.world.platform(), authenticator);
        let request = Request::builder().method(method).uri(path).header("content-type", media_type);
        let response: Response<Full<Bytes>> = app.handle(request.body(Full::new(body)).unwrap()).await;
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: body.collect().await.unwrap().to_bytes(),
        }
    }

    /// Asks a private route, as another component does.
    pub async fn ask(&self, path: &str, body: &Value) -> Answer {
        let app = dossier::app(self.world.platform());
        let request = Request::post(path).header("content-type", "application/json");
        let request = request.header("spin-client-addr", "0.0.0.0:0");
        let response: Response<Full<Bytes>> =
            app.handle(request.body(Full::new(Bytes::from(body.to_string()))).unwrap()).await;
        let (parts, body) = response.into_parts();
        let text = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// The kinds of the events so far, with how they ended.
    pub fn recorded(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let events = self.events.lock().unwrap();
        events.iter().map(|event| (text(&event["fait"]["type"]), text(&event["issue"]))).collect()
    }

    /// The outcome of `act`, while the clock moves on by itself.
    pub async fn while_time_passes<T>(&self, act: impl Future<Output = T>) -> T {
        let passing = async {
            loop {
                self.world.clock.advance(SignedDuration::from_secs(1));
                tokio::task::yield_now().await;
            }
        };
        tokio::select! { outcome = act => outcome, () = passing => unreachable!() }
    }

    pub async fn import(&self, lines: impl Into<Bytes>) -> Answer {
        self.send(Role::SystemeCaf, "POST", "/v1/dossiers/imports", "application/x-ndjson", lines).await
    }

    pub async fn post(&self, role: Role, path: &str, body: &Value) -> Answer {
        self.send(role, "POST", path, "application/json", body.to_string()).await
    }

    pub async fn consult(&self, body: &Value) -> Answer {
        self.post(Role::Professionnel, "/v1/consultations", body).await
    }

    /// The motive of the last refusal that the journal has.
    pub fn last_motive(&self) -> String {
        let events = self.events.lock().unwrap();
        events.last().unwrap()["fait"]["motif"].as_str().unwrap_or_default().to_owned()
    }
}

/// The names of the organisations asked that are registered: two are.
fn names(body: &[u8]) -> Value {
    let asked: Value = serde_json::from_slice(body).unwrap();
    let known = [organisation(), other_organisation()].map(|id| id.to_string());
    let asked = asked["organisations"].as_array().unwrap().iter().filter_map(Value::as_str);
    let named = asked.filter(|id| known.iter().any(|known| known == id));
    json!({ "noms": named.map(|id| (id.to_owned(), json!("Organisme d'essai"))).collect::<serde_json::Map<_, _>>() })
}

fn answer(body: &Value) -> Response<Bytes> {
    Response::new(Bytes::from(body.to_string()))
}

/// What an agent asks about dossier `n`, right in all.
pub fn asked(n: u32, purpose: &str) -> Value {
    let organisme = if demo::Kind::of(n) == demo::Kind::Moved { demo::OTHER_FUND } else { demo::FUND };
    json!({
        "organisme": organisme, "matricule": demo::matricule(n), "finalite": purpose,
        "verification": { "telephone": demo::phone(n) },
    })
}

/// The same, with member `name` changed.
pub fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}
