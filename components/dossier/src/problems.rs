//! The kinds of problem of this component.

web::kinds! {
    /// Unknown, opposed, out of field or failed check: one answer, which tells none from another.
    NOT_CONSULTABLE = NOT_FOUND, "dossier-non-consultable", "Dossier non consultable",
        "Aucune donnée ne peut être communiquée pour cette demande. Vérifiez le numéro, l'organisme et l'élément de vérification auprès de la personne concernée.";
    /// The habilitation, the contract or the convention is suspended.
    SUSPENDED = FORBIDDEN, "acces-suspendu", "Accès suspendu",
        "Votre accès est suspendu. La Caf seule peut le rétablir : adressez-vous au gestionnaire des habilitations de votre organisme, qui le lui demande.";
    /// The training certificate is missing or expired.
    TRAINING_EXPIRED = FORBIDDEN, "formation-expiree", "Formation à renouveler",
        "Votre attestation de formation n'est plus valable. Suivez la formation puis faites enregistrer la nouvelle attestation par votre gestionnaire.";
    /// The habilitation, the contract or the convention is not in force.
    NOT_IN_FORCE = FORBIDDEN, "habilitation-hors-vigueur", "Habilitation hors vigueur",
        "Votre habilitation n'est pas en vigueur. Le membre « motif » dit pourquoi et « qui_peut_agir » à qui vous adresser.";
    /// The token names no habilitation.
    NO_HABILITATION = FORBIDDEN, "habilitation-absente", "Aucune habilitation",
        "La consultation demande une habilitation personnelle. Demandez-la au gestionnaire des habilitations de votre organisme.";
    /// The purpose is not one of the contract or of the profile.
    PURPOSE_OUTSIDE_CONTRACT = FORBIDDEN, "finalite-hors-contrat", "Finalité hors contrat",
        "Votre contrat et votre profil n'autorisent pas cette finalité. Choisissez-en une autre ou demandez un avenant à la Caf.";
    /// The contract does not name the fund.
    FUND_OUTSIDE_CONTRACT = FORBIDDEN, "organisme-hors-contrat", "Organisme hors contrat",
        "Votre contrat ne couvre pas les dossiers de cet organisme. Vérifiez son code ou demandez un avenant à la Caf.";
    /// The extra code is missing or is not the agent's.
    EXTRA_CODE = FORBIDDEN, "code-complementaire-requis", "Code complémentaire requis",
        "Cette finalité demande votre code complémentaire (bailleur ou instructeur). Indiquez celui de votre habilitation dans le membre « code ».";
    /// The contract asks for another element.
    OTHER_VERIFICATION = FORBIDDEN, "verification-inadaptee", "Élément de vérification inadapté",
        "Votre contrat demande un autre élément de vérification. Le membre « attendu » dit lequel.";
    /// What the caller asks is not permitted by any rule.
    NOT_PERMITTED = FORBIDDEN, "consultation-interdite", "Consultation interdite",
        "Vos droits ne permettent pas la consultation de dossiers. Adressez-vous au gestionnaire des habilitations.";
    /// The month's budget of distinct dossiers is spent.
    BUDGET_SPENT = TOO_MANY_REQUESTS, "budget-epuise", "Nombre de dossiers du mois atteint",
        "Le nombre de dossiers que votre contrat permet de consulter ce mois-ci est atteint. Adressez-vous à la Caf pour le relever.";
    /// Too many failures.
    THROTTLED = TOO_MANY_REQUESTS, "trop-d-echecs", "Trop d'essais infructueux",
        "Trop d'essais n'ont pas abouti. Attendez le délai indiqué par « reessayer_dans_secondes » avant de recommencer.";
    /// More consultations in a minute than one agent makes.
    TOO_FAST = TOO_MANY_REQUESTS, "cadence-depassee", "Trop de consultations en une minute",
        "Vous avez demandé plus de consultations qu'un agent n'en fait en une minute. Attendez le délai indiqué par « reessayer_dans_secondes », puis espacez vos demandes.";
    /// The month asked is in the future or too far in the past.
    MONTH_OUT_OF_RANGE = UNPROCESSABLE_ENTITY, "mois-hors-periode", "Mois hors période",
        "Le mois demandé doit être l'un des vingt-quatre derniers ou le mois en cours.";
    /// No such objection in force.
    UNKNOWN_OBJECTION = NOT_FOUND, "opposition-inconnue", "Opposition inconnue",
        "Aucune opposition en cours ne porte cet identifiant. Vérifiez-le dans la liste des oppositions du dossier.";
    /// No such dossier, said to the fund alone.
    UNKNOWN_DOSSIER = NOT_FOUND, "dossier-inconnu", "Dossier inconnu",
        "Aucun dossier importé ne porte ce numéro. Vérifiez l'organisme et le matricule.";
    /// An import is lines of JSON.
    NOT_NDJSON = UNSUPPORTED_MEDIA_TYPE, "import-ndjson-attendu", "Type de contenu refusé",
        "Envoyez un dossier JSON par ligne, avec l'en-tête Content-Type: application/x-ndjson.";
}
