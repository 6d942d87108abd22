//! The problems of the JSON routes. OAuth endpoints answer as RFC 6749 says, pages with a sentence.

use http::StatusCode;
use web::Kind;

/// The account asked for cannot be opened.
pub const ACCOUNT_EXISTS: Kind = Kind {
    slug: "compte-existant",
    status: StatusCode::CONFLICT,
    title: "Compte déjà ouvert",
    detail: "Un compte est déjà ouvert avec cet identifiant ou pour cette habilitation. Fermez-le d'abord.",
};

/// There is no such account, or it is closed.
pub const ACCOUNT_UNKNOWN: Kind = Kind {
    slug: "compte-inconnu",
    status: StatusCode::NOT_FOUND,
    title: "Compte inconnu",
    detail: "Aucun compte ouvert ne porte ce numéro.",
};

/// There is no such application, or it is closed.
pub const CLIENT_UNKNOWN: Kind = Kind {
    slug: "application-inconnue",
    status: StatusCode::NOT_FOUND,
    title: "Application inconnue",
    detail: "Aucune application enregistrée ne porte ce numéro.",
};

/// The registration of an application is refused; the detail says why.
pub const REGISTRATION_REFUSED: Kind = Kind {
    slug: "enregistrement-refuse",
    status: StatusCode::UNPROCESSABLE_ENTITY,
    title: "Enregistrement refusé",
    detail: "L'application ne peut pas être enregistrée ainsi.",
};

/// All of them.
pub const ALL: &[Kind] = &[ACCOUNT_EXISTS, ACCOUNT_UNKNOWN, CLIENT_UNKNOWN, REGISTRATION_REFUSED];
