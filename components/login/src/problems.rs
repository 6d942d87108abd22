//! The problems of the JSON routes. OAuth endpoints answer as RFC 6749 says, pages with a sentence.

web::kinds! {
    /// The identifier or the habilitation is another person's.
    ACCOUNT_EXISTS = CONFLICT, "compte-existant", "Compte d'une autre personne",
        "Cet identifiant est celui d'une autre personne, ou l'habilitation est rattachée à un autre compte. Vérifiez l'adresse et le nom.";
    /// No account has this number.
    ACCOUNT_UNKNOWN = NOT_FOUND, "compte-inconnu", "Compte inconnu",
        "Aucun compte ne porte ce numéro. Vérifiez-le.";
    /// The account is closed.
    ACCOUNT_CLOSED = CONFLICT, "compte-ferme", "Compte fermé",
        "Ce compte est fermé : il n'y a rien à réinitialiser. Ouvrez de nouveau ce que la personne doit détenir.";
    /// Nobody has ever signed in to the account.
    ACCOUNT_NEVER_USED = CONFLICT, "compte-jamais-active", "Compte jamais activé",
        "Cette personne n'a pas fait sa première connexion : il n'y a rien à réinitialiser. Faites réécrire le courrier de son mandat ou de son habilitation (« …/courrier »). Si elle est de la caisse, fermez son compte et proposez-la de nouveau.";
    /// A reset of the account waits already.
    RESET_WAITS = CONFLICT, "reinitialisation-en-attente", "Réinitialisation déjà proposée",
        "La réinitialisation de ce compte attend déjà une seconde personne. Consultez la liste des propositions, puis confirmez-la ou refusez-la.";
    /// No such proposal waits.
    PROPOSAL_UNKNOWN = NOT_FOUND, "proposition-inconnue", "Proposition inconnue",
        "Aucune proposition en attente ne porte ce numéro : elle a été confirmée, refusée, ou n'a pas été décidée à temps. Consultez la liste des propositions.";
    /// Too many proposals wait.
    PROPOSALS_FULL = CONFLICT, "trop-de-propositions", "Trop de propositions en attente",
        "Trop de propositions attendent une décision. Confirmez-en ou refusez-en avant d'en faire d'autres.";
    /// People are told too late, or too early.
    NOTICE_TOO_SHORT = UNPROCESSABLE_ENTITY, "delai-de-prevenance", "Délai de prévenance non valable",
        "Les personnes sont prévenues de 15 à 90 jours avant l'échéance. Pour une seule personne, le délai peut être plus court ou nul.";
    /// There is no such campaign, or it ended.
    CAMPAIGN_UNKNOWN = NOT_FOUND, "campagne-inconnue", "Campagne inconnue ou terminée",
        "Aucune campagne en cours ne porte ce numéro. Consultez la liste des campagnes.";
    /// An exception ends before the deadline, or too long after it.
    EXCEPTION_TOO_LONG = UNPROCESSABLE_ENTITY, "exception-trop-longue", "Date d'exception non valable",
        "Une exception va au-delà de l'échéance de la campagne, et de 90 jours au plus. Choisissez une autre date.";
    /// The person has nothing to renew in this campaign, or must do it now.
    NOTHING_TO_RENEW = CONFLICT, "rien-a-renouveler", "Rien à renouveler",
        "Cette personne n'est pas concernée par la campagne, a déjà renouvelé son mot de passe, ou son échéance est passée : seul le renouvellement la lève.";
    /// None of the fund's people has this account.
    AGENT_UNKNOWN = NOT_FOUND, "agent-inconnu", "Agent inconnu",
        "Aucune personne de la caisse n'a ce compte. Consultez la liste des agents.";
    /// The identifier is that of an open account.
    IDENTIFIER_TAKEN = CONFLICT, "identifiant-deja-utilise", "Identifiant déjà utilisé",
        "Un compte ouvert porte déjà cet identifiant. Si c'est un agent de la caisse, ajoutez un rôle à son compte. Si c'est une personne d'un partenaire, donnez l'adresse professionnelle qu'elle a à la caisse.";
    /// The identifier was that of somebody else, who left.
    IDENTIFIER_KEPT = CONFLICT, "identifiant-d-une-autre-personne", "Identifiant d'une autre personne",
        "Cet identifiant était celui d'une autre personne, qui est partie depuis moins de 24 mois. Vérifiez les noms, ou donnez une autre adresse.";
    /// One person may not have these roles together.
    ROLES_APART = UNPROCESSABLE_ENTITY, "roles-incompatibles", "Rôles incompatibles",
        "Une même personne ne peut pas avoir ces rôles : il en faut un au moins, et qui contrôle (délégué à la protection des données, auditeur) ne décide pas. Choisissez d'autres rôles.";
    /// The person has this role already, or has not.
    ROLE_UNCHANGED = CONFLICT, "role-inchange", "Rôle inchangé",
        "La personne a déjà ce rôle, ou ne l'a pas. Consultez la liste des agents.";
    /// The only role of a person is not taken from them.
    LAST_ROLE = CONFLICT, "dernier-role", "Dernier rôle de la personne",
        "C'est le seul rôle de cette personne. Pour qu'elle ne puisse plus rien, fermez son compte.";
    /// The fund keeps a security officer.
    LAST_SECURITY_OFFICER = CONFLICT, "dernier-responsable-securite", "Dernier responsable de la sécurité",
        "La caisse n'aurait plus de responsable de la sécurité en fonction. Faites d'abord entrer en fonction une autre personne, puis recommencez.";
    /// There is no such application, or it is closed.
    CLIENT_UNKNOWN = NOT_FOUND, "application-inconnue", "Application inconnue",
        "Aucune application enregistrée ne porte ce numéro. Consultez la liste des applications.";
    /// There is no such letter, or it has expired or given way to a later one.
    LETTER_UNKNOWN = NOT_FOUND, "courrier-inconnu", "Courrier inconnu",
        "Aucun courrier en attente ne porte ce numéro : il a expiré, ou un autre l'a remplacé. Relisez la liste des courriers.";
    /// Who registered an application would approve it.
    OWN_REGISTRATION = FORBIDDEN, "approbation-par-son-auteur", "Approbation par une autre personne",
        "Vous avez enregistré cette application : une autre personne de la Caf doit l'approuver.";
    /// The person lets no such application act in their name.
    CONSENT_UNKNOWN = NOT_FOUND, "accord-inconnu", "Accord inconnu",
        "Ce compte n'autorise pas cette application à agir en son nom, ou ne l'autorise plus.";
    /// The registration of an application is refused; the detail says why.
    REGISTRATION_REFUSED = UNPROCESSABLE_ENTITY, "enregistrement-refuse", "Enregistrement refusé",
        "L'application ne peut pas être enregistrée ainsi. Corrigez l'enregistrement.";
}
