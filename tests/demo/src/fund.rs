//! The fund's own people and applications, as `login_seed` brings them.

use access::Role;
use anyhow::{Context as _, Result, ensure};
use client::{Application, Person, Portal, Service, Session};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::dossier;

const SYSTEM: Uuid = id(1);
const PORTAL: Uuid = id(2);
const SCHEDULER: Uuid = id(3);
const DISPATCHER: Uuid = id(4);

/// The fund's people: the local part of their address, and what they are.
const PEOPLE: [(&str, Role); 5] = [
    ("agent", Role::AgentCaf),
    ("delegue", Role::DelegueProtectionDonnees),
    ("auditeur", Role::Auditeur),
    ("securite", Role::ResponsableSecurite),
    (COLLEAGUE, Role::AgentCaf),
];

/// A second officer: what opens a right takes two.
const COLLEAGUE: &str = "agent2";

/// What everyone of the demo set chose: their second factors alone are secret.
pub const PASSWORD: &str = "tournesol grange violon";

/// How many dossiers the demo set has: each kind several times.
const DOSSIERS: u32 = 200;

/// Ids that are the same in each run.
const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 | n)
}

/// The fund at a service: all its keys and activation secrets grow from one seed.
#[derive(Clone)]
pub struct Fund {
    seed: [u8; 32],
    service: Service,
}

impl Fund {
    /// The fund whose keys grow from `seed`, at this service.
    #[must_use]
    pub fn new(seed: [u8; 32], service: Service) -> Self {
        Self { seed, service }
    }

    /// The service.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// The system that sends the dossiers.
    #[must_use]
    pub fn system(&self) -> Application {
        Application::new(SYSTEM, self.seed_of("systeme"), self.service.clone())
    }

    /// The scheduler that starts maintenance.
    #[must_use]
    pub fn scheduler(&self) -> Application {
        Application::new(SCHEDULER, self.seed_of("ordonnanceur"), self.service.clone())
    }

    /// The dispatcher that hands letters over to their holders.
    #[must_use]
    pub fn dispatcher(&self) -> Application {
        Application::new(DISPATCHER, self.seed_of("courrier"), self.service.clone())
    }

    /// The portal in which people sign in.
    #[must_use]
    pub fn portal(&self) -> Portal {
        Portal::new(PORTAL, self.seed_of("portail"), self.service.clone())
    }

    /// The text of `login_seed` that registers them all.
    #[must_use]
    pub fn login_seed(&self) -> String {
        let clients = [
            self.system().registration("Système de la caisse", Role::SystemeCaf, None),
            self.scheduler().registration("Ordonnanceur de la caisse", Role::Ordonnanceur, None),
            self.dispatcher().registration("Courrier de la caisse", Role::Courrier, None),
            self.portal().registration("Portail"),
        ];
        let people = (16..).zip(PEOPLE).map(|(n, (name, role))| {
            let account = json!({
                "identifiant": address(name), "nom": "Caisse", "prenoms": name, "roles": [role],
                "secret_activation": self.activation_secret(name),
            });
            (id(n).to_string(), account)
        });
        json!({
            "clients": clients.into_iter().collect::<serde_json::Map<_, _>>(),
            "comptes": people.collect::<serde_json::Map<_, _>>(),
        })
        .to_string()
    }

    /// The first connection of the first person of the fund who has this role.
    ///
    /// # Errors
    /// When nobody has it, the service does not answer, or refuses.
    pub async fn first_connection(&self, role: Role) -> Result<(Person, Session)> {
        let name =
            PEOPLE.iter().find(|(_, known)| *known == role).context("nobody of the fund has this role")?.0;
        self.connect(name).await
    }

    /// The first connection of the second officer.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn colleague_connection(&self) -> Result<(Person, Session)> {
        self.connect(COLLEAGUE).await
    }

    async fn connect(&self, name: &str) -> Result<(Person, Session)> {
        let mut person = Person::new(&address(name), PASSWORD);
        let session = self.portal().first_connection(&mut person, &self.activation_secret(name)).await?;
        Ok((person, session))
    }

    /// Sends the demo set's dossiers, and gives how many there are. Those that were there already stay as they are.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn send_dossiers(&self) -> Result<u64> {
        let lines: String = (1..=DOSSIERS).map(|n| format!("{}\n", dossier(n))).collect();
        let session = self.system().session().await?;
        let answer = session.post_as("application/x-ndjson", "/v1/dossiers/imports", lines).await?;
        let report = answer.success()?;
        let count = |member: &str| report.get(member).and_then(Value::as_u64).unwrap_or_default();
        let there = count("enregistres") + count("inchanges");
        ensure!(there == u64::from(DOSSIERS), "not every dossier was accepted: {report}");
        Ok(there)
    }

    fn activation_secret(&self, name: &str) -> String {
        hex::encode_upper(self.seed_of(name))
    }

    fn seed_of(&self, name: &str) -> [u8; 32] {
        Sha256::new().chain_update(self.seed).chain_update(name).finalize().into()
    }
}

fn address(name: &str) -> String {
    format!("{name}@caf.exemple.invalid")
}
