//! The kinds of problem that the journal adds.

use http::StatusCode;
use web::Kind;

/// All of them.
pub const ALL: &[Kind] = &[
    DAMAGED,
    OTHER_EVENT,
    CRITERIA_MISSING,
    EXPORT_TOO_LARGE,
    OUTSIDE_WINDOW,
    HOLD_UNKNOWN,
    PROOF_IMPOSSIBLE,
];

/// The log does not agree with itself.
pub const DAMAGED: Kind = Kind {
    slug: "journal-endommage",
    status: StatusCode::SERVICE_UNAVAILABLE,
    title: "Journal endommagé",
    detail: "Le journal ne concorde plus avec ses points de contrôle : rien n'y est ajouté et aucune donnée n'est \
             communiquée. L'exploitant doit conserver les fichiers et restaurer la dernière sauvegarde.",
};

/// An event id was used for two events.
pub const OTHER_EVENT: Kind = Kind {
    slug: "evenement-different",
    status: StatusCode::CONFLICT,
    title: "Identifiant d'événement déjà utilisé",
    detail: "Un autre événement porte déjà cet identifiant. Utilisez un nouvel identifiant.",
};

/// A search gives no criterion that bounds it.
pub const CRITERIA_MISSING: Kind = Kind {
    slug: "criteres-insuffisants",
    status: StatusCode::UNPROCESSABLE_ENTITY,
    title: "Critères insuffisants",
    detail: "Indiquez au moins un dossier, un agent, une organisation ou une période.",
};

/// An export would hold too many entries.
pub const EXPORT_TOO_LARGE: Kind = Kind {
    slug: "export-trop-grand",
    status: StatusCode::UNPROCESSABLE_ENTITY,
    title: "Export trop grand",
    detail: "L'export dépasse le nombre d'événements permis. Réduisez la période ou ajoutez un critère.",
};

/// A purge is asked for outside the maintenance window.
pub const OUTSIDE_WINDOW: Kind = Kind {
    slug: "hors-fenetre-de-maintenance",
    status: StatusCode::CONFLICT,
    title: "Hors de la fenêtre de maintenance",
    detail: "La purge ne s'exécute que pendant la fenêtre de maintenance. Relancez-la pendant celle-ci.",
};

/// No hold has this id, or it is lifted already.
pub const HOLD_UNKNOWN: Kind = Kind {
    slug: "gel-inconnu",
    status: StatusCode::NOT_FOUND,
    title: "Gel inconnu",
    detail: "Aucun gel en cours ne porte cet identifiant. Consultez la liste des gels.",
};

/// The tree has no such leaf, tile or pair of sizes.
pub const PROOF_IMPOSSIBLE: Kind = Kind {
    slug: "preuve-impossible",
    status: StatusCode::NOT_FOUND,
    title: "Preuve impossible",
    detail: "Le dernier point de contrôle publié ne couvre pas cette demande. Vérifiez le rang et la taille.",
};
