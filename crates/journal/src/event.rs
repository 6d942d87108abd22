use std::collections::BTreeMap;

use access::{Category, Form, Principal, Purpose};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{DossierPseudonym, Kind};

/// What happened: who, for which organisation, on which dossier, for which purpose, what was disclosed, under which
/// policy. No name, amount or phone number has a place in it. When it was recorded is the journal's to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Made by the caller, UUIDv7; the same when it tries again.
    pub id: Uuid,
    /// What kind of act, with its details.
    #[serde(rename = "fait")]
    pub kind: Kind,
    /// How it ended.
    #[serde(rename = "issue")]
    pub outcome: Outcome,
    /// The account or application that acted; none when nobody was identified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Uuid>,
    /// The registered application through which it acted; none without a token, as on login's own pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Uuid>,
    /// The partner organisation for which it acted; none for the fund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Uuid>,
    /// The habilitation under which it acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub habilitation: Option<Uuid>,
    /// The dossier on which it acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossier: Option<DossierPseudonym>,
    /// For which purpose.
    #[serde(rename = "finalite", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// What was disclosed, and in which form.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<Category, Form>,
    /// SHA-256 of the policies that decided.
    #[serde(rename = "politique", with = "hex_digest", default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<[u8; 32]>,
    /// SHA-256 of the answer that was given.
    #[serde(
        rename = "empreinte_reponse",
        with = "hex_digest",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub answer_digest: Option<[u8; 32]>,
}

/// How an act ended.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
pub enum Outcome {
    /// It was done.
    #[serde(rename = "fait")]
    Done,
    /// It was refused, and nothing was given.
    #[serde(rename = "refuse")]
    Refused,
}

impl Outcome {
    /// Its word, in JSON and in searches.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "fait",
            Self::Refused => "refuse",
        }
    }
}

impl Event {
    /// An act that was done.
    #[must_use]
    pub fn done(id: Uuid, kind: Kind) -> Self {
        Self {
            id,
            kind,
            outcome: Outcome::Done,
            agent: None,
            client: None,
            organisation: None,
            habilitation: None,
            dossier: None,
            purpose: None,
            categories: BTreeMap::new(),
            policy: None,
            answer_digest: None,
        }
    }

    /// An act that was refused.
    #[must_use]
    pub fn refused(id: Uuid, kind: Kind) -> Self {
        Self { outcome: Outcome::Refused, ..Self::done(id, kind) }
    }

    /// Who acted, through which application, for which organisation, under which habilitation.
    #[must_use]
    pub fn by(self, principal: &Principal) -> Self {
        Self {
            agent: Some(principal.subject),
            client: principal.client.parse().ok(),
            organisation: principal.organisation,
            habilitation: principal.habilitation,
            ..self
        }
    }

    /// On which dossier.
    #[must_use]
    pub fn on(self, dossier: DossierPseudonym) -> Self {
        Self { dossier: Some(dossier), ..self }
    }

    /// For which purpose.
    #[must_use]
    pub fn for_purpose(self, purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    /// What was disclosed: the categories and their forms, and the digest of the answer.
    #[must_use]
    pub fn disclosing(self, categories: BTreeMap<Category, Form>, answer_digest: [u8; 32]) -> Self {
        Self { categories, answer_digest: Some(answer_digest), ..self }
    }

    /// Under which policies, by their digest.
    #[must_use]
    pub fn under(self, policy: [u8; 32]) -> Self {
        Self { policy: Some(policy), ..self }
    }
}

/// A digest as 64 hexadecimal digits.
pub(crate) mod hex_digest {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(
        digest: &Option<[u8; 32]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match digest {
            Some(digest) => serializer.serialize_str(&base16ct::lower::encode_string(digest)),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<[u8; 32]>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut digest = [0; 32];
        let decoded = base16ct::lower::decode(&text, &mut digest).map(<[u8]>::len);
        match decoded {
            Ok(32) => Ok(Some(digest)),
            _ => Err(D::Error::custom("64 hexadecimal digits are expected")),
        }
    }
}
