//! A journal of one test, and who asks it.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use access::{DossierNumber, Principal, Role, Scope};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use journal::{DossierPseudonym, Event, Kind, PseudonymKey, Receipt, word};
use platform::{Platform, native::World};
use serde_json::Value;
use transparency::{Signer, VerifierKey};
use uuid::Uuid;
use web::testing::StaticAuthenticator;

use crate::conditions::{Conditioned, Conditions};

pub(crate) const ORIGIN: &str = "journal.example";
const LOG_KEY: [u8; 32] = [0x11; 32];
const PSEUDONYM_KEY: [u8; 32] = [0x22; 32];

/// A world with a journal in it.
pub(crate) struct JournalWorld {
    pub(crate) world: World,
    pub(crate) conditions: Arc<Conditions>,
}

/// An instance of the component, as one principal reaches it.
pub(crate) struct Instance(web::App);

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    pub(crate) fn slug(&self) -> String {
        let document = self.json();
        document["type"].as_str().unwrap_or_default().trim_start_matches("/problemes/").to_owned()
    }

    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        self
    }
}

/// Someone with this role.
pub(crate) fn principal(role: Role) -> Principal {
    Principal {
        subject: agent(0x100 + role as u128),
        roles: BTreeSet::from([role]),
        organisation: None,
        habilitation: None,
        session: None,
        client: client(1).to_string(),
        scopes: Scope::ALL.into_iter().collect(),
    }
}

impl JournalWorld {
    pub(crate) fn new() -> Self {
        let world = World::new().unwrap();
        let hex = |bytes: [u8; 32]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        for (name, value) in [
            ("audit_log_origin", ORIGIN),
            ("audit_log_key", &hex(LOG_KEY)),
            ("journal_pseudonym_key", &hex(PSEUDONYM_KEY)),
            ("audit_retention_months", "24"),
            ("audit_maintenance_window", "01:30-03:00"),
            ("audit_discloses_agents", "false"),
        ] {
            world.settings.set(name, value);
        }
        let journal = Self { world, conditions: Arc::default() };
        journal.plug_dossier(&[]);
        journal
    }

    /// Plays `dossier`: the dossier of any number asked has these former matricules too.
    pub(crate) fn plug_dossier(&self, former: &'static [&'static str]) {
        self.world.network.plug("dossier", move |request| {
            let number: DossierNumber = serde_json::from_slice(request.body()).unwrap();
            let former = former.iter().map(|matricule| DossierNumber::parse("921", matricule).unwrap());
            let names: Vec<_> =
                std::iter::once(number).chain(former).map(|number| pseudonyms().pseudonym(&number)).collect();
            let body = serde_json::json!({ "noms": names }).to_string();
            async move { Ok(Response::new(body.into())) }
        });
    }

    /// The security officer says that the clock is right.
    pub(crate) async fn confirm_clock(&self) {
        let now = self.world.platform().clock.now().to_string();
        let officer = self.instance(Role::ResponsableSecurite);
        officer.post("/v1/journal/horloge", &serde_json::json!({ "instant": now })).await.ok();
    }

    fn platform(&self) -> Platform {
        let platform = self.world.platform();
        let sql = Conditioned { sql: platform.sql, conditions: self.conditions.clone() };
        Platform { sql: Arc::new(sql), ..platform }
    }

    /// A fresh instance, as one with this role reaches it.
    pub(crate) fn instance(&self, role: Role) -> Instance {
        let principal = principal(role);
        let authenticator = Arc::new(StaticAuthenticator(principal));
        Instance(audit::app_authenticated_by(self.platform(), authenticator))
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.world.folder().join("audit.db")
    }

    /// The database, for what only a thief or a broken disk would do.
    pub(crate) fn tamper(&self, statements: &str) {
        let connection = rusqlite::Connection::open(self.file()).unwrap();
        connection.execute_batch(statements).unwrap();
    }

    /// The bytes of one column of one row.
    pub(crate) fn read_bytes(&self, table: &str, key: &str, column: &str) -> Vec<u8> {
        let connection = rusqlite::Connection::open(self.file()).unwrap();
        let statement = format!("SELECT CAST({column} AS BLOB) FROM {table} WHERE {key}");
        connection.query_row(&statement, [], |row| row.get(0)).unwrap()
    }

    /// Puts other bytes there, of the type that the column has.
    pub(crate) fn write_bytes(&self, table: &str, key: &str, column: &str, bytes: &[u8]) {
        let connection = rusqlite::Connection::open(self.file()).unwrap();
        let of_its_type = format!("CASE typeof({column}) WHEN 'text' THEN CAST(?1 AS TEXT) ELSE ?1 END");
        let statement = format!("UPDATE {table} SET {column} = {of_its_type} WHERE {key}");
        assert_eq!(connection.execute(&statement, [bytes]).unwrap(), 1);
    }

    /// Another database file in the place of this one; no instance may have it open.
    pub(crate) fn replace_file(&self, bytes: &[u8]) {
        for suffix in ["-wal", "-shm"] {
            _ = std::fs::remove_file(self.world.folder().join(format!("audit.db{suffix}")));
        }
        std::fs::write(self.file(), bytes).unwrap();
    }
}

impl Instance {
    pub(crate) async fn ask(&self, method: Method, path: &str, body: String) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("spin-client-addr", "0.0.0.0:0")
            .body(Full::new(Bytes::from(body)))
            .unwrap();
        let (parts, body) = Response::into_parts(self.0.handle(request).await);
        Answer { status: parts.status, body: body.collect().await.unwrap().to_bytes() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, String::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::POST, path, body.to_string()).await
    }

    pub(crate) async fn try_append(&self, event: &Event) -> Answer {
        self.ask(Method::POST, journal::APPEND_PATH, serde_json::to_string(event).unwrap()).await
    }

    pub(crate) async fn append(&self, event: &Event) -> Receipt {
        serde_json::from_slice(&self.try_append(event).await.ok().body).unwrap()
    }

    pub(crate) async fn append_many(&self, numbers: std::ops::Range<u128>) -> Vec<Receipt> {
        let mut receipts = Vec::new();
        for number in numbers {
            receipts.push(self.append(&consultation(number)).await);
        }
        receipts
    }
}

pub(crate) fn log_key() -> VerifierKey {
    Signer::new(ORIGIN, &LOG_KEY).unwrap().verifier_key()
}

pub(crate) fn pseudonyms() -> PseudonymKey {
    PseudonymKey::new(PSEUDONYM_KEY)
}

pub(crate) fn agent(number: u128) -> Uuid {
    Uuid::from_u128(0xa0_0000 + number)
}

pub(crate) fn client(number: u128) -> Uuid {
    Uuid::from_u128(0xc1_0000 + number)
}

/// A search of the journal by these criteria.
pub(crate) fn journal_read(criteres: Vec<journal::Word>) -> Kind {
    Kind::JournalRead {
        acte: word!("recherche"),
        criteres,
        agent_recherche: None,
        client_recherche: None,
        organisation_recherchee: None,
    }
}

/// The dossier that event `number` is on: one of ten.
pub(crate) fn dossier(number: u128) -> DossierPseudonym {
    let matricule = (1_000_000 + number % 10).to_string();
    pseudonyms().pseudonym(&DossierNumber::parse("921", &matricule).unwrap())
}

/// A consultation, or every fifth time a refusal: always the same for the same number.
pub(crate) fn consultation(number: u128) -> Event {
    let id = Uuid::from_u128(number);
    let event = if number % 5 == 4 {
        Event::refused(id, Kind::ConsultationRefused { motif: word!("formation_expiree") })
    } else {
        Event::done(id, Kind::DossierConsulted {})
    };
    Event {
        agent: Some(agent(number % 7)),
        client: Some(client(number % 4)),
        organisation: Some(Uuid::from_u128(0xc0_0000 + number % 3)),
        ..event
    }
    .on(dossier(number))
    .for_purpose("aide_financiere".parse().unwrap())
}
