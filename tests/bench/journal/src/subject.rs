use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use access::{DossierNumber, Principal, Role, Scope};
use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use journal::{Event, Kind, PseudonymKey};
use platform::native::World;
use uuid::Uuid;
use web::testing::StaticAuthenticator;

use crate::filling::fill;

const KEY: [u8; 32] = [0x22; 32];

/// As often as `journal::Journal` tries.
const ATTEMPTS: usize = 3;

/// The consultation of this number, in JSON. The identifiers grow with time, as UUIDv7 do.
///
/// # Errors
/// Never, as long as what it is made of stays valid.
pub fn event(number: u64) -> Result<Vec<u8>> {
    let dossier =
        DossierNumber::parse("921", &(1 + number % 1_000).to_string()).context("a dossier's number")?;
    let id = Uuid::from_u128((0xffff_u128 << 112) + u128::from(number));
    let event = Event {
        agent: Some(Uuid::from_u128(u128::from(number % 500))),
        ..Event::done(id, Kind::DossierConsulted {})
    };
    let event = event.on(PseudonymKey::new(KEY).pseudonym(&dossier)).for_purpose("aide_financiere".parse()?);
    Ok(serde_json::to_vec(&event)?)
}

/// What `dossier` answers when the journal asks for the names of a dossier.
fn names(number: &[u8]) -> serde_json::Value {
    let number = serde_json::from_slice::<DossierNumber>(number).ok();
    let names = number.map(|number| PseudonymKey::new(KEY).pseudonym(&number));
    serde_json::json!({ "noms": names.as_slice() })
}

/// One instance of the journal, and a world for it.
pub(crate) struct Subject {
    world: World,
    app: web::App,
    appended: AtomicU64,
}

impl Subject {
    pub(crate) fn new() -> Result<Self> {
        let world = World::new()?;
        let key = "22".repeat(32);
        for (name, value) in [
            ("audit_log_origin", "journal.example"),
            ("audit_log_key", key.as_str()),
            ("journal_pseudonym_key", key.as_str()),
            ("audit_retention_months", "24"),
            ("audit_maintenance_window", "01:30-03:00"),
            ("audit_discloses_agents", "false"),
        ] {
            world.settings.set(name, value);
        }
        let auditor = Principal {
            subject: Uuid::from_u128(1),
            roles: BTreeSet::from([Role::Auditeur]),
            organisation: None,
            habilitation: None,
            session: None,
            client: "bench".to_owned(),
            scopes: Scope::ALL.into_iter().collect(),
        };
        world.network.plug("dossier", |request| {
            let names = names(request.body()).to_string();
            async move { Ok(Response::new(names.into())) }
        });
        let app = audit::app_authenticated_by(world.platform(), Arc::new(StaticAuthenticator(auditor)));
        Ok(Self { world, app, appended: AtomicU64::new(0) })
    }

    pub(crate) fn fill_to(&self, size: u64) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        // The first append makes the schema.
        runtime.block_on(self.append())?;
        fill(&self.world, size)?;
        // Entries that are filled in lack the nodes that appends store on the way: the next one that fills a tile makes
        // them all, two seconds for a million. It is not one of those measured.
        (0..transparency::TILE_WIDTH).try_for_each(|_| runtime.block_on(self.append()))
    }

    pub(crate) async fn append(&self) -> Result<()> {
        let number = self.appended.fetch_add(1, Ordering::SeqCst);
        let event = event(number)?;
        // An answer of "unknown" is tried again under the same id, as the client does; its wait counts.
        let mut last = Ok(());
        for _ in 0..ATTEMPTS {
            last = self.post(journal::APPEND_PATH, event.clone()).await;
            if last.is_ok() {
                break;
            }
        }
        last
    }

    pub(crate) async fn search(&self) -> Result<()> {
        let matricule = 1 + self.appended.load(Ordering::SeqCst) % 1_000;
        let dossier = serde_json::json!({"organisme": "921", "matricule": matricule.to_string()});
        let body = serde_json::json!({"criteres": {"dossier": dossier}});
        self.appended.fetch_add(1, Ordering::SeqCst);
        self.post("/v1/journal/recherches", serde_json::to_vec(&body)?).await
    }

    async fn post(&self, path: &str, body: Vec<u8>) -> Result<()> {
        let request = Request::post(path)
            .header("content-type", "application/json")
            .header("spin-client-addr", "0.0.0.0:0")
            .body(Full::new(Bytes::from(body)))?;
        let answer = self.app.handle(request).await;
        ensure!(answer.status().is_success(), "{path} answered {}", answer.status());
        Ok(())
    }
}
