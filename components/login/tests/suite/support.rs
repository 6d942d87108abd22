//! A stage with the component on it, an audit that takes notes, and the cast.

mod answer;
mod application;
pub mod contest;
mod crowd;
mod key;
mod letters;
mod person;
mod watched;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use platform::native::World;
use serde_json::{Value, json};

pub use answer::Answer;
pub use application::{Application, ISSUER, form, unique};
pub use key::{Key, sign_with_secret};
pub use letters::LETTERS;
pub use person::{Browser, PASSWORD, VERIFIER, asked_by, claims_of, exchange, push, totp};

pub const APP: &str = "00000000-0000-7000-8000-00000000000a";
pub const OTHER_APP: &str = "00000000-0000-7000-8000-00000000000b";
pub const PORTAL: &str = "00000000-0000-7000-8000-00000000000c";
pub const TEAM: &str = "00000000-0000-7000-8000-00000000000d";
pub const DISPATCHER: &str = "00000000-0000-7000-8000-00000000000e";
/// A partner's application in which people sign in: Claire's organisation's, and another's.
pub const OWN_APP: &str = "00000000-0000-7000-8000-000000000010";
pub const STRANGE_APP: &str = "00000000-0000-7000-8000-00000000000f";
pub const SCHEDULER: &str = "00000000-0000-7000-8000-000000000011";
pub const CLAIRE: &str = "00000000-0000-7000-8000-000000000001";
pub const OFFICER: &str = "00000000-0000-7000-8000-000000000002";
pub const SECURITY: &str = "00000000-0000-7000-8000-000000000003";
pub const ORGANISATION: &str = "00000000-0000-7000-8000-0000000000ff";
pub const RETURN: &str = "https://portail.exemple.fr/retour";
pub const ADDRESS: &str = "203.0.113.7";
pub const ACTIVATION: &str = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01";

/// The component on its stage.
pub struct Stage {
    pub world: World,
    pub app: web::App,
    events: Arc<Mutex<Vec<Value>>>,
}

impl Stage {
    pub fn new() -> Self {
        let world = World::new().unwrap();
        world.settings.set("public_base_url", ISSUER);
        world.settings.set("login_signing_key", &"11".repeat(32));
        world.settings.set("login_factor_key", &"22".repeat(32));
        world.settings.set("proxy_header", "");
        world.settings.set("login_hashing_slots", "1");
        world.settings.set("login_seed", &seed().to_string());
        let events = Arc::default();
        plug_audit(&world, &events);
        plug_hashing(&world);
        Self { app: login::app(world.platform()), world, events }
    }

    /// Another instance of the component, on the same databases.
    pub fn other_instance(&self) -> web::App {
        login::app(self.world.platform())
    }

    /// From now on the journal answers again.
    pub fn mend_audit(&self) {
        plug_audit(&self.world, &self.events);
    }

    /// From now on passwords are hashed again.
    pub fn mend_hashing(&self) {
        plug_hashing(&self.world);
    }

    /// Forgets the events recorded after the first `count`.
    fn forget_events_after(&self, count: usize) {
        self.events.lock().unwrap().truncate(count);
    }

    /// From now on passwords are hashed in no time, and prove as much.
    pub fn hash_quickly(&self) {
        self.world.network.plug("hashing", |request: Request<Bytes>| {
            let question: Value = serde_json::from_slice(request.body()).unwrap();
            let text = |member: &str| question[member].as_str().unwrap().to_owned();
            let hashed = format!("{}${}", text("reglage"), jose::digest(&text("secret")));
            let body = json!({ "empreinte": hashed }).to_string();
            async move { Ok(Response::builder().status(StatusCode::OK).body(body.into()).unwrap()) }
        });
    }

    /// The kinds of the events recorded so far, with how they ended.
    pub fn recorded(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let events = self.events.lock().unwrap();
        events.iter().map(|event| (text(&event["fait"]["type"]), text(&event["issue"]))).collect()
    }

    /// The events themselves.
    pub fn events(&self) -> Vec<Value> {
        self.events.lock().unwrap().clone()
    }

    pub fn advance(&self, seconds: i64) {
        self.world.clock.advance(jiff::SignedDuration::from_secs(seconds));
    }

    pub fn now(&self) -> i64 {
        self.world.platform().clock.now().as_second()
    }

    /// Sends a request as someone outside does.
    pub async fn send(&self, request: http::request::Builder, body: impl Into<Bytes>) -> Answer {
        self.send_from(ADDRESS, request, body).await
    }

    /// Sends a request from this address.
    pub async fn send_from(
        &self,
        address: &str,
        request: http::request::Builder,
        body: impl Into<Bytes>,
    ) -> Answer {
        let request = request.header(
            "spin-client-addr",
            std::net::SocketAddr::new(address.parse().unwrap(), 40000).to_string(),
        );
        send(&self.app, request.body(Full::new(body.into())).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), "").await
    }

    /// Asks a private route, as another component does.
    pub async fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.header("spin-client-addr", "0.0.0.0:0");
        send(&self.app, request.body(Full::new(body.to_string().into())).unwrap()).await
    }
}

pub async fn send(app: &web::App, request: Request<Full<Bytes>>) -> Answer {
    Answer::of(app.handle(request).await).await
}

fn plug_audit(world: &World, events: &Arc<Mutex<Vec<Value>>>) {
    let events = events.clone();
    world.network.plug("audit", move |request: Request<Bytes>| {
        let event: Value = serde_json::from_slice(request.body()).unwrap();
        let receipt = json!({
            "evenement": event["id"], "rang": 0, "empreinte": "", "instant": "2026-03-02T09:00:00Z", "signature": "",
        });
        events.lock().unwrap().push(event);
        async move { Ok(Response::builder().status(StatusCode::OK).body(receipt.to_string().into()).unwrap()) }
    });
}

fn plug_hashing(world: &World) {
    let hashing = Arc::new(hashing::app(world.platform()));
    world.network.plug("hashing", move |request: Request<Bytes>| {
        let hashing = hashing.clone();
        async move {
            let (parts, body) = hashing.handle(request.map(Full::new)).await.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            Ok(Response::from_parts(parts, body))
        }
    });
}

fn seed() -> Value {
    let code = |jwk: Value, is_bound: bool| {
        json!({
            "client_name": "Portail", "jwks": {"keys": [jwk]}, "redirect_uris": [RETURN],
            "grant_types": ["authorization_code", "refresh_token"], "scope": "openid dossiers comptes",
            "dpop_bound_access_tokens": is_bound, "acts_for": ["professionnel", "gestionnaire", "responsable_legal", "agent_caf", "responsable_securite"],
        })
    };
    let of_partner = |jwk: Value, organisation: &str| {
        let mut registration = code(jwk, false);
        registration["client_name"] = "Cantine de la mairie".into();
        registration["organisation"] = organisation.into();
        registration["acts_for"] = json!(["professionnel"]);
        registration
    };
    let application = |jwk: Value| {
        json!({
            "client_name": "Logiciel", "jwks": {"keys": [jwk]}, "grant_types": ["client_credentials"],
            "scope": "dossiers comptes", "organisation": ORGANISATION, "roles": ["application"],
        })
    };
    let dispatcher = |jwk: Value| {
        json!({
            "client_name": "Courrier", "jwks": {"keys": [jwk]}, "grant_types": ["client_credentials"],
            "scope": "comptes", "roles": ["courrier"],
        })
    };
    let scheduler = json!({
        "client_name": "Ordonnanceur", "jwks": {"keys": [Key::ed25519(6).jwk()]},
        "grant_types": ["client_credentials"], "scope": "comptes", "roles": ["ordonnanceur"],
    });
    let person = |identifier: &str, name: &str, role: &str| {
        json!({
            "identifiant": identifier, "nom": name, "prenoms": "Claire", "roles": [role],
            "organisation": ORGANISATION, "secret_activation": ACTIVATION,
        })
    };
    json!({
        "clients": {
            APP: application(Key::ed25519(1).jwk()),
            OTHER_APP: application(Key::p256(2).jwk()),
            PORTAL: code(Key::ed25519(3).jwk(), false),
            SCHEDULER: scheduler,
            TEAM: code(Key::ed25519(4).jwk(), true),
            DISPATCHER: dispatcher(Key::ed25519(5).jwk()),
            OWN_APP: of_partner(Key::ed25519(7).jwk(), ORGANISATION),
            STRANGE_APP: of_partner(Key::ed25519(6).jwk(), "00000000-0000-7000-8000-0000000000fe"),
        },
        "comptes": {
            CLAIRE: person("claire.lefebvre@ccas.exemple.fr", "Lefebvre", "professionnel"),
            OFFICER: person("odile.garnier@caf.exemple.fr", "Garnier", "agent_caf"),
            SECURITY: person("sonia.roux@caf.exemple.fr", "Roux", "responsable_securite"),
        },
    })
}
