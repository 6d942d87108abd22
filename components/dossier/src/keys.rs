use access::Category;
use journal::{DossierPseudonym, PseudonymKey};
use platform::{Platform, Random, SettingError};
use sealing::{BlindIndex, KeyId, KeyRing, Place, SealError};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::domain::{DECOY, DossierNumber, FACTS, Facts};

/// The component's keys, and all that is done with them.
pub(crate) struct Keys {
    ring: KeyRing,
    index: BlindIndex,
    pseudonyms: PseudonymKey,
    /// Facts of no dossier, sealed: opened when a number is unknown, so that the same work is done.
    decoy: Vec<u8>,
}

/// Why a sealed text was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OpenError {
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// It opens, and is not what was sealed: another version of this component did it.
    #[error("a sealed text does not have the form this component writes")]
    Form,
}

impl Keys {
    pub(crate) async fn read(platform: &Platform) -> Result<Self, SettingError> {
        let settings = &*platform.settings;
        let ring = KeyRing::from_settings(settings, "dossier_sealing_keys").await?;
        let index = BlindIndex::from_settings(settings, "dossier_index_key").await?;
        let name = "journal_pseudonym_key";
        let pseudonyms = PseudonymKey::parse(&settings.get(name).await?).ok_or_else(|| {
            SettingError::Invalid { name: name.to_owned(), expected: "64 hexadecimal digits" }
        })?;
        let nobody = Uuid::nil();
        let nobody = place(nobody.as_bytes(), FACTS);
        let decoy = ring.seal(&*platform.random, nobody, DECOY.as_bytes()).unwrap_or_default();
        Ok(Self { ring, index, pseudonyms, decoy })
    }

    /// The keyed hash by which a dossier is found.
    pub(crate) fn lookup(&self, number: &DossierNumber) -> [u8; 32] {
        let (organisme, matricule) = (number.organisme.to_string(), number.matricule.to_string());
        self.index.of("numero", &[organisme.as_bytes(), matricule.as_bytes()])
    }

    /// The keyed hash by which failures are counted.
    pub(crate) fn throttle(&self, kind: &str, subject: &[u8]) -> [u8; 32] {
        self.index.of("echecs", &[kind.as_bytes(), subject])
    }

    /// The journal's name of the dossier.
    pub(crate) fn pseudonym(&self, number: &DossierNumber) -> DossierPseudonym {
        self.pseudonyms.pseudonym(number)
    }

    /// All the journal's names of the dossier of which these are the facts, that of its present number first.
    pub(crate) fn pseudonyms(&self, facts: &Facts) -> Vec<DossierPseudonym> {
        std::iter::once(&facts.numero).chain(&facts.anciens).map(|number| self.pseudonym(number)).collect()
    }

    pub(crate) fn current(&self) -> &KeyId {
        self.ring.current()
    }

    /// Whether what this key sealed can be opened.
    pub(crate) fn has(&self, key: &KeyId) -> bool {
        self.ring.has(key)
    }

    pub(crate) fn seal(
        &self,
        random: &dyn Random,
        id: Uuid,
        field: &str,
        text: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        self.ring.seal(random, place(id.as_bytes(), field), text)
    }

    /// Opens a text and seals it again with the current key.
    pub(crate) fn reseal(
        &self,
        random: &dyn Random,
        (id, key): (Uuid, &KeyId),
        field: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let opened = self.ring.open(key, place(id.as_bytes(), field), sealed)?;
        self.seal(random, id, field, &opened)
    }

    pub(crate) fn open_facts(&self, id: Uuid, key: &KeyId, sealed: &[u8]) -> Result<Facts, OpenError> {
        self.open(id, key, FACTS, sealed)
    }

    /// The facts of no dossier, at the cost of a real one's.
    pub(crate) fn open_decoy(&self) -> Result<Facts, OpenError> {
        self.open(Uuid::nil(), self.ring.current(), FACTS, &self.decoy)
    }

    pub(crate) fn open_category(
        &self,
        id: Uuid,
        key: &KeyId,
        category: Category,
        sealed: &[u8],
    ) -> Result<serde_json::Value, OpenError> {
        self.open(id, key, category.as_str(), sealed)
    }

    fn open<T: DeserializeOwned>(
        &self,
        id: Uuid,
        key: &KeyId,
        field: &str,
        sealed: &[u8],
    ) -> Result<T, OpenError> {
        let text = self.ring.open(key, place(id.as_bytes(), field), sealed)?;
        serde_json::from_slice(&text).map_err(|_| OpenError::Form)
    }
}

fn place<'a>(record: &'a [u8; 16], field: &'a str) -> Place<'a> {
    Place { record, field }
}
