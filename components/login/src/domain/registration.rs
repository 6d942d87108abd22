use std::collections::BTreeSet;

use access::{Role, Scopes};
use http::Uri;
use jose::Jwk;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::plain_text::is_plain;

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
    /// All that it may ask for.
    #[schema(value_type = String, pattern = "^(openid|dossiers|conventions|journal|comptes|messages)( (openid|dossiers|conventions|journal|comptes|messages))*$")]
    pub(crate) scope: Scopes,
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
    /// What the people may be who sign in through it; nobody has another role there.
    #[serde(default)]
    pub(crate) acts_for: BTreeSet<Role>,
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
    #[error(
        "Donnez à l'application un nom de 1 à 100 caractères, sans caractère de commande ni de mise en forme."
    )]
    Name,
    #[error(
        "Donnez soit dans « jwks » de 1 à 16 clés publiques Ed25519 ou P-256, et aucune clé privée, soit dans « jwks_uri » leur adresse en https."
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
        "Une application n'agit pour elle-même que comme application. Celles de la Caf peuvent aussi être son système, son ordonnanceur ou son courrier."
    )]
    Roles,
    #[error(
        "Donnez dans « acts_for » les rôles des personnes qui se connectent, si et seulement s'il s'en connecte. Celle d'un partenaire n'est ouverte qu'à ses professionnels, gestionnaires et responsables légaux."
    )]
    People,
    #[error("Donnez au moins une portée.")]
    Scope,
}

/// How many keys one application may have: an assertion that names none is tried with each.
pub(crate) const MOST_KEYS: usize = 16;

const PARTNERS_OWN: [Role; 1] = [Role::Application];
const FUNDS_OWN: [Role; 4] = [Role::Application, Role::SystemeCaf, Role::Ordonnanceur, Role::Courrier];

const PARTNERS_PEOPLE: [Role; 3] = [Role::Professionnel, Role::Gestionnaire, Role::ResponsableLegal];
const FUNDS_PEOPLE: [Role; 5] = [
    Role::AgentCaf,
    Role::DelegueProtectionDonnees,
    Role::Auditeur,
    Role::ResponsableSecurite,
    Role::Allocataire,
];

impl Registration {
    pub(crate) fn check(&self) -> Result<(), RegistrationRefusal> {
        let rules = [
            (self.is_named(), RegistrationRefusal::Name),
            (self.has_keys(), RegistrationRefusal::Keys),
            (self.returns_rightly(), RegistrationRefusal::Redirections),
            (self.is_bound_enough(), RegistrationRefusal::Possession),
            (self.acts_rightly(), RegistrationRefusal::Roles),
            (self.is_for_its_people(), RegistrationRefusal::People),
            (!self.scope.is_empty(), RegistrationRefusal::Scope),
        ];
        rules.into_iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, refusal)| Err(refusal))
    }

    fn is_named(&self) -> bool {
        (1..=100).contains(&self.client_name.trim().chars().count()) && is_plain(&self.client_name)
    }

    fn do_people_sign_in(&self) -> bool {
        self.grant_types.contains(&GrantType::AuthorizationCode)
    }

    fn acts_alone(&self) -> bool {
        self.grant_types.contains(&GrantType::ClientCredentials)
    }

    fn has_keys(&self) -> bool {
        match (&self.jwks, &self.jwks_uri) {
            (Some(_), None) => (1..=MOST_KEYS).contains(&self.keys().len()),
            (None, Some(uri)) => is_publication(uri),
            (Some(_), Some(_)) | (None, None) => false,
        }
    }

    fn returns_rightly(&self) -> bool {
        self.do_people_sign_in() != self.redirect_uris.is_empty()
            && self.redirect_uris.iter().all(|uri| is_return(uri))
    }

    fn is_bound_enough(&self) -> bool {
        !self.acts_alone() || self.dpop_bound_access_tokens
    }

    fn acts_rightly(&self) -> bool {
        let own: &[Role] = if self.organisation.is_some() { &PARTNERS_OWN } else { &FUNDS_OWN };
        self.acts_alone() != self.roles.is_empty() && self.roles.iter().all(|role| own.contains(role))
    }

    fn is_for_its_people(&self) -> bool {
        let of_fund: &[Role] = if self.organisation.is_some() { &[] } else { &FUNDS_PEOPLE };
        let may_come = |role: &Role| PARTNERS_PEOPLE.contains(role) || of_fund.contains(role);
        self.do_people_sign_in() != self.acts_for.is_empty() && self.acts_for.iter().all(may_come)
    }

    /// The keys registered; none when the set holds a private one.
    pub(crate) fn keys(&self) -> Vec<Jwk> {
        self.jwks.as_ref().and_then(|set| Jwk::parse_set(set).ok()).unwrap_or_default()
    }

    /// The scopes asked for, or all of its own when none is; nothing when one is not its own.
    pub(crate) fn granted_scope(&self, asked: Option<&str>) -> Option<Scopes> {
        granted(&self.scope, asked)
    }
}

/// The scopes asked for among `own`, or all of these when none is; nothing when one is not among them.
pub(crate) fn granted(own: &Scopes, asked: Option<&str>) -> Option<Scopes> {
    let Some(asked) = asked else { return Some(own.clone()) };
    let asked: Scopes = asked.parse().ok()?;
    (!asked.is_empty() && asked.are_within(own)).then_some(asked)
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
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    // No name ends in a number: that would be an address, however it is written.
    let is_name = |host: &str| host.rsplit_once('.').is_some_and(|(_, last)| last.starts_with(is_letter));
    let host = host.strip_suffix('.').unwrap_or(&host);
    let is_outside = is_name(host) && !host.ends_with(".internal");
    uri.scheme_str() == Some("https") && is_outside && !text.contains('#')
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_lowercase()
}

fn yes() -> bool {
    true
}
