//! The kinds of problem that any route may answer.

/// Declares kinds of problem as constants, and `ALL` of them. The title is the same at each occurrence; the detail says
/// what to do next.
///
/// ```
/// web::kinds! {
///     /// No dossier has this number.
///     UNKNOWN = NOT_FOUND, "dossier-inconnu", "Dossier inconnu",
///         "Aucun dossier ne porte ce numéro. Vérifiez-le.";
/// }
/// ```
#[macro_export]
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $slug:literal, $title:literal, $detail:literal;)*) => {
        $($(#[$doc])* pub const $name: $crate::Kind = $crate::Kind {
            slug: $slug,
            status: $crate::StatusCode::$status,
            title: $title,
            detail: $detail,
        };)*

        /// All of them.
        pub const ALL: &[$crate::Kind] = &[$($name),*];
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
        "Votre rôle ne permet pas cette action. Agissez sous celui qui la permet, ou demandez-la à une personne qui l'a.";
    /// Nobody opens a right alone: another person has to do this.
    SECOND_PERSON = FORBIDDEN, "seconde-personne-requise", "Une autre personne doit agir",
        "Aucun droit ne s'ouvre par une seule personne : nul ne confirme ce qu'il a proposé ou commencé, ni ne décide de ce qui le concerne. Faites agir un collègue habilité.";
    /// The token does not open this component.
    INSUFFICIENT_SCOPE = FORBIDDEN, "portee-insuffisante", "Portée insuffisante",
        "Ce jeton n'ouvre pas ce service. Demandez-en un avec la portée que donne le membre « portee ».";
    /// No route has this path.
    NOT_FOUND = NOT_FOUND, "route-inconnue", "Adresse inconnue",
        "Aucun service ne répond à cette adresse. La liste des services est dans /openapi.json.";
    /// The route exists, not with this method.
    METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED, "methode-refusee", "Méthode refusée",
        "Cette adresse n'accepte pas cette méthode. L'en-tête Allow donne celles qu'elle accepte.";
    /// The caller accepts none of the media types the route gives.
    NOT_ACCEPTABLE = NOT_ACCEPTABLE, "format-indisponible", "Format indisponible",
        "Aucun des formats demandés par l'en-tête Accept n'est disponible ici.";
    /// The body did not come in time.
    TOO_SLOW = REQUEST_TIMEOUT, "envoi-trop-lent", "Envoi trop lent",
        "Le corps de la requête n'est pas arrivé à temps. Rien n'a été fait de ce qui manquait : envoyez de nouveau toute la requête.";
    /// The body is larger than the route reads.
    TOO_LARGE = PAYLOAD_TOO_LARGE, "corps-trop-grand", "Corps trop grand",
        "Le corps de la requête dépasse la taille acceptée. Réduisez-le ou envoyez-le en plusieurs fois.";
    /// The body is not of the media type the route reads.
    UNSUPPORTED_MEDIA_TYPE = UNSUPPORTED_MEDIA_TYPE, "type-de-contenu-refuse", "Type de contenu refusé",
        "Envoyez un corps JSON, avec l'en-tête Content-Type: application/json.";
    /// The body is compressed, or coded otherwise.
    UNSUPPORTED_ENCODING = UNSUPPORTED_MEDIA_TYPE, "encodage-refuse", "Encodage refusé",
        "Envoyez le corps tel quel, sans compression : l'en-tête Content-Encoding n'est pas accepté ici.";
    /// The body is well formed, and does not say what the route needs.
    UNPROCESSABLE = UNPROCESSABLE_ENTITY, "donnees-invalides", "Données invalides",
        "Une donnée manque ou n'a pas la forme attendue. Le membre « pointeur » indique laquelle.";
    /// The reverse proxy does not say from where the request comes. Nothing was given.
    UNKNOWN_ADDRESS = SERVICE_UNAVAILABLE, "adresse-non-transmise", "Adresse non transmise",
        "L'adresse d'où vient la demande ne nous est pas transmise comme prévu : c'est un réglage du service, pas de votre poste. Rien n'a été communiqué. Prévenez la Caf, puis réessayez.";
    /// Something inside does not answer. Nothing was given.
    UNAVAILABLE = SERVICE_UNAVAILABLE, "service-indisponible", "Service momentanément indisponible",
        "La demande n'a pas pu être traitée et rien n'a été communiqué. Réessayez dans quelques instants.";
}
