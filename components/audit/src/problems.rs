//! The kinds of problem of this component.

web::kinds! {
    /// The log does not agree with itself, or its file is damaged.
    DAMAGED = SERVICE_UNAVAILABLE, "journal-endommage", "Journal endommagé",
        "Le journal ne concorde plus avec ses points de contrôle ou son fichier est endommagé : rien n'y est ajouté et aucune donnée n'est communiquée. L'exploitant doit conserver les fichiers et restaurer la dernière sauvegarde.";
    /// The log is older than what it published.
    BEHIND = SERVICE_UNAVAILABLE, "journal-anterieur", "Journal antérieur à ce qui est publié",
        "La base du journal est plus ancienne que le dernier point de contrôle publié : rien n'y est ajouté ni signé et aucune donnée n'est communiquée. L'exploitant doit arrêter le service et restaurer une base au moins aussi récente.";
    /// There is no room left for the journal.
    FULL = SERVICE_UNAVAILABLE, "journal-sature", "Journal saturé",
        "Le journal n'a plus de place : rien n'y est ajouté et aucune donnée n'est communiquée. L'exploitant doit libérer de l'espace, puis la demande peut être renvoyée.";
    /// An event id was used for two events.
    OTHER_EVENT = CONFLICT, "evenement-different", "Identifiant d'événement déjà utilisé",
        "Un autre événement porte déjà cet identifiant. Utilisez un nouvel identifiant.";
    /// A search gives no criterion that bounds it.
    CRITERIA_MISSING = UNPROCESSABLE_ENTITY, "criteres-insuffisants", "Critères insuffisants",
        "Indiquez au moins un dossier, un agent, une organisation ou une période.";
    /// An export would hold too many entries.
    EXPORT_TOO_LARGE = UNPROCESSABLE_ENTITY, "export-trop-grand", "Export trop grand",
        "L'export dépasse le nombre d'événements permis. Réduisez la période ou ajoutez un critère.";
    /// A purge is asked for outside the maintenance window.
    OUTSIDE_WINDOW = CONFLICT, "hors-fenetre-de-maintenance", "Hors de la fenêtre de maintenance",
        "La purge ne s'exécute que pendant la fenêtre de maintenance. Relancez-la pendant celle-ci.";
    /// The clock went further since the last purge than time usually does.
    CLOCK_DOUBTED = CONFLICT, "horloge-douteuse", "Horloge à confirmer",
        "L'horloge a avancé de plus de 35 jours depuis la dernière purge : rien n'est effacé. Vérifiez l'heure de la machine, puis faites-la confirmer par le responsable de la sécurité.";
    /// No hold has this id, or it is lifted already.
    HOLD_UNKNOWN = NOT_FOUND, "gel-inconnu", "Gel inconnu",
        "Aucun gel en cours ne porte cet identifiant. Consultez la liste des gels.";
    /// The tree has no such leaf, tile or pair of sizes.
    PROOF_IMPOSSIBLE = NOT_FOUND, "preuve-impossible", "Preuve impossible",
        "Le dernier point de contrôle publié ne couvre pas cette demande. Vérifiez le rang et la taille.";
}
