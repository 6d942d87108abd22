use std::collections::BTreeSet;

use access::{Principal, Role, Scopes};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The type of an access token (RFC 9068 §2.1), which no other signed thing of ours has.
pub const TOKEN_TYPE: &str = "at+jwt";

/// The claims of an access token (RFC 9068 §2.2). Instants are in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Who issued it.
    pub iss: String,
    /// For which resource.
    pub aud: String,
    /// For whom.
    pub sub: Uuid,
    /// The client that holds it.
    pub client_id: String,
    /// When it was issued.
    pub iat: i64,
    /// From when it is refused.
    pub exp: i64,
    /// Its own name.
    pub jti: Uuid,
    /// The scopes granted, separated by spaces.
    pub scope: String,
    /// What its subject may act as.
    pub roles: BTreeSet<Role>,
    /// The subject's organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<Uuid>,
    /// The habilitation under which the subject acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hab: Option<Uuid>,
    /// The sign-in session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<Uuid>,
    /// The key whose possession must be proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

/// The key to which a token is bound (RFC 7800, RFC 9449 §6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Its thumbprint.
    pub jkt: String,
}

impl AccessToken {
    /// Whom these claims name. Only for claims whose signature was verified.
    #[must_use]
    pub fn principal(&self) -> Principal {
        Principal {
            subject: self.sub,
            roles: self.roles.clone(),
            organisation: self.org,
            habilitation: self.hab,
            session: self.sid,
            client: self.client_id.clone(),
            scopes: Scopes::known_in(&self.scope),
        }
    }
}
