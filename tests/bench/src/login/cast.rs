use access::Role;
use anyhow::{Context as _, Result};
use client::{Application, Person, Portal, Service};
use demo::fund::PASSWORD;
use host::Host;
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

/// How many people sign in at once.
pub const CROWD: u128 = 20;

const PUBLIC: &str = "https://partenaires.exemple.fr";
const SECRET: &str = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01";

/// The application on the local host, whose clock the bench moves, and whoever asks it something.
pub struct Cast {
    pub host: Host,
    pub applications: [(&'static str, Application); 2],
    portal: Portal,
    service: Service,
    _folder: TempDir,
}

/// The identifier of one of the people.
pub fn address(number: u128) -> String {
    format!("agent{number}@caf.exemple.invalid")
}

impl Cast {
    pub async fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let builder = e2e::builder(folder.path());
        let unreached = Service::new(PUBLIC);
        let host = builder.variable("login_seed", seed(&unreached)?).start().await?;
        let clock = host.clock().clone();
        let service = unreached.reached_at(&host.url()).timed_by(move || clock.now());
        let (applications, portal) = (applications(&service)?, portal(&service));
        Ok(Self { host, applications, portal, service, _folder: folder })
    }

    /// The people, each after their first connection.
    pub async fn people(&self) -> Result<Vec<(Person, client::Session)>> {
        let mut people = Vec::new();
        for number in 0..CROWD {
            let mut person = Person::new(&address(number), PASSWORD);
            let session = self.portal.first_connection(&mut person, SECRET).await?;
            people.push((person, session));
        }
        Ok(people)
    }

    pub fn portal(&self) -> &Portal {
        &self.portal
    }

    pub fn service(&self) -> &Service {
        &self.service
    }
}

fn applications(service: &Service) -> Result<[(&'static str, Application); 2]> {
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let p256 = Application::with_p256(other, [2; 32], service.clone()).context("no scalar of the curve")?;
    Ok([("EdDSA", Application::new(one, [1; 32], service.clone())), ("ES256", p256)])
}

fn portal(service: &Service) -> Portal {
    Portal::new(Uuid::from_u128(3), [3; 32], service.clone())
}

fn seed(service: &Service) -> Result<String> {
    let applications = applications(service)?;
    let registered = applications.iter().map(|(name, one)| one.registration(name, Role::SystemeCaf, None));
    let clients = registered.chain([portal(service).registration("Portail")]);
    let people = (0..CROWD).map(|number| {
        let account = json!({
            "identifiant": address(number), "nom": "Caisse", "prenoms": "Agent", "roles": ["agent_caf"],
            "secret_activation": SECRET,
        });
        (Uuid::from_u128(0x100 + number).to_string(), account)
    });
    Ok(json!({
        "clients": clients.collect::<serde_json::Map<_, _>>(),
        "comptes": people.collect::<serde_json::Map<_, _>>(),
    })
    .to_string())
}
