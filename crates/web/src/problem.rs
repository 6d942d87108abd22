use std::borrow::Cow;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

use crate::Context;

/// A type of problem. The list is closed: each crate that answers has its own as constants, and `schemas/` publishes all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Last segment of the type's URI, `/problemes/<slug>`.
    pub slug: &'static str,
    /// The status it always has.
    pub status: StatusCode,
    /// Title, the same at each occurrence.
    pub title: &'static str,
    /// What to do next, unless the occurrence says it better.
    pub detail: &'static str,
}

/// A problem document (RFC 9457). It never repeats what the request held.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    kind: Kind,
    detail: Cow<'static, str>,
    // Boxed: a map that keeps its order, as some build of serde_json has, makes every `Result` of a handler large.
    members: Box<Map<String, Value>>,
    challenge: Option<Box<str>>,
}

impl Problem {
    /// A problem of this kind, with the kind's own detail.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, detail: Cow::Borrowed(kind.detail), members: Box::default(), challenge: None }
    }

    /// Says what to do next for this occurrence.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds an extension member (RFC 9457 §3.2).
    #[must_use]
    pub fn with(mut self, member: &'static str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    /// Says how to prove who asks, in `WWW-Authenticate` (RFC 9110 §11.6.1).
    #[must_use]
    pub fn with_challenge(mut self, challenge: String) -> Self {
        self.challenge = Some(challenge.into());
        self
    }

    /// A fault of the infrastructure: logged here, once, with the request's id, and opaque to the caller.
    #[must_use]
    pub fn fault(context: &Context, code: &'static str, cause: &dyn std::fmt::Display) -> Self {
        platform::log_fault(&context.request_id.to_string(), code, cause);
        Self::new(kinds::UNAVAILABLE)
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The document.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut document = Map::clone(&self.members);
        document.insert("type".to_owned(), format!("/problemes/{}", self.kind.slug).into());
        document.insert("title".to_owned(), self.kind.title.into());
        document.insert("status".to_owned(), self.kind.status.as_u16().into());
        document.insert("detail".to_owned(), self.detail.clone().into_owned().into());
        Value::Object(document)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.to_json().to_string()));
        *response.status_mut() = self.kind.status;
        let media_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
        if let Some(challenge) = self.challenge.and_then(|text| HeaderValue::from_str(&text).ok()) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// The kinds of problem that any route may answer.
pub mod kinds {
    use super::{Kind, StatusCode};

    macro_rules! kinds {
        ($($(#[$doc:meta])* $name:ident = $status:ident, $slug:literal, $title:literal, $detail:literal;)*) => {
            $($(#[$doc])* pub const $name: Kind =
                Kind { slug: $slug, status: StatusCode::$status, title: $title, detail: $detail };)*

            /// All of them.
            pub const ALL: &[Kind] = &[$($name),*];
        };
    }

    kinds! {
        /// The body, a header or a parameter cannot be read.
        MALFORMED = BAD_REQUEST, "requete-illisible", "Requête illisible",
            "La requête n'est pas bien formée. Corrigez sa syntaxe puis renvoyez-la.";
        /// Nothing proves who asks.
        UNAUTHENTICATED = UNAUTHORIZED, "identification-requise", "Identification requise",
            "Présentez un jeton d'accès valide. S'il a expiré, demandez-en un autre.";
        /// The caller is known, and may not do this.
        FORBIDDEN = FORBIDDEN, "action-interdite", "Action interdite",
            "Vos droits ne permettent pas cette action. Adressez-vous au gestionnaire des habilitations.";
        /// No route has this path.
        NOT_FOUND = NOT_FOUND, "route-inconnue", "Adresse inconnue",
            "Aucun service ne répond à cette adresse. La liste des services est dans /openapi.json.";
        /// The route exists, not with this method.
        METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED, "methode-refusee", "Méthode refusée",
            "Cette adresse n'accepte pas cette méthode. L'en-tête Allow donne celles qu'elle accepte.";
        /// The caller accepts none of the media types the route gives.
        NOT_ACCEPTABLE = NOT_ACCEPTABLE, "format-indisponible", "Format indisponible",
            "Aucun des formats demandés par l'en-tête Accept n'est disponible ici.";
        /// The body is larger than the route reads.
        TOO_LARGE = PAYLOAD_TOO_LARGE, "corps-trop-grand", "Corps trop grand",
            "Le corps de la requête dépasse la taille acceptée. Réduisez-le ou envoyez-le en plusieurs fois.";
        /// The body is not of the media type the route reads.
        UNSUPPORTED_MEDIA_TYPE = UNSUPPORTED_MEDIA_TYPE, "type-de-contenu-refuse", "Type de contenu refusé",
            "Envoyez un corps JSON, avec l'en-tête Content-Type: application/json.";
        /// The body is well formed, and does not say what the route needs.
        UNPROCESSABLE = UNPROCESSABLE_ENTITY, "donnees-invalides", "Données invalides",
            "Une donnée manque ou n'a pas la forme attendue. Le membre « pointeur » indique laquelle.";
        /// Something inside does not answer. Nothing was given.
        UNAVAILABLE = SERVICE_UNAVAILABLE, "service-indisponible", "Service momentanément indisponible",
            "La demande n'a pas pu être traitée et rien n'a été communiqué. Réessayez dans quelques instants.";
    }
}
