//! The journal: append, proofs, search, retention.

mod contract;
mod domain;
mod fault;
mod log;
mod operations;
mod ports;
pub mod problems;
mod routes;
mod settings;
mod store;

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use access::Principal;
use journal::{Event, Kind, Receipt, Word};
use log::{Draft, Place, Queue};
use platform::{Database, Platform, Transaction, new_uuid};
use policies::{Authority, PolicyError, Resource};
use transparency::TILE_WIDTH;
use web::{Authenticator, Context, Problem, TokenAuthenticator, kinds};

pub use contract::contract;
pub(crate) use fault::JournalFault;
pub use routes::routes;
use settings::AuditSettings;

/// The component's HTTP side.
#[must_use]
pub fn app(platform: Platform) -> web::App {
    let authenticator = Arc::new(TokenAuthenticator::new(&platform));
    app_authenticated_by(platform, authenticator)
}

/// The component's HTTP side, with another way of telling who asks.
#[must_use]
pub fn app_authenticated_by(platform: Platform, authenticator: Arc<dyn Authenticator>) -> web::App {
    web::App::new(routes(), Arc::new(Audit::new(&platform)), platform).authenticated_by(authenticator)
}

/// What the operations share: one per instance.
pub struct Audit {
    platform: Platform,
    database: Database,
    queue: Queue,
    settings: OnceLock<Arc<AuditSettings>>,
    authority: OnceLock<Result<Authority, PolicyError>>,
    is_sound: AtomicBool,
}

impl Audit {
    /// The component on this platform.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        let database = store::database(platform);
        Self {
            platform: platform.clone(),
            queue: Queue::new(database.clone(), platform.clock.clone()),
            database,
            settings: OnceLock::new(),
            authority: OnceLock::new(),
            is_sound: AtomicBool::new(false),
        }
    }

    async fn settings(&self) -> Result<Arc<AuditSettings>, JournalFault> {
        if let Some(read) = self.settings.get() {
            return Ok(read.clone());
        }
        let read = Arc::new(AuditSettings::read(&*self.platform.settings).await?);
        Ok(self.settings.get_or_init(|| read).clone())
    }

    /// Refuses to go on when the log does not agree with its last checkpoint, or with the one that anyone may read.
    /// Looked at once an instance: it costs a few tiles, and every checkpoint that is published looks again.
    async fn check_soundness(&self) -> Result<(), JournalFault> {
        if self.is_sound.load(Ordering::Acquire) {
            return Ok(());
        }
        let settings = self.settings().await?;
        log::check_published(&self.platform, &self.database, &settings).await?;
        self.is_sound.store(true, Ordering::Release);
        Ok(())
    }

    /// Records `event`, and comes back once it is durable.
    async fn record(&self, event: Event) -> Result<Receipt, JournalFault> {
        self.check_soundness().await?;
        let settings = self.settings().await?;
        let place = self.queue.append(self.draft(event, &settings)?).await?;
        self.complete_tile(place).await;
        Ok(place.receipt(&settings.receipts))
    }

    /// Records `event` together with what `transaction` holds, and comes back once both are durable.
    async fn record_with(&self, mut transaction: Transaction, event: Event) -> Result<Receipt, JournalFault> {
        let settings = self.settings().await?;
        let draft = Arc::new(self.draft(event, &settings)?);
        let places = log::append(&mut transaction, &*self.platform.clock, &[draft]).await;
        let place = places.into_iter().next().unwrap_or(Err(JournalFault::OtherEvent))?;
        transaction.commit().await?;
        self.complete_tile(place).await;
        Ok(place.receipt(&settings.receipts))
    }

    fn draft(&self, event: Event, settings: &AuditSettings) -> Result<Draft, JournalFault> {
        Draft::new(event, &settings.pseudonyms, &*self.platform.random)
    }

    /// The entry that fills a tile stores its node, so that a checkpoint never has more than a tile to make. The entry is
    /// durable already: should it fail, the next one or the next checkpoint does it.
    async fn complete_tile(&self, place: Place) {
        let size = place.index + 1;
        if size.is_multiple_of(TILE_WIDTH)
            && let Err(fault) = log::complete_nodes(&mut &self.database, size).await
        {
            platform::log_fault("", "tile-not-completed", &fault);
        }
    }

    /// An act of `principal` on the journal itself, to record.
    fn act(&self, context: &Context, principal: &Principal, kind: Kind) -> Event {
        Event::done(new_uuid(context.now, &*self.platform.random), kind).by(principal)
    }

    /// The event that says that `principal` read something of the journal, whoever it is about.
    fn reading(&self, context: &Context, principal: &Principal, acte: Word) -> Event {
        let criteres = Vec::new();
        let kind = Kind::JournalRead {
            acte,
            criteres,
            agent_recherche: None,
            client_recherche: None,
            organisation_recherchee: None,
        };
        self.act(context, principal, kind)
    }

    /// Whether `principal` may do `operation`: the policies decide.
    fn authorise(&self, context: &Context, principal: &Principal, operation: &str) -> Result<(), Problem> {
        let authority = match self.authority.get_or_init(Authority::load) {
            Ok(authority) => authority,
            Err(error) => return Err(Problem::fault(context, "policies", error)),
        };
        let decision = authority.decide(principal, operation, &Resource::fund(), &[]);
        if decision.is_allowed() { Ok(()) } else { Err(Problem::new(kinds::FORBIDDEN)) }
    }
}

#[cfg(target_family = "wasm")]
#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> impl spin_sdk::http::IntoResponse {
    static APP: OnceLock<web::App> = OnceLock::new();
    APP.get_or_init(|| app(Platform::spin().with_calls().with_variables().with_databases().with_stores()))
        .handle(request)
        .await
}
