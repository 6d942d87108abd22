use access::Role;
use anyhow::{Context as _, Result};
use client::{Person, Portal, Service, Session};
use demo::Fund;
use host::Host;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::ClientSite;

/// What everyone chooses.
pub const PASSWORD: &str = "tournesol grange violon";

const SEED: [u8; 32] = [43; 32];
const PORTAL: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_00b0);

/// The built application at an address that a browser can reach, and a client of it on another host.
pub struct Stage {
    /// The local host.
    pub host: Host,
    /// Where the client's people come back.
    pub site: ClientSite,
    /// The client, on its own server.
    pub portal: Portal,
    /// The service, as the client knows it.
    pub service: Service,
    fund: Fund,
    officers: Option<[Session; 2]>,
    _folder: TempDir,
}

impl Stage {
    /// Builds and starts it.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start() -> Result<Self> {
        let address = free_address()?;
        let url = format!("http://{address}");
        let site = ClientSite::open(&url).await?;
        let folder = tempfile::tempdir()?;
        let back = site.address("/retour");
        let starting = e2e::builder(folder.path())
            .listen(address)
            .variable("public_base_url", &url)
            .variable("login_seed", seed(&url, &back)?);
        let host = starting.start().await?;
        let clock = host.clock().clone();
        let service = Service::new(&url).timed_by(move || clock.now());
        let portal = portal(&service, &back);
        let fund = Fund::new(SEED, service.clone());
        Ok(Self { host, site, portal, service, fund, officers: None, _folder: folder })
    }

    /// The address of a path of the service.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.host.url())
    }

    /// Someone of the fund who has connected before, elsewhere.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn known_person(&self, role: Role) -> Result<Person> {
        Ok(self.fund.first_connection(role).await?.0)
    }

    /// A mandate for this address, in an organisation of its own: the activation secret that its holder receives.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn mandate(&mut self, siret: &str, email: &str) -> Result<String> {
        if self.officers.is_none() {
            let officer = self.fund.first_connection(Role::AgentCaf).await?.1;
            self.officers = Some([officer, self.fund.colleague_connection().await?.1]);
        }
        let [officer, colleague] = self.officers.as_ref().context("no officers")?;
        let organisation = json!({"siret": siret, "categorie": "ccas", "nom": format!("Organisme {siret}")});
        let made = officer.post("/v1/conventions/organisations", &organisation).await?.success()?;
        let path = format!("/v1/conventions/organisations/{}/mandats", text(&made, "id")?);
        let person = json!({"email": email, "nom": "Genêt", "prenoms": "Ambre"});
        let asked = json!({"role": "gestionnaire", "personne": person});
        let opened = officer.post(&path, &asked).await?.success()?;
        let confirmed = format!("{path}/{}/confirmation", text(&opened, "id")?);
        colleague.post(&confirmed, &json!({})).await?.success()?;
        self.fund.letter_to(email).await
    }
}

fn portal(service: &Service, back: &str) -> Portal {
    Portal::new(PORTAL, [44; 32], service.clone()).back_at(back)
}

/// What registers the fund's own, and the client.
fn seed(url: &str, back: &str) -> Result<String> {
    let service = Service::new(url);
    let mut seed: Value = serde_json::from_str(&Fund::new(SEED, service.clone()).login_seed())?;
    let (id, registration) = portal(&service, back).registration("Portail d'un autre hôte");
    let clients = seed.get_mut("clients").and_then(Value::as_object_mut).context("no clients")?;
    clients.insert(id, registration);
    Ok(seed.to_string())
}

/// An address is told to browsers before the host listens.
fn free_address() -> Result<String> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

fn text<'a>(value: &'a Value, member: &str) -> Result<&'a str> {
    value.get(member).and_then(Value::as_str).with_context(|| format!("no {member} in {value}"))
}
