use std::collections::{BTreeMap, BTreeSet};

use access::{Identifier, Role};
use jiff::{SignedDuration, Timestamp};
use jose::KeyRing;
use platform::{Database, Platform, Secret, SettingError, SqlError};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    domain::{
        account::{Account, Holder},
        attachment::{Activation, Attachment, Issue},
        client::Client,
        factor_key::FactorKeys,
        opaque,
        registration::Registration,
        session::later,
    },
    store::{attachments, clients, seeded},
};

/// How long an activation secret waits for its holder.
pub(crate) const ACTIVATION_LIFE: SignedDuration = SignedDuration::from_hours(24 * 15);

/// The component's variables, read once per instance.
pub(crate) struct Configuration {
    /// The issuer of tokens and, as it serves this one application, their audience too.
    pub(crate) issuer: String,
    pub(crate) keys: KeyRing,
    pub(crate) factor_keys: FactorKeys,
    pub(crate) proxy_header: Option<String>,
    /// How many passwords are hashed at once, over all instances.
    pub(crate) hashing_slots: u32,
    pub(crate) seed: Seed,
}

/// The first accounts and applications, without which nobody could register any. Each is created once, and what becomes of
/// it is never undone: the seed creates and does not govern.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seed {
    #[serde(default)]
    comptes: BTreeMap<Uuid, SeedAccount>,
    #[serde(default)]
    clients: BTreeMap<Uuid, Registration>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedAccount {
    identifiant: Identifier,
    nom: String,
    prenoms: String,
    roles: BTreeSet<Role>,
    #[serde(default)]
    organisation: Option<Uuid>,
    #[serde(default)]
    habilitation: Option<Uuid>,
    secret_activation: String,
}

impl Configuration {
    pub(crate) async fn read(platform: &Platform) -> Result<Self, SettingError> {
        let keys = Secret::new(platform.settings.get("login_signing_key").await?);
        let factor_keys = Secret::new(platform.settings.get("login_factor_key").await?);
        let seed = Secret::new(platform.settings.get("login_seed").await?);
        const KEYS: &str = "one or more keys of 64 hexadecimal digits, separated by commas";
        Ok(Self {
            issuer: web::public_base_url(platform).await?,
            keys: KeyRing::parse(keys.expose()).map_err(|_| invalid("login_signing_key", KEYS))?,
            factor_keys: FactorKeys::parse(factor_keys.expose())
                .map_err(|_| invalid("login_factor_key", KEYS))?,
            proxy_header: web::proxy_header(platform).await?,
            hashing_slots: hashing_slots(platform).await?,
            seed: Seed::parse(seed.expose())
                .ok_or_else(|| invalid("login_seed", "JSON as the README of login describes"))?,
        })
    }
}

async fn hashing_slots(platform: &Platform) -> Result<u32, SettingError> {
    const NAME: &str = "login_hashing_slots";
    let slots = platform.settings.get(NAME).await?.parse();
    slots.ok().filter(|slots| (1..=64).contains(slots)).ok_or_else(|| invalid(NAME, "a number from 1 to 64"))
}

fn invalid(name: &str, expected: &'static str) -> SettingError {
    SettingError::Invalid { name: name.to_owned(), expected }
}

impl Seed {
    fn parse(text: &str) -> Option<Self> {
        let seed: Self = serde_json::from_str(text).ok()?;
        seed.clients.values().all(|registration| registration.check().is_ok()).then_some(seed)
    }

    pub(crate) async fn sow(&self, database: &Database, now: Timestamp) -> Result<(), SqlError> {
        let known = seeded::list_seeded(database, seeded::ACCOUNT).await?;
        for (id, seed) in self.comptes.iter().filter(|(id, _)| !known.contains(id)) {
            seed.sow(database, *id, now).await?;
        }
        let known = seeded::list_seeded(database, seeded::CLIENT).await?;
        for (id, registration) in self.clients.iter().filter(|(id, _)| !known.contains(id)) {
            let client = Client { id: *id, registration: registration.clone() };
            sow_client(database, &client, now).await?;
        }
        Ok(())
    }
}

async fn sow_client(database: &Database, client: &Client, now: Timestamp) -> Result<(), SqlError> {
    let mut transaction = database.begin().await?;
    if seeded::mark(&mut transaction, (seeded::CLIENT, client.id), now).await? {
        clients::sow_client(&mut transaction, client, now).await?;
    }
    transaction.commit().await
}

impl SeedAccount {
    /// Opens the account, unless its identifier is another's: then it waits until that one is closed.
    async fn sow(&self, database: &Database, id: Uuid, now: Timestamp) -> Result<(), SqlError> {
        let (account, attachment, activation) = self.open(id, now);
        let holder = Holder::new(account);
        let issue = Issue { activation, letter: None, is_reissue: false };
        let mut transaction = database.begin().await?;
        let is_new = seeded::mark(&mut transaction, (seeded::ACCOUNT, id), now).await?;
        if is_new && attachments::open_within(&mut transaction, &holder, &attachment, issue).await?.is_some()
        {
            transaction.commit().await
        } else {
            transaction.rollback().await
        }
    }

    fn open(&self, id: Uuid, now: Timestamp) -> (Account, Attachment, Activation) {
        let account = Account {
            id,
            identifier: self.identifiant.as_str().to_owned(),
            last_name: self.nom.clone(),
            first_names: self.prenoms.clone(),
            password_hash: None,
            totp: None,
            password_expires_at: None,
            is_reset: false,
        };
        let attachment = Attachment {
            id,
            account: id,
            habilitation: self.habilitation,
            organisation: self.organisation,
            roles: self.roles.clone(),
            label: None,
            opened_at: now,
        };
        let hash = opaque::readable_hash(&self.secret_activation);
        (account, attachment, Activation { hash, expires_at: later(now, ACTIVATION_LIFE) })
    }
}
