use std::collections::BTreeSet;

use access::Role;
use http::Uri;
use jose::Jwk;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// An application registered by the fund.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Client {
    pub(crate) id: Uuid,
    pub(crate) registration: Registration,
}

/// What the fund registers, in the words of RFC 7591 where it has one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registration {
    pub(crate) client_name: String,
    /// Its public keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) jwks: Option<Value>,
    /// Or the address at which it publishes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) jwks_uri: Option<String>,
    #[serde(default)]
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) grant_types: BTreeSet<GrantType>,
    pub(crate) scope: String,
    /// Whether its tokens are bound to a key (RFC 9449 §5.2). Only an application in which people sign in, and which
    /// keeps tokens on its server, may do without.
    #[serde(default = "yes")]
    pub(crate) dpop_bound_access_tokens: bool,
    /// The partner to whom it belongs; none for the fund's own.
    #[serde(default)]
    pub(crate) organisation: Option<Uuid>,
    /// What it may act as on its own account.
    #[serde(default)]
    pub(crate) roles: BTreeSet<Role>,
}

/// How a client gets tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GrantType {
    AuthorizationCode,
    ClientCredentials,
    RefreshToken,
}

/// Why a registration is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RegistrationRefusal {
    #[error("Donnez à l'application un nom de 1 à 100 caractères.")]
    Name,
    #[error(
        "Donnez soit dans « jwks » au moins une clé publique Ed25519 ou P-256, et aucune clé privée, soit dans « jwks_uri » leur adresse en https."
    )]
    Keys,
    #[error(
        "Donnez des adresses de retour absolues, en https, sans fragment, si et seulement si des personnes se connectent."
    )]
    Redirections,
    #[error(
        "Liez les jetons à une clé : seule une application où des personnes se connectent peut s'en passer."
    )]
    Possession,
    #[error(
        "Une application n'agit pour elle-même que comme application, système de la Caf, ordonnanceur ou courrier."
    )]
    Roles,
    #[error("Donnez au moins une portée, sans espace double.")]
    Scope,
}

const OWN_ROLES: [Role; 4] = [Role::Application, Role::SystemeCaf, Role::Ordonnanceur, Role::Courrier];

impl Registration {
    pub(crate) fn check(&self) -> Result<(), RegistrationRefusal> {
        let people_sign_in = self.grant_types.contains(&GrantType::AuthorizationCode);
        let acts_alone = self.grant_types.contains(&GrantType::ClientCredentials);
        if !(1..=100).contains(&self.client_name.trim().chars().count()) {
            return Err(RegistrationRefusal::Name);
        }
        if !self.has_keys() {
            return Err(RegistrationRefusal::Keys);
        }
        if people_sign_in == self.redirect_uris.is_empty()
            || !self.redirect_uris.iter().all(|uri| is_return(uri))
        {
            return Err(RegistrationRefusal::Redirections);
        }
        if acts_alone && !self.dpop_bound_access_tokens {
            return Err(RegistrationRefusal::Possession);
        }
        if acts_alone == self.roles.is_empty() || !self.roles.iter().all(|role| OWN_ROLES.contains(role)) {
            return Err(RegistrationRefusal::Roles);
        }
        if self.scope.split(' ').any(str::is_empty) { Err(RegistrationRefusal::Scope) } else { Ok(()) }
    }

    /// The keys registered; none when the set holds a private one.
    pub(crate) fn keys(&self) -> Vec<Jwk> {
        self.jwks.as_ref().and_then(|set| Jwk::parse_set(set).ok()).unwrap_or_default()
    }

    fn has_keys(&self) -> bool {
        match (&self.jwks, &self.jwks_uri) {
            (Some(_), None) => !self.keys().is_empty(),
            (None, Some(uri)) => is_publication(uri),
            (Some(_), Some(_)) | (None, None) => false,
        }
    }

    /// The scopes asked for, or all of its own when none is; nothing when one is not its own.
    pub(crate) fn granted_scope(&self, asked: Option<&str>) -> Option<String> {
        let own: BTreeSet<&str> = self.scope.split(' ').collect();
        match asked {
            None => Some(self.scope.clone()),
            Some(asked) => asked.split(' ').all(|scope| own.contains(scope)).then(|| asked.to_owned()),
        }
    }
}

/// An address whose origin the policy of our pages can name, so that a form may lead there: no `[::1]`.
fn is_return(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let is_loopback = matches!(uri.host(), Some("127.0.0.1" | "localhost"));
    let is_safe = uri.scheme_str() == Some("https") || (uri.scheme_str() == Some("http") && is_loopback);
    is_safe && web::origin_of(text).is_some() && !text.contains('#')
}

/// An address outside: a private route of this application would answer as well.
fn is_publication(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let is_outside = uri.host().is_some_and(|host| !host.ends_with(".internal") && host.contains('.'));
    uri.scheme_str() == Some("https") && is_outside && !text.contains('#')
}

fn yes() -> bool {
    true
}
